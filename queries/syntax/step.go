package syntax

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// alternatives is what stands between parentheses.
func (p *parser) alternatives() Step {
	var items []Step
	for {
		items = append(items, p.inner())
		if p.err != nil {
			return nil
		}
		p.want(ExpectBar)
		if !p.is("|") {
			break
		}
		p.advance()
	}
	if len(items) == 1 {
		return items[0]
	}
	return &Alt{Items: items, At: items[0].Span().join(items[len(items)-1].Span())}
}

func (p *parser) inner() Step {
	var items []Step
	for {
		items = append(items, p.element())
		if p.err != nil {
			return nil
		}
		p.want(ExpectSlash)
		if !p.is("/") {
			return sequence(items)
		}
		p.advance()
	}
}

// element is a step with its inverse signs before and its modifiers after it.
func (p *parser) element() Step {
	p.want(ExpectStep)
	if p.is("^") {
		at := p.tok.at
		if !p.deeper() {
			return nil
		}
		defer func() { p.depth-- }()
		p.advance()
		x := p.element()
		if p.err != nil {
			return nil
		}
		// The name of a stop belongs to the whole, not below the sign.
		if s, ok := x.(*Stop); ok {
			return &Stop{X: &Inverse{X: s.X, At: at.join(s.X.Span())}, Name: s.Name, At: at.join(s.At)}
		}
		return &Inverse{X: x, At: at.join(x.Span())}
	}
	x := p.primary()
	for n := 0; p.err == nil; n++ {
		p.want(ExpectModifier)
		if n > MaxDepth {
			p.fail(p.tok.at, "one repetition after a step says it all", "more than %d signs after one step", MaxDepth)
			return nil
		}
		y := p.modifier(x)
		if y == nil {
			break
		}
		x = y
	}
	if p.err != nil {
		return nil
	}
	return x
}

// modifier wraps x in what follows it, or returns nil.
func (p *parser) modifier(x Step) Step {
	if s, ok := x.(*Stop); ok {
		if p.is("*") || p.is("+") || p.is("?") || p.is("{") || p.is("@") || p.tok.kind == tokFilter {
			p.fail(p.tok.at, "@"+s.Name+" comes last: p{1,2}[disputed]@"+s.Name, "nothing can follow the name of a stop")
		}
		return nil
	}
	at := x.Span().join(p.tok.at)
	switch {
	case p.tok.kind == tokFilter:
		f, ok := parseFilter(p, p.tok)
		if !ok {
			return nil
		}
		p.advance()
		if in, ok := x.(*Filtered); ok {
			in.Filters = append(in.Filters, f)
			in.At = at
			return in
		}
		return &Filtered{X: x, Filters: []Filter{f}, At: at}
	case p.is("*"), p.is("+"), p.is("?"):
		r := &Repeat{X: x, Min: 0, Max: Unbounded, At: at}
		switch p.tok.text {
		case "+":
			r.Min = 1
		case "?":
			r.Max = 1
		}
		p.advance()
		return r
	case p.tok.kind == tokKind:
		p.failHere(`steps are joined by "/"`, "\"/\" or the end")
		return nil
	case p.is("{"):
		return p.braces(x)
	case p.is("@"):
		p.advance()
		p.want(ExpectStopName)
		if p.tok.kind != tokWord || !identifier(p.tok.text) {
			p.failHere("for example allied_with@ally", "a name of letters, digits and _")
			return nil
		}
		s := &Stop{X: x, Name: p.tok.text, At: x.Span().join(p.tok.at)}
		p.advance()
		return s
	}
	return nil
}

