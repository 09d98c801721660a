package embedded

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"entente/graph/store"
	"entente/internal/vfs"
)

// sameAdjacency compares what a snapshot hands out with what is built anew.
func sameAdjacency(t *testing.T, st *state, k adjacencyKey) {
	t.Helper()
	got, err := st.adjacency(context.Background(), k)
	if err != nil {
		t.Fatal(err)
	}
	want, err := st.build(context.Background(), k, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.pairs != want.pairs || got.starts != want.starts {
		t.Fatalf("sizes %d, %d; want %d, %d", got.pairs, got.starts, want.pairs, want.starts)
	}
	nodes := slices.Collect(want.Nodes())
	if !slices.Equal(slices.Collect(got.Nodes()), nodes) {
		t.Fatal("other nodes")
	}
	for n := store.ID(0); n <= store.ID(st.maxID)+70; n++ {
		ends, labels := got.Edges(n)
		wantEnds, wantLabels := want.Edges(n)
		if !slices.Equal(ends, wantEnds) || !slices.Equal(labels, wantLabels) || !slices.Equal(got.Ends(n), want.Ends(n)) {
			t.Fatalf("node %d: %v %v, want %v %v", n, ends, labels, wantEnds, wantLabels)
		}
	}
}

// An adjacency that was built once goes on through commits, in layers and renewed, and is always
// that of its snapshot.
func TestAdjacencyFollowsCommits(t *testing.T) {
	s := openAt(t, "/db", &Options{FS: vfs.NewMemory(), FlushRows: 3000, MergeAt: 2})
	r := rand.New(rand.NewPCG(3, 4))
	q := func() store.Quad {
		return quadOf(fmt.Sprint("ent:n", r.IntN(9000)), fmt.Sprint("rel:p", r.IntN(2)), fmt.Sprint("ent:m", r.IntN(300)), fmt.Sprint("doc:", r.IntN(20)))
	}
	cases, layered, renewals := 0, 0, 0
	for i := range 120 {
		var b store.Batch
		for range 1 + r.IntN(150) {
			if r.IntN(4) == 0 {
				b.Remove(q())
			} else {
				b.Add(q())
			}
		}
		if i%40 == 39 {
			b.RemoveGraph(store.NewIRI("doc:3"))
		}
		if _, err := s.Apply(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		v := s.current()
		p, ok, err := v.find(appendKey(nil, &store.Term{Kind: store.IRI, Value: "rel:p1"}))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		for _, reverse := range []bool{false, true} {
			k := adjacencyKey{store.ID(p), reverse}
			a, err := v.adjacency(context.Background(), k)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.layers) > 0 {
				layered++
			}
			if a.renewal != nil {
				renewals++
			}
			if i%6 == 0 {
				sameAdjacency(t, v, k)
				cases++
			}
		}
		v.drop()
	}
	if layered == 0 || renewals == 0 {
		t.Errorf("%d adjacencies in layers, %d with a renewal under way: the test does not reach what it is for", layered, renewals)
	}
	t.Logf("ran %d cases: adjacencies after commits", cases)
}

func quadOf(s, p, o, g string) store.Quad {
	return store.Quad{S: store.NewIRI(s), P: store.NewIRI(p), O: store.NewIRI(o), G: store.NewIRI(g)}
}

func TestNodeIndex(t *testing.T) {
	cases := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 9))
		var nodes []store.ID
		at := store.ID(r.IntN(10_000))
		for range r.IntN(400) {
			at += 1 + store.ID(r.IntN(3)*r.IntN(1+r.IntN(9000)))
			nodes = append(nodes, at)
		}
		x := newNodeIndex(nodes)
		for n := store.ID(0); n < at+9000; n += 1 + store.ID(r.IntN(40)) {
			want, there := slices.BinarySearch(nodes, n)
			if place, ok := x.place(n); ok != there || ok && place != want {
				t.Fatalf("seed %d, node %d: %d, %v; want %d, %v", seed, n, place, ok, want, there)
			}
			cases++
		}
	}
	t.Logf("ran %d cases: places of nodes", cases)
}
