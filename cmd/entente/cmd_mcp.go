package main

import (
	"context"
	"errors"
	"io"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

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

func runMCP(ctx context.Context, a *App) (err error) {
	g, err := a.openRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	s := assistant.New(assistant.Options{Graph: g, Words: g.Vocabulary(), Version: readVersion().Version, Gizmo: servedScripts(g)})
	err = s.Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(a.In), Writer: unclosed{a.Out}})
	if ctx.Err() != nil || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// unclosed is standard output, which is not the server's to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }
