package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"entente/graph/store"
)

// quadOf turns ids into terms.
func quadOf(v store.View, q store.IDQuad) (full store.Quad, err error) {
	for _, f := range []struct {
		id store.ID
		t  *store.Term
	}{{q.S, &full.S}, {q.P, &full.P}, {q.O, &full.O}, {q.G, &full.G}} {
		if *f.t, err = v.Term(f.id); err != nil {
			return full, err
		}
	}
	return full, nil
}

// Snapshot is everything a view shows, in terms: sorted canonical lines of quads, and of blobs.
func Snapshot(ctx context.Context, v store.View) ([]string, error) {
	var lines []string
	for q, err := range v.Scan(ctx, store.Pattern{}) {
		if err != nil {
			return nil, err
		}
		full, err := quadOf(v, q)
		if err != nil {
			return nil, err
		}
		lines = append(lines, full.String())
	}
	for k, err := range v.Blobs(ctx, "") {
		if err != nil {
			return nil, err
		}
		b, err := v.Blob(k)
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprintf("blob %q %x", k, b))
	}
	slices.Sort(lines)
	return lines, nil
}

// Equal fails unless both views show the same quads and blobs.
func Equal(tb testing.TB, got, want store.View) {
	tb.Helper()
	g, err := Snapshot(context.Background(), got)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := Snapshot(context.Background(), want)
	if err != nil {
		tb.Fatal(err)
	}
	if d := Difference(g, w); d != "" {
		tb.Fatal(d)
	}
}

// Difference tells the first line that only one of two snapshots has, or "".
func Difference(got, want []string) string {
	for i := 0; i < len(got) || i < len(want); i++ {
		switch {
		case i >= len(want) || i < len(got) && got[i] < want[i]:
			return fmt.Sprintf("%d lines, want %d; too much: %s", len(got), len(want), got[i])
		case i >= len(got) || got[i] > want[i]:
			return fmt.Sprintf("%d lines, want %d; missing: %s", len(got), len(want), want[i])
		}
	}
	return ""
}

// CheckClean fails for each problem that Check finds.
func CheckClean(tb testing.TB, s store.Store) {
	tb.Helper()
	for p := range s.Check(context.Background()) {
		tb.Errorf("check: %s", p)
	}
}

// samePatterns asks both views for patterns made of the quads given, in all 16 shapes, and
// compares scans, counts, adjacency, predicates and top subjects. It returns the number of questions.
func samePatterns(tb testing.TB, got, want store.View, probes []store.Quad) int {
	tb.Helper()
	ctx, n := context.Background(), 0
	for _, q := range probes {
		for shape := range 16 {
			gp, gok := patternOf(tb, got, q, shape)
			wp, wok := patternOf(tb, want, q, shape)
			var g, w []string
			if gok {
				g = scan(tb, got, gp)
			}
			if wok {
				w = scan(tb, want, wp)
			}
			if d := Difference(g, w); d != "" {
				tb.Fatalf("shape %04b of %s: %s", shape, q, d)
			}
			if gok {
				if c, err := got.Count(ctx, gp); err != nil || c != int64(len(w)) {
					tb.Fatalf("count of shape %04b of %s: %d, %v; want %d", shape, q, c, err, len(w))
				}
			}
			n += 2
		}
		sameAdjacency(tb, got, want, q.P)
		n++
	}
	sameLists(tb, got, want)
	return n + 2
}

func patternOf(tb testing.TB, v store.View, q store.Quad, shape int) (p store.Pattern, ok bool) {
	tb.Helper()
	for i, f := range []struct {
		t  store.Term
		id *store.ID
	}{{q.S, &p.S}, {q.P, &p.P}, {q.O, &p.O}, {q.G, &p.G}} {
		if shape&(1<<i) == 0 {
			continue
		}
		id, known, err := v.Lookup(f.t)
		if err != nil {
			tb.Fatal(err)
		}
		if !known {
			return p, false
		}
		*f.id = id
	}
	return p, true
}

