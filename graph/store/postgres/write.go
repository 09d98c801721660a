package postgres

import (
	"context"
	"crypto/sha256"
	"errors"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// change runs do in a transaction of the writer and counts the version up if do says that something changed.
func (s *Store) change(ctx context.Context, do func(tx pgx.Tx, d *dictionary) (store.Applied, bool, error)) (a store.Applied, err error) {
	if err := ctx.Err(); err != nil {
		return a, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.closed.Load() {
		return a, store.ErrClosed
	}
	c, err := s.writer(ctx)
	if err != nil {
		return a, s.writeError(ctx, err)
	}
	tx, err := c.Begin(ctx)
	if err != nil {
		return a, s.writeError(ctx, err)
	}
	a, err = s.within(ctx, tx, do)
	if err != nil {
		s.rollback(ctx, tx)
		return store.Applied{}, s.writeError(ctx, err)
	}
	return a, nil
}

// within is the transaction itself, up to its commit.
func (s *Store) within(ctx context.Context, tx pgx.Tx, do func(tx pgx.Tx, d *dictionary) (store.Applied, bool, error)) (store.Applied, error) {
	var version, maxID int64
	if err := tx.QueryRow(ctx, `SELECT version, max_id FROM meta FOR UPDATE`).Scan(&version, &maxID); err != nil {
		return store.Applied{}, err
	}
	d := newDictionary(tx, maxID)
	a, changed, err := do(tx, d)
	if err != nil {
		return a, err
	}
	if changed || a.Added+a.Removed > 0 {
		version++
	}
	if _, err := tx.Exec(ctx, `UPDATE meta SET version = $1, max_id = $2 WHERE version <> $1 OR max_id <> $2`, version, d.max); err != nil {
		return a, err
	}
	a.Version = uint64(version) //nolint:gosec // counts up from 0
	s.trying.Store(a.Version)
	if err := tx.Commit(ctx); err != nil {
		return a, err
	}
	s.version.Store(a.Version)
	return a, nil
}

// rollback ends a transaction that failed, also when its context is over.
func (s *Store) rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
	defer cancel()
	if err := tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		_ = tx.Conn().Close(ctx) // the server rolls back when the connection is gone
	}
}

// writeError is what the caller is told: the end of the context, or the server's words with its name.
func (s *Store) writeError(ctx context.Context, err error) error {
	if ctxErr := ctx.Err(); ctxErr != nil && !errors.Is(err, ctxErr) {
		return ctxErr
	}
	return s.named(err)
}

// Apply implements store.Store.
func (s *Store) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	if err := b.Valid(); err != nil {
		return store.Applied{}, err
	}
	return s.change(ctx, func(tx pgx.Tx, d *dictionary) (store.Applied, bool, error) {
		w := batch{tx: tx, d: d, before: map[store.IDQuad]bool{}, now: map[store.IDQuad]bool{}, graphs: map[store.ID][]store.IDQuad{}}
		if err := w.prepare(ctx, b); err != nil {
			return w.applied, false, err
		}
		w.play(b)
		if err := w.write(ctx); err != nil {
			return w.applied, false, err
		}
		changed, err := writeBlobs(ctx, tx, b)
		return w.applied, changed, err
	})
}

// batch plays the operations in memory over what the store holds of them, and writes the difference.
type batch struct {
	tx          pgx.Tx
	d           *dictionary
	before, now map[store.IDQuad]bool
	order       []store.IDQuad // keys of now, in the order met
	graphs      map[store.ID][]store.IDQuad
	applied     store.Applied
}

// prepare finds ids, and which of the quads named are there.
func (w *batch) prepare(ctx context.Context, b *store.Batch) error {
	added := map[store.Term]bool{}
	for i := range b.Ops {
		op := &b.Ops[i]
		switch op.Kind {
		case store.OpAdd, store.OpRemove:
			for _, t := range [...]store.Term{op.Quad.S, op.Quad.P, op.Quad.O, op.Quad.G} {
				w.d.want(t)
				if op.Kind == store.OpAdd {
					added[t] = true
				}
			}
		case store.OpRemoveGraph:
			w.d.want(op.Quad.G)
		}
	}
	if err := w.d.resolve(ctx, func(t store.Term) bool { return added[t] }); err != nil {
		return err
	}
	if err := w.readQuads(ctx, b); err != nil {
		return err
	}
	return w.readGraphs(ctx, b)
}

func (w *batch) key(q store.Quad) (store.IDQuad, bool) {
	k := store.IDQuad{S: w.d.id(q.S), P: w.d.id(q.P), O: w.d.id(q.O), G: w.d.id(q.G)}
	return k, k.S != 0 && k.P != 0 && k.O != 0 && k.G != 0
}

func (w *batch) readQuads(ctx context.Context, b *store.Batch) error {
	var ask columns
	seen := map[store.IDQuad]bool{}
	for i := range b.Ops {
		if op := &b.Ops[i]; op.Kind == store.OpAdd || op.Kind == store.OpRemove {
			if k, ok := w.key(op.Quad); ok && !seen[k] {
				seen[k] = true
				ask.add(k)
			}
		}
	}
	if len(ask[0]) == 0 {
		return nil
	}
	return w.read(ctx, `SELECT f.s, f.p, f.o, f.g FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS x(s, p, o, g)
		JOIN fwd f ON f.s = x.s AND f.p = x.p AND f.o = x.o AND f.g = x.g`, ask.args(), func(q store.IDQuad) { w.before[q] = true })
}

