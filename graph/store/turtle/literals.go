package turtle

import (
	"unicode/utf8"

	"entente/graph/store"
)

// literal reads a string with its language or datatype.
func (p *parser) literal() (t store.Term, ok bool) {
	if !p.stringText() {
		return t, false
	}
	t = store.NewString(string(p.buf))
	if !p.space() {
		return t, false
	}
	switch p.cur() {
	case '@':
		return t, p.language(&t)
	case '^':
		return t, p.datatype(&t)
	}
	return t, true
}

// stringText reads any of the four kinds of strings into the term.
func (p *parser) stringText() bool {
	at := p.here()
	quote := p.cur()
	long := false
	p.buf = p.buf[:0]
	if p.at(1) == quote {
		if p.at(2) != quote {
			p.skip(2) // the empty string
			return true
		}
		long = true
		p.skip(2)
	}
	p.skip(1)
	for {
		switch c := p.cur(); {
		case c < 0:
			return p.endless(at, quote, long)
		case is(c, inString):
			if !p.run(at, inString) {
				return false
			}
		case c >= utf8.RuneSelf:
			_, size, ok := p.rune()
			if !ok || !p.putRune(at, size) {
				return false
			}
		case c == '\\':
			if !p.escape(at) {
				return false
			}
		case c == quote && !long:
			p.skip(1)
			return true
		case c == quote && p.at(1) == quote && p.at(2) == quote:
			p.skip(3)
			return true
		case (c == '\n' || c == '\r') && !long:
			return p.endless(at, quote, long)
		default:
			if !p.putRune(at, 1) {
				return false
			}
		}
	}
}

func (p *parser) endless(at place, quote int, long bool) bool {
	q := string(rune(quote))
	if long {
		return p.fail(at, "the literal has no end", "it must end with "+q+q+q)
	}
	return p.fail(at, "the literal has no end", "it must end with "+q+` on the same line; write a line break as \n, or the literal between `+q+q+q)
}

// escape decodes the escape that p stands at into the term.
func (p *parser) escape(at place) bool {
	var b byte
	switch c := p.at(1); c {
	case 't':
		b = '\t'
	case 'b':
		b = '\b'
	case 'n':
		b = '\n'
	case 'r':
		b = '\r'
	case 'f':
		b = '\f'
	case '"', '\'', '\\':
		b = byte(c)
	default:
		return p.unicodeEscape(at, `allowed are \t \b \n \r \f \" \' \\ \u \U; write a backslash as \\`)
	}
	p.skip(2)
	return p.put(at, b)
}

// language reads the tag behind a string, and the base direction behind its --.
func (p *parser) language(t *store.Term) bool {
	at := p.here()
	p.skip(1)
	p.buf = p.buf[:0]
	if !is(p.cur(), letter) {
		return p.fail(at, "a language tag begins with a letter", "")
	}
	if !p.run(at, letter) { // a run may end at the end of the buffer: the loops go on with it
		return false
	}
	class := uint8(letter)
	for {
		switch c := p.cur(); {
		case is(c, class):
			if !p.run(at, class) {
				return false
			}
		case c == '-' && is(p.at(1), letter|digit):
			if !p.putRune(at, 1) {
				return false
			}
			class = letter | digit
		case c == '-' && p.at(1) == '-':
			t.Lang = string(p.buf)
			return p.direction(t)
		case c == '-':
			return p.fail(p.here(), "a part of the language tag is missing", "")
		default:
			t.Lang = string(p.buf)
			return true
		}
	}
}

func (p *parser) direction(t *store.Term) bool {
	p.skip(2)
	at := p.here()
	n := 0
	for n < 4 && is(p.at(n), letter|digit) {
		n++
	}
	if t.Dir = string(p.source.buf[p.pos : p.pos+n]); t.Dir != "ltr" && t.Dir != "rtl" {
		return p.fail(at, "a base direction is ltr or rtl, in small letters", "")
	}
	p.skip(n)
	return true
}

// datatype reads the IRI behind ^^.
func (p *parser) datatype(t *store.Term) bool {
	if p.at(1) != '^' {
		return p.fail(p.here(), "a datatype is written with ^^", "")
	}
	p.skip(2)
	if !p.space() {
		return false
	}
	at := p.here()
	var iri store.Term
	var ok bool
	switch c := p.cur(); {
	case c == '<':
		iri, ok = p.iriTerm()
	case c == ':' || is(c, letter) || c >= utf8.RuneSelf:
		iri, ok = p.name("the datatype")
	default:
		return p.unexpected("the datatype: an IRI or a prefixed name")
	}
	if !ok {
		return false
	}
	if iri.Value == store.RDFLangString || iri.Value == store.RDFDirLang {
		return p.fail(at, "a literal of this datatype is written with a language tag", `write "..."@en`)
	}
	*t = store.NewTyped(t.Value, iri.Value)
	return true
}

// number reads an integer, a decimal or a double; its lexical form is kept.
func (p *parser) number() (t store.Term, ok bool) {
	at := p.here()
	p.buf = p.buf[:0]
	if c := p.cur(); c == '+' || c == '-' {
		if !p.putRune(at, 1) {
			return t, false
		}
	}
	whole, ok := p.digits(at)
	if !ok {
		return t, false
	}
	datatype := "integer"
	if p.cur() == '.' && (is(p.at(1), digit) || whole > 0 && p.exponent(1)) {
		datatype = "decimal"
		if !p.putRune(at, 1) {
			return t, false
		}
		if _, ok = p.digits(at); !ok {
			return t, false
		}
	}
	if whole == 0 && datatype == "integer" {
		return t, p.fail(at, "expected a number", "digits must follow the sign")
	}
	if p.exponent(0) {
		datatype = "double"
		if !p.putRune(at, 1) || !is(p.cur(), digit) && !p.putRune(at, 1) {
			return t, false
		}
		if _, ok = p.digits(at); !ok {
			return t, false
		}
	}
	return store.NewTyped(string(p.buf), xsd+datatype), true
}

// digits reads a run of digits, perhaps empty.
func (p *parser) digits(at place) (n int, ok bool) {
	before := len(p.buf)
	for is(p.cur(), digit) {
		if !p.run(at, digit) {
			return 0, false
		}
	}
	return len(p.buf) - before, true
}

// exponent reports whether an exponent begins k bytes ahead.
func (p *parser) exponent(k int) bool {
	if c := p.at(k); c != 'e' && c != 'E' {
		return false
	}
	if c := p.at(k + 1); c == '+' || c == '-' {
		k++
	}
	return is(p.at(k+1), digit)
}
