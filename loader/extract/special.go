package extract

import (
	"strings"

	"entente/graph/vocab"
	"entente/loader/mention"
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
	presenceFrame = special("presence", "visited", "042", 0.6)
	backedFrame   = special("backed-compound", "supports", "051", 0.75)
	brokerFrame   = special("brokered-compound", "mediates", "045", 0.75)
	roleAlly      = special("ally-named", "allied_with", "", 0.85)
	rolePartner   = special("partner-named", "partner_of", "", 0.75)
	roleRival     = special("rival-named", "competes_with", "", 0.7)
	roleMember    = special("member-named", "member_of", "", 0.85)
	goodFrame     = special("called-good", "praises", "051", 0.65)
	badFrame      = special("called-bad", "criticizes", "111", 0.65)
	holdsOffice   = special("title", "holds_office", "", 0.9)
	representsFor = special("title-represents", "represents", "", 0.9)
)

// specials reads the relations of the current sentence that no frame file has.
func (r *reading) specials() {
	r.obligations()
	r.companions()
	r.allies()
	r.titles()
	r.presence()
	r.compounds()
	r.roleNames()
	r.evaluations()
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
		if w := s.lower(s.chunks[k].First); w != "together" {
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
		if m := r.mentionAt(s.chunks[c].Head); len(lords) == 0 && m != nil { // "group:norwegian-allies"
			if st, _, ok := r.rules.vocab.ReadID(m.ID); ok {
				lords = []actor{r.actorOf(st, cspan(m.Span))}
			}
		}
		var named []actor
		if m := r.mentionAt(s.chunks[c].Head); m != nil && len(m.Members) > 0 { // "its two key allies"
			named = r.fromMention(m)
			lords = r.possessor(c)
		}
		if len(lords) == 0 {
			continue
		}
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
	for i := r.mentionsFrom(se.First); i < len(r.mentions) && r.mentions[i].First < se.Last; i++ {
		r.steps++
		m := &r.mentions[i]
		if m.Office == "" || m.ID == "" || m.Former {
			continue
		}
		person := r.fromMention(m)
		if len(person) != 1 || kindOf(m.ID) != "person" {
			continue
		}
		if m.Form == mention.Description && !r.namedNext(i) {
			continue // "the president": that this is the holder on the day is our knowledge, not the text's
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

// namedNext reports that the name of whom mention i describes follows after a comma.
func (r *reading) namedNext(i int) bool {
	return i+1 < len(r.mentions) && r.mentions[i+1].ID == r.mentions[i].ID && r.mentions[i+1].Form == mention.Name && r.mentions[i+1].First == r.mentions[i].Last+1
}

// homeOf gives the state or body that an office belongs to.
func (r *reading) homeOf(office, state string) string {
	if a, ok := r.rules.vocab.Actor(office); ok && a.Home != "" {
		return a.Home
	}
	return state
}

// presenceVerbs are done where one is.
var presenceVerbs = set("say tell speak meet hold address attend join announce add warn sign deliver give exchange arrive present host")

// presence reads "said at a press conference in Oslo" of a foreign official as a visit.
func (r *reading) presence() {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		there := p.verb.Copula && p.object < 0 && p.adjective < 0 // "was in Oslo"
		speaking := p.verb.Gerund && p.kind == relAdjunct && p.lemma == "speak"
		if !presenceVerbs[p.lemma] && !there && !speaking || p.verb.Passive || p.verb.Negated || p.verb.Modal != "" || p.subject < 0 || !p.verb.Finite && !speaking {
			continue
		}
		places := r.placeOf(p)
		if places == nil || there && len(p.phrases) > 0 && p.phrases[0].prep != "in" {
			continue
		}
		for _, a := range ends(r.group(p.subject)) {
			if a.kind != vocab.Person && !((there || speaking) && personNouns[a.via]) || a.state == "" || a.state == places[0].state {
				continue
			}
			r.record(presenceFrame, a, places[0], i, s.chunks[p.chunk].Head)
		}
	}
}

// placeOf gives the foreign place that the phrases of p name with "in": its own, or that of a conference, speech or remarks.
func (r *reading) placeOf(p *predicate) []end {
	s := r.sent
	for k := range s.chunks {
		if s.kind(k) != text.Preposition || s.lower(s.chunks[k].First) != "in" {
			continue
		}
		n := s.skip(k+1, 1)
		if s.kind(n) != text.NounGroup {
			continue
		}
		e := r.placesIn(s.leader[s.unitEnd(n)], true)
		if len(e) != 1 {
			continue
		}
		b := s.skip(k-1, -1)
		switch {
		case b == p.chunk:
		case s.kind(b) == text.NounGroup && (k > p.chunk && k < p.end || k < p.chunk) && occasionNouns[text.NounLemma(s.headLower(b))]:
		case s.kind(b) == text.TimeGroup && b == p.chunk+1:
		default:
			continue
		}
		return e
	}
	return nil
}

var occasionNouns = set("conference remark speech briefing interview talk visit statement address reporter barb")

// compounds reads "Iran-backed militia" as support.
func (r *reading) compounds() {
	s := r.sent
	for c := range s.chunks {
		if s.kind(c) != text.NounGroup {
			continue
		}
		ch := s.chunks[c]
		target := r.mentionAt(ch.Head)
		for t := max(ch.First-2, r.doc.Sentences[s.index].First); t+2 < ch.Last; t++ {
			if r.doc.Tokens[t+1].Tag != text.Hyphen || t+2 < ch.First {
				continue
			}
			switch s.lower(t + 2) {
			case "backed", "supported", "sponsored", "funded":
			case "brokered", "mediated", "facilitated":
				r.brokered(c, t)
				continue
			default:
				continue
			}
			if target == nil || target.ID == "" {
				continue
			}
			if m := r.mentionAt(t); m != nil && m.ID != "" && m.ID != target.ID {
				for _, a := range r.fromMention(m) {
					for _, b := range r.fromMention(target) {
						r.record(backedFrame, end{actor: a}, end{actor: b}, -1, t+2)
					}
				}
			}
		}
	}
}

// brokered reads "a Qatar-brokered truce" as mediation by the actor at token t.
func (r *reading) brokered(c, t int) {
	m := r.mentionAt(t)
	topic, ok := r.topic(r.sent.leader[c])
	if m == nil || m.ID == "" || !ok {
		return
	}
	for _, a := range r.fromMention(m) {
		r.record(brokerFrame, end{actor: a}, topic, -1, t)
	}
}

// roleNames reads "Norway's rival Chile", "US ally Japan" and "NATO members Norway and Turkey": what the named one is to the owner.
func (r *reading) roleNames() {
	s := r.sent
	for c := range s.chunks {
		if s.kind(c) != text.NounGroup || s.leader[c] != c {
			continue
		}
		ch := s.chunks[c]
		head := r.mentionAt(ch.Head)
		if head == nil || head.ID == "" || head.First <= ch.First || head.Form == mention.Adjective {
			continue
		}
		t := head.First - 1
		f := map[string]*frame{"ally": roleAlly, "partner": rolePartner, "rival": roleRival, "foe": roleRival, "archrival": roleRival, "adversary": roleRival, "member": roleMember}[text.NounLemma(s.lower(t))]
		if f == nil {
			continue
		}
		owner := r.roleOwner(c, t)
		for _, a := range ends(r.group(c)) {
			for _, b := range ends(owner) {
				if (f == roleMember) == (b.kind == vocab.Org) {
					r.record(f, a, b, -1, t)
				}
			}
		}
	}
}

// roleOwner gives whose ally or member the noun at token t of chunk c is.
func (r *reading) roleOwner(c, t int) []actor {
	if m := r.mentionAt(t); m != nil && m.First < t { // "NATO members", a name of its own
		_, rest, _ := strings.Cut(m.ID, ":")
		id := "org:" + strings.TrimSuffix(rest, "-members")
		if _, ok := r.rules.vocab.Actor(id); ok {
			return []actor{r.actorOf(id, cspan(m.Span))}
		}
	}
	for k := r.sent.chunks[c].First; k < t; k++ {
		if m := r.mentionAt(k); m != nil && m.ID != "" && m.Form != mention.PlaceName {
			return r.fromMention(m)
		}
	}
	if o := r.sent.unitOwner(c); o != c {
		return r.strict(o)
	}
	return nil
}
