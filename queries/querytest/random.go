package querytest

import (
	"math/rand/v2"

	"entente/queries/plan"
)

// Random makes graphs and paths from a seed; the same seed gives the same ones.
type Random struct {
	*rand.Rand
	preds []Node
}

// NewRandom starts a generator.
func NewRandom(seed uint64) *Random { return &Random{Rand: rand.New(rand.NewPCG(seed, 1))} }

// Graph makes a graph of up to maxNodes nodes over up to four predicates, with some edges under several
// labels, loops, and some contested nodes.
func (r *Random) Graph(maxNodes int) *Graph {
	nodes := 1 + r.IntN(maxNodes)
	preds := 1 + r.IntN(4)
	r.preds = nil
	for i := range preds {
		r.preds = append(r.preds, Node(nodes+1+i))
	}
	labels := Node(nodes + preds + 1)
	edges := r.IntN(2*nodes + 2)
	g := NewGraph(nil)
	for range edges {
		q := Quad{S: r.node(nodes), P: r.preds[r.IntN(preds)], O: r.node(nodes), G: labels + Node(r.IntN(4))}
		g.Quads = append(g.Quads, q)
		if r.IntN(6) == 0 {
			q.G = labels + Node(r.IntN(4))
			g.Quads = append(g.Quads, q)
		}
	}
	for n := range nodes {
		if r.IntN(8) == 0 {
			g.Contested[Node(n+1)] = true
		}
	}
	g.Max = labels + 4
	return g
}

func (r *Random) node(nodes int) Node { return Node(1 + r.IntN(nodes)) }

// labelFilter lets the edges of even or odd labels pass.
type labelFilter struct{ odd bool }

// Pass implements plan.Filter.
func (f labelFilter) Pass(_, label Node) (bool, error) { return label%2 == 1 == f.odd, nil }

// String implements plan.Filter.
func (f labelFilter) String() string {
	if f.odd {
		return "[odd]"
	}
	return "[even]"
}

// Atom makes one atom over the predicates of the last graph.
func (r *Random) Atom() plan.Atom {
	a := plan.Atom{Pred: r.preds[r.IntN(len(r.preds))], Reverse: r.IntN(3) == 0, Quads: int64(r.IntN(100)), Name: "p"}
	switch r.IntN(10) {
	case 0:
		a.Pred = 0
		for _, p := range r.preds {
			if r.IntN(3) == 0 {
				a.Except = append(a.Except, p)
			}
		}
	case 1:
		a.Filter = labelFilter{r.IntN(2) == 0}
	}
	return a
}

// Path makes a path of up to depth levels.
func (r *Random) Path(depth int) plan.Path {
	if depth <= 0 || r.IntN(5) == 0 {
		s := &plan.Step{Atoms: []plan.Atom{r.Atom()}, FromOpen: r.IntN(12) == 0, ToOpen: r.IntN(12) == 0}
		for r.IntN(4) == 0 {
			s.Atoms = append(s.Atoms, r.Atom())
		}
		if r.IntN(40) == 0 {
			s.Atoms = nil
		}
		return s
	}
	switch r.IntN(8) {
	case 0, 1, 2:
		s := plan.Seq{}
		for range 1 + r.IntN(3) {
			s = append(s, r.Path(depth-1))
		}
		return s
	case 3, 4:
		a := plan.Alt{}
		for range 1 + r.IntN(3) {
			a = append(a, r.Path(depth-1))
		}
		return a
	case 5:
		return plan.Empty{}
	case 6:
		low := r.IntN(3)
		rep := &plan.Repeat{X: r.Path(depth - 1), Min: low, Max: low + r.IntN(3)}
		if r.IntN(3) == 0 {
			rep.Max = -1
		}
		return rep
	}
	rep := &plan.Repeat{X: r.Path(depth - 1), Each: true, Max: -1}
	switch r.IntN(3) {
	case 0:
		rep.Min = 1
	case 1:
		rep.Max = 1
	}
	return rep
}
