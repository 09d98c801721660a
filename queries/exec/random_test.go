package exec_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/querytest"
)

// collect gathers rows; a second row for the same pair is an error of its own.
func collect(t testing.TB, g exec.Graph, r *exec.Request) []exec.Row {
	t.Helper()
	var rows []exec.Row
	for row, err := range exec.Run(context.Background(), g, r) {
		if err != nil {
			t.Fatal(err)
		}
		if rows = append(rows, row); r.Mode == exec.AllWays && len(rows) == manyWays {
			break
		}
	}
	return rows
}

// manyWays is where a test stops listing all shortest ways: there can be exponentially many.
const manyWays = 3000

// side makes a random end of a path, and the same as a test.
func side(r *querytest.Random, g *querytest.Graph) (exec.Side, func(exec.Node) bool) {
	any := exec.Node(g.Max)
	pick := func() exec.Node { return exec.Node(1 + r.IntN(int(any)+1)) } // one above is a node that is not there
	switch r.IntN(5) {
	case 0:
		return exec.Side{}, func(exec.Node) bool { return true }
	case 1:
		odd := func(n exec.Node) bool { return n%2 == 1 }
		return exec.Side{Accept: odd}, odd
	}
	s := exec.Side{Fixed: true}
	n := 1
	if r.IntN(3) == 0 {
		n = r.IntN(9)
	}
	for range n {
		s.Nodes = append(s.Nodes, pick())
	}
	return s, func(n exec.Node) bool {
		for _, m := range s.Nodes {
			if m == n {
				return true
			}
		}
		return false
	}
}

// check runs one random case in every mode against the plain evaluator.
func check(t testing.TB, seed uint64, maxNodes int) {
	t.Helper()
	r := querytest.NewRandom(seed)
	g := r.Graph(maxNodes)
	p := r.Path(3)
	start, isStart := side(r, g)
	end, isEnd := side(r, g)
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("seed %d: path %s start %v end %v graph %v contested %v: %s", seed, p, start.Nodes, end.Nodes, g.Quads, g.Contested, fmt.Sprintf(format, args...))
	}
	named := append(append([]exec.Node{}, start.Nodes...), end.Nodes...)
	nodes := querytest.AllNodes(g, named...)
	counted := querytest.Count(g, p, nodes)
	want := map[querytest.Pair]uint64{}
	for pair, k := range counted {
		open := !start.Fixed && !end.Fixed
		if isStart(pair[0]) && isEnd(pair[1]) && (!open || inGraph(g, pair[0])) {
			want[pair] = k
		}
	}
	req := exec.Request{Parts: []plan.Path{p}, Start: start, End: end, Extra: 1}
	for _, mode := range []exec.Mode{exec.Pairs, exec.Counting, exec.Ways, exec.AllWays} {
		req.Mode = mode
		rows := collect(t, g, &req)
		got := map[querytest.Pair]bool{}
		shortest := map[querytest.Pair]int{}
		if mode == exec.Ways || mode == exec.AllWays {
			shortest = querytest.Shortest(g, p, nodes)
		}
		ways := map[string]bool{}
		for _, row := range rows {
			pair := querytest.Pair{row.Start, row.End}
			if got[pair] && mode != exec.AllWays {
				fail("mode %d: %v twice", mode, pair)
			}
			got[pair] = true
			k, ok := want[pair]
			switch {
			case !ok:
				fail("mode %d: %v should not be there", mode, pair)
			case mode == exec.Counting && k != row.Paths:
				fail("%v: %d ways, not %d", pair, k, row.Paths)
			case mode == exec.Ways || mode == exec.AllWays:
				if len(row.Hops) != shortest[pair] {
					fail("%v: %d hops, not %d", pair, len(row.Hops), shortest[pair])
				}
				if problem := walked(g, row); problem != "" {
					fail("%v: %s in %v", pair, problem, row.Hops)
				}
				if key := fmt.Sprint(row.Hops); mode == exec.AllWays && ways[key] && len(row.Hops) > 0 {
					fail("%v: the way %s twice", pair, key)
				} else {
					ways[key] = true
				}
			}
		}
		if len(got) != len(want) && len(rows) < manyWays {
			fail("mode %d: %d pairs, not %d: %v against %v", mode, len(got), len(want), got, want)
		}
	}
}

func inGraph(g *querytest.Graph, n exec.Node) bool {
	for _, q := range g.Quads {
		if q.S == n || q.O == n {
			return true
		}
	}
	return false
}

// walked holds the hops of a row against the quads.
func walked(g *querytest.Graph, row exec.Row) string {
	at := row.Start
	for _, h := range row.Hops {
		if h.From != at {
			return "a gap"
		}
		at = h.To
		s, o := h.From, h.To
		if h.Reverse {
			s, o = o, s
		}
		found := false
		for _, q := range g.Quads {
			found = found || q == querytest.Quad{S: s, P: h.Pred, O: o, G: h.Label}
		}
		if !found {
			return fmt.Sprintf("no quad for %v", h)
		}
	}
	if at != row.End {
		return "the last hop ends elsewhere"
	}
	return ""
}

func TestRandomAgainstPlain(t *testing.T) {
	n := uint64(5000)
	if os.Getenv("ENTENTE_STRESS") == "1" {
		n = 1_000_000
	}
	if s, err := strconv.ParseUint(os.Getenv("ENTENTE_STRESS_CASES"), 10, 64); err == nil {
		n = s
	}
	for seed := range n {
		check(t, seed, 8+int(seed%23))
	}
	fmt.Printf("ran %d cases: random paths on random graphs against the plain evaluator\n", n)
}

func FuzzAgainstPlain(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, nodes uint8) { check(t, seed, 1+int(nodes%30)) })
}