func (w *batch) readGraphs(ctx context.Context, b *store.Batch) error {
	var ids []int64
	for i := range b.Ops {
		if op := &b.Ops[i]; op.Kind == store.OpRemoveGraph {
			if g := w.d.id(op.Quad.G); g != 0 {
				ids = append(ids, int64(g))
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return w.read(ctx, `SELECT s, p, o, g FROM fwd WHERE g = ANY($1)`, []any{ids}, func(q store.IDQuad) {
		w.before[q] = true
		w.graphs[q.G] = append(w.graphs[q.G], q)
	})
}

func (w *batch) read(ctx context.Context, sql string, args []any, each func(store.IDQuad)) error {
	rows, err := w.tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var one []store.IDQuad
	for rows.Next() {
		if err := appendQuad(rows, &one); err != nil {
			return err
		}
		each(one[0])
		one = one[:0]
	}
	return rows.Err()
}

// there is whether a quad is present at this point of the batch.
func (w *batch) there(q store.IDQuad) bool {
	if is, ok := w.now[q]; ok {
		return is
	}
	return w.before[q]
}

func (w *batch) set(q store.IDQuad, is bool) {
	if _, ok := w.now[q]; !ok {
		w.order = append(w.order, q)
	}
	w.now[q] = is
}

// play carries out the operations in their order.
func (w *batch) play(b *store.Batch) {
	for i := range b.Ops {
		op := &b.Ops[i]
		switch op.Kind {
		case store.OpAdd:
			w.applied.Seen++
			k, _ := w.key(op.Quad)
			if !w.there(k) {
				w.set(k, true)
				w.applied.Added++
				w.graphs[k.G] = append(w.graphs[k.G], k)
			}
		case store.OpRemove:
			if k, ok := w.key(op.Quad); ok && w.there(k) {
				w.set(k, false)
				w.applied.Removed++
			}
		case store.OpRemoveGraph:
			for _, k := range w.graphs[w.d.id(op.Quad.G)] {
				if w.there(k) {
					w.set(k, false)
					w.applied.Removed++
				}
			}
		}
	}
}

// write makes the table what the batch came to.
func (w *batch) write(ctx context.Context) error {
	var in, out columns
	for _, q := range w.order {
		switch is := w.now[q]; {
		case is && !w.before[q]:
			in.add(q)
		case !is && w.before[q]:
			out.add(q)
		}
	}
	if len(out[0]) > 0 {
		if _, err := w.tx.Exec(ctx, `DELETE FROM fwd f USING unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS x(s, p, o, g)
			WHERE f.s = x.s AND f.p = x.p AND f.o = x.o AND f.g = x.g`, out.args()...); err != nil {
			return err
		}
	}
	if len(in[0]) > 0 {
		if _, err := w.tx.Exec(ctx, `INSERT INTO fwd (s, p, o, g) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
			ON CONFLICT DO NOTHING`, in.args()...); err != nil {
			return err
		}
	}
	return nil
}

// columns are quads as four arrays.
type columns [4][]int64

func (c *columns) add(q store.IDQuad) {
	for i, n := range [...]store.ID{q.S, q.P, q.O, q.G} {
		c[i] = append(c[i], int64(n))
	}
}

func (c *columns) args() []any { return []any{c[0], c[1], c[2], c[3]} }

// writeBlobs carries out the operations on blobs: of each key the last one counts.
func writeBlobs(ctx context.Context, tx pgx.Tx, b *store.Batch) (changed bool, err error) {
	last := map[string]*store.Op{}
	set := map[string]bool{} // keys that were set at some point, though perhaps removed again
	for i := range b.Ops {
		if op := &b.Ops[i]; op.Kind == store.OpSetBlob || op.Kind == store.OpRemoveBlob {
			last[op.Key] = op
			set[op.Key] = set[op.Key] || op.Kind == store.OpSetBlob
		}
	}
	var q pgx.Batch
	for _, key := range sortedKeys(last) {
		changed = changed || set[key]
		if op := last[key]; op.Kind == store.OpSetBlob {
			queueBlob(&q, key, op.Blob)
			continue
		}
		q.Queue(`DELETE FROM blob WHERE key = $1`, []byte(key))
	}
	if q.Len() == 0 {
		return false, nil
	}
	results := tx.SendBatch(ctx, &q)
	for range q.Len() {
		tag, err := results.Exec()
		if err != nil {
			return false, errors.Join(err, results.Close())
		}
		changed = changed || tag.RowsAffected() > 0
	}
	return changed, results.Close()
}

func queueBlob(q *pgx.Batch, key string, value []byte) {
	if value == nil {
		value = []byte{} // nil would be NULL
	}
	sum := sha256.Sum256(value)
	q.Queue(`INSERT INTO blob (key, value, sha256) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value, sha256 = excluded.sha256`, []byte(key), value, sum[:])
}
