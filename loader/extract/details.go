package extract

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/text"
)

// details adds what a relation may carry beside its ends: qualifiers.
func (r *reading) details(f *found) {
	rel, ok := r.rules.vocab.Relation(f.frame.relation)
	if !ok || len(rel.Qualifiers) == 0 {
		return
	}
	add := func(k, v string) {
		if v == "" {
			return
		}
		for _, q := range rel.Qualifiers {
			if name, _, _ := strings.Cut(q, " "); name == k {
				if f.qualifiers == nil {
					f.qualifiers = map[string]string{}
				}
				f.qualifiers[k] = v
			}
		}
	}
	for k, v := range f.frame.qualifiers {
		add(k, v)
	}
	np := r.itemGroup(f)
	if np >= 0 {
		add("item", r.plainWords(np))
		add("amount", r.amount(np))
	}
	if f.pred >= 0 || f.objectNP >= 0 {
		add("mode", r.meetingMode(f))
	}
	if f.objectNP >= 0 {
		add("context", contextWord(r, f.objectNP))
	}
}

// itemGroup gives the noun group of the thing supplied: the direct object where the frame's object is the receiver.
func (r *reading) itemGroup(f *found) int {
	if f.pred < 0 {
		if f.objectNP >= 0 {
			for _, ph := range r.sent.following(f.objectNP) {
				if ph.prep == "of" && ph.np >= 0 && r.group(ph.np) == nil {
					return ph.np
				}
			}
		}
		return -1
	}
	p := &r.sent.preds[f.pred]
	cands := []int{p.object}
	if p.verb.Passive {
		cands = []int{p.subject, p.object}
	}
	for _, ph := range p.phrases {
		if ph.prep == "with" {
			cands = append(cands, ph.np)
		}
	}
	for _, c := range cands {
		if c >= 0 && r.group(c) == nil {
			return c
		}
	}
	return -1
}

// plainWords gives the words of a noun group without determiners, quotation marks and numbers.
func (r *reading) plainWords(np int) string {
	c := r.sent.chunks[np]
	var words []string
	for t := c.First; t < c.Last; t++ {
		tok := r.doc.Tokens[t]
		if tok.Kind != text.Word || stripDeterminers[tok.Lower] || tok.Tag == text.Poss {
			continue
		}
		words = append(words, r.doc.Body[tok.Span.Start:tok.Span.End])
	}
	if len(words) == 0 || len(words) > 6 {
		return ""
	}
	return strings.Join(words, " ")
}

func (r *reading) amount(np int) string {
	c := r.sent.chunks[np]
	var words []string
	for t := c.First; t < c.Last; t++ {
		tok := r.doc.Tokens[t]
		if tok.Tag == text.Num || len(words) > 0 && (tok.Lower == "million" || tok.Lower == "billion" || tok.Lower == "tonnes" || tok.Lower == "tons") {
			words = append(words, r.doc.Body[tok.Span.Start:tok.Span.End])
		} else if len(words) > 0 {
			break
		}
	}
	return strings.Join(words, " ")
}

func (r *reading) meetingMode(f *found) string {
	if f.frame.relation != "met_with" {
		return ""
	}
	se := r.doc.Sentences[f.sentence]
	for t := max(se.First, f.at-6); t < min(se.Last, f.at+8); t++ {
		switch r.doc.Tokens[t].Lower {
		case "phone", "telephone", "phoned", "telephoned", "telephonic":
			return "phone"
		case "video", "videoconference", "virtual", "virtually", "online":
			return "video"
		case "summit":
			return "summit"
		}
	}
	if strings.HasPrefix(f.frame.name, "call") || strings.HasPrefix(f.frame.name, "phone") {
		return "phone"
	}
	return ""
}

var contextWords = map[string]string{"military": "military", "defense": "military", "defence": "military", "security": "military", "economic": "economic", "trade": "economic", "commercial": "economic",
	"financial": "economic", "energy": "economic", "humanitarian": "humanitarian", "intelligence": "intelligence", "legal": "legal", "judicial": "legal", "technological": "technology",
	"technical": "technology", "scientific": "technology", "space": "technology", "diplomatic": "diplomatic", "political": "diplomatic", "nuclear": "cbrn", "cyber": "cyber", "cultural": "cultural"}

func contextWord(r *reading, c int) string {
	ch := r.sent.chunks[c]
	for t := ch.First; t < ch.Head; t++ {
		if w, ok := contextWords[r.sent.lower(t)]; ok {
			return w
		}
	}
	return ""
}

// contentOf gives the proposition that a speech act is about: the first relation read inside its clause.
func (r *reading) contentOf(f *found) *claim.Proposition {
	if f.pred < 0 || !speechRelation(f.frame.relation) {
		return nil
	}
	s := r.sents[f.sentence]
	for _, k := range r.inSentence(f.sentence) {
		r.steps++
		g := &r.out[k]
		if g == f || g.scope.dropped {
			continue
		}
		at := g.pred
		if at < 0 {
			at = g.host
		}
		for steps := 0; at >= 0 && steps < maxScope; steps++ {
			if at == f.pred && (g.pred != f.pred) && (g.pred >= 0 || len(g.scope.chain) > 0) {
				return r.proposition(g)
			}
			at = s.preds[at].governor
		}
	}
	return nil
}

