package extract

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// expertHeads speak for an organisation that sends them, never for a state: "UN experts", "IAEA inspectors".
var expertHeads = set("expert panel inspector monitor rapporteur investigator observer")

// experts gives the organisation whose experts or inspectors noun chunk c names.
func (r *reading) experts(c int) []actor {
	var out []actor
	for _, a := range r.modifierActors(c) {
		if a.kind == vocab.Org {
			out = append(out, a)
		}
	}
	return out
}

// counterpart gives "his Chilean counterpart" the state of the adjective, and "his counterpart" the one whom he met.
func (r *reading) counterpart(c int) []actor {
	ch := r.sent.chunks[c]
	var owner, other []actor
	for t := ch.First; t < ch.Head; t++ {
		m := r.mentionAt(t)
		switch {
		case r.doc.Tokens[t].Tag == text.Poss && possessives[r.doc.Tokens[t].Lower]:
			if owner = r.boundOwner(c, r.doc.Tokens[t].Lower); owner == nil && m != nil {
				owner = r.fromMention(m)
			}
		case m != nil && m.First == t && m.Last <= ch.Head:
			other = append(other, r.fromMention(m)...)
		}
	}
	if other != nil {
		for i := range other {
			other[i].via = "counterpart"
		}
		return other
	}
	if owner == nil {
		if o := r.sent.unitOwner(c); o != c {
			owner = r.strict(o)
		}
	}
	var out []actor
	for _, e := range r.lastPartner(ends(owner)) {
		out = append(out, e.actor)
	}
	return r.placed(out, c)
}

// regions are adjectives that gather states no list names.
var regions = set("western european arab asian african gulf nordic baltic balkan scandinavian caribbean allied eu nato")

// gathered are the people and bodies of such states that act together.
var gathered = set("diplomat official leader government country nation power capital minister state ally")

// regional makes a group of "Western diplomats", "Gulf states" that act; as those acted on they stay a topic.
func (r *reading) regional(c int) []actor {
	ch := r.sent.chunks[c]
	head := r.doc.Tokens[ch.Head].Lower
	if r.acting != nil || ch.Head == ch.First || !gathered[text.NounLemma(head)] || text.NounLemma(head) == head || !regions[r.sent.lower(ch.Head-1)] {
		return nil
	}
	id := slugTokens(r.doc, ch.Head-1, ch.Head+1)
	span := claim.Span{Start: r.doc.Tokens[ch.First].Span.Start, End: r.doc.Tokens[ch.Last-1].Span.End}
	return []actor{{id: "group:" + id, span: span, kind: vocab.Group, mention: -1}}
}

// locals gives "government officials" whom a visitor meets the state where he was said to be.
func (r *reading) locals(np int, visitors []end) []end {
	s := r.sent
	if np < 0 || !localHeads[text.NounLemma(s.headLower(np))] || len(visitors) == 0 || r.group(np) != nil || r.inner(np) != nil {
		return nil
	}
	for k := len(r.out) - 1; k >= 0 && s.index-r.out[k].sentence <= 6; k-- {
		f := &r.out[k]
		if f.frame.relation == "visited" && matches(f.subject, visitors[0]) && f.object.state != "" {
			a := r.actorOf(f.object.state, cspan(r.doc.Tokens[s.chunks[np].Head].Span))
			return []end{{actor: a}}
		}
	}
	return nil
}

// guestOf gives the noun group in which a slot of a verb of meeting looks for the other side, or -1.
func (r *reading) guestOf(sl slot, st site) int {
	p := &r.sent.preds[st.pred]
	switch sl.source {
	case "obj":
		return p.object
	case "prep":
		for _, ph := range p.phrases {
			if ph.prep == "with" {
				return ph.np
			}
		}
	}
	return -1
}

// repeatable relations may be told of the same target again without naming it: "It also imposed sanctions over the launch."
var repeatable = set("sanctions expels suspends criticizes condemns coerces")

// sameTarget gives whom the same subject acted against in the sentence before, where "also" says that the story goes on.
func (r *reading) sameTarget(f *frame, subjects []end) []end {
	if !repeatable[f.relation] || len(subjects) != 1 || !r.sentenceHas(alsoWords) {
		return nil
	}
	for k := len(r.out) - 1; k >= 0 && r.sent.index-r.out[k].sentence <= 1; k-- {
		g := &r.out[k]
		if g.sentence == r.sent.index || !repeatable[g.frame.relation] && !speechRelation(g.frame.relation) || !matches(g.subject, subjects[0]) || g.object.state == "" || g.object.kind == vocab.Topic {
			continue
		}
		return []end{g.object}
	}
	return nil
}

var alsoWords = set("also additionally separately further")

// localHeads are people of the place whom a guest meets.
var localHeads = set("official leader authority minister president premier counterpart lawmaker host king government policymaker")

// saidBefore resolves "the minister", "the envoy", "the ministry" by the last noun group before with the same head that named its
// state: "Chile's foreign minister arrived. The minister said".
func (r *reading) saidBefore(c int, head string) []actor {
	ch := r.sent.chunks[c]
	if ch.Last-ch.First != 2 || r.doc.Tokens[ch.First].Lower != "the" || !resumable[head] || r.mentionAt(ch.Head) != nil {
		return nil
	}
	here := r.sent
	defer func() { r.sent = here }()
	for k := here.index - 1; k >= 0 && k >= here.index-4; k-- {
		s := r.sents[k]
		if s == nil {
			continue
		}
		r.sent = s
		for x := range s.chunks {
			if s.kind(x) != text.NounGroup || s.chunks[x].Last-s.chunks[x].First == 2 && s.lower(s.chunks[x].First) == "the" {
				continue
			}
			if h := s.headLower(x); text.NounLemma(h) != head || h != r.doc.Tokens[ch.Head].Lower {
				m := r.mentionAt(s.chunks[x].Head)
				if m == nil || m.Form != mention.Title || !r.titled(m, head) {
					continue
				}
			}
			if a := r.strict(x); len(a) == 1 {
				out := append([]actor(nil), a...)
				out[0].span = cspan(r.doc.Tokens[ch.Head].Span)
				return out
			}
		}
	}
	return nil
}

// titled reports whether the office named with a person ends in this word: "Foreign Minister Ana Example" is "the minister".
func (r *reading) titled(m *mention.Mention, head string) bool {
	sp := m.OfficeSpan
	if sp.End <= sp.Start || sp.End > len(r.doc.Body) {
		return false
	}
	office := r.doc.Body[sp.Start:sp.End]
	return len(office) > len(head) && strings.EqualFold(office[len(office)-len(head):], head)
}

// resumable are heads that "the" may take up again.
var resumable = set("minister ministry envoy ambassador president premier chancellor spokesman spokeswoman general commander army navy government parliament diplomat delegation secretary agency chief leader king")
