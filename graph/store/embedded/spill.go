package embedded

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"unsafe"

	"entente/internal/vfs"
)

// A chunk that is spilled leaves two temporary files: its keys, sorted, as a file of terms; and its
// rows, in the places of the keys, 16 bytes each.
const spillPrefix = "spill-"

// spilled is a chunk on disk.
type spilled struct {
	l        *load
	keysName string
	rowsName string
	keyFile  *termFile
	keys     int
	rows     int
	// ids of its keys in the store, by place; made when all chunks are merged.
	idsName string
}

func (l *load) tempName() string {
	l.names++
	return fmt.Sprintf("%s%04d", spillPrefix, l.names)
}

func (c *spilled) closeKeys() {
	if c.keyFile != nil {
		_ = c.keyFile.unmap()
		c.keyFile = nil
	}
}

func (c *spilled) remove() {
	c.closeKeys()
	for _, name := range []string{c.keysName, c.rowsName, c.idsName} {
		if name != "" {
			_ = c.l.s.fs.Remove(c.l.s.name(name)) // what stays is removed at the next opening
		}
	}
}

// spiller writes chunks, one at a time, beside the goroutine that fills the next one.
type spiller struct {
	l    *load
	work chan *chunk
	wait sync.WaitGroup
	mu   sync.Mutex
	err  error
	done bool
}

func startSpiller(l *load) *spiller {
	p := &spiller{l: l, work: make(chan *chunk)}
	p.wait.Go(func() {
		for c := range p.work {
			if p.failed() != nil {
				continue
			}
			if err := l.spillOut(c); err != nil {
				p.mu.Lock()
				p.err = err
				p.mu.Unlock()
			}
		}
	})
	return p
}

func (p *spiller) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *spiller) put(c *chunk) error {
	p.work <- c
	return p.failed()
}

// close waits for what is being written.
func (p *spiller) close() error {
	if !p.done {
		p.done = true
		close(p.work)
		p.wait.Wait()
	}
	return p.err
}

// places gives each key of a chunk its place in the sorted sequence.
func places(order []uint32) []uint32 {
	out := make([]uint32, len(order))
	for place, n := range order {
		out[n] = uint32(place)
	}
	return out
}

// spillOut writes a chunk to temporary files.
func (l *load) spillOut(c *chunk) error {
	sp := &spilled{l: l, keysName: l.tempName(), rowsName: l.tempName(), keys: c.keys(), rows: c.rows}
	l.spilled = append(l.spilled, sp)
	order := c.sorted()
	w, err := createTerms(l.s.fs, l.s.name(sp.keysName), 1)
	if err != nil {
		return err
	}
	for _, n := range order {
		w.add(c.key(n), 0)
	}
	size, check, err := w.finish()
	if err != nil {
		return err
	}
	if sp.keyFile, err = openTerms(l.s.fs, l.s.path, fileInfo{Name: sp.keysName, Size: size, Check: check}); err != nil {
		return err
	}
	at := places(order)
	return writeTemporary(l.s.fs, l.s.name(sp.rowsName), func(w io.Writer) error {
		for _, rows := range c.segments {
			for i, t := range rows {
				ids := t.columns()
				for k, n := range ids {
					if n > 0 {
						ids[k] = at[n-1] + 1
					}
				}
				rows[i] = pack(ids[0], ids[1], ids[2], ids[3])
			}
			if _, err := w.Write(bytesOf(rows)); err != nil {
				return err
			}
		}
		return l.ctx.Err()
	})
}

// bytesOf is the memory of rows: of temporary files only, which no other machine reads.
func bytesOf[T tuple | uint32](rows []T) []byte {
	if len(rows) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&rows[0])), len(rows)*int(unsafe.Sizeof(rows[0])))
}

