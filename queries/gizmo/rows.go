package gizmo

import (
	"context"
	"strings"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/refs"
	"github.com/cayleygraph/quad"
)

// row is an answer of a path expression; tags are its start and its named stops.
type row struct {
	end  quad.Value
	tags map[string]quad.Value
}

func newRow(r PathRow) row {
	out := row{end: nodeValue(r.End), tags: map[string]quad.Value{"start": nodeValue(r.Start)}}
	for _, s := range r.Stops {
		out.tags[s.Name] = nodeValue(s.Node)
	}
	return out
}

// nodeValue reads an id as answers of paths write it: an IRI as it is, other terms as in N-Quads.
func nodeValue(id string) quad.Value {
	if strings.HasPrefix(id, "_:") || strings.HasPrefix(id, `"`) || strings.HasPrefix(id, "<") {
		return parseValue(id)
	}
	return quad.IRI(id)
}

// rowEnds are the distinct ends, in order.
func rowEnds(rows []row) []quad.Value {
	seen := map[quad.Value]bool{}
	ends := make([]quad.Value, 0, len(rows))
	for _, r := range rows {
		if !seen[r.end] {
			seen[r.end] = true
			ends = append(ends, r.end)
		}
	}
	if len(ends) == 0 { // no ends are not all nodes
		return []quad.Value{quad.IRI("entente:no-answer")}
	}
	return ends
}

// rowList is the iterator over rows: one result a row.
type rowList struct {
	s    *session
	rows []row
}

func newRows(s *session, rows []row) iterator.Shape { return &rowList{s, rows} }

func (l *rowList) String() string { return "PathRows" }
func (l *rowList) Iterate() iterator.Scanner {
	return &rowCursor{list: l, at: -1}
}
func (l *rowList) Lookup() iterator.Index { return &rowCursor{list: l, at: -1} }
func (l *rowList) Stats(context.Context) (iterator.Costs, error) {
	return iterator.Costs{NextCost: 1, ContainsCost: 2, Size: refs.Size{Value: int64(len(l.rows))}}, nil
}
func (l *rowList) Optimize(context.Context) (iterator.Shape, bool) { return l, false }
func (l *rowList) SubIterators() []iterator.Shape                  { return nil }

// ref finds the node of v; a value that stands in no quad is its own reference.
func (l *rowList) ref(v quad.Value) (graph.Ref, error) {
	ref, err := l.s.qs.ValueOf(v)
	if err == nil && ref == nil {
		ref = refs.PreFetched(v)
	}
	return ref, err
}

// rowCursor lists the rows, or (after Contains) those of one end.
type rowCursor struct {
	list  *rowList
	at    int
	now   graph.Ref
	byEnd map[any][]int
	same  []int // further rows of the end that was asked for
	err   error
}

func (c *rowCursor) String() string    { return "PathRows" }
func (c *rowCursor) Result() graph.Ref { return c.now }
func (c *rowCursor) Err() error        { return c.err }
func (c *rowCursor) Close() error      { return nil }

// Next implements iterator.Scanner.
func (c *rowCursor) Next(ctx context.Context) bool {
	if c.err = ctx.Err(); c.err != nil || c.at+1 >= len(c.list.rows) {
		return false
	}
	c.at++
	c.now, c.err = c.list.ref(c.list.rows[c.at].end)
	return c.err == nil
}

// Contains implements iterator.Index.
func (c *rowCursor) Contains(ctx context.Context, ref graph.Ref) bool {
	if c.err = ctx.Err(); c.err != nil {
		return false
	}
	if c.byEnd == nil {
		c.byEnd = map[any][]int{}
		for i, r := range c.list.rows {
			end, err := c.list.ref(r.end)
			if err != nil {
				c.err = err
				return false
			}
			c.byEnd[end.Key()] = append(c.byEnd[end.Key()], i)
		}
	}
	found := c.byEnd[ref.Key()]
	if len(found) == 0 {
		return false
	}
	c.now, c.at, c.same = ref, found[0], found[1:]
	return true
}

// NextPath goes to the next row with the same end, after Contains.
func (c *rowCursor) NextPath(context.Context) bool {
	if len(c.same) == 0 {
		return false
	}
	c.at, c.same = c.same[0], c.same[1:]
	return true
}

// TagResults implements iterator.Base.
func (c *rowCursor) TagResults(dst map[string]graph.Ref) {
	if c.at < 0 || c.at >= len(c.list.rows) {
		return
	}
	for tag, v := range c.list.rows[c.at].tags {
		dst[tag] = refs.PreFetched(v)
	}
}
