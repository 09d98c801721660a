package exec

import (
	"context"
	"slices"

	"entente/queries/plan"
)

// stops answers a request with named stops: stretch by stretch, each stretch from a node walked once.
func (c *call) stops(ctx context.Context, emit func(Row) error) error {
	parts, start, end := c.r.Parts, c.r.Start, c.r.End
	turned := end.Fixed && !start.Fixed
	if turned {
		c.say("walks backwards from the end")
		parts = make([]plan.Path, len(c.r.Parts))
		for i, p := range c.r.Parts {
			parts[len(parts)-1-i] = plan.Reverse(p)
		}
		start, end = end, start
	}
	s := &stretches{c: c, known: make([]map[Node][]Node, len(parts)), end: &end, turned: turned, emit: emit}
	if end.Fixed {
		s.ends = make(map[Node]bool, len(end.Nodes))
		for _, n := range end.Nodes {
			s.ends[n] = true
		}
	}
	for i, p := range parts {
		e, err := c.engine(p)
		if err != nil {
			return err
		}
		s.engines = append(s.engines, e)
		s.known[i] = map[Node][]Node{}
	}
	inner := *c.r
	inner.Start = start
	begin := &call{g: c.g, r: &inner}
	starts, err := begin.starts(ctx, parts[0])
	if err != nil {
		return err
	}
	for n, err := range starts {
		if err != nil {
			return err
		}
		if err := s.from(ctx, n, 0, n, nil); err != nil {
			return err
		}
	}
	return nil
}

type stretches struct {
	c       *call
	engines []*Engine
	known   []map[Node][]Node // ends of a node, by stretch
	end     *Side
	ends    map[Node]bool
	turned  bool
	emit    func(Row) error
}

func (s *stretches) from(ctx context.Context, start Node, i int, at Node, passed []Node) error {
	list, ok := s.known[i][at]
	if !ok {
		var err error
		if list, err = s.engines[i].EndsOfAll(ctx, []Node{at}); err != nil {
			return err
		}
		s.known[i][at] = list
	}
	for _, n := range list {
		if i < len(s.engines)-1 {
			if err := s.from(ctx, start, i+1, n, append(passed, n)); err != nil {
				return err
			}
			continue
		}
		if s.end.Fixed && !s.ends[n] || !s.end.Fixed && !s.end.wants(n) {
			continue
		}
		if err := s.show(ctx, start, n, passed); err != nil {
			return err
		}
	}
	return nil
}

func (s *stretches) show(ctx context.Context, start, end Node, passed []Node) error {
	row := Row{Start: start, End: end, Stops: slices.Clone(passed)}
	if s.c.r.Mode == Ways || s.c.r.Mode == AllWays {
		at := start
		for i, e := range s.engines {
			to := end
			if i < len(passed) {
				to = passed[i]
			}
			for w, err := range e.ShortestBetween(ctx, at, to, false) {
				if err != nil {
					return err
				}
				row.Hops = append(row.Hops, w.Hops...)
			}
			at = to
		}
	}
	if s.turned {
		row.Start, row.End = end, start
		slices.Reverse(row.Stops)
		row.Hops = flipped(row.Hops)
	}
	return s.emit(row)
}
