package dossier

import (
	"context"
	"strings"

	"entente/graph"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries"
)

// Resolve finds the one actor that a person means by name: a full id, or a label, alias or code in any case. An unknown or
// ambiguous name is a *queries.NameError that lists what it could be.
func Resolve(ctx context.Context, v *graph.View, name string) (queries.Node, error) {
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if id, ok := strings.CutPrefix(name, "<"); ok {
		name = strings.TrimSuffix(id, ">")
	}
	if kind, rest, ok := strings.Cut(name, ":"); ok && kind != "" && rest != "" {
		known, err := inGraph(v, name)
		if err != nil {
			return queries.Node{}, err
		}
		if known || v.Label(name) != "" {
			id, err := v.Same(ctx, name)
			return node(v, id), err
		}
	}
	ids, err := v.Named(ctx, name)
	if err != nil {
		return queries.Node{}, err
	}
	switch len(ids) {
	case 0:
		near, err := nearNames(ctx, v, name)
		if err != nil {
			return queries.Node{}, err
		}
		return queries.Node{}, &queries.NameError{Name: name, Kind: "actor", Candidates: near}
	case 1:
		return node(v, ids[0]), nil
	}
	e := &queries.NameError{Name: name, Kind: "actor", Ambiguous: true}
	for _, id := range ids {
		e.Candidates = append(e.Candidates, node(v, id))
	}
	return queries.Node{}, e
}

// node is an id with the name to show.
func node(v *graph.View, id string) queries.Node {
	label := v.Label(id)
	if label == "" {
		label = id
	}
	return queries.Node{ID: id, Label: label}
}

func nodes(v *graph.View, ids []string) []queries.Node {
	out := make([]queries.Node, len(ids))
	for i, id := range ids {
		out[i] = node(v, id)
	}
	return out
}

func inGraph(v *graph.View, iri string) (bool, error) {
	_, ok, err := v.Store().Lookup(store.NewIRI(iri))
	return ok, err
}

// nearNames are actors that are spelt almost like name.
func nearNames(ctx context.Context, v *graph.View, name string) ([]queries.Node, error) {
	words, err := vocab.Default()
	if err != nil {
		return nil, err
	}
	var near []queries.Node
	for _, label := range words.Nearest(name, 3) {
		ids, err := v.Named(ctx, label)
		if err != nil {
			return nil, err
		}
		if len(ids) == 1 {
			near = append(near, node(v, ids[0]))
		}
	}
	return near, nil
}
