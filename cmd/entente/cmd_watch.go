package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/loader"
	"entente/loader/watch"
)

type watchOptions struct {
	sourceOptions
	every time.Duration
	once  bool
	pages bool
}

const (
	minEvery = time.Second
	// settleTime is how long a file must have been left alone before it is read.
	settleTime = 2 * time.Second
)

func newWatchCmd(a *App) *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch SOURCE…",
		Short: "Read folders and feeds again and again, and load what is new",
		Example: `  entente watch articles/                              a folder: new files are loaded, changed ones replace what they contributed
  entente watch --every 15m https://example.org/feed.xml   RSS, Atom or JSON Feed
  entente watch --pages https://example.org/feed.xml   the pages that it links to on the same host, in place of its summaries
  entente watch --once articles/ feed.xml              one round, for cron

What was seen is kept in the store, so that a restart loads nothing again; duplicates are skipped. Between rounds others may write
to the store. Ctrl-C ends it, after which the store is whole (exit code 130).`,
		Args: between(1, -1, "folders, files of feeds, or http addresses of feeds"),
		RunE: func(c *cobra.Command, args []string) error { return runWatch(c.Context(), a, args, &o) },
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().DurationVar(&o.every, "every", 5*time.Minute, "time between two rounds, such as 30s or 15m")
	cmd.Flags().BoolVar(&o.once, "once", false, "one round, then end")
	cmd.Flags().BoolVar(&o.pages, "pages", false, "read the pages that feeds link to on their own host")
	return cmd
}

func runWatch(ctx context.Context, a *App, names []string, o *watchOptions) error {
	w, err := o.watcher(a)
	if err != nil {
		return err
	}
	sources := make([]*watch.Source, len(names))
	for i, n := range names {
		if sources[i], err = watch.NewSource(n); err != nil {
			return watchFailure(err)
		}
	}
	if o.once {
		rep, err := w.Round(ctx, sources)
		return a.watchedOnce(rep, len(sources), err)
	}
	for first := true; ; first = false {
		rep, err := w.Round(ctx, sources)
		var locked *store.LockedError
		if errors.As(err, &locked) && !first {
			a.note("%s; the next round tries again", locked.Error())
			err = nil
		}
		if err = a.watched(rep, err); err != nil {
			return err
		}
		if first {
			a.note("watching %s, every %s; Ctrl-C ends", plural(int64(len(sources)), "source"), o.every)
		}
		if err := a.pause(ctx, o.every); err != nil {
			return err
		}
	}
}

// watcher checks the flags and puts together what looks for news.
func (o *watchOptions) watcher(a *App) (*watch.Watcher, error) {
	if o.every < minEvery {
		return nil, usagef("such as 30s or 15m", "--every %s is shorter than %s", o.every, minEvery)
	}
	if a.location() == graph.Memory && !o.once {
		return nil, usagef("give --db a folder", "a store in memory is gone when the program ends")
	}
	opt, err := o.options(a)
	if err != nil {
		return nil, err
	}
	words, err := o.words()
	if err != nil {
		return nil, err
	}
	l, err := newLoader(nil, words)
	if err != nil {
		return nil, err
	}
	settle := settleTime
	if o.once {
		settle = 0
	}
	return &watch.Watcher{
		Settle: settle, Now: time.Now,
		Options: *opt, Pages: o.pages, Agent: "entente/" + readVersion().Version + " (feed reader)",
		View:  a.viewIfAny,
		Write: func(ctx context.Context) (*loader.Loader, func() error, error) { return a.openLoader(ctx, l, words) },
	}, nil
}

// viewIfAny opens a snapshot, nil where there is no store yet.
func (a *App) viewIfAny(ctx context.Context) (*graph.View, func() error, error) {
	nothing := func() error { return nil }
	if a.location() == graph.Memory {
		return nil, nothing, nil
	}
	g, err := a.openRead(ctx)
	if errors.Is(err, store.ErrNoStore) {
		return nil, nothing, nil
	}
	if err != nil {
		return nil, nothing, err
	}
	v, err := g.View()
	if err != nil {
		return nil, nothing, errors.Join(err, g.Close())
	}
	return v, func() error { return errors.Join(v.Close(), g.Close()) }, nil
}

// openLoader opens the store for writing, with the readers that l has already.
func (a *App) openLoader(ctx context.Context, l *loader.Loader, words *vocab.Vocabulary) (*loader.Loader, func() error, error) {
	g, err := a.openWriteWith(ctx, words)
	if err != nil {
		return nil, nil, err
	}
	return &loader.Loader{Graph: g, Reader: l.Reader, Sets: l.Sets}, g.Close, nil
}

// pause waits; it ends early with the error of ctx.
func (a *App) pause(ctx context.Context, d time.Duration) error {
	if a.Pause != nil {
		return a.Pause(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// watched tells what a round found, if it found anything.
func (a *App) watched(rep *watch.Report, err error) error {
	if rep != nil {
		for _, f := range rep.Failed {
			a.note("%s", cell(f.String()))
		}
		for _, f := range rep.Pages {
			a.note("%s; its text in the feed was taken", cell(f.String()))
		}
		if rep.Loaded+rep.Duplicate+rep.Skipped > 0 {
			a.note("%s", summary(&rep.Report))
		}
		for i := range rep.Rejections {
			a.note("not loaded: %s", cell(rep.Rejections[i].String()))
		}
	}
	return watchFailure(err)
}

// watchedOnce turns one round into success or failure, as load does.
func (a *App) watchedOnce(rep *watch.Report, sources int, err error) error {
	if err := a.watched(rep, err); err != nil {
		return err
	}
	done := rep.Loaded + rep.Duplicate + rep.Skipped
	switch {
	case len(rep.Failed) == 0 && rep.Rejected == 0:
		if done == 0 {
			a.note("nothing new")
		}
		return nil
	case len(rep.Failed) >= sources || len(rep.Failed) == 0 && done == 0:
		return &failure{kind: kindFailed, message: firstTrouble(rep), hint: "what was read is kept; the next round tries sources that failed again"}
	}
	return &failure{kind: kindPartial, message: firstTrouble(rep), hint: "the rest was loaded"}
}

func firstTrouble(rep *watch.Report) string {
	if len(rep.Failed) > 0 {
		return fmt.Sprintf("%s could not be read, first %s", plural(int64(len(rep.Failed)), "source"), cell(rep.Failed[0].String()))
	}
	return firstRejection(&rep.Report)
}

func watchFailure(err error) error {
	var source *watch.SourceError
	var format *loader.FormatError
	var same *loader.SameIDError
	switch {
	case errors.As(err, &source):
		kind := kindUsage
		if source.Err != nil {
			kind = kindFailed
		}
		return &failure{kind: kind, message: source.Error(), hint: source.Hint, cause: err}
	case errors.As(err, &format):
		return usagef(format.Hint(), "%s", format.Error())
	case errors.As(err, &same):
		return &failure{kind: kindFailed, message: same.Error(), hint: "watch the folder above them", cause: err}
	}
	return err
}
