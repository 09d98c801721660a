package turtle

import (
	"strings"
	"unicode/utf8"

	"entente/graph/store"
)

// atDirective reads @prefix and @base, which end with a full stop, and @version of RDF 1.2.
func (p *parser) atDirective() bool {
	at := p.here()
	n := 1
	for n < 64 && (is(p.at(n), letter|digit) || p.at(n) == '-') {
		n++
	}
	name := string(p.source.buf[p.pos+1 : p.pos+n])
	p.skip(n)
	if !p.space() {
		return false
	}
	switch name {
	case "prefix":
		return p.prefix() && p.stop()
	case "base":
		return p.setBase() && p.stop()
	case "version":
		return p.version() && p.stop()
	}
	hint := ""
	if low := strings.ToLower(name); low == "prefix" || low == "base" {
		hint = "write @" + low + " in small letters"
	}
	return p.fail(at, "expected @prefix or @base", hint)
}

// keyword reads what begins with the word of n bytes that p stands at, if it is a keyword; done is false when it is none.
func (p *parser) keyword(n int) (done, ok bool) {
	var read func() bool
	switch strings.ToUpper(string(p.source.buf[p.pos : p.pos+min(n, 8)])) {
	case "PREFIX":
		read = p.prefix
	case "BASE":
		read = p.setBase
	case "VERSION":
		read = p.version
	case "GRAPH":
		read = p.graphKeyword
	}
	if read == nil {
		return false, true
	}
	p.skip(n)
	return true, p.space() && read()
}

// graphKeyword reads the label and the braces behind GRAPH.
func (p *parser) graphKeyword() bool {
	at := p.here()
	var label store.Term
	how, ok := simple, false
	switch c := p.cur(); {
	case c == '<':
		label, ok = p.iriTerm()
	case c == '_':
		label, ok = p.blank()
	case c == '[':
		label, how, ok = p.bracket()
	case c == ':' || is(c, letter) || c >= utf8.RuneSelf:
		label, ok = p.name("the label of the graph")
	default:
		return p.unexpected("the label of the graph: an IRI, a prefixed name or a blank node")
	}
	if !ok || !p.space() {
		return false
	}
	if how != simple {
		return p.fail(at, "a graph cannot be labelled by a node with properties", "")
	}
	if p.cur() != '{' || p.at(1) == '|' {
		return p.unexpected("the graph: {")
	}
	return p.block(label, at)
}

// prefix reads the name and the IRI of a prefix.
func (p *parser) prefix() bool {
	at := p.here()
	n, colon := p.word()
	if !colon {
		return p.fail(at, "expected a prefix with its colon", "write for example @prefix ex: <http://example.org/> .")
	}
	name := string(p.source.buf[p.pos : p.pos+n])
	p.passBytes(n)
	p.skip(1)
	if !p.space() {
		return false
	}
	if p.cur() != '<' {
		return p.unexpected("the IRI of the prefix, in <>")
	}
	iri, ok := p.iri()
	if !ok {
		return false
	}
	if old, there := p.prefixes[name]; there {
		p.declared -= len(name) + len(old)
	}
	if p.declared += len(name) + len(iri); p.declared > p.opt.MaxTermBytes {
		return p.fail(at, ReasonTerm, "the declared prefixes are too long together")
	}
	p.prefixes[name] = iri
	return true
}

func (p *parser) setBase() bool {
	if p.cur() != '<' {
		return p.unexpected("the IRI of the base, in <>")
	}
	iri, ok := p.iri()
	if ok {
		p.baseIRI = iri
	}
	return ok
}

// version reads the announcement of RDF 1.2, which changes nothing here: what is not supported is refused where it stands.
func (p *parser) version() bool {
	at := p.here()
	if c := p.cur(); c != '"' && c != '\'' {
		return p.unexpected(`the version, such as "1.2"`)
	}
	if c := p.cur(); p.at(1) == c && p.at(2) == c {
		return p.fail(at, "a version is not written as a long string", "")
	}
	return p.stringText()
}
