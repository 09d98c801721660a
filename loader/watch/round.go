package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"entente/graph"
	"entente/loader"
)

// Watcher looks for news. Its methods are not safe for concurrent use.
type Watcher struct {
	// View opens a snapshot of the store; store.ErrNoStore when there is none yet should be answered with a nil view.
	View func(context.Context) (*graph.View, func() error, error)
	// Write opens the store for writing, only when there is news: others may write to it between rounds.
	Write func(context.Context) (*loader.Loader, func() error, error)
	// Options are how files and items are read; Strict, Stdin and Only have no meaning here.
	Options loader.Options
	// Pages reads the page that an item links to, if it is on the feed's own host.
	Pages bool
	// Settle is how long a file must not have changed before it is read (0: it is read at once): somebody may still be writing it.
	Settle time.Duration
	// Now is the clock. Required where Settle is set.
	Now func() time.Time
	// Agent is what servers are told as the name of the program.
	Agent string
}

// Failure is a source that could not be read in this round, or a page that could not.
type Failure struct {
	Source string
	Err    error
}

func (f Failure) String() string { return f.Source + ": " + f.Err.Error() }

// failure leaves out of err what is said before it.
func failure(source string, err error) Failure {
	var input *loader.InputError
	var path *fs.PathError
	if errors.As(err, &input) && input.Path == source {
		err = input.Err
	}
	if errors.As(err, &path) && path.Path == source {
		err = path.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("no such file or folder")
	}
	return Failure{source, err}
}

// Report says what a round found.
type Report struct {
	loader.Report
	Failed []Failure // sources
	Pages  []Failure // pages, whose items were loaded with the text in the feed
}

// news is what is new of one source.
type news struct {
	source *Source
	state  *state
	files  map[string]bool // of a folder, by path
	items  []*item         // of a feed
}

// Round reads every source once and loads what is new. An error is what stopped it; sources that cannot be read are in the report.
func (w *Watcher) Round(ctx context.Context, sources []*Source) (*Report, error) {
	rep := &Report{}
	found, err := w.poll(ctx, sources, rep)
	if err != nil || len(found) == 0 {
		return rep, err
	}
	l, done, err := w.Write(ctx)
	if err != nil {
		return rep, err
	}
	err = w.load(ctx, l, sources, found, rep)
	var gone *loader.InputError
	if errors.As(err, &gone) { // a file went away while we were reading: the next round sees what there is
		rep.Failed = append(rep.Failed, failure(gone.Path, err))
		err = nil
	}
	return rep, errors.Join(err, done())
}

// poll looks at every source.
func (w *Watcher) poll(ctx context.Context, sources []*Source, rep *Report) (found []*news, err error) {
	v, done, err := w.View(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	for _, s := range sources {
		st, err := readState(v, s)
		if err != nil {
			return nil, err
		}
		n := &news{source: s, state: st}
		if s.kind == folder {
			err = n.pollFolder(w)
		} else {
			err = n.pollFeed(ctx, w)
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			rep.Failed = append(rep.Failed, failure(s.Name, err))
		case len(n.files)+len(n.items) > 0:
			found = append(found, n)
		}
	}
	return found, nil
}

func (n *news) pollFolder(w *Watcher) error {
	n.files = map[string]bool{}
	there := map[string]bool{}
	err := filepath.WalkDir(n.source.Name, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == n.source.Name:
			return err
		case err != nil:
			return nil // went away meanwhile, or may not be read
		case strings.HasPrefix(d.Name(), ".") && name != n.source.Name && d.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(d.Name(), "."), !d.Type().IsRegular():
			return nil
		}
		key, err := filepath.Rel(n.source.Name, name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		there[key] = true
		if w.Settle > 0 && w.Now().Sub(info.ModTime()) < w.Settle {
			return nil
		}
		if n.state.saw(key, stamp(info)) {
			n.files[name] = true
		}
		return nil
	})
	n.state.forget(there)
	return err
}

