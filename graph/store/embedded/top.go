package embedded

import (
	"context"
	"slices"

	"entente/graph/store"
)

// topSubjects finds the subjects with most quads.
func (s *state) topSubjects(ctx context.Context, n int) ([]store.SubjectCount, error) {
	if len(s.quads) == 1 && len(s.frozen)+len(s.mem) == 0 && n <= topKept {
		top := s.quads[0].file.top
		return slices.Clone(top[:min(n, len(top))]), nil
	}
	s.memory.mu.Lock()
	top, asked := s.memory.top, s.memory.topAsked
	s.memory.mu.Unlock()
	if asked >= n && top != nil {
		return slices.Clone(top[:min(n, len(top))]), nil
	}
	asked = n
	top, sure, err := s.topOfRuns(n)
	if err == nil && !sure {
		asked = max(n, topKept)
		top, err = s.topByCounting(ctx, asked)
	}
	if err != nil {
		return nil, err
	}
	s.memory.mu.Lock()
	s.memory.top, s.memory.topAsked = top, asked
	s.memory.mu.Unlock()
	return slices.Clone(top[:min(n, len(top))]), nil
}

// topOfRuns looks among the first subjects of each run: who is in none of these lists has no more quads than the last ones of
// all lists together. sure is false when that does not settle who the first n are.
func (s *state) topOfRuns(n int) (top []store.SubjectCount, sure bool, err error) {
	var candidates []store.ID
	var others int64
	add := func(list []store.SubjectCount) {
		for _, c := range list {
			candidates = append(candidates, c.Subject)
		}
		if len(list) >= topKept {
			others += list[len(list)-1].Quads
		}
	}
	for _, f := range s.quads {
		add(f.file.top)
	}
	for _, runs := range [][]*memRun{s.frozen, s.mem} {
		for _, m := range runs {
			var c topCounter
			for _, t := range m.added[bySPOG] {
				c.count(uint32(t.hi >> 32))
			}
			add(c.finish())
		}
	}
	slices.Sort(candidates)
	for _, id := range slices.Compact(candidates) {
		quads, err := s.width(bySPOG, prefixSpan(pack(uint32(id), 0, 0, 0), 1))
		if err != nil {
			return nil, false, err
		}
		if quads > 0 {
			top = append(top, store.SubjectCount{Subject: id, Quads: quads})
		}
	}
	slices.SortFunc(top, compareCounts)
	if others == 0 {
		return top[:min(n, len(top))], true, nil // every subject is in a list
	}
	if len(top) < n || n == 0 {
		return nil, false, nil
	}
	return top[:n], top[n-1].Quads > others, nil
}

// topByCounting counts the quads of every subject.
func (s *state) topByCounting(ctx context.Context, n int) ([]store.SubjectCount, error) {
	c := topCounter{room: n}
	rows := 0
	err := s.walk(bySPOG, span{tuple{}, behindAll}, func(tuples []tuple) error {
		for _, t := range tuples {
			c.count(uint32(t.hi >> 32))
		}
		if rows += len(tuples); rows >= checkEvery {
			rows = 0
			return ctx.Err()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return c.finish(), nil
}
