package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"iter"
	"math/bits"

	"entente/graph/store"
)

// Digest is a fingerprint of a set of quads and blobs that does not depend on their order: the sum, modulo 2^256, of the SHA-256 of each of them. It
// finds whatever goes wrong by accident; it is not made against somebody who looks for two sets with one sum.
type Digest struct {
	sum          [4]uint64 // most significant first
	quads, blobs int64
}

// String is the sum in hex, behind "sum-sha256:".
func (d Digest) String() string {
	return fmt.Sprintf("sum-sha256:%016x%016x%016x%016x", d.sum[0], d.sum[1], d.sum[2], d.sum[3])
}

func (d *Digest) add(h [sha256.Size]byte) {
	var carry uint64
	for i := 3; i >= 0; i-- {
		d.sum[i], carry = bits.Add64(d.sum[i], binary.BigEndian.Uint64(h[8*i:]), carry)
	}
}

// Quad counts a quad in: the letter Q, then for each of its terms the kind and the four strings, each after its length.
func (d *Digest) Quad(q store.Quad) {
	var scratch [512]byte
	b := append(scratch[:0], 'Q')
	for _, t := range [...]*store.Term{&q.S, &q.P, &q.O, &q.G} {
		b = append(b, byte(t.Kind))
		for _, s := range [...]string{t.Value, t.Datatype, t.Lang, t.Dir} {
			b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
		}
	}
	d.add(sha256.Sum256(b))
	d.quads++
}

// Blob counts a blob in: the letter B, the length of the key, the key, and the SHA-256 of the value.
func (d *Digest) Blob(key string, value []byte) {
	b := append(binary.AppendUvarint([]byte{'B'}, uint64(len(key))), key...)
	h := sha256.Sum256(value)
	d.add(sha256.Sum256(append(b, h[:]...)))
	d.blobs++
}

// DigestOf is the digest of everything a view shows, but StateKey.
func DigestOf(ctx context.Context, v store.View) (d Digest, err error) {
	for q, err := range Quads(ctx, v) {
		if err != nil {
			return d, err
		}
		d.Quad(q)
	}
	for key, err := range v.Blobs(ctx, "") {
		if err != nil {
			return d, err
		}
		if key == StateKey {
			continue
		}
		value, err := v.Blob(key)
		if err != nil {
			return d, err
		}
		d.Blob(key, value)
	}
	return d, nil
}

// rememberedTerms bounds the terms kept while quads are read: subjects, predicates and labels repeat.
const rememberedTerms = 100_000

// Quads yields every quad of a view in terms, in the order of its scan.
func Quads(ctx context.Context, v store.View) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		known := make(map[store.ID]store.Term)
		for id, err := range v.Scan(ctx, store.Pattern{}) {
			var q store.Quad
			if err == nil {
				q, err = quadOf(v, id, known)
			}
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

func quadOf(v store.View, id store.IDQuad, known map[store.ID]store.Term) (q store.Quad, err error) {
	if len(known) > rememberedTerms {
		clear(known)
	}
	for _, f := range [...]struct {
		id store.ID
		t  *store.Term
	}{{id.S, &q.S}, {id.P, &q.P}, {id.O, &q.O}, {id.G, &q.G}} {
		t, ok := known[f.id]
		if !ok {
			if t, err = v.Term(f.id); err != nil {
				return q, err
			}
			known[f.id] = t
		}
		*f.t = t
	}
	return q, nil
}
