package storetest

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"

	"entente/graph/store"
)

// modelView answers everything by walking its rows, sorted by subject, predicate, object, graph.
type modelView struct {
	m       *Model
	rows    []store.IDQuad
	blobs   map[string][]byte
	keys    []string
	version uint64
	maxID   store.ID
}

func (v *modelView) Lookup(t store.Term) (store.ID, bool, error) {
	v.m.mu.Lock()
	defer v.m.mu.Unlock()
	if t.IsZero() {
		return store.DefaultGraph, true, nil
	}
	id, ok := v.m.ids[t]
	return id, ok, nil
}

func (v *modelView) Term(id store.ID) (store.Term, error) {
	v.m.mu.Lock()
	defer v.m.mu.Unlock()
	if id == 0 || int(id) >= len(v.m.terms) {
		return store.Term{}, fmt.Errorf("%w: %d", store.ErrNoTerm, id)
	}
	return v.m.terms[id], nil
}

func matches(p store.Pattern, q store.IDQuad) bool {
	return (p.S == 0 || p.S == q.S) && (p.P == 0 || p.P == q.P) && (p.O == 0 || p.O == q.O) && (p.G == 0 || p.G == q.G)
}

// within narrows the rows to those of a bound subject.
func (v *modelView) within(p store.Pattern) []store.IDQuad {
	if p.S == 0 {
		return v.rows
	}
	lo := sort.Search(len(v.rows), func(i int) bool { return v.rows[i].S >= p.S })
	hi := sort.Search(len(v.rows), func(i int) bool { return v.rows[i].S > p.S })
	return v.rows[lo:hi]
}

func (v *modelView) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		for _, q := range v.within(p) {
			if matches(p, q) && !yield(q, nil) {
				return
			}
		}
	}
}

func (v *modelView) Has(q store.IDQuad) (bool, error) {
	_, ok := slices.BinarySearchFunc(v.rows, q, compareQuads)
	return ok, nil
}

func (v *modelView) Count(ctx context.Context, p store.Pattern) (n int64, err error) {
	for _, err := range v.Scan(ctx, p) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func (v *modelView) Predicates(ctx context.Context) ([]store.PredicateCount, error) {
	counts := map[store.ID]int64{}
	for _, q := range v.rows {
		counts[q.P]++
	}
	var out []store.PredicateCount
	for p, n := range counts {
		out = append(out, store.PredicateCount{Predicate: p, Quads: n})
	}
	slices.SortFunc(out, func(a, b store.PredicateCount) int {
		return cmp.Or(cmp.Compare(b.Quads, a.Quads), cmp.Compare(a.Predicate, b.Predicate))
	})
	return out, ctx.Err()
}

func (v *modelView) TopSubjects(ctx context.Context, n int) ([]store.SubjectCount, error) {
	counts := map[store.ID]int64{}
	for _, q := range v.rows {
		counts[q.S]++
	}
	var out []store.SubjectCount
	for s, n := range counts {
		out = append(out, store.SubjectCount{Subject: s, Quads: n})
	}
	slices.SortFunc(out, func(a, b store.SubjectCount) int {
		return cmp.Or(cmp.Compare(b.Quads, a.Quads), cmp.Compare(a.Subject, b.Subject))
	})
	return out[:max(0, min(n, len(out)))], ctx.Err()
}

func (v *modelView) MaxID() store.ID { return v.maxID }

func (v *modelView) Blob(key string) ([]byte, error) {
	b, ok := v.blobs[key]
	if !ok {
		return nil, fmt.Errorf("%w: %q", store.ErrNoBlob, key)
	}
	return b, nil
}

func (v *modelView) Blobs(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, k := range v.keys {
			if strings.HasPrefix(k, prefix) && !yield(k, nil) {
				return
			}
		}
	}
}

func (v *modelView) Version() uint64 { return v.version }
func (v *modelView) Close() error    { return nil }

func (v *modelView) Adjacency(ctx context.Context, pred store.ID, reverse bool) (store.Adjacency, error) {
	a := &modelAdjacency{edges: map[store.ID][]edge{}}
	for _, q := range v.rows {
		if q.P != pred {
			continue
		}
		from, to := q.S, q.O
		if reverse {
			from, to = to, from
		}
		a.edges[from] = append(a.edges[from], edge{to, q.G})
	}
	for _, l := range a.edges {
		slices.SortFunc(l, func(x, y edge) int { return cmp.Or(cmp.Compare(x.end, y.end), cmp.Compare(x.label, y.label)) })
	}
	return a, ctx.Err()
}

type edge struct{ end, label store.ID }

type modelAdjacency struct{ edges map[store.ID][]edge }

func (a *modelAdjacency) Ends(n store.ID) []store.ID {
	ends, _ := a.Edges(n)
	return slices.Compact(ends)
}

func (a *modelAdjacency) Edges(n store.ID) (ends, labels []store.ID) {
	for _, e := range a.edges[n] {
		ends, labels = append(ends, e.end), append(labels, e.label)
	}
	return ends, labels
}

func (a *modelAdjacency) Nodes() iter.Seq[store.ID] {
	var nodes []store.ID
	for n := range a.edges {
		nodes = append(nodes, n)
	}
	slices.Sort(nodes)
	return slices.Values(nodes)
}

func (a *modelAdjacency) Sizes() (pairs, starts int) {
	for n := range a.edges {
		pairs += len(a.Ends(n))
	}
	return pairs, len(a.edges)
}
