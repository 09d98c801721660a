package extract

import (
	"entente/graph/claim"
	"entente/loader/text"
)

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
	switch noun {
	case "report", "evidence", "proof", "information", "intelligence", "indication", "sign":
		if (gov.lemma == "have" || gov.lemma == "see" || gov.lemma == "receive" || gov.lemma == "present" || gov.lemma == "cite") && !gov.verb.Negated {
			sc.cite(r.speakersOf(gov)) // "has reports Chile is violating"
		}
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

var planNouns = set("plan decision agreement promise pledge vow commitment intention willingness readiness offer proposal bid effort attempt move deal way aim goal step desire push initiative mission operation campaign preparation determination measure resolve hope policy strategy legislation resolution application bid request")

// givenUp are what is done to a plan that then is none any more.
var givenUp = set("withdraw drop abandon scrap cancel shelve reject renounce ditch bury")

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
		if givenUp[gov.lemma] && gov.object == p.through { // "withdrew its application to join"
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
	case lemma == "bar" || lemma == "ban" || lemma == "prohibit" || lemma == "forbid":
		sc.dropped = true // what is not allowed may be done all the same
	case lemma == "stop" || lemma == "prevent" || lemma == "avoid" || lemma == "cease" || lemma == "keep" && p.preposition == "from" || lemma == "halt" || lemma == "refrain" || lemma == "quit" || lemma == "discourage":
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
