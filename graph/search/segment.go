package search

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// A segment is the blobs search/ID/head, docs, tN, pN and, once a document of it is gone, dead.
//
//	head  version, number of documents, publishers, words of each field in all, the first term of each chunk
//	docs  docSize bytes a document
//	tN    terms in order: what it shares with the one before, the rest; documents, bytes of positions; (step to the document, count)…
//	pN    the positions of the terms of tN, each as the step from the one before
const (
	segmentVersion = 1
	docSize        = 16 + 4*3 + 4*2 + 4
	chunkBytes     = 32 << 10
)

func blobKey(id uint64, part string) string { return fmt.Sprintf("%s%08x/%s", Prefix, id, part) }

// posting is one document of a term.
type posting struct {
	doc       uint32
	positions []uint32
}

// docRow is a row of the table of documents.
type docRow struct {
	key         Key
	lengths     [3]uint32 // of Evidence, Title, Text
	first, last int32
	publisher   uint32 // number in the head
}

func lengthOf(f Field) int {
	switch f {
	case Evidence:
		return 0
	case Title:
		return 1
	}
	return 2
}

// writer puts a segment together: documents first, then terms in order.
type writer struct {
	docs       []byte
	count      int
	publishers []string
	number     map[string]uint32
	totals     [3]uint64
	chunks     []string // first terms
	terms      []byte
	places     []byte
	last       string
	out        Sink
	id         uint64
	size       int
}

func newWriter(id uint64, out Sink) *writer {
	return &writer{id: id, out: out, number: map[string]uint32{}}
}

func (w *writer) doc(r docRow, publisher string) {
	n, ok := w.number[publisher]
	if !ok {
		n = uint32(len(w.publishers)) //nolint:gosec // bounded by documents
		w.number[publisher] = n
		w.publishers = append(w.publishers, publisher)
	}
	w.docs = append(w.docs, r.key[:]...)
	for i, l := range r.lengths {
		w.docs = binary.LittleEndian.AppendUint32(w.docs, l)
		w.totals[i] += uint64(l)
	}
	w.docs = binary.LittleEndian.AppendUint32(w.docs, uint32(r.first)) //nolint:gosec // the same bits
	w.docs = binary.LittleEndian.AppendUint32(w.docs, uint32(r.last))  //nolint:gosec // the same bits
	w.docs = binary.LittleEndian.AppendUint32(w.docs, n)
	w.count++
}

// term writes a term with its postings, ascending by document.
func (w *writer) term(term string, list []posting) {
	if len(w.terms) > chunkBytes || len(w.places) > 16*chunkBytes {
		w.flush()
	}
	if len(w.terms) == 0 {
		w.chunks = append(w.chunks, term)
		w.last = ""
	}
	shared := 0
	for shared < min(len(term), len(w.last)) && term[shared] == w.last[shared] {
		shared++
	}
	w.last = term
	before := len(w.places)
	var rows []byte
	doc := uint32(0)
	for _, p := range list {
		rows = binary.AppendUvarint(rows, uint64(p.doc-doc))
		rows = binary.AppendUvarint(rows, uint64(len(p.positions)))
		doc = p.doc
		at := uint32(0)
		for _, x := range p.positions {
			w.places = binary.AppendUvarint(w.places, uint64(x-at))
			at = x
		}
	}
	w.terms = binary.AppendUvarint(w.terms, uint64(shared)) //nolint:gosec // not negative
	w.terms = binary.AppendUvarint(w.terms, uint64(len(term)-shared))
	w.terms = append(w.terms, term[shared:]...)
	w.terms = binary.AppendUvarint(w.terms, uint64(len(list)))
	w.terms = binary.AppendUvarint(w.terms, uint64(len(rows)))
	w.terms = binary.AppendUvarint(w.terms, uint64(len(w.places)-before)) //nolint:gosec // not negative
	w.terms = append(w.terms, rows...)
}

func (w *writer) flush() {
	if len(w.terms) == 0 {
		return
	}
	n := len(w.chunks) - 1
	w.set(fmt.Sprintf("t%d", n), w.terms)
	w.set(fmt.Sprintf("p%d", n), w.places)
	w.terms, w.places = nil, nil
}

func (w *writer) set(part string, b []byte) {
	w.size += len(b)
	w.out.SetBlob(blobKey(w.id, part), slices.Clip(b))
}

