package cayleystore

import (
	"context"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"entente/graph/store"
)

// model is the simplest store that keeps the contract: every commit copies everything. It is here
// so that the adapter is tested against something that has no clever parts.
type model struct {
	writing sync.Mutex
	state   atomic.Pointer[modelView]
}

type modelView struct {
	terms   []store.Term // by id
	ids     map[store.Term]store.ID
	quads   map[store.IDQuad]bool
	lists   [4]map[store.ID][]store.IDQuad
	all     []store.IDQuad
	blobs   map[string][]byte
	version uint64
}

func newModel() *model {
	m := &model{}
	m.state.Store(&modelView{terms: make([]store.Term, 2), ids: map[store.Term]store.ID{}, quads: map[store.IDQuad]bool{}, blobs: map[string][]byte{}})
	return m
}

func (m *model) View() (store.View, error) { return m.state.Load(), nil }

func (m *model) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	if err := ctx.Err(); err != nil {
		return store.Applied{}, err
	}
	m.writing.Lock()
	defer m.writing.Unlock()
	old := m.state.Load()
	next := &modelView{terms: slices.Clip(old.terms), ids: maps.Clone(old.ids), quads: maps.Clone(old.quads), blobs: maps.Clone(old.blobs), version: old.version + 1}
	var done store.Applied
	for _, op := range b.Ops {
		switch op.Kind {
		case store.OpAdd:
			if err := op.Quad.Valid(); err != nil {
				return store.Applied{}, err
			}
			q := store.IDQuad{S: next.give(op.Quad.S), P: next.give(op.Quad.P), O: next.give(op.Quad.O), G: store.DefaultGraph}
			if !op.Quad.G.IsZero() {
				q.G = next.give(op.Quad.G)
			}
			if !next.quads[q] {
				next.quads[q] = true
				done.Added++
			}
		case store.OpRemove:
			q := store.IDQuad{S: next.ids[op.Quad.S], P: next.ids[op.Quad.P], O: next.ids[op.Quad.O], G: store.DefaultGraph}
			if !op.Quad.G.IsZero() {
				q.G = next.ids[op.Quad.G]
			}
			if next.quads[q] {
				delete(next.quads, q)
				done.Removed++
			}
		case store.OpSetBlob:
			next.blobs[op.Key] = op.Blob
		}
	}
	next.index()
	m.state.Store(next)
	return done, nil
}

func (m *model) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], _ *store.LoadOptions) (store.Applied, error) {
	b := &store.Batch{}
	for q, err := range quads {
		if err != nil {
			return store.Applied{}, err
		}
		b.Add(q)
	}
	return m.Apply(ctx, b)
}

func (m *model) Check(context.Context) iter.Seq[store.Problem] {
	return func(func(store.Problem) bool) {}
}
func (m *model) Backup(context.Context, io.Writer) error { return nil }
func (m *model) Stats(context.Context) (store.Stats, error) {
	return store.Stats{Quads: int64(len(m.state.Load().all))}, nil
}
func (m *model) Close() error { return nil }

func (v *modelView) give(t store.Term) store.ID {
	id, ok := v.ids[t]
	if !ok {
		id = store.ID(len(v.terms))
		v.ids[t] = id
		v.terms = append(v.terms, t)
	}
	return id
}

func (v *modelView) index() {
	v.all = slices.SortedFunc(maps.Keys(v.quads), func(a, b store.IDQuad) int {
		return slices.Compare([]store.ID{a.S, a.P, a.O, a.G}, []store.ID{b.S, b.P, b.O, b.G})
	})
	for i := range v.lists {
		v.lists[i] = map[store.ID][]store.IDQuad{}
	}
	for _, q := range v.all {
		for i, id := range [...]store.ID{q.S, q.P, q.O, q.G} {
			v.lists[i][id] = append(v.lists[i][id], q)
		}
	}
}

func (v *modelView) Lookup(t store.Term) (store.ID, bool, error) {
	id, ok := v.ids[t]
	return id, ok, nil
}

func (v *modelView) Term(id store.ID) (store.Term, error) {
	if id < 2 || int(id) >= len(v.terms) {
		return store.Term{}, store.ErrNoTerm
	}
	return v.terms[id], nil
}

func (v *modelView) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	list := v.all
	for i, id := range [...]store.ID{p.S, p.P, p.O, p.G} {
		if id != 0 && len(v.lists[i][id]) < len(list) {
			list = v.lists[i][id]
		}
	}
	return func(yield func(store.IDQuad, error) bool) {
		for _, q := range list {
			if ctx.Err() != nil {
				yield(store.IDQuad{}, ctx.Err())
				return
			}
			if matches(q, p) && !yield(q, nil) {
				return
			}
		}
	}
}

func (v *modelView) Has(q store.IDQuad) (bool, error) { return v.quads[q], nil }

func (v *modelView) Count(ctx context.Context, p store.Pattern) (n int64, err error) {
	for _, err := range v.Scan(ctx, p) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

func (v *modelView) Adjacency(context.Context, store.ID, bool) (store.Adjacency, error) {
	panic("the adapter does not ask for it")
}
func (v *modelView) Predicates(context.Context) ([]store.PredicateCount, error) { return nil, nil }
func (v *modelView) TopSubjects(context.Context, int) ([]store.SubjectCount, error) {
	return nil, nil
}
func (v *modelView) MaxID() store.ID { return store.ID(len(v.terms) - 1) }
func (v *modelView) Blob(key string) ([]byte, error) {
	if b, ok := v.blobs[key]; ok {
		return b, nil
	}
	return nil, store.ErrNoBlob
}
func (v *modelView) Blobs(_ context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, k := range slices.Sorted(maps.Keys(v.blobs)) {
			if strings.HasPrefix(k, prefix) && !yield(k, nil) {
				return
			}
		}
	}
}
func (v *modelView) Version() uint64 { return v.version }
func (v *modelView) Close() error    { return nil }
