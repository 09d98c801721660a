package cayleystore

import (
	"context"
	"slices"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	"github.com/cayleygraph/quad"
)

// probeFactor is how many times more nodes than quads there must be before the quads are read and
// each is asked whether its node is among the nodes, instead of the other way round.
const probeFactor = 8

type tagAt struct {
	dir quad.Direction
	tag string
}

// stepsShape is the iterator of steps. Its results, paths and tags are those of Cayley's
// HasA(And(LinksTo...)): one result for each quad and each result of sub, and NextPath goes through
// the paths of sub, once for each of its results. (So where a node has several paths and several
// quads, all paths come with the first quad and only the last with the others. Combining all would be
// more sensible; Cayley's own suite counts on it as it is.)
type stepsShape struct {
	steps
	sub  iterator.Shape // nil when there is none
	tags []tagAt
}

func (it *stepsShape) String() string { return "EntenteSteps" }

// Iterate implements iterator.Shape.
func (it *stepsShape) Iterate() iterator.Scanner {
	snap := it.qs.now.Load()
	base := stepsBase{shape: it, cursor: cursor{snap: snap}}
	if it.sub == nil {
		return &stepsScan{stepsBase: base}
	}
	return &stepsScan{stepsBase: base, wantSub: true}
}

// Lookup implements iterator.Shape.
func (it *stepsShape) Lookup() iterator.Index {
	out := &stepsIndex{stepsBase: stepsBase{shape: it, cursor: cursor{snap: it.qs.now.Load()}}}
	if it.sub != nil {
		out.probe = it.sub.Lookup()
	}
	return out
}

// Stats implements iterator.Shape. The size behind sub is what a node chosen at random would have.
// It matters that this is not a large constant: Cayley raises it to the fifth power for a recursion,
// and would rather probe than list it then, which is slower and mixes up tags of different results.
func (it *stepsShape) Stats(ctx context.Context) (iterator.Costs, error) {
	view := it.qs.now.Load().view
	n, err := view.Count(ctx, it.fixed)
	costs := iterator.Costs{NextCost: 1, ContainsCost: 2, Size: refs.Size{Value: n}}
	if err != nil || it.sub == nil {
		return costs, err
	}
	sub, err := it.sub.Stats(ctx)
	costs.NextCost += sub.NextCost
	costs.ContainsCost += sub.ContainsCost
	perNode := float64(n) / float64(max(1, view.MaxID()))
	costs.Size.Value = min(n, max(1, int64(perNode*float64(sub.Size.Value))))
	return costs, err
}

// Optimize implements iterator.Shape.
func (it *stepsShape) Optimize(ctx context.Context) (iterator.Shape, bool) {
	if it.sub == nil {
		return it, false
	}
	sub, changed := it.sub.Optimize(ctx)
	if !changed {
		return it, false
	}
	if iterator.IsNull(sub) {
		return sub, true
	}
	out := *it
	out.sub = sub
	return &out, true
}

// SubIterators implements iterator.Shape.
func (it *stepsShape) SubIterators() []iterator.Shape {
	if it.sub == nil {
		return nil
	}
	return []iterator.Shape{it.sub}
}

// stepsBase is what the two ways to run have in common.
type stepsBase struct {
	shape  *stepsShape
	cursor cursor
	now    store.IDQuad
	err    error
}

func (it *stepsBase) String() string { return it.shape.String() }

// Result is the node at the wanted place of the quad.
func (it *stepsBase) Result() graph.Ref { return node(at(it.now, it.shape.result)) }

func (it *stepsBase) fail(err error) bool {
	if err != nil && it.err == nil {
		it.err = err
	}
	return false
}

func (it *stepsBase) tagQuad(dst map[string]graph.Ref) {
	for _, t := range it.shape.tags {
		if id := at(it.now, t.dir); t.dir != quad.Label || id != store.DefaultGraph {
			dst[t.tag] = node(id)
		}
	}
}

// unlabelled reports whether the quad has no node at the wanted place.
func (it *stepsBase) unlabelled() bool {
	return it.shape.result == quad.Label && it.now.G == store.DefaultGraph
}

// isAmong reports whether the quad has one of the wanted nodes wherever several are given.
func (it *stepsBase) isAmong() bool {
	for _, a := range it.shape.among {
		if !slices.Contains(a.nodes, at(it.now, a.dir)) {
			return false
		}
	}
	return true
}

// probeQuad asks sub whether it has the node that the quad has at its place.
func (it *stepsBase) probeQuad(ctx context.Context, probe iterator.Index) bool {
	id := at(it.now, it.shape.fromDir)
	if it.shape.fromDir == quad.Label && id == store.DefaultGraph {
		return false
	}
	if probe.Contains(ctx, node(id)) {
		return true
	}
	return it.fail(probe.Err())
}

// stepsScan lists the results: for each node of sub its quads, or for each quad whether sub has its
// node, whichever looks cheaper.
type stepsScan struct {
	stepsBase
	wantSub bool
	started bool
	sub     iterator.Scanner // driving
	probe   iterator.Index   // asked
}

