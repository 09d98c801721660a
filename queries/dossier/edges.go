package dossier

import (
	"context"
	"strings"

	"entente/graph"
	"entente/graph/quads"
	"entente/graph/store"
)

// touching is an edge of an actor, in one form.
type touching struct {
	edge string // edge:…
	form string // suffix, "" for the plain relation
}

// edgesOf lists the edges at id, or between id and other when that is not empty, each form once, in the order of the store.
func edgesOf(ctx context.Context, v *graph.View, id, other string) ([]touching, error) {
	st := v.Store()
	subject, ok, err := st.Lookup(store.NewIRI(id))
	if err != nil || !ok {
		return nil, err
	}
	patterns := []store.Pattern{{S: subject}, {O: subject}}
	if other != "" {
		object, ok, err := st.Lookup(store.NewIRI(other))
		if err != nil || !ok {
			return nil, err
		}
		patterns = []store.Pattern{{S: subject, O: object}, {S: object, O: subject}}
	}
	c := &edgeCollector{st: st, names: map[store.ID]string{}, seen: map[touching]bool{}}
	for _, p := range patterns {
		if err := c.collect(ctx, p); err != nil {
			return nil, err
		}
	}
	return c.found, nil
}

// edgeCollector gathers edges; names caches the values of predicates and labels.
type edgeCollector struct {
	st    store.View
	names map[store.ID]string
	seen  map[touching]bool
	found []touching
}

func (c *edgeCollector) collect(ctx context.Context, p store.Pattern) error {
	for q, err := range c.st.Scan(ctx, p) {
		if err != nil {
			return err
		}
		if q.G == store.DefaultGraph {
			continue
		}
		label, err := c.name(q.G)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(label, quads.PrefixEdge) {
			continue
		}
		predicate, err := c.name(q.P)
		if err != nil {
			return err
		}
		_, form := splitForm(strings.TrimPrefix(predicate, quads.PrefixRel))
		t := touching{edge: label, form: form}
		if !c.seen[t] {
			c.seen[t] = true
			c.found = append(c.found, t)
		}
	}
	return nil
}

func (c *edgeCollector) name(id store.ID) (string, error) {
	if s, ok := c.names[id]; ok {
		return s, nil
	}
	t, err := c.st.Term(id)
	if err != nil {
		return "", err
	}
	c.names[id] = t.Value
	return t.Value, nil
}

// splitForm parts "met_with~planned" into the relation and its suffix.
func splitForm(predicate string) (relation, form string) {
	if i := strings.IndexByte(predicate, '~'); i >= 0 {
		return predicate[:i], predicate[i:]
	}
	return predicate, ""
}
