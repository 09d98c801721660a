package text

import "strings"

// ChunkKind is the kind of a chunk.
type ChunkKind uint8

// Kinds of chunks.
const (
	NounGroup   ChunkKind = iota + 1
	VerbGroup             // auxiliaries, negation and one main verb
	Preposition           // one or more tokens: "according to"
	Conjunction
	CommaMark
	Subordinator // that, if, while
	Relative     // who, which, whose
	Break        // ; : -- and the end of a sentence
	Quotation    // a quotation mark
	Adjective    // an adjective that is not part of a noun group
	Adverb
	TimeGroup // "on Monday" without its preposition, "last month", "Jan. 6"
)

// Chunk is a run of tokens that act as one, Document.Tokens[First:Last].
type Chunk struct {
	Kind        ChunkKind
	First, Last int
	Head        int  // head noun, main verb, or last token
	Owner       bool // a noun group that ends in 's or is my, his, its: what follows belongs to it
	Verb        Verb // of a verb group
}

// Verb describes a verb group.
type Verb struct {
	Lemma       string
	Modal       string // "will", "could", "must" (also for "have to"), ""
	Finite      bool
	Infinitive  bool // with "to"
	Gerund      bool
	Participle  bool // a past participle without auxiliary
	Passive     bool
	Perfect     bool
	Progressive bool
	Past        bool
	Negated     bool
	Copula      bool // be, without another verb
}

// Chunks appends the chunks of the sentence [first,last) to dst. atom gives for a token the end of an
// unbreakable unit that begins there ("Ministry of Foreign Affairs"), or 0. Parentheses are left out.
func (d *Document) Chunks(dst []Chunk, first, last int, atom func(i int) int) []Chunk {
	c := chunker{d: d, tokens: d.Tokens, last: last, atom: atom, out: dst}
	for i := first; i < last; {
		d.steps++
		n := c.step(i)
		if n <= i {
			n = i + 1
		}
		i = n
	}
	return c.out
}

type chunker struct {
	d      *Document
	tokens []Token
	last   int
	atom   func(i int) int
	out    []Chunk
}

func (c *chunker) add(kind ChunkKind, first, last, head int) int {
	c.out = append(c.out, Chunk{Kind: kind, First: first, Last: last, Head: head})
	return last
}

func (c *chunker) tag(i int) Tag {
	if i < 0 || i >= c.last {
		return NoTag
	}
	return c.tokens[i].Tag
}

func (c *chunker) lower(i int) string {
	if i < 0 || i >= c.last {
		return ""
	}
	return c.tokens[i].Lower
}

// maxParenthesis is the number of tokens of a parenthesis that is left out whole.
const maxParenthesis = 30

func (c *chunker) step(i int) int {
	if e := c.timeEnd(i); e > i {
		return c.add(TimeGroup, i, e, e-1)
	}
	if c.atomEnd(i) > i {
		return c.noun(i)
	}
	switch c.tag(i) {
	case Bracket:
		if e := c.parenthesisEnd(i); e > i {
			return e
		}
		return c.add(CommaMark, i, i+1, i)
	case Comma:
		return c.add(CommaMark, i, i+1, i)
	case Stop, Mark:
		return c.add(Break, i, i+1, i)
	case QuoteTag:
		return c.add(Quotation, i, i+1, i)
	case Conj:
		return c.add(Conjunction, i, i+1, i)
	case Subord:
		return c.add(Subordinator, i, i+1, i)
	case Wh:
		return c.add(Relative, i, i+1, i)
	case Prep:
		return c.preposition(i)
	case Modal, Be, Have, Do, VB, VBP, VBD, VBN, VBG, To:
		return c.verb(i)
	case Neg:
		if e := c.verbAfter(i); e > i {
			return c.verb(i)
		}
		return c.add(Adverb, i, i+1, i)
	case Adv:
		if low := c.lower(i); (low == "together" || low == "along" || low == "alongside") && c.lower(i+1) == "with" {
			return c.add(Preposition, i, i+2, i)
		}
		if c.adverbInNoun(i) {
			return c.noun(i)
		}
		if e := c.verbAfter(i); e > i && c.tag(e) != VBD && c.tag(e) != VBP {
			return c.add(Adverb, i, i+1, i)
		}
		return c.add(Adverb, i, i+1, i)
	case Hyphen:
		return c.add(Adverb, i, i+1, i)
	}
	return c.noun(i)
}

