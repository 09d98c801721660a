package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"entente/graph/store"
	"entente/internal/vfs"
)

// Check implements store.Store: it reads the whole file again and compares what it says with what is in memory.
func (s *Store) Check(ctx context.Context) iter.Seq[store.Problem] {
	return func(yield func(store.Problem) bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		tell := func(err error) bool {
			var damaged *store.CorruptError
			if errors.As(err, &damaged) {
				return yield(store.Problem{File: damaged.File, Offset: damaged.Offset, Text: damaged.Reason})
			}
			return yield(store.Problem{Offset: -1, Text: err.Error()})
		}
		if _, whole := s.marked(); !whole && !s.readOnly {
			if !yield(store.Problem{File: s.name(headName), Offset: -1, Text: "a mark's checksum does not fit"}) {
				return
			}
		}
		fresh := &Store{path: s.path, fs: s.fs, readOnly: true, terms: newTerms()}
		if err := fresh.load(ctx); err != nil {
			tell(errors.Join(err, fresh.release()))
			return
		}
		defer fresh.release()
		if fresh.size < s.size {
			yield(store.Problem{File: s.name(journalName), Offset: fresh.size, Text: "the journal is damaged from here on"})
			return
		}
		now, again := s.now.Load(), fresh.now.Load()
		if !s.readOnly && (now.quads != again.quads || now.terms != again.terms || len(now.blobs.keys) != len(again.blobs.keys)) {
			yield(store.Problem{File: s.name(journalName), Offset: -1, Text: fmt.Sprintf("holds %d quads, %d in memory", again.quads, now.quads)})
		}
	}
}

// Backup implements store.Store: a journal of one commit that holds the present state.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	v, err := s.View()
	if err != nil {
		return err
	}
	defer v.Close()
	return s.dump(ctx, v.(*view), w)
}

// dump writes a snapshot as a journal. Ids stay what they are.
func (s *Store) dump(ctx context.Context, v *view, w io.Writer) error {
	if _, err := w.Write(fileHeader()); err != nil {
		return err
	}
	put := func(r *record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		data, err := r.encode()
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	for from := int(store.DefaultGraph) + 1; from < v.terms; from += partRows {
		to := min(from+partRows, v.terms)
		if err := put(&record{kind: kindPart, terms: s.terms.since(from)[:to-from]}); err != nil {
			return err
		}
	}
	part := &record{kind: kindPart}
	for q, err := range v.Scan(ctx, store.Pattern{}) {
		if err != nil {
			return err
		}
		if part.added = append(part.added, q); len(part.added) == partRows {
			if err := put(part); err != nil {
				return err
			}
			part.added = part.added[:0]
		}
	}
	if err := put(part); err != nil {
		return err
	}
	for key, err := range v.Blobs(ctx, "") {
		if err != nil {
			return err
		}
		value, err := v.Blob(key)
		if err != nil {
			return err
		}
		if err := put(&record{kind: kindPart, blobs: []blob{{key: key, value: value}}}); err != nil {
			return err
		}
	}
	return put(&record{kind: kindCommit})
}

// Restore makes a store in the folder path of what Backup wrote. A store that is there already is store.ErrExists. A backup
// that is damaged or cut short makes none.
func Restore(ctx context.Context, r io.Reader, path string, opt *Options) error {
	var o Options
	if opt != nil {
		o = *opt
	}
	if o.FS == nil {
		o.FS = vfs.OS{}
	}
	s := &Store{path: path, fs: o.FS, terms: newTerms()}
	if there, err := s.exists(); err != nil || there {
		if err == nil {
			err = fmt.Errorf("%s: %w", path, store.ErrExists)
		}
		return err
	}
	if err := s.fs.Mkdir(path); err != nil {
		return err
	}
	err := s.replace(func(f vfs.File) error {
		if _, err := io.Copy(f, readerOnly{r}); err != nil {
			return err
		}
		data, unmap, err := f.Map()
		if err != nil {
			return err
		}
		return errors.Join(whole(ctx, data), unmap())
	})
	return err
}

type readerOnly struct{ io.Reader }

// whole says why data is not a journal that ends with a commit.
func whole(ctx context.Context, data []byte) error {
	if err := checkHeader("backup", data); err != nil {
		return err
	}
	kind := byte(0)
	for r, err := range records("backup", data) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		kind = r.kind
	}
	if kind != kindCommit {
		return &store.CorruptError{File: "backup", Offset: int64(len(data)), Reason: "the backup ends early"}
	}
	return nil
}
