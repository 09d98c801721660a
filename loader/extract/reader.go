// Package extract reads claims out of articles: relations in verbs, nouns, adjectives, copulas and titles,
// with who is cited, whether it is affirmed or denied, whether it happened or is planned, and when.
//
// The built-in Reader needs no network and gives the same bytes for the same bytes.
package extract

import (
	"context"

	"entente/graph/claim"
)

// Input is one document to read.
type Input struct {
	ID, Title, URL, Publisher string
	Text                      string // the body; every offset is into it
	Published                 string // EDTF day, "" when unknown
	Entities                  []Entity
}

// Entity is a mention that the caller has already found.
type Entity struct {
	Start, End int
	ID         string // "" when only the span and type are known
	Type       string // "state", "org", "person", ...
}

// NewActor is an actor that a document brings and the vocabulary does not know, or a topic with its parties.
type NewActor struct {
	ID, Label string
	Aliases   []string
	Parties   []string // topics only
}

// Output is what a Reader found in one document.
type Output struct {
	Claims []claim.Claim // in order of sentence, then subject, relation, object
	Actors []NewActor    // by id
	// Published is the day found in the text when the input had none, else Input.Published.
	Published string
}

// Reader turns documents into claims. It is safe for concurrent use.
type Reader interface {
	// Name and version, as claims carry it: "rules@1".
	Name() string
	// Read reads one document. *LanguageError refuses a text that is not English.
	Read(ctx context.Context, in *Input) (*Output, error)
}

// LanguageError says that a text is in a language no reader here reads.
type LanguageError struct{ Language string }

func (e *LanguageError) Error() string {
	return "the text is in " + e.Language + "; only English is read"
}
