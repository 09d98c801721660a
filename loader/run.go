package loader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"entente/graph"
	"entente/loader/dataset"
	"entente/loader/extract"
)

// run is one pass over the input. Without a graph it reads everything and keeps nothing: a trial, or an extraction.
type run struct {
	loader *Loader
	opt    *Options
	graph  *graph.Graph
	found  func(*extract.Input, *extract.Output) error
	report *Report
	texts  *texts
	sets   *dataset.Session
	path   string
}

func newRun(l *Loader, o *Options, g *graph.Graph) *run {
	r := &run{loader: l, opt: o, graph: g, report: &Report{}}
	r.texts = newTexts(r)
	return r
}

// all reads every input, in order.
func (r *run) all(ctx context.Context, in *inputs) error {
	if f := r.opt.Format; f != "" {
		if known := r.loader.Formats(); !slices.Contains(known, f) {
			return &FormatError{f, known}
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.texts.start(ctx)
	err := r.each(ctx, in)
	return errors.Join(err, r.texts.finish(ctx, err == nil))
}

func (r *run) each(ctx context.Context, in *inputs) error {
	for i := range in.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		f := &in.list[i]
		r.path = f.path
		r.report.Files++
		r.progress()
		err := unpack(f, r.opt.Limits, func(e *entry) error { return r.entry(ctx, e) }, r.reject)
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) progress() {
	if r.opt.Progress != nil {
		r.opt.Progress(Progress{Files: r.report.Files, Records: r.report.Read, Path: r.path})
	}
}

// reject counts a record that is not loaded.
func (r *run) reject(x Rejection) {
	r.report.Read++
	r.report.Rejected++
	if len(r.report.Rejections) < r.opt.Limits.Rejections {
		r.report.Rejections = append(r.report.Rejections, x)
	}
}

// entry reads one decompressed file.
func (r *run) entry(ctx context.Context, e *entry) error {
	head, err := e.body.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		r.reject(Rejection{Path: e.path, Offset: -1, Reason: err.Error()})
		return nil
	}
	format, set, why := r.formatOf(e, head)
	if why != "" {
		r.reject(Rejection{Path: e.path, Offset: -1, Reason: why})
		return nil
	}
	if format == formatText || format == formatHTML {
		return r.texts.file(ctx, e, format)
	}
	if format == formatDocs {
		return r.docs(ctx, e)
	}
	// Everything else goes into the graph by itself: what was read before must be there first.
	if err := r.texts.flush(ctx); err != nil {
		return err
	}
	switch {
	case set != nil:
		return r.rows(ctx, e, set)
	case format == formatClaims:
		return r.claims(ctx, e)
	}
	return r.quads(ctx, e, format)
}

// put adds documents to the graph and counts what became of them.
func (r *run) put(ctx context.Context, docs []graph.Document) error {
	if len(docs) == 0 {
		return nil
	}
	for i := range docs {
		if docs[i].Published == "" {
			r.report.Undated++
		}
	}
	if r.graph == nil {
		r.report.Loaded += int64(len(docs))
		return nil
	}
	got, err := r.graph.Put(ctx, docs)
	if err != nil {
		return fmt.Errorf("load %s: %w", docs[0].ID, err)
	}
	r.report.Loaded += int64(got.Added + got.Replaced)
	r.report.Replaced += int64(got.Replaced)
	r.report.Duplicate += int64(got.Unchanged)
	r.report.Claims += int64(got.Claims)
	r.report.Quads += got.Quads
	r.progress()
	return nil
}
