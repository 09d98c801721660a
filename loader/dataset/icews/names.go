package icews

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
)

// actor finds the id of an ICEWS actor: a state by its name, "Role (Country)" as a body or set of people of the country, whom the
// vocabulary knows by name, and else an organisation or a person of that name.
func actor(r *dataset.Resolver, v *vocab.Vocabulary, name, sectors, country, day string) (claim.End, error) {
	if name == "" || name == "Unspecified Actor" {
		return claim.End{}, nil
	}
	if e, ok := r.Country(name, day); ok {
		return e, nil
	}
	if role, place, ok := generic(name); ok {
		if state, found := r.Country(place, day); found {
			return ofState(r, v, role, name, state, day)
		}
		// "Militant (Boko Haram)": a member of a body that is no state.
		slug := vocab.Slug(name)
		if slug == "" {
			return claim.End{}, nil
		}
		id := "group:" + dataset.Short(slug)
		return claim.End{ID: id}, r.Label(id, name)
	}
	if id := known(v, name); id != "" {
		return r.End(id, day), nil
	}
	return unknown(r, v, name, sectors, country, day)
}

// generic takes "Police (India)" apart. Names of parties end with brackets too ("Pakistan Muslim League (N)").
func generic(name string) (role, place string, ok bool) {
	i := strings.LastIndex(name, " (")
	if i <= 0 || !strings.HasSuffix(name, ")") || len(name)-i < 5 {
		return "", "", false
	}
	return name[:i], name[i+2 : len(name)-1], true
}

// known is the one person, body or group of the vocabulary with this name; last names alone are nobody.
func known(v *vocab.Vocabulary, name string) string {
	found := v.Named(name)
	if len(found) != 1 {
		return ""
	}
	switch a := found[0]; a.Kind {
	case vocab.Person:
		if strings.Contains(name, " ") {
			return a.ID
		}
	case vocab.Org, vocab.Group, vocab.State:
		return a.ID
	}
	return ""
}

// ofState makes "Police" of India org:indian-police, "Citizen" group:indian-citizen.
func ofState(r *dataset.Resolver, v *vocab.Vocabulary, role, name string, state claim.End, day string) (claim.End, error) {
	kind, slug := body(role)
	if slug == "" {
		return state, nil
	}
	id := kind + v.Prefix(state.ID) + "-" + dataset.Short(slug)
	e := r.End(id, day)
	if speaks(role) {
		e.State = state.ID
	} else if kind == "group:" {
		e.State = ""
	}
	return e, r.Label(id, name)
}

// body names the roles that have the same name here as in texts; the rest keep ICEWS's own.
func body(role string) (kind, slug string) {
	switch role {
	case "Government", "Cabinet / Council of Ministers / Advisors", "Executive", "Ministry":
		return "org:", "government"
	case "Foreign Affairs":
		return "org:", "foreign-ministry"
	case "Defense / Security Ministry":
		return "org:", "defense-ministry"
	case "Treasury/Finance Ministry", "Finance / Economy / Commerce / Trade Ministry":
		return "org:", "finance-ministry"
	case "Interior / Home Ministry":
		return "org:", "interior-ministry"
	case "Military":
		return "org:", "military"
	case "Police":
		return "org:", "police"
	case "Head of Government":
		return "office:", "head-of-government"
	case "Legislature", "Member of Parliament", "Lawmaker":
		if role == "Legislature" {
			return "org:", "parliament"
		}
		return "group:", "lawmakers"
	case "Citizen":
		return "group:", "citizens"
	case "Government Official", "Other Authorities / Officials":
		return "group:", "officials"
	}
	folded := " " + vocab.Fold(role) + " "
	for _, word := range [...]string{"ministry", "department", "court", "senate", "congress", "parliament", "house", "commission", "bank", "army", "navy", "naval",
		"force", "patrol", "agency", "council", "administration", "secretariat", "party"} {
		if strings.Contains(folded, " "+word+" ") {
			return "org:", vocab.Slug(role)
		}
	}
	return "group:", vocab.Slug(role)
}

// speaks reports whether whoever has the role stands for the state: the executive and its forces and officials do; lawmakers, parties,
// media and citizens do not.
func speaks(role string) bool {
	switch role {
	case "Government", "Cabinet / Council of Ministers / Advisors", "Executive", "Ministry", "Foreign Affairs", "Head of Government", "Military",
		"Police", "Envoy", "Government Official", "Other Authorities / Officials", "Secret Agent", "Air Force", "Naval", "Royal Administration",
		"Military Personnel", "High Ranking Military Personnel", "Military Personnel - Special", "Army Personnel", "State Media",
		"Representative to the United Nations", "Head of State", "Intelligence Agency":
		return true
	}
	return strings.Contains(role, "Ministry") || strings.Contains(role, "Ministery")
}

// unknown keeps a name as the organisation or person that it looks like. Whether it stands for its country its sectors say, as far as they are
// given: somebody of the executive or the armed forces does.
func unknown(r *dataset.Resolver, v *vocab.Vocabulary, name, sectors, country, day string) (claim.End, error) {
	slug := vocab.Slug(name)
	if slug == "" {
		return claim.End{}, nil
	}
	kind := "person:"
	if isBody(name, sectors) {
		kind = "org:"
	}
	e := claim.End{ID: kind + dataset.Short(slug)}
	if state, ok := r.Country(country, day); ok && executive(sectors) {
		e.State = state.ID
	}
	return e, r.Label(e.ID, name)
}

func executive(sectors string) bool {
	for s := range strings.SplitSeq(strings.Trim(sectors, `"`), ",") {
		switch strings.TrimSpace(s) {
		case "Executive", "Executive Office", "Cabinet", "Foreign Ministry", "Military":
			return true
		}
	}
	return false
}

// isBody tells organisations from persons: by words that no person bears, by their sectors, or by having one word or more than four.
func isBody(name, sectors string) bool {
	words := strings.Fields(vocab.Fold(name))
	for _, w := range words {
		switch w {
		case "party", "ministry", "army", "front", "council", "university", "bank", "union", "group", "movement", "organization", "organisation", "office",
			"agency", "forces", "force", "league", "congress", "committee", "commission", "association", "federation", "police", "court", "company", "corporation",
			"institute", "department", "alliance", "coalition", "brigade", "brigades", "foundation", "house", "senate", "assembly", "parliament", "authority",
			"fund", "news", "times", "society", "center", "centre", "of", "for", "and", "the", "services", "service", "guard", "command", "state", "states", "international", "national", "tribe", "asia", "africa", "europe", "america":
			return true
		}
	}
	if len(words) > 3 && (strings.Contains(sectors, "Parties") || strings.Contains(sectors, "International Government Organization")) {
		return true
	}
	return len(words) == 1 || len(words) > 5
}
