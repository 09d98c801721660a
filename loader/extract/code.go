package extract

import (
	_ "embed" // the tables of event codes
	"fmt"
	"slices"
	"strings"

	"entente/graph/vocab"
	"entente/loader/text"
)

//go:embed events/verbs.txt
var eventVerbList string

//go:embed events/nouns.txt
var eventNounList string

// codeRule gives a code where one of words stands in the clause; without words always.
type codeRule struct {
	words map[string]bool
	code  string
}

// eventCodes are the tables of the event coder.
type eventCodes struct {
	verbs map[string][]codeRule
	nouns map[string]string
}

func loadEventCodes() (*eventCodes, error) {
	c := &eventCodes{verbs: map[string][]codeRule{}, nouns: map[string]string{}}
	for n, line := range strings.Split(eventVerbList, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words, alternatives, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("events/verbs.txt: line %d: expected verbs: words=code", n+1)
		}
		var rules []codeRule
		for _, alt := range strings.Split(alternatives, ";") {
			w, code, ok := strings.Cut(alt, "=")
			if !ok {
				return nil, fmt.Errorf("events/verbs.txt: line %d: expected words=code in %q", n+1, alt)
			}
			r := codeRule{code: strings.TrimSpace(code)}
			if w = strings.TrimSpace(w); w != "*" {
				r.words = set(strings.ReplaceAll(w, `"`, ""))
			}
			rules = append(rules, r)
		}
		for _, v := range strings.Fields(words) {
			c.verbs[v] = append(rulesBeforeDefault(c.verbs[v]), rules...)
		}
	}
	for n, line := range strings.Split(eventNounList, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words, code, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("events/nouns.txt: line %d: expected nouns: code", n+1)
		}
		for _, w := range strings.Fields(words) {
			c.nouns[w] = strings.TrimSpace(code)
		}
	}
	return c, nil
}

// rulesBeforeDefault drops the default of an earlier line, so that a later line adds to it.
func rulesBeforeDefault(rules []codeRule) []codeRule {
	if n := len(rules); n > 0 && rules[n-1].words == nil {
		return slices.Clone(rules[:n-1])
	}
	return rules
}

// clauseWords gives the words of predicate i's object and phrases, and its particle.
func (r *reading) clauseWords(i int) map[string]bool {
	s := r.sent
	p := &s.preds[i]
	words := map[string]bool{}
	add := func(np int) {
		if np < 0 {
			return
		}
		for _, c := range s.members[np] {
			for t := s.chunks[s.unitStart(c)].First; t < s.chunks[c].Last; t++ {
				l := s.lower(t)
				words[l] = true
				words[text.NounLemma(l)] = true
			}
		}
	}
	add(p.object)
	add(p.indirect)
	if p.verb.Passive {
		add(p.subject)
	}
	for _, ph := range p.phrases {
		words[ph.prep] = true
		add(ph.np)
	}
	if p.adjective >= 0 {
		words[s.headLower(p.adjective)] = true
	}
	if p.object >= 0 { // "called the envoy a liar"
		if k := s.members[p.object][len(s.members[p.object])-1] + 1; s.kind(k) == text.NounGroup || s.kind(k) == text.Adjective {
			for t := s.chunks[k].First; t < s.chunks[k].Last; t++ {
				words[s.lower(t)] = true
			}
		}
	}
	if p.particle != "" {
		words[p.particle] = true
	}
	for k := p.chunk + 1; k < len(s.chunks) && k <= p.chunk+2; k++ {
		if s.kind(k) == text.Adverb || s.kind(k) == text.Adjective {
			words[s.headLower(k)] = true
		}
	}
	return words
}

// verbCode gives the code of predicate i by itself, "" when it has none, "-" when its clause below decides.
func (r *reading) verbCode(i int) string {
	p := &r.sent.preds[i]
	rules := r.rules.codes.verbs[p.lemma]
	if rules == nil {
		return ""
	}
	words := r.clauseWords(i)
	if p.lemma == "call" && p.object >= 0 {
		delete(words, "on")
		delete(words, "for")
	}
	if p.lemma == "order" || p.lemma == "call" {
		for _, k := range r.sent.below(i) {
			words[r.sent.preds[k].lemma] = true
			if o := r.sent.preds[k].object; o >= 0 {
				words[text.NounLemma(r.sent.headLower(o))] = true
			}
		}
	}
	for _, rule := range rules {
		if rule.words == nil {
			return rule.code
		}
		for w := range rule.words {
			if words[w] {
				return rule.code
			}
		}
	}
	return ""
}

// below lists the predicates that hang on i as its content.
func (s *sentence) below(i int) []int {
	var out []int
	for k := range s.preds {
		if s.preds[k].governor == i && (s.preds[k].kind == relComplement || s.preds[k].kind == relInfinitive || s.preds[k].kind == relGerund) {
			out = append(out, k)
		}
	}
	return out
}

