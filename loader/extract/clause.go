package extract

import (
	"entente/loader/text"
)

// relKind tells how a predicate hangs on its governor.
type relKind uint8

const (
	relNone       relKind = iota
	relComplement         // what is said, believed, denied
	relInfinitive         // what is wanted, planned, urged
	relGerund             // "accused of using", "considers taking"
	relAdjunct            // "while developing", ", vowing to"
	relRelative           // "who met"
	relReduced            // "talks held in"
	relCondition          // under "if", "unless"
	relQuestion           // under "whether"
)

// phrase is a preposition with the noun group it governs.
type phrase struct {
	prep string
	np   int // index of the leading noun chunk of the group, -1 when a verb follows
	at   int // chunk index of the preposition
}

// predicate is a verb group with its arguments; numbers are indexes of chunks (of the leader of a coordinated group), -1 for none.
type predicate struct {
	chunk            int
	verb             text.Verb
	lemma            string
	subject, object  int
	indirect         int
	adjective        int // predicative adjective
	phrases          []phrase
	particle         string
	governor         int // index of a predicate
	kind             relKind
	through          int // noun chunk through which the clause hangs ("the accusation that"), -1
	preposition      string
	subjectIsPatient bool // reduced participle: the noun before is the patient
	conditional      bool
	inverted         bool
	end              int // chunk after the last argument
}

// sentence is one sentence while it is read.
type sentence struct {
	doc      *text.Document
	index    int
	chunks   []text.Chunk
	leader   []int   // for a noun chunk: the leader of its coordination
	members  [][]int // for a leader: all members
	appos    map[int]int
	preds    []predicate
	predAt   []int // chunk index to predicate index or -1
	isActor  func(chunk int) bool
	isPlace  func(chunk int) bool
	modified func(chunk int) bool
	quoted   func(tok int) int
	headline bool
}

func (s *sentence) lower(tok int) string { return s.doc.Tokens[tok].Lower }

func (s *sentence) headLower(c int) string { return s.lower(s.chunks[c].Head) }

// skip moves from i in steps of dir over chunks that do not matter for syntax.
func (s *sentence) skip(i, dir int) int {
	for i >= 0 && i < len(s.chunks) {
		switch s.chunks[i].Kind {
		case text.Adverb, text.Quotation, text.TimeGroup:
			i += dir
			continue
		}
		return i
	}
	if i < 0 {
		return -1
	}
	return len(s.chunks)
}

func (s *sentence) kind(i int) text.ChunkKind {
	if i < 0 || i >= len(s.chunks) {
		return text.Break
	}
	return s.chunks[i].Kind
}

// unitStart gives the first chunk of the possessor chain that ends in noun chunk i.
func (s *sentence) unitStart(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.chunks[k].Kind == text.Quotation {
			continue
		}
		if s.chunks[k].Kind != text.NounGroup || !s.chunks[k].Owner {
			break
		}
		i = k
	}
	return i
}

// unitEnd gives the last chunk of the possessor chain that begins in noun chunk i.
func (s *sentence) unitEnd(i int) int {
	for s.chunks[i].Owner {
		k := i + 1
		for k < len(s.chunks) && s.chunks[k].Kind == text.Quotation {
			k++
		}
		if k >= len(s.chunks) || s.chunks[k].Kind != text.NounGroup {
			return i
		}
		i = k
	}
	return i
}

// build finds groups, predicates, subjects, governors and arguments.
func (s *sentence) build() {
	n := len(s.chunks)
	s.leader, s.members, s.predAt = make([]int, n), make([][]int, n), make([]int, n)
	s.appos = map[int]int{}
	for i := range n {
		s.leader[i], s.predAt[i] = i, -1
		if s.kind(i) == text.NounGroup {
			s.members[i] = []int{i}
		}
	}
	s.coordinate()
	for i := range n {
		if s.kind(i) == text.VerbGroup {
			s.predAt[i] = len(s.preds)
			s.preds = append(s.preds, predicate{chunk: i, verb: s.chunks[i].Verb, lemma: s.chunks[i].Verb.Lemma, subject: -1, object: -1, indirect: -1,
				adjective: -1, governor: -1, through: -1})
		}
	}
	for i := range s.preds {
		s.attach(i)
	}
	s.frontedSubjects()
	for i := range s.preds {
		s.arguments(i)
	}
	s.relativeObjects()
	s.controlSubjects()
	s.trailingSpeech()
}

// coordinate joins noun chunks in lists: "A, B and C".
func (s *sentence) coordinate() {
	for i := 0; i < len(s.chunks); i++ {
		if s.kind(i) != text.NounGroup || s.chunks[i].Owner || s.leader[i] != i {
			continue
		}
		list := []int{i}
		last, closed := i, false
		for !closed {
			next, conj := s.nextItem(last)
			if next < 0 {
				break
			}
			if !conj && s.isActor(next) != s.isActor(i) {
				break
			}
			if conj && s.startsClause(next, i) {
				break
			}
			list = append(list, next)
			last, closed = next, conj
		}
		if !closed && len(list) > 1 && !s.headline {
			s.apposition(i)
			continue
		}
		if len(list) == 1 {
			s.apposition(i)
			continue
		}
		// "A and B, C and D": one more pair
		for _, m := range list {
			s.leader[m] = i
		}
		s.members[i] = list
		s.apposition(list[len(list)-1])
		if a, ok := s.appos[list[len(list)-1]]; ok {
			s.appos[i] = a
		}
	}
}

