package exec

import "context"

// Reaches reports whether the path leads from start to end. It walks from both ends at once, each time
// from the side with the smaller frontier.
func (e *Engine) Reaches(ctx context.Context, start, end Node) (bool, error) {
	length, err := e.Distance(ctx, start, end)
	return length >= 0, err
}

// Distance is the smallest number of hops with which the path leads from start to end; -1 if it does
// not. A path of no hop, where the path allows it, has distance 0.
func (e *Engine) Distance(ctx context.Context, start, end Node) (int, error) {
	if start == end && e.auto.Accept[0] {
		return 0, nil
	}
	m := e.newMeeting()
	defer m.free()
	m.forward.add(0, start)
	for q, ok := range e.auto.Accept {
		if ok && q != 0 {
			m.backward.add(int32(q), end)
		}
	}
	for length := 1; ; length++ {
		if m.forward.fresh == 0 || m.backward.fresh == 0 {
			return -1, nil
		}
		var met bool
		var err error
		if m.forward.fresh <= m.backward.fresh {
			met, err = e.roundForward(ctx, m)
		} else {
			met, err = e.roundBackward(ctx, m)
		}
		if err != nil {
			return -1, err
		}
		if met {
			return length, nil
		}
	}
}

// meeting holds both sides of a search. A pair (q, n) on the forward side is a node n reached with a hop
// of state q made last; on the backward side, a pair from which the end can be reached.
type meeting struct{ forward, backward side }

type side struct {
	sets []*set
	done []int // how much of each list has been expanded
	// live are the states whose list has grown in this round, next those for the coming one.
	live, next []int32
	fresh      int
	max        Node
}

func (e *Engine) newMeeting() *meeting {
	n := len(e.auto.Steps)
	make1 := func() side { return side{sets: make([]*set, n), done: make([]int, n), max: e.max} }
	return &meeting{make1(), make1()}
}

func (m *meeting) free() {
	for _, s := range [...]*side{&m.forward, &m.backward} {
		for _, t := range s.sets {
			t.free()
		}
	}
}

// set gives the nodes of state q, an empty set if there are none.
func (s *side) set(q int32) *set {
	if s.sets[q] == nil {
		s.sets[q] = newSet(s.max)
	}
	return s.sets[q]
}

func (s *side) add(q int32, n Node) bool {
	t := s.set(q)
	if !t.add(n) {
		return false
	}
	s.fresh++
	s.touch(q)
	return true
}

// touch notes that state q has nodes for the next round.
func (s *side) touch(q int32) {
	for _, r := range s.next {
		if r == q {
			return
		}
	}
	s.next = append(s.next, q)
}

// begin turns what was added into the frontier of this round.
func (s *side) begin() [][2]int {
	s.live, s.next = s.next, s.live[:0]
	s.fresh = 0
	ranges := make([][2]int, len(s.live))
	for i, q := range s.live {
		ranges[i] = [2]int{s.done[q], len(s.sets[q].list)}
		s.done[q] = len(s.sets[q].list)
	}
	return ranges
}

// roundForward makes one hop from the whole forward frontier.
func (e *Engine) roundForward(ctx context.Context, m *meeting) (met bool, err error) {
	for i, span := range m.forward.begin() {
		q := m.forward.live[i]
		list := m.forward.sets[q].list[span[0]:span[1]]
		for _, r := range e.auto.Follow[q] {
			h, err := e.bind(ctx, r, false)
			if err != nil {
				return false, err
			}
			met, err := e.grow(ctx, h, list, &m.forward, r, m.backward.sets[r])
			if met || err != nil {
				return met, err
			}
		}
	}
	return false, nil
}

// roundBackward makes one hop backwards from the whole backward frontier: from (q, n) over the step of q
// to every (p, m) that q can follow.
func (e *Engine) roundBackward(ctx context.Context, m *meeting) (met bool, err error) {
	for i, span := range m.backward.begin() {
		q := m.backward.live[i]
		if q == 0 {
			continue // before the start there is nothing
		}
		list := m.backward.sets[q].list[span[0]:span[1]]
		h, err := e.bind(ctx, q, true)
		if err != nil {
			return false, err
		}
		for _, p := range e.auto.Before[q] {
			met, err := e.grow(ctx, h, list, &m.backward, p, m.forward.sets[p])
			if met || err != nil {
				return met, err
			}
		}
	}
	return false, nil
}

// grow adds what h leads to from list to state q of a side and reports whether the other side has one of them.
func (e *Engine) grow(ctx context.Context, h *hop, list []Node, s *side, q int32, other *set) (met bool, err error) {
	out := s.set(q)
	before := len(out.list)
	for len(list) > 0 {
		n := min(chunk, len(list))
		seen := len(out.list)
		if err := e.expand(ctx, h, list[:n], out); err != nil {
			return false, err
		}
		list = list[n:]
		if other == nil {
			continue
		}
		for _, n := range out.list[seen:] {
			if other.has(n) {
				return true, nil
			}
		}
	}
	if added := len(out.list) - before; added > 0 {
		s.fresh += added
		s.touch(q)
		e.Counters.Visited += int64(added)
	}
	return false, nil
}
