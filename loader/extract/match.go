package extract

import (
	"slices"

	"entente/graph/vocab"
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
	if f.bare && obj >= 0 {
		return false
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
	if f.who != nil && (p.subject < 0 || passive || !r.memberHead(p.subject, f.who)) {
		return false
	}
	if f.withPrep != nil && !hasPrep(p.phrases, f.withPrep) && !f.withPrep[p.particle] {
		return false
	}
	if f.clause != "" && (f.clause == "yes") != r.governsClause(i) {
		return false
	}
	if f.clause == "no" && r.predicative(p) {
		return false
	}
	if f.notPrep != nil && hasPrep(p.phrases, f.notPrep) || f.notContext != nil && r.sentenceHas(f.notContext) {
		return false
	}
	return f.context == nil || r.sentenceHas(f.context)
}

// predicative reports whether a second noun group or adjective follows the object: "called him a friend".
func (r *reading) predicative(p *predicate) bool {
	if p.object < 0 {
		return false
	}
	s := r.sent
	k := s.members[p.object][len(s.members[p.object])-1] + 1
	for s.kind(k) == text.Quotation {
		k++
	}
	if s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) == "of" {
		k = s.unitEnd(min(k+1, len(s.chunks)-1)) + 1
	}
	return s.kind(k) == text.NounGroup || s.kind(k) == text.Adjective
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

// maxMates is the size of a company of which each member is said to act with each other.
const maxMates = 4

func (r *reading) pairs(f *frame, st site, subjects []end, obj slot) [][2]end {
	var out [][2]end
	if obj.source == "mates" {
		if len(subjects) > maxMates {
			return nil // "talks of six states": not each with each
		}
		for i := range subjects {
			for k := i + 1; k < len(subjects) && len(out) < 12; k++ {
				if subjects[i].id != subjects[k].id {
					out = append(out, [2]end{subjects[i], subjects[k]})
				}
			}
		}
		return out
	}
	r.acting = subjects
	objects := r.allowed(f, r.fill(obj, st, subjects))
	r.acting = nil
	if len(objects) == 0 && f.relation == "met_with" && st.pred >= 0 {
		objects = r.locals(r.guestOf(obj, st), subjects)
	}
	if len(objects) == 0 && f.relation != "met_with" {
		objects = r.sameTarget(f, subjects)
	}
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
	if len(out) == 0 && len(objects) > 0 && f.relation != "met_with" { // "It also expelled its envoy": the other's
		for _, b := range r.sameTarget(f, subjects) {
			out = append(out, [2]end{subjects[0], b})
		}
	}
	return out
}

// allowed drops the ends that the relation of f cannot have, so that the next slot or frame may find a fitting one.
func (r *reading) allowed(f *frame, in []end) []end {
	rel, ok := r.rules.vocab.Relation(f.relation)
	if !ok || len(in) == 0 {
		return in
	}
	kinds := rel.Range
	if f.swap {
		kinds = rel.Domain
	}
	var out []end
	for _, e := range in {
		if _, fits := r.fitKind(e, kinds, rel.Proposition); fits {
			out = append(out, e)
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
					if ph.prep == "along" && ph.np >= 0 {
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
		if (sl.take == "any" || sl.take == "topic" || sl.take == "agreement") && takesUp[p.lemma] {
			if e := r.takenUp(p.object); e != nil {
				return e
			}
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
	case "first": // only the phrase right after the verb
		if len(p.phrases) > 0 && p.phrases[0].np >= 0 && slices.Contains(sl.preps, p.phrases[0].prep) {
			return r.take(sl.take, p.phrases[0].np)
		}
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
		if passive && p.subject >= 0 { // "sanctions on Chile were lifted"
			for _, ph := range s2(r).following(p.subject) {
				if ph.np >= 0 && slices.Contains(sl.preps, ph.prep) {
					if e := r.take(sl.take, ph.np); e != nil {
						return e
					}
				}
			}
		}
		return nil
	case "speaker": // who is cited for the clause
		if sc := r.scopeOf(st.pred); len(sc.chain) > 0 {
			return ends(sc.chain[len(sc.chain)-1])
		}
	case "ifsubj":
		return r.conditionSubject(sl, st.pred)
	case "motion": // the resolution that is voted on
		if e, ok := r.motion(-1); ok {
			return []end{e}
		}
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

// takesUp are verbs whose "it" more often means what was told than who was named.
var takesUp = set("oppose ratify welcome reject deny support condemn denounce hail criticize criticise dismiss endorse praise applaud back deplore protest")

// conditionSubject takes the subject of the clause under whose condition predicate i stands: "will respond if Chile attacks".
func (r *reading) conditionSubject(sl slot, i int) []end {
	s := r.sent
	for k := range s.preds {
		if q := &s.preds[k]; q.subject >= 0 && k != i && (q.conditional || q.kind == relCondition) && q.subject != s.preds[i].subject {
			return r.take(sl.take, q.subject)
		}
	}
	return nil
}

func s2(r *reading) *sentence { return r.sent }
