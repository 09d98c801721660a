package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"entente/graph/store"
	"entente/internal/pgtest"
)

// The graph of the benchmarks: actors whose edges are spread unevenly (few have many), over ten relations.
const (
	benchActors = 20_000
	benchEdges  = 200_000
	benchPreds  = 10
)

func benchQuads(n int) []store.Quad {
	r := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // a fixed graph
	actor := func(skew float64) store.Term {
		x := r.Float64()
		for range int(skew) {
			x *= r.Float64()
		}
		return store.NewIRI(fmt.Sprintf("state:actor-%d", int(x*benchActors)))
	}
	quads := make([]store.Quad, n)
	for i := range quads {
		quads[i] = store.Quad{
			S: actor(1), P: store.NewIRI(fmt.Sprintf("rel:relation-%d", r.IntN(benchPreds))), O: actor(0),
			G: store.NewIRI(fmt.Sprintf("doc:%d", i/50)),
		}
	}
	return quads
}

// benchStore is an empty store on a server with the settings; without any, nothing is synchronised to disk.
func benchStore(b *testing.B, settings ...string) *Store {
	b.Helper()
	if os.Getenv("ENTENTE_SERVERS") == "" {
		b.Skip("starts a server: runs in `make bench-postgres`")
	}
	s, err := Open(context.Background(), pgtest.Start(b, settings...).New(), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

// BenchmarkServersLoad loads the graph into an empty store: with every commit on disk, and with nothing synchronised.
func BenchmarkServersLoad(b *testing.B) {
	quads := benchQuads(benchEdges)
	for name, settings := range map[string][]string{"durable": {"fsync=on", "shared_buffers=512MB", "max_wal_size=4GB"}, "unsynchronised": nil} {
		b.Run(name, func(b *testing.B) {
			loaded := int64(0)
			for b.Loop() {
				b.StopTimer()
				s := benchStore(b, settings...)
				b.StartTimer()
				a, err := s.Load(context.Background(), func(yield func(store.Quad, error) bool) {
					for _, q := range quads {
						if !yield(q, nil) {
							return
						}
					}
				}, nil)
				if err != nil {
					b.Fatal(err)
				}
				loaded += a.Seen
				b.ReportMetric(float64(loaded)/b.Elapsed().Seconds(), "quads/s")
				st, err := s.Stats(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(st.DiskBytes)/float64(st.Quads), "bytes/quad")
			}
		})
	}
}

// BenchmarkServersHops takes three steps from a hub: a statement a step, and, as one would first write it, a
// statement a node. Both find the same nodes.
func BenchmarkServersHops(b *testing.B) {
	s, ctx := benchStore(b), context.Background()
	if _, err := s.Load(ctx, func(yield func(store.Quad, error) bool) {
		for _, q := range benchQuads(benchEdges) {
			if !yield(q, nil) {
				return
			}
		}
	}, nil); err != nil {
		b.Fatal(err)
	}
	v, err := s.open(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	hub, _, err := v.Lookup(store.NewIRI("state:actor-0"))
	if err != nil {
		b.Fatal(err)
	}
	ways := map[string]func([]store.ID) ([]store.ID, error){
		"frontier": func(nodes []store.ID) (ends []store.ID, err error) {
			for q, err := range v.Expand(ctx, nodes, nil, false) {
				if err != nil {
					return nil, err
				}
				ends = append(ends, q.O)
			}
			return ends, nil
		},
		"a statement a node": func(nodes []store.ID) (ends []store.ID, err error) {
			for _, n := range nodes {
				for q, err := range v.Scan(ctx, store.Pattern{S: n}) {
					if err != nil {
						return nil, err
					}
					ends = append(ends, q.O)
				}
			}
			return ends, nil
		},
	}
	found := map[string]int{}
	for name, step := range ways {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				frontier := []store.ID{hub}
				for range 3 {
					ends, err := step(frontier)
					if err != nil {
						b.Fatal(err)
					}
					slices.Sort(ends)
					frontier = slices.Compact(ends)
				}
				found[name] = len(frontier)
			}
			b.ReportMetric(float64(found[name]), "nodes")
		})
	}
	if found["frontier"] != found["a statement a node"] {
		b.Errorf("not the same nodes: %v", found)
	}
}
