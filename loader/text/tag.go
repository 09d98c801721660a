package text

import "strings"

// Tag is the part of speech of a token, as far as reading relations needs it.
type Tag uint8

// Tags.
const (
	NoTag    Tag = iota
	Det          // the, this, both
	Poss         // my, its, and the clitic 's of a possessor
	Pron         // he, who stands apart
	Noun         // common noun
	Proper       // capitalised name
	Num          // number
	Adj          // adjective, participle before a noun
	Adv          // adverb
	VB           // base form
	VBP          // finite present
	VBD          // past
	VBN          // past participle
	VBG          // -ing form
	Modal        // will, may
	Be           // forms of be
	Have         // forms of have
	Do           // forms of do
	To           // to before a verb
	Prep         // of, with, to before a noun
	Conj         // and, or, but
	Subord       // because, if, that before a clause
	Wh           // who, which, whose, what
	Neg          // not, n't, never
	Mark         // punctuation
	Hyphen       // a hyphen that binds two tokens
	QuoteTag     // a quotation mark
	Bracket      // parenthesis
	Comma        // ,
	Stop         // . ; : -- and other breaks
)

var speechLemmas = wordSet("say tell add note report claim announce state confirm believe think argue insist warn suggest hope fear know stress reiterate acknowledge admit allege reveal show indicate mean ensure declare explain write tweet accuse")

// tag gives every token its tag and, for verbs, its lemma.
func (d *Document) tag() {
	for i := range d.Sentences {
		s := &d.Sentences[i]
		t := tagger{doc: d, tokens: d.Tokens[s.First:s.Last], headline: s.Zone == Headline || s.Zone == Subhead || titleCase(d.Tokens[s.First:s.Last])}
		t.first()
		t.second()
	}
}

// titleCase reports whether all longer words are capitalised, as in a headline.
func titleCase(tokens []Token) bool {
	long := 0
	for _, t := range tokens {
		if t.Kind != Word || len(t.Lower) < 4 {
			continue
		}
		if !t.Caps {
			return false
		}
		long++
	}
	return long >= 3
}

type tagger struct {
	doc      *Document
	tokens   []Token
	headline bool
}

// first gives each token that needs no context its tag; open ones stay NoTag.
func (t *tagger) first() {
	for i := range t.tokens {
		tok := &t.tokens[i]
		switch tok.Kind {
		case OpenQuote, CloseQuote:
			tok.Tag = QuoteTag
			if tok.Lower == "'" && i > 0 && strings.HasSuffix(t.tokens[i-1].Lower, "s") && tok.Span.Start == t.tokens[i-1].Span.End && t.nounAfter(i) {
				tok.Tag = Poss
			}
		case Number:
			tok.Tag = Num
		case Punct:
			tok.Tag = t.mark(i)
		default:
			if tok.Lower == "longer" && i > 0 && t.tokens[i-1].Lower == "no" {
				tok.Tag = Adv
			}
			if tok.Tag == NoTag {
				tok.Tag = t.word(i)
			}
		}
	}
}

// nounAfter tells "ministers' talks" from a closing quotation mark.
func (t *tagger) nounAfter(i int) bool {
	if i+1 >= len(t.tokens) {
		return false
	}
	n := t.tokens[i+1]
	if n.Kind != Word {
		return false
	}
	for k := i - 1; k >= 0; k-- {
		if t.tokens[k].Kind == OpenQuote && t.tokens[k].Lower == "'" {
			return false
		}
	}
	c := wordTags[n.Lower]
	return c&(cPrep|cConj|cModal|cBe|cHave|cDo|cPron|cDet) == 0
}

func (t *tagger) mark(i int) Tag {
	switch lower := t.tokens[i].Lower; {
	case lower == ",":
		return Comma
	case lower == "(" || lower == ")" || lower == "[" || lower == "]":
		return Bracket
	case lower == "-" && i > 0 && i+1 < len(t.tokens) && t.tokens[i].Span.Start == t.tokens[i-1].Span.End && t.tokens[i+1].Span.Start == t.tokens[i].Span.End:
		return Hyphen
	case (lower == "/" || lower == "\u2010" || lower == "\u2011" || lower == "--") && i > 0 && i+1 < len(t.tokens) && t.tokens[i].Span.Start == t.tokens[i-1].Span.End && t.tokens[i+1].Span.Start == t.tokens[i].Span.End && t.tokens[i+1].Caps && t.tokens[i-1].Caps && lower != "--":
		return Hyphen
	case lower == "&":
		return Conj
	case lower == "$" || lower == "\u20ac" || lower == "\u00a3" || lower == "%" || lower == "\u00a5" || lower == "#":
		return Num
	}
	return Stop
}

