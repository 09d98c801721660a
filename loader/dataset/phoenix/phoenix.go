// Package phoenix reads the Phoenix event data sets: 26 tab-separated columns without header.
//
// Codes are CAMEO's; score and quad class follow Phoenix's own conventions, which differ from GDELT's, and the score is kept
// as the file has it. A row lists all sources that reported the event: the first is the publisher, the number of them the reports, and
// the links and sentences are in qualifiers.
//
// No real rows could be had: the layout is that of the pipeline's own description, tested on rows made by hand.
package phoenix

import (
	"context"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Columns, from 0.
const (
	colID     = 0
	colDate   = 1
	colSource = 5
	colTarget = 9
	colCode   = 13
	colQuad   = 15
	colScore  = 16
	colPlace  = 20
	colIDs    = 23
	colURLs   = 24
	colMedia  = 25
	columns   = 26
)

// New makes the reader "phoenix".
func New() dataset.Reader { return reader{} }

type reader struct{}

func (reader) Name() string { return "phoenix" }

func (reader) Detect(name string, head []byte) int {
	f := tabular.HeadLine(head, '\t')
	if len(f) != columns || len(f[colDate]) != 8 || f[2] == "" || !strings.HasPrefix(f[colDate], f[2]) {
		return 0
	}
	if _, ok := dataset.Compact(f[colDate]); !ok {
		return 0
	}
	return 95
}

func (reader) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: "Phoenix"}); err != nil {
		return err
	}
	names, cells, coder := dataset.NewResolver(s, out), dataset.NewCells(), dataset.NewCoder(s, "phoenix@1", 0.5)
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t'})
	var one [1]claim.Claim
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		f := row.Fields
		if len(f) != columns {
			return nil, dataset.Rejectf("%d columns, Phoenix has %d", len(f), columns)
		}
		day, ok := cells.Day(f[colDate])
		if !ok || len(day) != 10 {
			return nil, dataset.Rejectf("date %q is not a day", f[colDate])
		}
		code, ok := dataset.Normal(s.Vocabulary, f[colCode])
		if !ok {
			return nil, dataset.Rejectf("unknown event code %q", f[colCode])
		}
		if q, ok := dataset.Int(f[colQuad]); !ok || q < 0 || q > 4 {
			return nil, dataset.Rejectf("quad class %q is not between 0 and 4", f[colQuad])
		}
		media := list(f[colMedia])
		e := dataset.Event{Code: code, Happened: day, Score: cells.Score(f[colScore]), Number: "phoenix:" + f[colID], Place: dataset.Cell(f[colPlace])}
		if len(media) > 0 {
			e.Reports = strconv.Itoa(len(media))
		}
		var err error
		if e.Source, err = names.Coded(actor(f, colSource), "", day); err != nil {
			return nil, err
		}
		if e.Target, err = names.Coded(actor(f, colTarget), "", day); err != nil {
			return nil, err
		}
		c, err := coder.Claim(&e)
		if err != nil {
			return nil, err
		}
		if links := list(f[colURLs]); len(links) > 0 {
			c.Qualifiers["article"] = links[0]
		}
		if ids := list(f[colIDs]); len(ids) > 0 {
			if _, sentence, ok := strings.Cut(ids[0], "_"); ok {
				c.Qualifiers[dataset.QualifierSentence] = sentence
			}
		}
		if len(media) > 0 {
			if c.Publisher, err = names.Outlet(media[0]); err != nil {
				return nil, err
			}
		}
		one[0] = c
		return one[:], nil
	})
}

// actor is the whole code, or what entity and role make of it where the row has only those.
func actor(f []string, from int) string {
	if full := dataset.Cell(f[from]); full != "" {
		return full
	}
	return dataset.Cell(f[from+1]) + dataset.Cell(f[from+2])
}

func list(cell string) []string {
	var out []string
	for p := range strings.SplitSeq(cell, ";") {
		if p = dataset.Cell(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
