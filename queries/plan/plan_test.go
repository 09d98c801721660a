package plan_test

import (
	"errors"
	"testing"

	"entente/queries/plan"
)

func hop(pred plan.Node) plan.Path {
	return &plan.Step{Atoms: []plan.Atom{{Pred: pred, Name: string(rune('a' + pred - 1)), Quads: int64(pred) * 100}}}
}

func repeat(x plan.Path, low, high int) plan.Path {
	return &plan.Repeat{X: x, Min: low, Max: high, Each: true}
}

func TestSimplify(t *testing.T) {
	a, b, c := hop(1), hop(2), hop(3)
	nothing := &plan.Step{}
	cases := []struct {
		path plan.Path
		want string
	}{
		{plan.Seq{a, plan.Seq{b, c}}, "(a/b/c)"},
		{plan.Seq{plan.Empty{}, a}, "a"},
		{plan.Seq{}, "()"},
		{plan.Seq{a, nothing}, "nothing"},
		{plan.Alt{a, b}, "(a|b)"},
		{plan.Alt{a, plan.Alt{b, a}}, "(a|b)"},
		{plan.Alt{a, nothing}, "a"},
		{plan.Alt{a, plan.Empty{}}, "a?"},
		{plan.Alt{plan.Empty{}, nothing}, "()"},
		{plan.Alt{repeat(a, 0, 1), b}, "(a|b)?"},
		{repeat(repeat(repeat(a, 0, -1), 0, -1), 0, -1), "a*"},
		{repeat(repeat(a, 1, -1), 0, 1), "a*"},
		{repeat(repeat(a, 0, 1), 1, -1), "a*"},
		{repeat(repeat(a, 1, -1), 1, -1), "a+"},
		{repeat(repeat(a, 0, 1), 0, 1), "a?"},
		{repeat(plan.Alt{repeat(a, 0, 1), repeat(b, 0, -1)}, 0, -1), "(a|b)*"},
		{repeat(a, 1, 1), "a"},
		{repeat(a, 0, 0), "()"},
		{repeat(nothing, 0, -1), "()"},
		{repeat(nothing, 1, -1), "nothing"},
		{repeat(repeat(a, 2, 2), 0, -1), "a{2,2}*"},
		{repeat(repeat(a, 0, 1), 3, 5), "a?{0,5}"},
	}
	for _, c := range cases {
		if got := plan.Simplify(c.path).String(); got != c.want {
			t.Errorf("%s becomes %s, not %s", c.path, got, c.want)
		}
	}
}

func TestReverse(t *testing.T) {
	p := plan.Seq{hop(1), repeat(plan.Alt{hop(2), plan.Seq{hop(3), hop(4)}}, 1, -1)}
	if got := plan.Reverse(p).String(); got != "((^b|(^d/^c))+/^a)" {
		t.Error(got)
	}
	if got := plan.Reverse(plan.Reverse(p)).String(); got != p.String() {
		t.Error(got)
	}
}

func TestAutomaton(t *testing.T) {
	cases := []struct {
		path             plan.Path
		states           int // the start included
		accepting, loops int
	}{
		{hop(1), 2, 1, 0},
		{plan.Seq{hop(1), hop(2)}, 3, 1, 0},
		{repeat(hop(1), 0, -1), 2, 2, 1},
		{repeat(hop(1), 1, -1), 2, 1, 1},
		{repeat(hop(1), 1, 3), 4, 3, 0},
		{repeat(hop(1), 3, -1), 4, 1, 1},
		{repeat(plan.Seq{hop(1), hop(2)}, 1, -1), 3, 1, 1},
		{plan.Empty{}, 1, 1, 0},
		{&plan.Step{}, 1, 0, 0},
	}
	for _, c := range cases {
		a, err := plan.Build(c.path)
		if err != nil {
			t.Fatal(err)
		}
		accepting, loops := 0, 0
		for _, ok := range a.Accept {
			if ok {
				accepting++
			}
		}
		for _, ok := range a.Loop {
			if ok {
				loops++
			}
		}
		if len(a.Steps) != c.states || accepting != c.accepting || loops != c.loops {
			t.Errorf("%s: %d states, %d accepting, %d loops", c.path, len(a.Steps), accepting, loops)
		}
		seen := map[int32]int{}
		for i, g := range a.Groups {
			for _, q := range g {
				seen[q] = i
			}
		}
		for q, next := range a.Follow {
			for _, r := range next {
				if seen[int32(q)] > seen[r] {
					t.Errorf("%s: %d follows %d in an earlier group", c.path, r, q)
				}
			}
		}
	}
}

func TestTooLarge(t *testing.T) {
	p := repeat(repeat(hop(1), 100, 100), 100, 100)
	if _, err := plan.Build(plan.Simplify(p)); !errors.Is(err, plan.ErrTooLarge) {
		t.Error(err)
	}
}

func TestRarest(t *testing.T) {
	for _, c := range []struct {
		path plan.Seq
		want int
	}{
		{plan.Seq{hop(9), hop(1)}, 1}, {plan.Seq{hop(9), hop(2)}, -1}, {plan.Seq{hop(1), hop(9)}, -1}, {plan.Seq{repeat(hop(9), 1, -1), hop(20), hop(1)}, 2},
	} {
		if got := plan.Rarest(c.path); got != c.want {
			t.Errorf("%s: %d", c.path, got)
		}
	}
}
