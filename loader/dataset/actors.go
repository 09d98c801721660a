package dataset

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// role says how a CAMEO role code with or without a state becomes an actor.
type role struct {
	org   bool // a body (org:), else a set of people (group:)
	slug  string
	label string
}

// roles are CAMEO's and PLOVER's role codes. Where the vocabulary has a kind of body with the code, its slug is used instead.
func roleOf(code string) (role, bool) {
	switch code {
	case "GOV":
		return role{true, "government", "government"}, true
	case "MIL":
		return role{true, "military", "military"}, true
	case "COP":
		return role{true, "police", "police"}, true
	case "JUD":
		return role{true, "courts", "courts"}, true
	case "LEG":
		return role{true, "parliament", "parliament"}, true
	case "SPY":
		return role{true, "intelligence", "intelligence services"}, true
	case "OPP":
		return role{false, "opposition", "opposition"}, true
	case "REB":
		return role{false, "rebels", "rebels"}, true
	case "INS":
		return role{false, "insurgents", "insurgents"}, true
	case "SEP":
		return role{false, "separatists", "separatists"}, true
	case "UAF":
		return role{false, "unidentified-armed-forces", "unidentified armed forces"}, true
	case "PRM":
		return role{false, "paramilitaries", "paramilitaries"}, true
	case "PTY":
		return role{false, "parties", "parties"}, true
	case "AGR":
		return role{false, "farmers", "farmers"}, true
	case "BUS":
		return role{false, "businesses", "businesses"}, true
	case "CRM":
		return role{false, "criminals", "criminals"}, true
	case "CVL":
		return role{false, "civilians", "civilians"}, true
	case "DEV":
		return role{false, "development-workers", "development workers"}, true
	case "EDU":
		return role{false, "educators", "schools and universities"}, true
	case "ELI":
		return role{false, "elites", "elites and former officials"}, true
	case "ENV":
		return role{false, "environmentalists", "environmentalists"}, true
	case "HLH":
		return role{false, "health-workers", "health workers"}, true
	case "HRI":
		return role{false, "human-rights-activists", "human rights activists"}, true
	case "LAB":
		return role{false, "workers", "workers and unions"}, true
	case "MED", "JRN":
		return role{false, "media", "media"}, true
	case "REF":
		return role{false, "refugees", "refugees"}, true
	case "MOD":
		return role{false, "moderates", "moderates"}, true
	case "RAD":
		return role{false, "radicals", "radicals"}, true
	case "NGO", "NGM", "SOC":
		return role{false, "ngos", "non-governmental organisations"}, true
	case "MNC":
		return role{false, "companies", "companies"}, true
	case "IMG":
		return role{false, "armed-groups", "armed groups"}, true
	case "REL":
		return role{false, "religious-groups", "religious groups"}, true
	case "IGO":
		return role{false, "international-organisations", "international organisations"}, true
	case "INT", "UIS":
		return role{false, "international-actors", "international actors"}, true
	case "ISM":
		return role{false, "social-movements", "social movements"}, true
	}
	return role{}, false
}

// region names CAMEO's codes of regions, and those of creeds, as sets of people or states.
func region(code string) (slug, label string) {
	switch code {
	case "AFR":
		return "africa", "Africa"
	case "ASA":
		return "asia", "Asia"
	case "BLK":
		return "balkans", "Balkans"
	case "CRB":
		return "caribbean", "Caribbean"
	case "CAU":
		return "caucasus", "Caucasus"
	case "CFR":
		return "central-africa", "Central Africa"
	case "CAS":
		return "central-asia", "Central Asia"
	case "CEU":
		return "central-europe", "Central Europe"
	case "EIN":
		return "east-indies", "East Indies"
	case "EAF":
		return "east-africa", "East Africa"
	case "EEU":
		return "eastern-europe", "Eastern Europe"
	case "EUR":
		return "europe", "Europe"
	case "LAM":
		return "latin-america", "Latin America"
	case "MEA":
		return "middle-east", "Middle East"
	case "MDT":
		return "mediterranean", "Mediterranean"
	case "NAF":
		return "north-africa", "North Africa"
	case "NMR", "NAM":
		return "north-america", "North America"
	case "PGS":
		return "persian-gulf", "Persian Gulf"
	case "SCN":
		return "scandinavia", "Scandinavia"
	case "SAM":
		return "south-america", "South America"
	case "SAS":
		return "south-asia", "South Asia"
	case "SEA":
		return "southeast-asia", "Southeast Asia"
	case "SAF":
		return "southern-africa", "Southern Africa"
	case "WAF":
		return "west-africa", "West Africa"
	case "WST":
		return "the-west", "the West"
	case "CHR":
		return "christians", "Christians"
	case "MOS":
		return "muslims", "Muslims"
	case "JEW":
		return "jews", "Jews"
	case "HIN":
		return "hindus", "Hindus"
	case "BUD":
		return "buddhists", "Buddhists"
	case "SIK":
		return "sikhs", "Sikhs"
	}
	return "", ""
}

