package exec

import (
	"context"

	"entente/queries/plan"
)

// Counters tell how much work a query was.
type Counters struct {
	// Visited counts pairs of node and state, Edges the edges looked at, Tested the edges that a
	// filter judged.
	Visited, Edges, Tested int64
}

// Engine walks one automaton over one graph.
type Engine struct {
	graph Graph
	auto  *plan.Automaton
	// max is the largest node id that can occur, unknown names included.
	max Node
	// hops[q] is Steps[q] with its adjacencies, back[q] the same walked backwards; made when needed.
	hops, back []*hop
	Counters   Counters
	// left counts down to the next look at the context.
	left int
}

// hop is a step bound to the graph.
type hop struct {
	atoms []bound
	step  *plan.Step
	// fromOpen and toOpen as seen in the direction walked.
	fromOpen, toOpen bool
}

type bound struct {
	adj    Adjacency // nil for every predicate
	atom   *plan.Atom
	except map[Node]bool
	// reverse in the direction walked.
	reverse bool
}

// lookEvery is how many edges are walked between two looks at the context: well below a millisecond.
const lookEvery = 1 << 14

// New makes an engine. extra is the number of ids above the graph's largest that name unknown nodes.
func New(g Graph, a *plan.Automaton, extra int) *Engine {
	return &Engine{graph: g, auto: a, max: g.MaxNode() + Node(extra),
		hops: make([]*hop, len(a.Steps)), back: make([]*hop, len(a.Steps)), left: lookEvery}
}

// bind gives step q bound to the graph, walked backwards if reverse.
func (e *Engine) bind(ctx context.Context, q int32, reverse bool) (*hop, error) {
	cache := e.hops
	if reverse {
		cache = e.back
	}
	if h := cache[q]; h != nil {
		return h, nil
	}
	s := e.auto.Steps[q]
	h := &hop{step: s, fromOpen: s.FromOpen, toOpen: s.ToOpen, atoms: make([]bound, len(s.Atoms))}
	if reverse {
		h.fromOpen, h.toOpen = s.ToOpen, s.FromOpen
	}
	for i := range s.Atoms {
		a := &s.Atoms[i]
		b := bound{atom: a, reverse: a.Reverse != reverse}
		if a.Pred == 0 {
			if len(a.Except) > 0 {
				b.except = make(map[Node]bool, len(a.Except))
				for _, x := range a.Except {
					b.except[x] = true
				}
			}
		} else {
			adj, err := e.graph.Adjacency(ctx, a.Pred, b.reverse)
			if err != nil {
				return nil, err
			}
			b.adj = adj
		}
		h.atoms[i] = b
	}
	cache[q] = h
	return h, nil
}

// look counts n edges and looks at the context when it is time.
func (e *Engine) look(ctx context.Context, n int) error {
	e.Counters.Edges += int64(n)
	return e.pause(ctx, n)
}

// pause looks at the context when it is time, after n steps of work that are no edges.
func (e *Engine) pause(ctx context.Context, n int) error {
	e.left -= n + 1
	if e.left > 0 {
		return nil
	}
	e.left = lookEvery
	return ctx.Err()
}

// expand puts into out every node that h leads to from the nodes of list. When target is not 0 it
// stops as soon as it is reached and reports so.
func (e *Engine) expand(ctx context.Context, h *hop, list []Node, out *set) error {
	known := e.graph.MaxNode()
	for i := range h.atoms {
		b := &h.atoms[i]
		if p, ok := b.adj.(Prefetcher); ok {
			if err := p.Prefetch(ctx, list); err != nil {
				return err
			}
		}
		if b.adj == nil || b.atom.Filter != nil || h.fromOpen || h.toOpen {
			if err := e.expandSlow(ctx, h, b, list, func(n Node) { out.add(n) }); err != nil {
				return err
			}
			continue
		}
		for _, n := range list {
			if n > known {
				continue
			}
			ends := b.adj.Ends(n)
			for _, m := range ends {
				out.add(m)
			}
			if err := e.look(ctx, len(ends)); err != nil {
				return err
			}
		}
	}
	return nil
}

// expandSlow is expand for hops over any predicate, with filters or with bars.
func (e *Engine) expandSlow(ctx context.Context, h *hop, b *bound, list []Node, visit func(Node)) error {
	known := e.graph.MaxNode()
	for _, n := range list {
		if n > known {
			continue
		}
		if h.fromOpen {
			barred, err := e.graph.Barred(ctx, n)
			if err != nil {
				return err
			}
			if barred {
				continue
			}
		}
		err := e.edges(ctx, b, n, func(edge Edge) (bool, error) {
			if h.toOpen {
				barred, err := e.graph.Barred(ctx, edge.End)
				if err != nil || barred {
					return true, err
				}
			}
			visit(edge.End)
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// edges calls visit for the edges of n that b walks and its filter lets pass, until visit says stop.
func (e *Engine) edges(ctx context.Context, b *bound, n Node, visit func(Edge) (more bool, err error)) error {
	if n > e.graph.MaxNode() {
		return nil
	}
	if b.adj == nil {
		return e.around(ctx, b, n, visit)
	}
	ends, labels := b.adj.Edges(n)
	if len(ends) == 0 { // asking is work too: "." asks every relation of the vocabulary at every node
		return e.pause(ctx, 0)
	}
	for i, end := range ends {
		if err := e.look(ctx, 1); err != nil {
			return err
		}
		pass, err := e.passes(b, b.atom.Pred, labels[i])
		if err != nil {
			return err
		}
		if !pass {
			continue
		}
		if more, err := visit(Edge{Pred: b.atom.Pred, End: end, Label: labels[i]}); err != nil || !more {
			return err
		}
	}
	return nil
}

func (e *Engine) passes(b *bound, pred, label Node) (bool, error) {
	if b.atom.Filter == nil {
		return true, nil
	}
	e.Counters.Tested++
	return b.atom.Filter.Pass(pred, label)
}

func (e *Engine) around(ctx context.Context, b *bound, n Node, visit func(Edge) (bool, error)) error {
	for edge, err := range e.graph.Around(ctx, n, b.reverse) {
		if err != nil {
			return err
		}
		if err := e.look(ctx, 1); err != nil {
			return err
		}
		if b.except[edge.Pred] {
			continue
		}
		pass, err := e.passes(b, edge.Pred, edge.Label)
		if err != nil {
			return err
		}
		if !pass {
			continue
		}
		if more, err := visit(edge); err != nil || !more {
			return err
		}
	}
	return nil
}

// visitEdges calls visit for every edge that h leads over from n, bars and filters respected.
func (e *Engine) visitEdges(ctx context.Context, h *hop, n Node, visit func(b *bound, edge Edge) (more bool, err error)) error {
	if h.fromOpen && n <= e.graph.MaxNode() {
		if barred, err := e.graph.Barred(ctx, n); err != nil || barred {
			return err
		}
	}
	for i := range h.atoms {
		b := &h.atoms[i]
		stop := false
		err := e.edges(ctx, b, n, func(edge Edge) (bool, error) {
			if h.toOpen {
				barred, err := e.graph.Barred(ctx, edge.End)
				if err != nil || barred {
					return true, err
				}
			}
			more, err := visit(b, edge)
			stop = !more
			return more, err
		})
		if err != nil || stop {
			return err
		}
	}
	return nil
}
