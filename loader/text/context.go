package text

import "strings"

// second resolves the open words from left to right, keeping track of whether the clause has its finite verb.
func (t *tagger) second() {
	finite := false // the clause being read has a finite verb
	speech := false // and it is a verb of saying
	lastVerb := NoTag
	wish := false // a clause in the subjunctive has begun: "demanded that the rebels halt"
	for i := range t.tokens {
		tok := &t.tokens[i]
		if tok.Tag == NoTag && t.headline && i > 0 && i == len(t.tokens)-1 && t.tokens[i-1].Tag == Noun && strings.HasSuffix(t.tokens[i-1].Lower, "s") && verbForms[tok.Lower].bits&formBase != 0 {
			tok.Tag, tok.Lemma = VBP, verbForms[tok.Lower].lemma // "Norway-Chile talks collapse"
		}
		t.settle(i)
		if tok.Tag == NoTag && wish && i > 0 && t.subjunctive(i) {
			tok.Tag, tok.Lemma, wish = VBP, verbForms[tok.Lower].lemma, false
		}
		if tok.Tag == NoTag {
			if tok.Lower == "that" {
				tok.Tag = t.that(i)
			} else {
				tok.Tag = t.open(i, finite, speech, lastVerb)
			}
		}
		if tok.Tag == VBN && t.afterLinking(i) && wordTags[tok.Lower]&cAdj != 0 {
			tok.Tag = Adj // "remains concerned"
		}
		switch tok.Tag {
		case Modal, Be, Have, Do:
			if tok.Lower != "being" && tok.Lower != "been" && tok.Lower != "having" && !(i > 0 && t.tokens[i-1].Tag == To) {
				finite, speech = true, false
			}
			lastVerb = tok.Tag
		case VBP, VBD:
			wish = wishLemmas[tok.Lemma] && t.lowerAt(i+1) == "that"
			finite, speech, lastVerb = true, speechLemmas[tok.Lemma], tok.Tag
		case VB, VBG, VBN:
			lastVerb = tok.Tag
			if finite {
				speech = speech && tok.Tag == VBG || speechLemmas[tok.Lemma]
			}
		case Subord, Wh, Stop, QuoteTag:
			finite, speech = false, false
		case Conj:
			if t.clauseAfter(i) {
				finite, speech = false, false
			}
		}
	}
}

// clauseAfter reports whether a subject with its own verb follows the conjunction, rather than a listed noun.
func (t *tagger) clauseAfter(i int) bool {
	for k := i + 1; k < len(t.tokens) && k < i+9; k++ {
		n := t.tokens[k]
		if n.Kind == Punct && n.Lower != "-" {
			return false
		}
		c := wordTags[n.Lower]
		if c&(cModal|cBe|cHave|cDo) != 0 && k > i+1 {
			return true
		}
		if c&(cPrep|cConj|cSubord) != 0 && c&cAdv == 0 {
			return false
		}
		if verbFinite(n.Lower) && k > i+1 && !n.Caps {
			return true
		}
	}
	return false
}

// that is a determiner before a noun without verb, a relative after a noun, else the opener of a clause.
func (t *tagger) that(i int) Tag {
	if i > 0 {
		switch p := t.tokens[i-1]; {
		case p.Tag == Prep && p.Lower != "in" && p.Lower != "except":
			return Pron
		case t.pointing(i):
			return Det
		case p.Tag == Noun || p.Tag == Proper:
			n := t.lowerAt(i + 1)
			if c := wordTags[n]; c&(cModal|cBe|cHave|cDo) != 0 || verbForms[n].lemma != "" && !t.tokens[i+1].Caps && verbForms[n].bits&formGerund == 0 {
				return Wh
			}
			return Subord
		}
	}
	if i == 0 || t.tokens[i-1].Tag == QuoteTag {
		n := t.lowerAt(i + 1)
		if c := wordTags[n]; c&(cModal|cBe|cHave|cDo) != 0 || n == "'s" {
			return Pron
		}
		return Det
	}
	n := t.lowerAt(i + 1)
	if c := wordTags[n]; c&(cModal|cBe|cHave|cDo) != 0 && (t.tokens[i-1].Tag == Conj || t.tokens[i-1].Tag == Comma) {
		return Pron
	}
	return Subord
}

