package bench

import (
	"context"
	"strings"

	"entente/graph/quads"
	"entente/graph/store"
)

// direct answers Q2 to Q7 over the store alone: terms looked up, adjacencies walked by loops written for the one class, nothing parsed or
// planned. The difference to answer is what the layers above cost.
func direct(ctx context.Context, st store.View, q *Query) (n int64, ok bool, err error) {
	if q.Expression() == "" {
		return 0, false, nil
	}
	w := &walk{ctx: ctx, st: st}
	from := w.node(q.P["s"])
	list := []store.ID{from}
	switch q.ID {
	case "Q2", "Q3":
		for _, names := range q.Ps {
			list = w.step(list, w.adjacencies(names, false))
		}
		n = int64(len(list))
	case "Q4":
		n = int64(len(w.step(w.step(list, w.adjacencies(q.Ps[0], true)), w.adjacencies(q.Ps[1], false))))
	case "Q5a", "Q5b", "Q5c":
		n = w.closure(from, w.adjacencies(q.Ps[0], false))
	default:
		n = w.distance(from, w.node(q.P["o"]), q.Ps[0])
		if q.ID == "Q7" {
			n = min(1, max(0, n))
		}
	}
	w.free()
	return n, true, w.err
}

// walk is one such walk; the first error stays.
type walk struct {
	ctx  context.Context
	st   store.View
	err  error
	used []*marks
}

func (w *walk) node(iri string) store.ID {
	id, _, err := w.st.Lookup(store.NewIRI(iri))
	if err != nil && w.err == nil {
		w.err = err
	}
	return id
}

func (w *walk) adjacencies(names []string, reverse bool) []store.Adjacency {
	out := make([]store.Adjacency, 0, len(names))
	for _, name := range names {
		id := w.node(name)
		if id == 0 {
			continue
		}
		a, err := w.st.Adjacency(w.ctx, id, reverse)
		if err != nil {
			if w.err == nil {
				w.err = err
			}
			continue
		}
		out = append(out, a)
	}
	return out
}

func (w *walk) marks() *marks {
	m := newMarks(w.st.MaxID())
	w.used = append(w.used, m)
	return m
}

func (w *walk) free() {
	for _, m := range w.used {
		m.free()
	}
}

func (w *walk) step(list []store.ID, adj []store.Adjacency) []store.ID {
	m := w.marks()
	for _, a := range adj {
		for _, n := range list {
			for _, end := range a.Ends(n) {
				m.add(end)
			}
		}
	}
	return m.list
}

func (w *walk) closure(from store.ID, adj []store.Adjacency) int64 {
	m := w.marks()
	at := from
	for i := 0; ; i++ {
		for _, a := range adj {
			for _, end := range a.Ends(at) {
				m.add(end)
			}
		}
		if i == len(m.list) {
			return int64(len(m.list))
		}
		at = m.list[i]
	}
}

// distance searches from both sides, each time from the smaller frontier.
func (w *walk) distance(from, to store.ID, names []string) int64 {
	sides := [2]struct {
		adj  []store.Adjacency
		m    *marks
		next []store.ID
	}{{adj: w.adjacencies(names, false), m: w.marks(), next: []store.ID{from}}, {adj: w.adjacencies(names, true), m: w.marks(), next: []store.ID{to}}}
	// The backward side holds the end itself: a way of no hop does not count, so the forward side does not hold the start.
	sides[1].m.add(to)
	for hops := int64(1); len(sides[0].next) > 0 && len(sides[1].next) > 0; hops++ {
		k := 0
		if len(sides[1].next) < len(sides[0].next) {
			k = 1
		}
		s, other := &sides[k], &sides[1-k]
		first := len(s.m.list)
		for _, a := range s.adj {
			for _, n := range s.next {
				for _, end := range a.Ends(n) {
					if k == 1 && end == from && len(sides[0].m.list) == 0 {
						return hops
					}
					if s.m.add(end) && other.m.has(end) {
						return hops
					}
				}
			}
		}
		s.next = s.m.list[first:]
	}
	return -1
}

// floodStore walks one predicate, or every one, from one node until nothing new comes.
func floodStore(ctx context.Context, st store.View, from, predicate string) (nodes int64, err error) {
	names := []string{predicate}
	if predicate == "" {
		if names, err = foreignPredicates(ctx, st); err != nil {
			return 0, err
		}
	}
	w := &walk{ctx: ctx, st: st}
	defer w.free()
	adj := w.adjacencies(names, false)
	m := w.marks()
	at := []store.ID{w.node(from)}
	for done := 0; len(at) > 0 && w.err == nil; {
		for _, a := range adj {
			for _, n := range at {
				for _, end := range a.Ends(n) {
					m.add(end)
				}
			}
		}
		at, done = m.list[done:], len(m.list)
	}
	return int64(len(m.list)), w.err
}

// foreignPredicates lists what "." walks in a graph of others: all but the properties and forms of our own model.
func foreignPredicates(ctx context.Context, st store.View) ([]string, error) {
	counts, err := st.Predicates(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range counts {
		t, err := st.Term(c.Predicate)
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(t.Value, quads.PrefixEnt) && !(strings.HasPrefix(t.Value, quads.PrefixRel) && strings.Contains(t.Value, "~")) {
			out = append(out, t.Value)
		}
	}
	return out, nil
}
