package exec_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/querytest"
)

// arrays is a graph of one predicate held in sorted slices, for large shapes.
type arrays struct {
	out, in [][]exec.Node
	onEdge  func() // called for every list of ends asked for
}

const relation = exec.Node(1)

func newArrays(nodes int, edges iter.Seq2[int, int]) *arrays {
	a := &arrays{out: make([][]exec.Node, nodes+2), in: make([][]exec.Node, nodes+2)}
	for s, o := range edges {
		a.out[s+1] = append(a.out[s+1], exec.Node(o+1))
		a.in[o+1] = append(a.in[o+1], exec.Node(s+1))
	}
	for _, lists := range [][][]exec.Node{a.out, a.in} {
		for i := range lists {
			slices.Sort(lists[i])
			lists[i] = slices.Compact(lists[i])
		}
	}
	return a
}

func (a *arrays) MaxNode() exec.Node { return exec.Node(len(a.out) - 1) }

func (a *arrays) Barred(context.Context, exec.Node) (bool, error) { return false, nil }

func (a *arrays) Nodes(context.Context) iter.Seq2[exec.Node, error] {
	return func(yield func(exec.Node, error) bool) {
		for n := range a.out {
			if n > 0 && len(a.out[n])+len(a.in[n]) > 0 && !yield(exec.Node(n), nil) {
				return
			}
		}
	}
}

func (a *arrays) Around(_ context.Context, n exec.Node, reverse bool) iter.Seq2[exec.Edge, error] {
	return func(yield func(exec.Edge, error) bool) {
		for _, m := range a.list(reverse)[n] {
			if !yield(exec.Edge{Pred: relation, End: m}, nil) {
				return
			}
		}
	}
}

func (a *arrays) list(reverse bool) [][]exec.Node {
	if reverse {
		return a.in
	}
	return a.out
}

func (a *arrays) Adjacency(_ context.Context, _ exec.Node, reverse bool) (exec.Adjacency, error) {
	return lists{a.list(reverse), a.onEdge}, nil
}

type lists struct {
	ends   [][]exec.Node
	onEdge func()
}

func (l lists) Ends(n exec.Node) []exec.Node {
	if l.onEdge != nil {
		l.onEdge()
	}
	return l.ends[n]
}

func (l lists) Edges(n exec.Node) (ends, labels []exec.Node) {
	if l.onEdge != nil {
		l.onEdge()
	}
	return l.ends[n], make([]exec.Node, len(l.ends[n]))
}

func (l lists) Nodes() iter.Seq[exec.Node] {
	return func(yield func(exec.Node) bool) {
		for n, ends := range l.ends {
			if len(ends) > 0 && !yield(exec.Node(n)) {
				return
			}
		}
	}
}

func (l lists) Sizes() (pairs, starts int) {
	for _, ends := range l.ends {
		pairs += len(ends)
		if len(ends) > 0 {
			starts++
		}
	}
	return pairs, starts
}

func p() plan.Path { return &plan.Step{Atoms: []plan.Atom{{Pred: relation, Name: "p", Quads: 1}}} }

func star(x plan.Path) plan.Path { return &plan.Repeat{X: x, Max: -1, Each: true} }

func plus(x plan.Path) plan.Path { return &plan.Repeat{X: x, Min: 1, Max: -1, Each: true} }

func ring(n int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := range n {
			if !yield(i, (i+1)%n) {
				return
			}
		}
	}
}

func clique(n int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := range n {
			for j := range n {
				if i != j && !yield(i, j) {
					return
				}
			}
		}
	}
}

func spokes(n int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := range n {
			if !yield(0, i+1) {
				return
			}
		}
	}
}

func chain(n int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := range n {
			if !yield(i, i+1) {
				return
			}
		}
	}
}

func loops(n int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for i := range n {
			if !yield(i, i) {
				return
			}
		}
	}
}

