package main

import (
	"context"

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
