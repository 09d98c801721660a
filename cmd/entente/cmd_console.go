package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"entente/console"
	"entente/graph"
	"entente/graph/vocab"
	"entente/loader"
	"entente/queries/gizmo"
)

type consoleOptions struct {
	listen   console.ListenOptions
	hosts    []string
	origins  []string
	token    bool
	readOnly bool
}

func newConsoleCmd(a *App) *cobra.Command {
	var o consoleOptions
	cmd := &cobra.Command{
		Use:   "console",
		Short: "Serve the web console and the HTTP API on this machine",
		Example: `  entente console                          open the URL that it prints
  entente console --listen 127.0.0.1:8080
  entente console --read-only              beside another process that writes`,
		Long: `Serves the console and the HTTP API (its description: /api/v1/openapi.json). The first line of standard output is the URL with
the token of this run. Reading needs no token on this machine, changing anything does; whoever has the URL may do both.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return runConsole(c.Context(), a, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen.Address, "listen", "127.0.0.1:0", "address to serve; port 0 takes a free one")
	f.StringVar(&o.listen.CertFile, "cert", "", "certificate, to serve over TLS")
	f.StringVar(&o.listen.KeyFile, "key", "", "its key")
	f.BoolVar(&o.listen.Insecure, "insecure", false, "serve beyond this machine without TLS and tokens")
	f.StringSliceVar(&o.hosts, "host", nil, "further names by which the server is reached")
	f.StringSliceVar(&o.origins, "origin", nil, "web pages elsewhere that may call the API")
	f.BoolVar(&o.token, "require-token", false, "reading needs the token too")
	f.BoolVar(&o.readOnly, "read-only", false, "change nothing; another process may write")
	return cmd
}

func runConsole(ctx context.Context, a *App, o *consoleOptions) (err error) {
	words, err := vocab.Default()
	if err != nil {
		return err
	}
	g, err := a.openServed(ctx, words, o.readOnly)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	return serveConsole(ctx, a, g, words, o)
}

// serveConsole serves a graph until ctx ends.
func serveConsole(ctx context.Context, a *App, g *graph.Graph, words *vocab.Vocabulary, o *consoleOptions) error {
	opt := console.Options{
		Graph: g, Words: words, Version: readVersion().Version, Hosts: o.hosts, Origins: o.origins, OpenRole: console.Read, Gizmo: servedScripts(g),
	}
	if o.token || !console.Loopback(o.listen.Address) {
		opt.OpenRole = console.Anyone
	}
	role := console.Admin
	if o.readOnly {
		role = console.Read
	} else {
		opt.Load, opt.Demo = servedLoading(g, words)
	}
	secret, token := console.NewToken(role, 0)
	opt.Tokens = []console.Token{token}
	server, err := console.New(opt)
	if err != nil {
		return err
	}
	l, url, err := server.Listen(o.listen)
	if errors.Is(err, console.ErrInsecure) {
		return &failure{kind: kindUsage, message: err.Error(), hint: "give --cert, --key and --require-token, or say --insecure", cause: err}
	}
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(a.Out, "%s?token=%s\n", url, secret); err != nil {
		return errors.Join(err, l.Close())
	}
	a.note("serving %s; interrupt to stop", a.place())
	err = server.Serve(ctx, l, o.listen)
	if ctx.Err() != nil {
		return nil // asked to stop, and stopped
	}
	return err
}

// openServed opens the store for a server: a missing one is made, unless nothing may be changed.
func (a *App) openServed(ctx context.Context, words *vocab.Vocabulary, readOnly bool) (*graph.Graph, error) {
	return graph.Open(ctx, a.location(), &graph.Options{Vocabulary: words, ReadOnly: readOnly})
}

// servedLoading reads what is sent to a server, through files as the command line does.
func servedLoading(g *graph.Graph, words *vocab.Vocabulary) (console.LoadFunc, func(context.Context) (any, error)) {
	load := func(ctx context.Context, name, format string, data []byte) (any, error) {
		dir, err := os.MkdirTemp("", "entente-load-*")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		if name = filepath.Base(filepath.Clean("/" + name)); name == "/" {
			name = "upload"
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return nil, err
		}
		l, err := newLoader(g, words)
		if err != nil {
			return nil, err
		}
		report, err := l.Load(ctx, []string{path}, &loader.Options{Format: format})
		for i := range report.Rejections {
			report.Rejections[i].Path = name
		}
		return report, err
	}
	demo := func(ctx context.Context) (any, error) { return loadDispatches(ctx, g, words) }
	return load, demo
}

// servedScripts runs scripts in worker processes of this program.
func servedScripts(g *graph.Graph) console.GizmoFunc {
	pool, err := scriptPool()
	if err != nil {
		return nil // the program does not know where it is: the routes then say that there is no Gizmo
	}
	return func(ctx context.Context, run console.GizmoRun) (results []json.RawMessage, truncated string, err error) {
		v, err := g.View()
		if err != nil {
			return nil, "", err
		}
		defer func() { err = closing(err, v.Close) }()
		opt := &gizmo.Options{Time: run.Most, Limit: run.Limit, Shape: run.Shape, Path: scriptPaths(v)}
		out, err := pool.Run(ctx, v.Store(), run.Script, opt, func(r gizmo.Result) error {
			results = append(results, r.JSON)
			return nil
		})
		return results, out.Truncated, err
	}
}
