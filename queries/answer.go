package queries

import (
	"bytes"
	"encoding/json"
	"fmt"

	"entente/graph/claim"
)

// Node is one end of an answer: its full id and the name to show. For a literal the ID is its
// N-Quads form and the label its text.
type Node struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Stop is the node at which a named stop ("@ally") was passed.
type Stop struct {
	Name string
	Node Node
}

// Answer is one pair of ends that the path connects. In JSON a stop is a field of its own name beside
// start and end: {"start":{…},"end":{…},"ally":{"id":"state:JPN","label":"Japan"}}.
type Answer struct {
	Start Node
	End   Node
	// Stops are the named stops in the order of the expression.
	Stops []Stop
	// Paths is the number of ways the path matches as SPARQL counts them; only with CountPaths.
	Paths uint64
	// Steps is one way from Start to End, with Options.Evidence, Shortest or AllShortest. It is
	// empty for an answer of length zero.
	Steps []Step
	// HasSteps says that steps were asked for, so that an empty list is shown as one.
	HasSteps bool
}

// Step is one edge that was walked.
type Step struct {
	// Edge is the id of the edge, "" for a quad without a label.
	Edge string `json:"edge"`
	// Subject, Predicate and Object as stored; Predicate is a relation's name with its form
	// ("met_with~planned"), or an IRI when the graph does not speak our vocabulary.
	Subject   string `json:"subject"`
	Predicate string `json:"predicate"`
	Object    string `json:"object"`
	// Reversed: walked from object to subject.
	Reversed bool `json:"reversed"`
	// Inferred: not stored as such but concluded from the vocabulary (Options.Infer).
	Inferred bool `json:"inferred"`
	// RolledUp: the edge stands between states for actors that the claims name.
	RolledUp bool `json:"rolled_up,omitempty"`
	// Status at the time asked about: asserted, alleged, ascribed, disputed; "" when the plain
	// form is absent, nobody claims the edge, or another form is walked (but ~denied).
	Status string `json:"status"`
	// AffirmedBy and DeniedBy are the voices of the plain and of the denied form, as named, sorted; where an
	// article speaks, its publisher. Where a promise, a demand, … is walked, AffirmedBy are those who uttered it.
	AffirmedBy []string `json:"affirmed_by"`
	DeniedBy   []string `json:"denied_by"`
	// Claims behind the form walked that pass the step's filters; only with Options.Evidence.
	Claims []Evidence `json:"claims,omitempty"`
	// MoreClaims is the number of claims left out by Options.MaxClaims.
	MoreClaims int `json:"more_claims,omitempty"`
}

// Evidence is one claim behind a step: who says so, where, in which words.
type Evidence struct {
	Claim     string `json:"claim"`
	Doc       string `json:"doc"`
	Publisher string `json:"publisher,omitempty"`
	Title     string `json:"title,omitempty"`
	URL       string `json:"url,omitempty"`
	Start     int    `json:"start"` // bytes into the document's text
	End       int    `json:"end"`
	Evidence  string `json:"evidence"`

	Subject      string   `json:"subject"`
	Predicate    string   `json:"predicate"`
	Object       string   `json:"object"`
	Speaker      string   `json:"speaker,omitempty"`
	SpeakerChain []string `json:"speaker_chain,omitempty"`
	SpeakerState string   `json:"speaker_state,omitempty"`
	Polarity     string   `json:"polarity"`
	Modality     string   `json:"modality"`
	Published    string   `json:"published,omitempty"`
	Said         string   `json:"said,omitempty"`
	Happened     string   `json:"happened,omitempty"`
	TimeText     string   `json:"time_text,omitempty"`
	Rule         string   `json:"rule,omitempty"`
	Confidence   float64  `json:"confidence"`
	Extractor    string   `json:"extractor,omitempty"`
	Row          int      `json:"row,omitempty"`

	// Verdict, Credibility (of the claim, 1 to 6) and Reliability (of its publisher, A to F) are what people made of it; "" where nobody did.
	Verdict     string `json:"verdict,omitempty"`
	Credibility string `json:"credibility,omitempty"`
	Reliability string `json:"reliability,omitempty"`

	Qualifiers []Qualifier `json:"-"`

	// Fact is the whole claim.
	Fact claim.Claim `json:"-"`
}

