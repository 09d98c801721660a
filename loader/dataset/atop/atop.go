// Package atop reads the Alliance Treaty Obligations and Provisions data 5.1: directed dyad-years (also as packages for R pass them on),
// members of alliances, and alliances with their members in columns.
//
// What the data code as an obligation becomes the qualifier "type" (the strongest: defence, offence, neutrality,
// non-aggression, consultation) and "obligations" (all, separated by spaces). A directed dyad-year says what the first state owes the
// second; the relation allied_with is symmetric, so both rows of a pair stand on one edge. Zero or an empty end means "in force".
// The data may be used free of charge with citation.
package atop

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

const publisher = "Alliance Treaty Obligations and Provisions"

// kinds are the columns of the obligations, the strongest first, under both names in use.
type kinds [5]int

func kindColumns(h *tabular.Header) kinds {
	return kinds{h.Column("defense", "atop_defense"), h.Column("offense", "atop_offense"), h.Column("neutral", "atop_neutral"),
		h.Column("nonagg", "atop_nonagg"), h.Column("consul", "atop_consul")}
}

func (k kinds) of(f []string) (strongest, all string) {
	names := [5]string{"defence", "offence", "neutrality", "non-aggression", "consultation"}
	var list []string
	for i, column := range k {
		if dataset.Flag(f, column) {
			list = append(list, names[i])
		}
	}
	if len(list) == 0 {
		return "", ""
	}
	return list[0], strings.Join(list, " ")
}

// DyadYears reads directed dyad-years under the names of columns that ATOP and peacesciencer give them.
func DyadYears() dataset.Reader { return &dyadYears{} }

type dyadYears struct{}

func (*dyadYears) Name() string { return "atop" }

func (*dyadYears) Detect(_ string, head []byte) int {
	for _, names := range [][]string{{"ccode1", "ccode2", "year", "atop_defense", "atop_nonagg"}, {"stateA", "stateB", "year", "defense", "nonagg"}} {
		if dataset.HasColumns(head, names...) {
			return 99
		}
	}
	return 0
}

func (*dyadYears) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: publisher}); err != nil {
		return err
	}
	names := dataset.NewResolver(s, out)
	var one [1]claim.Claim
	return dataset.Table(ctx, in, s, out, []string{"year"}, func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		a, b, year, k := h.Column("ccode1", "stateA"), h.Column("ccode2", "stateB"), h.Column("year"), kindColumns(h)
		if a < 0 || b < 0 || k[0] < 0 {
			return func([]string) ([]claim.Claim, error) { return nil, dataset.ErrFormat }
		}
		return func(f []string) ([]claim.Claim, error) {
			day, ok := dataset.Date(f[year], "", "")
			if !ok || day == "" {
				return nil, dataset.Rejectf("year %q is none", f[year])
			}
			strongest, all := k.of(f)
			if strongest == "" {
				return nil, dataset.NoContent
			}
			from, to, err := names.Pair(f[a], "", f[b], "", day)
			if err != nil {
				return nil, err
			}
			one[0] = dataset.Plain("atop@1", "dyad-year", from, "allied_with", to, day, "type", strongest, "obligations", all)
			return one[:], nil
		}
	})
}

// Members reads atop5_1m.csv: who belongs to an alliance from when to when, under which obligations. Every member is party to
// the alliance, and allied with the members above it for the time that both share.
func Members() dataset.Reader {
	return &dataset.Simple{ID: "atop-members", Publisher: publisher, Need: []string{"atopid", "member", "yrent", "yrexit", "defense", "nonagg"}, Sure: 99,
		Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
			x := &members{names: names, id: h.Column("atopid"), member: h.Column("member"), kinds: kindColumns(h),
				start: [3]int{h.Column("yrent"), h.Column("moent"), h.Column("dayent", "daent")}, end: [3]int{h.Column("yrexit"), h.Column("moexit"), h.Column("dayexit", "daexit")}}
			return x.row
		}}
}

type members struct {
	names      *dataset.Resolver
	id, member int
	start, end [3]int
	kinds      kinds
	pairs      dataset.Pairs
	out        []claim.Claim
}

