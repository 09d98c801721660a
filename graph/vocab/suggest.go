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
		if d := slips(known, folded); d <= limit {
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
		if found[0].distance <= 1 && f.distance > 1 {
			break // one slip away stands who was meant; the others would only distract
		}
		if !slices.Contains(out, f.label) {
			if out = append(out, f.label); len(out) == n {
				break
			}
		}
	}
	return out
}

// slips is the spelling distance, where two neighbouring letters that changed places count as one.
func slips(known, written string) int {
	d := levenshtein.ComputeDistance(known, written)
	if d == 2 && len(known) == len(written) {
		for i := 0; i+1 < len(written); i++ {
			if known == written[:i]+string(written[i+1])+string(written[i])+written[i+2:] {
				return 1
			}
		}
	}
	return d
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
