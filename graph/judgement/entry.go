// Package judgement holds what people decide about claims and actors: accept, reject, correct, add, note, grade; two ids are one, one
// is two from a day on; undo.
//
// Judgements are entries that are only ever added, each with who and when; an entry's id is the hash of its content, so the same
// entry met twice is one. What holds is folded from all entries, sorted by time and then id, so it depends on the set of entries and
// not on the order in which they came. An undo is an entry too, and can itself be undone. Times are RFC 3339 in UTC, offsets are
// bytes, days are EDTF. A State is never changed after it was folded and is safe for concurrent use.
package judgement

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
)

// Kind says what an entry decides.
type Kind string

// The kinds of entries.
const (
	Accept      Kind = "accept"       // the claim says what its sentence says
	Reject      Kind = "reject"       // it does not; it feeds nothing
	Correct     Kind = "correct"      // it does, once Change is applied
	Add         Kind = "add"          // a claim read by a person, with its evidence
	Note        Kind = "note"         // a remark, on a claim or on nothing in particular
	Merge       Kind = "merge"        // Other is Keep
	Split       Kind = "split"        // from the day From on, what was called Keep is Other
	GradeClaim  Kind = "grade-claim"  // credibility of a claim, 1 to 6
	GradeSource Kind = "grade-source" // reliability of a publisher, A to F
	Undo        Kind = "undo"         // takes back the entry Undoes
)

// Prefix begins the id of every entry.
const Prefix = "judgement:"

// ErrBad is matched by everything that is wrong with an entry by itself.
var ErrBad = errors.New("not a judgement")

// Entry is one decision. Which fields matter depends on Kind.
type Entry struct {
	ID   string // judgement: and 128 bits of SHA-256 over the rest
	At   string // RFC 3339, UTC
	By   string // who
	Kind Kind

	Claim string // id of the claim that is judged
	// Reading is that claim as the program read it when it was judged, or the claim that is added: by it the judgement finds its claim
	// again when the text moved or another version reads it under another id.
	Reading *claim.Claim
	Change  *Change
	Note    string

	Keep, Other string // actors
	From        string // day of a split

	Source string // publisher (org:)
	Grade  string

	Undoes string
}

// Change is what a correction alters; nil fields stay as they were read.
type Change struct {
	Relation *string           `json:"relation,omitempty"`
	Subject  *string           `json:"subject,omitempty"`
	Object   *string           `json:"object,omitempty"`
	Chain    *[]string         `json:"speaker_chain,omitempty"` // empty: the article speaks
	Polarity *claim.Polarity   `json:"polarity,omitempty"`
	Modality *claim.Modality   `json:"modality,omitempty"`
	Said     *string           `json:"said,omitempty"`       // EDTF; "" unknown
	Happened *string           `json:"happened,omitempty"`   // EDTF; "" unknown
	Set      map[string]string `json:"qualifiers,omitempty"` // "" takes a qualifier away
}

// Empty reports that nothing is altered.
func (c *Change) Empty() bool {
	return c == nil || c.Relation == nil && c.Subject == nil && c.Object == nil && c.Chain == nil && c.Polarity == nil && c.Modality == nil &&
		c.Said == nil && c.Happened == nil && len(c.Set) == 0
}

// over lays c over an earlier change.
func (c *Change) over(before *Change) *Change {
	if before.Empty() {
		return c
	}
	out := *before
	put(&out.Relation, c.Relation)
	put(&out.Subject, c.Subject)
	put(&out.Object, c.Object)
	put(&out.Chain, c.Chain)
	put(&out.Polarity, c.Polarity)
	put(&out.Modality, c.Modality)
	put(&out.Said, c.Said)
	put(&out.Happened, c.Happened)
	if len(c.Set) > 0 {
		out.Set = make(map[string]string, len(before.Set)+len(c.Set))
		for _, m := range [...]map[string]string{before.Set, c.Set} {
			for k, v := range m {
				out.Set[k] = v
			}
		}
	}
	return &out
}

func put[T any](to **T, from *T) {
	if from != nil {
		*to = from
	}
}

