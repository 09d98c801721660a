// Command embed shows how another program uses Entente: it opens a graph in memory, loads two dispatches, asks a path
// expression with its evidence, runs the same question as Gizmo, and once more through Cayley's own path package.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/cayleygraph/cayley/query/path"
	"github.com/cayleygraph/quad"

	"entente/graph"
	"entente/graph/cayleystore"
	"entente/graph/vocab"
	"entente/loader"
	"entente/loader/extract"
	"entente/queries"
	"entente/queries/gizmo"
)

// dispatches are JSON lines of documents; only "text" is needed.
const dispatches = `{"id":"campbell","publisher":"Entente demo wire C","published":"2024-06-24","text":"China is concerned about ties between Russia and North Korea, U.S. Deputy Secretary of State Kurt Campbell said on Monday."}
{"id":"finland","publisher":"Entente demo wire A","published":"2023-04-04","text":"Finland joined NATO on Tuesday and is now a member of NATO."}
`

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) (err error) {
	g, err := graph.Open(ctx, graph.Memory, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	if err := load(ctx, w, g); err != nil {
		return err
	}
	v, err := g.View()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if err := askPath(ctx, w, v); err != nil {
		return err
	}
	if err := askGizmo(ctx, w, v); err != nil {
		return err
	}
	return askCayley(ctx, w, g)
}

// load reads documents through the built-in reader.
func load(ctx context.Context, w io.Writer, g *graph.Graph) error {
	words, err := vocab.Default()
	if err != nil {
		return err
	}
	reader, err := extract.New(words)
	if err != nil {
		return err
	}
	l := &loader.Loader{Graph: g, Reader: reader}
	report, err := l.Load(ctx, []string{"-"}, &loader.Options{Format: "docs", Stdin: strings.NewReader(dispatches)})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "loaded %d documents\n", report.Loaded)
	return nil
}

// askPath streams the answers of a path expression, each with the sentences it rests on.
func askPath(ctx context.Context, w io.Writer, v *graph.View) error {
	for answer, err := range queries.Run(ctx, v, "China/concerned_about/has_party", &queries.Options{Evidence: true}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "path: %s\n", answer.End.Label)
		for _, step := range answer.Steps {
			for _, e := range step.Claims {
				fmt.Fprintf(w, "  %s: %q, told by %s in %s\n", step.Status, e.Evidence, v.Label(e.Speaker), e.Doc)
			}
		}
	}
	return nil
}

// askGizmo runs a script in this process. For scripts of strangers use gizmo.Pool, which bounds memory too.
func askGizmo(ctx context.Context, w io.Writer, v *graph.View) error {
	qs, err := cayleystore.FromView(v.Store())
	if err != nil {
		return err
	}
	_, err = gizmo.Run(ctx, qs, `g.V("<org:nato>").in("<rel:member_of>").all()`, nil, func(r gizmo.Result) error {
		_, err := fmt.Fprintf(w, "gizmo: %s\n", r.JSON)
		return err
	})
	return err
}

// askCayley hands the store to code that was written for Cayley.
func askCayley(ctx context.Context, w io.Writer, g *graph.Graph) error {
	handle, err := cayleystore.Handle(g.Store())
	if err != nil {
		return err
	}
	values, err := path.StartPath(handle.QuadStore, quad.IRI("state:FIN")).Out(quad.IRI("rel:member_of")).Iterate(ctx).AllValues(handle.QuadStore)
	if err != nil {
		return err
	}
	for _, v := range values {
		fmt.Fprintf(w, "cayley: %s\n", quad.ToString(v))
	}
	return handle.Close()
}
