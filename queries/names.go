package queries

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries/syntax"
)

// nodeKinds are the kinds that "?kind" can name.
var nodeKinds = [...]vocab.Kind{vocab.State, vocab.Org, vocab.Group, vocab.Person, vocab.Office, vocab.Topic, vocab.Event, vocab.Agreement, vocab.Place}

// nameError makes an error about a name in the expression.
func (q *query) nameError(n *syntax.Name, kind string, candidates []Node) *NameError {
	e := &NameError{Name: n.Text, Kind: kind, Candidates: candidates}
	if n.At.End > 0 {
		e.Line, e.Column, e.Excerpt = syntax.Locate(q.text, n.At)
	}
	return e
}

// actor finds the id that a name stands for. An IRI and a full id stand for themselves; a full id that neither
// vocabulary nor graph knows is an error, an IRI is not.
func (q *query) actor(ctx context.Context, n *syntax.Name) (string, error) {
	switch n.Kind {
	case syntax.IRI:
		return n.Text, nil
	case syntax.ID:
		if strings.HasPrefix(n.Text, "_:") {
			return n.Text, nil // a blank node, as answers write it
		}
		known, err := q.knows(n.Text)
		if err != nil {
			return "", err
		}
		if known {
			return q.src.Same(ctx, n.Text)
		}
		return "", q.nameError(n, "actor", q.nearActors(n.Text[strings.IndexByte(n.Text, ':')+1:]))
	}
	ids, err := q.src.Named(ctx, n.Text)
	if err != nil && !errors.Is(err, graph.ErrNotFound) {
		return "", err
	}
	switch len(ids) {
	case 1:
		return ids[0], nil
	case 0:
		return "", q.nameError(n, "actor", q.nearActors(n.Text))
	}
	e := q.nameError(n, "actor", nil)
	e.Ambiguous = true
	for _, id := range ids {
		e.Candidates = append(e.Candidates, q.label(id))
	}
	return "", e
}

func (q *query) label(id string) Node {
	l := q.src.Label(id)
	if l == "" {
		l = id
	}
	return Node{ID: id, Label: l}
}

// knows reports whether vocabulary or graph have an id.
func (q *query) knows(id string) (bool, error) {
	if _, ok := q.src.Vocabulary().Actor(id); ok {
		return true, nil
	}
	_, ok, err := q.st.Lookup(store.NewIRI(id))
	return ok, err
}

// nearActors lists actors whose names are spelt almost like name.
func (q *query) nearActors(name string) []Node {
	voc := q.src.Vocabulary()
	var out []Node
	for _, label := range voc.Nearest(strings.ReplaceAll(name, "_", " "), 3) {
		for _, a := range voc.Named(label) {
			if !slices.ContainsFunc(out, func(n Node) bool { return n.ID == a.ID }) && len(out) < 3 {
				out = append(out, Node{a.ID, a.Label})
			}
		}
	}
	return out
}

// relation is what a name of a relation means.
type relation struct {
	iri     string // without form
	reverse bool
	known   *vocab.Relation // nil for foreign predicates
}

// relationNamed finds a relation by name, full id or IRI; ok is false if there is none.
func (q *query) relationNamed(ctx context.Context, n *syntax.Name) (relation, bool, error) {
	voc := q.src.Vocabulary()
	switch n.Kind {
	case syntax.Quoted, syntax.Kind:
		return relation{}, false, nil
	case syntax.IRI:
		used, err := q.isPredicate(ctx, n.Text)
		return relation{iri: n.Text}, used, err
	}
	name, isID := strings.CutPrefix(n.Text, quads.PrefixRel)
	if n.Kind == syntax.ID && !isID {
		used, err := q.isPredicate(ctx, n.Text)
		return relation{iri: n.Text}, used, err
	}
	if r, ok := voc.Relation(name); ok {
		return relation{iri: quads.PrefixRel + name, known: r}, true, nil
	}
	if r, ok := voc.RelationByInverse(name); ok {
		return relation{iri: quads.PrefixRel + r.Name, reverse: true, known: r}, true, nil
	}
	used, err := q.isPredicate(ctx, quads.PrefixRel+name)
	return relation{iri: quads.PrefixRel + name}, used, err
}

// isPredicate reports whether an IRI is a predicate of some quad.
func (q *query) isPredicate(ctx context.Context, iri string) (bool, error) {
	_, n, err := q.used(ctx, iri)
	return n > 0, err
}

// used gives the id of a predicate and how many quads have it, asking the graph once a query; both are 0 when none has.
func (q *query) used(ctx context.Context, iri string) (store.ID, int64, error) {
	for i := range q.seen {
		if p := &q.seen[i]; p.name == iri {
			return p.id, p.quads, nil
		}
	}
	p, err := q.src.Predicate(ctx, iri)
	if err != nil {
		return 0, 0, err
	}
	q.seen = append(q.seen, predicate{p.ID, iri, p.Quads})
	return p.ID, p.Quads, nil
}

// unknownRelation is the error for a step that is no relation; both says that it might have been an actor.
func (q *query) unknownRelation(n *syntax.Name, both bool) *NameError {
	kind := "relation"
	var near []Node
	for _, name := range q.src.Vocabulary().NearestRelation(strings.TrimPrefix(n.Text, quads.PrefixRel), 3) {
		near = append(near, Node{quads.PrefixRel + name, name})
	}
	if both {
		if actors := q.nearActors(n.Text); len(near) == 0 && len(actors) > 0 {
			kind, near = "name", actors
		}
	}
	return q.nameError(n, kind, near)
}

// kind checks the kind of "?kind" and gives the prefix of its ids; "" for any.
func (q *query) kind(n *syntax.Name) (string, error) {
	if n.Text == "any" {
		return "", nil
	}
	var all []Node
	for _, k := range nodeKinds {
		if string(k) == n.Text {
			return n.Text + ":", nil
		}
		all = append(all, Node{"?" + string(k), "?" + string(k)})
	}
	all = append(all, Node{"?any", "?any"})
	return "", q.nameError(n, "kind", all)
}

// given resolves the names of Options.From and To: names, ids, <iri>s.
func (q *query) given(ctx context.Context, names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		id, err := q.actor(ctx, nameFrom(name))
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// nameFrom reads a name that stands by itself.
func nameFrom(s string) *syntax.Name {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		return &syntax.Name{Kind: syntax.IRI, Text: s[1 : len(s)-1]}
	}
	n := &syntax.Name{Text: strings.Trim(s, `"`)}
	if prefix, _, ok := strings.Cut(s, ":"); ok && !strings.ContainsAny(prefix, " \"") {
		n.Kind = syntax.ID
	}
	return n
}

// ReadNames reads a list for Options.From or To, one name a line; empty lines and those that start
// with # are passed over.
func ReadNames(r io.Reader) ([]string, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("list of nodes: %w", err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out, nil
}
