package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type kind uint8

const (
	tokEnd    kind = iota // end of the text
	tokWord               // bare name, full id, number
	tokQuoted             // "…", text is the unescaped value
	tokIRI                // <…>, text is between the brackets
	tokKind               // ?state, text is what follows the question mark
	tokPunct              // one of the signs, text is the sign
	tokFilter             // the raw text between [ and ]
	tokBad                // already reported
)

type token struct {
	kind kind
	text string
	at   Span
	// glued: no space before it.
	glued bool
}

// lexer cuts text into tokens on demand. The parser asks for one at a time.
type lexer struct {
	text string
	pos  int
	err  *Error // the first wrong thing
}

func (l *lexer) fail(at Span, hint, format string, args ...any) token {
	if l.err == nil {
		l.err = NewError(l.text, at, hint, format, args...)
	}
	l.pos = len(l.text)
	return token{kind: tokBad, at: at}
}

// skip passes white space and comments (# to the end of the line).
func (l *lexer) skip() {
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			l.pos++
		case c == '#':
			if i := strings.IndexByte(l.text[l.pos:], '\n'); i >= 0 {
				l.pos += i + 1
			} else {
				l.pos = len(l.text)
			}
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(l.text[l.pos:])
			if !unicode.IsSpace(r) && r != '\ufeff' {
				return
			}
			l.pos += n
		default:
			return
		}
	}
}

func (l *lexer) next() token {
	before := l.pos
	l.skip()
	glued := l.pos == before
	t := l.scan()
	t.glued = glued
	return t
}

func (l *lexer) scan() token {
	start := l.pos
	if start >= len(l.text) {
		return token{kind: tokEnd, at: Span{start, start}}
	}
	c := l.text[start]
	switch c {
	case '"':
		return l.quoted()
	case '<':
		return l.iri()
	case '[':
		return l.filter()
	case '?':
		if n := wordLen(l.text[start+1:]); n > 0 {
			l.pos = start + 1 + n
			return token{kind: tokKind, text: l.text[start+1 : l.pos], at: Span{start, l.pos}}
		}
		fallthrough
	case '/', '|', '^', '*', '+', '{', '}', ',', '(', ')', '!', '.', '@', '&', '-', '~':
		l.pos++
		return token{kind: tokPunct, text: l.text[start:l.pos], at: Span{start, l.pos}}
	case ']':
		return l.fail(Span{start, start + 1}, "a filter starts with \"[\" after a step", "unexpected \"]\" without \"[\"")
	case '\'', '`':
		return l.fail(Span{start, start + 1}, `names are quoted with "`, "unexpected %s", inQuotes(string(c)))
	case '\\':
		return l.fail(Span{start, start + 1}, `steps are joined by "/"`, "unexpected %s", inQuotes(string(c)))
	}
	if n := wordLen(l.text[start:]); n > 0 {
		l.pos += n
		return token{kind: tokWord, text: l.text[start:l.pos], at: Span{start, l.pos}}
	}
	r, n := utf8.DecodeRuneInString(l.text[start:])
	switch r {
	case '“', '”', '„', '«', '»', '‘', '’':
		return l.fail(Span{start, start + n}, `use the plain quotation mark "`, "unexpected %s", inQuotes(string(r)))
	case '–', '—', '−':
		return l.fail(Span{start, start + n}, `use the plain "-"`, "unexpected %s", inQuotes(string(r)))
	case '→', '>', ';', ':':
		return l.fail(Span{start, start + n}, `steps are joined by "/"`, "unexpected %s", inQuotes(string(r)))
	}
	return l.fail(Span{start, start + n}, "the signs are / ^ | * + ? { } ( ) ! . [ ] @ ~ & -; names with others go in quotes", "unexpected %s", inQuotes(string(r)))
}

