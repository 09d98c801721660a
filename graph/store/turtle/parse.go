package turtle

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/graph/store"
)

// checkEvery is the number of quads between two looks at the context; the input is another occasion.
const checkEvery = 256

const (
	rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xsd = "http://www.w3.org/2001/XMLSchema#"
)

// parser is a recursive descent over the grammar. Its functions return false when reading is to end: after fail, or when the
// one who ranges over the quads has had enough.
type parser struct {
	source
	opt      Options
	baseIRI  string
	prefixes map[string]string
	declared int // bytes in prefixes
	graph    store.Term
	buf      []byte // the term being read
	depth    int
	blanks   int64
	// annotated tells that what is read is an annotation, which is checked and not handed out.
	annotated bool

	yield   func(store.Quad, error) bool
	quads   int64
	stopped bool
	failed  error
}

// fail notes why reading ends. When the input itself broke off, that is the reason.
func (p *parser) fail(at place, reason, hint string) bool {
	switch {
	case p.failed != nil:
	case p.source.err != nil:
		p.failed = p.source.err
	default:
		p.failed = &SyntaxError{Line: at.line, Column: at.column, Offset: at.offset, Reason: reason, Hint: hint}
	}
	return false
}

func (p *parser) emit(s, pred, o *store.Term) bool {
	if p.annotated {
		return p.opt.Derived(pred.Value) || p.fail(p.here(), ReasonAnnotation, annotationHint)
	}
	p.quads++
	if p.quads%checkEvery == 0 {
		if err := p.ctx.Err(); err != nil {
			p.failed = err
			return false
		}
	}
	if !p.yield(store.Quad{S: *s, P: *pred, O: *o, G: p.graph}, nil) {
		p.stopped = true
		return false
	}
	return true
}

// fresh makes a blank node that no name in the input means.
func (p *parser) fresh() store.Term {
	p.blanks++
	return store.NewBlank("genid" + strconv.FormatInt(p.blanks, 10))
}

// written is the name that a written blank node gets: see the package's doc.
func written(name string) string {
	rest, ok := strings.CutPrefix(name, "genid")
	digits := strings.TrimLeft(rest, "_")
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return name
	}
	return "genid_" + rest
}

// space passes white space and comments.
func (p *parser) space() bool {
	for {
		switch c := p.cur(); c {
		case ' ', '\t':
			p.skip(1)
		case '\n', '\r':
			p.pass(1)
		case '#':
			if !p.comment() {
				return false
			}
		default:
			return true
		}
	}
}

func (p *parser) comment() bool {
	for {
		switch c := p.cur(); {
		case c < 0, c == '\n', c == '\r':
			return true
		case c < utf8.RuneSelf:
			p.skip(1)
		default:
			_, size, ok := p.rune()
			if !ok {
				return false
			}
			p.pass(size)
		}
	}
}

// rune looks at the next character, which is there, and refuses what is no UTF-8.
func (p *parser) rune() (rune, int, bool) {
	r, size := p.runeAt(0)
	if r == utf8.RuneError && size <= 1 {
		return 0, 0, p.fail(p.here(), "not valid UTF-8", "convert the file to UTF-8")
	}
	return r, size, true
}

func (p *parser) document() bool {
	for p.space() {
		if p.cur() < 0 {
			if p.source.err != nil {
				p.failed = p.source.err
			}
			return true
		}
		if !p.statement() {
			return false
		}
	}
	return false
}

// statement reads a directive, a graph, or triples with their full stop.
func (p *parser) statement() bool {
	switch c := p.cur(); {
	case c == '@':
		return p.atDirective()
	case c == '{':
		if p.at(1) == '|' {
			return p.unexpected("a statement")
		}
		return p.block(store.Term{}, p.here())
	case is(c, letter) || c >= utf8.RuneSelf:
		if n, colon := p.word(); !colon {
			if done, ok := p.keyword(n); done {
				return ok
			}
		}
	}
	at := p.here()
	s, how, ok := p.subject()
	if !ok || !p.space() {
		return false
	}
	if p.opt.TriG && how == simple && p.cur() == '{' && p.at(1) != '|' {
		return p.block(s, at)
	}
	if !p.triples(&s, how) {
		return false
	}
	return p.stop()
}

