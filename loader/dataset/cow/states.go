package cow

import (
	"strings"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// States reads the list of the members of the state system (states2016.csv, states2024.csv): a state is a member of group:cow-state-system for
// each of its spells. Membership on the last day of the data is open.
func States() dataset.Reader {
	return &dataset.Simple{ID: "cow-states", Publisher: publisher, Need: []string{"stateabb", "ccode", "statenme", "styear", "endyear"}, Sure: 99, Open: openSpells("group:cow-state-system", "State system of the Correlates of War")}
}

// Majors reads the list of major powers (majors2016.csv) as members of group:cow-major-powers.
func Majors() dataset.Reader {
	return &dataset.Simple{ID: "cow-majors", Publisher: publisher, Need: []string{"ccode", "styear", "stmonth", "stday", "endyear", "endmonth", "endday", "version"}, Sure: 90, Open: openSpells("group:cow-major-powers", "Major powers of the Correlates of War")}
}

func openSpells(group, label string) func(*tabular.Header, *dataset.Resolver) func([]string) ([]claim.Claim, error) {
	return func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		code, name, version := h.Column("ccode"), h.Column("statenme"), h.Column("version")
		start, end := dateColumns(h, "st"), dateColumns(h, "end")
		return func(f []string) ([]claim.Claim, error) {
			// The version is the last year that the data cover.
			happened, _, err := dataset.Spell(dateCells(f, start), dateCells(f, end), strings.TrimSpace(tabular.At(f, version))+"-12-31")
			if err != nil {
				return nil, err
			}
			if happened == "" {
				return nil, dataset.Rejected("no year is given")
			}
			state, err := names.StateOr(f[code], tabular.At(f, name), firstDay(happened))
			if err != nil {
				return nil, err
			}
			if err := names.Label(group, label); err != nil {
				return nil, err
			}
			return dataset.One(dataset.Plain("cow-states@1", "spell", state, "member_of", claim.End{ID: group}, happened), nil)
		}
	}
}

// Codes reads the list of country codes ("COW country codes.csv"): a row says that there is such a state, without dates. Rows repeat
// for states with several spells.
func Codes() dataset.Reader {
	return &dataset.Simple{ID: "cow-codes", Publisher: publisher, Need: []string{"StateAbb", "CCode", "StateNme"}, Sure: 80, Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		code, name := h.Column("CCode"), h.Column("StateNme")
		return func(f []string) ([]claim.Claim, error) {
			state, err := names.StateOr(f[code], f[name], "")
			if err != nil {
				return nil, err
			}
			const group = "group:cow-state-system"
			if err := names.Label(group, "State system of the Correlates of War"); err != nil {
				return nil, err
			}
			return dataset.One(dataset.Plain("cow-codes@1", "code", state, "member_of", claim.End{ID: group}, ""), nil)
		}
	}}
}

// Contiguity reads contdir.csv: two states border each other for a time, by land or across so much water. The qualifier "type" says
// which: land, water-12, water-24, water-150, water-400 (miles at most).
func Contiguity() dataset.Reader {
	return &dataset.Simple{ID: "cow-contiguity", Publisher: publisher, Need: []string{"statelno", "statehno", "conttype", "begin", "end"}, Sure: 99, Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		low, lowName, high, highName := h.Column("statelno"), h.Column("statelab"), h.Column("statehno"), h.Column("statehab")
		kind, begin, end := h.Column("conttype"), h.Column("begin"), h.Column("end")
		return func(f []string) ([]claim.Claim, error) {
			from, ok1 := dataset.Compact(strings.TrimSpace(f[begin]))
			to, ok2 := dataset.Compact(strings.TrimSpace(f[end]))
			types := map[string]string{"1": "land", "2": "water-12", "3": "water-24", "4": "water-150", "5": "water-400"}
			contact, ok3 := types[strings.TrimSpace(f[kind])]
			if !ok1 || !ok2 || !ok3 || from == "" {
				return nil, dataset.Rejectf("type %q from %q to %q is no contiguity", f[kind], f[begin], f[end])
			}
			if to == "2016-12" || to == "2006-12" {
				to = ".." // the last month of versions 3.2 and 3.1
			}
			happened, ok := dataset.Interval(from, to)
			if !ok {
				return nil, dataset.Rejectf("it would end (%s) before it begins (%s)", to, from)
			}
			a, b, err := names.Pair(f[low], tabular.At(f, lowName), f[high], tabular.At(f, highName), from)
			if err != nil {
				return nil, err
			}
			return dataset.One(dataset.Plain("cow-contiguity@1", "type:"+contact, a, "borders", b, happened, "type", contact), nil)
		}
	}}
}
