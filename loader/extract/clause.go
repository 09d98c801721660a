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

// headLower is the head noun of a chunk in lower case; of a name such as "embassy of Chile" the word before "of".
func (s *sentence) headLower(c int) string {
	ch := s.chunks[c]
	if ch.Kind == text.NounGroup {
		for t := ch.First + 1; t < ch.Head; t++ {
			if w := s.lower(t); w == "of" || w == "for" {
				return s.lower(t - 1)
			}
		}
	}
	return s.lower(ch.Head)
}

// skip moves from i in steps of dir over chunks that do not matter for syntax.
func (s *sentence) skip(i, dir int) int {
	for i >= 0 && i < len(s.chunks) {
		switch s.chunks[i].Kind {
		case text.Adverb, text.Quotation, text.TimeGroup:
			i += dir
			continue
		case text.Preposition:
			if i+1 < len(s.chunks) && s.chunks[i+1].Kind == text.TimeGroup { // "in 2020"
				i += dir
				continue
			}
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
	s.finiteVerbs()
	for i := range s.preds {
		s.attach(i)
	}
	s.frontedSubjects()
	for i := range s.preds {
		s.arguments(i)
	}
	s.relativeObjects()
	s.whatObjects()
	s.controlSubjects()
	s.trailingSpeech()
	s.cutCycles()
}

// cutCycles takes the governor from the last of clauses that would hang on each other in a ring, so that every climb ends.
func (s *sentence) cutCycles() {
	done := make([]int, len(s.preds)) // the climb in which a clause was passed
	for i := range s.preds {
		for k := i; ; k = s.preds[k].governor {
			if done[k] != 0 && done[k] != i+1 {
				break
			}
			done[k] = i + 1
			g := s.preds[k].governor
			if g < 0 {
				break
			}
			if done[g] == i+1 {
				s.preds[k].governor = -1
				break
			}
		}
	}
}
