package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"entente/graph/store"
	"entente/internal/vfs"
)

// refresher is what a reader beside the writer has seen.
type refresher struct {
	manifest vfs.Stamp
	log      vfs.Stamp
	number   int  // of the log that has the stamp
	tail     tail // where the snapshot ends
}

// refreshTries is how often a reader begins again when the writer replaces files under it.
const refreshTries = 20

// refresh brings a reader's snapshot up to what is committed.
func (s *Store) refresh(ctx context.Context) error {
	s.files.Lock()
	defer s.files.Unlock()
	var err error
	for range refreshTries {
		var again bool
		if again, err = s.reread(ctx); !again {
			return err
		}
	}
	return missingFile(err)
}

// reread is one try; again tells that files were replaced meanwhile.
func (s *Store) reread(ctx context.Context) (again bool, err error) {
	stamp, err := s.fs.Stamp(s.name(manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("%s: %w", s.path, store.ErrNoStore)
	}
	if err != nil {
		return false, fmt.Errorf("look at the manifest: %w", err)
	}
	m := s.manifest
	if m == nil || stamp != s.read.manifest {
		if m, err = readManifest(s.fs, s.path); err != nil {
			return false, err
		}
	} else if s.logAsSeen() {
		return false, nil
	}
	before := s.current()
	if before != nil {
		defer before.drop()
	}
	seen := refresher{manifest: stamp}
	seen.number, seen.log, err = s.lastLog(m)
	var st *state
	if err == nil {
		st, seen.tail, err = s.newer(ctx, m, before)
	}
	if err != nil {
		after, e := s.fs.Stamp(s.name(manifestName))
		return e == nil && after != stamp || errors.Is(err, fs.ErrNotExist), err
	}
	st.start()
	s.manifest, s.read = m, seen
	st.hold()
	s.swap(st)
	s.renew(st)
	st.drop()
	return false, nil
}

// newer is the newest snapshot, not started. When the files hold the same commits as those of before, which may be nil, only what
// the logs got since is carried out, and what is remembered of before goes on.
func (s *Store) newer(ctx context.Context, m *manifest, before *state) (*state, tail, error) {
	begun := s.read.tail.end > 0 // else the last log may be one that its writer gives up
	if before != nil && begun && m.Version == s.manifest.Version && m.FirstLog == s.manifest.FirstLog {
		if st, t, err := s.follow(ctx, m, before); err == nil || ctx.Err() != nil {
			return st, t, err
		}
	}
	st, err := s.openFiles(m, before)
	if err != nil {
		return nil, tail{}, err
	}
	t, err := s.replay(ctx, st, m.tail())
	return st.unless(err), t, err
}

// follow goes on where before ends. It fails when the log was cut there.
func (s *Store) follow(ctx context.Context, m *manifest, before *state) (*state, tail, error) {
	st := before.next()
	if terms := st.memTerms[0]; terms.first+uint32(terms.len()) != st.maxID+1 {
		return nil, tail{}, errTakenBack // the last try came to an end within the log
	}
	if m != s.manifest {
		files, err := s.openFiles(m, before)
		if err != nil {
			return nil, tail{}, err
		}
		st.quads, st.terms, st.blobs = files.quads, files.terms, files.blobs
	}
	t, err := s.replay(ctx, st, s.read.tail)
	return st.unless(err), t, err
}

// unless gives up s, which is not started, after an error.
func (s *state) unless(err error) *state {
	if err == nil {
		return s
	}
	s.start()
	s.drop()
	return nil
}

// lastLog finds the log that the writer appends to.
func (s *Store) lastLog(m *manifest) (number int, stamp vfs.Stamp, err error) {
	numbers, err := logsFrom(s.fs, s.path, m.FirstLog)
	if err != nil || len(numbers) == 0 {
		return 0, stamp, err
	}
	number = numbers[len(numbers)-1]
	stamp, err = s.fs.Stamp(filepath.Join(s.path, logName(number)))
	return number, stamp, err
}

// logAsSeen reports that no commit was added since the last look.
func (s *Store) logAsSeen() bool {
	number, stamp, err := s.lastLog(s.manifest)
	return err == nil && number == s.read.number && stamp == s.read.log
}