// Apply gives the claim as corrected. Ends that change lose span and state: they are no longer those words.
func (c *Change) Apply(read claim.Claim) claim.Claim {
	out := read
	if c.Empty() {
		return out
	}
	take(&out.Relation, c.Relation)
	if c.Subject != nil && *c.Subject != out.Subject.ID {
		out.Subject = claim.End{ID: *c.Subject}
	}
	if c.Object != nil && *c.Object != out.Object.ID {
		out.Object = claim.End{ID: *c.Object}
	}
	if c.Chain != nil {
		out.Chain, out.SpeakerState, out.VoiceState = append([]string(nil), *c.Chain...), "", ""
	}
	take(&out.Polarity, c.Polarity)
	take(&out.Modality, c.Modality)
	take(&out.Said, c.Said)
	take(&out.Happened, c.Happened)
	if len(c.Set) > 0 {
		q := make(map[string]string, len(read.Qualifiers)+len(c.Set))
		for k, v := range read.Qualifiers {
			q[k] = v
		}
		for k, v := range c.Set {
			if q[k] = v; v == "" {
				delete(q, k)
			}
		}
		out.Qualifiers = q
	}
	return out
}

func take[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// wire is the JSON form of an entry, in the order in which its fields are printed.
type wire struct {
	ID      string          `json:"id,omitempty"`
	At      string          `json:"at"`
	By      string          `json:"by"`
	Kind    Kind            `json:"kind"`
	Claim   string          `json:"claim,omitempty"`
	Reading json.RawMessage `json:"reading,omitempty"`
	Change  *Change         `json:"change,omitempty"`
	Note    string          `json:"note,omitempty"`
	Keep    string          `json:"keep,omitempty"`
	Other   string          `json:"other,omitempty"`
	From    string          `json:"from,omitempty"`
	Source  string          `json:"source,omitempty"`
	Grade   string          `json:"grade,omitempty"`
	Undoes  string          `json:"undoes,omitempty"`
}

// Seal checks e, brings it into its canonical form and gives it its id.
func (e *Entry) Seal() error {
	if err := e.canonical(); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrBad, orWord(string(e.Kind), "entry"), err)
	}
	given := e.ID
	e.ID = ""
	b, err := AppendLine(nil, e)
	if err != nil {
		return err
	}
	e.ID = Prefix + claim.Hash("judgement", "1", string(bytes.TrimSpace(b)))
	if given != "" && given != e.ID {
		return fmt.Errorf("%w: the content is that of %s, not of %s: entries are never changed, only undone", ErrBad, e.ID, given)
	}
	return nil
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

var (
	credibility = regexp.MustCompile(`^[1-6]$`)
	reliability = regexp.MustCompile(`^[A-F]$`)
)

func (e *Entry) canonical() error {
	at, err := time.Parse(time.RFC3339Nano, e.At)
	if err != nil {
		return fmt.Errorf("at: %q is no time such as 2026-03-01T09:30:00Z", e.At)
	}
	e.At = at.UTC().Format(time.RFC3339Nano)
	e.By, e.Note = strings.TrimSpace(e.By), strings.TrimSpace(e.Note)
	for _, s := range [...]string{e.By, e.Note, e.Keep, e.Other, e.Source} {
		if !utf8.ValidString(s) {
			return errors.New("text that is not UTF-8")
		}
	}
	if e.By == "" {
		return errors.New("nobody is named in \"by\"")
	}
	if e.Reading != nil {
		c := *e.Reading
		c.Published = ""
		c.Normalize()
		e.Reading = &c
	}
	return e.needs()
}

