package extract

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// actor is somebody found in a noun group.
type actor struct {
	id, state string
	span      claim.Span
	kind      vocab.Kind
	via       string // head noun of the group where the actor is named only by its modifier: "forces"
	mention   int    // index into the document's mentions, -1
}

// reading is one document being read.
type reading struct {
	rules    *Rules
	in       *Input
	doc      *text.Document
	mentions []mention.Mention
	at       []int32     // token to mention index + 1, innermost first come
	sents    []*sentence // by sentence; nil where not read
	sent     *sentence   // the one being read
	day      string
	acting   []end           // subjects of the frame whose object is being filled
	quoteBy  map[int][]actor // quotation to its speakers
	out      []found
	named    map[string]string // the state with which a person was named
	told     [][]int32         // by sentence: what was found in it, indexes into out
	steps    int               // mentions, chunks and findings looked at, for the test that holds the work near the length of the text
}

func cspan(s text.Span) claim.Span { return claim.Span{Start: s.Start, End: s.End} }

// indexMentions maps tokens to mentions.
func (r *reading) indexMentions() {
	r.at = make([]int32, len(r.doc.Tokens)+1)
	r.named = map[string]string{}
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.Kind == vocab.Person && m.State != "" && r.named[m.ID] == "" {
			r.named[m.ID] = m.State
		}
		for t := m.First; t < m.Last && t < len(r.at); t++ {
			if r.at[t] == 0 {
				r.at[t] = int32(i + 1)
			}
		}
	}
}

// mentionAt gives the mention that covers token t, or nil.
func (r *reading) mentionAt(t int) *mention.Mention {
	r.steps++
	if t < 0 || t >= len(r.at) || r.at[t] == 0 {
		return nil
	}
	return &r.mentions[r.at[t]-1]
}

// atomEnd keeps names of several tokens together when chunks are made.
func (r *reading) atomEnd(t int) int {
	m := r.mentionAt(t)
	if m == nil || m.First != t || m.Last-m.First < 2 || m.Form == mention.Pronoun {
		return 0
	}
	end := m.Last
	if r.doc.Tokens[end-1].Tag == text.Poss { // the clitic stays outside
		end--
	}
	if end-m.First < 2 {
		return 0
	}
	return end
}

// fromMention turns a mention into actors: its members, or itself.
func (r *reading) fromMention(m *mention.Mention) []actor {
	if len(m.Members) > 0 {
		out := make([]actor, 0, len(m.Members))
		for _, id := range m.Members {
			a := r.actorOf(id, cspan(m.Span))
			if a.state == "" {
				a.state = r.stateNamed(id)
			}
			out = append(out, a)
		}
		return out
	}
	if m.ID == "" || m.Kind == vocab.Person && noPerson(m.ID) {
		return nil
	}
	k := m.Kind
	if k == "" {
		k = kindOf(m.ID)
	}
	state := m.State
	if state == "" && k == vocab.State {
		state = m.ID
	}
	return []actor{{id: m.ID, state: state, span: cspan(m.Span), kind: k, mention: int(r.at[m.First]) - 1}}
}

// stateNamed gives the state with which an actor that no list has was named in the document.
func (r *reading) stateNamed(id string) string {
	return r.named[id]
}

// lastWords end names that are not a person's although they look like one.
var lastWords = set(`asia europe africa america sea ocean gulf strait river valley island islands peninsula organization organisation treaty affairs ministry street house council bank
	committee party group union agency force forces war day prize summit agreement accord act law project initiative program programme conference university institute times post
	news journal radio television herald tribune border coast region province state city east west north south pacific atlantic nations states republic court tribunal`)

// noPerson reports whether the id of an unknown person was made of words that name no person.
func noPerson(id string) bool {
	k := strings.LastIndexByte(id, '-')
	return k >= 0 && lastWords[id[k+1:]]
}

// actorOf makes an actor of a known id.
func (r *reading) actorOf(id string, span claim.Span) actor {
	a := actor{id: id, span: span, kind: kindOf(id), mention: -1}
	if s, ok := r.rules.stateOf(id, r.day); ok {
		a.state = s
	}
	if a.kind == vocab.State {
		a.state = id
	}
	return a
}

func kindOf(id string) vocab.Kind {
	k, _, _ := strings.Cut(id, ":")
	return vocab.Kind(k)
}

// isActorKind holds for kinds that act.
func isActorKind(k vocab.Kind) bool {
	return k == vocab.State || k == vocab.Org || k == vocab.Group || k == vocab.Person
}

