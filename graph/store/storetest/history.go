package storetest

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"entente/graph/store"
)

// Random makes operations from a seed. Its world is small, so that things meet: quads are added
// twice, removed, and come back.
type Random struct {
	*rand.Rand
	nodes, preds, graphs int
}

// NewRandom makes a Random over a world of the given number of nodes.
func NewRandom(seed uint64, nodes int) *Random {
	return &Random{Rand: rand.New(rand.NewPCG(seed, 17)), nodes: nodes, preds: 5, graphs: 2 + nodes/4}
}

// Term is a node, blank node or literal.
func (r *Random) Term() store.Term {
	n := r.IntN(r.nodes)
	switch n % 9 {
	case 0:
		return store.NewBlank(fmt.Sprintf("b%d", n))
	case 1:
		return store.NewIRI(fmt.Sprintf("edge:%032x", n))
	case 2:
		return store.NewIRI(fmt.Sprintf("edge:%032X", n)) // upper case: another term
	}
	return store.NewIRI(fmt.Sprintf("ent:node%d", n))
}

// Object may also be a literal of any kind.
func (r *Random) Object() store.Term {
	n := r.IntN(r.nodes)
	switch r.IntN(10) {
	case 0:
		return store.NewString(fmt.Sprintf("text %d", n))
	case 1:
		return store.NewTyped(fmt.Sprintf("%d", n), "http://www.w3.org/2001/XMLSchema#integer")
	case 2:
		return store.NewLang(fmt.Sprintf("text %d", n), "en")
	case 3:
		return store.Term{Kind: store.Literal, Value: fmt.Sprintf("text %d", n), Lang: "ar", Dir: "rtl"}
	}
	return r.Term()
}

// Graph is a label, in one case of eight the default graph.
func (r *Random) Graph() store.Term {
	n := r.IntN(r.graphs)
	if n%8 == 7 {
		return store.Term{}
	}
	return store.NewIRI(fmt.Sprintf("doc:%032x", n))
}

// Quad makes a quad.
func (r *Random) Quad() store.Quad {
	return store.Quad{S: r.Term(), P: store.NewIRI(fmt.Sprintf("rel:p%d", r.IntN(r.preds))), O: r.Object(), G: r.Graph()}
}

// Batch makes up to size operations.
func (r *Random) Batch(size int) *store.Batch {
	var b store.Batch
	for range 1 + r.IntN(size) {
		switch n := r.IntN(40); {
		case n < 26:
			b.Add(r.Quad())
		case n < 34:
			b.Remove(r.Quad())
		case n < 35:
			b.RemoveGraph(r.Graph())
		case n < 38:
			b.SetBlob(r.key(), fmt.Appendf(nil, "value %d", r.IntN(1000)))
		default:
			b.RemoveBlob(r.key())
		}
	}
	return &b
}

func (r *Random) key() string { return fmt.Sprintf("text/%d", r.IntN(20)) }

// Quads makes n quads as an input of Load.
func (r *Random) Quads(n int) []store.Quad {
	out := make([]store.Quad, n)
	for i := range out {
		out[i] = r.Quad()
	}
	return out
}

// All is an input of Load from a slice.
func All(quads []store.Quad) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
}

// History runs a random history on s and on a model side by side, and compares counts and
// snapshots. It returns the number of questions asked.
func History(tb testing.TB, s store.Store, seed uint64, steps int) int {
	tb.Helper()
	ctx, r, m := context.Background(), NewRandom(seed, 30), NewModel()
	asked := 0
	for step := range steps {
		var got, want store.Applied
		var err, modelErr error
		if r.IntN(12) == 0 {
			quads := r.Quads(r.IntN(60))
			got, err = s.Load(ctx, All(quads), nil)
			want, modelErr = m.Load(ctx, All(quads), nil)
		} else {
			b := r.Batch(12)
			got, err = s.Apply(ctx, b)
			want, modelErr = m.Apply(ctx, b)
		}
		if err != nil || modelErr != nil {
			tb.Fatalf("seed %d, step %d: %v, %v", seed, step, err, modelErr)
		}
		if got.Added != want.Added || got.Removed != want.Removed || got.Seen != want.Seen {
			tb.Fatalf("seed %d, step %d: applied %+v, want %+v", seed, step, got, want)
		}
		if r.IntN(4) == 0 || step == steps-1 {
			asked += compareNow(tb, s, m, r.Quads(2), fmt.Sprintf("seed %d, step %d", seed, step))
		}
	}
	return asked
}

func compareNow(tb testing.TB, s, m store.Store, probes []store.Quad, where string) int {
	tb.Helper()
	got, err := s.View()
	if err != nil {
		tb.Fatalf("%s: %v", where, err)
	}
	defer got.Close()
	want, _ := m.View()
	defer want.Close()
	g, err := Snapshot(context.Background(), got)
	if err != nil {
		tb.Fatalf("%s: %v", where, err)
	}
	w, _ := Snapshot(context.Background(), want)
	if d := Difference(g, w); d != "" {
		tb.Fatalf("%s: %s", where, d)
	}
	return 1 + samePatterns(tb, got, want, probes)
}
