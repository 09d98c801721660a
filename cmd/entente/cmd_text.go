package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"entente/graph"
)

func newTextCmd(a *App) *cobra.Command {
	var span string
	cmd := &cobra.Command{
		Use:   "text DOC",
		Short: "The kept text of a document",
		Example: `  entente text seed3.txt
  entente text seed3.txt --bytes 120-201      one sentence, by its span`,
		Args: exactly(1, "one document: its id, path or doc: id"),
	}
	cmd.Flags().StringVar(&span, "bytes", "", "only these bytes, START-END")
	cmd.RunE = func(c *cobra.Command, args []string) error { return runText(c.Context(), a, args[0], span) }
	return cmd
}

// runText prints the text as it was kept, byte for byte, except that a terminal gets no control characters.
func runText(ctx context.Context, a *App, doc, span string) error {
	return a.withView(ctx, func(v *graph.View) error {
		text, err := v.Text(ctx, doc)
		if err != nil {
			return err
		}
		if span != "" {
			var start, end int
			if n, err := fmt.Sscanf(span, "%d-%d", &start, &end); n != 2 || err != nil || start < 0 || end < start || end > len(text) {
				return usagef(fmt.Sprintf("write START-END within 0-%d", len(text)), "--bytes %s does not fit", span)
			}
			text = text[start:end]
		}
		if a.OutTerminal {
			text = safe(text)
		}
		if a.OutTerminal || span != "" {
			text += "\n"
		}
		_, err = io.WriteString(a.Out, text)
		return err
	})
}
