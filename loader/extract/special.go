package extract

import (
	"entente/loader/text"
)

// Relations that no single word carries; their frames are made here and have tests like the others.

// special makes the frame of a rule that is written in Go.
func special(name, relation, cameo string, confidence float64) *frame {
	return &frame{name: name, relation: relation, cameo: cameo, confidence: confidence, class: 's'}
}

var (
	mustFrame     = special("must", "demands", "100", 0.7)
	shouldFrame   = special("should", "urges", "020", 0.65)
	alongFrame    = special("together-with", "cooperates_with", "060", 0.7)
	appositeAlly  = special("ally-apposition", "allied_with", "", 0.85)
	suchAsAlly    = special("ally-such-as", "allied_with", "", 0.85)
	appositeMeet  = special("counterpart", "met_with", "040", 0.5)
	holdsOffice   = special("title", "holds_office", "", 0.9)
	representsFor = special("title-represents", "represents", "", 0.9)
)

// specials reads the relations of the current sentence that no frame file has.
func (r *reading) specials() {
	r.obligations()
	r.companions()
	r.allies()
	r.titles()
}

func (r *reading) record(f *frame, a, b end, pred, at int) {
	if a.id == b.id || sameState(a, b) && f.relation != "represents" && f.relation != "holds_office" {
		return
	}
	r.out = append(r.out, found{subject: a, object: b, frame: f, pred: pred, host: pred, sentence: r.sent.index, at: at, objectNP: -1})
}

// obligations reads "X said Y must do Z" as X's demand on Y.
func (r *reading) obligations() {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		if p.verb.Modal != "must" && p.verb.Modal != "should" && !r.hasDuty(i) || p.verb.Passive || p.subject < 0 || p.conditional {
			continue
		}
		targets := ends(r.group(p.subject))
		if len(targets) == 0 {
			continue
		}
		var by []end
		g := p.governor
		if g >= 0 && p.kind == relComplement && (speechVerbs[s.preds[g].lemma] || takesClause[s.preds[g].lemma]) && !denyVerbs[s.preds[g].lemma] {
			by = ends(r.speakersOf(&s.preds[g]))
		} else if q := r.doc.QuoteAt(s.chunks[p.chunk].Head); q >= 0 {
			by, g = ends(r.quoteBy[q]), -1
		}
		f := mustFrame
		if p.verb.Modal == "should" {
			f = shouldFrame
		}
		for _, a := range by {
			for _, b := range targets {
				if a.state != "" && a.state == b.state {
					continue
				}
				r.record(f, a, b, g, s.chunks[p.chunk].Head)
			}
		}
	}
}

// hasDuty holds for "China has a responsibility to", "needs to".
func (r *reading) hasDuty(i int) bool {
	s := r.sent
	p := &s.preds[i]
	if p.lemma == "need" && p.object < 0 && !p.verb.Negated {
		return true
	}
	if p.lemma != "have" || p.object < 0 || p.verb.Negated {
		return false
	}
	h := text.NounLemma(s.headLower(p.object))
	return h == "responsibility" || h == "duty" || h == "obligation"
}

// companions reads "A, together with B," as joint action.
func (r *reading) companions() {
	s := r.sent
	for k := range s.chunks {
		if s.kind(k) != text.Preposition {
			continue
		}
		if w := s.lower(s.chunks[k].First); w != "together" && w != "along" && w != "alongside" {
			continue
		}
		a, b := s.skip(k-1, -1), s.skip(k+1, 1)
		if s.kind(a) == text.CommaMark {
			a = s.skip(a-1, -1)
		}
		if s.kind(a) != text.NounGroup || s.kind(b) != text.NounGroup {
			continue
		}
		pred := -1
		for i := range s.preds {
			if s.preds[i].subject == s.leader[a] && s.preds[i].verb.Finite {
				pred = i
			}
		}
		if pred < 0 {
			continue
		}
		for _, x := range ends(r.group(s.leader[a])) {
			for _, y := range ends(r.group(s.leader[s.unitEnd(b)])) {
				r.record(alongFrame, x, y, pred, s.chunks[k].First)
			}
		}
	}
}

// allies reads "Seoul and Tokyo, its two allies", "U.S. allies such as Japan" and "the allies, Japan and South Korea".
func (r *reading) allies() {
	s := r.sent
	for c := range s.chunks {
		if s.kind(c) != text.NounGroup || text.NounLemma(s.headLower(c)) != "ally" {
			continue
		}
		lords := r.modifiersInside(c)
		if lords == nil {
			if o := s.unitOwner(c); o != c {
				lords = r.strict(o)
			}
		}
		if len(lords) == 0 {
			continue
		}
		var named []actor
		f := appositeAlly
		for lead := range s.chunks {
			a, ok := s.appos[lead]
			if !ok {
				continue
			}
			if a == c {
				named = append(named, r.group(s.leader[lead])...)
			}
			if lead == c {
				named = append(named, r.group(s.leader[a])...)
			}
		}
		for _, ph := range s.following(c) {
			if (ph.prep == "such" || ph.prep == "including" || ph.prep == "like") && ph.np >= 0 {
				named, f = append(named, r.group(ph.np)...), suchAsAlly
			}
		}
		if named == nil {
			named = r.suchAs(c)
		}
		for _, a := range ends(lords) {
			for _, b := range ends(dedupe(named)) {
				r.record(f, b, a, -1, s.chunks[c].Head)
			}
		}
	}
}

// suchAs gives the actors of ", such as A and B," after noun chunk c and its phrases.
func (r *reading) suchAs(c int) []actor {
	s := r.sent
	for k := c + 1; k < len(s.chunks) && k < c+8; k++ {
		switch s.kind(k) {
		case text.CommaMark, text.NounGroup, text.Adverb:
			continue
		case text.Preposition:
			w := s.lower(s.chunks[k].First)
			if w != "such" && w != "including" && w != "like" {
				continue
			}
			if n := s.skip(k+1, 1); s.kind(n) == text.NounGroup {
				return r.group(s.leader[s.unitEnd(n)])
			}
		}
		return nil
	}
	return nil
}

// titles reads who holds which office and for whom a person speaks.
func (r *reading) titles() {
	se := r.doc.Sentences[r.sent.index]
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.First < se.First || m.First >= se.Last || m.Office == "" || m.ID == "" || m.Former {
			continue
		}
		person := r.fromMention(m)
		if len(person) != 1 || kindOf(m.ID) != "person" {
			continue
		}
		span := cspan(m.OfficeSpan)
		if span.IsZero() {
			span = cspan(m.Span)
		}
		a := end{actor: person[0]}
		r.record(holdsOffice, a, end{actor: actor{id: m.Office, state: m.State, span: span, kind: "office", mention: -1}}, -1, m.First)
		if home := r.homeOf(m.Office, m.State); home != "" {
			r.record(representsFor, a, end{actor: r.actorOf(home, span)}, -1, m.First)
		}
	}
}

// homeOf gives the state or body that an office belongs to.
func (r *reading) homeOf(office, state string) string {
	if a, ok := r.rules.vocab.Actor(office); ok && a.Home != "" {
		return a.Home
	}
	return state
}
