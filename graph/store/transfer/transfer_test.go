package transfer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/embedded"
	"entente/graph/store/storetest"
)

func memory(tb testing.TB) store.Store {
	tb.Helper()
	s, err := embedded.OpenMemory()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		for p := range s.Check(context.Background()) {
			tb.Error(p)
		}
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// filled is a store with quads of every kind of term and with blobs.
func filled(tb testing.TB, s store.Store, seed uint64) store.Store {
	tb.Helper()
	r, ctx := storetest.NewRandom(seed, 40), context.Background()
	if _, err := s.Load(ctx, storetest.All(r.Quads(300)), nil); err != nil {
		tb.Fatal(err)
	}
	var b store.Batch
	for i := range 2500 {
		b.SetBlob(fmt.Sprintf("text/%04d", i), fmt.Appendf(nil, "text %d of seed %d", i, seed))
	}
	if _, err := s.Apply(ctx, &b); err != nil {
		tb.Fatal(err)
	}
	return s
}

func same(tb testing.TB, got, want store.Store) {
	tb.Helper()
	a, err := got.View()
	if err != nil {
		tb.Fatal(err)
	}
	defer a.Close()
	b, err := want.View()
	if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	storetest.Equal(tb, a, b)
}

var errKilled = errors.New("killed")

// dying is a store whose writes fail from the call after left on: before they do anything, or when they have been done (a kill
// before the answer was heard).
type dying struct {
	store.Store
	left int
	done bool
}

func (d *dying) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	d.left--
	if d.left >= 0 || d.left == -1 && d.done {
		if a, err := d.Store.Apply(ctx, b); err != nil || d.left >= 0 {
			return a, err
		}
	}
	return store.Applied{}, errKilled
}

func (d *dying) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	d.left--
	if d.left >= 0 || d.left == -1 && d.done {
		if a, err := d.Store.Load(ctx, quads, opt); err != nil || d.left >= 0 {
			return a, err
		}
	}
	return store.Applied{}, errKilled
}

// TestKilledAtEveryWrite: whichever write a copy ends at, it is marked as unfinished, and the next run makes it whole.
func TestKilledAtEveryWrite(t *testing.T) {
	from, ctx, cases, resumed := filled(t, memory(t), 1), context.Background(), 0, 0
	opt := &Options{Source: "a", Portion: 70}
	for _, done := range []bool{false, true} {
		for k := 0; ; k++ {
			to := memory(t)
			_, err := Copy(ctx, from, &dying{to, k, done}, opt)
			if err == nil {
				break
			}
			if !errors.Is(err, errKilled) {
				t.Fatalf("write %d: %v", k, err)
			}
			if k > 0 { // to is marked, unless the mark's removal was the write that was done
				if _, err := Copy(ctx, to, memory(t), opt); !errors.Is(err, ErrUnfinished) && err != nil {
					t.Fatalf("write %d: an unfinished copy as source: %v", k, err)
				}
			}
			rep, err := Copy(ctx, from, to, opt)
			if err != nil {
				t.Fatalf("write %d, again: %v", k, err)
			}
			if rep.Resumed > 0 {
				resumed++
			}
			same(t, to, from)
			cases++
		}
	}
	if resumed == 0 {
		t.Error("no copy went on where it was")
	}
	t.Logf("ran %d cases: a copy killed at each of its writes, %d went on", cases, resumed)
}

// TestSourceChanged: between the two runs the source lost and gained quads and blobs.
func TestSourceChanged(t *testing.T) {
	ctx := context.Background()
	for k := range 8 {
		from, to := filled(t, memory(t), 2), memory(t)
		if _, err := Copy(ctx, from, &dying{to, k, true}, &Options{Portion: 70}); !errors.Is(err, errKilled) {
			t.Fatalf("killed at %d: %v", k, err)
		}
		var b store.Batch
		r := storetest.NewRandom(2, 40)
		for i, q := range r.Quads(300) {
			if i%3 == 0 {
				b.Remove(q)
			}
		}
		b.RemoveBlob("text/0007")
		b.SetBlob("text/0008", []byte("another text"))
		b.Add(store.Quad{S: store.NewIRI("ent:new"), P: store.NewIRI("rel:p"), O: store.NewString("new")})
		if _, err := from.Apply(ctx, &b); err != nil {
			t.Fatal(err)
		}
		if _, err := Copy(ctx, from, to, &Options{Portion: 70}); err != nil {
			t.Fatalf("killed at %d, again: %v", k, err)
		}
		same(t, to, from)
	}
	t.Log("ran 8 cases: a source that changed before the copy went on")
}