// apposition notes "NP, NP" where the second describes the first.
func (s *sentence) apposition(i int) {
	c := s.skip(i+1, 1)
	if s.kind(c) != text.CommaMark && !(s.kind(c) == text.Break && c < len(s.chunks) && s.lower(s.chunks[c].First) == "--") {
		return
	}
	j := s.skip(c+1, 1)
	if s.kind(j) != text.NounGroup {
		return
	}
	j = s.unitEnd(j)
	if s.chunks[j].Owner {
		return
	}
	after := s.skip(j+1, 1)
	if s.kind(after) == text.VerbGroup && s.chunks[after].Verb.Finite {
		return
	}
	s.appos[i] = j
}

// nextItem finds the noun chunk that continues a list after item i; conj tells that "and" came before it.
func (s *sentence) nextItem(i int) (int, bool) {
	j := s.skip(i+1, 1)
	if s.kind(j) == text.Preposition && s.lower(s.chunks[j].First) == "of" && bodyHeads[text.NounLemma(s.headLower(i))] {
		// "officials of A and ministers of B"
		if n := s.skip(j+1, 1); s.kind(n) == text.NounGroup {
			u := s.unitEnd(n)
			k := s.skip(u+1, 1)
			if s.kind(k) == text.Conjunction {
				if m := s.skip(k+1, 1); s.kind(m) == text.NounGroup && bodyHeads[text.NounLemma(s.headLower(s.unitEnd(m)))] {
					return s.unitEnd(m), true
				}
			}
		}
	}
	comma := s.kind(j) == text.CommaMark
	if comma {
		j = s.skip(j+1, 1)
	}
	conj := s.kind(j) == text.Conjunction && s.lower(s.chunks[j].First) != "but" && s.lower(s.chunks[j].First) != "yet"
	if conj {
		j = s.skip(j+1, 1)
	}
	if !comma && !conj || s.kind(j) != text.NounGroup {
		return -1, false
	}
	e := s.unitEnd(j)
	if s.chunks[e].Owner {
		return -1, false
	}
	return e, conj
}

// startsClause reports whether noun chunk next, after "and", is the subject of a new clause rather than an item beside first.
func (s *sentence) startsClause(next, first int) bool {
	v := s.skip(next+1, 1)
	for s.kind(v) == text.Preposition { // "and leaders of C praised"
		v = s.skip(v+1, 1)
		if s.kind(v) != text.NounGroup {
			return false
		}
		v = s.skip(s.unitEnd(v)+1, 1)
	}
	if s.kind(v) != text.VerbGroup || !s.chunks[v].Verb.Finite {
		return false
	}
	p := s.skip(s.unitStart(first)-1, -1)
	for s.kind(p) == text.Preposition || s.kind(p) == text.NounGroup {
		p = s.skip(p-1, -1)
	}
	if s.kind(p) != text.VerbGroup {
		return false
	}
	return !takesClause[s.chunks[p].Verb.Lemma] || s.chunks[p].Verb.Passive
}

// attach finds subject and governor of predicate i; predicates before it are done.
func (s *sentence) attach(i int) {
	p := &s.preds[i]
	v := &p.verb
	j := s.skip(p.chunk-1, -1)
	if s.kind(j) == text.Adjective && (s.headLower(j) == "later" || s.headLower(j) == "earlier" || s.headLower(j) == "also") {
		j = s.skip(j-1, -1)
	}
	switch {
	case v.Infinitive:
		s.attachInfinitive(i, j)
	case v.Gerund:
		s.attachGerund(i, j)
	case v.Participle:
		s.attachParticiple(i, j)
	case v.Finite:
		s.attachFinite(i, j)
	default:
		s.attachBare(i, j)
	}
}

// attachBare handles a base form without "to": after "and" it copies its partner, after a noun it is what was seen or made.
func (s *sentence) attachBare(i, j int) {
	p := &s.preds[i]
	if (s.kind(j) == text.Conjunction || s.kind(j) == text.CommaMark) && i > 0 {
		q := &s.preds[i-1]
		p.subject, p.governor, p.kind, p.through, p.preposition = q.subject, q.governor, q.kind, q.through, q.preposition
		lemma := p.verb.Lemma
		neg := p.verb.Negated
		p.verb = q.verb
		p.verb.Lemma, p.verb.Copula, p.verb.Passive = lemma, false, false
		p.verb.Negated = p.verb.Negated || neg
		return
	}
	if s.kind(j) == text.NounGroup && i > 0 {
		p.subject, p.governor, p.kind = s.leader[j], i-1, relComplement
		if g := s.preds[i-1].lemma; g != "see" && g != "watch" && g != "hear" && g != "say" {
			p.kind = relInfinitive
		}
		return
	}
	if i > 0 {
		p.subject, p.governor, p.kind = s.preds[i-1].subject, i-1, relInfinitive
	}
}

