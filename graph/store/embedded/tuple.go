package embedded

import (
	"cmp"

	"entente/graph/store"
)

// order is one of the orders in which quads are kept. Together they have a prefix for every
// pattern but predicate with graph and object with graph.
type order int

const (
	bySPOG order = iota
	byPOSG
	byOSPG
	byGSPO
	orders
)

func (o order) String() string { return [...]string{"spog", "posg", "ospg", "gspo"}[o] }

// tuple is a quad in some order: four ids, the first the most significant, so that comparing
// two pairs of numbers compares quads.
type tuple struct{ hi, lo uint64 }

func pack(a, b, c, d uint32) tuple {
	return tuple{uint64(a)<<32 | uint64(b), uint64(c)<<32 | uint64(d)}
}

func (t tuple) columns() [4]uint32 {
	return [4]uint32{uint32(t.hi >> 32), uint32(t.hi), uint32(t.lo >> 32), uint32(t.lo)}
}

func (t tuple) less(u tuple) bool { return t.hi < u.hi || t.hi == u.hi && t.lo < u.lo }

func compareTuples(t, u tuple) int {
	if t.hi != u.hi {
		return cmp.Compare(t.hi, u.hi)
	}
	return cmp.Compare(t.lo, u.lo)
}

// arrange puts a quad into order o.
func arrange(q store.IDQuad, o order) tuple {
	s, p, ob, g := uint32(q.S), uint32(q.P), uint32(q.O), uint32(q.G)
	switch o {
	case byPOSG:
		return pack(p, ob, s, g)
	case byOSPG:
		return pack(ob, s, p, g)
	case byGSPO:
		return pack(g, s, p, ob)
	}
	return pack(s, p, ob, g)
}

// quad is the inverse of arrange.
func (t tuple) quad(o order) store.IDQuad {
	a, b := store.ID(t.hi>>32), store.ID(uint32(t.hi))
	c, d := store.ID(t.lo>>32), store.ID(uint32(t.lo))
	switch o {
	case byPOSG:
		return store.IDQuad{S: c, P: a, O: b, G: d}
	case byOSPG:
		return store.IDQuad{S: b, P: c, O: a, G: d}
	case byGSPO:
		return store.IDQuad{S: b, P: c, O: d, G: a}
	}
	return store.IDQuad{S: a, P: b, O: c, G: d}
}

// span is a range of tuples of one order: from first to last, both inside.
type span struct{ first, last tuple }

// prefixSpan covers the tuples that begin with the n columns of t.
func prefixSpan(t tuple, n int) span {
	low := tuple{^uint64(0), ^uint64(0)}
	switch n {
	case 1:
		low = tuple{1<<32 - 1, ^uint64(0)}
	case 2:
		low = tuple{0, ^uint64(0)}
	case 3:
		low = tuple{0, 1<<32 - 1}
	case 4:
		low = tuple{}
	}
	return span{tuple{t.hi &^ low.hi, t.lo &^ low.lo}, tuple{t.hi | low.hi, t.lo | low.lo}}
}

// choose finds the order and the length of its prefix that serve p best; rest tells whether
// the tuples of the span must still be filtered.
func choose(p store.Pattern) (o order, n int, rest bool) {
	s, pr, ob, g := p.S != 0, p.P != 0, p.O != 0, p.G != 0
	switch {
	case s && pr && ob && g:
		return bySPOG, 4, false
	case s && pr && ob:
		return bySPOG, 3, false
	case g && s && pr:
		return byGSPO, 3, false
	case ob && s && g:
		return byGSPO, 2, true
	case pr && ob && g:
		return byPOSG, 2, true
	case s && pr:
		return bySPOG, 2, false
	case pr && ob:
		return byPOSG, 2, false
	case ob && s:
		return byOSPG, 2, false
	case g && s:
		return byGSPO, 2, false
	case pr && g:
		return byGSPO, 1, true
	case ob && g:
		return byGSPO, 1, true
	case s:
		return bySPOG, 1, false
	case pr:
		return byPOSG, 1, false
	case ob:
		return byOSPG, 1, false
	case g:
		return byGSPO, 1, false
	}
	return bySPOG, 0, false
}

// other is a second way to serve a pattern that choose serves with a filter; the smaller span wins.
func other(p store.Pattern) (o order, n int) {
	switch {
	case p.O != 0 && p.S != 0:
		return byOSPG, 2
	case p.P != 0 && p.O != 0:
		return byGSPO, 1
	case p.P != 0:
		return byPOSG, 1
	}
	return byOSPG, 1
}

func matches(p store.Pattern, q store.IDQuad) bool {
	return (p.S == 0 || p.S == q.S) && (p.P == 0 || p.P == q.P) && (p.O == 0 || p.O == q.O) && (p.G == 0 || p.G == q.G)
}

func patternTuple(p store.Pattern, o order) tuple { return arrange(store.IDQuad(p), o) }
