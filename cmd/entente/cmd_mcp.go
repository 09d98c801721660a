package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	"entente/console"
	"entente/console/assistant"
)

func newMCPCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant ask: a Model Context Protocol server on standard input and output",
		Example: `  entente mcp --db ./entente.db      as the command of a server in the assistant's settings

Its tools only read: schema, find_actor, facts_between, path, timeline, source, gizmo.`,
		Args: exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return runMCP(c.Context(), a) },
	}
}

// assistantScriptTime is how long a script of an assistant may run.
const assistantScriptTime = 10 * time.Second

func runMCP(ctx context.Context, a *App) (err error) {
	g, err := a.openRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	opt := assistant.Options{Graph: g, Words: g.Vocabulary(), Version: readVersion().Version}
	if run := servedScripts(g); run != nil {
		opt.Gizmo = func(ctx context.Context, script string, limit int) ([]json.RawMessage, string, error) {
			return run(ctx, console.GizmoRun{Script: script, Limit: limit, Most: assistantScriptTime})
		}
	}
	s := assistant.New(opt)
	err = s.Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(a.In), Writer: unclosed{a.Out}})
	if ctx.Err() != nil || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// unclosed is standard output, which is not the server's to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
