package store

import (
	"context"
	"iter"
)

// Expander is what a View also is when each look-up is a request to a server: the steps of many nodes at once.
type Expander interface {
	// Expand yields the quads that leave the nodes (reverse: that lead to them) over one of the predicates, over any if there
	// are none, each once, in no particular order. The nodes are distinct.
	Expand(ctx context.Context, nodes, preds []ID, reverse bool) iter.Seq2[IDQuad, error]
}

// Bounder is what a View also is when each look-up is a request to a server, which may never answer.
type Bounder interface {
	// Within is the same snapshot for the time of one query: methods that take no context of their own (Lookup, Term, Has, Blob) end with
	// the error of ctx once it is over. Closing the result closes the view.
	Within(ctx context.Context) View
}
