package derive

import (
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/vocab"
)

// Statuses of the plain form of an edge.
const (
	Asserted = "asserted"
	Alleged  = "alleged"  // only hedged claims
	Ascribed = "ascribed" // an attitude for which nobody who rolls up to its subject speaks
	Disputed = "disputed" // affirmed by one voice, denied by another, over overlapping times
)

// Summary is what the graph concludes about one edge.
type Summary struct {
	Forms  []string // suffixes in use, in the order of claim.Forms
	Status string   // "" when the plain form is absent
	// Claims counts all claims of the edge. Documents, Publishers and Voices count corroboration: over the claims of the
	// plain form where there are any, else over all.
	Claims, Documents, Publishers, Voices int
	// FirstDay and LastDay are the outermost attested days (EDTF, as precise as the claims), over the same claims; "" when unknown.
	FirstDay, LastDay string
	// AffirmedBy and DeniedBy are the voices of the plain and the denied form, as named, ascending; where the article
	// speaks, its publisher if known.
	AffirmedBy, DeniedBy []string
	Derived              bool // by roll-up only
}

// Summarize applies the policy to the claims of one edge. The subject is that of the edge (either end of a symmetric one: both are
// looked at). The result does not depend on the order of facts.
func Summarize(kind vocab.RelationKind, e Edge, symmetric bool, facts []Fact) Summary {
	s := Summary{Claims: len(facts), Derived: true}
	var plain, denials []*Fact
	forms := make(map[string]bool)
	for i := range facts {
		f := &facts[i]
		forms[f.Form] = true
		s.Derived = s.Derived && !f.Stated
		if f.plain() {
			plain = append(plain, f)
		} else if f.denial() {
			denials = append(denials, f)
		}
	}
	for _, form := range claim.Forms() {
		if forms[form] {
			s.Forms = append(s.Forms, form)
		}
	}
	s.AffirmedBy, s.DeniedBy = voices(plain), voices(denials)
	if len(plain) > 0 {
		subjects := []string{e.Subject}
		if symmetric {
			subjects = append(subjects, e.Object)
		}
		s.Status = status(kind, subjects, plain, denials)
		s.count(plain)
		return s
	}
	all := make([]*Fact, len(facts))
	for i := range facts {
		all[i] = &facts[i]
	}
	s.count(all)
	return s
}

func voices(facts []*Fact) []string {
	var ids []string
	for _, f := range facts {
		id := f.Voice
		if id == "" {
			id = f.Outlet
		}
		if isVoice(id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// status looks at the plain claims and the denials of an edge.
func status(kind vocab.RelationKind, subjects []string, plain, denials []*Fact) string {
	if disputed(plain, denials) {
		return Disputed
	}
	if kind == vocab.KindAttitude && !slices.ContainsFunc(plain, func(f *Fact) bool {
		return slices.Contains(subjects, f.Voice) || f.VoiceState != "" && slices.Contains(subjects, f.VoiceState)
	}) {
		return Ascribed
	}
	if !slices.ContainsFunc(plain, func(f *Fact) bool { return !f.Reported }) {
		return Alleged
	}
	return Asserted
}

// stand is one side of a dispute: whose word, over which time.
type stand struct{ speaker, happened string }

func disputed(plain, denials []*Fact) bool {
	if len(denials) == 0 {
		return false
	}
	affirmed := make(map[stand]bool, len(plain))
	for _, f := range plain {
		affirmed[stand{f.speaker(), f.Happened}] = true
	}
	tried := make(map[stand]bool)
	for _, d := range denials {
		denied := stand{d.speaker(), d.Happened}
		if tried[denied] || withdrawn(d, plain) {
			continue
		}
		tried[denied] = true
		when := date(denied.happened)
		for a := range affirmed {
			if a.speaker != denied.speaker && edtf.CanOverlap(when, date(a.happened)) {
				return true
			}
		}
	}
	return false
}

// withdrawn reports whether the one who denied has affirmed it since, for a time that can be the same: a later admission.
func withdrawn(denial *Fact, plain []*Fact) bool {
	said := denial.spoken()
	if !said.Placed() {
		return false
	}
	who, when := denial.speaker(), date(denial.Happened)
	return slices.ContainsFunc(plain, func(f *Fact) bool {
		if f.speaker() != who {
			return false
		}
		later := f.spoken()
		return later.Placed() && later.First() > said.Last() && edtf.CanOverlap(when, date(f.Happened))
	})
}

// count fills in the numbers and days over the given facts.
func (s *Summary) count(facts []*Fact) {
	docs := make(map[string]bool, len(facts))
	speakers := make(map[string]bool)
	var own []*Fact // where the article speaks
	for _, f := range facts {
		docs[f.Doc.IRI] = true
		if f.Voice == "" {
			own = append(own, f)
		} else {
			speakers[f.speaker()] = true
		}
	}
	s.Documents = len(docs)
	s.Publishers = independent(facts)
	s.Voices = len(speakers)
	if len(own) == len(facts) {
		s.Voices += s.Publishers
	} else {
		s.Voices += independent(own)
	}
	s.FirstDay, s.LastDay = attestedDays(facts)
}

// attestedDays finds the outermost days. Where a claim holds on with an open end, it is attested on the day it was said.
func attestedDays(facts []*Fact) (first, last string) {
	var lo, hi edtf.Day
	for _, f := range facts {
		from, to := f.attestedEnds()
		if v := date(from); v.Placed() && (first == "" || v.First() < lo || v.First() == lo && from < first) {
			lo, first = v.First(), from
		}
		if v := date(to); v.Placed() && (last == "" || v.Last() > hi || v.Last() == hi && to < last) {
			hi, last = v.Last(), to
		}
	}
	return first, last
}

func (f *Fact) attestedEnds() (from, to string) {
	from, to, interval := strings.Cut(f.Attested(), "/")
	if !interval {
		return from, from
	}
	now := f.Said
	if now == "" {
		now = f.Published
	}
	if open := func(s string) bool { return s == "" || s == ".." }; open(from) {
		from = to
	} else if open(to) {
		to = from
		if date(now).Placed() && date(now).Last() > date(from).Last() {
			to = now
		}
	}
	return from, to
}
