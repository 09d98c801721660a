package graph

import (
	"context"
	"slices"
	"sync"

	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
)

// nameCache keeps the folded names that documents bring, of the version last asked for.
type nameCache struct {
	mu      sync.Mutex
	version uint64
	byName  map[string][]string
}

// Label is the display name of a node: the vocabulary's, else the first that a document gives, else "" (also where the store
// cannot be read: what needs the error reads the node's quads).
func (v *View) Label(id string) string {
	if a, ok := v.g.voc.Actor(id); ok && a.Label != "" {
		return a.Label
	}
	label, err := v.snapshot().value(context.Background(), id, quads.Label)
	if err != nil {
		return ""
	}
	return label
}

// Named lists the ids of nodes with this name, ascending: those that the vocabulary means by it and, where there are none, those
// that a document labels so. Names are folded (vocab.Fold); an id that some quad holds names itself.
func (v *View) Named(ctx context.Context, name string) ([]string, error) {
	var out []string
	for _, a := range v.g.voc.Named(name) {
		out = append(out, a.ID)
	}
	if len(out) > 0 {
		return v.sameAll(ctx, out)
	}
	if quads.CheckID(name) == nil {
		if n, err := v.snapshot().node(name); err != nil || n != 0 {
			return v.sameAll(ctx, []string{name})
		}
	}
	names, err := v.documentNames(ctx)
	if err != nil {
		return nil, err
	}
	return v.sameAll(ctx, slices.Clone(names[vocab.Fold(name)]))
}

// Same is the id under which an actor is known, where people decided that two ids are one; else id itself.
func (v *View) Same(ctx context.Context, id string) (string, error) {
	to, err := v.snapshot().value(ctx, id, quads.SameAs)
	return firstOf(to, id), err
}

// sameAll replaces ids by those of the actors they mean, each once.
func (v *View) sameAll(ctx context.Context, ids []string) ([]string, error) {
	changed := false
	for i, id := range ids {
		to, err := v.Same(ctx, id)
		if err != nil {
			return nil, err
		}
		changed = changed || to != id
		ids[i] = to
	}
	if changed {
		slices.Sort(ids)
		ids = slices.Compact(ids)
	}
	return ids, nil
}

// documentNames folds the labels and aliases that are not reference data, once a version.
func (v *View) documentNames(ctx context.Context) (map[string][]string, error) {
	c := &v.g.names
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byName != nil && c.version == v.st.Version() {
		return c.byName, nil
	}
	byName := make(map[string][]string)
	reference, err := v.snapshot().node(quads.LabelReference)
	if err != nil {
		return nil, err
	}
	for _, predicate := range [...]string{quads.Label, quads.Alias} {
		p, err := v.snapshot().node(predicate)
		if err != nil {
			return nil, err
		}
		if p == 0 {
			continue
		}
		for q, err := range v.st.Scan(ctx, store.Pattern{P: p}) {
			if err != nil {
				return nil, err
			}
			if q.G == reference {
				continue
			}
			s, err := v.st.Term(q.S)
			if err != nil {
				return nil, err
			}
			o, err := v.st.Term(q.O)
			if err != nil {
				return nil, err
			}
			key := vocab.Fold(o.Value)
			byName[key] = append(byName[key], s.Value)
		}
	}
	for key, ids := range byName {
		slices.Sort(ids)
		byName[key] = slices.Compact(ids)
	}
	c.version, c.byName = v.st.Version(), byName
	return byName, nil
}
