package embedded

import (
	"bytes"
	"encoding/binary"
	"sort"
	"sync/atomic"

	"entente/internal/vfs"
)

// A file of terms holds the keys of a range of ids, sorted, in blocks of 16: the first whole, the
// others as what they share with the one before and the rest. Behind the blocks comes their index
// (the offset of each, and of the end), then, unless ids ascend as keys do, two lists: the id less
// the first id for each place, and the place for each id.
const (
	blockTerms     = 16
	termFooterSize = 4 + 4 + 4 + 4 + 8 + 4 + 4 // first id, terms, ordered, blocks, offset, checksum of index, of lists
)

// termWriter writes a file of terms from keys that come in ascending order.
type termWriter struct {
	w       *fileWriter
	first   uint32
	n       uint32
	last    []byte
	index   []byte
	block   []byte
	ids     []byte // id less first, for each place
	ordered bool
}

func createTerms(fs vfs.FS, path string, first uint32) (*termWriter, error) {
	w, err := createFile(fs, path, magicTerms)
	if err != nil {
		return nil, err
	}
	return &termWriter{w: w, first: first, ordered: true}, nil
}

// add writes a key. id is its id, or 0 when ids ascend as the keys do.
func (t *termWriter) add(key []byte, id uint32) {
	if t.n%blockTerms == 0 {
		t.endBlock()
		t.index = binary.LittleEndian.AppendUint64(t.index, uint64(t.w.offset))
		t.block = binary.AppendUvarint(t.block, uint64(len(key)))
		t.block = append(t.block, key...)
	} else {
		shared := sharedBytes(t.last, key)
		t.block = binary.AppendUvarint(t.block, uint64(shared))
		t.block = binary.AppendUvarint(t.block, uint64(len(key)-shared))
		t.block = append(t.block, key[shared:]...)
	}
	t.last = append(t.last[:0], key...)
	if id != 0 {
		t.ordered = false
		t.ids = binary.LittleEndian.AppendUint32(t.ids, id-t.first)
	}
	t.n++
}