func TestLargeShapes(t *testing.T) {
	million := newArrays(1_000_001, spokes(1_000_000))
	long := newArrays(100_001, chain(100_000))
	cases := []struct {
		name  string
		graph *arrays
		path  plan.Path
		start exec.Node
		want  int
	}{
		{"ring of 5,000, +", newArrays(5000, ring(5000)), plus(p()), 1, 5000},
		{"ring of 5,000, *", newArrays(5000, ring(5000)), star(p()), 1, 5000},
		{"clique of 300, +", newArrays(300, clique(300)), plus(p()), 1, 300},
		{"clique of 300, ((p*)*)*", newArrays(300, clique(300)), star(star(star(p()))), 1, 300},
		{"clique of 300, (p/p)+", newArrays(300, clique(300)), plus(plan.Seq{p(), p()}), 1, 300},
		{"star of a million, +", million, plus(p()), 1, 1_000_000},
		{"star of a million, from a ray back and out", million, plan.Seq{plan.Reverse(p()), p()}, 2, 1_000_000},
		{"chain of 100,000, +", long, plus(p()), 1, 100_000},
		{"chain of 100,000, ((p*)*)*", long, star(star(star(p()))), 1, 100_001},
		{"chain of 100,000, (p{2})*", long, star(&plan.Repeat{X: p(), Min: 2, Max: 2}), 1, 50_001},
		{"self loops, +", newArrays(10, loops(10)), plus(p()), 3, 1},
		{"self loops, ((p+)+)?", newArrays(10, loops(10)), &plan.Repeat{X: plus(plus(p())), Max: 1, Each: true}, 3, 1},
	}
	for _, c := range cases {
		rows := collect(t, c.graph, &exec.Request{Parts: []plan.Path{c.path}, Start: exec.Side{Fixed: true, Nodes: []exec.Node{c.start}}})
		if len(rows) != c.want {
			t.Errorf("%s: %d answers, not %d", c.name, len(rows), c.want)
		}
	}
	fmt.Printf("ran %d cases: large shapes\n", len(cases))
}

func TestLongestShortestWay(t *testing.T) {
	g := newArrays(5000, ring(5000))
	fixed := func(n exec.Node) exec.Side { return exec.Side{Fixed: true, Nodes: []exec.Node{n}} }
	rows := collect(t, g, &exec.Request{Parts: []plan.Path{plus(p())}, Start: fixed(1), End: fixed(5000), Mode: exec.Ways})
	if len(rows) != 1 || len(rows[0].Hops) != 4999 {
		t.Fatalf("%d ways", len(rows))
	}
	rows = collect(t, g, &exec.Request{Parts: []plan.Path{plus(p())}, Start: fixed(1), End: fixed(1), Mode: exec.Ways})
	if len(rows) != 1 || len(rows[0].Hops) != 5000 {
		t.Fatalf("round the ring: %d ways", len(rows))
	}
}

// TestCancel cancels while edges are being walked, and counts how many are walked after that.
func TestCancel(t *testing.T) {
	for _, mode := range []exec.Mode{exec.Pairs, exec.Ways, exec.AllWays, exec.NoRepeat, exec.Counting} {
		ctx, cancel := context.WithCancel(context.Background())
		g := newArrays(100_001, chain(100_000))
		asked, after := 0, 0
		g.onEdge = func() {
			if asked++; asked == 1000 {
				cancel()
			}
			if ctx.Err() != nil {
				after++
			}
		}
		var got error
		began := time.Now()
		for _, err := range exec.Run(ctx, g, &exec.Request{Parts: []plan.Path{plus(p())}, Start: exec.Side{Fixed: true, Nodes: []exec.Node{1}}, Mode: mode}) {
			if err != nil {
				got = err
			}
		}
		if !errors.Is(got, context.Canceled) {
			t.Errorf("mode %d: ended with %v", mode, got)
		}
		if after > 20_000 {
			t.Errorf("mode %d: asked for %d lists of ends after it was cancelled (%v)", mode, after, time.Since(began))
		}
		cancel()
	}
}

// TestCancelAmongNodesWithoutEdges: asking nodes that lead nowhere is work too, and ends soon after the query is cancelled.
func TestCancelAmongNodesWithoutEdges(t *testing.T) {
	const leaves = 100_000
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	g := newArrays(leaves+1, func(yield func(int, int) bool) {
		for i := range leaves {
			if !yield(0, i+1) {
				return
			}
		}
	})
	asked := 0
	g.onEdge = func() {
		if asked++; asked == 1000 {
			cancel()
		}
	}
	var got error
	for _, err := range exec.Run(ctx, g, &exec.Request{Parts: []plan.Path{plan.Seq{p(), p()}}, Start: exec.Side{Fixed: true, Nodes: []exec.Node{1}}, Mode: exec.Counting}) {
		if err != nil {
			got = err
		}
	}
	if !errors.Is(got, context.Canceled) || asked > 21_000 {
		t.Errorf("ended with %v after asking for %d lists of ends", got, asked)
	}
}

