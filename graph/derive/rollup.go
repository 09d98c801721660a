// Package derive is the policy that turns claims into what the graph concludes from them: the edges that a claim feeds, also
// between the states that its ends stand for; the status of an edge; how many independent voices and publishers stand
// behind it; its occurrences.
//
// Everything here is a pure function of claims, so it can be computed again at any time and for any selection of claims (as of a
// day, known on a day). The policy has a name and a version, Policy, which summaries carry.
package derive

import (
	"slices"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// Policy names the rules of this package; a change of their results changes the number.
const Policy = "status@1"

// Edge is a relation between two nodes, in the direction in which it is stated.
type Edge struct{ Subject, Relation, Object string }

// ID is the id of the edge; both directions of a symmetric relation have one.
func (e Edge) ID(symmetric bool) string {
	return claim.EdgeID(e.Subject, e.Relation, e.Object, symmetric)
}

// Rollup gives the edges that c feeds beside the one it states: those where the subject, the object or both are replaced by
// the state they stand for, as far as the relation can hold between states. What happens within one state (two of its
// ministers meet) is not rolled up.
func Rollup(c *claim.Claim, rel *vocab.Relation) []Edge {
	if !rolls(rel) || c.Subject.State != "" && c.Subject.State == c.Object.State {
		return nil
	}
	subject, object := c.Subject.ID, c.Object.ID
	s := standsFor(c.Subject, rel.Domain)
	o := standsFor(c.Object, rel.Range)
	var edges []Edge
	add := func(s, o string) {
		if s != o && (s != subject || o != object) {
			edges = append(edges, Edge{s, rel.Name, o})
		}
	}
	if s != "" {
		add(s, object)
	}
	if o != "" {
		add(subject, o)
	}
	if s != "" && o != "" {
		add(s, o)
	}
	return edges
}

// standsFor is the state that replaces the end, "" if none does.
func standsFor(e claim.End, kinds []vocab.Kind) string {
	if e.State == e.ID || !slices.Contains(kinds, vocab.State) {
		return ""
	}
	return e.State
}

// rolls reports whether what is said of a person or body is said of its state too. What describes the inner order of actors does
// not: a minister's party membership is not the state's.
func rolls(rel *vocab.Relation) bool {
	switch rel.Name {
	case "member_of", "part_of", "holds_office", "office_of", "represents", "located_in", "has_party":
		return false
	}
	return true
}
