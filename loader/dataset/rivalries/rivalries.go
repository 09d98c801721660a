// Package rivalries reads two lists of interstate rivalries by spell: Thompson, Sakuwa and Suhas's strategic rivalries, and
// Thompson and Dreyer's. Rivals compete with each other; what about is in qualifiers.
//
// Years are those of the lists. A spell that ends in the last year of a list (2020, 2010) is left open and marked as censored.
package rivalries

import (
	"strings"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Strategic reads Thompson, Sakuwa and Suhas (tss): columns of flags.
func Strategic() dataset.Reader {
	return &dataset.Simple{ID: "rivalries-tss", Publisher: "Thompson, Sakuwa and Suhas", Need: []string{"tssr_id", "ccode1", "ccode2", "start", "end", "positional", "spatial"}, Sure: 99,
		Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
			x := reader{names: names, id: h.Column("tssr_id"), a: h.Column("ccode1"), b: h.Column("ccode2"), start: h.Column("start"), end: h.Column("end"), last: "2020", prefix: "tss:"}
			flags := map[string]int{}
			for _, name := range kinds() {
				flags[name] = h.Column(name)
			}
			return func(f []string) ([]claim.Claim, error) {
				var about []string
				for _, name := range kinds() {
					if dataset.Flag(f, flags[name]) {
						about = append(about, name)
					}
				}
				return x.row(f, about)
			}
		}}
}

// Thompson reads Thompson and Dreyer (td): up to three kinds in columns.
func Thompson() dataset.Reader {
	return &dataset.Simple{ID: "rivalries-td", Publisher: "Thompson and Dreyer", Need: []string{"rivalryno", "ccode1", "ccode2", "styear", "endyear", "type1"}, Sure: 99,
		Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
			x := reader{names: names, id: h.Column("rivalryno"), a: h.Column("ccode1"), b: h.Column("ccode2"), start: h.Column("styear"), end: h.Column("endyear"), last: "2010", prefix: "td:"}
			types := []int{h.Column("type1"), h.Column("type2"), h.Column("type3")}
			return func(f []string) ([]claim.Claim, error) {
				var about []string
				for _, column := range types {
					if kind := dataset.Cell(tabular.At(f, column)); kind != "" {
						about = append(about, kind)
					}
				}
				return x.row(f, about)
			}
		}}
}

func kinds() []string { return []string{"positional", "spatial", "ideological", "interventionary"} }

type reader struct {
	names                *dataset.Resolver
	id, a, b, start, end int
	last, prefix         string
}

func (x *reader) row(f []string, about []string) ([]claim.Claim, error) {
	happened, open, err := dataset.Spell([3]string{f[x.start]}, [3]string{f[x.end]}, x.last)
	if err != nil {
		return nil, err
	}
	if happened == "" {
		return nil, dataset.Rejected("no year is given")
	}
	day, _, _ := strings.Cut(happened, "/")
	a, b, err := x.names.Pair(f[x.a], "", f[x.b], "", day)
	if err != nil {
		return nil, err
	}
	censored := ""
	if open {
		censored = "right"
	}
	return dataset.One(dataset.Plain("rivalries@1", "spell", a, "competes_with", b, happened, "type", strings.Join(about, " "), dataset.QualifierCensored, censored,
		dataset.QualifierEvent, x.prefix+f[x.id]), nil)
}
