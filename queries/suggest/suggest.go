// Package suggest finds actors by what somebody has typed of a name so far. (What can stand at the cursor of a path
// expression is queries.Complete.)
//
// An Index is made once for a vocabulary and is safe for concurrent use.
package suggest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries"
)

// Index holds every name of a vocabulary, folded and sorted.
type Index struct{ names []name }

type name struct{ folded, id string }

// NewIndex makes the index of a vocabulary.
func NewIndex(words *vocab.Vocabulary) *Index {
	x := &Index{}
	for a := range words.Actors() {
		for _, n := range append([]string{a.Label, strings.TrimPrefix(a.ID, string(a.Kind)+":"), a.Codes.ISO2, a.Codes.ISO3}, a.Aliases...) {
			if f := vocab.Fold(n); f != "" {
				x.names = append(x.names, name{f, a.ID})
			}
		}
	}
	slices.SortFunc(x.names, func(a, b name) int { return cmp.Or(cmp.Compare(a.folded, b.folded), cmp.Compare(a.id, b.id)) })
	x.names = slices.Compact(x.names)
	return x
}

// How well a name fits, best first.
const (
	exact = iota
	begins
	wordBegins
)

// fit says how well a folded name answers a folded query; ok is false when it does not.
func fit(name, query string) (rank int, ok bool) {
	switch {
	case name == query:
		return exact, true
	case strings.HasPrefix(name, query):
		return begins, true
	case strings.Contains(name, " "+query):
		return wordBegins, true
	}
	return 0, false
}

type hit struct {
	id    string
	rank  int
	quads int64 // at this node, in this graph
}

// Actors lists up to limit actors whose name is, begins with, or has a word that begins with query: of the vocabulary and
// of what documents brought. Better fits come first, then those that the graph knows most about.
func (x *Index) Actors(ctx context.Context, v *graph.View, query string, limit int) ([]queries.Node, error) {
	folded := vocab.Fold(query)
	if folded == "" {
		return nil, nil
	}
	best := map[string]int{}
	take := func(name, id string) {
		if rank, ok := fit(name, folded); ok {
			if old, seen := best[id]; !seen || rank < old {
				best[id] = rank
			}
		}
	}
	for _, n := range x.names {
		take(n.folded, n.id)
	}
	names, err := v.DocumentNames(ctx)
	if err != nil {
		return nil, err
	}
	for n, ids := range names {
		for _, id := range ids {
			take(n, id)
		}
	}
	hits := make([]hit, 0, len(best))
	for id, rank := range best {
		n, err := weight(ctx, v.Store(), id)
		if err != nil {
			return nil, err
		}
		hits = append(hits, hit{id, rank, n})
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.quads, a.quads), cmp.Compare(a.id, b.id))
	})
	var out []queries.Node
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, queries.Node{ID: h.id, Label: cmp.Or(v.Label(h.id), h.id)})
	}
	return out, nil
}

func weight(ctx context.Context, st store.View, id string) (int64, error) {
	n, ok, err := st.Lookup(store.NewIRI(id))
	if err != nil || !ok {
		return 0, err
	}
	out, err := st.Count(ctx, store.Pattern{S: n})
	if err != nil {
		return 0, err
	}
	in, err := st.Count(ctx, store.Pattern{O: n})
	return out + in, err
}
