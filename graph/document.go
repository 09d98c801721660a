package graph

import "entente/graph/claim"

// Document is what Put takes: a text, or a file of data rows, with the claims read from it.
type Document struct {
	// ID is the document's id as given (a path, a caller's id, a hash): the key of replacement. Required.
	ID string
	// Title, URL, Path may be empty. Path is where it was read from, relative to what was loaded.
	Title, URL, Path string
	// Publisher is an org: id or a name ("Reuters"); a name that the vocabulary does not know becomes org: + slug with a label.
	Publisher string
	// Published is the day of publication (EDTF), "" when unknown.
	Published string
	Lang      string // BCP 47, "" when unknown
	// Text is kept so that evidence opens without the file; empty for data rows.
	Text string
	// Claims are what was read; their Doc may be left empty. Of two claims with one id the more confident is kept.
	Claims []claim.Claim
	// Actors are labels and definitions that the vocabulary does not know.
	Actors []Actor
}

// Actor is an actor, topic or group that a document brings.
type Actor struct {
	ID, Label string
	Aliases   []string
	Parties   []string // topics, events, agreements: the actors involved
	Defined   string   // groups: a path expression that says who belongs ("USA/allied_with")
}

// Report says what Put, Append, Remove or LoadQuads did.
type Report struct {
	Documents int // documents offered
	Added     int // documents that were new
	Replaced  int // documents that were there and changed
	Unchanged int // documents that were there, equal in all
	Removed   int // documents taken back
	Claims    int // claims in the documents offered, after equal ones met
	NewClaims int // of these, claims that were not there before
	Gone      int // claims that were there before and are not any more
	Edges     int // edges whose derived quads were computed again
	Quads     int64
	QuadsGone int64
}
