// Package export writes a graph in the formats of the tools that people go on with: GEXF and GraphML for network tools, TriG and JSON-LD for
// stores of RDF, the import files of Neo4j, and panels of pairs of states over time for statistics.
//
// Every function writes one format of one View, streaming: memory grows with the nodes and not with the edges (a panel's with
// its cells). Network formats leave reference relations out (who holds which office, memberships that the program brings) unless asked:
// they would drown what is said. Order depends on the snapshot only, so equal snapshots give equal bytes.
package export

import (
	"context"
	"iter"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/claim/edtf"
	"entente/graph/quads"
	"entente/graph/store"
)

// Options say what goes into an export; nil means defaults.
type Options struct {
	// Relations, if any, are the only ones that go in, by name.
	Relations []string
	// PlainOnly leaves out the forms: denied, planned, demanded, hypothetical, coded.
	PlainOnly bool
	// Reference takes in relations that the vocabulary brings and no claim states.
	Reference bool
}

func (o *Options) takes(relation, form string) bool {
	if o == nil {
		return true
	}
	return (!o.PlainOnly || form == "") && (len(o.Relations) == 0 || slices.Contains(o.Relations, relation))
}

// Edge is one edge in one form.
type Edge struct {
	graph.Edge        // zero but for its ends and relation where the vocabulary brings it
	Form       string // "", "~denied", ...
	Symmetric  bool
}

// Predicate is the relation with its form.
func (e *Edge) Predicate() string { return e.Relation + e.Form }

// Edges yields every edge in each of its forms, by relation; a symmetric one once.
func Edges(ctx context.Context, v *graph.View, opt *Options) iter.Seq2[Edge, error] {
	return func(yield func(Edge, error) bool) {
		if err := edges(ctx, v, opt, yield); err != nil {
			yield(Edge{}, err)
		}
	}
}

type predicate struct {
	relation, form string
	symmetric      bool
	id             store.ID
}

func predicates(ctx context.Context, v *graph.View, opt *Options) ([]predicate, error) {
	counts, err := v.Store().Predicates(ctx)
	if err != nil {
		return nil, err
	}
	var out []predicate
	for _, p := range counts {
		t, err := v.Store().Term(p.Predicate)
		if err != nil {
			return nil, err
		}
		name, form, ok := quads.ParseRelation(t.Value)
		if t.Kind != store.IRI || !ok || !opt.takes(name, form) {
			continue
		}
		r, known := v.Vocabulary().Relation(name)
		out = append(out, predicate{name, form, known && r.Symmetric, p.Predicate})
	}
	slices.SortFunc(out, func(a, b predicate) int { return strings.Compare(a.relation+a.form, b.relation+b.form) })
	return out, nil
}

// edges returns an error for the caller to yield; nil also when yield wanted no more.
func edges(ctx context.Context, v *graph.View, opt *Options, yield func(Edge, error) bool) error {
	all, err := predicates(ctx, v, opt)
	if err != nil {
		return err
	}
	for _, p := range all {
		for q, err := range v.Store().Scan(ctx, store.Pattern{P: p.id}) {
			if err != nil {
				return err
			}
			e, ok, err := edge(ctx, v, opt, p, q)
			if err != nil {
				return err
			}
			if ok && !yield(e, nil) {
				return nil
			}
		}
	}
	return nil
}

func edge(ctx context.Context, v *graph.View, opt *Options, p predicate, q store.IDQuad) (Edge, bool, error) {
	var terms [3]store.Term
	for i, id := range [...]store.ID{q.S, q.O, q.G} {
		if id == store.DefaultGraph {
			continue
		}
		t, err := v.Store().Term(id)
		if err != nil {
			return Edge{}, false, err
		}
		terms[i] = t
	}
	s, o, label := terms[0].Value, terms[1].Value, terms[2].Value
	if terms[1].Kind != store.IRI || p.symmetric && s > o {
		return Edge{}, false, nil
	}
	e := Edge{Edge: graph.Edge{Subject: s, Relation: p.relation, Object: o}, Form: p.form, Symmetric: p.symmetric}
	if !strings.HasPrefix(label, quads.PrefixEdge) {
		return e, opt != nil && opt.Reference, nil
	}
	whole, err := v.Edge(ctx, label)
	if err != nil {
		return Edge{}, false, err
	}
	e.Edge = whole
	e.Subject, e.Object = s, o
	return e, true, nil
}

// nodes are the ends of the edges that go in, by id.
func nodes(ctx context.Context, v *graph.View, opt *Options) ([]string, error) {
	seen := make(map[string]bool)
	for e, err := range Edges(ctx, v, opt) {
		if err != nil {
			return nil, err
		}
		seen[e.Subject], seen[e.Object] = true, true
	}
	out := make([]string, 0, len(seen))
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out, nil
}

// label is the name of a node, its id where it has none.
func label(v *graph.View, id string) string {
	if l := v.Label(id); l != "" {
		return l
	}
	return id
}

// kind is what stands before the colon of an id.
func kind(id string) string {
	k, _, _ := strings.Cut(id, ":")
	return k
}

// span is the first and last day of an edge as calendar dates, "" where they are open or unknown.
func span(e *Edge) (first, last string) {
	if d, err := edtf.Parse(e.FirstDay); err == nil && d.Placed() && d.First() > edtf.Past {
		first = d.First().String()
	}
	if d, err := edtf.Parse(e.LastDay); err == nil && d.Placed() && d.Last() < edtf.Future {
		last = d.Last().String()
	}
	return first, last
}
