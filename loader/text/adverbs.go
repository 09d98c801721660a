package text

// settle corrects the tag of token i, or gives it one, where its neighbours leave no doubt and its class alone misleads.
func (t *tagger) settle(i int) {
	if i == 0 || t.headline {
		return
	}
	tok, p := &t.tokens[i], &t.tokens[i-1]
	switch {
	case tok.Lower == "long" && p.Tag == Have && verbForms[t.lowerAt(i+1)].bits&formParticiple != 0:
		tok.Tag = Adv // "has long accused"
	case tok.Lower == "only" && p.Lower == "the" && t.nounLike(i+1):
		tok.Tag = Adj // "the only African state"
	case tok.Lower == "both" && (p.Tag == Noun || p.Tag == Proper) && verbForms[t.lowerAt(i+1)].bits&(formBase|formPast) != 0 && t.objectFollows(i+2):
		tok.Tag = Adv // "the two states both claim the islet"
	case tok.Lower == "neither" && verbForms[t.lowerAt(i+1)].bits&formPast != 0 && (p.Tag == Comma || p.Tag == Noun || p.Tag == Proper):
		tok.Tag = Adv // "the minister neither confirmed nor denied it"
	case tok.Tag == NoTag && stillWords[p.Lower] && p.Tag == Adv && i >= 2 && (t.tokens[i-2].Tag == Conj || t.tokens[i-2].Tag == Wh) &&
		verbForms[tok.Lower].bits&formThird != 0 && t.objectFollows(i+1):
		tok.Tag, tok.Lemma = VBP, verbForms[tok.Lower].lemma // "and still claims the islet"
	case tok.Tag == Noun && tok.Lemma == "" && !tok.Caps && wordTags[tok.Lower] == 0 && verbForms[tok.Lower].lemma == "" && t.before(i).Tag == Modal && t.objectFollows(i+1):
		tok.Tag, tok.Lemma = VB, tok.Lower // a verb that no list has: "would not distract NATO"
	}
}

var (
	stillWords = wordSet("still also now")
	// noClause are verbs after which "that" points and opens no clause: "condemned that incident".
	noClause = wordSet("condemn denounce call describe reject support oppose welcome praise criticize criticise attack violate breach sign break visit host dismiss approve ratify deny")
)

// pointing reports "that" before a noun after a verb that takes no clause.
func (t *tagger) pointing(i int) bool {
	p := t.tokens[i-1]
	if p.Tag < VB || p.Tag > VBG || !noClause[p.Lemma] || !t.nounLike(i+1) || i+1 < len(t.tokens) && t.tokens[i+1].Caps {
		return false
	}
	n := t.lowerAt(i + 2)
	return n == "" || i+2 < len(t.tokens) && t.tokens[i+2].Kind == Punct || wordTags[n]&(cPrep|cDet|cConj|cAdj) != 0
}
