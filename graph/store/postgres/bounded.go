package postgres

import (
	"context"

	"entente/graph/store"
)

// bounded is a View whose look-ups by key, which take no context, end with one all the same.
type bounded struct {
	*View
	ctx context.Context //nolint:containedctx // that of one query, for whose time the value lives
}

var (
	_ store.Bounder  = (*View)(nil)
	_ store.Expander = bounded{}
)

// Within implements store.Bounder.
func (v *View) Within(ctx context.Context) store.View { return bounded{v, ctx} }

// Lookup implements store.View.
func (b bounded) Lookup(t store.Term) (store.ID, bool, error) { return b.lookup(b.ctx, t) }

// Term implements store.View.
func (b bounded) Term(id store.ID) (store.Term, error) { return b.term(b.ctx, id) }

// Has implements store.View.
func (b bounded) Has(q store.IDQuad) (bool, error) { return b.has(b.ctx, q) }

// Blob implements store.View.
func (b bounded) Blob(key string) ([]byte, error) { return b.blob(b.ctx, key) }
