package extract

import (
	"entente/loader/text"
)

// coordinate joins noun chunks in lists: "A, B and C".
func (s *sentence) coordinate() {
	for i := 0; i < len(s.chunks); i++ {
		if s.kind(i) != text.NounGroup || s.chunks[i].Owner || s.leader[i] != i {
			continue
		}
		list := []int{i}
		last, closed := i, false
		for !closed {
			next, conj := s.nextItem(last)
			if next < 0 {
				break
			}
			if !conj && s.isActor(next) != s.isActor(i) {
				break
			}
			if conj && s.startsClause(next, i) {
				break
			}
			list = append(list, next)
			last, closed = next, conj
		}
		if !closed && len(list) > 1 && !s.headline {
			s.apposition(i)
			continue
		}
		if len(list) == 1 {
			s.apposition(i)
			continue
		}
		// "A and B, C and D": one more pair
		for _, m := range list {
			s.leader[m] = i
		}
		s.members[i] = list
		s.apposition(list[len(list)-1])
		if a, ok := s.appos[list[len(list)-1]]; ok {
			s.appos[i] = a
		}
	}
}

// apposition notes "NP, NP" where the second describes the first.
func (s *sentence) apposition(i int) {
	c := s.skip(i+1, 1)
	if personNouns[text.NounLemma(s.headLower(i))] { // "a spokesman for the ministry, Ana Paz"
		for s.kind(c) == text.Preposition && s.kind(s.skip(c+1, 1)) == text.NounGroup {
			c = s.skip(s.unitEnd(s.skip(c+1, 1))+1, 1)
		}
	}
	if s.kind(c) != text.CommaMark && !(s.kind(c) == text.Break && c < len(s.chunks) && s.lower(s.chunks[c].First) == "--") {
		return
	}
	j := s.skip(c+1, 1)
	if s.kind(j) != text.NounGroup {
		return
	}
	j = s.unitEnd(j)
	if s.chunks[j].Owner {
		return
	}
	after := s.skip(j+1, 1)
	if s.kind(after) == text.VerbGroup && s.chunks[after].Verb.Finite {
		return
	}
	s.appos[i] = j
}

// nextItem finds the noun chunk that continues a list after item i; conj tells that "and" came before it.
func (s *sentence) nextItem(i int) (int, bool) {
	j := s.skip(i+1, 1)
	if s.kind(j) == text.Preposition && s.lower(s.chunks[j].First) == "of" && bodyHeads[text.NounLemma(s.headLower(i))] {
		// "officials of A and ministers of B"
		if n := s.skip(j+1, 1); s.kind(n) == text.NounGroup {
			u := s.unitEnd(n)
			k := s.skip(u+1, 1)
			if s.kind(k) == text.Conjunction {
				if m := s.skip(k+1, 1); s.kind(m) == text.NounGroup && bodyHeads[text.NounLemma(s.headLower(s.unitEnd(m)))] {
					return s.unitEnd(m), true
				}
			}
		}
	}
	comma := s.kind(j) == text.CommaMark
	if comma {
		j = s.skip(j+1, 1)
	}
	conj := s.kind(j) == text.Conjunction && s.lower(s.chunks[j].First) != "but" && s.lower(s.chunks[j].First) != "yet"
	if conj {
		j = s.skip(j+1, 1)
	}
	if !comma && !conj || s.kind(j) != text.NounGroup {
		return -1, false
	}
	e := s.unitEnd(j)
	if s.chunks[e].Owner {
		return -1, false
	}
	return e, conj
}

// startsClause reports whether noun chunk next, after "and", is the subject of a new clause rather than an item beside first.
func (s *sentence) startsClause(next, first int) bool {
	v := s.skip(next+1, 1)
	for s.kind(v) == text.Preposition { // "and leaders of C praised"
		v = s.skip(v+1, 1)
		if s.kind(v) != text.NounGroup {
			return false
		}
		v = s.skip(s.unitEnd(v)+1, 1)
	}
	if s.kind(v) != text.VerbGroup || !s.chunks[v].Verb.Finite {
		return false
	}
	p := s.skip(s.unitStart(first)-1, -1)
	if s.kind(p) == text.CommaMark {
		return false // ", A and B said"
	}
	for s.kind(p) == text.Preposition || s.kind(p) == text.NounGroup || s.kind(p) == text.Conjunction || s.kind(p) == text.CommaMark || s.kind(p) == text.Adjective {
		p = s.skip(p-1, -1)
	}
	if s.kind(p) != text.VerbGroup {
		return false
	}
	if !s.chunks[p].Verb.Finite {
		return s.kind(s.skip(p-1, -1)) != text.NounGroup || s.chunks[p].Verb.Infinitive
	}
	return !takesClause[s.chunks[p].Verb.Lemma] || s.chunks[p].Verb.Passive
}
