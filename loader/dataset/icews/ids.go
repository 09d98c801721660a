package icews

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Dictionary reads the lists of names that belong to files of numbers: name and number, tab-separated. It tells actors from event
// labels by what the first line says. A list states nothing itself: its rows are skipped, and serve the Numbers of the same session.
type Dictionary struct{}

// NewDictionary makes the reader.
func NewDictionary() *Dictionary { return &Dictionary{} }

// Name is "icews-names".
func (*Dictionary) Name() string { return "icews-names" }

// Detect wants two columns, the second 0 in the first line, and the name of the file.
func (*Dictionary) Detect(name string, head []byte) int {
	f := tabular.HeadLine(head, '\t')
	if len(f) != 2 || strings.TrimSpace(f[1]) != "0" {
		return 0
	}
	if n := strings.ToLower(name); strings.Contains(n, "entity2id") || strings.Contains(n, "relation2id") {
		return 95
	}
	return 20
}

const serves = dataset.Skipped("a name for the numbers of another file")

// Read implements dataset.Reader.
func (*Dictionary) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	labels, err := NewLabels()
	if err != nil {
		return err
	}
	kind := ""
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t'})
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		f := row.Fields
		if len(f) != 2 {
			return nil, dataset.Rejectf("%d columns, lists of names have 2", len(f))
		}
		if _, ok := dataset.Int(f[1]); !ok {
			return nil, dataset.Rejectf("%q is not a number", f[1])
		}
		if kind == "" {
			kind = "actor "
			if _, ok := labels.Code(f[0]); ok {
				kind = "label "
			}
		}
		s.Names.Put("icews "+kind+strings.TrimSpace(f[1]), strings.Clone(f[0]))
		return nil, serves
	})
}

// Numbers reads quads of numbers: source, label, target, hours since the first day, and a last column that is always 0. The names come from the
// lists read before in the same session; the first day is that of the benchmark that the name of the file gives (icews14: 2014-01-01,
// icews18: 2018-01-01, icews05-15: 2005-01-01).
type Numbers struct{}

// NewNumbers makes the reader.
func NewNumbers() *Numbers { return &Numbers{} }

// Name is "icews-numbers".
func (*Numbers) Name() string { return "icews-numbers" }

// Detect wants five columns of numbers.
func (*Numbers) Detect(name string, head []byte) int {
	f := tabular.HeadLine(head, '\t')
	if len(f) != 4 && len(f) != 5 {
		return 0
	}
	for _, c := range f {
		if _, ok := dataset.Int(c); !ok {
			return 0
		}
	}
	if strings.Contains(strings.ToLower(name), "icews") {
		return 90
	}
	return 30
}

func firstYear(name string) (int, bool) {
	n := strings.ToLower(name)
	for key, year := range map[string]int{"icews14": 2014, "icews18": 2018, "icews05": 2005} {
		if strings.Contains(n, key) {
			return year, true
		}
	}
	return 0, false
}

// Read implements dataset.Reader.
func (*Numbers) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	x, err := newQuadReader(s, out, "icews-numbers@1")
	if err != nil {
		return err
	}
	year, known := firstYear(in.Path)
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t'})
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		f := row.Fields
		if len(f) != 4 && len(f) != 5 {
			return nil, dataset.Rejectf("%d columns, quads of numbers have 5", len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if !known {
			return nil, dataset.Rejected("the first day is not known: the name of the file is none of icews14, icews18, icews05-15")
		}
		hours, ok := dataset.Int(f[3])
		if !ok || hours < 0 || hours > 24*366*30 {
			return nil, dataset.Rejectf("%q is not a number of hours", f[3])
		}
		source, ok1 := s.Names.Get("icews actor " + f[0])
		label, ok2 := s.Names.Get("icews label " + f[1])
		target, ok3 := s.Names.Get("icews actor " + f[2])
		if !ok1 || !ok2 || !ok3 {
			return nil, dataset.Rejectf("no names for the numbers %s %s %s: load the lists of names (entity2id, relation2id) with the file", f[0], f[1], f[2])
		}
		return x.quad(source, label, target, dataset.DayAfter(year, hours/24))
	})
}
