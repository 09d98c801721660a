package extract

import (
	"slices"
	"strings"
	"unicode"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// tieWords are heads of groups that name what is between two parties; all make one topic "…-ties".
var tieWords = set("ties tie relation relationship cooperation co-operation closeness alignment rapprochement situation partnership alliance link bond collaboration friendship coordination interaction engagement dealing proximity axis")

var tensionWords = set("tension dispute row conflict rivalry standoff stand-off friction confrontation feud rift spat crisis difference disagreement competition hostility")

// dyad reports whether a noun group names what is between two actors.
func (r *reading) dyad(np int) bool {
	head := text.NounLemma(r.sent.headLower(np))
	return tieWords[head] || tensionWords[head] || head == "talk" || head == "war" || head == "trade" || head == "support" || head == "deal" || head == "agreement" || head == "negotiation" || head == "meeting" || head == "visit" || head == "transfer" || head == "border" || head == "dialogue" || head == "exercise" || head == "drill"
}

// topic makes a topic of noun group np: a dyad with its parties, or a short slug of its words.
func (r *reading) topic(np int) (end, bool) {
	s := r.sent
	c := s.chunks[np]
	tok := r.doc.Tokens[c.Head]
	if tok.Tag == text.Pron || tok.Tag == text.Poss || tok.Tag == text.Num || c.Owner {
		return end{}, false
	}
	if vague[tok.Lower] {
		return end{}, false
	}
	if e, ok := r.motion(np); ok {
		return e, true
	}
	first := s.chunks[s.unitStart(np)].First
	lastTok := c.Last
	span := claim.Span{Start: r.doc.Tokens[first].Span.Start, End: r.doc.Tokens[lastTok-1].Span.End}
	in := r.inner(np)
	if r.dyad(np) {
		in = r.parties(np)
	}
	head := text.NounLemma(tok.Lower)
	named := agreementHeads[head] && len(r.topicWords(np)) > 2 // "the inter-Korean military agreement" has a name of its own
	if parties := stateIDs(in); len(parties) >= 2 && r.dyad(np) && !named {
		id := r.dyadSlug(parties, head)
		return end{actor: actor{id: id, span: span, kind: vocab.Topic, mention: -1}, parties: parties}, true
	}
	if m := r.mentionAt(c.Head); m != nil && m.ID != "" {
		if k := kindOf(m.ID); k == vocab.Agreement || k == vocab.Event || k == vocab.Place || k == vocab.Topic {
			return end{actor: actor{id: m.ID, state: m.State, span: cspan(m.Span), kind: k, mention: -1}}, true
		}
	}
	words := r.topicWords(np)
	if len(words) == 0 {
		return end{}, false
	}
	var parties []string
	for _, a := range in {
		parties = append(parties, a.id)
	}
	return end{actor: actor{id: "topic:" + strings.Join(words, "-"), span: span, kind: vocab.Topic, mention: -1}, parties: parties}, true
}

var agreementHeads = set("agreement deal treaty pact accord")

// parties gives all whom a group that stands between actors names: "Moscow's support for Minsk".
func (r *reading) parties(np int) []actor {
	var out []actor
	for _, c := range r.sent.members[np] {
		out = append(out, r.modifierActors(c)...)
	}
	last := r.sent.members[np][len(r.sent.members[np])-1]
	for _, ph := range r.sent.following(last) {
		if apart[ph.prep] || ph.prep == "in" || ph.prep == "on" {
			break
		}
		if ph.np >= 0 {
			out = append(out, r.group(ph.np)...)
		}
	}
	return dedupe(out)
}

var vague = set("thing something anything nothing one way part lot number kind sort bit issue matter fact point time day week month year today people everyone others")

func stateIDs(in []actor) []string {
	var out []string
	for _, a := range in {
		id := a.id
		if a.state != "" && (a.kind == vocab.State || a.kind == vocab.Person || a.kind == vocab.Org) {
			id = a.state
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// dyadSlug makes one name for what is between two parties, whichever is named first.
func (r *reading) dyadSlug(parties []string, head string) string {
	sorted := append([]string(nil), parties...)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	var parts []string
	for _, p := range sorted {
		parts = append(parts, r.rules.shortSlug(p))
	}
	kind := head
	switch {
	case head == "rapprochement":
	case tieWords[head]:
		kind = "ties"
	case tensionWords[head]:
		kind = "tensions"
	case head == "talk" || head == "negotiation" || head == "dialogue":
		kind = "talks"
	}
	return "topic:" + strings.Join(parts, "-") + "-" + kind
}

// topicWords gives up to five words that name a noun group: its modifiers and head, and the head of an "of" phrase.
func (r *reading) topicWords(np int) []string {
	s := r.sent
	var words []string
	for k := s.unitStart(np); k <= np; k++ {
		if s.kind(k) != text.NounGroup {
			continue
		}
		for t := s.chunks[k].First; t < s.chunks[k].Last; t++ {
			words = r.topicWord(words, t)
		}
	}
	for _, ph := range s.following(np)[:min(1, len(s.following(np)))] {
		if (ph.prep == "of" || ph.prep == "in" || ph.prep == "on" || ph.prep == "to" || ph.prep == "by" || ph.prep == "for") && ph.np >= 0 && len(words) < 4 {
			for t := s.chunks[ph.np].First; t < s.chunks[ph.np].Last; t++ {
				words = r.topicWord(words, t)
			}
			break
		}
	}
	if len(words) > 5 {
		words = words[len(words)-5:]
	}
	return words
}

func (r *reading) topicWord(words []string, t int) []string {
	tok := r.doc.Tokens[t]
	if tok.Kind == text.Punct || tok.Kind == text.OpenQuote || tok.Kind == text.CloseQuote || stripDeterminers[tok.Lower] || tok.Tag == text.Poss || tok.Tag == text.Adv || tok.Tag == text.Pron || tok.Tag == text.Det {
		return words
	}
	if passing[tok.Lower] {
		return words
	}
	if m := r.mentionAt(t); m != nil && m.ID != "" && m.Form != mention.Pronoun {
		if m.First != t {
			return words
		}
		return append(words, r.rules.shortSlug(m.ID))
	}
	if w := slugWord(tok.Lower); w != "" {
		return append(words, w)
	}
	return words
}

// passing words tell when or how much, not which.
var passing = set("recent new latest current own last fresh further such same following own")

// clauseTopic names the situation of a clause that is an object: subject and verb's object heads.
func (r *reading) clauseTopic(p *predicate) []end {
	if t, ok := r.topicIf(p.subject); ok {
		return []end{t}
	}
	if t, ok := r.topicIf(p.object); ok {
		return []end{t}
	}
	return nil
}

func (r *reading) topicIf(np int) (end, bool) {
	if np < 0 {
		return end{}, false
	}
	return r.topic(np)
}

// slugWord lowers a word to letters and digits.
func slugWord(w string) string {
	var b strings.Builder
	for _, c := range w {
		switch {
		case c < 0x80 && (unicode.IsLetter(c) || unicode.IsDigit(c)):
			b.WriteRune(unicode.ToLower(c))
		case c == '-' && b.Len() > 0:
			b.WriteByte('-')
		case unicode.IsLetter(c):
			if base, ok := plainLetter(c); ok {
				b.WriteByte(base)
			}
		}
	}
	return strings.Trim(b.String(), "-")
}

// plainLetter gives the base letter of a common accented one.
func plainLetter(c rune) (byte, bool) {
	const from = "àáâãäåąăāçćčďđèéêëęěēğìíîïıīłľñńňòóôõöøōřŕśšşșťţțùúûüůūýÿžźż"
	const to = "aaaaaaaaacccddeeeeeeegiiiiiillnnnooooooorrsssstttuuuuuuyyzzz"
	i := 0
	for _, f := range from {
		if unicode.ToLower(c) == f && i < len(to) {
			return to[i], true
		}
		i++
	}
	return 0, false
}

// slugTokens joins the words of tokens [first,last) without determiners.
func slugTokens(d *text.Document, first, last int) string {
	var parts []string
	for t := first; t < last; t++ {
		tok := d.Tokens[t]
		if tok.Kind != text.Word && tok.Kind != text.Number || stripDeterminers[tok.Lower] || tok.Tag == text.Poss {
			continue
		}
		if w := slugWord(tok.Lower); w != "" {
			parts = append(parts, w)
		}
	}
	return strings.Join(parts, "-")
}
