package cayleystore

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/embedded"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/graphtest"
)

// stores are the stores that the adapter must work on.
var stores = map[string]func(testing.TB) store.Store{
	"model": func(testing.TB) store.Store { return newModel() },
	"memory": func(tb testing.TB) store.Store {
		st, err := embedded.OpenMemory()
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { st.Close() })
		return st
	},
	"folder": func(tb testing.TB) store.Store {
		st, err := embedded.Open(tb.Context(), tb.TempDir(), nil)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { st.Close() })
		return st
	},
}

// TestCayleyConformance runs the whole of Cayley's own suite, which reads its data beside itself.
func TestCayleyConformance(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cayleygraph/cayley").Output()
	if err != nil {
		t.Fatalf("find Cayley's sources: %v", err)
	}
	t.Chdir(filepath.Join(strings.TrimSpace(string(dir)), "graph", "graphtest"))
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			gen := func(tb testing.TB) (graph.QuadStore, graph.Options) {
				qs, err := New(open(tb))
				if err != nil {
					tb.Fatal(err)
				}
				tb.Cleanup(func() { qs.Close() })
				return qs, nil
			}
			graphtest.TestAll(t, gen, &graphtest.Config{NoPrimitives: true, AlwaysRunIntegration: true})
		})
	}
}
