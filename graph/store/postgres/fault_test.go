package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"entente/graph/store"
	"entente/graph/store/storetest"
)

// TestServersKilled kills the server in the middle of a load: the error names it, nothing of the load is there afterwards, and the
// same store and the same load go on when it is back.
func TestServersKilled(t *testing.T) {
	server, ctx := start(t), context.Background()
	s := openAt(t, server.New(), nil)
	r := storetest.NewRandom(1, 5000)
	first, quads := r.Quads(50), r.Quads(20_000)
	if _, err := s.Load(ctx, storetest.All(first), nil); err != nil {
		t.Fatal(err)
	}
	where := "127.0.0.1:" + strconv.Itoa(server.Port)
	n := 0
	_, err := s.Load(ctx, func(yield func(store.Quad, error) bool) {
		for _, q := range quads {
			if n++; n == 15_000 {
				if err := server.Kill(); err != nil {
					t.Error(err)
				}
			}
			if !yield(q, nil) {
				return
			}
		}
	}, &store.LoadOptions{MemoryBytes: 1 << 20})
	if err == nil || !strings.Contains(err.Error(), where) {
		t.Fatalf("load: %v", err)
	}
	if _, err := s.View(); err == nil || !strings.Contains(err.Error(), where) {
		t.Errorf("view of a server that is gone: %v", err)
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	m := storetest.NewModel()
	same := func(quads []store.Quad) {
		t.Helper()
		if _, err := m.Load(ctx, storetest.All(quads), nil); err != nil {
			t.Fatal(err)
		}
		got, err := s.View()
		if err != nil {
			t.Fatal(err)
		}
		defer got.Close()
		want, _ := m.View()
		storetest.Equal(t, got, want)
	}
	same(first)
	if _, err := s.Load(ctx, storetest.All(quads), nil); err != nil {
		t.Fatal(err)
	}
	same(quads)
	fmt.Println("ran 3 cases: a server killed in the middle of a load")
}

// TestServersCancelled: a statement that is cancelled ends on the server, and the view goes on.
func TestServersCancelled(t *testing.T) {
	s := openAt(t, start(t).New(), nil)
	v, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := v.rows(ctx, `SELECT pg_sleep(600)`, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("cancelled: %v", err)
	}
	if _, err := v.Count(context.Background(), store.Pattern{}); err != nil {
		t.Errorf("the view after a cancelled statement: %v", err)
	}
}