// word tags one word, or leaves NoTag where second must look around.
func (t *tagger) word(i int) Tag {
	tok := &t.tokens[i]
	lower := tok.Lower
	if tok.Caps && t.isName(i) {
		return Proper
	}
	if lower == "'s" {
		return t.clitic(i)
	}
	c := wordTags[lower]
	if lower == "that" {
		return NoTag
	}
	if c&(cDet|cPoss|cPron|cModal|cBe|cHave|cDo|cPrep|cConj|cSubord) != 0 {
		if tag := t.closed(i, c); tag != NoTag {
			return tag
		}
	}
	switch {
	case lower == "total" && t.lowerAt(i+1) == "of":
		return Noun
	case lower == "not" || lower == "n't" || lower == "never" || lower == "neither" || lower == "nor":
		return Neg
	case lower == "who" || lower == "which" || lower == "whom" || lower == "whose" || lower == "what":
		return Wh
	}
	if v, ok := verbForms[lower]; ok {
		tok.Lemma = v.lemma
		return NoTag
	}
	switch {
	case c&cAdv != 0 && c&cAdj != 0:
		return Adj
	case c&cAdv != 0:
		return Adv
	case c&cNoun != 0 && c&cAdj != 0:
		return t.nounOrAdj(i)
	case c&cNoun != 0:
		return Noun
	case c&cAdj != 0:
		return Adj
	case tok.Caps && t.headline:
		return Proper
	}
	return bySuffix(lower, tok)
}

// nounOrAdj decides for "military" and "public": a noun where nothing nominal follows.
func (t *tagger) nounOrAdj(i int) Tag {
	n := t.lowerAt(i + 1)
	if i+1 >= len(t.tokens) || t.tokens[i+1].Kind != Word || wordTags[n]&(cPrep|cConj|cModal|cBe|cHave|cDo|cSubord|cDet|cAdv) != 0 && wordTags[n]&(cAdj|cNoun) == 0 {
		return Noun
	}
	if v := verbForms[n]; v.lemma != "" && v.bits&formNoun == 0 && v.bits&(formPast|formThird) != 0 {
		return Noun
	}
	return Adj
}

// isName reports whether a capitalised word stands as a name here.
func (t *tagger) isName(i int) bool {
	tok := t.tokens[i]
	if tok.Lower == "i" || tok.Lower == "'s" {
		return false
	}
	if t.doc.Body[tok.Span.Start:tok.Span.End] == "US" || strings.Contains(tok.Lower, ".") && len(tok.Lower) > 2 {
		return true
	}
	c := wordTags[tok.Lower]
	_, verb := verbForms[tok.Lower]
	known := verb || c != 0
	if t.headline {
		return !known
	}
	if i == 0 || t.tokens[i-1].Kind == OpenQuote || t.tokens[i-1].Tag == Stop {
		if !known {
			// a capital at the head of a sentence: a name unless its ending says otherwise
			return !(strings.HasSuffix(tok.Lower, "ly") || strings.HasSuffix(tok.Lower, "ions") || strings.HasSuffix(tok.Lower, "tion") || strings.HasSuffix(tok.Lower, "ers") || strings.HasSuffix(tok.Lower, "ments"))
		}
		if c&(cDet|cPrep|cPron|cConj|cSubord|cPoss|cAdv|cModal|cBe|cHave|cDo) != 0 {
			return false
		}
		// "Foreign Minister", "Deputy Secretary": known words in capitals before another capital
		return i+1 < len(t.tokens) && t.tokens[i+1].Caps && t.tokens[i+1].Kind == Word && !verbFinite(tok.Lower)
	}
	return c&(cDet|cPron|cConj|cSubord|cPoss|cModal) == 0 || !known || tok.Lower == "may" || tok.Lower == "us"
}

