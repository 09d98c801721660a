package embedded

import (
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"

	"entente/graph/store"
)

// A load reads its input in chunks that fit into memory. In a chunk terms have numbers of its own,
// from 0 in the sequence in which they came.

const (
	segmentRows = 1 << 16
	pageBytes   = 1 << 20
	// rowBytes is what a row costs at the height of its chunk: itself, and room to sort two orders.
	rowBytes = 64
	// keyCost is what a key costs beside its bytes: its place, its part of the table, and of the sort.
	keyCost = 8 + 16 + 16 + 4
)

// chunk is what was read of an input.
type chunk struct {
	pages    [][]byte // keys one after the other, each whole in its page
	starts   []uint64 // of each key, and the end of the last: page in the upper half, byte in the lower
	size     int64    // of all keys
	table    []uint64 // open addressing: upper half of the hash, number of the key plus 1
	mask     uint64
	segments [][]tuple // quads in numbers of keys, plus 1
	rows     int
	last     [4]uint32 // numbers of the terms of the quad before
	numbers  []uint32  // of the terms of a block, plus 1
}

func newChunk() *chunk {
	return &chunk{starts: []uint64{0}, table: make([]uint64, 1<<12), mask: 1<<12 - 1}
}

// successor is the next chunk of an input: it knows the terms of the last quad. It will get as large as c, so
// nothing in it need grow.
func (c *chunk) successor() *chunk {
	next := &chunk{
		starts: append(make([]uint64, 0, len(c.starts)+len(c.starts)/16), 0),
		table:  make([]uint64, len(c.table)), mask: c.mask,
	}
	for i, n := range c.last {
		if n > 0 {
			key := c.key(n - 1)
			next.last[i] = next.number(key, hashKey(key)) + 1
		}
	}
	return next
}

func (c *chunk) keys() int { return len(c.starts) - 1 }

func (c *chunk) key(n uint32) []byte {
	start, end := c.starts[n], c.starts[n+1]
	page := c.pages[start>>32]
	if end>>32 != start>>32 { // the next key begins another page
		return page[uint32(start):]
	}
	return page[uint32(start):uint32(end)]
}

// keep appends a key. Pages are never copied as one long slice would be when it grows.
func (c *chunk) keep(key []byte) {
	last := len(c.pages) - 1
	if last < 0 || len(c.pages[last])+len(key) > cap(c.pages[last]) {
		c.pages = append(c.pages, make([]byte, 0, max(pageBytes, len(key))))
		last++
		c.starts[len(c.starts)-1] = uint64(last) << 32
	}
	c.pages[last] = append(c.pages[last], key...)
	c.starts = append(c.starts, uint64(last)<<32|uint64(len(c.pages[last])))
	c.size += int64(len(key))
}

func (c *chunk) bytes() int64 {
	return int64(c.rows)*rowBytes + c.size + int64(c.keys())*keyCost
}

// number gives a key's number, a new one if it has none.
func (c *chunk) number(key []byte, hash uint64) uint32 {
	tag := hash >> 32 << 32
	for i := hash & c.mask; ; i = (i + 1) & c.mask {
		e := c.table[i]
		if e == 0 {
			n := uint32(c.keys())
			c.table[i] = tag | uint64(n+1)
			c.keep(key)
			if uint64(n)*3 > c.mask*2 {
				c.grow()
			}
			return n
		}
		if n := uint32(e) - 1; e>>32<<32 == tag && string(c.key(n)) == string(key) {
			return n
		}
	}
}

// grow doubles the table.
func (c *chunk) grow() {
	old := c.table
	c.table = make([]uint64, 2*len(old))
	c.mask = uint64(len(c.table) - 1)
	for n := range c.keys() {
		hash := hashKey(c.key(uint32(n)))
		i := hash & c.mask
		for c.table[i] != 0 {
			i = (i + 1) & c.mask
		}
		c.table[i] = hash>>32<<32 | uint64(n+1)
	}
}

func (c *chunk) add(t tuple) {
	if c.rows%segmentRows == 0 {
		c.segments = append(c.segments, make([]tuple, 0, segmentRows))
	}
	last := &c.segments[len(c.segments)-1]
	*last = append(*last, t)
	c.rows++
}

// packet is some quads as their keys: what goes from the reader to the dictionary.
type packet struct {
	keys  []byte
	terms []packetTerm // four a quad; of a block each once
	quads int
	block []store.BlockQuad // of a block, in places of terms
}

// packetTerm is a key in the packet, or the term that the quad before had in its place, or the
// default graph.
type packetTerm struct {
	hash uint64
	size uint32
	kind uint8
}

const (
	termKey     = 0
	termBefore  = 1
	termDefault = 2

	packetQuads = 2048
)

func hashKey(key []byte) uint64 { return xxhash.Sum64(key) }

// packer makes packets. It compares each term with that of the quad before, for most quads share
// graph, subject or predicate with it.
type packer struct {
	text [4][]byte // kind and value of the terms before, which the reader may overwrite
}

