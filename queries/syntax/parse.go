package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of an expression; beyond them Parse says so.
const (
	MaxBytes  = 64 << 10 // of the text
	MaxDepth  = 200      // of parentheses and signs nested in each other
	MaxRepeat = 1000     // of a number in braces
)

// Parse reads an expression that names its start: "China/concerned_about".
func Parse(text string) (Set, error) { return parse(text, false) }

// ParseSteps reads an expression whose start is given apart: "concerned_about/has_party".
func ParseSteps(text string) (Set, error) { return parse(text, true) }

func parse(text string, apart bool) (Set, error) {
	p := newParser(text, apart)
	s := p.query()
	if p.err != nil {
		return nil, p.err
	}
	return s, nil
}

type parser struct {
	lex   lexer
	tok   token
	prev  Span // of the token before
	text  string
	apart bool
	depth int
	err   *Error
	// wants collects what could stand where the text ends.
	wants []Expect
}

func newParser(text string, apart bool) *parser {
	p := &parser{text: text, apart: apart, lex: lexer{text: text}}
	switch {
	case len(text) > MaxBytes:
		p.err = NewError(text, Span{MaxBytes, MaxBytes + 1}, "give long lists of nodes apart (--from, --to)", "the expression is longer than %d bytes", MaxBytes)
	case !utf8.ValidString(text):
		at := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError })
		p.err = NewError(strings.ToValidUTF8(text[:max(at, 0)], ""), Span{max(at, 0), max(at, 0)}, "save the text as UTF-8, or write %XX in an <iri>", "the expression is not UTF-8")
	default:
		p.advance()
	}
	return p
}

func (p *parser) advance() {
	p.prev = p.tok.at
	p.tok = p.lex.next()
	if p.lex.err != nil && p.err == nil {
		p.err = p.lex.err
	}
}

func (p *parser) is(sign string) bool { return p.tok.kind == tokPunct && p.tok.text == sign }

// want notes what could stand here, for completion.
func (p *parser) want(what ...Expect) {
	if p.tok.kind == tokEnd && p.err == nil {
		for _, w := range what {
			if !slices.Contains(p.wants, w) {
				p.wants = append(p.wants, w)
			}
		}
	}
}

func (p *parser) fail(at Span, hint, format string, args ...any) {
	if p.err == nil {
		p.err = NewError(p.text, at, hint, format, args...)
	}
}

// failHere says what was expected at the current token, after which one.
func (p *parser) failHere(hint, expected string) {
	after := p.text[p.prev.Start:p.prev.End]
	if len(after) > 48 {
		after = "…" + after[len(after)-24+runeStart(after[len(after)-24:]):]
	}
	switch {
	case after == "":
		p.fail(p.tok.at, hint, "expected %s", expected)
	case p.tok.kind == tokEnd:
		p.fail(p.tok.at, hint, "expected %s after %s", expected, inQuotes(after))
	default:
		p.fail(p.tok.at, hint, "expected %s after %s, found %s", expected, inQuotes(after), inQuotes(p.text[p.tok.at.Start:p.tok.at.End]))
	}
}

// inQuotes quotes a piece of the expression, unless it is quoted already.
func inQuotes(s string) string {
	if strings.HasPrefix(s, `"`) {
		return s
	}
	return `"` + s + `"`
}

// runeStart is how many bytes lie before the first whole character.
func runeStart(s string) int {
	n := 0
	for n < len(s) && !utf8.RuneStart(s[n]) {
		n++
	}
	return n
}

func (p *parser) deeper() bool {
	p.depth++
	if p.depth > MaxDepth {
		p.fail(p.tok.at, "leave out parentheses that change nothing", "the expression is nested deeper than %d", MaxDepth)
	}
	return p.err == nil
}

// query is the whole text.
func (p *parser) query() Set {
	if p.err != nil {
		return nil
	}
	if p.tok.kind == tokEnd {
		p.want(p.startWants()...)
		p.fail(p.tok.at, "for example China/concerned_about", "the expression is empty")
		return nil
	}
	s := p.set()
	if p.err != nil {
		return nil
	}
	if p.tok.kind != tokEnd {
		p.trailing()
		return nil
	}
	if path, ok := s.(*Path); ok && path.Steps == nil {
		hint := ""
		if path.Start != nil {
			hint = fmt.Sprintf("a path is a start and steps: %s/. is everything it relates to", path.Start)
		}
		p.fail(Span{path.At.End, path.At.End}, hint, "expected \"/\" and a step after the start")
		return nil
	}
	return s
}

// trailing explains a token that nothing can be done with.
func (p *parser) trailing() {
	switch {
	case p.is("|"):
		p.failHere("put alternatives in parentheses: A/(p|q)", "the end of the path")
	case p.is(")"):
		p.fail(p.tok.at, "a group begins with \"(\"", "unexpected \")\" without \"(\"")
	case p.tok.kind == tokWord || p.tok.kind == tokQuoted || p.tok.kind == tokIRI:
		p.failHere(`steps are joined by "/"; names of several words go in quotes: "South Korea"`, "\"/\" or the end")
	case p.is("("):
		p.failHere(`steps are joined by "/"`, "\"/\" or the end")
	case p.is("~"):
		p.failHere("a form is written rel~planned, without spaces", "\"/\" or the end")
	default:
		p.failHere("steps are joined by \"/\"", "\"/\", a filter, or the end")
	}
}

