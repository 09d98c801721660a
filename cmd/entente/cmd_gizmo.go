package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/queries"
	"entente/queries/gizmo"
)

var gizmoFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV}

// gizmoOptions are the flags of gizmo.
type gizmoOptions struct {
	limits
	format string
	script string
}

// defaultScriptTime is how long a script may run unless told otherwise.
const defaultScriptTime = seconds(10 * time.Second)

func newGizmoCmd(a *App) *cobra.Command {
	o := gizmoOptions{limits: limits{timeout: defaultScriptTime}}
	cmd := &cobra.Command{
		Use:   "gizmo [FILE|-|-e SCRIPT]",
		Short: "Run a Gizmo script over the graph",
		Example: `  entente gizmo -e 'g.V("<state:CHN>").out("<rel:concerned_about>").all()'
  entente gizmo question.js
  echo 'g.path("China/concerned_about/has_party").all()' | entente gizmo -

A script reads the graph and nothing else; see entente help gizmo.`,
		Args: between(0, 1, "a file, - for standard input, or -e SCRIPT"),
		RunE: func(c *cobra.Command, args []string) error {
			script, err := o.text(a, args, c.Flags().Changed("script"))
			if err != nil {
				return err
			}
			return a.withView(c.Context(), func(v *graph.View) error { return runScript(c.Context(), a, v, script, &o) })
		},
	}
	formatFlag(cmd, &o.format, gizmoFormats...)
	cmd.Flags().StringVarP(&o.script, "script", "e", "", "the script itself")
	o.limits.addFlags(cmd.Flags(), "results")
	return cmd
}

// text is the script that the command line means.
func (o *gizmoOptions) text(a *App, args []string, given bool) (string, error) {
	switch {
	case given && len(args) > 0:
		return "", usagef("one of the two", "both -e and a file")
	case given:
		return o.script, nil
	case len(args) == 0:
		return "", usagef("a file, - for standard input, or -e SCRIPT", "no script")
	case args[0] == "-":
		return readScript(a.In)
	}
	f, err := os.Open(args[0])
	if err != nil {
		return "", err
	}
	script, err := readScript(f)
	return script, errors.Join(err, f.Close())
}

// readScript reads no more than a script can be: a longer one is refused, never cut.
func readScript(r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, gizmo.MaxScriptBytes+1))
	return string(data), err
}

// runScript runs a script in a worker process and prints its results.
func runScript(ctx context.Context, a *App, v *graph.View, script string, o *gizmoOptions) error {
	form, err := a.chooseFormat(o.format, gizmoFormats...)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	pool, err := scriptPool()
	if err != nil {
		return err
	}
	opt := &gizmo.Options{Time: time.Duration(o.timeout), Limit: int(o.limit), Path: scriptPaths(v)}
	if opt.Time == 0 {
		opt.Time = 24 * time.Hour
	}
	p := &resultPrinter{app: a, form: form}
	out, err := pool.Run(ctx, v.Store(), script, opt, p.add)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && out.Results == 0 && len(out.Value) > 0 {
		// A script that sends nothing and ends in a value, such as count(), means that value.
		err = p.add(gizmo.Result{JSON: out.Value})
	}
	if closed := p.close(); closed != nil && err == nil {
		err = closed
	}
	if err != nil {
		return scriptFailure(err)
	}
	if out.Truncated != "" {
		return a.sayCut(form, out.Truncated, int64(out.Results))
	}
	return nil
}

// scriptPool starts workers of this program.
func scriptPool() (*gizmo.Pool, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return gizmo.NewPool([]string{self, gizmoWorkerName}, 0), nil
}

// scriptPaths answers g.path of a script.
func scriptPaths(v *graph.View) gizmo.PathFunc {
	return func(ctx context.Context, expression string) iter.Seq2[gizmo.PathRow, error] {
		return func(yield func(gizmo.PathRow, error) bool) {
			for answer, err := range queries.Run(ctx, v, expression, nil) {
				row := gizmo.PathRow{Start: answer.Start.ID, End: answer.End.ID}
				for _, s := range answer.Stops {
					row.Stops = append(row.Stops, gizmo.PathStop{Name: s.Name, Node: s.Node.ID})
				}
				if !yield(row, err) {
					return
				}
			}
		}
	}
}

// scriptFailure is why a script failed, as the user sees it.
func scriptFailure(err error) error {
	var e *gizmo.Error
	if !errors.As(err, &e) {
		return err
	}
	f := &failure{message: e.Message, line: e.Line, column: e.Column, cause: err}
	switch e.Code {
	case gizmo.CodeSyntax, gizmo.CodeSize:
		f.kind = kindSyntax
	case gizmo.CodeScript:
		f.kind = kindScript
	case gizmo.CodeTime:
		f.kind, f.hint = kindTimeout, "give a longer --timeout, or ask for less"
	case gizmo.CodeMemory:
		f.kind = kindMemory
	case gizmo.CodeOutput:
		f.kind, f.hint = kindOutput, "ask for less, or give --limit"
	case gizmo.CodeStack:
		f.kind = kindStack
	case gizmo.CodeCancelled:
		return errInterrupted
	default:
		f.kind = kindFailed
	}
	return f
}

// resultPrinter prints results as they come where the form allows it.
type resultPrinter struct {
	app  *App
	form format
	rows []json.RawMessage
}

func (p *resultPrinter) add(r gizmo.Result) error {
	if p.form == formatJSONL {
		return writeJSONLine(p.app.Out, r.JSON)
	}
	p.rows = append(p.rows, r.JSON)
	return nil
}

func (p *resultPrinter) close() error {
	switch p.form {
	case formatJSONL:
		return nil
	case formatJSON:
		if p.rows == nil {
			p.rows = []json.RawMessage{}
		}
		return writeObject(p.app.Out, p.form, p.rows)
	}
	// One column a tag; a result that is no object stands in a column of its own.
	objects := make([]map[string]json.RawMessage, len(p.rows))
	names := map[string]bool{}
	for i, r := range p.rows {
		if json.Unmarshal(r, &objects[i]) != nil {
			objects[i] = map[string]json.RawMessage{"value": r}
		}
		for k := range objects[i] {
			names[k] = true
		}
	}
	if len(names) == 0 {
		return nil
	}
	columns := slices.Sorted(maps.Keys(names))
	grid := p.app.newGrid(columns...)
	for _, o := range objects {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = plainJSON(o[c])
		}
		grid.add(cells...)
	}
	return grid.write(p.form)
}

// plainJSON is a value for a cell: strings without quotes, everything else as JSON.
func plainJSON(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return strings.TrimSpace(string(raw))
}

// gizmoWorkerName is the hidden command that is the worker process of a script.
const gizmoWorkerName = "gizmo-worker"

func newGizmoWorkerCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use: gizmoWorkerName, Hidden: true, Args: exactly(0, "no arguments"), Short: "Runs one script for the process that started it",
		RunE: func(*cobra.Command, []string) error {
			if code := gizmo.Worker(a.In, a.Out); code != 0 {
				return &failure{kind: kindFailed, message: fmt.Sprintf("the worker ended with %d", code), told: true}
			}
			return nil
		},
	}
}
