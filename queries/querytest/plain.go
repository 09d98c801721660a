package querytest

import (
	"context"
	"slices"

	"entente/queries/plan"
)

// Pair is a start and an end that a path connects.
type Pair [2]Node

// Pairs evaluates a path by the book: for every start among nodes, the ends (SPARQL 1.1, section 18.4). nodes
// are all nodes that a path of no hop may match: those of the graph and those named in the query.
func Pairs(g *Graph, p plan.Path, nodes []Node) map[Pair]bool {
	out := map[Pair]bool{}
	for pair := range Count(g, p, nodes) {
		out[pair] = true
	}
	return out
}

// Count evaluates a path by the book and counts the solutions, duplicates as SPARQL keeps them.
func Count(g *Graph, p plan.Path, nodes []Node) map[Pair]uint64 {
	out := map[Pair]uint64{}
	switch p := p.(type) {
	case plan.Empty:
		for _, n := range nodes {
			out[Pair{n, n}] = 1
		}
	case *plan.Step:
		countStep(g, p, out)
	case plan.Seq:
		for _, n := range nodes {
			out[Pair{n, n}] = 1
		}
		for _, x := range p {
			out = compose(out, Count(g, x, nodes))
		}
	case plan.Alt:
		for _, x := range p {
			for pair, k := range Count(g, x, nodes) {
				out[pair] += k
			}
		}
	case *plan.Repeat:
		if p.Each || p.Max < 0 {
			return each(g, p, nodes)
		}
		power := Count(g, plan.Empty{}, nodes)
		once := Count(g, p.X, nodes)
		for k := 0; k <= p.Max; k++ {
			if k >= p.Min {
				for pair, n := range power {
					out[pair] += n
				}
			}
			power = compose(power, once)
		}
	}
	return out
}

func compose(a, b map[Pair]uint64) map[Pair]uint64 {
	out := map[Pair]uint64{}
	for x, k := range a {
		for y, l := range b {
			if x[1] == y[0] {
				out[Pair{x[0], y[1]}] += k * l
			}
		}
	}
	return out
}

// each gives every pair once: the path walked min times or more, until nothing new comes.
func each(g *Graph, r *plan.Repeat, nodes []Node) map[Pair]uint64 {
	once := Count(g, r.X, nodes)
	power := map[Pair]uint64{}
	for _, n := range nodes {
		power[Pair{n, n}] = 1
	}
	seen := map[Pair]uint64{}
	for k := 0; k <= r.Max || r.Max < 0; k++ {
		grown := false
		if k >= r.Min {
			for pair := range power {
				if seen[pair] == 0 {
					seen[pair] = 1
					grown = true
				}
			}
			if !grown && k > r.Min+len(nodes) {
				break
			}
		}
		next := compose(power, once)
		for pair := range next {
			next[pair] = 1
		}
		power = next
	}
	return seen
}

// countStep counts, for each atom, every distinct triple it may walk once.
func countStep(g *Graph, s *plan.Step, out map[Pair]uint64) {
	for i := range s.Atoms {
		a := &s.Atoms[i]
		type triple struct{ s, p, o Node }
		seen := map[triple]bool{}
		for _, q := range g.Quads {
			if a.Pred != 0 && q.P != a.Pred || a.Pred == 0 && slices.Contains(a.Except, q.P) {
				continue
			}
			if a.Filter != nil {
				if ok, err := a.Filter.Pass(q.P, q.G); err != nil || !ok {
					continue
				}
			}
			t := triple{q.S, q.P, q.O}
			from, to := q.S, q.O
			if a.Reverse {
				from, to = to, from
			}
			if seen[t] || s.FromOpen && g.Contested[from] || s.ToOpen && g.Contested[to] {
				continue
			}
			seen[t] = true
			out[Pair{from, to}]++
		}
	}
}

// Shortest evaluates by the book the least number of hops for every pair: the smallest k such that some
// unrolling of the path into k hops connects it.
func Shortest(g *Graph, p plan.Path, nodes []Node) map[Pair]int {
	a, err := plan.Build(p) // the path as it is, not simplified
	if err != nil {
		return nil
	}
	out := map[Pair]int{}
	for _, start := range nodes {
		type state struct {
			q int32
			n Node
		}
		seen := map[state]bool{{0, start}: true}
		front := []state{{0, start}}
		for hops := 0; len(front) > 0; hops++ {
			var next []state
			for _, at := range front {
				if a.Accept[at.q] {
					if _, ok := out[Pair{start, at.n}]; !ok {
						out[Pair{start, at.n}] = hops
					}
				}
				for _, q := range a.Follow[at.q] {
					steps := map[Pair]uint64{}
					countStep(g, a.Steps[q], steps)
					for pair := range steps {
						if to := (state{q, pair[1]}); pair[0] == at.n && !seen[to] {
							seen[to] = true
							next = append(next, to)
						}
					}
				}
			}
			front = next
		}
	}
	return out
}

// AllNodes lists the nodes of the graph and more besides.
func AllNodes(g *Graph, more ...Node) []Node {
	nodes := slices.Clone(more)
	for n := range g.Nodes(context.Background()) {
		nodes = append(nodes, n)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}
