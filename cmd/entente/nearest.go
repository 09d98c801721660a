package main

import "github.com/agnivade/levenshtein"

// nearest is the name with the smallest spelling distance to word, "" when none is close enough to be a slip.
func nearest(word string, names []string) string {
	best, bestDistance := "", 3
	for _, n := range names {
		if d := levenshtein.ComputeDistance(word, n); d < bestDistance && d < len(word) {
			best, bestDistance = n, d
		}
	}
	return best
}
