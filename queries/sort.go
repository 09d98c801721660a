package queries

import (
	"context"
	"slices"
)

// sortRun is how much is sorted in one go: well below a millisecond.
const sortRun = 2048

// sortFunc sorts a list as slices.SortStableFunc does, and ends with the context: short runs are sorted, then merged.
func sortFunc[T any](ctx context.Context, list []T, compare func(a, b T) int) error {
	for run := range slices.Chunk(list, sortRun) {
		if err := ctx.Err(); err != nil {
			return err
		}
		slices.SortStableFunc(run, compare)
	}
	if len(list) <= sortRun {
		return nil
	}
	from, to := list, make([]T, len(list))
	for size := sortRun; size < len(list); size *= 2 {
		for at := 0; at < len(list); at += 2 * size {
			middle, end := min(at+size, len(list)), min(at+2*size, len(list))
			if err := merge(ctx, to[at:end], from[at:middle], from[middle:end], compare); err != nil {
				return err
			}
		}
		from, to = to, from
	}
	copy(list, from)
	return nil
}

// merge puts two sorted lists together; of equals, those of a come first.
func merge[T any](ctx context.Context, into, a, b []T, compare func(a, b T) int) error {
	for i := range into {
		if i%sortRun == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if len(b) == 0 || len(a) > 0 && compare(a[0], b[0]) <= 0 {
			into[i], a = a[0], a[1:]
		} else {
			into[i], b = b[0], b[1:]
		}
	}
	return nil
}
