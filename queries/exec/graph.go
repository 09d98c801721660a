package exec

import (
	"context"
	"iter"

	"entente/queries/plan"
)

// Node is the id of a node inside one graph.
type Node = plan.Node

// Graph is what the evaluator asks of the data.
type Graph interface {
	// MaxNode is the largest id there is. Nodes above it are names that the graph does not know:
	// they have no edges, and a path without a hop still matches them.
	MaxNode() Node
	// Adjacency is the view of one predicate in one direction. It is asked for once a query.
	Adjacency(ctx context.Context, pred Node, reverse bool) (Adjacency, error)
	// Around yields the edges of n over every predicate, out of it or into it (reverse), each
	// distinct (predicate, end, label) once.
	Around(ctx context.Context, n Node, reverse bool) iter.Seq2[Edge, error]
	// Nodes yields every node of the graph (subjects and objects of edges) once, ascending.
	Nodes(ctx context.Context) iter.Seq2[Node, error]
	// Barred reports a contested place, which transitive relations do not pass through.
	Barred(ctx context.Context, n Node) (bool, error)
}

// Edge is one edge as seen from one of its nodes.
type Edge struct{ Pred, End, Label Node }

// Adjacency answers where one hop leads. Slices are shared: they are only read, and valid until
// the query ends.
type Adjacency interface {
	// Ends lists the distinct nodes one hop from n, ascending.
	Ends(n Node) []Node
	// Edges lists the same hops with the labels of their quads, sorted by end, then label.
	Edges(n Node) (ends, labels []Node)
	// Nodes yields the nodes that have at least one end, ascending.
	Nodes() iter.Seq[Node]
	// Sizes counts the distinct (start, end) pairs, and the distinct starts.
	Sizes() (pairs, starts int)
}

// Prefetcher is what an Adjacency also is when each look-up is a request to a server: it is told of the nodes whose ends will be
// asked for next, and fetches them together.
type Prefetcher interface {
	Prefetch(ctx context.Context, nodes []Node) error
}
