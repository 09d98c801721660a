package vocab

import (
	"slices"
	"strings"
	"testing"
)

// spell is a tenure as whole days: what is not known of an end is left out, so that two spells that may touch do not overlap.
func spell(p Period) (first, last string) {
	first, last = p.Since, p.Until
	switch len(first) {
	case 4:
		first += "-12-31"
	case 7:
		first += "-31"
	}
	switch len(last) {
	case 0:
		last = "9999"
	case 4:
		last += "-01-01"
	case 7:
		last += "-01"
	}
	return first, last
}

func overlap(p, q Period) bool {
	pf, pl := spell(p)
	qf, ql := spell(q)
	return max(pf, qf) < min(pl, ql)
}

// shared are offices that several persons hold at once; the ground stands with each.
var shared = map[string]string{
	"office:chinese-foreign-ministry-spokesperson": "the department has several deputy directors who speak in turn",
	"office:chinese-defense-ministry-spokesperson": "several officers speak in turn",
	"office:chinese-vice-premier":                  "there are four",
}

func TestOneHolderOfAnOffice(t *testing.T) {
	v := vocabulary(t)
	n := 0
	for office, hs := range v.holders {
		for i := range hs {
			for _, h := range hs[i+1:] {
				n++
				if overlap(hs[i].Period, h.Period) && shared[office] == "" {
					t.Errorf("%s: %s (%s to %s) and %s (%s to %s) at once", office, hs[i].Person, hs[i].Since, hs[i].Until, h.Person, h.Since, h.Until)
				}
			}
		}
	}
	for office := range shared {
		if _, ok := v.holders[office]; !ok {
			t.Errorf("%s is listed and nobody holds it", office)
		}
	}
	t.Logf("ran %d cases: pairs of holders of one office", n)
}

func TestNobodyServesTwoStates(t *testing.T) {
	v := vocabulary(t)
	n := 0
	for _, a := range v.actors {
		for i, p := range a.Holds {
			for _, q := range a.Holds[i+1:] {
				n++
				if !overlap(p.Period, q.Period) {
					continue
				}
				po, qo := v.byID[p.Office], v.byID[q.Office]
				switch {
				case p.Office == q.Office:
					t.Errorf("%s holds %s twice at once", a.ID, p.Office)
				case po.Home != qo.Home:
					t.Errorf("%s holds %s and %s at once", a.ID, p.Office, q.Office)
				case (po.Role != qo.Role || po.Role != RoleHead) && !slices.Contains(together, pair(a.ID, p.Office, q.Office)):
					t.Errorf("%s holds %s and %s at once; if so, it belongs into the list", a.ID, p.Office, q.Office)
				}
			}
		}
	}
	t.Logf("ran %d cases: pairs of offices of one person", n)
}

func pair(person, p, q string) string {
	short := []string{strings.TrimPrefix(p, "office:"), strings.TrimPrefix(q, "office:")}
	slices.Sort(short)
	return strings.TrimPrefix(person, "person:") + " " + strings.Join(short, " ")
}

// together are offices that one person did hold at once. A head of state who is head of government or of the party too
// needs no entry.
var together = []string{
	"ahmet-davutoglu turkish-foreign-minister turkish-prime-minister",
	"henry-kissinger us-national-security-adviser us-secretary-of-state",
	"marco-rubio us-national-security-adviser us-secretary-of-state",
	"mohammed-bin-salman saudi-crown-prince saudi-defense-minister",
	"pervez-musharraf pakistani-army-chief pakistani-president",
	"qian-qichen chinese-foreign-minister chinese-vice-premier",
	"qin-gang chinese-ambassador-to-us chinese-foreign-minister",
	"shin-won-sik south-korean-defense-minister south-korean-national-security-adviser",
	"stephen-biegun us-deputy-secretary-of-state us-special-representative-for-north-korea",
	"wang-yi chinese-central-foreign-affairs-director chinese-foreign-minister",
	"yair-lapid israeli-foreign-minister israeli-prime-minister",
}

func vocabulary(tb testing.TB) *Vocabulary {
	tb.Helper()
	v, err := Default()
	if err != nil {
		tb.Fatal(err)
	}
	return v
}