func (p *parser) set() Set {
	left := p.operand()
	for p.err == nil {
		p.want(ExpectOperator)
		if !p.is("&") && !p.is("-") {
			break
		}
		op := JoinOp(p.tok.text[0])
		p.advance()
		right := p.operand()
		if p.err != nil {
			return nil
		}
		left = &Join{Op: op, Left: left, Right: right, At: left.Span().join(right.Span())}
	}
	return left
}

// operand is a path, or a set in parentheses.
func (p *parser) operand() Set {
	if !p.apart && p.is("(") {
		open := p.tok.at
		if !p.deeper() {
			return nil
		}
		defer func() { p.depth-- }()
		p.advance()
		s := p.set()
		if p.err != nil {
			return nil
		}
		p.want(ExpectClose)
		if !p.is(")") {
			if p.is("|") {
				p.failHere("a path starts with one node; give several starts apart (--from)", "\")\"")
				return nil
			}
			p.failHere("close the set with \")\"", "\")\"")
			return nil
		}
		at := open.join(p.tok.at)
		p.advance()
		if p.is("/") {
			p.fail(p.tok.at, "a path starts with a node, not with a set; give several starts apart (--from)", "a set cannot be walked on from")
			return nil
		}
		switch s := s.(type) {
		case *Path:
			s.At = at
		case *Join:
			s.At = at
		}
		return s
	}
	return p.path()
}

func (p *parser) startWants() []Expect {
	if p.apart {
		return []Expect{ExpectStep}
	}
	return []Expect{ExpectStart}
}

func (p *parser) path() Set {
	path := &Path{At: p.tok.at}
	if !p.apart {
		p.want(ExpectStart)
		path.Start = p.start()
		if p.err != nil {
			return nil
		}
		path.At = path.Start.At
		p.want(ExpectSlash)
		if !p.is("/") {
			return path
		}
		p.advance()
	}
	path.Steps, path.End = p.segments()
	if p.err != nil {
		return nil
	}
	if p.apart && p.is("|") && path.End == nil {
		path.Steps = p.orElse(path.Steps)
		if p.err != nil {
			return nil
		}
	}
	if path.Steps != nil {
		path.At = path.At.join(path.Steps.Span())
	}
	if path.End != nil {
		path.At = path.At.join(path.End.At)
	}
	return path
}

// orElse goes on with alternatives at the top of a path whose start is given apart.
func (p *parser) orElse(first Step) Step {
	items := []Step{first}
	for p.is("|") {
		p.advance()
		items = append(items, p.inner())
		if p.err != nil {
			return nil
		}
	}
	return &Alt{Items: items, At: items[0].Span().join(items[len(items)-1].Span())}
}

func (p *parser) start() *Name {
	t := p.tok
	switch t.kind {
	case tokWord, tokQuoted, tokIRI, tokKind:
		if isRelationID(t) {
			p.fail(t.at, "for example China/"+t.text, "a path starts with a node, not with a relation")
			return nil
		}
		p.advance()
		return nameOf(t)
	}
	switch {
	case p.is("?"):
		p.failHere("?state, ?org, ?person … or ?any", "the kind of the start")
	case p.is("^"), p.is("!"), p.is("."):
		p.failHere("a path starts with a node: China/"+t.text+"…", "the start of a path")
	default:
		p.failHere("for example China or \"South Korea\"", "the start of a path")
	}
	return nil
}

func nameOf(t token) *Name {
	n := &Name{Text: t.text, At: t.at}
	switch t.kind {
	case tokQuoted:
		n.Kind = Quoted
	case tokIRI:
		n.Kind = IRI
	case tokKind:
		n.Kind = Kind
	default:
		if strings.Contains(t.text, ":") {
			n.Kind = ID
		}
	}
	return n
}

func isRelationID(t token) bool { return t.kind == tokWord && strings.HasPrefix(t.text, "rel:") }

// isNode reports a token that can only be a node: quotes, ?kind, a full id that is not a relation's
// or a property's.
func isNode(t token) bool {
	switch t.kind {
	case tokQuoted, tokKind:
		return true
	case tokWord:
		return strings.Contains(t.text, ":") && !isRelationID(t) && !strings.HasPrefix(t.text, "ent:")
	}
	return false
}

// segments reads the steps after the start, and the node they must end in if it shows itself as one.
func (p *parser) segments() (Step, *Name) {
	var items []Step
	for p.err == nil {
		p.want(ExpectStep, ExpectEnd)
		if isNode(p.tok) {
			end := nameOf(p.tok)
			if len(items) == 0 {
				p.fail(p.tok.at, "write . for any relation: A/./B", "no step between the start and the end")
				return nil, nil
			}
			p.advance()
			p.want(ExpectOperator)
			switch {
			case p.is("/"):
				p.fail(end.At, "the end is the last segment; a node in between is named with @", "a node can only be the first or the last segment")
			case p.is("*"), p.is("+"), p.is("{"), p.tok.kind == tokFilter, p.is("@"), p.is("~"), p.is("?"):
				p.fail(p.tok.at, "only steps can be repeated, filtered or named", "a node cannot carry %q", p.tok.text)
			}
			return sequence(items), end
		}
		items = append(items, p.element())
		p.want(ExpectSlash)
		if p.err != nil || !p.is("/") {
			break
		}
		p.advance()
	}
	if p.err != nil {
		return nil, nil
	}
	return sequence(items), nil
}

func sequence(items []Step) Step {
	if len(items) == 1 {
		return items[0]
	}
	return &Seq{Items: items, At: items[0].Span().join(items[len(items)-1].Span())}
}
