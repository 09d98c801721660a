package postgres

import (
	"context"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// dictionary gives ids to terms inside one transaction of the writer.
type dictionary struct {
	tx  pgx.Tx
	max int64
	ids map[store.Term]store.ID
	// wanted are terms whose ids are not known yet, with their hashes.
	wanted map[store.Term]bool
	asked  []store.Term
	buf    []byte
	rows   rowBuffer
}

func newDictionary(tx pgx.Tx, maxID int64) *dictionary {
	return &dictionary{tx: tx, max: maxID, ids: map[store.Term]store.ID{}, wanted: map[store.Term]bool{}}
}

// want notes a term whose id will be needed. Its strings are kept.
func (d *dictionary) want(t store.Term) {
	if t.IsZero() || d.wanted[t] {
		return
	}
	if _, ok := d.ids[t]; ok {
		return
	}
	t = cloned(t)
	d.wanted[t] = true
	d.asked = append(d.asked, t)
}

func cloned(t store.Term) store.Term {
	t.Value, t.Datatype = strings.Clone(t.Value), strings.Clone(t.Datatype)
	t.Lang, t.Dir = strings.Clone(t.Lang), strings.Clone(t.Dir)
	return t
}

// id is that of a term that resolve has seen; 0 if there is none.
func (d *dictionary) id(t store.Term) store.ID {
	if t.IsZero() {
		return store.DefaultGraph
	}
	return d.ids[t]
}

// resolve finds the ids of what is wanted in one statement; those of make that have none get the next ones, in the order in
// which they were asked for.
func (d *dictionary) resolve(ctx context.Context, make1 func(store.Term) bool) error {
	if len(d.asked) == 0 {
		return nil
	}
	hashes := make([][]byte, len(d.asked))
	by := make(map[[hashBytes]byte]int, len(d.asked))
	for i, t := range d.asked {
		var h [hashBytes]byte
		h, d.buf = hashOf(t, d.buf)
		hashes[i], by[h] = h[:], i
	}
	rows, err := d.tx.Query(ctx, `SELECT id, hash FROM term WHERE hash = ANY($1)`, hashes)
	if err != nil {
		return err
	}
	var id int64
	var h []byte
	if _, err := pgx.ForEachRow(rows, []any{&id, &h}, func() error {
		d.ids[d.asked[by[[hashBytes]byte(h)]]] = store.ID(id) //nolint:gosec // ids are below 2^32
		return nil
	}); err != nil {
		return err
	}
	for i, t := range d.asked {
		if d.ids[t] != 0 || !make1(t) {
			continue
		}
		if d.max >= math.MaxUint32-1 {
			return store.ErrFull
		}
		d.max++
		d.ids[t] = store.ID(d.max)                                  //nolint:gosec // bounded above
		d.rows.term(store.ID(d.max), [hashBytes]byte(hashes[i]), t) //nolint:gosec // bounded above
	}
	d.asked = d.asked[:0]
	clear(d.wanted)
	return d.rows.send(ctx, d.tx, copyTerms)
}

// forget frees what is remembered when it is more than n terms.
func (d *dictionary) forget(n int) {
	if len(d.ids) > n {
		clear(d.ids)
	}
}
