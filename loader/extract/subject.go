package extract

import (
	"entente/loader/text"
)

// subjectFrom walks left from noun chunk j over prepositional phrases and reduced clauses to the head of the subject.
func (s *sentence) subjectFrom(j int) int {
	for steps := 0; j >= 0 && steps < 60; steps++ {
		lead := s.leader[j]
		p := s.skip(s.unitStart(lead)-1, -1)
		switch s.kind(p) {
		case text.Preposition:
			q := s.skip(p-1, -1)
			switch s.kind(q) {
			case text.NounGroup:
				j = q
			case text.Adjective, text.Conjunction:
				q = s.skip(q-1, -1)
				if s.kind(q) != text.NounGroup {
					return -1
				}
				j = q
			case text.VerbGroup:
				if s.chunks[q].Verb.Finite {
					return -1
				}
				if j = s.beforeVerb(q); j < 0 {
					return -1
				}
			default:
				return -1
			}
		case text.VerbGroup:
			v := s.chunks[p].Verb
			if takesClause[v.Lemma] && !(v.Infinitive && s.insideSubject(p)) && !(v.Participle && s.kind(s.skip(p-1, -1)) == text.NounGroup && v.Lemma != "say") {
				return lead
			}
			if v.Finite {
				if q := s.skip(p-1, -1); s.kind(q) == text.Relative {
					if a := s.skip(q-1, -1); s.kind(a) == text.NounGroup {
						j = a
						continue
					}
				}
				return lead
			}
			if j = s.beforeVerb(p); j < 0 {
				return lead
			}
		case text.Conjunction:
			return lead
		default:
			return lead
		}
	}
	return -1
}

// insideSubject reports an infinitive before which its clause has had no verb: "the decision to recall its envoy came".
func (s *sentence) insideSubject(v int) bool {
	for k := v - 1; k >= 0; k-- {
		switch s.kind(k) {
		case text.VerbGroup:
			if s.chunks[k].Verb.Finite {
				return false
			}
		case text.Subordinator, text.Relative, text.Break:
			return true
		}
	}
	return s.kind(0) == text.NounGroup
}

// beforeVerb gives the noun chunk before a chain of verbs and prepositions that ends at verb chunk v, or -1.
func (s *sentence) beforeVerb(v int) int {
	k := s.skip(v-1, -1)
	for s.kind(k) == text.Preposition || s.kind(k) == text.VerbGroup && !s.chunks[k].Verb.Finite || s.kind(k) == text.Adjective {
		k = s.skip(k-1, -1)
	}
	if s.kind(k) == text.NounGroup {
		return k
	}
	return -1
}

// relative attaches a clause to the noun before its pronoun.
func (s *sentence) relative(i, r int) {
	p := &s.preds[i]
	a := s.skip(r-1, -1)
	if s.kind(a) == text.CommaMark {
		a = s.skip(a-1, -1)
	}
	if s.kind(a) == text.Preposition { // "in which"
		a = s.skip(a-1, -1)
		if s.kind(a) != text.NounGroup {
			return
		}
		p.kind = relRelative
		return
	}
	if s.kind(a) != text.NounGroup {
		return
	}
	p.subject, p.kind = s.leader[a], relRelative
	if s.isPlace != nil && s.isPlace(a) { // "a forum in the region that"
		if k := s.skip(s.unitStart(a)-1, -1); s.kind(k) == text.Preposition {
			if n := s.skip(k-1, -1); s.kind(n) == text.NounGroup && s.lower(s.chunks[k].First) == "in" {
				a = n
				p.subject = s.leader[n]
			}
		}
	}
	if s.lower(s.chunks[r].First) == "who" {
		p.subject = s.leader[s.personBefore(a)]
	}
	if p.subject != a && s.members[s.leader[a]] != nil && len(s.members[s.leader[a]]) > 1 && s.singularVerb(p) {
		p.subject = a // "A and B, which has": the last of the list
	}
	if i > 0 {
		p.governor = s.governorBefore(i, s.chunks[r].First)
	}
}

func (s *sentence) singularVerb(p *predicate) bool {
	first := s.lower(s.chunks[p.chunk].First)
	return first == "has" || first == "is" || first == "was" || first == "does"
}

// personBefore prefers an actor or a person's word over a nearer place: "the envoy to Oslo, who said".
func (s *sentence) personBefore(a int) int {
	k := a
	for s.kind(k) == text.NounGroup {
		if personNouns[s.headLower(k)] || s.doc.Tokens[s.chunks[k].Head].Tag == text.Proper && s.isPerson(k) {
			return k
		}
		p := s.skip(s.unitStart(k)-1, -1)
		if s.kind(p) != text.Preposition {
			break
		}
		k = s.skip(p-1, -1)
	}
	return a
}

func (s *sentence) isPerson(k int) bool { return s.chunks[k].Last-s.chunks[k].First > 1 }

// governorBefore gives the predicate in whose scope a relative clause at token tok stands: the last one before it.
func (s *sentence) governorBefore(i, tok int) int {
	for k := i - 1; k >= 0; k-- {
		if s.chunks[s.preds[k].chunk].First < tok {
			return k
		}
	}
	return -1
}

