// Package desta reads the list of trade agreements of the Design of Trade Agreements project: one row a treaty (or an accession, protocol,
// withdrawal, negotiation), its parties in up to 91 columns of ISO 3166 numbers.
//
// Every party is party to the agreement, from the year in which it entered into force; where only the year of signature is known,
// that year alone, with phase "signed". Parties of a negotiation negotiate with its topic. A withdrawal lists those who stay as well as
// those who go, so only a party that the treaty's name puts behind the word withdraws. ISO 3166 ends where the list goes
// on: 900 is Kosovo.
package desta

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// New makes the reader "desta".
func New() dataset.Reader {
	return &dataset.Simple{ID: "desta", Publisher: "Design of Trade Agreements", Need: []string{"number", "base_treaty", "name", "entry_type", "year", "entryforceyear", "c1", "c2"}, Sure: 99, Open: open}
}

type reader struct {
	names                                 *dataset.Resolver
	number, base, name, kind, year, force int
	parties                               []int
	out                                   []claim.Claim
}

func open(h *tabular.Header, names *dataset.Resolver) func(f []string) ([]claim.Claim, error) {
	x := &reader{names: names, number: h.Column("number"), base: h.Column("base_treaty"), name: h.Column("name"), kind: h.Column("entry_type"), year: h.Column("year"), force: h.Column("entryforceyear")}
	first := h.Column("c1")
	for i := first; i < h.Len() && i == h.Column("c"+number(i-first+1)); i++ {
		x.parties = append(x.parties, i)
	}
	return x.row
}

func number(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return number(n/10) + number(n%10)
}

func (x *reader) row(f []string) ([]claim.Claim, error) {
	signed, ok1 := dataset.Date(f[x.year], "", "")
	force, ok2 := dataset.Date(f[x.force], "", "")
	if !ok1 || !ok2 {
		return nil, dataset.Rejectf("%q and %q are no years", f[x.year], f[x.force])
	}
	slug := dataset.Short(vocab.Slug(f[x.number]))
	if slug == "" {
		return nil, dataset.Rejected("no number of a treaty")
	}
	if f[x.kind] == "" {
		return nil, dataset.Rejected("an entry without a type")
	}
	parties, err := x.states(f, signed)
	if err != nil {
		return nil, err
	}
	x.out = x.out[:0]
	switch f[x.kind] {
	case "withdrawal":
		return x.withdrawal(f, parties, signed)
	case "negotiation":
		topic := "topic:desta-" + slug
		err = x.names.Label(topic, f[x.name])
		for _, p := range parties {
			x.out = append(x.out, x.claim(f, p, "negotiates_with", topic, signed, ""))
		}
	default:
		treaty := "agreement:desta-" + slug
		err = x.names.Label(treaty, f[x.name])
		happened, phase := signed, "signed"
		if force != "" {
			happened, phase = force+"/..", "in-force"
		}
		for _, p := range parties {
			x.out = append(x.out, x.claim(f, p, "party_to", treaty, happened, phase))
		}
	}
	if len(x.out) == 0 && err == nil {
		err = dataset.NoActors
	}
	return x.out, err
}

func (x *reader) claim(f []string, party claim.End, relation, object, happened, phase string) claim.Claim {
	return dataset.Plain("desta@1", f[x.kind], party, relation, claim.End{ID: object}, happened, "phase", phase, "entry", f[x.kind], dataset.QualifierEvent, "desta:"+f[x.number])
}

// states are the parties of a row, each once.
func (x *reader) states(f []string, day string) ([]claim.End, error) {
	var out []claim.End
	seen := make(map[string]bool)
	for _, column := range x.parties {
		code := dataset.Cell(f[column])
		if code == "" {
			continue
		}
		e, err := x.party(code, day)
		if err != nil {
			return nil, err
		}
		if !seen[e.ID] {
			seen[e.ID] = true
			out = append(out, e)
		}
	}
	return out, nil
}

func (x *reader) party(code, day string) (claim.End, error) {
	switch code {
	case "900":
		return x.names.StateOr("347", "Kosovo", day)
	case "530":
		return claim.End{ID: "org:netherlands-antilles"}, x.names.Label("org:netherlands-antilles", "Netherlands Antilles")
	}
	e, ok := x.names.State(vocab.ISONumeric, code, day)
	if ok {
		return e, nil
	}
	n, ok := dataset.Int(code)
	if !ok || n <= 0 || n > 999 {
		return e, dataset.Rejectf("%q is no number of ISO 3166", code)
	}
	// A territory that the vocabulary does not have among its states.
	id := "org:territory-iso-" + code
	return claim.End{ID: id}, x.names.Label(id, "Territory "+code+" of ISO 3166")
}

func (x *reader) withdrawal(f []string, parties []claim.End, year string) ([]claim.Claim, error) {
	_, who, ok := strings.Cut(f[x.name], "withdrawal")
	base := dataset.Short(vocab.Slug(f[x.base]))
	if ok && base != "" {
		who = " " + vocab.Fold(who) + " "
		for _, p := range parties {
			if x.mentioned(who, p.ID) {
				x.out = append(x.out, x.claim(f, p, "withdraws_from", "agreement:desta-"+base, year, ""))
			}
		}
	}
	if len(x.out) == 0 {
		return nil, dataset.Skipped("the row does not say who withdraws")
	}
	return x.out, nil
}

func (x *reader) mentioned(who, id string) bool {
	a, ok := x.names.Vocabulary().Actor(id)
	if !ok {
		return false
	}
	for _, name := range append([]string{a.Label}, a.Aliases...) {
		if n := vocab.Fold(name); n != "" && strings.Contains(who, " "+n+" ") {
			return true
		}
	}
	return false
}
