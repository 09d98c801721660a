package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/console"
	"entente/graph"
	"entente/graph/vocab"
	"entente/queries"
	"entente/queries/gizmo"
)

// sameExpressions cover every part of the language on the demo graph.
var sameExpressions = []string{
	`China/concerned_about`, `China/concerned_about/has_party`, `Russia/^supplies_arms_to`, `USA/allied_with`, `USA/allied_with/concerned_about`,
	`USA/(allied_with|partner_of){1,2}`, `USA/allied_with+`, `USA/allied_with*`, `USA/allied_with?`, `USA/!(allied_with|^allied_with)`, `USA/.`, `USA/^.`,
	`USA/(.|^.){2}`, `"South Korea"/(.|^.)/Japan`, `?state/allied_with/USA`, `?person/holds_office`, `person:joe-biden/met_with~planned`,
	`person:joe-biden/met_with~any`, `USA/.[disputed]`, `?state/supplies_arms_to[disputed]`, `?state/supplies_arms_to[denied_by=Russia]`,
	`China/concerned_about[by=person:kurt-campbell]`, `China/concerned_about[by=USA]`, `USA/.[since=2023-01-01]`, `USA/.[until=2022]`, `USA/.[docs>=2]`,
	`USA/.[confidence>=0.9]`, `USA/.[status=asserted]`, `USA/.[undated]`, `USA/.[stated]`, `USA/allied_with - (Japan/allied_with)`,
	`USA/allied_with & (NATO/^member_of)`, `USA/allied_with@ally/concerned_about`, `<state:USA>/<rel:allied_with>`, `USA/()`, `NATO/^member_of`,
	`Quad/^member_of/allied_with`, `Finland/member_of/^member_of`, `China/(concerned_about/has_party)*`, `Russia/^supplies_arms_to/^concerned_about`,
	`"North Korea"/supplies_arms_to~denied`, `USA/met_with/met_with{0,1}`, `China/./USA`, `USA/nothing_like_this`, `Atlantis/allied_with`, `USA/(`,
}

type row struct{ start, end string }

// The same path gives the same rows on the command line, over HTTP, in Gizmo and in Go; and what fails fails everywhere.
func TestSameRowsEverywhere(t *testing.T) {
	ctx := context.Background()
	words, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "demo.db")
	g, err := graph.Open(ctx, db, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	if _, err := loadDispatches(ctx, g, words); err != nil {
		t.Fatal(err)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	server, err := console.New(console.Options{Graph: g, Words: words, OpenRole: console.Read, Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	pool := gizmo.NewPool([]string{os.Args[0], gizmoWorkerName}, 0)
	ways := []struct {
		name string
		ask  func(string) ([]row, bool)
	}{
		{"go", func(e string) ([]row, bool) { return askGo(ctx, v, e) }},
		{"command line", func(e string) ([]row, bool) { return askCommand(ctx, db, e) }},
		{"http", func(e string) ([]row, bool) { return askHTTP(server, e) }},
		{"gizmo", func(e string) ([]row, bool) { return askGizmo(ctx, pool, v, e) }},
	}
	rows := 0
	for _, e := range sameExpressions {
		want, ok := ways[0].ask(e)
		rows += len(want)
		for _, w := range ways[1:] {
			got, gotOK := w.ask(e)
			if gotOK != ok || !slices.Equal(got, want) {
				t.Errorf("%s: in Go %d rows (%v), %s %d (%v)\n%v\n%v", e, len(want), ok, w.name, len(got), gotOK, want, got)
			}
		}
	}
	if rows < 100 {
		t.Errorf("only %d rows were compared: the expressions ask for too little", rows)
	}
	t.Logf("ran %d cases: expressions asked in %d ways, %d rows", len(sameExpressions), len(ways), rows)
}

// sorted is rows in order, each once: named stops may tell answers apart that have the same ends.
func sorted(rows []row) []row {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.start+" "+a.end, b.start+" "+b.end) })
	return slices.Compact(rows)
}

func askGo(ctx context.Context, v *graph.View, e string) (rows []row, ok bool) {
	for a, err := range queries.Run(ctx, v, e, nil) {
		if err != nil {
			return nil, false
		}
		rows = append(rows, row{a.Start.ID, a.End.ID})
	}
	return sorted(rows), true
}

func askCommand(ctx context.Context, db, e string) (rows []row, ok bool) {
	var out, errs strings.Builder
	a := &App{In: strings.NewReader(""), Out: &out, Err: &errs, Env: func(string) string { return "" }}
	if a.run(ctx, []string{"path", "--db", db, "--format", "jsonl", e}) != 0 {
		return nil, false
	}
	for line := range strings.Lines(out.String()) {
		var answer queries.Answer
		if json.Unmarshal([]byte(line), &answer) != nil {
			return nil, false
		}
		rows = append(rows, row{answer.Start.ID, answer.End.ID})
	}
	return sorted(rows), true
}

func askHTTP(s *console.Server, e string) (rows []row, ok bool) {
	body, err := json.Marshal(map[string]string{"expression": e})
	if err != nil {
		return nil, false
	}
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/api/v1/path", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	var got console.PathAnswers
	if w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &got) != nil {
		return nil, false
	}
	for _, a := range got.Answers {
		rows = append(rows, row{a.Start.ID, a.End.ID})
	}
	return sorted(rows), true
}

func askGizmo(ctx context.Context, pool *gizmo.Pool, v *graph.View, e string) (rows []row, ok bool) {
	script := fmt.Sprintf("g.path(%s).all()", mustQuote(e))
	_, err := pool.Run(ctx, v.Store(), script, &gizmo.Options{Path: scriptPaths(v)}, func(r gizmo.Result) error {
		var got struct{ ID, Start string }
		if err := json.Unmarshal(r.JSON, &got); err != nil {
			return err
		}
		plain := func(s string) string { return strings.TrimSuffix(strings.TrimPrefix(s, "<"), ">") }
		rows = append(rows, row{plain(got.Start), plain(got.ID)})
		return nil
	})
	if err != nil {
		return nil, false
	}
	return sorted(rows), true
}

func mustQuote(s string) string {
	b, _ := json.Marshal(s) // a string always can be
	return string(b)
}