// stop reads the full stop of a statement.
func (p *parser) stop() bool {
	if !p.space() {
		return false
	}
	if p.cur() != '.' {
		return p.unexpected("a full stop")
	}
	p.skip(1)
	return true
}

// block reads the braces of a graph.
func (p *parser) block(label store.Term, at place) bool {
	if !p.opt.TriG {
		return p.fail(at, "Turtle has no graphs", "read the file as TriG")
	}
	p.graph = label
	p.skip(1)
	for {
		if !p.space() {
			return false
		}
		if p.cur() == '}' {
			p.skip(1)
			p.graph = store.Term{}
			return true
		}
		if p.cur() < 0 {
			return p.fail(at, "the graph has no end", "it must end with }")
		}
		s, how, ok := p.subject()
		if !ok || !p.space() || !p.triples(&s, how) || !p.space() {
			return false
		}
		switch p.cur() {
		case '.':
			p.skip(1)
		case '}':
		default:
			return p.unexpected("a full stop or the end of the graph, }")
		}
	}
}

// triples reads what follows a subject. A property list may stand alone.
func (p *parser) triples(s *store.Term, how shape) bool {
	if c := p.cur(); how == properties && (c == '.' || c == '}' && p.opt.TriG) {
		return true
	}
	return p.predicates(s)
}

// predicates reads predicates with their objects; p stands at the first predicate.
func (p *parser) predicates(s *store.Term) bool {
	for {
		pred, ok := p.predicate()
		if !ok || !p.objects(s, &pred) {
			return false
		}
		if p.cur() != ';' {
			return true
		}
		for p.cur() == ';' {
			p.skip(1)
			if !p.space() {
				return false
			}
		}
		switch p.cur() {
		case '.', ']', '}', '|', -1:
			return true
		}
	}
}

// objects reads the objects of one predicate and the space behind them.
func (p *parser) objects(s, pred *store.Term) bool {
	for {
		if !p.space() {
			return false
		}
		o, ok := p.object()
		if !ok || !p.emit(s, pred, &o) || !p.space() {
			return false
		}
		switch c := p.cur(); {
		case c == '{' && p.at(1) == '|' && p.opt.Derived != nil && !p.annotated:
			if !p.annotation() {
				return false
			}
			if p.cur() != ',' {
				return true
			}
		case c == '~', c == '{' && p.at(1) == '|':
			return p.fail(p.here(), ReasonAnnotation, annotationHint)
		case c != ',':
			return true
		}
		p.skip(1)
	}
}

const annotationHint = "export the graph without annotations, or keep what is said of a statement on a node of its own"

// annotation passes over what is said of a triple, and the space behind it.
func (p *parser) annotation() bool {
	p.skip(2)
	if !p.space() {
		return false
	}
	p.annotated = true
	nobody := store.NewBlank("annotated")
	if !p.predicates(&nobody) {
		return false
	}
	p.annotated = false
	if p.cur() != '|' || p.at(1) != '}' {
		return p.unexpected("the end of the annotation: |}")
	}
	p.skip(2)
	return p.space()
}

// shape tells how a subject was written, which decides what may follow it.
type shape uint8

const (
	simple     shape = iota // a name, or []: may be a graph label
	properties              // […]: may stand alone
	collection              // (…)
)

