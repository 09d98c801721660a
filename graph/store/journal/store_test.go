package journal

import (
	"context"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

func openAt(tb testing.TB, fs vfs.FS, path string) *Store {
	tb.Helper()
	s, err := Open(context.Background(), path, &Options{FS: fs})
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

func TestConformance(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		storetest.Run(t, func(tb testing.TB) store.Store { return openAt(tb, vfs.NewMemory(), "/db") })
	})
	t.Run("files", func(t *testing.T) {
		storetest.Run(t, func(tb testing.TB) store.Store { return openAt(tb, vfs.OS{}, tb.TempDir()+"/db") })
	})
}
