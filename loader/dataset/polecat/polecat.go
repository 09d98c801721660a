// Package polecat reads the POLECAT event data: PLOVER events with their actors and recipients, tab-separated with a header.
//
// A row may name several actors and several recipients ("; " between them): it becomes one claim for each pair. An event without
// recipient states no relation. PLOVER has types and modes in place of codes: a table gives the relation of each, and the claim keeps
// type, mode, contexts and quad class. "None" is missing, lines may end in tabs that the header has no names for, and the header in
// names that no line has; "Intensity" is also called "Event Intensity".
//
// No real rows could be had: the layout is that of the published codebook, tested on rows made by hand.
package polecat

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// New makes the reader "polecat".
func New() dataset.Reader { return reader{} }

type reader struct{}

func (reader) Name() string { return "polecat" }

func need() []string {
	return []string{"Event ID", "Event Date", "Event Type", "Event Mode", "Actor Name", "Actor Country", "Recipient Name", "Recipient Country"}
}

func (reader) Detect(_ string, head []byte) int {
	if dataset.HasColumns(head, need()...) {
		return 99
	}
	return 0
}

func (reader) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: "POLECAT"}); err != nil {
		return err
	}
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t'})
	h, err := dataset.ReadHeader(rows, need()...)
	if err != nil {
		return err
	}
	x := &events{session: s, names: dataset.NewResolver(s, out), cells: dataset.NewCells(), id: h.Column("Event ID"), date: h.Column("Event Date"), kind: h.Column("Event Type"),
		mode: h.Column("Event Mode"), score: h.Column("Intensity", "Event Intensity"), quad: h.Column("Quad Code"), contexts: h.Column("Contexts"),
		source: h.Column("Source"), published: h.Column("Publication Date"), place: h.Column("Placename"), country: h.Column("Country"),
		actor: sideOf(h, "Actor"), recipient: sideOf(h, "Recipient")}
	last := max(x.actor.sector, x.recipient.sector, x.recipient.name, x.recipient.country)
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		if len(row.Fields) <= last {
			return nil, dataset.Rejectf("%d columns, the header has %d", len(row.Fields), h.Len())
		}
		for _, extra := range row.Fields[min(len(row.Fields), h.Len()):] {
			if extra != "" {
				return nil, dataset.Rejectf("%d columns, the header has %d", len(row.Fields), h.Len())
			}
		}
		return x.row(row.Fields)
	})
}

type side struct{ name, country, sector int }

func sideOf(h *tabular.Header, who string) side {
	return side{h.Column(who + " Name"), h.Column(who + " Country"), h.Column("Primary " + who + " Sector")}
}

type events struct {
	session                                                                        *dataset.Session
	names                                                                          *dataset.Resolver
	cells                                                                          *dataset.Cells
	id, date, kind, mode, score, quad, contexts, source, published, place, country int
	actor, recipient                                                               side
	out                                                                            []claim.Claim
}

// pairsLimit bounds what one row may become.
const pairsLimit = 400

func (x *events) row(f []string) ([]claim.Claim, error) {
	at := func(column int) string { return dataset.Cell(tabular.At(f, column)) }
	day, ok := dataset.Calendar(at(x.date))
	if !ok || len(day) != 10 {
		return nil, dataset.Rejectf("event date %q is not a day", at(x.date))
	}
	kind := strings.ToUpper(at(x.kind))
	modes := list(at(x.mode))
	mode := ""
	if len(modes) > 0 {
		mode = strings.ToLower(modes[0])
	}
	relation, ok := relationOf(kind, mode)
	if !ok {
		return nil, dataset.Rejectf("unknown event type %q", at(x.kind))
	}
	actors, err := x.ends(f, x.actor, day)
	if err != nil {
		return nil, err
	}
	recipients, err := x.ends(f, x.recipient, day)
	if err != nil {
		return nil, err
	}
	switch {
	case len(actors) == 0 && len(recipients) == 0:
		return nil, dataset.NoActors
	case len(actors) == 0:
		return nil, dataset.NoSource
	case len(recipients) == 0:
		return nil, dataset.NoTarget
	case len(actors)*len(recipients) > pairsLimit:
		return nil, dataset.Rejectf("%d actors and %d recipients in one row", len(actors), len(recipients))
	}
	said, _ := dataset.Calendar(at(x.published))
	outlet, err := x.names.Outlet(at(x.source))
	if err != nil {
		return nil, err
	}
	base := claim.Claim{Relation: relation, Polarity: claim.Affirmed, Modality: claim.Coded, Happened: day, Said: said, PLOVER: kind, Score: x.cells.Score(at(x.score)),
		Rule: "plover:" + kind, Confidence: 0.6, Extractor: "polecat@1", Publisher: outlet}
	if mode != "" {
		base.Rule += ":" + mode
	}
	return x.pairs(base, actors, recipients, qualifiers(f, at, x, kind, mode, day))
}

func qualifiers(f []string, at func(int) string, x *events, kind, mode, day string) []string {
	place := at(x.place)
	if place == "" {
		place = at(x.country)
	}
	return []string{dataset.QualifierEvent, "polecat:" + f[x.id], dataset.QualifierPlace, place, dataset.QualifierOccurrence, day + ":" + kind,
		"plover_mode", mode, "contexts", strings.Join(list(at(x.contexts)), " "), "quad", strings.ToLower(at(x.quad))}
}

