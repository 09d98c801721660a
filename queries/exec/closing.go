package exec

import (
	"context"

	"entente/queries/plan"
)

// Closing calls visit for every edge that can be the last of a way from start to a wanted end, with the filter of the
// step it is walked by (nil if none), until visit returns an error. An edge that closes in several ways comes several
// times.
func (e *Engine) Closing(ctx context.Context, start Node, accept func(Node) bool, visit func(Hop, plan.Filter) error) error {
	m := e.newMeeting()
	defer m.free()
	m.forward.add(0, start)
	for m.forward.fresh > 0 {
		if _, err := e.roundForward(ctx, m); err != nil {
			return err
		}
	}
	for q, accepting := range e.auto.Accept {
		if !accepting || q == 0 {
			continue
		}
		h, err := e.bind(ctx, int32(q), false)
		if err != nil {
			return err
		}
		for _, p := range e.auto.Before[q] {
			if m.forward.sets[p] == nil {
				continue
			}
			for _, n := range m.forward.sets[p].list {
				err := e.visitEdges(ctx, h, n, func(b *bound, edge Edge) (bool, error) {
					if accept != nil && !accept(edge.End) {
						return true, nil
					}
					err := visit(Hop{From: n, To: edge.End, Pred: edge.Pred, Label: edge.Label, Reverse: b.atom.Reverse, Inferred: b.atom.Inferred}, b.atom.Filter)
					return err == nil, err
				})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}