func wordStart(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func wordPart(r rune) bool { return wordStart(r) || unicode.IsMark(r) }

// wordLen is the length of the word that s starts with. Signs that stand inside names (- . : ') belong
// to a word only between two of its letters, so "a -b" and "a/." keep their operators.
func wordLen(s string) int {
	if len(s) > 0 && s[0] < utf8.RuneSelf {
		// The common case, without decoding.
		if !asciiWord[s[0]] {
			return 0
		}
		n := 1
		for n < len(s) && s[n] < utf8.RuneSelf && asciiWord[s[n]] {
			n++
		}
		if n == len(s) || s[n] < utf8.RuneSelf && !isJoint(rune(s[n])) {
			return n
		}
	}
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		if n == 0 && !wordStart(r) || n > 0 && !wordPart(r) {
			if n == 0 || !isJoint(r) {
				break
			}
			next, _ := utf8.DecodeRuneInString(s[n+size:])
			if !wordStart(next) {
				break
			}
		}
		n += size
	}
	return n
}

func isJoint(r rune) bool { return r == '-' || r == '.' || r == ':' || r == '\'' || r == '’' }

var asciiWord = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
	}
	return t
}()

func (l *lexer) quoted() token {
	start := l.pos
	value, n, ok := unquote(l.text[start:])
	if !ok {
		return l.fail(Span{start, len(l.text)}, `close the name with "`, "the quoted name is not closed")
	}
	l.pos += n
	at := Span{start, l.pos}
	if strings.TrimSpace(value) == "" {
		return l.fail(at, "write the name between the quotes", "empty name")
	}
	return token{kind: tokQuoted, text: value, at: at}
}

// unquote reads a quoted string at the start of s; \" and \\ are the only escapes.
func unquote(s string) (value string, n int, ok bool) {
	if i := strings.IndexAny(s[1:], `"\`); i >= 0 && s[1+i] == '"' {
		return s[1 : 1+i], i + 2, true
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), i + 1, true
		case '\\':
			if i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\') {
				i++
			}
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return "", 0, false
}

func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func (l *lexer) iri() token {
	start := l.pos
	i := strings.IndexByte(l.text[start:], '>')
	if i < 0 {
		return l.fail(Span{start, len(l.text)}, `close the IRI with ">"`, "the IRI is not closed")
	}
	l.pos += i + 1
	text := l.text[start+1 : start+i]
	at := Span{start, l.pos}
	if text == "" {
		return l.fail(at, "write an absolute IRI, such as <http://example.org/a>", "empty IRI")
	}
	if bad := notInIRI(text); bad >= 0 {
		r, n := utf8.DecodeRuneInString(text[bad:])
		return l.fail(Span{start + 1 + bad, start + 1 + bad + n}, "such a sign is written %XX in an IRI", "an IRI cannot contain %q", string(r))
	}
	return token{kind: tokIRI, text: text, at: at}
}

// notInIRI is where the first sign stands that an IRI cannot contain, -1 without one.
func notInIRI(text string) int {
	for i := range len(text) {
		switch text[i] {
		case '<', '"', '{', '}', '|', '^', '`', '\\':
			return i
		default:
			if text[i] <= 0x20 {
				return i
			}
		}
	}
	return -1
}

// filter takes everything up to the closing bracket that is not inside quotes or an IRI.
func (l *lexer) filter() token {
	start := l.pos
	for i := start + 1; i < len(l.text); {
		switch l.text[i] {
		case '"':
			_, n, ok := unquote(l.text[i:])
			if !ok {
				return l.fail(Span{i, len(l.text)}, `close the value with "`, "the quoted value is not closed")
			}
			i += n
			continue
		case '<':
			if i+1 < len(l.text) && l.text[i+1] != '=' {
				if n := strings.IndexAny(l.text[i:], "> ]"); n > 0 && l.text[i+n] == '>' {
					i += n
				}
			}
		case ']':
			l.pos = i + 1
			return token{kind: tokFilter, text: l.text[start+1 : i], at: Span{start, l.pos}}
		case '[':
			return l.fail(Span{i, i + 1}, `close the first filter with "]"`, "a filter cannot contain \"[\"")
		}
		i++
	}
	return l.fail(Span{start, len(l.text)}, `close the filter with "]"`, "the filter is not closed")
}
