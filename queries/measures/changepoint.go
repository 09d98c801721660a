package measures

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Cost tells how badly one level fits a stretch of a series.
type Cost uint8

// Mean is the sum of squared distances from the stretch's mean, in units of the noise's variance: for
// scores. Poisson is twice the negative log likelihood of one rate: for counts, which must be >= 0.
const (
	Mean Cost = iota
	Poisson
)

// ChangePoints finds where the level of a series changes, by the exact search with pruning of PELT. It returns the
// indexes at which a new level begins, ascending, never 0. penalty is the price of one change; 0 means
// 2 ln n, a change having two parameters (place and level). A stretch is never shorter than minLength (at least 1).
// The time is linear in n when changes are spread over the series, and quadratic at worst.
//
// Source: R. Killick, P. Fearnhead and I. Eckley, "Optimal Detection of Changepoints with a Linear Computational
// Cost", Journal of the American Statistical Association 107 (2012) 1590-1598. The variance for Mean is taken
// from the differences of neighbours by the median absolute deviation, so that changes do not inflate it.
func ChangePoints(ctx context.Context, series []float64, cost Cost, penalty float64, minLength int) ([]int, error) {
	n := len(series)
	minLength = max(minLength, 1)
	for i, v := range series {
		if math.IsNaN(v) || math.IsInf(v, 0) || (cost == Poisson && v < 0) {
			return nil, fmt.Errorf("%w: %v at %d", ErrLevel, v, i)
		}
	}
	if n < 2*minLength {
		return nil, nil
	}
	if penalty == 0 {
		penalty = 2 * math.Log(float64(n))
	}
	look := &watch{ctx: ctx}
	fit := newSegments(series, cost)
	// best[t] is the least cost of series[:t]; last[t] the start of its final stretch.
	best := make([]float64, n+1)
	last := make([]int, n+1)
	best[0] = -penalty
	for t := 1; t < minLength; t++ {
		best[t] = math.Inf(1)
	}
	type start struct{ at, until int } // until: the t from which it cannot win any more
	candidates := []start{{0, math.MaxInt}}
	for t := minLength; t <= n; t++ {
		if s := t - minLength; s >= minLength {
			candidates = append(candidates, start{s, math.MaxInt})
		}
		if err := look.step(2 * len(candidates)); err != nil {
			return nil, err
		}
		best[t] = math.Inf(1)
		for _, s := range candidates {
			if c := best[s.at] + fit.cost(s.at, t) + penalty; c < best[t] {
				best[t], last[t] = c, s.at
			}
		}
		// A start that loses to a stretch ending at t loses whatever comes, since splitting a stretch
		// never raises either cost; but only once t itself may begin a stretch.
		for i, s := range candidates {
			if s.until == math.MaxInt && best[s.at]+fit.cost(s.at, t) > best[t] {
				candidates[i].until = t + minLength
			}
		}
		candidates = slices.DeleteFunc(candidates, func(s start) bool { return s.until <= t+1 })
	}
	var points []int
	for t := last[n]; t > 0; t = last[t] {
		points = append(points, t)
	}
	slices.Reverse(points)
	return points, nil
}

// segments gives the cost of any stretch in constant time from running sums.
type segments struct {
	kind     Cost
	sum, sq  []float64
	variance float64
}

func newSegments(v []float64, kind Cost) *segments {
	f := &segments{kind: kind, sum: make([]float64, len(v)+1), sq: make([]float64, len(v)+1), variance: noise(v)}
	for i, x := range v {
		f.sum[i+1] = f.sum[i] + x
		f.sq[i+1] = f.sq[i] + x*x
	}
	return f
}

func (f *segments) cost(s, t int) float64 {
	n, sum := float64(t-s), f.sum[t]-f.sum[s]
	if f.kind == Poisson {
		if sum <= 0 {
			return 0
		}
		return 2 * (sum - sum*math.Log(sum/n))
	}
	return max(0, f.sq[t]-f.sq[s]-sum*sum/n) / f.variance
}

// noise estimates the variance of a series around its level: differences of neighbours have twice
// the variance, and 0.6745 is the median absolute deviation of a standard normal.
func noise(v []float64) float64 {
	d := make([]float64, 0, len(v))
	for i := 1; i < len(v); i++ {
		d = append(d, math.Abs(v[i]-v[i-1]))
	}
	if len(d) == 0 {
		return 1
	}
	slices.Sort(d)
	if m := d[len(d)/2]; m > 0 {
		sd := m / (0.6745 * math.Sqrt2)
		return sd * sd
	}
	// More than half of the neighbours are equal: fall back on the mean square, then on 1.
	var sum float64
	for _, x := range d {
		sum += x * x
	}
	if sum > 0 {
		return sum / float64(2*len(d))
	}
	return 1
}
