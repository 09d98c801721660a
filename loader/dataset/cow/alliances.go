package cow

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// AllianceDyads reads alliance_v4.1_by_dyad.csv and _by_directed.csv (a row is a pair and its interval) and the yearly versions
// of both (a row is a pair and a year). The relation is symmetric, so a directed file says everything twice on the same edges.
type AllianceDyads struct{}

// NewAllianceDyads makes the reader.
func NewAllianceDyads() *AllianceDyads { return &AllianceDyads{} }

// Name is "cow-alliances".
func (*AllianceDyads) Name() string { return "cow-alliances" }

func dyadColumns() []string {
	return []string{"version4id", "ccode1", "ccode2", "dyad_st_year", "dyad_end_year", "defense", "neutrality", "nonaggression", "entente"}
}

// Detect looks for the names of the columns.
func (*AllianceDyads) Detect(_ string, head []byte) int {
	if dataset.HasColumns(head, dyadColumns()...) {
		return 99
	}
	return 0
}

// Read implements dataset.Reader.
func (*AllianceDyads) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	names := dataset.NewResolver(s, out)
	var one [1]claim.Claim
	return dataset.Table(ctx, in, s, out, dyadColumns(), func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		x := dyadReader{names: names, id: h.Column("version4id"), code1: h.Column("ccode1"), name1: h.Column("state_name1"), code2: h.Column("ccode2"),
			name2: h.Column("state_name2"), year: h.Column("year"), left: h.Column("left_censor"), right: h.Column("right_censor"),
			start: dateColumns(h, "dyad_st_"), end: dateColumns(h, "dyad_end_"), kinds: kindColumns(h)}
		return func(f []string) ([]claim.Claim, error) {
			var err error
			one[0], err = x.row(f)
			return one[:], err
		}
	})
}

// dateColumns are the columns of year, month and day with a prefix.
func dateColumns(h *tabular.Header, prefix string) [3]int {
	return [3]int{h.Column(prefix + "year"), h.Column(prefix + "month"), h.Column(prefix + "day")}
}

func dateCells(f []string, c [3]int) [3]string {
	return [3]string{tabular.At(f, c[0]), tabular.At(f, c[1]), tabular.At(f, c[2])}
}

func kindColumns(h *tabular.Header) [4]int {
	return [4]int{h.Column("defense"), h.Column("neutrality"), h.Column("nonaggression"), h.Column("entente")}
}

func kindsOf(f []string, c [4]int) (strongest, all string) {
	return obligations(dataset.Flag(f, c[0]), dataset.Flag(f, c[1]), dataset.Flag(f, c[2]), dataset.Flag(f, c[3]))
}

type dyadReader struct {
	names                                             *dataset.Resolver
	id, code1, name1, code2, name2, year, left, right int
	start, end                                        [3]int
	kinds                                             [4]int
}

func (x *dyadReader) row(f []string) (claim.Claim, error) {
	none := claim.Claim{}
	from, to := dateCells(f, x.start), dateCells(f, x.end)
	right := dataset.Flag(f, x.right)
	if right {
		to = [3]string{}
	}
	happened, _, err := dataset.Spell(from, to, "2012-12-31")
	if err != nil {
		return none, err
	}
	if x.year >= 0 {
		if happened, err = allianceYear(f[x.year]); err != nil {
			return none, err
		}
	}
	if happened == "" {
		return none, dataset.Rejected("no year is given")
	}
	a, b, err := x.names.Pair(f[x.code1], tabular.At(f, x.name1), f[x.code2], tabular.At(f, x.name2), firstDay(happened))
	if err != nil {
		return none, err
	}
	strongest, all := kindsOf(f, x.kinds)
	if strongest == "" {
		return none, dataset.NoContent
	}
	return dataset.Plain("cow-alliances@1", "dyad", a, "allied_with", b, happened, "type", strongest, "obligations", all,
		dataset.QualifierEvent, "cow-alliance:"+f[x.id], dataset.QualifierCensored, censored(dataset.Flag(f, x.left), right)), nil
}

