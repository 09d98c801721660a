package cayleystore

import (
	"context"
	"maps"
	"slices"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"
)

// OptimizeShape implements shape.Optimizer. Steps along quads, which Cayley would do by an
// intersection of lists, become scans of one pattern (steps), and the number of their results comes
// from the counts of the store. Where the store holds spelled values these are left alone.
func (qs *QuadStore) OptimizeShape(ctx context.Context, s shape.Shape) (shape.Shape, bool) {
	s, opened := openRecursions(s)
	if u, ok := s.(shape.Union); ok {
		var cleaned bool
		if s, cleaned = dropEmpty(u); cleaned {
			return s, true
		}
	}
	snap := qs.now.Load()
	if snap.spelled {
		return s, opened
	}
	faster, changed := qs.speedUp(ctx, snap, s)
	return faster, opened || changed
}

// dropEmpty takes empty parts out of a union. Cayley leaves every second of neighbouring ones in, and
// then fails on it.
func dropEmpty(u shape.Union) (shape.Shape, bool) {
	kept := slices.DeleteFunc(slices.Clone(u), shape.IsNull)
	switch len(kept) {
	case len(u):
		return u, false
	case 0:
		return shape.Null{}, true
	case 1:
		return kept[0], true
	}
	return kept, true
}

func (qs *QuadStore) speedUp(ctx context.Context, snap *snapshot, s shape.Shape) (shape.Shape, bool) {
	switch s := s.(type) {
	case shape.QuadsAction:
		st := steps{qs: qs, result: s.Result, save: s.Save}
		for d, ref := range s.Filter {
			id, ok, err := snap.asNode(ref)
			if err != nil {
				return s, false
			}
			if !ok {
				return shape.Null{}, true
			}
			st.fixed = with(st.fixed, d, id)
		}
		return st, true
	case shape.NodesFrom:
		return qs.optimizeNodesFrom(s, snap)
	case shape.Count:
		st, ok := s.Values.(steps)
		if !ok || st.from != nil || len(st.among) > 0 || st.result == quad.Label {
			return s, false
		}
		n, err := snap.view.Count(ctx, st.fixed)
		if err != nil {
			return s, false
		}
		return shape.Fixed{refs.PreFetched(quad.Int(n))}, true
	}
	return s, false
}

// optimizeNodesFrom handles quads of which at most one place is given by another shape.
func (qs *QuadStore) optimizeNodesFrom(s shape.NodesFrom, snap *snapshot) (shape.Shape, bool) {
	filters, ok := s.Quads.(shape.Quads)
	if !ok || len(filters) == 0 {
		return s, false
	}
	st := steps{qs: qs, result: s.Dir}
	seen := map[quad.Direction]bool{}
	for i, f := range filters {
		if seen[f.Dir] || f.Dir == quad.Any {
			return s, false
		}
		seen[f.Dir] = true
		if ref, ok := shape.One(f.Values); ok {
			id, ok, err := snap.asNode(ref)
			if err != nil {
				return s, false
			}
			if !ok {
				return shape.Null{}, true
			}
			st.fixed = with(st.fixed, f.Dir, id)
			continue
		}
		if sv, ok := f.Values.(shape.Save); ok {
			if _, all := sv.From.(shape.AllNodes); all {
				st.save = maps.Clone(st.save)
				if st.save == nil {
					st.save = map[quad.Direction][]string{}
				}
				st.save[f.Dir] = append(st.save[f.Dir], sv.Tags...)
				continue
			}
		}
		if few, ok := fewNodes(f.Values, snap); ok && drivenOtherwise(filters, i) {
			st.among = append(st.among, amongNodes{f.Dir, few})
			continue
		}
		if st.from != nil {
			return s, false
		}
		st.from, st.fromDir = f.Values, f.Dir
	}
	return st, true
}

// drivenOtherwise reports whether another place than that of filter i narrows the quads: one node,
// or a shape that is no list, or a list before this one.
func drivenOtherwise(filters shape.Quads, i int) bool {
	for k, f := range filters {
		if sv, ok := f.Values.(shape.Save); ok {
			if _, all := sv.From.(shape.AllNodes); all {
				continue
			}
		}
		_, one := shape.One(f.Values)
		_, list := f.Values.(shape.Fixed)
		if k != i && (one || !list || k < i) {
			return true
		}
	}
	return false
}

// fewNodes are the nodes of a list short enough to compare each quad with.
func fewNodes(s shape.Shape, snap *snapshot) (ids []store.ID, ok bool) {
	const few = 16
	list, ok := s.(shape.Fixed)
	if !ok || len(list) > few {
		return nil, false
	}
	for _, ref := range list {
		id, ok, err := snap.asNode(ref)
		if err != nil || !ok || slices.Contains(ids, id) {
			return nil, false // a node given twice counts twice
		}
		ids = append(ids, id)
	}
	return ids, true
}

// amongNodes wants one of some nodes at one place of a quad.
type amongNodes struct {
	dir   quad.Direction
	nodes []store.ID
}

// steps is the shape of the nodes at one place (result) of the quads that match a fixed pattern, have
// one of the nodes of among and, if from is set, one of its nodes at fromDir. A quad without a label gives no result at
// quad.Label.
type steps struct {
	qs      *QuadStore
	fixed   store.Pattern
	from    shape.Shape
	fromDir quad.Direction
	among   []amongNodes
	result  quad.Direction
	save    map[quad.Direction][]string
}

// BuildIterator implements shape.Shape.
func (s steps) BuildIterator(qs graph.QuadStore) iterator.Shape {
	it := &stepsShape{steps: s}
	for _, d := range slices.Sorted(maps.Keys(s.save)) {
		for _, tag := range s.save[d] {
			it.tags = append(it.tags, tagAt{d, tag})
		}
	}
	if s.from != nil {
		it.sub = s.from.BuildIterator(qs)
	}
	return it
}

// Optimize implements shape.Shape.
func (s steps) Optimize(ctx context.Context, r shape.Optimizer) (shape.Shape, bool) {
	if s.from == nil {
		return s, false
	}
	from, changed := s.from.Optimize(ctx, r)
	if shape.IsNull(from) {
		return shape.Null{}, true
	}
	s.from = from
	return s, changed
}
