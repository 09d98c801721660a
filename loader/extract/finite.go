package extract

import (
	"entente/loader/text"
)

// finiteVerbs settles which of the verbs whose past and participle look alike is the main one: in "a team led by X met Y" the first,
// before "by", is a participle, and a sentence that would have no finite verb takes the last that can be.
func (s *sentence) finiteVerbs() {
	if s.headline {
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
		if finite > 1 && s.bareParticiple(p) {
			p.verb.Finite, p.verb.Participle, p.verb.Past = false, true, false
			finite--
		}
	}
	if finite > 0 {
		return
	}
	for i := len(s.preds) - 1; i >= 0; i-- {
		p := &s.preds[i]
		c := s.chunks[p.chunk]
		if !p.verb.Participle || p.verb.Passive || c.Last-c.First != 1 || i == 0 && len(s.preds) == 1 || s.followedBy(p.chunk) || s.kind(s.skip(p.chunk-1, -1)) != text.NounGroup {
			continue
		}
		p.verb.Finite, p.verb.Participle, p.verb.Past = true, false, true
		return
	}
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

// followedBy reports "by" right after a chunk.
func (s *sentence) followedBy(c int) bool {
	k := s.skip(c+1, 1)
	return s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) == "by"
}
