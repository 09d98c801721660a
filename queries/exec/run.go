package exec

import (
	"context"
	"iter"
	"slices"

	"entente/queries/plan"
)

// Side says which nodes may stand at one end of a path.
type Side struct {
	// Fixed: only Nodes. Otherwise every node for which Accept says yes (nil: every node).
	Fixed  bool
	Nodes  []Node
	Accept func(Node) bool
}

func (s *Side) wants(n Node) bool { return s.Accept == nil || s.Accept(n) }

// Mode is what is asked of the ways.
type Mode uint8

// The modes.
const (
	Pairs    Mode = iota // which ends belong together
	Ways                 // one shortest way for each pair
	AllWays              // every shortest way for each pair
	NoRepeat             // pairs joined by a way that visits no node twice, with such a way
	Counting             // how many ways, as SPARQL counts
)

// Request is a query in ids.
type Request struct {
	// Parts are the stretches of the path between named stops; one part without stops.
	Parts       []plan.Path
	Start, End  Side
	Mode        Mode
	Extra       int // ids above the graph's largest that name unknown nodes
	Work        *Counters
	OnSaturated func()
	// Notes, if set, is told how the request is carried out.
	Notes func(string)
}

// Row is one answer in ids.
type Row struct {
	Start, End Node
	Stops      []Node
	Paths      uint64 // Counting
	Hops       []Hop  // Ways, AllWays, NoRepeat
}

// Run answers a request. The order of rows is fixed by graph and request.
func Run(ctx context.Context, g Graph, r *Request) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c := &call{g: g, r: r}
		err := c.run(ctx, func(row Row) error {
			if !yield(row, nil) {
				return errStop
			}
			return nil
		})
		c.note()
		if err != nil && err != errStop {
			yield(Row{}, err)
		}
	}
}

// call is one request being answered.
type call struct {
	g       Graph
	r       *Request
	engines []*Engine
}

func (c *call) say(text string) {
	if c.r.Notes != nil {
		c.r.Notes(text)
	}
}

func (c *call) note() {
	if c.r.Work == nil {
		return
	}
	for _, e := range c.engines {
		c.r.Work.Add(e.Counters)
		e.Counters = Counters{}
	}
}

func (c *call) engine(p plan.Path) (*Engine, error) {
	a, err := plan.Build(plan.Simplify(p))
	if err != nil {
		return nil, err
	}
	e := New(c.g, a, c.r.Extra)
	c.engines = append(c.engines, e)
	return e, nil
}

func (c *call) run(ctx context.Context, emit func(Row) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(c.r.Parts) != 1 {
		return c.stops(ctx, emit)
	}
	p := c.r.Parts[0]
	if c.backwards(p) {
		turned := *c.r
		turned.Parts = []plan.Path{plan.Reverse(p)}
		turned.Start, turned.End = c.r.End, c.r.Start
		back := &call{g: c.g, r: &turned}
		c.say("walks backwards from the end")
		defer back.note()
		return back.one(ctx, turned.Parts[0], func(row Row) error {
			row.Start, row.End = row.End, row.Start
			row.Hops = flipped(row.Hops)
			return emit(row)
		})
	}
	return c.one(ctx, p, emit)
}

// backwards decides from which end to walk: from the fixed one, else from the one with fewer candidates.
func (c *call) backwards(p plan.Path) bool {
	s, t := &c.r.Start, &c.r.End
	switch {
	case s.Fixed && t.Fixed:
		return len(t.Nodes)*4 < len(s.Nodes)
	case s.Fixed || t.Fixed:
		return t.Fixed
	}
	return plan.Weight(plan.Reverse(p)) < plan.Weight(p)
}

