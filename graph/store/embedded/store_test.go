package embedded

import (
	"context"
	"os"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

func openAt(tb testing.TB, path string, opt *Options) *Store {
	tb.Helper()
	s, err := Open(context.Background(), path, opt)
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

// optionSets drive the same code through different sizes: nothing may depend on them.
func optionSets() map[string]Options {
	return map[string]Options{
		"default":         {},
		"files at once":   {SmallLoad: 1, MergeAt: 3, Foreground: true},
		"tiny flushes":    {FlushRows: 5, MergeAt: 2, Foreground: true},
		"small flushes":   {FlushRows: 40, MergeAt: 3, Foreground: true},
		"background":      {FlushRows: 12, MergeAt: 2},
		"bytes":           {FlushBytes: 700, Foreground: true},
		"spilling":        {LoadBytes: 20_000, SmallLoad: 10, FlushRows: 60, Foreground: true},
		"spilling, small": {LoadBytes: 3_000, SmallLoad: 1, FlushRows: 9, MergeAt: 2},
	}
}

func TestConformance(t *testing.T) {
	for name, o := range optionSets() {
		switch name {
		case "default", "tiny flushes", "background", "spilling, small":
		default:
			if os.Getenv("ENTENTE_STRESS") == "" {
				continue // the long run takes all
			}
		}
		t.Run("memory, "+name, func(t *testing.T) {
			storetest.Run(t, func(tb testing.TB) store.Store {
				o := o
				o.FS = vfs.NewMemory()
				return openAt(tb, "/db", &o)
			})
		})
	}
	t.Run("files", func(t *testing.T) {
		storetest.Run(t, func(tb testing.TB) store.Store {
			return openAt(tb, tb.TempDir()+"/db", &Options{FlushRows: 50, MergeAt: 2})
		})
	})
}