func verbFinite(lower string) bool {
	v := verbForms[lower]
	return v.bits&(formThird|formPast) != 0 && v.bits&formNoun == 0
}

// clitic tells the possessor's "'s" from "is" and "has".
func (t *tagger) clitic(i int) Tag {
	if i == 0 {
		return Poss
	}
	p := t.tokens[i-1]
	switch p.Lower {
	case "it", "he", "she", "that", "there", "what", "who", "here", "this", "let":
		return Be
	}
	if i+1 < len(t.tokens) {
		switch n := t.tokens[i+1]; {
		case n.Lower == "been" || n.Lower == "not" || n.Lower == "a" || n.Lower == "the":
			return Be
		}
	}
	return Poss
}

// closed tags the words of closed classes.
func (t *tagger) closed(i int, c classBits) Tag {
	tok := &t.tokens[i]
	next := t.lowerAt(i + 1)
	switch {
	case tok.Lower == "her":
		if t.nounLike(i + 1) {
			return Poss
		}
		return Pron
	case tok.Lower == "to":
		if t.verbAfterTo(i + 1) {
			return To
		}
		return Prep
	case tok.Lower == "only" && i > 0 && t.tokens[i-1].Tag == Det:
		return Adj // "the only vote"
	case tok.Lower == "no" && (next == "longer" || next == "more"):
		return Neg
	case tok.Lower == "no" || tok.Lower == "another" || tok.Lower == "each" || tok.Lower == "every":
		return Det
	case tok.Lower == "us" && tok.Caps:
		return Proper
	case tok.Lower == "may" && tok.Caps && i > 0:
		return Proper
	case c&cModal != 0:
		return Modal
	case c&cBe != 0:
		tok.Lemma = "be"
		return Be
	case c&cHave != 0:
		tok.Lemma = "have"
		return Have
	case c&cDo != 0:
		tok.Lemma = "do"
		return Do
	case tok.Lower == "whose" || tok.Lower == "who" || tok.Lower == "whom" || tok.Lower == "which" || tok.Lower == "what" || tok.Lower == "whatever":
		return Wh
	case tok.Lower == "both" || tok.Lower == "all" || tok.Lower == "some" || tok.Lower == "many" || tok.Lower == "several" || tok.Lower == "few" || tok.Lower == "most" || tok.Lower == "one":
		if t.nounLike(i+1) || next == "the" || next == "of" && tok.Lower != "both" {
			return Det
		}
		if wordTags[next]&(cModal|cBe|cHave|cDo) != 0 || verbFinite(next) {
			return Pron
		}
		return Det
	case tok.Lower == "other" && i > 0 && t.tokens[i-1].Lower == "each":
		return Noun
	case tok.Lower == "those" || tok.Lower == "these" || tok.Lower == "this" || tok.Lower == "other" || tok.Lower == "others" || tok.Lower == "such":
		if t.nounLike(i+1) || next == "as" {
			if tok.Lower == "such" && next == "as" {
				return Prep
			}
			return Det
		}
		if tok.Lower == "others" {
			return Noun
		}
		return Pron
	case c&cPron != 0:
		return Pron
	case c&cPoss != 0:
		return Poss
	case c&cDet != 0:
		return Det
	case c&cConj != 0:
		if tok.Lower == "yet" && i > 0 && (t.tokens[i-1].Tag == Neg || t.tokens[i-1].Tag == Have) {
			return Adv
		}
		return Conj
	case c&cSubord != 0:
		return t.subordOrPrep(i, c)
	case c&cPrep != 0:
		if (tok.Lower == "like" || tok.Lower == "near" || tok.Lower == "past" || tok.Lower == "given" || tok.Lower == "following" || tok.Lower == "including" || tok.Lower == "surrounding" || tok.Lower == "regarding" || tok.Lower == "concerning" || tok.Lower == "plus" || tok.Lower == "minus" || tok.Lower == "worth") && i > 0 {
			return t.prepOrElse(i)
		}
		if (tok.Lower == "out" || tok.Lower == "up" || tok.Lower == "down" || tok.Lower == "off" || tok.Lower == "over" || tok.Lower == "around") && (next == "" || wordTags[next]&(cPrep|cConj) != 0) {
			return Adv
		}
		return Prep
	}
	return NoTag
}

