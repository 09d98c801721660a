package extract

import (
	"entente/graph/claim"
	"entente/loader/text"
)

// scope is how a clause is meant: who says so, whether it is denied, and whether it is fact, plan, demand or supposition.
type scope struct {
	denied   bool
	modality claim.Modality
	chain    [][]actor // who is cited, outermost first; alternatives at each step say the same
	sought   bool      // tried: a plan, but for speech and mediation as good as done
	inner    bool      // content of a speech act rather than of the sentence itself
	dropped  bool      // neither affirmed nor denied: nothing can be said
}

// weight orders modalities: what is demanded or supposed is never a plan or a fact.
func weight(m claim.Modality) int {
	switch m {
	case claim.Reported:
		return 1
	case claim.Planned:
		return 2
	case claim.Demanded:
		return 4
	case claim.Hypothetical:
		return 3
	}
	return 0
}

func (sc *scope) raise(m claim.Modality) {
	if weight(m) > weight(sc.modality) {
		sc.modality = m
	}
}

func (sc *scope) cite(by []actor) {
	if len(by) == 0 {
		return
	}
	if len(sc.chain) > 0 && sameActors(sc.chain[0], by) {
		return
	}
	sc.chain = append([][]actor{by}, sc.chain...)
}

func sameActors(a, b []actor) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].id != b[i].id {
			return false
		}
	}
	return true
}

// maxScope bounds the climb over governors.
const maxScope = 12

// scopeOf climbs from predicate i to the sentence.
func (r *reading) scopeOf(i int) scope {
	sc := scope{modality: claim.Asserted}
	if i < 0 {
		return r.finish(sc, -1, 0)
	}
	s := r.sent
	first := i
	presupposed := false
	r.own(&sc, i, false)
	for steps := 0; steps < maxScope; steps++ {
		p := &s.preds[i]
		if p.conditional {
			sc.raise(claim.Hypothetical)
		}
		g := p.governor
		if g < 0 || g == i {
			break
		}
		gov := &s.preds[g]
		switch p.kind {
		case relComplement:
			r.complement(&sc, p, gov)
		case relInfinitive:
			if !presupposed {
				r.infinitive(&sc, p, gov)
			}
		case relGerund:
			if !presupposed {
				r.gerund(&sc, p, gov)
			}
		case relCondition, relQuestion:
			sc.raise(claim.Hypothetical)
		case relRelative, relReduced:
			presupposed = true
		case relAdjunct:
			if !presupposed && (gov.verb.Modal == "will" || gov.verb.Infinitive) && !p.verb.Finite && p.preposition == "" {
				r.own(&sc, g, true)
			}
			presupposed = presupposed || p.verb.Finite || p.preposition != ""
		}
		if g >= i && p.kind != relComplement && p.kind != relAdjunct {
			break
		}
		i = g
	}
	return r.finish(sc, i, s.chunks[s.preds[first].chunk].Head)
}

// own applies the auxiliaries and negation of predicate i; as a governor its negation was handled by the caller.
func (r *reading) own(sc *scope, i int, asGovernor bool) {
	p := &r.sent.preds[i]
	if p.verb.Negated && !asGovernor {
		sc.denied = !sc.denied
	}
	switch p.verb.Modal {
	case "will":
		sc.raise(claim.Planned)
	case "would":
		if r.pastSpeech(p) {
			sc.raise(claim.Planned)
		} else {
			sc.raise(claim.Hypothetical)
		}
	case "could", "may", "might", "can":
		sc.raise(claim.Hypothetical)
	case "must", "should":
		sc.raise(claim.Demanded)
	}
	if p.verb.Copula && p.verb.Infinitive {
		return
	}
	r.adverbs(sc, p)
}

// adverbs near the verb hedge it or turn it: "allegedly", "never", "no longer".
func (r *reading) adverbs(sc *scope, p *predicate) {
	s := r.sent
	for k := p.chunk - 2; k <= p.chunk+1; k++ {
		if s.kind(k) != text.Adverb {
			continue
		}
		switch w := s.lower(s.chunks[k].First); w {
		case "allegedly", "reportedly", "purportedly", "supposedly", "apparently", "presumably", "probably", "likely", "possibly":
			sc.raise(claim.Reported)
		}
	}
	c := s.chunks[p.chunk]
	for t := c.First; t < c.Last; t++ {
		switch s.lower(t) {
		case "allegedly", "reportedly", "purportedly", "supposedly", "apparently", "presumably", "probably", "likely", "possibly":
			sc.raise(claim.Reported)
		}
	}
}

// pastSpeech holds where "would" is "will" told in the past.
func (r *reading) pastSpeech(p *predicate) bool {
	for g := p; g.governor >= 0; {
		if g.kind == relComplement {
			v := r.sent.preds[g.governor]
			return v.verb.Past || v.verb.Perfect || v.verb.Gerund
		}
		n := &r.sent.preds[g.governor]
		if n == g {
			break
		}
		if n.governor == g.governor {
			break
		}
		g = n
	}
	return false
}
