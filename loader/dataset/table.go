package dataset

import (
	"context"

	"entente/graph/claim"
	"entente/loader/dataset/tabular"
)

// Table reads a file with a header line, whatever separates its columns (tab, comma, semicolon; quotes with the latter two): it
// checks that the columns needed are there (any of the names of each), then calls what open gives for every row. Rows shorter than the
// header are rejected, and so are longer ones unless what is too much is empty.
func Table(ctx context.Context, in *File, s *Session, out Sink, need []string, open func(*tabular.Header) func(f []string) ([]claim.Claim, error)) error {
	body, comma := SniffComma(in.Body)
	rows := tabular.NewReader(body, tabular.Layout{Comma: comma, Quoted: comma != '\t'})
	header, err := ReadHeader(rows, need...)
	if err != nil {
		return err
	}
	row := open(header)
	n := header.Len()
	return Rows(ctx, rows, s, out, func(r tabular.Row) ([]claim.Claim, error) {
		f := r.Fields
		for len(f) > n && f[len(f)-1] == "" {
			f = f[:len(f)-1]
		}
		if len(f) != n {
			return nil, Rejectf("%d columns, the header has %d", len(r.Fields), n)
		}
		return row(f)
	})
}

// HasColumns reports whether the first line of head, split in whatever way, names all of these columns.
func HasColumns(head []byte, names ...string) bool {
	for _, comma := range []byte{'\t', ',', ';'} {
		if tabular.NewHeader(tabular.HeadLine(head, comma)).Has(names...) {
			return true
		}
	}
	return false
}

// Plain makes the claim of a curated data set: affirmed, asserted, certain as far as the data set goes. Qualifiers come as
// pairs of name and value; those with an empty value are left out.
func Plain(extractor, rule string, subject claim.End, relation string, object claim.End, happened string, qualifiers ...string) claim.Claim {
	c := claim.Claim{Subject: subject, Relation: relation, Object: object, Polarity: claim.Affirmed, Modality: claim.Asserted,
		Happened: happened, Rule: rule, Confidence: 1, Extractor: extractor}
	for i := 0; i+1 < len(qualifiers); i += 2 {
		if qualifiers[i+1] == "" {
			continue
		}
		if c.Qualifiers == nil {
			c.Qualifiers = make(map[string]string, len(qualifiers)/2)
		}
		c.Qualifiers[qualifiers[i]] = qualifiers[i+1]
	}
	return c
}

// Spell makes an interval of a beginning and an end in parts. openAt is the last day that the data cover: an end on it is no
// end. Rejected tells what is wrong.
func Spell(from, to [3]string, openAt string) (edtf string, open bool, err error) {
	a, ok := Date(from[0], from[1], from[2])
	if !ok {
		return "", false, Rejectf("%v is not a date", from)
	}
	b, ok := Date(to[0], to[1], to[2])
	if !ok {
		return "", false, Rejectf("%v is not a date", to)
	}
	if b == "" || b == openAt {
		b, open = "..", true
	}
	edtf, ok = Interval(a, b)
	if !ok {
		return "", false, Rejectf("it would end (%s) before it begins (%s)", b, a)
	}
	return edtf, open, nil
}
