package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"entente/graph/quads"
	"entente/graph/store"
)

// pendingKey is a blob that is there while quads with claims of our form have been loaded whose edges are not derived yet. It makes a
// load that was killed in between whole again at the next opening.
const pendingKey = "pending/derive"

// deriveChunk is how many edges are derived in one batch after a load of quads.
const deriveChunk = 20_000

// LoadQuads adds quads as they are, many at a time and with bounded memory; they become visible together. Where they carry
// claims of our own form (an export that comes back), the edges are derived again. Reference quads are passed over, for the program
// brings its own, and so are those of judgements, which follow from the entries (Judge).
func (g *Graph) LoadQuads(ctx context.Context, qs iter.Seq2[store.Quad, error]) (Report, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cache.clear()
	if err := g.setPending(ctx); err != nil {
		return Report{}, err
	}
	own := false
	applied, err := g.st.Load(ctx, func(yield func(store.Quad, error) bool) {
		for q, err := range qs {
			if err == nil && (q.G.Value == quads.LabelReference || q.G.Value == quads.LabelJudged) {
				continue
			}
			own = own || q.P.Value == quads.About || q.G.Value == quads.LabelEdges || strings.HasPrefix(q.G.Value, quads.PrefixEdge)
			if !yield(q, err) || err != nil {
				return
			}
		}
	}, nil)
	rep := Report{Quads: applied.Added}
	if err != nil {
		return Report{}, errors.Join(err, g.clearPending(context.WithoutCancel(ctx)))
	}
	if own {
		rep.Edges, err = g.deriveAll(ctx)
		if err != nil {
			return rep, err
		}
		if err := g.rejudge(ctx); err != nil {
			return rep, err
		}
	}
	return rep, g.clearPending(ctx)
}

func (g *Graph) setPending(ctx context.Context) error {
	b := &store.Batch{}
	b.SetBlob(pendingKey, []byte("1"))
	_, err := g.st.Apply(ctx, b)
	return err
}

func (g *Graph) clearPending(ctx context.Context) error {
	b := &store.Batch{}
	b.RemoveBlob(pendingKey)
	_, err := g.st.Apply(ctx, b)
	return err
}

// finishPending derives all edges when a load of quads was cut short.
func (g *Graph) finishPending(ctx context.Context) error {
	v, err := g.st.View()
	if err != nil {
		return err
	}
	b, err := snapshot{v}.blob(pendingKey)
	if err = errors.Join(err, v.Close()); err != nil || b == nil {
		return err
	}
	if _, err := g.deriveAll(ctx); err != nil {
		return err
	}
	if err := g.rejudge(ctx); err != nil {
		return err
	}
	return g.clearPending(ctx)
}

// deriveAll brings the derived quads of every edge in line with the claims; it returns how many edges there are.
func (g *Graph) deriveAll(ctx context.Context) (int, error) {
	st, err := g.st.View()
	if err != nil {
		return 0, err
	}
	ids, err := snapshot{st}.allEdges(ctx)
	if err = errors.Join(err, st.Close()); err != nil {
		return 0, err
	}
	return len(ids), g.deriveEdges(ctx, ids)
}

// deriveEdges brings the derived quads of edges in line with the claims, in chunks.
func (g *Graph) deriveEdges(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	st, err := g.st.View()
	if err != nil {
		return err
	}
	defer st.Close()
	r := newFactReader(st, g.voc)
	for chunk := range slices.Chunk(ids, deriveChunk) {
		b := &store.Batch{}
		for _, id := range chunk {
			e, err := r.edge(ctx, id)
			if err != nil {
				return err
			}
			if e == nil {
				e = &edgeFacts{}
			}
			old, err := r.storedEdge(ctx, id)
			if err != nil {
				return err
			}
			replaceQuads(b, old, derivedQuads(e))
		}
		if len(b.Ops) > 0 {
			if _, err := g.st.Apply(ctx, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// allEdges lists the ids of all edges that claims feed or that have a summary, ascending.
func (s snapshot) allEdges(ctx context.Context) ([]string, error) {
	found := make(map[store.ID]bool)
	for _, predicate := range [...]string{quads.About, quads.RolledAbout} {
		p, err := s.node(predicate)
		if err != nil {
			return nil, err
		}
		if p == 0 {
			continue
		}
		for q, err := range s.st.Scan(ctx, store.Pattern{P: p}) {
			if err != nil {
				return nil, err
			}
			found[q.O] = true
		}
	}
	label, err := s.node(quads.LabelEdges)
	if err != nil {
		return nil, err
	}
	if label != 0 {
		for q, err := range s.st.Scan(ctx, store.Pattern{G: label}) {
			if err != nil {
				return nil, err
			}
			found[q.S] = true
		}
	}
	out := make([]string, 0, len(found))
	for id := range found {
		t, err := s.st.Term(id)
		if err != nil {
			return nil, err
		}
		out = append(out, t.Value)
	}
	slices.Sort(out)
	return out, nil
}

// RemoveLabel drops every foreign quad with this label (an IRI); ErrNotFound if there is none. A document is taken back by Remove.
func (g *Graph) RemoveLabel(ctx context.Context, label string) (Report, error) {
	if own := [...]string{quads.PrefixEdge, quads.PrefixEnt, quads.PrefixDoc}; slices.ContainsFunc(own[:], func(p string) bool { return strings.HasPrefix(label, p) }) {
		return Report{}, fmt.Errorf("%s is a label of the graph itself: %w", label, ErrNotFound)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	touched, err := g.edgesUnder(ctx, label)
	if err != nil {
		return Report{}, err
	}
	b := &store.Batch{}
	b.RemoveGraph(iri(label))
	applied, err := g.st.Apply(ctx, b)
	if err != nil {
		return Report{}, err
	}
	if applied.Removed == 0 {
		return Report{}, fmt.Errorf("no quad is labelled <%s>: %w", label, ErrNotFound)
	}
	g.cache.clear()
	return Report{QuadsGone: applied.Removed, Edges: len(touched)}, g.deriveEdges(ctx, touched)
}

// edgesUnder lists the edges that claims with this label feed, ascending: foreign quads may hold claims of our form.
func (g *Graph) edgesUnder(ctx context.Context, label string) ([]string, error) {
	st, err := g.st.View()
	if err != nil {
		return nil, err
	}
	defer st.Close()
	var out []string
	for _, predicate := range [...]string{quads.About, quads.RolledAbout} {
		qs, err := snapshot{st}.match(ctx, "", predicate, "", label)
		if err != nil {
			return nil, err
		}
		for _, q := range qs {
			out = append(out, q.O.Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
