package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// format is a form of answers.
type format string

// The forms of answers. Not every command has every one.
const (
	formatTable    format = "table"
	formatJSON     format = "json"
	formatJSONL    format = "jsonl"
	formatCSV      format = "csv"
	formatMarkdown format = "markdown"
	formatDOT      format = "dot"
	formatSVG      format = "svg"
	formatNQuads   format = "nquads"
	formatGraphML  format = "graphml"
	formatHTML     format = "html"
)

func (f format) isJSON() bool { return f == formatJSON || f == formatJSONL }

// formatFlag adds --format for answers, with the forms that this command has.
func formatFlag(c *cobra.Command, value *string, forms ...format) {
	names := make([]string, len(forms))
	for i, f := range forms {
		names[i] = string(f)
	}
	c.Flags().StringVar(value, "format", "", "form of the answer: "+strings.Join(names, ", ")+" (default table in a terminal, jsonl in a pipe)")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

// chooseFormat decides the form of the answers and remembers it, so that errors follow it.
func (a *App) chooseFormat(given string, forms ...format) (format, error) {
	if given != "" {
		a.formatGiven = true
		f := format(strings.ToLower(given))
		if f == "ndjson" {
			f = formatJSONL
		}
		if f == "md" {
			f = formatMarkdown
		}
		if !slices.Contains(forms, f) {
			return "", usagef(fmt.Sprintf("one of %s", joinFormats(forms)), "no format `%s` here", given)
		}
		a.answerFormat = f
		return f, nil
	}
	a.answerFormat = formatJSONL
	if a.OutTerminal {
		a.answerFormat = formatTable
	}
	return a.answerFormat, nil
}

func joinFormats(forms []format) string {
	names := make([]string, len(forms))
	for i, f := range forms {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// writeObject writes a single object: indented with json, on one line with jsonl.
func writeObject(w io.Writer, f format, v any) error {
	indent := ""
	if f == formatJSON {
		indent = "  "
	}
	data, err := marshalJSON(v, indent)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// width is the number of columns of the terminal that shows the answers, 100 where none does.
func (a *App) width() int {
	if f, ok := a.Out.(interface{ Fd() uintptr }); ok && a.OutTerminal {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			return w
		}
	}
	return 100
}

// grid is a table in the making: cells are made safe for a terminal when they are added.
type grid struct {
	app    *App
	header []string
	rows   [][]string
}

// newGrid starts a table with a header.
func (a *App) newGrid(header ...string) *grid { return &grid{app: a, header: header} }

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// write renders the table as f: table, markdown or csv.
func (g *grid) write(f format) error {
	if f == formatCSV {
		return writeCSV(g.app.Out, g.header, g.rows)
	}
	t := table.NewWriter()
	t.SetStyle(plainStyle())
	head := make(table.Row, len(g.header))
	for i, h := range g.header {
		head[i] = h
	}
	t.AppendHeader(head)
	for _, r := range g.rows {
		row := make(table.Row, len(r))
		for i, c := range r {
			row[i] = cell(c)
		}
		t.AppendRow(row)
	}
	if f == formatMarkdown {
		_, err := fmt.Fprintln(g.app.Out, t.RenderMarkdown())
		return err
	}
	t.SetColumnConfigs(g.columns())
	for _, line := range strings.Split(t.Render(), "\n") {
		if _, err := fmt.Fprintln(g.app.Out, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

// columns wraps the widest column so that the table fits the terminal.
func (g *grid) columns() []table.ColumnConfig {
	widths := make([]int, len(g.header))
	total := 0
	for i, h := range g.header {
		widths[i] = text.StringWidthWithoutEscSequences(h)
		for _, r := range g.rows {
			if i < len(r) {
				widths[i] = max(widths[i], text.StringWidthWithoutEscSequences(cell(r[i])))
			}
		}
		total += widths[i] + 2
	}
	for over := total - g.app.width(); over > 0; {
		widest := 0
		for i := range widths {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= 16 {
			break
		}
		cut := min(over, widths[widest]-16)
		widths[widest] -= cut
		over -= cut
	}
	configs := make([]table.ColumnConfig, len(widths))
	for i, w := range widths {
		configs[i] = table.ColumnConfig{Number: i + 1, WidthMax: w, WidthMaxEnforcer: text.WrapSoft}
	}
	return configs
}

// plainStyle has no borders: two spaces between columns, a rule below the header.
func plainStyle() table.Style {
	s := table.StyleDefault
	s.Box = table.BoxStyle{MiddleHorizontal: "-", MiddleSeparator: "", PaddingRight: "  ", UnfinishedRow: " ~"}
	s.Options = table.Options{SeparateHeader: true}
	s.Format.Header = text.FormatDefault
	return s
}

// writeCSV writes rows with text cells guarded against formulas. Numbers are written by their commands as digits and
// a point; a minus sign in front of one is left alone.
func writeCSV(w io.Writer, header []string, rows [][]string) error {
	out := csv.NewWriter(w)
	if header != nil {
		if err := out.Write(header); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if err := out.Write(guardRow(r)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func guardRow(r []string) []string {
	guarded := make([]string, len(r))
	for i, c := range r {
		if isNumber(c) {
			guarded[i] = c
			continue
		}
		guarded[i] = guardFormula(safe(c)) // a file may be shown in a terminal as well; N-Quads keep every byte
	}
	return guarded
}

// isNumber accepts -?digits[.digits].
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(s, ".")
	digits := func(s string) bool {
		return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
	}
	return digits(whole) && (!point || digits(fraction))
}
