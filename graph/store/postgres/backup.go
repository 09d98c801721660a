package postgres

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// A backup is this line, then records (a letter, the length, the bytes): B a blob (length of the key, key, value), Q a quad
// (the keys of its four terms, each with its length), E the end: the SHA-256 of all before it.
const backupHead = "entente backup of postgres 1\n"

// maxRecord bounds a record: PostgreSQL takes no field of a gigabyte.
const maxRecord = 1 << 30

type backupWriter struct {
	w   *bufio.Writer
	sum hash.Hash
	buf []byte
}

func (b *backupWriter) record(kind byte, body []byte) error {
	b.buf = binary.AppendUvarint(append(b.buf[:0], kind), uint64(len(body)))
	b.buf = append(b.buf, body...)
	b.sum.Write(b.buf)
	_, err := b.w.Write(b.buf)
	return err
}

func appendPart(b, part []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(part))), part...)
}

// Backup implements store.Store.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	v, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	b := &backupWriter{w: bufio.NewWriterSize(w, 1<<16), sum: sha256.New()}
	b.sum.Write([]byte(backupHead))
	if _, err := b.w.WriteString(backupHead); err != nil {
		return err
	}
	var body []byte
	for key, err := range v.Blobs(ctx, "") {
		if err != nil {
			return err
		}
		value, err := v.Blob(key)
		if err != nil {
			return err
		}
		if err := b.record('B', append(appendPart(body[:0], []byte(key)), value...)); err != nil {
			return err
		}
	}
	for q, err := range v.Scan(ctx, store.Pattern{}) {
		if err != nil {
			return err
		}
		body = body[:0]
		for _, id := range [...]store.ID{q.S, q.P, q.O, q.G} {
			t, err := v.Term(id)
			if err != nil {
				return err
			}
			body = appendPart(body, appendKey(nil, t))
		}
		if err := b.record('Q', body); err != nil {
			return err
		}
	}
	if err := b.record('E', b.sum.Sum(nil)); err != nil {
		return err
	}
	return b.w.Flush()
}

// Restore makes a store at an address of what Backup wrote, in one transaction; store.ErrExists if there is one that holds something.
func Restore(ctx context.Context, r io.Reader, location string) (err error) {
	in := &backupReader{r: bufio.NewReaderSize(r, 1<<16), sum: sha256.New()}
	if err := in.head(); err != nil {
		return err
	}
	s, err := Open(ctx, location, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if s.version.Load() != 0 {
		return fmt.Errorf("%s: %w", s.name, store.ErrExists)
	}
	_, err = s.change(ctx, func(tx pgx.Tx, d *dictionary) (store.Applied, bool, error) {
		l := loader{tx: tx, d: d, size: loadBatch, remembered: rememberedTerms}
		err := l.run(ctx, in.quads(func(key string, value []byte) error {
			var q pgx.Batch
			queueBlob(&q, key, value)
			return tx.SendBatch(ctx, &q).Close()
		}))
		return l.applied, true, err
	})
	return err
}

type backupReader struct {
	r   *bufio.Reader
	sum hash.Hash
	at  int64
}

func (b *backupReader) damaged(reason string) error {
	return &store.CorruptError{File: "backup", Offset: b.at, Reason: reason}
}

func (b *backupReader) head() error {
	head := make([]byte, len(backupHead))
	if _, err := io.ReadFull(b.r, head); err != nil || string(head) != backupHead {
		return b.damaged("not a backup of a store in PostgreSQL")
	}
	b.sum.Write(head)
	b.at = int64(len(head))
	return nil
}

// next reads a record.
func (b *backupReader) next() (kind byte, body []byte, err error) {
	before := b.sum.Sum(nil)
	if kind, err = b.r.ReadByte(); err != nil {
		return 0, nil, b.damaged("it ends too early")
	}
	n, err := binary.ReadUvarint(b.r)
	if err != nil || n > maxRecord {
		return 0, nil, b.damaged("a record has no length")
	}
	var buf bytes.Buffer                                                          // grows with what is there, not with what the length says
	if got, err := io.CopyN(&buf, b.r, int64(n)); err != nil || got != int64(n) { //nolint:gosec // bounded above
		return 0, nil, b.damaged("it ends too early")
	}
	body = buf.Bytes()
	head := binary.AppendUvarint([]byte{kind}, n)
	b.sum.Write(head)
	b.sum.Write(body)
	if kind == 'E' && !bytes.Equal(before, body) {
		return 0, nil, b.damaged("its contents are not what was written")
	}
	b.at += int64(len(head) + len(body))
	return kind, body, nil
}

// quads yields the quads and hands the blobs over; whatever is wrong is its last error.
func (b *backupReader) quads(blob func(key string, value []byte) error) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		for {
			kind, body, err := b.next()
			var q store.Quad
			switch {
			case err != nil:
			case kind == 'E':
				return
			case kind == 'B':
				var key []byte
				if key, body, err = b.part(body); err == nil {
					err = blob(string(key), body)
				}
			case kind == 'Q':
				q, err = b.quad(body)
			default:
				err = b.damaged(fmt.Sprintf("a record of kind %q", kind))
			}
			if (err != nil || kind == 'Q') && !yield(q, err) {
				return
			}
		}
	}
}

func (b *backupReader) part(body []byte) (part, rest []byte, err error) {
	n, w := binary.Uvarint(body)
	if w <= 0 || n > uint64(len(body)-w) {
		return nil, nil, b.damaged("a part has no length")
	}
	return body[w : w+int(n)], body[w+int(n):], nil //nolint:gosec // bounded above
}

func (b *backupReader) quad(body []byte) (q store.Quad, err error) {
	for _, t := range [...]*store.Term{&q.S, &q.P, &q.O, &q.G} {
		var key []byte
		if key, body, err = b.part(body); err != nil {
			return q, err
		}
		if *t, err = parseKey(key); err != nil {
			return q, b.damaged(err.Error())
		}
	}
	return q, nil
}
