package postgres

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

const (
	// loadBatch is how many quads go through the staging table at once.
	loadBatch = 200_000
	// rememberedTerms bounds the dictionary of a load: about 200 bytes each.
	rememberedTerms = 1_000_000
	// termBytes is what a term is taken to cost in memory when LoadOptions.MemoryBytes is given.
	termBytes = 256
)

// Load implements store.Store: batches go by COPY into a staging table and from there in one INSERT … ON CONFLICT DO NOTHING, all in
// one transaction.
func (s *Store) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	return s.change(ctx, func(tx pgx.Tx, d *dictionary) (store.Applied, bool, error) {
		l := loader{tx: tx, d: d, size: loadBatch, remembered: rememberedTerms}
		if opt != nil {
			l.progress = opt.Progress
			if opt.MemoryBytes > 0 {
				l.remembered = int(min(rememberedTerms, max(1000, opt.MemoryBytes/2/termBytes)))
				l.size = int(min(loadBatch, max(1000, opt.MemoryBytes/2/(4*termBytes))))
			}
		}
		err := l.run(ctx, quads)
		return l.applied, false, err
	})
}

// loader turns the quads of one batch into rows.
type loader struct {
	tx               pgx.Tx
	d                *dictionary
	size, remembered int
	progress         func(int64)
	applied          store.Applied

	// One batch: its distinct terms, and its quads as places in them (0: no label).
	terms  []store.Term
	places map[store.Term]int32
	quads  [][4]int32
	rows   rowBuffer
	staged bool
}

func (l *loader) run(ctx context.Context, quads iter.Seq2[store.Quad, error]) error {
	l.clear()
	for q, err := range quads {
		if err == nil {
			err = q.Valid()
		}
		if err != nil {
			return fmt.Errorf("load: quad %d: %w", l.applied.Seen+1, err)
		}
		if l.applied.Seen&1023 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		l.applied.Seen++
		l.quads = append(l.quads, [4]int32{l.place(q.S), l.place(q.P), l.place(q.O), l.place(q.G)})
		if len(l.quads) == l.size {
			if err := l.flush(ctx); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.flush(ctx)
}

func (l *loader) clear() {
	l.terms, l.quads = append(l.terms[:0], store.Term{}), l.quads[:0]
	l.places = map[store.Term]int32{{}: 0}
}

// place is that of a term in the batch. Strings are copied once a batch.
func (l *loader) place(t store.Term) int32 {
	if i, ok := l.places[t]; ok {
		return i
	}
	t = cloned(t)
	i := int32(len(l.terms)) //nolint:gosec // four a quad of a batch
	l.terms = append(l.terms, t)
	l.places[t] = i
	return i
}

// flush sends a batch.
func (l *loader) flush(ctx context.Context) error {
	if len(l.quads) == 0 {
		return nil
	}
	if !l.staged {
		if _, err := l.tx.Exec(ctx, `CREATE TEMP TABLE stage (s bigint, p bigint, o bigint, g bigint) ON COMMIT DROP`); err != nil {
			return err
		}
		l.staged = true
	}
	l.d.forget(l.remembered)
	for _, t := range l.terms {
		l.d.want(t)
	}
	if err := l.d.resolve(ctx, func(store.Term) bool { return true }); err != nil {
		return err
	}
	ids := make([]store.ID, len(l.terms))
	for i, t := range l.terms {
		ids[i] = l.d.id(t)
	}
	for _, q := range l.quads {
		l.rows.quad(store.IDQuad{S: ids[q[0]], P: ids[q[1]], O: ids[q[2]], G: ids[q[3]]})
	}
	l.clear()
	if err := l.rows.send(ctx, l.tx, copyStage); err != nil {
		return err
	}
	tag, err := l.tx.Exec(ctx, `INSERT INTO fwd (s, p, o, g) SELECT s, p, o, g FROM stage ORDER BY s, p, o, g ON CONFLICT DO NOTHING`)
	if err != nil {
		return err
	}
	l.applied.Added += tag.RowsAffected()
	if _, err := l.tx.Exec(ctx, `TRUNCATE stage`); err != nil {
		return err
	}
	if l.progress != nil {
		l.progress(l.applied.Seen)
	}
	return nil
}
