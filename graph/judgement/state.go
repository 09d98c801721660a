package judgement

import (
	"cmp"
	"slices"
	"strings"

	"entente/graph/claim"
)

// Verdicts on a claim.
const (
	Accepted  = "accepted"
	Rejected  = "rejected"
	Corrected = "corrected"
)

// State is what all entries together say.
type State struct {
	entries []*Entry // by time, then id
	byID    map[string]*Entry
	undone  map[string]bool

	claims  map[string]*Target
	docs    map[string][]*Target // by document id, in the order of first judgement
	like    map[string][]*Target // by Key
	added   map[string][]*Entry  // by document id
	sources map[string]string
	ids     identity
}

// Target is a claim that people judged.
type Target struct {
	Claim   string
	Reading *claim.Claim
	Key     string
	Entries []*Entry // those that hold, in order
}

// Outcome is what the entries about one claim come to.
type Outcome struct {
	Verdict string // "" where nobody decided
	Change  *Change
	By, At  string // of the last decision
	Grade   string // credibility, "" where nobody graded
	Notes   []string
}

// Fold works out what holds. The order of entries does not matter; one that is there twice counts once. They must be sealed.
func Fold(entries []*Entry) *State {
	s := &State{
		byID: make(map[string]*Entry, len(entries)), undone: make(map[string]bool), claims: make(map[string]*Target),
		docs: make(map[string][]*Target), like: make(map[string][]*Target), added: make(map[string][]*Entry), sources: make(map[string]string),
	}
	for _, e := range entries {
		if s.byID[e.ID] == nil {
			s.byID[e.ID] = e
			s.entries = append(s.entries, e)
		}
	}
	slices.SortFunc(s.entries, func(a, b *Entry) int {
		return cmp.Or(strings.Compare(sortable(a.At), sortable(b.At)), strings.Compare(a.ID, b.ID))
	})
	s.foldUndone()
	var merges []*Entry
	for _, e := range s.entries {
		if s.undone[e.ID] {
			continue
		}
		switch e.Kind {
		case Add:
			s.added[e.Reading.Doc] = append(s.added[e.Reading.Doc], e)
		case Merge, Split:
			merges = append(merges, e)
		case GradeSource:
			s.sources[e.Source] = e.Grade
		case Undo:
		default:
			s.target(e)
		}
	}
	s.ids = newIdentity(merges)
	return s
}

// sortable makes times in RFC 3339 with and without fractions compare as text.
func sortable(at string) string {
	whole, fraction, _ := strings.Cut(strings.TrimSuffix(at, "Z"), ".")
	return whole + "." + fraction
}

// foldUndone finds the entries that do not hold: an entry is undone by an undo that holds. Undo entries refer to entries by the hash of
// their content, so they cannot form a ring.
func (s *State) foldUndone() {
	undoers := make(map[string][]*Entry)
	for _, e := range s.entries {
		if e.Kind == Undo {
			undoers[e.Undoes] = append(undoers[e.Undoes], e)
		}
	}
	holds := make(map[string]bool)
	var look func(id string) bool
	look = func(id string) bool {
		if h, seen := holds[id]; seen {
			return h
		}
		h := true
		for _, u := range undoers[id] {
			h = h && !look(u.ID)
		}
		holds[id] = h
		return h
	}
	for id := range undoers {
		if !look(id) {
			s.undone[id] = true
		}
	}
}

func (s *State) target(e *Entry) {
	if e.Claim == "" {
		return
	}
	t := s.claims[e.Claim]
	if t == nil {
		t = &Target{Claim: e.Claim, Reading: e.Reading, Key: Key(e.Reading)}
		s.claims[e.Claim] = t
		s.docs[e.Reading.Doc] = append(s.docs[e.Reading.Doc], t)
		s.like[t.Key] = append(s.like[t.Key], t)
	}
	t.Entries = append(t.Entries, e)
}

// Key says what a claim reads, wherever in its document that stands: two claims with one key say the same in the same words.
func Key(c *claim.Claim) string {
	fields := []string{"key", c.Doc, strings.Join(strings.Fields(c.Evidence), " "), c.Relation, c.Subject.ID, c.Object.ID, string(c.Polarity), string(c.Modality)}
	if c.Row != 0 {
		fields = append(fields, c.Said, c.Happened)
	}
	return claim.Hash(append(fields, c.Chain...)...)
}

// Empty reports that there is no entry at all.
func (s *State) Empty() bool { return len(s.entries) == 0 }

// Entries lists all entries by time. The slice is shared: read only.
func (s *State) Entries() []*Entry { return s.entries }

// Entry finds an entry by its id, nil if there is none.
func (s *State) Entry(id string) *Entry { return s.byID[id] }

// Undone reports whether an entry was taken back.
func (s *State) Undone(id string) bool { return s.undone[id] }

// Target is what was judged under this claim id, nil if nothing was.
func (s *State) Target(claim string) *Target { return s.claims[claim] }

// Targets lists the judged claims of a document (its id as given), in the order of their first judgement.
func (s *State) Targets(doc string) []*Target { return s.docs[doc] }

// Like lists the judged claims that read the same in the same words.
func (s *State) Like(key string) []*Target { return s.like[key] }

// Added lists the claims that people added to a document.
func (s *State) Added(doc string) []*Entry { return s.added[doc] }

// Documents yields the ids of all documents with judged or added claims, ascending.
func (s *State) Documents() []string {
	var out []string
	for d := range s.docs {
		out = append(out, d)
	}
	for d := range s.added {
		out = append(out, d)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SourceGrade is the reliability of a publisher, "" where nobody graded it.
func (s *State) SourceGrade(publisher string) string { return s.sources[publisher] }

// Sources gives the graded publishers. The map is shared: read only.
func (s *State) Sources() map[string]string { return s.sources }

// Of folds the entries about some targets, which are one claim now, into what they come to.
func Of(targets ...*Target) Outcome {
	var all []*Entry
	for _, t := range targets {
		all = append(all, t.Entries...)
	}
	if len(targets) > 1 {
		slices.SortFunc(all, func(a, b *Entry) int {
			return cmp.Or(strings.Compare(sortable(a.At), sortable(b.At)), strings.Compare(a.ID, b.ID))
		})
	}
	var o Outcome
	for _, e := range all {
		switch e.Kind {
		case Accept:
			o.Verdict, o.By, o.At = Accepted, e.By, e.At
		case Reject:
			o.Verdict, o.By, o.At = Rejected, e.By, e.At
		case Correct:
			o.Verdict, o.By, o.At = Corrected, e.By, e.At
			o.Change = e.Change.over(o.Change)
		case GradeClaim:
			o.Grade = e.Grade
		}
		if e.Note != "" {
			o.Notes = append(o.Notes, e.By+": "+e.Note)
		}
	}
	return o
}
