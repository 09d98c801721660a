package console

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"
)

// running holds the queries that are being answered, so that they can be stopped by their id.
type running struct {
	mu   sync.Mutex
	stop map[string]context.CancelCauseFunc
}

func newRunning() *running { return &running{stop: map[string]context.CancelCauseFunc{}} }

// start gives a query a context that cancel(id) ends. An id that is in use or empty is replaced by a fresh one.
func (r *running) start(ctx context.Context, id string) (context.Context, string, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.stop[id]; taken || id == "" {
		var raw [12]byte
		_, _ = rand.Read(raw[:])
		id = hex.EncodeToString(raw[:])
	}
	r.stop[id] = cancel
	return ctx, id, func() {
		cancel(nil)
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.stop, id)
	}
}

// stoppedError is the cause of a context that somebody stopped by id.
type stoppedError struct{}

func (stoppedError) Error() string { return "the query was stopped" }

// cancel stops one query; false when none has this id.
func (r *running) cancel(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	stop, ok := r.stop[id]
	if ok {
		stop(stoppedError{})
	}
	return ok
}

func (r *running) cancelAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, stop := range r.stop {
		stop(stoppedError{})
	}
}

func (r *running) len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.stop)
}
