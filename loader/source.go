// Package loader runs sources into a graph: it finds files, tells their format, reads texts through
// extraction and data sets through their own readers, and reports what became of every record.
//
// Nothing is registered by import: the program hands its Sources to the Loader. A load is deterministic:
// the same input gives the same graph whatever the number of workers.
package loader

import (
	"context"
	"io"

	"entente/graph"
	"entente/graph/claim"
)

// Source is a format of records that are claims already: event data, alliances, votes, leaders.
// (Text and HTML go through a Reader instead.) A Source is safe for concurrent use.
type Source interface {
	// Name is what --format takes: "gdelt", "icews", "cow-alliances".
	Name() string
	// Detect says how sure the source is that a file is its own: 0 not at all, 100 certain (a header line that
	// nothing else has). name is the base name without compression suffixes, head its first bytes (at most
	// 64 KiB, decompressed). The surest source wins; a tie is an error that names both.
	Detect(name string, head []byte) int
	// Read reads one file. It must not hold the whole of it in memory, looks at ctx, and returns an error only
	// when it cannot go on (a bad record is rejected and the reading goes on).
	Read(ctx context.Context, in *File, out Sink) error
}

// File is one file, or one entry of an archive, decompressed.
type File struct {
	// ID is the document id that the file gets unless the source decides otherwise (path under the folder given).
	ID string
	// Name is the base name without compression suffixes; Path what messages call the file.
	Name, Path string
	Body       io.Reader
}

// Sink takes what a Source reads. Every record goes to exactly one of Record and Reject, so that the report adds up.
// A Sink is used from one goroutine. Its errors end the reading: return them.
type Sink interface {
	// Document begins a document: all that follows belongs to it. Claims, Text and Actors of d are taken if set.
	// Without any call the file itself is the document, with File.ID as id.
	Document(d graph.Document) error
	// Record hands over the claims of one record (row, event), at least one; their Doc may be left empty, and Row must be
	// set (line number of the file, from 1, or the number of the record). A record all of whose claims were
	// there already counts as a duplicate.
	Record(claims ...claim.Claim) error
	// Reject counts a record that gives no claim, with its line (from 1), its first byte in the file (-1 unknown) and the reason.
	Reject(line int, offset int64, reason string) error
	// Actors adds labels of actors that the vocabulary does not know to the current document.
	Actors(actors ...graph.Actor) error
}
