package main

import (
	"context"
	"maps"
	"slices"

	"entente/graph"
	"entente/graph/export/cite"
	"entente/queries"
)

// citePath prints references to the documents that the answers of an expression rest on, each once.
func citePath(ctx context.Context, a *App, v *graph.View, expr string, q *queries.Options, style string) error {
	write := cite.BibTeX
	switch style {
	case "bibtex":
	case "ris":
		write = cite.RIS
	case "csl-json", "csl":
		write = cite.CSLJSON
	default:
		return usagef("bibtex, ris or csl-json", "no form of references `%s`", style)
	}
	q.Evidence, q.MaxClaims = true, -1
	docs := map[string]bool{}
	for answer, err := range queries.Run(ctx, v, expr, q) {
		if err != nil {
			return err
		}
		for _, s := range answer.Steps {
			for _, c := range s.Claims {
				docs[c.Doc] = true
			}
		}
	}
	var refs []cite.Reference
	for _, id := range slices.Sorted(maps.Keys(docs)) {
		d, err := v.Document(ctx, id)
		if err != nil {
			return err
		}
		refs = append(refs, cite.Of(v, d))
	}
	return write(a.terminalGuard(), refs)
}
