package extract

import (
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// pairs joins subjects and what the object slot gives; "mates" pairs the subjects among themselves.
// eachOther reports whether the object that a slot names is "each other".
func (r *reading) eachOther(sl slot, st site) bool {
	s := r.sent
	is := func(np int) bool {
		if np >= 0 {
			if o := s.unitOwner(np); o != np && s.headLower(o) == "other" && s.chunks[o].Head > 0 && s.lower(s.chunks[o].Head-1) == "each" {
				return true // "each other's goods"
			}
		}
		return np >= 0 && s.headLower(np) == "other" && s.chunks[np].Head > s.chunks[np].First && s.lower(s.chunks[np].Head-1) == "each" || np >= 0 && s.headLower(np) == "another" && s.lower(s.chunks[np].First) == "one"
	}
	var phrases []phrase
	switch {
	case st.pred >= 0:
		p := &s.preds[st.pred]
		if sl.source == "obj" && !p.verb.Passive {
			return is(p.object)
		}
		phrases = p.phrases
	case st.chunk >= 0:
		phrases = s.following(st.chunk)
	}
	if sl.source != "prep" {
		return false
	}
	for _, ph := range phrases {
		if slices.Contains(sl.preps, ph.prep) && is(ph.np) {
			return true
		}
	}
	return false
}

// lastPartner gives whom the subject met in one of the two sentences before, or in this one.
func (r *reading) lastPartner(subjects []end) []end {
	if len(subjects) != 1 {
		return nil
	}
	for k := len(r.out) - 1; k >= 0 && r.sent.index-r.out[k].sentence <= 2; k-- {
		f := &r.out[k]
		if f.frame.relation != "met_with" && f.frame.relation != "negotiates_with" {
			continue
		}
		if matches(f.subject, subjects[0]) {
			return []end{f.object}
		}
		if matches(f.object, subjects[0]) {
			return []end{f.subject}
		}
	}
	return nil
}

// conversationPartner gives the actor whom the sentence names as the other side of a call or meeting: "In a call with X, Y urged restraint".
func (r *reading) conversationPartner(subjects []end) []end {
	s := r.sent
	for c := range s.chunks {
		if s.kind(c) != text.NounGroup {
			continue
		}
		switch text.NounLemma(s.headLower(c)) {
		case "call", "meeting", "talk", "conversation", "summit", "discussion", "encounter":
		default:
			continue
		}
		for _, ph := range s.following(c) {
			if ph.prep != "with" || ph.np < 0 {
				continue
			}
			if e := r.take("actor", ph.np); len(e) == 1 && (len(subjects) == 0 || e[0].id != subjects[0].id) {
				return e
			}
		}
	}
	return nil
}

// complementEnd takes the subject, or failing an actor there the object, of the clause that a verb governs.
func (r *reading) complementEnd(sl slot, pred int) []end {
	for k := range r.sent.preds {
		q := &r.sent.preds[k]
		if q.governor != pred || q.kind != relComplement {
			continue
		}
		take := sl.take
		if take == "any" || take == "inner" {
			own := r.group(r.sent.preds[pred].subject)
			if e := others(r.take("actor", q.subject), own); e != nil && !q.verb.Passive {
				return e
			}
			if take == "any" && q.subject >= 0 && r.dyad(q.subject) {
				return r.take("any", q.subject)
			}
			if e := others(r.take("inner", q.subject), own); e != nil {
				return e
			}
			if take == "inner" {
				return others(r.clauseActors(k), own)
			}
			if take == "any" {
				return r.clauseTopic(q)
			}
			return nil
		}
		if e := r.take(take, q.subject); e != nil || take != "topic" {
			return e
		}
		return r.deed(q)
	}
	return nil
}

// deed names what a clause tells by its verb and the verb's object: "denied that its police had crossed the line".
func (r *reading) deed(q *predicate) []end {
	if q.object < 0 || q.verb.Passive || q.verb.Copula {
		return nil
	}
	s := r.sent
	words := append([]string{q.lemma}, r.topicWords(q.object)...)
	for t := s.chunks[q.object].First; len(words) == 1 && t < s.chunks[q.object].Last; t++ {
		words = r.topicWord(words, t)
	}
	if len(words) < 2 {
		return nil
	}
	at := r.doc.Tokens[s.chunks[q.chunk].First].Span.Start
	span := claim.Span{Start: at, End: r.doc.Tokens[s.chunks[q.object].Last-1].Span.End}
	return []end{{actor: actor{id: "topic:" + strings.Join(words, "-"), span: span, kind: vocab.Topic, mention: -1}}}
}

// clauseActors gives the actors that the arguments of predicate k and of what hangs on it name.
func (r *reading) clauseActors(k int) []end {
	s := r.sent
	for i := k; i < len(s.preds); i++ {
		if i != k && s.preds[i].governor != k {
			continue
		}
		q := &s.preds[i]
		if e := r.take("inner", q.object); e != nil {
			return e
		}
		for _, ph := range q.phrases {
			if e := r.take("inner", ph.np); e != nil && ph.prep != "in" && ph.prep != "at" {
				return e
			}
		}
	}
	return nil
}

// childTopic gives what an infinitive or gerund under predicate i is about: "committed to protecting the reef".
func (r *reading) childTopic(i, through int) []end {
	s := r.sent
	for k := range s.preds {
		q := &s.preds[k]
		if q.governor != i && (through < 0 || q.governor >= 0) || q.kind != relInfinitive && q.kind != relGerund || through >= 0 && !r.hangsOn(q.through, through) {
			continue
		}
		if e := r.take("any", q.object); e != nil {
			return e
		}
		for _, ph := range q.phrases {
			if e := r.take("any", ph.np); e != nil {
				return e
			}
		}
		if k > i {
			if e := r.childTopic(k, -1); e != nil {
				return e // "committed to helping achieve peace"
			}
		}
	}
	return nil
}

// hangsOn reports whether noun chunk c is noun, or stands in its phrases: "use of disinformation to".
func (r *reading) hangsOn(c, noun int) bool {
	if c == noun {
		return true
	}
	for _, ph := range r.sent.following(noun) {
		if ph.np >= 0 && contains(r.sent.members[ph.np], c) {
			return true
		}
	}
	return false
}

// nearActor gives the nearest other actor before token at in the sentence.
func (r *reading) nearActor(at int, not []end) []end {
	for t := at - 1; t >= r.doc.Sentences[r.sent.index].First; t-- {
		m := r.mentionAt(t)
		if m == nil || m.ID == "" || m.Form == mention.PlaceName || m.Form == mention.Adjective || !isActorKind(kindOf(m.ID)) {
			continue
		}
		a := end{actor: r.fromMention(m)[0]}
		same := a.state == "" && a.kind == vocab.Person
		for _, n := range not {
			same = same || n.id == a.id || n.state != "" && n.state == a.state
		}
		if !same {
			return []end{a}
		}
	}
	return nil
}

// actorAfter gives the nearest other actor after token at in the sentence.
func (r *reading) actorAfter(at int, not []end) []end {
	for t := at; t < r.doc.Sentences[r.sent.index].Last; t++ {
		m := r.mentionAt(t)
		if m == nil || m.ID == "" || m.Form == mention.PlaceName || m.Form == mention.Adjective || m.Form == mention.Pronoun || !isActorKind(kindOf(m.ID)) {
			continue
		}
		if e := others(ends(r.fromMention(m)), actorsOf(not)); len(e) > 0 {
			return e
		}
	}
	return nil
}
