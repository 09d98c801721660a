package measures

import (
	"errors"
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s = %.10f, want %.10f", what, got, want)
	}
}

// The table of Cohen's article's kind, worked by hand: two coders on 100 items,
// both yes 45, both no 30, yes/no 15, no/yes 10. po = .75, pe = .60*.55 + .40*.45 = .51.
func twoByTwo() (a, b Portfolio) {
	add := func(n, x, y int) {
		for range n {
			a, b = append(a, x), append(b, y)
		}
	}
	add(45, 1, 1)
	add(30, 0, 0)
	add(15, 1, 0)
	add(10, 0, 1)
	return a, b
}

func TestKappaAndPiByHand(t *testing.T) {
	a, b := twoByTwo()
	k, err := CohenKappa(a, b, nil, 2, Nominal)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "kappa", k, (0.75-0.51)/(1-0.51))
	p, err := ScottPi(a, b, nil, 2, Nominal)
	if err != nil {
		t.Fatal(err)
	}
	// mean marginals .575 and .425: pe = .330625 + .180625 = .51125
	near(t, "pi", p, (0.75-0.51125)/(1-0.51125))
}

func TestWeightedKappaByHand(t *testing.T) {
	// levels 0..2; items (0,0) (1,2) (2,2) (2,0): squared distances 0 1 0 4, mean 1.25.
	// p = (.25,.25,.5), q = (.5,0,.5); expected = p0*q2*4 + p1*q0*1 + p1*q2*1 + p2*q0*4 = .5+.125+.125+1 = 1.75
	k, err := CohenKappa(Portfolio{0, 1, 2, 2}, Portfolio{0, 2, 2, 0}, nil, 3, Squared)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "weighted kappa", k, 1-1.25/1.75)
}

func TestSByHand(t *testing.T) {
	for _, c := range []struct {
		a, b    Portfolio
		w       []float64
		levels  int
		want    float64
		comment string
	}{
		{Portfolio{3, 0, 2}, Portfolio{3, 0, 2}, nil, 4, 1, "equal"},
		{Portfolio{0, 3}, Portfolio{3, 0}, nil, 4, -1, "opposite"},
		{Portfolio{3, 0, 0}, Portfolio{0, 0, 0}, nil, 4, 1 - 2*3.0/9, "one of three apart"},
		{Portfolio{3, 0, Missing}, Portfolio{0, 0, 2}, nil, 4, 0, "missing left out"},
		{Portfolio{3, 0, 0}, Portfolio{0, 0, 0}, []float64{2, 1, 1}, 4, 1 - 2*6.0/12, "weighted"},
	} {
		got, err := S(c.a, c.b, c.w, c.levels)
		if err != nil {
			t.Errorf("%s: %v", c.comment, err)
			continue
		}
		near(t, c.comment, got, c.want)
	}
}

func TestTauBByHand(t *testing.T) {
	// x 0 0 1 2, y 0 1 1 2: pairs concordant (1,3)(1,4)(2,4)(3,4) = 4, discordant 0, ties in x 1, in y 1.
	got, err := TauB(Portfolio{0, 0, 1, 2}, Portfolio{0, 1, 1, 2}, 3)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "tau-b", got, 4/math.Sqrt(5*5))
	if _, err := TauB(Portfolio{1, 1}, Portfolio{0, 1}, 2); !errors.Is(err, ErrUndefined) {
		t.Errorf("constant portfolio: %v", err)
	}
}

func TestAgreementByHand(t *testing.T) {
	// yes/yes 1, no/no 1, abstain/yes .5, yes/no 0, absent left out
	got, err := Agreement(Portfolio{2, 0, 1, 2, Missing}, Portfolio{2, 0, 2, 0, 2})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "agreement", got, 2.5/4)
}

func TestSimilarityErrors(t *testing.T) {
	if _, err := S(Portfolio{1}, Portfolio{1, 2}, nil, 3); !errors.Is(err, ErrLength) {
		t.Errorf("length: %v", err)
	}
	if _, err := S(Portfolio{5}, Portfolio{1}, nil, 3); !errors.Is(err, ErrLevel) {
		t.Errorf("level: %v", err)
	}
	if _, err := S(Portfolio{Missing}, Portfolio{1}, nil, 3); !errors.Is(err, ErrEmpty) {
		t.Errorf("empty: %v", err)
	}
	if _, err := CohenKappa(Portfolio{1, 1}, Portfolio{1, 1}, nil, 3, Nominal); !errors.Is(err, ErrUndefined) {
		t.Errorf("undefined: %v", err)
	}
	if _, err := S(Portfolio{1}, Portfolio{1}, []float64{math.NaN()}, 3); !errors.Is(err, ErrLevel) {
		t.Errorf("weight: %v", err)
	}
}
