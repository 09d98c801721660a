package journal

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"

	"entente/graph/store"
)

var errNotExist = fs.ErrNotExist

// partRows bounds the rows of one record of a large commit.
const partRows = 1 << 20

// commit writes the changes and synchronises them. After a failure the file is what it was before, or the store stops writing.
func (s *Store) commit(c *changes, firstTerm int) error {
	r := c.recordOf(s.terms.since(firstTerm))
	c.record = r
	at := s.size
	err := s.write(r)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		s.size = at
		if undo := errors.Join(s.file.Truncate(at), s.file.Sync()); undo != nil {
			s.failed = errors.Join(err, undo)
		}
		return fmt.Errorf("write %s: %w", s.name(journalName), err)
	}
	return s.mark()
}

// write appends the records of a commit: parts first where it is large.
func (s *Store) write(r *record) error {
	terms, added := r.terms, r.added
	for len(terms)+len(added) > partRows {
		part := &record{kind: kindPart}
		n := min(partRows, len(terms))
		part.terms, terms = terms[:n], terms[n:]
		n = min(partRows-n, len(added))
		part.added, added = added[:n], added[n:]
		if err := s.append(part); err != nil {
			return err
		}
	}
	last := *r
	last.terms, last.added = terms, added
	return s.append(&last) // the places of blobs are set in r.blobs, which both share
}

func (s *Store) append(r *record) error {
	data, err := r.encode()
	if err != nil {
		return err
	}
	if _, err := s.file.Write(data); err != nil {
		return err
	}
	for i := range r.blobs {
		r.blobs[i].at.offset += s.size
	}
	s.size += int64(len(data))
	return nil
}

// mark notes in head how far the journal is known to be whole: damage before that place is damage and not a torn write. It
// is not synchronised: after a power cut an older mark will do.
func (s *Store) mark() error {
	if s.head == nil || s.heads >= 4096 {
		if s.head != nil {
			_ = s.head.Close()
		}
		f, err := s.fs.Create(s.name(headName))
		if err != nil {
			s.head = nil
			return nil
		}
		s.head, s.heads = f, 0
	}
	b := binary.LittleEndian.AppendUint64(nil, uint64(s.size))
	b = binary.LittleEndian.AppendUint32(b, sum(b))
	if _, err := s.head.Write(b); err != nil {
		_ = s.head.Close()
		s.head = nil // begun anew at the next commit
		return nil
	}
	s.heads++
	return nil
}

const headEntry = 12

// marked is the last mark in head, 0 when there is none; whole is false when the file is damaged.
func (s *Store) marked() (size int64, whole bool) {
	f, err := s.fs.Open(s.name(headName))
	if err != nil {
		return 0, errors.Is(err, errNotExist)
	}
	defer f.Close()
	n, err := f.Size()
	if err != nil {
		return 0, false
	}
	b := make([]byte, n)
	if _, err := f.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, false
	}
	whole = len(b)%headEntry == 0
	for ; len(b) >= headEntry; b = b[headEntry:] {
		if sum(b[:8]) != binary.LittleEndian.Uint32(b[8:]) {
			whole = false
			continue
		}
		size = int64(binary.LittleEndian.Uint64(b))
	}
	return size, whole
}

// load reads the journal. What stands after the last whole commit is a write that was cut short; a writer takes it away.
func (s *Store) load(ctx context.Context) error {
	var err error
	if s.readOnly {
		s.file, err = s.fs.Open(s.name(journalName))
	} else {
		s.file, err = s.fs.OpenAppend(s.name(journalName))
	}
	if err != nil {
		return err
	}
	data, unmap, err := s.file.Map()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unmap()) }()
	if err := checkHeader(s.name(journalName), data); err != nil {
		return err
	}
	b := newBuilder(s)
	end := int64(headerBytes)
	var damage error
	for r, err := range records(s.name(journalName), data) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = b.take(r)
		}
		if err != nil {
			damage = err
			break
		}
		if r.kind == kindCommit {
			end = r.end
		}
	}
	known, _ := s.marked()
	var torn *store.CorruptError
	if damage != nil && (!errors.As(damage, &torn) || torn.Offset < known) {
		return damage
	}
	s.size = end
	if end < int64(len(data)) && !s.readOnly {
		if err := errors.Join(s.file.Truncate(end), s.file.Sync()); err != nil {
			return err
		}
	}
	s.now.Store(b.state())
	if !s.readOnly {
		return s.mark()
	}
	return err
}

