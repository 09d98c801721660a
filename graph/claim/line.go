package claim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// line is the JSON form of a claim, in the order in which its fields are printed.
type line struct {
	Doc          string            `json:"doc"`
	Start        int               `json:"start"`
	End          int               `json:"end"`
	Evidence     string            `json:"evidence"`
	Subject      string            `json:"subject"`
	SubjectStart *int              `json:"subject_start"`
	SubjectEnd   *int              `json:"subject_end"`
	Predicate    string            `json:"predicate"`
	Object       string            `json:"object"`
	ObjectStart  *int              `json:"object_start"`
	ObjectEnd    *int              `json:"object_end"`
	Parties      []string          `json:"parties"`
	Speaker      *string           `json:"speaker"`
	Chain        []string          `json:"speaker_chain"`
	Polarity     Polarity          `json:"polarity"`
	Modality     Modality          `json:"modality"`
	Said         *string           `json:"said"`
	Happened     *string           `json:"happened"`
	TimeText     *string           `json:"time_text"`
	SubjectState *string           `json:"subject_state"`
	ObjectState  *string           `json:"object_state"`
	SpeakerState *string           `json:"speaker_state"`
	Qualifiers   map[string]string `json:"qualifiers"`
	CAMEO        *string           `json:"cameo"`
	PLOVER       *string           `json:"plover"`
	Score        *float64          `json:"score"`
	Content      *content          `json:"content"`
	Rule         string            `json:"rule"`
	Confidence   *float64          `json:"confidence"`
	Extractor    string            `json:"extractor"`

	// Only where they say something: data rows, and readers of this program's own lines.
	Row        int    `json:"row,omitempty"`
	Publisher  string `json:"publisher,omitempty"`
	Published  string `json:"published,omitempty"`
	VoiceState string `json:"voice_state,omitempty"`
}

type content struct {
	Subject   string   `json:"subject"`
	Predicate string   `json:"predicate"`
	Object    string   `json:"object"`
	Polarity  Polarity `json:"polarity"`
	Modality  Modality `json:"modality"`
}

// AppendLine appends the JSON line of c, with its line end, to b. Published is left out: it belongs to the document.
// The same claim always gives the same bytes.
func AppendLine(b []byte, c *Claim) ([]byte, error) {
	l := toLine(c)
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&l); err != nil {
		return b, fmt.Errorf("claim in %s: %w", c.Doc, err)
	}
	return append(b, buf.Bytes()...), nil
}

func toLine(c *Claim) line {
	l := line{
		Doc: c.Doc, Start: c.Sentence.Start, End: c.Sentence.End, Evidence: c.Evidence,
		Subject: c.Subject.ID, Predicate: c.Relation, Object: c.Object.ID,
		Parties: append([]string{}, c.Parties...), Speaker: given(c.Speaker()), Chain: append([]string{}, c.Chain...),
		Polarity: c.Polarity, Modality: c.Modality,
		Said: given(c.Said), Happened: given(c.Happened), TimeText: given(c.TimeText),
		SubjectState: given(c.Subject.State), ObjectState: given(c.Object.State), SpeakerState: given(c.SpeakerState),
		Qualifiers: c.Qualifiers, CAMEO: given(c.CAMEO), PLOVER: given(c.PLOVER), Score: c.Score,
		Rule: c.Rule, Confidence: &c.Confidence, Extractor: c.Extractor,
		Row: c.Row, Publisher: c.Publisher,
	}
	if l.Qualifiers == nil {
		l.Qualifiers = map[string]string{}
	}
	l.SubjectStart, l.SubjectEnd = spanFields(c.Subject.Span)
	l.ObjectStart, l.ObjectEnd = spanFields(c.Object.Span)
	if len(c.Chain) > 1 {
		l.VoiceState = c.VoiceState
	}
	if p := c.Content; p != nil {
		l.Content = &content{Subject: p.Subject, Predicate: p.Relation, Object: p.Object, Polarity: p.Polarity, Modality: p.Modality}
	}
	return l
}

func spanFields(s Span) (start, end *int) {
	if s.IsZero() {
		return nil, nil
	}
	return &s.Start, &s.End
}

