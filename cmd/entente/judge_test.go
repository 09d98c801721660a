package main

import (
	"context"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"entente/graph"
	"entente/graph/judgement"
)

// claim NAME DB DOC RELATION: sets NAME to the id of the document's first claim of that relation, as it was read.
func scriptClaim(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 4 {
		ts.Fatalf("usage: claim NAME DB DOC RELATION")
	}
	g, err := graph.Open(context.Background(), ts.MkAbs(args[1]), &graph.Options{ReadOnly: true})
	ts.Check(err)
	defer g.Close()
	v, err := g.View()
	ts.Check(err)
	defer v.Close()
	for f, err := range v.DocumentClaims(context.Background(), args[2]) {
		ts.Check(err)
		if f.Relation == args[3] {
			ts.Setenv(args[0], f.ID)
			return
		}
	}
	ts.Fatalf("%s has no claim with %s", args[2], args[3])
}

// undoall DB: takes back every judgement that holds, the last first, each by the command.
func scriptUndoAll(ts *testscript.TestScript, _ bool, args []string) {
	ids, err := standingEntries(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(ids) == 0 {
		ts.Fatalf("nothing to undo")
	}
	for _, id := range ids {
		ts.Check(ts.Exec("entente", "judge", "undo", id, "--db", args[0]))
	}
}

func standingEntries(db string) (ids []string, err error) {
	g, err := graph.Open(context.Background(), db, &graph.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer g.Close()
	v, err := g.View()
	if err != nil {
		return nil, err
	}
	defer v.Close()
	state, err := v.Judgements(context.Background())
	if err != nil {
		return nil, err
	}
	entries := state.Entries()
	for i := len(entries) - 1; i >= 0; i-- {
		if e := entries[i]; e.Kind != judgement.Undo && !state.Undone(e.ID) {
			ids = append(ids, e.ID)
		}
	}
	return ids, nil
}

// older IN OUT: claim lines as an earlier version of the reader would have written them: its number, less sure, by other rules.
func scriptOlder(ts *testscript.TestScript, _ bool, args []string) {
	lines := ts.ReadFile(args[0])
	for pattern, by := range map[string]string{`"extractor":"rules@[0-9]+"`: `"extractor":"rules@0"`, `"confidence":0\.`: `"confidence":0.1`, `"rule":"`: `"rule":"old-`} {
		old := regexp.MustCompile(pattern).ReplaceAllString(lines, by)
		if old == lines {
			ts.Fatalf("no %s in %s", pattern, args[0])
		}
		lines = old
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(lines), 0o644))
}

// asks DB: what the working day decided shows in every question.
func scriptAsks(ts *testscript.TestScript, _ bool, args []string) {
	for _, q := range []struct{ expr, has, hasNot string }{
		{"France/sanctions", "", "Russia"},
		{"Finland/member_of", "", "NATO"},
		{"Norway/member_of", "NATO", ""},
		{"Germany/criticizes", "", "Italy"},
		{"Japan/met_with", "Brazil", "Canada"},
		{"Chad/^praises", "person:john-doering", "person:jon-doering"},
		{"person:jon-doering/praises", "Chad", ""},
		{"Chad/^praises[docs>=2]", "person:john-doering", ""},
		{"Japan/met_with[doc=talks.txt]", "Brazil", "Canada"},
		{"Chad/^praises[actor=person:john-doering][doc=visit.txt]", "person:john-doering", ""},
	} {
		ts.Check(ts.Exec("entente", "path", "--db", args[0], q.expr, "--format", "csv"))
		out := ts.ReadFile("stdout")
		if !strings.Contains(out, q.has) || q.hasNot != "" && strings.Contains(out, q.hasNot) {
			ts.Fatalf("%s gave %q, want %q and not %q", q.expr, out, q.has, q.hasNot)
		}
	}
}
