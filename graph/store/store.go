// Package store is the contract between everything above and a place that keeps quads:
// terms, quads, snapshots, atomic batches, bulk loads, checks.
//
// The store knows terms and quads, and small blobs that are written with them; it does not know
// claims. Quads are a set: adding what is there, or removing what is not, changes nothing.
// One process (one Store) writes; views are snapshots that never change and never wait for the
// writer. Implementations: store/embedded (files on this machine or in memory) and store/postgres. Any other one
// runs the suite in store/storetest.
//
// All methods are safe for concurrent use. Sizes are bytes. A context that is cancelled ends a call
// within 100 ms with its error; a batch is then either wholly there or not at all.
package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
)

// ID names a term inside one store. IDs are stable for the life of the store, are never used
// again for another term, and mean nothing in another store. 0 is no term (in a Pattern: any).
type ID uint32

// IDQuad is a quad in ids; G is DefaultGraph for a quad without a label.
type IDQuad struct{ S, P, O, G ID }

// DefaultGraph is the id under which unlabelled quads keep their graph.
const DefaultGraph ID = 1

// Pattern selects quads: a zero field matches everything.
type Pattern struct{ S, P, O, G ID }

// Store is a durable (or, for tests, in-memory) set of quads.
type Store interface {
	// View opens a snapshot of what is committed now. It must be closed; until then no file
	// it needs is deleted.
	View() (View, error)

	// Apply carries out b's operations in order, all or nothing. When it returns nil the result
	// survives a crash of the process and of the machine. After an error nothing of b is
	// visible, now or after reopening, and the store goes on working (or every later write
	// returns ErrFailed, when the medium itself is broken).
	// Concurrent calls are grouped into one synchronisation of the disk.
	Apply(ctx context.Context, b *Batch) (Applied, error)

	// Load adds many quads with bounded memory, far faster than Apply. It is atomic as Apply is:
	// the quads become visible together at the end. A non-nil error from quads stops it.
	// Load does not keep a quad's strings beyond the step that yielded it, so a reader may hand out
	// strings that share a buffer which it fills again for the next quad.
	Load(ctx context.Context, quads iter.Seq2[Quad, error], opt *LoadOptions) (Applied, error)

	// Check reads everything and reports what is damaged or inconsistent; an empty sequence
	// means a sound store.
	Check(ctx context.Context) iter.Seq[Problem]

	// Backup writes a consistent copy that Restore of the same implementation reads back.
	Backup(ctx context.Context, w io.Writer) error

	// Stats counts what is in the store at this moment.
	Stats(ctx context.Context) (Stats, error)

	// Close ends background work and frees the lock. Open views become invalid.
	Close() error
}

// View is a snapshot. Close it. Its methods may be called from several goroutines.
type View interface {
	// Lookup finds the id of a term; ok is false when no quad of this store ever held it.
	Lookup(t Term) (id ID, ok bool, err error)
	// Term is the inverse of Lookup; an id that was never given out is ErrNoTerm.
	Term(id ID) (Term, error)
	// Scan yields the matching quads, each once, in an order that depends on the pattern only
	// (so two scans of one snapshot agree). It stops at the first error.
	Scan(ctx context.Context, p Pattern) iter.Seq2[IDQuad, error]
	// Has reports whether the exact quad is there.
	Has(q IDQuad) (bool, error)
	// Count is the number of matching quads, exact, without visiting them one by one where
	// the implementation keeps counts (all patterns with at most two bound fields do).
	Count(ctx context.Context, p Pattern) (int64, error)
	// Adjacency gives the compact view of one predicate in one direction, built when first needed.
	Adjacency(ctx context.Context, pred ID, reverse bool) (Adjacency, error)
	// Predicates lists every predicate in use with its number of quads, by falling count then id.
	Predicates(ctx context.Context) ([]PredicateCount, error)
	// TopSubjects lists the n subjects with most quads, by falling count then id.
	TopSubjects(ctx context.Context, n int) ([]SubjectCount, error)
	// MaxID is the largest id given out so far: room for visited sets.
	MaxID() ID
	// Blob returns the bytes kept under key, or ErrNoBlob. The caller must not change them.
	Blob(key string) ([]byte, error)
	// Blobs yields the keys that start with prefix, ascending.
	Blobs(ctx context.Context, prefix string) iter.Seq2[string, error]
	// Version grows with every commit that changed something.
	Version() uint64
	Close() error
}

// Adjacency answers "where does one step lead from here" for one predicate and direction.
// It belongs to the View that made it and is safe for concurrent use.
type Adjacency interface {
	// Ends lists the distinct nodes one step away from n, ascending. The slice is shared: read only.
	Ends(n ID) []ID
	// Edges lists the same steps with their labels, sorted by (end, label): one entry a quad.
	// The slices are shared and of equal length.
	Edges(n ID) (ends, labels []ID)
	// Nodes yields the nodes that have at least one end, ascending.
	Nodes() iter.Seq[ID]
	// Sizes: distinct (start, end) pairs, and distinct starts.
	Sizes() (pairs, starts int)
}

