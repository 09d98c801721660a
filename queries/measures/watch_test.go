package measures

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
)

var ctx = context.Background()

// TestMeasuresStop: a context that has ended ends every measure whose work grows with its input.
func TestMeasuresStop(t *testing.T) {
	const n = 400
	r := rand.New(rand.NewPCG(1, 2))
	var ties []Tie
	var signs []SignedEdge
	for range 20 * n {
		a, b := r.IntN(n), r.IntN(n)
		ties = append(ties, Tie{a, b, 1})
		signs = append(signs, SignedEdge{a, b, r.IntN(2) == 0})
	}
	series := make([]float64, 20_000)
	for i := range series {
		series[i] = float64(r.IntN(5))
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	for name, run := range map[string]func() error{
		"triads":        func() error { _, err := CountTriads(over, n, signs); return err },
		"frustration":   func() error { _, err := FrustrationIndex(over, n, signs); return err },
		"positions":     func() error { _, err := Positions(over, n, ties); return err },
		"holes":         func() error { _, err := StructuralHoles(over, n, ties); return err },
		"brokerage":     func() error { _, err := BrokerageRoles(over, make([]int, n), ties); return err },
		"change points": func() error { _, err := ChangePoints(over, series, Mean, 0, 2); return err },
	} {
		if err := run(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
	never := make(chan int)
	if _, err := await(over, func() int { return <-never }); !errors.Is(err, context.Canceled) {
		t.Errorf("await: %v", err)
	}
	close(never)
}
