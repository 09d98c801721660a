package measures

import "context"

// watch looks at a context now and then, well below every millisecond of work.
type watch struct {
	ctx  context.Context // of the one call that the watch is made for
	left int
}

const watchEvery = 1 << 14

// step counts n small steps of work; its error is that of the context.
func (w *watch) step(n int) error {
	if w.left -= n; w.left > 0 {
		return nil
	}
	w.left = watchEvery
	return w.ctx.Err()
}

// await waits for work that cannot be stopped, or for the end of the context; then what the work comes to is dropped.
func await[T any](ctx context.Context, work func() T) (T, error) {
	done := make(chan T, 1)
	go func() { done <- work() }()
	select {
	case v := <-done:
		return v, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
