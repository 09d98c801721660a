// Package search is the full-text index of kept texts, titles and evidence sentences, and the language in which it is asked.
//
// The index lives in blobs of the store below "search/" and is changed in the same batch as the documents it is about: it is never
// behind them nor before them, in memory and on disk, in every store, also after a crash. It is a list of segments that never change
// (a table of documents, terms in order with their postings, positions); removed documents are marked beside a segment, and small segments
// are merged into larger ones as they come. Lengths count words, offsets are bytes. Ranking is BM25 (Robertson and Zaragoza 2009, k1 1.2,
// b 0.75) of each field by itself, a title's counted twice. Nothing here keeps state: an Index is a snapshot and safe for concurrent use.
package search

import "errors"

// ErrDamaged says that a blob of the index does not hold together.
var ErrDamaged = errors.New("the full-text index is damaged")

// ErrNone says that there is no index where there are texts: a store written before there was one.
var ErrNone = errors.New("the store has no full-text index yet")

// Prefix begins the keys of all blobs of the index.
const Prefix = "search/"

// Key names a document: the 128 bits of its doc: id.
type Key [16]byte

// Unknown is the bound of days that are not known.
const Unknown = -1 << 31

// Doc is what the index takes of a document.
type Doc struct {
	Key         Key
	Title, Text string
	// Evidence are the sentences on which claims rest.
	Evidence []string
	// First and Last are the days (since 1970-01-01) between which it was published; Unknown when that is not known.
	First, Last int32
	Publisher   string // id, "" when unknown
}

// Field is where words are looked for.
type Field byte

// The fields; Any is title and text.
const (
	Any      Field = 0
	Evidence Field = 'e'
	Title    Field = 't'
	Text     Field = 'x'
)

// Source reads blobs; nil for one that is not there.
type Source interface {
	SearchBlob(key string) ([]byte, error)
}

// Sink takes what changes.
type Sink interface {
	SetBlob(key string, value []byte)
	RemoveBlob(key string)
}