// open tags a word that may be a verb.
func (t *tagger) open(i int, finite, speech bool, lastVerb Tag) Tag {
	tok := &t.tokens[i]
	v, ok := verbForms[tok.Lower]
	if !ok {
		if next := wordTags[t.lowerAt(i+1)]; t.nounLike(i+1) && next&(cDet|cPoss|cPron) == 0 && t.before(i).Tag != Be && t.before(i).Tag != Have {
			return Adj // "unwavering support": no verb that the lists have
		}
		if strings.HasSuffix(tok.Lower, "ing") {
			v = verbForm{tok.Lemma, formGerund}
		} else {
			v = verbForm{tok.Lemma, formPast | formParticiple}
		}
	}
	c := wordTags[tok.Lower]
	p := t.before(i)
	if i > 0 && t.tokens[i-1].Tag == Adv && (p.Tag == Noun || p.Tag == Proper) && !finite && v.bits&(formThird|formBase) != 0 && floating[t.tokens[i-1].Lower] {
		return VBP // "the pact also worries the capital"
	}
	if v.bits&formGerund != 0 {
		return t.gerundTag(i, p, c)
	}
	if v.bits&(formPast|formParticiple) != 0 && v.bits&(formBase|formThird) == 0 {
		return t.pastTag(i, v, p, c, finite, speech, lastVerb)
	}
	return t.presentTag(i, v, p, c, finite, speech, lastVerb)
}

var wishLemmas = wordSet("demand insist urge propose recommend request ask require")

// subjunctive reports a base form after a name or plural that cannot be part of the same noun group: "that the Houthis halt attacks".
func (t *tagger) subjunctive(i int) bool {
	p, v := t.tokens[i-1], verbForms[t.tokens[i].Lower]
	if v.bits&formBase == 0 || p.Tag != Proper && !(p.Tag == Noun && strings.HasSuffix(p.Lower, "s")) || t.tokens[i].Caps {
		return false
	}
	n := t.lowerAt(i + 1)
	return n != "" && (t.nounLike(i+1) || wordTags[n]&(cDet|cPoss|cPrep|cAdv) != 0) && wordTags[n]&(cBe|cHave|cModal) == 0
}

// before gives the token before i, adverbs skipped.
func (t *tagger) before(i int) Token {
	for k := i - 1; k >= 0; k-- {
		t.doc.steps++
		if t.tokens[k].Tag == Adv || t.tokens[k].Tag == Neg {
			continue
		}
		if t.tokens[k].Tag == QuoteTag && k > 0 {
			continue
		}
		return t.tokens[k]
	}
	return Token{}
}

func (t *tagger) gerundTag(i int, p Token, c classBits) Tag {
	nextNoun := t.nounLike(i+1) && wordTags[t.lowerAt(i+1)]&(cDet|cPoss|cPron) == 0
	switch p.Tag {
	case Be:
		return VBG
	case Det, Poss, Adj:
		if nextNoun && c&cNoun == 0 {
			return Adj
		}
		return Noun
	case Noun, Proper:
		if n := t.lowerAt(i + 1); c&cNoun != 0 && (!t.objectFollows(i+1) || n == "next" || n == "last" || n == "this" || n == "earlier" || n == "later") {
			return Noun
		}
	case Prep, Conj:
		if c&cAdj != 0 && nextNoun {
			return Adj
		}
	}
	if c&cNoun != 0 && (i == 0 || p.Tag == Prep) && !t.objectFollows(i+1) {
		return Noun
	}
	if c&cAdj != 0 && nextNoun {
		return Adj
	}
	return VBG
}

