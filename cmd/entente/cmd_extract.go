package main

import (
	"bufio"
	"context"
	"errors"

	"github.com/spf13/cobra"

	"entente/graph/claim"
	"entente/loader/extract"
)

type extractOptions struct {
	sourceOptions
	events bool
}

func newExtractCmd(a *App) *cobra.Command {
	var o extractOptions
	cmd := &cobra.Command{
		Use:   "extract [PATH…|-]",
		Short: "Read texts and print their claims as JSON lines, without a store",
		Example: `  entente extract notes.txt
  entente extract articles/ > claims.jsonl       look at them, edit them …
  entente load articles/ claims.jsonl            … and load them
  entente extract --events articles/             one coded event a line (CAMEO, PLOVER)
  entente extract --actors mine.tsv notes.txt    with actors of your own`,
		Args: between(0, -1, "files, folders, globs, or - for standard input"),
		RunE: func(c *cobra.Command, args []string) error { return runExtract(c.Context(), a, args, &o) },
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().BoolVar(&o.events, "events", false, "print events with CAMEO and PLOVER codes instead of claims")
	return cmd
}

func runExtract(ctx context.Context, a *App, paths []string, o *extractOptions) error {
	a.answerFormat = formatJSONL
	opt, err := o.options(a)
	if err != nil {
		return err
	}
	words, err := o.words()
	if err != nil {
		return err
	}
	l, err := newLoader(nil, words)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(a.Out, 1<<16)
	print := printClaims
	if o.events {
		rules, err := extract.New(words)
		if err != nil {
			return err
		}
		print = func(b []byte, in *extract.Input, _ *extract.Output) ([]byte, error) {
			return printEvents(ctx, rules, b, in)
		}
	}
	var line []byte
	report, err := l.Extract(ctx, paths, opt, func(in *extract.Input, found *extract.Output) error {
		var err error
		if line, err = print(line[:0], in, found); err != nil {
			return err
		}
		_, err = out.Write(line)
		return err
	})
	if flushed := out.Flush(); flushed != nil {
		return errors.Join(err, flushed)
	}
	return a.loaded(report, err)
}

func printClaims(b []byte, in *extract.Input, found *extract.Output) ([]byte, error) {
	var err error
	for i := range found.Claims {
		if found.Claims[i].Doc == "" {
			found.Claims[i].Doc = in.ID
		}
		if b, err = claim.AppendLine(b, &found.Claims[i]); err != nil {
			return b, err
		}
	}
	return b, nil
}

func printEvents(ctx context.Context, rules *extract.Rules, b []byte, in *extract.Input) ([]byte, error) {
	events, err := rules.Events(ctx, in)
	for i := range events {
		if b, err = extract.AppendEvent(b, &events[i]); err != nil {
			return b, err
		}
	}
	return b, err
}
