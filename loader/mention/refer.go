package mention

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"entente/graph/vocab"
	"entente/loader/text"
)

// ordinary are words that begin sentences in capitals and are surnames too.
var ordinary = map[string]bool{"may": true, "rice": true, "straw": true, "major": true, "hunt": true, "brown": true, "burns": true, "power": true, "bush": true, "hague": true, "fox": true, "gates": true, "cook": true, "price": true, "march": true, "an": true, "so": true, "to": true, "le": true}

// person reads a person by surname, with "Mr.", or by an unknown name of two or three words.
func (s *search) person(at int) int {
	t := s.d.Tokens[at]
	if !t.Caps {
		return 0
	}
	first := at
	switch t.Lower {
	case "mr.", "mrs.", "ms.", "mr", "mrs", "ms", "dr.", "sheikh", "ayatollah", "sir", "gen.", "general":
		if at+1 >= s.end || !s.d.Tokens[at+1].Caps {
			return 0
		}
		at++
	}
	if s.hyphened(at + 1) { // "Berg-Olsen" alone
		if m, known := s.persons[s.d.Tokens[at].Lower+"-"+s.d.Tokens[at+2].Lower]; known {
			m.First, m.Last, m.Form, m.Office, m.OfficeSpan = first, at+3, Name, "", text.Span{}
			s.add(m)
			return m.Last
		}
	}
	if m, known := s.persons[s.d.Tokens[at].Lower]; known {
		m.First, m.Last, m.Form, m.Office, m.OfficeSpan = first, at+1, Name, "", text.Span{}
		for m.Last < s.end && s.d.Tokens[m.Last].Caps && s.persons[s.d.Tokens[m.Last].Lower].ID == m.ID {
			m.Last++
		}
		s.add(m)
		return m.Last
	}
	if first < at || s.named(at) {
		if id := s.inOffice(s.d.Tokens[at].Lower); id != "" && !ordinary[s.d.Tokens[at].Lower] {
			m := Mention{First: first, Last: at + 1, Form: Name, Kind: vocab.Person, ID: id, State: s.stateOf(id)}
			s.remember(m)
			s.add(m)
			return m.Last
		}
	}
	return s.unknown(at)
}

// named reports a capitalised word that is a name whatever its place in the sentence.
func (s *search) named(at int) bool {
	t := s.d.Tokens[at]
	return t.Tag == text.Proper && t.Caps && (at+1 >= s.end || s.d.Tokens[at+1].Tag != text.Proper)
}

