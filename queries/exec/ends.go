package exec

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// errStop ends a sweep whose answers nobody wants any more.
var errStop = errors.New("stopped")

// Ends yields the distinct nodes that the path leads to from start, in the order of their arrival. The first ones come early: nodes
// are taken on in small portions, those nearest to an answer first.
func (e *Engine) Ends(ctx context.Context, start Node) iter.Seq2[Node, error] {
	return func(yield func(Node, error) bool) {
		s := e.newStream()
		defer s.free()
		if err := s.run(ctx, start, yield); err != nil && err != errStop {
			yield(0, err)
		}
	}
}

// CountEnds counts the distinct nodes that the path leads to from start.
func (e *Engine) CountEnds(ctx context.Context, start Node) (int64, error) {
	out := newSet(e.max)
	defer out.free()
	err := e.sweep(ctx, []Node{start}, out)
	return int64(len(out.list)), err
}

// EndsOfAll lists the distinct nodes that the path leads to from any of the starts.
func (e *Engine) EndsOfAll(ctx context.Context, starts []Node) ([]Node, error) {
	out := newSet(e.max)
	defer out.free()
	if err := e.sweep(ctx, starts, out); err != nil {
		return nil, err
	}
	return slices.Clone(out.list), nil
}

// sweep walks the automaton from the starts and puts accepted nodes into out. Groups of states are walked one after the other, so
// each set of nodes is complete before the next step is taken from it, and is freed then.
func (e *Engine) sweep(ctx context.Context, starts []Node, out *set) error {
	a := e.auto
	sets := make([]*set, len(a.Steps))
	defer func() {
		for _, s := range sets {
			if s != nil && s != out {
				s.free()
			}
		}
	}()
	sole := e.soleAccept()
	into := func(q int32) *set {
		if sets[q] == nil {
			if q == sole {
				sets[q] = out
			} else {
				sets[q] = newSet(e.max)
			}
		}
		return sets[q]
	}
	for _, n := range starts {
		into(0).add(n)
	}
	for g, group := range a.Groups {
		var err error
		if a.Loop[g] {
			err = e.closure(ctx, group, sets, into)
		} else if q := group[0]; sets[q] != nil {
			for _, r := range a.Follow[q] {
				if err = e.advance(ctx, r, sets[q].list, into(r)); err != nil {
					break
				}
			}
		}
		if err != nil {
			return err
		}
		for _, q := range group {
			s := sets[q]
			if s == nil || s == out {
				continue
			}
			if a.Accept[q] {
				for _, n := range s.list {
					out.add(n)
				}
			}
			e.Counters.Visited += int64(len(s.list))
			s.free()
			sets[q] = nil
		}
	}
	e.Counters.Visited += int64(len(out.list))
	return nil
}

// soleAccept is the only accepting state, which then collects straight into the answer; else -1.
func (e *Engine) soleAccept() int32 {
	sole := int32(-1)
	for q, ok := range e.auto.Accept {
		if !ok {
			continue
		}
		if sole >= 0 {
			return -1
		}
		sole = int32(q)
	}
	return sole
}

// advance makes the hop into state r from the nodes of list.
func (e *Engine) advance(ctx context.Context, r int32, list []Node, out *set) error {
	h, err := e.bind(ctx, r, false)
	if err != nil {
		return err
	}
	return e.expand(ctx, h, list, out)
}

// closure walks a group of states that reach each other until nothing new comes, then the hops that
// lead out of it.
func (e *Engine) closure(ctx context.Context, group []int32, sets []*set, into func(int32) *set) error {
	inside := make(map[int32]bool, len(group))
	for _, q := range group {
		inside[q] = true
	}
	done := make([]int, len(group))
	for progress := true; progress; {
		progress = false
		for i, q := range group {
			s := sets[q]
			if s == nil || done[i] == len(s.list) {
				continue
			}
			progress = true
			from, to := done[i], len(s.list)
			done[i] = to
			for _, r := range e.auto.Follow[q] {
				if !inside[r] {
					continue
				}
				if err := e.advance(ctx, r, s.list[from:to], into(r)); err != nil {
					return err
				}
			}
		}
	}
	for _, q := range group {
		s := sets[q]
		if s == nil {
			continue
		}
		for _, r := range e.auto.Follow[q] {
			if inside[r] {
				continue
			}
			if err := e.advance(ctx, r, s.list, into(r)); err != nil {
				return err
			}
		}
	}
	return nil
}
