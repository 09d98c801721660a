// Package claim holds the words of the domain: statements that somebody made about two actors,
// with who says so, when, and where in which document.
//
// Offsets are bytes into the document's text, half-open. Times are EDTF strings (ISO 8601-2:2019
// level 0 and 1) in UTC with the precision the text supports; an unknown time is the empty string,
// never today. A Claim without evidence fails Validate with ErrNoEvidence.
package claim

import (
	"errors"
	"fmt"
	"strings"

	"entente/graph/claim/edtf"
)

// Span is a half-open byte range [Start,End).
type Span struct{ Start, End int }

// Len is the number of bytes.
func (s Span) Len() int { return s.End - s.Start }

// IsZero reports an absent span.
func (s Span) IsZero() bool { return s.Start == 0 && s.End == 0 }

// Polarity says whether the source affirms or denies.
type Polarity string

// Modality says what kind of statement it is; see the model in docs/ARCHITECTURE.md.
type Modality string

// The two axes. They are independent: "will not force" is Denied and Planned.
const (
	Affirmed Polarity = "affirmed"
	Denied   Polarity = "denied"

	Asserted     Modality = "asserted"
	Reported     Modality = "reported" // hedged or hearsay
	Planned      Modality = "planned"
	Demanded     Modality = "demanded"
	Hypothetical Modality = "hypothetical"
	Coded        Modality = "coded" // a machine-coded event row
)

// End is one of the two things a claim is about.
type End struct {
	ID   string // full id: "state:CHN", "person:kurt-campbell", "topic:russia-dprk-ties"
	Span Span   // where it is named; zero when it is not named in the text
	// State is the id of the state this end stands for on the day of the claim; "" if none.
	// For a state it is the state itself.
	State string
}

// Proposition is the content of a speech act.
type Proposition struct {
	Subject, Relation, Object string
	Polarity                  Polarity
	Modality                  Modality
}

// Claim is one statement read in one place of one document.
type Claim struct {
	Doc      string // document id as given (not the doc: IRI)
	Sentence Span   // the evidence
	Evidence string // text[Sentence.Start:Sentence.End]

	Subject  End
	Relation string // name from the vocabulary, without "rel:" and without a form suffix
	Object   End
	Parties  []string // for a topic object: the actors it involves, in order of mention

	// Chain lists who is cited, outermost first; empty where the article speaks in its own voice.
	Chain        []string
	SpeakerState string // state of Chain[0]; "" if none

	Polarity Polarity
	Modality Modality

	Published string // day of the document
	Said      string
	Happened  string // when it happened, or the interval in which it holds ("2019/..")
	TimeText  string // the words that Happened was read from

	Qualifiers map[string]string // only those the relation allows
	Content    *Proposition      // speech acts only

	CAMEO, PLOVER string
	Score         *float64 // intensity, in the scale of the data set; nil when unknown

	Rule       string
	Confidence float64 // 0 to 1
	Extractor  string  // "rules@1"

	// Row says for a data row where it came from; 0 for text. Row numbers start at 1.
	Row int

	// Publisher is the outlet of this row (an org: id) where it is not the document's; else "".
	Publisher string
	// VoiceState is the state of the innermost of the chain on the day of the claim; "" if none. The graph
	// fills it in where it is empty and the chain is not.
	VoiceState string
}

// Speaker is the outermost cited source, "" where the article speaks in its own voice.
func (c *Claim) Speaker() string {
	if len(c.Chain) == 0 {
		return ""
	}
	return c.Chain[0]
}

// Voice is the innermost: whose own words they are; "" where the article speaks.
func (c *Claim) Voice() string {
	if len(c.Chain) == 0 {
		return ""
	}
	return c.Chain[len(c.Chain)-1]
}

// Form is the suffix of the relation this claim feeds: "" for the plain one, else "~denied",
// "~planned", "~not-planned", "~demanded", "~not-demanded", "~hypothetical", "~not-hypothetical",
// "~coded".
func (c *Claim) Form() string { return Form(c.Polarity, c.Modality) }