func words(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// things are words that stand in names of places, times, works and deals, and in no person's.
var things = words(`sea ocean river lake bay gulf strait channel canal island islands isles peninsula mountain mountains valley desert coast cape port
	airport base province county district region state city town village street avenue road square bridge palace house hall tower building
	north south east west northern southern eastern western central upper lower day week month year war peace treaty accord accords agreement pact deal
	act law plan initiative project program programme summit conference forum games cup league championship olympics festival prize award report government administration secretariat
	protocol convention charter declaration covenant statute resolution constitution amendment doctrine santa sao fort puerto ciudad nueva
	gazette observer courier monitor chronicle dispatch telegraph guardian express standard independent review
	news times post journal daily herald tribune television radio church cathedral mosque temple world international national`)

// bodies are words with which names of organisations end.
var bodies = words(`council committee commission agency authority association union party movement front army brigade brigades corps force forces group
	organization organisation foundation institute university college center centre bank fund company corporation corp inc ltd court tribunal
	parliament congress assembly ministry department bureau office service services alliance coalition network society federation`)

// unknown reads two or three capitalised words that no list has as the name of a person.
func (s *search) unknown(at int) int {
	k, parts := at, 0
	for k < s.end && parts < maxName {
		t := s.d.Tokens[k]
		if k > at && s.hyphened(k) {
			k += 2
			continue
		}
		if t.Kind != text.Word || !t.Caps || t.Tag != text.Proper || s.names.by[s.word(k)].id != "" {
			break
		}
		k++
		parts++
	}
	if parts < 2 || parts > 3 || text.MonthNumber(s.word(at)) != 0 && s.d.Tokens[at].Tag != text.Proper {
		return 0
	}
	for i := at; i < k; i++ {
		if things[s.word(i)] {
			return 0
		}
	}
	if bodies[s.word(k-1)] {
		s.add(Mention{First: at, Last: k, Form: Name, Kind: vocab.Org, ID: unknownID(vocab.Org, s.surface(at, k)), Label: s.surface(at, k)})
		return k
	}
	m := s.personNamed(at, k)
	if home, _ := s.homeBefore(at); home != "" && m.State == "" { // "Norway's Ana Example"
		m.State = s.stateOf(home)
	}
	if k+1 < s.end && s.word(k) == "," && m.State == "" {
		s.apposed(&m, k+1)
	}
	s.introduced(&m)
	s.add(m)
	s.remember(m)
	return k
}

// reference reads pronouns and descriptions that stand for actors mentioned before.
func (s *search) reference(at int) int {
	if next := s.twin(at); next > at {
		return next
	}
	switch w := s.word(at); w {
	case "he", "she", "his", "him", "her":
		return s.pronoun(at, s.lastPersonFor(w), w == "his" || w == "her")
	case "it", "its":
		return s.pronoun(at, s.lastBody(at), w == "its")
	case "they", "their", "them":
		return s.plural(at, at, w == "their")
	case "both":
		if at+1 < s.end && s.d.Tokens[at+1].Tag != text.Noun && s.d.Tokens[at+1].Tag != text.Adj && s.d.Tokens[at+1].Tag != text.Det && s.d.Tokens[at+1].Tag != text.Proper && s.d.Tokens[at+1].Tag != text.Poss {
			return s.plural(at, at, false)
		}
	case "allies", "partners":
		if s.countedOwn(at) {
			return s.plural(at, at, false)
		}
		return s.friends(at, w)
	case "sides", "countries", "leaders", "two", "states", "nations", "neighbors", "neighbours", "men", "diplomats", "ministers", "presidents", "capitals", "governments", "parties", "premiers":
		count := s.word(at - 1)
		if c := s.word(at - 2); at >= 2 && (c == "two" || c == "three") && !peopleWords[w] && (s.d.Tokens[at-1].Tag == text.Adj || s.d.Tokens[at-1].Tag == text.Noun) {
			return s.plural(at-2, at, false) // "the three island states"
		}
		switch count {
		case "both", "two", "three":
			// "two diplomats in Oslo" are not the two just named.
			if before := s.word(at - 2); count != "both" && peopleWords[w] && !pointing[before] {
				return 0
			}
			if peopleWords[w] && len(s.people) > 1 {
				s.add(Mention{First: at - 1, Last: at + 1, Form: Description, Kind: vocab.Person, Members: s.people})
				return at + 1
			}
			return s.plural(at-1, at, false)
		case "the":
			if n := s.word(at + 1); (w == "leaders" || w == "presidents" || w == "premiers") && len(s.people) > 1 && n != "of" && n != "from" && n != "in" && n != "at" {
				s.add(Mention{First: at - 1, Last: at + 1, Form: Description, Kind: vocab.Person, Members: s.people})
				return at + 1
			}
		}
	}
	return 0
}

// twin reads "the two Koreas" and "inter-Korean".
func (s *search) twin(at int) int {
	t := s.d.Tokens[at]
	if ids := s.twins[s.word(at)]; ids != nil && t.Caps && strings.HasSuffix(t.Lower, "s") && at > s.d.Sentences[s.sentence].First {
		s.add(Mention{First: at, Last: at + 1, Form: Description, Kind: vocab.State, Members: ids})
		return at + 1
	}
	if t.Lower == "inter" && at+2 < s.end && s.d.Tokens[at+1].Tag == text.Hyphen {
		if ids := s.twins[s.word(at+2)]; ids != nil {
			s.add(Mention{First: at, Last: at + 3, Form: Adjective, Kind: vocab.State, Members: ids})
			return at + 3
		}
	}
	return 0
}

// pointing words before a number take up what was named.
var pointing = words("the these those all between of our their its his her")

// peopleWords mean persons before states.
var peopleWords = words("leaders diplomats ministers presidents premiers men")

// countedOwn reports "its two key allies": as many as were just named, not all that there are.
func (s *search) countedOwn(at int) bool {
	s.notePair(s.first) // "urged A and B to mend the ties between its two allies"
	if !s.joined || len(s.pair) < 2 {
		return false
	}
	two := false
	for i := at - 1; i >= max(0, at-5); i-- {
		t := s.d.Tokens[i]
		switch {
		case t.Lower == "two" || t.Lower == "both":
			two = true
		case t.Tag == text.Poss:
			return two
		case t.Tag != text.Adj && t.Tag != text.Proper && t.Tag != text.Noun:
			return false
		}
	}
	return false
}

func (s *search) pronoun(at, of int, possessive bool) int {
	if of < 0 {
		return 0
	}
	m := s.out[of]
	m.First, m.Last, m.Form, m.Possessive, m.Office, m.OfficeSpan, m.Members = at, at+1, Pronoun, possessive, "", text.Span{}, nil
	s.add(m)
	return at + 1
}

// lastPersonFor is the person that a pronoun means: the first of the last sentence that has one whose gender fits.
func (s *search) lastPersonFor(pronoun string) int {
	fits := func(m *Mention) bool {
		if m.Kind != vocab.Person || m.ID == "" {
			return false
		}
		a, known := s.words.Actor(m.ID)
		if !known || a.Gender == 0 {
			return true
		}
		female := pronoun == "she" || pronoun == "her"
		return (a.Gender == vocab.Female) == female
	}
	for i := len(s.out) - 1; i >= max(0, len(s.out)-maxBack); i-- {
		s.steps++
		if !fits(&s.out[i]) {
			continue
		}
		best := i
		for j := i; j >= 0 && s.out[j].Sentence == s.out[i].Sentence; j-- {
			if fits(&s.out[j]) && s.out[j].Sentence < s.sentence {
				best = j
			}
		}
		if s.out[best].Sentence < s.sentence || best == i {
			return best
		}
	}
	return -1
}

// lastBody is the state or organisation that "it" or "its" at a token means: the one right before "and its"; else the first of
// this sentence, which is its subject more often than not; else the first of the sentence before.
func (s *search) lastBody(at int) int {
	can := func(m *Mention) bool {
		if m.Last < len(s.d.Tokens) && s.d.Tokens[m.Last].Tag == text.Hyphen {
			return false // "the U.S.-drafted resolution"
		}
		return (m.Kind == vocab.State || m.Kind == vocab.Org) && m.ID != "" && m.Form != Adjective && m.Form != PlaceName && m.Form != Pronoun
	}
	if w := s.word(at - 1); w == "and" || w == "," {
		if i := len(s.out) - 1; i >= 0 && s.out[i].Sentence == s.sentence && s.out[i].Last >= at-1 && can(&s.out[i]) {
			return i
		}
	}
	if n := len(s.out); (n == 0 || s.out[n-1].Sentence < s.sentence) && s.unnamedBody(at) {
		return -1
	}
	pick, in := -1, -1
	for i := len(s.out) - 1; i >= 0 && s.out[i].Sentence >= s.sentence-1; i-- {
		if m := &s.out[i]; can(m) && (in < 0 || m.Sentence == in) {
			pick, in = i, m.Sentence
		}
	}
	return pick
}

// unnamedBody reports that the sentence tells before a token of a body that no name goes with, which "its" then means more likely than
// a name of the sentence before: "A spokeswoman for the shadow government urged X to meet its envoys".
func (s *search) unnamedBody(at int) bool {
	for i := s.d.Sentences[s.sentence].First; i < at; i++ {
		if w := s.word(i); bodies[w] || w == "government" || w == "regime" || w == "junta" || w == "opposition" {
			return true
		}
	}
	return false
}

// friends reads "US allies", "its allies", "our partners" and bare "allies" beside a state: the group that this state has such relations
// with.
func (s *search) friends(at int, kind string) int {
	home, first := s.homeBefore(at)
	if s.predicated(first) {
		return 0 // "Norway and Chile are US allies" says that they are, and means no group
	}
	if home == "" {
		switch s.word(at - 1) {
		case "our", "its", "their", "key", "close", "closest", "other", "main", "traditional", "western", "and", "regional", "european", "asian":
		case "the", "with", "ask", "force", "of", "among", "to", "urge", "press", "push":
		default:
			return 0
		}
		of := s.lastBody(at)
		if of < 0 || s.out[of].Sentence != s.sentence {
			return 0
		}
		home = s.out[of].ID
	}
	state := s.stateOf(home)
	if state == "" {
		return 0
	}
	label := s.words.Prefix(state) + " " + kind
	if a, ok := s.words.Actor(state); ok {
		label = "allies of " + a.Label
		if kind == "partners" {
			label = "partners of " + a.Label
		}
	}
	// The state before stays a mention of its own: "Norway is a U.S. ally" is about the state.
	s.add(Mention{First: at, Last: at + 1, Form: Description, Kind: vocab.Group, ID: "group:" + s.words.Prefix(state) + "-" + kind, Label: label})
	return at + 1
}

// predicated reports that the words at a token are what a copula says of its subject.
func (s *search) predicated(at int) bool {
	for i := at - 1; i >= max(0, at-3); i-- {
		switch t := s.d.Tokens[i]; {
		case t.Tag == text.Be, t.Lower == "remain", t.Lower == "remained", t.Lower == "become", t.Lower == "became":
			return true
		case t.Tag != text.Adj && t.Tag != text.Det && t.Tag != text.Adv && t.Tag != text.Poss:
			return false
		}
	}
	return false
}

func (s *search) plural(first, at int, possessive bool) int {
	form := Description
	if first == at {
		form = Pronoun
	}
	if form == Description {
		s.notePair(s.first) // "sanctioned Chile, the latest sign of friction between the two neighbours"
	}
	// "They" are those whom the sentence before names together; "both sides" may also stand apart in it.
	if len(s.pair) < 2 || form == Pronoun && !s.joined {
		return 0
	}
	members := s.pair
	if !s.joined && form == Description && s.word(first) == "both" {
		members = s.mainDyad(members)
	}
	s.add(Mention{First: first, Last: at + 1, Form: form, Kind: vocab.State, Members: members, Possessive: possessive})
	return at + 1
}

// mainDyad is a pair of states, or the two of whom the text has spoken far more of late: these are "both sides" where the sentence
// before happens to name one of them with somebody else.
func (s *search) mainDyad(pair []string) []string {
	count := map[string]int{}
	for i := len(s.out) - 1; i >= max(0, len(s.out)-maxBack); i-- {
		s.steps++
		if m := &s.out[i]; m.Kind == vocab.State && m.ID != "" && m.Form != Pronoun {
			count[m.ID]++
		}
	}
	ids := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	if len(ids) < 3 || count[ids[1]] < 3 || count[ids[1]] < 2*count[ids[2]] {
		return pair
	}
	in := 0
	for _, id := range ids[:2] {
		if slices.Contains(pair, id) {
			in++
		}
	}
	if in != 1 || len(pair) != 2 {
		return pair
	}
	return slices.Clone(ids[:2])
}

// listed reports that nothing but a conjunction, a comma or an article stands between two tokens.
func (s *search) listed(from, to int) bool {
	if to <= from || to-from > 3 {
		return false
	}
	for i := from; i < to; i++ {
		switch s.word(i) {
		case "and", ",", "&", "the", "both":
		default:
			return false
		}
	}
	return true
}

// twoPersons are the only two persons of a sentence that stand for different states, wherever they are named in it.
func (s *search) twoPersons(from int) (ids []string) {
	states := map[string]bool{}
	for k := from; k < len(s.out); k++ {
		m := &s.out[k]
		if m.Kind != vocab.Person || m.ID == "" || m.State == "" || m.Form == Pronoun || slices.Contains(ids, m.ID) {
			continue
		}
		ids = append(ids, m.ID)
		states[m.State] = true
	}
	if len(ids) != 2 || len(states) != 2 {
		return nil
	}
	return ids
}

// notePair keeps the first two states or persons of a sentence that stand together, for "both sides" in the next.
func (s *search) notePair(from int) {
	var pair []string
	joined := false
	for k := from; k+1 < len(s.out); k++ {
		a, b := &s.out[k], &s.out[k+1]
		if a.ID == "" || b.ID == "" || a.ID == b.ID || len(a.Members)+len(b.Members) > 0 || a.Kind != b.Kind || a.Kind == vocab.Org {
			continue
		}
		together := s.listed(a.Last, b.First)
		if !together && (pair != nil || a.State == b.State || a.State == "" || b.State == "") {
			continue
		}
		pair, joined = []string{a.ID, b.ID}, together
		if together {
			if k+2 < len(s.out) && s.listed(b.Last, s.out[k+2].First) && s.out[k+2].Kind == a.Kind && s.out[k+2].ID != "" {
				pair = append(pair, s.out[k+2].ID)
			}
			break
		}
	}
	if pair == nil {
		if people := s.twoPersons(from); people != nil {
			s.people = people
		}
	}
	if pair != nil {
		s.pair, s.joined = pair, joined
		if a, _, _ := strings.Cut(pair[0], ":"); vocab.Kind(a) == vocab.Person {
			s.people = pair
		}
	}
}
