package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"entente/graph/store"
	"entente/graph/vocab"
	"entente/loader"
	"entente/loader/watch"
)

type watchOptions struct {
	sourceOptions
	every time.Duration
	once  bool
}

// settleTime is how long a file must have been left alone before it is read.
const settleTime = 2 * time.Second

func newWatchCmd(a *App) *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch FOLDER|FEED…",
		Short: "Read folders and feeds again and again, and load what is new",
		Example: `  entente watch articles/                          new and changed files, every five minutes
  entente watch --every 15m https://example.org/rss.xml
  entente watch --once clippings/ saved.atom       one look, for a scheduler

A feed is RSS or Atom, from an address or a file; the text is what the feed itself holds, links are not followed. What was loaded
before is recognised, so a new start loads nothing twice. The store is held only while something is loaded; while another
process writes, the next look tries again. Interrupt with Ctrl-C.`,
		Args: between(1, -1, "folders, addresses of feeds, or files of feeds"),
		RunE: func(c *cobra.Command, args []string) error { return runWatch(c.Context(), a, args, &o) },
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().DurationVar(&o.every, "every", 5*time.Minute, "time between two looks")
	cmd.Flags().BoolVar(&o.once, "once", false, "look once and end")
	return cmd
}

func runWatch(ctx context.Context, a *App, sources []string, o *watchOptions) error {
	if o.every < time.Second {
		return usagef("write 5m or 30s", "--every %s is too short", o.every)
	}
	opt, err := o.options(a)
	if err != nil {
		return err
	}
	words, err := o.words()
	if err != nil {
		return err
	}
	watching := &watch.Options{UserAgent: "entente/" + readVersion().Version}
	if !o.once {
		watching.Settle = settleTime
	}
	w, err := watch.New(sources, watching)
	if err != nil {
		return &failure{kind: kindFailed, message: err.Error(), hint: "give a folder, or the address or file of a feed", cause: err}
	}
	for {
		failed, err := a.look(ctx, w, words, opt)
		if err != nil {
			return err
		}
		if o.once {
			return failed
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(o.every):
		}
	}
}

// look reads every source once and loads what is new. What goes wrong with one source is told and kept in failed; err is
// what ends the watching.
func (a *App) look(ctx context.Context, w *watch.Watcher, words *vocab.Vocabulary, opt *loader.Options) (failed, err error) {
	total := &loader.Report{}
	errs, err := w.Look(ctx, func(b *watch.Batch) error {
		report, err := a.loadBatch(ctx, b, words, opt)
		if locked := new(store.LockedError); errors.As(err, &locked) {
			a.note("%s: %v; tried again at the next look", b.Source, err)
			failed = err
			return nil
		}
		if err != nil {
			return err
		}
		b.Done()
		a.note("%s %s: %s", time.Now().Format("15:04:05"), b.Source, summary(report))
		for _, r := range report.Rejections {
			a.note("  %s", r)
		}
		total.Rejected += report.Rejected
		total.Loaded += report.Loaded
		return nil
	})
	for _, e := range errs {
		a.note("%v", e)
		failed = &failure{kind: kindPartial, message: e.Error(), hint: "the other sources were read", cause: e}
	}
	if failed == nil && total.Rejected > 0 {
		failed = &failure{kind: kindPartial, message: fmt.Sprintf("%s rejected", plural(total.Rejected, "record")), hint: "each is named above"}
	}
	return failed, err
}

// loadBatch opens the store for as long as one batch is loaded.
func (a *App) loadBatch(ctx context.Context, b *watch.Batch, words *vocab.Vocabulary, opt *loader.Options) (_ *loader.Report, err error) {
	g, err := a.openWriteWith(ctx, words)
	if err != nil {
		return nil, err
	}
	defer func() { err = closing(err, g.Close) }()
	l, err := newLoader(g, words)
	if err != nil {
		return nil, err
	}
	o := *opt
	if b.Folder != "" {
		o.Only = b.Only
		return l.Load(ctx, []string{b.Folder}, &o)
	}
	o.Format, o.Stdin = "docs", b.Documents
	return l.Load(ctx, []string{"-"}, &o)
}
