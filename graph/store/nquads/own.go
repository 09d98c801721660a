package nquads

import (
	"strings"
	"unsafe"

	"entente/graph/store"
)

// chunkBytes is how much text shares one allocation: enough to make allocation cheap, little
// enough that keeping one string does not keep much else.
const chunkBytes = 8 << 10

// chunks copies bytes into strings that share larger allocations.
type chunks struct{ b strings.Builder }

func (c *chunks) add(s []byte) string {
	if len(s) == 0 {
		return ""
	}
	if c.b.Cap()-c.b.Len() < len(s) {
		c.b = strings.Builder{}
		c.b.Grow(max(chunkBytes, len(s)))
	}
	c.b.Write(s)
	all := c.b.String() // what is appended later lies behind it
	return all[len(all)-len(s):]
}

// own makes the quad that p has read one that outlives the buffers.
func (c *chunks) own(p *lineParser) store.Quad {
	q := &p.quad
	if p.escapes {
		return store.Quad{S: c.term(&q.S), P: c.term(&q.P), O: c.term(&q.O), G: c.term(&q.G)}
	}
	whole := lineText{text: c.add(p.line), cap: cap(p.line)}
	return store.Quad{S: whole.term(&q.S), P: whole.term(&q.P), O: whole.term(&q.O), G: whole.term(&q.G)}
}

func (c *chunks) term(t *RawTerm) store.Term {
	return store.Term{Kind: t.Kind, Value: c.add(t.Value), Datatype: c.add(t.Datatype), Lang: c.add(t.Lang), Dir: c.add(t.Dir)}
}

// lineText is the copy of a line of which the strings of its terms are parts. The capacity of a
// slice of the line tells where in the line it begins.
type lineText struct {
	text string
	cap  int
}

func (l *lineText) part(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	at := l.cap - cap(b)
	return l.text[at : at+len(b)]
}

func (l *lineText) term(t *RawTerm) store.Term {
	if t.Kind == store.Literal {
		return store.Term{Kind: t.Kind, Value: l.part(t.Value), Datatype: l.part(t.Datatype), Lang: l.part(t.Lang), Dir: l.part(t.Dir)}
	}
	return store.Term{Kind: t.Kind, Value: l.part(t.Value)}
}

// passing is the quad that p has read, in the buffers of p.
func passing(p *lineParser) store.Quad {
	q := &p.quad
	return store.Quad{S: q.S.passing(), P: q.P.passing(), O: q.O.passing(), G: q.G.passing()}
}

func (t *RawTerm) passing() store.Term {
	if t.Kind == store.Literal {
		return store.Term{Kind: t.Kind, Value: alias(t.Value), Datatype: alias(t.Datatype), Lang: alias(t.Lang), Dir: alias(t.Dir)}
	}
	return store.Term{Kind: t.Kind, Value: alias(t.Value)}
}

// alias is b as a string without a copy; who has it loses it when b is written to.
func alias(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Term copies t.
func (t *RawTerm) Term() store.Term {
	return store.Term{Kind: t.Kind, Value: string(t.Value), Datatype: string(t.Datatype), Lang: string(t.Lang), Dir: string(t.Dir)}
}
