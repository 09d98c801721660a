package extract

import (
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// firstName takes a name at the head of a noun group that may be a receiver rather than a modifier.
func (r *reading) firstName(np int) []end {
	c := r.sent.chunks[np]
	if m := r.mentionAt(c.First); m != nil && m.First == c.First && m.Form != mention.Adjective && m.Last <= c.Head && r.sent.unitStart(np) == np {
		return ends(r.fromMention(m))
	}
	return nil
}

// others drops the ends that are among own or stand for the same state.
func others(e []end, own []actor) []end {
	var out []end
	for _, x := range e {
		same := false
		for _, o := range own {
			same = same || x.id == o.id || x.state != "" && x.state == o.state
		}
		if !same {
			out = append(out, x)
		}
	}
	return out
}

func actorsOf(e []end) []actor {
	out := make([]actor, len(e))
	for i := range e {
		out[i] = e[i].actor
	}
	return out
}

// takeSubject takes the subject of p; a clause without its own takes its governor's.
func (r *reading) takeSubject(take string, p *predicate) []end {
	if p.subject < 0 {
		return nil
	}
	e := r.take(take, p.subject)
	if e == nil && take == "actor" {
		e = r.ordered(p)
	}
	if e == nil && p.kind == relRelative {
		e = r.said(take, p.subject)
	}
	if e != nil && take == "actor" && !p.inverted {
		e = append(e, r.accompanied(p.subject)...)
	}
	return e
}

// ordered gives "officials" or "troops" that were told to act the state of the one who told them.
func (r *reading) ordered(p *predicate) []end {
	s := r.sent
	if p.kind != relInfinitive || p.governor < 0 || !serving[text.NounLemma(s.headLower(p.subject))] {
		return nil
	}
	g := &s.preds[p.governor]
	if !commands[g.lemma] || g.subject < 0 || g.subject == p.subject {
		return nil
	}
	for _, a := range r.group(g.subject) {
		if a.state != "" {
			return []end{{actor: r.actorOf(a.state, cspan(r.doc.Tokens[s.chunks[p.subject].Head].Span))}}
		}
	}
	return nil
}

// said gives who is said to be what a relative clause tells of: "Norway is the only state that recognises Chile".
func (r *reading) said(take string, np int) []end {
	s := r.sent
	if h := text.NounLemma(s.headLower(np)); !memberNouns[h] && !personNouns[h] {
		return nil
	}
	for i := range s.preds {
		if q := &s.preds[i]; q.verb.Copula && q.object == np && q.subject >= 0 && q.subject != np && !q.verb.Negated {
			return r.take(take, q.subject)
		}
	}
	return nil
}

var (
	serving  = set("official force troop army soldier commander diplomat military navy ministry officer agency police")
	commands = set("instruct order direct tell task authorize authorise command")
)

// accompanied gives the actors of "A, along with B, condemned".
func (r *reading) accompanied(np int) []end {
	s := r.sent
	k := s.skip(s.members[np][len(s.members[np])-1]+1, 1)
	if s.kind(k) == text.CommaMark {
		k = s.skip(k+1, 1)
	}
	if s.kind(k) != text.Preposition || s.lower(s.chunks[k].First) != "along" && s.lower(s.chunks[k].First) != "together" {
		return nil
	}
	if n := s.skip(k+1, 1); s.kind(n) == text.NounGroup {
		return ends(r.group(s.leader[s.unitEnd(n)]))
	}
	return nil
}

// take gives the ends that a noun group names, as the slot wants them.
func (r *reading) take(take string, np int) []end {
	if np < 0 {
		return nil
	}
	np = r.sent.counted(np)
	switch take {
	case "actor":
		return ends(r.group(np))
	case "inner":
		if a := r.group(np); a != nil {
			return ends(a)
		}
		return ends(r.inner(np))
	case "topic":
		if t, ok := r.topic(np); ok {
			return []end{t}
		}
		return nil
	case "any":
		if r.describedPeople(np) {
			if t, ok := r.topic(np); ok {
				return []end{t}
			}
		}
		if a := r.group(np); a != nil {
			return ends(a)
		}
		in := r.inner(np)
		if r.dyad(np) {
			in = r.parties(np)
		}
		if len(in) >= 2 && r.dyad(np) {
			if t, ok := r.topic(np); ok {
				return []end{t}
			}
		}
		if len(in) > 0 {
			return ends(in[:1])
		}
		if t, ok := r.topic(np); ok {
			return []end{t}
		}
	case "place":
		return r.placesIn(np, true)
	case "placeonly":
		return r.placesIn(np, false)
	case "land":
		if e := r.placesIn(np, true); e != nil {
			return e
		}
		return r.land(np)
	case "org":
		return r.orgsIn(np)
	case "event":
		return r.eventIn(np)
	case "agreement":
		var out []end
		for _, e := range r.orgsIn(np) {
			if e.kind == vocab.Agreement {
				out = append(out, e)
			}
		}
		return out
	case "people":
		return r.peopleIn(np)
	case "person":
		var out []end
		for _, a := range r.group(np) {
			if a.kind == vocab.Person {
				out = append(out, end{actor: a})
			}
		}
		return out
	case "orgref": // an organisation, or the one named before for "a forum that"
		if e := r.orgsIn(np); e != nil {
			return e
		}
		return r.orgBefore(r.sent.chunks[np].First)
	case "states":
		var out []end
		if personNouns[text.NounLemma(r.sent.headLower(np))] {
			return nil // "the two leaders"
		}
		for _, a := range r.group(np) {
			if a.kind == vocab.State {
				out = append(out, end{actor: a})
			}
		}
		return out
	case "dyad": // what is between two parties
		if a := r.group(np); len(stateIDs(a)) >= 2 {
			c := r.sent.chunks[np]
			span := claim.Span{Start: r.doc.Tokens[c.First].Span.Start, End: r.doc.Tokens[c.Last-1].Span.End}
			return []end{{actor: actor{id: r.dyadSlug(stateIDs(a), "dispute"), span: span, kind: vocab.Topic, mention: -1}, parties: stateIDs(a)}}
		}
		return nil
	case "topic2": // a topic that at least two words name
		if t, ok := r.topic(np); ok && strings.Count(t.id, "-") >= 1 {
			return []end{t}
		}
		return nil
	case "parties": // a topic that involves somebody
		if a := r.group(np); a != nil {
			return ends(a)
		}
		if t, ok := r.topic(np); ok && len(t.parties) > 1 {
			return []end{t}
		}
		return nil
	}
	return nil
}

// placesIn gives the states, or where there is none the places, that a noun group locates something in.
func (r *reading) placesIn(np int, state bool) []end {
	var out []end
	s := r.sent
	for _, c := range s.members[np] {
		ch := s.chunks[c]
		for t := s.chunks[s.unitStart(c)].First; t < ch.Last; t++ {
			m := r.mentionAt(t)
			if m == nil || m.ID == "" {
				continue
			}
			k := kindOf(m.ID)
			switch {
			case state && m.State != "" && (k == vocab.State || k == vocab.Place) && (m.Form != mention.Adjective || t < ch.Head):
				if m.Form == mention.Adjective && !placeHeads[text.NounLemma(s.headLower(c))] {
					continue
				}
				out = append(out, end{actor: actor{id: m.State, state: m.State, span: cspan(m.Span), kind: vocab.State, mention: -1}})
			case k == vocab.Place && (!state || m.State == ""):
				out = append(out, end{actor: actor{id: m.ID, state: m.State, span: cspan(m.Span), kind: k, mention: -1}})
			default:
				continue
			}
			break
		}
	}
	return out
}

// landHeads are words for pieces of land or water that somebody may hold.
var landHeads = set("island isle reef shoal archipelago atoll islet rock peninsula strip enclave exclave waters strait territory region province city town village port airport area plateau valley height hill coast")

// land gives places that the vocabulary does not know: a proper name alone, or a group with a word for land at its head.
func (r *reading) land(np int) []end {
	var out []end
	s := r.sent
	for _, c := range s.members[np] {
		ch := s.chunks[c]
		if m := r.mentionAt(ch.Head); m != nil && m.ID != "" {
			continue
		}
		if r.doc.Tokens[ch.Head].Tag != text.Proper && !landHeads[text.NounLemma(s.headLower(c))] {
			continue
		}
		if id := slugTokens(r.doc, ch.First, ch.Last); id != "" {
			span := claim.Span{Start: r.doc.Tokens[ch.First].Span.Start, End: r.doc.Tokens[ch.Last-1].Span.End}
			out = append(out, end{actor: actor{id: "place:" + id, span: span, kind: vocab.Place, mention: -1}})
		}
	}
	return out
}

var placeHeads = set("capital city town port base region island border territory soil embassy airport")

// orgBefore gives the organisation or group named last before token t in the sentence.
func (r *reading) orgBefore(t int) []end {
	for k := t - 1; k >= r.doc.Sentences[r.sent.index].First; k-- {
		if m := r.mentionAt(k); m != nil && (kindOf(m.ID) == vocab.Org || kindOf(m.ID) == vocab.Group) && (m.Form == mention.Name || m.Form == mention.Body) {
			return ends(r.fromMention(m))
		}
	}
	return nil
}

// orgsIn gives the organisations, groups and agreements that a noun group names.
func (r *reading) orgsIn(np int) []end {
	var out []end
	for _, c := range r.sent.members[np] {
		ch := r.sent.chunks[c]
		m := r.mentionAt(ch.Head)
		if m == nil || m.ID == "" {
			for t := ch.Head - 1; t >= ch.First && m == nil; t-- { // "the NATO alliance"
				m = r.mentionAt(t)
			}
		}
		if m != nil {
			if k := kindOf(m.ID); k == vocab.Org || k == vocab.Group || k == vocab.Agreement {
				out = append(out, end{actor: actor{id: m.ID, state: m.State, span: cspan(m.Span), kind: k, mention: -1}})
			}
		}
	}
	return out
}

// peopleNouns are heads of groups of persons that no name goes with.
var peopleNouns = set(`sailor soldier protester demonstrator crowd thousand hundred dozen activist student journalist reporter worker citizen national fisherman crew hostage
	prisoner captive detainee migrant refugee civilian tourist diplomat spy suspect militant rebel fighter gunman leader dissident lawyer officer member official resident supporter people
	opponent critic monk farmer trucker teacher villager woman man troop pilot trader blogger editor politician lawmaker cleric priest bishop pastor academic scholar scientist executive employee staff staffer inmate villager`)

var countedPeople = set("thousands hundreds dozens crowds crowd tens")

// peopleIn gives the persons and bodies that a noun group names, or a group described by its words.
func (r *reading) peopleIn(np int) []end {
	var out []end
	states := false
	for _, a := range r.group(np) {
		if a.kind != vocab.State {
			out = append(out, end{actor: a})
		} else {
			states = true
		}
	}
	if out != nil {
		return out
	}
	s := r.sent
	c := s.chunks[np]
	if states && strings.HasSuffix(s.headLower(np), "s") { // "two Canadians"
		if id := slugTokens(r.doc, c.First, c.Last); id != "" {
			span := claim.Span{Start: r.doc.Tokens[c.First].Span.Start, End: r.doc.Tokens[c.Last-1].Span.End}
			return []end{{actor: actor{id: "group:" + id, span: span, kind: vocab.Group, mention: -1}}}
		}
	}
	if !peopleNouns[text.NounLemma(s.headLower(np))] {
		return ends(r.group(np))
	}
	words := r.topicWords(np)
	if len(words) == 0 {
		return nil
	}
	if len(words) == 1 && countedPeople[words[0]] { // "Thousands marched"
		words[0] = "protesters"
	}
	span := claim.Span{Start: r.doc.Tokens[c.First].Span.Start, End: r.doc.Tokens[c.Last-1].Span.End}
	return []end{{actor: actor{id: "group:" + strings.Join(words, "-"), span: span, kind: vocab.Group, mention: -1}}}
}

var eventHeads = set("summit conference forum meeting assembly session ceremony gathering inauguration funeral congress exhibition talk dialogue convention")

// eventIn makes an event of a conference, or takes the organisation whose session it is.
func (r *reading) eventIn(np int) []end {
	s := r.sent
	c := s.chunks[np]
	if m := r.mentionAt(c.Head); m != nil && m.ID != "" {
		if k := kindOf(m.ID); k == vocab.Event || k == vocab.Org && eventHeads[r.doc.Tokens[m.Last-1].Lower] || k == vocab.Group && eventHeads[r.doc.Tokens[m.Last-1].Lower] {
			return []end{{actor: actor{id: m.ID, state: m.State, span: cspan(m.Span), kind: k, mention: -1}}}
		}
		return nil
	}
	if !eventHeads[text.NounLemma(s.headLower(np))] {
		return nil
	}
	words := r.topicWords(np)
	if len(words) < 2 || slices.Contains(words, "press") || slices.Contains(words, "news") {
		return nil
	}
	span := claim.Span{Start: r.doc.Tokens[c.First].Span.Start, End: r.doc.Tokens[c.Last-1].Span.End}
	return []end{{actor: actor{id: "event:" + strings.Join(words, "-"), span: span, kind: vocab.Event, mention: -1}}}
}

// describedPeople holds for "Bhutanese refugees" and "ethnic Russians": people, not their state.
func (r *reading) describedPeople(np int) bool {
	s := r.sent
	switch text.NounLemma(s.headLower(np)) {
	case "refugee", "migrant", "asylum-seeker", "minority", "community", "exile", "evacuee":
		return true
	}
	c := s.chunks[np]
	for t := c.First; t < c.Head; t++ {
		if s.lower(t) == "ethnic" {
			return true
		}
	}
	return false
}

func ends(actors []actor) []end {
	if len(actors) == 0 {
		return nil
	}
	out := make([]end, len(actors))
	for i, a := range actors {
		out[i] = end{actor: a}
	}
	return out
}

// included gives the actors that "including" names after a noun group: "the leadership, including President X".
func (r *reading) included(np int) []end {
	s := r.sent
	last := s.members[np][len(s.members[np])-1]
	k := s.skip(last+1, 1)
	if s.kind(k) == text.CommaMark {
		k = s.skip(k+1, 1)
	}
	if s.kind(k) != text.Preposition || s.lower(s.chunks[k].First) != "including" {
		return nil
	}
	if n := s.skip(k+1, 1); s.kind(n) == text.NounGroup {
		return ends(r.group(s.leader[s.unitEnd(n)]))
	}
	return nil
}
