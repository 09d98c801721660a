package extract

import (
	"entente/loader/text"
)

// finiteVerbs settles which of the verbs whose past and participle look alike is the main one: in "a team led by X met Y" the first,
// before "by", is a participle, and a sentence that would have no finite verb takes the last that can be.
func (s *sentence) finiteVerbs() {
	if s.headline {
		s.headlinePassive()
		return
	}
	finite := 0
	for i := range s.preds {
		if s.preds[i].verb.Finite {
			finite++
		}
	}
	for i := range s.preds {
		p := &s.preds[i]
		if (finite > 1 || finite == 1 && s.laterVerb(i)) && s.bareParticiple(p) || finite > 1 && s.afterObject(i) {
			p.verb.Finite, p.verb.Participle, p.verb.Past = false, true, false
			finite--
		}
	}
	if finite > 0 {
		return
	}
	for i := len(s.preds) - 1; i >= 0; i-- {
		p := &s.preds[i]
		if !s.couldBePast(i) {
			continue
		}
		p.verb.Finite, p.verb.Participle, p.verb.Past = true, false, true
		return
	}
}

// headlinePassive makes a passive of the first verb of a headline where it looks like a participle, has no object, and "by" follows:
// "Chile accused of spying by Norway".
func (s *sentence) headlinePassive() {
	if len(s.preds) == 0 {
		return
	}
	p := &s.preds[0]
	c := s.chunks[p.chunk]
	if p.verb.Passive || c.Last-c.First != 1 || !text.SamePast(s.lower(c.Head)) || s.kind(s.skip(p.chunk-1, -1)) != text.NounGroup || s.kind(s.skip(p.chunk+1, 1)) != text.Preposition {
		return
	}
	for k := p.chunk + 1; k < len(s.chunks); k++ {
		if s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) == "by" && s.kind(s.skip(k+1, 1)) == text.NounGroup {
			p.verb.Finite, p.verb.Participle, p.verb.Past, p.verb.Passive = true, false, true, true
			return
		}
	}
}

// couldBePast reports a participle after a noun that may as well be a past.
func (s *sentence) couldBePast(i int) bool {
	p := &s.preds[i]
	c := s.chunks[p.chunk]
	return p.verb.Participle && !p.verb.Passive && c.Last-c.First == 1 && len(s.preds) > 1 && !s.followedBy(p.chunk) && s.kind(s.skip(p.chunk-1, -1)) == text.NounGroup
}

// laterVerb reports a verb after predicate i that may be the main one.
func (s *sentence) laterVerb(i int) bool {
	for k := i + 1; k < len(s.preds); k++ {
		if s.couldBePast(k) {
			return true
		}
	}
	return false
}

// bareParticiple reports a verb that was taken for a past but has "by" after it and hangs on a noun inside a phrase: "a statement issued
// by X said".
func (s *sentence) bareParticiple(p *predicate) bool {
	c := s.chunks[p.chunk]
	if !p.verb.Finite || !p.verb.Past || p.verb.Passive || c.Last-c.First != 1 || !s.followedBy(p.chunk) || !text.SamePast(s.lower(c.Head)) {
		return false
	}
	n := s.skip(p.chunk-1, -1)
	if s.kind(n) != text.NounGroup {
		return false
	}
	b := s.skip(s.skip(p.chunk+1, 1)+1, 1)
	return s.kind(b) == text.NounGroup && s.isActor(s.unitEnd(b))
}

// afterObject reports a verb that was taken for a past but follows the object of the verb before: "expelled a diplomat accused of spying".
func (s *sentence) afterObject(i int) bool {
	p := &s.preds[i]
	c := s.chunks[p.chunk]
	if i == 0 || !p.verb.Finite || !p.verb.Past || p.verb.Passive || c.Last-c.First != 1 || !text.SamePast(s.lower(c.Head)) || p.chunk < 2 {
		return false
	}
	if k := s.kind(p.chunk + 1); k != text.Preposition && k != text.VerbGroup {
		return false
	}
	n := p.chunk - 1
	if s.kind(n) != text.NounGroup || s.chunks[n].Owner {
		return false
	}
	g := s.unitStart(n) - 1
	if s.kind(g) != text.VerbGroup {
		return false
	}
	q := s.preds[i-1]
	return q.chunk == g && q.verb.Finite && !q.verb.Copula && !takesClause[q.lemma]
}

// followedBy reports "by" right after a chunk.
func (s *sentence) followedBy(c int) bool {
	k := s.skip(c+1, 1)
	return s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) == "by"
}