func (s *sentence) attachInfinitive(i, j int) {
	p := &s.preds[i]
	if s.kind(j) == text.Conjunction && i > 0 { // "to deter and to defend"
		q := &s.preds[i-1]
		p.subject, p.governor, p.kind, p.through = q.subject, q.governor, q.kind, q.through
		return
	}
	g := i - 1
	if g < 0 {
		if s.kind(j) == text.NounGroup && !s.headline {
			p.through, p.kind = j, relInfinitive
			if o := s.unitOwner(j); o != j {
				p.subject = o
			}
			s.demandOn(p, j)
		} else if s.kind(j) == text.NounGroup {
			p.subject = s.leader[j] // headlines: "NATO to open office"
			p.verb.Modal, p.verb.Finite = "will", true
		}
		return
	}
	// the governor of an infinitive is the last verb that is not itself inside a modifier closed by a comma
	p.governor, p.kind = g, relInfinitive
	if s.kind(j) == text.NounGroup {
		p.through = j
		if planNouns[text.NounLemma(s.headLower(j))] && s.modified != nil && s.modified(j) {
			p.subject = j // "the U.S. plan to arm": the plan's owner does it
		}
		s.demandOn(p, j)
	}
}

// demandOn gives the infinitive after "the need for A" and "pressure on A" the subject A.
func (s *sentence) demandOn(p *predicate, j int) {
	k := s.skip(s.unitStart(s.leader[j])-1, -1)
	if s.kind(k) != text.Preposition {
		return
	}
	n := s.skip(k-1, -1)
	demand := s.kind(n) == text.NounGroup && demandNouns[text.NounLemma(s.headLower(n))]
	switch w := s.lower(s.chunks[k].First); {
	case w == "for":
		p.subject = s.leader[j]
		if demand {
			p.through = n
		}
	case (w == "on" || w == "upon" || w == "to") && demand:
		p.subject, p.through = s.leader[j], n
	case w == "by" && s.kind(n) == text.NounGroup && planNouns[text.NounLemma(s.headLower(n))]: // "the decision by A to leave"
		p.subject, p.through = s.leader[j], n
	}
}

func (s *sentence) attachGerund(i, j int) {
	p := &s.preds[i]
	g := i - 1
	switch s.kind(j) {
	case text.Preposition:
		p.preposition = s.lower(s.chunks[j].First)
		if k := s.skip(j-1, -1); s.kind(k) == text.NounGroup {
			p.through = k
		}
		if g >= 0 {
			p.governor, p.kind = g, relGerund
			if p.preposition == "by" || p.preposition == "after" || p.preposition == "before" || p.preposition == "while" || p.preposition == "without" || p.preposition == "since" {
				p.kind = relAdjunct
			}
		}
	case text.VerbGroup:
		if g >= 0 {
			p.governor, p.kind = g, relGerund
		}
	case text.NounGroup:
		p.subject = s.leader[j]
		if g >= 0 {
			p.governor, p.kind = g, relReduced
			if l := s.preds[g].lemma; s.preds[g].chunk == s.skip(s.unitStart(s.leader[j])-1, -1) && (l == "see" || l == "find" || l == "catch" || l == "watch") {
				p.kind = relComplement
			}
			if k := s.skip(s.unitStart(s.leader[j])-1, -1); s.kind(k) == text.Preposition && s.lower(s.chunks[k].First) == "with" {
				p.kind = relAdjunct // ", with Park arguing that"
			}
		}
	case text.Conjunction:
		if g >= 0 {
			q := &s.preds[g]
			p.subject, p.governor, p.kind, p.through, p.preposition = q.subject, q.governor, q.kind, q.through, q.preposition
			if q.verb.Finite && !q.verb.Progressive {
				p.governor, p.kind = g, relAdjunct
			}
		}
	default:
		if g >= 0 {
			f := s.lastFinite(i)
			if f < 0 {
				f = g
			}
			p.subject, p.governor, p.kind = s.preds[f].subject, f, relAdjunct
		} else {
			p.kind = relAdjunct
		}
	}
}

func (s *sentence) attachParticiple(i, j int) {
	p := &s.preds[i]
	if s.kind(j) == text.CommaMark {
		j = s.skip(j-1, -1)
	}
	if s.kind(j) == text.Conjunction && i > 0 {
		q := &s.preds[i-1]
		p.subject, p.governor, p.kind, p.subjectIsPatient = q.subject, q.governor, q.kind, q.subjectIsPatient || q.verb.Passive
		if !q.verb.Passive { // "had met and praised"
			p.verb = q.verb
			p.verb.Lemma, p.verb.Copula = p.lemma, false
			p.subjectIsPatient = false
		}
		return
	}
	if s.kind(j) == text.NounGroup {
		p.subject, p.subjectIsPatient = s.leader[j], true
		if i > 0 {
			p.governor, p.kind = i-1, relReduced
		}
		return
	}
	if i > 0 && s.kind(j) == text.VerbGroup {
		p.governor, p.kind, p.subject = i-1, relInfinitive, s.preds[i-1].subject
	}
}

// lastFinite gives the last finite predicate before i that is not a relative clause, or -1.
func (s *sentence) lastFinite(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.preds[k].verb.Finite && s.preds[k].kind != relRelative {
			return k
		}
	}
	return -1
}

