package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/queries"
	"entente/queries/library"
)

var queryFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV, formatMarkdown}

type queryOptions struct {
	limits
	format        string
	asOf, knownOn string
}

func newQueryCmd(a *App) *cobra.Command {
	var o queryOptions
	cmd := &cobra.Command{
		Use:   "query [NAME [PARAMETER=VALUE…]]",
		Short: "Ask one of the named questions, with a title, parameters and a measure where it has one",
		Example: `  entente query                                    list them
  entente query dyad-over-time a=USA b=China
  entente query allied-on day=2023-05-01
  entente query structural-holes --format csv`,
		Args: between(0, -1, "a name and its parameters"),
		RunE: func(c *cobra.Command, args []string) error { return runQuery(c.Context(), a, args, &o) },
	}
	formatFlag(cmd, &o.format, queryFormats...)
	cmd.Flags().StringVar(&o.asOf, "as-of", "", "as things stood on this day")
	cmd.Flags().StringVar(&o.knownOn, "known-on", "", "as known on this day")
	o.limits.addFlags(cmd.Flags(), "rows")
	return cmd
}

func runQuery(ctx context.Context, a *App, args []string, o *queryOptions) error {
	form, err := a.chooseFormat(o.format, queryFormats...)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	if len(args) == 0 {
		return listQueries(a, form)
	}
	var given []library.Argument
	for _, arg := range args[1:] {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return usagef("parameters are written name=value", "`%s` has no =", arg)
		}
		given = append(given, library.Argument{Name: name, Value: value})
	}
	return a.withView(ctx, func(v *graph.View) error {
		opt := &queries.Options{Limit: o.limit, Timeout: time.Duration(o.timeout), AsOf: o.asOf, KnownOn: o.knownOn}
		table, err := queries.Named(ctx, v, args[0], given, opt)
		if err != nil {
			return err
		}
		return a.writeTable(table, form)
	})
}

// writeTable prints the answer of a named question.
func (a *App) writeTable(t *queries.Table, form format) error {
	if form.isJSON() {
		return writeObject(a.Out, form, t)
	}
	if form == formatTable {
		if _, err := fmt.Fprintf(a.Out, "%s\n", cell(t.Title)); err != nil {
			return err
		}
	}
	grid := a.newGrid(t.Columns...)
	for _, row := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i, c := range row {
			cells[i] = c.Text
		}
		grid.add(cells...)
	}
	if err := grid.write(form); err != nil {
		return err
	}
	if t.Source != "" && form == formatTable {
		if _, err := io.WriteString(a.Out, "Defined in: "+cell(t.Source)+"\n"); err != nil {
			return err
		}
	}
	if t.Truncated {
		return a.sayCut(form, "limit", int64(len(t.Rows)))
	}
	return nil
}

func listQueries(a *App, form format) error {
	all, err := library.All()
	if err != nil {
		return err
	}
	switch form {
	case formatJSON:
		return writeObject(a.Out, form, all)
	case formatJSONL:
		for _, q := range all {
			if err := writeJSONLine(a.Out, q); err != nil {
				return err
			}
		}
		return nil
	}
	grid := a.newGrid("name", "parameters", "title")
	for _, q := range all {
		var params []string
		for _, p := range q.Parameters {
			text := p.Name
			if p.Default != "" {
				text += "=" + p.Default
			}
			params = append(params, text)
		}
		grid.add(q.Name, strings.Join(params, " "), q.Title)
	}
	return grid.write(form)
}
