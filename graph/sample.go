package graph

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
)

// SampleClaims draws n claims that a reader read in texts (no data rows, no claims made by hand), each with the same chance, as they were read. The
// same seed draws the same claims from the same graph, in whatever order it was loaded; with fewer than n it gives all. By id.
func (v *View) SampleClaims(ctx context.Context, n int, seed uint64) ([]Fact, error) {
	r := v.reader()
	if err := r.lookJudged(); err != nil || n <= 0 {
		return nil, err
	}
	p, err := r.node(quads.Extractor)
	if err != nil || p == 0 {
		return nil, err
	}
	start, err := r.node(quads.Start)
	if err != nil || start == 0 {
		return nil, err
	}
	type lot struct{ number, id string }
	var lots []lot
	byNumber := func(a, b lot) int { return cmp.Compare(a.number, b.number) }
	salt := strconv.FormatUint(seed, 10)
	hand := make(map[store.ID]bool)
	for q, err := range v.st.Scan(ctx, store.Pattern{P: p}) {
		if err != nil {
			return nil, err
		}
		drawn, err := r.isRead(ctx, q, start, hand)
		if err != nil {
			return nil, err
		}
		if !drawn {
			continue
		}
		t, err := v.st.Term(q.S)
		if err != nil {
			return nil, err
		}
		lots = append(lots, lot{claim.Hash("sample", salt, t.Value), t.Value})
		if len(lots) >= 2*n+1<<16 {
			slices.SortFunc(lots, byNumber)
			lots = lots[:n]
		}
	}
	slices.SortFunc(lots, byNumber)
	var out []Fact
	for _, l := range lots[:min(n, len(lots))] {
		f, err := v.AsRead(ctx, l.id)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Fact) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// isRead reports whether a quad of ent:extractor is that of a claim that a reader read in a text. hand remembers which extractors are hands.
func (r *factReader) isRead(ctx context.Context, q store.IDQuad, start store.ID, hand map[store.ID]bool) (bool, error) {
	if r.judged != 0 && q.G == r.judged {
		return false, nil
	}
	byHand, known := hand[q.O]
	if !known {
		t, err := r.st.Term(q.O)
		if err != nil {
			return false, err
		}
		byHand = strings.HasPrefix(t.Value, "hand@")
		hand[q.O] = byHand
	}
	if byHand {
		return false, nil
	}
	n, err := r.st.Count(ctx, store.Pattern{S: q.S, P: start})
	return n > 0, err
}
