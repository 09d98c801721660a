package text

import (
	"strings"
	"unicode"
)

// furniture are the beginnings of lines that belong to a page and not to its article.
var furniture = []string{"back to top", "most popular", "latest news", "subscribe", "source :", "source:", "read more", "read also", "read next",
	"related:", "related stories", "related articles", "related news", "related topics", "related content", "you may also like", "more from",
	"advertisement", "story continues", "share this", "share on", "click here", "sign up", "log in", "sign in", "this website uses cookies",
	"we use cookies", "by continuing to use", "accept cookies", "cookie", "all rights reserved", "copyright", "\u00a9", "(c)", "follow us",
	"follow ", "reporting by", "editing by", "additional reporting", "writing by", "our standards", "download our", "download the", "listen to",
	"watch:", "watch live", "also read", "also see", "see also", "recommended", "trending", "editor's picks", "editors' picks", "top stories",
	"newsletter", "get the latest", "please enable", "comments", "tags:", "topics:", "print", "email", "photo:", "image:", "video:",
	"(with inputs from", "with inputs from", "this story was", "this article was", "this article originally", "first published", "last updated",
	"updated:", "published:", "posted:", "terms of", "privacy policy", "contact us", "about us", "skip to", "jump to", "home page", "end item", "###", "-end-", "--end--", "-30-"}

// listHeads open a list of other stories; what follows is furniture until a full paragraph comes.
var listHeads = wordSet2("most popular", "latest news", "related stories", "related articles", "related news", "more stories", "top stories", "recommended",
	"trending", "trending now", "you may also like", "read also", "read next", "also read", "more news", "editor's picks", "editors' picks", "most read",
	"more from this section", "related", "more on this story", "what to read next", "related topics", "related content", "in other news")

// captionMarks betray the credit of a picture.
var captionMarks = []string{"file photo", "getty images", "ap photo", "afp photo", "reuters/", "/reuters", "/afp", "/ap", "/getty", "photo by", "(photo", "photograph:", "photo credit", "pool photo", "epa-efe", "/epa", "courtesy photo", "image credit", "handout", "photo/", "[photo", "[file", "(file", "[ap", "[reuters", "[afp"}

func wordSet2(lines ...string) map[string]bool {
	set := map[string]bool{}
	for _, l := range lines {
		set[l] = true
	}
	return set
}

// zoneOf classifies one paragraph; whole knows what has come before.
type zoner struct {
	body       string
	seen       map[string]bool // paragraphs met, to find repeated captions
	inList     bool
	bodyBegun  bool
	index      int
	headlines  int
	paragraphs []paragraph
}

func newZoner(body string, paras []paragraph) *zoner {
	return &zoner{body: body, seen: map[string]bool{}, paragraphs: paras}
}

// zone says what paragraph p is. tokens are its tokens.
func (z *zoner) zone(p paragraph, tokens []Token) Zone {
	defer func() { z.index++ }()
	line := z.body[p.Start:p.End]
	low := strings.ToLower(line)
	if len(line) < 400 && z.isFurniture(low) {
		z.inList = z.inList || listHeads[strings.Trim(low, " :.-")]
		return Boilerplate
	}
	full := fullParagraph(line, tokens)
	if z.inList {
		if !full {
			return Boilerplate
		}
		z.inList = false
	}
	if mostlyForeign(line) {
		return Boilerplate
	}
	if len(line) > 40 && len(line) < 1000 {
		if z.seen[low] {
			return Boilerplate
		}
		z.seen[low] = true
	}
	if full || z.caption(low, line) {
		if len(line) < 600 && z.caption(low, line) {
			return Caption
		}
		z.bodyBegun = true
		return Body
	}
	return z.shortLine(low, tokens)
}

