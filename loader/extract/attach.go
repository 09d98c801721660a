package extract

import (
	"entente/loader/text"
)

// attach finds subject and governor of predicate i; predicates before it are done.
func (s *sentence) attach(i int) {
	p := &s.preds[i]
	v := &p.verb
	j := s.skip(p.chunk-1, -1)
	if s.kind(j) == text.Adjective && (s.headLower(j) == "later" || s.headLower(j) == "earlier" || s.headLower(j) == "also") {
		j = s.skip(j-1, -1)
	}
	switch {
	case v.Infinitive:
		s.attachInfinitive(i, j)
	case v.Gerund:
		s.attachGerund(i, j)
	case v.Participle:
		s.attachParticiple(i, j)
	case v.Finite:
		s.attachFinite(i, j)
	default:
		s.attachBare(i, j)
	}
}

// attachBare handles a base form without "to": after "and" it copies its partner, after a noun it is what was seen or made.
func (s *sentence) attachBare(i, j int) {
	p := &s.preds[i]
	if (s.kind(j) == text.Conjunction || s.kind(j) == text.CommaMark) && i > 0 {
		q := &s.preds[i-1]
		p.subject, p.governor, p.kind, p.through, p.preposition = q.subject, q.governor, q.kind, q.through, q.preposition
		lemma := p.verb.Lemma
		neg := p.verb.Negated
		p.verb = q.verb
		p.verb.Lemma, p.verb.Copula, p.verb.Passive = lemma, false, false
		p.verb.Negated = p.verb.Negated || neg
		return
	}
	if s.kind(j) == text.NounGroup && i > 0 {
		p.subject, p.governor, p.kind = s.leader[j], i-1, relComplement
		if g := s.preds[i-1].lemma; !perception[g] && g != "say" {
			p.kind = relInfinitive
		}
		return
	}
	if i > 0 {
		p.subject, p.governor, p.kind = s.preds[i-1].subject, i-1, relInfinitive
	}
}

func (s *sentence) attachInfinitive(i, j int) {
	p := &s.preds[i]
	if s.kind(j) == text.Conjunction && i > 0 { // "to deter and to defend"
		q := &s.preds[i-1]
		p.subject, p.governor, p.kind, p.through = q.subject, q.governor, q.kind, q.through
		return
	}
	g := i - 1
	if g < 0 {
		if s.kind(j) == text.NounGroup && !s.headline {
			p.through, p.kind = j, relInfinitive
			if o := s.unitOwner(j); o != j {
				p.subject = o
			}
			s.demandOn(p, j)
		} else if s.kind(j) == text.NounGroup {
			p.subject = s.leader[j] // headlines: "NATO to open office"
			p.verb.Modal, p.verb.Finite = "will", true
		}
		return
	}
	// the governor of an infinitive is the last verb that is not itself inside a modifier closed by a comma
	p.governor, p.kind = g, relInfinitive
	if s.kind(j) == text.NounGroup {
		p.through = j
		if planNouns[text.NounLemma(s.headLower(j))] && s.modified != nil && s.modified(j) {
			p.subject = j // "the U.S. plan to arm": the plan's owner does it
		}
		s.demandOn(p, j)
	}
}

// demandOn gives the infinitive after "the need for A" and "pressure on A" the subject A.
func (s *sentence) demandOn(p *predicate, j int) {
	k := s.skip(s.unitStart(s.leader[j])-1, -1)
	if s.kind(k) != text.Preposition {
		return
	}
	n := s.skip(k-1, -1)
	demand := s.kind(n) == text.NounGroup && demandNouns[text.NounLemma(s.headLower(n))]
	switch w := s.lower(s.chunks[k].First); {
	case w == "for":
		p.subject = s.leader[j]
		if demand {
			p.through = n
		}
	case (w == "on" || w == "upon" || w == "to") && demand:
		p.subject, p.through = s.leader[j], n
	case w == "by" && s.kind(n) == text.NounGroup && planNouns[text.NounLemma(s.headLower(n))]: // "the decision by A to leave"
		p.subject, p.through = s.leader[j], n
	}
}

