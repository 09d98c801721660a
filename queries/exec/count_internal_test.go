package exec

import (
	"context"
	"errors"
	"testing"
)

// fading is a context that is over once it was asked a number of times.
type fading struct {
	context.Context
	left int
}

func (f *fading) Err() error {
	if f.left--; f.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestMergeLooksAtTheContext: adding up the ways of a round, which asks the graph for nothing, ends soon after a query is cancelled.
func TestMergeLooksAtTheContext(t *testing.T) {
	big := newTally()
	for n := range Node(10 * mergeStride) {
		big.add(n, 1)
	}
	into := newTally()
	err := into.merge(&fading{Context: context.Background(), left: 2}, big)
	if !errors.Is(err, context.Canceled) || len(into.order) > 2*mergeStride {
		t.Errorf("%v after %d nodes of %d", err, len(into.order), len(big.order))
	}
}
