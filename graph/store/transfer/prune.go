package transfer

import (
	"context"
	"errors"

	"entente/graph/store"
)

// pruneBatch is how many removals go together.
const pruneBatch = 10_000

// prune removes from the destination what the source does not hold.
func (j *job) prune(ctx context.Context) (err error) {
	v, err := j.to.View()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	var batch store.Batch
	flush := func(atLeast int) error {
		if len(batch.Ops) < max(1, atLeast) {
			return nil
		}
		_, err := j.to.Apply(ctx, &batch)
		batch = store.Batch{}
		return err
	}
	for q, err := range Quads(ctx, v) {
		if err != nil {
			return err
		}
		there, err := holds(j.from, q)
		if err != nil {
			return err
		}
		if !there {
			batch.Remove(q)
		}
		if err := flush(pruneBatch); err != nil {
			return err
		}
	}
	for key, err := range v.Blobs(ctx, "") {
		if err != nil {
			return err
		}
		_, err := j.from.Blob(key)
		switch {
		case key == StateKey || err == nil:
			continue
		case !errors.Is(err, store.ErrNoBlob):
			return err
		}
		batch.RemoveBlob(key)
		if err := flush(pruneBatch); err != nil {
			return err
		}
	}
	return flush(1)
}

func holds(v store.View, q store.Quad) (bool, error) {
	var id store.IDQuad
	for _, f := range [...]struct {
		t  store.Term
		id *store.ID
	}{{q.S, &id.S}, {q.P, &id.P}, {q.O, &id.O}, {q.G, &id.G}} {
		n, ok, err := v.Lookup(f.t)
		if err != nil || !ok {
			return false, err
		}
		*f.id = n
	}
	return v.Has(id)
}
