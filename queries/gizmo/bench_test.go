package gizmo

import (
	"fmt"
	"testing"
)

// BenchmarkSteps runs a thousand small traversals in one script: what a question costs, here and
// through the parent.
func BenchmarkSteps(b *testing.B) {
	const traversals = 1000
	script := fmt.Sprintf(`for(var i=0;i<%d;i++) g.V("<fin>").out("<borders>").out("<kind>").toArray()`, traversals)
	qs, pool, view := ourGraph(b, testQuads()), testPool(b), testView(b)
	for name, run := range map[string]func() error{
		"here":   func() error { _, _, err := runAll(qs, script, nil); return err },
		"worker": func() error { _, _, err := pool.all(view, script, nil); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(b.N*traversals), "µs/traversal")
		})
	}
}

// BenchmarkStart is the cost of a worker that has nothing to do.
func BenchmarkStart(b *testing.B) {
	pool, view := testPool(b), testView(b)
	for b.Loop() {
		if _, _, err := pool.all(view, "1", nil); err != nil {
			b.Fatal(err)
		}
	}
}
