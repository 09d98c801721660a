package graph

import (
	"context"
	"maps"
	"slices"

	"entente/graph/derive"
	"entente/graph/store"
)

// quadsPerEdge is about how many derived quads of an edge a batch changes.
const quadsPerEdge = 12

// write carries out changes together with the derived tiers they touch: all or nothing. The caller holds g.mu; st is the
// snapshot against which the changes were planned.
func (g *Graph) write(ctx context.Context, st store.View, changes []*change, removeTexts []string) (Report, error) {
	room := 0
	for _, c := range changes {
		room += len(c.add) + len(c.remove) + quadsPerEdge*len(c.touched) + 1
	}
	b := &store.Batch{Ops: make([]store.Op, 0, room)}
	var rep Report
	state, err := g.judged(ctx, st)
	if err != nil {
		return rep, err
	}
	if err := g.overlay(ctx, st, state, changes); err != nil {
		return rep, err
	}
	for _, c := range changes {
		for _, q := range c.remove {
			b.Remove(q)
		}
		for _, q := range c.add {
			b.Add(q)
		}
		if c.blob != nil {
			b.SetBlob(textKey(c.doc.IRI), c.blob)
		}
		for _, key := range slices.Sorted(maps.Keys(c.blobs)) {
			b.SetBlob(key, c.blobs[key])
		}
		rep.Gone += c.gone
		rep.NewClaims += c.created
	}
	for _, doc := range removeTexts {
		b.RemoveBlob(textKey(doc))
	}
	if err := g.index(ctx, st, changes, removeTexts, b); err != nil {
		return rep, err
	}
	edges, err := g.deriveAgain(ctx, st, changes, b)
	if err != nil {
		return rep, err
	}
	rep.Edges = len(edges)
	if len(b.Ops) == 0 {
		return rep, nil
	}
	applied, err := g.st.Apply(ctx, b)
	if err != nil {
		return rep, err
	}
	rep.Quads, rep.QuadsGone = applied.Added, applied.Removed
	for _, e := range edges {
		g.cache.put(e)
	}
	return rep, nil
}

// deriveAgain adds to b what changes in the derived quads of the touched edges, and returns the edges' new facts.
func (g *Graph) deriveAgain(ctx context.Context, st store.View, changes []*change, b *store.Batch) ([]*edgeFacts, error) {
	touched := make(map[string]bool)
	dropped := make(map[string]bool)
	for _, c := range changes {
		maps.Copy(touched, c.touched)
		maps.Copy(dropped, c.dropped)
	}
	fresh := freshFacts(changes, touched)
	r := newFactReader(st, g.voc)
	out := make([]*edgeFacts, 0, len(touched))
	for _, id := range slices.Sorted(maps.Keys(touched)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, old, err := g.nextFacts(ctx, r, id, fresh[id], dropped)
		if err != nil {
			return nil, err
		}
		e.derived = derivedQuads(e)
		replaceQuads(b, old, e.derived)
		out = append(out, e)
	}
	return out, nil
}

// freshFacts collects the facts of new claims by edge.
func freshFacts(changes []*change, touched map[string]bool) map[string]*edgeFacts {
	fresh := make(map[string]*edgeFacts, len(touched))
	for _, c := range changes {
		for i := range c.fresh {
			r := c.fresh[i]
			for n, k := range r.edges {
				e := fresh[k.id]
				if e == nil {
					e = &edgeFacts{keyedEdge: k}
					fresh[k.id] = e
				}
				e.facts = append(e.facts, derive.NewFact(r.ID, &r.Claim, c.meta, firstOf(r.Publisher, c.doc.Publisher), n == 0))
			}
		}
	}
	return fresh
}

