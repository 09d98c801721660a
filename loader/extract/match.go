package extract

import (
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// end is one end of a relation before it becomes a claim.
type end struct {
	actor
	parties []string
}

// found is one relation read in a sentence.
type found struct {
	subject, object end
	frame           *frame
	pred            int // predicate, -1
	host            int // predicate whose clause holds a noun frame
	scope           scope
	sentence        int
	at              int // token of the frame's word
	swapScore       float64
	said            string
	qualifiers      map[string]string
	objectNP        int
	time            timeRef
}

// readSentence applies all frames to the current sentence.
func (r *reading) readSentence() {
	s := r.sent
	for i := range s.preds {
		r.verbFrames(i)
	}
	for c := range s.chunks {
		switch s.chunks[c].Kind {
		case text.NounGroup:
			r.nounFrames(c)
		case text.Adjective:
			r.adjectiveFrames(c)
		}
	}
}

func (r *reading) verbFrames(i int) {
	p := &r.sent.preds[i]
	for _, f := range r.rules.frames.verbs[p.lemma] {
		if !r.fits(f, i) {
			continue
		}
		if r.emit(f, i, i, -1, r.sent.chunks[p.chunk].Head) {
			return // the first frame of a verb that fits wins
		}
	}
}

// strayParticles change what a verb means, so that only frames that name them fit.
var strayParticles = set("out off down up away back over")

func (r *reading) fits(f *frame, i int) bool {
	p := &r.sent.preds[i]
	if f.particle != nil {
		if !slices.Contains(f.particle, p.particle) && !(len(p.phrases) > 0 && p.object < 0 && slices.Contains(f.particle, p.phrases[0].prep)) {
			return false
		}
	} else if strayParticles[p.particle] {
		return false
	}
	passive := p.verb.Passive
	if f.voice == "active" && passive || f.voice == "passive" && !passive {
		return false
	}
	obj := p.object
	if passive {
		obj = p.subject
	}
	head := ""
	if obj >= 0 {
		head = text.NounLemma(r.sent.headLower(obj))
	}
	if f.withObj != nil && !f.withObj[head] && !r.memberHead(obj, f.withObj) {
		return false
	}
	if f.notObj != nil && f.notObj[head] {
		return false
	}
	if f.withPrep != nil && !hasPrep(p.phrases, f.withPrep) && !f.withPrep[p.particle] {
		return false
	}
	if f.clause != "" && (f.clause == "yes") != r.governsClause(i) {
		return false
	}
	if f.notPrep != nil && hasPrep(p.phrases, f.notPrep) || f.notContext != nil && r.sentenceHas(f.notContext) {
		return false
	}
	return f.context == nil || r.sentenceHas(f.context)
}

// governsClause reports whether an infinitive, gerund or clause hangs on predicate i, or "for" follows.
func (r *reading) governsClause(i int) bool {
	if len(r.sent.below(i)) > 0 {
		return true
	}
	return hasPrep(r.sent.preds[i].phrases, set("for"))
}

func (r *reading) memberHead(leader int, words map[string]bool) bool {
	if leader < 0 {
		return false
	}
	for _, m := range r.sent.members[leader] {
		if words[text.NounLemma(r.sent.headLower(m))] {
			return true
		}
	}
	return false
}

func hasPrep(phrases []phrase, words map[string]bool) bool {
	for _, ph := range phrases {
		if words[ph.prep] {
			return true
		}
	}
	return false
}

func (r *reading) sentenceHas(words map[string]bool) bool {
	s := r.doc.Sentences[r.sent.index]
	for t := s.First; t < s.Last; t++ {
		l := r.doc.Tokens[t].Lower
		if words[l] || words[text.NounLemma(l)] || r.doc.Tokens[t].Lemma != "" && words[r.doc.Tokens[t].Lemma] {
			return true
		}
	}
	return false
}

// site is where a frame is being matched: a predicate, or a noun or adjective chunk with its host.
type site struct {
	pred  int // of verb frames
	chunk int // of noun and adjective frames
	host  int // predicate that governs the noun, -1
	role  string
}

// emit fills the slots of f and records what it finds.
func (r *reading) emit(f *frame, pred, host, chunk, at int) bool {
	st := site{pred: pred, chunk: chunk, host: host}
	for _, sub := range f.subject {
		subjects := r.fill(sub, st, nil)
		if len(subjects) == 0 {
			continue
		}
		for _, obj := range f.object {
			pairs := r.pairs(f, st, subjects, obj)
			if len(pairs) == 0 {
				continue
			}
			for _, pr := range pairs {
				r.out = append(r.out, found{subject: pr[0], object: pr[1], frame: f, pred: pred, host: host, sentence: r.sent.index, at: at, objectNP: -1})
			}
			return true
		}
	}
	return false
}

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

func (r *reading) pairs(f *frame, st site, subjects []end, obj slot) [][2]end {
	var out [][2]end
	if obj.source == "mates" {
		for i := range subjects {
			for k := i + 1; k < len(subjects) && len(out) < 12; k++ {
				if subjects[i].id != subjects[k].id {
					out = append(out, [2]end{subjects[i], subjects[k]})
				}
			}
		}
		return out
	}
	objects := r.fill(obj, st, subjects)
	if r.eachOther(obj, st) {
		objects = subjects
	}
	if (f.relation == "urges" || f.relation == "demands" || f.relation == "warns" || f.name == "would-respond") && (len(objects) == 1 && objects[0].kind == vocab.Topic || len(objects) == 0 && obj.source == "prep" && st.pred >= 0) {
		if p := r.conversationPartner(subjects); p != nil {
			objects = p
		} else if p := r.lastPartner(subjects); p != nil && len(objects) == 0 {
			objects = p
		}
	}
	for _, a := range subjects {
		for _, b := range objects {
			if a.id == b.id || sameState(a, b) && !symmetricInside(f) {
				continue
			}
			if f.swap {
				out = append(out, [2]end{b, a})
			} else {
				out = append(out, [2]end{a, b})
			}
		}
	}
	return out
}

func symmetricInside(f *frame) bool {
	return f.relation == "represents" || f.relation == "holds_office"
}

// sameState holds for two ends that stand for one state: a state does not act on itself here.
func sameState(a, b end) bool {
	return a.state != "" && a.state == b.state && b.kind != vocab.Topic && (a.kind == vocab.State || b.kind == vocab.State)
}

// fill gives the ends that a slot finds.
func (r *reading) fill(sl slot, st site, subjects []end) []end {
	s := r.sent
	if st.pred >= 0 {
		return r.fillVerb(sl, &s.preds[st.pred], st)
	}
	return r.fillNoun(sl, st, subjects)
}

func (r *reading) fillVerb(sl slot, p *predicate, st site) []end {
	passive := p.verb.Passive || p.subjectIsPatient
	switch sl.source {
	case "subj":
		if !passive {
			if e := r.takeSubject(sl.take, p); e != nil {
				for _, ph := range p.phrases { // "join, along with B"
					if (ph.prep == "along" || ph.prep == "together") && ph.np >= 0 {
						e = append(e, r.take(sl.take, ph.np)...)
					}
				}
				return e
			}
			return nil
		}
		if passive {
			for _, ph := range p.phrases {
				if ph.prep == "by" && ph.np >= 0 {
					return r.take(sl.take, ph.np)
				}
			}
			return nil
		}
		return r.takeSubject(sl.take, p)
	case "obj":
		if passive {
			if p.object >= 0 && p.indirect < 0 && ditransitive[p.lemma] {
				return r.take(sl.take, p.object)
			}
			return r.take(sl.take, p.subject)
		}
		if p.object < 0 {
			return nil
		}
		return r.take(sl.take, p.object)
	case "iobj":
		if passive && p.object >= 0 {
			return r.take(sl.take, p.subject)
		}
		if p.indirect < 0 && p.object >= 0 && ditransitive[p.lemma] {
			return r.firstName(p.object) // "gave Chile missiles"
		}
		return r.take(sl.take, p.indirect)
	case "prep":
		for _, w := range sl.preps {
			for _, ph := range p.phrases {
				if ph.prep == w && ph.np >= 0 {
					if e := r.take(sl.take, ph.np); e != nil {
						return e
					}
				}
			}
		}
		return nil
	case "inf":
		for k := range s2(r).preds {
			q := &r.sent.preds[k]
			if q.governor == st.pred && (q.kind == relInfinitive || q.kind == relGerund) && q.subject >= 0 && q.subject != p.subject {
				if e := r.take(sl.take, q.subject); e != nil {
					return e
				}
			}
		}
	case "comp":
		return r.complementEnd(sl, st.pred)
	case "child":
		return r.childTopic(st.pred, -1)
	case "after":
		return r.actorAfter(s2(r).chunks[p.chunk].Last, ends(r.group(p.subject)))
	case "near":
		return r.nearActor(s2(r).chunks[p.chunk].First, ends(r.group(p.subject)))
	case "appos":
		if p.subject >= 0 {
			if a, ok := r.sent.appos[p.subject]; ok {
				return r.take(sl.take, a)
			}
		}
	}
	return nil
}

// firstName takes a name at the head of a noun group that may be a receiver rather than a modifier.
func (r *reading) firstName(np int) []end {
	c := r.sent.chunks[np]
	if m := r.mentionAt(c.First); m != nil && m.First == c.First && m.Form != mention.Adjective && m.Last <= c.Head && r.sent.unitStart(np) == np {
		return ends(r.fromMention(m))
	}
	return nil
}

func s2(r *reading) *sentence { return r.sent }

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
		return r.take(take, q.subject)
	}
	return nil
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
	if e != nil && take == "actor" && !p.inverted {
		e = append(e, r.accompanied(p.subject)...)
	}
	return e
}

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
	case "org":
		return r.orgsIn(np)
	case "event":
		return r.eventIn(np)
	case "people":
		return r.peopleIn(np)
	case "orgref": // an organisation, or the one named before for "a forum that"
		if e := r.orgsIn(np); e != nil {
			return e
		}
		return r.orgBefore(r.sent.chunks[np].First)
	case "states":
		var out []end
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

