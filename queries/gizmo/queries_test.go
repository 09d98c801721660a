package gizmo

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/query"
	reference "github.com/cayleygraph/cayley/query/gizmo"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata")

const queriesFile = "testdata/queries.txt"

type queryCase struct {
	script  string
	answers []string
}

func readQueries(t *testing.T) (header []string, cases []queryCase) {
	t.Helper()
	f, err := os.Open(queriesFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if script, ok := strings.CutPrefix(line, "query "); ok {
			cases = append(cases, queryCase{script: script})
		} else if strings.HasPrefix(line, "#") && len(cases) == 0 {
			header = append(header, line)
		} else if line != "" {
			c := &cases[len(cases)-1]
			c.answers = append(c.answers, strings.TrimSpace(line))
		}
	}
	return header, cases
}

func TestQueries(t *testing.T) {
	header, cases := readQueries(t)
	qs := ourGraph(t, testQuads())
	var rewritten strings.Builder
	rewritten.WriteString(strings.Join(header, "\n") + "\n")
	for _, c := range cases {
		got, _, err := runAll(qs, c.script, nil)
		slices.Sort(got)
		var e *Error
		if errors.As(err, &e) {
			got = append(got, "error "+string(e.Code))
		} else if err != nil {
			t.Errorf("%s: an error without a code: %v", c.script, err)
		}
		rewritten.WriteString("\nquery " + c.script + "\n")
		for _, line := range got {
			rewritten.WriteString("  " + line + "\n")
		}
		if !*update && !slices.Equal(got, c.answers) {
			t.Errorf("%s:\n got %q\nwant %q", c.script, got, c.answers)
		}
	}
	if *update {
		if err := os.WriteFile(queriesFile, []byte(rewritten.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ran %d cases: Gizmo queries", len(cases))
}

// referenceRun is Cayley's own session.
func referenceRun(qs graph.QuadStore, script string) (out []string, failed bool) {
	defer func() {
		if recover() != nil {
			failed = true
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	it, err := reference.NewSession(qs).Execute(ctx, script, query.Options{Collation: query.JSON, Limit: -1})
	if err != nil {
		return nil, true
	}
	defer it.Close()
	for it.Next(ctx) {
		r := it.Result()
		if r == nil {
			continue
		}
		b, err := plainJSON(r)
		if err != nil {
			return out, true
		}
		out = append(out, string(b))
	}
	return out, it.Err() != nil
}

// different are scripts on which we differ from Cayley, with the reason.
var different = map[string]string{
	`g.V().and(g.V()).has("<kind>","republic").all()`:                            "Cayley finds nothing where all nodes meet all nodes",
	`g.V("<fin>").except(g.V("<nowhere>")).all()`:                                "a nil pointer in Cayley's optimizer",
	`g.V().except(g.M().has("<kind>","nowhere")).has("<kind>","republic").all()`: "the same",
	`g.V("<fin>").save(g.M().out("<borders>").out("<kind>"), "nk").all()`:        "Cayley's session loses the path on the way and refuses it",
	`g.V("<isl>").labels().all()`:                                                "Cayley gives an empty result for the quads without a label",
	`g.V("<fin>").out(null, {}).all()`:                                           "Cayley's session panics in a goroutine of its own, which ends the process",
	`g.V("<fin>").out(function(){}).all()`:                                       "the same",
	`g.emit({a:[1,"x",null,true,1.5],b:{c:NaN}})`:                                "Cayley cannot write NaN as JSON; it becomes null here",
	`g.emit(g.V("<fin>").has("<kind>","monarchy").count())`:                      "Cayley takes the size of the smallest part of an intersection for its count",
}

func TestQueriesLikeCayley(t *testing.T) {
	_, cases := readQueries(t)
	ours, theirs := ourGraph(t, testQuads()), cayleyGraph(t, testQuads())
	ran := 0
	for _, c := range cases {
		if different[c.script] != "" {
			continue
		}
		ran++
		got, _, err := runAll(ours, c.script, nil)
		want, failed := referenceRun(theirs, c.script)
		if (err != nil) != failed {
			t.Errorf("%s: our error %v, Cayley failed: %v", c.script, err, failed)
			continue
		}
		slices.Sort(got)
		slices.Sort(want)
		if err == nil && !slices.Equal(got, want) {
			t.Errorf("%s:\n  ours %q\nCayley %q", c.script, got, want)
		}
		over, overFailed := referenceRun(ours, c.script) // Cayley's session over our adapter
		slices.Sort(over)
		if overFailed != failed || !failed && !slices.Equal(over, want) {
			t.Errorf("%s: Cayley's session\nover ours %q\nover its own %q", c.script, over, want)
		}
	}
	t.Logf("ran %d cases: Gizmo like Cayley (%d left out by name)", ran, len(different))
}
