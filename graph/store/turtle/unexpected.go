package turtle

import "unicode/utf8"

// unexpected words the error for what stands where something else must.
func (p *parser) unexpected(wanted string) bool {
	at := p.here()
	c := p.cur()
	if c >= utf8.RuneSelf {
		if r, _, ok := p.rune(); !ok {
			return false
		} else if r == 0xFEFF {
			return p.fail(at, "expected "+wanted, "a byte order mark may stand only at the very beginning of the file")
		}
	}
	switch {
	case c < 0:
		return p.fail(at, "the file ends before "+wanted, "a statement ends with a full stop")
	case c == '{' && p.at(1) == '|':
		return p.fail(at, ReasonAnnotation, "")
	case c == '<' && p.at(1) == '<':
		return p.fail(at, ReasonTripleTerm, "keep what is said of a statement on a node of its own")
	case c == '{' && !p.opt.TriG:
		return p.fail(at, "expected "+wanted, "Turtle has no graphs: read the file as TriG")
	case c == '=':
		return p.fail(at, "expected "+wanted, "this looks like Notation3, of which Turtle is a part: = is owl:sameAs, => has no equal")
	case c == '"' || c == '\'' || is(c, digit):
		return p.fail(at, "expected "+wanted, "a literal can only be an object")
	case c == '@':
		return p.fail(at, "expected "+wanted, "is the full stop before a directive missing?")
	case c == '.':
		return p.fail(at, "expected "+wanted, "a term is missing")
	}
	return p.fail(at, "expected "+wanted, "")
}