// nounFrames applies the frames of the head of noun chunk c.
func (r *reading) nounFrames(c int) {
	s := r.sent
	ch := s.chunks[c]
	if ch.Owner || r.mentionAt(ch.Head) != nil && r.mentionAt(ch.Head).ID != "" && kindOf(r.mentionAt(ch.Head).ID) != vocab.Topic {
		return
	}
	word := text.NounLemma(s.headLower(c))
	frames := r.rules.frames.nouns[word]
	if len(frames) == 0 {
		return
	}
	host, role := s.host(c)
	for _, f := range frames {
		if !r.nounFits(f, c, host, role) {
			continue
		}
		st := site{pred: -1, chunk: c, host: host, role: role}
		if r.emitNoun(f, st) {
			return
		}
	}
}

func (r *reading) emitNoun(f *frame, st site) bool {
	at := r.sent.chunks[st.chunk].Head
	before := len(r.out)
	if !r.emitAt(f, st, at) {
		return false
	}
	for i := before; i < len(r.out); i++ {
		r.out[i].objectNP = st.chunk
	}
	return true
}

func (r *reading) emitAt(f *frame, st site, at int) bool {
	for _, sub := range f.subject {
		subjects := r.fill(sub, st, nil)
		if len(subjects) == 0 {
			continue
		}
		for _, obj := range f.object {
			if obj.source == "mates" && sub.source == "light" && st.role == "front" {
				continue // "in talks, they said": who talks with whom is not told
			}
			pairs := r.pairs(f, st, subjects, obj)
			if len(pairs) == 0 {
				continue
			}
			for _, pr := range pairs {
				f := r.personsMeet(f, pr)
				r.out = append(r.out, found{subject: pr[0], object: pr[1], frame: f, pred: -1, host: st.host, sentence: r.sent.index, at: at, objectNP: st.chunk})
			}
			return true
		}
	}
	return false
}