// Coded finds the actor of a CAMEO actor code ("USAGOV", "IGOUNO", "COP"), with the name that the data set gives it. The
// id is "" when code and name are both empty.
//
// A state code alone is the state, also under the name of a city; with a role it is a body or a set of people of
// that state ("org:us-government"), or a person or body that the vocabulary knows by the name given.
func (r *Resolver) Coded(code, name, day string) (claim.End, error) {
	if code == "" && name == "" {
		return claim.End{}, nil
	}
	key := endKey{code, name, ""}
	if e, ok := r.ends[key]; ok {
		return r.dated(e, day), nil
	}
	e, label := r.coded(code, name)
	r.remember(key, e)
	if err := r.Label(e.ID, label); err != nil {
		return e, err
	}
	return r.dated(e, day), nil
}

// dated fills in the state that a person stands for on the day; all others stand for the same state always.
func (r *Resolver) dated(e claim.End, day string) claim.End {
	if strings.HasPrefix(e.ID, "person:") {
		e.State, _ = r.v.StateOf(e.ID, day)
	}
	return e
}

func (r *Resolver) coded(code, name string) (e claim.End, label string) {
	triples := cutTriples(code)
	if len(triples) > 0 {
		if a, ok := r.v.Coded(vocab.CAMEOCode, triples[0], ""); ok && a.Kind == vocab.State {
			return r.ofState(a, triples[1:], name)
		}
		if a, ok := r.v.Coded(vocab.ISO3, triples[0], ""); ok {
			return r.ofState(a, triples[1:], name)
		}
	}
	if a := r.knownBody(name); a != nil {
		return r.end(a.ID, ""), a.Label
	}
	for i := len(triples) - 1; i > 0; i-- {
		if id, ok := r.orgs[triples[i]]; ok {
			return r.end(id, ""), ""
		}
	}
	return r.unattached(triples, name)
}

func cutTriples(code string) []string {
	var out []string
	for len(code) >= 3 {
		out = append(out, code[:3])
		code = code[3:]
	}
	return out
}

func (r *Resolver) ofState(state *vocab.Actor, roles []string, name string) (claim.End, string) {
	if len(roles) == 0 {
		return claim.End{ID: state.ID, State: state.ID}, ""
	}
	if a := r.knownBody(name); a != nil && a.Home == state.ID {
		return r.end(a.ID, ""), ""
	}
	for _, code := range roles {
		if rl, ok := roleOf(code); ok {
			return r.body(state, code, rl)
		}
	}
	if slug, label := region(roles[0]); slug != "" {
		id := "group:" + r.v.Prefix(state.ID) + "-" + slug
		return claim.End{ID: id}, label + " of " + state.Label
	}
	return claim.End{ID: state.ID, State: state.ID}, ""
}

// body is the body or set of people with a role in a state.
func (r *Resolver) body(state *vocab.Actor, code string, rl role) (claim.End, string) {
	slug, org := rl.slug, rl.org
	if b, ok := r.bodies[code]; ok && org {
		slug = b.Slug
	}
	kind := "group:"
	if org {
		kind = "org:"
	}
	id := kind + r.v.Prefix(state.ID) + "-" + slug
	e := r.end(id, "")
	if org && e.State == "" {
		e.State = state.ID
	}
	if !org {
		e.State = ""
	}
	return e, rl.label + " of " + state.Label
}

// knownBody is the one actor, no state and no mere last name, that the vocabulary knows by this name.
func (r *Resolver) knownBody(name string) *vocab.Actor {
	if name == "" {
		return nil
	}
	if name[0] == 'T' || name[0] == 't' {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "THE "), "the ")
	}
	found := r.v.Named(name)
	if len(found) != 1 {
		return nil
	}
	a := found[0]
	switch a.Kind {
	case vocab.Person:
		if strings.IndexByte(name, ' ') < 0 {
			return nil
		}
		return a
	case vocab.Org, vocab.Group:
		return a
	}
	return nil
}

// unattached is an actor without a state: a role, a region, an organisation, a people.
func (r *Resolver) unattached(triples []string, name string) (claim.End, string) {
	for _, code := range triples {
		switch code {
		case "IGO", "NGO", "MNC", "NGM", "IMG":
			slug := vocab.Slug(name)
			if len(triples) > 1 && slug != "" {
				kind := "org:"
				if code == "IMG" {
					kind = "group:"
				}
				return claim.End{ID: kind + Short(slug)}, title(name)
			}
		}
		if rl, ok := roleOf(code); ok {
			return claim.End{ID: "group:" + rl.slug}, rl.label
		}
		if slug, label := region(code); slug != "" {
			return r.regionEnd(slug, label)
		}
	}
	slug := vocab.Slug(name)
	if slug == "" {
		if len(triples) == 0 {
			return claim.End{}, ""
		}
		slug, name = vocab.Slug(strings.Join(triples, " ")), strings.Join(triples, "")
	}
	return claim.End{ID: "group:" + Short(slug)}, title(name)
}

func (r *Resolver) regionEnd(slug, label string) (claim.End, string) {
	for _, a := range r.v.Named(label) {
		if a.Kind == vocab.Group {
			return claim.End{ID: a.ID}, ""
		}
	}
	return claim.End{ID: "group:" + slug}, label
}

// title writes a name in capitals the usual way.
func title(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	words := strings.Fields(strings.ToLower(name))
	for i, w := range words {
		if i > 0 && (w == "of" || w == "the" || w == "and" || w == "for") {
			continue
		}
		c := []rune(w)
		words[i] = strings.ToUpper(string(c[0])) + string(c[1:])
	}
	return strings.Join(words, " ")
}