// allianceYear refuses the year 0 that two rows of the published file carry.
func allianceYear(cell string) (string, error) {
	day, ok := dataset.Date(cell, "", "")
	if !ok || day == "" {
		return "", dataset.Rejectf("year %q is none", cell)
	}
	return day, nil
}

// firstDay is the date at which an interval begins, by which codes are looked up.
func firstDay(edtf string) string {
	from, _, _ := strings.Cut(edtf, "/")
	if from == ".." {
		return ""
	}
	return from
}

func censored(left, right bool) string {
	switch {
	case left && right:
		return "both"
	case left:
		return "left"
	case right:
		return "right"
	}
	return ""
}

// AllianceMembers reads alliance_v4.1_by_member.csv: every member is party to the alliance for its time, and allied with the
// members above it in the file for the time that both share. The rows of one alliance stand together in the published file;
// where they do not, pairs are made within each run of rows.
type AllianceMembers struct{}

// NewAllianceMembers makes the reader.
func NewAllianceMembers() *AllianceMembers { return &AllianceMembers{} }

// Name is "cow-alliance-members".
func (*AllianceMembers) Name() string { return "cow-alliance-members" }

func memberColumns() []string {
	return []string{"version4id", "ccode", "mem_st_year", "mem_end_year", "defense", "neutrality", "nonaggression", "entente"}
}

// Detect looks for the names of the columns.
func (*AllianceMembers) Detect(_ string, head []byte) int {
	if dataset.HasColumns(head, memberColumns()...) {
		return 99
	}
	return 0
}

// Read implements dataset.Reader.
func (*AllianceMembers) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	names := dataset.NewResolver(s, out)
	return dataset.Table(ctx, in, s, out, memberColumns(), func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		x := &memberReader{names: names, id: h.Column("version4id"), code: h.Column("ccode"), name: h.Column("state_name"), left: h.Column("left_censor"),
			right: h.Column("right_censor"), start: dateColumns(h, "mem_st_"), end: dateColumns(h, "mem_end_"), kinds: kindColumns(h)}
		return x.row
	})
}

type memberReader struct {
	names                       *dataset.Resolver
	id, code, name, left, right int
	start, end                  [3]int
	kinds                       [4]int

	pairs dataset.Pairs
	out   []claim.Claim
}

func (x *memberReader) row(f []string) ([]claim.Claim, error) {
	id := dataset.Cell(f[x.id])
	if id == "" {
		return nil, dataset.Rejected("no alliance id")
	}
	to := dateCells(f, x.end)
	right := dataset.Flag(f, x.right)
	if right && to[0] == "2012" {
		to = [3]string{}
	}
	happened, _, err := dataset.Spell(dateCells(f, x.start), to, "2012-12-31")
	if err != nil {
		return nil, err
	}
	end, err := x.names.StateOr(f[x.code], tabular.At(f, x.name), firstDay(happened))
	if err != nil {
		return nil, err
	}
	strongest, all := kindsOf(f, x.kinds)
	if strongest == "" {
		return nil, dataset.NoContent
	}
	slug := vocab.Slug(id)
	if slug == "" {
		return nil, dataset.Rejectf("%q is no alliance id", id)
	}
	agreement := "agreement:cow-alliance-" + dataset.Short(slug)
	if err := x.names.Label(agreement, "Alliance "+id+" of the Correlates of War"); err != nil {
		return nil, err
	}
	qualifiers := []string{"type", strongest, "obligations", all, dataset.QualifierEvent, "cow-alliance:" + id, dataset.QualifierCensored, censored(dataset.Flag(f, x.left), right)}
	x.out = append(x.out[:0], dataset.Plain("cow-alliance-members@1", "member", end, "party_to", claim.End{ID: agreement}, happened, qualifiers...))
	for other, both := range x.pairs.Add(id, end, happened) {
		x.out = append(x.out, dataset.Plain("cow-alliance-members@1", "members", other, "allied_with", end, both, qualifiers...))
	}
	return x.out, nil
}
