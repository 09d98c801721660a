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
	if !whole {
		slices.Sort(nodes)
		nodes = slices.Compact(nodes)
	}
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

// Explained says how a request is carried out.
type Explained struct {
	// Backwards: from the end; BothEnds: from both ends at once; Middle: the hop the starts are found from, "" if none.
	Backwards, BothEnds bool
	Middle              string
	Steps               []ExplainedStep
}

// ExplainedStep is one kind of hop, in the order in which they are walked.
type ExplainedStep struct {
	State    int     `json:"state"`
	Step     string  `json:"step"`
	After    []int32 `json:"after"` // states it follows; 0 is the start
	Accepts  bool    `json:"accepts"`
	Repeats  bool    `json:"repeats"`
	Quads    int64   `json:"quads"`    // of its predicates
	Estimate float64 `json:"estimate"` // nodes reached
}

// Explain tells how Run would carry out each part of a request, without running it.
func Explain(ctx context.Context, g Graph, r *Request) ([]Explained, error) {
	var out []Explained
	rows := 0.0 // at the start of a part
	for i, p := range r.Parts {
		c := &call{g: g, r: r}
		x := Explained{}
		sole := len(r.Parts) == 1
		if sole {
			x.Backwards = c.backwards(p)
			x.BothEnds = r.Start.Fixed && r.End.Fixed && len(unique(r.End.Nodes)) <= 4 && r.Mode != Counting
		} else {
			x.Backwards = r.End.Fixed && !r.Start.Fixed
		}
		start := r.Start
		if x.Backwards {
			p, start = plan.Reverse(p), r.End
		}
		p = plan.Simplify(p)
		if seq, ok := p.(plan.Seq); ok && !start.Fixed && i == 0 {
			if k := plan.Rarest(seq); k > 0 {
				x.Middle = seq[k].String()
			}
		}
		switch {
		case i > 0:
		case start.Fixed:
			rows = float64(len(start.Nodes))
		default:
			rows = openStart
		}
		var err error
		if x.Steps, rows, err = explainSteps(ctx, g, p, rows); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// openStart stands for as many starts as the first hop has.
const openStart = -1

func explainSteps(ctx context.Context, g Graph, p plan.Path, rows float64) (out []ExplainedStep, ends float64, err error) {
	a, err := plan.Build(p)
	if err != nil {
		return nil, 0, err
	}
	estimate := make([]float64, len(a.Steps))
	estimate[0] = rows
	if a.Accept[0] && rows > 0 {
		ends = rows
	}
	for k, group := range a.Groups {
		for _, q := range group {
			if q == 0 {
				continue
			}
			s := ExplainedStep{State: int(q), Step: a.Steps[q].String(), After: a.Before[q], Accepts: a.Accept[q], Repeats: a.Loop[k]}
			fan, all := 0.0, 0.0
			for i := range a.Steps[q].Atoms {
				atom := &a.Steps[q].Atoms[i]
				s.Quads += atom.Quads
				if atom.Pred == 0 {
					fan += 10
					continue
				}
				adj, err := g.Adjacency(ctx, atom.Pred, atom.Reverse)
				if err != nil {
					return nil, 0, err
				}
				if pairs, starts := adj.Sizes(); starts > 0 {
					fan += float64(pairs) / float64(starts)
					all += float64(pairs)
				}
			}
			for _, before := range a.Before[q] {
				if estimate[before] == openStart {
					s.Estimate += all
				} else {
					s.Estimate += estimate[before] * fan
				}
			}
			if s.Repeats {
				s.Estimate *= 8 // a guess: a few rounds
			}
			s.Estimate = min(s.Estimate, float64(g.MaxNode()))
			estimate[q] = s.Estimate
			if s.Accepts {
				ends += s.Estimate
			}
			out = append(out, s)
		}
	}
	return out, ends, nil
}