func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// LineError says what is wrong with a claim line and where.
type LineError struct {
	Offset int // byte in the line, from 0; -1 when it is about the line as a whole
	Reason string
}

func (e *LineError) Error() string {
	if e.Offset < 0 {
		return e.Reason
	}
	return fmt.Sprintf("byte %d: %s", e.Offset, e.Reason)
}

// ParseLine reads one JSON line. Unknown fields are refused (*LineError). What a person who writes lines by hand may leave out:
// polarity (affirmed), modality (asserted), confidence (1), extractor ("hand@1"), and whatever is null or empty.
func ParseLine(b []byte) (Claim, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var l line
	if err := dec.Decode(&l); err != nil {
		return Claim{}, lineError(err, dec.InputOffset())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Claim{}, &LineError{Offset: int(dec.InputOffset()), Reason: "more than one value in the line"}
	}
	return l.claim()
}

func lineError(err error, offset int64) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return &LineError{Offset: int(syntax.Offset), Reason: "not JSON: " + syntax.Error()}
	case errors.As(err, &kind):
		return &LineError{Offset: int(kind.Offset), Reason: fmt.Sprintf("field %q: a %s is no %s", kind.Field, kind.Value, kind.Type)}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &LineError{Offset: int(offset), Reason: "the line ends early"}
	}
	return &LineError{Offset: int(offset), Reason: err.Error()}
}

func (l *line) claim() (Claim, error) {
	whole := func(reason string) (Claim, error) { return Claim{}, &LineError{Offset: -1, Reason: reason} }
	c := Claim{
		Doc: l.Doc, Sentence: Span{l.Start, l.End}, Evidence: l.Evidence,
		Subject: End{ID: l.Subject, State: orEmpty(l.SubjectState)}, Relation: l.Predicate,
		Object:  End{ID: l.Object, State: orEmpty(l.ObjectState)},
		Parties: l.Parties, Chain: l.Chain, SpeakerState: orEmpty(l.SpeakerState),
		Polarity: l.Polarity, Modality: l.Modality,
		Published: l.Published, Said: orEmpty(l.Said), Happened: orEmpty(l.Happened), TimeText: orEmpty(l.TimeText),
		Qualifiers: l.Qualifiers, CAMEO: orEmpty(l.CAMEO), PLOVER: orEmpty(l.PLOVER), Score: l.Score,
		Rule: l.Rule, Confidence: 1, Extractor: l.Extractor, Row: l.Row, Publisher: l.Publisher, VoiceState: l.VoiceState,
	}
	var ok1, ok2 bool
	c.Subject.Span, ok1 = readSpan(l.SubjectStart, l.SubjectEnd)
	c.Object.Span, ok2 = readSpan(l.ObjectStart, l.ObjectEnd)
	if !ok1 || !ok2 {
		return whole("a start without an end, or an end without a start")
	}
	if s := orEmpty(l.Speaker); s != "" && len(c.Chain) == 0 {
		c.Chain = []string{s}
	} else if s != "" && c.Chain[0] != s {
		return whole(fmt.Sprintf("speaker %s is not the first of speaker_chain, %s", s, c.Chain[0]))
	}
	if slices.Contains(c.Chain, "") {
		return whole("speaker_chain has an empty name")
	}
	l.defaults(&c)
	if p := l.Content; p != nil {
		c.Content = &Proposition{Subject: p.Subject, Relation: p.Predicate, Object: p.Object, Polarity: p.Polarity, Modality: p.Modality}
	}
	c.Normalize()
	if err := c.Validate(""); err != nil {
		return whole(err.Error())
	}
	return c, nil
}

func (l *line) defaults(c *Claim) {
	if l.Confidence != nil {
		c.Confidence = *l.Confidence
	}
	if c.Polarity == "" {
		c.Polarity = Affirmed
	}
	if c.Modality == "" {
		c.Modality = Asserted
	}
	if c.Extractor == "" {
		c.Extractor = "hand@1"
	}
}

func readSpan(start, end *int) (Span, bool) {
	switch {
	case start == nil && end == nil:
		return Span{}, true
	case start == nil || end == nil:
		return Span{}, false
	}
	return Span{*start, *end}, true
}
