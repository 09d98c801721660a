package nquads

import (
	"bytes"
	"unicode/utf8"

	"entente/graph/store"
)

// RawTerm is a term whose parts are bytes of a buffer that is used again; empty parts mean what
// they mean in store.Term. The zero RawTerm, with Kind store.None, is the default graph.
type RawTerm struct {
	Kind                       store.Kind
	Value, Datatype, Lang, Dir []byte
}

// RawQuad is a quad of RawTerms.
type RawQuad struct{ S, P, O, G RawTerm }

// lineParser parses one line at a time. Parts without escapes are slices of the line, the others
// of scratch.
type lineParser struct {
	line     []byte
	triples  bool
	relative bool
	scratch  []byte
	quad     RawQuad
	escapes  bool // some part of quad lies in scratch

	failAt       int
	reason, hint string
}

// parse reads line into p.quad. blank means a line without a statement. When it returns ok ==
// false, failAt, reason and hint are set.
func (p *lineParser) parse(line []byte) (blank, ok bool) {
	p.line, p.scratch, p.escapes = line, p.scratch[:0], false
	i := p.space(0)
	if i == len(line) {
		return true, true
	}
	if line[i] == '#' {
		return true, p.checkUTF8() >= 0
	}
	if p.checkUTF8() < 0 {
		return false, false
	}
	p.quad.G = RawTerm{}
	i = p.subject(i)
	if i >= 0 {
		i = p.predicate(p.space(i))
	}
	if i >= 0 {
		i = p.object(p.space(i))
	}
	if i >= 0 {
		i = p.graph(p.space(i))
	}
	return false, i >= 0 && p.end(i)
}

// fail notes the first error and returns -1, which the position functions pass on.
func (p *lineParser) fail(at int, reason, hint string) int {
	p.failAt, p.reason, p.hint = at, reason, hint
	return -1
}

func (p *lineParser) checkUTF8() int {
	if utf8.Valid(p.line) {
		return 0
	}
	at := 0
	for at < len(p.line) {
		r, n := utf8.DecodeRune(p.line[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return p.fail(at, "not valid UTF-8", "convert the file to UTF-8")
}

func (p *lineParser) space(i int) int {
	for i < len(p.line) && (p.line[i] == ' ' || p.line[i] == '\t') {
		i++
	}
	return i
}

// at is the byte at i, or 0 at the end of the line.
func (p *lineParser) at(i int) byte {
	if i < len(p.line) {
		return p.line[i]
	}
	return 0
}

func (p *lineParser) subject(i int) int {
	switch p.at(i) {
	case '<':
		p.quad.S = RawTerm{Kind: store.IRI}
		return p.iri(i, &p.quad.S.Value)
	case '_':
		p.quad.S = RawTerm{Kind: store.Blank}
		return p.blank(i, &p.quad.S.Value)
	case '@':
		return p.fail(i, "directives are not allowed", "this looks like Turtle or TriG: read it as that")
	}
	return p.unexpected(i, "the subject: an IRI in <> or a blank node")
}

func (p *lineParser) predicate(i int) int {
	if p.at(i) == '<' {
		p.quad.P = RawTerm{Kind: store.IRI}
		return p.iri(i, &p.quad.P.Value)
	}
	if p.at(i) == '_' {
		return p.fail(i, "a predicate cannot be a blank node", "")
	}
	return p.unexpected(i, "the predicate: an IRI in <>")
}

func (p *lineParser) object(i int) int {
	switch p.at(i) {
	case '<':
		p.quad.O = RawTerm{Kind: store.IRI}
		return p.iri(i, &p.quad.O.Value)
	case '_':
		p.quad.O = RawTerm{Kind: store.Blank}
		return p.blank(i, &p.quad.O.Value)
	case '"':
		return p.literal(i, &p.quad.O)
	}
	return p.unexpected(i, "the object: an IRI in <>, a blank node or a literal in double quotation marks")
}

// graph reads the optional label, up to but without the full stop.
func (p *lineParser) graph(i int) int {
	c := p.at(i)
	if c == '.' {
		return i
	}
	if p.triples && (c == '<' || c == '_' || c == '"') {
		return p.fail(i, "N-Triples has no graph label", "read the file as N-Quads")
	}
	switch c {
	case '<':
		p.quad.G = RawTerm{Kind: store.IRI}
		return p.iri(i, &p.quad.G.Value)
	case '_':
		p.quad.G = RawTerm{Kind: store.Blank}
		return p.blank(i, &p.quad.G.Value)
	case '"':
		return p.fail(i, "a graph label cannot be a literal", "")
	case ',', ';':
		return p.fail(i, "lists of objects or predicates are not allowed", "write each statement on its own line, or read the file as Turtle")
	}
	if p.triples {
		return p.unexpected(i, "a full stop")
	}
	return p.unexpected(i, "a graph label or a full stop")
}

// end reads the full stop and a comment behind it.
func (p *lineParser) end(i int) bool {
	i = p.space(i)
	if p.at(i) != '.' {
		if c := p.at(i); c == '<' || c == '_' || c == '"' {
			p.fail(i, "more than four terms", "a statement has a subject, a predicate, an object and at most one graph label")
			return false
		}
		p.unexpected(i, "a full stop")
		return false
	}
	i = p.space(i + 1)
	if i < len(p.line) && p.line[i] != '#' {
		p.fail(i, "something follows the full stop", "write each statement on its own line")
		return false
	}
	return true
}

// unexpected words the error for what stands at i where something else must.
func (p *lineParser) unexpected(i int, wanted string) int {
	rest := p.line[min(i, len(p.line)):]
	switch {
	case len(rest) == 0:
		return p.fail(i, "the line ends before "+wanted, "a statement ends with a full stop and stands on one line")
	case bytes.HasPrefix(rest, []byte("{|")):
		return p.fail(i, ReasonTripleTerm, "annotations of RDF 1.2 are not allowed in N-Quads at all")
	case rest[0] == '\'':
		return p.fail(i, "expected "+wanted, "use double quotation marks")
	case rest[0] == '.' || rest[0] == '#':
		return p.fail(i, "expected "+wanted, "a term is missing")
	case classes[rest[0]]&digit != 0, bytes.HasPrefix(rest, []byte("true")), bytes.HasPrefix(rest, []byte("false")):
		return p.fail(i, "expected "+wanted, `write numbers and booleans as "1"^^<http://www.w3.org/2001/XMLSchema#integer>`)
	case classes[rest[0]]&letter != 0:
		return p.fail(i, "expected "+wanted, "prefixed names and bare words are not allowed")
	case rest[0] == 0xEF && bytes.HasPrefix(rest, []byte("\uFEFF")):
		return p.fail(i, "expected "+wanted, "a byte order mark may stand only at the very beginning of the file")
	}
	return p.fail(i, "expected "+wanted, "")
}
