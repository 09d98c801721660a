package measures

import (
	"maps"
	"math"
	"slices"
)

// Coders is how far two coders who judged the same units agree.
type Coders struct {
	Units    int     `json:"units"`    // that both judged
	Agreed   int     `json:"agreed"`   // with the same code
	Observed float64 `json:"observed"` // Agreed/Units
	// Kappa is Cohen's kappa: agreement beyond what the two coders' own habits give by chance; 1 perfect, 0 chance, NaN (no number)
	// where both used one and the same code only, so that chance alone explains all.
	Kappa float64 `json:"kappa"`
	// Alpha is Krippendorff's alpha for nominal data over the same units: chance is taken from all codes pooled; NaN where one code was used.
	Alpha float64 `json:"alpha"`
}

// Agree computes both measures for pairs of codes, one pair a unit. Without units everything is NaN.
func Agree(pairs [][2]string) Coders {
	a := Coders{Units: len(pairs), Kappa: CoderKappa(pairs)}
	units := make([][]string, len(pairs))
	for i, p := range pairs {
		units[i] = p[:]
		if p[0] == p[1] {
			a.Agreed++
		}
	}
	a.Observed = float64(a.Agreed) / float64(a.Units)
	a.Alpha = KrippendorffAlpha(units)
	return a
}

// CoderKappa is Cohen's kappa, (p_o - p_e) / (1 - p_e), with p_o the share of units on which two coders agree and p_e the share expected from the frequencies of
// each (Cohen 1960, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20). From -1 to 1; NaN without
// units, and where p_e is 1.
func CoderKappa(pairs [][2]string) float64 {
	if len(pairs) == 0 {
		return math.NaN()
	}
	n := float64(len(pairs))
	agreed := 0
	count := [2]map[string]int{{}, {}}
	for _, p := range pairs {
		if p[0] == p[1] {
			agreed++
		}
		count[0][p[0]]++
		count[1][p[1]]++
	}
	byChance := 0 // in units squared: whole numbers, so that the order of codes cannot matter
	for code, k := range count[0] {
		byChance += k * count[1][code]
	}
	expected := float64(byChance) / (n * n)
	if byChance == len(pairs)*len(pairs) {
		return math.NaN()
	}
	return (float64(agreed)/n - expected) / (1 - expected)
}

// KrippendorffAlpha is 1 - D_o/D_e for nominal codes of any number of coders, "" where a coder gave none (Krippendorff 2011, "Computing
// Krippendorff's Alpha-Reliability"). Units with fewer than two codes tell nothing and are left out. At most 1; NaN where fewer than two
// different codes were used.
func KrippendorffAlpha(units [][]string) float64 {
	total := map[string]int{}
	n := 0
	disagreement := 0.0
	for _, u := range units {
		codes := map[string]int{}
		m := 0
		for _, c := range u {
			if c != "" {
				codes[c]++
				m++
			}
		}
		if m < 2 {
			continue
		}
		n += m
		same := 0
		for _, c := range slices.Sorted(maps.Keys(codes)) {
			total[c] += codes[c]
			same += codes[c] * (codes[c] - 1)
		}
		disagreement += float64(m*(m-1)-same) / float64(m-1)
	}
	same := 0
	for _, k := range total {
		same += k * (k - 1)
	}
	expected := n*(n-1) - same
	if expected <= 0 {
		return math.NaN()
	}
	return 1 - float64(n-1)*disagreement/float64(expected)
}

// Wilson is the score interval of a share: right of n, at the confidence of z standard deviations (1.959964 for 95 %) (Wilson 1927, "Probable
// inference, the law of succession, and statistical inference", Journal of the American Statistical Association 22). Without observations it is
// all of [0,1].
func Wilson(right, n int, z float64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	size, p := float64(n), float64(right)/float64(n)
	middle := p + z*z/(2*size)
	spread := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	scale := 1 + z*z/size
	return max(0, (middle-spread)/scale), min(1, (middle+spread)/scale)
}

// Z95 is the normal deviate of a two-sided confidence of 95 %.
const Z95 = 1.959963984540054