// writeTemporary writes a file that need not survive anything.
func writeTemporary(fs vfs.FS, name string, fill func(io.Writer) error) error {
	f, err := fs.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// readTemporary reads a file back into rows.
func readTemporary[T tuple | uint32](fs vfs.FS, name string, rows []T) error {
	f, err := fs.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.ReadAt(bytesOf(rows), 0)
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// seeker looks up ascending keys in the terms that a snapshot has.
type seeker struct {
	st    *state
	files []*fileSeeker
}

type fileSeeker struct {
	f     *termFile
	block int // the keys sought are not before this block
}

func newSeeker(st *state) *seeker {
	s := &seeker{st: st}
	for _, f := range st.terms {
		s.files = append(s.files, &fileSeeker{f: f.file})
	}
	return s
}

// find looks for a key that is not before the last one sought.
func (s *seeker) find(key []byte) (id uint32, ok bool, err error) {
	for _, f := range s.files {
		if id, ok, err := f.find(key); ok || err != nil {
			return id, ok, err
		}
	}
	return 0, false, nil
}

func (s *fileSeeker) find(key []byte) (uint32, bool, error) {
	after := func(block int) (bool, error) { // whether a block begins behind key
		if block >= s.f.blocks {
			return true, nil
		}
		k, err := s.f.firstKey(block)
		return err == nil && bytes.Compare(k, key) > 0, err
	}
	step := 1
	lo, hi := s.block, s.block
	for { // leaps, each twice as far
		behind, err := after(hi)
		if err != nil {
			return 0, false, err
		}
		if behind {
			break
		}
		lo, hi = hi, min(hi+step, s.f.blocks)
		step *= 2
	}
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		behind, err := after(mid)
		if err != nil {
			return 0, false, err
		}
		if behind {
			hi = mid
		} else {
			lo = mid
		}
	}
	if hi == 0 || lo >= s.f.blocks {
		return 0, false, nil
	}
	s.block = lo
	place, ok, err := s.f.findIn(lo, key)
	if !ok || err != nil {
		return 0, false, err
	}
	return s.f.idAt(place), true, nil
}

// idGiver gives ascending keys their ids: those that the store has, or new ones, whose keys it
// writes to a file.
type idGiver struct {
	seek *seeker
	w    *termWriter
	next uint32
}

func (g *idGiver) id(key []byte) (uint32, error) {
	id, ok, err := g.seek.find(key)
	if ok || err != nil {
		return id, err
	}
	id = g.next
	if g.next++; g.next < id {
		return 0, errIDs
	}
	g.w.add(key, 0)
	return id, g.w.w.err
}

var errIDs = errors.New("too many terms")

// giveIDs has each ask for the ids of the keys of a load, ascending, and writes the file of new terms.
func (l *load) giveIDs(st *state, made *newFiles, each func(*idGiver) error) error {
	name := l.s.nextName(termPrefix)
	w, err := createTerms(l.s.fs, l.s.name(name), st.maxID+1)
	if err != nil {
		return err
	}
	g := &idGiver{seek: newSeeker(st), w: w, next: st.maxID + 1}
	if err := each(g); err != nil {
		w.w.abandon()
		return err
	}
	if w.n == 0 {
		w.w.abandon()
		return nil
	}
	return l.s.addTerms(made, w, name)
}

// mergeChunkKeys walks over the keys of all spilled chunks in order, once each, and writes the ids
// of every chunk's keys.
func (l *load) mergeChunkKeys(g *idGiver) (err error) {
	h := &keyHeap{}
	for _, c := range l.spilled {
		c.idsName = l.tempName()
		f, err := l.s.fs.Create(l.s.name(c.idsName))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		r := &chunkReader{keys: keyReader{f: c.keyFile}, out: f}
		if r.keys.next() {
			h.push(r)
		}
		if r.keys.err != nil {
			return r.keys.err
		}
	}
	var key []byte
	for n := 0; len(h.items) > 0; n++ {
		if n%checkEvery == 0 {
			if err := l.ctx.Err(); err != nil {
				return err
			}
		}
		key = append(key[:0], h.items[0].keys.c.key...)
		id, err := g.id(key)
		if err != nil {
			return err
		}
		for len(h.items) > 0 && bytes.Equal(h.items[0].keys.c.key, key) {
			if err := h.advance(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// chunkReader walks over the keys of a chunk and writes their ids.
type chunkReader struct {
	keys keyReader
	ids  []uint32
	out  io.Writer
}

func (r *chunkReader) put(id uint32) error {
	r.ids = append(r.ids, id)
	if len(r.ids) == 1<<14 {
		return r.flush()
	}
	return nil
}

func (r *chunkReader) flush() error {
	_, err := r.out.Write(bytesOf(r.ids))
	r.ids = r.ids[:0]
	return err
}

type keyHeap struct{ items []*chunkReader }

func (h *keyHeap) less(i, j int) bool {
	return bytes.Compare(h.items[i].keys.c.key, h.items[j].keys.c.key) < 0
}

func (h *keyHeap) push(r *chunkReader) {
	h.items = append(h.items, r)
	for i := len(h.items) - 1; i > 0 && h.less(i, (i-1)/2); i = (i - 1) / 2 {
		h.items[i], h.items[(i-1)/2] = h.items[(i-1)/2], h.items[i]
	}
}

// advance gives the first key its id and goes on to the next one of that chunk.
func (h *keyHeap) advance(id uint32) error {
	r := h.items[0]
	if err := r.put(id); err != nil {
		return err
	}
	if !r.keys.next() {
		if err := cmp.Or(r.keys.err, r.flush()); err != nil {
			return err
		}
		last := len(h.items) - 1
		h.items[0] = h.items[last]
		h.items = h.items[:last]
	}
	for i := 0; ; {
		l := 2*i + 1
		if l >= len(h.items) {
			return nil
		}
		if l+1 < len(h.items) && h.less(l+1, l) {
			l++
		}
		if !h.less(l, i) {
			return nil
		}
		h.items[i], h.items[l] = h.items[l], h.items[i]
		i = l
	}
}

// toIDs puts ids in place of numbers; the number 0 is the default graph.
func toIDs(rows []tuple, ids []uint32) {
	id := func(n uint32) uint32 {
		if n == 0 {
			return defaultGraph
		}
		return ids[n-1]
	}
	for i, t := range rows {
		c := t.columns()
		rows[i] = pack(id(c[0]), id(c[1]), id(c[2]), id(c[3]))
	}
}

// load reads the rows of a spilled chunk in ids.
func (c *spilled) load(rows []tuple) error {
	ids := make([]uint32, c.keys)
	fs, s := c.l.s.fs, c.l.s
	if err := cmp.Or(readTemporary(fs, s.name(c.idsName), ids), readTemporary(fs, s.name(c.rowsName), rows)); err != nil {
		return fmt.Errorf("read a temporary file: %w", err)
	}
	toIDs(rows, ids)
	return nil
}

// withoutKnown takes out rows, sorted, that the snapshot has.
func withoutKnown(ctx context.Context, st *state, rows []tuple) ([]tuple, error) {
	if len(st.quads) == 0 || len(rows) == 0 {
		return rows, nil
	}
	have, err := st.width(bySPOG, span{rows[0], rows[len(rows)-1]})
	if err != nil {
		return nil, err
	}
	out := rows[:0]
	if have > 32*int64(len(rows)) {
		for i, t := range rows {
			if i%checkEvery == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			there, err := st.has(t)
			if err != nil {
				return nil, err
			}
			if !there {
				out = append(out, t)
			}
		}
		return out, nil
	}
	i := 0
	last := rows[len(rows)-1]
	err = st.walk(bySPOG, span{rows[0], last}, func(known []tuple) error {
		for _, k := range known {
			for i < len(rows) && rows[i].less(k) {
				out = append(out, rows[i])
				i++
			}
			if i < len(rows) && rows[i] == k {
				i++
			}
		}
		return nil
	})
	return append(out, rows[i:]...), cmp.Or(err, ctx.Err())
}
