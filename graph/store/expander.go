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