func (t *tagger) pastTag(i int, v verbForm, p Token, c classBits, finite, speech bool, lastVerb Tag) Tag {
	next := t.lowerAt(i + 1)
	nc := wordTags[next]
	nextNoun := t.nounLike(i+1) && nc&(cDet|cPoss|cPron) == 0
	if v.bits&formParticiple == 0 {
		if p.Tag == Poss || p.Tag == Det {
			return Noun
		}
		return VBD
	}
	switch p.Tag {
	case Be:
		if c&cAdj != 0 && next != "by" {
			return Adj
		}
		return VBN
	case Have:
		return VBN
	case Det, Poss, Adj, Num:
		if nextNoun || p.Tag == Adj && c&cAdj != 0 || v.bits&formPast == 0 {
			return Adj
		}
		if p.Tag == Adj && v.bits&formPast != 0 && i >= 2 { // "the injured said"
			return t.finiteOrParticiple(i, v, finite, speech, next)
		}
		if p.Tag == Det && p.Lower != "both" && p.Lower != "all" {
			return Adj
		}
	case Prep:
		if nextNoun {
			return Adj
		}
		return VBN
	case Hyphen:
		return Adj
	case Conj:
		if c&cAdj != 0 && nextNoun {
			return Adj
		}
		if lastVerb == VBN && t.conjoinsVerb(i) {
			return VBN
		}
		if v.bits&formPast != 0 {
			return VBD
		}
		return VBN
	case Comma:
		if v.lemma == "say" || v.lemma == "tell" {
			return VBD
		}
		if v.bits&formPast != 0 && (motionVerbs[v.lemma] || !finite && next != "by" && next != "" && !t.finiteLater(i+1)) {
			return VBD // "Norway's president, Ana Berg, arrived in Lima", and no other verb is the main one
		}
		if nc&cPrep != 0 || next == "" || v.bits&formPast == 0 {
			if !finite || !t.objectFollows(i+1) {
				return VBN
			}
		}
		if finite && v.bits&formPast != 0 {
			return VBD
		}
		if v.bits&formPast == 0 {
			return VBN
		}
		return t.finiteOrParticiple(i, v, finite, speech, next)
	case NoTag, Stop:
		if nextNoun && c&cAdj != 0 {
			return Adj
		}
		if i == 0 && v.bits&formParticiple != 0 {
			return VBN
		}
	case VBN, VBG, VB, VBD, VBP:
		if nextNoun {
			return Adj
		}
		return VBN
	}
	return t.finiteOrParticiple(i, v, finite, speech, next)
}

// conjoinsVerb reports whether the conjunction before i joins i to a verb rather than opening a clause.
func (t *tagger) conjoinsVerb(i int) bool {
	return i >= 1 && (t.tokens[i-1].Tag == Conj || t.tokens[i-1].Tag == Adv)
}

// motionVerbs have no object, so their past is no participle that tells of a noun: "Norway's president, Ana Berg, arrived in Lima".
var motionVerbs = wordSet("arrive depart go come travel remain emerge proceed abstain")

// finiteOrParticiple decides for "-ed" after a noun or pronoun.
func (t *tagger) finiteOrParticiple(i int, v verbForm, finite, speech bool, next string) Tag {
	if v.bits&formPast == 0 {
		return VBN
	}
	p := t.before(i)
	if p.Tag == Pron || p.Tag == Wh || motionVerbs[v.lemma] {
		return VBD
	}
	if attributive[t.tokens[i].Lower] && !t.tokens[min(i+1, len(t.tokens)-1)].Caps && (p.Tag == Proper || p.Tag == Conj) && t.nounLike(i+1) && wordTags[next]&(cDet|cPoss|cPron) == 0 {
		return Adj
	}
	if next == "by" && !intransitiveBy[v.lemma] {
		if !finite && !t.finiteLater(i+1) {
			return VBD
		}
		return VBN
	}
	if !finite {
		if wordTags[next]&cPrep != 0 && t.finiteLater(i+1) {
			return VBN
		}
		return VBD
	}
	if speech || speechLemmas[v.lemma] {
		return VBD
	}
	if wordTags[next]&(cPrep|cConj) != 0 || next == "" || next == "last" || next == "earlier" || t.tokens[min(i+1, len(t.tokens)-1)].Kind == Punct || next == "to" {
		return VBN
	}
	return VBN
}

