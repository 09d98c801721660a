package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
)

func newRemoveCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:   "remove DOC…",
		Short: "Take back exactly what documents contributed",
		Example: `  entente remove seed3.txt
  entente remove doc:0f3c…                     by its id
  entente remove '<http://example.org/graph>'  drops a label of foreign quads`,
		Args: between(1, -1, "documents: ids, paths, or <iri> for a label of foreign quads"),
		RunE: func(c *cobra.Command, args []string) error { return runRemove(c.Context(), a, args) },
	}
}

func runRemove(ctx context.Context, a *App, names []string) (err error) {
	g, err := a.openWrite(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	var docs []string
	var total graph.Report
	for _, n := range names {
		iri, isLabel := strings.CutPrefix(n, "<")
		iri = strings.TrimSuffix(iri, ">")
		if !isLabel || strings.HasPrefix(iri, "doc:") {
			docs = append(docs, iri)
			continue
		}
		report, err := g.RemoveLabel(ctx, iri)
		if err != nil {
			return err
		}
		total.QuadsGone += report.QuadsGone
	}
	if len(docs) > 0 {
		report, err := g.Remove(ctx, docs...)
		if err != nil {
			return err
		}
		total.Removed, total.Gone = report.Removed, report.Gone
		total.QuadsGone += report.QuadsGone
	}
	a.note("removed %s, %s, %s", plural(int64(total.Removed), "document"), plural(int64(total.Gone), "claim"), plural(total.QuadsGone, "quad"))
	return nil
}
