package extract

import (
	"entente/graph/claim"
	"entente/loader/text"
)

// codePair codes the event between two given entities of sentence i.
func (r *reading) codePair(i int, a, b Entity) []Event {
	ta, tb := r.tokensOf(a), r.tokensOf(b)
	best, swapped := r.bestCode(ta, tb)
	other, _ := r.bestCode(tb, ta)
	if best.score <= 0 && other.score > 0 || best.code == "" && other.code != "" || other.direct && !best.direct && other.code != "" {
		best, swapped = other, true
	}
	if best.code == "" {
		best.code = r.anyCode()
	}
	if best.code == "" {
		return nil
	}
	src, dst := r.givenEnd(a, ta), r.givenEnd(b, tb)
	if b.End < 0 {
		dst = end{}
	}
	if swapped {
		src, dst = dst, src
	}
	e := r.event(i, src, dst, best.code)
	if best.pred >= 0 {
		sc := r.scopeOf(best.pred)
		e.Modality = sc.modality
		if sc.denied {
			e.Polarity = claim.Denied
		}
		if len(sc.chain) > 0 && len(sc.chain[0]) > 0 {
			e.Speaker = &sc.chain[0][0].id
		}
	}
	return []Event{e}
}

// tokenRange is a run of tokens.
type tokenRange struct{ first, last int }

func (t tokenRange) overlaps(first, last int) bool { return t.first < last && first < t.last }

func (r *reading) tokensOf(e Entity) tokenRange {
	out := tokenRange{-1, -1}
	s := r.doc.Sentences[r.sent.index]
	for t := s.First; t < s.Last; t++ {
		sp := r.doc.Tokens[t].Span
		if sp.End > e.Start && sp.Start < e.End {
			if out.first < 0 {
				out.first = t
			}
			out.last = t + 1
		}
	}
	return out
}

func (r *reading) givenEnd(e Entity, t tokenRange) end {
	out := end{actor: actor{id: e.ID, span: claim.Span{Start: e.Start, End: e.End}, mention: -1}}
	if out.id == "" {
		for k := t.last - 1; k >= t.first && k >= 0; k-- {
			if m := r.mentionAt(k); m != nil && m.ID != "" {
				out.id, out.state, out.kind = m.ID, m.State, kindOf(m.ID)
				break
			}
		}
		return out
	}
	out.kind = kindOf(out.id)
	if st, ok := r.rules.stateOf(out.id, r.day); ok {
		out.state = st
	} else if out.kind == "state" {
		out.state = out.id
	}
	return out
}

// candidate is a code for a pair with how well the syntax bears it out.
type candidate struct {
	code   string
	pred   int
	score  int
	direct bool // source and target are arguments of the coded words
}

// bestCode looks for the predicate or noun by which a acts on b.
func (r *reading) bestCode(a, b tokenRange) (candidate, bool) {
	s := r.sent
	best := candidate{pred: -1}
	better := func(c candidate) {
		if c.code != "" && c.code != "-" && c.score > best.score {
			best = c
		}
	}
	for i := range s.preds {
		p := &s.preds[i]
		agent := r.agentScore(i, a)
		if agent == 0 {
			continue
		}
		code := r.code(i, 0)
		if g := p.governor; !p.verb.Finite && g >= 0 && (p.kind == relInfinitive || p.kind == relGerund) && r.agentScore(g, a) > 0 {
			if up := r.code(g, 0); up != "" && up != "-" {
				code = up
			}
		}
		c := candidate{code: code, pred: i, score: agent}
		if r.reaches(i, b, 0) {
			c.score += 3
			c.direct = agent >= 4
		}
		if p.verb.Finite {
			c.score++
		}
		switch p.kind {
		case relReduced:
			c.score -= 3
		case relRelative, relAdjunct:
			c.score--
		}
		better(c)
	}
	for c := range s.chunks {
		if s.kind(c) != text.NounGroup || s.chunks[c].Owner {
			continue
		}
		code := r.rules.codes.nouns[s.headLower(c)]
		if code == "" {
			continue
		}
		score := 0
		start := s.chunks[s.unitStart(c)].First
		if a.overlaps(start, s.chunks[c].Last) {
			score = 4
		}
		hasB := false
		for _, ph := range s.following(c) {
			if ph.np < 0 {
				continue
			}
			f, l := s.spanOf(ph.np)
			if (ph.prep == "by" || ph.prep == "between") && a.overlaps(f, l) {
				score = 4
			}
			hasB = hasB || b.overlaps(f, l)
		}
		if score > 0 {
			if hasB {
				score += 3
			}
			better(candidate{code: code, pred: -1, score: score, direct: hasB})
		}
	}
	return best, false
}

// agentScore tells how surely entity a is the agent of predicate i: 0 not at all.
func (r *reading) agentScore(i int, a tokenRange) int {
	s := r.sent
	p := &s.preds[i]
	if p.verb.Passive || p.subjectIsPatient {
		for _, ph := range p.phrases {
			if ph.prep == "by" && ph.np >= 0 {
				if f, l := s.spanOf(ph.np); a.overlaps(f, l) {
					return 4
				}
			}
		}
		if p.verb.Passive && p.subject >= 0 {
			return 0
		}
		return 0
	}
	if p.subject < 0 {
		return 0
	}
	f, l := s.spanOf(p.subject)
	if a.overlaps(f, l) {
		return 4
	}
	if m := r.mentionAt(s.chunks[p.subject].Head); m != nil && m.ID != "" {
		for t := a.first; t < a.last && t >= 0; t++ {
			if n := r.mentionAt(t); n != nil && n.ID == m.ID {
				return 3
			}
		}
	}
	if s.doc.Tokens[s.chunks[p.subject].Head].Tag == text.Pron {
		return 2
	}
	// inside the phrases of the subject: "the lawyers of X said", "a spokesman for X"
	if a.first >= f && a.last <= s.chunks[p.chunk].First && !p.inverted {
		return 2
	}
	return 0
}

// spanOf gives the tokens of a group with possessors.
func (s *sentence) spanOf(lead int) (int, int) {
	m := s.members[lead]
	return s.chunks[s.unitStart(lead)].First, s.chunks[m[len(m)-1]].Last
}

// reaches reports whether entity b stands in the arguments of predicate i or of a clause that hangs on it.
func (r *reading) reaches(i int, b tokenRange, depth int) bool {
	s := r.sent
	p := &s.preds[i]
	if (p.verb.Passive || p.subjectIsPatient) && p.subject >= 0 {
		if f, l := s.spanOf(p.subject); b.overlaps(f, l) {
			return true
		}
	}
	end := s.doc.Sentences[s.index].Last
	for k := range s.preds {
		if q := &s.preds[k]; q.chunk > p.chunk && q.verb.Finite && q.governor != i && q.kind != relRelative && q.kind != relComplement && q.subject > p.chunk {
			end = s.chunks[s.unitStart(q.subject)].First
			break
		}
	}
	return b.first >= s.chunks[p.chunk].First && b.first < end && depth < 4
}

// anyCode gives the first code that the sentence's verbs and nouns have, whoever acts.
func (r *reading) anyCode() string {
	s := r.sent
	for i := range s.preds {
		if s.preds[i].verb.Finite {
			if c := r.code(i, 0); c != "" && c != "-" {
				return c
			}
		}
	}
	for i := range s.preds {
		if c := r.code(i, 0); c != "" && c != "-" {
			return c
		}
	}
	for c := range s.chunks {
		if s.kind(c) == text.NounGroup {
			if code := r.rules.codes.nouns[s.headLower(c)]; code != "" {
				return code
			}
		}
	}
	return ""
}