// finish writes the rest and says how many bytes the segment has.
func (w *writer) finish() int {
	w.flush()
	b := binary.AppendUvarint(nil, segmentVersion)
	b = binary.AppendUvarint(b, uint64(w.count)) //nolint:gosec // not negative
	for _, t := range w.totals {
		b = binary.AppendUvarint(b, t)
	}
	for _, list := range [][]string{w.publishers, w.chunks} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for _, s := range list {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	w.set("head", b)
	w.set("docs", w.docs)
	return w.size
}

// input reads numbers and texts; after the first that does not fit it is bad and gives zeros.
type input struct {
	b   []byte
	bad bool
}

func (in *input) number() uint64 {
	n, size := binary.Uvarint(in.b)
	if size <= 0 {
		in.bad, in.b = true, nil
		return 0
	}
	in.b = in.b[size:]
	return n
}

func (in *input) take(n uint64) []byte {
	if n > uint64(len(in.b)) {
		in.bad, in.b = true, nil
		return nil
	}
	out := in.b[:n]
	in.b = in.b[n:]
	return out
}

// segment is a segment opened to be asked.
type segment struct {
	id         uint64
	src        Source
	count      int
	totals     [3]uint64
	publishers []string
	chunks     []string
	docs       []byte
	dead       map[uint32]bool
}

func openSegment(src Source, id uint64) (*segment, error) {
	s := &segment{id: id, src: src, dead: map[uint32]bool{}}
	head, err := s.part("head")
	if err != nil {
		return nil, err
	}
	in := &input{b: head}
	if v := in.number(); v != segmentVersion {
		return nil, fmt.Errorf("%w: segment %d has version %d", ErrDamaged, id, v)
	}
	s.count = int(min(in.number(), 1<<31)) //nolint:gosec // bounded
	for i := range s.totals {
		s.totals[i] = in.number()
	}
	for _, list := range [...]*[]string{&s.publishers, &s.chunks} {
		for range in.number() {
			if in.bad {
				break
			}
			*list = append(*list, string(in.take(in.number())))
		}
	}
	if s.docs, err = s.part("docs"); err != nil {
		return nil, err
	}
	if in.bad || len(s.docs) != s.count*docSize {
		return nil, fmt.Errorf("%w: segment %d", ErrDamaged, id)
	}
	dead, err := src.SearchBlob(blobKey(id, "dead"))
	if err != nil {
		return nil, err
	}
	for in := (&input{b: dead}); len(in.b) > 0; {
		s.dead[uint32(in.number())] = true //nolint:gosec // compared only
	}
	return s, nil
}

// part reads a blob that must be there.
func (s *segment) part(name string) ([]byte, error) {
	b, err := s.src.SearchBlob(blobKey(s.id, name))
	if err == nil && b == nil {
		err = fmt.Errorf("%w: no %s", ErrDamaged, blobKey(s.id, name))
	}
	return b, err
}

func (s *segment) row(doc uint32) docRow {
	b := s.docs[int(doc)*docSize:]
	r := docRow{key: Key(b[:16])}
	for i := range r.lengths {
		r.lengths[i] = binary.LittleEndian.Uint32(b[16+4*i:])
	}
	r.first = int32(binary.LittleEndian.Uint32(b[28:])) //nolint:gosec // the same bits
	r.last = int32(binary.LittleEndian.Uint32(b[32:]))  //nolint:gosec // the same bits
	r.publisher = binary.LittleEndian.Uint32(b[36:])
	return r
}

func (s *segment) publisher(n uint32) string {
	if int(n) < len(s.publishers) {
		return s.publishers[n]
	}
	return ""
}

// entry is a term as it lies in a chunk.
type entry struct {
	term   string
	count  uint64
	rows   []byte
	places []byte // empty unless they were asked for
}

// scan hands over the terms of [from, …) in order until do says false. With places the positions are read too.
func (s *segment) scan(from string, places bool, do func(e *entry) (bool, error)) error {
	n := max(0, sort.SearchStrings(s.chunks, from+"\x00")-1)
	for ; n < len(s.chunks); n++ {
		b, err := s.part(fmt.Sprintf("t%d", n))
		if err != nil {
			return err
		}
		at := &input{}
		if places {
			if at.b, err = s.part(fmt.Sprintf("p%d", n)); err != nil {
				return err
			}
		}
		var e entry
		last := ""
		for in := (&input{b: b}); len(in.b) > 0; {
			shared := in.number()
			rest := in.take(in.number())
			e.count = in.number()
			size, room := in.number(), in.number()
			e.rows = in.take(size)
			if places {
				e.places = at.take(room)
			}
			if in.bad || at.bad || shared > uint64(len(last)) {
				return fmt.Errorf("%w: segment %d, terms %d", ErrDamaged, s.id, n)
			}
			if last = last[:shared] + string(rest); last < from {
				continue
			}
			e.term = last
			if more, err := do(&e); err != nil || !more {
				return err
			}
		}
	}
	return nil
}

// postings decodes an entry; positions are empty unless they were read. Documents that are gone are left out.
func (s *segment) postings(e *entry, do func(doc uint32, count uint64, places *input) error) error {
	in, at := &input{b: e.rows}, &input{b: e.places}
	doc := uint64(0)
	for range e.count {
		doc += in.number()
		count := in.number()
		if in.bad || doc >= uint64(s.count) || count > 1<<31 { //nolint:gosec // not negative
			return fmt.Errorf("%w: segment %d, postings of %q", ErrDamaged, s.id, strings.ToValidUTF8(e.term, "?"))
		}
		if err := do(uint32(doc), count, at); err != nil { //nolint:gosec // within the count of documents
			return err
		}
	}
	return nil
}

// positions takes the next count positions.
func positions(places *input, count uint64) ([]uint32, error) {
	if count > uint64(len(places.b)) {
		return nil, fmt.Errorf("%w: positions", ErrDamaged)
	}
	out := make([]uint32, count)
	at := uint64(0)
	for i := range out {
		at += places.number()
		out[i] = uint32(at) //nolint:gosec // words of one text
	}
	return out, nil
}
