package main

import (
	"context"
	"io"

	"entente/graph"
	"entente/queries"
)

// explainPath prints the plan of an expression; with analyze it runs it too.
func explainPath(ctx context.Context, a *App, v *graph.View, expr string, q *queries.Options, analyze bool, form format) error {
	x, err := queries.Explain(ctx, v, expr, q, analyze)
	if err != nil {
		return err
	}
	if form.isJSON() {
		return writeObject(a.Out, form, x)
	}
	_, err = io.WriteString(a.Out, safe(x.String()))
	return err
}
