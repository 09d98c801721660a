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

// predicateCache keeps the predicates of the version last asked for, by IRI in list and in byIRI.
type predicateCache struct {
	mu      sync.Mutex
	version uint64
	list    []Predicate // nil before the first question
	byIRI   map[string]Predicate
	// missed counts the questions about single predicates of version asked that the list could have answered.
	asked  uint64
	missed int
}

// worthListing is after how many questions about single predicates of one version all are listed: right after a commit, few
// questions are asked faster one by one.
const worthListing = 100

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
	byIRI := make(map[string]Predicate, len(list))
	for _, p := range list {
		byIRI[p.IRI] = p
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if version >= c.version {
		c.version, c.list, c.byIRI = version, list, byIRI
	}
	return list, nil
}

// Predicate finds a predicate by IRI; Quads is 0, and ID too, when no quad has it.
func (v *View) Predicate(ctx context.Context, iri string) (Predicate, error) {
	c := &v.g.predicates
	version := v.st.Version()
	c.mu.Lock()
	if c.byIRI != nil && c.version == version {
		p := c.byIRI[iri]
		c.mu.Unlock()
		return p, nil
	}
	if c.asked != version {
		c.asked, c.missed = version, 0
	}
	c.missed++
	list := c.missed > worthListing
	c.mu.Unlock()
	if list {
		all, err := v.Predicates(ctx)
		i, ok := slices.BinarySearchFunc(all, iri, func(p Predicate, iri string) int { return strings.Compare(p.IRI, iri) })
		if err != nil || !ok {
			return Predicate{}, err
		}
		return all[i], nil
	}
	id, ok, err := v.st.Lookup(store.NewIRI(iri))
	if err != nil || !ok {
		return Predicate{}, err
	}
	n, err := v.st.Count(ctx, store.Pattern{P: id})
	if err != nil || n == 0 {
		return Predicate{}, err
	}
	return Predicate{id, iri, n}, nil
}