// Qualifier is a typed detail of a claim, such as item "shells".
type Qualifier struct{ Name, Value string }

// reservedStops are names that a stop cannot have because an answer has a field of that name.
var reservedStops = [...]string{"start", "end", "steps", "paths"}

// MarshalJSON writes the answer as docs and cli.md describe it.
func (a Answer) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	put := func(name string, v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(data)
		return nil
	}
	b.WriteByte('{')
	if err := put("start", a.Start); err != nil {
		return nil, err
	}
	if err := put("end", a.End); err != nil {
		return nil, err
	}
	for _, s := range a.Stops {
		if err := put(s.Name, s.Node); err != nil {
			return nil, err
		}
	}
	if a.Paths != 0 {
		if err := put("paths", a.Paths); err != nil {
			return nil, err
		}
	}
	if a.HasSteps || len(a.Steps) > 0 {
		steps := a.Steps
		if steps == nil {
			steps = []Step{}
		}
		if err := put("steps", steps); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads what MarshalJSON wrote; every unknown field is a stop.
func (a *Answer) UnmarshalJSON(data []byte) error {
	*a = Answer{}
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("answer: not an object")
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		switch name {
		case "start":
			err = d.Decode(&a.Start)
		case "end":
			err = d.Decode(&a.End)
		case "paths":
			err = d.Decode(&a.Paths)
		case "steps":
			a.HasSteps = true
			err = d.Decode(&a.Steps)
			if len(a.Steps) == 0 {
				a.Steps = nil
			}
		default:
			s := Stop{Name: name}
			err = d.Decode(&s.Node)
			a.Stops = append(a.Stops, s)
		}
		if err != nil {
			return fmt.Errorf("answer: field %q: %w", name, err)
		}
	}
	return nil
}

// MarshalJSON keeps affirmed_by and denied_by arrays when nobody is in them.
func (s Step) MarshalJSON() ([]byte, error) {
	type plain Step
	p := plain(s)
	if p.AffirmedBy == nil {
		p.AffirmedBy = []string{}
	}
	if p.DeniedBy == nil {
		p.DeniedBy = []string{}
	}
	return json.Marshal(p)
}

// MarshalJSON writes the claim's id, its document's title and publisher, and then every field of the line that extract
// prints for the claim.
func (e Evidence) MarshalJSON() ([]byte, error) {
	head, err := json.Marshal(struct {
		Claim     string `json:"claim"`
		Publisher string `json:"publisher"`
		Title     string `json:"title,omitempty"`
		URL       string `json:"url,omitempty"`
		Published string `json:"published,omitempty"`

		Verdict     string `json:"verdict,omitempty"`
		Credibility string `json:"credibility,omitempty"`
		Reliability string `json:"reliability,omitempty"`
	}{e.Claim, e.Publisher, e.Title, e.URL, e.Published, e.Verdict, e.Credibility, e.Reliability})
	if err != nil {
		return nil, err
	}
	line, err := claim.AppendLine(nil, &e.Fact)
	if err != nil {
		return nil, err
	}
	// Both are objects with at least one field: the second goes on where the first ends.
	head[len(head)-1] = ','
	return append(head, bytes.TrimSpace(line[1:])...), nil
}

// Group is one row of Tally: a value to group by and what was counted under it.
type Group struct {
	// Key is a node id, a relation's name, "2024-07", "2024", a publisher, a voice; "" when
	// nothing was grouped by, or the value is unknown.
	Key   string `json:"group"`
	Label string `json:"label"`
	Count int64  `json:"count"`
}
