package querytest

import (
	"context"
	"iter"
	"slices"

	"entente/queries/exec"
)

// Node is the id of a node or predicate.
type Node = exec.Node

// Quad is one labelled edge.
type Quad struct{ S, P, O, G Node }

// Graph is a graph held in a slice; it implements exec.Graph in the plainest way.
type Graph struct {
	Quads []Quad
	Max   Node
	// Contested are the nodes that transitive relations do not pass through.
	Contested map[Node]bool
}

var _ exec.Graph = (*Graph)(nil)

// NewGraph makes a graph of quads.
func NewGraph(quads []Quad) *Graph {
	g := &Graph{Quads: quads, Contested: map[Node]bool{}}
	for _, q := range quads {
		g.Max = max(g.Max, q.S, q.P, q.O, q.G)
	}
	return g
}

// MaxNode is the largest id in use.
func (g *Graph) MaxNode() Node { return g.Max }

// Barred reports a contested node.
func (g *Graph) Barred(_ context.Context, n Node) (bool, error) { return g.Contested[n], nil }

// Nodes yields every subject and object once.
func (g *Graph) Nodes(context.Context) iter.Seq2[Node, error] {
	var nodes []Node
	for _, q := range g.Quads {
		nodes = append(nodes, q.S, q.O)
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	return func(yield func(Node, error) bool) {
		for _, n := range nodes {
			if !yield(n, nil) {
				return
			}
		}
	}
}

// Around yields the edges of n over every predicate.
func (g *Graph) Around(_ context.Context, n Node, reverse bool) iter.Seq2[exec.Edge, error] {
	return func(yield func(exec.Edge, error) bool) {
		seen := map[exec.Edge]bool{}
		for _, q := range g.Quads {
			from, to := q.S, q.O
			if reverse {
				from, to = to, from
			}
			e := exec.Edge{Pred: q.P, End: to, Label: q.G}
			if from != n || seen[e] {
				continue
			}
			seen[e] = true
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Adjacency is the view of one predicate in one direction.
func (g *Graph) Adjacency(_ context.Context, pred Node, reverse bool) (exec.Adjacency, error) {
	a := &adjacency{ends: map[Node][]Node{}, edges: map[Node][][2]Node{}}
	for _, q := range g.Quads {
		if q.P != pred {
			continue
		}
		from, to := q.S, q.O
		if reverse {
			from, to = to, from
		}
		a.edges[from] = append(a.edges[from], [2]Node{to, q.G})
	}
	for n, edges := range a.edges {
		slices.SortFunc(edges, func(x, y [2]Node) int { return slices.Compare(x[:], y[:]) })
		a.edges[n] = slices.Compact(edges)
		for _, e := range a.edges[n] {
			a.ends[n] = append(a.ends[n], e[0])
		}
		a.ends[n] = slices.Compact(a.ends[n])
		a.pairs += len(a.ends[n])
		a.nodes = append(a.nodes, n)
	}
	slices.Sort(a.nodes)
	return a, nil
}

type adjacency struct {
	ends  map[Node][]Node
	edges map[Node][][2]Node
	nodes []Node
	pairs int
}

func (a *adjacency) Ends(n Node) []Node { return a.ends[n] }

func (a *adjacency) Edges(n Node) (ends, labels []Node) {
	for _, e := range a.edges[n] {
		ends = append(ends, e[0])
		labels = append(labels, e[1])
	}
	return ends, labels
}

func (a *adjacency) Nodes() iter.Seq[Node] { return slices.Values(a.nodes) }

func (a *adjacency) Sizes() (pairs, starts int) { return a.pairs, len(a.nodes) }
