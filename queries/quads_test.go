package queries_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"entente/graph"
	"entente/graph/store"
	"entente/queries"
)

// labelled opens a graph in memory with these quads.
func labelled(t *testing.T, qs []store.Quad) *graph.View {
	t.Helper()
	ctx := context.Background()
	g, err := graph.Open(ctx, graph.Memory, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = g.LoadQuads(ctx, func(yield func(store.Quad, error) bool) {
		for _, q := range qs {
			if !yield(q, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(v.Close(), g.Close()); err != nil {
			t.Error(err)
		}
	})
	return v
}

func ex(format string, args ...any) store.Term {
	return store.NewIRI("http://e.org/" + fmt.Sprintf(format, args...))
}

var (
	published = ex("published")
	outlet    = ex("outlet")
)

// reports makes random quads in documents that have days and outlets, some none and some two.
func reports(r *rand.Rand) []store.Quad {
	var out []store.Quad
	for range r.IntN(400) {
		out = append(out, store.Quad{S: ex("n%d", r.IntN(6)), P: ex("p%d", r.IntN(3)), O: ex("n%d", r.IntN(6)), G: ex("d%d", r.IntN(90))})
	}
	for d := range 90 {
		for range r.IntN(3) {
			out = append(out, store.Quad{S: ex("d%d", d), P: published, O: store.NewTyped(fmt.Sprintf("2024-%02d-01", 1+r.IntN(12)), "http://www.w3.org/2001/XMLSchema#date")})
		}
		if r.IntN(4) > 0 {
			out = append(out, store.Quad{S: ex("d%d", d), P: outlet, O: ex("o%d", r.IntN(3)), G: ex("d%d", d)})
		}
	}
	return out
}

// plainly carries out tests by looking at every quad.
func plainly(qs []store.Quad, p queries.Pattern, tests []queries.LabelTest) []string {
	fits := func(t, want store.Term) bool { return want.IsZero() || t == want }
	var out []string
	for _, q := range qs {
		if !fits(q.S, p.S) || !fits(q.P, p.P) || !fits(q.O, p.O) || !fits(q.G, p.G) {
			continue
		}
		pass := true
		for _, t := range tests {
			pass = pass && slices.ContainsFunc(qs, func(about store.Quad) bool {
				return about.S == q.G && about.P == t.Property && fits(about.O, t.Is) && about.O.Value >= t.Min && (t.Max == "" || about.O.Value <= t.Max)
			})
		}
		if pass {
			out = append(out, q.String())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestRandomQuadsByLabel(t *testing.T) {
	ctx := context.Background()
	ran := 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 5))
		qs := reports(r)
		v := labelled(t, qs)
		for range 40 {
			var p queries.Pattern
			for i, part := range []*store.Term{&p.S, &p.P, &p.O, &p.G} {
				if r.IntN(2) == 0 {
					*part = ex("%c%d", "npnd"[i], r.IntN(7))
				}
			}
			if p == (queries.Pattern{}) {
				p.P = ex("p0") // the reference data would come too
			}
			var tests []queries.LabelTest
			for range r.IntN(3) {
				test := queries.LabelTest{Property: published, Min: fmt.Sprintf("2024-%02d", r.IntN(13)), Max: fmt.Sprintf("2024-%02d-31", r.IntN(13))}
				switch r.IntN(5) {
				case 0:
					test = queries.LabelTest{Property: outlet, Is: ex("o%d", r.IntN(4))}
				case 1:
					test = queries.LabelTest{Property: outlet}
				case 2:
					test.Max = ""
				}
				tests = append(tests, test)
			}
			var got []string
			for q, err := range queries.Quads(ctx, v, p, tests...) {
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				got = append(got, spelt(t, v, q).String())
			}
			slices.Sort(got)
			if want := plainly(qs, p, tests); !slices.Equal(got, want) {
				t.Fatalf("seed %d: %v %v: %d quads, not %d:\n%v\n%v", seed, p, tests, len(got), len(want), got, want)
			}
			ran++
		}
	}
	fmt.Printf("ran %d cases: quads by pattern and label against looking at every quad\n", ran)
}

func spelt(t *testing.T, v *graph.View, q store.IDQuad) (out store.Quad) {
	t.Helper()
	for _, part := range []struct {
		id   store.ID
		term *store.Term
	}{{q.S, &out.S}, {q.P, &out.P}, {q.O, &out.O}, {q.G, &out.G}} {
		if part.id == store.DefaultGraph {
			continue
		}
		var err error
		if *part.term, err = v.Store().Term(part.id); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestObjectsAndTopSubjects(t *testing.T) {
	ctx := context.Background()
	var qs []store.Quad
	for d := range 9000 { // more than any subject of the reference data has
		qs = append(qs, store.Quad{S: ex("hub"), P: ex("p"), O: ex("n%d", d%70), G: ex("d%d", d)})
		qs = append(qs, store.Quad{S: ex("d%d", d), P: outlet, O: ex("o%d", d%10), G: ex("d%d", d)})
	}
	v := labelled(t, qs)
	got, err := queries.Objects(ctx, v, ex("hub"), ex("p"), queries.LabelTest{Property: outlet, Is: ex("o3")})
	if err != nil || len(got) != 7 {
		t.Errorf("%d objects, not 7 (%v)", len(got), err)
	}
	top, err := queries.TopSubjects(ctx, v, 1)
	if err != nil || len(top) != 1 || top[0].Node.ID != "http://e.org/hub" || top[0].Quads != 9000 {
		t.Errorf("top subject %v (%v)", top, err)
	}
	for _, bad := range []queries.LabelTest{{}, {Property: outlet, Is: ex("o1"), Min: "a"}} {
		if _, err := queries.Objects(ctx, v, ex("hub"), ex("p"), bad); !errors.Is(err, queries.ErrOptions) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
