// Package watch reads folders and feeds again and again and says what is new in them.
//
// Of a folder it remembers the size and time of each file, of a feed the items it gave; that lasts as long as the Watcher. What a
// Watcher does not remember, after a new start, a load recognises as a duplicate. Feeds are RSS or Atom, from an address (http, https) or
// a file. A Watcher is for one goroutine.
package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"
)

// Limits of one feed.
const (
	maxFeedBytes = 32 << 20
	fetchTimeout = 30 * time.Second
	maxRedirects = 5
)

// Options tune a Watcher; nil means defaults.
type Options struct {
	// Settle is how long a file must not have changed before it is read (default: it is read at once).
	Settle time.Duration
	// Client fetches feeds (default: one with a time limit of 30 seconds and at most 5 redirections).
	Client *http.Client
	// Now is the clock (default time.Now).
	Now func() time.Time
	// UserAgent names the program to servers.
	UserAgent string
}

// Watcher remembers what it has seen of its sources.
type Watcher struct {
	opt     Options
	folders []*folder
	feeds   []*feed
}

// SourceError says that a source cannot be watched, or could not be read this time.
type SourceError struct {
	Source string
	Err    error
}

func (e *SourceError) Error() string { return fmt.Sprintf("%s: %v", e.Source, e.Err) }
func (e *SourceError) Unwrap() error { return e.Err }

// ErrSource says that a source is neither a folder nor a feed.
var ErrSource = errors.New("neither a folder nor a feed (an address, or a file of RSS or Atom)")

// New makes a Watcher of folders and feeds.
func New(sources []string, opt *Options) (*Watcher, error) {
	w := &Watcher{}
	if opt != nil {
		w.opt = *opt
	}
	if w.opt.Now == nil {
		w.opt.Now = time.Now
	}
	if w.opt.Client == nil {
		w.opt.Client = &http.Client{Timeout: fetchTimeout, CheckRedirect: fewRedirects}
	}
	for _, s := range sources {
		if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
			w.feeds = append(w.feeds, &feed{source: s, seen: map[string]string{}})
			continue
		}
		info, err := os.Stat(s)
		switch {
		case err != nil:
			return nil, &SourceError{s, unwrapPath(err)}
		case info.IsDir():
			w.folders = append(w.folders, &folder{path: s, seen: map[string]stamp{}})
		case info.Mode().IsRegular():
			w.feeds = append(w.feeds, &feed{source: s, file: true, seen: map[string]string{}})
		default:
			return nil, &SourceError{s, ErrSource}
		}
	}
	return w, nil
}

func unwrapPath(err error) error {
	if p := new(fs.PathError); errors.As(err, &p) {
		return p.Err
	}
	return err
}

// Batch is what is new in one source: files of a folder, or documents of a feed as JSON lines.
type Batch struct {
	Source string
	// Folder is the folder to load, of which Only chooses the files that are new or changed; "" for a feed.
	Folder string
	Only   func(path string, info fs.FileInfo) bool
	// Documents are the items of a feed; each is a document as `load --format docs` reads it.
	Documents *bytes.Buffer
	// Size is the number of files or documents.
	Size int
	// Done remembers them; a batch that is not done comes again.
	Done func()
}

// Look reads every source once and calls do with what is new in it. Sources that cannot be read give a *SourceError each, in
// errs; an error of do, or of the context, ends the look.
func (w *Watcher) Look(ctx context.Context, do func(*Batch) error) (errs []error, err error) {
	for _, f := range w.folders {
		if err := ctx.Err(); err != nil {
			return errs, err
		}
		b, err := f.look(w.opt.Now(), w.opt.Settle)
		if err != nil {
			errs = append(errs, &SourceError{f.path, err})
			continue
		}
		if b.Size > 0 {
			if err := do(b); err != nil {
				return errs, err
			}
		}
	}
	for _, f := range w.feeds {
		if err := ctx.Err(); err != nil {
			return errs, err
		}
		b, err := f.look(ctx, &w.opt)
		if ctx.Err() != nil {
			return errs, ctx.Err()
		}
		if err != nil {
			errs = append(errs, &SourceError{f.source, err})
			continue
		}
		if b.Size > 0 {
			if err := do(b); err != nil {
				return errs, err
			}
		}
	}
	return errs, nil
}

// document is an item of a feed.
type document struct {
	ID        string `json:"id"`
	URL       string `json:"url,omitempty"`
	Title     string `json:"title,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Published string `json:"published,omitempty"`
	Text      string `json:"text"`
}

func (d *document) line() ([]byte, error) {
	b, err := json.Marshal(d)
	return append(b, '\n'), err
}