func (s *sentence) attachFinite(i, j int) {
	p := &s.preds[i]
	switch s.kind(j) {
	case text.Conjunction:
		s.conjoin(i)
		return
	case text.CommaMark, text.Break:
		if s.invertedSpeech(i, j) {
			return
		}
		if s.kind(j) == text.CommaMark {
			s.afterComma(i, j)
			return
		}
		s.afterDash(i, j)
		return
	case text.Relative:
		s.relative(i, j)
		return
	case text.Subordinator:
		if k := s.skip(j-1, -1); s.kind(k) == text.NounGroup && s.lower(s.chunks[j].First) == "that" {
			s.relative(i, j)
		}
		return
	case text.NounGroup:
		subj := s.subjectFrom(j)
		if subj < 0 {
			return
		}
		p.subject = subj
		s.governorOf(i, subj)
		return
	case text.Preposition, text.Adjective:
		// "forces loyal to the junta said", "those on board said"
		for k := j; k >= 0; k = s.skip(k-1, -1) {
			if s.kind(k) == text.NounGroup {
				if subj := s.subjectFrom(k); subj >= 0 {
					p.subject = subj
					s.governorOf(i, subj)
				}
				return
			}
			if s.kind(k) == text.CommaMark { // "The mission, on Sunday, condemned"
				if a := s.skip(k-1, -1); s.kind(a) == text.NounGroup {
					if subj := s.subjectFrom(a); subj >= 0 {
						p.subject = subj
						s.governorOf(i, subj)
					}
				}
				return
			}
			if s.kind(k) != text.Preposition && s.kind(k) != text.Adjective {
				break
			}
		}
	}
	if j < 0 && s.invertedSpeech(i, j) {
		return
	}
}

// invertedSpeech recognises `"...," said Campbell`.
func (s *sentence) invertedSpeech(i, j int) bool {
	p := &s.preds[i]
	n := s.skip(p.chunk+1, 1)
	if !speechVerbs[p.lemma] || p.lemma == "tell" || s.kind(n) != text.NounGroup || p.verb.Passive {
		return false
	}
	if i == 0 && s.kind(j) != text.CommaMark && j >= 0 {
		return false
	}
	u := s.leader[s.unitEnd(n)]
	if a := s.skip(u+1, 1); s.kind(a) == text.VerbGroup && s.chunks[a].Verb.Finite && s.kind(j) != text.CommaMark {
		return false
	}
	if s.kind(j) == text.CommaMark && s.quoted != nil && s.doc.Tokens[s.chunks[p.chunk].Head].Kind != 0 {
		// after a comma a list of verbs may go on: "met X, praised Y"; speech with a clause before it is inverted
		if l := s.lastFinite(i); l >= 0 && !s.pronounOrActor(u) {
			return false
		}
	}
	p.subject, p.inverted = u, true
	return true
}

func (s *sentence) pronounOrActor(c int) bool {
	return s.isActor(c) || s.doc.Tokens[s.chunks[c].Head].Tag == text.Proper || s.doc.Tokens[s.chunks[c].Head].Tag == text.Pron || personNouns[s.headLower(c)]
}

// appealVerbs, like verbs of saying, have the sayer as subject when they follow what was said.
var appealVerbs = set("appeal urge call demand condemn praise thank criticize criticise reject welcome urge press offer invite blame denounce order ask")

// conjoin makes predicate i share the subject of the predicate before it.
func (s *sentence) conjoin(i int) {
	p := &s.preds[i]
	if j := s.skip(p.chunk-1, -1); j >= 0 && s.lower(s.chunks[j].First) == "nor" {
		p.verb.Negated = true
	}
	for k := i - 1; k >= 0; k-- {
		q := &s.preds[k]
		if !q.verb.Finite || q.subject < 0 {
			continue
		}
		if q.verb.Past != p.verb.Past && q.kind == relRelative {
			continue
		}
		// a verb of saying after what was said: share with the sayer
		if (speechVerbs[p.lemma] || appealVerbs[p.lemma]) && q.kind == relComplement && q.governor >= 0 && p.verb.Past && speechVerbs[s.preds[q.governor].lemma] && s.preds[q.governor].verb.Past {
			continue
		}
		p.subject, p.governor, p.kind, p.through, p.conditional = q.subject, q.governor, q.kind, q.through, q.conditional
		if p.verb.Passive && q.subjectIsPatient {
			p.subjectIsPatient = true
		}
		if q.verb.Modal != "" && p.verb.Modal == "" && !p.verb.Past && !p.verb.Finite {
			p.verb.Modal = q.verb.Modal
		}
		return
	}
}

// subjectFrom walks left from noun chunk j over prepositional phrases and reduced clauses to the head of the subject.
func (s *sentence) subjectFrom(j int) int {
	for steps := 0; j >= 0 && steps < 60; steps++ {
		lead := s.leader[j]
		p := s.skip(s.unitStart(lead)-1, -1)
		switch s.kind(p) {
		case text.Preposition:
			q := s.skip(p-1, -1)
			switch s.kind(q) {
			case text.NounGroup:
				j = q
			case text.Adjective, text.Conjunction:
				q = s.skip(q-1, -1)
				if s.kind(q) != text.NounGroup {
					return -1
				}
				j = q
			case text.VerbGroup:
				if s.chunks[q].Verb.Finite {
					return -1
				}
				if j = s.beforeVerb(q); j < 0 {
					return -1
				}
			default:
				return -1
			}
		case text.VerbGroup:
			v := s.chunks[p].Verb
			if takesClause[v.Lemma] && !(v.Participle && s.kind(s.skip(p-1, -1)) == text.NounGroup && v.Lemma != "say") {
				return lead
			}
			if v.Finite {
				if q := s.skip(p-1, -1); s.kind(q) == text.Relative {
					if a := s.skip(q-1, -1); s.kind(a) == text.NounGroup {
						j = a
						continue
					}
				}
				return lead
			}
			if j = s.beforeVerb(p); j < 0 {
				return lead
			}
		case text.Conjunction:
			return lead
		default:
			return lead
		}
	}
	return -1
}