func (t *tagger) prepOrElse(i int) Tag {
	lower := t.tokens[i].Lower
	prev := t.tokens[i-1]
	switch lower {
	case "following", "concerning", "regarding", "surrounding":
		if prev.Tag == Be || prev.Tag == Det || prev.Tag == Poss {
			return NoTag
		}
	case "given":
		if prev.Tag == Be || prev.Tag == Have || prev.Tag == Adv || prev.Lower == "be" || prev.Lower == "been" {
			return NoTag
		}
	case "worth":
		if t.lowerAt(i+1) == "of" {
			return Noun
		}
	case "past", "near":
		if prev.Tag == Det || prev.Tag == Poss {
			return Adj
		}
	case "like":
		if prev.Tag == Modal || prev.Tag == To {
			return NoTag
		}
	}
	return Prep
}

// subordOrPrep decides for "since", "after", "as" whether a clause or a noun group follows: a clause when a
// finite verb comes before the next break.
func (t *tagger) subordOrPrep(i int, c classBits) Tag {
	lower := t.tokens[i].Lower
	if lower == "so" {
		return Adv
	}
	if lower == "since" && i > 0 && t.tokens[i-1].Tag == Have {
		return Adv
	}
	if c&cPrep == 0 {
		return Subord
	}
	if i+1 < len(t.tokens) {
		if n := t.tokens[i+1]; strings.HasSuffix(n.Lower, "ing") && verbForms[n.Lower].bits&formGerund != 0 {
			return Prep
		}
	}
	for k := i + 1; k < len(t.tokens) && k < i+12; k++ {
		n := t.tokens[k]
		if n.Kind == Punct && n.Lower != "-" || n.Kind == OpenQuote {
			break
		}
		cl := wordTags[n.Lower]
		if cl&(cModal|cBe|cHave|cDo) != 0 && n.Lower != "being" && !(n.Caps && n.Lower == "may") || verbFinite(n.Lower) && !n.Caps && k > i+1 && verbForms[n.Lower].bits&formPast != 0 && !t.attributive(k) {
			return Subord
		}
		if cl&(cConj|cSubord) != 0 && cl&cPrep == 0 {
			break
		}
	}
	if lower == "as" || lower == "than" {
		if v, ok := verbForms[t.lowerAt(i+1)]; ok && v.bits&(formParticiple) != 0 && v.bits&formNoun == 0 {
			return Subord
		}
	}
	return Prep
}

// attributive holds for a participle before a noun: "after renewed talks".
func (t *tagger) attributive(k int) bool {
	return k > 0 && wordTags[t.lowerAt(k-1)]&(cDet|cPoss|cPrep) != 0
}

// afterLinking reports a verb like "remain" or "seem" before a token and its adverbs.
func (t *tagger) afterLinking(i int) bool {
	for k := i - 1; k >= 0; k-- {
		t.doc.steps++
		switch tok := t.tokens[k]; {
		case tok.Tag == Adv:
			continue
		case tok.Tag < VB || tok.Tag > VBG:
			return false
		default:
			switch tok.Lemma {
			case "remain", "become", "seem", "appear", "feel", "grow", "stay", "look":
				return true
			}
			return false
		}
	}
	return false
}

func (t *tagger) lowerAt(i int) string {
	t.doc.steps++
	if i < 0 || i >= len(t.tokens) {
		return ""
	}
	return t.tokens[i].Lower
}

// nounLike reports whether token i can begin or continue a noun group.
func (t *tagger) nounLike(i int) bool {
	if i >= len(t.tokens) {
		return false
	}
	n := t.tokens[i]
	if n.Kind == Number || n.Kind == OpenQuote {
		return true
	}
	if n.Kind != Word {
		return false
	}
	c := wordTags[n.Lower]
	if c&(cPrep|cConj|cModal|cBe|cHave|cDo|cSubord|cPron) != 0 && c&(cAdj|cNoun|cDet) == 0 && !n.Caps {
		return false
	}
	if c&cAdv != 0 && c&cAdj == 0 {
		return i+1 < len(t.tokens) && (wordTags[t.lowerAt(i+1)]&cAdj != 0)
	}
	if v, ok := verbForms[n.Lower]; ok && v.bits&formNoun == 0 && c&(cNoun|cAdj) == 0 {
		// a participle may stand before a noun
		return v.bits&(formParticiple|formGerund) != 0 && i+1 < len(t.tokens) && t.tokens[i+1].Kind == Word && wordTags[t.lowerAt(i+1)]&(cPrep|cDet|cPron|cConj|cModal|cBe|cHave) == 0
	}
	return true
}

