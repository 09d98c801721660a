package graph

import (
	"context"
	"errors"
	"fmt"

	"entente/graph/store"
	"entente/graph/store/postgres"
	"entente/graph/store/transfer"
)

// ErrOccupied is what Copy says of a destination that holds another graph.
var ErrOccupied = transfer.ErrOccupied

// Copied says what Copy did.
type Copied = transfer.Report

// Copy makes a store at the location to that holds what the one at from does: quads, texts, judgements, index, everything but named
// snapshots. A copy that was cut short goes on when it is asked for again; until it is finished, Open refuses its destination (ErrUnfinished).
// progress, if not nil, is told the quads sent so far. ErrOccupied when something else is there.
func Copy(ctx context.Context, from, to string, progress func(quads int64)) (rep Copied, err error) {
	src, err := openStore(ctx, from, &Options{ReadOnly: true})
	if err != nil {
		return rep, at(from, err)
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	dst, err := openStore(ctx, to, &Options{})
	if err != nil {
		return rep, at(to, err)
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	rep, err = transfer.Copy(ctx, src, dst, &transfer.Options{Source: placeName(from), Progress: progress})
	switch {
	case errors.Is(err, transfer.ErrUnfinished):
		err = at(from, err)
	case errors.Is(err, transfer.ErrOccupied):
		err = at(to, err)
	}
	return rep, err
}

// at says where an error was met; errors that name the place themselves stay as they are.
func at(location string, err error) error {
	var locked *store.LockedError
	if postgres.Is(location) && !errors.Is(err, transfer.ErrUnfinished) && !errors.Is(err, transfer.ErrOccupied) || errors.As(err, &locked) {
		return err
	}
	return fmt.Errorf("%s: %w", placeName(location), err)
}

// placeName is a location without the password that the address of a server may hold.
func placeName(location string) string {
	if postgres.Is(location) {
		return postgres.Name(location)
	}
	return location
}

// whole refuses the destination of a copy that is not finished. Whatever else is wrong, the first use of the store tells better.
func whole(st store.Store) error {
	v, err := st.View()
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	_, err = v.Blob(transfer.StateKey)
	if closeErr := v.Close(); err == nil {
		return errors.Join(transfer.ErrUnfinished, closeErr)
	}
	return nil
}
