package extract

import (
	"entente/loader/text"
)

// frontedSubjects gives subjects to participles and infinitives that stand before their clause: "To address this, Blinken said".
func (s *sentence) frontedSubjects() {
	for i := range s.preds {
		p := &s.preds[i]
		if p.through >= 0 && p.governor < 0 && p.kind == relInfinitive { // "pressure on A to go grew"
			for k := i + 1; k < len(s.preds) && p.governor < 0; k++ {
				if s.preds[k].verb.Finite {
					p.governor = k
				}
			}
			continue
		}
		if p.subject >= 0 || p.verb.Finite || p.governor >= 0 || i > 1 {
			continue
		}
		if np := s.aside(p.chunk); np >= 0 {
			p.subject, p.kind = s.leader[np], relAdjunct // "Norway, vying with Chile, sent aid"
			continue
		}
		for k := i + 1; k < len(s.preds); k++ {
			if s.preds[k].verb.Finite && s.preds[k].subject > p.chunk {
				p.subject = s.preds[k].subject
				p.governor, p.kind = k, relAdjunct
				if p.verb.Participle {
					p.subjectIsPatient = true
				}
				break
			}
		}
	}
}

// aside gives the noun group before the comma that opens an aside with verb chunk v, where it begins the sentence, or -1.
func (s *sentence) aside(v int) int {
	c := s.skip(v-1, -1)
	if s.kind(c) != text.CommaMark || !s.chunks[v].Verb.Gerund {
		return -1
	}
	if np := s.skip(c-1, -1); s.kind(np) == text.NounGroup && s.skip(s.unitStart(s.leader[np])-1, -1) < 0 {
		return np
	}
	return -1
}

var ditransitive = set("give hand tell ask offer sell send lend grant promise deny show teach award pay supply ship deliver provide cost allow hand")

// arguments collects what follows predicate i.
func (s *sentence) arguments(i int) {
	p := &s.preds[i]
	k := p.chunk + 1
	if p.inverted {
		k = s.members[p.subject][len(s.members[p.subject])-1] + 1
	}
	subjects := map[int]bool{}
	for q := range s.preds {
		if s.preds[q].verb.Finite && q != i && s.preds[q].subject > p.chunk && s.preds[q].kind != relRelative && s.preds[q].chunk > s.preds[q].subject {
			subjects[s.preds[q].subject] = true
		}
	}
	adjacent := true
	for k < len(s.chunks) {
		switch s.kind(k) {
		case text.Adverb, text.Quotation, text.TimeGroup:
			k++
			continue
		case text.NounGroup:
			u := s.unitEnd(k)
			lead := s.leader[u]
			if subjects[lead] {
				goto done
			}
			switch {
			case p.inverted:
			case p.object < 0 && len(p.phrases) == 0:
				p.object = lead
			case adjacent && p.indirect < 0 && len(p.phrases) == 0 && ditransitive[p.lemma]:
				p.indirect, p.object = p.object, lead
			case adjacent && p.verb.Copula:
			default:
			}
			k = s.listEnd(lead, u) + 1
			adjacent = true
			continue
		case text.Preposition:
			prep := s.lower(s.chunks[k].First)
			n := s.skip(k+1, 1)
			if movable[prep] && p.object < 0 && len(p.phrases) == 0 && p.particle == "" && !p.verb.Copula && k == p.chunk+1 && s.kind(n) == text.NounGroup {
				p.particle = prep // "called out the raid": the noun group is the verb's object
				k++
				continue
			}
			switch s.kind(n) {
			case text.NounGroup:
				u := s.unitEnd(n)
				lead := s.leader[u]
				if subjects[lead] && p.object < 0 && !p.verb.Copula {
					goto done
				}
				p.phrases = append(p.phrases, phrase{prep, lead, k})
				k = s.listEnd(lead, u) + 1
				adjacent = false
				continue
			case text.VerbGroup:
				p.phrases = append(p.phrases, phrase{prep, -1, k})
				goto done
			case text.Preposition:
				if p.particle == "" && len(p.phrases) == 0 {
					p.particle = prep
				}
				k++
				continue
			}
			if t := k + 1; s.kind(t) == text.TimeGroup && !movable[prep] { // "on Friday" is no particle
				k = t + 1
				continue
			}
			if p.particle == "" && len(p.phrases) == 0 {
				p.particle = prep
			}
			k++
			continue
		case text.Adjective:
			if p.adjective < 0 && p.object < 0 && (p.verb.Copula || linking[p.lemma]) {
				p.adjective = k
			}
			k++
			continue
		case text.Conjunction:
			n := s.skip(k+1, 1)
			if s.kind(n) == text.Preposition {
				k = n
				continue
			}
			if s.kind(n) == text.Adjective {
				k = n + 1
				continue
			}
			if s.kind(n) == text.NounGroup && p.object >= 0 { // "as well as the importance of"
				if u := s.unitEnd(n); !subjects[s.leader[u]] {
					k = s.listEnd(s.leader[u], u) + 1
					continue
				}
			}
			goto done
		case text.CommaMark:
			n := s.skip(k+1, 1)
			if s.kind(n) == text.Conjunction {
				n = s.skip(n+1, 1)
			}
			if s.kind(n) == text.Preposition {
				w := s.lower(s.chunks[n].First)
				if w == "with" || w == "against" || w == "for" || w == "over" || w == "on" || w == "including" || w == "such" || w == "as" {
					k = n
					continue
				}
			}
			if p.verb.Copula && s.kind(n) == text.Adjective {
				k = n
				continue
			}
			goto done
		}
		break
	}
done:
	p.end = k
	if p.verb.Copula && p.adjective < 0 && p.object >= 0 {
		if c := s.chunks[p.object]; c.Head == c.First && s.doc.Tokens[c.Head].Tag == text.Adj {
			p.adjective = p.object
		}
	}
	if s.adverbParticle(p) != "" {
		p.particle = s.adverbParticle(p)
	}
}