// placed is a record with where it ends in the file.
type placed struct {
	*record
	end int64
}

// records yields the records of a journal; the last yield carries the *store.CorruptError of what could not be read.
func records(name string, data []byte) iter.Seq2[placed, error] {
	return func(yield func(placed, error) bool) {
		bad := func(at int, reason string) {
			yield(placed{}, &store.CorruptError{File: name, Offset: int64(at), Reason: reason})
		}
		for at := headerBytes; at < len(data); {
			if len(data)-at < recordHeader {
				bad(at, "the record ends early")
				return
			}
			h := data[at : at+recordHeader]
			if sum(h[:8]) != binary.LittleEndian.Uint32(h[8:]) {
				bad(at, "the checksum of a record's header does not fit")
				return
			}
			n := int(binary.LittleEndian.Uint32(h))
			if len(data)-at-recordHeader < n {
				bad(at, "the record ends early")
				return
			}
			payload := data[at+recordHeader : at+recordHeader+n]
			if sum(payload) != binary.LittleEndian.Uint32(h[4:]) {
				bad(at, "the checksum of a record does not fit")
				return
			}
			r, err := decode(payload, int64(at+recordHeader))
			if err != nil {
				bad(at, err.Error())
				return
			}
			at += recordHeader + n
			if !yield(placed{r, int64(at)}, nil) {
				return
			}
		}
	}
}

// builder makes a state of records. Parts wait for their commit.
type builder struct {
	s       *Store
	runs    []*run
	blobs   map[string]place
	quads   int64
	version uint64
	pending []*record
	terms   int // committed
}

func newBuilder(s *Store) *builder {
	return &builder{s: s, blobs: map[string]place{}, terms: s.terms.len()}
}

func (b *builder) take(r placed) error {
	b.pending = append(b.pending, r.record)
	if r.kind != kindCommit {
		return nil
	}
	var added, removed []store.IDQuad
	for _, p := range b.pending {
		for _, t := range p.terms {
			if _, err := b.s.terms.intern(t); err != nil {
				return err
			}
		}
		added, removed = append(added, p.added...), append(removed, p.removed...)
		for _, x := range p.blobs {
			b.blobs[x.key] = x.at
		}
		for _, k := range p.gone {
			delete(b.blobs, k)
		}
	}
	b.pending = b.pending[:0]
	b.terms = b.s.terms.len()
	for _, rows := range [][]store.IDQuad{added, removed} {
		for _, q := range rows {
			for _, id := range [...]store.ID{q.S, q.P, q.O, q.G} {
				if id == 0 || int(id) >= b.terms {
					return &store.CorruptError{File: b.s.name(journalName), Offset: r.end, Reason: "a record names a term that is not there"}
				}
			}
		}
	}
	b.quads += int64(len(added) - len(removed))
	b.version++
	if len(added)+len(removed) > 0 {
		b.runs = withRun(b.runs, newRun(added, removed))
	}
	return nil
}

func (b *builder) state() *state {
	return &state{
		s: b.s, version: b.version, runs: b.runs, terms: b.terms, blobs: (&blobs{}).with(b.blobs, nil), quads: b.quads,
		adj: map[adjKey]*adjacency{},
	}
}

// read gives the bytes at a place, checked.
func (s *Store) read(p place) ([]byte, error) {
	b := make([]byte, p.length)
	if _, err := s.file.ReadAt(b, p.offset); err != nil && !(errors.Is(err, io.EOF) && p.length == 0) {
		return nil, fmt.Errorf("read %s: %w", s.name(journalName), err)
	}
	if sum(b) != p.sum {
		return nil, &store.CorruptError{File: s.name(journalName), Offset: p.offset, Reason: "the checksum of a blob does not fit"}
	}
	return b, nil
}
