package graph

import (
	"context"
	"slices"
	"strings"
	"sync"

	"entente/graph/store"
)

// Predicate is a predicate in use.
type Predicate struct {
	ID    store.ID
	IRI   string
	Quads int64
}

// predicateCache keeps the predicates of the version last asked for.
type predicateCache struct {
	mu      sync.Mutex
	version uint64
	list    []Predicate // nil before the first question
}

// Predicates lists every predicate in use by IRI. The list is shared by all views of one version: it is only read.
func (v *View) Predicates(ctx context.Context) ([]Predicate, error) {
	c := &v.g.predicates
	version := v.st.Version()
	c.mu.Lock()
	list, known := c.list, c.version
	c.mu.Unlock()
	if list != nil && known == version {
		return list, nil
	}
	counts, err := v.st.Predicates(ctx)
	if err != nil {
		return nil, err
	}
	list = make([]Predicate, 0, len(counts))
	for _, p := range counts {
		t, err := v.st.Term(p.Predicate)
		if err != nil {
			return nil, err
		}
		list = append(list, Predicate{p.Predicate, t.Value, p.Quads})
	}
	slices.SortFunc(list, func(a, b Predicate) int { return strings.Compare(a.IRI, b.IRI) })
	c.mu.Lock()
	defer c.mu.Unlock()
	if version >= c.version {
		c.version, c.list = version, list
	}
	return list, nil
}
