package dossier

import (
	"cmp"
	"context"
	"slices"

	"entente/graph"
	"entente/graph/vocab"
	"entente/queries"
)

// Facts is the dossier of an actor or of a pair.
type Facts struct {
	// Actor is whom the dossier is about; Other the second of a pair, null for one actor.
	Actor queries.Node  `json:"actor"`
	Other *queries.Node `json:"other"`
	// Total counts the facts that there are, Facts lists them up to the limit: most claims first.
	Total int    `json:"total"`
	Facts []Fact `json:"facts"`
	// Truncated says that Facts has fewer than Total, and why.
	Truncated bool   `json:"truncated"`
	Reason    string `json:"reason,omitempty"`
}

// Fact is one edge in one form, with who stands behind it.
type Fact struct {
	// Edge is the id of the edge, which all its forms share.
	Edge    string       `json:"edge"`
	Subject queries.Node `json:"subject"`
	// Predicate is the relation with its form: "met_with", "met_with~planned".
	Predicate string       `json:"predicate"`
	Object    queries.Node `json:"object"`
	// Parties are the actors involved when the object is a topic.
	Parties []queries.Node `json:"parties,omitempty"`
	// Status of the plain form: asserted, alleged, ascribed or disputed; "" without it.
	Status string `json:"status"`
	// FirstDay and LastDay are the first and last day attested (EDTF); "" when no claim has a date.
	FirstDay string `json:"first_day"`
	LastDay  string `json:"last_day"`
	// AffirmedBy and DeniedBy are the voices on any form of the edge, after roll-up.
	AffirmedBy []queries.Node `json:"affirmed_by"`
	DeniedBy   []queries.Node `json:"denied_by"`
	// Claims counts those that feed this form; Documents, Publishers and Voices are those of the whole edge.
	Claims     int `json:"claims"`
	Documents  int `json:"documents"`
	Publishers int `json:"publishers"`
	Voices     int `json:"voices"`
	// RolledUp says that the edge stands between states for actors that the claims name.
	RolledUp bool `json:"rolled_up"`
	// Evidence are the newest claims that feed this form.
	Evidence []queries.Evidence `json:"evidence"`
}

// Options tune FactsOf and TimelineOf; nil means defaults.
type Options struct {
	// Limit is the largest number of facts (0: 100, negative: all).
	Limit int
	// MaxClaims is the largest number of claims listed for a fact (0: 3, negative: all).
	MaxClaims int
	// Since and Until leave out claims of other days (EDTF); "" is open. A vague date counts if it can fall inside.
	Since, Until string
	// Relations keeps only these ("" list: all).
	Relations []string
	// Year counts a timeline by year instead of by month.
	Year bool
}

// FactsOf gathers the dossier of actor, or of the pair when other is not "". Both are full ids.
func FactsOf(ctx context.Context, v *graph.View, actor, other string, opt *Options) (*Facts, error) {
	if opt == nil {
		opt = &Options{}
	}
	f := &Facts{Actor: node(v, actor), Facts: []Fact{}}
	if other != "" {
		o := node(v, other)
		f.Other = &o
	}
	found, err := edgesOf(ctx, v, actor, other)
	if err != nil {
		return nil, err
	}
	for _, t := range found {
		fact, ok, err := factOf(ctx, v, t, opt)
		if err != nil {
			return nil, err
		}
		if ok {
			f.Facts = append(f.Facts, fact)
		}
	}
	slices.SortStableFunc(f.Facts, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(b.Claims, a.Claims), cmp.Compare(b.LastDay, a.LastDay), cmp.Compare(a.Predicate, b.Predicate),
			cmp.Compare(a.Subject.ID, b.Subject.ID), cmp.Compare(a.Object.ID, b.Object.ID))
	})
	f.Total = len(f.Facts)
	if limit := cmp.Or(opt.Limit, 100); limit > 0 && len(f.Facts) > limit {
		f.Facts, f.Truncated, f.Reason = f.Facts[:limit], true, "limit"
	}
	return f, nil
}

// factOf reads one form of an edge; ok is false when the options leave it out.
func factOf(ctx context.Context, v *graph.View, t touching, opt *Options) (Fact, bool, error) {
	edge, err := v.Edge(ctx, t.edge)
	if err != nil {
		return Fact{}, false, err
	}
	if len(opt.Relations) > 0 && !slices.Contains(opt.Relations, edge.Relation) {
		return Fact{}, false, nil
	}
	claims, err := formClaims(ctx, v, t, opt)
	if err != nil || len(claims) == 0 {
		return Fact{}, false, err
	}
	fact := Fact{
		Edge: t.edge, Subject: node(v, edge.Subject), Predicate: edge.Relation + t.form, Object: node(v, edge.Object),
		FirstDay: edge.FirstDay, LastDay: edge.LastDay,
		AffirmedBy: nodes(v, edge.AffirmedBy), DeniedBy: nodes(v, edge.DeniedBy),
		Claims: len(claims), Documents: edge.Documents, Publishers: edge.Publishers, Voices: edge.Voices,
		RolledUp: edge.Derived, Evidence: []queries.Evidence{},
	}
	if t.form == "" {
		fact.Status = edge.Status
	}
	fact.Parties = partiesOf(v, edge.Object, claims)
	keep := cmp.Or(opt.MaxClaims, 3)
	for i := range claims {
		if keep >= 0 && i >= keep {
			break
		}
		e, err := evidenceOf(ctx, v, &claims[i])
		if err != nil {
			return Fact{}, false, err
		}
		fact.Evidence = append(fact.Evidence, e)
	}
	return fact, true, nil
}

// formClaims lists the claims that feed one form of an edge within the days asked for, newest first.
func formClaims(ctx context.Context, v *graph.View, t touching, opt *Options) ([]graph.Fact, error) {
	var claims []graph.Fact
	for c, err := range v.Claims(ctx, t.edge) {
		if err != nil {
			return nil, err
		}
		if c.Form() == t.form && within(dayOf(&c), opt.Since, opt.Until) {
			claims = append(claims, c)
		}
	}
	slices.SortStableFunc(claims, func(a, b graph.Fact) int {
		return cmp.Or(cmp.Compare(dayOf(&b), dayOf(&a)), cmp.Compare(a.Doc, b.Doc), cmp.Compare(a.Sentence.Start, b.Sentence.Start), cmp.Compare(a.ID, b.ID))
	})
	return claims, nil
}

// partiesOf are the actors of a topic object, in order of first mention.
func partiesOf(v *graph.View, object string, claims []graph.Fact) []queries.Node {
	if kindOf(object) != vocab.Topic {
		return nil
	}
	var ids []string
	for i := range claims {
		for _, p := range claims[i].Parties {
			if !slices.Contains(ids, p) {
				ids = append(ids, p)
			}
		}
	}
	return nodes(v, ids)
}
