package extract

import (
	"context"
	"strings"
	"testing"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// newRules makes the reader, or ends the test.
func newRules(t testing.TB) *Rules {
	t.Helper()
	v, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := New(v)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// read gives the claims of a text.
func read(t testing.TB, rules *Rules, text string) []claim.Claim {
	t.Helper()
	out, err := rules.Read(context.Background(), &Input{ID: "d", Text: text, Published: "2024-07-10"})
	if err != nil {
		t.Fatal(err)
	}
	return out.Claims
}

// shortID writes an id as the frames' examples do: states by code, others without their kind's prefix where that is unambiguous.
func shortID(id string) string {
	for _, p := range []string{"state:", "org:", "group:"} {
		if rest, ok := strings.CutPrefix(id, p); ok {
			return rest
		}
	}
	return id
}

// fitsPattern matches an end against "NOR", "topic:*" or "*".
func fitsPattern(pattern, id, state string) bool {
	if pattern == "*" || pattern == shortID(id) || pattern == id || pattern == shortID(state) {
		return true
	}
	prefix, ok := strings.CutSuffix(pattern, "*")
	return ok && strings.HasPrefix(id, prefix)
}

func fitsClaim(want []string, c *claim.Claim) bool {
	sym := c.Relation == want[1]
	return sym && (fitsPattern(want[0], c.Subject.ID, c.Subject.State) && fitsPattern(want[2], c.Object.ID, c.Object.State) ||
		fitsPattern(want[2], c.Subject.ID, c.Subject.State) && fitsPattern(want[0], c.Object.ID, c.Object.State) && symmetricRelation[c.Relation])
}

var symmetricRelation = set("met_with negotiates_with cooperates_with partner_of allied_with has_tension_with competes_with at_war_with trades_with signed_agreement_with shares_position_with holds_exercise_with ceasefire_with restores_relations_with in_dispute_with borders has_diplomatic_relations_with")

// TestFrames reads every frame's own sentences: the one must give its claim by that frame, the other must not.
func TestFrames(t *testing.T) {
	rules := newRules(t)
	n := 0
	for _, f := range rules.frames.all {
		for _, ex := range f.yes {
			n++
			want := strings.Fields(ex.want)
			if len(want) != 3 {
				t.Errorf("%s %s: %q is not subject relation object", f.file, f.name, ex.want)
				continue
			}
			claims := read(t, rules, ex.sentence)
			ok := false
			for i := range claims {
				ok = ok || fitsClaim(want, &claims[i])
			}
			if !ok {
				t.Errorf("%s %s: %q gives %s, want %s", f.file, f.name, ex.sentence, list(claims), ex.want)
			}
		}
		for _, no := range f.no {
			n++
			claims := read(t, rules, no)
			for i := range claims {
				if claims[i].Rule == f.name {
					t.Errorf("%s %s: %q gives %s", f.file, f.name, no, list(claims[i:i+1]))
				}
			}
		}
	}
	t.Logf("ran %d cases: sentences of %d frames", n, len(rules.frames.all))
}

func list(claims []claim.Claim) string {
	var parts []string
	for i := range claims {
		c := &claims[i]
		parts = append(parts, shortID(c.Subject.ID)+" "+c.Relation+" "+shortID(c.Object.ID)+" "+string(c.Polarity)+" "+string(c.Modality)+" by "+strings.Join(c.Chain, ">")+" ["+c.Rule+"]")
	}
	if parts == nil {
		return "nothing"
	}
	return strings.Join(parts, "; ")
}