// movable particles may stand between a verb and its object.
var movable = set("out off up down back away")

// relativeObjects gives "which Norway has attacked" its antecedent as object.
func (s *sentence) relativeObjects() {
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject < 0 || p.object >= 0 || p.verb.Passive || !p.verb.Finite {
			continue
		}
		r := s.skip(s.unitStart(p.subject)-1, -1)
		if s.kind(r) == text.NounGroup && !s.chunks[r].Owner && p.kind == relNone && !s.isActor(r) && p.subject > r && !p.verb.Copula && !p.inverted {
			p.object = s.leader[r] // "a charge Iran denies"
			p.kind = relRelative
			if i > 0 {
				p.governor = i - 1
			}
			continue
		}
		if p.kind == relComplement && p.through >= 0 && refuted[p.lemma] && len(s.below(i)) == 0 {
			p.object, p.kind = s.leader[p.through], relRelative // "a charge that Norway flatly dismissed"
			continue
		}
		if p.kind != relRelative {
			continue
		}
		if s.kind(r) != text.Relative || s.lower(s.chunks[r].First) == "whose" || s.lower(s.chunks[r].First) == "what" {
			continue
		}
		a := s.skip(r-1, -1)
		if s.kind(a) == text.CommaMark {
			a = s.skip(a-1, -1)
		}
		if s.kind(a) != text.NounGroup {
			continue
		}
		if p.particle != "" && len(p.phrases) == 0 && !strayParticles[p.particle] {
			p.phrases = append(p.phrases, phrase{p.particle, s.leader[a], p.chunk})
			p.particle = ""
			continue
		}
		p.object = s.leader[a]
	}
}

// refuted are what is done to a charge or claim by those whom it is about.
var refuted = set("deny dismiss reject dispute refute rebut")

// adverbParticle finds "out", "up", "off" right after the verb.
func (s *sentence) adverbParticle(p *predicate) string {
	if k := p.chunk + 1; s.kind(k) == text.Adverb {
		switch w := s.lower(s.chunks[k].First); w {
		case "out", "up", "off", "down", "away", "back", "together", "over", "forward", "ahead":
			return w
		}
	}
	return p.particle
}

// listEnd gives the last chunk of the coordination that lead heads, or u.
func (s *sentence) listEnd(lead, u int) int {
	m := s.members[lead]
	if len(m) > 1 && m[len(m)-1] > u {
		return m[len(m)-1]
	}
	return u
}

var linking = set("be become remain seem appear feel stay get grow look stand keep sound prove")

