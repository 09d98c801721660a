package vocab

import (
	"iter"
	"strings"
)

// Fact is one reference statement about an actor: what graph/quads writes with the label ent:reference.
type Fact struct {
	Subject string
	// Property is "label", "alias", "code_iso3", "since", "until", "defined_as" with a literal Value, or the
	// name of a relation (Relation true) with an id as Value.
	Property string
	Value    string
	Relation bool
	// Period of a relation with dates.
	Period
}

// Reference yields what is known of all actors, by id: names, codes, and the relations that follow from
// the tables. Order and content are always the same.
func (v *Vocabulary) Reference() iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		for _, a := range v.actors {
			for f := range v.ReferenceOf(a) {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// ReferenceOf yields what is known of one actor.
func (v *Vocabulary) ReferenceOf(a *Actor) iter.Seq[Fact] {
	return func(yield func(Fact) bool) {
		ok := true
		put := func(f Fact) {
			if ok && f.Value != "" {
				f.Subject = a.ID
				ok = yield(f)
			}
		}
		put(Fact{Property: "label", Value: a.Label})
		for _, n := range a.Aliases {
			put(Fact{Property: "alias", Value: n})
		}
		for _, s := range Schemes() {
			put(Fact{Property: "code_" + string(s), Value: a.Codes.In(s)})
		}
		put(Fact{Property: "since", Value: a.Since})
		put(Fact{Property: "until", Value: a.Until})
		put(Fact{Property: "defined_as", Value: a.Defined})
		v.relationsOf(a, put)
	}
}

func (v *Vocabulary) relationsOf(a *Actor, put func(Fact)) {
	rel := func(name, object string, p Period) {
		put(Fact{Property: name, Value: object, Relation: true, Period: p})
	}
	if home, ok := homeRelation(a); ok {
		rel(home, a.Home, Period{})
	}
	if a.Kind == Place {
		rel("located_in", a.PartOf, Period{})
	} else {
		rel("part_of", a.PartOf, Period{})
	}
	// Who held an office and who belongs to an organisation is known for reading, not told: in the graph it is what
	// documents claim, so that every such answer opens to a sentence.
	for _, m := range a.Parties {
		rel("has_party", m.Member, m.Period)
	}
}

// homeRelation names the relation in which an actor stands to its home, if any: a contested place to none,
// a person's country is no fact about the person's standing.
func homeRelation(a *Actor) (string, bool) {
	switch a.Kind {
	case Office:
		return "office_of", true
	case Place:
		return "located_in", len(a.Claimed) == 0
	case Org:
		switch a.Role.standing() {
		case StandsAsBody, StandsAsMedium:
			return "part_of", strings.HasPrefix(a.Home, "state:")
		}
	}
	return "", false
}
