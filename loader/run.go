package loader

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"entente/graph"
	"entente/loader/dataset"
	"entente/loader/document"
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

	// The report belongs to the goroutine that collects texts while texts are on their way, and to the reading one after a flush.
	// What the reading one notes in between lies here.
	mu    sync.Mutex
	path  string
	files int64
	// tried are the texts of a trial, which claims of the same input may stand on; nil otherwise.
	tried map[string]string
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
	err = errors.Join(err, r.texts.finish(ctx, err == nil))
	r.report.Files = r.files
	return err
}

func (r *run) each(ctx context.Context, in *inputs) error {
	for i := range in.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		f := &in.list[i]
		r.mu.Lock()
		r.path = f.path
		r.files++
		r.mu.Unlock()
		var refused error
		err := unpack(f, r.opt.Limits, func(e *entry) error { return r.entry(ctx, e) }, func(x Rejection) {
			refused = errors.Join(refused, r.refuse(ctx, x.Path, x.Reason))
		})
		if err = errors.Join(err, refused); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) progress() {
	if r.opt.Progress == nil {
		return
	}
	r.mu.Lock()
	p := Progress{Files: r.files, Records: r.report.Read, Path: r.path}
	r.mu.Unlock()
	r.opt.Progress(p)
}

// refuse rejects a file while texts may be on their way, in the order of the input.
func (r *run) refuse(ctx context.Context, path, reason string) error {
	return r.texts.refuse(ctx, &job{path: path}, errors.New(reason))
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
		return r.refuse(ctx, e.path, err.Error())
	}
	format, set, why := r.formatOf(e, head)
	if why != "" {
		return r.refuse(ctx, e.path, why)
	}
	if format == formatText || format == formatHTML {
		return r.texts.file(ctx, e, format)
	}
	if format == formatDocs {
		return r.docs(ctx, e)
	}
	if k := document.Kind(format); set == nil && slices.Contains(document.Kinds(), k) {
		return r.texts.document(ctx, e, k)
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
	if r.graph == nil {
		for i := range docs {
			if r.tried != nil {
				r.tried[docs[i].ID] = docs[i].Text
			}
		}
		r.undated(docs)
		r.report.Loaded += int64(len(docs))
		return nil
	}
	got, err := r.graph.Put(ctx, docs)
	var bad *graph.DocumentError
	if errors.As(err, &bad) {
		// A reader gave a claim that does not hold. Its document is refused, the others of the batch are not.
		i := slices.IndexFunc(docs, func(d graph.Document) bool { return d.ID == bad.ID })
		r.report.Read-- // counted when it was read, and again when it is refused
		r.reject(Rejection{Path: docs[i].ID, Offset: -1, Reason: bad.Error()})
		return r.put(ctx, slices.Delete(docs, i, i+1))
	}
	r.undated(docs)
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

// undated counts the documents without a day.
func (r *run) undated(docs []graph.Document) {
	for i := range docs {
		if docs[i].Published == "" {
			r.report.Undated++
		}
	}
}