// beforeVerb gives the noun chunk before a chain of verbs and prepositions that ends at verb chunk v, or -1.
func (s *sentence) beforeVerb(v int) int {
	k := s.skip(v-1, -1)
	for s.kind(k) == text.Preposition || s.kind(k) == text.VerbGroup && !s.chunks[k].Verb.Finite || s.kind(k) == text.Adjective {
		k = s.skip(k-1, -1)
	}
	if s.kind(k) == text.NounGroup {
		return k
	}
	return -1
}

// afterComma handles a finite verb right after a comma: the end of an inserted phrase, or a list of verbs.
func (s *sentence) afterComma(i, c int) {
	p := &s.preds[i]
	last := s.lastFiniteAny(i)
	for o := c - 1; o > 0; o-- {
		if s.kind(o) != text.CommaMark {
			continue
		}
		a, b := s.skip(o-1, -1), s.skip(o+1, 1)
		if s.kind(a) != text.NounGroup {
			continue
		}
		if last >= 0 && s.preds[last].chunk > o && speechVerbs[s.preds[last].lemma] && s.kind(b) == text.NounGroup && s.preds[last].subject >= b {
			// "Norway, Mali said, has attacked": the insertion says who says so
			if subj := s.subjectFrom(a); subj >= 0 {
				p.subject, p.governor, p.kind = subj, last, relComplement
			}
			return
		}
		if last >= 0 && s.preds[last].chunk > o && s.kind(b) != text.Relative && s.kind(b) != text.Subordinator {
			break // the stretch holds a clause of its own
		}
		if last >= 0 && s.preds[last].chunk < o && s.kind(b) != text.Relative && !speechVerbs[p.lemma] && s.kind(b) == text.VerbGroup {
			continue
		}
		if last >= 0 && s.preds[last].chunk < o && s.preds[last].subject >= 0 && s.kind(b) == text.NounGroup && !s.subordinated(last) && s.preds[last].kind != relComplement {
			continue // "met Xi, the president, praised": still the first subject
		}
		subj := s.subjectFrom(a)
		if subj < 0 {
			continue
		}
		p.subject = subj
		s.governorOf(i, subj)
		return
	}
	if last >= 0 {
		s.conjoin(i)
	}
}

// afterDash handles "NP -- insertion -- VERB".
func (s *sentence) afterDash(i, c int) {
	for o := c - 1; o > 0; o-- {
		if s.kind(o) == text.Break && s.lower(s.chunks[o].First) == "--" {
			if a := s.skip(o-1, -1); s.kind(a) == text.NounGroup {
				if subj := s.subjectFrom(a); subj >= 0 {
					s.preds[i].subject = subj
					s.governorOf(i, subj)
				}
			}
			return
		}
	}
}

func (s *sentence) lastFiniteAny(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.preds[k].verb.Finite {
			return k
		}
	}
	return -1
}

// subordinated reports whether predicate k stands in a clause that "while", "after" or the like opens.
func (s *sentence) subordinated(k int) bool {
	return s.preds[k].kind == relAdjunct || s.preds[k].kind == relCondition || s.preds[k].kind == relRelative
}

// relative attaches a clause to the noun before its pronoun.
func (s *sentence) relative(i, r int) {
	p := &s.preds[i]
	a := s.skip(r-1, -1)
	if s.kind(a) == text.CommaMark {
		a = s.skip(a-1, -1)
	}
	if s.kind(a) == text.Preposition { // "in which"
		a = s.skip(a-1, -1)
		if s.kind(a) != text.NounGroup {
			return
		}
		p.kind = relRelative
		return
	}
	if s.kind(a) != text.NounGroup {
		return
	}
	p.subject, p.kind = s.leader[a], relRelative
	if s.isPlace != nil && s.isPlace(a) { // "a forum in the region that"
		if k := s.skip(s.unitStart(a)-1, -1); s.kind(k) == text.Preposition {
			if n := s.skip(k-1, -1); s.kind(n) == text.NounGroup && s.lower(s.chunks[k].First) == "in" {
				a = n
				p.subject = s.leader[n]
			}
		}
	}
	if s.lower(s.chunks[r].First) == "who" {
		p.subject = s.leader[s.personBefore(a)]
	}
	if p.subject != a && s.members[s.leader[a]] != nil && len(s.members[s.leader[a]]) > 1 && s.singularVerb(p) {
		p.subject = a // "A and B, which has": the last of the list
	}
	if i > 0 {
		p.governor = s.governorBefore(i, s.chunks[r].First)
	}
}

func (s *sentence) singularVerb(p *predicate) bool {
	first := s.lower(s.chunks[p.chunk].First)
	return first == "has" || first == "is" || first == "was" || first == "does"
}

// personBefore prefers an actor or a person's word over a nearer place: "the envoy to Oslo, who said".
func (s *sentence) personBefore(a int) int {
	k := a
	for s.kind(k) == text.NounGroup {
		if personNouns[s.headLower(k)] || s.doc.Tokens[s.chunks[k].Head].Tag == text.Proper && s.isPerson(k) {
			return k
		}
		p := s.skip(s.unitStart(k)-1, -1)
		if s.kind(p) != text.Preposition {
			break
		}
		k = s.skip(p-1, -1)
	}
	return a
}