func (z *zoner) isFurniture(low string) bool {
	trimmed := strings.TrimLeft(low, " *\u2022>-\u2013|")
	for _, f := range furniture {
		if !strings.HasPrefix(trimmed, f) {
			continue
		}
		// "Follow", "Print", "Source" also begin sentences: those end in a stop and go on after it.
		return len(trimmed) <= len(f)+2 || f[len(f)-1] == ':' || len(trimmed) < 160 && !strings.Contains(trimmed, "\" said") || f == "\u00a9"
	}
	return listHeads[strings.Trim(trimmed, " :.-")]
}

// fullParagraph reports whether a paragraph reads as prose: it ends in a stop, or is long.
func fullParagraph(line string, tokens []Token) bool {
	if len(tokens) == 0 {
		return false
	}
	end := strings.TrimRight(line, "\"'\u201d\u2019)] ")
	if end == "" {
		return false
	}
	switch end[len(end)-1] {
	case '.', '!', '?', ':', ',':
		return len(tokens) > 3
	}
	return len(tokens) > 35 || strings.HasSuffix(end, "\u2026") || strings.HasSuffix(end, "\u2014")
}

// shortLine classifies a line without a final stop.
func (z *zoner) shortLine(low string, tokens []Token) Zone {
	if strings.HasPrefix(low, "by ") || strings.HasPrefix(low, "from ") && len(tokens) < 8 {
		return Byline
	}
	if day := dateLine(tokens); day {
		return Byline
	}
	if z.bodyBegun {
		return Subhead
	}
	if !hasLowerOrVerb(tokens) {
		return Boilerplate
	}
	if len(z.paragraphs) == 1 && len(tokens) > maxHeadline {
		return Body // a sentence alone, its stop left out
	}
	z.headlines++
	return Headline
}

// maxHeadline is how many words a line that stands alone may have and still be a headline.
const maxHeadline = 14

// hasLowerOrVerb tells a headline from a trail of section names.
func hasLowerOrVerb(tokens []Token) bool {
	lower, repeated := 0, false
	for i, t := range tokens {
		if t.Kind == Word && !t.Caps && t.Lower != "'s" {
			lower++
		}
		if i > 0 && t.Kind == Word && t.Lower == tokens[i-1].Lower {
			repeated = true
		}
		if _, ok := verbForms[t.Lower]; ok && i > 0 && t.Lower != "news" && strings.HasSuffix(t.Lower, "s") {
			lower++
		}
	}
	return lower > 0 && !repeated && len(tokens) > 2
}

// dateLine recognises a line that is only a date: "March 24, 2021".
func dateLine(tokens []Token) bool {
	months, numbers := 0, 0
	for _, t := range tokens {
		switch {
		case monthNumber(t.Lower) > 0:
			months++
		case t.Kind == Number:
			numbers++
		case t.Kind == Word && weekdayNumber(t.Lower) < 0 && !dateWords[t.Lower]:
			return false
		}
	}
	return numbers > 0 && (months > 0 || len(tokens) <= 7 && numbers >= 1) && len(tokens) <= 16
}

var dateWords = wordSet("updated published posted on at am pm a.m. p.m. gmt est edt utc et kst jst ist cet local time last modified of")

func (z *zoner) caption(low, line string) bool {
	if z.bodyBegun && len(line) > 420 {
		return false
	}
	for _, m := range captionMarks {
		if strings.Contains(low, m) {
			return true
		}
	}
	if strings.HasPrefix(low, "file -") || strings.HasPrefix(low, "file \u2014") || strings.HasPrefix(low, "file \u2013") {
		return true
	}
	// the same paragraph again further down is a picture's text
	for k := z.index + 1; k < len(z.paragraphs) && k < z.index+3; k++ {
		if q := z.paragraphs[k]; len(line) > 40 && z.body[q.Start:q.End] == line {
			return true
		}
	}
	return false
}

// mostlyForeign reports lines in another script.
func mostlyForeign(line string) bool {
	latin, other := 0, 0
	for _, r := range line {
		if unicode.IsLetter(r) {
			if unicode.Is(unicode.Latin, r) {
				latin++
			} else {
				other++
			}
		}
	}
	return other > latin
}
