package vocab

import (
	"cmp"
	"iter"
	"slices"
	"sync"
)

// Vocabulary is what is known of relations, actors and codes.
type Vocabulary struct {
	relations  []Relation
	byRelation map[string]*Relation
	byInverse  map[string]*Relation

	actors []*Actor // by id
	byID   map[string]*Actor
	names  map[string][]named // by folded name

	holders  map[string][]Holder     // by office, by first day
	belongs  map[string][]Membership // by member; Member is then the organisation
	prefixes map[string]string       // slug of a state as bodies and offices begin with it: "south-korean" → "state:KOR"
	bodies   []Body
	titles   []Title
	bySlug   map[string]Role // of bodies and titles

	codes codeIndex
	cameo map[string]*CAMEO
}

// Holder is a person in an office.
type Holder struct {
	Person string
	Period
}

// named is a reading of a name; lower ranks are meant first.
type named struct {
	actor *Actor
	rank  byte
}

const (
	rankLabel   byte = iota // label, state code of ISO or COW
	rankAlias               // alias
	rankLoose               // adjective, capital, palace
	rankSurname             // last name of a person
)

var defaultVocabulary = sync.OnceValues(load)

// Default is the vocabulary that the program brings, parsed once.
func Default() (*Vocabulary, error) { return defaultVocabulary() }

// Relation finds a relation by name ("concerned_about").
func (v *Vocabulary) Relation(name string) (*Relation, bool) {
	r, ok := v.byRelation[name]
	return r, ok
}

// RelationByInverse finds the relation that is called name when read backwards ("member_of" for
// "has_member"). A name that is itself a relation is not found here, also where it is its own inverse.
func (v *Vocabulary) RelationByInverse(name string) (*Relation, bool) {
	r, ok := v.byInverse[name]
	return r, ok
}

// Relations are all relations in the order of their file, by group.
func (v *Vocabulary) Relations() []Relation { return v.relations }

// Actor finds an actor by id.
func (v *Vocabulary) Actor(id string) (*Actor, bool) {
	a, ok := v.byID[id]
	return a, ok
}

// Actors yields all actors by id.
func (v *Vocabulary) Actors() iter.Seq[*Actor] { return slices.Values(v.actors) }

// Named lists the actors that a name means, by id: those that bear it as label or code; where there is none
// those with such an alias, then those that it stands for as adjective, capital or palace, then persons
// with that last name. Names are compared folded (Fold). An id names itself.
func (v *Vocabulary) Named(name string) []*Actor {
	if a, ok := v.byID[name]; ok {
		return []*Actor{a}
	}
	found := v.names[Fold(name)]
	if len(found) == 0 {
		return nil
	}
	best := slices.MinFunc(found, func(a, b named) int { return cmp.Compare(a.rank, b.rank) }).rank
	var out []*Actor
	for _, n := range found {
		if n.rank == best && !slices.Contains(out, n.actor) {
			out = append(out, n.actor)
		}
	}
	slices.SortFunc(out, func(a, b *Actor) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Holders are the persons who held an office, by first day.
func (v *Vocabulary) Holders(office string) []Holder { return v.holders[office] }

// HolderOn is the person who held an office on a day; with the empty day the latest known holder.
func (v *Vocabulary) HolderOn(office, day string) (string, bool) {
	hs := v.holders[office]
	for i := len(hs) - 1; i >= 0; i-- {
		if day == "" || hs[i].Covers(day) {
			return hs[i].Person, true
		}
	}
	return "", false
}

// OfficesOn are the offices that a person held on a day.
func (v *Vocabulary) OfficesOn(person, day string) []string {
	a, ok := v.byID[person]
	if !ok {
		return nil
	}
	var out []string
	for _, t := range a.Holds {
		if t.Covers(day) && !slices.Contains(out, t.Office) {
			out = append(out, t.Office)
		}
	}
	return out
}

// Memberships are the organisations and groups that an actor belongs or belonged to; Member is the
// organisation's id.
func (v *Vocabulary) Memberships(actor string) []Membership { return v.belongs[actor] }

// MembersOn are those who belong to an organisation on a day, by id; with the empty day the present ones.
func (v *Vocabulary) MembersOn(org, day string) []string {
	a, ok := v.byID[org]
	if !ok {
		return nil
	}
	var out []string
	for _, m := range a.Members {
		if (day == "" && m.Until == "") || (day != "" && m.Covers(day)) {
			out = append(out, m.Member)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