func (s *sentence) isPerson(k int) bool { return s.chunks[k].Last-s.chunks[k].First > 1 }

// governorBefore gives the predicate in whose scope a relative clause at token tok stands: the last one before it.
func (s *sentence) governorBefore(i, tok int) int {
	for k := i - 1; k >= 0; k-- {
		if s.chunks[s.preds[k].chunk].First < tok {
			return k
		}
	}
	return -1
}

// governorOf finds what the finite clause with subject chunk subj hangs on.
func (s *sentence) governorOf(i, subj int) {
	p := &s.preds[i]
	k := s.skip(s.unitStart(subj)-1, -1)
	if s.kind(k) == text.CommaMark { // ", in Geneva, " or the end of a fronted clause
		if f := s.frontedCondition(k); f {
			p.conditional = true
		}
		return
	}
	switch s.kind(k) {
	case text.VerbGroup:
		g := s.predAt[k]
		if takesClause[s.preds[g].lemma] {
			p.governor, p.kind = g, relComplement
		}
	case text.Relative: // "which China opposes"
		p.kind = relRelative
		if i > 0 {
			p.governor = i - 1
		}
	case text.Subordinator:
		s.subordinate(i, k)
	case text.Conjunction:
		// "He said A and B did": the second clause stays inside what was said only if "that" repeats
		if b := s.skip(k-1, -1); s.kind(b) == text.CommaMark {
			return
		}
		if l := s.lastFiniteAny(i); l >= 0 && s.preds[l].kind == relComplement {
			p.governor, p.kind = s.preds[l].governor, relComplement
		}
	case text.NounGroup:
		if i > 0 && clauseNouns[text.NounLemma(s.headLower(k))] && s.kind(s.skip(s.unitStart(k)-1, -1)) != text.CommaMark { // "has reports Russia is"
			p.governor, p.kind, p.through = s.governorBefore(i, s.chunks[k].First), relComplement, k
			return
		}
		// "told reporters China was": a second noun group directly before the subject
		b := s.skip(s.unitStart(s.leader[k])-1, -1)
		if s.kind(b) == text.VerbGroup && takesClause[s.chunks[b].Verb.Lemma] {
			p.governor, p.kind = s.predAt[b], relComplement
		}
	case text.Adjective:
		if g := i - 1; g >= 0 { // "made clear China was"
			p.governor, p.kind = g, relComplement
		}
	}
}

// frontedCondition reports whether the clause that ends at comma k began with "if".
func (s *sentence) frontedCondition(k int) bool {
	for j := k - 1; j >= 0; j-- {
		if s.kind(j) == text.Subordinator {
			w := s.lower(s.chunks[j].First)
			return w == "if" || w == "unless"
		}
		if s.kind(j) == text.Break {
			return false
		}
	}
	return false
}

func (s *sentence) subordinate(i, k int) {
	p := &s.preds[i]
	word := s.lower(s.chunks[k].First)
	g := i - 1
	switch word {
	case "that":
		s.thatClause(i, k)
	case "if", "unless":
		p.kind, p.conditional = relCondition, true
		p.governor = g
		if g >= 0 && askVerbs[s.preds[g].lemma] {
			p.kind = relQuestion
		}
	case "whether":
		p.kind, p.governor = relQuestion, g
	case "while", "although", "though":
		if b := s.skip(k-1, -1); s.kind(b) == text.Subordinator && s.lower(s.chunks[b].First) == "that" {
			s.thatClause(i, b)
			return
		}
		p.kind, p.governor = relAdjunct, s.matrix(g)
	case "until", "before":
		p.kind, p.governor = relAdjunct, s.matrix(g)
	default:
		p.kind, p.governor = relAdjunct, s.matrix(g)
	}
}

// matrix gives the predicate that an adverbial clause modifies: g, or the sayer's clause it stands in.
func (s *sentence) matrix(g int) int {
	for g >= 0 && !s.preds[g].verb.Finite && s.preds[g].governor >= 0 {
		g = s.preds[g].governor
	}
	return g
}

// thatClause links "V (NP) (PP) that CLAUSE", "NOUN that CLAUSE" and "and that CLAUSE".
func (s *sentence) thatClause(i, k int) {
	p := &s.preds[i]
	j := s.skip(k-1, -1)
	if s.kind(j) == text.CommaMark {
		j = s.skip(j-1, -1)
	}
	if s.kind(j) == text.Conjunction {
		for q := i - 1; q >= 0; q-- {
			if s.preds[q].kind == relComplement && s.preds[q].governor >= 0 {
				p.governor, p.kind, p.through = s.preds[q].governor, relComplement, s.preds[q].through
				return
			}
			if takesClause[s.preds[q].lemma] && s.preds[q].verb.Finite {
				p.governor, p.kind = q, relComplement
				return
			}
		}
	}
	if s.kind(j) == text.NounGroup && clauseNouns[text.NounLemma(s.headLower(j))] {
		p.through = j
	}
	p.kind = relComplement
	for q := i - 1; q >= 0; q-- {
		if s.preds[q].chunk < k {
			p.governor = q
			if p.through < 0 && !takesClause[s.preds[q].lemma] && s.preds[q].adjective < 0 && !s.preds[q].verb.Copula {
				if s.preds[q].governor >= 0 && !s.preds[q].verb.Finite && takesClause[s.preds[s.preds[q].governor].lemma] {
					p.governor = s.preds[q].governor
				}
			}
			return
		}
	}
}

