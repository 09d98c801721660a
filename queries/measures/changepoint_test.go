package measures

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// plainChanges is the same optimum without pruning.
func plainChanges(v []float64, cost Cost, penalty float64, minLength int) (float64, []int) {
	n := len(v)
	f := newSegments(v, cost)
	best, last := make([]float64, n+1), make([]int, n+1)
	best[0] = -penalty
	for t := 1; t <= n; t++ {
		best[t] = math.Inf(1)
		for s := 0; s <= t-minLength; s++ {
			if c := best[s] + f.cost(s, t) + penalty; c < best[t] {
				best[t], last[t] = c, s
			}
		}
	}
	var p []int
	for t := last[n]; t > 0; t = last[t] {
		p = append(p, t)
	}
	slices.Reverse(p)
	return best[n], p
}

func total(v []float64, cost Cost, penalty float64, points []int) float64 {
	f := newSegments(v, cost)
	sum, from := 0.0, 0
	for _, p := range append(slices.Clone(points), len(v)) {
		sum += f.cost(from, p)
		from = p
	}
	return sum + penalty*float64(len(points))
}

func TestChangePointsFindsPlantedChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	var v []float64
	for _, level := range []float64{0, 6, 1} {
		for range 60 {
			v = append(v, level+r.NormFloat64())
		}
	}
	got, err := ChangePoints(ctx, v, Mean, 0, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || math.Abs(float64(got[0]-60)) > 1 || math.Abs(float64(got[1]-120)) > 1 {
		t.Errorf("changes at %v, planted at 60 and 120", got)
	}
	counts := make([]float64, 100)
	for i := range counts {
		if counts[i] = 1; i >= 40 {
			counts[i] = 9
		}
	}
	got, err = ChangePoints(ctx, counts, Poisson, 0, 1)
	if err != nil || !slices.Equal(got, []int{40}) {
		t.Errorf("counts: %v %v, want a change at 40", got, err)
	}
}

func TestChangePointsEqualsPlainSearch(t *testing.T) {
	cases := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		v := make([]float64, 2+r.IntN(60))
		level := 0.0
		for i := range v {
			if r.IntN(12) == 0 {
				level = float64(r.IntN(12))
			}
			v[i] = math.Max(0, math.Round(level+r.NormFloat64()))
		}
		for _, cost := range []Cost{Mean, Poisson} {
			for _, minLength := range []int{1, 3} {
				cases++
				penalty := 2 * math.Log(float64(len(v)))
				got, err := ChangePoints(ctx, v, cost, 0, minLength)
				if err != nil {
					t.Fatal(err)
				}
				if len(v) < 2*minLength {
					continue
				}
				want, _ := plainChanges(v, cost, penalty, minLength)
				if c := total(v, cost, penalty, got); math.Abs(c-want) > 1e-6 {
					t.Fatalf("seed %d cost %d min %d: %v costs %.6f, the optimum %.6f", seed, cost, minLength, got, c, want)
				}
			}
		}
	}
	t.Logf("ran %d cases: change points against the plain search", cases)
}

func TestChangePointsEdges(t *testing.T) {
	for _, v := range [][]float64{nil, {1}, {1, 1, 1, 1}} {
		if got, err := ChangePoints(ctx, v, Mean, 0, 1); err != nil || len(got) != 0 {
			t.Errorf("%v: %v %v", v, got, err)
		}
	}
	if _, err := ChangePoints(ctx, []float64{1, math.NaN()}, Mean, 0, 1); err == nil {
		t.Error("NaN was accepted")
	}
	if _, err := ChangePoints(ctx, []float64{1, -1}, Poisson, 0, 1); err == nil {
		t.Error("a negative count was accepted")
	}
}
