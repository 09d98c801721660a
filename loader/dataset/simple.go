package dataset

import (
	"context"

	"entente/graph/claim"
	"entente/loader/dataset/tabular"
)

// Simple is a Reader of files with a header line whose rows stand for themselves.
type Simple struct {
	ID        string   // its Name
	Publisher string   // of the files
	Need      []string // columns without which it is another format
	Sure      int      // what Detect gives when they are there
	// Open gets the header and returns what makes claims of a row, or Skipped or Rejected.
	Open func(h *tabular.Header, names *Resolver) func(f []string) ([]claim.Claim, error)
}

// Name implements Reader.
func (r *Simple) Name() string { return r.ID }

// Detect implements Reader.
func (r *Simple) Detect(_ string, head []byte) int {
	if HasColumns(head, r.Need...) {
		return r.Sure
	}
	return 0
}

// Read implements Reader.
func (r *Simple) Read(ctx context.Context, in *File, s *Session, out Sink) error {
	if err := out.Document(Document{ID: in.ID, Title: in.Name, Publisher: r.Publisher}); err != nil {
		return err
	}
	names := NewResolver(s, out)
	return Table(ctx, in, s, out, r.Need, func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		return r.Open(h, names)
	})
}

// One wraps the claim of a row.
func One(c claim.Claim, err error) ([]claim.Claim, error) {
	if err != nil {
		return nil, err
	}
	return []claim.Claim{c}, nil
}

// Flag reads a 0/1 cell.
func Flag(f []string, column int) bool {
	n, ok := Int(tabular.At(f, column))
	return ok && n == 1
}

// Pair finds the two states of a row by their numbers in the Correlates of War; names serve where a number is not known.
func (r *Resolver) Pair(code1, name1, code2, name2, day string) (a, b claim.End, err error) {
	if a, err = r.StateOr(code1, name1, day); err != nil {
		return a, b, err
	}
	if b, err = r.StateOr(code2, name2, day); err != nil {
		return a, b, err
	}
	if a.ID == b.ID {
		return a, b, SameActor
	}
	return a, b, nil
}
