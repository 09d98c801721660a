package journal

import (
	"cmp"
	"slices"
	"sort"

	"entente/graph/store"
)

// order is a permutation of subject, predicate, object and graph by which rows are sorted.
type order uint8

const (
	spog order = iota
	posg
	ospg
	gspo
	orders
)

// key gives a row's fields in the sequence of the order.
func (o order) key(q store.IDQuad) [4]store.ID {
	switch o {
	case posg:
		return [4]store.ID{q.P, q.O, q.S, q.G}
	case ospg:
		return [4]store.ID{q.O, q.S, q.P, q.G}
	case gspo:
		return [4]store.ID{q.G, q.S, q.P, q.O}
	}
	return [4]store.ID{q.S, q.P, q.O, q.G}
}

func (o order) compare(a, b store.IDQuad) int {
	x, y := o.key(a), o.key(b)
	for i := range x {
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return 0
}

// choose gives the order in which the rows of a pattern stand together, and how many fields of its key the pattern binds.
func choose(p store.Pattern) (o order, bound int) {
	best := -1
	for i := spog; i < orders; i++ {
		n := 0
		for _, id := range i.key(store.IDQuad(p)) {
			if id == 0 {
				break
			}
			n++
		}
		if n > best {
			o, best = i, n
		}
	}
	return o, best
}

func matches(p store.Pattern, q store.IDQuad) bool {
	return (p.S == 0 || p.S == q.S) && (p.P == 0 || p.P == q.P) && (p.O == 0 || p.O == q.O) && (p.G == 0 || p.G == q.G)
}

// between is the part of rows, sorted by o, whose first bound fields are those of p.
func between(rows []store.IDQuad, o order, p store.Pattern, bound int) []store.IDQuad {
	if bound == 0 || len(rows) == 0 {
		return rows
	}
	want := o.key(store.IDQuad(p))
	at := func(i int) int {
		k := o.key(rows[i])
		for j := range bound {
			if c := cmp.Compare(k[j], want[j]); c != 0 {
				return c
			}
		}
		return 0
	}
	lo := sort.Search(len(rows), func(i int) bool { return at(i) >= 0 })
	hi := lo + sort.Search(len(rows)-lo, func(i int) bool { return at(lo+i) > 0 })
	return rows[lo:hi]
}

func sorted(rows []store.IDQuad, o order) []store.IDQuad {
	out := slices.Clone(rows)
	slices.SortFunc(out, o.compare)
	return out
}