// controlSubjects gives infinitives and gerunds the subject that their governor controls.
func (s *sentence) controlSubjects() {
	for i := range s.preds {
		p := &s.preds[i]
		if p.governor < 0 || p.subject >= 0 || p.verb.Finite {
			continue
		}
		g := &s.preds[p.governor]
		switch p.kind {
		case relInfinitive:
			p.subject = s.infinitiveController(g, p)
		case relGerund:
			p.subject = g.subject
			if g.object >= 0 && (gerundControl[g.lemma] || p.preposition == "from" || p.preposition == "into") {
				p.subject = g.object
			}
			if g.verb.Passive {
				p.subject = g.subject
			}
			if p.through >= 0 && p.preposition == "of" { // "Iran's history of selling"
				if o := s.unitStart(p.through); o < p.through && s.isActor(s.unitOwner(p.through)) {
					p.subject = s.unitOwner(p.through)
				}
			}
		default:
			p.subject = g.subject
		}
	}
}

// unitOwner gives the possessor chunk next to noun chunk i, or i.
func (s *sentence) unitOwner(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.kind(k) == text.Quotation {
			continue
		}
		if s.kind(k) == text.NounGroup && s.chunks[k].Owner {
			return k
		}
		break
	}
	return i
}

func (s *sentence) infinitiveController(g, p *predicate) int {
	if g.verb.Passive || g.subjectIsPatient {
		return g.subject
	}
	if g.lemma == "summon" && protesting[p.lemma] {
		return g.subject // "summoned the envoy to protest": who summons protests
	}
	if objectControl[g.lemma] || g.lemma == "call" || g.lemma == "appeal" {
		if g.indirect >= 0 {
			return g.indirect
		}
		for _, ph := range g.phrases {
			if (ph.prep == "on" || ph.prep == "upon" || ph.prep == "for" || ph.prep == "to" || ph.prep == "with") && ph.np >= 0 {
				return ph.np
			}
		}
		if g.object >= 0 {
			return g.object
		}
	}
	return g.subject
}

// trailingSpeech puts the clauses before ", X said" and ", said X" into what was said.
func (s *sentence) trailingSpeech() {
	for i := range s.preds {
		p := &s.preds[i]
		if !speechVerbs[p.lemma] || !p.verb.Finite || p.subject < 0 || denyVerbs[p.lemma] || p.lemma == "accuse" {
			continue
		}
		start := s.unitStart(p.subject)
		if p.inverted {
			start = p.chunk
		}
		b := s.skip(start-1, -1)
		for s.kind(b) == text.NounGroup && s.appos[b] == p.subject {
			b = s.skip(b-1, -1)
		}
		if s.kind(b) != text.CommaMark || p.kind == relRelative {
			continue
		}
		if p.object >= 0 && !p.inverted && p.lemma != "tell" {
			continue
		}
		if s.hasComplement(i) && !p.inverted {
			continue
		}
		for k := i - 1; k >= 0; k-- {
			q := &s.preds[k]
			if q.governor < 0 && q.chunk < start {
				q.governor = i
				if q.kind == relNone {
					q.kind = relComplement
				}
			}
		}
	}
}

func (s *sentence) hasComplement(i int) bool {
	for k := i + 1; k < len(s.preds); k++ {
		if s.preds[k].governor == i && s.preds[k].kind == relComplement {
			return true
		}
	}
	return false
}

// partitives are heads before "of" that only count what follows: "two of its boats".
var partitives = set("one two three four five six some many most several all both few none half dozens hundreds thousands total two-thirds third part rest majority number handful couple score pair")

// counted gives for "two of its boats" the group of the boats.
func (s *sentence) counted(lead int) int {
	if len(s.members[lead]) != 1 || !partitives[s.headLower(lead)] {
		return lead
	}
	p := s.skip(lead+1, 1)
	if s.kind(p) != text.Preposition || s.lower(s.chunks[p].First) != "of" {
		return lead
	}
	if n := s.skip(p+1, 1); s.kind(n) == text.NounGroup {
		return s.leader[s.unitEnd(n)]
	}
	return lead
}

// whatObjects gives "condemned what she called China's behaviour" its object.
func (s *sentence) whatObjects() {
	for i := range s.preds {
		p := &s.preds[i]
		r := s.skip(p.chunk+1, 1)
		if p.object >= 0 || s.kind(r) != text.Relative || s.lower(s.chunks[r].First) != "what" {
			continue
		}
		for k := i + 1; k < len(s.preds) && k <= i+2; k++ {
			q := &s.preds[k]
			if q.lemma != "call" && q.lemma != "describe" && q.lemma != "term" && q.lemma != "label" && q.lemma != "see" {
				continue
			}
			p.object = q.object
			for _, ph := range q.phrases {
				if ph.prep == "as" && ph.np >= 0 && p.object < 0 {
					p.object = ph.np
				}
			}
			break
		}
	}
}