func TestAlreadyAndOccupied(t *testing.T) {
	ctx, from, to := context.Background(), filled(t, memory(t), 3), memory(t)
	first, err := Copy(ctx, from, to, nil)
	if err != nil || first.Already || first.Quads == 0 || first.Blobs != 2500 {
		t.Fatalf("%+v: %v", first, err)
	}
	again, err := Copy(ctx, from, to, nil)
	if err != nil || !again.Already || again.Digest != first.Digest {
		t.Errorf("again: %+v: %v", again, err)
	}
	for _, change := range []func(*store.Batch){
		func(b *store.Batch) { b.SetBlob("text/0001", []byte("changed")) },
		func(b *store.Batch) {
			b.Add(store.Quad{S: store.NewIRI("ent:x"), P: store.NewIRI("rel:p"), O: store.NewIRI("ent:y")})
		},
	} {
		var b store.Batch
		change(&b)
		if _, err := to.Apply(ctx, &b); err != nil {
			t.Fatal(err)
		}
		if _, err := Copy(ctx, from, to, nil); !errors.Is(err, ErrOccupied) {
			t.Errorf("over another graph: %v", err)
		}
	}
	if rep, err := Copy(ctx, memory(t), memory(t), nil); err != nil || rep.Quads+rep.Blobs != 0 {
		t.Errorf("an empty store: %+v: %v", rep, err)
	}
}

// forgetful loses one quad in a hundred.
type forgetful struct{ store.Store }

func (f forgetful) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	n := 0
	return f.Store.Load(ctx, func(yield func(store.Quad, error) bool) {
		for q, err := range quads {
			if n++; n%100 != 0 && !yield(q, err) {
				return
			}
		}
	}, opt)
}

// TestNotWhatWasSent: a destination that loses quads is found out, and stays marked.
func TestNotWhatWasSent(t *testing.T) {
	ctx, from, to := context.Background(), filled(t, memory(t), 4), memory(t)
	_, err := Copy(ctx, from, forgetful{to}, nil)
	var damaged *store.CorruptError
	if !errors.As(err, &damaged) || !strings.Contains(err.Error(), "2500 blobs") {
		t.Fatalf("got %v", err)
	}
	if _, err := Copy(ctx, to, memory(t), nil); !errors.Is(err, ErrUnfinished) {
		t.Errorf("its mark: %v", err)
	}
	if _, err := Copy(ctx, from, to, nil); err != nil {
		t.Errorf("sound again: %v", err)
	}
	same(t, to, from)
}

// TestDigest: the sum does not depend on order, and every part of a quad and a blob counts.
func TestDigest(t *testing.T) {
	var one, two Digest
	quads := storetest.NewRandom(5, 30).Quads(200)
	for i := range quads {
		one.Quad(quads[i])
		two.Quad(quads[len(quads)-1-i])
	}
	if one != two || one == (Digest{}) {
		t.Errorf("%v and %v", one, two)
	}
	q := store.Quad{S: store.NewIRI("a"), P: store.NewIRI("b"), O: store.Term{Kind: store.Literal, Value: "c", Lang: "ar", Dir: "rtl"}, G: store.NewIRI("g")}
	seen := map[string]bool{}
	for _, change := range []func(*store.Quad){
		func(*store.Quad) {}, func(q *store.Quad) { q.S.Kind = store.Blank }, func(q *store.Quad) { q.S.Value = "b" }, func(q *store.Quad) { q.O.Dir = "ltr" },
		func(q *store.Quad) { q.O.Lang, q.O.Dir = "a", "rrtl" }, func(q *store.Quad) { q.G = store.Term{} },
		func(q *store.Quad) { q.O.Datatype = "c"; q.O.Value = "" },
	} {
		changed, d := q, Digest{}
		change(&changed)
		d.Quad(changed)
		seen[d.String()] = true
	}
	for _, b := range [][2]string{{"k", "v"}, {"kv", ""}, {"", "kv"}} {
		var d Digest
		d.Blob(b[0], []byte(b[1]))
		seen[d.String()] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d digests of 10 different things", len(seen))
	}
}
