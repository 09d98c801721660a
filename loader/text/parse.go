package text

import (
	"fmt"
	"strconv"
	"strings"
)

// Parse splits a body into zones, sentences and tokens, and tags the tokens. It accepts any bytes and runs in
// time linear in them; a body without letters gives a document without sentences that are read.
func Parse(body string) *Document {
	d := &Document{Body: body}
	d.Tokens = make([]Token, 0, len(body)/5+8)
	d.Sentences = make([]Sentence, 0, len(body)/120+4)
	paras := paragraphs(body)
	z := newZoner(body, paras)
	for i, p := range paras {
		first := len(d.Tokens)
		d.Tokens = tokenize(d.Tokens, body, p.Start, p.End)
		if len(d.Tokens) == first {
			z.index++
			continue
		}
		d.addParagraph(z.zone(p, d.Tokens[first:]), first, i)
	}
	d.tag()
	d.quotes()
	d.Published = d.findPublished()
	return d
}

// addParagraph cuts the tokens from first on into sentences of one zone; a dateline becomes a sentence of its own.
func (d *Document) addParagraph(zone Zone, first, par int) {
	tokens := d.Tokens[first:]
	if zone == Body && d.DatelinePlace == "" && !d.hasBodySentence() {
		if end, place, day := datelineEnd(tokens, d.Body); end > 0 && end < len(tokens) {
			d.Sentences = append(d.Sentences, Sentence{Span: Span{tokens[0].Span.Start, tokens[end-1].Span.End}, First: first, Last: first + end, Paragraph: par, Zone: Dateline})
			d.DatelinePlace, d.DatelineDay = place, day
			first += end
		}
	}
	from := len(d.Sentences)
	d.Sentences = splitSentences(d.Sentences, d.Body, d.Tokens, first, par)
	for i := from; i < len(d.Sentences); i++ {
		d.Sentences[i].Zone = zone
	}
}

// hasBodySentence reports whether prose has begun; only its first paragraphs may bear a dateline.
func (d *Document) hasBodySentence() bool {
	for i := len(d.Sentences) - 1; i >= 0; i-- {
		if d.Sentences[i].Zone == Body {
			return true
		}
	}
	return false
}

// findPublished reads the day of publication from a date line or a dateline that names a year.
func (d *Document) findPublished() string {
	for i := range d.Sentences {
		s := &d.Sentences[i]
		if s.Zone != Byline && s.Zone != Dateline {
			continue
		}
		if day := fullDate(d.Tokens[s.First:s.Last]); day != "" {
			return day
		}
	}
	return ""
}

// fullDate finds "March 24, 2021", "24 March 2021" or "2021-03-24" and gives it as EDTF.
func fullDate(tokens []Token) string {
	for i, t := range tokens {
		if len(t.Lower) == 10 && t.Kind == Number && t.Lower[4] == '-' && t.Lower[7] == '-' {
			return t.Lower
		}
		m := monthNumber(t.Lower)
		if m == 0 {
			continue
		}
		day, year := 0, 0
		if i > 0 {
			day = smallNumber(tokens[i-1], 31)
		}
		for k := i + 1; k < len(tokens) && k < i+4; k++ {
			if tokens[k].Lower == "," {
				continue
			}
			if n := smallNumber(tokens[k], 31); n > 0 && day == 0 {
				day = n
			} else if n := smallNumber(tokens[k], 2199); n >= 1800 {
				year = n
				break
			}
		}
		if day > 0 && year > 0 {
			return fmt.Sprintf("%04d-%02d-%02d", year, m, day)
		}
	}
	return ""
}

func smallNumber(t Token, max int) int {
	n, err := strconv.Atoi(strings.TrimRight(t.Lower, "stndrh"))
	if t.Kind != Number || err != nil || n < 1 || n > max {
		return 0
	}
	return n
}
