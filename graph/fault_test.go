package graph

import (
	"context"
	"errors"
	"iter"
	"testing"

	"entente/graph/claim"
	"entente/graph/store"
	"entente/graph/store/storetest"
)

var errMedium = errors.New("the medium is full")

// failing refuses the n-th write (from 1) and keeps the rest.
type failing struct {
	store.Store
	left int
}

func (f *failing) fails() bool {
	f.left--
	return f.left == 0
}

func (f *failing) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	if f.fails() {
		return store.Applied{}, errMedium
	}
	return f.Store.Apply(ctx, b)
}

func (f *failing) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	if f.fails() {
		return store.Applied{}, errMedium
	}
	return f.Store.Load(ctx, quads, opt)
}

// TestAFailedWriteLeavesNothing fails every write of a working day in turn. What was refused is not there, what follows works, and doing the
// refused thing again gives the graph that never failed.
func TestAFailedWriteLeavesNothing(t *testing.T) {
	ctx := context.Background()
	row := says("state:CHL", "aids", "state:PER", "state:CHL")
	row.Row, row.Polarity, row.Modality, row.Extractor = 1, claim.Affirmed, claim.Asserted, "rows@1"
	a, b := article("a", "P", "2024", says("state:CHL", "aids", "state:PER")), article("b", "Q", "2024", denied(says("state:CHL", "aids", "state:PER", "state:PER")))
	steps := []func(*Graph) error{
		func(g *Graph) error { _, err := g.Put(ctx, []Document{a}); return err },
		func(g *Graph) error { _, err := g.Put(ctx, []Document{b}); return err },
		func(g *Graph) error { _, err := g.Append(ctx, "a", []claim.Claim{row}, nil); return err },
		func(g *Graph) error { _, err := g.Remove(ctx, "b"); return err },
		func(g *Graph) error {
			w, err := g.Bulk(ctx)
			if err != nil {
				return err
			}
			if err := w.Document(Document{ID: "rows", Claims: []claim.Claim{row}}); err != nil {
				return errors.Join(err, w.Abort())
			}
			_, err = w.Commit()
			return err
		},
		func(g *Graph) error { _, err := g.Put(ctx, []Document{b}); return err },
	}
	plain := openModel(t)
	for i, do := range steps {
		if err := do(plain); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	want := exported(t, plain)
	cases := 0
	for n := 2; ; n++ { // the first write is the reference data
		f := &failing{Store: storetest.NewModel(), left: n}
		g, err := Open(ctx, Memory, &Options{Store: f})
		if err != nil {
			t.Fatal(err)
		}
		failed := false
		for i, do := range steps {
			before := exported(t, g)
			err := do(g)
			if err == nil {
				continue
			}
			failed = true
			if !errors.Is(err, errMedium) {
				t.Fatalf("write %d, step %d: %v", n, i, err)
			}
			if i != 4 && exported(t, g) != before {
				t.Errorf("write %d, step %d: something is left", n, i)
			}
			if i == 4 { // its last writes come after the rows are there: opening again finishes them
				if g, err = Open(ctx, Memory, &Options{Store: f}); err != nil {
					t.Fatal(err)
				}
			}
			if err := do(g); err != nil && !errors.Is(err, ErrThere) {
				t.Fatalf("write %d, step %d again: %v", n, i, err)
			}
		}
		if got := exported(t, g); got != want {
			t.Errorf("write %d failed, and the graph differs:\n%s", n, difference(got, want))
		}
		for p := range g.Check(ctx) {
			t.Errorf("write %d: %s", n, p)
		}
		if !failed {
			break
		}
		cases++
	}
	t.Logf("ran %d cases: failed writes", cases)
}

func TestOpeningAgainBringsTheReferenceUpToDate(t *testing.T) {
	ctx := context.Background()
	model := storetest.NewModel()
	g, err := Open(ctx, Memory, &Options{Store: model})
	if err != nil {
		t.Fatal(err)
	}
	want := exported(t, g)
	b := &store.Batch{}
	b.RemoveGraph(iri("ent:reference"))
	b.Add(store.Quad{S: iri("state:CHL"), P: iri("ent:label"), O: store.NewString("An older name"), G: iri("ent:reference")})
	b.Add(store.Quad{S: iri("ent:reference"), P: iri("ent:vocabulary"), O: store.NewString("older"), G: iri("ent:reference")})
	if _, err := model.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
	if g, err = Open(ctx, Memory, &Options{Store: model}); err != nil {
		t.Fatal(err)
	}
	if got := exported(t, g); got != want {
		t.Errorf("the reference is another:\n%s", difference(got, want))
	}
}

func BenchmarkOpenNew(b *testing.B) {
	for b.Loop() {
		g, err := Open(context.Background(), b.TempDir(), nil)
		if err != nil {
			b.Fatal(err)
		}
		if err := g.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