// attributive participles stand before a noun even after a name: "Jordanian armed forces".
var attributive = wordSet("armed allied occupied exiled jailed displaced wounded injured retired combined")

var intransitiveBy = wordSet("rise fall grow increase shrink drop gain")

// finiteLater reports whether an unmistakable finite verb follows before the clause breaks.
func (t *tagger) finiteLater(i int) bool {
	for k := i; k < len(t.tokens); k++ {
		t.doc.steps++
		n := t.tokens[k]
		c := wordTags[n.Lower]
		switch {
		case n.Kind == Punct && n.Lower != "-" && n.Lower != "$", c&cSubord != 0 && c&cPrep == 0, n.Tag == Subord, n.Tag == Wh, n.Tag == Conj && t.clauseAfter(k):
			return false
		case (n.Tag == Modal || n.Tag == Be || n.Tag == Have || n.Tag == Do) && n.Lower != "being" && n.Lower != "having" && n.Lower != "be":
			return t.tokens[k-1].Tag != To
		case verbFinite(n.Lower) && !n.Caps && k > i && verbForms[n.Lower].bits&formParticiple == 0 && t.tokens[k-1].Lower != "to":
			return true
		case verbFinite(n.Lower) && !n.Caps && k > i && t.tokens[k-1].Tag != Prep && t.tokens[k-1].Lower != "to" && t.tokens[k-1].Tag != Det && t.tokens[k-1].Tag != Adj && (wordTags[t.lowerAt(k+1)]&(cDet|cPoss|cPron|cSubord) != 0 || k+1 < len(t.tokens) && t.tokens[k+1].Caps):
			return true
		}
	}
	return false
}