// personsMeet makes talks between two persons a meeting.
func (r *reading) personsMeet(f *frame, pr [2]end) *frame {
	if f.relation == "negotiates_with" && pr[0].kind == vocab.Person && pr[1].kind == vocab.Person {
		g := *f
		g.relation = "met_with"
		return &g
	}
	return f
}

func (r *reading) nounFits(f *frame, c, host int, role string) bool {
	s := r.sent
	ch := s.chunks[c]
	has := func(words map[string]bool) bool {
		for t := ch.First; t < ch.Last; t++ {
			if t != ch.Head && words[s.lower(t)] {
				return true
			}
		}
		return false
	}
	if f.modifier != nil && !has(f.modifier) || f.notMod != nil && has(f.notMod) {
		return false
	}
	if f.withPrep != nil && !hasPrep(s.following(c), f.withPrep) || f.notPrep != nil && hasPrep(s.following(c), f.notPrep) {
		return false
	}
	if f.notVerb != nil && host >= 0 && f.notVerb[s.preds[host].lemma] {
		return false
	}
	if f.withObj != nil && (host < 0 || !f.withObj[s.preds[host].lemma]) {
		return false
	}
	if f.notContext != nil && r.sentenceHas(f.notContext) {
		return false
	}
	if role == "obj" && host >= 0 && cessation[s.preds[host].lemma] && ongoing[f.relation] && !s.preds[host].verb.Negated {
		return false // "suspended arms sales": what stopped is told by the verb
	}
	return f.context == nil || r.sentenceHas(f.context)
}

