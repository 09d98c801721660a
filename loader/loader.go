// Package loader runs sources into a graph: it finds files, tells their format, reads texts through
// extraction and data sets through their own readers, and reports what became of every record.
//
// Nothing is registered by import: the program hands the readers of data sets to the Loader. A load is deterministic:
// the same input gives the same graph whatever the number of workers. Memory is bounded by Limits whatever the size of the
// input. Sizes are bytes, lines count from 1, offsets are bytes from the start of the (decompressed) file.
package loader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"

	"entente/graph"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/extract"
)

// Loader reads sources into a graph. It is safe for concurrent use; loads into one graph wait for each other.
type Loader struct {
	// Graph takes what is read; nil for Extract alone.
	Graph *graph.Graph
	// Reader turns texts into claims. Required.
	Reader extract.Reader
	// Sets are the readers of foreign data sets.
	Sets []dataset.Reader
}

// Options tune a load; nil means defaults.
type Options struct {
	// Format decides for every file, "" tells it from name and content: see Formats.
	Format string
	// Published is the day (EDTF) of documents that have none.
	Published string
	// Strict loads nothing if any record is rejected.
	Strict bool
	// Workers read texts at the same time (default: the number of processors).
	Workers int
	// Only, if set, chooses among the files found in folders: those it returns false for are left out. That two files would be one
	// document is an error all the same.
	Only func(path string, info fs.FileInfo) bool
	// Stdin is what the path "-" reads.
	Stdin io.Reader
	// Progress, if set, is called from one goroutine, now and then.
	Progress func(Progress)
	Limits   Limits
}

// Limits bound what is read; zero fields take the defaults named.
type Limits struct {
	TextBytes  int64 // of one document: 16 MiB
	LineBytes  int   // of one line of JSON or quads: 64 MiB
	Entries    int   // of an archive: 10,000
	Ratio      int64 // of decompressed to compressed bytes, beyond the first 10 MiB: 100
	Rejections int   // kept in the report: 20
}

func (l Limits) withDefaults() Limits {
	if l.TextBytes == 0 {
		l.TextBytes = 16 << 20
	}
	if l.LineBytes == 0 {
		l.LineBytes = 64 << 20
	}
	if l.Entries == 0 {
		l.Entries = 10_000
	}
	if l.Ratio == 0 {
		l.Ratio = 100
	}
	if l.Rejections == 0 {
		l.Rejections = 20
	}
	return l
}

// Progress tells how far a load is.
type Progress struct {
	Files, Records int64
	Path           string // being read
}

// Rejection is a record that was not loaded.
type Rejection struct {
	Path   string `json:"path"`
	Line   int    `json:"line,omitempty"`   // 0 when it is about the whole file
	Column int    `json:"column,omitempty"` // in characters from 1; 0 when it is about the whole line
	Offset int64  `json:"offset,omitempty"` // byte, -1 when unknown
	Reason string `json:"reason"`
}

func (r Rejection) String() string {
	if r.Line > 0 && r.Column > 0 {
		return fmt.Sprintf("%s:%d:%d: %s", r.Path, r.Line, r.Column, r.Reason)
	}
	if r.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", r.Path, r.Line, r.Reason)
	}
	return r.Path + ": " + r.Reason
}

// Report says what became of every record: Read is the sum of Loaded, Duplicate, Skipped and Rejected. A record is a document,
// a line of claims, a row of a data set, or a quad.
type Report struct {
	Files     int64 `json:"files"`
	Read      int64 `json:"read"`
	Loaded    int64 `json:"loaded"`
	Duplicate int64 `json:"duplicate"` // there already, equal in all
	Skipped   int64 `json:"skipped"`   // in order, but states no relation between two actors
	Rejected  int64 `json:"rejected"`
	// Replaced counts the documents among Loaded that were there with another content.
	Replaced int64 `json:"replaced"`
	// Undated counts the documents without a day of publication.
	Undated int64 `json:"undated"`
	// Unread counts the attachments of mails that are no texts and were left out.
	Unread int64 `json:"unread_attachments,omitempty"`
	Claims int64 `json:"claims"` // in what was loaded
	Quads  int64 `json:"quads"`  // added to the store
	// Languages counts the documents refused because of their language.
	Languages  map[string]int64 `json:"languages,omitempty"`
	Rejections []Rejection      `json:"rejections,omitempty"` // the first ones
}

// ErrStrict says that nothing was loaded because something was rejected.
var ErrStrict = errors.New("nothing was loaded: some records were rejected, and --strict was given")

// Load reads paths (files, folders, globs, "-") into the graph. An error is what stopped it; rejected records are no error
// unless Options.Strict. The report is filled in either case.
func (l *Loader) Load(ctx context.Context, paths []string, opt *Options) (*Report, error) {
	o := prepared(opt)
	in, err := openInputs(paths, o)
	if err != nil {
		return &Report{}, err
	}
	defer in.close()
	return l.load(ctx, in, o)
}

func (l *Loader) load(ctx context.Context, in *inputs, o *Options) (*Report, error) {
	if o.Strict {
		trial := newRun(l, o, nil)
		trial.tried = map[string]string{}
		if err := trial.all(ctx, in); err != nil {
			return trial.report, err
		}
		if trial.report.Rejected > 0 {
			trial.report.Loaded, trial.report.Claims, trial.report.Quads = 0, 0, 0
			return trial.report, ErrStrict
		}
	}
	r := newRun(l, o, l.Graph)
	err := r.all(ctx, in)
	return r.report, err
}

// LoadBytes reads data into the graph as Load reads a file of that name.
func (l *Loader) LoadBytes(ctx context.Context, name string, data []byte, opt *Options) (*Report, error) {
	body := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	return l.load(ctx, &inputs{list: []input{{id: name, path: name, named: true, open: body}}}, prepared(opt))
}

// Extract reads texts and documents without a graph and hands over what was found in each, in the order of the input.
func (l *Loader) Extract(ctx context.Context, paths []string, opt *Options, do func(*extract.Input, *extract.Output) error) (*Report, error) {
	o := prepared(opt)
	in, err := openInputs(paths, o)
	if err != nil {
		return &Report{}, err
	}
	defer in.close()
	r := newRun(l, o, nil)
	r.found = do
	err = r.all(ctx, in)
	return r.report, err
}

func (l *Loader) vocabulary() (*vocab.Vocabulary, error) {
	if l.Graph != nil {
		return l.Graph.Vocabulary(), nil
	}
	return vocab.Default()
}

func prepared(opt *Options) *Options {
	var o Options
	if opt != nil {
		o = *opt
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	o.Limits = o.Limits.withDefaults()
	return &o
}
