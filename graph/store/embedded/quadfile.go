package embedded

import (
	"cmp"
	"encoding/binary"
	"sync/atomic"

	"entente/graph/store"
	"entente/internal/vfs"
)

func compareCounts(a, b store.SubjectCount) int {
	return cmp.Or(cmp.Compare(b.Quads, a.Quads), cmp.Compare(a.Subject, b.Subject))
}

// quadFile is an open, immutable file of quads.
type quadFile struct {
	mapped
	info    fileInfo
	section [sections]diskTable
	top     []store.SubjectCount
	graphs  int64
}

// diskTable is one section of a file of quads.
type diskTable struct {
	f       *quadFile
	index   []byte // 24 bytes a block
	tuples  int
	sum     uint64
	checked []atomic.Uint32 // one bit a block whose checksum was found to hold
}

func openQuads(fs vfs.FS, folder string, info fileInfo) (*quadFile, error) {
	m, footer, err := openMapped(fs, folder, info.Name, magicQuads, quadFooterSize, info)
	if err != nil {
		return nil, err
	}
	f := &quadFile{mapped: m, info: info}
	if err := f.readFooter(footer); err != nil {
		_ = f.unmap()
		return nil, err
	}
	return f, nil
}

func (f *quadFile) readFooter(footer []byte) error {
	le := binary.LittleEndian
	for i := range f.section {
		b := footer[i*sectionFooter:]
		t := &f.section[i]
		t.f, t.tuples, t.sum = f, int(le.Uint64(b)), le.Uint64(b[8:])
		at, blocks := le.Uint64(b[16:]), uint64(le.Uint32(b[24:]))
		size := blocks * indexEntry
		if at > uint64(len(f.data)) || size > uint64(len(f.data))-at || (uint64(t.tuples)+blockTuples-1)/blockTuples != blocks {
			return corrupt(f.name, int64(at), "the index of a section lies outside the file")
		}
		t.index = f.data[at : at+size]
		if checksum(t.index) != le.Uint32(b[28:]) {
			return corrupt(f.name, int64(at), "the checksum of an index does not hold")
		}
		t.checked = make([]atomic.Uint32, (blocks+31)/32)
	}
	b := footer[sections*sectionFooter:]
	at, n := le.Uint64(b), uint64(le.Uint32(b[8:]))
	if at > uint64(len(f.data)) || n*topEntry > uint64(len(f.data))-at {
		return corrupt(f.name, int64(at), "the list of top subjects lies outside the file")
	}
	top := f.data[at : at+n*topEntry]
	if checksum(top) != le.Uint32(b[12:]) {
		return corrupt(f.name, int64(at), "the checksum of the top subjects does not hold")
	}
	for ; len(top) > 0; top = top[topEntry:] {
		f.top = append(f.top, store.SubjectCount{Subject: store.ID(le.Uint32(top)), Quads: int64(le.Uint64(top[4:]))})
	}
	f.graphs = int64(le.Uint64(b[16:]))
	return nil
}

func (f *quadFile) table(o order, removed bool) *diskTable { return &f.section[sectionOf(o, removed)] }

func (f *quadFile) rows() int { return f.section[0].tuples + f.section[orders].tuples }

func (t *diskTable) len() int { return t.tuples }

func (t *diskTable) blocks() int { return len(t.index) / indexEntry }

func (t *diskTable) first(block int) tuple {
	b := t.index[block*indexEntry:]
	return tuple{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])}
}

func (t *diskTable) offset(block int) int {
	return int(binary.LittleEndian.Uint64(t.index[block*indexEntry+16:]))
}

// blockEnd is the length of a block without its checksum, found from its head.
func (t *diskTable) blockBytes(block int) (b []byte, ok bool) {
	at := t.offset(block)
	end := 0
	if block+1 < t.blocks() {
		end = t.offset(block + 1)
	} else {
		end = t.lastEnd(at)
	}
	if at < headBytes || end-at < blockHead+checksumBytes || end > len(t.f.data)-quadFooterSize {
		return nil, false
	}
	return t.f.data[at:end], true
}

// lastEnd finds where the last block of the section ends: at the next block of the file, or at the
// first index.
func (t *diskTable) lastEnd(at int) int {
	end := len(t.f.data)
	for i := range t.f.section {
		s := &t.f.section[i]
		if s.blocks() > 0 {
			if o := s.offset(0); o > at {
				end = min(end, o)
			}
			end = min(end, cap(t.f.data)-cap(s.index))
		}
	}
	return end
}

func (t *diskTable) verify(block int) error {
	word, bit := &t.checked[block>>5], uint32(1)<<(block&31)
	if word.Load()&bit != 0 {
		return nil
	}
	b, ok := t.blockBytes(block)
	if !ok {
		return corrupt(t.f.name, int64(t.offset(block)), "a block lies outside the file")
	}
	body := b[:len(b)-checksumBytes]
	if checksum(body) != binary.LittleEndian.Uint32(b[len(body):]) {
		return corrupt(t.f.name, int64(t.offset(block)), "the checksum of a block does not hold")
	}
	word.Or(bit)
	return nil
}

// decode gives the tuples of a block, in buf, at least up to the first one behind upTo.
func (t *diskTable) decode(block int, upTo tuple, buf *buffer) ([]tuple, error) {
	if buf.t == t && buf.block == block && !buf.upTo.less(upTo) {
		return buf.tuples[:buf.n], nil
	}
	buf.t = nil
	if err := t.verify(block); err != nil {
		return nil, err
	}
	buf.n = decodeBlock(t.f.data[t.offset(block):], t.first(block), upTo, &buf.tuples)
	buf.t, buf.block, buf.upTo = t, block, upTo
	return buf.tuples[:buf.n], nil
}

// rank is the number of tuples before key; with after, of those up to and including key. The caller
// will want tuples up to upTo, which is not before key.
func (t *diskTable) rank(key tuple, after bool, upTo tuple, buf *buffer) (int, error) {
	lo, hi := 0, t.blocks() // the first block whose first tuple is not before key
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if f := t.first(mid); f.less(key) || after && f == key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return 0, nil
	}
	rows, err := t.decode(lo-1, upTo, buf)
	if err != nil {
		return 0, err
	}
	return (lo-1)*blockTuples + rankIn(rows, key, after), nil
}

func rankIn(rows []tuple, key tuple, after bool) int {
	lo, hi := 0, len(rows)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if rows[mid].less(key) || after && rows[mid] == key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// read gives the tuples from rank from to the end of its block, or to the first one behind upTo, in buf.
func (t *diskTable) read(from int, upTo tuple, buf *buffer) ([]tuple, error) {
	rows, err := t.decode(from/blockTuples, upTo, buf)
	if err != nil {
		return nil, err
	}
	return rows[from%blockTuples:], nil
}
