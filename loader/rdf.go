package loader

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/store/jsonld"
	"entente/graph/store/nquads"
	"entente/graph/store/turtle"
)

// quads reads a format of RDF. Blank nodes are those of their file: their names get the file's hash in front, so that two files
// never share one by accident and the same file always gives the same quads. Lines of N-Quads that are wrong are rejected one by
// one; of the other formats, where a mistake leaves open what follows means, such a file is rejected whole.
func (r *run) quads(ctx context.Context, e *entry, format string) error {
	var read int64
	seq := r.scoped(e, r.rdf(ctx, e, format), &read)
	if r.graph == nil {
		for _, err := range seq {
			if err != nil {
				return r.unreadable(e, err)
			}
		}
		r.report.Read += read
		r.report.Loaded += read
		return nil
	}
	got, err := r.graph.LoadQuads(ctx, seq)
	if err != nil {
		return r.unreadable(e, err)
	}
	r.report.Read += read
	r.report.Loaded += got.Quads
	r.report.Duplicate += read - got.Quads
	r.report.Quads += got.Quads
	return nil
}

// rdf gives the reader of a format.
func (r *run) rdf(ctx context.Context, e *entry, format string) iter.Seq2[store.Quad, error] {
	switch format {
	case formatTurtle, formatTriG:
		return turtle.NewReader(e.body, &turtle.Options{
			TriG: format == formatTriG, MaxTermBytes: r.opt.Limits.LineBytes,
			// What our own export says in annotations is derived again from the claims.
			Derived: func(predicate string) bool { return strings.HasPrefix(predicate, quads.PrefixEnt) },
		}).All(ctx)
	case formatJSONLD:
		return jsonld.NewReader(e.body, &jsonld.Options{MaxBytes: r.opt.Limits.LineBytes}).All(ctx)
	}
	return nquads.NewReader(e.body, &nquads.Options{
		Triples: format == formatTriples, MaxLineBytes: r.opt.Limits.LineBytes,
		OnError: func(s *nquads.SyntaxError) error {
			r.reject(Rejection{Path: e.path, Line: int(s.Line), Column: s.Column, Offset: s.Offset, Reason: withHint(s.Reason, s.Hint)})
			return nil
		},
	}).Passing(ctx) // the store keeps none of their strings
}

// scoped counts quads and gives blank nodes the names of their file.
func (r *run) scoped(e *entry, seq iter.Seq2[store.Quad, error], read *int64) iter.Seq2[store.Quad, error] {
	scope := claim.DocumentID(e.id)[len("doc:"):][:8] + "_"
	own := func(t *store.Term) {
		if t.Kind == store.Blank {
			t.Value = scope + t.Value
		}
	}
	return func(yield func(store.Quad, error) bool) {
		for q, err := range seq {
			if err == nil {
				*read++
				own(&q.S)
				own(&q.O)
				own(&q.G)
				if *read%65536 == 0 {
					r.progress()
				}
			}
			if !yield(q, err) {
				return
			}
		}
	}
}

// unreadable turns what ended the reading of a file into a rejection, and leaves other errors alone.
func (r *run) unreadable(e *entry, err error) error {
	var line *nquads.SyntaxError
	var doc *jsonld.Error
	switch {
	case errors.As(err, &line):
		r.reject(Rejection{Path: e.path, Line: int(line.Line), Column: line.Column, Offset: line.Offset, Reason: withHint(line.Reason, line.Hint)})
	case errors.As(err, &doc):
		r.reject(Rejection{Path: e.path, Line: int(doc.Line), Offset: -1, Reason: doc.Error()})
	case errors.Is(err, errBomb), errors.Is(err, io.ErrUnexpectedEOF):
		r.reject(Rejection{Path: e.path, Offset: -1, Reason: err.Error()})
	default:
		return err
	}
	return nil
}

func withHint(reason, hint string) string {
	if hint == "" {
		return reason
	}
	return reason + " (" + hint + ")"
}
