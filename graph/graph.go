package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"entente/graph/judgement"
	"entente/graph/store"
	"entente/graph/store/transfer"
	"entente/graph/vocab"
)

// Errors that callers decide on. A missing, locked, damaged or newer store is reported by the errors of package
// store (store.ErrNoStore, *store.LockedError, *store.CorruptError, store.ErrNewer).
var (
	ErrNotFound  = errors.New("not in the graph")
	ErrDuplicate = errors.New("two documents of one batch have the same id")
	ErrUnknown   = errors.New("not in the vocabulary")
	ErrAmbiguous = errors.New("could be several")
	ErrKind      = errors.New("the wrong kind of node")
	// ErrUnfinished is what Open says of the destination of a Copy that was cut short.
	ErrUnfinished = transfer.ErrUnfinished
)

// Options tune Open; nil means defaults.
type Options struct {
	// ReadOnly opens an existing store beside its writer; a missing one is store.ErrNoStore.
	ReadOnly bool
	// MustExist refuses to create a store (store.ErrNoStore).
	MustExist bool
	// Store, if set, is used in place of the one at location; Close closes it.
	Store store.Store
	// Vocabulary replaces the program's own (with actors of the user's, say); every opening of one store should use the same.
	Vocabulary *vocab.Vocabulary
	// CacheClaims bounds how many claims the writer keeps in memory to derive edges again (default 1,000,000,
	// about 200 bytes each).
	CacheClaims int
}

// Graph is an open graph. It is safe for concurrent use; writes wait for each other.
type Graph struct {
	st     store.Store
	voc    *vocab.Vocabulary
	packer *packer
	// location is where the store lies, "" where the caller brought it.
	location string

	mu         sync.Mutex // held while writing
	cache      *edgeCache
	state      *judgement.State // of the writer, nil until it is first needed
	foldedMu   sync.Mutex
	folded     stateCache // of readers
	names      nameCache
	values     valueCache
	predicates predicateCache
}

const defaultCacheClaims = 1_000_000

// Memory is the location of a graph that lives in memory only.
const Memory = "mem:"

// Open opens or creates the graph at location: Memory, a folder, or the address of a PostgreSQL server. Opening for writing brings the reference quads of the store up
// to the vocabulary of the program, and finishes what a killed load of quads left to derive.
func Open(ctx context.Context, location string, opt *Options) (*Graph, error) {
	if opt == nil {
		opt = &Options{}
	}
	voc := opt.Vocabulary
	if voc == nil {
		var err error
		if voc, err = vocab.Default(); err != nil {
			return nil, err
		}
	}
	p, err := newPacker()
	if err != nil {
		return nil, err
	}
	st := opt.Store
	if st == nil {
		if st, err = openStore(ctx, location, opt); err != nil {
			return nil, err
		}
		if err := whole(st); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", placeName(location), err), st.Close())
		}
	}
	limit := opt.CacheClaims
	if limit <= 0 {
		limit = defaultCacheClaims
	}
	g := &Graph{st: st, voc: voc, packer: p, cache: newEdgeCache(limit)}
	if opt.Store == nil {
		g.location = location
	}
	if opt.ReadOnly {
		return g, nil
	}
	if err := g.prepareStore(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return g, nil
}

// prepareStore brings a store that is open for writing up to date.
func (g *Graph) prepareStore(ctx context.Context) error {
	if err := g.installReference(ctx); err != nil {
		return fmt.Errorf("reference data: %w", err)
	}
	if err := g.finishPending(ctx); err != nil {
		return err
	}
	if err := g.catchUp(ctx); err != nil {
		return fmt.Errorf("full-text index: %w", err)
	}
	return nil
}

// Vocabulary is what the graph knows of relations and actors.
func (g *Graph) Vocabulary() *vocab.Vocabulary { return g.voc }

// View opens a snapshot; close it.
func (g *Graph) View() (*View, error) {
	st, err := g.st.View()
	if err != nil {
		return nil, err
	}
	return &View{st: st, g: g, docs: make(map[string]*DocumentInfo)}, nil
}

// Backup writes a consistent copy of the store.
func (g *Graph) Backup(ctx context.Context, w io.Writer) error { return g.st.Backup(ctx, w) }

// Store is the store below, for those who need quads.
func (g *Graph) Store() store.Store { return g.st }

// Close frees the store. Open views become invalid.
func (g *Graph) Close() error { return g.st.Close() }
