package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/export"
	"entente/graph/store"
)

// exportForm writes a whole graph in one format.
type exportForm struct {
	name  string
	what  string
	write func(ctx context.Context, v *graph.View, w io.Writer) error
}

// exportForms lists every format of export, in the order of the help.
func exportForms() []exportForm {
	return []exportForm{
		{"nquads", "every quad, sorted, canonical N-Quads: equal graphs give equal bytes", func(ctx context.Context, v *graph.View, w io.Writer) error { return v.Export(ctx, w) }},
		{"csv", "one row for each edge and form", exportCSV},
		{"dot", "the edges, for Graphviz", exportDOT},
		{"trig", "every quad, TriG", func(ctx context.Context, v *graph.View, w io.Writer) error { return export.TriG(ctx, w, v, false) }},
		{"trig-annotated", "the same with RDF 1.2 annotations on each edge: status, counts, days", func(ctx context.Context, v *graph.View, w io.Writer) error { return export.TriG(ctx, w, v, true) }},
		{"jsonld", "every quad, expanded JSON-LD", func(ctx context.Context, v *graph.View, w io.Writer) error { return export.JSONLD(ctx, w, v) }},
		{"graphml", "the edges with status, counts and days, for network tools", withDefaults(export.GraphML)},
		{"gexf", "the same over time, for Gephi (GEXF 1.3)", withDefaults(export.GEXF)},
		{"parquet", "the edges as one table", withDefaults(export.Parquet)},
		{"neo4j-nodes", "the nodes, for neo4j-admin database import", withDefaults(export.Neo4jNodes)},
		{"neo4j-edges", "the edges, for the same", withDefaults(export.Neo4jEdges)},
		{"panel-year", "complete panel of ordered pairs of states by year, CSV", panel(false)},
		{"panel-month", "the same by month", panel(true)},
	}
}

// withDefaults writes with the defaults of package export.
func withDefaults(write func(context.Context, io.Writer, *graph.View, *export.Options) error) func(context.Context, *graph.View, io.Writer) error {
	return func(ctx context.Context, v *graph.View, w io.Writer) error { return write(ctx, w, v, nil) }
}

func panel(byMonth bool) func(context.Context, *graph.View, io.Writer) error {
	return func(ctx context.Context, v *graph.View, w io.Writer) error {
		return export.Panel(ctx, w, v, &export.PanelOptions{Monthly: byMonth})
	}
}

func newExportCmd(a *App) *cobra.Command {
	var form, out string
	names := make([]string, 0, len(exportForms()))
	for _, f := range exportForms() {
		names = append(names, f.name)
	}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the whole graph in another format",
		Example: `  entente export --format nquads > graph.nq
  entente export --format csv -o edges.csv
  entente export --format dot | dot -Tsvg > graph.svg

For the answers of a path: entente path EXPR --format csv|dot|jsonl`,
		Args: exactly(0, "no arguments; --format and --output are flags"),
		RunE: func(c *cobra.Command, _ []string) error { return runExport(c.Context(), a, form, out) },
	}
	cmd.Flags().StringVar(&form, "format", "nquads", strings.Join(names, ", "))
	cmd.Flags().StringVarP(&out, "output", "o", "-", "file to write, - for standard output")
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func runExport(ctx context.Context, a *App, form, out string) error {
	forms := exportForms()
	i := slices.IndexFunc(forms, func(f exportForm) bool { return f.name == form })
	if i < 0 {
		names := make([]string, len(forms))
		for i, f := range forms {
			names[i] = f.name
		}
		return usagef(didYouMean(form, names), "no export format `%s`", form)
	}
	return a.withView(ctx, func(v *graph.View) error {
		if out == "-" {
			w := bufio.NewWriterSize(a.terminalGuard(), 1<<16)
			if err := forms[i].write(ctx, v, w); err != nil {
				return err
			}
			return w.Flush()
		}
		return writeFile(out, func(w io.Writer) error { return forms[i].write(ctx, v, w) })
	})
}

