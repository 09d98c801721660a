package extract

import (
	"entente/loader/text"
)

// good and bad are words by which somebody who is cited praises or criticises what they are said of.
var (
	good = set(`breakthrough milestone achievement success triumph welcome historic encouraging commendable admirable laudable remarkable praiseworthy heroic exemplary`)
	bad  = set(`unacceptable outrageous provocation provocative reckless irresponsible mistake shameful disgraceful deplorable illegal unlawful unjustified unjustifiable unprovoked
	intolerable appalling disgrace outrage barbaric cowardly hypocritical brutal indefensible absurdity affront betrayal insult fiction nonsense lie baseless absurd cruel inhumane discriminatory disproportionate unjust unfair unfriendly dangerous ridiculous laughable`)
	acts      = set("aggression war terrorism terror piracy cowardice hostility sovereignty law")
	goodSteps = set("step move development sign contribution")
	goodAdj   = set("important positive good welcome necessary significant major big great historic right constructive")
)

// evaluations reads "Norway said the launch was unacceptable" and "called the vote a breakthrough".
func (r *reading) evaluations() {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		if p.verb.Negated || p.verb.Modal != "" || p.verb.Passive || p.conditional {
			continue
		}
		object, word := -1, -1
		var by []end
		switch {
		case p.verb.Copula && p.subject >= 0:
			object = p.subject
			if word = p.adjective; word < 0 {
				word = p.object
			}
			by = ends(r.citedFor(i))
		case callVerbs[p.lemma] && p.object >= 0:
			object, word = p.object, s.predicateAfter(p)
			by = r.takeSubject("actor", p)
		}
		if object < 0 || word < 0 || len(by) == 0 {
			continue
		}
		f := s.verdict(word)
		if f == nil {
			continue
		}
		take := "any"
		if f == goodFrame && r.group(object) == nil {
			take = "topic" // "the accord with Chile is a breakthrough" praises the accord
		}
		r.acting = by
		objects := r.take(take, object)
		r.acting = nil
		for _, a := range by {
			for _, b := range objects {
				r.record(f, a, b, i, s.chunks[word].Head)
			}
		}
	}
}

var callVerbs = set("call brand label describe dub term hail consider")

// citedFor gives who says what predicate i tells: the innermost speaker.
func (r *reading) citedFor(i int) []actor {
	if sc := r.scopeOf(i); len(sc.chain) > 0 && !sc.dropped && !sc.denied {
		return sc.chain[len(sc.chain)-1]
	}
	return nil
}

// predicateAfter gives the noun group or adjective after the object, or after "as", of a verb of calling.
func (s *sentence) predicateAfter(p *predicate) int {
	m := s.members[p.object]
	k := s.skip(m[len(m)-1]+1, 1)
	for s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) != "as" { // "called the raid on Chile illegal"
		n := s.skip(k+1, 1)
		if s.kind(n) != text.NounGroup {
			return -1
		}
		k = s.skip(s.unitEnd(n)+1, 1)
	}
	if s.kind(k) == text.Preposition {
		k = s.skip(k+1, 1)
	}
	if s.kind(k) == text.NounGroup || s.kind(k) == text.Adjective {
		return k
	}
	return -1
}

// verdict gives the frame of a word of praise or blame in chunk c.
func (s *sentence) verdict(c int) *frame {
	head := text.NounLemma(s.headLower(c))
	switch {
	case bad[head]:
		return badFrame
	case good[head]:
		return goodFrame
	case head == "violation" || head == "breach":
		return badFrame
	case head == "act":
		for _, ph := range s.following(c) {
			if ph.prep == "of" && ph.np >= 0 && acts[s.headLower(ph.np)] {
				return badFrame // "an act of aggression"
			}
		}
	case goodSteps[head]:
		for t := s.chunks[c].First; t < s.chunks[c].Head; t++ {
			if w := s.lower(t); goodAdj[w] {
				return goodFrame
			} else if bad[w] {
				return badFrame
			}
		}
	}
	return nil
}
