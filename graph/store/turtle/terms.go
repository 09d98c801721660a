package turtle

import (
	"unicode/utf8"

	"entente/graph/store"
)

// maxPrefixBytes bounds the name of a prefix: it is looked at before it is known to be one.
const maxPrefixBytes = 16 << 10

// word measures the bare word that p stands at: a prefix if a colon follows, a keyword otherwise. Nothing is passed.
func (p *parser) word() (n int, colon bool) {
	k := 0
	firstStop := -1
	for k < maxPrefixBytes {
		r, size := p.runeAt(k)
		switch {
		case r == utf8.RuneError && size <= 1:
			return n, false
		case k == 0 && nameBase(r), k > 0 && nameRest(r):
			k += size
			n = k
			continue
		case k > 0 && r == '.':
			if firstStop < 0 {
				firstStop = k
			}
			k++
			continue
		}
		break
	}
	if n == k && p.at(k) == ':' {
		return n, true
	}
	if firstStop >= 0 && firstStop < n {
		n = firstStop // a keyword holds no full stop
	}
	return n, false
}

// passBytes passes n bytes of whole characters that end no line.
func (p *parser) passBytes(n int) {
	for n > 0 {
		_, size := p.runeAt(0)
		p.pass(size)
		n -= size
	}
}

// put appends to the term being read.
func (p *parser) put(at place, b ...byte) bool {
	if len(p.buf)+len(b) > p.opt.MaxTermBytes {
		return p.fail(at, ReasonTerm, "a closing quotation mark or bracket may be missing")
	}
	p.buf = append(p.buf, b...)
	return true
}

// putRune reads the character of size bytes that p stands at into the term.
func (p *parser) putRune(at place, size int) bool {
	if !p.put(at, p.source.buf[p.pos:p.pos+size]...) {
		return false
	}
	p.pass(size)
	return true
}

// name reads a prefixed name.
func (p *parser) name(wanted string) (t store.Term, ok bool) {
	at := p.here()
	n, colon := 0, true
	if p.cur() != ':' {
		n, colon = p.word()
	}
	if !colon {
		return t, p.bareWord(at, n, wanted)
	}
	p.buf = p.buf[:0]
	iri, known := p.prefixes[string(p.source.buf[p.pos:p.pos+n])]
	if !known {
		prefix := string(p.source.buf[p.pos : p.pos+min(n, 64)])
		return t, p.fail(at, "the prefix "+prefix+": is not declared", "declare it before: @prefix "+prefix+": <...> .")
	}
	p.buf = append(p.buf, iri...)
	p.passBytes(n)
	p.skip(1)
	if !p.local(at) {
		return t, false
	}
	return store.NewIRI(string(p.buf)), true
}

// bareWord words the error for a word that is neither a prefixed name nor a keyword that may stand here.
func (p *parser) bareWord(at place, n int, wanted string) bool {
	hint := "a prefixed name has a colon; an IRI stands in <>"
	switch string(p.source.buf[p.pos : p.pos+min(n, 8)]) {
	case "a":
		hint = "a stands for rdf:type only as a predicate"
	case "true", "false":
		hint = "a literal can only be an object"
	}
	if n == 0 {
		if _, _, ok := p.rune(); !ok {
			return false
		}
	}
	return p.fail(at, "expected "+wanted, hint)
}

// maxStops bounds the full stops in a row inside a name: they belong to it only if more of it follows.
const maxStops = 1024

// stops passes full stops that belong to a name, because a character of it follows them. more is false when they do not.
func (p *parser) stops(at place, continues func(r rune) bool) (more, ok bool) {
	k := 1
	for k < maxStops && p.at(k) == '.' {
		k++
	}
	if r, _ := p.runeAt(k); !continues(r) {
		return false, true
	}
	for range k {
		if !p.put(at, '.') {
			return false, false
		}
	}
	p.skip(k)
	return true, true
}

// local reads the part of a prefixed name behind the colon into the term.
func (p *parser) local(at place) bool {
	goesOn := func(r rune) bool { return nameRest(r) || r == ':' || r == '%' || r == '\\' }
	for first := true; ; first = false {
		r, size := p.runeAt(0)
		switch {
		case r == utf8.RuneError && size <= 1:
			_, _, ok := p.rune()
			return ok
		case first && nameFirst(r), !first && nameRest(r), r == ':':
			if !p.putRune(at, size) {
				return false
			}
		case r == '%':
			if !p.percent(at) {
				return false
			}
		case r == '\\':
			c := p.at(1)
			if !is(c, localPunc) {
				return p.fail(p.here(), "unknown escape in a prefixed name", `a backslash stands before one of _~.-!$&'()*+,;=/?#@%; \u escapes belong into <> and literals`)
			}
			if !p.put(at, byte(c)) {
				return false
			}
			p.skip(2)
		case r == '.' && !first:
			if more, ok := p.stops(at, goesOn); !more {
				return ok
			}
		default:
			return true
		}
	}
}

