package nquads

import (
	"unicode/utf8"

	"entente/graph/store"
)

// iri reads the IRI that begins with the < at i into value and returns the place behind its >.
func (p *lineParser) iri(i int, value *[]byte) int {
	line := p.line
	start := i + 1
	n := start
	for n < len(line) && classes[line[n]]&inIRI != 0 {
		n++
	}
	if n < len(line) && line[n] == '>' {
		*value = line[start:n]
		if !p.relative && schemeLength(line[start:n]) == 0 {
			return p.fail(i, "the IRI is not absolute", "N-Quads has no base: write the whole IRI")
		}
		return n + 1
	}
	return p.iriSlow(i, n, value)
}

// iriSlow goes on at n, where something else than > ended the plain part of an IRI.
func (p *lineParser) iriSlow(open, n int, value *[]byte) int {
	line := p.line
	if n == open+1 && n < len(line) && line[n] == '<' {
		return p.fail(open, ReasonTripleTerm, "keep what is said of a statement on a node of its own")
	}
	from := len(p.scratch)
	p.scratch = append(p.scratch, line[open+1:n]...)
	p.escapes = true
	for n < len(line) {
		switch c := line[n]; {
		case c == '>':
			*value = p.scratch[from:len(p.scratch):len(p.scratch)]
			if reason := iriProblem(*value, p.relative); reason != "" {
				return p.fail(open, reason, "")
			}
			return n + 1
		case c == '\\':
			next := p.unicodeEscape(n, "only \\u and \\U escapes are allowed in an IRI")
			if next < 0 {
				return -1
			}
			if last, _ := utf8.DecodeLastRune(p.scratch); last < 0x80 && classes[last]&inIRI == 0 {
				return p.fail(n, "this escape stands for a character that is not allowed in an IRI", "write it percent-encoded")
			}
			n = next
		case classes[c]&inIRI != 0:
			p.scratch = append(p.scratch, c)
			n++
		default:
			hint := ""
			if c == ' ' {
				hint = "write a space in an IRI as %20"
			}
			return p.fail(n, "this character is not allowed in an IRI", hint)
		}
	}
	return p.fail(open, "the IRI has no end", "it must end with > on the same line")
}

// blank reads the blank node that begins with the _ at i.
func (p *lineParser) blank(i int, value *[]byte) int {
	if p.at(i+1) != ':' {
		return p.fail(i, "a blank node begins with _:", "")
	}
	start := i + 2
	n := blankLength(p.line[min(start, len(p.line)):])
	if n == 0 {
		return p.fail(start, "this character cannot begin the name of a blank node", "a name begins with a letter, a digit or _")
	}
	*value = p.line[start : start+n]
	if p.at(start+n) == ':' {
		return p.fail(start+n, "a colon is not allowed in the name of a blank node", "")
	}
	return start + n
}

// literal reads the literal that begins with the quotation mark at i.
func (p *lineParser) literal(i int, t *RawTerm) int {
	*t = RawTerm{Kind: store.Literal}
	line := p.line
	start := i + 1
	n := start
	for n < len(line) && classes[line[n]]&inString != 0 {
		n++
	}
	if n < len(line) && line[n] == '"' {
		t.Value = line[start:n]
	} else if n = p.stringSlow(i, n, &t.Value); n < 0 {
		return -1
	}
	n++
	switch next := p.space(n); p.at(next) {
	case '@':
		return p.language(next, t)
	case '^':
		return p.datatype(next, t)
	case '"':
		if next == n {
			return p.fail(n, "two quotation marks in a row", `long strings in """ are not allowed; write " inside a literal as \"`)
		}
	}
	return n
}

// stringSlow goes on at n, where a backslash or the end of the line ended the plain part of a
// literal. It returns the place of the closing quotation mark.
func (p *lineParser) stringSlow(open, n int, value *[]byte) int {
	line := p.line
	from := len(p.scratch)
	p.scratch = append(p.scratch, line[open+1:n]...)
	p.escapes = true
	for n < len(line) {
		c := line[n]
		if c == '"' {
			*value = p.scratch[from:len(p.scratch):len(p.scratch)]
			return n
		}
		if c != '\\' {
			run := n
			for n < len(line) && classes[line[n]]&inString != 0 {
				n++
			}
			p.scratch = append(p.scratch, line[run:n]...)
			continue
		}
		if plain := plainEscape(p.at(n + 1)); plain != 0 {
			p.scratch = append(p.scratch, plain)
			n += 2
			continue
		}
		if n = p.unicodeEscape(n, `allowed are \t \b \n \r \f \" \' \\ \u \U; write a backslash as \\`); n < 0 {
			return -1
		}
	}
	return p.fail(open, "the literal has no end", `it must end with " on the same line; write a line break as \n`)
}

func plainEscape(c byte) byte {
	switch c {
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	case '"', '\'', '\\':
		return c
	}
	return 0
}

// unicodeEscape decodes the \uXXXX or \UXXXXXXXX at i into scratch.
func (p *lineParser) unicodeEscape(i int, hint string) int {
	digits := 0
	switch p.at(i + 1) {
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return p.fail(i, "unknown escape", hint)
	}
	var code uint32
	for k := i + 2; k < i+2+digits; k++ {
		v, ok := hexValue(p.at(k))
		if !ok {
			return p.fail(i, "an escape needs four hexadecimal digits after \\u and eight after \\U", "")
		}
		code = code<<4 | v
	}
	if code > utf8.MaxRune || code >= 0xD800 && code <= 0xDFFF {
		return p.fail(i, "this escape stands for no character", "surrogates and codes beyond 10FFFF are not characters")
	}
	p.scratch = utf8.AppendRune(p.scratch, rune(code))
	return i + 2 + digits
}

func hexValue(c byte) (uint32, bool) {
	switch {
	case c >= '0' && c <= '9':
		return uint32(c - '0'), true
	case c >= 'a' && c <= 'f':
		return uint32(c-'a') + 10, true
	case c >= 'A' && c <= 'F':
		return uint32(c-'A') + 10, true
	}
	return 0, false
}

// language reads the tag behind the @ at i, and the base direction behind its --.
func (p *lineParser) language(i int, t *RawTerm) int {
	start := i + 1
	n := start + tagLength(p.line[start:])
	if n == start {
		return p.fail(i, "a language tag begins with a letter", "")
	}
	t.Lang = p.line[start:n]
	if p.at(n) != '-' {
		return n
	}
	if p.at(n+1) != '-' {
		return p.fail(n, "a part of the language tag is missing", "")
	}
	dir := n + 2
	n = dir
	for n < len(p.line) && classes[p.line[n]]&letter != 0 {
		n++
	}
	if s := string(p.line[dir:n]); s != "ltr" && s != "rtl" {
		return p.fail(dir, "a base direction is ltr or rtl, in small letters", "")
	}
	t.Dir = p.line[dir:n]
	return n
}

// datatype reads the IRI behind the ^^ at i.
func (p *lineParser) datatype(i int, t *RawTerm) int {
	if p.at(i+1) != '^' {
		return p.fail(i, "a datatype is written with ^^", "")
	}
	at := p.space(i + 2)
	if p.at(at) != '<' {
		return p.fail(at, "expected the datatype: an IRI in <>", "prefixed names are not allowed")
	}
	n := p.iri(at, &t.Datatype)
	if n < 0 {
		return -1
	}
	switch string(t.Datatype) {
	case store.XSDString:
		t.Datatype = nil
	case store.RDFLangString, store.RDFDirLang:
		return p.fail(at, "a literal of this datatype is written with a language tag", `write "..."@en`)
	}
	return n
}
