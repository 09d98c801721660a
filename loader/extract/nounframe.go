package extract

import (
	"slices"

	"entente/graph/vocab"
	"entente/loader/text"
)

// nounFrames applies the frames of the head of noun chunk c.
func (r *reading) nounFrames(c int) {
	s := r.sent
	ch := s.chunks[c]
	if ch.Owner {
		return
	}
	if m := r.mentionAt(ch.Head); m != nil && m.ID != "" && !hasPrep(s.following(c), twoSided) && !(s.headLower(c) == "opposition" && hasPrep(s.following(c), set("to against"))) {
		return // a name, unless "between" makes a word of it: "the alliance between"
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

var twoSided = set("between with")

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
		if sub.source == "between" {
			if a, b := r.sides(st); a != nil {
				for _, x := range a {
					for _, y := range b {
						if x.id != y.id && !sameState(x, y) {
							r.out = append(r.out, found{subject: x, object: y, frame: f, pred: -1, host: st.host, sentence: r.sent.index, at: at, objectNP: st.chunk})
						}
					}
				}
				return true
			}
		}
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

// sides gives the two sides of "between officials of A and envoys of B, C and D", where each stands for somebody.
func (r *reading) sides(st site) (a, b []end) {
	s := r.sent
	phrases := s.following(st.chunk)
	if st.host >= 0 && occurs[s.preds[st.host].lemma] && (st.role == "subj" || st.role == "insubj") {
		phrases = append(phrases, s.preds[st.host].phrases...)
	}
	for _, ph := range phrases {
		if ph.prep != "between" || ph.np < 0 || len(s.members[ph.np]) != 2 {
			continue
		}
		m := s.members[ph.np]
		h0, h1 := text.NounLemma(s.headLower(m[0])), text.NounLemma(s.headLower(m[1]))
		if !bodyHeads[h0] || !bodyHeads[h1] || s.kind(s.skip(m[0]+1, 1)) != text.Preposition {
			return nil, nil
		}
		a, b = ends(r.ofActors(m[0], h0)), ends(r.ofActors(m[1], h1))
		if a == nil || b == nil {
			return nil, nil
		}
		return a, b
	}
	return nil, nil
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
	if f.notVerb != nil && host >= 0 && role != "front" && f.notVerb[s.preds[host].lemma] {
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
		if p := s.skip(s.unitStart(c)-1, -1); s.kind(p) == text.Preposition && backdrop[s.lower(s.chunks[p].First)] {
			if i := s.lastFinite(len(s.preds)); i >= 0 && s.preds[i].chunk < c {
				return i, "trail"
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

// backdrop prepositions tell what lies behind a deed: "recalled its envoy amid tensions with Chile".
var backdrop = set("given amid amidst despite citing")

func contains(list []int, c int) bool { return slices.Contains(list, c) }

// lightVerbs let their subject act in the noun that is their object.
var lightVerbs = set(`hold have issue express voice make give launch impose conduct carry pay reach sign offer provide reaffirm reiterate renew
	lodge stage mount wage commit show extend deliver raise pose announce declare repeat file level direct start begin open resume continue send convey share
	maintain keep build forge develop strengthen deepen expand boost enhance establish reestablish restore normalize cut sever break enter join conclude ink seal strike
	seek undertake exchange face receive feel harbor harbour restate underline emphasize emphasise pledge vow voice enjoy cement bolster engage finalize finalise do take slap place set put pursue promote upgrade
	approve lay point spread run use trade complete hail improve advance intensify step ratchet tighten exert apply increase host organize organise attend suspend cancel threaten plan want demand complain lead form
	prepare consider weigh mull draft ready propose`)

// elsewhere tells that a phrase with "in" behind this one says where its matter is: "concern about the unrest in Chile" is not Chile's.
func elsewhere(in, prep string) bool {
	return (in == "in" || in == "among") && (prep == "about" || prep == "over" || prep == "regarding")
}

func (r *reading) fillNoun(sl slot, st site, subjects []end) []end {
	s := r.sent
	switch sl.source {
	case "poss":
		if o := s.unitOwner(st.chunk); o != st.chunk {
			return ends(r.strictOrGroup(o))
		}
		if a := s.whose(st.chunk); a >= 0 {
			return r.take(sl.take, s.leader[a])
		}
		return ends(r.possessor(st.chunk))
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
			if sl.source == "by" && (ph.prep == "about" || ph.prep == "over") {
				break // "concern about a raid by Chile"
			}
			if sl.source == "of" && ph.at > st.chunk+2 {
				break // "concern over the arms of Chile" is not Chile's
			}
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
				if elsewhere(w, ph.prep) {
					break
				}
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
			if st.role == "obj" && h.indirect >= 0 && (slices.Contains(sl.preps, "to") || slices.Contains(sl.preps, "on")) {
				return r.take(sl.take, h.indirect) // "gave Chile a warning"
			}
			if st.role == "obj" && ditransitive[h.lemma] && slices.Contains(sl.preps, "to") {
				if e := r.firstName(st.chunk); e != nil {
					return e
				}
			}
			if (st.role == "obj" || st.role == "subj" && h.verb.Passive) && lightVerbs[h.lemma] {
				for _, w := range sl.preps {
					for _, ph := range h.phrases {
						if elsewhere(w, ph.prep) {
							break
						}
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
		if st.host >= 0 && (s.preds[st.host].verb.Copula || linking[s.preds[st.host].lemma]) && (st.role == "obj" || st.role == "prep" && s.oneOf(s.preds[st.host].object, st.chunk)) {
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
	case "amid":
		p := s.skip(s.unitStart(s.leader[st.chunk])-1, -1)
		if st.host >= 0 && !s.preds[st.host].verb.Passive && s.kind(p) == text.Preposition && backdrop[s.lower(s.chunks[p].First)] {
			return r.takeSubject(sl.take, &s.preds[st.host])
		}
	case "aside": // "Ana Soto, on a visit to Norway, said"
		p := s.skip(s.unitStart(st.chunk)-1, -1)
		c := s.skip(p-1, -1)
		if s.kind(p) == text.Preposition && s.kind(c) == text.CommaMark {
			if np := s.skip(c-1, -1); s.kind(np) == text.NounGroup {
				return r.take(sl.take, s.leader[np])
			}
		}
	case "hostobj": // "weapons from Norway reached Chile"
		if st.host >= 0 && !s.preds[st.host].verb.Passive && (st.role == "subj" || st.role == "insubj") {
			h := &s.preds[st.host]
			if e := r.take(sl.take, h.object); e != nil {
				return e
			}
			for _, ph := range h.phrases {
				if ph.np >= 0 && (ph.prep == "in" || ph.prep == "to" || ph.prep == "at") {
					return r.take(sl.take, ph.np)
				}
			}
		}
	case "speaker":
		if st.host >= 0 {
			if sc := r.scopeOf(st.host); len(sc.chain) > 0 {
				return ends(sc.chain[len(sc.chain)-1])
			}
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
	return object >= 0 && (s.headLower(object) == "one" || s.headLower(object) == "part" || s.headLower(object) == "two" || s.headLower(object) == "source" || s.headLower(object) == "cause" || s.headLower(object) == "matter") && c > object
}

// occurs are verbs by which an event is said to take place.
var occurs = set("agree reach sign conclude declare announce extend broker negotiate strike break erupt flare rage escalate take be begin resume continue open start collapse fail hold schedule plan occur happen break stall end conclude follow come go")

// whose gives the noun group that "whose" before chunk c takes up, or -1.
func (s *sentence) whose(c int) int {
	w := s.skip(s.unitStart(c)-1, -1)
	if s.kind(w) != text.Relative || s.lower(s.chunks[w].First) != "whose" {
		return -1
	}
	a := s.skip(w-1, -1)
	if s.kind(a) == text.CommaMark {
		a = s.skip(a-1, -1)
	}
	if s.kind(a) != text.NounGroup {
		return -1
	}
	return a
}

// possessor gives whom "its" or "their" at the head of noun chunk c means.
func (r *reading) possessor(c int) []actor {
	ch := r.sent.chunks[c]
	tok := r.doc.Tokens[ch.First]
	if tok.Tag != text.Poss || ch.First == ch.Head {
		return nil
	}
	if possessives[tok.Lower] {
		if a := r.boundOwner(c, tok.Lower); a != nil {
			return a
		}
	}
	if m := r.mentionAt(ch.First); m != nil {
		return r.fromMention(m)
	}
	return r.firstPerson(ch.First)
}

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
		if r.doc.Tokens[t].Tag == text.Poss && possessives[r.doc.Tokens[t].Lower] {
			continue // a possessor, not a modifier
		}
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
	case st.role == "prep" && h.verb.Passive && entangled[h.lemma] && r.governedBy(h, st.chunk, "in"):
		return r.take(sl.take, h.subject) // "are locked in a dispute"
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

// entangled are participles that say with "in" what their subject takes part in.
var entangled = set("lock embroil engage involve mire entangle stick bog caught catch")

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
