package embedded

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entente/graph/store"
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
		return err
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

// tail is where the last log ends.
type tail struct {
	number  int
	version uint64 // before its first record
	end     int    // of its last whole record; 0 when not even its head is there
	size    int    // of the file
}

// tail is where the commits of files end, which m names.
func (m *manifest) tail() tail { return tail{number: m.FirstLog, version: m.Version} }

// errTakenBack says that a log is shorter than it was seen: its writer failed and took a commit back.
var errTakenBack = errors.New("a commit of the log was taken back")

// replay carries out what the logs have from t on, on st, which is not started and stands there.
func (s *Store) replay(ctx context.Context, st *state, t tail) (tail, error) {
	first := t.number
	numbers, err := logsFrom(s.fs, s.path, first)
	if err != nil {
		return tail{}, fmt.Errorf("look for logs: %w", err)
	}
	marked, whole, _ := readMark(s.fs, s.name(markName))
	for i, number := range numbers {
		if number != first+i {
			return t, corrupt(logName(first+i), 0, "a log is missing")
		}
		if err := ctx.Err(); err != nil {
			return t, err
		}
		if i > 0 {
			t = tail{number: number, version: st.version}
		}
		if err := s.replayOne(st, &t, i == len(numbers)-1); err != nil {
			return t, err
		}
		if number == marked && int64(t.end) < whole {
			return t, corrupt(logName(number), int64(t.end), "a record of the log is damaged: commits after it were acknowledged")
		}
	}
	if len(numbers) == 0 && first <= marked && whole > 0 {
		return t, corrupt(logName(first), 0, "the log is missing")
	}
	return t, nil
}

func (s *Store) replayOne(st *state, t *tail, last bool) error {
	f, err := s.fs.Open(s.name(logName(t.number)))
	if err != nil {
		return fmt.Errorf("open a log: %w", err)
	}
	defer f.Close()
	mapping, err := f.Map()
	if err != nil {
		return err
	}
	defer func() { _ = mapping.Close() }()
	b := mapping.Data
	if t.size = len(b); t.size < t.end {
		return errTakenBack
	}
	var bad error
	t.end, _, err = replayLog(b, t.number, t.end, st.version, last, func(c *commit) {
		if bad == nil {
			bad = st.take(c, t.number)
		}
	})
	return errors.Join(err, bad)
}

// take carries out a commit of a log on st.
func (st *state) take(c *commit, number int) error {
	terms := st.memTerms[len(st.memTerms)-1]
	if c.firstID != st.maxID+1 {
		return corrupt(logName(number), -1, "a record gives out the id %d, the next one is %d", c.firstID, st.maxID+1)
	}
	terms.add(c.keys)
	st.maxID += uint32(len(c.keys))
	for _, list := range [][]store.IDQuad{c.added, c.removed} {
		for _, q := range list {
			for _, id := range [4]store.ID{q.S, q.P, q.O, q.G} {
				if id == 0 || uint32(id) > st.maxID {
					return corrupt(logName(number), -1, "a record names the term %d, which is not there", id)
				}
			}
		}
	}
	st.memBytes += keyBytes(c.keys)
	next := st.after(c)
	st.version, st.mem, st.memBlobs, st.memBytes, st.memory = next.version, next.mem, next.memBlobs, next.memBytes, next.memory
	return nil
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
