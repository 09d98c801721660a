package queries

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
)

// TestConcurrent asks one view from many goroutines; every one gets the same answers.
func TestConcurrent(t *testing.T) {
	v := demoGraph(t)
	exprs := []string{
		"Russia/^supplies_arms_to", "?state/.", `"South Korea"/(allied_with|partner_of){1,2}`, "Russia/^supplies_arms_to[item~shell]", "USA/allied_with@x/trades_with", "China/(.|^.)+",
	}
	ask := func(expr string) string {
		var out []Answer
		for a, err := range Run(context.Background(), v, expr, &Options{Evidence: true}) {
			if err != nil {
				return err.Error()
			}
			out = append(out, a)
		}
		text, err := json.Marshal(out)
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	want := make([]string, len(exprs))
	for i, e := range exprs {
		want[i] = ask(e)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				for i, e := range exprs {
					if got := ask(e); got != want[i] {
						t.Errorf("%s:\n%s\nnot\n%s", e, got, want[i])
						return
					}
				}
			}
		})
	}
	wait.Wait()
}
