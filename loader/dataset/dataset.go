// Package dataset turns foreign data sets (coded events, alliances, votes, leaders) into claims.
//
// A Reader is one format, a package of its own below this one. It streams: memory is bounded whatever the file.
// Every record of a file ends in exactly one of Sink's Record, Skip and Reject, so that a report adds up: a record is
// skipped when it is in order but by the data set's own rules states no relation between two actors (an event without
// target, a statement without content), and rejected when it cannot be read or contradicts itself.
//
// Machine-coded events (GDELT, ICEWS, POLECAT, Phoenix) become claims of modality claim.Coded; curated data
// sets become plain asserted claims with intervals. The file is the document, the row the place in it, and the row's own
// text the evidence. Days are UTC and EDTF; a missing part of a date is left out, never invented.
package dataset

import (
	"context"
	"io"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// Reader reads one format. It keeps no state between calls and is safe for concurrent use.
type Reader interface {
	// Name is what --format takes: "gdelt", "icews", "cow-alliances".
	Name() string
	// Detect says how sure the reader is that a file is its own, from 0 (not at all) to 100 (nothing else looks so). name is
	// the base name without compression suffixes, head the first bytes, decompressed.
	Detect(name string, head []byte) int
	// Read reads one file. It looks at ctx between rows. The error is nil unless it could not go on: out returned an
	// error, reading failed, or the file is not of this format at all (ErrFormat).
	Read(ctx context.Context, in *File, s *Session, out Sink) error
}

// File is one decompressed file.
type File struct {
	ID   string // id of the document that the file is
	Name string // base name without compression suffixes
	Path string // what messages call it
	Body io.Reader
}

// Document is what is known of a file, or of an article that a file describes.
type Document struct {
	ID, Title, URL string
	Publisher      string // name or org: id
	Published      string // EDTF day
	Lang           string
}

// Actor is an actor, topic or agreement that a file brings.
type Actor struct {
	ID, Label string
	Aliases   []string
	Parties   []string // of topics, events and agreements
}

// Sink takes what a Reader reads, from one goroutine. An error of it ends the reading and is returned.
type Sink interface {
	// Document begins a document to which all that follows belongs. Without any call the file is the document.
	Document(d Document) error
	// Record takes the claims of one record, at least one. Doc is the document begun last. The slice is the reader's again
	// after the call; the claims are not.
	Record(claims ...claim.Claim) error
	// Skip counts a record that is in order and states no relation; line from 1, offset of its first byte.
	Skip(line int, offset int64, reason string) error
	// Reject counts a record that cannot be read.
	Reject(line int, offset int64, reason string) error
	// Actors gives labels of actors that the vocabulary does not know.
	Actors(actors ...Actor) error
}

// Names of qualifiers that rows of data sets carry beside those that the vocabulary gives their relation.
const (
	// QualifierEvent is the data set's own id of the event, alliance or dispute: "gdelt:881990832", "cow-alliance:210".
	QualifierEvent = "event"
	// QualifierOccurrence is equal in all rows of one edge that report the same happening: day and code
	// ("2019-10-24:043"). GDELT and ICEWS repeat 28 to 40 % of date, source, target and code.
	QualifierOccurrence = "occurrence"
	// QualifierPlace is where it happened, as the data set names it.
	QualifierPlace = "place"
	// QualifierIntent is "planned" where a code means an intent ("express intent to cooperate"): the form of a coded
	// claim is ~coded whatever it says, so the claim keeps it here.
	QualifierIntent = "intent"
	// QualifierReports is the number of articles in which the data set counted the event.
	QualifierReports = "reports"
	// QualifierSentence is the number of the sentence in the article, from 1.
	QualifierSentence = "sentence"
	// QualifierCensored says that an interval is cut by the period that the data cover: "left", "right", "both".
	QualifierCensored = "censored"
)

// Session is what the readers of one load share. Set it up before the first Read; it is safe for concurrent use.
type Session struct {
	// Vocabulary knows the actors and codes. Required.
	Vocabulary *vocab.Vocabulary
	// EvidenceBytes bounds the row text that a claim keeps (default 4096).
	EvidenceBytes int
	// Scale, if set, replaces the score in the file by that of the named Goldstein scale for the row's code.
	Scale vocab.Scale

	// FindEvent, if set, is asked for GDELT events that are not in Events: those that were loaded before. In a graph they are the claims
	// whose qualifier "event" is "gdelt:" and the number; EventOf makes events of them.
	FindEvent func(number int64) (Event, bool)

	// Events, RollCalls and Names carry what one file says to another that refers to it by number.
	Events    EventIndex
	RollCalls Index[int, RollCall]
	Names     Index[string, string]
}

// NewSession makes a Session with defaults.
func NewSession(v *vocab.Vocabulary) *Session { return &Session{Vocabulary: v} }

// Evidence is the part of a row that a claim keeps; cut between characters and marked so.
func (s *Session) Evidence(raw string) string {
	limit := s.EvidenceBytes
	if limit <= 0 {
		limit = 4096
	}
	if len(raw) <= limit {
		return raw
	}
	for limit > 0 && raw[limit]&0xC0 == 0x80 {
		limit--
	}
	return raw[:limit] + "…"
}

// RollCall is a vote that other files refer to by number.
type RollCall struct{ Day, Resolution, Title string }

// Event finds a GDELT event by number: of this load, else of an earlier one.
func (s *Session) Event(number int64) (Event, bool) {
	e, ok := s.Events.Get(number)
	if !ok && s.FindEvent != nil {
		return s.FindEvent(number)
	}
	return e, ok
}
