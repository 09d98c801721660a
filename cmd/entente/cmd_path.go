package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"entente/graph"
	"entente/queries"
)

var pathFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV, formatMarkdown, formatDOT}

// pathOptions are the flags of path.
type pathOptions struct {
	limits
	format  string
	from    []string
	to      []string
	query   queries.Options
	explain bool
	analyze bool
	grouped bool
	cite    string
}

func newPathCmd(a *App) *cobra.Command {
	var o pathOptions
	cmd := &cobra.Command{
		Use:   "path EXPR",
		Short: "Answer a path expression",
		Example: `  entente path 'China/concerned_about'
  entente path 'Russia/^supplies_arms_to' --evidence
  entente path 'China/concerned_about[by=person:kurt-campbell]/has_party'
  entente path 'USA/./China' --group relation --count claims
  entente path 'allied_with/concerned_about' --from USA,NATO --format csv
  entente path 'USA/(met_with|visited)*/"North Korea"' --shortest
  entente path 'China/concerned_about' --cite bibtex > sources.bib`,
		Args: exactly(1, "one expression in quotes"),
	}
	formatFlag(cmd, &o.format, pathFormats...)
	o.addFlags(cmd.Flags())
	cmd.RunE = func(c *cobra.Command, args []string) error {
		o.grouped = c.Flags().Changed("group") || c.Flags().Changed("count")
		return runPath(c.Context(), a, args[0], &o)
	}
	return cmd
}

func (o *pathOptions) addFlags(fs *pflag.FlagSet) {
	q := &o.query
	fs.StringSliceVar(&o.from, "from", nil, "starts apart from the expression: names, ids, or @FILE with one a line")
	fs.StringSliceVar(&o.to, "to", nil, "ends apart from the expression, as --from")
	fs.BoolVarP(&q.Evidence, "evidence", "e", false, "add the edges walked, their status and their sentences")
	fs.IntVar(&q.MaxClaims, "max-claims", 0, "at most so many sentences for an edge (0: 50, -1: all)")
	fs.BoolVar(&q.Shortest, "shortest", false, "one shortest way for each pair of ends")
	fs.BoolVar(&q.AllShortest, "all-shortest", false, "every shortest way for each pair of ends")
	fs.BoolVar(&q.Acyclic, "acyclic", false, "only ways that visit no node twice")
	fs.BoolVar(&q.CountPaths, "count-paths", false, "count the ways to each answer as SPARQL does")
	fs.BoolVar(&q.Infer, "infer", false, "also walk what the vocabulary concludes: inverse and transitive relations")
	fs.StringVar(&q.AsOf, "as-of", "", "as things stood on this day")
	fs.StringVar(&q.KnownOn, "known-on", "", "as known on this day: only what was published by then")
	fs.StringVar(&q.Persist, "persist", "", "how long a state attested on a day is taken to last, such as 1y, 6m, 30d")
	fs.StringVar(&q.Graph, "graph", "", "only quads with this label")
	fs.StringVar(&q.Group, "group", "", "count by start, end, relation, month, year, publisher, voice, or the name of a stop")
	fs.StringVar(&q.Count, "count", "", "count answers, claims, occurrences, documents or voices (default answers)")
	fs.StringVar(&q.Order, "order", "", "order of groups: count (falling) or key (rising)")
	fs.IntVar(&q.Top, "top", 0, "only the first so many groups")
	fs.BoolVar(&o.explain, "explain", false, "show the plan and its estimates, and do not run it")
	fs.BoolVar(&o.analyze, "analyze", false, "run the plan, and show it with what it took")
	fs.StringVar(&o.cite, "cite", "", "references to what the answers rest on instead: bibtex, ris or csl-json")
	o.limits.addFlags(fs, "answers")
}

func runPath(ctx context.Context, a *App, expr string, o *pathOptions) error {
	form, err := a.chooseFormat(o.format, pathFormats...)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	q := o.query
	q.Limit, q.Timeout = o.limit, time.Duration(o.timeout)
	if q.From, err = readNames(o.from); err != nil {
		return err
	}
	if q.To, err = readNames(o.to); err != nil {
		return err
	}
	return a.withView(ctx, func(v *graph.View) error {
		switch {
		case o.cite != "":
			return citePath(ctx, a, v, expr, &q, o.cite)
		case o.explain || o.analyze:
			return explainPath(ctx, a, v, expr, &q, o.analyze, form)
		case o.grouped:
			return tallyPath(ctx, a, v, expr, &q, form)
		}
		return answerPath(ctx, a, v, expr, &q, form)
	})
}

// readNames expands @FILE into the lines of the file.
func readNames(given []string) ([]string, error) {
	var names []string
	for _, g := range given {
		file, isFile := strings.CutPrefix(g, "@")
		if !isFile {
			names = append(names, g)
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				names = append(names, line)
			}
		}
	}
	return names, nil
}

// answerPath runs the expression and prints its answers as they come.
func answerPath(ctx context.Context, a *App, v *graph.View, expr string, q *queries.Options, form format) error {
	var report queries.Report
	q.Report = &report
	w := newAnswerWriter(a, v, form, q)
	var runErr error
	for answer, err := range queries.Run(ctx, v, expr, q) {
		if err != nil {
			runErr = err
			break
		}
		if err := w.write(answer); err != nil {
			return err
		}
	}
	timedOut := errors.Is(runErr, queries.ErrTimeout)
	if runErr != nil && !timedOut {
		return runErr
	}
	if err := w.close(); err != nil {
		return err
	}
	if report.Undated > 0 {
		a.note("%d claims without a date were passed over by the date filter", report.Undated)
	}
	if report.Saturated {
		a.note("a number of ways was too large to count; the largest number there is stands for it")
	}
	if timedOut || report.Truncated {
		reason := report.Reason
		if timedOut {
			reason = "timeout"
		}
		if err := a.sayCut(form, reason, w.shown); err != nil {
			return err
		}
	}
	if timedOut {
		return &failure{kind: kindTimeout, message: runErr.Error(), cause: runErr, told: true}
	}
	return nil
}

// tallyPath groups and counts.
func tallyPath(ctx context.Context, a *App, v *graph.View, expr string, q *queries.Options, form format) error {
	groups, err := queries.Tally(ctx, v, expr, q)
	if err != nil {
		return err
	}
	switch form {
	case formatJSON:
		if groups == nil {
			groups = []queries.Group{}
		}
		return writeObject(a.Out, form, groups)
	case formatJSONL:
		for _, g := range groups {
			if err := writeJSONLine(a.Out, g); err != nil {
				return err
			}
		}
		return nil
	case formatDOT:
		return usagef("table, json, jsonl, csv or markdown", "counts have no form dot")
	}
	grid := a.newGrid(orWord(q.Group, "group"), "label", orWord(q.Count, "answers"))
	for _, g := range groups {
		grid.add(g.Key, g.Label, fmt.Sprint(g.Count))
	}
	return grid.write(form)
}

func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
