package embedded

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"entente/graph/store"
	"entente/internal/vfs"
)

// The busiest subjects found among the first ones of each run are those that counting finds, when that is sure; and it is, where
// some subjects are far busier than the rest.
func TestTopOfRuns(t *testing.T) {
	cases, sure := 0, 0
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := openAt(t, "/db", &Options{FS: vfs.NewMemory(), FlushRows: 4000, MergeAt: 6, Foreground: true, SmallLoad: 10})
		subject := func() string {
			if r.IntN(3) == 0 {
				return fmt.Sprint("ent:busy", int(20*r.Float64()*r.Float64()))
			}
			return fmt.Sprint("ent:n", r.IntN(6000))
		}
		for range 8 {
			var b store.Batch
			for range 1500 {
				q := quadOf(subject(), "rel:p", fmt.Sprint("ent:o", r.IntN(3000)), "doc:1")
				if r.IntN(5) == 0 {
					b.Remove(q)
				} else {
					b.Add(q)
				}
			}
			if _, err := s.Apply(context.Background(), &b); err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{0, 1, 5, 20, 200, 2000} {
				top, ok, err := s.now.topOfRuns(n)
				if err != nil {
					t.Fatal(err)
				}
				want, err := s.now.topByCounting(context.Background(), max(n, 1))
				if err != nil {
					t.Fatal(err)
				}
				if want = want[:min(n, len(want))]; ok && !slices.Equal(top, want) {
					t.Fatalf("seed %d, the first %d: %v, want %v", seed, n, top, want)
				}
				if cases++; ok {
					sure++
				}
			}
		}
	}
	if sure < cases/4 {
		t.Errorf("only %d of %d were sure", sure, cases)
	}
	t.Logf("ran %d cases: busiest subjects (%d sure)", cases, sure)
}
