package gizmo

import (
	"encoding/json"
	"slices"

	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"
)

// QueryShape is the form of a query as Cayley's first HTTP interface draws it: sets of nodes, and the links that must stand between
// them. Both lists are never null.
type QueryShape struct {
	Nodes []ShapeNode `json:"nodes"`
	Links []ShapeLink `json:"links"`
}

// ShapeNode is a set of nodes of the graph, or of its quads (IsLinkNode). IDs count from 1, which is the result.
type ShapeNode struct {
	ID         int      `json:"id"`
	Tags       []string `json:"tags,omitempty"`
	Values     []string `json:"values,omitempty"` // as they are written in N-Quads
	IsLinkNode bool     `json:"is_link_node"`
	IsFixed    bool     `json:"is_fixed"` // Values are all
}

// ShapeLink says that quads of LinkNode lead from Source to Target. Type is always 0, as it was there.
type ShapeLink struct {
	Source   int `json:"source"`
	Target   int `json:"target"`
	Type     int `json:"type"`
	LinkNode int `json:"link_node"`
}

// hasNode is the set whose members are read off quads, in the direction dir.
type hasNode struct {
	id  int
	dir quad.Direction
}

// shaper draws one path. Numbers, and which sets fall together, are those of Cayley's package graph/iterator before 0.7.6.
type shaper struct {
	out  QueryShape
	last int
	has  []hasNode
}

// shapeOf draws what p asks for. Nothing of the graph is read.
func shapeOf(p *pathValue) (out QueryShape, err error) {
	err = guard(func() error {
		built := p.build(true, nil)
		s := &shaper{out: QueryShape{Nodes: []ShapeNode{}, Links: []ShapeLink{}}}
		s.add(s.node(shape.Save{From: built.Shape(), Tags: []string{"id"}}))
		out = s.out
		return nil
	})
	return out, err
}

func (s *shaper) add(n *ShapeNode) { s.out.Nodes = append(s.out.Nodes, *n) }

func (s *shaper) node(of shape.Shape) *ShapeNode {
	switch of := of.(type) { // what only narrows, orders or names a set is not a set of its own
	case shape.Save:
		n := s.node(of.From)
		n.Tags = append(n.Tags, of.Tags...)
		return n
	case shape.FixedTags:
		n := s.node(of.On)
		for tag := range of.Tags {
			n.Tags = append(n.Tags, tag)
		}
		slices.Sort(n.Tags)
		return n
	case shape.Filter:
		return s.node(of.From)
	case shape.Unique:
		return s.node(of.From)
	case shape.Page:
		return s.node(of.From)
	case shape.Sort:
		return s.node(of.From)
	case shape.Except:
		return s.node(of.From)
	case shape.IntersectOpt:
		return s.node(of.Sub)
	}
	s.last++
	n := &ShapeNode{ID: s.last}
	switch of := of.(type) {
	case shape.Lookup:
		n.IsFixed = true
		for _, v := range of {
			n.Values = append(n.Values, quad.StringOf(v))
		}
	case shape.Intersect:
		for _, sub := range of {
			s.join(n, s.node(sub), isUnion(sub))
		}
	case shape.Union:
		for _, sub := range of {
			s.join(n, s.node(sub), !isUnion(sub))
		}
	case shape.NodesFrom:
		s.has = append(s.has, hasNode{n.ID, of.Dir})
		s.add(s.node(of.Quads))
		s.has = s.has[:len(s.has)-1]
	case shape.Quads:
		s.quads(n, of)
	}
	return n
}

// join makes a part one with the whole, or (apart) a set beside it that is linked to it.
func (s *shaper) join(n, part *ShapeNode, apart bool) {
	if !apart {
		s.merge(n, part)
		return
	}
	s.add(part)
	s.out.Links = append(s.out.Links, ShapeLink{Source: n.ID, Target: part.ID})
}

// quads draws what must hold of the quads of n.
func (s *shaper) quads(n *ShapeNode, filters shape.Quads) {
	for _, f := range filters {
		links := n
		if len(filters) > 1 { // a set for each condition, which then falls together with n
			s.last++
			links = &ShapeNode{ID: s.last}
		}
		links.IsLinkNode = true
		values := s.node(f.Values)
		switch owner, ok := s.owner(f.Dir); {
		case ok && owner.dir == quad.Subject:
			s.add(values)
			s.out.Links = append(s.out.Links, ShapeLink{Source: owner.id, Target: values.ID, LinkNode: links.ID})
		case ok:
			s.add(values)
			s.out.Links = append(s.out.Links, ShapeLink{Source: values.ID, Target: owner.id, LinkNode: links.ID})
		case values.IsFixed:
			s.merge(links, values)
		default:
			s.add(values)
		}
		if links != n {
			s.merge(n, links)
		}
	}
}

// owner is the set that is read off these quads, when dir is its other end.
func (s *shaper) owner(dir quad.Direction) (hasNode, bool) {
	if len(s.has) == 0 {
		return hasNode{}, false
	}
	h := s.has[len(s.has)-1]
	return h, h.dir == quad.Subject && dir == quad.Object || h.dir == quad.Object && dir == quad.Subject
}

// merge makes b one with a.
func (s *shaper) merge(a, b *ShapeNode) {
	a.Values = append(a.Values, b.Values...)
	a.Tags = append(a.Tags, b.Tags...)
	a.IsLinkNode = a.IsLinkNode || b.IsLinkNode
	a.IsFixed = a.IsFixed || b.IsFixed
	for i := range s.out.Links {
		l := &s.out.Links[i]
		for _, id := range [...]*int{&l.Source, &l.Target, &l.LinkNode} {
			if *id == b.ID {
				*id = a.ID
			}
		}
	}
}

func isUnion(of shape.Shape) bool {
	_, is := of.(shape.Union)
	return is
}

// draw keeps the shape of the path that the script last asked the results of.
func (s *session) draw(p *pathValue) error {
	drawn, err := shapeOf(p)
	if err != nil {
		return err
	}
	s.drawn = &drawn
	return nil
}

// sendShape gives out what was drawn: an empty object where the script asked for nothing, as Cayley does.
func (s *session) sendShape() error {
	var body any = struct{}{}
	if s.drawn != nil {
		body = s.drawn
	}
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	if s.send(Result{JSON: data}); s.ended != nil {
		return s.ended
	}
	return nil
}