func (s *sentence) attachGerund(i, j int) {
	p := &s.preds[i]
	g := i - 1
	switch s.kind(j) {
	case text.Preposition:
		p.preposition = s.lower(s.chunks[j].First)
		if k := s.skip(j-1, -1); s.kind(k) == text.NounGroup {
			p.through = k
		}
		if g >= 0 {
			p.governor, p.kind = g, relGerund
			if p.preposition == "by" || p.preposition == "after" || p.preposition == "before" || p.preposition == "while" || p.preposition == "without" || p.preposition == "since" {
				p.kind = relAdjunct
			}
		}
	case text.VerbGroup:
		if g >= 0 {
			p.governor, p.kind = g, relGerund
		}
	case text.NounGroup:
		p.subject = s.leader[j]
		if g >= 0 {
			p.governor, p.kind = g, relReduced
			if l := s.preds[g].lemma; s.preds[g].chunk == s.skip(s.unitStart(s.leader[j])-1, -1) && (l == "see" || l == "find" || l == "catch" || l == "watch") {
				p.kind = relComplement
			}
			if k := s.skip(s.unitStart(s.leader[j])-1, -1); s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) == "with" {
				p.kind = relAdjunct // ", with Park arguing that"
			}
		}
	case text.Conjunction:
		if g >= 0 {
			q := &s.preds[g]
			p.subject, p.governor, p.kind, p.through, p.preposition = q.subject, q.governor, q.kind, q.through, q.preposition
			if q.verb.Finite && !q.verb.Progressive {
				p.governor, p.kind = g, relAdjunct
			}
		}
	default:
		if g >= 0 {
			f := s.lastFinite(i)
			if f < 0 {
				f = g
			}
			p.subject, p.governor, p.kind = s.preds[f].subject, f, relAdjunct
		} else {
			p.kind = relAdjunct
		}
	}
}

func (s *sentence) attachParticiple(i, j int) {
	p := &s.preds[i]
	if s.kind(j) == text.CommaMark {
		j = s.skip(j-1, -1)
	}
	if s.kind(j) == text.Conjunction && i > 0 {
		q := &s.preds[i-1]
		p.subject, p.governor, p.kind, p.subjectIsPatient = q.subject, q.governor, q.kind, q.subjectIsPatient || q.verb.Passive
		if !q.verb.Passive { // "had met and praised"
			p.verb = q.verb
			p.verb.Lemma, p.verb.Copula = p.lemma, false
			p.subjectIsPatient = false
		}
		return
	}
	if s.kind(j) == text.NounGroup {
		p.subject, p.subjectIsPatient = s.leader[j], true
		if i > 0 {
			p.governor, p.kind = i-1, relReduced
		}
		return
	}
	if i > 0 && s.kind(j) == text.VerbGroup {
		p.governor, p.kind, p.subject = i-1, relInfinitive, s.preds[i-1].subject
	}
}

// lastFinite gives the last finite predicate before i that is not a relative clause, or -1.
func (s *sentence) lastFinite(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.preds[k].verb.Finite && s.preds[k].kind != relRelative {
			return k
		}
	}
	return -1
}

func (s *sentence) attachFinite(i, j int) {
	p := &s.preds[i]
	switch s.kind(j) {
	case text.Conjunction:
		s.conjoin(i)
		return
	case text.CommaMark, text.Break:
		if s.invertedSpeech(i, j) {
			return
		}
		if s.kind(j) == text.CommaMark {
			s.afterComma(i, j)
			return
		}
		s.afterDash(i, j)
		return
	case text.Relative:
		s.relative(i, j)
		return
	case text.Subordinator:
		if k := s.skip(j-1, -1); s.kind(k) == text.NounGroup && s.lower(s.chunks[j].First) == "that" {
			s.relative(i, j)
		}
		return
	case text.NounGroup:
		if s.bareInfinitive(i, j) {
			return
		}
		subj := s.subjectFrom(j)
		if subj < 0 {
			return
		}
		p.subject = subj
		s.governorOf(i, subj)
		return
	case text.Preposition, text.Adjective:
		// "forces loyal to the junta said", "those on board said"
		for k := j; k >= 0; k = s.skip(k-1, -1) {
			if s.kind(k) == text.NounGroup {
				if subj := s.subjectFrom(k); subj >= 0 {
					p.subject = subj
					s.governorOf(i, subj)
				}
				return
			}
			if s.kind(k) == text.CommaMark { // "The mission, on Sunday, condemned"
				if a := s.skip(k-1, -1); s.kind(a) == text.NounGroup {
					if subj := s.subjectFrom(a); subj >= 0 {
						p.subject = subj
						s.governorOf(i, subj)
					}
				}
				return
			}
			if s.kind(k) != text.Preposition && s.kind(k) != text.Adjective {
				break
			}
		}
	}
	if j < 0 && s.invertedSpeech(i, j) {
		return
	}
}

