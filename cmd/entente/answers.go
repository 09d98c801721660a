package main

import (
	"fmt"
	"io"
	"strings"

	"entente/graph"
	"entente/queries"
)

// answerWriter prints the answers of a path in one form, as they come where the form allows it.
type answerWriter struct {
	app   *App
	view  *graph.View
	form  format
	steps bool // answers carry steps
	query *queries.Options
	shown int64

	grid  *grid     // table, csv, markdown without steps
	drawn *dotGraph // dot
}

func newAnswerWriter(a *App, v *graph.View, form format, q *queries.Options) *answerWriter {
	w := &answerWriter{app: a, view: v, form: form, query: q, steps: q.Evidence || q.Shortest || q.AllShortest}
	if form == formatDOT {
		w.drawn = newDotGraph()
	}
	return w
}

func (w *answerWriter) write(answer queries.Answer) error {
	w.shown++
	switch w.form {
	case formatJSONL:
		return writeJSONLine(w.app.Out, answer)
	case formatJSON:
		lead := "[\n"
		if w.shown > 1 {
			lead = ",\n"
		}
		data, err := marshalJSON(answer, "")
		if err != nil {
			return err
		}
		_, err = w.app.Out.Write(append([]byte(lead), data...))
		return err
	case formatDOT:
		w.drawn.add(answer)
		return nil
	}
	if w.steps && w.form == formatTable {
		return w.writeBlock(answer)
	}
	w.addRows(answer)
	return nil
}

func (w *answerWriter) close() error {
	switch w.form {
	case formatJSONL:
		return nil
	case formatJSON:
		end := "\n]\n"
		if w.shown == 0 {
			end = "[]\n"
		}
		_, err := io.WriteString(w.app.Out, end)
		return err
	case formatDOT:
		return w.drawn.write(w.app.Out)
	}
	if w.grid != nil {
		if err := w.grid.write(w.form); err != nil {
			return err
		}
	} else if w.form == formatCSV {
		if err := writeCSV(w.app.Out, w.header(nil), nil); err != nil {
			return err
		}
	}
	if w.form == formatTable {
		if w.shown == 0 {
			w.app.note("no answer")
		} else {
			w.app.note("%s", plural(w.shown, "answer"))
		}
	}
	return nil
}

func (w *answerWriter) header(stops []queries.Stop) []string {
	head := []string{"start", "start_label"}
	for _, s := range stops {
		head = append(head, s.Name, s.Name+"_label")
	}
	head = append(head, "end", "end_label")
	if w.query.CountPaths {
		head = append(head, "paths")
	}
	if w.steps {
		head = append(head, stepHeader...)
	}
	return head
}

// addRows adds an answer to the grid: one row, or with steps one for each claim (for each step without one).
func (w *answerWriter) addRows(answer queries.Answer) {
	if w.grid == nil {
		w.grid = w.app.newGrid(w.header(answer.Stops)...)
	}
	row := []string{answer.Start.ID, answer.Start.Label}
	for _, s := range answer.Stops {
		row = append(row, s.Node.ID, s.Node.Label)
	}
	row = append(row, answer.End.ID, answer.End.Label)
	if w.query.CountPaths {
		row = append(row, fmt.Sprint(answer.Paths))
	}
	if !w.steps {
		w.grid.add(row...)
		return
	}
	if len(answer.Steps) == 0 {
		w.grid.add(append(row, make([]string, len(stepHeader))...)...)
	}
	for i, s := range answer.Steps {
		for _, cells := range stepRows(i+1, s) {
			w.grid.add(append(append([]string(nil), row...), cells...)...)
		}
	}
}

var stepHeader = []string{"step", "edge", "subject", "predicate", "object", "reversed", "status", "affirmed_by", "denied_by",
	"claim", "doc", "publisher", "published", "speaker", "polarity", "modality", "start_byte", "end_byte", "evidence"}

func stepRows(n int, s queries.Step) [][]string {
	head := []string{fmt.Sprint(n), s.Edge, s.Subject, s.Predicate, s.Object, fmt.Sprint(s.Reversed), s.Status,
		strings.Join(s.AffirmedBy, " "), strings.Join(s.DeniedBy, " ")}
	if len(s.Claims) == 0 {
		return [][]string{append(head, make([]string, len(stepHeader)-len(head))...)}
	}
	var rows [][]string
	for _, c := range s.Claims {
		rows = append(rows, append(append([]string(nil), head...), c.Claim, c.Doc, c.Publisher, c.Published, c.Speaker,
			c.Polarity, c.Modality, fmt.Sprint(c.Start), fmt.Sprint(c.End), c.Evidence))
	}
	return rows
}

// writeBlock prints an answer with its ways for a person to read.
func (w *answerWriter) writeBlock(answer queries.Answer) error {
	var b strings.Builder
	if w.shown > 1 {
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s%s", w.app.bold(nodeText(answer.End)), startText(answer))
	for _, s := range answer.Stops {
		fmt.Fprintf(&b, ", %s: %s", s.Name, cell(nodeText(s.Node)))
	}
	if w.query.CountPaths {
		fmt.Fprintf(&b, ", ways: %d", answer.Paths)
	}
	b.WriteByte('\n')
	for _, s := range answer.Steps {
		w.app.writeStep(&b, w.view, s)
	}
	_, err := io.WriteString(w.app.Out, b.String())
	return err
}

func startText(answer queries.Answer) string { return "  from " + cell(nodeText(answer.Start)) }

func nodeText(n queries.Node) string {
	if n.Label == "" || n.Label == n.ID {
		return n.ID
	}
	return n.Label + " (" + n.ID + ")"
}

// plural is "1 answer", "2 answers".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
