package syntax

import (
	"strings"
	"unicode/utf8"
)

// Expect is something that can stand at a place in an expression.
type Expect uint8

// What can stand at the cursor.
const (
	ExpectStart       Expect = iota + 1 // a node that a path starts from, or ?kind
	ExpectStep                          // a relation, ".", "!", "^", "("
	ExpectEnd                           // a node that the path ends in
	ExpectSlash                         // "/"
	ExpectBar                           // "|"
	ExpectClose                         // ")"
	ExpectModifier                      // * + ? {n,m} [filter] @name ~form
	ExpectOperator                      // & or -
	ExpectForm                          // after "~"
	ExpectStopName                      // after "@"
	ExpectKind                          // after "?"
	ExpectFilterKey                     // after "["
	ExpectFilterOp                      // after the name of a filter
	ExpectFilterValue                   // after its operator
)

// Completion tells what can stand at a cursor.
type Completion struct {
	// Replace is what the chosen text takes the place of; Prefix is what is written of it so far,
	// without an opening quote.
	Replace Span
	Prefix  string
	// Quoted: the prefix began with a quote that is still open.
	Quoted bool
	Expect []Expect
	// FilterKey is the filter whose operator or value is expected, Relation the bare relation it
	// stands behind ("" if the filter follows something else).
	FilterKey, Relation string
}

// Has reports whether e is among what is expected.
func (c Completion) Has(e Expect) bool {
	for _, x := range c.Expect {
		if x == e {
			return true
		}
	}
	return false
}

// Complete tells what can stand at the byte offset of a cursor in text. Wrong text before the cursor
// gives an empty Expect; text after it is not looked at.
func Complete(text string, offset int) Completion { return complete(text, offset, false) }

// CompleteSteps is Complete for expressions whose start is given apart.
func CompleteSteps(text string, offset int) Completion { return complete(text, offset, true) }

func complete(text string, offset int, apart bool) Completion {
	offset = min(max(offset, 0), len(text))
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	before := text[:offset]
	if open := openBracket(before); open >= 0 {
		return completeFilter(before, open)
	}
	c := Completion{Replace: Span{offset, offset}}
	cut := offset
	if q := openQuote(before); q >= 0 {
		cut, c.Quoted, c.Prefix = q, true, before[q+1:]
	} else if n := trailingWord(before); n > 0 {
		cut, c.Prefix = offset-n, before[offset-n:]
	}
	c.Replace.Start = cut
	if cut > 0 && before[cut-1] == '?' && c.Prefix != "" {
		// Either a kind ("?sta") or a word after a repetition, which cannot be.
		c.Replace.Start--
		if d := complete(text, cut-1, apart); d.Has(ExpectStart) || d.Has(ExpectEnd) {
			c.Expect = []Expect{ExpectKind}
		}
		c.Prefix = "?" + c.Prefix
		return c
	}
	p := newParser(before[:cut], apart)
	p.query()
	c.Expect = p.wants
	if c.Prefix != "" {
		// A word has begun, so only what is a word can be meant.
		c.Expect = keep(c.Expect, ExpectStart, ExpectStep, ExpectEnd, ExpectForm, ExpectStopName)
		if c.Quoted {
			c.Expect = keep(c.Expect, ExpectStart, ExpectEnd)
		}
	}
	return c
}

func keep(all []Expect, which ...Expect) []Expect {
	var out []Expect
	for _, e := range all {
		for _, w := range which {
			if e == w {
				out = append(out, e)
			}
		}
	}
	return out
}

// trailingWord is the length of the word that ends s.
func trailingWord(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeLastRuneInString(s[:len(s)-n])
		if !wordPart(r) && (!isJoint(r) || n == 0 && r != ':' && r != '-') {
			break
		}
		n += size
	}
	for n > 0 {
		r, size := utf8.DecodeRuneInString(s[len(s)-n:])
		if wordStart(r) {
			break
		}
		n -= size
	}
	return n
}

// openBracket is the offset of a "[" that is not closed, or -1.
func openBracket(s string) int {
	open, quoted := -1, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			open = i
		case c == ']':
			open = -1
		case c == '#' && open < 0 && !insideIRI(s, i):
			j := strings.IndexByte(s[i:], '\n')
			if j < 0 {
				return -1
			}
			i += j
		}
	}
	return open
}

func insideIRI(s string, i int) bool {
	return strings.LastIndexByte(s[:i], '<') > strings.LastIndexByte(s[:i], '>')
}

func openQuote(s string) int {
	open := -1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			if open >= 0 {
				open = -1
			} else {
				open = i
			}
		}
	}
	return open
}

func completeFilter(before string, open int) Completion {
	inside := before[open+1:]
	c := Completion{Relation: before[open-trailingWord(before[:open]) : open]}
	i := strings.IndexAny(inside, "=<>!~")
	if i < 0 {
		key := strings.TrimLeft(inside, " \t\r\n")
		c.Prefix = key
		c.Replace = Span{len(before) - len(key), len(before)}
		c.Expect = []Expect{ExpectFilterKey}
		if trimmed := strings.TrimRight(key, " \t\r\n"); trimmed != key {
			c.FilterKey, c.Prefix, c.Replace.Start = trimmed, "", len(before)
			c.Expect = []Expect{ExpectFilterOp}
		}
		return c
	}
	c.FilterKey = strings.TrimSpace(inside[:i])
	value := strings.TrimLeft(inside[i:], "=<>!~")
	if j := strings.LastIndexByte(value, ','); j >= 0 {
		value = value[j+1:]
	}
	value = strings.TrimLeft(value, " \t\r\n")
	c.Replace = Span{len(before) - len(value), len(before)}
	c.Quoted = strings.HasPrefix(value, `"`)
	c.Prefix = strings.TrimPrefix(value, `"`)
	c.Expect = []Expect{ExpectFilterValue}
	return c
}
