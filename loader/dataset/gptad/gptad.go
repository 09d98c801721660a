// Package gptad reads the list of the World Bank's Global Preferential Trade Agreements Database: one row an agreement, its members
// in one column of English names.
//
// Every member is party to the agreement: from the day of entry into force, open where the status is "in force", with an unknown
// end where it is "expired"; where the day is not known, on the day of signature with phase "signed". Days are M/D/YYYY. A name that
// is no state (a community, a territory) is kept as an organisation, and so are its members beside it. Equal rows stand in the file and stay claims of their own.
package gptad

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// New makes the reader "gptad".
func New() dataset.Reader {
	return &dataset.Simple{ID: "gptad", Publisher: "World Bank", Need: []string{"Common.Name", "Membership", "Date.of.Signature", "Date.of.Entry.into.Force", "In.force.status"}, Sure: 99, Open: open}
}

type reader struct {
	names                                      *dataset.Resolver
	name, members, signed, force, status, kind int
	out                                        []claim.Claim
}

func open(h *tabular.Header, names *dataset.Resolver) func(f []string) ([]claim.Claim, error) {
	x := &reader{names: names, name: h.Column("Common.Name"), members: h.Column("Membership"), signed: h.Column("Date.of.Signature"),
		force: h.Column("Date.of.Entry.into.Force"), status: h.Column("In.force.status"), kind: h.Column("Type")}
	return x.row
}

func day(cell string) (string, bool) {
	cell = strings.TrimSpace(cell)
	if cell == "" || strings.EqualFold(cell, "n/a") || cell == "NA" {
		return "", true
	}
	return dataset.Calendar(cell)
}

func (x *reader) row(f []string) ([]claim.Claim, error) {
	signed, ok1 := day(f[x.signed])
	force, ok2 := day(f[x.force])
	if !ok1 || !ok2 {
		return nil, dataset.Rejectf("%q and %q are no dates", f[x.signed], f[x.force])
	}
	slug := vocab.Slug(f[x.name])
	if slug == "" {
		return nil, dataset.Rejected("an agreement without a name")
	}
	happened, phase := signed, "signed"
	if force != "" {
		happened, phase = force, "in-force"
		switch strings.ToLower(strings.TrimSpace(f[x.status])) {
		case "in force":
			happened = force + "/.."
		case "expired":
			happened, phase = force+"/", "expired"
		}
	}
	treaty := claim.End{ID: "agreement:" + dataset.Short(slug)}
	if err := x.names.Label(treaty.ID, strings.TrimSpace(f[x.name])); err != nil {
		return nil, err
	}
	x.out = x.out[:0]
	seen := make(map[string]bool)
	for _, name := range x.split(f[x.members]) {
		e, err := x.member(name, signed)
		if err != nil {
			return nil, err
		}
		if e.ID == "" || seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		x.out = append(x.out, dataset.Plain("gptad@1", "agreement", e, "party_to", treaty, happened, "phase", phase, "type", dataset.Cell(tabular.At(f, x.kind))))
	}
	if len(x.out) == 0 {
		return nil, dataset.NoActors
	}
	return x.out, nil
}

// split takes the list of members apart: commas, semicolons, brackets around the members of a community, and "and" where the
// whole is no name. The file writes line ends inside cells as the characters \r\n.
func (x *reader) split(cell string) []string {
	cell = strings.NewReplacer(`\r`, ",", `\n`, ",", "China (Taiwan)", "Taiwan").Replace(cell)
	var out []string
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",;()", r) }) {
		part = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(part), "and "), ".")
		out = x.conjuncts(out, strings.ReplaceAll(part, " - ", " and "))
	}
	return out
}

// conjuncts appends the names that "and" joins; "Trinidad and Tobago" is one.
func (x *reader) conjuncts(out []string, part string) []string {
	if _, whole := x.state(part, ""); whole {
		return append(out, part)
	}
	left, right, ok := strings.Cut(part, " and ")
	if !ok {
		return append(out, part)
	}
	return x.conjuncts(append(out, left), right)
}

// state knows the names that the file spells in its own ways beside those of the vocabulary.
func (x *reader) state(name, day string) (claim.End, bool) {
	name = strings.TrimSpace(name)
	switch vocab.Fold(name) {
	case "allemagne":
		name = "Germany"
	case "autriche":
		name = "Austria"
	case "belgique":
		name = "Belgium"
	case "buglaria":
		name = "Bulgaria"
	case "cameroun", "united republic of cameroon":
		name = "Cameroon"
	case "centrafricaine":
		name = "Central African Republic"
	case "danemark":
		name = "Denmark"
	case "espagne", "spain sweden":
		name = "Spain"
	case "finlande", "finland france":
		name = "Finland"
	case "grece":
		name = "Greece"
	case "irelande":
		name = "Ireland"
	case "italie":
		name = "Italy"
	case "lichtenstein":
		name = "Liechtenstein"
	case "luxembourt", "luxemburg":
		name = "Luxembourg"
	case "pays bas":
		name = "Netherlands"
	case "suede":
		name = "Sweden"
	case "royaume uni", "united kingdom of great britain":
		name = "United Kingdom"
	case "tchad", "republic of chad":
		name = "Chad"
	case "malte":
		name = "Malta"
	case "fiji islands":
		name = "Fiji"
	case "gabonese republic":
		name = "Gabon"
	case "thailand vietnam":
		name = "Thailand"
	}
	if e, ok := x.names.Country(name, day); ok {
		return e, true
	}
	return x.names.Country(name, "")
}

func (x *reader) member(name, day string) (claim.End, error) {
	name = strings.TrimSpace(name)
	slug := vocab.Slug(name)
	if slug == "" {
		return claim.End{}, nil
	}
	if e, ok := x.state(name, day); ok {
		return e, nil
	}
	for _, a := range x.names.Vocabulary().Named(name) {
		if a.Kind == vocab.Org {
			return claim.End{ID: a.ID}, nil
		}
	}
	id := "org:" + dataset.Short(slug)
	return claim.End{ID: id}, x.names.Label(id, name)
}
