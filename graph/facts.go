package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"entente/graph/judgement"
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
				if err == nil {
					var passed bool
					if passed, err = r.superseded(ctx, q); passed {
						continue
					}
				}
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

// record decodes the claim that a quad of ent:about or ent:rolled_about belongs to, as its label has it.
func (r *factReader) record(ctx context.Context, q store.IDQuad) (quads.Record, error) {
	qs, err := r.quads(ctx, store.Pattern{S: q.S, G: q.G})
	if err != nil {
		return quads.Record{}, err
	}
	if len(qs) == 0 {
		return quads.Record{}, fmt.Errorf("%w: a claim without quads", ErrNotFound)
	}
	record, err := quads.Decode(qs, "")
	if err != nil {
		return record, err
	}
	if record.DocIRI == "" || qs[0].G.Value != quads.LabelJudged {
		record.DocIRI = qs[0].G.Value
	}
	doc, err := r.document(ctx, record.DocIRI)
	if err != nil {
		return record, err
	}
	record.Claim.Doc = doc.ID
	return record, nil
}

// superseded reports whether the quads of a claim under this label do not count, because people judged it.
func (r *factReader) superseded(ctx context.Context, q store.IDQuad) (bool, error) {
	if err := r.lookJudged(); err != nil {
		return false, err
	}
	if r.supersedes == 0 || q.G == r.judged {
		return false, nil
	}
	n, err := r.st.Count(ctx, store.Pattern{S: q.S, P: r.supersedes})
	return n > 0, err
}

// lookJudged finds the ids under which judgements lie, once.
func (r *factReader) lookJudged() error {
	if r.judgedKnown {
		return nil
	}
	var err error
	if r.judged, err = r.node(quads.LabelJudged); err != nil {
		return err
	}
	if r.supersedes, err = r.node(quads.Supersedes); err != nil {
		return err
	}
	r.judgedKnown = true
	return nil
}

// claim finds a claim by its id, as it counts; one that was rejected as it was read. ErrNotFound.
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
			return r.counted(ctx, q)
		}
	}
	return quads.Record{}, fmt.Errorf("claim %s: %w", id, ErrNotFound)
}

// counted is the record of a claim as it counts: under the label of judgements where it is superseded. A rejected one is given as it was
// read, with its verdict.
func (r *factReader) counted(ctx context.Context, q store.IDQuad) (quads.Record, error) {
	passed, err := r.superseded(ctx, q)
	if err != nil {
		return quads.Record{}, err
	}
	if passed {
		judged, err := r.quads(ctx, store.Pattern{S: q.S, G: r.judged})
		if err != nil {
			return quads.Record{}, err
		}
		if slices.ContainsFunc(judged, func(q store.Quad) bool { return q.P.Value == quads.About }) {
			return r.record(ctx, store.IDQuad{S: q.S, G: r.judged})
		}
		record, err := r.record(ctx, q)
		record.Verdict = judgement.Rejected
		for _, q := range judged {
			if q.P.Value == quads.Verdict {
				record.Verdict = q.O.Value
			}
		}
		return record, err
	}
	return r.record(ctx, q)
}
