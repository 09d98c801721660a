package postgres

import (
	"context"
	"errors"
	"os"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/pgtest"
)

func openAt(tb testing.TB, dsn string, opt *Options) *Store {
	tb.Helper()
	s, err := Open(context.Background(), dsn, opt)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if !s.closed.Load() {
			for p := range s.Check(context.Background()) {
				tb.Error(p)
			}
			if err := s.Close(); err != nil {
				tb.Error(err)
			}
		}
	})
	return s
}

func TestServersConformance(t *testing.T) {
	server := start(t)
	storetest.Run(t, func(tb testing.TB) store.Store { return openAt(tb, server.New(), nil) })
}

// start is a server for the tests of this package that need one; they run in `make servers`.
func start(t *testing.T) *pgtest.Server {
	t.Helper()
	if os.Getenv("ENTENTE_SERVERS") == "" {
		t.Skip("starts a server: runs in `make servers`")
	}
	return pgtest.Start(t)
}

func TestServersOneWriter(t *testing.T) {
	server, ctx := start(t), context.Background()
	dsn := server.New()
	for _, opt := range []Options{{ReadOnly: true}, {MustExist: true}} {
		if _, err := Open(ctx, dsn, &opt); !errors.Is(err, store.ErrNoStore) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	s := openAt(t, dsn, nil)
	var locked *store.LockedError
	if _, err := Open(ctx, dsn, nil); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("a second writer: %v", err)
	}
	other := openAt(t, server.New(), nil) // another schema is another store
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	reader := openAt(t, dsn, &Options{ReadOnly: true})
	if _, err := reader.Apply(ctx, &store.Batch{}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("writing read-only: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	again := openAt(t, dsn, &Options{MustExist: true})
	if _, err := again.Apply(ctx, &store.Batch{}); err != nil {
		t.Error(err)
	}
}