// nextFacts are the facts of an edge after the changes: those it has, without the dropped, with the fresh; and the derived
// quads that the store has of it now.
func (g *Graph) nextFacts(ctx context.Context, r *factReader, id string, fresh *edgeFacts, dropped map[string]bool) (*edgeFacts, []store.Quad, error) {
	now, cached := g.cache.edges[id]
	var old []store.Quad
	if cached {
		old = now.derived
	} else {
		var err error
		if old, err = r.storedEdge(ctx, id); err != nil {
			return nil, nil, err
		}
		if now, err = r.edge(ctx, id); err != nil {
			return nil, nil, err
		}
	}
	next := &edgeFacts{keyedEdge: keyedEdge{id: id}}
	if fresh != nil {
		next.keyedEdge, next.facts = fresh.keyedEdge, fresh.facts
	}
	if now != nil {
		next.keyedEdge = now.keyedEdge
		for _, f := range now.facts {
			if !dropped[f.Claim] {
				next.facts = append(next.facts, f)
			}
		}
	}
	sortFacts(next.facts)
	return next, old, nil
}

// replaceQuads adds to b what turns old into want.
func replaceQuads(b *store.Batch, old, want []store.Quad) {
	had := make(map[store.Quad]bool, len(old))
	for _, q := range old {
		had[q] = true
	}
	for _, q := range want {
		if had[q] {
			delete(had, q)
			continue
		}
		b.Add(q)
	}
	for _, q := range old {
		if had[q] {
			b.Remove(q)
		}
	}
}

// Put adds documents, all or none of them. A document whose id is there replaces exactly what it contributed. A claim that is not
// valid (its relation unknown, a span that does not hold, an id that is no IRI) fails the whole batch; see Validate.
func (g *Graph) Put(ctx context.Context, docs []Document) (Report, error) {
	ready, err := g.prepareAll(ctx, docs)
	if err != nil {
		return Report{Documents: len(docs)}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	st, err := g.st.View()
	if err != nil {
		return Report{}, err
	}
	defer st.Close()
	count := Report{Documents: len(docs)}
	var changes []*change
	for _, p := range ready {
		c, err := g.plan(ctx, snapshot{st}, p)
		if err != nil {
			return count, err
		}
		count.Claims += len(p.records)
		switch {
		case c.empty():
			count.Unchanged++
			continue
		case c.known:
			count.Replaced++
		default:
			count.Added++
		}
		changes = append(changes, c)
	}
	var gone []string
	for i, p := range ready {
		if p.text == "" && docs[i].Text == "" {
			gone = append(gone, p.doc.IRI)
		}
	}
	return g.finish(ctx, st, count, changes, g.staleTexts(st, gone))
}

// staleTexts keeps of docs those that have a text in the store.
func (g *Graph) staleTexts(st store.View, docs []string) []string {
	return slices.DeleteFunc(docs, func(doc string) bool {
		b, err := snapshot{st}.blob(textKey(doc))
		return err != nil || b == nil
	})
}

func (g *Graph) finish(ctx context.Context, st store.View, count Report, changes []*change, removeTexts []string) (Report, error) {
	rep, err := g.write(ctx, st, changes, removeTexts)
	if err != nil {
		g.cache.clear()
		return Report{Documents: count.Documents}, err
	}
	rep.Documents, rep.Added, rep.Replaced, rep.Unchanged = count.Documents, count.Added, count.Replaced, count.Unchanged
	rep.Removed, rep.Claims = count.Removed, count.Claims
	return rep, nil
}

// Remove takes back documents by id, path or doc: IRI; ErrNotFound names the first that is not there, and nothing is removed then.
func (g *Graph) Remove(ctx context.Context, ids ...string) (Report, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	st, err := g.st.View()
	if err != nil {
		return Report{}, err
	}
	defer st.Close()
	r := newFactReader(st, g.voc)
	count := Report{Documents: len(ids)}
	var changes []*change
	var texts []string
	for _, id := range ids {
		doc, err := r.find(ctx, id)
		if err != nil {
			return Report{}, err
		}
		if slices.Contains(texts, doc.IRI) {
			continue
		}
		c, err := planRemoval(ctx, r.snapshot, doc)
		if err != nil {
			return Report{}, err
		}
		changes, texts = append(changes, c), append(texts, doc.IRI)
		count.Removed++
	}
	return g.finish(ctx, st, count, changes, g.staleTexts(st, slices.Clone(texts)))
}
