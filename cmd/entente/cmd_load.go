package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"entente/graph"
	"entente/graph/vocab"
	"entente/loader"
	"entente/loader/article"
	"entente/loader/dataset/catalog"
	"entente/loader/dataset/mapped"
	"entente/loader/extract"
)

// sourceOptions are the flags of what reads sources: load and extract.
type sourceOptions struct {
	format    string
	published string
	actors    string
	workers   int
}

func (o *sourceOptions) addFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.format, "format", "", "format of every file (default: told from name and content; see `entente help formats`)")
	fs.StringVar(&o.published, "published", "", "day of publication of documents that have none, such as 2024-07-01")
	fs.StringVar(&o.actors, "actors", "", "file of more actors: id, type, label, aliases joined by |, since, until, separated by tabs")
	fs.IntVar(&o.workers, "workers", 0, "texts read at the same time (0: one for each processor)")
}

// options checks the flags.
func (o *sourceOptions) options(a *App) (*loader.Options, error) {
	if o.published != "" && article.Day(o.published) == "" {
		return nil, usagef("write 2024-07-01, 2024-07 or 2024", "--published: no day in `%s`", o.published)
	}
	if o.workers < 0 {
		return nil, usagef("0 means one for each processor", "--workers %d is negative", o.workers)
	}
	return &loader.Options{Format: o.format, Published: article.Day(o.published), Workers: o.workers, Stdin: a.In}, nil
}

// words is the vocabulary of the program with the actors of --actors.
func (o *sourceOptions) words() (*vocab.Vocabulary, error) {
	words, err := vocab.Default()
	if err != nil || o.actors == "" {
		return words, err
	}
	f, err := os.Open(o.actors)
	if err != nil {
		return nil, err
	}
	more, err := vocab.ReadActors(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", o.actors, err)
	}
	words, err = words.Extend(more)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.actors, err)
	}
	return words, nil
}

// newLoader puts together what reads sources; main hands in the readers of data sets.
func newLoader(g *graph.Graph, words *vocab.Vocabulary) (*loader.Loader, error) {
	reader, err := extract.New(words)
	if err != nil {
		return nil, err
	}
	return &loader.Loader{Graph: g, Reader: reader, Sets: catalog.Readers()}, nil
}

type loadOptions struct {
	sourceOptions
	strict  bool
	mapping string
}

// mapped adds the reader of tables with a mapping, which then reads every file.
func (o *loadOptions) mapped(l *loader.Loader, opt *loader.Options, words *vocab.Vocabulary) error {
	if o.mapping == "" {
		if opt.Format == mapped.Name {
			return usagef("docs/mapping.md describes it by example", "--format csv needs --mapping FILE")
		}
		return nil
	}
	if opt.Format != "" && opt.Format != mapped.Name {
		return usagef("leave --format out", "--mapping is for --format csv, not %s", opt.Format)
	}
	f, err := os.Open(o.mapping)
	if err != nil {
		return err
	}
	m, err := mapped.Read(f, words)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", o.mapping, err)
	}
	l.Sets, opt.Format = append(l.Sets, mapped.New(m)), mapped.Name
	return nil
}

func newLoadCmd(a *App) *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:   "load [PATH…|-]",
		Short: "Read files, folders or standard input into the store",
		Example: `  entente load articles/                         a folder of .txt and .html files
  entente load *.txt page.html archive.zip
  entente load --format docs documents.jsonl     JSON lines of documents
  entente load 20191024143000.export.CSV.zip     GDELT; ICEWS, COW, ATOP, UN votes and others too
  entente load --mapping visits.yaml visits.csv  any table, by a mapping of its columns (docs/mapping.md)
  curl -s … | entente load --published 2024-07-01 -

Loading a document again changes nothing; loading it changed replaces what it contributed.`,
		Args: between(1, -1, "files, folders, globs, or - for standard input"),
		RunE: func(c *cobra.Command, args []string) error { return runLoad(c.Context(), a, args, &o) },
	}
	o.addFlags(cmd.Flags())
	cmd.Flags().StringVar(&o.mapping, "mapping", "", "file that says what the columns of a table mean (YAML)")
	cmd.Flags().BoolVar(&o.strict, "strict", false, "load nothing if any record is rejected")
	return cmd
}

