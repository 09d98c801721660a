package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"entente/graph/store"
)

func testLoad(t *testing.T, s store.Store) {
	first := quad("ent:first", "rel:p", "ent:o", "doc:1")
	apply(t, s, func(b *store.Batch) { b.Add(first) })
	lines := []string{first.String()}
	quads := []store.Quad{first}
	for i := range 5000 {
		q := quad(fmt.Sprint("ent:n", i%701), fmt.Sprint("rel:p", i%7), fmt.Sprint("ent:n", i*i%811), fmt.Sprint("doc:", i%97))
		quads = append(quads, q, q)
	}
	distinct := map[string]bool{}
	for _, q := range quads[1:] {
		if l := q.String(); !distinct[l] {
			distinct[l] = true
			lines = append(lines, l)
		}
	}
	last := int64(0)
	opt := store.LoadOptions{Progress: func(n int64) { last = max(last, n) }}
	a, err := s.Load(context.Background(), All(quads), &opt)
	if err != nil {
		t.Fatal(err)
	}
	if a.Seen != int64(len(quads)) || a.Added != int64(len(distinct)) || last > a.Seen {
		t.Errorf("loaded %+v, progress %d; want %d of %d", a, last, len(distinct), len(quads))
	}
	want(t, s, lines...)
	if a, err := s.Load(context.Background(), All(quads), nil); err != nil || a.Added != 0 {
		t.Errorf("loaded again: %+v, %v", a, err)
	}
	want(t, s, lines...)
}

func testLoadReuses(t *testing.T, s store.Store) {
	var lines []string
	quads := func(yield func(store.Quad, error) bool) {
		buf := make([]byte, 8)
		for i := range 500 {
			copy(buf, fmt.Sprintf("ent:%04d", i))
			q := store.Quad{S: store.NewIRI(sharedString(buf)), P: store.NewIRI("rel:p"), O: store.NewIRI("ent:o")}
			lines = append(lines, q.String())
			if !yield(q, nil) {
				return
			}
		}
	}
	if _, err := s.Load(context.Background(), quads, nil); err != nil {
		t.Fatal(err)
	}
	want(t, s, lines...)
}

func testLoadStops(t *testing.T, s store.Store) {
	broken := errors.New("the input broke")
	for _, at := range []int{0, 1, 3000} {
		_, err := s.Load(context.Background(), func(yield func(store.Quad, error) bool) {
			for i := range at {
				if !yield(quad("ent:a", "rel:p", fmt.Sprint("ent:", i), "doc:x"), nil) {
					return
				}
			}
			yield(store.Quad{}, broken)
		}, nil)
		if !errors.Is(err, broken) {
			t.Errorf("after %d quads: %v", at, err)
		}
		want(t, s)
	}
}

// testLoadBlocks loads quads as blocks, into chunks of little memory, and compares with what the quads say.
func testLoadBlocks(t *testing.T, s store.Store) {
	r := NewRandom(11, 300)
	quads := r.Quads(4000)
	blocks := func(yield func(*store.Block, error) bool) {
		b := &store.Block{} // filled again and again, as Load allows
		for part := range slices.Chunk(quads, 300) {
			b.Reset()
			places := map[store.Term]uint32{{}: 0}
			place := func(t store.Term, again bool) uint32 {
				n, ok := places[t]
				if !ok || again && !t.IsZero() {
					b.Terms = append(b.Terms, t)
					n = uint32(len(b.Terms))
					places[t] = n
				}
				return n
			}
			for i, q := range part {
				again := i%50 == 0
				b.Quads = append(b.Quads, store.BlockQuad{S: place(q.S, again), P: place(q.P, again), O: place(q.O, again), G: place(q.G, again)})
			}
			if !yield(b, nil) {
				return
			}
		}
	}
	a, err := store.LoadBlocks(context.Background(), s, blocks, &store.LoadOptions{MemoryBytes: 1 << 15})
	if err != nil {
		t.Fatal(err)
	}
	distinct := map[string]bool{}
	var lines []string
	for _, q := range quads {
		if l := q.String(); !distinct[l] {
			distinct[l] = true
			lines = append(lines, l)
		}
	}
	if a.Seen != int64(len(quads)) || a.Added != int64(len(distinct)) {
		t.Errorf("loaded %+v; want %d of %d", a, len(distinct), len(quads))
	}
	want(t, s, lines...)
	iri, text := store.NewIRI("ent:x"), store.NewString("x")
	for _, bad := range []store.BlockQuad{{S: 1, P: 1, O: 3}, {S: 0, P: 1, O: 1}, {S: 1, P: 1, O: 0}, {S: 2, P: 1, O: 1}, {S: 1, P: 2, O: 1}, {S: 1, P: 1, O: 1, G: 2}, {S: 1, P: 1, O: 1, G: 9}} {
		b := &store.Block{Terms: []store.Term{iri, text}, Quads: []store.BlockQuad{{S: 1, P: 1, O: 2}, bad}}
		_, err := store.LoadBlocks(context.Background(), s, func(yield func(*store.Block, error) bool) { yield(b, nil) }, nil)
		if !errors.Is(err, store.ErrInvalidQuad) {
			t.Errorf("%v: %v, want ErrInvalidQuad", bad, err)
		}
	}
	want(t, s, lines...)
}