// presentTag decides between noun and verb for base and third-person forms.
func (t *tagger) presentTag(i int, v verbForm, p Token, c classBits, finite, speech bool, lastVerb Tag) Tag {
	tok := t.tokens[i]
	isNoun := v.bits&formNoun != 0 || c&cNoun != 0
	both := v.bits&(formPast|formParticiple) != 0 // "put", "hit", "set", "cut"
	plain := func() Tag {
		if isNoun {
			return Noun
		}
		if c&cAdj != 0 {
			return Adj
		}
		return VBP
	}
	if tok.Lower == "back" && i > 0 && (t.tokens[i-1].Tag == VBD || t.tokens[i-1].Tag == VB || t.tokens[i-1].Tag == VBG || t.tokens[i-1].Tag == VBP || t.tokens[i-1].Tag == VBN) {
		return Adv
	}
	switch p.Tag {
	case To, Modal, Do:
		if v.bits&formBase != 0 {
			return VB
		}
		return plain()
	case Have, Be:
		if both && v.bits&formParticiple != 0 {
			return VBN
		}
		return plain()
	case Det, Poss, Num, Prep, Hyphen:
		if c&cAdj != 0 && t.nounLike(i+1) {
			return Adj
		}
		if p.Tag == Prep && !isNoun && v.bits&formBase != 0 && c == 0 {
			return VB
		}
		if p.Tag == Det && (p.Lower == "both" || p.Lower == "all") && v.bits&formThird == 0 && t.objectFollows(i+1) && !t.nounLike(i+1) {
			return VBP
		}
		if p.Tag == Num && v.bits&formBase != 0 && !isNoun {
			return VBP
		}
		if c&cAdj != 0 && !isNoun {
			return Adj
		}
		return Noun
	case Adj:
		if c&cAdj != 0 {
			return Adj
		}
		if isNoun {
			return Noun
		}
		return VBP
	case Pron, Wh:
		if c&cAdj != 0 && v.bits&formBase != 0 && p.Tag == Pron && !isNoun && wordTags[t.lowerAt(i+1)]&cPrep != 0 {
			return Adj
		}
		return VBP
	case VBP, VBD, VB, VBG, VBN:
		if lastVerb == VB && p.Lemma == "help" || p.Lemma == "let" || p.Lemma == "make" && !isNoun {
			return VB
		}
		if c&cAdj != 0 {
			return Adj
		}
		return plain()
	case Noun, Proper:
		return t.afterNoun(i, v, p, c, finite, speech)
	case Conj:
		if c&cAdj != 0 && t.nounLike(i+1) {
			return Adj
		}
		if (lastVerb == VB || lastVerb == VBP || lastVerb == Modal) && (!isNoun || t.objectFollows(i+1) && !t.nounFlowsOn(i)) {
			if lastVerb == VBP {
				return VBP
			}
			return VB
		}
		if both && lastVerb == VBD {
			return VBD
		}
		return plain()
	case Comma:
		if c&cAdj != 0 && !isNoun {
			return Adj
		}
		if isNoun && !(t.objectFollows(i+1) && (lastVerb == VB || lastVerb == VBP) && !t.nounFlowsOn(i)) {
			if c&cAdj != 0 && t.nounLike(i+1) {
				return Adj
			}
			return Noun
		}
		if lastVerb == VB && v.bits&formBase != 0 {
			return VB
		}
		return VBP
	}
	if c&cAdj != 0 {
		return Adj
	}
	if i == 0 || t.tokens[i-1].Tag == QuoteTag || t.tokens[i-1].Tag == Stop {
		if v.bits&formThird != 0 && v.bits&formBase == 0 {
			return Noun
		}
		if isNoun && !(tok.Lower != "" && t.objectFollows(i+1) && v.bits&formBase != 0 && wordTags[t.lowerAt(i+1)]&(cDet|cPoss) != 0) {
			return Noun
		}
		return VB
	}
	return plain()
}

// nounFlowsOn holds where the word after i is a plain noun, so that i reads as its modifier.
func (t *tagger) nounFlowsOn(i int) bool {
	n := t.lowerAt(i + 1)
	return wordTags[n]&(cDet|cPoss|cPron|cAdj) == 0 && i+1 < len(t.tokens) && !t.tokens[i+1].Caps
}