// terminalGuard is standard output; when a terminal shows it, control characters are taken out on the way.
func (a *App) terminalGuard() io.Writer {
	if a.OutTerminal {
		return safeWriter{a.Out}
	}
	return a.Out
}

type safeWriter struct{ w io.Writer }

// Write passes p on without control characters. A character that is torn between two calls is replaced: this is for eyes.
func (s safeWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(s.w, safe(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// writeFile writes a file beside its final name and renames it, so that a failure leaves no half file.
func writeFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".entente-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // may be closed already; the file goes anyway
			_ = os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// exportEdges yields every edge in every form: subject, predicate with form, object, and the edge's id.
func exportEdges(ctx context.Context, v *graph.View, each func(s, p, o, edge string) error) error {
	st := v.Store()
	predicates, err := st.Predicates(ctx)
	if err != nil {
		return err
	}
	type relation struct {
		name string
		id   store.ID
	}
	var relations []relation
	for _, p := range predicates {
		t, err := st.Term(p.Predicate)
		if err != nil {
			return err
		}
		if name, ok := strings.CutPrefix(t.Value, "rel:"); ok && t.Kind == store.IRI {
			relations = append(relations, relation{name, p.Predicate})
		}
	}
	slices.SortFunc(relations, func(a, b relation) int { return strings.Compare(a.name, b.name) })
	for _, r := range relations {
		for q, err := range st.Scan(ctx, store.Pattern{P: r.id}) {
			if err != nil {
				return err
			}
			terms, err := quadTerms(st, q)
			if err != nil {
				return err
			}
			edge := terms[2].Value
			if !strings.HasPrefix(edge, "edge:") {
				edge = ""
			}
			if err := each(terms[0].Value, r.name, terms[1].Value, edge); err != nil {
				return err
			}
		}
	}
	return nil
}

// quadTerms are subject, object and label; the label is the zero Term in the default graph.
func quadTerms(st store.View, q store.IDQuad) ([3]store.Term, error) {
	var terms [3]store.Term
	for i, id := range []store.ID{q.S, q.O, q.G} {
		if id == store.DefaultGraph {
			continue
		}
		t, err := st.Term(id)
		if err != nil {
			return terms, err
		}
		terms[i] = t
	}
	return terms, nil
}

func exportCSV(ctx context.Context, v *graph.View, w io.Writer) error {
	header := []string{"subject", "subject_label", "predicate", "object", "object_label", "edge", "status", "claims", "documents", "publishers", "voices", "first_day", "last_day"}
	if err := writeCSV(w, header, nil); err != nil {
		return err
	}
	return exportEdges(ctx, v, func(s, p, o, edge string) error {
		row := []string{s, labelOf(v, s), p, o, labelOf(v, o), edge, "", "", "", "", "", "", ""}
		if edge != "" {
			e, err := v.Edge(ctx, edge)
			if err != nil {
				return err
			}
			if !strings.Contains(p, "~") {
				row[6] = e.Status
			}
			row = append(row[:7], fmt.Sprint(e.Claims), fmt.Sprint(e.Documents), fmt.Sprint(e.Publishers), fmt.Sprint(e.Voices), e.FirstDay, e.LastDay)
		}
		return writeCSV(w, nil, [][]string{row})
	})
}

func exportDOT(ctx context.Context, v *graph.View, w io.Writer) error {
	if _, err := io.WriteString(w, "digraph entente {\n  node [shape=box, fontname=\"sans-serif\"];\n"); err != nil {
		return err
	}
	seen := map[string]bool{}
	node := func(id string) error {
		if seen[id] {
			return nil
		}
		seen[id] = true
		_, err := fmt.Fprintf(w, "  %s [label=%s];\n", dotString(id), dotString(labelOf(v, id)))
		return err
	}
	err := exportEdges(ctx, v, func(s, p, o, edge string) error {
		if edge == "" {
			return nil // reference: names and offices would drown the picture
		}
		if err := node(s); err != nil {
			return err
		}
		if err := node(o); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, "  %s -> %s [label=%s];\n", dotString(s), dotString(o), dotString(p))
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "}\n")
	return err
}
