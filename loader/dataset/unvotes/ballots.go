package unvotes

import (
	"slices"

	"entente/graph/claim"
	"entente/loader/dataset"
)

// Positions on a vote as an ordered scale; Absent where a state took none.
const (
	Absent  = -1
	No      = 0
	Abstain = 1
	Yes     = 2
)

// Ballots collects how states voted in a range of years (both included; 0 for no bound), to compare them: Pair gives two lists in one
// order, as the similarity measures take them (share of agreement, Signorino and Ritter's S, Cohen's kappa). For one goroutine.
type Ballots struct {
	From, To int
	votes    map[string]map[string]int8 // by state, by roll call
}

// Add counts a claim of Votes; others, and those outside the years, are passed over.
func (b *Ballots) Add(c *claim.Claim) {
	var position int8
	switch c.Relation {
	case "votes_for":
		position = Yes
	case "votes_against":
		position = No
	case "abstains_on":
		position = Abstain
	default:
		return
	}
	year := dataset.Year(c.Happened)
	if (b.From != 0 && year < b.From) || (b.To != 0 && (year > b.To || year == 0)) {
		return
	}
	if b.votes == nil {
		b.votes = make(map[string]map[string]int8)
	}
	mine := b.votes[c.Subject.ID]
	if mine == nil {
		mine = make(map[string]int8)
		b.votes[c.Subject.ID] = mine
	}
	mine[c.Object.ID] = position
}

// States lists who voted at all, by id.
func (b *Ballots) States() []string {
	out := make([]string, 0, len(b.votes))
	for id := range b.votes {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// Pair gives the positions of two states on every roll call on which one of them voted, in the order of roll calls' ids.
func (b *Ballots) Pair(first, second string) (x, y []int) {
	var calls []string
	for call := range b.votes[first] {
		calls = append(calls, call)
	}
	for call := range b.votes[second] {
		if _, both := b.votes[first][call]; !both {
			calls = append(calls, call)
		}
	}
	slices.Sort(calls)
	at := func(state, call string) int {
		if p, ok := b.votes[state][call]; ok {
			return int(p)
		}
		return Absent
	}
	for _, call := range calls {
		x, y = append(x, at(first, call)), append(y, at(second, call))
	}
	return x, y
}
