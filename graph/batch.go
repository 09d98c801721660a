package graph

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// DocumentError says that a document cannot be written as it is, and why. Nothing of its batch was written.
type DocumentError struct {
	ID  string
	Err error
}

func (e *DocumentError) Error() string { return e.Err.Error() }

// Unwrap gives the reason.
func (e *DocumentError) Unwrap() error { return e.Err }

// prepareAll prepares documents on all cores; the first that fails, in their order, is the error.
func (g *Graph) prepareAll(ctx context.Context, docs []Document) ([]*prepared, error) {
	seen := make(map[string]bool, len(docs))
	for i := range docs {
		if seen[docs[i].ID] {
			return nil, fmt.Errorf("%w: %s", ErrDuplicate, docs[i].ID)
		}
		seen[docs[i].ID] = true
	}
	out := make([]*prepared, len(docs))
	errs := make([]error, len(docs))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(docs)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(docs) || ctx.Err() != nil {
					return
				}
				if out[i], errs[i] = g.prepare(&docs[i]); errs[i] != nil {
					errs[i] = &DocumentError{docs[i].ID, errs[i]}
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Validate says why Put would refuse c, with text the document's ("" when it keeps none), or nil. Beyond what Put
// demands it holds the ends to the relation's domain and range.
func (g *Graph) Validate(c *claim.Claim, text string) error {
	rel, ok := g.voc.Relation(c.Relation)
	if !ok {
		return fmt.Errorf("%w: relation %q", ErrUnknown, c.Relation)
	}
	if err := fits(c.Subject.ID, rel.Domain); err != nil {
		return fmt.Errorf("subject of %s: %w", rel.Name, err)
	}
	if err := fits(c.Object.ID, rel.Range); err != nil {
		return fmt.Errorf("object of %s: %w", rel.Name, err)
	}
	p := &prepared{text: text, outlets: make(map[string]string)}
	p.doc.IRI, p.doc.ID, p.doc.Published = claim.DocumentID(c.Doc), c.Doc, c.Published
	_, err := g.record(p, c, &prepRecord{}, nil)
	return err
}

func fits(id string, kinds []vocab.Kind) error {
	for _, k := range kinds {
		if len(id) > len(k)+1 && id[:len(k)] == string(k) && id[len(k)] == ':' {
			return nil
		}
	}
	return fmt.Errorf("%w: %s is not one of %v", ErrKind, id, kinds)
}
