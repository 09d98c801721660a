package queries

import (
	"context"
	"os"
	"testing"

	"entente/graph"
)

// BenchmarkClaims walks from a hub of a store of claims (ENTENTE_BENCH_CLAIMS), with and without filters; warm.
func BenchmarkClaims(b *testing.B) {
	db := os.Getenv("ENTENTE_BENCH_CLAIMS")
	if db == "" {
		b.Skip("ENTENTE_BENCH_CLAIMS names no store of claims")
	}
	ctx := context.Background()
	g, err := graph.Open(ctx, db, &graph.Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer g.Close()
	v, err := g.View()
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	for _, expr := range []string{"state:ABW/.", "state:ABW/.[since=2020]", "state:ABW/.[docs>=2]", "state:ABW/.[disputed]", "state:ABW/.{1,2}"} {
		b.Run(expr, func(b *testing.B) {
			for range 6 { // warm
				if _, err := Count(ctx, v, expr, nil); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if _, err := Count(ctx, v, expr, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
