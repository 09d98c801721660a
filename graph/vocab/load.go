package vocab

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// load parses and checks every file.
func load() (*Vocabulary, error) {
	v := &Vocabulary{byID: make(map[string]*Actor, 4096)}
	steps := []func() error{
		v.loadRelations, v.loadStates, v.loadCodes, v.loadPlaces, v.loadOrganisations, v.loadMembers,
		v.loadOffices, v.loadPersons, v.loadHolders, v.loadAgreements, v.loadPatterns, v.loadCAMEO,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if err := v.checkLinks(); err != nil {
		return nil, err
	}
	v.index()
	return v, nil
}

// add keeps an actor; its id must be new.
func (v *Vocabulary) add(r row, a *Actor) error {
	kind, rest, ok := strings.Cut(a.ID, ":")
	if !ok || !validSlug(kind, rest) {
		return r.errorf("%q is not an id", a.ID)
	}
	if _, twice := v.byID[a.ID]; twice {
		return r.errorf("%s stands there already", a.ID)
	}
	if a.Label == "" {
		return r.errorf("%s has no label", a.ID)
	}
	if !a.Period.valid() {
		return r.errorf("%s: %q to %q is not a period", a.ID, a.Since, a.Until)
	}
	a.Kind = Kind(kind)
	v.byID[a.ID] = a
	v.actors = append(v.actors, a)
	return nil
}

func validSlug(kind, rest string) bool {
	if rest == "" || rest[0] == '-' || rest[len(rest)-1] == '-' {
		return false
	}
	switch Kind(kind) {
	case State:
		return validState(rest)
	case Org, Group, Person, Office, Topic, Event, Agreement, Place:
	default:
		return false
	}
	for i := range len(rest) {
		c := rest[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func validState(rest string) bool {
	number, former := strings.CutPrefix(rest, "cow-")
	if !former && len(rest) != 3 {
		return false
	}
	for _, c := range []byte(number) {
		if former && (c < '0' || c > '9') || !former && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return number != ""
}

func (v *Vocabulary) loadStates() error {
	t, err := readTable("states.tsv", "id", "label", "aliases", "adjectives", "demonyms", "capitals", "metonyms", "since", "until", "common")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		a := &Actor{ID: c[0], Label: c[1], Aliases: list(c[2]), Adjectives: list(c[3]), Demonyms: demonyms(list(c[3]), list(c[4])),
			Period: Period{c[7], c[8]}, CommonWord: c[9] == "yes"}
		for _, m := range list(c[5]) {
			a.Metonyms = append(a.Metonyms, Metonym{m, true})
		}
		for _, m := range list(c[6]) {
			a.Metonyms = append(a.Metonyms, Metonym{Name: m})
		}
		if err := v.add(r, a); err != nil {
			return err
		}
	}
	return nil
}

// demonyms adds the plurals that follow from adjectives ("Russian", "Iraqi") to those given.
func demonyms(adjectives, given []string) []string {
	out := given
	for _, a := range adjectives {
		if strings.HasSuffix(a, "an") || strings.HasSuffix(a, "i") {
			out = append(out, a+"s")
		}
	}
	return out
}

func (v *Vocabulary) loadPlaces() error {
	t, err := readTable("places.tsv", "id", "label", "role", "home", "part_of", "aliases", "adjectives", "claimed", "common")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		a := &Actor{ID: c[0], Label: c[1], Role: Role(c[2]), Home: c[3], PartOf: c[4], Aliases: list(c[5]), Adjectives: list(c[6]),
			Claimed: list(c[7]), CommonWord: c[8] == "yes"}
		a.Demonyms = demonyms(a.Adjectives, nil)
		if err := v.add(r, a); err != nil {
			return err
		}
	}
	return v.addCapitals()
}

// addCapitals makes a place of every capital that places.tsv does not list.
func (v *Vocabulary) addCapitals() error {
	for _, a := range slices.Clone(v.actors) {
		if a.Kind != State {
			continue
		}
		for _, m := range a.Metonyms {
			id := "place:" + Slug(m.Name)
			if _, there := v.byID[id]; !m.Place || there || a.Until != "" {
				continue
			}
			if err := v.add(row{table: "states.tsv"}, &Actor{ID: id, Label: m.Name, Role: RoleCity, Home: a.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *Vocabulary) loadOrganisations() error {
	t, err := readTable("organisations.tsv", "id", "label", "role", "home", "part_of", "aliases", "adjectives", "metonyms", "since", "until", "cameo", "common", "defined")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		a := &Actor{ID: c[0], Label: c[1], Role: Role(c[2]), Home: c[3], PartOf: c[4], Aliases: list(c[5]), Adjectives: list(c[6]),
			Period: Period{c[8], c[9]}, Codes: Codes{CAMEO: c[10]}, CommonWord: c[11] == "yes", Defined: c[12]}
		for _, m := range list(c[7]) {
			a.Metonyms = append(a.Metonyms, Metonym{m, true})
		}
		if err := v.add(r, a); err != nil {
			return err
		}
	}
	return nil
}

// loadMembers reads one line per organisation and period, with all members who share it.
func (v *Vocabulary) loadMembers() error {
	t, err := readTable("members.tsv", "org", "since", "until", "members")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		org, ok := v.byID[r.cells[0]]
		if !ok {
			return r.errorf("no actor %s", r.cells[0])
		}
		p := Period{r.cells[1], r.cells[2]}
		if !p.valid() {
			return r.errorf("%q to %q is not a period", p.Since, p.Until)
		}
		for _, m := range strings.Fields(r.cells[3]) {
			if len(m) == 3 {
				m = "state:" + m
			}
			if _, ok := v.byID[m]; !ok {
				return r.errorf("no actor %s", m)
			}
			org.Members = append(org.Members, Membership{m, p})
		}
	}
	return nil
}

func (v *Vocabulary) loadOffices() error {
	t, err := readTable("offices.tsv", "id", "label", "role", "of", "aliases")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		if err := v.add(r, &Actor{ID: c[0], Label: c[1], Role: Role(c[2]), Home: c[3], Aliases: list(c[4])}); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vocabulary) loadPersons() error {
	t, err := readTable("persons.tsv", "id", "label", "gender", "home", "aliases")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		a := &Actor{ID: c[0], Label: c[1], Home: c[3], Aliases: list(c[4])}
		switch c[2] {
		case "f", "m":
			a.Gender = Gender(c[2][0])
		case "":
		default:
			return r.errorf("%q is not a gender", c[2])
		}
		if err := v.add(r, a); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vocabulary) loadHolders() error {
	t, err := readTable("holders.tsv", "office", "person", "since", "until")
	if err != nil {
		return err
	}
	v.holders = make(map[string][]Holder)
	for _, r := range t.rows {
		c := r.cells
		person, ok := v.byID[c[1]]
		if !ok {
			return r.errorf("no person %s", c[1])
		}
		if office, ok := v.byID[c[0]]; !ok || office.Kind != Office {
			return r.errorf("no office %s", c[0])
		}
		p := Period{c[2], c[3]}
		if !p.valid() {
			return r.errorf("%q to %q is not a period", p.Since, p.Until)
		}
		person.Holds = append(person.Holds, Tenure{c[0], p})
		v.holders[c[0]] = append(v.holders[c[0]], Holder{c[1], p})
	}
	for _, hs := range v.holders {
		slices.SortStableFunc(hs, func(a, b Holder) int { return cmp.Compare(a.Since, b.Since) })
	}
	for _, a := range v.actors {
		slices.SortStableFunc(a.Holds, func(a, b Tenure) int { return cmp.Compare(a.Since, b.Since) })
	}
	return nil
}

func (v *Vocabulary) loadAgreements() error {
	t, err := readTable("agreements.tsv", "id", "label", "aliases", "since", "until", "parties")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c := r.cells
		a := &Actor{ID: c[0], Label: c[1], Aliases: list(c[2]), Period: Period{c[3], c[4]}}
		for _, m := range strings.Fields(c[5]) {
			if len(m) == 3 {
				m = "state:" + m
			}
			if _, ok := v.byID[m]; !ok {
				return r.errorf("no actor %s", m)
			}
			a.Parties = append(a.Parties, Membership{Member: m})
		}
		if err := v.add(r, a); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vocabulary) loadPatterns() error {
	b, err := readTable("bodies.tsv", "slug", "names", "role", "cameo")
	if err != nil {
		return err
	}
	for _, r := range b.rows {
		v.bodies = append(v.bodies, Body{r.cells[0], list(r.cells[1]), Role(r.cells[2]), r.cells[3]})
	}
	t, err := readTable("titles.tsv", "slug", "names", "role", "cameo", "plain")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		v.titles = append(v.titles, Title{r.cells[0], list(r.cells[1]), Role(r.cells[2]), r.cells[3], r.cells[4] == "yes"})
	}
	return nil
}

// checkLinks sees that every id that an actor names is there and of a kind that fits.
func (v *Vocabulary) checkLinks() error {
	for _, a := range v.actors {
		for _, id := range append([]string{a.Home, a.PartOf}, a.Claimed...) {
			if _, ok := v.byID[id]; id != "" && !ok {
				return fmt.Errorf("vocabulary: %s names %s, which is not there", a.ID, id)
			}
		}
		if a.Kind == Office && a.Home == "" {
			return fmt.Errorf("vocabulary: %s is the office of nobody", a.ID)
		}
	}
	return nil
}

func (v *Vocabulary) index() {
	slices.SortFunc(v.actors, func(a, b *Actor) int { return cmp.Compare(a.ID, b.ID) })
	v.indexCodes()
	v.names = make(map[string][]named, 3*len(v.actors))
	v.belongs = make(map[string][]Membership)
	v.prefixes = make(map[string]string)
	for _, a := range v.actors {
		v.indexNames(a)
		for _, m := range a.Members {
			v.belongs[m.Member] = append(v.belongs[m.Member], Membership{a.ID, m.Period})
		}
		if a.Kind == State || (a.Kind == Org && (a.Role == RoleIGO || a.Role == RoleRivalGov)) {
			v.prefixes[statePrefix(a)] = a.ID
		}
	}
	v.prefixes["usa"] = "state:USA"
	v.bySlug = make(map[string]Role, len(v.bodies)+len(v.titles))
	for _, b := range v.bodies {
		v.bySlug[b.Slug] = b.Role
	}
	for _, t := range v.titles {
		v.bySlug[t.Slug] = t.Role
	}
}

func (v *Vocabulary) indexNames(a *Actor) {
	add := func(name string, rank byte) {
		if f := Fold(name); f != "" {
			v.names[f] = append(v.names[f], named{a, rank})
		}
	}
	add(a.Label, rankLabel)
	for _, code := range []string{a.Codes.ISO3, a.Codes.ISO2, a.Codes.COW} {
		if code != "" {
			add(code, rankLabel)
		}
	}
	for _, n := range a.Aliases {
		add(n, rankAlias)
	}
	for _, n := range a.Adjectives {
		add(n, rankLoose)
	}
	for _, n := range a.Demonyms {
		add(n, rankLoose)
	}
	for _, m := range a.Metonyms {
		add(m.Name, rankLoose)
	}
	if a.Kind == Person {
		add(Surname(a), rankSurname)
	}
}

// familyFirst are states whose people are written with the family name first.
const familyFirst = " state:CHN state:PRK state:KOR state:VNM state:TWN state:KHM "

// Surname is the part of a person's label by which texts mention the person again: the last word, with
// particles ("van der Bellen"), or the first where the family name stands first.
func Surname(a *Actor) string {
	words := strings.Fields(a.Label)
	if len(words) < 2 {
		return a.Label
	}
	if a.Home != "" && strings.Contains(familyFirst, " "+a.Home+" ") && !western(words) {
		return words[0]
	}
	i := len(words) - 1
	if s := strings.ToLower(strings.TrimSuffix(words[i], ".")); (s == "jr" || s == "sr" || s == "ii" || s == "iii") && i > 1 {
		i--
	}
	end := i + 1
	for i > 1 && particle(words[i-1]) {
		i--
	}
	return strings.Join(words[i:end], " ")
}

// western tells "Syngman Rhee" from "Kim Jong Un": two words of which the last is a usual family name.
func western(words []string) bool {
	return len(words) == 2 && (words[1] == "Rhee" || words[1] == "Lee" || words[1] == "Chow" || words[1] == "Lam")
}

func particle(w string) bool {
	switch strings.ToLower(w) {
	case "van", "von", "der", "den", "de", "da", "dos", "di", "la", "le", "del", "bin", "al", "el", "ould", "abu", "ben", "ter", "zu":
		return true
	}
	return false
}
