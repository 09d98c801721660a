package extract

import (
	"entente/graph/claim"
	"entente/loader/text"
)

// codeSentence codes the events of sentence i between actors that it names: what its verbs tell, then what its nouns tell.
func (r *reading) codeSentence(i int) []Event {
	before := len(r.out)
	r.readOne(i)
	r.sent = r.sents[i]
	var out []Event
	have := map[string]bool{}
	add := func(events []Event) {
		for _, e := range events {
			key := deref(e.SourceID) + ">" + deref(e.TargetID)
			if !have[key+e.CAMEO] {
				have[key+e.CAMEO] = true
				have[key] = true
				out = append(out, e)
			}
		}
	}
	for p := range r.sent.preds {
		add(r.codeVerb(i, p))
	}
	for k := before; k < len(r.out); k++ {
		f := &r.out[k]
		events := r.codeFound(f)
		if len(events) == 0 || f.pred >= 0 && have[deref(events[0].SourceID)+">"+deref(events[0].TargetID)] {
			continue
		}
		if events[0].Target == nil && sameSource(out, events[0]) {
			continue
		}
		if have[deref(events[0].SourceID)+">"+deref(events[0].TargetID)] && sameRootCoded(out, events[0]) {
			continue
		}
		add(events)
	}
	return out
}

// sameSource reports whether the source of e already has an event.
func sameSource(out []Event, e Event) bool {
	for i := range out {
		if deref(out[i].SourceID) == deref(e.SourceID) {
			return true
		}
	}
	return false
}

func sameRootCoded(out []Event, e Event) bool {
	for i := range out {
		if root(out[i].CAMEO) == root(e.CAMEO) && deref(out[i].SourceID) == deref(e.SourceID) && deref(out[i].TargetID) == deref(e.TargetID) {
			return true
		}
	}
	return false
}

// codeVerb codes what predicate p tells of its agents and those it reaches.
func (r *reading) codeVerb(i, p int) []Event {
	s := r.sent
	q := &s.preds[p]
	if g := q.governor; g >= 0 && (q.kind == relInfinitive || q.kind == relGerund) && !q.verb.Finite {
		if c := r.code(g, 0); c != "" && c != "-" && len(r.agents(g)) > 0 {
			return nil // told by the verb above
		}
	}
	agents := r.agents(p)
	if len(agents) == 0 {
		return nil
	}
	code := r.code(p, 0)
	if code == "" || code == "-" {
		return nil
	}
	sc := r.scopeOf(p)
	if sc.denied && !q.verb.Negated && root(code) != "12" {
		return nil // somebody denies it
	}
	if sc.dropped || sc.modality == claim.Demanded || sc.modality == claim.Hypothetical && root(code) != "13" && root(code) != "03" {
		return nil
	}
	targets := r.targets(p, agents, 0)
	if swapped, c := r.receives(q); swapped != nil {
		agents, targets, code = swapped, agents, c
		if q.verb.Modal == "will" {
			code = intent(c)
		}
	}
	var out []Event
	emit := func(a, b end, code string) {
		e := r.event(i, a, b, code)
		e.Modality = sc.modality
		if sc.denied {
			e.Polarity = claim.Denied
		}
		if len(sc.chain) > 0 && len(sc.chain[0]) > 0 {
			e.Speaker = &sc.chain[0][0].id
		}
		if t := r.timeFor(&found{at: s.chunks[q.chunk].Head, objectNP: -1, scope: sc}); t.value != "" {
			e.Date = &t.value
		}
		out = append(out, e)
	}
	if len(targets) == 0 && reciprocal(code) && len(agents) > 1 {
		for x := range agents {
			for y := range agents {
				if x != y {
					emit(agents[x], agents[y], code)
				}
			}
		}
		return out
	}
	for _, a := range agents {
		for _, b := range targets {
			if a.id == b.id {
				continue
			}
			emit(a, b, code)
			if reciprocal(code) {
				emit(b, a, backwards(code))
			}
		}
	}
	return out
}

