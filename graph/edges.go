package graph

import (
	"cmp"
	"context"
	"slices"

	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
)

// edgeFacts is what the writer knows of one edge: its ends and the facts of all its claims, by claim id. It is never changed,
// only replaced.
type edgeFacts struct {
	keyedEdge
	facts   []derive.Fact
	derived []store.Quad // what the store has of it, where that is known
}

// edgeCache keeps the facts of edges between batches, so that a long load does not read popular edges again and
// again. It holds at most limit facts.
type edgeCache struct {
	limit, held int
	edges       map[string]*edgeFacts
}

func newEdgeCache(limit int) *edgeCache {
	return &edgeCache{limit: limit, edges: make(map[string]*edgeFacts)}
}

func (c *edgeCache) put(e *edgeFacts) {
	c.drop(e.id)
	if len(e.facts) == 0 {
		return
	}
	c.edges[e.id] = e
	c.held += len(e.facts)
	for id, old := range c.edges {
		if c.held <= c.limit {
			return
		}
		if old != e {
			c.drop(id)
		}
	}
}

func (c *edgeCache) drop(id string) {
	if old, ok := c.edges[id]; ok {
		c.held -= len(old.facts)
		delete(c.edges, id)
	}
}

func (c *edgeCache) clear() { c.edges, c.held = make(map[string]*edgeFacts), 0 }

// factReader reads the facts of edges from one snapshot.
type factReader struct {
	snapshot
	voc  *vocab.Vocabulary
	docs map[string]*quads.Doc
	meta map[string]*derive.Doc

	judged, supersedes store.ID // 0 where nobody judged anything
	judgedKnown        bool
}

func newFactReader(st store.View, voc *vocab.Vocabulary) *factReader {
	return &factReader{snapshot: snapshot{st}, voc: voc, docs: make(map[string]*quads.Doc), meta: make(map[string]*derive.Doc)}
}

// edge reads all claims of an edge; nil when it has none. What claims to be a claim and does not decode (foreign quads can hold
// anything) feeds nothing; Check reports it.
func (r *factReader) edge(ctx context.Context, id string) (*edgeFacts, error) {
	e := &edgeFacts{keyedEdge: keyedEdge{id: id}}
	for record, err := range r.claimsOf(ctx, id) {
		if err != nil {
			return nil, err
		}
		if !r.key(e, &record) {
			continue
		}
		doc, err := r.document(ctx, record.DocIRI)
		if err != nil {
			return nil, err
		}
		e.facts = append(e.facts, derive.NewFact(record.ID, &record.Claim, r.meta[doc.IRI], firstOf(record.Publisher, doc.Publisher), record.Edge == id))
	}
	if len(e.facts) == 0 {
		return nil, nil
	}
	sortFacts(e.facts)
	return e, nil
}

func sortFacts(facts []derive.Fact) {
	slices.SortFunc(facts, func(a, b derive.Fact) int { return cmp.Compare(a.Claim, b.Claim) })
}

// key finds the ends of the edge in a claim that feeds it; false when the claim does not.
func (r *factReader) key(e *edgeFacts, record *quads.Record) bool {
	rel, ok := r.voc.Relation(record.Relation)
	if !ok {
		return false
	}
	for _, k := range edgesOf(&record.Claim, rel) {
		if k.id == e.id {
			e.keyedEdge = k
			return true
		}
	}
	return false
}

// document reads what is known of a document, once.
func (r *factReader) document(ctx context.Context, doc string) (*quads.Doc, error) {
	if d, ok := r.docs[doc]; ok {
		return d, nil
	}
	qs, err := r.match(ctx, doc, "", "", doc)
	if err != nil {
		return nil, err
	}
	d := quads.DecodeDocument(qs, doc)
	r.docs[doc] = &d
	r.meta[doc] = &derive.Doc{IRI: doc, Sketch: derive.ParseSketch(d.Sketch)}
	return &d, nil
}

// derivedQuads are the quads of an edge and its summary.
func derivedQuads(e *edgeFacts) []store.Quad {
	if len(e.facts) == 0 {
		return nil
	}
	s := derive.Summarize(e.rel.Kind, e.Edge, e.rel.Symmetric, e.facts)
	qs := quads.EncodeEdge(nil, e.id, e.Subject, e.Relation, e.Object, e.rel.Symmetric, s.Forms)
	return quads.EncodeSummary(qs, e.id, &quads.Summary{
		Status: s.Status, Claims: s.Claims, Documents: s.Documents, Publishers: s.Publishers, Voices: s.Voices,
		FirstDay: s.FirstDay, LastDay: s.LastDay, AffirmedBy: s.AffirmedBy, DeniedBy: s.DeniedBy,
		Derived: s.Derived, Policy: derive.Policy,
	})
}

// storedEdge reads the derived quads of an edge as the store has them.
func (s snapshot) storedEdge(ctx context.Context, id string) ([]store.Quad, error) {
	node, err := s.node(id)
	if err != nil || node == 0 {
		return nil, err
	}
	qs, err := s.quads(ctx, store.Pattern{G: node})
	if err != nil {
		return nil, err
	}
	label, err := s.node(quads.LabelEdges)
	if err != nil || label == 0 {
		return qs, err
	}
	more, err := s.quads(ctx, store.Pattern{S: node, G: label})
	return append(qs, more...), err
}