// strict gives the actors that noun chunk c itself names.
func (r *reading) strict(c int) []actor {
	s := r.sent
	if c < 0 || c >= len(s.chunks) || s.chunks[c].Kind != text.NounGroup {
		return nil
	}
	ch := s.chunks[c]
	if a := r.bound(c); a != nil {
		return a
	}
	if m := r.mentionAt(ch.Head); m != nil && m.Form != mention.PlaceName {
		if m.Form == mention.Adjective && ch.Head == ch.First && !ch.Owner && m.Last == ch.Head+1 && !plainNoun(r, ch.Head) && !r.sharesHead(c) {
			return nil
		}
		if a := r.fromMention(m); a != nil {
			return a
		}
	}
	if p := r.doc.Tokens[ch.Head]; p.Tag == text.Pron || p.Tag == text.Poss && ch.Last-ch.First == 1 {
		return r.firstPerson(ch.Head)
	}
	head := text.NounLemma(s.headLower(c))
	if a := r.namedBefore(c); a != nil {
		return a
	}
	if documents[head] {
		return r.documentSpeaker(c)
	}
	if planNouns[head] { // as the doer of "the U.S. plan to arm"
		return r.modifierActors(c)
	}
	if head == "counterpart" {
		return r.counterpart(c)
	}
	if expertHeads[head] {
		return r.experts(c)
	}
	if !bodyHeads[head] {
		return nil
	}
	if a := r.modifierActors(c); a != nil {
		for i := range a {
			a[i].via = head
		}
		return a
	}
	if a := r.ofActors(c, head); a != nil {
		return a
	}
	if a := r.ledBy(c); a != nil {
		return a
	}
	if a := r.regional(c); a != nil {
		return a
	}
	return r.saidBefore(c, head)
}

// sharesHead holds for "Norwegian" in "Norwegian and Chilean warships": the last of the list has the noun for all.
func (r *reading) sharesHead(c int) bool {
	s := r.sent
	m := s.members[s.leader[c]]
	last := m[len(m)-1]
	if last == c || s.chunks[last].Head == s.chunks[last].First {
		return false
	}
	first := r.mentionAt(s.chunks[last].First)
	return first != nil && first.State != "" && bodyHeads[text.NounLemma(s.headLower(last))]
}

// portfolioHeads are offices that "of" gives a field before their state.
var portfolioHeads = set("minister ministry secretary department")

// seatedHeads are bodies that sit in the capital after "in": "officials in Oslo" are Norway's, "diplomats in Oslo" need not be.
var seatedHeads = set("regime government leadership authority authorities ministry official lawmaker parliament administration junta minister policymaker")

// ofActors gives the actors of "government of Chile", "representatives of the ministers of Chile and Peru", "the regime in Lima".
func (r *reading) ofActors(c int, head string) []actor {
	s := r.sent
	for depth := 0; depth < 4; depth++ {
		n := s.skip(c+1, 1)
		if s.kind(n) != text.Preposition {
			return nil
		}
		w := s.lower(s.chunks[n].First)
		if w != "of" && w != "from" && !(w == "in" && seatedHeads[head]) {
			return nil
		}
		k := s.skip(n+1, 1)
		if s.kind(k) != text.NounGroup {
			return nil
		}
		u := s.unitEnd(k)
		var out []actor
		for _, m := range s.members[s.leader[u]] {
			if mt := r.mentionAt(s.chunks[m].Head); mt != nil {
				out = append(out, r.fromMention(mt)...)
			}
		}
		if out != nil {
			for i := range out {
				out[i].via = head
			}
			return out
		}
		c = u
		next := text.NounLemma(s.headLower(u))
		if !bodyHeads[next] && !portfolioHeads[head] {
			return nil // "ministers of trade of Chile" goes on, "officials of note" does not
		}
		head = next
	}
	return nil
}

// ledBy gives the person of "a team led by X".
func (r *reading) ledBy(c int) []actor {
	s := r.sent
	v := s.skip(c+1, 1)
	if s.kind(v) != text.VerbGroup || !s.chunks[v].Verb.Participle || s.chunks[v].Verb.Lemma != "lead" && s.chunks[v].Verb.Lemma != "head" {
		return nil
	}
	p := s.skip(v+1, 1)
	k := s.skip(p+1, 1)
	if s.kind(p) != text.Preposition || s.kind(k) != text.NounGroup {
		return nil
	}
	if m := r.mentionAt(s.chunks[s.unitEnd(k)].Head); m != nil {
		return r.fromMention(m)
	}
	return nil
}

