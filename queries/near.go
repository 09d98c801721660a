package queries

import (
	"slices"

	"github.com/agnivade/levenshtein"

	"entente/queries/syntax"
)

// nearKey is the filter or qualifier spelt almost like key, "" if none is.
func nearKey(key string, qualifiers []string) string {
	names := slices.Clone(qualifiers)
	for _, k := range syntax.FilterKeys() {
		names = append(names, k.Name)
	}
	best, least := "", 1+len(key)/3
	for _, name := range names {
		if d := levenshtein.ComputeDistance(name, key); d < least || d == least && best == "" {
			best, least = name, d
		}
	}
	return best
}