func scan(tb testing.TB, v store.View, p store.Pattern) []string {
	tb.Helper()
	var out []string
	for q, err := range v.Scan(context.Background(), p) {
		if err != nil {
			tb.Fatal(err)
		}
		full, err := quadOf(v, q)
		if err != nil {
			tb.Fatal(err)
		}
		if ok, err := v.Has(q); err != nil || !ok {
			tb.Fatalf("%s is scanned, but Has says %v, %v", full, ok, err)
		}
		out = append(out, full.String())
	}
	slices.Sort(out)
	return out
}

// sameAdjacency compares the steps of one predicate in both directions.
func sameAdjacency(tb testing.TB, got, want store.View, pred store.Term) {
	tb.Helper()
	for _, reverse := range []bool{false, true} {
		g, w := steps(tb, got, pred, reverse), steps(tb, want, pred, reverse)
		if d := Difference(g, w); d != "" {
			tb.Fatalf("adjacency of %s, reverse %v: %s", pred, reverse, d)
		}
	}
}

func steps(tb testing.TB, v store.View, pred store.Term, reverse bool) []string {
	tb.Helper()
	id, ok, err := v.Lookup(pred)
	if err != nil {
		tb.Fatal(err)
	}
	if !ok {
		return nil
	}
	a, err := v.Adjacency(context.Background(), id, reverse)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	pairs, starts, before := 0, 0, store.ID(0)
	for n := range a.Nodes() {
		if n <= before {
			tb.Fatalf("nodes do not ascend: %d after %d", n, before)
		}
		before = n
		starts++
		ends := a.Ends(n)
		pairs += len(ends)
		out = append(out, edgesOf(tb, v, a, n, ends)...)
	}
	if p, s := a.Sizes(); p != pairs || s != starts {
		tb.Fatalf("sizes %d pairs, %d starts; want %d, %d", p, s, pairs, starts)
	}
	slices.Sort(out)
	return out
}

func edgesOf(tb testing.TB, v store.View, a store.Adjacency, n store.ID, ends []store.ID) []string {
	tb.Helper()
	all, labels := a.Edges(n)
	if len(all) != len(labels) || !slices.IsSorted(all) {
		tb.Fatalf("edges of %d: %v, %v", n, all, labels)
	}
	if len(ends) == 0 || !slices.Equal(slices.Compact(slices.Clone(all)), ends) {
		tb.Fatalf("node %d: ends %v, edges %v", n, ends, all)
	}
	var out []string
	for i := range all {
		q, err := quadOf(v, store.IDQuad{S: n, P: n, O: all[i], G: labels[i]})
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, q.String())
	}
	return out
}

// sameLists compares what does not depend on ids: the counts of predicates and of top subjects.
func sameLists(tb testing.TB, got, want store.View) {
	tb.Helper()
	ctx := context.Background()
	gp, err := got.Predicates(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	wp, err := want.Predicates(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	var g, w bytes.Buffer
	for _, p := range gp {
		fmt.Fprintln(&g, "predicate", p.Quads)
	}
	for _, p := range wp {
		fmt.Fprintln(&w, "predicate", p.Quads)
	}
	for _, n := range []int{0, 1, 3, 1000} {
		gs, err := got.TopSubjects(ctx, n)
		if err != nil {
			tb.Fatal(err)
		}
		ws, err := want.TopSubjects(ctx, n)
		if err != nil {
			tb.Fatal(err)
		}
		for _, s := range gs {
			fmt.Fprintln(&g, "subject", n, s.Quads)
		}
		for _, s := range ws {
			fmt.Fprintln(&w, "subject", n, s.Quads)
		}
	}
	if g.String() != w.String() {
		tb.Fatalf("lists differ:\n%swant\n%s", g.String(), w.String())
	}
}
