package text

import (
	_ "embed" // the word lists
	"strings"
)

//go:embed lexicon/verbs.txt
var verbList string

//go:embed lexicon/words.txt
var wordList string

// formBits are the forms that one spelling of a verb can have.
type formBits uint8

const (
	formBase formBits = 1 << iota
	formThird
	formPast
	formParticiple
	formGerund
	formNoun // the spelling is a noun too
)

// verbForm is what the lexicon knows of one spelling of a verb.
type verbForm struct {
	lemma string
	bits  formBits
}

// verbForms and wordTags are tables made once from the embedded lists and never changed.
var (
	verbForms = readVerbs(verbList)
	wordTags  = readWords(wordList)
)

func readVerbs(list string) map[string]verbForm {
	forms := map[string]verbForm{}
	add := func(spelling, lemma string, bits formBits) {
		if spelling == "" {
			return
		}
		old, ok := forms[spelling]
		if ok && old.lemma != lemma && old.bits&formBase != 0 && bits&formBase == 0 { // "found" is the past of "find" first, "saw" of "see"
			old.bits |= bits
			forms[spelling] = old
			return
		}
		if ok && old.lemma != lemma {
			lemma = old.lemma
		}
		forms[spelling] = verbForm{lemma, old.bits | bits}
	}
	for _, line := range strings.Split(list, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, entry := range strings.Fields(line) {
			lemma, irregular, _ := strings.Cut(entry, "|")
			lemma, _, noun := cutNoun(lemma)
			var n formBits
			if noun {
				n = formNoun
			}
			add(lemma, lemma, formBase|n)
			add(thirdPerson(lemma), lemma, formThird|n)
			if irregular == "" {
				add(regularPast(lemma), lemma, formPast|formParticiple)
				add(gerund(lemma), lemma, formGerund)
				continue
			}
			past, part, _ := strings.Cut(irregular, "|")
			for _, p := range strings.Split(past, ",") {
				add(p, lemma, formPast)
			}
			for _, p := range strings.Split(part, ",") {
				add(p, lemma, formParticiple)
				if p2 := strings.TrimSuffix(p, "ed"); p2 != p && len(p2) > len(lemma) { // "planned" -> "planning"
					add(p2+"ing", lemma, formGerund)
				}
			}
			add(gerund(lemma), lemma, formGerund)
		}
	}
	return forms
}

func cutNoun(s string) (string, string, bool) { return strings.Cut(s, "/n") }

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func thirdPerson(v string) string {
	n := len(v)
	switch {
	case v == "have":
		return "has"
	case strings.HasSuffix(v, "s") || strings.HasSuffix(v, "x") || strings.HasSuffix(v, "z") || strings.HasSuffix(v, "ch") || strings.HasSuffix(v, "sh") || v == "go" || v == "do" || v == "veto" || v == "echo" || v == "torpedo":
		return v + "es"
	case v[n-1] == 'y' && n > 1 && !isVowel(v[n-2]):
		return v[:n-1] + "ies"
	}
	return v + "s"
}

func regularPast(v string) string {
	n := len(v)
	switch {
	case v[n-1] == 'e':
		return v + "d"
	case v[n-1] == 'y' && !isVowel(v[n-2]):
		return v[:n-1] + "ied"
	case doubles(v):
		return v + v[n-1:] + "ed"
	}
	return v + "ed"
}

// doubles holds for stems that double their last consonant: "ban" and "admit" but not "visit".
func doubles(v string) bool {
	n := len(v)
	if n < 3 || isVowel(v[n-1]) || !isVowel(v[n-2]) || strings.IndexByte("wxy", v[n-1]) >= 0 {
		return false
	}
	if strings.HasSuffix(v, "mit") && v != "limit" && v != "vomit" {
		return true
	}
	vowels := 0
	for i := range n {
		if isVowel(v[i]) {
			vowels++
		}
	}
	return vowels == 1 && !isVowel(v[n-3])
}

func gerund(v string) string {
	n := len(v)
	switch {
	case strings.HasSuffix(v, "ie"):
		return v[:n-2] + "ying"
	case v == "be" || v == "see" || v == "flee" || v == "agree" || v == "oversee" || v == "free" || v == "foresee" || v == "decree" || v == "guarantee":
		return v + "ing"
	case v[n-1] == 'e':
		return v[:n-1] + "ing"
	case doubles(v) || v == "begin" || v == "forbid" || v == "forget":
		return v + v[n-1:] + "ing"
	}
	return v + "ing"
}

// readWords reads "class: words" lines.
func readWords(list string) map[string]classBits {
	tags := map[string]classBits{}
	names := map[string]classBits{"det": cDet, "poss": cPoss, "pron": cPron, "modal": cModal, "be": cBe, "have": cHave, "do": cDo, "prep": cPrep,
		"conj": cConj, "subord": cSubord, "adv": cAdv, "adj": cAdj, "noun": cNoun}
	for _, line := range strings.Split(list, "\n") {
		class, words, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(words) {
			tags[w] |= names[class]
		}
	}
	return tags
}

// classBits are the classes that the word list gives a word.
type classBits uint16

const (
	cDet classBits = 1 << iota
	cPoss
	cPron
	cModal
	cBe
	cHave
	cDo
	cPrep
	cConj
	cSubord
	cAdv
	cAdj
	cNoun
)

// VerbLemma gives the lemma of a spelling in lower case that the lexicon knows as a verb, else "".
func VerbLemma(lower string) string { return verbForms[lower].lemma }

// NounLemma gives the singular of a noun in lower case by its ending.
func NounLemma(lower string) string {
	n := len(lower)
	switch {
	case n < 4 || lower[n-1] != 's' || strings.HasSuffix(lower, "ss") || strings.HasSuffix(lower, "us") || strings.HasSuffix(lower, "is"):
		return lower
	case lower == "news" || lower == "series" || lower == "means" || lower == "ties" || lower == "talks" && false:
		return strings.TrimSuffix(lower, "\x00")
	case strings.HasSuffix(lower, "ies") && n > 4:
		return lower[:n-3] + "y"
	case strings.HasSuffix(lower, "sses") || strings.HasSuffix(lower, "ches") || strings.HasSuffix(lower, "shes") || strings.HasSuffix(lower, "xes"):
		return lower[:n-2]
	}
	return lower[:n-1]
}

// SamePast reports whether a past tense looks like the participle of its verb: "issued", "led", "met".
func SamePast(lower string) bool {
	f, ok := verbForms[lower]
	return ok && f.bits&formPast != 0 && f.bits&formParticiple != 0
}
