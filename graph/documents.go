package graph

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entente/graph/claim"
	"entente/graph/quads"
)

// exactly finds a document by the id it was given; ErrNotFound.
func (r *factReader) exactly(ctx context.Context, id string) (*quads.Doc, error) {
	return r.known(ctx, id, claim.DocumentID(id))
}

func (r *factReader) known(ctx context.Context, id, doc string) (*quads.Doc, error) {
	d, err := r.document(ctx, doc)
	if err != nil {
		return nil, err
	}
	if d.ID == "" {
		delete(r.docs, doc)
		delete(r.meta, doc)
		return nil, fmt.Errorf("document %s: %w", id, ErrNotFound)
	}
	return d, nil
}

// find finds a document by id, path or doc: IRI, as people name it; a path may have folders in front of what was loaded. ErrNotFound;
// ErrAmbiguous when several were read from that path.
func (r *factReader) find(ctx context.Context, id string) (*quads.Doc, error) {
	d, err := r.exactly(ctx, id)
	if errors.Is(err, ErrNotFound) && strings.HasPrefix(id, quads.PrefixDoc) {
		d, err = r.known(ctx, id, id)
	}
	for name := id; errors.Is(err, ErrNotFound); {
		var deeper bool
		if d, err = r.findByPath(ctx, name); !errors.Is(err, ErrNotFound) {
			break
		}
		if _, name, deeper = strings.Cut(name, "/"); !deeper || name == "" {
			return nil, fmt.Errorf("document %s: %w", id, ErrNotFound)
		}
		d, err = r.exactly(ctx, name)
	}
	return d, err
}

func (r *factReader) findByPath(ctx context.Context, path string) (*quads.Doc, error) {
	docs, err := r.subjects(ctx, quads.Path, path)
	if err != nil {
		return nil, err
	}
	switch len(docs) {
	case 0:
		return nil, fmt.Errorf("document %s: %w", path, ErrNotFound)
	case 1:
		return r.document(ctx, docs[0])
	}
	shown := docs[:min(len(docs), 10)]
	ids := make([]string, len(shown))
	for i, doc := range shown {
		d, err := r.document(ctx, doc)
		if err != nil {
			return nil, err
		}
		ids[i] = d.ID
	}
	more := ""
	if n := len(docs) - len(shown); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return nil, fmt.Errorf("path %s %w: %s%s", path, ErrAmbiguous, strings.Join(ids, ", "), more)
}
