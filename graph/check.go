package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
)

// Check reads everything: the store's own check, then that claims decode and have the id of their content, that their spans hold in
// the kept texts, and that what is derived equals what the claims give. Memory is bounded by the number of edges.
func (g *Graph) Check(ctx context.Context) iter.Seq[store.Problem] {
	return func(yield func(store.Problem) bool) {
		sound := true
		for p := range g.st.Check(ctx) {
			sound = false
			if !yield(p) {
				return
			}
		}
		if !sound {
			return // what lies above a damaged store says nothing
		}
		v, err := g.View()
		if err != nil {
			yield(problem("%v", err))
			return
		}
		defer v.Close()
		c := &checker{v: v, r: v.reader(), yield: yield}
		if err := c.run(ctx); err != nil && !errors.Is(err, errStop) {
			yield(problem("%v", err))
		}
	}
}

func problem(format string, args ...any) store.Problem {
	return store.Problem{Offset: -1, Text: fmt.Sprintf(format, args...)}
}

// errStop ends a check whose reader has seen enough.
var errStop = errors.New("stop")

type checker struct {
	v     *View
	r     *factReader
	yield func(store.Problem) bool
}

func (c *checker) report(format string, args ...any) error {
	if !c.yield(problem(format, args...)) {
		return errStop
	}
	return nil
}

func (c *checker) run(ctx context.Context) error {
	docs, err := c.v.documentIDs(ctx)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if err := c.document(ctx, d); err != nil {
			return err
		}
	}
	if err := c.checkIndex(ctx); err != nil {
		return err
	}
	if err := c.texts(ctx); err != nil {
		return err
	}
	if err := c.judgements(ctx); err != nil {
		return err
	}
	edges, err := c.r.allEdges(ctx)
	if err != nil {
		return err
	}
	for _, id := range edges {
		if err := c.edge(ctx, id); err != nil {
			return err
		}
	}
	return c.orphans(ctx)
}

// document checks the claims of one document.
func (c *checker) document(ctx context.Context, d docID) error {
	if d.iri != claim.DocumentID(d.id) {
		return c.report("%s says it is document %q, whose id is %s", d.iri, d.id, claim.DocumentID(d.id))
	}
	doc, err := c.r.document(ctx, d.iri)
	if err != nil {
		return err
	}
	text, err := c.text(doc)
	if err != nil {
		return err
	}
	nodes, ok, err := c.r.nodes("", quads.About, "", d.iri)
	if err != nil || !ok {
		return err
	}
	for q, err := range c.r.st.Scan(ctx, store.Pattern{P: nodes[1], G: nodes[3]}) {
		if err != nil {
			return err
		}
		if err := c.claim(ctx, q, text); err != nil {
			return err
		}
	}
	return nil
}

// text reads the kept text, "" where none is kept or it is damaged (which is reported).
func (c *checker) text(doc *quads.Doc) (string, error) {
	b, err := c.r.blob(textKey(doc.IRI))
	if err != nil || b == nil {
		return "", err
	}
	text, err := c.v.g.packer.unpack(b)
	if err != nil {
		return "", c.report("document %s: %v", doc.ID, err)
	}
	if digest(text) != doc.Digest {
		return "", c.report("document %s: the kept text is not the one it was loaded with", doc.ID)
	}
	return text, nil
}

func (c *checker) claim(ctx context.Context, q store.IDQuad, text string) error {
	record, err := c.r.record(ctx, q)
	if errors.Is(err, quads.ErrNotClaim) {
		return c.report("%v", err)
	}
	if err != nil {
		return err
	}
	if id := claim.ID(&record.Claim); id != record.ID {
		return c.report("%s has the content of %s", record.ID, id)
	}
	rel, ok := c.v.g.voc.Relation(record.Relation)
	if !ok {
		return c.report("%s: no relation %q in the vocabulary", record.ID, record.Relation)
	}
	edges := edgesOf(&record.Claim, rel)
	var rolled []string
	for _, e := range edges[1:] {
		rolled = append(rolled, e.id)
	}
	slices.Sort(rolled)
	if record.Edge != edges[0].id || !slices.Equal(rolled, record.Rolled) {
		return c.report("%s feeds other edges than its ends give", record.ID)
	}
	if err := record.Validate(text); err != nil {
		return c.report("%s of document %s: %v", record.ID, record.Doc, err)
	}
	return nil
}

// judgements works the judged quads out again.
func (c *checker) judgements(ctx context.Context) error {
	state, err := c.v.Judgements(ctx)
	if err != nil {
		return err
	}
	changes, err := c.v.g.everythingJudged(ctx, c.v.st, state)
	if err != nil || len(changes) == 0 {
		return err
	}
	changes = changes[:len(changes)-1] // entries and ids are compared by nothing: they are the source
	if err := c.v.g.overlay(ctx, c.v.st, state, changes); err != nil {
		return err
	}
	for _, change := range changes {
		for _, q := range change.add {
			if err := c.report("%s lacks %s, which judgements give", change.doc.ID, q); err != nil {
				return err
			}
		}
		for _, q := range change.remove {
			if err := c.report("%s has %s, which judgements do not give", change.doc.ID, q); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts reports kept texts that belong to no document.
func (c *checker) texts(ctx context.Context) error {
	for key, err := range c.r.st.Blobs(ctx, "text/") {
		if err != nil {
			return err
		}
		d, err := c.r.document(ctx, quads.PrefixDoc+strings.TrimPrefix(key, "text/"))
		if err != nil {
			return err
		}
		if d.ID == "" {
			if err := c.report("text %s belongs to no document", key); err != nil {
				return err
			}
		}
	}
	return nil
}

// edge computes the derived quads of an edge again.
func (c *checker) edge(ctx context.Context, id string) error {
	e, err := c.r.edge(ctx, id)
	if err != nil {
		return err
	}
	have, err := c.r.storedEdge(ctx, id)
	if err != nil {
		return err
	}
	var want []store.Quad
	if e != nil {
		want = derivedQuads(e)
	}
	for _, q := range want {
		if !slices.Contains(have, q) {
			return c.report("%s lacks %s, which its claims give", id, q)
		}
	}
	for _, q := range have {
		if !slices.Contains(want, q) {
			return c.report("%s has %s, which its claims do not give", id, q)
		}
	}
	return nil
}

// orphans reports edge quads whose label has no summary: nothing claims them.
func (c *checker) orphans(ctx context.Context) error {
	summary, ok, err := c.r.nodes("", quads.Policy, "", quads.LabelEdges)
	if err != nil {
		return err
	}
	preds, err := c.r.st.Predicates(ctx)
	if err != nil {
		return err
	}
	for _, p := range preds {
		t, err := c.r.st.Term(p.Predicate)
		if err != nil {
			return err
		}
		if _, _, rel := quads.ParseRelation(t.Value); !rel {
			continue
		}
		for q, err := range c.r.st.Scan(ctx, store.Pattern{P: p.Predicate}) {
			if err != nil {
				return err
			}
			if q.G == store.DefaultGraph {
				continue
			}
			label, err := c.r.st.Term(q.G)
			if err != nil {
				return err
			}
			if !strings.HasPrefix(label.Value, quads.PrefixEdge) {
				continue
			}
			n := int64(0)
			if ok {
				if n, err = c.r.st.Count(ctx, store.Pattern{S: q.G, P: summary[1], G: summary[3]}); err != nil {
					return err
				}
			}
			if n == 0 {
				if err := c.report("%s has an edge and no summary", label.Value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
