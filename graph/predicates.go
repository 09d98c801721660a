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

// predicateCache keeps the ids of predicates, which never change, and the list of the version last asked for.
type predicateCache struct {
	mu      sync.RWMutex
	ids     map[string]store.ID
	iris    map[store.ID]string
	version uint64
	list    []Predicate // nil before the first question
}

func (c *predicateCache) id(iri string) (id store.ID, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	id, ok = c.ids[iri]
	return id, ok
}

func (c *predicateCache) iri(id store.ID) (iri string, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	iri, ok = c.iris[id]
	return iri, ok
}

// keep remembers a predicate. Only what is or was in use is kept, so that questions do not fill the memory.
func (c *predicateCache) keep(id store.ID, iri string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ids == nil {
		c.ids, c.iris = map[string]store.ID{}, map[store.ID]string{}
	}
	c.ids[iri], c.iris[id] = id, iri
}

// Predicates lists every predicate in use by IRI. The list is shared by all views of one version: it is only read.
func (v *View) Predicates(ctx context.Context) ([]Predicate, error) {
	c := &v.g.predicates
	version := v.st.Version()
	c.mu.RLock()
	list, known := c.list, c.version
	c.mu.RUnlock()
	if list != nil && known == version {
		return list, nil
	}
	counts, err := v.st.Predicates(ctx)
	if err != nil {
		return nil, err
	}
	list = make([]Predicate, 0, len(counts))
	for _, p := range counts {
		iri, ok := c.iri(p.Predicate)
		if !ok {
			t, err := v.st.Term(p.Predicate)
			if err != nil {
				return nil, err
			}
			iri = t.Value
			c.keep(p.Predicate, iri)
		}
		list = append(list, Predicate{p.Predicate, iri, p.Quads})
	}
	slices.SortFunc(list, func(a, b Predicate) int { return strings.Compare(a.IRI, b.IRI) })
	c.mu.Lock()
	defer c.mu.Unlock()
	if version >= c.version {
		c.version, c.list = version, list
	}
	return list, nil
}

// Predicate finds a predicate by IRI; Quads is 0, and ID too, when no quad has it.
func (v *View) Predicate(ctx context.Context, iri string) (Predicate, error) {
	c := &v.g.predicates
	id, known := c.id(iri)
	if !known {
		var ok bool
		var err error
		if id, ok, err = v.st.Lookup(store.NewIRI(iri)); err != nil || !ok {
			return Predicate{}, err
		}
	}
	n, err := v.st.Count(ctx, store.Pattern{P: id})
	if err != nil || n == 0 {
		return Predicate{}, err
	}
	if !known {
		c.keep(id, iri)
	}
	return Predicate{id, iri, n}, nil
}
