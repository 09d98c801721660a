package measures

import (
	"math"
	"slices"
	"testing"
)

func both(pairs ...[2]int) (ties []Tie) {
	for _, p := range pairs {
		ties = append(ties, Tie{p[0], p[1], 1}, Tie{p[1], p[0], 1})
	}
	return ties
}

func TestStructuralHolesByHand(t *testing.T) {
	// A star of three rays: the centre's contacts do not know one another.
	h, err := StructuralHoles(ctx, 5, both([2]int{0, 1}, [2]int{0, 2}, [2]int{0, 3}))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "centre constraint", h[0].Constraint, 3*(1.0/9))
	near(t, "centre effective size", h[0].EffectiveSize, 3)
	near(t, "ray constraint", h[1].Constraint, 1)
	if !math.IsNaN(h[4].Constraint) || h[4].Contacts != 0 {
		t.Errorf("node without ties: %+v", h[4])
	}
	// A triangle: each invests half in each contact; c = 2 * (1/2 + 1/2*1/2)^2 = 9/8; redundancy 2 * 1/2*1.
	h, err = StructuralHoles(ctx, 3, both([2]int{0, 1}, [2]int{1, 2}, [2]int{0, 2}))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "triangle constraint", h[0].Constraint, 9.0/8)
	near(t, "triangle effective size", h[0].EffectiveSize, 1)
	near(t, "triangle efficiency", h[0].Efficiency, 0.5)
}

func TestBrokerageRolesByHand(t *testing.T) {
	// 1 stands between 0 and 2, 3, 4; groups: 0,1,2 red; 3,4 blue; 5 green -> 1 -> 3.
	ties := []Tie{{0, 1, 1}, {1, 2, 1}, {1, 3, 1}, {4, 1, 1}, {5, 1, 1}}
	got, err := BrokerageRoles(ctx, []int{0, 0, 0, 1, 1, 2}, ties)
	if err != nil {
		t.Fatal(err)
	}
	// 0>1>2 coordinator; 0>1>3 representative; 4>1>2 gatekeeper; 4>1>3 itinerant; 5>1>2 gatekeeper; 5>1>3 liaison
	want := Brokerage{Coordinator: 1, Itinerant: 1, Gatekeeper: 2, Representative: 1, Liaison: 1}
	if got[1] != want || got[1].Total() != 6 {
		t.Errorf("%+v, want %+v", got[1], want)
	}
	// A direct tie closes the triple.
	got, err = BrokerageRoles(ctx, []int{0, 0, 0}, []Tie{{0, 1, 1}, {1, 2, 1}, {0, 2, 1}})
	if err != nil || got[1].Total() != 0 {
		t.Errorf("closed triple: %+v %v", got[1], err)
	}
}

func TestPositionsByHand(t *testing.T) {
	// Two triangles joined by one tie 2-3.
	ties := both([2]int{0, 1}, [2]int{1, 2}, [2]int{0, 2}, [2]int{3, 4}, [2]int{4, 5}, [2]int{3, 5}, [2]int{2, 3})
	p, err := Positions(ctx, 6, ties)
	if err != nil {
		t.Fatal(err)
	}
	// 2 lies between {0,1} and {3,4,5}: 6 pairs, both ways.
	near(t, "betweenness of the bridge", p[2].Betweenness, 12)
	near(t, "betweenness of a corner", p[0].Betweenness, 0)
	sum := 0.0
	for _, x := range p {
		sum += x.PageRank
	}
	near(t, "sum of PageRank", sum, 1)
	near(t, "equal places, equal rank", p[0].PageRank, p[5].PageRank)
	for i, want := range []int{0, 0, 0, 1, 1, 1} {
		if p[i].Community != want {
			t.Errorf("node %d in community %d, want %d", i, p[i].Community, want)
		}
	}
	if p[2].OutDegree != 3 || p[2].InDegree != 3 || p[2].OutWeight != 3 {
		t.Errorf("degree: %+v", p[2])
	}
}

func TestPageRankByHand(t *testing.T) {
	// 0 -> 1, and 1 has nowhere to go: with d = .85, r1 = r0 + .85 r0, r0 + r1 = 1, so r0 = 1/2.85.
	p, err := Positions(ctx, 2, []Tie{{0, 1, 1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "source", p[0].PageRank, 1/2.85)
	near(t, "sink", p[1].PageRank, 1.85/2.85)
}

func TestPositionsAreDeterministic(t *testing.T) {
	var ties []Tie
	for i := range 200 {
		ties = append(ties, Tie{i % 40, (i*i + 7*i + 3) % 40, float64(i%5 + 1)})
	}
	first, err := Positions(ctx, 40, ties)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		slices.Reverse(ties)
		again, err := Positions(ctx, 40, ties)
		if err != nil {
			t.Fatal(err)
		}
		for i := range again {
			if again[i].Community != first[i].Community || again[i].PageRank != first[i].PageRank {
				t.Fatalf("node %d: %+v then %+v", i, first[i], again[i])
			}
		}
	}
}

func TestNetworkRefusesBadTies(t *testing.T) {
	for _, tie := range []Tie{{0, 9, 1}, {-1, 0, 1}, {0, 1, 0}, {0, 1, math.NaN()}} {
		if _, err := Positions(ctx, 2, []Tie{tie}); err == nil {
			t.Errorf("positions accepted %+v", tie)
		}
		if _, err := StructuralHoles(ctx, 2, []Tie{tie}); err == nil {
			t.Errorf("holes accepted %+v", tie)
		}
	}
	if p, err := Positions(ctx, 0, nil); err != nil || len(p) != 0 {
		t.Errorf("empty graph: %v %v", p, err)
	}
	if p, err := Positions(ctx, 2, nil); err != nil || p[1].Community != 1 {
		t.Errorf("no ties: %v %v", p, err)
	}
}
