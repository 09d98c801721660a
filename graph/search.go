package graph

import (
	"context"
	"iter"
	"maps"
)

// DocumentNames yields the folded names (vocab.Fold) that documents bring, each with the ids it may mean, in no order.
func (v *View) DocumentNames(ctx context.Context) (iter.Seq2[string, []string], error) {
	names, err := v.documentNames(ctx)
	if err != nil {
		return nil, err
	}
	return maps.All(names), nil
}