// verbAfterTo reports whether "to" at i-1 opens an infinitive.
func (t *tagger) verbAfterTo(i int) bool {
	for k := i; k < len(t.tokens) && k < i+3; k++ {
		n := t.tokens[k]
		c := wordTags[n.Lower]
		if c&cAdv != 0 && c&(cAdj|cNoun) == 0 || strings.HasSuffix(n.Lower, "ly") && verbForms[n.Lower].lemma == "" && !n.Caps {
			continue
		}
		if n.Caps && !t.headline {
			return false
		}
		if n.Lower == "be" || n.Lower == "have" || n.Lower == "do" {
			return true
		}
		v, ok := verbForms[n.Lower]
		if !ok && c == 0 && verbEnding(n.Lower) && t.objectFollows(k+1) {
			t.tokens[k].Lemma, t.tokens[k].Tag = n.Lower, VB
			return true
		}
		if !ok || v.bits&formBase == 0 {
			return false
		}
		if v.bits&formNoun != 0 && i >= 2 {
			// "access to aid", "a return to work": a noun when nothing that a verb governs follows
			due := t.tokens[i-2].Lower == "due" && t.lowerAt(k+1) == "to" // "due to travel to Oslo"
			if nounBeforeTo[t.tokens[i-2].Lower] && !due && !t.objectFollows(k+1) {
				return false
			}
		}
		return true
	}
	return false
}

// verbEnding holds for endings that unknown verbs have.
func verbEnding(lower string) bool {
	for _, e := range []string{"ate", "ize", "ise", "ify", "en"} {
		if len(lower) > len(e)+3 && strings.HasSuffix(lower, e) {
			return true
		}
	}
	return false
}

var nounBeforeTo = wordSet("access return response reaction approach opposition contribution commitment end answer solution alternative close according due thanks contrary obstacle threat returned support key visit trip subject prior owing addition regard respect")

// objectFollows reports whether a noun group or preposition that a verb takes begins at i.
func (t *tagger) objectFollows(i int) bool {
	if i >= len(t.tokens) {
		return false
	}
	n := t.tokens[i]
	c := wordTags[n.Lower]
	return n.Kind == Number || n.Kind == OpenQuote || n.Kind == Word && (n.Caps || c&(cDet|cPoss|cPron|cAdj) != 0 || c == 0 && verbForms[n.Lower].lemma == "")
}

// bySuffix guesses the tag of a word that no list has.
func bySuffix(lower string, tok *Token) Tag {
	has := func(s string) bool { return len(lower) > len(s)+2 && strings.HasSuffix(lower, s) }
	switch {
	case has("ly"):
		return Adv
	case has("ness") || has("ment") || has("ments") || has("tion") || has("tions") || has("sion") || has("sions") || has("ity") || has("ship") || has("ism") || has("ist") || has("ists") || has("ance") || has("ence"):
		return Noun
	case has("ous") || has("ful") || has("ive") || has("able") || has("ible") || has("ical") || has("less") || has("ish"):
		return Adj
	case has("ial") || has("ary") || has("ic") || has("an") && len(lower) > 6 && tok.Caps:
		return Adj
	case has("est") && len(lower) > 5 && !strings.HasSuffix(lower, "rest") && !strings.HasSuffix(lower, "quest") && !strings.HasSuffix(lower, "test") && !strings.HasSuffix(lower, "vest"):
		return Adj
	case has("ing"):
		tok.Lemma = strings.TrimSuffix(lower, "ing")
		return NoTag
	case has("ed"):
		tok.Lemma = strings.TrimSuffix(lower, "ed")
		return NoTag
	}
	if strings.Contains(lower, "-") {
		if has("-led") || has("-backed") || has("-based") || has("-range") || has("-term") || has("-made") || has("-wide") || has("ed") {
			return Adj
		}
	}
	return Noun
}
