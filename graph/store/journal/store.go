package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"sync"
	"sync/atomic"

	"entente/graph/store"
	"entente/internal/vfs"
)

// Names of the files of a store.
const (
	journalName = "journal"
	headName    = "head"
	lockName    = "lock"
)

// Options tune Open; nil means defaults.
type Options struct {
	// FS is the file system (default: the machine's).
	FS vfs.FS
	// ReadOnly opens what is committed now, beside a writer. MustExist refuses to make a store.
	ReadOnly, MustExist bool
}

// Store is an open journal.
type Store struct {
	path     string
	fs       vfs.FS
	readOnly bool
	lock     io.Closer
	file     vfs.File
	head     vfs.File
	terms    *terms
	closed   atomic.Bool

	mu     sync.Mutex // held while writing
	size   int64      // of the journal, up to the last commit
	heads  int        // entries in head
	failed error
	now    atomic.Pointer[state]
}

var _ store.Store = (*Store)(nil)

// OpenMemory makes a store that lives in memory only.
func OpenMemory() (*Store, error) {
	return Open(context.Background(), "/", &Options{FS: vfs.NewMemory()})
}

// Open opens the store in the folder path, or makes one. Errors: store.ErrNoStore, *store.LockedError, *store.CorruptError,
// store.ErrNewer.
func Open(ctx context.Context, path string, opt *Options) (*Store, error) {
	var o Options
	if opt != nil {
		o = *opt
	}
	if o.FS == nil {
		o.FS = vfs.OS{}
	}
	s := &Store{path: path, fs: o.FS, readOnly: o.ReadOnly, terms: newTerms()}
	if err := s.open(ctx, o); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func (s *Store) name(file string) string { return filepath.Join(s.path, file) }

func (s *Store) open(ctx context.Context, o Options) error {
	there, err := s.exists()
	if err != nil {
		return err
	}
	if !there && (o.ReadOnly || o.MustExist) {
		return fmt.Errorf("%s: %w", s.path, store.ErrNoStore)
	}
	if !o.ReadOnly {
		if err := s.fs.Mkdir(s.path); err != nil {
			return err
		}
		if s.lock, err = s.fs.Lock(s.name(lockName)); err != nil {
			var held *vfs.HeldError
			if errors.As(err, &held) {
				return &store.LockedError{Path: s.path, PID: held.PID}
			}
			return err
		}
		if !there {
			if err := s.create(); err != nil {
				return err
			}
		}
	}
	return s.load(ctx)
}

func (s *Store) exists() (bool, error) {
	_, err := s.fs.Stamp(s.name(journalName))
	if errors.Is(err, errNotExist) {
		return false, nil
	}
	return err == nil, err
}

// create makes an empty journal under another name first, so that a crash leaves none that is half made.
func (s *Store) create() error {
	return s.replace(func(f vfs.File) error {
		_, err := f.Write(fileHeader())
		return err
	})
}

// replace writes a new journal and puts it in the old one's place.
func (s *Store) replace(fill func(vfs.File) error) error {
	fresh := s.name(journalName + ".new")
	f, err := s.fs.Create(fresh)
	if err != nil {
		return err
	}
	err = fill(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, s.fs.Remove(fresh))
	}
	if err := s.fs.Rename(fresh, s.name(journalName)); err != nil {
		return err
	}
	// Positions in head are those of the journal that is gone.
	if err := s.fs.Remove(s.name(headName)); err != nil && !errors.Is(err, errNotExist) {
		return err
	}
	return s.fs.SyncDir(s.path)
}

// View implements store.Store.
func (s *Store) View() (store.View, error) {
	if s.closed.Load() {
		return nil, store.ErrClosed
	}
	return &view{state: s.now.Load()}, nil
}

// Apply implements store.Store.
func (s *Store) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	if err := b.Valid(); err != nil {
		return store.Applied{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.writable(ctx); err != nil {
		return store.Applied{}, err
	}
	return s.transact(ctx, func(c *changes) error {
		for i := range b.Ops {
			if i%checkEvery == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			if err := c.one(&b.Ops[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Load implements store.Store. The quads are held in memory until the end, as the whole store is.
func (s *Store) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.writable(ctx); err != nil {
		return store.Applied{}, err
	}
	return s.transact(ctx, func(c *changes) error {
		for q, err := range quads {
			if err == nil {
				err = q.Valid()
			}
			if err == nil && c.applied.Seen%checkEvery == 0 {
				if err = ctx.Err(); opt != nil && opt.Progress != nil {
					opt.Progress(c.applied.Seen)
				}
			}
			if err == nil {
				err = c.add(q)
			}
			if err != nil {
				return fmt.Errorf("load: quad %d: %w", c.applied.Seen+1, err)
			}
		}
		return nil
	})
}

func (s *Store) writable(ctx context.Context) error {
	switch {
	case s.closed.Load():
		return store.ErrClosed
	case s.readOnly:
		return store.ErrReadOnly
	case s.failed != nil:
		return fmt.Errorf("%w: %w", store.ErrFailed, s.failed)
	}
	return ctx.Err()
}

// transact gathers changes, writes them as one commit and makes them visible; after an error nothing of them is left.
func (s *Store) transact(ctx context.Context, fill func(*changes) error) (store.Applied, error) {
	old := s.now.Load()
	first := s.terms.len()
	c := newChanges(s, old)
	err := fill(c)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && !c.empty() {
		err = s.commit(c, first)
	}
	if err != nil || c.empty() {
		s.terms.cut(first)
		if err != nil {
			return store.Applied{}, err
		}
		c.applied.Version = old.version
		return c.applied, nil
	}
	next := c.next()
	s.now.Store(next)
	c.applied.Version = next.version
	return c.applied, nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed.Swap(true) {
		return nil
	}
	return s.release()
}

func (s *Store) release() (err error) {
	for _, f := range []vfs.File{s.file, s.head} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// Stats implements store.Store.
func (s *Store) Stats(ctx context.Context) (store.Stats, error) {
	v, err := s.View()
	if err != nil {
		return store.Stats{}, err
	}
	defer v.Close()
	snap := v.(*view)
	out := store.Stats{Quads: snap.quads, Terms: int64(snap.terms - 2), Blobs: int64(len(snap.blobs.keys)), Version: snap.version}
	graphs, _, err := snap.tallies(ctx, gspo)
	if err != nil {
		return out, err
	}
	preds, _, err := snap.tallies(ctx, posg)
	out.Graphs, out.Predicates = int64(len(graphs)), int64(len(preds))
	s.mu.Lock()
	defer s.mu.Unlock()
	out.DiskBytes = s.size
	return out, err
}
