package cayleystore

import (
	"context"
	"fmt"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	"github.com/cayleygraph/quad"
)

// quads is the shape of all quads that have a node at one place, or of all quads (quad.Any).
type quads struct {
	qs  *QuadStore
	dir quad.Direction
	ref graph.Ref
}

func (it *quads) String() string { return fmt.Sprintf("EntenteQuads(%v)", it.dir) }

// Iterate implements iterator.Shape.
func (it *quads) Iterate() iterator.Scanner {
	snap := it.qs.now.Load()
	return &quadScan{shape: it, cursor: cursor{snap: snap}}
}

// Lookup implements iterator.Shape.
func (it *quads) Lookup() iterator.Index { return &quadIndex{shape: it, snap: it.qs.now.Load()} }

// Stats implements iterator.Shape. The size is exact but not called so: Cayley would take that of the
// smallest part of an intersection for the count of the whole.
func (it *quads) Stats(ctx context.Context) (iterator.Costs, error) {
	n, err := it.qs.now.Load().countAt(ctx, it.dir, it.ref)
	return iterator.Costs{NextCost: 1, ContainsCost: 1, Size: refs.Size{Value: n}}, err
}

// Optimize implements iterator.Shape; there is nothing to improve.
func (it *quads) Optimize(context.Context) (iterator.Shape, bool) { return it, false }

// SubIterators implements iterator.Shape.
func (it *quads) SubIterators() []iterator.Shape { return nil }

// leaf is what iterators without sub-iterators have in common.
type leaf struct{ err error }

func (l *leaf) TagResults(map[string]graph.Ref)   {}
func (l *leaf) NextPath(ctx context.Context) bool { return false }
func (l *leaf) Err() error                        { return l.err }
func (l *leaf) Close() error                      { return nil }

// fail notes the first error.
func (l *leaf) fail(err error) bool {
	if err != nil && l.err == nil {
		l.err = err
	}
	return false
}

type quadScan struct {
	leaf
	shape   *quads
	cursor  cursor
	started bool
	now     store.IDQuad
}

func (it *quadScan) String() string { return it.shape.String() }

// Next implements iterator.Scanner.
func (it *quadScan) Next(ctx context.Context) bool {
	if it.err != nil {
		return false
	}
	if !it.started {
		it.started = true
		p, ok, err := it.cursor.snap.pattern(it.shape.dir, it.shape.ref)
		if err != nil || !ok {
			return it.fail(err)
		}
		if err := it.cursor.start(ctx, p); err != nil {
			return it.fail(err)
		}
	}
	q, ok, err := it.cursor.next(ctx)
	if !ok {
		return it.fail(err)
	}
	it.now = q
	return true
}

// Result implements iterator.Scanner.
func (it *quadScan) Result() graph.Ref { return statement(it.now) }

// Close implements iterator.Scanner.
func (it *quadScan) Close() error {
	it.cursor.close()
	return nil
}

type quadIndex struct {
	leaf
	shape *quads
	snap  *snapshot
	now   graph.Ref
}

func (it *quadIndex) String() string    { return it.shape.String() }
func (it *quadIndex) Result() graph.Ref { return it.now }

// Contains implements iterator.Index.
func (it *quadIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	if ctx.Err() != nil {
		return it.fail(ctx.Err())
	}
	q, ok := ref.(statement)
	if !ok {
		return false
	}
	p, ok, err := it.snap.pattern(it.shape.dir, it.shape.ref)
	if err != nil || !ok {
		return it.fail(err)
	}
	if !matches(store.IDQuad(q), p) {
		return false
	}
	if ok, err = it.snap.view.Has(store.IDQuad(q)); err != nil || !ok {
		return it.fail(err)
	}
	it.now = q
	return true
}

func matches(q store.IDQuad, p store.Pattern) bool {
	return (p.S == 0 || p.S == q.S) && (p.P == 0 || p.P == q.P) && (p.O == 0 || p.O == q.O) && (p.G == 0 || p.G == q.G)
}
