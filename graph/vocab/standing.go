package vocab

import "strings"

// Standing says by what right an actor stands for a state.
type Standing byte

// Kinds of standing.
const (
	StandsForNobody Standing = iota
	StandsAsItself           // a state
	StandsInOffice           // a person in office on that day, or the office
	StandsAsBody             // ministry, army, government, its officials
	StandsAsMedium           // state media
)

// StateOf is the state that an actor stands for on a day. Members of parliaments, former officials,
// independent media, parties and rival governments stand for nobody. With the empty day a person stands
// for a state when all offices known of it do.
//
// Ids that the vocabulary does not list are read by their form: "org:serbian-defense-ministry",
// "office:us-assistant-secretary-of-state", "group:south-korean-officials".
func (v *Vocabulary) StateOf(id, day string) (string, bool) {
	state, how := v.StandingOf(id, day)
	return state, how != StandsForNobody
}

// StandingOf is StateOf with the right by which the actor stands for the state.
func (v *Vocabulary) StandingOf(id, day string) (string, Standing) {
	a, known := v.byID[id]
	switch {
	case strings.HasPrefix(id, "state:"):
		return id, StandsAsItself
	case known && a.Kind == Person:
		return v.personState(a, day)
	case known:
		return v.bodyState(a)
	}
	state, role, ok := v.ReadID(id)
	if !ok {
		return "", StandsForNobody
	}
	how := role.standing()
	if how == StandsForNobody {
		return "", how
	}
	return state, how
}

func (v *Vocabulary) personState(a *Actor, day string) (string, Standing) {
	state := ""
	for _, t := range a.Holds {
		if day != "" && !t.Covers(day) {
			continue
		}
		s, how := v.StandingOf(t.Office, day)
		if how == StandsForNobody {
			if day == "" {
				return "", StandsForNobody
			}
			continue
		}
		if day != "" {
			return s, StandsInOffice
		}
		if state != "" && state != s {
			return "", StandsForNobody
		}
		state = s
	}
	if state == "" {
		return "", StandsForNobody
	}
	return state, StandsInOffice
}

// bodyState follows Home and PartOf up to a state; a few steps suffice for any chain there is.
func (v *Vocabulary) bodyState(a *Actor) (string, Standing) {
	how := a.Role.standing()
	if how == StandsForNobody {
		return "", how
	}
	for range 6 {
		up := a.Home
		if up == "" {
			up = a.PartOf
		}
		if strings.HasPrefix(up, "state:") {
			return up, how
		}
		next, ok := v.byID[up]
		if !ok {
			return "", StandsForNobody
		}
		a = next
	}
	return "", StandsForNobody
}

func (r Role) standing() Standing {
	switch r {
	case RoleGovernment, RoleMinistry, RoleMilitary, RoleIntel, RolePolice, RoleParliament, RoleCourt, RoleEmbassy, RoleOfficials:
		return StandsAsBody
	case RoleStateMedia:
		return StandsAsMedium
	case RoleHead, RoleMinister, RoleEnvoy, RoleSpokes, RoleCommander, RoleSecretary:
		return StandsInOffice
	}
	return StandsForNobody
}

// ReadID takes an id apart that begins with a state's slug: "org:south-korean-defense-ministry" is the
// ministry of state:KOR.
func (v *Vocabulary) ReadID(id string) (state string, role Role, ok bool) {
	kind, slug, found := strings.Cut(id, ":")
	if !found || (kind != "org" && kind != "office" && kind != "group") {
		return "", "", false
	}
	for i := len(slug); i > 0; i = strings.LastIndexByte(slug[:i], '-') {
		state, found := v.prefixes[slug[:i]]
		if !found || i >= len(slug) {
			continue
		}
		role, found := v.slugRole(slug[i+1:])
		return state, role, found
	}
	return "", "", false
}

// slugRole reads the rest of an id, whose last words decide: "assistant-defense-minister".
func (v *Vocabulary) slugRole(rest string) (Role, bool) {
	if strings.HasPrefix(rest, "former-") || strings.HasPrefix(rest, "ex-") {
		return RoleFormer, true
	}
	for {
		if role, ok := v.bySlug[rest]; ok {
			return role, true
		}
		i := strings.IndexByte(rest, '-')
		if i < 0 {
			return "", false
		}
		rest = rest[i+1:]
	}
}

// Prefix is the slug with which ids of a state's bodies and offices begin: "us", "south-korean".
func (v *Vocabulary) Prefix(state string) string {
	a, ok := v.byID[state]
	if !ok {
		return ""
	}
	return statePrefix(a)
}

func statePrefix(a *Actor) string {
	switch a.ID {
	case "state:USA":
		return "us"
	case "state:GBR":
		return "uk"
	case "state:COG", "state:GNB", "state:DMA", "state:GIN", "state:NER":
		return Slug(a.Label) // the adjective is shared with another state or easily mistaken for one
	}
	if a.Kind == State && len(a.Adjectives) > 0 {
		return Slug(a.Adjectives[0])
	}
	return strings.TrimPrefix(a.ID[strings.IndexByte(a.ID, ':')+1:], "the-")
}

// Executive reports a body that acts for a state or is part of its machinery.
func (r Role) Executive() bool { return r.standing() == StandsAsBody }
