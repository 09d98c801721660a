package graph

import (
	"context"
	"fmt"
	"slices"

	"entente/graph/claim"
	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
)

// Append adds claims to a document that is there (ErrNotFound otherwise): edited or hand-made claims, or the next rows of a
// long data file. A claim whose id is there is written again; nothing is taken back.
func (g *Graph) Append(ctx context.Context, id string, claims []claim.Claim, actors []Actor) (Report, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	st, err := g.st.View()
	if err != nil {
		return Report{}, err
	}
	defer st.Close()
	r := newFactReader(st, g.voc)
	doc, err := r.exactly(ctx, id)
	if err != nil {
		return Report{}, err
	}
	p, err := g.prepareMore(r, doc, claims, actors)
	if err != nil {
		return Report{}, err
	}
	c, err := planMore(ctx, r.snapshot, p)
	if err != nil {
		return Report{}, err
	}
	count := Report{Documents: 1, Claims: len(p.records)}
	if c.empty() {
		count.Unchanged = 1
		return count, nil
	}
	count.Replaced = 1
	return g.finish(ctx, st, count, []*change{c}, nil)
}

// prepareMore encodes claims that join a document, against its kept text.
func (g *Graph) prepareMore(r *factReader, doc *quads.Doc, claims []claim.Claim, actors []Actor) (*prepared, error) {
	p := &prepared{doc: *doc, outlets: make(map[string]string)}
	p.meta = &derive.Doc{IRI: doc.IRI, Sketch: derive.ParseSketch(doc.Sketch)}
	b, err := r.blob(textKey(doc.IRI))
	if err != nil {
		return nil, err
	}
	if b != nil {
		if p.text, err = g.packer.unpack(b); err != nil {
			return nil, fmt.Errorf("document %s: %w", doc.ID, err)
		}
	}
	if p.records, err = g.records(p, claims); err != nil {
		return nil, &DocumentError{doc.ID, fmt.Errorf("document %s: %w", doc.ID, err)}
	}
	return p, g.name(p, actors)
}

// planMore compares claims that join a document with what the store has of each of them.
func planMore(ctx context.Context, s snapshot, p *prepared) (*change, error) {
	c := newChange(p)
	c.known = true
	c.evidence, c.reindex, c.appended = sentencesOf(p.records), p.text != "", true
	// Claims that the store has nothing of are added as they are; only the others are compared.
	there := &prepared{doc: p.doc, meta: p.meta}
	var old []store.Quad
	for _, r := range p.records {
		qs, err := s.match(ctx, r.ID, "", "", p.doc.IRI)
		if err != nil {
			return nil, err
		}
		if len(qs) > 0 {
			old = append(old, qs...)
			there.records = append(there.records, r)
			continue
		}
		c.add = append(c.add, r.quads...)
		c.fresh = append(c.fresh, r)
		c.created++
		for _, e := range r.edges {
			c.touched[e.id] = true
		}
	}
	for _, q := range p.quads {
		qs, err := s.match(ctx, q.S.Value, q.P.Value, "", p.doc.IRI)
		if err != nil {
			return nil, err
		}
		if slices.Contains(qs, q) {
			old = append(old, q)
		}
	}
	there.quads = p.quads
	changed := c.diff(old, there)
	c.touch(old, there.records, func(claim string) bool { return changed[claim] })
	return c, nil
}

// Retain takes back those claims of a document that keep does not want: the end of reading a data file again, when every row
// has been offered by Append and what the file no longer has must go. The names that the document brought stay.
func (g *Graph) Retain(ctx context.Context, id string, keep func(claimID string) bool) (Report, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	st, err := g.st.View()
	if err != nil {
		return Report{}, err
	}
	defer st.Close()
	r := newFactReader(st, g.voc)
	doc, err := r.exactly(ctx, id)
	if err != nil {
		return Report{}, err
	}
	c := newChange(&prepared{doc: *doc})
	c.known, c.textKnown = true, false
	nodes, ok, err := r.nodes("", quads.About, "", doc.IRI)
	if err != nil || !ok {
		return Report{}, err
	}
	for q, err := range st.Scan(ctx, store.Pattern{P: nodes[1], G: nodes[3]}) {
		if err != nil {
			return Report{}, err
		}
		t, err := st.Term(q.S)
		if err != nil {
			return Report{}, err
		}
		if keep(t.Value) {
			continue
		}
		qs, err := r.quads(ctx, store.Pattern{S: q.S, G: q.G})
		if err != nil {
			return Report{}, err
		}
		c.remove = append(c.remove, qs...)
	}
	c.touch(c.remove, nil, func(string) bool { return true })
	return g.finish(ctx, st, Report{Documents: 1, Replaced: min(1, c.gone)}, []*change{c}, nil)
}
