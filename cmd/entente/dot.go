package main

import (
	"fmt"
	"io"
	"strings"

	"entente/queries"
)

// dotGraph gathers answers for Graphviz: the edges walked where answers have steps, else an arrow from start to end.
type dotGraph struct {
	nodes []queries.Node
	seen  map[string]bool
	edges []string
}

func newDotGraph() *dotGraph { return &dotGraph{seen: map[string]bool{}} }

func (d *dotGraph) node(n queries.Node) {
	if !d.seen["n"+n.ID] {
		d.seen["n"+n.ID] = true
		d.nodes = append(d.nodes, n)
	}
}

func (d *dotGraph) edge(from, to, label, style string) {
	line := fmt.Sprintf("  %s -> %s [label=%s%s];\n", dotString(from), dotString(to), dotString(label), style)
	if !d.seen["e"+line] {
		d.seen["e"+line] = true
		d.edges = append(d.edges, line)
	}
}

func (d *dotGraph) add(a queries.Answer) {
	d.node(a.Start)
	d.node(a.End)
	if len(a.Steps) == 0 {
		d.edge(a.Start.ID, a.End.ID, "", "")
	}
	for _, s := range a.Steps {
		style := ""
		if s.Status == "disputed" {
			style = ", style=dashed, color=red"
		}
		d.edge(s.Subject, s.Object, s.Predicate, style)
	}
}

func (d *dotGraph) write(w io.Writer) error {
	var b strings.Builder
	b.WriteString("digraph entente {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n")
	for _, n := range d.nodes {
		fmt.Fprintf(&b, "  %s [label=%s];\n", dotString(n.ID), dotString(n.Label))
	}
	for _, e := range d.edges {
		b.WriteString(e)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// dotString quotes s for Graphviz; control characters do not survive.
func dotString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(cell(s)) + `"`
}