// receives turns "A received missiles from B" round: B is the one who acts.
func (r *reading) receives(q *predicate) ([]end, string) {
	if q.lemma != "receive" && q.lemma != "get" && q.lemma != "obtain" || q.verb.Passive || q.object < 0 {
		return nil, ""
	}
	for _, ph := range q.phrases {
		if ph.prep == "from" && ph.np >= 0 {
			if e := r.take("actor", ph.np); e != nil {
				words := r.clauseWords(r.sent.predAt[q.chunk])
				for _, w := range []string{"weapon", "arm", "missile", "shell", "ammunition", "tank", "drone", "jet", "rocket", "military"} {
					if words[w] {
						return e, "072"
					}
				}
				return e, "070"
			}
		}
	}
	return nil, ""
}

// reciprocal codes happen to both sides.
func reciprocal(code string) bool {
	switch code {
	case "040", "041", "042", "043", "044", "046", "057", "060", "061", "062", "063", "064", "036":
		return true
	}
	return false
}

// backwards is the code of the other direction.
func backwards(code string) string {
	switch code {
	case "042":
		return "043"
	case "043":
		return "042"
	}
	return code
}

// agents gives the actors that act in predicate p.
func (r *reading) agents(p int) []end {
	q := &r.sent.preds[p]
	if q.verb.Passive || q.subjectIsPatient {
		for _, ph := range q.phrases {
			if ph.prep == "by" && ph.np >= 0 {
				return r.take("actor", ph.np)
			}
		}
		return nil
	}
	if e := r.take("actor", q.subject); e != nil {
		return e
	}
	if q.subject >= 0 { // "crowds in Oslo", "Oslo's threat": those whom the subject belongs to
		return r.take("inner", q.subject)
	}
	return nil
}

// targets gives the actors whom predicate p reaches: its objects, phrases, then those of the clause below.
func (r *reading) targets(p int, agents []end, depth int) []end {
	s := r.sent
	q := &s.preds[p]
	pick := func(e []end) []end { return others(e, actorsOf(agents)) }
	nps := []int{q.indirect, q.object}
	if q.verb.Passive || q.subjectIsPatient {
		nps = []int{q.subject, q.object}
	}
	if q.indirect < 0 && q.object >= 0 && ditransitive[q.lemma] && !q.verb.Passive {
		if e := pick(r.firstName(q.object)); len(e) > 0 {
			return e // "gave Chile missiles"
		}
	}
	for _, np := range nps {
		if e := pick(r.take("actor", np)); len(e) > 0 {
			return e
		}
	}
	for _, ph := range q.phrases {
		if ph.np < 0 || ph.prep == "by" || ph.prep == "in" && s.chunks[ph.np].Kind == text.NounGroup && len(r.group(ph.np)) == 0 {
			continue
		}
		if e := pick(r.take("actor", ph.np)); len(e) > 0 {
			return e
		}
	}
	for _, np := range nps {
		if e := pick(r.take("inner", np)); len(e) > 0 {
			return e
		}
	}
	for _, ph := range q.phrases {
		if ph.np < 0 || ph.prep == "by" {
			continue
		}
		if e := pick(r.take("inner", ph.np)); len(e) > 0 {
			return e
		}
		if e := pick(r.placesIn(ph.np, true)); len(e) > 0 && (ph.prep == "to" || ph.prep == "into" || ph.prep == "in" || ph.prep == "on" || ph.prep == "at") && q.lemma != "say" {
			return e
		}
	}
	if depth < 3 {
		below := s.below(p)
		for k := range s.preds { // "a resolution condemning Chile"
			if s.preds[k].kind == relReduced && s.preds[k].subject == q.object && q.object >= 0 && !s.preds[k].subjectIsPatient {
				below = append(below, k)
			}
		}
		for _, k := range below {
			if s.preds[k].subject >= 0 && s.preds[k].subject != q.subject {
				if e := pick(r.take("actor", s.preds[k].subject)); len(e) > 0 {
					return e
				}
			}
			if e := r.targets(k, agents, depth+1); len(e) > 0 {
				return e
			}
		}
	}
	return nil
}