func (c *chunker) atomEnd(i int) int {
	if c.atom == nil || i >= c.last {
		return 0
	}
	if e := c.atom(i); e <= c.last {
		return e
	}
	return 0
}

func (c *chunker) parenthesisEnd(i int) int {
	if c.lower(i) != "(" && c.lower(i) != "[" {
		return 0
	}
	for k := i + 1; k < c.last && k < i+maxParenthesis; k++ {
		switch c.tag(k) {
		case VBP, VBD, VBG, Modal, Have:
			return 0 // a parenthesis that tells something is read
		}
		if c.lower(k) == ")" || c.lower(k) == "]" {
			return k + 1
		}
	}
	return 0
}

func (c *chunker) adverbInNoun(i int) bool {
	k := i
	for c.tag(k) == Adv {
		k++
	}
	return c.tag(k) == Adj && (c.tag(k+1) == Noun || c.tag(k+1) == Proper || c.tag(k+1) == Adj && c.tag(k+2) == Noun)
}

// verbAfter gives the index of the verb that follows adverbs and negations, or 0.
func (c *chunker) verbAfter(i int) int {
	for k := i; k < c.last; k++ {
		switch c.tag(k) {
		case Adv, Neg:
			continue
		case VB, VBP, VBD, VBN, VBG, To, Be, Have, Do:
			return k
		}
		return 0
	}
	return 0
}

var timeUnits = wordSet("week month year night weekend summer spring autumn fall winter day days weeks months years decade quarter hour hours morning evening afternoon thursday friday saturday sunday monday tuesday wednesday january february march april may june july august september october november december session")
var timeDets = wordSet("last next this previous past coming")

// timeEnd gives the end of a time expression that begins at i, or i.
func (c *chunker) timeEnd(i int) int {
	low := c.lower(i)
	switch {
	case low == "early" || low == "late" || low == "earlier" || low == "later":
		if timeDets[c.lower(i+1)] && timeUnits[c.lower(i+2)] || weekdayNumber(c.lower(i+1)) >= 0 || low == "earlier" && c.lower(i+1) == "in" {
			return max(c.timeEnd(i+1), i+1)
		}
	case weekdayNumber(low) >= 0 && c.tokens[i].Caps:
		if c.lower(i+1) == "'s" || c.tag(i+1) == Noun && c.tag(i+1) != NoTag && false {
			return i
		}
		e := i + 1
		if t := c.lower(e); t == "morning" || t == "evening" || t == "night" || t == "afternoon" {
			e++
		}
		if c.lower(e) == "," && monthNumber(c.lower(e+1)) > 0 && c.tag(e+2) == Num {
			return c.timeEnd(e + 1)
		}
		return e
	case monthNumber(low) > 0 && c.tokens[i].Caps && !(low == "may" && c.tag(i+1) != Num && c.lower(i-1) != "in" && c.lower(i-1) != "last" && c.lower(i-1) != "since") && !(low == "march" && c.tag(i) == VBP):
		return c.monthEnd(i)
	case timeDets[low] && timeUnits[c.lower(i+1)]:
		return i + 2
	case c.tag(i) == Num && monthNumber(c.lower(i+1)) > 0 && c.tokens[i+1].Caps:
		return c.monthEnd(i + 1)
	case c.tag(i) == Num && isYear(low) && (c.tag(i+1) != Noun && c.tag(i+1) != Adj && c.tag(i+1) != Proper && c.tag(i+1) != Hyphen):
		return i + 1
	case (c.tag(i) == Num || low == "two" || low == "three" || low == "four" || low == "several" || low == "a" || low == "few") && (c.lower(i+2) == "ago" || c.lower(i+2) == "earlier" || c.lower(i+2) == "later"):
		if timeUnits[c.lower(i+1)] {
			return i + 3
		}
	}
	return i
}

