package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"

	"entente/graph/store"
)

// Check implements store.Store. It reads every byte of the files of the newest snapshot and of the
// logs, and compares what they say of each other: checksums, the sequence of rows and keys, the
// same quads in every order, ids that are there.
func (s *Store) Check(ctx context.Context) iter.Seq[store.Problem] {
	return func(yield func(store.Problem) bool) {
		c := &checker{s: s, ctx: ctx, yield: yield}
		c.all()
	}
}

type checker struct {
	s     *Store
	ctx   context.Context // of one call of Check
	yield func(store.Problem) bool
	ended bool
}

func (c *checker) tell(p store.Problem) bool {
	if !c.ended && !c.yield(p) {
		c.ended = true
	}
	return !c.ended
}

func (c *checker) failed(err error) bool {
	if err == nil {
		return !c.ended
	}
	var damaged *store.CorruptError
	if errors.As(err, &damaged) {
		return c.tell(store.Problem{File: damaged.File, Offset: damaged.Offset, Text: damaged.Reason})
	}
	return c.tell(store.Problem{Offset: -1, Text: err.Error()})
}

func (c *checker) all() {
	v, err := c.s.View()
	if err != nil {
		c.failed(err)
		return
	}
	defer v.Close()
	st := v.(*view).state
	if !c.failed(c.manifestAndLogs()) {
		return
	}
	for _, f := range st.quads {
		if !c.quads(st, f.file) {
			return
		}
	}
	for _, f := range st.terms {
		if !c.failed(c.terms(f.file)) {
			return
		}
	}
	for _, f := range st.blobs {
		if !c.failed(c.blobs(f.file)) {
			return
		}
	}
	c.failed(c.sums(st))
}

// manifestAndLogs opens the store a second time, beside itself, as a reader does.
func (c *checker) manifestAndLogs() error {
	if _, _, whole := readMark(c.s.fs, c.s.name(markName)); !whole {
		c.tell(store.Problem{File: markName, Offset: -1, Text: "the checksum of an entry does not hold"})
	}
	opt := c.s.opt
	opt.ReadOnly = true
	again, err := Open(c.ctx, c.s.path, &opt)
	if err != nil {
		return err
	}
	return again.Close()
}

// quads verifies a file of quads.
func (c *checker) quads(st *state, f *quadFile) bool {
	for i := range f.section {
		t := &f.section[i]
		o := order(i % int(orders))
		sum, rows, last, bad := uint64(0), 0, tuple{}, 0
		var buf [blockTuples]tuple
		for b := range t.blocks() {
			if err := c.ctx.Err(); err != nil {
				return c.failed(err)
			}
			body, ok := t.blockBytes(b)
			if !ok {
				return c.failed(corrupt(f.name, int64(t.offset(b)), "a block lies outside the file"))
			}
			if checksum(body[:len(body)-checksumBytes]) != binary.LittleEndian.Uint32(body[len(body)-checksumBytes:]) {
				bad++
				if !c.failed(corrupt(f.name, int64(t.offset(b)), "the checksum of a block does not hold")) {
					return false
				}
				continue
			}
			n := decodeBlock(f.data[t.offset(b):], t.first(b), behindAll, &buf)
			for _, u := range buf[:n] {
				if rows > 0 && !last.less(u) {
					return c.failed(corrupt(f.name, int64(t.offset(b)), "the rows of section %s are out of sequence", o))
				}
				for _, id := range u.columns() {
					if id == 0 || id > st.maxID {
						return c.failed(corrupt(f.name, int64(t.offset(b)), "a row names the term %d, which is not there", id))
					}
				}
				sum += mix(u.quad(o))
				last = u
				rows++
			}
		}
		if bad == 0 && (rows != t.tuples || sum != t.sum) {
			return c.failed(corrupt(f.name, -1, "section %s does not hold the rows that its footer tells of", o))
		}
		first := &f.section[i-i%int(orders)]
		if t.tuples != first.tuples || t.sum != first.sum {
			return c.failed(corrupt(f.name, -1, "the orders %s and %s hold different quads", o, order(0)))
		}
	}
	return !c.ended
}

// terms verifies a file of terms.
func (c *checker) terms(f *termFile) error {
	var last []byte
	place, seen := 0, make([]bool, f.n)
	for i := range f.blocks {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		f.checked[i>>5].And(^(uint32(1) << (i & 31))) // verified once more, not only when first touched
		b, err := f.block(i)
		if err != nil {
			return err
		}
		for cur := (blockCursor{rest: b}); cur.next(); place++ {
			if place > 0 && string(cur.key) <= string(last) {
				return corrupt(f.name, -1, "the keys are out of sequence")
			}
			last = append(last[:0], cur.key...)
			if _, err := termOfKey(cur.key); err != nil {
				return corrupt(f.name, -1, "key %d: %v", place, err)
			}
			id := f.idAt(place)
			if !f.holds(id) || seen[id-f.first] || f.placeOf(id) != place {
				return corrupt(f.name, -1, "the lists of ids contradict each other at id %d", id)
			}
			seen[id-f.first] = true
		}
	}
	if place != int(f.n) {
		return corrupt(f.name, -1, "%d keys, the footer tells of %d", place, f.n)
	}
	return nil
}

// blobs verifies a file of blobs.
func (c *checker) blobs(f *blobFile) error {
	last := ""
	end := uint64(headBytes)
	for i := range f.n {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		k, gone, offset, size := f.entry(i)
		if i > 0 && string(k) <= last {
			return corrupt(f.name, -1, "the keys are out of sequence")
		}
		last = string(k)
		if gone {
			continue
		}
		if offset != end {
			return corrupt(f.name, int64(offset), "a blob is not where the one before ends")
		}
		if _, err := f.value(offset, size); err != nil {
			return err
		}
		end = offset + size + checksumBytes
	}
	return nil
}

// sums verifies that no quad is added twice or taken away where it is not, over all runs.
func (c *checker) sums(st *state) error {
	m, err := openWhole(st.runs(), bySPOG)
	if err != nil {
		return err
	}
	defer m.close()
	rows := 0
	err = m.each(func(tuples []tuple, sign int) bool {
		if sign != 1 {
			err := fmt.Errorf("a quad is counted %d times: %v", sign, tuples[0].columns())
			return c.failed(err)
		}
		if rows += len(tuples); rows >= checkEvery {
			rows = 0
			return c.ctx.Err() == nil
		}
		return true
	})
	return errors.Join(err, c.ctx.Err())
}
