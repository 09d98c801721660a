package exec

import (
	"context"
	"iter"
)

// Acyclic yields, for every end that the path leads to from start without visiting a node twice, one
// such way. accept, if set, says which ends are wanted.
//
// The shortest way mostly is one; only for the ends where it is not are the ways without repeated nodes
// searched one by one, which can take long: bound the time.
func (e *Engine) Acyclic(ctx context.Context, start Node, accept func(Node) bool) iter.Seq2[Way, error] {
	return func(yield func(Way, error) bool) {
		open := map[Node]bool{}
		for way, err := range e.Shortest(ctx, start, false, accept) {
			if err != nil {
				yield(Way{}, err)
				return
			}
			switch {
			case simple(start, way.Hops):
				if !yield(way, nil) {
					return
				}
			case way.End != start:
				open[way.End] = true
			}
		}
		if len(open) == 0 {
			return
		}
		w := &simpleWalk{e: e, on: map[Node]bool{start: true}, open: open, yield: yield}
		if err := w.from(ctx, pair{0, start}); err != nil && err != errStop {
			yield(Way{}, err)
		}
	}
}

func simple(start Node, hops []Hop) bool {
	seen := map[Node]bool{start: true}
	for _, h := range hops {
		if seen[h.To] {
			return false
		}
		seen[h.To] = true
	}
	return true
}

// simpleWalk goes depth first over ways without repeated nodes until every open end is found.
type simpleWalk struct {
	e     *Engine
	on    map[Node]bool
	hops  []Hop
	open  map[Node]bool
	yield func(Way, error) bool
}

func (w *simpleWalk) from(ctx context.Context, at pair) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, q := range w.e.auto.Follow[at.state] {
		h, err := w.e.bind(ctx, q, false)
		if err != nil {
			return err
		}
		var last Node
		err = w.e.visitEdges(ctx, h, at.node, func(b *bound, edge Edge) (bool, error) {
			if edge.End == last || w.on[edge.End] {
				return true, nil
			}
			last = edge.End
			err := w.through(ctx, q, Hop{From: at.node, To: edge.End, Pred: edge.Pred, Label: edge.Label,
				Reverse: b.atom.Reverse, Inferred: b.atom.Inferred})
			return err == nil, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// through takes one hop, goes on from there, and takes it back.
func (w *simpleWalk) through(ctx context.Context, q int32, h Hop) error {
	w.on[h.To] = true
	w.hops = append(w.hops, h)
	defer func() {
		delete(w.on, h.To)
		w.hops = w.hops[:len(w.hops)-1]
	}()
	if w.e.auto.Accept[q] && w.open[h.To] {
		delete(w.open, h.To)
		if !w.yield(Way{End: h.To, Hops: append([]Hop(nil), w.hops...)}, nil) || len(w.open) == 0 {
			return errStop
		}
	}
	return w.from(ctx, pair{q, h.To})
}
