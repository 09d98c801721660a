package icews

import (
	"context"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Events reads the published files and CSV exports of them.
type Events struct{}

// NewEvents makes the reader.
func NewEvents() *Events { return &Events{} }

// Name is "icews".
func (*Events) Name() string { return "icews" }

func need() []string {
	return []string{"Event ID", "Event Date", "Source Name", "Source Country", "CAMEO Code", "Target Name", "Story ID"}
}

// Detect looks for the names of the columns.
func (*Events) Detect(_ string, head []byte) int {
	for _, comma := range []byte{'\t', ','} {
		if tabular.NewHeader(tabular.HeadLine(head, comma)).Has(need()...) {
			return 99
		}
	}
	return 0
}

// Read implements dataset.Reader.
func (*Events) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	body, comma := dataset.SniffComma(in.Body)
	rows := tabular.NewReader(body, tabular.Layout{Comma: comma, Quoted: comma == ','})
	header, err := dataset.ReadHeader(rows, need()...)
	if err != nil {
		return err
	}
	x := &eventReader{session: s, names: dataset.NewResolver(s, out), cells: dataset.NewCells(), coder: dataset.NewCoder(s, "icews@1", 0.6),
		c: columnsOf(header), n: header.Len()}
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		if len(row.Fields) != x.n {
			return nil, dataset.Rejectf("%d columns, the header has %d", len(row.Fields), x.n)
		}
		return x.row(row.Fields)
	})
}

func begin(in *dataset.File, out dataset.Sink) error {
	return out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: "Integrated Crisis Early Warning System"})
}

type columns struct{ id, day, source, sectors1, country1, code, score, target, sectors2, country2, story, sentence, publisher, city, country int }

func columnsOf(h *tabular.Header) columns {
	return columns{h.Column("Event ID"), h.Column("Event Date"), h.Column("Source Name"), h.Column("Source Sectors"), h.Column("Source Country"),
		h.Column("CAMEO Code"), h.Column("Intensity"), h.Column("Target Name"), h.Column("Target Sectors"), h.Column("Target Country"),
		h.Column("Story ID"), h.Column("Sentence Number"), h.Column("Publisher"), h.Column("City"), h.Column("Country")}
}

type eventReader struct {
	session *dataset.Session
	names   *dataset.Resolver
	cells   *dataset.Cells
	coder   *dataset.Coder
	c       columns
	n       int
	one     [1]claim.Claim
}

func (x *eventReader) row(f []string) ([]claim.Claim, error) {
	at := func(column int) string { return unquote(dataset.Cell(tabular.At(f, column))) }
	id := at(x.c.id)
	if _, ok := dataset.Int(id); !ok {
		return nil, dataset.Rejectf("event id %q is not a number", id)
	}
	day, ok := dataset.Calendar(at(x.c.day))
	if !ok || len(day) != 10 {
		return nil, dataset.Rejectf("event date %q is not a day", at(x.c.day))
	}
	code, ok := dataset.Normal(x.session.Vocabulary, at(x.c.code))
	if !ok {
		return nil, dataset.Rejectf("unknown event code %q", code)
	}
	e := dataset.Event{Code: code, Said: day, Happened: day, Score: x.cells.Score(at(x.c.score)), Number: "icews:" + id, Place: place(at(x.c.city), at(x.c.country))}
	var err error
	v := x.session.Vocabulary
	if e.Source, err = actor(x.names, v, at(x.c.source), at(x.c.sectors1), at(x.c.country1), day); err != nil {
		return nil, err
	}
	if e.Target, err = actor(x.names, v, at(x.c.target), at(x.c.sectors2), at(x.c.country2), day); err != nil {
		return nil, err
	}
	c, err := x.coder.Claim(&e)
	if err != nil {
		return nil, err
	}
	if n := at(x.c.sentence); n != "" {
		c.Qualifiers[dataset.QualifierSentence] = n
	}
	if n := at(x.c.story); n != "" {
		c.Qualifiers["story"] = n
	}
	if c.Publisher, err = x.names.Outlet(at(x.c.publisher)); err != nil {
		return nil, err
	}
	x.one[0] = c
	return x.one[:], nil
}

// unquote takes off quotes that wrap a cell of a layout without quoting.
func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func place(city, country string) string {
	if city == "" || city == country {
		return country
	}
	if country == "" {
		return city
	}
	return city + ", " + country
}