// plainNoun holds for "the Chinese", "Chinese" as a subject.
func plainNoun(r *reading, t int) bool {
	return t > 0 && r.doc.Tokens[t-1].Lower == "the"
}

// modifierActors gives the actors that modify the head of noun chunk c: adjectives, names before it, its possessor.
func (r *reading) modifierActors(c int) []actor {
	s := r.sent
	ch := s.chunks[c]
	if personNouns[text.NounLemma(s.lower(ch.Head))] && r.former(c) {
		return nil // "a former Chilean minister" stands for nobody
	}
	var out []actor
	seen := int32(0)
	for t := ch.First; t < ch.Head; t++ {
		if r.doc.Tokens[t].Tag == text.Poss && possessives[r.doc.Tokens[t].Lower] {
			if a := r.boundOwner(c, r.doc.Tokens[t].Lower); a != nil {
				out, seen = append(out, a...), r.at[t]
				continue
			}
		}
		if w := r.doc.Tokens[t].Lower; (w == "our" || w == "my") && r.mentionAt(t) == nil {
			for _, a := range r.firstPerson(t) {
				if a.kind != vocab.Person || w == "my" { // "our village" is not the speaker's own
					out = append(out, a)
				}
			}
			continue
		}
		if m := r.mentionAt(t); m != nil && r.at[t] != seen && m.Last <= ch.Head && m.Form != mention.PlaceName {
			seen = r.at[t]
			if m.Form == mention.Metonym && t > ch.First && possessives[r.doc.Tokens[t-1].Lower] {
				continue // "its Kabul spokeswoman": a place
			}
			if t > 0 && t-1 >= ch.First && r.doc.Tokens[t-1].Tag == text.Hyphen && t >= 2 && negPrefix[r.doc.Tokens[t-2].Lower] {
				continue
			}
			if t+1 < ch.Last && m.Last < ch.Head && r.doc.Tokens[m.Last].Tag == text.Hyphen && m.Last+1 < len(r.doc.Tokens) && r.doc.Tokens[m.Last+1].Tag == text.Adj && !belonging[r.doc.Tokens[m.Last+1].Lower] {
				continue // "U.S.-led talks": not the U.S.'s
			}
			out = append(out, r.fromMention(m)...)
		}
	}
	if out == nil {
		if o := s.unitOwner(c); o != c {
			return r.strict(o)
		}
	}
	return out
}

// former reports that noun chunk c names what somebody once was.
func (r *reading) former(c int) bool {
	ch := r.sent.chunks[c]
	for t := max(ch.First-1, 0); t < ch.Head; t++ {
		if w := r.doc.Tokens[t].Lower; w == "former" || w == "ex" || w == "ousted" || w == "deposed" || w == "retired" {
			return true
		}
	}
	return false
}

var possessives = set("its his her their")

// belonging are participles after a hyphen that still say whose a thing is: "British-flagged".
var belonging = set("flagged owned registered operated run held controlled")

var negPrefix = set("pro anti non ex post pre")

// firstPerson resolves "we" and "I" inside a quotation by its speaker.
func (r *reading) firstPerson(t int) []actor {
	q := r.doc.QuoteAt(t)
	if q < 0 {
		return nil
	}
	by := r.quoteBy[q]
	if len(by) == 0 {
		return nil
	}
	span := cspan(r.doc.Tokens[t].Span)
	switch r.doc.Tokens[t].Lower {
	case "i", "me", "my", "myself":
		out := append([]actor(nil), by...)
		for i := range out {
			out[i].span = span
		}
		return out
	case "we", "us", "our", "ourselves":
		var out []actor
		for _, a := range by {
			if a.state != "" {
				out = append(out, actor{id: a.state, state: a.state, span: span, kind: vocab.State, mention: -1})
			} else {
				a.span = span
				out = append(out, a)
			}
		}
		return out
	}
	return nil
}

// group gives the actors of the coordination that leader heads.
func (r *reading) group(leader int) []actor {
	if leader < 0 {
		return nil
	}
	var out []actor
	for _, m := range r.sent.members[leader] {
		out = append(out, r.strict(m)...)
	}
	if a, ok := r.sent.appos[leader]; ok && out == nil && a != leader && len(r.sent.members[r.sent.leader[a]]) == 1 {
		// "a spokesman for the ministry, Ana Paz"
		if named := r.strict(a); len(named) == 1 && named[0].kind == vocab.Person && r.doc.Tokens[r.sent.chunks[leader].Head].Tag == text.Noun {
			return named
		}
	}
	if a, ok := r.sent.appos[leader]; ok && out == nil && a != leader && (personNouns[text.NounLemma(r.sent.headLower(leader))] || memberNouns[text.NounLemma(r.sent.headLower(leader))]) {
		if lead := r.sent.leader[a]; len(r.sent.members[lead]) > 1 { // "the two leaders, A and B"
			for _, m := range r.sent.members[lead] {
				out = append(out, r.strict(m)...)
			}
		}
	}
	return dedupe(out)
}

