package extract

import (
	"entente/graph/claim"
	"entente/loader/text"
)

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
	if p := s.skip(s.unitStart(s.leader[max(c, 0)])-1, -1); c >= 0 && s.kind(p) == text.Preposition && backdrop[s.lower(s.chunks[p].First)] {
		role = "trail"
	}
	sc := scope{modality: claim.Asserted, chain: full.chain, dropped: full.dropped && role == "obj"}
	switch {
	case role == "trail":
		return r.nounOwn(r.finish(scope{modality: claim.Asserted}, -1, f.at), c) // a backdrop is a fact
	case f.frame.withObj != nil && role != "front":
		sc = full // the verb is part of what the frame says
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
	case (role == "obj" || role == "prep") && speechVerbs[h.lemma] && !denyVerbs[h.lemma] && h.lemma != "accuse" && h.lemma != "announce" && h.lemma != "recall" && !h.verb.Passive && (role == "obj" || r.aboutPhrase(h, c)):
		sc.cite(r.speakersOf(h))
	case role == "prep" && h.object >= 0 && worryNouns[text.NounLemma(s.headLower(h.object))] && lightVerbs[h.lemma]: // "voiced concern about Chile's raid"
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
	case (role == "prep" || role == "obj") && full.modality == claim.Planned && (h.lemma == "begin" || h.lemma == "attend" || h.lemma == "come" || h.lemma == "fly" || h.lemma == "go" || h.lemma == "head" || h.lemma == "host" || h.lemma == "arrive" || h.lemma == "travel" || h.lemma == "visit" || h.lemma == "meet"):
		sc.modality = claim.Planned
	}
	return r.nounOwn(sc, c)
}

// worryNouns are attitudes whose cause is told by the one who has them.
var worryNouns = set("concern worry fear alarm anxiety unease outrage anger suspicion doubt")

var demandNominal = set("call urge demand seek want request propose advocate need require press push encourage recommend")

var planNominal = set("plan schedule propose expect envisage envision prepare pledge promise offer agree consider weigh mull draft ready")

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