// frontedSubjects gives subjects to participles and infinitives that stand before their clause: "To address this, Blinken said".
func (s *sentence) frontedSubjects() {
	for i := range s.preds {
		p := &s.preds[i]
		if p.through >= 0 && p.governor < 0 && p.kind == relInfinitive { // "pressure on A to go grew"
			for k := i + 1; k < len(s.preds) && p.governor < 0; k++ {
				if s.preds[k].verb.Finite {
					p.governor = k
				}
			}
			continue
		}
		if p.subject >= 0 || p.verb.Finite || p.governor >= 0 || i > 1 {
			continue
		}
		for k := i + 1; k < len(s.preds); k++ {
			if s.preds[k].verb.Finite && s.preds[k].subject > p.chunk {
				p.subject = s.preds[k].subject
				p.governor, p.kind = k, relAdjunct
				if p.verb.Participle {
					p.subjectIsPatient = true
				}
				break
			}
		}
	}
}

var ditransitive = set("give hand tell ask offer sell send lend grant promise deny show teach award pay supply ship deliver provide cost allow hand")

// arguments collects what follows predicate i.
func (s *sentence) arguments(i int) {
	p := &s.preds[i]
	k := p.chunk + 1
	if p.inverted {
		k = s.members[p.subject][len(s.members[p.subject])-1] + 1
	}
	subjects := map[int]bool{}
	for q := range s.preds {
		if s.preds[q].verb.Finite && q != i && s.preds[q].subject > p.chunk && s.preds[q].kind != relRelative && s.preds[q].chunk > s.preds[q].subject {
			subjects[s.preds[q].subject] = true
		}
	}
	adjacent := true
	for k < len(s.chunks) {
		switch s.kind(k) {
		case text.Adverb, text.Quotation, text.TimeGroup:
			k++
			continue
		case text.NounGroup:
			u := s.unitEnd(k)
			lead := s.leader[u]
			if subjects[lead] {
				goto done
			}
			switch {
			case p.inverted:
			case p.object < 0 && len(p.phrases) == 0:
				p.object = lead
			case adjacent && p.indirect < 0 && len(p.phrases) == 0 && ditransitive[p.lemma]:
				p.indirect, p.object = p.object, lead
			case adjacent && p.verb.Copula:
			default:
			}
			k = s.listEnd(lead, u) + 1
			adjacent = true
			continue
		case text.Preposition:
			prep := s.lower(s.chunks[k].First)
			n := s.skip(k+1, 1)
			if movable[prep] && p.object < 0 && len(p.phrases) == 0 && p.particle == "" && !p.verb.Copula && k == p.chunk+1 && s.kind(n) == text.NounGroup {
				p.particle = prep // "called out the raid": the noun group is the verb's object
				k++
				continue
			}
			switch s.kind(n) {
			case text.NounGroup:
				u := s.unitEnd(n)
				lead := s.leader[u]
				if subjects[lead] && p.object < 0 && !p.verb.Copula {
					goto done
				}
				p.phrases = append(p.phrases, phrase{prep, lead, k})
				k = s.listEnd(lead, u) + 1
				adjacent = false
				continue
			case text.VerbGroup:
				p.phrases = append(p.phrases, phrase{prep, -1, k})
				goto done
			case text.Preposition:
				if p.particle == "" && len(p.phrases) == 0 {
					p.particle = prep
				}
				k++
				continue
			}
			if p.particle == "" && len(p.phrases) == 0 {
				p.particle = prep
			}
			k++
			continue
		case text.Adjective:
			if p.adjective < 0 && p.object < 0 && (p.verb.Copula || linking[p.lemma]) {
				p.adjective = k
			}
			k++
			continue
		case text.Conjunction:
			n := s.skip(k+1, 1)
			if s.kind(n) == text.Preposition {
				k = n
				continue
			}
			if s.kind(n) == text.Adjective {
				k = n + 1
				continue
			}
			if s.kind(n) == text.NounGroup && p.object >= 0 { // "as well as the importance of"
				if u := s.unitEnd(n); !subjects[s.leader[u]] {
					k = s.listEnd(s.leader[u], u) + 1
					continue
				}
			}
			goto done
		case text.CommaMark:
			n := s.skip(k+1, 1)
			if s.kind(n) == text.Conjunction {
				n = s.skip(n+1, 1)
			}
			if s.kind(n) == text.Preposition {
				w := s.lower(s.chunks[n].First)
				if w == "with" || w == "against" || w == "for" || w == "over" || w == "on" || w == "including" || w == "such" || w == "as" {
					k = n
					continue
				}
			}
			if p.verb.Copula && s.kind(n) == text.Adjective {
				k = n
				continue
			}
			goto done
		}
		break
	}
done:
	p.end = k
	if p.verb.Copula && p.adjective < 0 && p.object >= 0 {
		if c := s.chunks[p.object]; c.Head == c.First && s.doc.Tokens[c.Head].Tag == text.Adj {
			p.adjective = p.object
		}
	}
	if s.adverbParticle(p) != "" {
		p.particle = s.adverbParticle(p)
	}
}

// movable particles may stand between a verb and its object.
var movable = set("out off up down back away")

