package queries

import (
	"context"
	"iter"
	"testing"

	"entente/graph"
	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/graph/vocab"
)

// bare is a snapshot of quads that are not ours: no claims, no reference data.
type bare struct {
	st  store.View
	voc *vocab.Vocabulary
}

func (b *bare) Store() store.View             { return b.st }
func (b *bare) Vocabulary() *vocab.Vocabulary { return b.voc }
func (b *bare) Label(string) string           { return "" }

func (b *bare) Claims(context.Context, string) iter.Seq2[graph.Fact, error] {
	return func(func(graph.Fact, error) bool) {}
}

func (b *bare) Edge(context.Context, string) (graph.Edge, error) {
	return graph.Edge{}, graph.ErrNotFound
}

func (b *bare) Document(context.Context, string) (graph.DocumentInfo, error) {
	return graph.DocumentInfo{}, graph.ErrNotFound
}

func (b *bare) Same(_ context.Context, id string) (string, error) { return id, nil }

func (b *bare) Named(_ context.Context, name string) ([]string, error) {
	var ids []string
	for _, a := range b.voc.Named(name) {
		ids = append(ids, a.ID)
	}
	return ids, nil
}

func (b *bare) Predicates(ctx context.Context) ([]graph.Predicate, error) {
	counts, err := b.st.Predicates(ctx)
	if err != nil {
		return nil, err
	}
	var out []graph.Predicate
	for _, c := range counts {
		t, err := b.st.Term(c.Predicate)
		if err != nil {
			return nil, err
		}
		out = append(out, graph.Predicate{ID: c.Predicate, IRI: t.Value, Quads: c.Quads})
	}
	return out, nil
}

func (b *bare) Predicate(ctx context.Context, iri string) (graph.Predicate, error) {
	id, ok, err := b.st.Lookup(store.NewIRI(iri))
	if err != nil || !ok {
		return graph.Predicate{}, err
	}
	n, err := b.st.Count(ctx, store.Pattern{P: id})
	return graph.Predicate{ID: id, IRI: iri, Quads: n}, err
}

// bareView puts quads into a store in memory and opens it.
func bareView(t testing.TB, quads []store.Quad) *bare {
	t.Helper()
	m := storetest.NewModel()
	var b store.Batch
	for _, q := range quads {
		b.Add(q)
	}
	if _, err := m.Apply(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	v, err := m.View()
	if err != nil {
		t.Fatal(err)
	}
	voc, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close(); m.Close() })
	return &bare{v, voc}
}
