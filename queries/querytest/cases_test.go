package querytest_test

import (
	"context"
	"flag"
	"testing"

	"entente/graph"
	"entente/graph/store/storetest"
	"entente/queries/querytest"
)

var update = flag.Bool("update", false, "rewrite the expected lines of testdata/*.cases")

func TestCases(t *testing.T) {
	querytest.Run(t, "testdata/*.cases", querytest.Config{
		Update: *update,
		Open:   open,
	})
}

func TestLibrary(t *testing.T) {
	querytest.Library(t, querytest.World(t, "testdata/demo.world", open), "../library/data", *update)
}

func open(t testing.TB) *graph.Graph {
	g, err := graph.Open(context.Background(), graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}
