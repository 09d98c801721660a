package icews

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

//go:embed labels.tsv
var files embed.FS

// Labels are event codes by folded label.
type Labels map[string]string

// NewLabels reads the embedded table.
func NewLabels() (Labels, error) {
	raw, err := files.ReadFile("labels.tsv")
	if err != nil {
		return nil, err
	}
	l := make(Labels, 350)
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line == "label\tcode" {
			continue
		}
		label, code, ok := strings.Cut(line, "\t")
		if !ok {
			return nil, fmt.Errorf("labels.tsv: %q", line)
		}
		l[vocab.Fold(label)] = code
	}
	return l, nil
}

// Code is the event code of a label, in whatever case.
func (l Labels) Code(label string) (string, bool) {
	code, ok := l[vocab.Fold(label)]
	return code, ok
}

// Quads reads temporal quads: source, label of the event, target, day, tab-separated without header.
type Quads struct{}

// NewQuads makes the reader.
func NewQuads() *Quads { return &Quads{} }

// Name is "icews-quads".
func (*Quads) Name() string { return "icews-quads" }

// Detect wants four columns, the second a label of an event and the last a day.
func (*Quads) Detect(_ string, head []byte) int {
	f := tabular.HeadLine(head, '\t')
	if len(f) != 4 || len(f[3]) != 10 {
		return 0
	}
	if _, ok := dataset.Calendar(f[3]); !ok {
		return 0
	}
	l, err := NewLabels()
	if err != nil {
		return 0
	}
	if _, ok := l.Code(f[1]); !ok {
		return 0
	}
	return 95
}

// Read implements dataset.Reader.
func (*Quads) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	x, err := newQuadReader(s, out, "icews-quads@1")
	if err != nil {
		return err
	}
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t'})
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		f := row.Fields
		if len(f) != 4 {
			return nil, dataset.Rejectf("%d columns, quads have 4", len(f))
		}
		return x.quad(f[0], f[1], f[2], f[3])
	})
}

type quadReader struct {
	session *dataset.Session
	labels  Labels
	names   *dataset.Resolver
	coder   *dataset.Coder
	one     [1]claim.Claim
}

func newQuadReader(s *dataset.Session, out dataset.Sink, extractor string) (*quadReader, error) {
	l, err := NewLabels()
	if err != nil {
		return nil, err
	}
	return &quadReader{session: s, labels: l, names: dataset.NewResolver(s, out), coder: dataset.NewCoder(s, extractor, 0.6)}, nil
}

func (x *quadReader) quad(source, label, target, date string) ([]claim.Claim, error) {
	day, ok := dataset.Calendar(date)
	if !ok || len(day) != 10 {
		return nil, dataset.Rejectf("%q is not a day", date)
	}
	code, ok := x.labels.Code(label)
	if !ok {
		return nil, dataset.Rejectf("unknown event label %q", label)
	}
	e := dataset.Event{Code: code, Happened: day, Said: day}
	var err error
	v := x.session.Vocabulary
	if e.Source, err = actor(x.names, v, dataset.Cell(source), "", "", day); err != nil {
		return nil, err
	}
	if e.Target, err = actor(x.names, v, dataset.Cell(target), "", "", day); err != nil {
		return nil, err
	}
	if c, known := v.CAMEO(code); known {
		if score, scored := c.Goldstein(vocab.GoldsteinICEWS); scored {
			e.Score = &score
		}
	}
	c, err := x.coder.Claim(&e)
	if err != nil {
		return nil, err
	}
	x.one[0] = c
	return x.one[:], nil
}
