package embedded

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
)

// Tuples are kept in blocks. The first tuple of a block stands in the index; each further one is
// written as bits: two for the first column that differs from the tuple before, then the difference
// of that column less one, then the columns behind it less the smallest value they take in the
// block. The widths of these fields are those of the largest value in the block.
const (
	blockTuples   = 256
	blockHead     = 20 // count-1, 4 widths of differences, 3 widths of values, 3 smallest values
	checksumBytes = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// firstDifference is the index of the first column in which t and u differ.
func firstDifference(t, u tuple) int {
	if x := t.hi ^ u.hi; x != 0 {
		return bits.LeadingZeros64(x) >> 5
	}
	return 2 + bits.LeadingZeros64(t.lo^u.lo)>>5
}

// appendBlock appends the block of ascending, distinct tuples, with its checksum. There are 1 to blockTuples.
func appendBlock(dst []byte, tuples []tuple) []byte {
	var deltas, widest, base [4]uint32
	for k := range base {
		base[k] = ^uint32(0)
	}
	before := tuples[0].columns()
	for i := 1; i < len(tuples); i++ {
		now := tuples[i].columns()
		c := firstDifference(tuples[i-1], tuples[i])
		deltas[c] |= now[c] - before[c] - 1
		for k := c + 1; k < 4; k++ {
			base[k], widest[k] = min(base[k], now[k]), max(widest[k], now[k])
		}
		before = now
	}
	start := len(dst)
	dst = append(dst, byte(len(tuples)-1))
	var dw, vw [4]uint
	for k := range 4 {
		dw[k] = uint(bits.Len32(deltas[k]))
		dst = append(dst, byte(dw[k]))
	}
	for k := 1; k < 4; k++ {
		if base[k] > widest[k] {
			base[k] = 0
		}
		vw[k] = uint(bits.Len32(widest[k] - base[k]))
		dst = append(dst, byte(vw[k]))
	}
	for k := 1; k < 4; k++ {
		dst = binary.LittleEndian.AppendUint32(dst, base[k])
	}
	w := bitWriter{dst: dst}
	before = tuples[0].columns()
	for i := 1; i < len(tuples); i++ {
		now := tuples[i].columns()
		c := firstDifference(tuples[i-1], tuples[i])
		w.put(uint64(c)|uint64(now[c]-before[c]-1)<<2, 2+dw[c])
		for k := c + 1; k < 4; k++ {
			w.put(uint64(now[k]-base[k]), vw[k])
		}
		before = now
	}
	dst = w.finish()
	return binary.LittleEndian.AppendUint32(dst, checksum(dst[start:]))
}

type bitWriter struct {
	dst  []byte
	word uint64
	n    uint
}

func (w *bitWriter) put(v uint64, width uint) {
	w.word |= v << w.n
	if w.n+width < 64 {
		w.n += width
		return
	}
	w.dst = binary.LittleEndian.AppendUint64(w.dst, w.word)
	used := 64 - w.n
	w.word = v >> used
	w.n = width - used
}

func (w *bitWriter) finish() []byte {
	for n := w.n; n > 0; n -= min(n, 8) {
		w.dst = append(w.dst, byte(w.word))
		w.word >>= 8
	}
	return w.dst
}

// behindAll is behind every tuple: to decode up to it is to decode all.
var behindAll = tuple{^uint64(0), ^uint64(0)}

// decodeBlock writes the tuples of a block, whose checksum holds, to out, up to the first one behind upTo, and returns their number.
// Eight bytes must be readable behind the block: its checksum and what follows in the file.
func decodeBlock(b []byte, first, upTo tuple, out *[blockTuples]tuple) int {
	n := int(b[0]) + 1
	d0, d1, d2, d3 := uint(b[1]), uint(b[2]), uint(b[3]), uint(b[4])
	v1, v2, v3 := uint(b[5]), uint(b[6]), uint(b[7])
	b1 := uint64(binary.LittleEndian.Uint32(b[8:]))
	b2 := uint64(binary.LittleEndian.Uint32(b[12:]))
	b3 := uint64(binary.LittleEndian.Uint32(b[16:]))
	m1, m2, m3 := uint64(1)<<v1-1, uint64(1)<<v2-1, uint64(1)<<v3-1
	bit := uint(blockHead * 8)
	t := first
	out[0] = t
	load := func(at uint) uint64 { return binary.LittleEndian.Uint64(b[at>>3:]) >> (at & 7) }
	for i := 1; i < n; i++ {
		w := load(bit)
		switch w & 3 {
		case 3:
			t.lo += w>>2&(1<<d3-1) + 1
			bit += 2 + d3
		case 2:
			c2 := t.lo>>32 + w>>2&(1<<d2-1) + 1
			bit += 2 + d2
			t.lo = c2<<32 | load(bit)&m3 + b3
			bit += v3
		case 1:
			t.hi += w>>2&(1<<d1-1) + 1
			bit += 2 + d1
			c2 := load(bit)&m2 + b2
			bit += v2
			t.lo = c2<<32 | load(bit)&m3 + b3
			bit += v3
		default:
			c0 := t.hi>>32 + w>>2&(1<<d0-1) + 1
			bit += 2 + d0
			t.hi = c0<<32 | load(bit)&m1 + b1
			bit += v1
			c2 := load(bit)&m2 + b2
			bit += v2
			t.lo = c2<<32 | load(bit)&m3 + b3
			bit += v3
		}
		out[i] = t
		if upTo.less(t) {
			return i + 1
		}
	}
	return n
}
