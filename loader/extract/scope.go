package extract

import (
	"entente/graph/claim"
	"entente/graph/vocab"
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

var denyVerbs = set("deny refute dispute reject dismiss rebut disavow repudiate debunk contradict rebuff disclaim")

// complement applies a governing verb of saying or thinking.
func (r *reading) complement(sc *scope, p, gov *predicate) {
	by := r.speakersOf(gov)
	lemma := gov.lemma
	if p.through >= 0 {
		r.throughNoun(sc, p.through, gov)
	}
	switch {
	case (lemma == "confirm" || lemma == "deny") && gov.verb.Negated, lemma == "comment":
		sc.dropped = true
	case denyVerbs[lemma]:
		sc.denied = !sc.denied
		sc.cite(by)
	case mandative[lemma] && (p.verb.Modal == "should" || p.verb.Modal == "" && !p.verb.Past && !r.thirdPerson(p)):
		sc.raise(claim.Demanded)
		sc.cite(by)
	case lemma == "fear" || lemma == "worry" || gov.adjective >= 0 && worryAdjectives[r.sent.headLower(gov.adjective)]:
		sc.cite(by)
		if p.verb.Modal != "" {
			sc.raise(claim.Hypothetical)
		} else {
			sc.raise(claim.Reported)
		}
	case hedges[lemma]:
		sc.raise(claim.Reported)
		sc.cite(by)
	case lemma == "hope" || lemma == "want" || lemma == "wish":
		sc.raise(claim.Planned)
		sc.cite(by)
	case lemma == "decide" || lemma == "agree" && p.verb.Modal != "":
		sc.raise(claim.Planned)
	case speechVerbs[lemma] || takesClause[lemma]:
		if gov.verb.Negated {
			sc.dropped = true
		}
		if lemma == "agree" || lemma == "know" || lemma == "find" || lemma == "mean" || lemma == "show" || lemma == "see" || lemma == "continue" {
			break
		}
		if speechVerbs[lemma] || lemma == "know" {
			sc.cite(by)
		}
	default:
		if gov.adjective >= 0 || gov.verb.Copula {
			w := ""
			if gov.adjective >= 0 {
				w = r.sent.headLower(gov.adjective)
			}
			switch w {
			case "likely", "possible", "probable", "unlikely", "conceivable":
				sc.raise(claim.Hypothetical)
			case "essential", "important", "necessary", "vital", "imperative", "crucial":
				sc.raise(claim.Demanded)
			case "confident", "certain", "sure", "convinced":
				sc.cite(by)
			}
		}
	}
	if gov.verb.Infinitive && gov.governor >= 0 && r.sent.preds[gov.governor].lemma == "refuse" {
		sc.dropped = true
	}
}

// mandative verbs take a clause in the subjunctive: "demanded that Chile leave".
var mandative = set("demand insist urge propose recommend request ask require order advise stipulate")

// thirdPerson reports whether the verb ends as an indicative does: "insisted that Chile leaves".
func (r *reading) thirdPerson(p *predicate) bool {
	w := r.sent.lower(r.sent.chunks[p.chunk].First)
	return len(w) > 1 && w[len(w)-1] == 's' || w == "are" || w == "am" || w == "have" || w == "do"
}

var worryAdjectives = set("concerned worried afraid alarmed wary fearful anxious nervous uneasy")

// throughNoun applies a noun that carries the clause: "the allegation that", "the possibility that".
func (r *reading) throughNoun(sc *scope, c int, gov *predicate) {
	s := r.sent
	noun := text.NounLemma(s.headLower(c))
	if s.lower(s.chunks[c].First) == "no" { // "no evidence that"
		sc.dropped = true
	}
	switch noun {
	case "allegation", "accusation", "claim", "suspicion", "rumor", "rumour", "belief", "charge", "speculation", "report":
		if !denyVerbs[gov.lemma] {
			sc.raise(claim.Reported)
		}
	case "possibility", "risk", "concern", "fear", "worry", "threat", "idea", "notion", "hope", "doubt", "warning", "prospect":
		sc.raise(claim.Hypothetical)
	case "demand", "call", "request", "requirement", "proposal", "condition":
		sc.raise(claim.Demanded)
	case "pledge", "promise", "assurance", "guarantee":
		sc.raise(claim.Planned)
	}
	if o := s.unitOwner(c); o != c && !denyVerbs[gov.lemma] {
		sc.cite(r.strict(o))
	}
}

// infinitive applies a verb, adjective or noun that governs an infinitive.
func (r *reading) infinitive(sc *scope, p, gov *predicate) {
	s := r.sent
	if p.through >= 0 {
		if done := r.infinitiveNoun(sc, p, gov); done {
			return
		}
	}
	lemma := gov.lemma
	switch {
	case gov.adjective >= 0:
		w := s.headLower(gov.adjective)
		switch {
		case w == "unwilling" || w == "reluctant" || w == "unable" || w == "unlikely" || w == "hesitant":
			sc.denied = !sc.denied
			sc.raise(claim.Planned)
		case w == "important" || w == "necessary" || w == "essential" || w == "vital" || w == "crucial" || w == "imperative":
			sc.raise(claim.Demanded)
		case w == "likely":
			sc.raise(claim.Planned)
		case planAdjectives[w]:
			sc.raise(claim.Planned)
		}
		if gov.verb.Negated {
			sc.denied = !sc.denied
		}
	case lemma == "be" && gov.verb.Copula && gov.object < 0: // "is to visit"
		sc.raise(claim.Planned)
		if gov.verb.Negated {
			sc.denied = !sc.denied
		}
	case refuseVerbs[lemma]:
		sc.denied = !sc.denied != gov.verb.Negated
		if !gov.verb.Past && (gov.verb.Modal == "will" || gov.verb.Modal == "would") {
			sc.raise(claim.Planned)
		}
	case demandVerbs[lemma] && (p.subject != gov.subject || gov.verb.Passive || lemma == "need"):
		sc.raise(claim.Demanded)
		if gov.verb.Negated || gov.verb.Modal == "will" {
			// "will not ask allies to choose": the demand itself is planned or denied
			if gov.verb.Negated {
				sc.denied = !sc.denied
			}
		}
		if lemma == "invite" {
			sc.modality = claim.Planned
		} else if !gov.verb.Passive {
			sc.cite(r.speakersOf(gov))
			sc.inner = true
		}
	case attemptVerbs[lemma]:
		sc.raise(claim.Hypothetical)
		if lemma == "threaten" {
			sc.cite(r.speakersOf(gov))
		}
	case planVerbs[lemma] || lemma == "say":
		sc.raise(claim.Planned)
		if gov.verb.Negated {
			sc.denied = !sc.denied
		}
		r.own(sc, s.predAt[gov.chunk], true)
	case lemma == "seek" || lemma == "try" || lemma == "attempt":
		sc.sought = true
		if gov.verb.Negated {
			sc.denied = !sc.denied
		}
		r.own(sc, s.predAt[gov.chunk], true)
	case implicative[lemma]:
		if gov.verb.Negated {
			sc.denied = !sc.denied
		}
		r.own(sc, s.predAt[gov.chunk], true)
	case lemma == "allow" || lemma == "enable" || lemma == "permit":
		sc.raise(claim.Hypothetical)
	default:
		sc.raise(claim.Planned) // a purpose
	}
}

// implicative verbs leave their infinitive as true as they are themselves.
var implicative = set("continue begin start manage help force lead get come seem appear happen dare cause use go remain keep prompt compel rush return act serve work join unite move step combine cooperate collaborate turn")

var demandNouns = set("call demand appeal request need requirement pressure obligation duty order ultimatum invitation responsibility recommendation")
var planNouns = set("plan decision agreement promise pledge vow commitment intention willingness readiness offer proposal bid effort attempt move deal way aim goal step desire push initiative mission operation campaign preparation determination measure resolve hope policy strategy legislation resolution")

// infinitiveNoun handles "a plan to meet", "the need for A to act", "refusal to recognise".
func (r *reading) infinitiveNoun(sc *scope, p, gov *predicate) bool {
	noun := text.NounLemma(r.sent.headLower(p.through))
	switch {
	case noun == "refusal" || noun == "failure" || noun == "reluctance" || noun == "inability" || noun == "unwillingness":
		sc.denied = !sc.denied
		return true
	case demandNouns[noun]:
		sc.raise(claim.Demanded)
		sc.cite(r.speakersOf(gov))
		return true
	case noun == "threat" || noun == "right" || noun == "ability" || noun == "capability" || noun == "chance" || noun == "opportunity":
		sc.raise(claim.Hypothetical)
		return true
	case planNouns[noun]:
		if d := r.sent.chunks[p.through].First; r.sent.lower(d) == "no" { // "has no plans to"
			sc.denied = !sc.denied
		}
		sc.raise(claim.Planned)
		r.own(sc, r.sent.predAt[gov.chunk], true)
		return true
	}
	return false
}

// gerund applies a verb that governs an -ing form.
func (r *reading) gerund(sc *scope, p, gov *predicate) {
	lemma := gov.lemma
	if p.through >= 0 && p.preposition == "of" {
		noun := text.NounLemma(r.sent.headLower(p.through))
		switch noun {
		case "possibility", "risk", "threat", "idea", "prospect", "fear":
			sc.raise(claim.Hypothetical)
			return
		case "accusation", "allegation", "suspicion", "charge":
			if denyVerbs[lemma] {
				sc.denied = !sc.denied
				sc.cite(r.speakersOf(gov))
			} else {
				sc.raise(claim.Reported)
			}
			return
		}
	}
	switch {
	case lemma == "deny" && (gov.verb.Negated):
		sc.dropped = true
	case denyVerbs[lemma] || lemma == "deny":
		sc.denied = !sc.denied
		sc.cite(r.speakersOf(gov))
	case lemma == "accuse" || lemma == "blame" || lemma == "charge" || lemma == "criticize" || lemma == "condemn" || lemma == "denounce" || lemma == "fault" || lemma == "slam" || lemma == "praise":
		if !gov.verb.Passive {
			sc.cite(r.speakersOf(gov))
		} else if by := r.byPhrase(gov); by != nil {
			sc.cite(by)
		} else {
			sc.raise(claim.Reported)
		}
	case lemma == "suspect" || lemma == "believe":
		sc.raise(claim.Reported)
		sc.cite(r.speakersOf(gov))
	case p.preposition == "for":
	case lemma == "stop" || lemma == "prevent" || lemma == "bar" || lemma == "ban" || lemma == "avoid" || lemma == "cease" || lemma == "keep" && p.preposition == "from" || lemma == "halt" || lemma == "prohibit" || lemma == "refrain" || lemma == "quit" || lemma == "discourage":
		sc.denied = !sc.denied
		if lemma == "discourage" {
			sc.raise(claim.Demanded)
		}
		r.own(sc, r.sent.predAt[gov.chunk], true)
	case lemma == "consider" || lemma == "contemplate" || lemma == "mull" || lemma == "discuss" || lemma == "imagine" || lemma == "risk" || lemma == "weigh":
		sc.raise(claim.Hypothetical)
	case lemma == "propose" || lemma == "suggest" || lemma == "recommend" || lemma == "urge" || lemma == "advocate" || lemma == "warn" && p.preposition == "against":
		sc.raise(claim.Demanded)
		sc.cite(r.speakersOf(gov))
		if lemma == "warn" {
			sc.denied = !sc.denied
		}
	case lemma == "oppose" || lemma == "resist" || lemma == "reject":
		sc.denied = !sc.denied
		sc.raise(claim.Planned)
	case planVerbs[lemma] || lemma == "commit" || lemma == "aim" || p.preposition == "to" || lemma == "support" || lemma == "intend" || p.preposition == "toward" || p.preposition == "on" || p.preposition == "at":
		sc.raise(claim.Planned)
	default:
		if gov.verb.Negated {
			sc.denied = !sc.denied
		}
		r.own(sc, r.sent.predAt[gov.chunk], true)
	}
}

// speakersOf gives who speaks in the clause of a verb of saying; unnamed people keep a descriptive id.
func (r *reading) speakersOf(p *predicate) []actor {
	if p.verb.Passive {
		return r.byPhrase(p)
	}
	if p.subject < 0 {
		return nil
	}
	if a := r.documentSpeaker(p.subject); a != nil {
		return a
	}
	if a := r.group(p.subject); a != nil {
		return a
	}
	return r.unnamed(p.subject)
}

// documents speak for those who issue them.
var documents = set("statement communique report letter account readout tweet post message declaration note release resolution transcript memo")

// issuing verbs put out a document.
var issuing = set("issue release publish make post send give write deliver put sign read send adopt")

// documentSpeaker gives who issued the statement that noun chunk c names: "X issued a statement saying", "a statement issued by X".
func (r *reading) documentSpeaker(c int) []actor {
	s := r.sent
	if s.kind(c) != text.NounGroup || !documents[text.NounLemma(s.headLower(c))] {
		return nil
	}
	for i := range s.preds {
		q := &s.preds[i]
		if q.object == c && !q.verb.Passive && q.subject >= 0 && q.subject != c && issuing[q.lemma] {
			if a := r.group(q.subject); a != nil {
				return a
			}
		}
		if q.subject == c && q.subjectIsPatient {
			if a := r.byPhrase(q); a != nil {
				return a
			}
		}
	}
	for _, ph := range s.following(c) {
		if (ph.prep == "by" || ph.prep == "from") && ph.np >= 0 {
			if a := r.group(ph.np); a != nil {
				return a
			}
			return r.unnamed(ph.np)
		}
	}
	if o := s.unitOwner(c); o != c {
		return r.strict(o)
	}
	if a := r.modifiersInside(c); len(a) > 0 {
		return a[:1]
	}
	return nil
}

func (r *reading) byPhrase(p *predicate) []actor {
	for _, ph := range p.phrases {
		if ph.prep == "by" && ph.np >= 0 {
			if a := r.group(ph.np); a != nil {
				return a
			}
			return r.unnamed(ph.np)
		}
	}
	return nil
}

// unnamed makes a speaker of a plural or titled noun that no name goes with: "analysts", "a senior diplomat", "the report".
func (r *reading) unnamed(c int) []actor {
	s := r.sent
	if s.kind(c) != text.NounGroup {
		return nil
	}
	if in := r.inner(c); len(in) > 0 && (sourceNouns[text.NounLemma(s.headLower(c))] || personNouns[text.NounLemma(s.headLower(c))]) {
		return in[:1]
	}
	ch := s.chunks[c]
	tok := r.doc.Tokens[ch.Head]
	span := claim.Span{Start: r.doc.Tokens[ch.First].Span.Start, End: r.doc.Tokens[ch.Last-1].Span.End}
	if tok.Tag == text.Proper && ch.Head < ch.Last {
		if id := slugTokens(r.doc, max(ch.First, ch.Head-2), ch.Head+1); id != "" {
			return []actor{{id: "person:" + id, span: span, kind: vocab.Person, mention: -1}}
		}
	}
	if tok.Tag != text.Noun {
		return nil
	}
	head := text.NounLemma(tok.Lower)
	if !personNouns[head] && !sourceNouns[head] {
		return nil
	}
	id := slugTokens(r.doc, ch.First, ch.Head+1)
	if id == "" {
		return nil
	}
	return []actor{{id: "group:" + id, span: span, kind: vocab.Group, mention: -1}}
}

// sourceNouns are cited beside persons.
var sourceNouns = set("report expert analyst source critic observer witness resident activist researcher investigator document statement agency newspaper media outlet broadcaster website source scholar campaigner monitor group study department ministry office government embassy commission council command court police bureau committee spokesperson team authority")

// finish adds the speakers of quotation and "according to", for the clause whose verb is token tok and whose topmost governor is predicate top.
func (r *reading) finish(sc scope, top, tok int) scope {
	if q := r.doc.QuoteAt(tok); tok > 0 && q >= 0 {
		if by := r.quoteBy[q]; len(by) > 0 {
			if len(sc.chain) == 0 || !sameActors(sc.chain[0], by) && !within(sc.chain, by) {
				sc.cite(by)
			}
		}
	}
	if by := r.headlineSource(); len(sc.chain) == 0 {
		sc.cite(by)
	}
	if by := r.accordingTo(); len(by) > 0 && (len(sc.chain) == 0 || !within(sc.chain, by)) {
		sc.cite(by)
	}
	return sc
}

// headlineSource gives whom a headline cites after its last colon: "Norway will not attack Chile: minister".
func (r *reading) headlineSource() []actor {
	s := r.sent
	if !s.headline {
		return nil
	}
	for k := len(s.chunks) - 1; k > 0; k-- {
		if s.kind(k) != text.Break {
			continue
		}
		if s.lower(s.chunks[k].First) != ":" {
			continue
		}
		n := s.skip(k+1, 1)
		if s.kind(n) != text.NounGroup {
			return nil
		}
		for i := range s.preds {
			if s.preds[i].chunk > k {
				return nil // a clause follows
			}
		}
		if a := r.group(s.leader[s.unitEnd(n)]); a != nil {
			return a
		}
		return r.unnamed(s.leader[s.unitEnd(n)])
	}
	return nil
}

func within(chain [][]actor, by []actor) bool {
	for _, c := range chain {
		if sameActors(c, by) {
			return true
		}
	}
	return false
}

// accordingTo gives the source that the sentence names with "according to" or "citing".
func (r *reading) accordingTo() []actor {
	s := r.sent
	for k := range s.chunks {
		if s.chunks[k].Kind != text.Preposition || s.lower(s.chunks[k].First) != "according" {
			continue
		}
		n := s.skip(k+1, 1)
		if s.kind(n) == text.Preposition {
			n = s.skip(n+1, 1)
		}
		if s.kind(n) != text.NounGroup {
			continue
		}
		u := s.leader[s.unitEnd(n)]
		if a := r.documentSpeaker(u); a != nil {
			return a
		}
		if a := r.group(u); a != nil {
			return a
		}
		// "according to a statement issued by the White House"
		if a := r.inner(u); a != nil {
			return a[:1]
		}
		return r.unnamed(u)
	}
	return nil
}
