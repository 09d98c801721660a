package queries

import (
	"github.com/agnivade/levenshtein"

	"entente/queries/syntax"
)

// nearKey is the filter spelt almost like key, "" if none is.
func nearKey(key string) string {
	best, least := "", 1+len(key)/3
	for _, k := range syntax.FilterKeys() {
		if d := levenshtein.ComputeDistance(k.Name, key); d <= least && (best == "" || d < least) {
			best, least = k.Name, d
		}
	}
	return best
}
