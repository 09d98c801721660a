package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
)

// The reference quads are what the vocabulary says about actors: names, codes, offices and parts. They lie
// in every store (label ent:reference) so that paths and foreign tools see them, and are exchanged as a whole when a program with
// another vocabulary opens the store for writing. Relations that need a source (alliances, memberships, who holds an office) are
// not among them: those come from claims.

// relation names that the reference uses.
const (
	relPartOf    = quads.PrefixRel + "part_of"
	relLocatedIn = quads.PrefixRel + "located_in"
	relOfficeOf  = quads.PrefixRel + "office_of"
)

func referenceQuads(voc *vocab.Vocabulary) ([]store.Quad, error) {
	var r reference
	for a := range voc.Actors() {
		if err := r.actor(a); err != nil {
			return nil, err
		}
	}
	return r.quads, nil
}

type reference struct{ quads []store.Quad }

func (r *reference) add(subject, predicate string, object store.Term) {
	r.quads = append(r.quads, store.Quad{S: iri(subject), P: iri(predicate), O: object, G: iri(quads.LabelReference)})
}

func (r *reference) actor(a *vocab.Actor) error {
	names := slices.Concat(a.Aliases, a.Adjectives)
	slices.Sort(names)
	var err error
	r.quads, err = quads.EncodeActor(r.quads, &quads.Actor{ID: a.ID, Label: a.Label, Aliases: slices.Compact(names), Defined: a.Defined}, quads.LabelReference)
	if err != nil {
		return fmt.Errorf("vocabulary: %w", err)
	}
	r.period(a.ID, a.Period)
	r.codes(a.ID, &a.Codes)
	r.whole(a)
	r.parties(a)
	return nil
}

func (r *reference) period(id string, p vocab.Period) {
	if p.Since != "" {
		r.add(id, quads.Since, quads.Date(p.Since))
	}
	if p.Until != "" {
		r.add(id, quads.Until, quads.Date(p.Until))
	}
}

func (r *reference) codes(id string, c *vocab.Codes) {
	for _, code := range []struct{ scheme, value string }{
		{"iso2", c.ISO2}, {"iso3", c.ISO3}, {"isonum", c.ISONumeric}, {"cow", c.COW}, {"cownum", c.COWNumber},
		{"gw", c.GW}, {"fips", c.FIPS}, {"un", c.UN}, {"cameo", c.CAMEO},
	} {
		if code.value != "" {
			r.add(id, quads.Code+code.scheme, store.NewString(code.value))
		}
	}
}

// whole says what a is part of. Contested places lie in nothing.
func (r *reference) whole(a *vocab.Actor) {
	switch {
	case a.Kind == vocab.Office && a.Home != "":
		r.add(a.ID, relOfficeOf, iri(a.Home))
	case a.Kind == vocab.Place && len(a.Claimed) == 0:
		if up := firstOf(a.PartOf, a.Home); up != "" {
			r.add(a.ID, relLocatedIn, iri(up))
		}
	case a.Kind == vocab.Org && a.PartOf != "":
		r.add(a.ID, relPartOf, iri(a.PartOf))
	case a.Kind == vocab.Org && organ(a.Role) && strings.HasPrefix(a.Home, "state:"):
		r.add(a.ID, relPartOf, iri(a.Home))
	}
}

func firstOf(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// organ reports whether bodies of this role are parts of their state.
func organ(role vocab.Role) bool {
	switch role {
	case vocab.RoleGovernment, vocab.RoleMinistry, vocab.RoleMilitary, vocab.RoleIntel, vocab.RolePolice, vocab.RoleParliament, vocab.RoleCourt, vocab.RoleEmbassy:
		return true
	}
	return false
}

func (r *reference) parties(a *vocab.Actor) {
	for _, p := range a.Parties {
		if p.Until == "" {
			r.add(a.ID, quads.HasParty, iri(p.Member))
		}
	}
}

// referenceVersion is a digest of the reference quads.
func referenceVersion(qs []store.Quad) string {
	h := sha256.New()
	for i := range qs {
		for _, t := range [...]*store.Term{&qs[i].S, &qs[i].P, &qs[i].O} {
			fmt.Fprintf(h, "%d:%d:%s%s", t.Kind, len(t.Value), t.Value, t.Datatype)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// installReference brings the reference quads of the store up to the program's vocabulary.
func (g *Graph) installReference(ctx context.Context) error {
	qs, err := referenceQuads(g.voc)
	if err != nil {
		return err
	}
	version := referenceVersion(qs)
	v, err := g.st.View()
	if err != nil {
		return err
	}
	have, err := snapshot{v}.value(ctx, quads.LabelReference, quads.Version)
	if cerr := v.Close(); err == nil {
		err = cerr
	}
	if err != nil || have == version {
		return err
	}
	b := &store.Batch{Ops: make([]store.Op, 0, len(qs)+2)}
	if have != "" {
		b.RemoveGraph(iri(quads.LabelReference))
	}
	for _, q := range qs {
		b.Add(q)
	}
	b.Add(store.Quad{S: iri(quads.LabelReference), P: iri(quads.Version), O: store.NewString(version), G: iri(quads.LabelReference)})
	_, err = g.st.Apply(ctx, b)
	return err
}
