package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"entente/console"
	"entente/examples"
	"entente/graph"
	"entente/graph/vocab"
	"entente/loader"
	"entente/queries"
)

// demoQuestions are what the demo asks of the built-in dispatches.
var demoQuestions = [...]struct{ title, expression string }{
	{"What is China concerned about, and who are the parties?", "China/concerned_about/has_party"},
	{"Who supplies Russia with arms, who says so, who denies it?", "Russia/^supplies_arms_to"},
	{"Who are allies of the United States?", "USA/allied_with"},
	{"Whom was Joe Biden planned to meet?", "person:joe-biden/met_with~planned"},
	{"Who belongs to the Quad?", "Quad/^member_of"},
}

func newDemoCmd(a *App) *cobra.Command {
	var open bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Load the built-in dispatches and answer five questions with their evidence",
		Example: `  entente demo
  entente demo --open            then look around in the browser
  entente demo --db mine.db      keep the store for questions of your own`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return runDemo(c.Context(), a, open) },
	}
	cmd.Flags().BoolVar(&open, "open", false, "serve the console on the demo graph afterwards, and print its URL")
	return cmd
}

func runDemo(ctx context.Context, a *App, open bool) (err error) {
	words, err := vocab.Default()
	if err != nil {
		return err
	}
	location := graph.Memory
	if a.db != "" || a.Env("ENTENTE_DB") != "" {
		location = a.location()
	}
	g, err := graph.Open(ctx, location, &graph.Options{Vocabulary: words})
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	report, err := loadDispatches(ctx, g, words)
	if err != nil {
		return err
	}
	if !a.quiet {
		if err := showDemo(ctx, a, g, report, location == graph.Memory && !open); err != nil {
			return err
		}
	}
	if !open {
		return nil
	}
	return serveConsole(ctx, a, g, words, &consoleOptions{listen: console.ListenOptions{Address: "127.0.0.1:0"}})
}

// showDemo tells what was read and answers the questions.
func showDemo(ctx context.Context, a *App, g *graph.Graph, report *loader.Report, gone bool) (err error) {
	v, err := g.View()
	if err != nil {
		return err
	}
	defer func() { err = closing(err, v.Close) }()
	if err := tellWhatWasRead(ctx, a, v, report); err != nil {
		return err
	}
	for _, q := range demoQuestions {
		if _, err := fmt.Fprintf(a.Out, "\n%s\n  entente path '%s' --evidence\n\n", q.title, q.expression); err != nil {
			return err
		}
		opt := &queries.Options{Limit: 6, MaxClaims: 2, Evidence: true}
		if err := answerPath(ctx, a, v, q.expression, opt, formatTable); err != nil {
			return err
		}
	}
	if gone {
		_, err = io.WriteString(a.Out, "\nNothing was kept. `entente demo --db mine.db` keeps the store; `entente help` shows what else there is.\n")
	}
	return err
}

// loadDispatches reads the built-in dispatches through the loader, from a folder that is gone afterwards.
func loadDispatches(ctx context.Context, g *graph.Graph, words *vocab.Vocabulary) (report *loader.Report, err error) {
	built, err := examples.Dispatches()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "entente-demo-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = closing(err, func() error { return os.RemoveAll(dir) }) }()
	folder := filepath.Join(dir, "dispatches")
	if err := os.CopyFS(folder, built); err != nil {
		return nil, err
	}
	l, err := newLoader(g, words)
	if err != nil {
		return nil, err
	}
	return l.Load(ctx, []string{folder}, nil)
}

func tellWhatWasRead(ctx context.Context, a *App, v *graph.View, report *loader.Report) error {
	info, err := v.Info(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.Out, "Read %s: %s about %s.\n", plural(report.Read, "document"), plural(info.Claims, "claim"), plural(info.Edges, "relation"))
	if err != nil {
		return err
	}
	n := 0
	for d, err := range v.Documents(ctx) {
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.Out, "  %s  %s (%s, %s)\n", cell(d.ID), cell(d.Title), plural(int64(d.Claims), "claim"), cell(d.Published)); err != nil {
			return err
		}
		if n++; n == 20 {
			break
		}
	}
	return nil
}
