package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"entente/graph/store"
)

// The file is a header and then records. Numbers in headers are little-endian, elsewhere unsigned varints.
//
//	header  8 bytes "ENTJRNL\n", 4 bytes format version, 4 bytes CRC-32C of those 12
//	record  4 bytes length of payload, 4 bytes CRC-32C of the payload, 4 bytes CRC-32C of those 8, payload
//	payload 1 byte kind, then sections:
//	        terms   count, then each: 1 byte kind, value, datatype, language, direction (length and bytes)
//	        added   count, then each: s p o g
//	        removed count, then each: s p o g
//	        blobs   count, then each: key, value (length and bytes)
//	        gone    count, then each: key
//
// Terms take the next free ids. A record of kind part belongs to the next record of kind commit and counts only with it.
const (
	magic         = "ENTJRNL\n"
	formatVersion = 1
	headerBytes   = 16
	recordHeader  = 12

	kindCommit = 1
	kindPart   = 2
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

func fileHeader() []byte {
	b := append([]byte(magic), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[8:], formatVersion)
	return binary.LittleEndian.AppendUint32(b, sum(b))
}

// checkHeader says why the beginning of a file is not that of a journal.
func checkHeader(file string, b []byte) error {
	switch {
	case len(b) < headerBytes || string(b[:8]) != magic:
		return &store.CorruptError{File: file, Offset: 0, Reason: "not a journal of a store"}
	case sum(b[:12]) != binary.LittleEndian.Uint32(b[12:]):
		return &store.CorruptError{File: file, Offset: 0, Reason: "the header's checksum does not fit"}
	case binary.LittleEndian.Uint32(b[8:]) > formatVersion:
		return fmt.Errorf("%w: format %d, this program reads up to %d", store.ErrNewer, binary.LittleEndian.Uint32(b[8:]), formatVersion)
	}
	return nil
}

// record is what a batch changed.
type record struct {
	kind           byte
	terms          []store.Term
	added, removed []store.IDQuad
	blobs          []blob
	gone           []string
}

type blob struct {
	key   string
	value []byte
	at    place // within the payload while decoding, within the file afterwards
}

func appendBytes[T string | []byte](b []byte, s T) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendRows(b []byte, rows []store.IDQuad) []byte {
	b = binary.AppendUvarint(b, uint64(len(rows)))
	for _, q := range rows {
		for _, id := range [...]store.ID{q.S, q.P, q.O, q.G} {
			b = binary.AppendUvarint(b, uint64(id))
		}
	}
	return b
}

// encode is the record with its header.
func (r *record) encode() ([]byte, error) {
	b := make([]byte, recordHeader, 1024+48*len(r.terms)+12*len(r.added))
	b = append(b, r.kind)
	b = binary.AppendUvarint(b, uint64(len(r.terms)))
	for _, t := range r.terms {
		b = append(b, byte(t.Kind))
		for _, s := range [...]string{t.Value, t.Datatype, t.Lang, t.Dir} {
			b = appendBytes(b, s)
		}
	}
	b = appendRows(b, r.added)
	b = appendRows(b, r.removed)
	b = binary.AppendUvarint(b, uint64(len(r.blobs)))
	for i := range r.blobs {
		b = appendBytes(b, r.blobs[i].key)
		b = binary.AppendUvarint(b, uint64(len(r.blobs[i].value)))
		r.blobs[i].at = place{int64(len(b)), len(r.blobs[i].value), sum(r.blobs[i].value)}
		b = append(b, r.blobs[i].value...)
	}
	b = binary.AppendUvarint(b, uint64(len(r.gone)))
	for _, k := range r.gone {
		b = appendBytes(b, k)
	}
	payload := b[recordHeader:]
	if len(payload) > 1<<31-1 {
		return nil, errors.New("a batch of more than 2 GiB; load it instead, or split it")
	}
	binary.LittleEndian.PutUint32(b[0:], uint32(len(payload)))
	binary.LittleEndian.PutUint32(b[4:], sum(payload))
	binary.LittleEndian.PutUint32(b[8:], sum(b[:8]))
	return b, nil
}

var errPayload = errors.New("a record whose checksum fits has no sense")

// decoder reads a payload.
type decoder struct {
	b   []byte
	at  int
	err error
}

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.b[d.at:])
	if size <= 0 {
		d.err = errPayload
		return 0
	}
	d.at += size
	return n
}

// count is a number of things of at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.number()
	if d.err == nil && n > uint64(len(d.b)-d.at)/uint64(size) {
		d.err = errPayload
	}
	if d.err != nil {
		return 0
	}
	return int(n)
}

func (d *decoder) bytes() []byte {
	n := d.count(1)
	if d.err != nil {
		return nil
	}
	d.at += n
	return d.b[d.at-n : d.at]
}

func (d *decoder) byte() byte {
	if d.at >= len(d.b) {
		d.err = errPayload
		return 0
	}
	d.at++
	return d.b[d.at-1]
}

func (d *decoder) rows() []store.IDQuad {
	n := d.count(4)
	rows := make([]store.IDQuad, 0, n)
	for range n {
		q := store.IDQuad{S: store.ID(d.number()), P: store.ID(d.number()), O: store.ID(d.number()), G: store.ID(d.number())}
		rows = append(rows, q)
	}
	return rows
}

// decode reads a payload that stands at offset of the file.
func decode(payload []byte, offset int64) (*record, error) {
	d := &decoder{b: payload}
	r := &record{kind: d.byte()}
	for n := d.count(5); n > 0 && d.err == nil; n-- {
		t := store.Term{Kind: store.Kind(d.byte())}
		for _, s := range [...]*string{&t.Value, &t.Datatype, &t.Lang, &t.Dir} {
			*s = string(d.bytes())
		}
		r.terms = append(r.terms, t)
	}
	r.added = d.rows()
	r.removed = d.rows()
	for n := d.count(2); n > 0 && d.err == nil; n-- {
		b := blob{key: string(d.bytes())}
		value := d.bytes()
		b.at = place{offset + int64(d.at-len(value)), len(value), sum(value)}
		r.blobs = append(r.blobs, b)
	}
	for n := d.count(1); n > 0 && d.err == nil; n-- {
		r.gone = append(r.gone, string(d.bytes()))
	}
	if d.err == nil && (d.at != len(payload) || r.kind != kindCommit && r.kind != kindPart) {
		d.err = errPayload
	}
	return r, d.err
}