// governorOf finds what the finite clause with subject chunk subj hangs on.
func (s *sentence) governorOf(i, subj int) {
	p := &s.preds[i]
	k := s.skip(s.unitStart(subj)-1, -1)
	if s.kind(k) == text.CommaMark { // ", in Geneva, " or the end of a fronted clause
		if f := s.frontedCondition(k); f {
			p.conditional = true
		}
		return
	}
	switch s.kind(k) {
	case text.VerbGroup:
		g := s.predAt[k]
		if takesClause[s.preds[g].lemma] {
			p.governor, p.kind = g, relComplement
		}
	case text.Relative: // "which China opposes"
		p.kind = relRelative
		if i > 0 {
			p.governor = i - 1
		}
	case text.Subordinator:
		s.subordinate(i, k)
	case text.Conjunction:
		// "He said A and B did": the second clause stays inside what was said only if "that" repeats
		if b := s.skip(k-1, -1); s.kind(b) == text.CommaMark {
			return
		}
		if l := s.lastFiniteAny(i); l >= 0 && s.preds[l].kind == relComplement {
			p.governor, p.kind = s.preds[l].governor, relComplement
		}
	case text.NounGroup:
		if i > 0 && clauseNouns[text.NounLemma(s.headLower(k))] && s.kind(s.skip(s.unitStart(k)-1, -1)) != text.CommaMark { // "has reports Russia is"
			p.governor, p.kind, p.through = s.governorBefore(i, s.chunks[k].First), relComplement, k
			return
		}
		// "told reporters China was": a second noun group directly before the subject
		b := s.skip(s.unitStart(s.leader[k])-1, -1)
		if s.kind(b) == text.VerbGroup && takesClause[s.chunks[b].Verb.Lemma] {
			p.governor, p.kind = s.predAt[b], relComplement
		}
	case text.Adjective:
		if g := i - 1; g >= 0 { // "made clear China was"
			p.governor, p.kind = g, relComplement
		}
	}
}

// frontedCondition reports whether the clause that ends at comma k began with "if".
func (s *sentence) frontedCondition(k int) bool {
	for j := k - 1; j >= 0; j-- {
		if s.kind(j) == text.Subordinator {
			w := s.lower(s.chunks[j].First)
			return w == "if" || w == "unless"
		}
		if s.kind(j) == text.Break {
			return false
		}
	}
	return false
}

func (s *sentence) subordinate(i, k int) {
	p := &s.preds[i]
	word := s.lower(s.chunks[k].First)
	g := i - 1
	switch word {
	case "that":
		s.thatClause(i, k)
	case "if", "unless":
		p.kind, p.conditional = relCondition, true
		p.governor = g
		if g >= 0 && askVerbs[s.preds[g].lemma] {
			p.kind = relQuestion
		}
	case "whether":
		p.kind, p.governor = relQuestion, g
	case "while", "although", "though":
		if b := s.skip(k-1, -1); s.kind(b) == text.Subordinator && s.lower(s.chunks[b].First) == "that" {
			s.thatClause(i, b)
			return
		}
		p.kind, p.governor = relAdjunct, s.matrix(g)
	case "until", "before":
		p.kind, p.governor = relAdjunct, s.matrix(g)
	default:
		p.kind, p.governor = relAdjunct, s.matrix(g)
	}
}

// matrix gives the predicate that an adverbial clause modifies: g, or the sayer's clause it stands in.
func (s *sentence) matrix(g int) int {
	for g >= 0 && !s.preds[g].verb.Finite && s.preds[g].governor >= 0 {
		g = s.preds[g].governor
	}
	return g
}

// thatClause links "V (NP) (PP) that CLAUSE", "NOUN that CLAUSE" and "and that CLAUSE".
func (s *sentence) thatClause(i, k int) {
	p := &s.preds[i]
	j := s.skip(k-1, -1)
	if s.kind(j) == text.CommaMark {
		j = s.skip(j-1, -1)
	}
	if s.kind(j) == text.Conjunction {
		for q := i - 1; q >= 0; q-- {
			if s.preds[q].kind == relComplement && s.preds[q].governor >= 0 {
				p.governor, p.kind, p.through = s.preds[q].governor, relComplement, s.preds[q].through
				return
			}
			if takesClause[s.preds[q].lemma] && s.preds[q].verb.Finite {
				p.governor, p.kind = q, relComplement
				return
			}
		}
	}
	if s.kind(j) == text.NounGroup && clauseNouns[text.NounLemma(s.headLower(j))] {
		p.through = j
	}
	p.kind = relComplement
	for q := i - 1; q >= 0; q-- {
		if s.preds[q].chunk < k {
			p.governor = q
			if p.through < 0 && !takesClause[s.preds[q].lemma] && s.preds[q].adjective < 0 && !s.preds[q].verb.Copula {
				if s.preds[q].governor >= 0 && !s.preds[q].verb.Finite && takesClause[s.preds[s.preds[q].governor].lemma] {
					p.governor = s.preds[q].governor
				}
			}
			return
		}
	}
}
