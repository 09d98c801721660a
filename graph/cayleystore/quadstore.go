package cayleystore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"
)

var (
	_ graph.QuadStore = (*QuadStore)(nil)
	_ refs.BatchNamer = (*QuadStore)(nil)
	_ shape.Optimizer = (*QuadStore)(nil)
)

// QuadStore is a store seen as a Cayley quad store.
type QuadStore struct {
	st      store.Store // nil: only for reading
	writing sync.Mutex
	now     atomic.Pointer[snapshot]
}

// New makes a QuadStore that reads and writes st. Closing it does not close st.
func New(st store.Store) (*QuadStore, error) {
	qs := &QuadStore{st: st}
	return qs, qs.Refresh()
}

// FromView makes a QuadStore that reads one snapshot and refuses to write. The caller closes view,
// after the last iterator.
func FromView(view store.View) (*QuadStore, error) {
	snap, err := newSnapshot(view)
	if err != nil {
		return nil, err
	}
	qs := &QuadStore{}
	qs.now.Store(snap)
	return qs, nil
}

// Handle makes what embedders of Cayley work with. Its writer ignores duplicates and refuses to
// remove what is not there, as Cayley's own by default. Closing it does not close st.
func Handle(st store.Store) (*graph.Handle, error) {
	qs, err := New(st)
	if err != nil {
		return nil, err
	}
	return &graph.Handle{QuadStore: qs, QuadWriter: NewWriter(qs, graph.IgnoreOpts{IgnoreDup: true})}, nil
}

// Refresh makes writes that did not go through qs visible. It does nothing on a fixed view.
func (qs *QuadStore) Refresh() error {
	if qs.st == nil {
		return nil
	}
	view, err := qs.st.View()
	if err != nil {
		return fmt.Errorf("open a snapshot: %w", err)
	}
	snap, err := newSnapshot(view)
	if err != nil {
		view.Close()
		return err
	}
	snap.closeWhenUnused()
	qs.now.Store(snap)
	return nil
}

// Close ends the use of qs; iterators that are still open fail from then on.
func (qs *QuadStore) Close() error {
	if qs.st == nil {
		return nil
	}
	qs.writing.Lock()
	defer qs.writing.Unlock()
	old := qs.now.Load()
	if old.closed.Swap(true) {
		return nil
	}
	return old.view.Close()
}

// node is the reference of a node: the id of its term.
type node store.ID

// Key implements graph.Ref.
func (n node) Key() any { return n }

// statement is the reference of a quad.
type statement store.IDQuad

// Key implements graph.Ref.
func (q statement) Key() any { return q }

var errRef = errors.New("not a reference of this store")

// asNode finds the id behind a reference, which may be a value that was fetched before; ok is false
// when it is no node of this snapshot.
func (s *snapshot) asNode(ref graph.Ref) (id store.ID, ok bool, err error) {
	switch r := ref.(type) {
	case node:
		return store.ID(r), true, nil
	case refs.PreFetchedValue:
		return s.lookup(r.NameOf())
	}
	return 0, false, nil
}

// ValueOf implements graph.QuadStore. A value that stands in no quad has no reference.
func (qs *QuadStore) ValueOf(v quad.Value) (graph.Ref, error) {
	s := qs.now.Load()
	id, ok, err := s.lookup(v)
	if err != nil || !ok {
		return nil, err
	}
	if ok, err = s.used(context.Background(), id); err != nil || !ok {
		return nil, err
	}
	return node(id), nil
}

// NameOf implements graph.QuadStore.
func (qs *QuadStore) NameOf(ref graph.Ref) (quad.Value, error) {
	switch r := ref.(type) {
	case nil:
		return nil, nil
	case node:
		return qs.now.Load().value(store.ID(r))
	case refs.PreFetchedValue:
		return r.NameOf(), nil
	}
	return nil, fmt.Errorf("%w: %T", errRef, ref)
}

// ValuesOf implements refs.BatchNamer.
func (qs *QuadStore) ValuesOf(ctx context.Context, list []graph.Ref) ([]quad.Value, error) {
	out := make([]quad.Value, len(list))
	for i, ref := range list {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		var err error
		if out[i], err = qs.NameOf(ref); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// RefsOf implements refs.BatchNamer; a value that is not there is an error.
func (qs *QuadStore) RefsOf(ctx context.Context, values []quad.Value) ([]graph.Ref, error) {
	out := make([]graph.Ref, len(values))
	for i, v := range values {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		ref, err := qs.ValueOf(v)
		if err != nil {
			return nil, err
		}
		if ref == nil {
			return nil, fmt.Errorf("not found: %v", v)
		}
		out[i] = ref
	}
	return out, nil
}

// Quad implements graph.QuadStore.
func (qs *QuadStore) Quad(ref graph.Ref) (quad.Quad, error) {
	st, ok := ref.(statement)
	if !ok {
		return quad.Quad{}, fmt.Errorf("%w: %T", errRef, ref)
	}
	s := qs.now.Load()
	var q quad.Quad
	for _, d := range quad.Directions {
		id := at(store.IDQuad(st), d)
		if d == quad.Label && id == store.DefaultGraph {
			continue
		}
		v, err := s.value(id)
		if err != nil {
			return quad.Quad{}, err
		}
		q.Set(d, v)
	}
	return q, nil
}

// QuadDirection implements graph.QuadStore: nil for the label of a quad that has none.
func (qs *QuadStore) QuadDirection(ref graph.Ref, d quad.Direction) (graph.Ref, error) {
	st, ok := ref.(statement)
	if !ok {
		return nil, fmt.Errorf("%w: %T", errRef, ref)
	}
	return qs.now.Load().end(store.IDQuad(st), d)
}

// QuadIterator implements graph.QuadStore.
func (qs *QuadStore) QuadIterator(d quad.Direction, ref graph.Ref) iterator.Shape {
	return &quads{qs: qs, dir: d, ref: ref}
}

// QuadIteratorSize implements graph.QuadStore; the size is exact.
func (qs *QuadStore) QuadIteratorSize(ctx context.Context, d quad.Direction, ref graph.Ref) (refs.Size, error) {
	n, err := qs.now.Load().countAt(ctx, d, ref)
	return refs.Size{Value: n, Exact: err == nil}, err
}

// QuadsAllIterator implements graph.QuadStore.
func (qs *QuadStore) QuadsAllIterator() iterator.Shape { return &quads{qs: qs, dir: quad.Any} }

// NodesAllIterator implements graph.QuadStore.
func (qs *QuadStore) NodesAllIterator() iterator.Shape { return &nodes{qs: qs} }

// Stats implements graph.QuadStore. The number of quads is always exact; that of nodes when asked
// for, which reads every quad the first time, else it is that of all terms the store ever had.
func (qs *QuadStore) Stats(ctx context.Context, exact bool) (graph.Stats, error) {
	s := qs.now.Load()
	n, err := s.view.Count(ctx, store.Pattern{})
	if err != nil {
		return graph.Stats{}, err
	}
	st := graph.Stats{Quads: refs.Size{Value: n, Exact: true}, Nodes: refs.Size{Value: int64(s.view.MaxID())}}
	if exact {
		set, err := s.inUse(ctx)
		if err != nil {
			return graph.Stats{}, err
		}
		st.Nodes = refs.Size{Value: set.len(), Exact: true}
	}
	return st, nil
}
