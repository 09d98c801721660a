package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"strconv"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// Check implements store.Store: every hash is computed again, and every id of a quad must have its term. What lies below (pages and
// indexes) is PostgreSQL's to check: pg_amcheck, and data checksums chosen with initdb.
func (s *Store) Check(ctx context.Context) iter.Seq[store.Problem] {
	return func(yield func(store.Problem) bool) {
		v, err := s.open(ctx)
		if err != nil {
			yield(store.Problem{Offset: -1, Text: "cannot be read: " + err.Error()})
			return
		}
		defer v.Close()
		for _, part := range []func(context.Context, func(table, text string) bool) error{v.checkTerms, v.checkQuads, v.checkBlobs} {
			more := true
			err := part(ctx, func(table, text string) bool {
				more = more && yield(store.Problem{File: "table " + table, Offset: -1, Text: text})
				return more
			})
			if !more {
				return
			}
			if err != nil {
				yield(store.Problem{Offset: -1, Text: "cannot be read: " + err.Error()})
				return
			}
		}
	}
}

// checkPage is how many rows are verified at a time.
const checkPage = 10_000

func (v *View) checkTerms(ctx context.Context, tell func(table, text string) bool) error {
	last := int64(0)
	var buf []byte
	for {
		n := 0
		var found []string
		err := v.rows(ctx, `SELECT `+termColumns+`, hash FROM term WHERE id > $1 ORDER BY id LIMIT `+strconv.Itoa(checkPage), []any{last}, func(r pgx.Rows) error {
			n++
			var t store.Term
			var kind int16
			var raw, have []byte
			if err := r.Scan(&last, &kind, &t.Value, &t.Datatype, &t.Lang, &t.Dir, &raw, &have); err != nil {
				return err
			}
			t.Kind = store.Kind(kind) //nolint:gosec // judged by the hash
			if raw != nil {
				full, err := parseKey(raw)
				if err != nil {
					found = append(found, fmt.Sprintf("term %d: column raw is not a term", last))
					return nil
				}
				if shown(full.Value) != t.Value || shown(full.Datatype) != t.Datatype {
					found = append(found, fmt.Sprintf("term %d: columns raw and value differ", last))
				}
				t = full
			}
			var h [hashBytes]byte
			if h, buf = hashOf(t, buf); !bytes.Equal(h[:], have) {
				found = append(found, fmt.Sprintf("term %d is not what its hash says", last))
			}
			if last <= int64(store.DefaultGraph) || last > int64(v.maxID) {
				found = append(found, fmt.Sprintf("term %d is outside of the ids given out (2 to %d)", last, v.maxID))
			}
			return nil
		})
		for _, text := range found {
			if !tell("term", text) {
				return nil
			}
		}
		if err != nil || n < checkPage {
			return err
		}
	}
}

func (v *View) checkQuads(ctx context.Context, tell func(table, text string) bool) error {
	var found []string
	err := v.rows(ctx, `SELECT s, p, o, g FROM fwd WHERE NOT EXISTS (SELECT FROM term WHERE id = s AND kind IN (1, 2))
		OR NOT EXISTS (SELECT FROM term WHERE id = p AND kind = 1) OR NOT EXISTS (SELECT FROM term WHERE id = o)
		OR (g <> 1 AND NOT EXISTS (SELECT FROM term WHERE id = g AND kind IN (1, 2))) LIMIT 1000`, nil, func(r pgx.Rows) error {
		var s, p, o, g int64
		err := r.Scan(&s, &p, &o, &g)
		found = append(found, fmt.Sprintf("quad %d %d %d %d names a term that is not there or cannot stand there", s, p, o, g))
		return err
	})
	for _, text := range found {
		if !tell("fwd", text) {
			return nil
		}
	}
	return err
}

func (v *View) checkBlobs(ctx context.Context, tell func(table, text string) bool) error {
	for key, err := range v.Blobs(ctx, "") {
		if err != nil {
			return err
		}
		var value, sum []byte
		if err := v.rows(ctx, `SELECT value, sha256 FROM blob WHERE key = $1`, []any{[]byte(key)}, func(r pgx.Rows) error {
			return r.Scan(&value, &sum)
		}); err != nil {
			return err
		}
		if have := sha256.Sum256(value); !bytes.Equal(have[:], sum) && !tell("blob", fmt.Sprintf("blob %q is not what its hash says", key)) {
			return nil
		}
	}
	return nil
}
