package graph

import (
	"context"
	"io"

	"entente/graph/store"
	"entente/graph/store/embedded"
	"entente/graph/store/postgres"
)

// openStore opens or creates the store at location: a server's address, memory or a folder.
func openStore(ctx context.Context, location string, opt *Options) (store.Store, error) {
	if postgres.Is(location) {
		return postgres.Open(ctx, location, &postgres.Options{ReadOnly: opt.ReadOnly, MustExist: opt.MustExist})
	}
	if location == Memory {
		return embedded.OpenMemory()
	}
	return embedded.Open(ctx, location, &embedded.Options{ReadOnly: opt.ReadOnly, MustExist: opt.MustExist})
}

// Restore makes a graph at location, a folder or a server's address, of what Backup of the same kind of store wrote; store.ErrExists
// if there is one.
func Restore(ctx context.Context, location string, r io.Reader) error {
	if postgres.Is(location) {
		return postgres.Restore(ctx, r, location)
	}
	return embedded.Restore(ctx, r, location, nil)
}