// bareInfinitive recognises "helped Chile build": a base form after the object of a verb that takes one.
func (s *sentence) bareInfinitive(i, j int) bool {
	p := &s.preds[i]
	if i == 0 || s.chunks[p.chunk].Last-s.chunks[p.chunk].First != 1 || s.lower(s.chunks[p.chunk].Head) != p.lemma {
		return false
	}
	g := &s.preds[i-1]
	if g.lemma != "help" && g.lemma != "let" && g.lemma != "make" || s.skip(g.chunk+1, 1) != s.unitStart(s.leader[j]) {
		return false
	}
	p.subject, p.governor, p.kind = s.leader[j], i-1, relInfinitive
	p.verb.Finite, p.verb.Infinitive = false, true
	return true
}

// invertible verbs may stand before their subject, after what was said.
var invertible = set("say add note state announce declare explain report argue insist stress warn acknowledge admit claim confirm write tweet remark comment observe reply continue conclude recall ask")

// invertedSpeech recognises `"...," said Campbell`.
func (s *sentence) invertedSpeech(i, j int) bool {
	p := &s.preds[i]
	n := s.skip(p.chunk+1, 1)
	if !invertible[p.lemma] || s.chunks[p.chunk].Last-s.chunks[p.chunk].First != 1 || s.kind(n) != text.NounGroup || p.verb.Passive {
		return false
	}
	if i == 0 && s.kind(j) != text.CommaMark && j >= 0 {
		return false
	}
	u := s.leader[s.unitEnd(n)]
	if a := s.skip(u+1, 1); s.kind(a) == text.VerbGroup && s.chunks[a].Verb.Finite {
		return false
	}
	if s.kind(j) == text.CommaMark && s.quoted != nil && s.doc.Tokens[s.chunks[p.chunk].Head].Kind != 0 {
		// after a comma a list of verbs may go on: "met X, praised Y"; speech with a clause before it is inverted
		if l := s.lastFinite(i); l >= 0 && !s.pronounOrActor(u) {
			return false
		}
	}
	p.subject, p.inverted = u, true
	return true
}

func (s *sentence) pronounOrActor(c int) bool {
	return s.isActor(c) || s.doc.Tokens[s.chunks[c].Head].Tag == text.Proper || s.doc.Tokens[s.chunks[c].Head].Tag == text.Pron || personNouns[s.headLower(c)]
}

// appealVerbs, like verbs of saying, have the sayer as subject when they follow what was said.
var appealVerbs = set("appeal urge call demand condemn praise thank criticize criticise reject welcome urge press offer invite blame denounce order ask")

var perception = set("see watch hear")

// conjoin makes predicate i share the subject of the predicate before it.
func (s *sentence) conjoin(i int) {
	p := &s.preds[i]
	if j := s.skip(p.chunk-1, -1); j >= 0 && s.lower(s.chunks[j].First) == "nor" {
		p.verb.Negated = true
	}
	for k := i - 1; k >= 0; k-- {
		q := &s.preds[k]
		if !q.verb.Finite || q.subject < 0 {
			continue
		}
		if q.verb.Past != p.verb.Past && q.kind == relRelative {
			continue
		}
		// a verb of saying after what was said: share with the sayer
		if (speechVerbs[p.lemma] || appealVerbs[p.lemma]) && q.kind == relComplement && q.governor >= 0 && p.verb.Past && speechVerbs[s.preds[q.governor].lemma] && s.preds[q.governor].verb.Past {
			continue
		}
		if n := s.skip(q.chunk+1, 1); perception[q.lemma] && q.verb.Perfect && !p.verb.Past && s.kind(n) == text.NounGroup && s.kind(s.skip(p.chunk-1, -1)) == text.CommaMark {
			p.subject, p.governor, p.kind = s.leader[n], k, relComplement // "have seen A come, take B": the one seen
			return
		}
		p.subject, p.governor, p.kind, p.through, p.conditional = q.subject, q.governor, q.kind, q.through, q.conditional
		if p.verb.Passive && q.subjectIsPatient {
			p.subjectIsPatient = true
		}
		if q.verb.Modal != "" && p.verb.Modal == "" && !p.verb.Past && !p.verb.Finite {
			p.verb.Modal = q.verb.Modal
		}
		return
	}
}

