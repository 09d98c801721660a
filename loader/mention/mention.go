// Package mention finds the actors of a text: by name with dates of office, by title and apposition, by
// adjective, capital and palace, by pattern (ministries, agencies, forces), by pronoun and description.
//
// For every Mention body[Span.Start:Span.End] is the surface form. A link that is not sure stays
// a candidate, it is not dropped.
package mention

import (
	"entente/graph/vocab"
	"entente/loader/text"
)

// Form tells by what kind of words an actor is mentioned.
type Form uint8

// Forms of mention.
const (
	Name        Form = iota + 1 // "Kurt Campbell", "China", "NATO"
	Adjective                   // "Chinese", "South Korean"
	Metonym                     // "Beijing", "the Kremlin" for a government
	Title                       // "U.S. Deputy Secretary of State Kurt Campbell", "the Russian president"
	Body                        // "the State Department", "Serbian defence ministry", "Japan's coast guard"
	Pronoun                     // "he", "it", "they", "their", "we"
	Description                 // "both sides", "the two leaders", "the minister", "the allies", "officials"
	PlaceName                   // a city or region where something is
)

// Mention is one occurrence of an actor.
type Mention struct {
	Span     text.Span
	Sentence int // index into Document.Sentences
	// First and Last are the tokens it covers, Document.Tokens[First:Last].
	First, Last int
	Form        Form
	Kind        vocab.Kind
	// ID is the best reading on the document's day, "" when none is sure enough.
	ID string
	// Candidates are other readings, best first.
	Candidates []string
	// State is the state that the actor stands for on that day, "" if none.
	State string
	// Members are the actors meant by a plural ("both sides", "they", "the two leaders"), else empty.
	Members []string
	// Office is the office named with a person ("office:us-deputy-secretary-of-state"), OfficeSpan its words.
	Office     string
	OfficeSpan text.Span
	// Former marks "former", "ex-", "late" with a title: the person stands for nobody.
	Former bool
	// Possessive marks "China's", "their", "its".
	Possessive bool
	// Label is the display name of an actor that the vocabulary does not know, else "".
	Label string
}