// relativeObjects gives "which Norway has attacked" its antecedent as object.
func (s *sentence) relativeObjects() {
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject < 0 || p.object >= 0 || p.verb.Passive || !p.verb.Finite {
			continue
		}
		r := s.skip(s.unitStart(p.subject)-1, -1)
		if s.kind(r) == text.NounGroup && !s.chunks[r].Owner && p.kind == relNone && !s.isActor(r) && p.subject > r && !p.verb.Copula && !p.inverted {
			p.object = s.leader[r] // "a charge Iran denies"
			p.kind = relRelative
			if i > 0 {
				p.governor = i - 1
			}
			continue
		}
		if p.kind != relRelative {
			continue
		}
		if s.kind(r) != text.Relative || s.lower(s.chunks[r].First) == "whose" || s.lower(s.chunks[r].First) == "what" {
			continue
		}
		a := s.skip(r-1, -1)
		if s.kind(a) == text.CommaMark {
			a = s.skip(a-1, -1)
		}
		if s.kind(a) != text.NounGroup {
			continue
		}
		if p.particle != "" && len(p.phrases) == 0 && !strayParticles[p.particle] {
			p.phrases = append(p.phrases, phrase{p.particle, s.leader[a], p.chunk})
			p.particle = ""
			continue
		}
		p.object = s.leader[a]
	}
}

// adverbParticle finds "out", "up", "off" right after the verb.
func (s *sentence) adverbParticle(p *predicate) string {
	if k := p.chunk + 1; s.kind(k) == text.Adverb {
		switch w := s.lower(s.chunks[k].First); w {
		case "out", "up", "off", "down", "away", "back", "together", "over", "forward", "ahead":
			return w
		}
	}
	return p.particle
}

// listEnd gives the last chunk of the coordination that lead heads, or u.
func (s *sentence) listEnd(lead, u int) int {
	m := s.members[lead]
	if len(m) > 1 && m[len(m)-1] > u {
		return m[len(m)-1]
	}
	return u
}

var linking = set("be become remain seem appear feel stay get grow look stand keep sound prove")

// controlSubjects gives infinitives and gerunds the subject that their governor controls.
func (s *sentence) controlSubjects() {
	for i := range s.preds {
		p := &s.preds[i]
		if p.governor < 0 || p.subject >= 0 || p.verb.Finite {
			continue
		}
		g := &s.preds[p.governor]
		switch p.kind {
		case relInfinitive:
			p.subject = s.infinitiveController(g, p)
		case relGerund:
			p.subject = g.subject
			if g.object >= 0 && (gerundControl[g.lemma] || p.preposition == "from" || p.preposition == "into") {
				p.subject = g.object
			}
			if g.verb.Passive {
				p.subject = g.subject
			}
			if p.through >= 0 && p.preposition == "of" { // "Iran's history of selling"
				if o := s.unitStart(p.through); o < p.through && s.isActor(s.unitOwner(p.through)) {
					p.subject = s.unitOwner(p.through)
				}
			}
		default:
			p.subject = g.subject
		}
	}
}

// unitOwner gives the possessor chunk next to noun chunk i, or i.
func (s *sentence) unitOwner(i int) int {
	for k := i - 1; k >= 0; k-- {
		if s.kind(k) == text.Quotation {
			continue
		}
		if s.kind(k) == text.NounGroup && s.chunks[k].Owner {
			return k
		}
		break
	}
	return i
}

func (s *sentence) infinitiveController(g, p *predicate) int {
	if g.verb.Passive || g.subjectIsPatient {
		return g.subject
	}
	if objectControl[g.lemma] || g.lemma == "call" || g.lemma == "appeal" {
		if g.indirect >= 0 {
			return g.indirect
		}
		for _, ph := range g.phrases {
			if (ph.prep == "on" || ph.prep == "upon" || ph.prep == "for" || ph.prep == "to" || ph.prep == "with") && ph.np >= 0 {
				return ph.np
			}
		}
		if g.object >= 0 {
			return g.object
		}
	}
	return g.subject
}

// trailingSpeech puts the clauses before ", X said" and ", said X" into what was said.
func (s *sentence) trailingSpeech() {
	for i := range s.preds {
		p := &s.preds[i]
		if !speechVerbs[p.lemma] || !p.verb.Finite || p.subject < 0 || denyVerbs[p.lemma] || p.lemma == "accuse" {
			continue
		}
		start := s.unitStart(p.subject)
		if p.inverted {
			start = p.chunk
		}
		b := s.skip(start-1, -1)
		for s.kind(b) == text.NounGroup && s.appos[b] == p.subject {
			b = s.skip(b-1, -1)
		}
		if s.kind(b) != text.CommaMark || p.kind == relRelative {
			continue
		}
		if p.object >= 0 && !p.inverted && p.lemma != "tell" {
			continue
		}
		if s.hasComplement(i) && !p.inverted {
			continue
		}
		for k := i - 1; k >= 0; k-- {
			q := &s.preds[k]
			if q.governor < 0 && q.chunk < start {
				q.governor = i
				if q.kind == relNone {
					q.kind = relComplement
				}
			}
		}
	}
}

func (s *sentence) hasComplement(i int) bool {
	for k := i + 1; k < len(s.preds); k++ {
		if s.preds[k].governor == i && s.preds[k].kind == relComplement {
			return true
		}
	}
	return false
}