func (k *packer) add(p *packet, q *store.Quad) {
	for i, t := range [4]*store.Term{&q.S, &q.P, &q.O, &q.G} {
		switch {
		case t.IsZero():
			p.terms = append(p.terms, packetTerm{kind: termDefault})
			k.text[i] = k.text[i][:0]
		case len(k.text[i]) > 0 && k.same(i, t):
			p.terms = append(p.terms, packetTerm{kind: termBefore})
		default:
			start := len(p.keys)
			p.keys = appendKey(p.keys, t)
			key := p.keys[start:]
			p.terms = append(p.terms, packetTerm{hash: hashKey(key), size: uint32(len(key))})
			k.remember(i, t)
		}
	}
	p.quads++
}

// same compares t with the term before, of which the first byte of text tells the kind.
func (k *packer) same(i int, t *store.Term) bool {
	b := k.text[i]
	return b[0] == byte(t.Kind) && t.Kind != store.Literal && string(b[1:]) == t.Value
}

func (k *packer) remember(i int, t *store.Term) {
	if t.Kind == store.Literal || t.Datatype != "" || t.Lang != "" || t.Dir != "" {
		k.text[i] = k.text[i][:0]
		return
	}
	k.text[i] = append(append(k.text[i][:0], byte(t.Kind)), t.Value...)
}

func (p *packet) reset() {
	p.keys, p.terms, p.block, p.quads = p.keys[:0], p.terms[:0], p.block[:0], 0
}

// fill makes p the packet of a block.
func (p *packet) fill(b *store.Block) {
	p.reset()
	for i := range b.Terms {
		start := len(p.keys)
		p.keys = appendKey(p.keys, &b.Terms[i])
		key := p.keys[start:]
		p.terms = append(p.terms, packetTerm{hash: hashKey(key), size: uint32(len(key))})
	}
	p.block = append(p.block, b.Quads...)
}

// takeBlock puts the quads of a block's packet into the chunk.
func (c *chunk) takeBlock(p *packet) {
	keys := p.keys
	c.numbers = append(c.numbers[:0], 0)
	for i := range p.terms {
		t := &p.terms[i]
		c.numbers = append(c.numbers, c.number(keys[:t.size], t.hash)+1)
		keys = keys[t.size:]
	}
	for _, q := range p.block {
		c.add(pack(c.numbers[q.S], c.numbers[q.P], c.numbers[q.O], c.numbers[q.G]))
	}
}

// take puts the quads of a packet into the chunk. The number of a row's term is that of its key
// plus 1; 0 is the default graph.
func (c *chunk) take(p *packet) {
	if len(p.block) > 0 {
		c.takeBlock(p)
		return
	}
	keys := p.keys
	for q := range p.quads {
		for i := range 4 {
			switch t := &p.terms[4*q+i]; t.kind {
			case termKey:
				c.last[i] = c.number(keys[:t.size], t.hash) + 1
				keys = keys[t.size:]
			case termDefault:
				c.last[i] = 0
			}
		}
		c.add(pack(c.last[0], c.last[1], c.last[2], c.last[3]))
	}
}

// sortItem is a key in a sort: eight of its bytes, and its number.
type sortItem struct {
	head   uint64
	number uint32
}

// sorted lists the numbers of the keys in the sequence of the keys.
func (c *chunk) sorted() []uint32 {
	items := make([]sortItem, c.keys())
	for i := range items {
		items[i].number = uint32(i)
	}
	c.sortFrom(items, 0)
	out := make([]uint32, len(items))
	for i := range items {
		out[i] = items[i].number
	}
	return out
}

// sortFrom sorts items whose keys share their first depth bytes, by eight bytes at a time.
func (c *chunk) sortFrom(items []sortItem, depth int) {
	equal := true
	for i := range items {
		items[i].head = headAt(c.key(items[i].number), depth)
		equal = equal && items[i].head == items[0].head
	}
	if !equal {
		slices.SortFunc(items, func(a, b sortItem) int {
			switch {
			case a.head < b.head:
				return -1
			case a.head > b.head:
				return 1
			}
			return 0
		})
	}
	for len(items) > 0 {
		n := 1
		for n < len(items) && items[n].head == items[0].head {
			n++
		}
		if n > 1 {
			c.sortGroup(items[:n], depth)
		}
		items = items[n:]
	}
}

// sortGroup sorts items that are equal up to depth+8, where shorter keys count as zeros.
func (c *chunk) sortGroup(items []sortItem, depth int) {
	longer := 0 // keys that end here are prefixes of the others, by length among themselves
	for _, x := range items {
		if len(c.key(x.number)) > depth+8 {
			longer++
		}
	}
	if longer < len(items) {
		slices.SortFunc(items, func(a, b sortItem) int {
			return min(len(c.key(a.number)), depth+9) - min(len(c.key(b.number)), depth+9)
		})
	}
	if longer > 1 {
		c.sortFrom(items[len(items)-longer:], depth+8)
	}
}

// headAt is eight bytes of a key as a number that compares as they do.
func headAt(key []byte, depth int) uint64 {
	if depth+8 <= len(key) {
		return binary.BigEndian.Uint64(key[depth:])
	}
	var b [8]byte
	if depth < len(key) {
		copy(b[:], key[depth:])
	}
	return binary.BigEndian.Uint64(b[:])
}