func (p *parser) subject() (t store.Term, how shape, ok bool) {
	switch c := p.cur(); {
	case c == '[':
		t, how, ok = p.bracket()
		return t, how, ok
	case c == '(':
		t, ok = p.list()
		return t, collection, ok
	case c == '<':
		t, ok = p.iriTerm()
	case c == '_':
		t, ok = p.blank()
	case c == ':' || is(c, letter) || c >= utf8.RuneSelf:
		t, ok = p.name("the subject")
	default:
		ok = p.unexpected("the subject: an IRI, a prefixed name, a blank node or a list")
	}
	return t, simple, ok
}

func (p *parser) predicate() (t store.Term, ok bool) {
	switch c := p.cur(); {
	case c == '<':
		return p.iriTerm()
	case c == 'a':
		if n, colon := p.word(); !colon && n == 1 {
			p.skip(1)
			return store.NewIRI(rdf + "type"), true
		}
		return p.name("the predicate")
	case c == ':' || is(c, letter) || c >= utf8.RuneSelf:
		return p.name("the predicate")
	case c == '_' || c == '[':
		return t, p.fail(p.here(), "a predicate cannot be a blank node", "")
	}
	return t, p.unexpected("the predicate: an IRI, a prefixed name or a")
}

func (p *parser) object() (t store.Term, ok bool) {
	switch c := p.cur(); {
	case c == '<':
		return p.iriTerm()
	case c == '"' || c == '\'':
		return p.literal()
	case c == '_':
		return p.blank()
	case c == '[':
		t, _, ok = p.bracket()
		return t, ok
	case c == '(':
		return p.list()
	case is(c, digit) || c == '+' || c == '-' || c == '.' && is(p.at(1), digit):
		return p.number()
	case c == 't' || c == 'f':
		if n, colon := p.word(); !colon {
			if s := string(p.source.buf[p.pos : p.pos+n]); s == "true" || s == "false" {
				p.skip(n)
				return store.NewTyped(s, xsd+"boolean"), true
			}
		}
		return p.name("the object")
	case c == ':' || is(c, letter) || c >= utf8.RuneSelf:
		return p.name("the object")
	}
	return t, p.unexpected("the object: an IRI, a prefixed name, a blank node, a list or a literal")
}

// enter goes one level deeper.
func (p *parser) enter() bool {
	if p.depth >= p.opt.MaxDepth {
		return p.fail(p.here(), ReasonDepth, "brackets and parentheses may stand "+strconv.Itoa(p.opt.MaxDepth)+" deep inside one another")
	}
	p.depth++
	p.skip(1)
	return p.space()
}

// bracket reads [] or a list of properties in brackets.
func (p *parser) bracket() (t store.Term, how shape, ok bool) {
	open := p.here()
	if !p.enter() {
		return t, how, false
	}
	t = p.fresh()
	if p.cur() != ']' {
		how = properties
		if p.cur() < 0 {
			return t, how, p.fail(open, "the bracket has no end", "it must end with ]")
		}
		if !p.predicates(&t) {
			return t, how, false
		}
		if p.cur() != ']' {
			return t, how, p.unexpected("] or ;")
		}
	}
	p.skip(1)
	p.depth--
	return t, how, true
}

// list reads a collection, with its quads.
func (p *parser) list() (first store.Term, ok bool) {
	open := p.here()
	if !p.enter() {
		return first, false
	}
	firstIRI, restIRI := store.NewIRI(rdf+"first"), store.NewIRI(rdf+"rest")
	first = store.NewIRI(rdf + "nil")
	var last store.Term
	for p.cur() != ')' {
		if p.cur() < 0 {
			return first, p.fail(open, "the list has no end", "it must end with )")
		}
		node := p.fresh()
		if last.IsZero() {
			first = node
		} else if !p.emit(&last, &restIRI, &node) {
			return first, false
		}
		item, ok := p.object()
		if !ok || !p.emit(&node, &firstIRI, &item) || !p.space() {
			return first, false
		}
		last = node
	}
	p.skip(1)
	p.depth--
	if last.IsZero() {
		return first, true
	}
	end := store.NewIRI(rdf + "nil")
	return first, p.emit(&last, &restIRI, &end)
}