// memberNouns are heads that a list of states may follow: "two council members, Norway and Chile, said".
var memberNouns = set("member country state nation neighbour neighbor ally power side government party capital rival")

func dedupe(in []actor) []actor {
	out := in[:0:0]
	for _, a := range in {
		dup := false
		for _, b := range out {
			dup = dup || a.id == b.id
		}
		if !dup {
			out = append(out, a)
		}
	}
	return out
}

// inner gives the actors that a noun group is about without naming them as its head: possessor, adjective, "of X", "by X", "between X and Y".
func (r *reading) inner(leader int) []actor {
	s := r.sent
	if leader < 0 {
		return nil
	}
	var out []actor
	for _, c := range s.members[leader] {
		out = append(out, r.modifierActors(c)...)
	}
	last := s.members[leader][len(s.members[leader])-1]
	by, of := []actor(nil), []actor(nil)
	for _, ph := range s.following(last) {
		if ph.np < 0 {
			continue
		}
		if apart[ph.prep] {
			break // what follows belongs to the clause
		}
		a := r.group(ph.np)
		if a == nil {
			a = r.modifierActors(ph.np)
		}
		switch ph.prep {
		case "by":
			by = append(by, a...)
		case "of":
			if !patientNouns[text.NounLemma(s.headLower(last))] {
				of = append(of, a...)
			}
		case "between", "among", "from", "with", "toward", "towards":
			of = append(of, a...)
		}
	}
	for _, bucket := range [][]actor{by, out, of} {
		if a := r.notSubject(dedupe(bucket)); len(a) > 0 {
			return a
		}
	}
	return nil
}

// notSubject drops those who act on the object: "its treaty with Chile" is about Chile.
func (r *reading) notSubject(in []actor) []actor {
	var out []actor
	for _, a := range in {
		same := false
		for _, x := range r.acting {
			same = same || x.id == a.id || x.state != "" && x.state == a.state
		}
		if !same {
			out = append(out, a)
		}
	}
	return out
}

// apart are prepositions whose phrase tells of the clause rather than of the noun before.
var apart = set("as after during at despite amid before since without because following until according")

// patientNouns are nouns of doing whose "of" names whom it is done to: "the invasion of Chile" is not Chile's.
var patientNouns = set(`invasion occupation annexation seizure killing arrest detention bombing shelling capture assassination expulsion destruction persecution murder
	kidnapping abduction attack assault raid deportation execution treatment blockade siege bullying recognition encirclement violation breach murder poisoning
	release return removal extradition lifting liberation rescue ouster`)

// following lists the prepositional phrases right after noun chunk c.
func (s *sentence) following(c int) []phrase {
	var out []phrase
	k := c + 1
	for k < len(s.chunks) {
		switch s.kind(k) {
		case text.Adverb, text.Quotation, text.TimeGroup:
			k++
			continue
		case text.Preposition:
			n := s.skip(k+1, 1)
			if s.kind(n) != text.NounGroup {
				if s.kind(n) == text.VerbGroup {
					out = append(out, phrase{s.lower(s.chunks[k].First), -1, k})
				}
				return out
			}
			u := s.unitEnd(n)
			lead := s.leader[u]
			out = append(out, phrase{s.lower(s.chunks[k].First), lead, k})
			k = s.listEnd(lead, u) + 1
			continue
		case text.Conjunction:
			if n := s.skip(k+1, 1); s.kind(n) == text.Preposition && len(out) > 0 {
				k = n
				continue
			}
		case text.CommaMark:
			if n := s.skip(k+1, 1); s.kind(n) == text.Preposition && len(out) > 0 {
				if w := s.lower(s.chunks[n].First); w == "including" || w == "such" {
					k = n
					continue
				}
			}
		case text.VerbGroup:
			v := s.chunks[k].Verb
			if v.Participle && carrier[v.Lemma] { // "threat posed by", "war waged against"
				k++
				continue
			}
		}
		return out
	}
	return out
}

// carrier verbs add nothing to the noun they modify.
var carrier = set("pose wage impose make launch hold conduct issue sign carry stage raise voice express lodge mount level direct aim deliver give send receive plan schedule propose")
