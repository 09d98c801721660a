package exec

import (
	"context"
	"math"

	"entente/queries/plan"
)

// counter counts ways as SPARQL does: sequences multiply, alternatives add, * + ? {n,} give each node
// once. It follows the path as written, not the simplified one.
type counter struct {
	graph   Graph
	extra   int
	engines map[plan.Path]*Engine
	// Saturated: some number grew beyond what fits.
	saturated bool
	counters  *Counters
}

// CountPaths gives the number of ways from start to every node that p leads to, and the nodes in the order in which
// they were first met. saturated says that a number was too large and stands as the largest there is.
func CountPaths(ctx context.Context, g Graph, p plan.Path, extra int, start Node, work *Counters) (order []Node, ways map[Node]uint64, saturated bool, err error) {
	c := &counter{graph: g, extra: extra, engines: map[plan.Path]*Engine{}, counters: work}
	v := newTally()
	v.add(start, 1)
	out, err := c.walk(ctx, p, v)
	if err != nil {
		return nil, nil, false, err
	}
	return out.order, out.ways, c.saturated || out.saturated, nil
}

// tally is how many ways lead to each node.
type tally struct {
	order     []Node
	ways      map[Node]uint64
	saturated bool
}

func newTally() *tally { return &tally{ways: map[Node]uint64{}} }

func (t *tally) add(n Node, k uint64) {
	old, ok := t.ways[n]
	if !ok {
		t.order = append(t.order, n)
	}
	if old > math.MaxUint64-k {
		t.ways[n] = math.MaxUint64
		t.saturated = true
		return
	}
	t.ways[n] = old + k
}

func (c *counter) walk(ctx context.Context, p plan.Path, in *tally) (*tally, error) {
	c.saturated = c.saturated || in.saturated
	switch p := p.(type) {
	case *plan.Step:
		return c.step(ctx, p, in)
	case plan.Seq:
		var err error
		for _, x := range p {
			if in, err = c.walk(ctx, x, in); err != nil {
				return nil, err
			}
		}
		return in, nil
	case plan.Alt:
		out := newTally()
		for _, x := range p {
			t, err := c.walk(ctx, x, in)
			if err != nil {
				return nil, err
			}
			if err := out.merge(ctx, t); err != nil {
				return nil, err
			}
		}
		return out, nil
	case *plan.Repeat:
		if p.Each || p.Max < 0 {
			return c.each(ctx, p, in)
		}
		return c.bounded(ctx, p, in)
	}
	return in, nil
}

// mergeStride is how many nodes are added between two looks at the context.
const mergeStride = 4096

func (t *tally) merge(ctx context.Context, u *tally) error {
	for i, n := range u.order {
		if i%mergeStride == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		t.add(n, u.ways[n])
	}
	t.saturated = t.saturated || u.saturated
	return nil
}

func (c *counter) bounded(ctx context.Context, r *plan.Repeat, in *tally) (*tally, error) {
	out := newTally()
	for k := 0; ; k++ {
		if k >= r.Min {
			if err := out.merge(ctx, in); err != nil {
				return nil, err
			}
		}
		if k == r.Max || len(in.order) == 0 {
			return out, nil
		}
		var err error
		if in, err = c.walk(ctx, r.X, in); err != nil {
			return nil, err
		}
	}
}

// engine makes or finds the engine of a part of the path.
func (c *counter) engine(p plan.Path) (*Engine, error) {
	if e, ok := c.engines[p]; ok {
		return e, nil
	}
	a, err := plan.Build(plan.Simplify(p))
	if err != nil {
		return nil, err
	}
	e := New(c.graph, a, c.extra)
	c.engines[p] = e
	return e, nil
}

func (c *counter) each(ctx context.Context, r *plan.Repeat, in *tally) (*tally, error) {
	e, err := c.engine(r)
	if err != nil {
		return nil, err
	}
	out := newTally()
	for _, n := range in.order {
		for end, err := range e.Ends(ctx, n) {
			if err != nil {
				return nil, err
			}
			out.add(end, in.ways[n])
		}
	}
	c.note(e)
	return out, nil
}

func (c *counter) note(e *Engine) {
	if c.counters != nil {
		c.counters.Add(e.Counters)
		e.Counters = Counters{}
	}
}

// Add adds what another engine did.
func (c *Counters) Add(d Counters) {
	c.Visited += d.Visited
	c.Edges += d.Edges
	c.Tested += d.Tested
}

// step adds, for every atom, each distinct triple once, whatever its labels.
func (c *counter) step(ctx context.Context, s *plan.Step, in *tally) (*tally, error) {
	e, err := c.engine(s)
	if err != nil {
		return nil, err
	}
	out := newTally()
	if len(s.Atoms) == 0 {
		return out, nil
	}
	h, err := e.bind(ctx, 1, false)
	if err != nil {
		return nil, err
	}
	for _, n := range in.order {
		k := in.ways[n]
		var atom *bound
		seen := map[[2]Node]bool{}
		err := e.visitEdges(ctx, h, n, func(b *bound, edge Edge) (bool, error) {
			if b != atom {
				atom = b
				clear(seen)
			}
			key := [2]Node{edge.Pred, edge.End}
			if !seen[key] {
				seen[key] = true
				out.add(edge.End, k)
			}
			return true, nil
		})
		if err != nil {
			return nil, err
		}
	}
	c.note(e)
	return out, nil
}
