package dossier

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/vocab"
	"entente/queries"
)

// Timeline is a pair over time.
type Timeline struct {
	A queries.Node `json:"a"`
	B queries.Node `json:"b"`
	// Unit is "month" or "year": what one period is.
	Unit string `json:"unit"`
	// Claims counts every claim between the two in the days asked for, Undated those without a date as fine as the unit: they
	// are in no period.
	Claims  int `json:"claims"`
	Undated int `json:"undated"`
	// Periods with at least one claim, in order of time.
	Periods []Period `json:"periods"`
}

// Period is one month or year of a pair.
type Period struct {
	// Period is "2023-10" or "2023".
	Period string `json:"period"`
	// Claims counts the claims filed here by the day it happened, else was said, else was published.
	Claims    int `json:"claims"`
	Documents int `json:"documents"`
	// Score is the mean over the claims that say that something happened and have a score (their own, else that of their
	// relation in PLOVER's scale, -10 to 10); null when there is none. Scored counts them.
	Score  *float64 `json:"score"`
	Scored int      `json:"scored"`
	// Relations counts the claims by predicate with its form, most first.
	Relations []RelationClaims `json:"relations"`
}

// RelationClaims counts claims of one predicate.
type RelationClaims struct {
	Predicate string `json:"predicate"`
	Claims    int    `json:"claims"`
}

// TimelineOf counts the claims between two nodes, given by full ids, in either direction and in every form.
func TimelineOf(ctx context.Context, v *graph.View, words *vocab.Vocabulary, a, b string, opt *Options) (*Timeline, error) {
	if opt == nil {
		opt = &Options{}
	}
	t := &Timeline{A: node(v, a), B: node(v, b), Unit: "month", Periods: []Period{}}
	if opt.Year {
		t.Unit = "year"
	}
	found, err := edgesOf(ctx, v, a, b)
	if err != nil {
		return nil, err
	}
	periods := map[string]*tally{}
	seen := map[string]bool{}
	for _, e := range found {
		claims, err := formClaims(ctx, v, e, opt)
		if err != nil {
			return nil, err
		}
		for i := range claims {
			c := &claims[i]
			if seen[c.ID] || len(opt.Relations) > 0 && !slices.Contains(opt.Relations, c.Relation) {
				continue
			}
			seen[c.ID] = true
			t.Claims++
			key := periodOf(dayOf(c), opt.Year)
			if key == "" {
				t.Undated++
				continue
			}
			if periods[key] == nil {
				periods[key] = &tally{documents: map[string]bool{}, relations: map[string]int{}}
			}
			periods[key].add(c, words)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(periods)) {
		t.Periods = append(t.Periods, periods[key].period(key))
	}
	return t, nil
}

// tally counts the claims of one period.
type tally struct {
	claims, scored int
	sum            float64
	documents      map[string]bool
	relations      map[string]int
}

func (p *tally) add(c *graph.Fact, words *vocab.Vocabulary) {
	p.claims++
	p.documents[c.DocIRI] = true
	p.relations[c.Relation+c.Form()]++
	if form := c.Form(); form != "" && form != claim.Form(claim.Affirmed, claim.Coded) {
		return // denied, planned, demanded or supposed: nothing happened
	}
	score := c.Score
	if score == nil {
		if r, ok := words.Relation(c.Relation); ok {
			score = r.Score
		}
	}
	if score != nil {
		p.sum += *score
		p.scored++
	}
}

func (p *tally) period(key string) Period {
	out := Period{Period: key, Claims: p.claims, Documents: len(p.documents), Scored: p.scored}
	if p.scored > 0 {
		mean := p.sum / float64(p.scored)
		out.Score = &mean
	}
	for _, name := range slices.Sorted(maps.Keys(p.relations)) {
		out.Relations = append(out.Relations, RelationClaims{Predicate: name, Claims: p.relations[name]})
	}
	slices.SortStableFunc(out.Relations, func(a, b RelationClaims) int { return b.Claims - a.Claims })
	return out
}

// periodOf is the month or year of an EDTF time, that of its start for an interval; "" when it is not that fine.
func periodOf(when string, year bool) string {
	value, err := edtf.Parse(when)
	if err != nil {
		return ""
	}
	from, _ := value.Ends()
	shape := "0000-00"
	if year {
		shape = "0000"
	}
	if len(from) < len(shape) {
		return ""
	}
	for i := range len(shape) {
		if isDigit := from[i] >= '0' && from[i] <= '9'; isDigit != (shape[i] == '0') {
			return ""
		}
	}
	return from[:len(shape)]
}

// within reports whether a time can fall between since and until; without bounds everything does.
func within(when, since, until string) bool {
	if since == "" && until == "" {
		return true
	}
	value, err := edtf.Parse(when)
	if err != nil {
		return false
	}
	window, err := edtf.Parse(openIfEmpty(since) + "/" + openIfEmpty(until))
	return err == nil && value.CanFallIn(window)
}

func openIfEmpty(day string) string {
	if day == "" {
		return ".."
	}
	return day
}

// CheckDays says whether since and until are days that filters understand.
func CheckDays(since, until string) error {
	for _, d := range []string{since, until} {
		if d == "" {
			continue
		}
		if _, err := edtf.Parse(d); err != nil {
			return fmt.Errorf("day %q: %w", d, err)
		}
	}
	return nil
}