// needs checks the fields that the kind demands.
func (e *Entry) needs() error {
	switch e.Kind {
	case Accept, Reject, Correct, GradeClaim:
		if e.Kind == GradeClaim && !credibility.MatchString(e.Grade) {
			return fmt.Errorf("credibility is 1 (confirmed) to 6 (cannot be judged), not %q", e.Grade)
		}
		if e.Kind == Correct && e.Change.Empty() {
			return errors.New("it changes nothing")
		}
		return e.needsClaim()
	case Add:
		if e.Reading == nil || e.Reading.Doc == "" {
			return errors.New("it has no claim with its document")
		}
		return e.Reading.Validate("")
	case Note:
		if e.Note == "" {
			return errors.New("it says nothing")
		}
		if e.Claim != "" {
			return e.needsClaim()
		}
	case Merge, Split:
		return e.needsActors()
	case GradeSource:
		if !reliability.MatchString(e.Grade) {
			return fmt.Errorf("reliability is A (always reliable) to F (cannot be judged), not %q", e.Grade)
		}
		if e.Source == "" {
			return errors.New("no source is named")
		}
	case Undo:
		if !strings.HasPrefix(e.Undoes, Prefix) {
			return fmt.Errorf("%q is not the id of an entry", e.Undoes)
		}
	default:
		return fmt.Errorf("no kind %q", e.Kind)
	}
	return nil
}

func (e *Entry) needsClaim() error {
	if !strings.HasPrefix(e.Claim, "claim:") {
		return fmt.Errorf("%q is not the id of a claim", e.Claim)
	}
	if e.Reading == nil || e.Reading.Doc == "" {
		return errors.New("it does not say what was read (\"reading\" with its document)")
	}
	if id := claim.ID(e.Reading); id != e.Claim {
		return fmt.Errorf("the reading is that of %s, not of %s", id, e.Claim)
	}
	return nil
}

func (e *Entry) needsActors() error {
	kind, _, ok := strings.Cut(e.Keep, ":")
	other, _, ok2 := strings.Cut(e.Other, ":")
	switch {
	case !ok || !ok2:
		return fmt.Errorf("%q and %q must be full ids", e.Keep, e.Other)
	case e.Keep == e.Other:
		return fmt.Errorf("%s twice", e.Keep)
	case kind != other:
		return fmt.Errorf("a %s is no %s", kind, other)
	}
	if e.Kind == Merge {
		if e.From != "" {
			return errors.New("a merge has no day; split has")
		}
		return nil
	}
	if v, err := edtf.Parse(e.From); err != nil || !v.Placed() || v.IsInterval() {
		return fmt.Errorf("from: %q is no day such as 2024-07-01", e.From)
	}
	return nil
}

// AppendLine appends the JSON line of e, with its line end. The same entry always gives the same bytes.
func AppendLine(b []byte, e *Entry) ([]byte, error) {
	w := wire{
		ID: e.ID, At: e.At, By: e.By, Kind: e.Kind, Claim: e.Claim, Change: e.Change, Note: e.Note, Keep: e.Keep, Other: e.Other,
		From: e.From, Source: e.Source, Grade: e.Grade, Undoes: e.Undoes,
	}
	if e.Reading != nil {
		line, err := claim.AppendLine(nil, e.Reading)
		if err != nil {
			return b, err
		}
		w.Reading = bytes.TrimSpace(line)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&w); err != nil {
		return b, err
	}
	return append(b, buf.Bytes()...), nil
}

// ParseLine reads one JSON line and seals it; unknown fields, and an id that is not that of the content, are refused.
func ParseLine(b []byte) (Entry, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var w wire
	if err := dec.Decode(&w); err != nil {
		return Entry{}, fmt.Errorf("%w: byte %d: %w", ErrBad, dec.InputOffset(), err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Entry{}, fmt.Errorf("%w: byte %d: more than one value in the line", ErrBad, dec.InputOffset())
	}
	e := Entry{
		ID: w.ID, At: w.At, By: w.By, Kind: w.Kind, Claim: w.Claim, Change: w.Change, Note: w.Note, Keep: w.Keep, Other: w.Other,
		From: w.From, Source: w.Source, Grade: w.Grade, Undoes: w.Undoes,
	}
	if len(w.Reading) > 0 && string(w.Reading) != "null" {
		c, err := claim.ParseLine(w.Reading)
		if err != nil {
			return Entry{}, fmt.Errorf("%w: reading: %w", ErrBad, err)
		}
		e.Reading = &c
	}
	return e, e.Seal()
}
