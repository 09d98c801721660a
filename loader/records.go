package loader

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"entente/graph"
	"entente/graph/claim"
	"entente/loader/dataset"
)

// claims reads lines of claims: what extract printed, edited or made by hand. The documents must be in the graph.
func (r *run) claims(ctx context.Context, e *entry) error {
	byDoc := map[string][]claim.Claim{}
	var order []string
	held := 0
	flush := func() error {
		for _, id := range order {
			if err := r.append(ctx, e, id, byDoc[id]); err != nil {
				return err
			}
		}
		clear(byDoc)
		order, held = order[:0], 0
		return nil
	}
	err := eachLine(e.body, r.opt.Limits.LineBytes, func(n int, offset int64, line []byte, long bool) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		bad := func(reason string) error {
			r.reject(Rejection{Path: e.path, Line: n, Offset: offset, Reason: reason})
			return nil
		}
		if long {
			return bad(fmt.Sprintf("the line is longer than %d MiB", r.opt.Limits.LineBytes>>20))
		}
		if len(line) == 0 {
			return nil
		}
		c, err := claim.ParseLine(line)
		if err != nil {
			return bad(err.Error())
		}
		if why := r.ungrounded(ctx, &c); why != "" {
			return bad(why)
		}
		if byDoc[c.Doc] == nil {
			order = append(order, c.Doc)
		}
		byDoc[c.Doc] = append(byDoc[c.Doc], c)
		if held++; held >= 10_000 {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

// ungrounded says why a claim does not stand on a text that is kept; "" when it does.
func (r *run) ungrounded(ctx context.Context, c *claim.Claim) string {
	g := r.loader.Graph
	if g == nil {
		return ""
	}
	v, err := g.View()
	if err != nil {
		return err.Error()
	}
	defer v.Close()
	if text, ok := r.tried[c.Doc]; ok {
		if err := g.Validate(c, text); err != nil {
			return err.Error()
		}
		return ""
	}
	known, err := v.HasDocument(ctx, c.Doc)
	if err != nil {
		return err.Error()
	}
	if !known {
		return fmt.Sprintf("document %q is neither in the graph nor in this input", c.Doc)
	}
	text, err := v.Text(ctx, c.Doc)
	if err != nil && !errors.Is(err, graph.ErrNotFound) {
		return err.Error()
	}
	if err := g.Validate(c, text); err != nil {
		return err.Error()
	}
	return ""
}

// append adds claims to a document that is there.
func (r *run) append(ctx context.Context, e *entry, id string, claims []claim.Claim) error {
	r.report.Read += int64(len(claims))
	if r.graph == nil {
		r.report.Loaded += int64(len(claims))
		return nil
	}
	got, err := r.graph.Append(ctx, id, claims, nil)
	if err != nil {
		return fmt.Errorf("%s: document %s: %w", e.path, id, err)
	}
	r.report.Loaded += int64(got.NewClaims)
	r.report.Duplicate += int64(len(claims) - got.NewClaims)
	r.report.Claims += int64(got.NewClaims)
	r.report.Quads += got.Quads
	return nil
}

// rows reads a data set.
func (r *run) rows(ctx context.Context, e *entry, set dataset.Reader) (err error) {
	if r.sets == nil {
		words, err := r.loader.vocabulary()
		if err != nil {
			return err
		}
		r.sets = dataset.NewSession(words)
	}
	if g := r.loader.Graph; g != nil {
		earlier := &earlierEvents{ctx: ctx, graph: g, sets: r.sets}
		r.sets.FindEvent = earlier.find
		defer func() {
			r.sets.FindEvent = nil
			err = errors.Join(err, earlier.close())
		}()
	}
	s := &rowSink{run: r, entry: e, ctx: ctx}
	s.begin(graph.Document{ID: e.id, Title: e.name, Path: e.id, Publisher: set.Name()})
	err = set.Read(ctx, &dataset.File{ID: e.id, Name: e.name, Path: e.path, Body: e.body}, r.sets, s)
	if err == nil {
		if err = s.end(); err == nil {
			return s.commit()
		}
		return errors.Join(err, s.abort())
	}
	if ctx.Err() != nil || s.failed != nil {
		return errors.Join(err, s.abort())
	}
	if flushed := s.flush(); flushed != nil {
		return errors.Join(flushed, s.abort())
	}
	if err := s.commit(); err != nil {
		return err
	}
	r.reject(Rejection{Path: e.path, Offset: -1, Reason: err.Error()})
	return nil
}

// rowSink gathers the claims of a data set and puts them into the graph in large steps.
type rowSink struct {
	run    *run
	entry  *entry
	ctx    context.Context
	doc    graph.Document
	fresh  bool // doc is not in the graph yet
	held   int  // records in doc.Claims
	failed error
	// kept are the claims offered of a document that was there before this load; nil for a new one.
	kept map[string]bool
	// bulk takes documents that are new, one after the other, until one comes that is not; nil between.
	bulk *graph.Bulk
	into bool // the current document goes into bulk
	late bool // the rest of the current document is appended, for a bulk write that cannot take it any more
}

// batchClaims is how many claims are gathered before they are written, bulkClaims the same for a bulk write, where a batch costs
// nothing of its own.
const (
	batchClaims = 20_000
	bulkClaims  = 1_000
)

func (s *rowSink) begin(d graph.Document) {
	s.doc, s.fresh, s.held, s.into, s.late = d, true, 0, false, false
}

func (s *rowSink) Document(d dataset.Document) error {
	if err := s.end(); err != nil {
		return err
	}
	s.begin(graph.Document{ID: d.ID, Title: d.Title, URL: d.URL, Publisher: d.Publisher, Published: d.Published, Lang: d.Lang, Path: s.entry.id})
	return nil
}

func (s *rowSink) Record(claims ...claim.Claim) error {
	s.held++
	s.doc.Claims = append(s.doc.Claims, claims...)
	if n := len(s.doc.Claims); n >= batchClaims || s.into && n >= bulkClaims {
		return s.flush()
	}
	return nil
}

func (s *rowSink) Skip(int, int64, string) error {
	s.run.report.Read++
	s.run.report.Skipped++
	return nil
}

func (s *rowSink) Reject(line int, offset int64, reason string) error {
	s.run.reject(Rejection{Path: s.entry.path, Line: line, Offset: offset, Reason: reason})
	return nil
}

func (s *rowSink) Actors(actors ...dataset.Actor) error {
	for _, a := range actors {
		s.doc.Actors = append(s.doc.Actors, graph.Actor{ID: a.ID, Label: a.Label, Aliases: a.Aliases, Parties: a.Parties})
	}
	return nil
}

// flush writes what was gathered: the document with its first claims, or more claims of one that is there.
func (s *rowSink) flush() error {
	d := s.doc
	if len(d.Claims) == 0 && len(d.Actors) == 0 {
		return nil
	}
	held := int64(s.held)
	s.doc.Claims, s.doc.Actors, s.held = nil, nil, 0
	if s.run.graph == nil {
		s.run.report.Read += held
		s.run.report.Loaded += held
		return nil
	}
	got, err := s.write(d)
	if s.into {
		s.doc.Claims = d.Claims[:0] // a bulk write has copied them
	}
	if bad := new(graph.DocumentError); errors.As(err, &bad) {
		held -= s.sift(&d)
		got, err = s.write(d)
	}
	s.run.report.Read += held
	if err != nil {
		s.failed = fmt.Errorf("load %s: %w", s.entry.path, err)
		return s.failed
	}
	s.fresh = false
	// A record is a duplicate when none of its claims is new. Where some are, every record counts as loaded: a file that was
	// loaded before and is loaded again gives no new claim at all.
	if got.NewClaims == 0 {
		s.run.report.Duplicate += held
	} else {
		s.run.report.Loaded += held
	}
	s.run.report.Claims += int64(got.NewClaims)
	s.run.report.Quads += got.Quads
	s.run.progress()
	return nil
}

// sift drops the claims that the graph would refuse, and rejects the records that have none left; it returns how many.
func (s *rowSink) sift(d *graph.Document) (rejected int64) {
	reasons := map[int]string{}
	d.Claims = slices.DeleteFunc(d.Claims, func(c claim.Claim) bool {
		c.Doc = d.ID
		err := s.run.graph.Validate(&c, "")
		if err != nil && reasons[c.Row] == "" {
			reasons[c.Row] = err.Error()
		}
		return err != nil
	})
	for i := range d.Claims {
		delete(reasons, d.Claims[i].Row)
	}
	for _, row := range slices.Sorted(maps.Keys(reasons)) {
		s.run.reject(Rejection{Path: s.entry.path, Line: row, Offset: -1, Reason: reasons[row]})
	}
	return int64(len(reasons))
}

// write sends a new document into a bulk write, and appends to one that is there: loading a long file again must not first take
// its rows away.
func (s *rowSink) write(d graph.Document) (graph.Report, error) {
	if s.fresh {
		into, err := s.beginNew(d)
		if err != nil {
			return graph.Report{}, err
		}
		s.fresh = false
		if s.into = into; !into {
			if err := s.commit(); err != nil {
				return graph.Report{}, err
			}
			if s.kept, err = s.earlier(d.ID); err != nil {
				return graph.Report{}, err
			}
		}
	}
	if s.into {
		err := s.bulk.Claims(d.Claims, d.Actors)
		if !errors.Is(err, graph.ErrBehind) {
			return graph.Report{NewClaims: len(d.Claims)}, err
		}
		s.into, s.late = false, true
		if err := s.commit(); err != nil {
			return graph.Report{}, err
		}
	}
	if s.late {
		return s.run.graph.Append(s.ctx, d.ID, d.Claims, d.Actors)
	}
	if s.kept == nil {
		return s.run.graph.Put(s.ctx, []graph.Document{d})
	}
	for i := range d.Claims {
		d.Claims[i].Doc = d.ID
		s.kept[claim.ID(&d.Claims[i])] = true
	}
	return s.run.graph.Append(s.ctx, d.ID, d.Claims, d.Actors)
}

// beginNew begins d in the bulk write; false when d is in the graph, or comes twice.
func (s *rowSink) beginNew(d graph.Document) (bool, error) {
	if s.bulk == nil {
		var err error
		if s.bulk, err = s.run.graph.Bulk(s.ctx); err != nil {
			return false, err
		}
	}
	d.Claims, d.Actors = nil, nil
	err := s.bulk.Document(d)
	if errors.Is(err, graph.ErrThere) || errors.Is(err, graph.ErrDuplicate) || d.Text != "" {
		return false, nil
	}
	return err == nil, err
}

// commit ends the bulk write, if one goes on.
func (s *rowSink) commit() error {
	if s.bulk == nil {
		return nil
	}
	got, err := s.bulk.Commit()
	s.bulk = nil
	s.run.report.Quads += got.Quads
	return err
}

// abort gives up what was not committed.
func (s *rowSink) abort() error {
	if s.bulk == nil {
		return nil
	}
	err := s.bulk.Abort()
	s.bulk = nil
	return err
}

// earlier begins the list of claims that are offered again, nil when the document is not there.
func (s *rowSink) earlier(id string) (map[string]bool, error) {
	known, err := s.known(id)
	if err != nil || !known {
		return nil, err
	}
	return map[string]bool{}, nil
}

func (s *rowSink) known(id string) (bool, error) {
	v, err := s.run.graph.View()
	if err != nil {
		return false, err
	}
	known, err := v.HasDocument(s.ctx, id)
	return known, errors.Join(err, v.Close())
}

// end flushes, and takes back what an earlier reading of the same document had and this one has not.
func (s *rowSink) end() error {
	if err := s.flush(); err != nil || s.kept == nil {
		return err
	}
	kept := s.kept
	s.kept = nil
	got, err := s.run.graph.Retain(s.ctx, s.doc.ID, func(id string) bool { return kept[id] })
	s.run.report.Quads += got.Quads
	return err
}
