package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"entente/graph/quads"
	"entente/graph/store"
)

// claimsOf yields the claims that feed an edge, as stated or by roll-up, each once, in the order of the store. Quads that do not
// make up a claim are passed over.
func (r *factReader) claimsOf(ctx context.Context, edge string) iter.Seq2[quads.Record, error] {
	return func(yield func(quads.Record, error) bool) {
		nodes, ok, err := r.nodes(edge)
		if err != nil || !ok {
			if err != nil {
				yield(quads.Record{}, err)
			}
			return
		}
		for _, predicate := range [...]string{quads.About, quads.RolledAbout} {
			p, err := r.node(predicate)
			if err != nil {
				yield(quads.Record{}, err)
				return
			}
			if p == 0 {
				continue
			}
			for q, err := range r.st.Scan(ctx, store.Pattern{P: p, O: nodes[0]}) {
				if err != nil {
					yield(quads.Record{}, err)
					return
				}
				record, err := r.record(ctx, q)
				if errors.Is(err, quads.ErrNotClaim) {
					continue
				}
				if !yield(record, err) || err != nil {
					return
				}
			}
		}
	}
}

// record decodes the claim that a quad of ent:about or ent:rolled_about belongs to.
func (r *factReader) record(ctx context.Context, q store.IDQuad) (quads.Record, error) {
	qs, err := r.quads(ctx, store.Pattern{S: q.S, G: q.G})
	if err != nil {
		return quads.Record{}, err
	}
	if len(qs) == 0 {
		return quads.Record{}, fmt.Errorf("%w: a claim without quads", ErrNotFound)
	}
	doc, err := r.document(ctx, qs[0].G.Value)
	if err != nil {
		return quads.Record{}, err
	}
	return quads.Decode(qs, doc.ID)
}

// claim finds a claim by its id; ErrNotFound.
func (r *factReader) claim(ctx context.Context, id string) (quads.Record, error) {
	nodes, ok, err := r.nodes(id, quads.About)
	if err != nil {
		return quads.Record{}, err
	}
	if ok {
		for q, err := range r.st.Scan(ctx, store.Pattern{S: nodes[0], P: nodes[1]}) {
			if err != nil {
				return quads.Record{}, err
			}
			return r.record(ctx, q)
		}
	}
	return quads.Record{}, fmt.Errorf("claim %s: %w", id, ErrNotFound)
}
