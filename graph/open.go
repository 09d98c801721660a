package graph

import (
	"context"
	"io"

	"entente/graph/store"
	"entente/graph/store/embedded"
)

// openStore opens or creates the embedded store at location.
func openStore(ctx context.Context, location string, opt *Options) (store.Store, error) {
	if location == Memory {
		return embedded.OpenMemory()
	}
	return embedded.Open(ctx, location, &embedded.Options{ReadOnly: opt.ReadOnly, MustExist: opt.MustExist})
}

// Restore makes a graph in the folder location of what Backup wrote; store.ErrExists if there is one.
func Restore(ctx context.Context, location string, r io.Reader) error {
	return embedded.Restore(ctx, r, location, nil)
}