func (c *chunker) monthEnd(i int) int {
	e := i + 1
	if c.tag(e) == Num && !isYear(c.lower(e)) {
		e++
		if c.lower(e) == "," && c.tag(e+1) == Num && isYear(c.lower(e+1)) {
			e += 2
		}
	} else if c.tag(e) == Num {
		e++
	}
	return e
}

// isYear holds for four digits from 1800 to 2199.
func isYear(s string) bool {
	return len(s) == 4 && s >= "1800" && s <= "2199" && s[3] >= '0' && s[3] <= '9'
}

func (c *chunker) preposition(i int) int {
	e := i + 1
	if low := c.lower(i); low == "according" && c.lower(e) == "to" || low == "along" && c.lower(e) == "with" || low == "because" && c.lower(e) == "of" {
		return c.add(Preposition, i, e+1, i)
	}
	if c.lower(i) == "such" && c.lower(e) == "as" {
		return c.add(Preposition, i, e+1, i)
	}
	if c.lower(i) == "as" && c.lower(e) == "well" && c.lower(e+1) == "as" {
		return c.add(Conjunction, i, e+2, i)
	}
	return c.add(Preposition, i, e, i)
}

// noun reads a noun group at i, or a lone adjective.
func (c *chunker) noun(i int) int {
	first, head, k := i, -1, i
	opened := false // a quotation mark was passed inside the group
loop:
	for k < c.last {
		if e := c.atomEnd(k); e > k {
			if head >= 0 && c.breaksBeforeAtom(head, k) {
				break
			}
			k, head = e, e-1
			continue
		}
		if k > i && (weekdayNumber(c.lower(k)) >= 0 && c.tokens[k].Caps || c.timeEnd(k) > k && head >= 0) {
			break
		}
		switch c.tag(k) {
		case Det, Num:
			if head >= 0 && c.tag(k) == Det {
				break loop
			}
			if c.tag(k) == Num && head < 0 && c.tag(k+1) != Noun && c.tag(k+1) != Adj && c.tag(k+1) != Num && c.tag(k+1) != Proper && c.tag(k+1) != VBN && c.tag(k+1) != Hyphen {
				head = k
			}
		case Poss:
			if k == i || head < 0 {
				break
			}
			k++
			c.out = append(c.out, Chunk{Kind: NounGroup, First: first, Last: k, Head: head, Owner: true})
			return k
		case Pron:
			if head >= 0 || k > i {
				break loop
			}
			k++
			e := c.add(NounGroup, first, k, first)
			if c.tag(k) == Poss {
				c.out[len(c.out)-1].Owner = true
				c.out[len(c.out)-1].Last++
				e++
			}
			return e
		case Noun, Proper:
			if c.tag(k) == Proper && head >= 0 && head == k-1 && c.tag(head) == Noun && c.tag(first) == Det && !titleNouns[c.lower(head)] && c.finiteAt(k+1) {
				break loop // "a charge Iran denies"
			}
			head = k
		case Adj:
			compound := c.tag(k-1) == Hyphen && c.tag(k+1) == Proper // "the Iran-backed Houthi movement"
			if head >= 0 && c.tag(k+1) != Noun && c.tag(k+1) != Adj && c.tag(k+1) != Hyphen && !compound {
				break loop
			}
			if head >= 0 && c.tag(head) == Noun && c.tag(k-1) != Hyphen && !c.unknownModifier(head, k) {
				break loop
			}
		case Adv:
			if head >= 0 || !c.adverbInNoun(k) {
				break loop
			}
		case Neg:
			break loop
		case Hyphen:
		case Comma:
			if l := c.lower(k + 1); head >= 0 && (l == "jr." || l == "sr." || l == "jr" || l == "sr") {
				k++
				break
			}
			break loop
		case QuoteTag:
			if head < 0 && k > first && (c.tag(k+1) == Adj || c.tag(k+1) == Noun || c.tag(k+1) == Proper || c.tag(k+1) == Adv) && c.tokens[k].Kind == OpenQuote {
				opened = true
				break
			}
			if opened && c.tokens[k].Kind == CloseQuote && (c.tag(k+1) == Noun || head < 0 && c.tag(k+1) == Adj) {
				opened = false
				break
			}
			break loop
		case Conj:
			// "nuclear and missile tests": adjectives and modifiers joined before the head
			if head < 0 && c.tag(k+1) == Adj || head >= 0 && c.tag(head) == Noun && head == k-1 && k > first+0 && c.tag(k+1) == Adj && c.tag(k+2) == Noun && c.tag(k-1) == Adj {
				break
			}
			if head < 0 && c.tag(k-1) == Adj && c.tag(k+1) == Noun && c.tag(k+2) == Noun {
				break
			}
			break loop
		case Bracket:
			if e := c.parenthesisEnd(k); e > k && head < 0 {
				k = e
				continue
			}
			break loop
		default:
			break loop
		}
		k++
	}
	if head < 0 {
		if k == i {
			return c.add(Adverb, i, i+1, i)
		}
		if k > i && c.tag(k-1) == Poss {
			c.out = append(c.out, Chunk{Kind: NounGroup, First: first, Last: k, Head: k - 1, Owner: true})
			return k
		}
		kind := Adjective
		if c.tag(k-1) == Det || c.tag(k-1) == Num {
			kind = NounGroup
		}
		return c.add(kind, first, k, k-1)
	}
	return c.add(NounGroup, first, k, head)
}

