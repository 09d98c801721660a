package graph

import (
	"context"
	"errors"
	"io"
	"iter"

	"entente/graph/claim"
	"entente/graph/store"
)

// Errors that callers decide on. A missing, locked, damaged or newer store is reported by the errors of package
// store (store.ErrNoStore, *store.LockedError, *store.CorruptError, store.ErrNewer).
var (
	ErrNotFound  = errors.New("not in the graph")
	ErrDuplicate = errors.New("two documents of one batch have the same id")
)

// Options tune Open; nil means defaults.
type Options struct {
	// ReadOnly opens an existing store beside its writer; a missing one is store.ErrNoStore.
	ReadOnly bool
	// MustExist refuses to create a store (store.ErrNoStore).
	MustExist bool
	// Store, if set, is used in place of the one at location; Close closes it.
	Store store.Store
	// CacheClaims bounds how many claims the writer keeps in memory to derive edges again (default 2,000,000,
	// about 100 bytes each).
	CacheClaims int
}

// Graph is an open graph. It is safe for concurrent use; writes wait for each other.
type Graph struct {
	st store.Store
}

var errNotYet = errors.New("not written yet")

// Open opens or creates the graph at location: "mem:" or a folder.
func Open(ctx context.Context, location string, opt *Options) (*Graph, error) { return nil, errNotYet }

// Put adds documents, all or none of them. A document whose id is there replaces exactly what it contributed.
func (g *Graph) Put(ctx context.Context, docs []Document) (Report, error) { return Report{}, errNotYet }

// Append adds claims to a document that is there (ErrNotFound otherwise): edited or hand-made claims, or the next rows of a
// long data file. Claims with an id that is there are replaced.
func (g *Graph) Append(ctx context.Context, id string, claims []claim.Claim, actors []Actor) (Report, error) {
	return Report{}, errNotYet
}

// Remove takes back documents by id, path or doc: IRI; ErrNotFound names the first that is not there, and nothing is removed then.
func (g *Graph) Remove(ctx context.Context, ids ...string) (Report, error) {
	return Report{}, errNotYet
}

// RemoveLabel drops every foreign quad with this label (an IRI); ErrNotFound if there is none.
func (g *Graph) RemoveLabel(ctx context.Context, iri string) (Report, error) {
	return Report{}, errNotYet
}

// LoadQuads adds quads as they are. Where they carry claims of our own form, the edges are derived again.
func (g *Graph) LoadQuads(ctx context.Context, quads iter.Seq2[store.Quad, error]) (Report, error) {
	return Report{}, errNotYet
}

// View opens a snapshot; close it.
func (g *Graph) View() (*View, error) { return nil, errNotYet }

// Check reads everything: the store's own check, then that claims decode, that their spans hold in the kept texts, and that
// what is derived equals what the claims give.
func (g *Graph) Check(ctx context.Context) iter.Seq[store.Problem] {
	return func(func(store.Problem) bool) {}
}

// Backup writes a consistent copy of the store.
func (g *Graph) Backup(ctx context.Context, w io.Writer) error { return g.st.Backup(ctx, w) }

// Store is the store below, for those who need quads.
func (g *Graph) Store() store.Store { return g.st }

// Close frees the store.
func (g *Graph) Close() error { return g.st.Close() }