// afterNoun decides for "Russia attacks Ukraine" and "Russia attacks on Ukraine".
func (t *tagger) afterNoun(i int, v verbForm, p Token, c classBits, finite, speech bool) Tag {
	next := t.lowerAt(i + 1)
	nc := wordTags[next]
	isNoun := v.bits&formNoun != 0 || c&cNoun != 0
	if c&cAdj != 0 && v.bits&formBase != 0 && !t.headline {
		return Adj
	}
	if v.bits&formThird == 0 && v.bits&formPast != 0 { // "hit", "put", "set", "led", "cut"
		if finite && !speech {
			if v.bits&formParticiple != 0 && nc&cPrep != 0 {
				return VBN
			}
			return Noun
		}
		return VBD
	}
	if !isNoun {
		if v.bits&formBase != 0 && finite && p.Tag == Noun && !speech {
			return VB // "made the minister resign"
		}
		return VBP
	}
	if finite && !speech {
		return Noun
	}
	if next == "such" {
		return Noun
	}
	if v.bits&formThird != 0 && t.onlyVerb(i) && next != "of" && next != "between" && next != "" && (p.Tag == Proper || nc&cPrep == 0) && nc&(cConj|cModal|cBe|cHave) == 0 {
		return VBP
	}
	if v.bits&formThird == 0 && v.bits&formBase != 0 && t.onlyVerb(i) && t.pluralBefore(i) && (t.objectFollows(i+1) || phrasal[v.lemma+" "+next] || next == "off" || next == "out" || i+2 < len(t.tokens) && nc == 0 && t.tokens[i+1].Kind == Word) {
		return VBP
	}
	plural := p.Tag == Noun && strings.HasSuffix(p.Lower, "s")
	agrees := v.bits&formThird != 0 && !plural || v.bits&formBase != 0 && (plural || t.listBefore(i))
	if !agrees {
		return Noun
	}
	after := nc&(cDet|cPoss|cPron|cSubord) != 0 && nc&cConj == 0 || t.tokens[min(i+1, len(t.tokens)-1)].Tag == To || nc&cAdv != 0 && nc&cPrep == 0
	capsNext := i+1 < len(t.tokens) && t.tokens[i+1].Caps && t.tokens[i+1].Kind == Word
	capsNext = capsNext && weekdayNumber(next) < 0 && monthNumber(next) == 0
	if (after || capsNext && (p.Tag == Proper || v.bits&formThird != 0) || t.headline && i+1 < len(t.tokens) && t.tokens[i+1].Kind == Word && nc&(cConj) == 0 && next != "of" && next != "between") && !t.finiteLater(i+1) {
		return VBP
	}
	if p.Tag == Proper && v.bits&formThird != 0 && !t.finiteLater(i+1) && t.objectFollows(i+1) {
		return VBP
	}
	if phrasal[v.lemma+" "+next] && !t.finiteLater(i+1) && (v.bits&formThird != 0 || plural) {
		return VBP
	}
	return Noun
}

// floating adverbs stand between a subject and its verb.
var floating = wordSet("also still now often never always repeatedly again just even already soon then frequently openly publicly strongly firmly sharply")

var phrasal = wordSet2("call for", "call on", "plan to", "aim to", "object to", "vow to", "look to", "hope to", "aim at", "stand by", "trade with", "side with", "live in", "lie in", "deal with", "rest on", "focus on", "vote for", "vote against", "claim that", "report that", "balk at", "rail against", "side with", "break off", "pull out", "back down", "hit back", "push for", "work with", "meet with", "test fire")

// onlyVerb reports whether nothing else in the sentence can be its finite verb.
func (t *tagger) onlyVerb(i int) bool {
	for k := range t.tokens {
		t.doc.steps++
		n := t.tokens[k]
		switch {
		case k < i && (n.Tag == Modal || n.Tag == Be || n.Tag == Have || n.Tag == Do || n.Tag == VBP || n.Tag == VBD):
			return false
		case k > i && (n.Tag == Modal || n.Tag == Be || n.Tag == Have || n.Tag == Do) && n.Lower != "being" && n.Lower != "having":
			return false
		case k > i && n.Tag == NoTag && !n.Caps && verbForms[n.Lower].bits&(formPast) != 0 && verbForms[n.Lower].bits&formNoun == 0:
			return false
		}
	}
	return true
}

// pluralBefore reports whether a plural noun that is not behind a preposition stands before i.
func (t *tagger) pluralBefore(i int) bool {
	for k := i - 1; k >= 0; k-- {
		t.doc.steps++
		if t.tokens[k].Tag == Noun && strings.HasSuffix(t.tokens[k].Lower, "s") && (k == 0 || t.tokens[k-1].Tag != Prep) {
			return true
		}
	}
	return t.listBefore(i)
}

// listBefore holds after "A, B" and "A and B", whose verb is plural.
func (t *tagger) listBefore(i int) bool {
	for k := i - 1; k >= 0 && k > i-8; k-- {
		switch t.tokens[k].Tag {
		case Conj, Comma:
			return true
		case Proper, Noun, Adj, Hyphen, Det:
		default:
			return false
		}
	}
	return false
}