func sharedBytes(a, b []byte) int {
	n := min(len(a), len(b))
	i := 0
	for i+8 <= n && binary.LittleEndian.Uint64(a[i:]) == binary.LittleEndian.Uint64(b[i:]) {
		i += 8
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

func (t *termWriter) endBlock() {
	if len(t.block) > 0 {
		t.block = binary.LittleEndian.AppendUint32(t.block, checksum(t.block))
		t.w.write(t.block)
		t.block = t.block[:0]
	}
}

func (t *termWriter) finish() (size int64, check uint32, err error) {
	t.endBlock()
	blocks := len(t.index) / 8
	t.index = binary.LittleEndian.AppendUint64(t.index, uint64(t.w.offset))
	at := t.w.offset
	t.w.write(t.index)
	ordered, lists := uint32(1), []byte(nil)
	if !t.ordered {
		ordered, lists = 0, t.ids
		places := make([]byte, len(t.ids))
		for place := range int(t.n) {
			binary.LittleEndian.PutUint32(places[4*binary.LittleEndian.Uint32(t.ids[4*place:]):], uint32(place))
		}
		lists = append(lists, places...)
	}
	t.w.write(lists)
	footer := binary.LittleEndian.AppendUint32(nil, t.first)
	footer = binary.LittleEndian.AppendUint32(footer, t.n)
	footer = binary.LittleEndian.AppendUint32(footer, ordered)
	footer = binary.LittleEndian.AppendUint32(footer, uint32(blocks))
	footer = binary.LittleEndian.AppendUint64(footer, uint64(at))
	footer = binary.LittleEndian.AppendUint32(footer, checksum(t.index))
	footer = binary.LittleEndian.AppendUint32(footer, checksum(lists))
	check, err = t.w.finish(footer, magicTerms)
	return t.w.offset, check, err
}

// termFile is an open, immutable file of terms.
type termFile struct {
	mapped
	info    fileInfo
	first   uint32
	n       uint32
	blocks  int
	index   []byte
	ids     []byte // empty when ids ascend as keys do
	places  []byte
	checked []atomic.Uint32
}

func openTerms(fs vfs.FS, folder string, info fileInfo) (*termFile, error) {
	m, footer, err := openMapped(fs, folder, info.Name, magicTerms, termFooterSize, info)
	if err != nil {
		return nil, err
	}
	f := &termFile{mapped: m, info: info}
	if err := f.readFooter(footer); err != nil {
		_ = f.unmap()
		return nil, err
	}
	return f, nil
}

func (f *termFile) readFooter(b []byte) error {
	le := binary.LittleEndian
	f.first, f.n = le.Uint32(b), le.Uint32(b[4:])
	ordered, blocks, at := le.Uint32(b[8:]) == 1, uint64(le.Uint32(b[12:])), le.Uint64(b[16:])
	end := uint64(len(f.data) - termFooterSize - 8 - checksumBytes - 8)
	size := (blocks + 1) * 8
	lists := uint64(0)
	if !ordered {
		lists = 8 * uint64(f.n)
	}
	if at > end || end-at != size+lists || blocks != (uint64(f.n)+blockTerms-1)/blockTerms {
		return corrupt(f.name, int64(at), "the index lies outside the file")
	}
	f.blocks, f.index = int(blocks), f.data[at:at+size]
	if checksum(f.index) != le.Uint32(b[24:]) {
		return corrupt(f.name, int64(at), "the checksum of the index does not hold")
	}
	all := f.data[at+size : end]
	if checksum(all) != le.Uint32(b[28:]) {
		return corrupt(f.name, int64(at+size), "the checksum of the lists of ids does not hold")
	}
	f.ids, f.places = all[:lists/2], all[lists/2:]
	f.checked = make([]atomic.Uint32, (blocks+31)/32)
	return nil
}

// block is the body of a block, verified.
func (f *termFile) block(i int) ([]byte, error) {
	at, end := binary.LittleEndian.Uint64(f.index[8*i:]), binary.LittleEndian.Uint64(f.index[8*i+8:])
	if at < headBytes || end > uint64(len(f.data)) || at+checksumBytes > end {
		return nil, corrupt(f.name, int64(at), "a block lies outside the file")
	}
	b := f.data[at : end-checksumBytes]
	word, bit := &f.checked[i>>5], uint32(1)<<(i&31)
	if word.Load()&bit == 0 {
		if checksum(b) != binary.LittleEndian.Uint32(f.data[end-checksumBytes:]) {
			return nil, corrupt(f.name, int64(at), "the checksum of a block of terms does not hold")
		}
		word.Or(bit)
	}
	return b, nil
}

// blockAt is the offset of a block.
func (f *termFile) blockAt(i int) int { return int(binary.LittleEndian.Uint64(f.index[8*i:])) }

// blockCursor reads the keys of a block one after the other.
type blockCursor struct {
	rest []byte
	key  []byte
	n    int
}

// next reads one more key; ok is false at the end of the block.
func (c *blockCursor) next() (ok bool) {
	if len(c.rest) == 0 {
		return false
	}
	shared := uint64(0)
	if c.n > 0 {
		var used int
		shared, used = uvarint(c.rest)
		c.rest = c.rest[used:]
	}
	size, used := uvarint(c.rest)
	c.rest = c.rest[used:]
	if c.n == 0 {
		shared = 0
	}
	c.key = append(c.key[:shared], c.rest[:size]...)
	c.rest = c.rest[size:]
	c.n++
	return true
}

// uvarint is binary.Uvarint with a short way for one byte.
func uvarint(b []byte) (uint64, int) {
	if b[0] < 0x80 {
		return uint64(b[0]), 1
	}
	return binary.Uvarint(b)
}

// firstKey is the first key of a block.
func (f *termFile) firstKey(i int) ([]byte, error) {
	b, err := f.block(i)
	if err != nil {
		return nil, err
	}
	size, used := uvarint(b)
	return b[used : used+int(size)], nil
}

// find looks for a key.
func (f *termFile) find(key []byte) (id uint32, ok bool, err error) {
	// The first block whose first key is greater.
	i := sort.Search(f.blocks, func(i int) bool {
		if err != nil {
			return true
		}
		k, e := f.firstKey(i)
		if e != nil {
			err = e
			return true
		}
		return bytes.Compare(k, key) > 0
	})
	if err != nil || i == 0 {
		return 0, false, err
	}
	place, ok, err := f.findIn(i-1, key)
	if !ok || err != nil {
		return 0, false, err
	}
	return f.idAt(place), true, nil
}

// findIn looks for a key in a block, comparing only what differs from the key before.
func (f *termFile) findIn(i int, key []byte) (place int, ok bool, err error) {
	b, err := f.block(i)
	if err != nil {
		return 0, false, err
	}
	size, used := uvarint(b)
	b = b[used:]
	same := sharedBytes(b[:size], key) // of the key before with the one sought
	if same == len(key) && same == int(size) {
		return i * blockTerms, true, nil
	}
	b = b[size:]
	for n := 1; len(b) > 0; n++ {
		shared, used := uvarint(b)
		b = b[used:]
		size, used = uvarint(b)
		rest := b[used : used+int(size)]
		b = b[used+int(size):]
		switch {
		case int(shared) > same:
			continue // differs where the key before differed
		case int(shared) < same:
			return 0, false, nil // greater than the one sought
		}
		same += sharedBytes(rest, key[same:])
		if same == len(key) && same == int(shared)+len(rest) {
			return i*blockTerms + n, true, nil
		}
		if same == len(key) || same < int(shared)+len(rest) && rest[same-int(shared)] > key[same] {
			return 0, false, nil
		}
	}
	return 0, false, nil
}

func (f *termFile) idAt(place int) uint32 {
	if len(f.ids) == 0 {
		return f.first + uint32(place)
	}
	return f.first + binary.LittleEndian.Uint32(f.ids[4*place:])
}

func (f *termFile) placeOf(id uint32) int {
	if len(f.places) == 0 {
		return int(id - f.first)
	}
	return int(binary.LittleEndian.Uint32(f.places[4*(id-f.first):]))
}

func (f *termFile) holds(id uint32) bool { return id >= f.first && id-f.first < f.n }

// key appends the key of an id to dst[:0].
func (f *termFile) key(id uint32, dst []byte) ([]byte, error) {
	place := f.placeOf(id)
	b, err := f.block(place / blockTerms)
	if err != nil {
		return nil, err
	}
	c := blockCursor{rest: b, key: dst[:0]}
	for n := 0; n <= place%blockTerms; n++ {
		if !c.next() {
			return nil, corrupt(f.name, -1, "a block of terms is too short")
		}
	}
	return c.key, nil
}

// keyReader walks once over a file of terms in the order of keys.
type keyReader struct {
	forgotten int // blocks whose memory is given up
	f         *termFile
	c         blockCursor
	block     int
	place     int
	id        uint32
	err       error
}

func (r *keyReader) next() bool {
	for !r.c.next() {
		if r.block >= r.f.blocks {
			return false
		}
		b, err := r.f.block(r.block)
		if err != nil {
			r.err = err
			return false
		}
		r.c = blockCursor{rest: b, key: r.c.key[:0]}
		if r.block >= r.forgotten+16*forgetBlocks {
			r.f.mapping.Forget(r.f.blockAt(r.forgotten), r.f.blockAt(r.block))
			r.forgotten = r.block
		}
		r.block++
	}
	r.id = r.f.idAt(r.place)
	r.place++
	return true
}
