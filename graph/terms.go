package graph

import (
	"context"
	"errors"
	"slices"

	"entente/graph/store"
)

// snapshot reads terms and quads out of a store.View.
type snapshot struct{ st store.View }

func iri(id string) store.Term { return store.NewIRI(id) }

// node is the id of an IRI, 0 when no quad ever held it.
func (s snapshot) node(id string) (store.ID, error) {
	n, ok, err := s.st.Lookup(iri(id))
	if err != nil || !ok {
		return 0, err
	}
	return n, nil
}

// nodes looks up several IRIs; ok is false when one is unknown, so that nothing can match.
func (s snapshot) nodes(ids ...string) (out [4]store.ID, ok bool, err error) {
	for i, id := range ids {
		if id == "" {
			continue
		}
		n, err := s.node(id)
		if err != nil || n == 0 {
			return out, false, err
		}
		out[i] = n
	}
	return out, true, nil
}

// match collects the quads with these IRIs; an empty one matches everything.
func (s snapshot) match(ctx context.Context, subject, predicate, object, label string) ([]store.Quad, error) {
	ids, ok, err := s.nodes(subject, predicate, object, label)
	if err != nil || !ok {
		return nil, err
	}
	return s.quads(ctx, store.Pattern{S: ids[0], P: ids[1], O: ids[2], G: ids[3]})
}

func (s snapshot) quads(ctx context.Context, p store.Pattern) ([]store.Quad, error) {
	var out []store.Quad
	known := make(map[store.ID]store.Term)
	for q, err := range s.st.Scan(ctx, p) {
		if err != nil {
			return nil, err
		}
		quad, err := s.spell(q, known)
		if err != nil {
			return nil, err
		}
		out = append(out, quad)
	}
	return out, nil
}

// spell gives a quad its terms; known remembers those of the columns that repeat.
func (s snapshot) spell(q store.IDQuad, known map[store.ID]store.Term) (store.Quad, error) {
	var out store.Quad
	for _, part := range []struct {
		id     store.ID
		term   *store.Term
		repeat bool
	}{{q.S, &out.S, true}, {q.P, &out.P, true}, {q.O, &out.O, false}, {q.G, &out.G, true}} {
		if part.term == &out.G && part.id == store.DefaultGraph {
			continue
		}
		if t, ok := known[part.id]; ok {
			*part.term = t
			continue
		}
		t, err := s.st.Term(part.id)
		if err != nil {
			return out, err
		}
		*part.term = t
		if part.repeat {
			known[part.id] = t
		}
	}
	return out, nil
}

// value is the object of one quad, "" when there is none.
func (s snapshot) value(ctx context.Context, subject, predicate string) (string, error) {
	qs, err := s.match(ctx, subject, predicate, "", "")
	if err != nil || len(qs) == 0 {
		return "", err
	}
	best := qs[0].O.Value
	for _, q := range qs[1:] {
		best = min(best, q.O.Value)
	}
	return best, nil
}

// blob is like View.Blob, with nil for a blob that is not there.
func (s snapshot) blob(key string) ([]byte, error) {
	b, err := s.st.Blob(key)
	if errors.Is(err, store.ErrNoBlob) {
		return nil, nil
	}
	return b, err
}

// subjects lists the nodes that have this text as value of a property, ascending.
func (s snapshot) subjects(ctx context.Context, predicate, text string) ([]string, error) {
	p, err := s.node(predicate)
	if err != nil || p == 0 {
		return nil, err
	}
	o, ok, err := s.st.Lookup(store.NewString(text))
	if err != nil || !ok {
		return nil, err
	}
	var out []string
	for q, err := range s.st.Scan(ctx, store.Pattern{P: p, O: o}) {
		if err != nil {
			return nil, err
		}
		t, err := s.st.Term(q.S)
		if err != nil {
			return nil, err
		}
		out = append(out, t.Value)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}
