package derive

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
)

// Fact is what the policy needs of a claim. Strings should be shared between facts: many are kept at once.
type Fact struct {
	Claim  string // claim: id; facts of one edge are kept in its order
	Stated bool   // the claim is about the edge itself, not by roll-up
	// Form is the suffix of the relation; Reported tells hedged claims.
	Form     string
	Reported bool
	// Voice is the innermost of the speaker chain, VoiceState the state it stands for; both "" where the article speaks.
	Voice, VoiceState         string
	Published, Said, Happened string // EDTF, valid
	Doc                       *Doc
	// Outlet is the publisher of this claim, "" when unknown.
	Outlet string
}

// Doc is what the policy needs of a document.
type Doc struct {
	IRI    string
	Sketch Sketch
}

// NewFact makes the fact of a claim; outlet is its publisher, stated as in Fact.
func NewFact(id string, c *claim.Claim, doc *Doc, outlet string, stated bool) Fact {
	return Fact{
		Claim: id, Stated: stated, Form: c.Form(), Reported: c.Modality == claim.Reported,
		Voice: c.Voice(), VoiceState: c.VoiceState,
		Published: c.Published, Said: c.Said, Happened: c.Happened, Doc: doc, Outlet: outlet,
	}
}

// speaker is whose word this is, after roll-up: the state a voice stands for, else the voice; where the article speaks,
// its publisher, else the document.
func (f *Fact) speaker() string {
	switch {
	case f.VoiceState != "":
		return f.VoiceState
	case f.Voice != "":
		return f.Voice
	case f.Outlet != "":
		return f.Outlet
	}
	return f.Doc.IRI
}

// Attested is the day on which a claim places what it says: when it happened, else when it was said, else when it was published.
func (f *Fact) Attested() string {
	switch {
	case f.Happened != "":
		return f.Happened
	case f.Said != "":
		return f.Said
	}
	return f.Published
}

// spoken is the day on which it was said, as well as it is known.
func (f *Fact) spoken() edtf.Value {
	if f.Said != "" {
		return date(f.Said)
	}
	return date(f.Published)
}

// date reads a date that was checked before; what does not parse is unknown.
func date(s string) edtf.Value {
	v, err := edtf.Parse(s)
	if err != nil {
		return edtf.Value{}
	}
	return v
}

// plain and denial tell the two forms that bear on the status.
func (f *Fact) plain() bool  { return f.Form == "" }
func (f *Fact) denial() bool { return f.Form == "~denied" }

// isVoice reports whether id is a node that answers can name (a document that speaks for itself is not).
func isVoice(id string) bool { return id != "" && !strings.HasPrefix(id, "doc:") }
