package measures

import (
	"errors"
	"fmt"
	"math"
)

// Errors of the similarity measures.
var (
	ErrLength    = errors.New("the two portfolios differ in length")
	ErrEmpty     = errors.New("no item on which both have a value")
	ErrLevel     = errors.New("a value lies outside the scale")
	ErrUndefined = errors.New("the measure is undefined: no disagreement is possible by chance")
)

// Missing marks an item on which a state has no value (absent from a vote, not yet a state). Items that are
// missing on either side are left out of every measure.
const Missing = -1

// Portfolio is one state's values over the same items in the same order: levels from 0 to levels-1 of an ordered
// scale, such as no alliance 0, consultation 1, neutrality 2, defence 3, or no 0, abstain 1, yes 2.
type Portfolio []int

// pairs drops missing items and checks the rest.
func pairs(a, b Portfolio, weights []float64, levels int) (x, y []int, w []float64, err error) {
	if len(a) != len(b) || (weights != nil && len(weights) != len(a)) {
		return nil, nil, nil, ErrLength
	}
	for i := range a {
		if a[i] == Missing || b[i] == Missing {
			continue
		}
		if a[i] < 0 || b[i] < 0 || a[i] >= levels || b[i] >= levels {
			return nil, nil, nil, fmt.Errorf("%w: item %d has %d and %d on a scale of %d levels", ErrLevel, i, a[i], b[i], levels)
		}
		wi := 1.0
		if weights != nil {
			wi = weights[i]
			if wi < 0 || math.IsNaN(wi) || math.IsInf(wi, 0) {
				return nil, nil, nil, fmt.Errorf("%w: weight %v of item %d", ErrLevel, wi, i)
			}
		}
		if wi == 0 {
			continue
		}
		x, y, w = append(x, a[i]), append(y, b[i]), append(w, wi)
	}
	if len(x) == 0 {
		return nil, nil, nil, ErrEmpty
	}
	return x, y, w, nil
}

// S is the similarity of two portfolios by Signorino and Ritter: 1 minus twice the weighted distance over the
// largest possible one. It runs from -1 (opposite) to 1 (equal). A nil weights counts each item once.
//
// Source: C. Signorino and J. Ritter, "Tau-b or Not Tau-b: Measuring the Similarity of Foreign Policy Positions",
// International Studies Quarterly 43 (1999) 115-144, with absolute distances.
func S(a, b Portfolio, weights []float64, levels int) (float64, error) {
	if levels < 2 {
		return 0, fmt.Errorf("%w: %d levels", ErrLevel, levels)
	}
	x, y, w, err := pairs(a, b, weights, levels)
	if err != nil {
		return 0, err
	}
	var d, most float64
	for i := range x {
		d += w[i] * math.Abs(float64(x[i]-y[i]))
		most += w[i] * float64(levels-1)
	}
	return 1 - 2*d/most, nil
}

// Distance says how much two levels disagree.
type Distance func(i, j int) float64

// Nominal counts any difference as one; Absolute and Squared are for ordered scales.
func Nominal(i, j int) float64 {
	if i == j {
		return 0
	}
	return 1
}

// Absolute is the distance in levels.
func Absolute(i, j int) float64 { return math.Abs(float64(i - j)) }

// Squared is the distance in levels, squared.
func Squared(i, j int) float64 { return float64((i - j) * (i - j)) }

// CohenKappa is agreement corrected for the agreement that the two marginal distributions, each state's own,
// give by chance: 1 for equal portfolios, 0 for chance, negative below it. With distances other than Nominal it
// is the weighted kappa. ErrUndefined when both use one and the same level throughout.
//
// Sources: J. Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement
// 20 (1960) 37-46; J. Cohen, "Weighted Kappa", Psychological Bulletin 70 (1968) 213-220; for portfolios
// F. Häge, "Choice or Circumstance?", Political Analysis 19 (2011) 287-305.
func CohenKappa(a, b Portfolio, weights []float64, levels int, dist Distance) (float64, error) {
	return chanceCorrected(a, b, weights, levels, dist, func(p, q []float64) ([]float64, []float64) { return p, q })
}