func cells(f []string, c [3]int) [3]string {
	return [3]string{tabular.At(f, c[0]), tabular.At(f, c[1]), tabular.At(f, c[2])}
}

func agreement(names *dataset.Resolver, number string) (claim.End, error) {
	slug := vocab.Slug(number)
	if slug == "" {
		return claim.End{}, dataset.Rejected("no alliance id")
	}
	id := "agreement:atop-" + dataset.Short(slug)
	return claim.End{ID: id}, names.Label(id, "Alliance "+number+" of ATOP")
}

func (x *members) row(f []string) ([]claim.Claim, error) {
	happened, _, err := dataset.Spell(cells(f, x.start), cells(f, x.end), "2018-12-31")
	if err != nil {
		return nil, err
	}
	treaty, err := agreement(x.names, f[x.id])
	if err != nil {
		return nil, err
	}
	day, _, _ := strings.Cut(happened, "/")
	state, err := x.names.StateOr(f[x.member], "", day)
	if err != nil {
		return nil, err
	}
	strongest, all := x.kinds.of(f)
	q := []string{"type", strongest, "obligations", all, dataset.QualifierEvent, "atop:" + f[x.id]}
	x.out = append(x.out[:0], dataset.Plain("atop-members@1", "member", state, "party_to", treaty, happened, q...))
	if strongest == "" {
		return x.out, nil
	}
	for other, both := range x.pairs.Add(f[x.id], state, happened) {
		x.out = append(x.out, dataset.Plain("atop-members@1", "members", other, "allied_with", state, both, q...))
	}
	return x.out, nil
}

// Alliances reads atop5_1a.csv: a row is an alliance, its members stand in the columns mem1, mem2 and so on. A row without such columns
// names nobody and is skipped.
func Alliances() dataset.Reader {
	return &dataset.Simple{ID: "atop-alliances", Publisher: publisher, Need: []string{"atopid", "begyr", "endyr", "defense", "nonagg"}, Sure: 98,
		Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
			x := &alliances{names: names, id: h.Column("atopid"), kinds: kindColumns(h), start: [3]int{h.Column("begyr"), h.Column("begmo"), h.Column("begday", "begda")},
				end: [3]int{h.Column("endyr"), h.Column("endmo"), h.Column("endday", "endda")}}
			for i := 1; i <= 99; i++ {
				if c := h.Column("mem" + itoa(i)); c >= 0 {
					x.members = append(x.members, c)
				}
			}
			return x.row
		}}
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

type alliances struct {
	names      *dataset.Resolver
	id         int
	kinds      kinds
	start, end [3]int
	members    []int
	out        []claim.Claim
}

func (x *alliances) row(f []string) ([]claim.Claim, error) {
	happened, _, err := dataset.Spell(cells(f, x.start), cells(f, x.end), "2018-12-31")
	if err != nil {
		return nil, err
	}
	treaty, err := agreement(x.names, f[x.id])
	if err != nil {
		return nil, err
	}
	strongest, all := x.kinds.of(f)
	day, _, _ := strings.Cut(happened, "/")
	x.out = x.out[:0]
	for _, column := range x.members {
		code := f[column]
		if n, ok := dataset.Int(code); !ok || n <= 0 {
			continue
		}
		state, err := x.names.StateOr(code, "", day)
		if err != nil {
			return nil, err
		}
		if known(x.out, state.ID) {
			continue // a state that left and came back stands in two columns
		}
		x.out = append(x.out, dataset.Plain("atop-alliances@1", "alliance", state, "party_to", treaty, happened, "type", strongest, "obligations", all,
			dataset.QualifierEvent, "atop:"+f[x.id]))
	}
	if len(x.out) == 0 {
		return nil, dataset.Skipped("an alliance without its members states no relation")
	}
	return x.out, nil
}

func known(claims []claim.Claim, subject string) bool {
	for i := range claims {
		if claims[i].Subject.ID == subject {
			return true
		}
	}
	return false
}
