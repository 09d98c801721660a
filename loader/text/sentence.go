package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraph is a run of lines that belong together.
type paragraph struct{ Span }

// paragraphs cuts body at blank lines, and at every line end unless the text is hard-wrapped.
func paragraphs(body string) []paragraph {
	wrapped := hardWrapped(body)
	var out []paragraph
	start, end := -1, 0 // of the paragraph being built
	flush := func() {
		if start >= 0 {
			out = append(out, paragraph{Span{start, end}})
			start = -1
		}
	}
	for i := 0; i < len(body); {
		j := i
		for j < len(body) && body[j] != '\n' && body[j] != '\r' {
			j++
		}
		a, b := trimSpace(body, i, j)
		switch {
		case a == b:
			flush()
		case start >= 0 && wrapped:
			end = b
		default:
			flush()
			start, end = a, b
		}
		i = j + 1
		if j+1 < len(body) && body[j] == '\r' && body[j+1] == '\n' {
			i++
		}
	}
	flush()
	return out
}

// hardWrapped reports whether lines are cut at a fixed width rather than at paragraph ends.
func hardWrapped(body string) bool {
	lines, mid, prevLen, prevEnds := 0, 0, 0, true
	for len(body) > 0 {
		line := body
		if k := strings.IndexByte(body, '\n'); k >= 0 {
			line, body = body[:k], body[k+1:]
		} else {
			body = ""
		}
		line = strings.TrimSpace(line)
		if prevLen > 0 && line != "" {
			lines++
			if !prevEnds && prevLen >= 45 && prevLen <= 110 {
				mid++
			}
		}
		prevLen = len(line)
		prevEnds = line == "" || strings.ContainsAny(line[len(line)-1:], ".!?:\")")
	}
	return lines >= 4 && mid*10 >= lines*6
}

func trimSpace(body string, i, j int) (int, int) {
	for i < j {
		r, size := utf8.DecodeRuneInString(body[i:j])
		if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' {
			break
		}
		i += size
	}
	for i < j {
		r, size := utf8.DecodeLastRuneInString(body[i:j])
		if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' {
			break
		}
		j -= size
	}
	return i, j
}

// maxSentenceTokens bounds a sentence, so that work that is quadratic in a sentence stays linear in a document.
const maxSentenceTokens = 220

// starters are words after which, capitalised, an abbreviation such as "U.S." has ended a sentence.
var starters = wordSet(`the a an he she it they we i this that these those but and in on at for as if when while after before however
	meanwhile there his her its their our according some many most both earlier later last another since such what`)

// splitSentences appends the sentences of tokens[first:], which form one paragraph.
func splitSentences(dst []Sentence, body string, tokens []Token, first, par int) []Sentence {
	begin, depth := first, 0
	for i := first; i < len(tokens); i++ {
		depth += bracketStep(tokens[i])
		if depth < 0 {
			depth = 0
		}
		stop := i
		if endsSentence(body, tokens, i) && depth == 0 {
			for stop+1 < len(tokens) && closes(tokens[stop+1]) && tokens[stop+1].Span.Start <= tokens[stop].Span.End+1 && !spaceThenOpen(tokens, stop+1) {
				depth += bracketStep(tokens[stop+1])
				stop++
			}
		} else if i-begin+1 < maxSentenceTokens && i+1 < len(tokens) {
			continue
		} else if i+1 < len(tokens) {
			depth = 0
		}
		dst = append(dst, Sentence{Span: Span{tokens[begin].Span.Start, tokens[stop].Span.End}, First: begin, Last: stop + 1, Paragraph: par})
		begin, i = stop+1, stop
	}
	if begin < len(tokens) {
		dst = append(dst, Sentence{Span: Span{tokens[begin].Span.Start, tokens[len(tokens)-1].Span.End}, First: begin, Last: len(tokens), Paragraph: par})
	}
	return dst
}

func bracketStep(t Token) int {
	switch t.Lower {
	case "(", "[":
		return 1
	case ")", "]":
		return -1
	}
	return 0
}

func closes(t Token) bool { return t.Kind == CloseQuote || t.Lower == ")" || t.Lower == "]" }

// spaceThenOpen is true for a mark that is separated from the stop and so opens what follows.
func spaceThenOpen(tokens []Token, i int) bool {
	return i > 0 && tokens[i].Span.Start > tokens[i-1].Span.End && tokens[i].Kind == OpenQuote
}

// endsSentence reports whether token i closes a sentence: a stop, or an abbreviation before a starter.
func endsSentence(body string, tokens []Token, i int) bool {
	t := tokens[i]
	next := nextAfterClosers(tokens, i)
	switch {
	case t.Lower == "!" || t.Lower == "?":
		return next == nil || next.Caps || next.Kind != Word
	case t.Lower == ".":
		if next == nil {
			return true
		}
		if next.Span.Start == t.Span.End { // "example.com"
			return next.Kind == OpenQuote
		}
		return next.Caps || next.Kind == Number || next.Kind == OpenQuote || next.Lower == "(" || next.Lower == "--" || next.Lower == "[" || !asciiLetter(body, next.Span.Start)
	case t.Kind == Word && strings.HasSuffix(t.Lower, ".") && next != nil:
		return abbreviationEnds(t, next)
	case len(t.Lower) >= 3 && t.Kind == Punct && t.Lower[0] == '.': // ellipsis
		return next == nil || next.Caps && starters[next.Lower]
	case t.Lower == "\u2026":
		return next == nil || next.Caps && starters[next.Lower]
	}
	return false
}

func asciiLetter(body string, i int) bool {
	return i < len(body) && (body[i] >= 'a' && body[i] <= 'z' || body[i] >= 'A' && body[i] <= 'Z')
}

// abbreviationEnds decides for "U.S." and "p.m." followed by a capital; titles and months never end a sentence.
func abbreviationEnds(t Token, next *Token) bool {
	bare := strings.TrimSuffix(t.Lower, ".")
	if abbreviations[bare] && bare != "inc" && bare != "corp" && bare != "ltd" && bare != "co" && bare != "jr" && bare != "sr" {
		return false
	}
	return next.Caps && starters[next.Lower] && (next.Lower != "i") && (strings.Count(bare, ".") > 0 || abbreviations[bare]) || next.Kind == OpenQuote && strings.Count(bare, ".") > 0 && next.Lower == `"`
}

func nextAfterClosers(tokens []Token, i int) *Token {
	for k := i + 1; k < len(tokens); k++ {
		if closes(tokens[k]) && tokens[k].Span.Start == tokens[k-1].Span.End {
			continue
		}
		return &tokens[k]
	}
	return nil
}