// percent reads %XX, which is kept as it is.
func (p *parser) percent(at place) bool {
	_, ok1 := hexValue(p.at(1))
	_, ok2 := hexValue(p.at(2))
	if !ok1 || !ok2 {
		return p.fail(p.here(), "two hexadecimal digits must follow % in a name", `write the sign itself as \%`)
	}
	if !p.put(at, p.source.buf[p.pos:p.pos+3]...) {
		return false
	}
	p.skip(3)
	return true
}

// blank reads a blank node with a name.
func (p *parser) blank() (t store.Term, ok bool) {
	at := p.here()
	if p.at(1) != ':' {
		return t, p.fail(at, "a blank node begins with _:", "")
	}
	p.skip(2)
	p.buf = p.buf[:0]
	for first := true; ; first = false {
		r, size := p.runeAt(0)
		switch {
		case r == utf8.RuneError && size <= 1:
			_, _, ok = p.rune()
			return t, ok
		case first && nameFirst(r), !first && nameRest(r):
			if !p.putRune(at, size) {
				return t, false
			}
			continue
		case first:
			return t, p.fail(p.here(), "this character cannot begin the name of a blank node", "a name begins with a letter, a digit or _")
		case r == '.':
			more, ok := p.stops(at, nameRest)
			if !ok {
				return t, false
			}
			if more {
				continue
			}
		}
		return store.NewBlank(written(string(p.buf))), true
	}
}

// iriTerm reads an IRI in <>, as a term.
func (p *parser) iriTerm() (t store.Term, ok bool) {
	if p.at(1) == '<' {
		return t, p.fail(p.here(), ReasonTripleTerm, "keep what is said of a statement on a node of its own")
	}
	iri, ok := p.iri()
	return store.NewIRI(iri), ok
}

// iri reads an IRI in <> and resolves it.
func (p *parser) iri() (string, bool) {
	at := p.here()
	p.skip(1)
	p.buf = p.buf[:0]
	for {
		switch c := p.cur(); {
		case c < 0:
			return "", p.fail(at, "the IRI has no end", "it must end with >")
		case c == '>':
			p.skip(1)
			return p.absolute(at, string(p.buf))
		case c >= utf8.RuneSelf:
			_, size, ok := p.rune()
			if !ok || !p.putRune(at, size) {
				return "", false
			}
		case is(c, inIRI):
			if !p.run(at, inIRI) {
				return "", false
			}
		case c == '\\':
			escape := p.here()
			if !p.unicodeEscape(at, "only \\u and \\U escapes are allowed in an IRI") {
				return "", false
			}
			if last, _ := utf8.DecodeLastRune(p.buf); last < utf8.RuneSelf && classes[last]&inIRI == 0 {
				return "", p.fail(escape, "this escape stands for a character that is not allowed in an IRI", "write it percent-encoded")
			}
		default:
			hint := ""
			if c == ' ' {
				hint = "write a space in an IRI as %20"
			}
			return "", p.fail(p.here(), "this character is not allowed in an IRI", hint)
		}
	}
}

func (p *parser) absolute(at place, iri string) (string, bool) {
	if schemeLength(iri) > 0 {
		return iri, true
	}
	if p.baseIRI == "" {
		return "", p.fail(at, "the IRI is relative, and there is no base", "declare one before: @base <...> .")
	}
	return resolve(p.baseIRI, iri), true
}

// run reads the bytes of a class that are in the buffer into the term; there is at least one.
func (p *parser) run(at place, class uint8) bool {
	n := p.pos
	for n < p.end && classes[p.source.buf[n]]&class != 0 {
		n++
	}
	if !p.put(at, p.source.buf[p.pos:n]...) {
		return false
	}
	p.skip(n - p.pos)
	return true
}

// unicodeEscape decodes the \uXXXX or \UXXXXXXXX that p stands at into the term.
func (p *parser) unicodeEscape(term place, hint string) bool {
	at := p.here()
	digits := 0
	switch p.at(1) {
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return p.fail(at, "unknown escape", hint)
	}
	var code uint32
	for k := 2; k < 2+digits; k++ {
		v, ok := hexValue(p.at(k))
		if !ok {
			return p.fail(at, "an escape needs four hexadecimal digits after \\u and eight after \\U", "")
		}
		code = code<<4 | v
	}
	if code > utf8.MaxRune || code >= 0xD800 && code <= 0xDFFF {
		return p.fail(at, "this escape stands for no character", "surrogates and codes beyond 10FFFF are not characters")
	}
	p.skip(2 + digits)
	return p.put(term, utf8.AppendRune(nil, rune(code))...)
}
