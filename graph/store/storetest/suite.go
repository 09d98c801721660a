package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente/graph/store"
)

// Run holds a store against the contract. open makes a new, empty one; Run closes it, and checks
// it before that.
func Run(t *testing.T, open func(testing.TB) store.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, store.Store)
	}{
		{"Empty", testEmpty},
		{"SetSemantics", testSet},
		{"OrderInBatch", testOrder},
		{"Terms", testTerms},
		{"DefaultGraph", testDefaultGraph},
		{"RemoveGraph", testRemoveGraph},
		{"InvalidBatch", testInvalid},
		{"Blobs", testBlobs},
		{"Snapshots", testSnapshots},
		{"Versions", testVersions},
		{"Load", testLoad},
		{"LoadReusesStrings", testLoadReuses},
		{"LoadBlocks", testLoadBlocks},
		{"LoadStops", testLoadStops},
		{"Cancel", testCancel},
		{"TopSubjects", testTop},
		{"Scan", testScanStops},
		{"Concurrent", testConcurrent},
		{"Backup", testBackup},
		{"Stats", testStats},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t)
			c.test(t, s)
			CheckClean(t, s)
			closeStore(t, s)
		})
	}
	t.Run("Histories", func(t *testing.T) {
		asked := 0
		for seed := range uint64(12) {
			s := open(t)
			asked += History(t, s, seed, 80)
			CheckClean(t, s)
			closeStore(t, s)
		}
		t.Logf("ran %d cases: questions in random histories", asked)
	})
}

func closeStore(t *testing.T, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if _, err := s.View(); !errors.Is(err, store.ErrClosed) {
		t.Errorf("view of a closed store: %v", err)
	}
	if _, err := s.Apply(context.Background(), &store.Batch{}); !errors.Is(err, store.ErrClosed) {
		t.Errorf("apply to a closed store: %v", err)
	}
}

func quad(s, p, o, g string) store.Quad {
	q := store.Quad{S: store.NewIRI(s), P: store.NewIRI(p), O: store.NewIRI(o)}
	if g != "" {
		q.G = store.NewIRI(g)
	}
	return q
}

