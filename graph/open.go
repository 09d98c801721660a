package graph

import (
	"context"
	"io"

	"entente/graph/store"
	"entente/graph/store/journal"
)

// openStore opens or creates the embedded store at location.
func openStore(ctx context.Context, location string, opt *Options) (store.Store, error) {
	if location == Memory {
		return journal.OpenMemory()
	}
	return journal.Open(ctx, location, &journal.Options{ReadOnly: opt.ReadOnly, MustExist: opt.MustExist})
}

// Restore makes a graph in the folder location of what Backup wrote; store.ErrExists if there is one.
func Restore(ctx context.Context, location string, r io.Reader) error {
	return journal.Restore(ctx, r, location, nil)
}