// cessation verbs say that their object is no more.
var cessation = set("suspend halt stop ban block freeze cancel end sever break scrap quit restrict prevent abandon discontinue cut withhold postpone")

// ongoing relations end where their noun is the object of such a verb.
var ongoing = set("supplies_arms_to aids trades_with cooperates_with met_with negotiates_with visited provides_technology_to holds_exercise_with shares_intelligence_with partner_of supports signed_agreement_with")

// host finds the predicate in whose arguments noun chunk c stands, and as what: "obj", "prep", "subj".
func (s *sentence) host(c int) (int, string) {
	best, role := -1, ""
	for i := range s.preds {
		p := &s.preds[i]
		switch {
		case p.object >= 0 && contains(s.members[p.object], c):
			return i, "obj"
		case c > p.chunk && c < p.end:
			best, role = i, "prep"
		case p.subject >= 0 && contains(s.members[p.subject], c) && p.verb.Finite:
			if best < 0 {
				best, role = i, "subj"
			}
		}
	}
	if best < 0 { // inside a subject, or before the first verb
		for i := range s.preds {
			p := &s.preds[i]
			if p.verb.Finite && p.subject >= 0 && c >= s.unitStart(p.subject) && c < p.chunk {
				return i, "insubj"
			}
		}
		for i := range s.preds {
			if s.preds[i].chunk > c && s.preds[i].verb.Finite && s.kind(s.skip(s.unitStart(c)-1, -1)) == text.Preposition {
				return i, "front"
			}
		}
	}
	return best, role
}

func contains(list []int, c int) bool { return slices.Contains(list, c) }