// TestStopsEarly holds that a consumer who has enough ends the walk.
func TestStopsEarly(t *testing.T) {
	g := newArrays(100_001, chain(100_000))
	asked := 0
	g.onEdge = func() { asked++ }
	n := 0
	for range exec.Run(context.Background(), g, &exec.Request{Parts: []plan.Path{plus(p())}, Start: exec.Side{Fixed: true, Nodes: []exec.Node{1}}}) {
		if n++; n == 20 {
			break
		}
	}
	if asked > 2000 {
		t.Errorf("20 answers took %d lists of ends", asked)
	}
	asked = 0
	fixed := func(n exec.Node) exec.Side { return exec.Side{Fixed: true, Nodes: []exec.Node{n}} }
	if rows := collect(t, g, &exec.Request{Parts: []plan.Path{plus(p())}, Start: fixed(1), End: fixed(9)}); len(rows) != 1 || asked > 50 {
		t.Errorf("reaching a near end: %d rows, %d lists", len(rows), asked)
	}
}

// TestSimpleWays compares ways without repeated nodes with all of them, written out.
func TestSimpleWays(t *testing.T) {
	n := uint64(1500)
	for seed := range n {
		r := querytest.NewRandom(seed)
		g := r.Graph(6)
		path := r.Path(2)
		start := exec.Node(1 + r.IntN(6))
		a, err := plan.Build(path)
		if err != nil {
			t.Fatal(err)
		}
		want := map[exec.Node]bool{}
		writeOut(g, a, 0, []exec.Node{start}, want)
		got := map[exec.Node]bool{}
		for _, row := range collect(t, g, &exec.Request{Parts: []plan.Path{path}, Start: exec.Side{Fixed: true, Nodes: []exec.Node{start}}, Mode: exec.NoRepeat, Extra: 8}) {
			if got[row.End] {
				t.Fatalf("seed %d: %s: end %d twice", seed, path, row.End)
			}
			got[row.End] = true
			if problem := walked(g, row); problem != "" {
				t.Fatalf("seed %d: %s: %s", seed, path, problem)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("seed %d: %s from %d on %v: ends %v, not %v", seed, path, start, g.Quads, got, want)
		}
	}
	fmt.Printf("ran %d cases: ways without repeated nodes\n", n)
}

// writeOut walks every way without repeated nodes by brute force.
func writeOut(g *querytest.Graph, a *plan.Automaton, q int32, way []exec.Node, ends map[exec.Node]bool) {
	at := way[len(way)-1]
	if a.Accept[q] {
		ends[at] = true
	}
	for _, next := range a.Follow[q] {
		for pair := range querytest.Pairs(g, a.Steps[next], nil) {
			if pair[0] == at && !slices.Contains(way, pair[1]) {
				writeOut(g, a, next, append(slices.Clone(way), pair[1]), ends)
			}
		}
	}
}

// TestStops compares named stops with stretches joined by hand.
func TestStops(t *testing.T) {
	n := uint64(1500)
	for seed := range n {
		r := querytest.NewRandom(seed)
		g := r.Graph(8)
		first, second := r.Path(2), r.Path(2)
		start, isStart := side(r, g)
		end, isEnd := side(r, g)
		nodes := querytest.AllNodes(g, append(slices.Clone(start.Nodes), end.Nodes...)...)
		want := map[[3]exec.Node]bool{}
		for x := range querytest.Pairs(g, first, nodes) {
			for y := range querytest.Pairs(g, second, nodes) {
				open := !start.Fixed && !end.Fixed
				if x[1] == y[0] && isStart(x[0]) && isEnd(y[1]) && (!open || inGraph(g, x[0])) {
					want[[3]exec.Node{x[0], x[1], y[1]}] = true
				}
			}
		}
		for _, mode := range []exec.Mode{exec.Pairs, exec.Ways} {
			got := map[[3]exec.Node]bool{}
			for _, row := range collect(t, g, &exec.Request{Parts: []plan.Path{first, second}, Start: start, End: end, Mode: mode, Extra: 1}) {
				key := [3]exec.Node{row.Start, row.Stops[0], row.End}
				if got[key] || !want[key] {
					t.Fatalf("seed %d: mode %d: %s @ %s: %v twice or wrong (%v)", seed, mode, first, second, key, got[key])
				}
				got[key] = true
				if problem := walked(g, row); mode == exec.Ways && problem != "" {
					t.Fatalf("seed %d: %s @ %s: %s", seed, first, second, problem)
				}
			}
			if len(got) != len(want) {
				t.Fatalf("seed %d: mode %d: %s @ %s start %v end %v: %d rows, not %d", seed, mode, first, second, start, end, len(got), len(want))
			}
		}
	}
	fmt.Printf("ran %d cases: named stops\n", n)
}
