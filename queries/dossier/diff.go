package dossier

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries"
)

// Change is what became of one edge in one form between two states of a graph.
type Change struct {
	// Change is "appeared", "fell", "disputed" (it is now), "settled" (it was), or "status" for any other change of status.
	Change    string       `json:"change"`
	Edge      string       `json:"edge"`
	Subject   queries.Node `json:"subject"`
	Predicate string       `json:"predicate"` // with its form
	Object    queries.Node `json:"object"`
	// Before and After are the statuses of the plain form; "" where there was or is none.
	Before   string `json:"before"`
	After    string `json:"after"`
	RolledUp bool   `json:"rolled_up"`
	// Added and Gone are the claims responsible: those that the edge has in the one state and not in the other, in any form.
	Added []queries.Evidence `json:"added"`
	Gone  []queries.Evidence `json:"gone"`
}

// edgeState is an edge in one state of a graph.
type edgeState struct {
	subject, relation, object, status string
	forms                             []string
	rolledUp                          bool
	facts                             map[string]*graph.Fact
}

// side is one state of a graph.
type side struct {
	v *graph.View
	// known is the day by which a claim must have been published; zero for all claims.
	known edtf.Value
}

// Diff compares two snapshots edge by edge and lists what appeared, fell or changed its status from before to after, with the claims
// responsible; by subject, predicate and object.
func Diff(ctx context.Context, before, after *graph.View) ([]Change, error) {
	return diff(ctx, side{v: before}, side{v: after})
}

// DiffDays compares what was known on two days (EDTF): the claims that had been published by then. Claims of documents without a day count
// on neither.
func DiffDays(ctx context.Context, v *graph.View, before, after edtf.Value) ([]Change, error) {
	return diff(ctx, side{v, before}, side{v, after})
}

func diff(ctx context.Context, before, after side) ([]Change, error) {
	out := []Change{}
	ids, err := edgeIDs(ctx, before.v, nil)
	if err == nil && after.v != before.v {
		ids, err = edgeIDs(ctx, after.v, ids)
	}
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if out, err = diffEdge(ctx, out, id, before, after); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b Change) int {
		return cmp.Or(strings.Compare(a.Subject.ID, b.Subject.ID), strings.Compare(a.Predicate, b.Predicate), strings.Compare(a.Object.ID, b.Object.ID),
			strings.Compare(a.Change, b.Change))
	})
	return out, nil
}

// edgeIDs adds the ids of all edges to a list, which is then ascending and has each once.
func edgeIDs(ctx context.Context, v *graph.View, list []string) ([]string, error) {
	p, ok, err := v.Store().Lookup(store.NewIRI(quads.Claims))
	if err != nil || !ok {
		return list, err
	}
	for q, err := range v.Store().Scan(ctx, store.Pattern{P: p}) {
		if err != nil {
			return nil, err
		}
		t, err := v.Store().Term(q.S)
		if err != nil {
			return nil, err
		}
		list = append(list, t.Value)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

func diffEdge(ctx context.Context, out []Change, id string, before, after side) ([]Change, error) {
	a, err := before.edge(ctx, id)
	if err != nil {
		return out, err
	}
	b, err := after.edge(ctx, id)
	if err != nil {
		return out, err
	}
	shape := b
	if len(b.forms) == 0 {
		shape = a
	}
	var changes []Change
	add := func(what, form string, v *graph.View) {
		changes = append(changes, Change{
			Change: what, Edge: id, Subject: node(v, shape.subject), Predicate: shape.relation + form, Object: node(v, shape.object),
			Before: a.status, After: b.status, RolledUp: shape.rolledUp, Added: []queries.Evidence{}, Gone: []queries.Evidence{},
		})
	}
	for _, form := range claim.Forms() {
		had, has := slices.Contains(a.forms, form), slices.Contains(b.forms, form)
		switch {
		case has && !had:
			add("appeared", form, after.v)
		case had && !has:
			add("fell", form, before.v)
		}
		if form != "" || !had || !has || a.status == b.status {
			continue
		}
		switch derive.Disputed {
		case b.status:
			add("disputed", form, after.v)
		case a.status:
			add("settled", form, after.v)
		default:
			add("status", form, after.v)
		}
	}
	for i := range changes {
		c := &changes[i]
		if c.Added, err = responsible(ctx, after.v, b, a); err != nil {
			return out, err
		}
		if c.Gone, err = responsible(ctx, before.v, a, b); err != nil {
			return out, err
		}
	}
	return append(out, changes...), nil
}

// responsible lists the claims that one state of an edge has and the other has not, or has otherwise.
func responsible(ctx context.Context, v *graph.View, has, not *edgeState) ([]queries.Evidence, error) {
	out := []queries.Evidence{}
	var ids []string
	for id, f := range has.facts {
		if other := not.facts[id]; other == nil || other.Form() != f.Form() {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		var err error
		if out, err = appendEvidence(ctx, v, out, has.facts[id]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// edge reads an edge; one that is not there has no forms.
func (s side) edge(ctx context.Context, id string) (*edgeState, error) {
	e := &edgeState{facts: map[string]*graph.Fact{}}
	stored, err := s.v.Edge(ctx, id)
	if err != nil {
		return e, skipMissing(err)
	}
	e.subject, e.relation, e.object = stored.Subject, stored.Relation, stored.Object
	var facts []derive.Fact
	for f, err := range s.v.Claims(ctx, id) {
		if err != nil {
			return nil, err
		}
		if !s.knows(&f) {
			continue
		}
		e.facts[f.ID] = &f
		facts = append(facts, derive.NewFact(f.ID, &f.Claim, &derive.Doc{IRI: f.DocIRI}, f.Outlet, f.Edge == id))
	}
	if s.known.IsZero() {
		e.forms, e.status, e.rolledUp = stored.Forms, stored.Status, stored.Derived
		return e, nil
	}
	if len(facts) == 0 {
		return e, nil
	}
	rel, ok := s.v.Vocabulary().Relation(e.relation)
	if !ok {
		return e, nil
	}
	sum := derive.Summarize(rel.Kind, derive.Edge{Subject: e.subject, Relation: e.relation, Object: e.object}, rel.Symmetric, facts)
	e.forms, e.status, e.rolledUp = sum.Forms, sum.Status, sum.Derived
	return e, nil
}

// knows reports whether a claim had surely been published by the day.
func (s side) knows(f *graph.Fact) bool {
	if s.known.IsZero() {
		return true
	}
	v, err := edtf.Parse(f.Published)
	return err == nil && v.Placed() && v.Last() <= s.known.Last()
}

func skipMissing(err error) error {
	if errors.Is(err, graph.ErrNotFound) {
		return nil
	}
	return err
}