// code gives the CAMEO code of what predicate i tells, its own or that of the clause it governs, turned into intent,
// appeal, refusal or threat as its governing words say.
func (r *reading) code(i, depth int) string {
	if depth > 4 {
		return ""
	}
	s := r.sent
	p := &s.preds[i]
	own := r.verbCode(i)
	low := ""
	for _, k := range s.below(i) {
		if low = r.code(k, depth+1); low != "" && low != "-" {
			break
		}
	}
	switch {
	case (p.lemma == "refuse" || p.lemma == "decline" || p.lemma == "fail") && low != "":
		return refusal(low)
	case p.lemma == "threaten" && low != "":
		return threat(low)
	case demandVerbs[p.lemma] && p.lemma != "want" && p.lemma != "need" && low != "" && (root(own) == "02" || root(own) == "10"):
		return appeal(own, low)
	case p.lemma == "accuse" || p.lemma == "blame":
		return own
	case intentVerbs[p.lemma] && low != "" && low != "-":
		if p.verb.Negated {
			return refusal(low)
		}
		return intent(low)
	case (p.verb.Copula || p.lemma == "remain") && p.adjective >= 0 && low != "" && planAdjectives[s.headLower(p.adjective)]:
		return intent(low)
	case own == "-" || own == "" && (implicative[p.lemma] || speechVerbs[p.lemma] || takesClause[p.lemma] || p.verb.Copula):
		own = low
		if low == "" {
			return r.obligationCode(i)
		}
		return own
	}
	if own == "" || own == "-" {
		return ""
	}
	if own == "141" && p.subject >= 0 { // a state's protest is criticism
		for _, a := range r.group(p.subject) {
			if a.kind == vocab.State || a.kind == vocab.Person && a.state != "" {
				own = "111"
			}
		}
	}
	return modal(own, p)
}

// obligationCode codes "said that Y must": a demand; "said Y could not be allowed": blame.
func (r *reading) obligationCode(i int) string {
	for _, k := range r.sent.below(i) {
		switch r.sent.preds[k].verb.Modal {
		case "must", "should":
			return "100"
		}
	}
	return ""
}

// intentVerbs make of their infinitive a stated intent.
var intentVerbs = set("agree offer promise pledge vow plan intend propose volunteer commit consider want prepare undertake expect hope consent")

// modal turns a code by the auxiliaries of its own verb: "will lift" is an intent, "will not lift" a refusal, "must" a demand.
func modal(code string, p *predicate) string {
	switch {
	case p.verb.Negated && (cooperative(code) || p.verb.Modal == "will" || p.verb.Modal == "would"):
		return refusal(code)
	case p.verb.Modal == "will" || p.verb.Modal == "would":
		return intent(code)
	case p.verb.Modal == "must" || p.verb.Modal == "should":
		return appeal("100", code)
	}
	return code
}

func root(code string) string {
	if len(code) < 2 {
		return ""
	}
	return code[:2]
}

func cooperative(code string) bool { return code >= "04" && code < "09" }

// intent gives the code of an intent to do what code does: 03 for cooperation, 13 for conflict.
func intent(code string) string {
	switch root(code) {
	case "04":
		if code == "045" {
			return "039"
		}
		return "036"
	case "05":
		if code == "057" {
			return "030"
		}
		return "030"
	case "06":
		switch code {
		case "061":
			return "0311"
		case "062":
			return "0312"
		case "064":
			return "0314"
		}
		return "031"
	case "07":
		switch code {
		case "072":
			return "0332"
		case "073":
			return "0333"
		case "074":
			return "0334"
		}
		return "033"
	case "08":
		return "035"
	case "14", "15", "16", "17", "18", "19", "20":
		return threat(code)
	}
	return code
}

// threat gives the code of a threat to do what code does.
func threat(code string) string {
	switch root(code) {
	case "14":
		return "133"
	case "16":
		switch code {
		case "162":
			return "1311"
		case "163":
			return "1312"
		case "161":
			return "1313"
		case "164":
			return "134"
		}
		return "131"
	case "17":
		if code == "1723" {
			return "1323"
		}
		return "132"
	case "18", "19", "20":
		return "138"
	}
	return "130"
}

// refusal gives the code of refusing to do what code does.
func refusal(code string) string {
	switch root(code) {
	case "04":
		return "125"
	case "05", "06", "07":
		return "121"
	case "08":
		switch {
		case strings.HasPrefix(code, "085"):
			return "1244"
		case strings.HasPrefix(code, "084"):
			return "1243"
		}
		return "124"
	}
	return "120"
}

// appeal gives the code of asking for what code does: 02 where own is an appeal, 10 where it is a demand.
func appeal(own, code string) string {
	suffix := ""
	switch root(code) {
	case "04":
		suffix = "6"
	case "06":
		suffix = "1"
	case "07":
		suffix = "3"
	case "08":
		suffix = "5"
	case "14", "16":
		if own[:2] == "02" {
			return threat(code)
		}
	}
	if suffix == "" {
		return own
	}
	if own[:2] == "10" && suffix == "1" {
		return "101"
	}
	return own[:2] + suffix
}