func apply(t testing.TB, s store.Store, fill func(*store.Batch)) store.Applied {
	t.Helper()
	var b store.Batch
	fill(&b)
	a, err := s.Apply(context.Background(), &b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func view(t testing.TB, s store.Store) store.View {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// want compares the whole content of s with lines: canonical quads, and blobs as Snapshot writes them.
func want(t testing.TB, s store.Store, lines ...string) {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	wantView(t, v, lines...)
}

func wantView(t testing.TB, v store.View, lines ...string) {
	t.Helper()
	got, err := Snapshot(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	if d := Difference(got, lines); d != "" {
		t.Fatal(d)
	}
}

func testEmpty(t *testing.T, s store.Store) {
	v := view(t, s)
	wantView(t, v)
	if _, ok, err := v.Lookup(store.NewIRI("ent:nobody")); ok || err != nil {
		t.Errorf("lookup: %v, %v", ok, err)
	}
	if _, err := v.Term(12345); !errors.Is(err, store.ErrNoTerm) {
		t.Errorf("term: %v", err)
	}
	if _, err := v.Term(0); !errors.Is(err, store.ErrNoTerm) {
		t.Errorf("term 0: %v", err)
	}
	a, err := v.Adjacency(context.Background(), 99, true)
	if err != nil {
		t.Fatal(err)
	}
	if p, n := a.Sizes(); p != 0 || n != 0 || len(a.Ends(1)) != 0 {
		t.Errorf("adjacency of nothing: %d, %d", p, n)
	}
	if n, err := v.Count(context.Background(), store.Pattern{}); n != 0 || err != nil {
		t.Errorf("count: %d, %v", n, err)
	}
}

func testSet(t *testing.T, s store.Store) {
	q, r := quad("ent:a", "rel:p", "ent:b", "doc:1"), quad("ent:a", "rel:p", "ent:b", "doc:2")
	if a := apply(t, s, func(b *store.Batch) { b.Add(q); b.Add(q); b.Add(r) }); a.Added != 2 || a.Seen != 3 {
		t.Errorf("applied %+v", a)
	}
	if a := apply(t, s, func(b *store.Batch) { b.Add(q) }); a.Added != 0 {
		t.Errorf("added again: %+v", a)
	}
	want(t, s, q.String(), r.String())
	if a := apply(t, s, func(b *store.Batch) { b.Remove(q); b.Remove(q) }); a.Removed != 1 {
		t.Errorf("removed %+v", a)
	}
	want(t, s, r.String())
	if a := apply(t, s, func(b *store.Batch) { b.Remove(quad("ent:x", "rel:y", "ent:z", "")) }); a.Removed != 0 {
		t.Errorf("removed what is not there: %+v", a)
	}
	if a := apply(t, s, func(b *store.Batch) { b.Add(q) }); a.Added != 1 {
		t.Errorf("came back: %+v", a)
	}
	want(t, s, q.String(), r.String())
}

func testOrder(t *testing.T, s store.Store) {
	q, r := quad("ent:a", "rel:p", "ent:b", "doc:1"), quad("ent:c", "rel:p", "ent:b", "doc:1")
	a := apply(t, s, func(b *store.Batch) {
		b.Add(q)
		b.Remove(q)
		b.Remove(r)
		b.Add(r)
		b.SetBlob("k", []byte("one"))
		b.RemoveBlob("k")
		b.SetBlob("k", []byte("two"))
	})
	if a.Added != 2 || a.Removed != 1 {
		t.Errorf("applied %+v", a)
	}
	want(t, s, r.String(), `blob "k" 74776f`)
	apply(t, s, func(b *store.Batch) { b.Add(q); b.RemoveGraph(q.G); b.Add(q) })
	want(t, s, q.String(), `blob "k" 74776f`)
}

func testTerms(t *testing.T, s store.Store) {
	h := strings.Repeat("0123456789abcdef", 2)
	objects := []store.Term{
		store.NewIRI("edge:" + h), store.NewIRI("claim:" + h), store.NewIRI("doc:" + h),
		store.NewIRI("edge:" + strings.ToUpper(h)), store.NewIRI("edge:" + h[1:]), store.NewIRI("edge:" + h + "0"),
		store.NewIRI("doc:"), store.NewIRI("edge:g" + h[1:]), store.NewIRI("http://example.org/\u00fcber"),
		store.NewBlank("b0"), store.NewBlank("edge"), store.NewString(""), store.NewString("a"), store.NewString("b0"),
		store.NewString("quote \" backslash \\ newline \n tab \t nul \x00 \u00e9\u4e2d\U0001F30D"),
		store.NewLang("a", "en"), store.NewLang("a", "en-GB"), store.NewLang("a", "EN"),
		{Kind: store.Literal, Value: "a", Lang: "en", Dir: "ltr"}, {Kind: store.Literal, Value: "a", Lang: "en", Dir: "rtl"},
		store.NewTyped("a", "ent:en"), store.NewTyped("1", "http://www.w3.org/2001/XMLSchema#integer"),
		store.NewTyped("01", "http://www.w3.org/2001/XMLSchema#integer"),
		store.NewString(strings.Repeat("long text ", 20_000)), store.NewString(h), store.NewString("edge:" + h),
	}
	apply(t, s, func(b *store.Batch) {
		for _, o := range objects {
			b.Add(store.Quad{S: store.NewIRI("ent:s"), P: store.NewIRI("rel:p"), O: o})
		}
	})
	v := view(t, s)
	seen := map[store.ID]bool{}
	for _, o := range objects {
		id, ok, err := v.Lookup(o)
		if err != nil || !ok || seen[id] || id > v.MaxID() {
			t.Fatalf("%.80s: id %d, %v, %v", o, id, ok, err)
		}
		seen[id] = true
		if back, err := v.Term(id); err != nil || back != o {
			t.Fatalf("%.80s came back as %.80s, %v", o, back, err)
		}
	}
	if n, _ := v.Count(context.Background(), store.Pattern{}); n != int64(len(objects)) {
		t.Errorf("%d quads, want %d", n, len(objects))
	}
}

func testDefaultGraph(t *testing.T, s store.Store) {
	q, r := quad("ent:a", "rel:p", "ent:b", ""), quad("ent:a", "rel:p", "ent:b", "doc:1")
	apply(t, s, func(b *store.Batch) { b.Add(q); b.Add(r) })
	v := view(t, s)
	if id, ok, err := v.Lookup(store.Term{}); id != store.DefaultGraph || !ok || err != nil {
		t.Errorf("lookup of the zero term: %d, %v, %v", id, ok, err)
	}
	if n, err := v.Count(context.Background(), store.Pattern{G: store.DefaultGraph}); n != 1 || err != nil {
		t.Errorf("unlabelled quads: %d, %v", n, err)
	}
	if a := apply(t, s, func(b *store.Batch) { b.RemoveGraph(store.Term{}) }); a.Removed != 1 {
		t.Errorf("removed %+v", a)
	}
	want(t, s, r.String())
}

func testRemoveGraph(t *testing.T, s store.Store) {
	var kept []string
	apply(t, s, func(b *store.Batch) {
		for i := range 300 {
			q := quad(fmt.Sprint("ent:n", i%17), "rel:p", fmt.Sprint("ent:o", i), fmt.Sprint("doc:", i%3))
			b.Add(q)
			if i%3 != 1 {
				kept = append(kept, q.String())
			}
		}
	})
	if a := apply(t, s, func(b *store.Batch) { b.RemoveGraph(store.NewIRI("doc:1")) }); a.Removed != 100 {
		t.Errorf("applied %+v", a)
	}
	want(t, s, kept...)
	if a := apply(t, s, func(b *store.Batch) { b.RemoveGraph(store.NewIRI("doc:none")) }); a.Removed != 0 {
		t.Errorf("applied %+v", a)
	}
}

func testInvalid(t *testing.T, s store.Store) {
	good := quad("ent:a", "rel:p", "ent:b", "doc:1")
	for _, bad := range []store.Quad{
		{},
		{S: store.NewString("x"), P: good.P, O: good.O},
		{S: good.S, P: store.NewBlank("p"), O: good.O},
		{S: good.S, P: good.P},
		{S: good.S, P: good.P, O: good.O, G: store.NewString("g")},
	} {
		var b store.Batch
		b.Add(good)
		b.SetBlob("k", []byte("v"))
		b.Add(bad)
		if _, err := s.Apply(context.Background(), &b); !errors.Is(err, store.ErrInvalidQuad) {
			t.Errorf("%s: %v", bad, err)
		}
		if _, err := s.Load(context.Background(), All([]store.Quad{good, bad}), nil); !errors.Is(err, store.ErrInvalidQuad) {
			t.Errorf("load of %s: %v", bad, err)
		}
		want(t, s)
	}
	v := view(t, s)
	if _, ok, _ := v.Lookup(store.NewIRI("ent:a")); ok {
		t.Error("a refused batch left a term behind")
	}
}

func testBlobs(t *testing.T, s store.Store) {
	apply(t, s, func(b *store.Batch) {
		b.SetBlob("text/b", []byte("bee"))
		b.SetBlob("text/a", []byte{})
		b.SetBlob("other", []byte("x"))
		b.SetBlob("text", []byte("y"))
		b.SetBlob("texture", []byte(strings.Repeat("z", 70_000)))
	})
	v := view(t, s)
	var keys []string
	for k, err := range v.Blobs(context.Background(), "text/") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
	}
	if !slices.Equal(keys, []string{"text/a", "text/b"}) {
		t.Errorf("keys %q", keys)
	}
	if b, err := v.Blob("texture"); err != nil || len(b) != 70_000 {
		t.Errorf("blob: %d bytes, %v", len(b), err)
	}
	if _, err := v.Blob("none"); !errors.Is(err, store.ErrNoBlob) {
		t.Errorf("no blob: %v", err)
	}
	apply(t, s, func(b *store.Batch) { b.SetBlob("text/b", []byte("new")); b.RemoveBlob("text/a"); b.RemoveBlob("none") })
	want(t, s, `blob "text/b" 6e6577`, `blob "other" 78`, `blob "text" 79`, fmt.Sprintf("blob %q %x", "texture", strings.Repeat("z", 70_000)))
	if b, err := v.Blob("text/b"); err != nil || string(b) != "bee" {
		t.Errorf("the older snapshot shows %q, %v", b, err)
	}
}

func testSnapshots(t *testing.T, s store.Store) {
	var views []store.View
	var lines [][]string
	r, m := NewRandom(5, 12), NewModel()
	for range 30 {
		b := r.Batch(10)
		for _, x := range []store.Store{s, m} {
			if _, err := x.Apply(context.Background(), b); err != nil {
				t.Fatal(err)
			}
		}
		views = append(views, view(t, s))
		mv, _ := m.View()
		l, err := Snapshot(context.Background(), mv)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	for i, v := range views {
		got, err := Snapshot(context.Background(), v)
		if err != nil {
			t.Fatal(err)
		}
		if d := Difference(got, lines[i]); d != "" {
			t.Fatalf("snapshot %d of %d changed: %s", i, len(views), d)
		}
	}
}

func testVersions(t *testing.T, s store.Store) {
	before := view(t, s).Version()
	q := quad("ent:a", "rel:p", "ent:b", "")
	a := apply(t, s, func(b *store.Batch) { b.Add(q) })
	v := view(t, s)
	if v.Version() <= before || a.Version != v.Version() {
		t.Errorf("version %d after %d, applied says %d", v.Version(), before, a.Version)
	}
	again := apply(t, s, func(b *store.Batch) { b.Add(q) })
	if after := view(t, s); after.Version() != v.Version() || again.Version != v.Version() {
		t.Errorf("a batch without effect gave version %d (applied %d), was %d", after.Version(), again.Version, v.Version())
	}
}

func testCancel(t *testing.T, s store.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	_, err := s.Load(ctx, func(yield func(store.Quad, error) bool) {
		for i := 0; ; i++ {
			if i == 5000 {
				cancel()
			}
			if !yield(quad("ent:a", "rel:p", fmt.Sprint("ent:", i), "doc:x"), nil) {
				return
			}
		}
	}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("load: %v", err)
	}
	var b store.Batch
	b.Add(quad("ent:a", "rel:p", "ent:b", ""))
	if _, err := s.Apply(ctx, &b); !errors.Is(err, context.Canceled) {
		t.Errorf("apply: %v", err)
	}
	want(t, s)
	v := view(t, s)
	for _, err := range v.Scan(ctx, store.Pattern{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("scan: %v", err)
		}
	}
}

func testTop(t *testing.T, s store.Store) {
	apply(t, s, func(b *store.Batch) {
		for i := range 40 {
			for j := range i % 8 {
				b.Add(quad(fmt.Sprint("ent:n", i), "rel:p", fmt.Sprint("ent:o", j), "doc:1"))
			}
		}
	})
	top, err := view(t, s).TopSubjects(context.Background(), 10)
	if err != nil || len(top) != 10 {
		t.Fatalf("%v, %v", top, err)
	}
	for i, c := range top {
		if wantCount := int64(7 - i/5); c.Quads != wantCount {
			t.Errorf("place %d has %d quads, want %d", i, c.Quads, wantCount)
		}
		if i > 0 && c.Quads == top[i-1].Quads && c.Subject <= top[i-1].Subject {
			t.Errorf("equal counts are not by id: %v", top)
		}
	}
}

func testScanStops(t *testing.T, s store.Store) {
	r := NewRandom(3, 40)
	if _, err := s.Load(context.Background(), All(r.Quads(2000)), nil); err != nil {
		t.Fatal(err)
	}
	apply(t, s, func(b *store.Batch) {
		for _, q := range r.Quads(50) {
			b.Add(q)
		}
	})
	v := view(t, s)
	var all, again []store.IDQuad
	for q, err := range v.Scan(context.Background(), store.Pattern{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	for q := range v.Scan(context.Background(), store.Pattern{}) {
		if again = append(again, q); len(again) == len(all)/2 {
			break
		}
	}
	if !slices.Equal(all[:len(again)], again) {
		t.Error("two scans of one snapshot disagree about the order")
	}
}

// testConcurrent lets readers and writers work at once; every writer keeps pairs of quads, and
// no snapshot may show half a pair.
func testConcurrent(t *testing.T, s store.Store) {
	const writers, readers, rounds = 2, 8, 60
	var writing, reading sync.WaitGroup
	done := make(chan struct{})
	for w := range writers {
		writing.Go(func() {
			for i := range rounds {
				var b store.Batch
				for _, p := range []string{"rel:left", "rel:right"} {
					b.Add(quad(fmt.Sprintf("ent:w%d", w), p, fmt.Sprint("ent:", i), "doc:c"))
					if i > 5 {
						b.Remove(quad(fmt.Sprintf("ent:w%d", w), p, fmt.Sprint("ent:", i-5), "doc:c"))
					}
				}
				if _, err := s.Apply(context.Background(), &b); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range readers {
		reading.Go(func() {
			for last := false; !last; {
				select {
				case <-done:
					last = true
				default:
				}
				if err := pairsHold(s); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()
}

func pairsHold(s store.Store) error {
	v, err := s.View()
	if err != nil {
		return err
	}
	defer v.Close()
	var ends [2]map[store.ID]bool
	for i, name := range []string{"rel:left", "rel:right"} {
		ends[i] = map[store.ID]bool{}
		p, ok, err := v.Lookup(store.NewIRI(name))
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		for q, err := range v.Scan(context.Background(), store.Pattern{P: p}) {
			if err != nil {
				return err
			}
			ends[i][q.O] = true
		}
		a, err := v.Adjacency(context.Background(), p, true)
		if err != nil {
			return err
		}
		for n := range a.Nodes() {
			if !ends[i][n] {
				return fmt.Errorf("adjacency has node %d, the scan has not", n)
			}
		}
	}
	if len(ends[0]) != len(ends[1]) {
		return fmt.Errorf("a snapshot shows half a batch: %d and %d", len(ends[0]), len(ends[1]))
	}
	return nil
}

func testBackup(t *testing.T, s store.Store) {
	apply(t, s, func(b *store.Batch) { b.Add(quad("ent:a", "rel:p", "ent:b", "doc:1")); b.SetBlob("k", []byte("v")) })
	var w strings.Builder
	if err := s.Backup(context.Background(), &w); err != nil || w.Len() == 0 {
		t.Errorf("backup of %d bytes, %v", w.Len(), err)
	}
	if err := s.Backup(context.Background(), brokenWriter{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("backup to a broken writer: %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func testStats(t *testing.T, s store.Store) {
	apply(t, s, func(b *store.Batch) {
		b.Add(quad("ent:a", "rel:p", "ent:b", "doc:1"))
		b.Add(quad("ent:a", "rel:q", "ent:b", "doc:2"))
		b.Add(quad("ent:a", "rel:q", "ent:c", "doc:2"))
		b.Add(quad("ent:a", "rel:q", "ent:c", "doc:3"))
		b.SetBlob("k", []byte("v"))
	})
	apply(t, s, func(b *store.Batch) { b.RemoveGraph(store.NewIRI("doc:3")) })
	st, err := s.Stats(context.Background())
	if err != nil || st.Quads != 3 || st.Graphs != 2 || st.Predicates != 2 || st.Blobs != 1 || st.Terms != 8 {
		t.Errorf("%+v, %v", st, err)
	}
}
