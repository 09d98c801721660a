package queries

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente/graph"
	"entente/queries/library"
)

// Cell is one value of a table: what to show, and the id behind it if it is a node.
type Cell struct {
	Text string `json:"text"`
	ID   string `json:"id,omitempty"`
}

// Table is the answer of a named query.
type Table struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Source  string   `json:"source,omitempty"` // where a measure is defined
	Columns []string `json:"columns"`
	Rows    [][]Cell `json:"rows"`
	// Paths are the expressions that were asked, parameters filled in.
	Paths []string `json:"paths"`
	// Truncated: the limit cut the rows of some path.
	Truncated bool `json:"truncated,omitempty"`
}

// Named answers a named query of package library. Of the options, Limit and Timeout (for each path, and for what is computed from them), AsOf and KnownOn hold. Errors
// of names and arguments are those of Run, library.ErrUnknown and library.ErrArguments.
func Named(ctx context.Context, v *graph.View, name string, args []library.Argument, opt *Options) (*Table, error) {
	q, err := library.Find(name)
	if err != nil {
		return nil, err
	}
	paths, err := q.Fill(args)
	if err != nil {
		return nil, err
	}
	n := &named{ctx: ctx, src: v, table: &Table{Name: q.Name, Title: q.Title, Source: q.Source, Rows: [][]Cell{}}}
	if opt != nil {
		n.opt = Options{Limit: opt.Limit, Timeout: opt.Timeout, AsOf: opt.AsOf, KnownOn: opt.KnownOn}
	}
	for _, p := range paths {
		n.table.Paths = append(n.table.Paths, p.Text)
	}
	if q.Measure != "" {
		return n.table, n.measure(q.Measure, paths)
	}
	for _, p := range paths {
		if err := n.path(&p, len(paths) > 1); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Text, err)
		}
	}
	return n.table, nil
}

// named is a named query being answered.
type named struct {
	ctx   context.Context
	src   *graph.View
	opt   Options
	table *Table
}

// options of one path.
func (n *named) options(p *library.Path) *Options {
	o := n.opt
	o.Group, o.Count, o.Order = p.Group, p.Count, p.Order
	o.Persist, o.Infer, o.Evidence, o.Acyclic = p.Persist, p.Infer, p.Evidence || p.Every, p.Acyclic
	o.AllShortest = p.Every
	o.Top, _ = strconv.Atoi(p.Top)
	o.Report = &Report{}
	return &o
}

// add appends a row, with the label of its path first where the query has several.
func (n *named) add(p *library.Path, labelled bool, columns []string, row []Cell) {
	if labelled {
		columns = append([]string{"what"}, columns...)
		row = append([]Cell{{Text: p.Label}}, row...)
	}
	if len(columns) > len(n.table.Columns) {
		n.table.Columns = columns
	}
	n.table.Rows = append(n.table.Rows, row)
}

func (n *named) path(p *library.Path, labelled bool) error {
	o := n.options(p)
	defer func() { n.table.Truncated = n.table.Truncated || o.Report.Truncated }()
	if p.Group != "" || p.Count != "" {
		groups, err := Tally(n.ctx, n.src, p.Text, o)
		if err != nil {
			return err
		}
		columns := []string{"count"}
		if p.Group != "" {
			columns = []string{p.Group, "count"}
		}
		for _, g := range groups {
			row := []Cell{{Text: strconv.FormatInt(g.Count, 10)}}
			if p.Group != "" {
				key := Cell{Text: g.Label}
				if g.Label != g.Key {
					key.ID = g.Key
				}
				row = append([]Cell{key}, row...)
			}
			n.add(p, labelled, columns, row)
		}
		if len(groups) == 0 && p.Group == "" {
			n.add(p, labelled, columns, []Cell{{Text: "0"}})
		}
		return nil
	}
	first := len(n.table.Rows)
	for a, err := range Run(n.ctx, n.src, p.Text, o) {
		if err != nil {
			return err
		}
		columns, row := answerRow(&a)
		n.add(p, labelled, columns, row)
	}
	// By id, so that equal graphs give equal tables whatever their stores number their nodes.
	return sortFunc(n.ctx, n.table.Rows[first:], func(a, b []Cell) int {
		return slices.CompareFunc(a, b, func(x, y Cell) int { return cmp.Compare(x.key(), y.key()) })
	})
}

// key is what rows are sorted by.
func (c Cell) key() string {
	if c.ID != "" && !strings.HasPrefix(c.ID, "edge:") {
		return c.ID
	}
	return c.Text
}

// answerRow shows an answer: its ends and stops; with evidence, its last step and what stands behind it.
func answerRow(a *Answer) (columns []string, row []Cell) {
	columns = []string{"start"}
	row = []Cell{nodeCell(a.Start)}
	for _, s := range a.Stops {
		if s.Node != a.End || s != a.Stops[len(a.Stops)-1] {
			columns = append(columns, s.Name)
			row = append(row, nodeCell(s.Node))
		}
	}
	end := "end"
	if k := len(a.Stops); k > 0 && a.Stops[k-1].Node == a.End {
		end = a.Stops[k-1].Name
	}
	if len(a.Steps) > 0 {
		columns = append(columns, "relation")
		row = append(row, Cell{Text: a.Steps[len(a.Steps)-1].Predicate})
	}
	columns = append(columns, end)
	row = append(row, nodeCell(a.End))
	if len(a.Steps) > 0 {
		s := &a.Steps[len(a.Steps)-1]
		columns = append(columns, "status", "affirmed by", "denied by", "claims")
		row = append(row, Cell{Text: s.Status, ID: s.Edge}, Cell{Text: strings.Join(s.AffirmedBy, ", ")}, Cell{Text: strings.Join(s.DeniedBy, ", ")},
			Cell{Text: strconv.Itoa(len(s.Claims) + s.MoreClaims)})
	}
	return columns, row
}

func nodeCell(n Node) Cell { return Cell{Text: n.Label, ID: n.ID} }

// String is the table as lines of cells between bars, ids in place of labels, for tests and plain output.
func (t *Table) String() string {
	var b strings.Builder
	b.WriteString(strings.Join(t.Columns, " | ") + "\n")
	for _, row := range t.Rows {
		for i, c := range row {
			if i > 0 {
				b.WriteString(" | ")
			}
			b.WriteString(c.key())
		}
		b.WriteByte('\n')
	}
	return b.String()
}
