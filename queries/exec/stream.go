package exec

import "context"

// chunk is how many nodes are taken on at most between two looks whether there are answers to show.
const chunk = 512

// stream walks an automaton so that answers come early. Every state keeps the nodes reached in it and how many of them were taken
// on; the state that stands latest in the order of the groups goes first, with a portion that begins at one node and grows. Each pair
// of state and node is taken on once, whatever the order.
type stream struct {
	e    *Engine
	sets []*set
	done []int
	// rank orders the states as their groups are, at lists them by it; all that stands behind top is done.
	rank []int
	at   []int32
	top  int

	out   *set
	sole  int32
	shown int
}

func (e *Engine) newStream() *stream {
	n := len(e.auto.Steps)
	s := &stream{e: e, sets: make([]*set, n), done: make([]int, n), rank: make([]int, n), at: make([]int32, 0, n), out: newSet(e.max), sole: e.soleAccept()}
	for _, group := range e.auto.Groups {
		for _, q := range group {
			s.rank[q] = len(s.at)
			s.at = append(s.at, q)
		}
	}
	return s
}

func (s *stream) free() {
	for _, t := range s.sets {
		if t != nil && t != s.out {
			s.e.Counters.Visited += int64(len(t.list))
			t.free()
		}
	}
	s.e.Counters.Visited += int64(len(s.out.list))
	s.out.free()
}

func (s *stream) set(q int32) *set {
	if s.sets[q] == nil {
		s.sets[q] = s.out
		if q != s.sole {
			s.sets[q] = newSet(s.e.max)
		}
	}
	return s.sets[q]
}

func (s *stream) run(ctx context.Context, start Node, yield func(Node, error) bool) error {
	s.set(0).add(start)
	s.arrived(0, 0)
	for size := 1; ; size = min(chunk, 2*size) {
		if !s.show(yield) {
			return errStop
		}
		q, ok := s.next()
		if !ok {
			return nil
		}
		list := s.sets[q].list
		from, to := s.done[q], min(len(list), s.done[q]+size)
		s.done[q] = to
		for _, r := range s.e.auto.Follow[q] {
			into := s.set(r)
			before := len(into.list)
			if err := s.e.advance(ctx, r, list[from:to], into); err != nil {
				return err
			}
			s.arrived(r, before)
		}
	}
}

// arrived passes on what came to a state beyond the first nodes of its list.
func (s *stream) arrived(q int32, before int) {
	t := s.sets[q]
	if len(t.list) == before {
		return
	}
	s.top = max(s.top, s.rank[q])
	if s.e.auto.Accept[q] && t != s.out {
		for _, n := range t.list[before:] {
			s.out.add(n)
		}
	}
}

// next is the state to go on with.
func (s *stream) next() (int32, bool) {
	for ; s.top >= 0; s.top-- {
		q := s.at[s.top]
		if t := s.sets[q]; t != nil && s.done[q] < len(t.list) && len(s.e.auto.Follow[q]) > 0 {
			return q, true
		}
	}
	return 0, false
}

// show yields the answers that were not yet; false when nobody wants more.
func (s *stream) show(yield func(Node, error) bool) bool {
	for ; s.shown < len(s.out.list); s.shown++ {
		if !yield(s.out.list[s.shown], nil) {
			return false
		}
	}
	return true
}
