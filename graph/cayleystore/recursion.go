package cayleystore

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/query/shape"
)

// isOpaque reports whether s is one of the closures by which Cayley's paths hide a recursion.
func isOpaque(s shape.Shape) bool {
	t := reflect.TypeOf(s)
	return s != nil && t.Kind() == reflect.Func && t.PkgPath() == "github.com/cayleygraph/cayley/query/path"
}

// openRecursions replaces the closures directly below s; an optimizer is never shown them by themselves.
func openRecursions(s shape.Shape) (shape.Shape, bool) {
	changed := false
	open := func(s shape.Shape) shape.Shape {
		if !isOpaque(s) {
			return s
		}
		changed = true
		return opaque{s}
	}
	openAll := func(list []shape.Shape) []shape.Shape {
		list = slices.Clone(list)
		for i := range list {
			list[i] = open(list[i])
		}
		return list
	}
	switch t := s.(type) {
	case shape.Intersect:
		s = shape.Intersect(openAll(t))
	case shape.IntersectOpt:
		s = shape.IntersectOpt{Sub: openAll(t.Sub), Opt: openAll(t.Opt)}
	case shape.Union:
		s = shape.Union(openAll(t))
	case shape.Save:
		t.From = open(t.From)
		s = t
	case shape.Unique:
		t.From = open(t.From)
		s = t
	case shape.Filter:
		t.From = open(t.From)
		s = t
	case shape.FixedTags:
		t.On = open(t.On)
		s = t
	case shape.Except:
		t.From, t.Exclude = open(t.From), open(t.Exclude)
		s = t
	case shape.Quads:
		list := slices.Clone(t)
		for i := range list {
			list[i].Values = open(list[i].Values)
		}
		s = list
	}
	return s, changed
}

// opaque is such a closure whose recursion can be asked for a node. Cayley's own answers then with
// the tags of another result, depending on the order in which it is asked.
type opaque struct{ shape.Shape }

// BuildIterator implements shape.Shape.
func (s opaque) BuildIterator(qs graph.QuadStore) iterator.Shape {
	it := s.Shape.BuildIterator(qs)
	if r, ok := it.(*iterator.Recursive); ok {
		return &recursion{r}
	}
	return it
}

// Optimize implements shape.Shape.
func (s opaque) Optimize(context.Context, shape.Optimizer) (shape.Shape, bool) { return s, false }

// recursion lists as Cayley's iterator does; to be asked, it lists everything once and remembers.
type recursion struct{ *iterator.Recursive }

// Lookup implements iterator.Shape.
func (it *recursion) Lookup() iterator.Index { return &recursionIndex{list: it.Recursive.Iterate()} }

// Optimize implements iterator.Shape.
func (it *recursion) Optimize(ctx context.Context) (iterator.Shape, bool) {
	it.Recursive.Optimize(ctx) // improves itself in place
	return it, false
}

type recursionIndex struct {
	list  iterator.Scanner
	paths map[any][]map[string]graph.Ref // tags of each path to a node
	now   graph.Ref
	path  int
	err   error
}

func (it *recursionIndex) String() string { return "EntenteRecursion" }

func (it *recursionIndex) read(ctx context.Context) bool {
	it.paths = map[any][]map[string]graph.Ref{}
	for it.list.Next(ctx) {
		if it.err = ctx.Err(); it.err != nil {
			return false
		}
		key := it.list.Result().Key()
		for more := true; more; more = it.list.NextPath(ctx) {
			tags := map[string]graph.Ref{}
			it.list.TagResults(tags)
			it.paths[key] = append(it.paths[key], tags)
		}
	}
	it.err = it.list.Err()
	return it.err == nil
}

// Contains implements iterator.Index.
func (it *recursionIndex) Contains(ctx context.Context, ref graph.Ref) bool {
	if it.err != nil || it.paths == nil && !it.read(ctx) {
		return false
	}
	it.now, it.path = ref, 0
	return len(it.paths[ref.Key()]) > 0
}

// NextPath implements iterator.Index.
func (it *recursionIndex) NextPath(context.Context) bool {
	if it.now == nil || it.path+1 >= len(it.paths[it.now.Key()]) {
		return false
	}
	it.path++
	return true
}

// TagResults implements iterator.Index.
func (it *recursionIndex) TagResults(dst map[string]graph.Ref) {
	if it.now != nil && it.path < len(it.paths[it.now.Key()]) {
		maps.Copy(dst, it.paths[it.now.Key()][it.path])
	}
}

func (it *recursionIndex) Result() graph.Ref { return it.now }
func (it *recursionIndex) Err() error        { return it.err }
func (it *recursionIndex) Close() error      { return it.list.Close() }
