package quads

import (
	"slices"
	"strconv"

	"entente/graph/store"
)

// Summary is what the graph concludes about one edge; package derive says how.
type Summary struct {
	Status                                string
	Claims, Documents, Publishers, Voices int
	FirstDay, LastDay                     string
	AffirmedBy, DeniedBy                  []string
	Derived                               bool
	Policy                                string
}

// derivedByRollup is the value of Derived.
const derivedByRollup = "rollup"

// EncodeSummary appends the summary of an edge, labelled LabelEdges.
func EncodeSummary(dst []store.Quad, edge string, s *Summary) []store.Quad {
	e := encoder{quads: dst, subject: iri(edge), label: iri(LabelEdges)}
	e.text(Status, s.Status)
	e.add(Claims, Integer(s.Claims))
	e.add(Documents, Integer(s.Documents))
	e.add(Publishers, Integer(s.Publishers))
	e.add(Voices, Integer(s.Voices))
	e.date(FirstDay, s.FirstDay)
	e.date(LastDay, s.LastDay)
	for _, id := range s.AffirmedBy {
		e.node(AffirmedBy, id)
	}
	for _, id := range s.DeniedBy {
		e.node(DeniedBy, id)
	}
	if s.Derived {
		e.text(Derived, derivedByRollup)
	}
	e.text(Policy, s.Policy)
	return e.quads
}

// DecodeSummary is the inverse of EncodeSummary; quads of other subjects and labels are passed over.
func DecodeSummary(qs []store.Quad, edge string) Summary {
	var s Summary
	for i := range qs {
		if qs[i].S.Value != edge || qs[i].G.Value != LabelEdges {
			continue
		}
		v := qs[i].O.Value
		n, _ := strconv.Atoi(v) // text stays 0
		switch qs[i].P.Value {
		case Status:
			s.Status = v
		case Claims:
			s.Claims = n
		case Documents:
			s.Documents = n
		case Publishers:
			s.Publishers = n
		case Voices:
			s.Voices = n
		case FirstDay:
			s.FirstDay = v
		case LastDay:
			s.LastDay = v
		case AffirmedBy:
			s.AffirmedBy = append(s.AffirmedBy, v)
		case DeniedBy:
			s.DeniedBy = append(s.DeniedBy, v)
		case Derived:
			s.Derived = v == derivedByRollup
		case Policy:
			s.Policy = v
		}
	}
	slices.Sort(s.AffirmedBy)
	slices.Sort(s.DeniedBy)
	return s
}
