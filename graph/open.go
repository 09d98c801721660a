package graph

import (
	"context"

	"entente/graph/store"
	"entente/graph/store/journal"
)

// openStore opens or creates the store at location. In memory there is always one, empty.
func openStore(ctx context.Context, location string, opt *Options) (store.Store, error) {
	if location == Memory {
		return keep(journal.OpenMemory())
	}
	return keep(journal.Open(ctx, location, &journal.Options{ReadOnly: opt.ReadOnly, MustExist: opt.MustExist}))
}

// keep makes a nil *journal.Store a nil store.Store.
func keep(s *journal.Store, err error) (store.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