// pairs makes a claim of every actor with every recipient that the relation takes.
func (x *events) pairs(base claim.Claim, actors, recipients []claim.End, q []string) ([]claim.Claim, error) {
	x.out = x.out[:0]
	reason := error(dataset.SameActor)
	r, ok := x.session.Vocabulary.Relation(base.Relation)
	if !ok {
		return nil, dataset.NoRelation
	}
	for _, a := range actors {
		for _, b := range recipients {
			s, ok1 := dataset.Fit(a, r.Domain)
			o, ok2 := dataset.Fit(b, r.Range)
			if !ok1 || !ok2 {
				reason = dataset.Skipped("the relation " + base.Relation + " does not take actors of this kind")
				continue
			}
			if s.ID == o.ID || repeated(x.out, s.ID, o.ID) {
				continue
			}
			c := dataset.Plain("", "", s, base.Relation, o, "", q...)
			c.Relation, c.Polarity, c.Modality, c.Happened, c.Said, c.PLOVER, c.Score = base.Relation, base.Polarity, base.Modality, base.Happened, base.Said, base.PLOVER, base.Score
			c.Rule, c.Confidence, c.Extractor, c.Publisher = base.Rule, base.Confidence, base.Extractor, base.Publisher
			x.out = append(x.out, c)
		}
	}
	if len(x.out) == 0 {
		return nil, reason
	}
	return x.out, nil
}

func repeated(claims []claim.Claim, subject, object string) bool {
	for i := range claims {
		if claims[i].Subject.ID == subject && claims[i].Object.ID == object {
			return true
		}
	}
	return false
}

func list(cell string) []string {
	var out []string
	for p := range strings.SplitSeq(cell, ";") {
		if p = dataset.Cell(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// ends are the actors of one side, each once. A country belongs to the name at its place; a single country to all names.
func (x *events) ends(f []string, s side, day string) ([]claim.End, error) {
	names, countries := list(f[s.name]), list(f[s.country])
	sector := dataset.Cell(tabular.At(f, s.sector))
	if len(names) == 0 {
		names = make([]string, len(countries))
	}
	var out []claim.End
	seen := make(map[string]bool)
	for i, name := range names {
		country := ""
		switch {
		case len(countries) == 1:
			country = countries[0]
		case i < len(countries):
			country = countries[i]
		}
		e, err := x.end(name, country, sector, day)
		if err != nil {
			return nil, err
		}
		if e.ID != "" && !seen[e.ID] {
			seen[e.ID] = true
			out = append(out, e)
		}
	}
	return out, nil
}

func (x *events) end(name, country, sector, day string) (claim.End, error) {
	if e, ok := x.names.Country(name, day); ok && name != "" {
		return e, nil
	}
	found := x.session.Vocabulary.Named(name)
	if len(found) == 1 && (found[0].Kind == vocab.Org || found[0].Kind == vocab.Group || found[0].Kind == vocab.Person && strings.Contains(name, " ")) {
		return x.names.End(found[0].ID, day), nil
	}
	state, isState := x.names.State(vocab.ISO3, country, day)
	if name == "" {
		if isState && (sector == "" || sector == "UNK") {
			return state, nil
		}
		return x.names.Coded(country+sector, "", day)
	}
	slug := vocab.Slug(name)
	if slug == "" {
		return claim.End{}, nil
	}
	e := claim.End{ID: "person:" + dataset.Short(slug)}
	switch country {
	case "IGO", "UNO", "EUR", "NGO", "MNC", "ISM":
		e.ID = "org:" + dataset.Short(slug)
	case "IMG":
		e.ID = "group:" + dataset.Short(slug)
	default:
		if body(name) {
			e.ID = "org:" + dataset.Short(slug)
		}
	}
	if isState && (sector == "GOV" || sector == "MIL") {
		e.State = state.ID
	}
	return e, x.names.Label(e.ID, name)
}

// body tells an organisation from a person by its words.
func body(name string) bool {
	words := strings.Fields(vocab.Fold(name))
	for _, w := range words {
		switch w {
		case "party", "ministry", "army", "front", "council", "university", "bank", "union", "group", "movement", "organization", "organisation", "forces", "force", "police",
			"court", "company", "committee", "commission", "parliament", "government", "navy", "agency", "of", "the", "for", "and":
			return true
		}
	}
	return len(words) == 1 || len(words) > 4
}

// relationOf gives the relation of a PLOVER type and mode.
func relationOf(kind, mode string) (string, bool) {
	switch kind + " " + mode {
	case "CONSULT visit":
		return "visited", true
	case "CONSULT third-party":
		return "mediates", true
	case "ACCUSE disapprove":
		return "criticizes", true
	case "ACCUSE investigate":
		return "investigates", true
	case "RETREAT withdraw":
		return "withdraws_from", true
	case "RETREAT release":
		return "releases", true
	case "RETREAT ceasefire":
		return "ceasefire_with", true
	case "SANCTION expel":
		return "expels", true
	case "SANCTION withdraw", "SANCTION discontinue":
		return "suspends", true
	case "COERCE misinformation":
		return "uses_disinformation_against", true
	}
	switch kind {
	case "AGREE":
		return "committed_to", true
	case "CONSULT":
		return "met_with", true
	case "SUPPORT":
		return "supports", true
	case "CONCEDE", "RETREAT":
		return "concedes_to", true
	case "COOPERATE":
		return "cooperates_with", true
	case "AID":
		return "aids", true
	case "REQUEST":
		return "demands", true
	case "ACCUSE":
		return "accuses", true
	case "REJECT":
		return "rejects", true
	case "THREATEN":
		return "threatens", true
	case "PROTEST":
		return "protests_against", true
	case "SANCTION":
		return "sanctions", true
	case "MOBILIZE":
		return "mobilizes_against", true
	case "COERCE":
		return "coerces", true
	case "ASSAULT":
		return "attacks", true
	}
	return "", false
}
