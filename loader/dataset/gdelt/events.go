package gdelt

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Columns of both versions, from 0.
const (
	colID      = 0
	colDay     = 1
	colSource  = 5
	colName1   = 6
	colTarget  = 15
	colName2   = 16
	colCode    = 26
	colBase    = 27
	colRoot    = 28
	colQuad    = 29
	colScore   = 30
	colReports = 33
)

// layout says where the columns lie that the versions put in different places.
type layout struct {
	version           string
	place, added, url int // url is -1 where there may be none
}

// Events is the reader of Events files.
type Events struct{ layout layout }

// V2 reads Events 2.0, V1 Events 1.0.
func V2() *Events { return &Events{layout{"gdelt", 52, 59, 60}} }

// V1 reads Events 1.0, with or without the SOURCEURL column.
func V1() *Events { return &Events{layout{"gdelt1", 50, 56, 57}} }

// Name is "gdelt" or "gdelt1".
func (e *Events) Name() string { return e.layout.version }

func (e *Events) columns(n int) bool {
	if e.layout.version == "gdelt" {
		return n == 61
	}
	return n == 58 || n == 57
}

// Detect looks at the number of columns, the event number and the date of the first line.
func (e *Events) Detect(name string, head []byte) int {
	f := tabular.HeadLine(head, '\t')
	if !e.columns(len(f)) || !number(f[colID]) || len(f[colDay]) != 8 || !number(f[colDay]) || !number(f[colQuad]) {
		return 0
	}
	if strings.Contains(strings.ToLower(name), ".export.") {
		return 99
	}
	return 95
}

func number(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Read implements dataset.Reader. Events of two actors are remembered in the session for Mentions.
func (e *Events) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	x := &eventReader{layout: e.layout, session: s, names: dataset.NewResolver(s, out), cells: dataset.NewCells(),
		coder: dataset.NewCoder(s, e.layout.version+"@1", 0.5)}
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t'})
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		if !e.columns(len(row.Fields)) {
			return nil, dataset.Rejectf("%d columns, %s files have %s", len(row.Fields), e.layout.version, e.expected())
		}
		return x.row(row.Fields)
	})
}

func (e *Events) expected() string {
	if e.layout.version == "gdelt" {
		return "61"
	}
	return "58 or 57"
}

// begin makes the file a document of the GDELT Project, published on the day that its name begins with.
func begin(in *dataset.File, out dataset.Sink) error {
	day := ""
	if len(in.Name) > 8 && number(in.Name[:8]) {
		day, _ = dataset.Compact(in.Name[:8])
	}
	return out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: "GDELT Project", Published: day})
}

type eventReader struct {
	layout  layout
	session *dataset.Session
	names   *dataset.Resolver
	cells   *dataset.Cells
	coder   *dataset.Coder
	one     [1]claim.Claim
}

func (x *eventReader) row(f []string) ([]claim.Claim, error) {
	if !number(f[colID]) || len(f[colID]) > 18 {
		return nil, dataset.Rejectf("GLOBALEVENTID %q is not a number", f[colID])
	}
	e := dataset.Event{Code: f[colCode], Score: x.cells.Score(f[colScore]), Place: f[x.layout.place],
		Number: "gdelt:" + f[colID], Reports: f[colReports]}
	var ok bool
	if e.Happened, ok = x.cells.Day(f[colDay]); !ok {
		return nil, dataset.Rejectf("SQLDATE %q is not a day", f[colDay])
	}
	if e.Said, ok = x.cells.Day(f[x.layout.added]); !ok {
		return nil, dataset.Rejectf("DATEADDED %q is not a day", f[x.layout.added])
	}
	var err error
	if e.Source, err = x.names.Coded(f[colSource], f[colName1], e.Happened); err != nil {
		return nil, err
	}
	if e.Target, err = x.names.Coded(f[colTarget], f[colName2], e.Happened); err != nil {
		return nil, err
	}
	c, err := x.coder.Claim(&e)
	if err != nil {
		return nil, err
	}
	x.remember(f[colID], &e)
	if x.layout.url < len(f) {
		if c.Publisher, err = x.names.Outlet(dataset.Domain(f[x.layout.url])); err != nil {
			return nil, err
		}
	}
	x.one[0] = c
	return x.one[:], nil
}

func (x *eventReader) remember(id string, e *dataset.Event) {
	n, ok := dataset.Int(id)
	if !ok {
		return
	}
	kept := *e
	kept.Reports = ""
	x.session.Events.Put(int64(n), &kept)
}
