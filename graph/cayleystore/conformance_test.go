package cayleystore

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/embedded"
	"entente/graph/store/postgres"
	"entente/internal/pgtest"

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
	t.Chdir(filepath.Join(cayley(t), "graph", "graphtest"))
	suite(t, stores)
}

// TestServersCayleyConformance runs the suite over a store in PostgreSQL.
func TestServersCayleyConformance(t *testing.T) {
	if os.Getenv("ENTENTE_SERVERS") == "" {
		t.Skip("starts a server: runs in `make servers`")
	}
	server := pgtest.Start(t)
	t.Chdir(filepath.Join(cayley(t), "graph", "graphtest"))
	suite(t, map[string]func(testing.TB) store.Store{"postgres": func(tb testing.TB) store.Store {
		st, err := postgres.Open(tb.Context(), server.New(), nil)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { st.Close() })
		return st
	}})
}

// cayley is where Cayley's sources lie.
func cayley(t *testing.T) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cayleygraph/cayley").Output()
	if err != nil {
		t.Fatalf("find Cayley's sources: %v", err)
	}
	return strings.TrimSpace(string(dir))
}

func suite(t *testing.T, stores map[string]func(testing.TB) store.Store) {
	t.Helper()
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