// PredicateCount is one row of Predicates.
type PredicateCount struct {
	Predicate ID
	Quads     int64
}

// SubjectCount is one row of TopSubjects.
type SubjectCount struct {
	Subject ID
	Quads   int64
}

// OpKind tells what an Op does.
type OpKind uint8

// The operations of a batch.
const (
	OpAdd OpKind = iota + 1
	OpRemove
	OpRemoveGraph // every quad whose label is Quad.G
	OpSetBlob
	OpRemoveBlob
)

// Op is one operation of a batch.
type Op struct {
	Kind OpKind
	Quad Quad
	Key  string
	Blob []byte
}

// Batch is a list of operations that happen together, in order: adding and then removing a quad
// leaves it absent, the other way round present.
type Batch struct{ Ops []Op }

// Add appends the addition of q.
func (b *Batch) Add(q Quad) { b.Ops = append(b.Ops, Op{Kind: OpAdd, Quad: q}) }

// Remove appends the removal of q.
func (b *Batch) Remove(q Quad) { b.Ops = append(b.Ops, Op{Kind: OpRemove, Quad: q}) }

// RemoveGraph appends the removal of every quad labelled g.
func (b *Batch) RemoveGraph(g Term) {
	b.Ops = append(b.Ops, Op{Kind: OpRemoveGraph, Quad: Quad{G: g}})
}

// SetBlob appends the writing of a blob; value is kept, not copied.
func (b *Batch) SetBlob(key string, value []byte) {
	b.Ops = append(b.Ops, Op{Kind: OpSetBlob, Key: key, Blob: value})
}

// RemoveBlob appends the removal of a blob.
func (b *Batch) RemoveBlob(key string) { b.Ops = append(b.Ops, Op{Kind: OpRemoveBlob, Key: key}) }

// Valid says why a batch cannot be carried out whatever the store holds: an operation that does
// not exist, a quad that is none, a graph label that is a literal. A store refuses such a batch whole.
func (b *Batch) Valid() error {
	for i := range b.Ops {
		if err := b.Ops[i].valid(); err != nil {
			return fmt.Errorf("operation %d: %w", i+1, err)
		}
	}
	return nil
}

func (op *Op) valid() error {
	switch op.Kind {
	case OpAdd, OpRemove:
		return op.Quad.Valid()
	case OpRemoveGraph:
		if op.Quad.G.Kind == Literal {
			return fmt.Errorf("%w: a graph label cannot be a literal", ErrInvalidQuad)
		}
	case OpSetBlob, OpRemoveBlob:
	default:
		return fmt.Errorf("%w: operation of kind %d", ErrInvalidQuad, op.Kind)
	}
	return nil
}

// Applied counts what a batch or load changed: duplicates and absent removals are not counted.
type Applied struct {
	Added, Removed int64
	// Seen is the number of quads offered to be added.
	Seen int64
	// Version of the first view that sees the result.
	Version uint64
}

// LoadOptions tune a bulk load; nil means defaults.
type LoadOptions struct {
	// MemoryBytes bounds the working memory (default 512 MiB).
	MemoryBytes int64
	// Progress, if set, is called from one goroutine with the quads read so far.
	Progress func(quads int64)
}

// Stats are counts, and bytes on disk (0 in memory).
type Stats struct {
	Quads, Terms, Graphs, Predicates, Blobs int64
	DiskBytes                               int64
	Version                                 uint64
}

// Problem is one finding of Check.
type Problem struct {
	File   string // file inside the store, "" when not about one file
	Offset int64  // byte offset in File, -1 when unknown
	Text   string
}

func (p Problem) String() string {
	switch {
	case p.File == "":
		return p.Text
	case p.Offset < 0:
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s: byte %d: %s", p.File, p.Offset, p.Text)
}

// Errors that callers decide on. Match with errors.Is.
var (
	ErrNoStore     = errors.New("no store there")
	ErrExists      = errors.New("a store is already there")
	ErrNewer       = errors.New("the store was written by a newer version of the format")
	ErrReadOnly    = errors.New("the store is open for reading only")
	ErrClosed      = errors.New("the store is closed")
	ErrFailed      = errors.New("the store stopped writing after an error of its medium; reopen it")
	ErrInvalidQuad = errors.New("not a valid quad")
	ErrNoTerm      = errors.New("no such term id")
	ErrNoBlob      = errors.New("no such blob")
	ErrFull        = errors.New("the store has given out all its term ids")
)

// LockedError says that another process holds the store for writing.
type LockedError struct {
	Path string
	PID  int // 0 when the holder could not be named
}

func (e *LockedError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("%s: another process is writing to the store", e.Path)
	}
	return fmt.Sprintf("%s: process %d is writing to the store", e.Path, e.PID)
}

// CorruptError says where a store is damaged.
type CorruptError struct {
	File   string
	Offset int64 // -1 when unknown
	Reason string
}

func (e *CorruptError) Error() string {
	return Problem{File: e.File, Offset: e.Offset, Text: e.Reason}.String()
}