// stamp tells versions of a file apart.
func stamp(info fs.FileInfo) string {
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

func (n *news) pollFeed(ctx context.Context, w *Watcher) error {
	items, err := w.pollFeed(ctx, n.source, n.state)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, it := range items {
		there[it.key] = true
		if n.state.saw(it.key, it.mark()) {
			n.items = append(n.items, it)
		}
	}
	n.state.shorten(there)
	return nil
}

// load loads what was found. All folders go into one load, also those without news: two files that would be one document are an error
// there.
func (w *Watcher) load(ctx context.Context, l *loader.Loader, sources []*Source, found []*news, rep *Report) error {
	var folders []string
	for _, s := range sources {
		if s.kind == folder && !slices.ContainsFunc(rep.Failed, func(f Failure) bool { return f.Source == s.Name }) {
			folders = append(folders, s.Name)
		}
	}
	files := map[string]bool{}
	for _, n := range found {
		maps.Copy(files, n.files)
	}
	if len(files) > 0 {
		o := w.Options
		o.Only = func(path string, _ fs.FileInfo) bool { return files[path] }
		got, err := l.Load(ctx, folders, &o)
		add(&rep.Report, got)
		if err != nil {
			return err
		}
	}
	for _, n := range found {
		if n.source.kind != folder {
			if err := w.loadFeed(ctx, l, n, rep); err != nil {
				return err
			}
		}
		if err := n.state.write(ctx, l.Graph, n.source); err != nil {
			return err
		}
	}
	return nil
}

func (w *Watcher) loadFeed(ctx context.Context, l *loader.Loader, n *news, rep *Report) error {
	items, err := foreign(ctx, l.Graph, n)
	if err != nil {
		return err
	}
	skipped := int64(len(n.items) - len(items))
	rep.Read += skipped
	rep.Duplicate += skipped
	var lines bytes.Buffer
	for _, it := range items {
		if w.Pages {
			if err := w.page(ctx, n.source, it); ctx.Err() != nil {
				return ctx.Err()
			} else if err != nil {
				rep.Pages = append(rep.Pages, Failure{it.name(), err})
			}
		}
		line, err := json.Marshal(it)
		if err != nil {
			return err
		}
		lines.Write(append(line, '\n'))
	}
	if len(items) == 0 {
		return nil
	}
	o := w.Options
	o.Format = "docs"
	got, err := l.LoadBytes(ctx, n.source.place, lines.Bytes(), &o)
	for i := range got.Rejections {
		if r := &got.Rejections[i]; r.Line > 0 {
			r.Path, r.Line = n.source.Name+": item "+items[r.Line-1].name(), 0
		}
	}
	add(&rep.Report, got)
	return err
}

// foreign leaves out the items whose document came from elsewhere.
func foreign(ctx context.Context, g *graph.Graph, n *news) ([]*item, error) {
	v, err := g.View()
	if err != nil {
		return nil, err
	}
	defer v.Close()
	var own []*item
	for _, it := range n.items {
		d, err := v.Document(ctx, it.ID)
		switch {
		case err == nil && d.Path != n.source.place:
			continue
		case err != nil && !errors.Is(err, graph.ErrNotFound):
			return nil, err
		}
		own = append(own, it)
	}
	return own, nil
}

// add adds what a load reports to the sum of a round.
func add(sum, r *loader.Report) {
	sum.Files += r.Files
	sum.Read += r.Read
	sum.Loaded += r.Loaded
	sum.Duplicate += r.Duplicate
	sum.Skipped += r.Skipped
	sum.Rejected += r.Rejected
	sum.Replaced += r.Replaced
	sum.Undated += r.Undated
	sum.Claims += r.Claims
	sum.Quads += r.Quads
	for language, n := range r.Languages {
		if sum.Languages == nil {
			sum.Languages = map[string]int64{}
		}
		sum.Languages[language] += n
	}
	sum.Rejections = append(sum.Rejections, r.Rejections...)
}
