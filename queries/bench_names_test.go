package queries

import (
	"context"
	"testing"
)

// BenchmarkNamedStart is a short question in words on a small graph: what parsing, names and set-up cost.
func BenchmarkNamedStart(b *testing.B) {
	v := demoGraph(b)
	ctx := context.Background()
	for _, expr := range []string{"China/concerned_about", `"South Korea"/(allied_with|partner_of){1,2}`, "USA/./China", "Russia/^supplies_arms_to[disputed]", "Russia/^supplies_arms_to[by=\"North Korea\"]"} {
		b.Run(expr, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Count(ctx, v, expr, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
