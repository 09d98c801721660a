package measures

import (
	"math/rand/v2"
	"testing"
)

func TestTriadsByHand(t *testing.T) {
	// 0-1 friends, both enemies of 2: balanced. 3 is a friend of 0 and 1, and of 2: two triangles with one enmity.
	edges := []SignedEdge{{0, 1, false}, {0, 2, true}, {1, 2, true}, {3, 0, false}, {3, 1, false}, {3, 2, false}, {2, 2, true}}
	got, err := CountTriads(ctx, 4, edges)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Triads{[4]int{1, 2, 1, 0}}); got != want {
		t.Fatalf("%v, want %v", got, want)
	}
	share, ok := got.Balance()
	if !ok {
		t.Fatal("no balance")
	}
	near(t, "balance", share, 0.5)
	f, err := FrustrationIndex(ctx, 4, edges)
	if err != nil || f.Edges != 1 || !f.Exact {
		t.Errorf("frustration %+v %v, want 1: without 3-2 there are two camps", f, err)
	}
}

func TestBothSignsCountAsEnmity(t *testing.T) {
	got, err := CountTriads(ctx, 3, []SignedEdge{{0, 1, false}, {1, 0, true}, {1, 2, false}, {2, 0, false}})
	if err != nil || got.Negative[1] != 1 {
		t.Errorf("%v %v", got, err)
	}
}

func TestFrustrationEqualsPlainSearch(t *testing.T) {
	const cases = 200
	for seed := range uint64(cases) {
		r := rand.New(rand.NewPCG(seed, 3))
		n := 2 + r.IntN(8)
		var edges []SignedEdge
		for a := range n {
			for b := range a {
				if r.IntN(2) == 0 {
					edges = append(edges, SignedEdge{a, b, r.IntN(2) == 0})
				}
			}
		}
		least := len(edges)
		for mask := range 1 << n {
			bad := 0
			for _, e := range edges {
				if (mask>>e.A&1 != mask>>e.B&1) != e.Negative {
					bad++
				}
			}
			least = min(least, bad)
		}
		f, err := FrustrationIndex(ctx, n, edges)
		if err != nil || f.Edges != least || !f.Exact {
			t.Fatalf("seed %d: %+v %v, want %d", seed, f, err, least)
		}
		bad := 0
		for _, e := range edges {
			if (f.Camp[e.A] != f.Camp[e.B]) != e.Negative {
				bad++
			}
		}
		if bad != least {
			t.Fatalf("seed %d: the camps leave %d edges frustrated, not %d", seed, bad, least)
		}
	}
	t.Logf("ran %d cases: frustration against all divisions", cases)
}

func TestLargeComponentOfTwoCampsIsFound(t *testing.T) {
	// 60 nodes in two camps, sparse; and one false friend across.
	var edges []SignedEdge
	for a := range 60 {
		for b := range a {
			if (a*7+b*3)%4 == 0 || b == a-1 {
				edges = append(edges, SignedEdge{a, b, a%2 != b%2})
			}
		}
	}
	f, err := FrustrationIndex(ctx, 60, edges)
	if err != nil || f.Edges != 0 || !f.Exact {
		t.Errorf("two camps: %d frustrated edges, exact %v, %v", f.Edges, f.Exact, err)
	}
	edges = append(edges, SignedEdge{0, 59, false})
	if f, err = FrustrationIndex(ctx, 60, edges); err != nil || f.Edges > 1 {
		t.Errorf("one false friend: %d, %v", f.Edges, err)
	}
}

func TestBalanceRefusesUnknownNodes(t *testing.T) {
	if _, err := CountTriads(ctx, 2, []SignedEdge{{0, 2, false}}); err == nil {
		t.Error("a node outside the graph was accepted")
	}
	if _, ok := (Triads{}).Balance(); ok {
		t.Error("a graph without triangles has no balance")
	}
}