func runLoad(ctx context.Context, a *App, paths []string, o *loadOptions) (err error) {
	opt, err := o.options(a)
	if err != nil {
		return err
	}
	words, err := o.words()
	if err != nil {
		return err
	}
	g, err := a.openWriteWith(ctx, words)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	l, err := newLoader(g, words)
	if err != nil {
		return err
	}
	if err := o.mapped(l, opt, words); err != nil {
		return err
	}
	opt.Strict = o.strict
	end := a.showProgress(opt)
	report, err := l.Load(ctx, paths, opt)
	end()
	return a.loaded(report, err)
}

// openWriteWith opens the store for writing with a vocabulary, and makes it if there is none.
func (a *App) openWriteWith(ctx context.Context, words *vocab.Vocabulary) (*graph.Graph, error) {
	if err := a.errFrozen(); err != nil {
		return nil, err
	}
	return graph.Open(ctx, a.location(), &graph.Options{Vocabulary: words})
}

// showProgress draws a bar on standard error while a person watches it.
func (a *App) showProgress(opt *loader.Options) (end func()) {
	if !a.ErrTerminal || a.quiet {
		return func() {}
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(a.Err), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("records"), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetElapsedTime(true))
	opt.Progress = func(p loader.Progress) {
		bar.Describe(cell(p.Path))
		_ = bar.Set64(p.Records)
	}
	return func() { _ = bar.Finish() }
}

// loaded tells what became of a load, and turns it into success or failure.
func (a *App) loaded(r *loader.Report, err error) error {
	var format *loader.FormatError
	var input *loader.InputError
	var same *loader.SameIDError
	switch {
	case errors.As(err, &format):
		return usagef(format.Hint(), "%s", format.Error())
	case errors.As(err, &input):
		return &failure{kind: kindFailed, message: input.Error(), hint: "check the path", cause: err}
	case errors.As(err, &same):
		return &failure{kind: kindFailed, message: same.Error(), hint: "load them apart, or give the folder above them", cause: err}
	case errors.Is(err, loader.ErrStrict):
		return &failure{kind: kindFailed, message: firstRejection(r), hint: "nothing was loaded, as --strict asks", cause: err}
	case err != nil:
		return err
	}
	if r.Loaded+r.Duplicate+r.Skipped == 0 && r.Rejected > 0 {
		return &failure{kind: kindFailed, message: firstRejection(r), hint: rejectionHint(r)}
	}
	a.note("%s", summary(r))
	if r.Unread > 0 {
		a.note("%s of mails not read", plural(r.Unread, "attachment"))
	}
	if r.Undated > 0 {
		a.note("%s without a day of publication; --published gives them one", plural(r.Undated, "document"))
	}
	if r.Rejected == 0 {
		return nil
	}
	return &failure{kind: kindPartial, message: firstRejection(r), hint: rejectionHint(r)}
}

func summary(r *loader.Report) string {
	parts := []string{plural(r.Loaded, "record") + " loaded"}
	if r.Undated > 0 || r.Files > 0 && r.Loaded+r.Duplicate+r.Rejected <= r.Files {
		parts[0] = plural(r.Loaded, "document") + " loaded"
	}
	if r.Replaced > 0 {
		parts[0] += fmt.Sprintf(" (%d of them changed)", r.Replaced)
	}
	if r.Duplicate > 0 {
		parts = append(parts, fmt.Sprintf("%d unchanged", r.Duplicate))
	}
	if r.Skipped > 0 {
		parts = append(parts, fmt.Sprintf("%d without a relation", r.Skipped))
	}
	if r.Rejected > 0 {
		parts = append(parts, fmt.Sprintf("%d rejected", r.Rejected))
	}
	return fmt.Sprintf("%s; %s, %s", strings.Join(parts, ", "), plural(r.Claims, "claim"), plural(r.Quads, "quad"))
}

// firstRejection is the first reason, and how many more there are, on one line.
func firstRejection(r *loader.Report) string {
	if len(r.Rejections) == 0 {
		return plural(r.Rejected, "record") + " rejected"
	}
	text := cell(r.Rejections[0].String())
	if r.Rejected > 1 {
		text = fmt.Sprintf("%s rejected, first %s", plural(r.Rejected, "record"), text)
	}
	return text
}

func rejectionHint(r *loader.Report) string {
	if len(r.Languages) > 0 {
		return "not read: texts in " + strings.Join(slices.Sorted(maps.Keys(r.Languages)), ", ")
	}
	return "`entente help formats` says what is read"
}