// afterComma handles a finite verb right after a comma: the end of an inserted phrase, or a list of verbs.
func (s *sentence) afterComma(i, c int) {
	p := &s.preds[i]
	last := s.lastFiniteAny(i)
	if k := s.trailingSayer(c); k >= 0 && last >= 0 && speechVerbs[p.lemma] && s.preds[last].subject >= 0 && s.preds[last].chunk < k {
		p.subject = s.leader[k]
		return
	}
	for o := c - 1; o > 0; o-- {
		if s.kind(o) != text.CommaMark {
			continue
		}
		a, b := s.skip(o-1, -1), s.skip(o+1, 1)
		if s.kind(a) != text.NounGroup {
			continue
		}
		if last >= 0 && s.preds[last].chunk > o && speechVerbs[s.preds[last].lemma] && s.kind(b) == text.NounGroup && s.preds[last].subject >= b {
			// "Norway, Mali said, has attacked": the insertion says who says so
			if subj := s.subjectFrom(a); subj >= 0 {
				p.subject, p.governor, p.kind = subj, last, relComplement
			}
			return
		}
		if s.kind(b) == text.Preposition && s.kind(s.skip(b+1, 1)) == text.Relative {
			b = s.skip(b+1, 1) // "Iraq, from which they come, has"
		}
		if last >= 0 && s.preds[last].chunk > o && s.kind(b) != text.Relative && s.kind(b) != text.Subordinator {
			break // the stretch holds a clause of its own
		}
		if last >= 0 && s.preds[last].chunk < o && s.kind(b) != text.Relative && !speechVerbs[p.lemma] && s.kind(b) == text.VerbGroup {
			continue
		}
		if last >= 0 && s.preds[last].chunk < o && s.preds[last].subject >= 0 && s.kind(b) == text.NounGroup && !s.subordinated(last) && s.preds[last].kind != relComplement && !s.quoteBetween(s.preds[last].chunk, a) {
			continue // "met Xi, the president, praised": still the first subject
		}
		subj := s.subjectFrom(a)
		if subj < 0 {
			continue
		}
		p.subject = subj
		s.governorOf(i, subj)
		return
	}
	if last >= 0 {
		s.conjoin(i)
	}
}

// trailingSayer gives who says what the clause before says, where a name follows the sayer: "Chile has left, a spokeswoman, Ana Paz, told
// reporters"; -1 where the stretch before the comma c is something else.
func (s *sentence) trailingSayer(c int) int {
	name := s.skip(c-1, -1)
	if s.kind(name) != text.NounGroup || s.doc.Tokens[s.chunks[name].Head].Tag != text.Proper {
		return -1
	}
	b := s.skip(s.unitStart(name)-1, -1)
	if s.kind(b) != text.CommaMark {
		return -1
	}
	role := s.skip(b-1, -1)
	for k := role; s.kind(k) == text.NounGroup; { // "a spokesman for the ministry"
		start := s.skip(s.unitStart(k)-1, -1)
		if s.kind(start) == text.CommaMark && (personNouns[text.NounLemma(s.headLower(k))] || s.isActor(k)) {
			return k
		}
		if s.kind(start) != text.Preposition {
			return -1
		}
		k = s.skip(start-1, -1)
	}
	return -1
}

// quoteBetween reports a quotation mark between two chunks.
func (s *sentence) quoteBetween(from, to int) bool {
	for k := from; k < to; k++ {
		if s.kind(k) == text.Quotation {
			return true
		}
	}
	return false
}

// afterDash handles "NP -- insertion -- VERB".
func (s *sentence) afterDash(i, c int) {
	for o := c - 1; o > 0; o-- {
		if s.kind(o) == text.Break && s.lower(s.chunks[o].First) == "--" {
			if a := s.skip(o-1, -1); s.kind(a) == text.NounGroup {
				if subj := s.subjectFrom(a); subj >= 0 {
					s.preds[i].subject = subj
					s.governorOf(i, subj)
				}
			}
			return
		}
	}
}

func (s *sentence) lastFiniteAny(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.preds[k].verb.Finite {
			return k
		}
	}
	return -1
}

// subordinated reports whether predicate k stands in a clause that "while", "after" or the like opens.
func (s *sentence) subordinated(k int) bool {
	return s.preds[k].kind == relAdjunct || s.preds[k].kind == relCondition || s.preds[k].kind == relRelative
}