// ScottPi is CohenKappa with the two marginal distributions replaced by their mean.
//
// Source: W. Scott, "Reliability of Content Analysis: The Case of Nominal Scale Coding", Public Opinion Quarterly
// 19 (1955) 321-325; for portfolios Häge (2011) as above.
func ScottPi(a, b Portfolio, weights []float64, levels int, dist Distance) (float64, error) {
	return chanceCorrected(a, b, weights, levels, dist, func(p, q []float64) ([]float64, []float64) {
		m := make([]float64, len(p))
		for i := range p {
			m[i] = (p[i] + q[i]) / 2
		}
		return m, m
	})
}

func chanceCorrected(a, b Portfolio, weights []float64, levels int, dist Distance, marginals func(p, q []float64) ([]float64, []float64)) (float64, error) {
	x, y, w, err := pairs(a, b, weights, levels)
	if err != nil {
		return 0, err
	}
	p, q := make([]float64, levels), make([]float64, levels)
	var observed, total float64
	for i := range x {
		observed += w[i] * dist(x[i], y[i])
		p[x[i]] += w[i]
		q[y[i]] += w[i]
		total += w[i]
	}
	for i := range p {
		p[i] /= total
		q[i] /= total
	}
	p, q = marginals(p, q)
	var expected float64
	for i := range p {
		for j := range q {
			expected += p[i] * q[j] * dist(i, j)
		}
	}
	if expected == 0 {
		return 0, ErrUndefined
	}
	return 1 - observed/total/expected, nil
}

// TauB is Kendall's rank correlation of two portfolios, corrected for ties, from -1 to 1: the first measure that
// the field used for alliance portfolios. ErrUndefined when a portfolio has one level throughout.
//
// Source: M. Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33 (1945) 239-251; B. Bueno de
// Mesquita, "Measuring Systemic Polarity", Journal of Conflict Resolution 19 (1975) 187-216.
func TauB(a, b Portfolio, levels int) (float64, error) {
	x, y, _, err := pairs(a, b, nil, levels)
	if err != nil {
		return 0, err
	}
	// Over the table of levels: quadratic in the levels, not in the items.
	n := make([][]float64, levels)
	row, col := make([]float64, levels), make([]float64, levels)
	for i := range n {
		n[i] = make([]float64, levels)
	}
	for i := range x {
		n[x[i]][y[i]]++
		row[x[i]]++
		col[y[i]]++
	}
	var concordant, discordant float64
	for i := range levels {
		for j := range levels {
			for k := i + 1; k < levels; k++ {
				for l := range levels {
					switch {
					case l > j:
						concordant += n[i][j] * n[k][l]
					case l < j:
						discordant += n[i][j] * n[k][l]
					}
				}
			}
		}
	}
	choose := func(v float64) float64 { return v * (v - 1) / 2 }
	all := choose(float64(len(x)))
	var tiesX, tiesY float64
	for i := range levels {
		tiesX += choose(row[i])
		tiesY += choose(col[i])
	}
	den := math.Sqrt((all - tiesX) * (all - tiesY))
	if den == 0 {
		return 0, ErrUndefined
	}
	return (concordant - discordant) / den, nil
}

// Agreement is the share of items on which two voters took the same side, an abstention beside a yes or a no
// counting half, from 0 to 1. Levels: no 0, abstain 1, yes 2.
//
// Source: A. Lijphart, "The Analysis of Bloc Voting in the General Assembly", American Political Science Review 57
// (1963) 902-917.
func Agreement(a, b Portfolio) (float64, error) {
	s, err := S(a, b, nil, 3)
	if err != nil {
		return 0, err
	}
	return (s + 1) / 2, nil
}
