package embedded

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
)

// mergeSome merges some files of one kind; again tells that there may be more to do. What a merge
// reads and writes is proportional to the files, and each quad takes part in a number of merges
// that is the logarithm of their number.
func (s *Store) mergeSome(ctx context.Context) (again bool, err error) {
	st := s.current()
	if st == nil {
		return false, nil
	}
	defer st.drop()
	if files := similarQuads(st.quads, s.opt.MergeAt); files != nil {
		return true, s.mergeQuads(ctx, files, len(files) == len(st.quads))
	}
	if files := similarLast(st.terms, s.opt.MergeAt, func(f *termFile) int { return int(f.n) }); files != nil {
		return true, s.mergeTerms(ctx, files)
	}
	newestLast := slices.Clone(st.blobs)
	slices.Reverse(newestLast)
	if files := similarLast(newestLast, s.opt.MergeAt, func(f *blobFile) int { return len(f.data) }); files != nil {
		slices.Reverse(files)
		return true, s.mergeBlobs(files, len(files) == len(st.blobs))
	}
	return false, nil
}

// similarQuads are the smallest files as long as each has at most twice what the smaller ones
// have together, when there are at least n; else nil. Runs may be summed in any sequence.
func similarQuads(files []*fileRef[*quadFile], n int) []*fileRef[*quadFile] {
	by := slices.Clone(files)
	slices.SortStableFunc(by, func(a, b *fileRef[*quadFile]) int { return cmp.Compare(a.file.rows(), b.file.rows()) })
	sum, k := 0, 0
	for k < len(by) && (k == 0 || by[k].file.rows() <= 2*sum) {
		sum += by[k].file.rows()
		k++
	}
	if k < n {
		return nil
	}
	return by[:k]
}

// similarLast does the same with the last files, where neighbours only may be merged.
func similarLast[F any](files []*fileRef[F], n int, size func(F) int) []*fileRef[F] {
	sum, k := 0, 0
	for k < len(files) {
		this := size(files[len(files)-1-k].file)
		if k > 0 && this > 2*sum {
			break
		}
		sum += this
		k++
	}
	if k < n {
		return nil
	}
	return slices.Clone(files[len(files)-k:])
}

func namesOf[F named](files []*fileRef[F]) map[string]bool {
	out := map[string]bool{}
	for _, f := range files {
		out[f.file.fileName()] = true
	}
	return out
}

// mergeQuads writes the sum of files as one; with all, no quads are taken away from others.
func (s *Store) mergeQuads(ctx context.Context, files []*fileRef[*quadFile], all bool) error {
	var runs []run
	removed := false
	for _, f := range files {
		runs = append(runs, diskRun{f.file})
		removed = removed || f.file.section[orders].tuples > 0
	}
	name := s.nextName(quadPrefix)
	w, err := createQuads(s.fs, s.name(name))
	if err != nil {
		return err
	}
	for o := range orders {
		if err := sumInto(ctx, w, runs, o, removed && !all); err != nil {
			w.w.abandon()
			return fmt.Errorf("merge files: %w", err)
		}
	}
	var made newFiles
	replaced := &gone{quads: namesOf(files)}
	if w.section[0].tuples+w.section[orders].tuples == 0 {
		w.w.abandon()
		return s.install(&made, keep, replaced)
	}
	if err := s.addQuads(&made, w, name); err != nil {
		_ = s.discard(&made) // the error before says why
		return err
	}
	return s.install(&made, keep, replaced)
}

func keep(*manifest, *state) {}

// sumInto writes the two sections of an order: what the runs add in sum, and what they take away.
func sumInto(ctx context.Context, w *quadWriter, runs []run, o order, both bool) error {
	for _, taken := range []bool{false, true} {
		if taken && !both {
			continue
		}
		want := 1
		if taken {
			want = -1
		}
		m, err := openWhole(runs, o)
		if err != nil {
			return err
		}
		out := w.begin(o, taken)
		rows := 0
		var pace pacer
		err = m.each(func(tuples []tuple, sign int) bool {
			if sign == want {
				for _, t := range tuples {
					out.add(t)
				}
			}
			if rows += len(tuples); rows >= checkEvery {
				rows = 0
				pace.step()
				return ctx.Err() == nil
			}
			return true
		})
		m.close()
		if err = cmp.Or(err, ctx.Err(), w.w.err); err != nil {
			return err
		}
		out.end()
	}
	return nil
}

// mergeTerms writes files of neighbouring ids as one.
func (s *Store) mergeTerms(ctx context.Context, files []*fileRef[*termFile]) error {
	name := s.nextName(termPrefix)
	w, err := createTerms(s.fs, s.name(name), files[0].file.first)
	if err != nil {
		return err
	}
	readers := make([]*keyReader, 0, len(files))
	for _, f := range files {
		readers = append(readers, &keyReader{f: f.file})
	}
	var pace pacer
	err = mergeKeys(readers, func(key []byte, id uint32) error {
		w.add(key, id)
		if w.n%checkEvery == 0 {
			pace.step()
			return cmp.Or(ctx.Err(), w.w.err)
		}
		return nil
	})
	if err != nil {
		w.w.abandon()
		return fmt.Errorf("merge files of terms: %w", err)
	}
	var made newFiles
	if err := s.addTerms(&made, w, name); err != nil {
		_ = s.discard(&made) // the error before says why
		return err
	}
	return s.install(&made, keep, &gone{terms: namesOf(files)})
}

// mergeKeys calls f with the keys of several files in order; no key is in two.
func mergeKeys(readers []*keyReader, f func(key []byte, id uint32) error) error {
	live := readers[:0:0]
	for _, r := range readers {
		if r.next() {
			live = append(live, r)
		} else if r.err != nil {
			return r.err
		}
	}
	for len(live) > 0 {
		best := 0
		for i := 1; i < len(live); i++ {
			if bytes.Compare(live[i].c.key, live[best].c.key) < 0 {
				best = i
			}
		}
		r := live[best]
		if err := f(r.c.key, r.id); err != nil {
			return err
		}
		if !r.next() {
			if r.err != nil {
				return r.err
			}
			live = slices.Delete(live, best, best+1)
		}
	}
	return nil
}

// mergeBlobs writes neighbouring files, newest first, as one; with last, nothing older is left.
func (s *Store) mergeBlobs(files []*fileRef[*blobFile], last bool) error {
	var runs []blobRun
	for _, f := range files {
		runs = append(runs, f.file)
	}
	var made newFiles
	if err := s.addBlobs(&made, runs, last); err != nil {
		_ = s.discard(&made) // the error before says why
		return fmt.Errorf("merge files of blobs: %w", err)
	}
	return s.install(&made, keep, &gone{blobs: namesOf(files)})
}
