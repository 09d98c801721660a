package postgres

import (
	"bytes"
	"context"
	"encoding/binary"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// copyHead begins a stream of COPY … (FORMAT binary): signature, flags, no extension.
const copyHead = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"

// rowBuffer collects rows in COPY's binary format.
type rowBuffer struct {
	b    []byte
	rows int
}

func (r *rowBuffer) reset() { r.b, r.rows = append(r.b[:0], copyHead...), 0 }

func (r *rowBuffer) row(columns int16) {
	if len(r.b) == 0 {
		r.reset()
	}
	r.b = binary.BigEndian.AppendUint16(r.b, uint16(columns)) //nolint:gosec // a handful
	r.rows++
}

func (r *rowBuffer) int8(n int64) {
	r.b = binary.BigEndian.AppendUint32(r.b, 8)
	r.b = binary.BigEndian.AppendUint64(r.b, uint64(n)) //nolint:gosec // two's complement as it is
}

func (r *rowBuffer) text(s string) {
	r.b = binary.BigEndian.AppendUint32(r.b, uint32(len(s))) //nolint:gosec // a field of PostgreSQL is below 1 GB
	r.b = append(r.b, s...)
}

func (r *rowBuffer) quad(q store.IDQuad) {
	r.row(4)
	for _, n := range [...]store.ID{q.S, q.P, q.O, q.G} {
		r.int8(int64(n))
	}
}

func (r *rowBuffer) term(id store.ID, h [hashBytes]byte, t store.Term) {
	r.row(8)
	r.int8(int64(id))
	r.text(string(h[:]))
	r.b = append(r.b, 0, 0, 0, 2, 0, byte(t.Kind))
	for _, s := range [...]string{t.Value, t.Datatype, t.Lang, t.Dir} {
		r.text(shown(s))
	}
	if raw := rawOf(t); raw != nil {
		r.text(string(raw))
	} else {
		r.b = append(r.b, 0xff, 0xff, 0xff, 0xff)
	}
}

// Statements that take rows in.
const (
	copyTerms = `COPY term (id, hash, kind, value, datatype, lang, dir, raw) FROM STDIN (FORMAT binary)`
	copyStage = `COPY stage (s, p, o, g) FROM STDIN (FORMAT binary)`
)

// send copies the rows and empties the buffer.
func (r *rowBuffer) send(ctx context.Context, tx pgx.Tx, sql string) error {
	if r.rows == 0 {
		return nil
	}
	r.b = append(r.b, 0xff, 0xff) // the end
	_, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(r.b), sql)
	r.reset()
	return err
}
