// Package archigos reads Archigos, the data set of effective political leaders: who led a state from which day to which.
//
// The office is that of the effective leader, office:<state>-leader, whatever its title. Leaders bear last names only; one whom the
// vocabulary knows in a leading office of the state on the first day of the spell is that person, the others get an id
// of name, state and year of birth, the same for all spells of one leader id. "Still in Office" leaves the interval open.
// Codes are those of Gleditsch and Ward.
package archigos

import (
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// New makes the reader "archigos".
func New() dataset.Reader {
	return &dataset.Simple{ID: "archigos", Publisher: "Archigos", Need: []string{"obsid", "gwcode", "leadid", "leader", "startdate", "enddate"}, Sure: 99, Open: open}
}

type reader struct {
	names                                              *dataset.Resolver
	gw, id, leader, born, start, end, entry, exit, obs int
	persons                                            map[string]string // leader id → ours
	taken                                              map[string]string // ours → leader id
	offices                                            map[string]bool
}

// personsLimit bounds the leaders that are remembered; Archigos has 2,802.
const personsLimit = 100_000

func open(h *tabular.Header, names *dataset.Resolver) func(f []string) ([]claim.Claim, error) {
	x := &reader{names: names, gw: h.Column("gwcode", "ccode"), id: h.Column("leadid"), leader: h.Column("leader"), born: h.Column("yrborn"), start: h.Column("startdate"),
		end: h.Column("enddate"), entry: h.Column("entry"), exit: h.Column("exit"), obs: h.Column("obsid"),
		persons: map[string]string{}, taken: map[string]string{}, offices: map[string]bool{}}
	return x.row
}

func (x *reader) row(f []string) ([]claim.Claim, error) {
	from, ok1 := dataset.Calendar(f[x.start])
	to, ok2 := dataset.Calendar(f[x.end])
	if !ok1 || (!ok2 && dataset.Cell(f[x.end]) != "") {
		return nil, dataset.Rejectf("%q to %q are no dates", f[x.start], f[x.end])
	}
	if to == "" || strings.EqualFold(tabular.At(f, x.exit), "Still in Office") {
		to = ".."
	}
	happened, ok := dataset.Interval(from, to)
	if !ok {
		return nil, dataset.Rejectf("it would end (%s) before it begins (%s)", to, from)
	}
	state, err := x.state(f[x.gw], from)
	if err != nil {
		return nil, err
	}
	person, err := x.person(f, state.ID, from)
	if err != nil {
		return nil, err
	}
	v := x.names.Vocabulary()
	office := claim.End{ID: "office:" + v.Prefix(state.ID) + "-leader", State: state.ID}
	if v.Prefix(state.ID) == "" {
		office.ID = "office:" + strings.TrimPrefix(state.ID, "state:") + "-leader"
	}
	label := state.ID
	if a, known := v.Actor(state.ID); known {
		label = a.Label
	}
	if err := x.names.Label(office.ID, "Leader of "+label); err != nil {
		return nil, err
	}
	out := []claim.Claim{dataset.Plain("archigos@1", "spell", claim.End{ID: person, State: state.ID}, "holds_office", office, happened,
		"entry", dataset.Cell(tabular.At(f, x.entry)), "exit", dataset.Cell(tabular.At(f, x.exit)), dataset.QualifierEvent, "archigos:"+f[x.obs])}
	if !x.offices[office.ID] && len(x.offices) < personsLimit {
		x.offices[office.ID] = true
		out = append(out, dataset.Plain("archigos@1", "office", office, "office_of", state, ""))
	}
	return out, nil
}

// state reads the code of Gleditsch and Ward; where only the Correlates of War know a number, theirs.
func (x *reader) state(code, day string) (claim.End, error) {
	if e, ok := x.names.State(vocab.GW, code, day); ok {
		return e, nil
	}
	return x.names.StateOr(code, "", day)
}

func (x *reader) person(f []string, state, day string) (string, error) {
	name := strings.TrimSpace(f[x.leader])
	slug := vocab.Slug(name)
	if slug == "" {
		return "", dataset.Rejected("no name of a leader")
	}
	lead := f[x.id]
	if id, ok := x.persons[lead]; ok {
		return id, nil
	}
	id := x.holder(name, state, day)
	if id == "" {
		id = "person:" + dataset.Short(slug) + "-" + strings.ToLower(strings.TrimPrefix(state, "state:"))
		if born, ok := dataset.Int(tabular.At(f, x.born)); ok && born > 0 {
			id += "-" + strconv.Itoa(born)
		}
		if other, ok := x.taken[id]; ok && other != lead {
			id += "-" + vocab.Slug(f[x.obs])
		}
	}
	if len(x.persons) < personsLimit {
		lead = strings.Clone(lead)
		x.persons[lead], x.taken[id] = id, lead
	}
	return id, x.names.Label(id, name)
}

// holder is the person of this name whom the vocabulary knows in a leading office of the state on the day.
func (x *reader) holder(name, state, day string) string {
	v := x.names.Vocabulary()
	found := ""
	for _, a := range v.Named(name) {
		if a.Kind != vocab.Person {
			continue
		}
		for _, office := range v.OfficesOn(a.ID, day) {
			if o, ok := v.Actor(office); ok && o.Home == state && o.Role == vocab.RoleHead {
				if found != "" && found != a.ID {
					return ""
				}
				found = a.ID
			}
		}
	}
	return found
}