func (r *reading) proposition(g *found) *claim.Proposition {
	rel, ok := r.rules.vocab.Relation(g.frame.relation)
	if !ok {
		return nil
	}
	sub, ok1 := r.fitKind(g.subject, rel.Domain, rel.Proposition)
	obj, ok2 := r.fitKind(g.object, rel.Range, rel.Proposition)
	if !ok1 || !ok2 || sub.kind == vocab.Topic && obj.kind == vocab.Topic {
		return nil
	}
	p := claim.Affirmed
	if g.scope.denied {
		p = claim.Denied
	}
	m := g.scope.modality
	if m == "" {
		m = claim.Asserted
	}
	return &claim.Proposition{Subject: sub.id, Relation: rel.Name, Object: obj.id, Polarity: p, Modality: m}
}

// contentWords name in a topic what a relation is about.
var contentWords = map[string]string{"supplies_arms_to": "arms-to", "provides_technology_to": "technology-to", "attacks": "attack-on", "supports": "support-for", "aids": "aid-to", "invades": "invasion-of",
	"cooperates_with": "cooperation-with", "violates": "violation-of", "uses_disinformation_against": "disinformation-in", "coerces": "coercion-of", "tests_missile": "test-of", "develops_weapon": "", "detains": "detention-of", "expels": "expulsion-of"}

// nameDenials calls what is denied by its content, where that was read: "topic:dprk-arms-to-russia".
func (r *reading) nameDenials() {
	for k := range r.out {
		f := &r.out[k]
		if f.frame.relation != "denies" || f.pred < 0 {
			continue
		}
		s := r.sents[f.sentence]
		for _, j := range r.inSentence(f.sentence) {
			r.steps++
			g := &r.out[j]
			w, ok := contentWords[g.frame.relation]
			if !ok || !r.under(s, g, f.pred) {
				continue
			}
			words := []string{r.rules.shortSlug(g.subject.id), w, r.rules.shortSlug(g.object.id)}
			if w == "" {
				words = []string{words[0], words[2]}
			}
			f.object.id, f.object.kind = "topic:"+strings.Join(words, "-"), vocab.Topic
			f.object.parties = stateIDs([]actor{g.subject.actor, g.object.actor})
			break
		}
	}
}

// under reports whether finding g stands in the content of predicate pred.
func (r *reading) under(s *sentence, g *found, pred int) bool {
	at := g.pred
	if at < 0 {
		at = g.host
	}
	for steps := 0; at >= 0 && steps < maxScope; steps++ {
		if at == pred {
			return g.pred != pred
		}
		at = s.preds[at].governor
	}
	return false
}

// answerDenials gives a denial of what was said before its content: "Riyadh accuses Tehran of arming rebels, a charge Iran denies" and
// "Uganda denies the charges" deny the accuser's words about the one who denies.
func (r *reading) answerDenials() {
	n := len(r.out)
	for k := 0; k < n; k++ {
		f := &r.out[k]
		if f.frame.relation != "denies" || f.pred < 0 || f.scope.denied || f.scope.dropped {
			continue
		}
		s := r.sents[f.sentence]
		p := &s.preds[f.pred]
		if !r.refersBack(s, p) {
			continue
		}
		for _, j := range r.toldBefore(f.sentence, n) {
			r.steps++
			g := &r.out[j]
			if len(g.scope.chain) == 0 || g.scope.denied || speechRelation(g.frame.relation) || r.under(r.sents[g.sentence], g, f.pred) && g.sentence == f.sentence {
				continue
			}
			if g.subject.state == "" || g.subject.state != f.subject.state || g.scope.modality == claim.Demanded {
				continue
			}
			d := *g
			d.scope = scope{denied: true, modality: claim.Asserted, chain: [][]actor{{f.subject.actor}}}
			d.sentence, d.pred, d.host, d.at, d.qualifiers = f.sentence, -1, f.pred, f.at, nil
			r.out = append(r.out, d)
			f = &r.out[k]
			f.object.id = "topic:" + strings.Trim(r.rules.shortSlug(g.subject.id)+"-"+contentWords[g.frame.relation]+"-"+r.rules.shortSlug(g.object.id), "-")
			f.object.kind, f.object.parties = vocab.Topic, stateIDs([]actor{g.subject.actor, g.object.actor})
		}
	}
}

// refersBack reports whether what a verb of denying denies is something said before.
func (r *reading) refersBack(s *sentence, p *predicate) bool {
	if p.object < 0 {
		return p.kind == relRelative
	}
	if p.kind == relRelative {
		return true
	}
	switch text.NounLemma(s.headLower(p.object)) {
	case "charge", "accusation", "allegation", "claim", "report", "involvement", "wrongdoing":
		for k := range s.preds {
			if s.preds[k].governor >= 0 && &s.preds[s.preds[k].governor] == p {
				return false // the content follows in the sentence
			}
		}
		return true
	}
	return s.headLower(p.object) == "it" || s.headLower(p.object) == "this" || s.headLower(p.object) == "that"
}

// index lists what was found by sentence.
func (r *reading) index() {
	r.told = make([][]int32, len(r.doc.Sentences))
	for k := range r.out {
		r.told[r.out[k].sentence] = append(r.told[r.out[k].sentence], int32(k))
	}
}

// inSentence lists what was found in sentence i, in the order in which it was found.
func (r *reading) inSentence(i int) []int32 {
	if i < 0 || i >= len(r.told) {
		return nil
	}
	return r.told[i]
}

// toldBefore lists what was found in sentence i and the two before it, of the first n findings.
func (r *reading) toldBefore(i, n int) []int32 {
	var out []int32
	for k := i - 2; k <= i; k++ {
		for _, j := range r.inSentence(k) {
			if int(j) < n {
				out = append(out, j)
			}
		}
	}
	return out
}