// Next implements iterator.Scanner.
func (it *stepsScan) Next(ctx context.Context) bool {
	if it.err != nil || !it.started && !it.start(ctx) {
		return false
	}
	for {
		q, ok, err := it.cursor.next(ctx)
		if err != nil {
			return it.fail(err)
		}
		if !ok {
			if it.sub == nil || !it.nextNode(ctx) {
				return false
			}
			continue
		}
		it.now = q
		if it.unlabelled() || !it.isAmong() {
			continue
		}
		if it.probe == nil || it.probeQuad(ctx, it.probe) {
			return true
		}
		if it.err != nil {
			return false
		}
	}
}

// start chooses how to go.
func (it *stepsScan) start(ctx context.Context) bool {
	it.started = true
	s := it.shape
	if !it.wantSub {
		return it.begin(ctx, s.fixed)
	}
	if s.fixed != (store.Pattern{}) {
		quads, err := it.cursor.snap.view.Count(ctx, s.fixed)
		if err != nil {
			return it.fail(err)
		}
		st, err := s.sub.Stats(ctx)
		if err != nil {
			return it.fail(err)
		}
		if st.Size.Value > quads*probeFactor {
			it.probe = s.sub.Lookup()
			return it.begin(ctx, s.fixed)
		}
	}
	it.sub = s.sub.Iterate()
	return true
}

func (it *stepsScan) begin(ctx context.Context, p store.Pattern) bool {
	if err := it.cursor.start(ctx, p); err != nil {
		return it.fail(err)
	}
	return true
}

// nextNode goes to the next node of sub and starts on its quads.
func (it *stepsScan) nextNode(ctx context.Context) bool {
	for it.sub.Next(ctx) {
		id, ok, err := it.cursor.snap.asNode(it.sub.Result())
		if err != nil {
			return it.fail(err)
		}
		if ok {
			return it.begin(ctx, with(it.shape.fixed, it.shape.fromDir, id))
		}
	}
	return it.fail(it.sub.Err())
}

// NextPath implements iterator.Scanner.
func (it *stepsScan) NextPath(ctx context.Context) bool {
	switch {
	case it.err != nil:
		return false
	case it.sub != nil:
		return it.sub.NextPath(ctx) || it.fail(it.sub.Err())
	case it.probe != nil:
		return it.probe.NextPath(ctx) || it.fail(it.probe.Err())
	}
	return false
}

// TagResults implements iterator.Scanner.
func (it *stepsScan) TagResults(dst map[string]graph.Ref) {
	if it.sub != nil {
		it.sub.TagResults(dst)
	}
	if it.probe != nil {
		it.probe.TagResults(dst)
	}
	it.tagQuad(dst)
}

// Err implements iterator.Scanner.
func (it *stepsScan) Err() error { return it.err }

// Close implements iterator.Scanner.
func (it *stepsScan) Close() error {
	it.cursor.close()
	if it.sub != nil {
		return it.sub.Close()
	}
	if it.probe != nil {
		return it.probe.Close()
	}
	return nil
}

// stepsIndex answers whether a node is among the results; NextPath goes on to the other quads and
// paths that lead to it.
type stepsIndex struct {
	stepsBase
	probe iterator.Index // nil when there is no sub
	open  bool           // the cursor stands at a node
}

// Contains implements iterator.Index.
func (it *stepsIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	it.open = false
	if it.err != nil {
		return false
	}
	id, ok, err := it.cursor.snap.asNode(ref)
	if err != nil || !ok {
		return it.fail(err)
	}
	p := with(it.shape.fixed, it.shape.result, id)
	if old := at(store.IDQuad(it.shape.fixed), it.shape.result); old != 0 && old != id {
		return false
	}
	if err := it.cursor.start(ctx, p); err != nil {
		return it.fail(err)
	}
	it.open = true
	return it.nextQuad(ctx)
}

func (it *stepsIndex) nextQuad(ctx context.Context) bool {
	for it.open {
		q, ok, err := it.cursor.next(ctx)
		if err != nil || !ok {
			it.open = false
			return it.fail(err)
		}
		it.now = q
		if !it.isAmong() {
			continue
		}
		if it.probe == nil || it.probeQuad(ctx, it.probe) {
			return true
		}
		if it.err != nil {
			return false
		}
	}
	return false
}

// NextPath implements iterator.Index.
func (it *stepsIndex) NextPath(ctx context.Context) bool {
	if it.err != nil || !it.open {
		return false
	}
	if it.probe != nil {
		if it.probe.NextPath(ctx) {
			return true
		}
		if err := it.probe.Err(); err != nil {
			return it.fail(err)
		}
	}
	return it.nextQuad(ctx)
}

// TagResults implements iterator.Index.
func (it *stepsIndex) TagResults(dst map[string]graph.Ref) {
	if it.probe != nil {
		it.probe.TagResults(dst)
	}
	it.tagQuad(dst)
}

// Err implements iterator.Index.
func (it *stepsIndex) Err() error { return it.err }

// Close implements iterator.Index.
func (it *stepsIndex) Close() error {
	it.cursor.close()
	if it.probe != nil {
		return it.probe.Close()
	}
	return nil
}