// one answers a request without stops from its start.
func (c *call) one(ctx context.Context, p plan.Path, emit func(Row) error) error {
	if c.r.Mode == Counting {
		return c.count(ctx, p, emit)
	}
	e, err := c.engine(p)
	if err != nil {
		return err
	}
	starts, err := c.starts(ctx, p)
	if err != nil {
		return err
	}
	if !c.r.End.Fixed {
		for s, err := range starts {
			if err != nil {
				return err
			}
			if err := c.from(ctx, e, s, c.r.End.Accept, emit); err != nil {
				return err
			}
		}
		return nil
	}
	ends := unique(c.r.End.Nodes)
	for s, err := range starts {
		if err != nil {
			return err
		}
		if len(ends) <= 4 || c.r.Mode == Ways && len(ends) <= 64 {
			err = c.pairs(ctx, e, s, ends, emit)
		} else {
			err = c.among(ctx, e, s, ends, emit)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func unique(nodes []Node) []Node {
	seen := make(map[Node]bool, len(nodes))
	out := make([]Node, 0, len(nodes))
	for _, n := range nodes {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// from emits the ends of one start.
func (c *call) from(ctx context.Context, e *Engine, s Node, accept func(Node) bool, emit func(Row) error) error {
	switch c.r.Mode {
	case Pairs:
		for n, err := range e.Ends(ctx, s) {
			if err != nil {
				return err
			}
			if accept != nil && !accept(n) {
				continue
			}
			if err := emit(Row{Start: s, End: n}); err != nil {
				return err
			}
		}
		return nil
	case NoRepeat:
		return c.ways(s, e.Acyclic(ctx, s, accept), emit)
	}
	return c.ways(s, e.Shortest(ctx, s, c.r.Mode == AllWays, accept), emit)
}

func (c *call) ways(s Node, ways iter.Seq2[Way, error], emit func(Row) error) error {
	for w, err := range ways {
		if err != nil {
			return err
		}
		if err := emit(Row{Start: s, End: w.End, Hops: w.Hops}); err != nil {
			return err
		}
	}
	return nil
}

// pairs looks at each end by itself, from both sides at once.
func (c *call) pairs(ctx context.Context, e *Engine, s Node, ends []Node, emit func(Row) error) error {
	for _, t := range ends {
		var err error
		switch c.r.Mode {
		case Pairs:
			var ok bool
			if ok, err = e.Reaches(ctx, s, t); ok && err == nil {
				err = emit(Row{Start: s, End: t})
			}
		case NoRepeat:
			err = c.ways(s, e.Acyclic(ctx, s, func(n Node) bool { return n == t }), emit)
		default:
			err = c.ways(s, e.ShortestBetween(ctx, s, t, c.r.Mode == AllWays), emit)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// among walks once from a start and keeps the wanted ends, stopping when all are found.
func (c *call) among(ctx context.Context, e *Engine, s Node, ends []Node, emit func(Row) error) error {
	open := make(map[Node]bool, len(ends))
	for _, n := range ends {
		open[n] = true
	}
	left := len(ends)
	seen := make(map[Node]bool, len(ends))
	err := c.from(ctx, e, s, func(n Node) bool { return open[n] }, func(row Row) error {
		if err := emit(row); err != nil {
			return err
		}
		if !seen[row.End] {
			seen[row.End] = true
			left--
		}
		if left == 0 && c.r.Mode != AllWays {
			return errFound
		}
		return nil
	})
	if err == errFound {
		return nil
	}
	return err
}

// errFound ends the walk from one start whose wanted ends are all found.
var errFound = errStopped("found")

type errStopped string

func (e errStopped) Error() string { return string(e) }

func (c *call) count(ctx context.Context, p plan.Path, emit func(Row) error) error {
	starts, err := c.starts(ctx, p)
	if err != nil {
		return err
	}
	wanted := c.r.End.Accept
	if c.r.End.Fixed {
		ends := make(map[Node]bool, len(c.r.End.Nodes))
		for _, n := range c.r.End.Nodes {
			ends[n] = true
		}
		wanted = func(n Node) bool { return ends[n] }
	}
	for s, err := range starts {
		if err != nil {
			return err
		}
		order, ways, saturated, err := CountPaths(ctx, c.g, p, c.r.Extra, s, c.r.Work)
		if err != nil {
			return err
		}
		if saturated && c.r.OnSaturated != nil {
			c.r.OnSaturated()
		}
		for _, n := range order {
			if wanted != nil && !wanted(n) {
				continue
			}
			if err := emit(Row{Start: s, End: n, Paths: ways[n]}); err != nil {
				return err
			}
		}
	}
	return nil
}

// starts yields the nodes to walk from.
func (c *call) starts(ctx context.Context, p plan.Path) (iter.Seq2[Node, error], error) {
	if c.r.Start.Fixed {
		nodes := unique(c.r.Start.Nodes)
		return func(yield func(Node, error) bool) {
			for _, n := range nodes {
				if err := ctx.Err(); err != nil {
					yield(0, err)
					return
				}
				if !yield(n, nil) {
					return
				}
			}
		}, nil
	}
	p = plan.Simplify(p)
	nodes, whole, err := c.candidates(ctx, p)
	if err != nil {
		return nil, err
	}
	if !whole && !slices.IsSorted(nodes) {
		nodes = ascending(nodes)
	}
	nodes = slices.Compact(nodes)
	return func(yield func(Node, error) bool) {
		all := func(yield func(Node, error) bool) {
			for _, n := range nodes {
				if !yield(n, nil) {
					return
				}
			}
		}
		if whole {
			all = c.g.Nodes(ctx)
		}
		for n, err := range all {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(0, err)
				return
			}
			if c.r.Start.wants(n) && !yield(n, nil) {
				return
			}
		}
	}, nil
}

// candidates lists nodes from which the path can lead anywhere; whole says that every node is one.
func (c *call) candidates(ctx context.Context, p plan.Path) (nodes []Node, whole bool, err error) {
	if plan.Nullable(p) {
		return nil, true, nil
	}
	if seq, ok := p.(plan.Seq); ok {
		if i := plan.Rarest(seq); i > 0 {
			return c.through(ctx, seq, i)
		}
	}
	a, err := plan.Build(p)
	if err != nil {
		return nil, false, err
	}
	for _, q := range a.Follow[0] {
		list, whole, err := c.leaving(ctx, a.Steps[q])
		if err != nil || whole {
			return nil, whole, err
		}
		nodes = append(nodes, list...)
	}
	return nodes, false, nil
}

// leaving lists the nodes that a hop can leave from.
func (c *call) leaving(ctx context.Context, s *plan.Step) (nodes []Node, whole bool, err error) {
	for i := range s.Atoms {
		a := &s.Atoms[i]
		if a.Pred == 0 {
			return nil, true, nil
		}
		adj, err := c.g.Adjacency(ctx, a.Pred, a.Reverse)
		if err != nil {
			return nil, false, err
		}
		for n := range adj.Nodes() {
			nodes = append(nodes, n)
		}
	}
	return nodes, false, ctx.Err()
}

// through finds the starts from the middle: from the rare step i backwards to where the path begins.
func (c *call) through(ctx context.Context, seq plan.Seq, i int) (nodes []Node, whole bool, err error) {
	nodes, whole, err = c.leaving(ctx, seq[i].(*plan.Step))
	if err != nil || whole {
		return nil, whole, err
	}
	c.say("finds the starts from the middle: " + seq[i].String())
	e, err := c.engine(plan.Reverse(seq[:i]))
	if err != nil {
		return nil, false, err
	}
	nodes, err = e.EndsOfAll(ctx, nodes)
	return nodes, false, err
}
