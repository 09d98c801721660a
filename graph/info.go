package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"entente/graph/quads"
	"entente/graph/store"
)

// Info are the counts of `entente info`.
type Info struct {
	Quads      int64            `json:"quads"`
	Documents  int64            `json:"documents"`
	Claims     int64            `json:"claims"`
	Edges      int64            `json:"edges"`     // with a claim or by roll-up
	Actors     int64            `json:"actors"`    // distinct nodes that claims name as an end
	Reference  int64            `json:"reference"` // quads that the program brings
	Statuses   map[string]int64 `json:"statuses"`  // edges by status
	Relations  []RelationCount  `json:"relations"` // by falling count, then name
	Publishers []NameCount      `json:"publishers"`
	Languages  []NameCount      `json:"languages"`
	Undated    int64            `json:"undated_documents"`
}

// RelationCount counts the edges of one relation in one form.
type RelationCount struct {
	Relation string `json:"relation"` // with its form suffix
	Edges    int64  `json:"edges"`
}

// NameCount counts documents.
type NameCount struct {
	Name      string `json:"name"`
	Documents int64  `json:"documents"`
}

// Info counts what is there.
func (v *View) Info(ctx context.Context) (Info, error) {
	c := counter{snapshot: v.snapshot(), ctx: ctx}
	info := Info{
		Quads:     c.count("", "", "", ""),
		Documents: c.count("", quads.DocumentID, "", ""),
		Claims:    c.count("", quads.About, "", "") - c.count("", quads.About, "", quads.LabelJudged) + c.count("", quads.AddedTo, "", ""),
		Edges:     c.count("", quads.Claims, "", quads.LabelEdges),
		Reference: c.count("", "", "", quads.LabelReference),
		Statuses:  c.byText(quads.Status),
	}
	info.Actors = c.distinct(quads.Subject, quads.Object)
	info.Publishers = c.documents(quads.Publisher)
	info.Languages = c.documents(quads.Language)
	info.Undated = info.Documents - c.dated()
	if c.err == nil {
		info.Relations, c.err = v.relationCounts(ctx)
	}
	return info, c.err
}

// counter counts and keeps the first error.
type counter struct {
	snapshot
	ctx context.Context //nolint:containedctx // lives within one call of Info
	err error
}

func (c *counter) count(subject, predicate, object, label string) int64 {
	if c.err != nil {
		return 0
	}
	ids, ok, err := c.nodes(subject, predicate, object, label)
	if err != nil || !ok {
		c.err = err
		return 0
	}
	n, err := c.st.Count(c.ctx, store.Pattern{S: ids[0], P: ids[1], O: ids[2], G: ids[3]})
	c.err = err
	return n
}

// each visits the quads of a predicate.
func (c *counter) each(predicate string, visit func(store.IDQuad) error) {
	if c.err != nil {
		return
	}
	p, err := c.node(predicate)
	if err != nil || p == 0 {
		c.err = err
		return
	}
	for q, err := range c.st.Scan(c.ctx, store.Pattern{P: p}) {
		if err == nil {
			err = visit(q)
		}
		if err != nil {
			c.err = err
			return
		}
	}
}

// byText counts the quads of a predicate by their object.
func (c *counter) byText(predicate string) map[string]int64 {
	counts := make(map[store.ID]int64)
	c.each(predicate, func(q store.IDQuad) error {
		counts[q.O]++
		return nil
	})
	return c.spelled(counts)
}

func (c *counter) spelled(counts map[store.ID]int64) map[string]int64 {
	out := make(map[string]int64, len(counts))
	for id, n := range counts {
		t, err := c.st.Term(id)
		if err != nil {
			c.err = err
			return out
		}
		out[t.Value] += n
	}
	return out
}

func (c *counter) distinct(predicates ...string) int64 {
	seen := make(map[store.ID]bool)
	for _, p := range predicates {
		c.each(p, func(q store.IDQuad) error {
			seen[q.O] = true
			return nil
		})
	}
	return int64(len(seen))
}

// documents counts documents by a property of theirs.
func (c *counter) documents(predicate string) []NameCount {
	counts := make(map[store.ID]int64)
	c.each(predicate, func(q store.IDQuad) error {
		if q.S == q.G { // a document's own quad, not one of its claims'
			counts[q.O]++
		}
		return nil
	})
	out := []NameCount{}
	for name, n := range c.spelled(counts) {
		out = append(out, NameCount{name, n})
	}
	slices.SortFunc(out, func(a, b NameCount) int {
		return cmp.Or(cmp.Compare(b.Documents, a.Documents), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// dated counts the documents with a day of publication.
func (c *counter) dated() int64 {
	n := int64(0)
	c.each(quads.Published, func(q store.IDQuad) error {
		if q.S == q.G {
			n++
		}
		return nil
	})
	return n
}

// relationCounts counts edges by relation and form; an edge stored in both directions counts once.
func (v *View) relationCounts(ctx context.Context) ([]RelationCount, error) {
	preds, err := v.st.Predicates(ctx)
	if err != nil {
		return nil, err
	}
	out := []RelationCount{}
	for _, p := range preds {
		t, err := v.st.Term(p.Predicate)
		if err != nil {
			return nil, err
		}
		name, _, ok := quads.ParseRelation(t.Value)
		if !ok {
			continue
		}
		labels := make(map[store.ID]bool)
		rel, known := v.g.voc.Relation(name)
		n := p.Quads
		if known && rel.Symmetric {
			for q, err := range v.st.Scan(ctx, store.Pattern{P: p.Predicate}) {
				if err != nil {
					return nil, err
				}
				labels[q.G] = true
			}
			n = int64(len(labels))
		}
		out = append(out, RelationCount{strings.TrimPrefix(t.Value, quads.PrefixRel), n})
	}
	slices.SortFunc(out, func(a, b RelationCount) int {
		return cmp.Or(cmp.Compare(b.Edges, a.Edges), cmp.Compare(a.Relation, b.Relation))
	})
	return out, nil
}
