package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"

	"entente/graph/store"
	"entente/internal/vfs"
)

// Options tune Open; nil means defaults.
type Options struct {
	// FS is the file system (default: the machine's).
	FS vfs.FS
	// ReadOnly opens what is committed beside a writer; each View shows what is committed then.
	// MustExist refuses to make a store.
	ReadOnly, MustExist bool
	// FlushRows and FlushBytes bound what lies in memory before it is written to files: quads
	// (default 262,144), and bytes of new terms and blobs (default 64 MiB). A log of half as many bytes
	// is written to files too, even if its commits took back most of what they added.
	FlushRows  int
	FlushBytes int64
	// MergeAt is how many files of similar size are merged into one (default 4, at least 2).
	MergeAt int
	// Foreground does the work of the background within the calls that cause it.
	Foreground bool
	// LoadBytes is the working memory of Load when its own options do not say (default 896 MiB). Inputs
	// beyond it are spilled and sorted in parts, with twice as much for a while.
	LoadBytes int64
	// SmallLoad is how many quads a Load writes through the log rather than as files of their own
	// (default 20,000).
	SmallLoad int
}

func (o *Options) withDefaults() Options {
	var out Options
	if o != nil {
		out = *o
	}
	if out.FS == nil {
		out.FS = vfs.OS{}
	}
	if out.FlushRows <= 0 {
		out.FlushRows = 1 << 18
	}
	if out.FlushBytes <= 0 {
		out.FlushBytes = 64 << 20
	}
	if out.MergeAt < 2 {
		out.MergeAt = 4
	}
	if out.SmallLoad <= 0 {
		out.SmallLoad = 20_000
	}
	if out.LoadBytes <= 0 {
		out.LoadBytes = 896 << 20
	}
	return out
}

// Store is an open store. Its methods may be called from several goroutines.
type Store struct {
	path   string
	fs     vfs.FS
	opt    Options
	lock   io.Closer
	closed atomic.Bool

	// writer holds a token while nobody writes.
	writer  chan struct{}
	queue   queue
	commits priority

	// Of the writer, guarded by its token.
	log    *logWriter
	mark   marker
	failed error

	// files guards the manifest and the numbers of files; it is taken before mu.
	files    sync.Mutex
	manifest *manifest

	mu   sync.Mutex // guards now
	now  *state
	read refresher // of a reader beside the writer

	work background
}

var _ store.Store = (*Store)(nil)

// OpenMemory makes a store that lives in memory only.
func OpenMemory() (*Store, error) {
	return Open(context.Background(), "/", &Options{FS: vfs.NewMemory()})
}

// Open opens the store in the folder path, or makes one. Errors: store.ErrNoStore, *store.LockedError,
// *store.CorruptError, store.ErrNewer.
func Open(ctx context.Context, path string, opt *Options) (*Store, error) {
	o := opt.withDefaults()
	s := &Store{path: path, fs: o.FS, opt: o, writer: make(chan struct{}, 1)}
	s.work.init()
	err := s.open(ctx)
	if err != nil {
		s.closed.Store(true)
		return nil, errors.Join(err, s.release())
	}
	s.writer <- struct{}{}
	if !o.ReadOnly {
		s.work.start(s)
	}
	return s, nil
}

func (s *Store) name(file string) string { return filepath.Join(s.path, file) }

func (s *Store) open(ctx context.Context) error {
	if s.opt.ReadOnly {
		return s.refresh(ctx)
	}
	_, err := readManifest(s.fs, s.path)
	missing := errors.Is(err, store.ErrNoStore)
	if err != nil && !missing || missing && s.opt.MustExist {
		return err
	}
	if err := s.fs.Mkdir(s.path); err != nil {
		return fmt.Errorf("make the store's folder: %w", err)
	}
	if s.lock, err = s.fs.Lock(s.name(lockName)); err != nil {
		var held *vfs.HeldError
		if errors.As(err, &held) {
			return &store.LockedError{Path: s.path, PID: held.PID}
		}
		return fmt.Errorf("lock the store: %w", err)
	}
	// Only now nobody else writes: what was read before may be old.
	var m *manifest
	if m, err = readManifest(s.fs, s.path); errors.Is(err, store.ErrNoStore) {
		m, err = s.create()
	}
	if err != nil {
		return err
	}
	return s.recover(ctx, m)
}

// create makes an empty store; it exists once its manifest does.
func (s *Store) create() (*manifest, error) {
	log, err := createLog(s.fs, s.path, 1, 0)
	if err != nil {
		return nil, err
	}
	if err := log.f.Close(); err != nil {
		return nil, fmt.Errorf("start a log: %w", err)
	}
	m := &manifest{NextID: uint32(store.DefaultGraph) + 1, FirstLog: 1, NextFile: 1}
	return m, writeManifest(s.fs, s.path, m)
}

// current is the newest snapshot, held for the caller; nil when the store is closed.
func (s *Store) current() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now != nil {
		s.now.refs.Add(1) // now itself holds one, so it is not gone
	}
	return s.now
}

// swap makes st, which is started, the newest snapshot.
func (s *Store) swap(st *state) {
	s.mu.Lock()
	old := s.now
	s.now = st
	s.mu.Unlock()
	if old != nil {
		old.drop()
	}
}

// View implements store.Store.
func (s *Store) View() (store.View, error) {
	if s.closed.Load() {
		return nil, store.ErrClosed
	}
	if s.opt.ReadOnly {
		if err := s.refresh(context.Background()); err != nil {
			return nil, err
		}
	}
	s.commits.yield()
	st := s.current()
	if st == nil {
		return nil, store.ErrClosed
	}
	return &view{s: s, state: st}, nil
}

// acquire waits for the right to write; release it by putting the token back.
func (s *Store) acquire(ctx context.Context) error {
	if s.opt.ReadOnly {
		return store.ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-s.writer:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := s.writable(); err != nil {
		s.writer <- struct{}{}
		return err
	}
	return nil
}

func (s *Store) writable() error {
	switch {
	case s.closed.Load():
		return store.ErrClosed
	case s.failed != nil:
		return fmt.Errorf("%w: %w", store.ErrFailed, s.failed)
	}
	return nil
}

// closeLog is how many bytes of log a store may be closed with: about 20,000 quads, carried out again in
// a few milliseconds.
const closeLog = 256 << 10

// Close implements store.Store.
func (s *Store) Close() error {
	<-s.writer
	defer func() { s.writer <- struct{}{} }()
	if s.closed.Load() {
		return nil
	}
	if s.log != nil && s.failed == nil && s.log.size > closeLog {
		_ = s.settle() // so that the next opening is quick; if it fails, the log has everything
	}
	s.closed.Store(true)
	s.work.stop()
	return s.release()
}

func (s *Store) release() (err error) {
	s.mu.Lock()
	now := s.now
	s.now = nil
	s.mu.Unlock()
	if now != nil {
		now.drop()
	}
	if s.log != nil {
		err = s.log.f.Close()
	}
	s.mark.close()
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
	return v.(*view).stats(ctx)
}

// diskBytes is the size of the files that make up the newest snapshot.
func (s *Store) diskBytes() (n int64) {
	if _, memory := s.fs.(*vfs.Memory); memory {
		return 0
	}
	names, err := s.fs.List(s.path)
	if err != nil {
		return 0
	}
	for _, name := range names {
		if stamp, err := s.fs.Stamp(s.name(name)); err == nil {
			n += stamp.Size
		}
	}
	return n
}