// lightVerbs let their subject act in the noun that is their object.
var lightVerbs = set(`hold have issue express voice make give launch impose conduct carry pay reach sign offer provide reaffirm reiterate renew
	lodge stage mount wage commit show extend deliver raise pose announce declare repeat file level direct start begin open resume continue send convey share
	maintain keep build forge develop strengthen deepen expand boost enhance establish reestablish restore normalize cut sever break enter join conclude ink seal strike
	seek undertake exchange face receive feel harbor harbour restate underline emphasize emphasise pledge vow voice enjoy cement bolster engage finalize finalise do take slap place set put pursue promote upgrade
	approve lay point spread run use trade complete hail improve advance intensify step ratchet tighten exert apply increase host organize organise attend suspend cancel threaten plan want demand complain lead form`)

func (r *reading) fillNoun(sl slot, st site, subjects []end) []end {
	s := r.sent
	switch sl.source {
	case "poss":
		if o := s.unitOwner(st.chunk); o != st.chunk {
			return ends(r.strictOrGroup(o))
		}
	case "adj":
		if a := r.modifiersInside(st.chunk); len(a) >= 1 {
			return ends(a)
		}
	case "compound":
		if a := r.modifiersInside(st.chunk); len(a) >= 2 {
			return ends(dedupe(a))
		}
	case "by", "of", "between":
		for _, ph := range s.following(st.chunk) {
			if ph.prep == sl.source && ph.np >= 0 || sl.source == "between" && ph.prep == "among" && ph.np >= 0 {
				e := r.take(sl.take, ph.np)
				if sl.source == "between" && len(e) < 2 {
					return nil
				}
				return e
			}
		}
		if sl.source == "between" && st.host >= 0 && (st.role == "subj" || st.role == "insubj") && occurs[s.preds[st.host].lemma] {
			for _, ph := range s.preds[st.host].phrases {
				if ph.prep == "between" && ph.np >= 0 {
					return r.take(sl.take, ph.np)
				}
			}
		}
	case "prep":
		for _, w := range sl.preps {
			for _, ph := range s.following(st.chunk) {
				if ph.prep == w && ph.np >= 0 {
					if e := r.included(ph.np); e != nil && sl.take == "actor" {
						return e
					}
					if e := r.take(sl.take, ph.np); e != nil {
						return e
					}
				}
			}
		}
		// "imposed on Iran new sanctions", "sanctions were imposed on Iran"
		if st.host >= 0 {
			h := &s.preds[st.host]
			if (st.role == "obj" || st.role == "subj" && h.verb.Passive) && lightVerbs[h.lemma] {
				for _, w := range sl.preps {
					for _, ph := range h.phrases {
						if ph.prep == w && ph.np >= 0 {
							if e := r.take(sl.take, ph.np); e != nil {
								return e
							}
						}
					}
				}
			}
		}
	case "light":
		return r.lightSubject(sl, st)
	case "obj":
		if st.host >= 0 && st.role == "prep" {
			return r.take(sl.take, s.preds[st.host].object)
		}
	case "subj":
		if st.host >= 0 && s.preds[st.host].verb.Copula && (st.role == "obj" || st.role == "prep" && s.oneOf(s.preds[st.host].object, st.chunk)) {
			return r.takeSubject(sl.take, &s.preds[st.host])
		}
		// an apposition: "Japan, a close ally of"
		for lead := range s.chunks {
			if a, ok := s.appos[lead]; ok && a == st.chunk {
				return r.take(sl.take, s.leader[lead])
			}
		}
	case "hostsubj":
		if st.host >= 0 && (st.role == "obj" || st.role == "prep" || st.role == "front") && !s.preds[st.host].verb.Passive {
			return r.takeSubject(sl.take, &s.preds[st.host])
		}
	case "patient":
		if st.host >= 0 && s.preds[st.host].verb.Passive && r.governedBy(&s.preds[st.host], st.chunk, "by") {
			return r.take(sl.take, s.preds[st.host].subject)
		}
	case "near":
		return r.nearActor(s.chunks[s.unitStart(st.chunk)].First, subjects)
	case "child":
		return r.childTopic(st.host, st.chunk)
	case "self":
		if t, ok := r.topic(s.leader[st.chunk]); ok {
			return []end{t}
		}
	}
	return nil
}

