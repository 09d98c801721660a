package queries

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortFunc(t *testing.T) {
	byKey := func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) }
	for _, n := range []int{0, 1, 2, sortRun - 1, sortRun, sortRun + 1, 3*sortRun + 5, 8 * sortRun, 20_011} {
		r := rand.New(rand.NewPCG(uint64(n), 1))
		list := make([][2]int, n)
		for i := range list {
			list[i] = [2]int{r.IntN(n/3 + 1), i} // the second shows whether equals keep their order
		}
		want := slices.Clone(list)
		slices.SortStableFunc(want, byKey)
		if err := sortFunc(context.Background(), list, byKey); err != nil || !slices.Equal(list, want) {
			t.Errorf("%d: not sorted as the library sorts (%v)", n, err)
		}
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if err := sortFunc(over, make([][2]int, 10), byKey); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestSortStops: the context is looked at in the middle of long work, not only before it.
func TestSortStops(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	list := make([]int, 50*sortRun)
	for i := range list {
		list[i] = r.Int()
	}
	for _, most := range []int{len(list) / 2, 12 * len(list)} { // while runs are sorted, while they are merged
		ctx, cancel := context.WithCancel(context.Background())
		compared := 0
		err := sortFunc(ctx, slices.Clone(list), func(a, b int) int {
			if compared++; compared == most {
				cancel()
			}
			return cmp.Compare(a, b)
		})
		if more := compared - most; !errors.Is(err, context.Canceled) || more > 20*sortRun {
			t.Errorf("%v after %d more comparisons", err, more)
		}
	}
}
