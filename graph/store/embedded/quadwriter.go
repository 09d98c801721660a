package embedded

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"entente/graph/store"
	"entente/internal/vfs"
)

// A file of quads has 8 sections: four orders of the quads it adds, then four of those it takes
// away from older files. Their blocks follow the head; then come the index of each section, 24
// bytes a block (first tuple, offset), and the subjects with most quads, 12 bytes each; then the footer.
const (
	sections       = 2 * int(orders)
	indexEntry     = 24
	sectionFooter  = 8 + 8 + 8 + 4 + 4 // tuples, mixed sum, offset of the index, blocks, checksum of the index
	topKept        = 1024
	topEntry       = 12
	quadFooterSize = sections*sectionFooter + 8 + 4 + 4 + 8 // offset, number and checksum of the top subjects; graphs
)

// mix maps a quad to a number; the sum over a section is the same in every order.
func mix(q store.IDQuad) uint64 {
	hi, lo := bits.Mul64(uint64(q.S)<<32|uint64(q.P)^0x9E3779B97F4A7C15, uint64(q.O)<<32|uint64(q.G)^0xD1B54A32D192ED03)
	return hi ^ lo ^ uint64(q.S)*0xBF58476D1CE4E5B9 ^ uint64(q.G)
}

// quadWriter writes a file of quads; sections are written one after the other, in any sequence.
type quadWriter struct {
	w       *fileWriter
	section [sections]sectionState
	top     topCounter
	graphs  int64
}

type sectionState struct {
	tuples int64
	sum    uint64
	index  []byte
}

func createQuads(fs vfs.FS, path string) (*quadWriter, error) {
	w, err := createFile(fs, path, magicQuads)
	if err != nil {
		return nil, err
	}
	return &quadWriter{w: w}, nil
}

func sectionOf(o order, removed bool) int {
	if removed {
		return int(orders) + int(o)
	}
	return int(o)
}

// writeAll writes a whole section from sorted, distinct tuples.
func (q *quadWriter) writeAll(o order, removed bool, tuples []tuple) {
	s := q.begin(o, removed)
	var pace pacer
	for len(tuples) > 0 {
		pace.step()
		n := min(len(tuples), blockTuples)
		s.block(tuples[:n])
		tuples = tuples[n:]
	}
	s.end()
}

// sectionWriter takes the tuples of a section in order.
type sectionWriter struct {
	q       *quadWriter
	s       *sectionState
	o       order
	removed bool
	pending []tuple
	last    tuple
}

func (q *quadWriter) begin(o order, removed bool) *sectionWriter {
	return &sectionWriter{q: q, s: &q.section[sectionOf(o, removed)], o: o, removed: removed}
}

func (s *sectionWriter) add(t tuple) {
	s.pending = append(s.pending, t)
	if len(s.pending) == blockTuples {
		s.block(s.pending)
		s.pending = s.pending[:0]
	}
}

func (s *sectionWriter) block(tuples []tuple) {
	w, o := s.q.w, s.o
	s.s.index = binary.LittleEndian.AppendUint64(s.s.index, tuples[0].hi)
	s.s.index = binary.LittleEndian.AppendUint64(s.s.index, tuples[0].lo)
	s.s.index = binary.LittleEndian.AppendUint64(s.s.index, uint64(w.offset))
	before := len(w.buf)
	w.buf = appendBlock(w.buf, tuples)
	w.appended(before)
	s.s.tuples += int64(len(tuples))
	for _, t := range tuples {
		s.s.sum += mix(t.quad(o))
	}
	if s.removed {
		return
	}
	switch o {
	case bySPOG:
		for _, t := range tuples {
			s.q.top.count(uint32(t.hi >> 32))
		}
	case byGSPO:
		for _, t := range tuples {
			if s.q.graphs == 0 || t.hi>>32 != s.last.hi>>32 {
				s.q.graphs++
			}
			s.last = t
		}
	}
}

func (s *sectionWriter) end() {
	if len(s.pending) > 0 {
		s.block(s.pending)
		s.pending = nil
	}
}

// finish writes index and footer. The file is durable then, its name is not.
func (q *quadWriter) finish() (size int64, check uint32, err error) {
	w := q.w
	var footer []byte
	for i := range q.section {
		s := &q.section[i]
		footer = binary.LittleEndian.AppendUint64(footer, uint64(s.tuples))
		footer = binary.LittleEndian.AppendUint64(footer, s.sum)
		footer = binary.LittleEndian.AppendUint64(footer, uint64(w.offset))
		footer = binary.LittleEndian.AppendUint32(footer, uint32(len(s.index)/indexEntry))
		footer = binary.LittleEndian.AppendUint32(footer, checksum(s.index))
		w.write(s.index)
	}
	var top []byte
	for _, c := range q.top.finish() {
		top = binary.LittleEndian.AppendUint32(top, uint32(c.Subject))
		top = binary.LittleEndian.AppendUint64(top, uint64(c.Quads))
	}
	footer = binary.LittleEndian.AppendUint64(footer, uint64(w.offset))
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(top)/topEntry))
	footer = binary.LittleEndian.AppendUint32(footer, checksum(top))
	footer = binary.LittleEndian.AppendUint64(footer, uint64(q.graphs))
	w.write(top)
	check, err = w.finish(footer, magicQuads)
	return w.offset, check, err
}

// topCounter finds the subjects with most quads while subjects pass in ascending order.
type topCounter struct {
	room    int // how many are kept; 0 means topKept
	subject uint32
	quads   int64
	kept    []store.SubjectCount
	floor   int64 // whoever has no more than this is not among the first
}

func (c *topCounter) count(subject uint32) {
	if subject == c.subject {
		c.quads++
		return
	}
	c.close()
	c.subject, c.quads = subject, 1
}

func (c *topCounter) close() {
	if c.quads == 0 {
		return
	}
	if c.room == 0 {
		c.room = topKept
	}
	if len(c.kept) >= 4*c.room {
		c.shrink()
	}
	if c.quads > c.floor {
		c.kept = append(c.kept, store.SubjectCount{Subject: store.ID(c.subject), Quads: c.quads})
	}
	c.quads = 0
}

func (c *topCounter) shrink() {
	slices.SortFunc(c.kept, compareCounts)
	if c.room > 0 && len(c.kept) >= c.room {
		c.kept = c.kept[:c.room]
		c.floor = c.kept[c.room-1].Quads
	}
}

func (c *topCounter) finish() []store.SubjectCount {
	c.close()
	c.shrink()
	return c.kept
}
