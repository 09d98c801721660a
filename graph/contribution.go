package graph

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"entente/graph/quads"
	"entente/graph/store"
)

// Contribution is what a document (id, path or doc: IRI) contributed, as it was given to Put: its claims as they were read, whatever people made
// of them since, and the names it brought. Putting it again changes nothing. ErrNotFound.
func (v *View) Contribution(ctx context.Context, id string) (Document, error) {
	r := v.reader()
	doc, err := r.find(ctx, id)
	if err != nil {
		return Document{}, err
	}
	d := Document{
		ID: doc.ID, Title: doc.Title, URL: doc.URL, Path: doc.Path, Publisher: doc.Publisher, Published: doc.Published, Lang: doc.Lang,
	}
	if d.Text, err = v.Text(ctx, doc.IRI); err != nil && !errors.Is(err, ErrNotFound) {
		return d, err
	}
	qs, err := r.match(ctx, "", "", "", doc.IRI)
	if err != nil {
		return d, err
	}
	bySubject := make(map[string][]store.Quad)
	for _, q := range qs {
		bySubject[q.S.Value] = append(bySubject[q.S.Value], q)
	}
	for _, subject := range slices.Sorted(maps.Keys(bySubject)) {
		own := bySubject[subject]
		switch {
		case subject == doc.IRI:
		case strings.HasPrefix(subject, quads.PrefixClaim):
			record, err := quads.Decode(own, doc.ID)
			if err != nil {
				return d, err
			}
			d.Claims = append(d.Claims, record.Claim)
		default:
			d.Actors = append(d.Actors, actorOf(subject, own))
		}
	}
	return d, nil
}

// actorOf reads the names of a node.
func actorOf(id string, qs []store.Quad) Actor {
	a := Actor{ID: id}
	for _, q := range qs {
		switch q.P.Value {
		case quads.Label:
			a.Label = q.O.Value
		case quads.Alias:
			a.Aliases = append(a.Aliases, q.O.Value)
		case quads.HasParty:
			a.Parties = append(a.Parties, q.O.Value)
		case quads.Defined:
			a.Defined = q.O.Value
		}
	}
	return a
}
