package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"

	"entente/graph/claim"
	"entente/loader/dataset/tabular"
)

// ErrFormat says that a file is not of the format that it was read as.
var ErrFormat = errors.New("not a file of this format")

// Skipped and Rejected are what the function of Rows returns for a record without claims.
type (
	Skipped  string
	Rejected string
)

func (s Skipped) Error() string  { return string(s) }
func (r Rejected) Error() string { return string(r) }

// Rejectf makes a Rejected.
func Rejectf(format string, args ...any) error { return Rejected(fmt.Sprintf(format, args...)) }

// Reasons for leaving rows out, the same in all readers so that a report can count them.
const (
	NoSource   = Skipped("no source actor")
	NoTarget   = Skipped("no target actor")
	NoActors   = Skipped("no actors")
	NoRelation = Skipped("the event code states no relation between actors")
	SameActor  = Skipped("source and target are the same actor")
	NoContent  = Skipped("nothing is in force in this row")
)

// Rows calls row for every row that can be read and passes on what it returns: claims, or Skipped or Rejected. Any other
// error ends the reading. Claims get the row's line and text where they have none of their own.
func Rows(ctx context.Context, r *tabular.Reader, s *Session, out Sink, row func(tabular.Row) ([]claim.Claim, error)) error {
	for n := 0; ; n++ {
		if n&255 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		line, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			bad, ok := tabular.IsBad(err)
			if !ok {
				return err
			}
			if err := out.Reject(bad.Line, bad.Offset, bad.Reason); err != nil {
				return err
			}
			continue
		}
		claims, err := row(line)
		if err = deliver(s, out, line.Line, line.Offset, line.Raw, claims, err); err != nil {
			return err
		}
	}
}

func deliver(s *Session, out Sink, line int, offset int64, raw string, claims []claim.Claim, err error) error {
	switch reason := err.(type) {
	case nil:
	case Skipped:
		return out.Skip(line, offset, string(reason))
	case Rejected:
		return out.Reject(line, offset, string(reason))
	default:
		return err
	}
	if len(claims) == 0 {
		return out.Skip(line, offset, string(NoContent))
	}
	for i := range claims {
		c := &claims[i]
		if c.Row == 0 {
			c.Row = line
		}
		if c.Evidence == "" {
			c.Evidence = s.Evidence(raw)
		}
	}
	return out.Record(claims...)
}

// Deliver passes on one record that did not come through Rows.
func Deliver(s *Session, out Sink, line int, offset int64, raw string, claims []claim.Claim, err error) error {
	return deliver(s, out, line, offset, raw, claims, err)
}

// ReadHeader reads the header row and checks that the columns are there.
func ReadHeader(r *tabular.Reader, need ...string) (*tabular.Header, error) {
	row, err := r.Next()
	if err != nil {
		if err == io.EOF {
			return nil, fmt.Errorf("%w: the file is empty", ErrFormat)
		}
		if bad, ok := tabular.IsBad(err); ok {
			return nil, fmt.Errorf("%w: header: %s", ErrFormat, bad.Reason)
		}
		return nil, err
	}
	h := tabular.NewHeader(row.Fields)
	if missing := h.Missing(need...); len(missing) > 0 {
		return nil, fmt.Errorf("%w: the header lacks the columns %v", ErrFormat, missing)
	}
	return h, nil
}