func identifier(s string) bool {
	for i, r := range s {
		if !wordPart(r) || i == 0 && (!wordStart(r) || r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

// braces reads {n}, {n,}, {n,m} and {,m}.
func (p *parser) braces(x Step) Step {
	r := &Repeat{X: x, Max: Unbounded, Braces: true}
	p.advance()
	lower := p.tok.kind == tokWord
	if lower {
		r.Min = p.number()
		r.Max = r.Min
	} else if !p.is(",") {
		p.failHere("{2}, {1,3} or {2,}", "a number")
	}
	if p.err != nil {
		return nil
	}
	if p.is(",") {
		p.advance()
		r.Max = Unbounded
		if p.tok.kind == tokWord {
			r.Max = p.number()
		} else if !lower {
			p.failHere("{2}, {1,3} or {2,}", "a number")
		}
	}
	if p.err != nil {
		return nil
	}
	if !p.is("}") {
		p.failHere("{2}, {1,3} or {2,}", "\"}\"")
		return nil
	}
	r.At = x.Span().join(p.tok.at)
	if r.Max != Unbounded && r.Max < r.Min {
		p.fail(Span{x.Span().End, p.tok.at.End}, fmt.Sprintf("{%d,%d}", r.Max, r.Min), "the upper bound %d is below the lower bound %d", r.Max, r.Min)
		return nil
	}
	p.advance()
	return r
}

func (p *parser) number() int {
	n, err := strconv.Atoi(p.tok.text)
	switch {
	case err != nil && strings.Trim(p.tok.text, "0123456789") != "":
		p.fail(p.tok.at, "{2}, {1,3} or {2,}", "expected a number, found %q", p.tok.text)
	case err != nil || n > MaxRepeat:
		p.fail(p.tok.at, "without a bound: {1,} or +", "a bound cannot be above %d", MaxRepeat)
	}
	p.advance()
	return n
}

// primary is a relation, ".", "!" or a group.
func (p *parser) primary() Step {
	t := p.tok
	switch {
	case t.kind == tokWord && !isNode(t) || t.kind == tokIRI:
		r, ok := p.relation()
		if !ok {
			return nil
		}
		return r
	case p.is("."):
		p.advance()
		return &Any{At: t.at}
	case p.is("!"):
		return p.negation()
	case p.is("("):
		if !p.deeper() {
			return nil
		}
		defer func() { p.depth-- }()
		p.advance()
		if p.is(")") {
			p.failHere("a relation, ^relation, . or (…)", "a step")
			return nil
		}
		x := p.alternatives()
		if p.err != nil {
			return nil
		}
		p.want(ExpectClose)
		if !p.is(")") {
			p.failHere("close the group with \")\"", "\"/\", \"|\" or \")\"")
			return nil
		}
		p.advance()
		return x
	case isNode(t):
		p.fail(t.at, "a node can only be the first or the last segment of a path", "expected a step, found the node %s", nameOf(t))
		return nil
	}
	hint := "a relation, ^relation, . or (…)"
	switch {
	case t.kind == tokFilter:
		hint = "a filter follows the step it tests: sanctions[disputed]"
	case p.is("*"), p.is("+"), p.is("?"), p.is("{"):
		hint = "a repetition follows the step it repeats: part_of+"
	case p.is("/"):
		hint = `one "/" between two steps`
	case p.is("@"):
		hint = "the name of a stop follows its step: allied_with@ally"
	}
	p.failHere(hint, "a step")
	return nil
}

// relation is a name and its form.
func (p *parser) relation() (*Rel, bool) {
	r := &Rel{Name: *nameOf(p.tok), At: p.tok.at}
	p.advance()
	if !p.is("~") || !p.tok.glued {
		return r, p.err == nil
	}
	p.advance()
	p.want(ExpectForm)
	if p.tok.kind != tokWord || !p.tok.glued {
		p.failHere("~denied, ~planned, ~not-planned, ~demanded, ~not-demanded, ~hypothetical, ~not-hypothetical, ~coded or ~any", "a form")
		return nil, false
	}
	r.Form = p.tok.text
	r.At = r.At.join(p.tok.at)
	if !slices.Contains(Forms(), r.Form) {
		p.fail(p.tok.at, "forms are "+strings.Join(Forms(), ", "), "no form `~%s`", r.Form)
		return nil, false
	}
	p.advance()
	return r, p.err == nil
}

// Forms lists what can follow "~".
func Forms() []string {
	return []string{"any", "coded", "demanded", "denied", "hypothetical", "not-demanded", "not-hypothetical", "not-planned", "planned"}
}

func (p *parser) negation() Step {
	n := &Not{At: p.tok.at}
	p.advance()
	p.want(ExpectStep)
	if !p.is("(") {
		if !p.notItem(n) {
			return nil
		}
		return n
	}
	p.advance()
	if p.is(")") { // SPARQL's !() excludes nothing
		n.At = n.At.join(p.tok.at)
		p.advance()
		return n
	}
	for p.notItem(n) {
		p.want(ExpectBar, ExpectClose)
		if p.is("|") {
			p.advance()
			continue
		}
		if !p.is(")") {
			p.failHere("only relations can be excluded: !(p|^q)", "\"|\" or \")\"")
			return nil
		}
		n.At = n.At.join(p.tok.at)
		p.advance()
		return n
	}
	return nil
}

func (p *parser) notItem(n *Not) bool {
	item := NotItem{}
	p.want(ExpectStep)
	start := p.tok.at
	if p.is("^") {
		item.Inverse = true
		p.advance()
	}
	if p.tok.kind != tokWord && p.tok.kind != tokIRI || isNode(p.tok) {
		p.failHere("only relations can be excluded: !p, !^p, !(p|^q)", "a relation")
		return false
	}
	r, ok := p.relation()
	if !ok {
		return false
	}
	item.Rel = *r
	n.Items = append(n.Items, item)
	n.At = n.At.join(start).join(r.At)
	return p.err == nil
}
