package graph

import (
	"context"
	"fmt"
	"strings"

	"entente/graph/claim"
	"entente/graph/quads"
)

// find finds a document by id, path or doc: IRI. ErrNotFound; ErrAmbiguous when several were read from that path.
func (r *factReader) find(ctx context.Context, id string) (*quads.Doc, error) {
	candidates := []string{claim.DocumentID(id)}
	if strings.HasPrefix(id, quads.PrefixDoc) {
		candidates = append(candidates, id)
	}
	for _, doc := range candidates {
		d, err := r.document(ctx, doc)
		if err != nil {
			return nil, err
		}
		if d.ID != "" {
			return d, nil
		}
		delete(r.docs, doc)
		delete(r.meta, doc)
	}
	return r.findByPath(ctx, id)
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
	ids := make([]string, len(docs))
	for i, doc := range docs {
		d, err := r.document(ctx, doc)
		if err != nil {
			return nil, err
		}
		ids[i] = d.ID
	}
	return nil, fmt.Errorf("path %s %w: %s", path, ErrAmbiguous, strings.Join(ids, ", "))
}
