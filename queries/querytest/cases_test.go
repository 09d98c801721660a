package querytest_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
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

// TestWrongExpressionsHint: each wrong expression of the cases is told where it is wrong and what to do about it. Options that
// contradict each other say so in the message.
func TestWrongExpressionsHint(t *testing.T) {
	text, err := os.ReadFile("testdata/errors.cases")
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for _, c := range strings.Split("\n"+string(text), "\nfail ")[1:] {
		expr, told, _ := strings.Cut(c, "\n")
		wrong++
		if strings.Contains(told, "options do not fit") {
			continue
		}
		if !strings.Contains(told, "hint: ") || !regexp.MustCompile(`^\s+\d+:\d+: `).MatchString(told) && !strings.Contains(expr, "--from") {
			t.Errorf("%s: no place or no hint:\n%s", strings.TrimSpace(expr), told)
		}
	}
	if wrong < 40 {
		t.Errorf("only %d wrong expressions", wrong)
	}
	fmt.Printf("ran %d cases: wrong expressions with a place and a hint\n", wrong)
}
