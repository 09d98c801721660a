package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"entente/graph/quads"
	"entente/graph/store"
)

// Candidate is a pair of ids that may be one actor. A person decides.
type Candidate struct {
	Keep   string   `json:"keep"`  // the one that the vocabulary knows, else the one with more claims
	Other  string   `json:"other"` // the other
	Score  int      `json:"score"` // number of reasons, spelling counting double
	Why    []string `json:"why"`
	Claims int      `json:"claims"` // about the other: what a merge would move
}

// maxNamed bounds how many ids with one word in common are compared with one another: a word that so many share tells nothing.
const maxNamed = 200

// MergeCandidates proposes pairs of persons and organisations by spelling (one name is the other but for a letter, an initial or a part),
// supported by context: shared partners in claims, the same office. Pairs merged already are left out. Best first.
func (v *View) MergeCandidates(ctx context.Context) ([]Candidate, error) {
	state, err := v.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	c := candidates{v: v, ctx: ctx, partners: make(map[string]map[string]bool)}
	if err := c.collect(); err != nil {
		return nil, err
	}
	words := make(map[string][]string)
	for id := range c.partners {
		if state.Same(id) != id {
			continue
		}
		for _, w := range nameWords(id) {
			if len(w) > 2 {
				words[w] = append(words[w], id)
			}
		}
	}
	done := make(map[[2]string]bool)
	out := []Candidate{}
	for _, ids := range words {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(ids) > maxNamed {
			continue
		}
		slices.Sort(ids)
		for i, a := range ids {
			for _, b := range ids[i+1:] {
				if pair := [2]string{a, b}; !done[pair] {
					done[pair] = true
					if found, ok := c.compare(a, b); ok {
						out = append(out, found)
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Claims, a.Claims), strings.Compare(a.Keep, b.Keep), strings.Compare(a.Other, b.Other))
	})
	return out, nil
}

type candidates struct {
	v        *View
	ctx      context.Context            //nolint:containedctx // lives within one call
	partners map[string]map[string]bool // by actor: relation and other end of its claims
}

// collect reads who stands with whom in claims.
func (c *candidates) collect() error {
	s := c.v.snapshot()
	names := make(map[store.ID]string)
	name := func(id store.ID) (string, error) {
		if n, ok := names[id]; ok {
			return n, nil
		}
		t, err := c.v.st.Term(id)
		names[id] = t.Value
		return t.Value, err
	}
	nodes, ok, err := s.nodes("", quads.Claims, "", quads.LabelEdges)
	if err != nil || !ok {
		return err
	}
	for q, err := range c.v.st.Scan(c.ctx, store.Pattern{P: nodes[1], G: nodes[3]}) {
		if err != nil {
			return err
		}
		for e, err := range c.v.st.Scan(c.ctx, store.Pattern{G: q.S}) {
			if err != nil {
				return err
			}
			subject, err := name(e.S)
			if err != nil {
				return err
			}
			object, err := name(e.O)
			if err != nil {
				return err
			}
			predicate, err := name(e.P)
			if err != nil {
				return err
			}
			c.note(subject, predicate+" "+object)
			c.note(object, "^"+predicate+" "+subject)
		}
	}
	return nil
}

func (c *candidates) note(id, partner string) {
	kind, _, _ := strings.Cut(id, ":")
	if kind != "person" && kind != "org" {
		return
	}
	if c.partners[id] == nil {
		c.partners[id] = make(map[string]bool)
	}
	c.partners[id][partner] = true
}

// nameWords are the words of an id's name.
func nameWords(id string) []string {
	_, name, _ := strings.Cut(id, ":")
	return strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' })
}

// compare says whether two ids of one kind may be one actor, and why.
func (c *candidates) compare(a, b string) (Candidate, bool) {
	kindA, nameA, _ := strings.Cut(a, ":")
	kindB, nameB, _ := strings.Cut(b, ":")
	if kindA != kindB {
		return Candidate{}, false
	}
	out := Candidate{Keep: a, Other: b}
	_, knownA := c.v.g.voc.Actor(a)
	_, knownB := c.v.g.voc.Actor(b)
	if knownA && knownB {
		return out, false // the vocabulary knows two
	}
	if knownB || !knownA && len(c.partners[b]) > len(c.partners[a]) {
		out.Keep, out.Other = b, a
	}
	switch wordsA, wordsB := nameWords(a), nameWords(b); {
	case levenshtein.ComputeDistance(nameA, nameB) <= 1+min(len(nameA), len(nameB))/12 && wordsA[0][0] == wordsB[0][0]:
		out.Why, out.Score = append(out.Why, "spelling"), 2
	case abbreviates(wordsA, wordsB) || abbreviates(wordsB, wordsA):
		out.Why, out.Score = append(out.Why, "one name is the other but for an initial or a part"), 2
	default:
		return out, false
	}
	shared, office := 0, false
	for p := range c.partners[a] {
		if c.partners[b][p] {
			shared++
			office = office || strings.HasPrefix(p, quads.PrefixRel+"holds_office ")
		}
	}
	if shared > 0 {
		out.Why, out.Score = append(out.Why, "context"), out.Score+1
	}
	if office {
		out.Why, out.Score = append(out.Why, "same office"), out.Score+1
	}
	out.Claims = len(c.partners[out.Other])
	return out, true
}

// abbreviates reports that short is long with words left out or cut to their initials, the last word the same.
func abbreviates(short, long []string) bool {
	if len(short) < 1 || len(short) > len(long) || short[len(short)-1] != long[len(long)-1] || len(short) == len(long) && slices.Equal(short, long) {
		return false
	}
	i := 0
	for _, w := range long {
		if i < len(short) && (short[i] == w || len(short[i]) == 1 && strings.HasPrefix(w, short[i])) {
			i++
		}
	}
	return i == len(short) && len(short) > 1
}
