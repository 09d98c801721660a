package cow

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Exchange reads diplomatic exchange by dyad and year: two states have diplomatic relations, at the level at which each is represented in
// the other's capital: charge-d-affaires, minister, ambassador, other. One claim for each direction that has a mission; where there
// is an exchange of unknown level (DE is 1, both sides 0 or missing) one without level.
func Exchange() dataset.Reader {
	return &dataset.Simple{ID: "cow-diplomatic-exchange", Publisher: publisher, Need: []string{"ccode1", "ccode2", "year", "DR_at_1", "DR_at_2", "DE"}, Sure: 99, Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		code1, code2, year := h.Column("ccode1"), h.Column("ccode2"), h.Column("year")
		at1, at2, exchange := h.Column("DR_at_1"), h.Column("DR_at_2"), h.Column("DE")
		return func(f []string) ([]claim.Claim, error) {
			day, ok := dataset.Date(f[year], "", "")
			if !ok || day == "" {
				return nil, dataset.Rejectf("year %q is none", f[year])
			}
			of2, err := mission(f[at1])
			if err != nil {
				return nil, err
			}
			of1, err := mission(f[at2])
			if err != nil {
				return nil, err
			}
			if of1 == "" && of2 == "" && !dataset.Flag(f, exchange) {
				return nil, dataset.NoContent
			}
			a, b, err := names.Pair(f[code1], "", f[code2], "", day)
			if err != nil {
				return nil, err
			}
			return missions(a, b, of1, of2, day), nil
		}
	}}
}

// missions gives a claim for the mission of a at b and one for that of b at a.
func missions(a, b claim.End, ofA, ofB, day string) []claim.Claim {
	const relation = "has_diplomatic_relations_with"
	var out []claim.Claim
	if ofA != "" || ofB == "" {
		out = append(out, dataset.Plain("cow-diplomatic-exchange@1", "mission", a, relation, b, day, "level", ofA))
	}
	if ofB != "" {
		out = append(out, dataset.Plain("cow-diplomatic-exchange@1", "mission", b, relation, a, day, "level", ofB))
	}
	return out
}

func mission(cell string) (string, error) {
	switch n, ok := dataset.Int(cell); {
	case dataset.Missing(strings.TrimSpace(cell)):
		return "", nil
	case !ok:
		return "", dataset.Rejectf("representation %q is no number", cell)
	case n == 1:
		return "charge-d-affaires", nil
	case n == 2:
		return "minister", nil
	case n == 3:
		return "ambassador", nil
	case n == 9:
		return "other", nil
	case n <= 0:
		return "", nil
	}
	return "", dataset.Rejectf("representation %q is not 0, 1, 2, 3 or 9", cell)
}

// IGOs reads memberships of intergovernmental organisations by state and year (state_year_format3.csv): every column behind "state" is an
// organisation. 1 is full membership, 2 associate, 3 observer; 0, -9 and -1 are none.
type IGOs struct{}

// NewIGOs makes the reader.
func NewIGOs() *IGOs { return &IGOs{} }

// Name is "cow-igos".
func (*IGOs) Name() string { return "cow-igos" }

// Detect wants the three first columns and more behind them.
func (*IGOs) Detect(_ string, head []byte) int {
	for _, comma := range []byte{',', '\t', ';'} {
		f := tabular.HeadLine(head, comma)
		if len(f) > 10 && strings.EqualFold(f[0], "ccode") && strings.EqualFold(f[1], "year") && strings.EqualFold(f[2], "state") {
			return 99
		}
	}
	return 0
}

// Read implements dataset.Reader.
func (*IGOs) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	names := dataset.NewResolver(s, out)
	body, comma := dataset.SniffComma(in.Body)
	rows := tabular.NewReader(body, tabular.Layout{Comma: comma, Quoted: comma != '\t'})
	first, err := rows.Next()
	if err != nil || len(first.Fields) < 4 {
		return dataset.ErrFormat
	}
	orgs := make([]claim.End, len(first.Fields))
	for i, f := range first.Fields[3:] {
		if orgs[i+3], err = igo(names, s.Vocabulary, f); err != nil {
			return err
		}
	}
	var claims []claim.Claim
	return dataset.Rows(ctx, rows, s, out, func(r tabular.Row) ([]claim.Claim, error) {
		if len(r.Fields) != len(orgs) {
			return nil, dataset.Rejectf("%d columns, the header has %d", len(r.Fields), len(orgs))
		}
		claims, err = memberships(claims[:0], names, r.Fields, orgs)
		return claims, err
	})
}

// igo finds an organisation by the abbreviation that heads a column.
func igo(names *dataset.Resolver, v *vocab.Vocabulary, abbreviation string) (claim.End, error) {
	for _, a := range v.Named(abbreviation) {
		if a.Kind == vocab.Org {
			return claim.End{ID: a.ID}, nil
		}
	}
	slug := vocab.Slug(abbreviation)
	if slug == "" {
		return claim.End{}, nil
	}
	id := "org:cow-igo-" + dataset.Short(slug)
	return claim.End{ID: id}, names.Label(id, abbreviation)
}

func memberships(out []claim.Claim, names *dataset.Resolver, f []string, orgs []claim.End) ([]claim.Claim, error) {
	day, ok := dataset.Date(f[1], "", "")
	if !ok || day == "" {
		return out, dataset.Rejectf("year %q is none", f[1])
	}
	state, err := names.StateOr(f[0], f[2], day)
	if err != nil {
		return out, err
	}
	for i := 3; i < len(f); i++ {
		level := ""
		switch strings.TrimSpace(f[i]) {
		case "1":
			level = "full"
		case "2":
			level = "associate"
		case "3":
			level = "observer"
		}
		if level != "" && orgs[i].ID != "" {
			out = append(out, dataset.Plain("cow-igos@1", "state-year", state, "member_of", orgs[i], day, "level", level))
		}
	}
	return out, nil
}

// IGOCounts recognises the yearly counts of memberships. They name no organisation, so every row is skipped with that reason.
func IGOCounts() dataset.Reader {
	return &dataset.Simple{ID: "cow-igo-counts", Publisher: publisher, Need: []string{"ccode", "year", "sum_igo_full", "sum_igo_anytype"}, Sure: 99, Open: func(*tabular.Header, *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		return func([]string) ([]claim.Claim, error) {
			return nil, dataset.Skipped("a number of memberships without the organisations states no relation")
		}
	}}
}

// Crosswalk recognises tables that pair codes of one state in several systems. They are about codes and state no relation.
func Crosswalk() dataset.Reader {
	return &dataset.Simple{ID: "cow-crosswalk", Publisher: publisher, Need: []string{"cow_id", "cow3", "iso3", "valid_from"}, Sure: 99, Open: func(*tabular.Header, *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		return func([]string) ([]claim.Claim, error) {
			return nil, dataset.Skipped("a pairing of codes states no relation")
		}
	}}
}