// finiteAt reports whether a finite verb stands at token k.
func (c *chunker) finiteAt(k int) bool {
	switch c.tag(k) {
	case VBP, VBD, Modal, Have, Be, Do:
		return true
	}
	return false
}

// unknownModifier holds for a word that no list has, between the start of a group and an adjective: "blatant economic pressure".
func (c *chunker) unknownModifier(head, k int) bool {
	if head != k-1 || (c.tag(k+1) != Noun && c.tag(k+1) != Adj) || wordTags[c.lower(head)] != 0 {
		return false
	}
	_, verb := verbForms[c.lower(head)]
	return !verb && !strings.HasSuffix(c.lower(head), "s")
}

// breaksBeforeAtom holds where an actor follows a finished noun group: "gave Ukraine China's answer".
func (c *chunker) breaksBeforeAtom(head, k int) bool {
	return c.tag(head) == Noun && c.tag(k-1) != Hyphen && c.tokens[head].Kind == Word && !titleNouns[c.tokens[head].Lower] && c.tokens[k-1].Kind == Word
}

// titleNouns may stand directly before a name.
var titleNouns = wordSet("president minister leader secretary spokesman spokeswoman spokesperson chief king queen prince premier chancellor ambassador envoy general commander director chairman chairwoman senator governor mayor professor analyst diplomat lawmaker official dictator strongman ruler head counterpart colleague newspaper agency broadcaster state ally neighbor neighbour rival province region city capital island group militia")

