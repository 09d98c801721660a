package vocab

import (
	"cmp"
	"slices"

	"github.com/agnivade/levenshtein"
)

// Nearest lists up to n labels of actors whose names are spelt almost like name, nearest first; for
// messages about a name that nobody bears. It looks at every name, which takes a few milliseconds.
func (v *Vocabulary) Nearest(name string, n int) []string {
	folded := Fold(name)
	if folded == "" || n <= 0 {
		return nil
	}
	limit := 1 + len(folded)/4
	type near struct {
		label    string
		distance int
		rank     byte
	}
	var found []near
	for known, readings := range v.names {
		if diff := len(known) - len(folded); diff > limit || -diff > limit {
			continue
		}
		if d := levenshtein.ComputeDistance(known, folded); d <= limit {
			for _, r := range readings {
				found = append(found, near{r.actor.Label, d, r.rank})
			}
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.rank, b.rank), cmp.Compare(a.label, b.label))
	})
	var out []string
	for _, f := range found {
		if !slices.Contains(out, f.label) {
			if out = append(out, f.label); len(out) == n {
				break
			}
		}
	}
	return out
}

// NearestRelation lists up to n names of relations, also read backwards, spelt almost like name.
func (v *Vocabulary) NearestRelation(name string, n int) []string {
	type near struct {
		name     string
		distance int
	}
	var found []near
	add := func(known string) {
		if d := levenshtein.ComputeDistance(known, name); d <= 2+len(name)/3 {
			found = append(found, near{known, d})
		}
	}
	for i := range v.relations {
		add(v.relations[i].Name)
		if inv := v.relations[i].Inverse; inv != v.relations[i].Name {
			add(inv)
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	var out []string
	for _, f := range found[:min(n, len(found))] {
		out = append(out, f.name)
	}
	return out
}
