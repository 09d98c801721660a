package cayleystore

import (
	"context"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
)

// firstNodes is how many ids are looked at one by one before all quads are read to know which
// nodes are in use: someone who wants the first ten nodes need not wait for that.
const firstNodes = 4096

// nodes is the shape of all nodes that stand in some quad.
type nodes struct{ qs *QuadStore }

func (it *nodes) String() string { return "EntenteNodes" }

// Iterate implements iterator.Shape.
func (it *nodes) Iterate() iterator.Scanner {
	return &nodeScan{snap: it.qs.now.Load(), id: store.DefaultGraph}
}

// Lookup implements iterator.Shape.
func (it *nodes) Lookup() iterator.Index { return &nodeIndex{snap: it.qs.now.Load()} }

// Stats implements iterator.Shape; the size is an upper bound.
func (it *nodes) Stats(context.Context) (iterator.Costs, error) {
	size := int64(it.qs.now.Load().view.MaxID())
	return iterator.Costs{NextCost: 2, ContainsCost: 1, Size: refs.Size{Value: size}}, nil
}

// Optimize implements iterator.Shape; there is nothing to improve.
func (it *nodes) Optimize(context.Context) (iterator.Shape, bool) { return it, false }

// SubIterators implements iterator.Shape.
func (it *nodes) SubIterators() []iterator.Shape { return nil }

type nodeScan struct {
	leaf
	snap *snapshot
	id   store.ID
	set  *idSet
}

func (it *nodeScan) String() string    { return "EntenteNodes" }
func (it *nodeScan) Result() graph.Ref { return node(it.id) }

// Next implements iterator.Scanner.
func (it *nodeScan) Next(ctx context.Context) bool {
	for last := it.snap.view.MaxID(); it.err == nil && it.id < last; {
		it.id++
		if it.id%checkEvery == 0 && ctx.Err() != nil {
			return it.fail(ctx.Err())
		}
		if it.set == nil && (it.snap.spelled || it.id > firstNodes) {
			var err error
			if it.set, err = it.snap.inUse(ctx); err != nil {
				return it.fail(err)
			}
		}
		if it.set != nil {
			if it.set.has(it.id) {
				return true
			}
			continue
		}
		if ok, err := it.snap.used(ctx, it.id); ok || err != nil {
			it.fail(err)
			return err == nil
		}
	}
	return false
}

type nodeIndex struct {
	leaf
	snap *snapshot
	now  graph.Ref
}

func (it *nodeIndex) String() string    { return "EntenteNodes" }
func (it *nodeIndex) Result() graph.Ref { return it.now }

// Contains implements iterator.Index.
func (it *nodeIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	if ctx.Err() != nil {
		return it.fail(ctx.Err())
	}
	id, ok, err := it.snap.asNode(ref)
	if err != nil || !ok {
		return it.fail(err)
	}
	if ok, err = it.snap.used(ctx, id); err != nil || !ok {
		return it.fail(err)
	}
	it.now = ref
	return true
}