// verb reads a verb group at i.
func (c *chunker) verb(i int) int {
	v := Verb{}
	k, main := i, -1
	aux := NoTag
	for k < c.last && main < 0 {
		low := c.lower(k)
		switch c.tag(k) {
		case To:
			if aux == Have && main < 0 { // "have to work"
				v.Modal, aux = "must", Modal
				break
			}
			if k != i && aux != NoTag {
				goto done
			}
			v.Infinitive = true
			aux = To
		case Modal:
			v.Modal, v.Finite, aux = canonicalModal(low), true, Modal
		case Neg:
			v.Negated = !v.Negated
		case Adv:
			if e := c.verbAfter(k); e == 0 || aux == NoTag && k > i {
				goto done
			} else if c.tag(e) == To && aux != Have {
				goto done
			}
		case Be:
			c.auxiliary(&v, low, aux)
			if aux == Have {
				v.Perfect = true
			}
			aux = Be
			if low == "being" || low == "been" {
				v.Progressive = v.Progressive || low == "being"
			}
		case Have:
			c.auxiliary(&v, low, aux)
			aux = Have
		case Do:
			c.auxiliary(&v, low, aux)
			aux = Do
		case VB, VBP, VBD, VBN, VBG:
			if !c.mainVerb(&v, k, aux, i) {
				goto done
			}
			main = k
			if c.tokens[k].Lemma == "go" && v.Progressive && c.tag(k+1) == To && (c.tag(k+2) == VB || c.tag(k+2) == Be) {
				v.Modal, v.Progressive, main, aux = "will", false, -1, To
				k++
			}
		default:
			goto done
		}
		k++
	}
done:
	if main < 0 {
		main = c.loneAuxiliary(&v, i, k)
	}
	if main < 0 {
		if k == i {
			k++
		}
		return c.add(Adverb, i, k, i)
	}
	for k > main+1 && (c.tag(k-1) == Adv) {
		k--
	}
	if c.tag(k) == Neg && v.Copula { // "is not"
		v.Negated = !v.Negated
		k++
	}
	if !v.Infinitive && !v.Finite && !v.Gerund && !v.Participle {
		v.Finite = c.tag(main) == VBP || c.tag(main) == VBD
	}
	if v.Lemma == "" {
		v.Lemma = c.tokens[main].Lemma
	}
	c.out = append(c.out, Chunk{Kind: VerbGroup, First: i, Last: k, Head: main, Verb: v})
	return k
}

func canonicalModal(low string) string {
	switch low {
	case "'ll", "wo", "shall":
		return "will"
	case "ca", "cannot":
		return "can"
	case "'d":
		return "would"
	case "ought":
		return "should"
	}
	return low
}

// auxiliary notes tense and finiteness of a form of be, have or do.
func (c *chunker) auxiliary(v *Verb, low string, aux Tag) {
	switch low {
	case "being", "having":
		if aux == NoTag || aux == Neg {
			v.Gerund = true
		}
	case "be", "been":
		if aux == NoTag {
			v.Participle = false
		}
	case "was", "were", "had", "did", "'d":
		v.Finite, v.Past = true, true
	default:
		if aux == NoTag {
			v.Finite = true
		}
	}
	if low == "have" && (aux == Modal || aux == To) {
		v.Perfect = true
	}
}

// mainVerb takes token k as the main verb if it fits the auxiliaries; else the group ends before it.
func (c *chunker) mainVerb(v *Verb, k int, aux Tag, first int) bool {
	t := c.tokens[k]
	switch t.Tag {
	case VBD, VBP:
		if aux == Be || aux == Have && t.Tag == VBP {
			return false
		}
		if aux == Have {
			v.Perfect = true
		}
		v.Finite = true
		v.Past = v.Past || t.Tag == VBD
	case VBN:
		switch aux {
		case Be:
			v.Passive = true
		case Have:
			v.Perfect = true
		case NoTag:
			v.Participle, v.Passive = true, true
		default:
			if aux != Modal && aux != To && aux != Do {
				return false
			}
		}
	case VBG:
		switch aux {
		case Be:
			v.Progressive = true
		case NoTag:
			v.Gerund = true
		default:
			return false
		}
	case VB:
		if aux == Be || aux == Have {
			return false
		}
	}
	v.Lemma = t.Lemma
	return true
}

// loneAuxiliary makes the last form of be, have or do the main verb of a group without another.
func (c *chunker) loneAuxiliary(v *Verb, i, k int) int {
	for m := k - 1; m >= i; m-- {
		switch c.tag(m) {
		case Be:
			v.Lemma, v.Copula = "be", true
			return m
		case Have:
			v.Lemma = "have"
			return m
		case Do:
			v.Lemma = "do"
			return m
		}
	}
	return -1
}

// Norm joins the tokens of a span in lower case with single spaces, for comparing with word lists.
func (d *Document) Norm(first, last int) string {
	var b strings.Builder
	for i := first; i < last; i++ {
		if i > first {
			b.WriteByte(' ')
		}
		b.WriteString(d.Tokens[i].Lower)
	}
	return b.String()
}
