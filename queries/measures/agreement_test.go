package measures

import (
	"math"
	"strings"
	"testing"
)

func published(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > within {
		t.Errorf("%s is %v, published %v", what, got, want)
	}
}

// TestCohenKappa: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, table 18.1: 100 subjects, three diagnoses, kappa 0.68.
func TestCohenKappa(t *testing.T) {
	table := [3][3]int{{75, 1, 4}, {5, 4, 1}, {0, 0, 10}}
	names := [3]string{"psychotic", "neurotic", "organic"}
	var pairs [][2]string
	for i, row := range table {
		for j, n := range row {
			for range n {
				pairs = append(pairs, [2]string{names[i], names[j]})
			}
		}
	}
	published(t, "kappa", CoderKappa(pairs), 0.68, 0.005)
	published(t, "kappa by hand, (0.89-0.66)/0.34", CoderKappa(pairs), 0.23/0.34, 1e-12)
	if k := CoderKappa([][2]string{{"a", "a"}, {"a", "a"}}); !math.IsNaN(k) {
		t.Errorf("one code only: %v", k)
	}
	if k := CoderKappa(nil); !math.IsNaN(k) {
		t.Errorf("no unit: %v", k)
	}
	published(t, "perfect", CoderKappa([][2]string{{"a", "a"}, {"b", "b"}}), 1, 0)
}

// TestKrippendorffAlpha: the examples A, B and C of Krippendorff 2011.
func TestKrippendorffAlpha(t *testing.T) {
	for _, c := range []struct {
		name   string
		coders []string
		want   float64
	}{
		{"A, binary, two observers", []string{"0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"}, 0.095},
		{"B, nominal, two observers", []string{"a a b b d c c c e d d a", "b a b b b c c c e d d d"}, 0.692},
		{"C, nominal, four observers, missing codes", []string{
			"1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .",
		}, 0.743},
	} {
		var units [][]string
		for _, coder := range c.coders {
			for i, code := range strings.Fields(coder) {
				if i == len(units) {
					units = append(units, nil)
				}
				units[i] = append(units[i], strings.Trim(code, "."))
			}
		}
		published(t, c.name, KrippendorffAlpha(units), c.want, 0.0005)
	}
	if a := KrippendorffAlpha([][]string{{"a", "a"}, {"a", ""}}); !math.IsNaN(a) {
		t.Errorf("one code only: %v", a)
	}
}

// TestWilson: Newcombe 1998, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I, method 3.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		right, n  int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		low, high := Wilson(c.right, c.n, Z95)
		published(t, "low", low, c.low, 0.00005)
		published(t, "high", high, c.high, 0.00005)
	}
	if low, high := Wilson(0, 0, Z95); low != 0 || high != 1 {
		t.Errorf("nothing observed: %v, %v", low, high)
	}
}
