package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// Names of data files are a kind and a number that is never used again.
const (
	quadPrefix = "quads-"
	termPrefix = "terms-"
	blobPrefix = "blobs-"
	logPrefix  = "log-"
)

// recover opens what m names and carries out the logs. The caller has the lock.
func (s *Store) recover(ctx context.Context, m *manifest) error {
	if err := s.sweep(m); err != nil {
		return err
	}
	st, err := s.openFiles(m, nil)
	if err != nil {
		return missingFile(err)
	}
	tail, err := s.replay(ctx, st, m.tail())
	if err != nil {
		st.start()
		st.drop()
		return err
	}
	st.start()
	s.manifest = m
	s.swap(st)
	if err := s.continueLog(tail); err != nil {
		return err
	}
	s.mark.set(s, s.log.number, s.log.size)
	if s.full(st) {
		return s.freeze()
	}
	return nil
}

// missingFile makes damage of a file that the manifest names and that is not there.
func missingFile(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) && errors.Is(err, fs.ErrNotExist) {
		return corrupt(filepath.Base(path.Path), 0, "the file is missing")
	}
	return err
}

// sweep removes files that no manifest names: what was being written when a writer ended, and
// what it had no time to remove.
func (s *Store) sweep(m *manifest) error {
	names, err := s.fs.List(s.path)
	if err != nil {
		return fmt.Errorf("list the store's folder: %w", err)
	}
	wanted := map[string]bool{}
	for _, list := range [][]fileInfo{m.Quads, m.Terms, m.Blobs} {
		for _, f := range list {
			wanted[f.Name] = true
		}
	}
	for _, name := range names {
		data := strings.HasPrefix(name, quadPrefix) || strings.HasPrefix(name, termPrefix) || strings.HasPrefix(name, blobPrefix)
		var number int
		_, err := fmt.Sscanf(name, logPrefix+"%d", &number)
		old := err == nil && logName(number) == name && number < m.FirstLog
		if data && !wanted[name] || old || strings.HasPrefix(name, spillPrefix) || name == manifestName+temporary {
			if err := s.fs.Remove(s.name(name)); err != nil {
				return fmt.Errorf("remove what was left behind: %w", err)
			}
		}
	}
	return nil
}

// opened are the files of a snapshot by name, to be used again by the next one.
type opened struct {
	quads map[string]*fileRef[*quadFile]
	terms map[string]*fileRef[*termFile]
	blobs map[string]*fileRef[*blobFile]
}

func openedBy(st *state) *opened {
	o := &opened{map[string]*fileRef[*quadFile]{}, map[string]*fileRef[*termFile]{}, map[string]*fileRef[*blobFile]{}}
	for _, f := range st.quads {
		o.quads[f.file.name] = f
	}
	for _, f := range st.terms {
		o.terms[f.file.name] = f
	}
	for _, f := range st.blobs {
		o.blobs[f.file.name] = f
	}
	return o
}

func openList[F any](list []fileInfo, known map[string]*fileRef[F], open func(fileInfo) (F, func() error, error)) (out []*fileRef[F], err error) {
	for _, info := range list {
		if f, ok := known[info.Name]; ok {
			out = append(out, f)
			continue
		}
		f, unmap, err := open(info)
		if err != nil {
			return out, err
		}
		out = append(out, newFileRef(f, unmap))
	}
	return out, nil
}

// openFiles is the snapshot of the files that m names, without the logs. It is not started.
func (s *Store) openFiles(m *manifest, before *state) (*state, error) {
	st := &state{version: m.Version, maxID: m.NextID - 1, memory: newRemembered()}
	known := &opened{}
	if before != nil {
		known = openedBy(before)
	}
	var errs [3]error
	st.quads, errs[0] = openList(m.Quads, known.quads, func(i fileInfo) (*quadFile, func() error, error) {
		f, err := openQuads(s.fs, s.path, i)
		if err != nil {
			return nil, nil, err
		}
		return f, f.unmap, nil
	})
	st.terms, errs[1] = openList(m.Terms, known.terms, func(i fileInfo) (*termFile, func() error, error) {
		f, err := openTerms(s.fs, s.path, i)
		if err != nil {
			return nil, nil, err
		}
		return f, f.unmap, nil
	})
	st.blobs, errs[2] = openList(m.Blobs, known.blobs, func(i fileInfo) (*blobFile, func() error, error) {
		f, err := openBlobs(s.fs, s.path, i)
		if err != nil {
			return nil, nil, err
		}
		return f, f.unmap, nil
	})
	if err := errors.Join(errs[:]...); err != nil {
		st.start()
		st.drop()
		return nil, err
	}
	st.memTerms = []*memTerms{newMemTerms(m.NextID)}
	return st, nil
}

// continueLog opens the last log for writing and takes away what stands behind its last record.
func (s *Store) continueLog(t tail) error {
	if t.end == 0 {
		log, err := createLog(s.fs, s.path, t.number, t.version)
		s.log = log
		return err
	}
	f, err := s.fs.OpenAppend(s.name(logName(t.number)))
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	s.log = &logWriter{fs: s.fs, folder: s.path, f: f, number: t.number, size: int64(t.end)}
	if t.size > t.end {
		if err := errors.Join(f.Truncate(int64(t.end)), f.Sync()); err != nil {
			return fmt.Errorf("cut off what was not committed: %w", err)
		}
	}
	return nil
}