// oneOf holds for "one of the critics", "among the critics".
func (s *sentence) oneOf(object, c int) bool {
	return object >= 0 && (s.headLower(object) == "one" || s.headLower(object) == "part" || s.headLower(object) == "two") && c > object
}

// occurs are verbs by which an event is said to take place.
var occurs = set("take be begin resume continue open start collapse fail hold schedule plan occur happen break stall end conclude follow come go")

// strictOrGroup gives the actors of a possessor, which may be a list.
func (r *reading) strictOrGroup(o int) []actor {
	if a := r.strict(o); a != nil {
		return a
	}
	return nil
}

// modifiersInside gives the actors named inside noun chunk c before its head, possessors apart.
func (r *reading) modifiersInside(c int) []actor {
	s := r.sent
	ch := s.chunks[c]
	var out []actor
	seen := int32(0)
	for t := ch.First; t < ch.Head; t++ {
		m := r.mentionAt(t)
		if m == nil || r.at[t] == seen || m.Last > ch.Head {
			continue
		}
		seen = r.at[t]
		if t >= 2 && r.doc.Tokens[t-1].Tag == text.Hyphen && negPrefix[r.doc.Tokens[t-2].Lower] {
			continue
		}
		if m.Last+1 < len(r.doc.Tokens) && r.doc.Tokens[m.Last].Tag == text.Hyphen && r.doc.Tokens[m.Last+1].Tag == text.Adj {
			continue
		}
		out = append(out, r.fromMention(m)...)
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

// lightSubject gives the subject of the verb whose object the noun is.
func (r *reading) lightSubject(sl slot, st site) []end {
	s := r.sent
	if st.host < 0 {
		return nil
	}
	h := &s.preds[st.host]
	switch {
	case st.role == "obj" && lightVerbs[h.lemma] && !h.verb.Passive && !h.subjectIsPatient:
		return r.takeSubject(sl.take, h)
	case (st.role == "subj" || h.subjectIsPatient) && (h.verb.Passive || h.subjectIsPatient) && lightVerbs[h.lemma]:
		for _, ph := range h.phrases {
			if ph.prep == "by" && ph.np >= 0 {
				return r.take(sl.take, ph.np)
			}
		}
	case st.role == "prep" && len(h.phrases) > 0 && h.object < 0 && r.directPhrase(h, st.chunk) && (h.verb.Copula || h.lemma == "engage" || h.lemma == "enter" || h.lemma == "participate" || h.lemma == "arrive" || h.lemma == "meet" || h.lemma == "be" || h.lemma == "gather" || h.lemma == "call" && false || h.lemma == "go" || h.lemma == "sit" || h.lemma == "travel" || h.lemma == "visit" || h.lemma == "come" || h.lemma == "fly"):
		if !h.verb.Passive {
			return r.takeSubject(sl.take, h)
		}
	case st.role == "prep" && h.lemma == "take" && h.object >= 0 && s.headLower(h.object) == "part" && !h.verb.Passive:
		return r.takeSubject(sl.take, h)
	case st.role == "prep" && (h.lemma == "respond" || h.lemma == "retaliate" || h.lemma == "react" || h.lemma == "answer" || h.lemma == "threaten") && !h.verb.Passive && r.governedBy(h, st.chunk, "with"):
		return r.takeSubject(sl.take, h)
	case (st.role == "front" || st.role == "prep" || st.role == "insubj") && s.kind(s.skip(s.unitStart(st.chunk)-1, -1)) == text.Preposition:
		// "In talks with Iran, the envoy said"
		if pr := s.lower(s.chunks[s.skip(s.unitStart(st.chunk)-1, -1)].First); st.role == "front" && (pr == "in" || pr == "during" || pr == "after" || pr == "at" || pr == "following" || pr == "before" || pr == "ahead") && !h.verb.Passive {
			return r.takeSubject(sl.take, h)
		}
	}
	return nil
}

// governedBy reports whether chunk c is governed by preposition prep of predicate h.
func (r *reading) governedBy(h *predicate, c int, prep string) bool {
	for _, ph := range h.phrases {
		if ph.np >= 0 && ph.prep == prep && contains(r.sent.members[ph.np], c) {
			return true
		}
	}
	return false
}

// directPhrase reports whether chunk c is itself governed by a preposition of predicate h.
func (r *reading) directPhrase(h *predicate, c int) bool {
	for _, ph := range h.phrases {
		if ph.np >= 0 && contains(r.sent.members[ph.np], c) {
			return ph.prep != "of" && ph.prep != "about"
		}
	}
	return false
}

// aboutPhrase reports whether chunk c is what a verb of saying speaks about: "spoke of cooperation".
func (r *reading) aboutPhrase(h *predicate, c int) bool {
	for _, ph := range h.phrases {
		if ph.np >= 0 && contains(r.sent.members[ph.np], c) {
			return ph.prep == "of" || ph.prep == "about" || ph.prep == "on" || ph.prep == "over"
		}
	}
	return false
}

// adjectiveFrames applies the frames of a predicative adjective.
func (r *reading) adjectiveFrames(c int) {
	s := r.sent
	frames := r.rules.frames.adjs[s.headLower(c)]
	if len(frames) == 0 {
		return
	}
	pred := -1
	for i := range s.preds {
		if s.preds[i].adjective == c {
			pred = i
		}
	}
	for _, f := range frames {
		if f.context != nil && !r.sentenceHas(f.context) {
			continue
		}
		if r.emitAdjective(f, c, pred) {
			return
		}
	}
}

func (r *reading) emitAdjective(f *frame, c, pred int) bool {
	s := r.sent
	var subjects []end
	switch {
	case pred >= 0:
		subjects = r.takeSubject("actor", &s.preds[pred])
	default: // "China wary of", "China, worried by"
		k := s.skip(c-1, -1)
		if s.kind(k) == text.CommaMark {
			k = s.skip(k-1, -1)
		}
		if s.kind(k) == text.NounGroup {
			subjects = r.take("actor", s.leader[k])
		}
	}
	if len(subjects) == 0 {
		return false
	}
	phrases := s.following(c)
	for _, obj := range f.object {
		var objects []end
		switch obj.source {
		case "prep":
			for _, w := range obj.preps {
				for _, ph := range phrases {
					if ph.prep == w && ph.np >= 0 && objects == nil {
						objects = r.take(obj.take, ph.np)
					}
				}
			}
		case "comp":
			if pred >= 0 {
				objects = r.complementEnd(obj, pred)
			}
		case "mates":
			for i := range subjects {
				for k := i + 1; k < len(subjects); k++ {
					r.out = append(r.out, found{subject: subjects[i], object: subjects[k], frame: f, pred: pred, host: pred, sentence: s.index, at: s.chunks[c].Head, objectNP: -1})
				}
			}
			if len(subjects) > 1 {
				return true
			}
		}
		if len(objects) == 0 {
			continue
		}
		for _, a := range subjects {
			for _, b := range objects {
				if a.id != b.id && !sameState(a, b) {
					r.out = append(r.out, found{subject: a, object: b, frame: f, pred: pred, host: pred, sentence: s.index, at: s.chunks[c].Head, objectNP: -1})
				}
			}
		}
		return true
	}
	return false
}

// nounScope gives how a relation in a noun is meant: presupposed unless its verb plans, demands, denies or cancels it.
func (r *reading) nounScope(f *found) scope {
	s := r.sent
	c := f.objectNP
	if f.host < 0 {
		return r.nounOwn(r.finish(scope{modality: claim.Asserted}, -1, f.at), c)
	}
	full := r.scopeOf(f.host)
	h := &s.preds[f.host]
	_, role := s.host(c)
	sc := scope{modality: claim.Asserted, chain: full.chain, dropped: full.dropped && role == "obj"}
	switch {
	case (role == "obj" || role == "prep") && (h.lemma == "seek" || h.lemma == "want" || h.lemma == "pursue"):
		sc.modality = claim.Planned
	case role == "obj" && lightVerbs[h.lemma] && !demandNominal[h.lemma] && !planNominal[h.lemma] || (role == "subj") && h.verb.Passive && lightVerbs[h.lemma] || h.verb.Copula && role == "obj" || role == "prep" && h.object < 0 && h.verb.Copula || role == "subj" && (h.lemma == "take" || h.lemma == "be" || h.lemma == "begin" || h.lemma == "continue" || h.lemma == "resume" || h.lemma == "start" || h.lemma == "happen" || h.lemma == "open"):
		sc = full
	case (role == "obj" || role == "prep") && (demandNominal[h.lemma]):
		if h.lemma == "call" && !hasPrep(h.phrases, set("for")) {
			break
		}
		sc.modality, sc.denied = claim.Demanded, full.denied
		sc.cite(r.speakersOf(h))
		if full.modality == claim.Demanded || full.modality == claim.Asserted || full.modality == claim.Planned {
			break
		}
	case (role == "obj" || role == "prep") && planNominal[h.lemma]:
		sc.modality = claim.Planned
	case (role == "obj" || role == "prep") && speechVerbs[h.lemma] && !denyVerbs[h.lemma] && h.lemma != "accuse" && h.lemma != "announce" && !h.verb.Passive && (role == "obj" || r.aboutPhrase(h, c)):
		sc.cite(r.speakersOf(h))
	case role == "obj" && (h.lemma == "deny" || h.lemma == "reject" || h.lemma == "rule") || h.subjectIsPatient && h.lemma == "deny":
		sc.denied = h.lemma == "deny"
		if sc.denied {
			sc.cite(r.speakersOf(h))
		} else {
			sc.modality = claim.Hypothetical
		}
	case (role == "obj" || role == "subj" && h.verb.Passive) && (h.lemma == "cancel" || h.lemma == "call" && h.particle == "off" || h.lemma == "postpone" || h.lemma == "scrap" || h.lemma == "put" && h.particle == "off"):
		sc.denied = true
	case full.modality == claim.Hypothetical && h.conditional:
		sc.modality = claim.Hypothetical
	case (role == "prep" || role == "obj") && full.modality == claim.Planned && h.verb.Modal == "will" && (h.lemma == "begin" || h.lemma == "attend" || h.lemma == "arrive" || h.lemma == "travel" || h.lemma == "visit" || h.lemma == "meet"):
		sc.modality = claim.Planned
	}
	return r.nounOwn(sc, c)
}

var demandNominal = set("call urge demand seek want request propose advocate need require press push encourage recommend")
var planNominal = set("plan schedule propose expect envisage envision prepare pledge promise offer agree consider")

// nounOwn applies the words inside the noun group: "no talks", "alleged support", "possible attack", "planned visit".
func (r *reading) nounOwn(sc scope, c int) scope {
	if c < 0 {
		return sc
	}
	ch := r.sent.chunks[c]
	for t := ch.First; t < ch.Head; t++ {
		switch r.sent.lower(t) {
		case "no":
			sc.denied = !sc.denied
		case "any":
			sc.raise(claim.Hypothetical)
		case "alleged", "purported", "suspected", "supposed", "reported", "apparent", "presumed":
			sc.raise(claim.Reported)
		case "possible", "potential", "hypothetical", "would-be", "future", "eventual":
			sc.raise(claim.Hypothetical)
		case "planned", "upcoming", "forthcoming", "proposed", "scheduled", "impending":
			sc.raise(claim.Planned)
		}
	}
	return sc
}