// Form gives the suffix for a polarity and a modality.
func Form(p Polarity, m Modality) string {
	not := p == Denied
	switch m {
	case Planned, Demanded, Hypothetical:
		if not {
			return "~not-" + string(m)
		}
		return "~" + string(m)
	case Coded:
		return "~coded"
	}
	if not {
		return "~denied"
	}
	return ""
}

// Normalize fills in what follows from the rest (a state stands for itself, the one speaker is the voice) and
// makes empty lists nil, so that equal claims are equal values.
func (c *Claim) Normalize() {
	if len(c.Parties) == 0 {
		c.Parties = nil
	}
	if len(c.Qualifiers) == 0 {
		c.Qualifiers = nil
	}
	itself(&c.Subject.State, c.Subject.ID)
	itself(&c.Object.State, c.Object.ID)
	if len(c.Chain) == 0 {
		c.Chain, c.SpeakerState, c.VoiceState = nil, "", ""
		return
	}
	itself(&c.SpeakerState, c.Speaker())
	if len(c.Chain) == 1 {
		c.VoiceState = c.SpeakerState
	}
	itself(&c.VoiceState, c.Voice())
}

func itself(state *string, id string) {
	if strings.HasPrefix(id, "state:") {
		*state = id
	}
}

// Forms lists every form, the plain one first.
var forms = [...]string{"", "~denied", "~planned", "~not-planned", "~demanded", "~not-demanded", "~hypothetical", "~not-hypothetical", "~coded"}

// Forms returns the suffixes of all forms, the plain one ("") first.
func Forms() []string { return append([]string(nil), forms[:]...) }

// Errors of Validate.
var (
	ErrNoEvidence = errors.New("claim has no evidence")
	ErrBadEnd     = errors.New("claim lacks an end")
	ErrBadSpan    = errors.New("span does not fit the text")
	ErrBadValue   = errors.New("value is not in the closed list")
)

// Validate checks c by itself and, when text is not empty, its spans against text.
// Vocabulary checks (relation, domain and range) are made where the vocabulary is known.
func (c *Claim) Validate(text string) error {
	if c.Subject.ID == "" || c.Object.ID == "" || c.Relation == "" {
		return fmt.Errorf("%w: %q %q %q", ErrBadEnd, c.Subject.ID, c.Relation, c.Object.ID)
	}
	switch c.Polarity {
	case Affirmed, Denied:
	default:
		return fmt.Errorf("%w: polarity %q", ErrBadValue, c.Polarity)
	}
	switch c.Modality {
	case Asserted, Reported, Planned, Demanded, Hypothetical, Coded:
	default:
		return fmt.Errorf("%w: modality %q", ErrBadValue, c.Modality)
	}
	if c.Row == 0 && c.Sentence.Len() <= 0 {
		return ErrNoEvidence
	}
	if !(c.Confidence >= 0 && c.Confidence <= 1) {
		return fmt.Errorf("%w: confidence %v is not between 0 and 1", ErrBadValue, c.Confidence)
	}
	for _, day := range [...]string{c.Published, c.Said, c.Happened} {
		if _, err := edtf.Parse(day); err != nil {
			return err
		}
	}
	if text == "" {
		return nil
	}
	for _, s := range []Span{c.Sentence, c.Subject.Span, c.Object.Span} {
		if s.Start < 0 || s.End < s.Start || s.End > len(text) {
			return fmt.Errorf("%w: [%d,%d) of %d bytes", ErrBadSpan, s.Start, s.End, len(text))
		}
	}
	if c.Row == 0 && text[c.Sentence.Start:c.Sentence.End] != c.Evidence {
		return fmt.Errorf("%w: evidence differs from the text at [%d,%d)", ErrBadSpan, c.Sentence.Start, c.Sentence.End)
	}
	return nil
}
