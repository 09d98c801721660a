package mention

import (
	"strings"

	"entente/graph/vocab"
	"entente/loader/text"
)

// maxName is the largest number of words that a person's name has after a title.
const maxName = 4

// modifiers before a title make another office of it.
var modifiers = map[string]bool{"deputy": true, "assistant": true, "vice": true, "acting": false, "interim": false, "then": false, "former": false, "ex": false, "late": false}

// title reads an office with a state before or after it and a name: "the Serbian assistant defense minister Ana Example", "the
// Russian president", "Foreign Minister Ana Example".
func (s *search) title(at int) int {
	start, rank := at, ""
	for start < s.end-1 {
		w := s.word(start)
		if makes, is := modifiers[w]; is && s.titles.by[s.key(start, start+1)].Slug == "" {
			if makes {
				rank += w + "-"
			}
			start++
			continue
		}
		break
	}
	t, last := longest(s, s.titles, start, func(vocab.Title, int) bool { return true })
	if last == 0 {
		return 0
	}
	if whole, wholeLast := longest(s, s.titles, at, func(vocab.Title, int) bool { return true }); wholeLast >= last && start > at {
		t, rank, start = whole, "", at
	}
	former := false
	for i := at; i < start; i++ {
		former = former || s.word(i) == "former" || s.word(i) == "ex"
	}
	home, first := s.homeBefore(at)
	if home == "" {
		var portfolio string
		if home, first, portfolio = s.portfolioBefore(at); home != "" {
			rank = portfolio + "-" + rank
		}
	}
	before := s.word(first - 1)
	former = former || before == "former" || before == "ex"
	nameFirst, nameLast := s.nameAfter(last)
	titleEnd := last
	if home == "" && nameLast == 0 {
		home, last = s.homeAfter(last)
	}
	if nameLast == 0 {
		before := len(s.out)
		end := s.holder(t, rank, home, first, last, former)
		if len(s.out) == before && end == last {
			return titleEnd // nobody in particular: the state after "of" is read by itself
		}
		return end
	}
	m := s.personNamed(nameFirst, nameLast)
	if nameLast == nameFirst+1 && m.Label != "" {
		if id := s.byOffice(s.word(nameFirst), home, rank+t.Slug); id != "" {
			m.ID, m.Label = id, ""
			m.State = s.stateOf(id)
		}
	}
	m.Form, m.First, m.Former = Title, first, former
	if first < at {
		s.out = s.out[:len(s.out)-1]
	}
	if home == "" { // "Foreign Minister Ana Example of Chile"
		home, nameLast = s.homeAfter(nameLast)
	}
	m.OfficeSpan = text.Span{Start: s.d.Tokens[first].Span.Start, End: s.d.Tokens[last-1].Span.End}
	if home == "" {
		home = m.State
	}
	if state := s.stateOf(home); state != "" {
		m.State = state
	}
	m.Office = s.officeFor(m.ID, home, rank+t.Slug, t.Role)
	if former || t.Role == vocab.RoleLegislator || t.Role == vocab.RoleFormer {
		m.State = ""
	}
	s.add(m)
	s.remember(m)
	return nameLast
}

// homeBefore is the state or organisation named right before a token ("Serbian", "NATO", "China's"), with its first token.
func (s *search) homeBefore(at int) (home string, first int) {
	if n := len(s.out); n > 0 {
		m := &s.out[n-1]
		adjacent := m.Last == at || m.Last == at-1 && s.d.Tokens[at-1].Tag == text.Poss
		if adjacent && m.Sentence == s.sentence && (m.Kind == vocab.State || m.Kind == vocab.Org || m.State != "" && m.Kind == vocab.Group) {
			return m.ID, m.First
		}
	}
	return "", at
}

// portfolioBefore reads what an office is for, between its state and its title: "Norwegian Fisheries Minister".
func (s *search) portfolioBefore(at int) (home string, first int, portfolio string) {
	n := len(s.out)
	if n == 0 || s.out[n-1].Sentence != s.sentence || s.out[n-1].Kind != vocab.State || !s.d.Tokens[at].Caps {
		return "", at, ""
	}
	m := &s.out[n-1]
	start := m.Last
	if start < at && s.d.Tokens[start].Tag == text.Poss {
		start++
	}
	if at-start < 1 || at-start > 4 {
		return "", at, ""
	}
	for i := start; i < at; i++ {
		if t := s.d.Tokens[i]; t.Kind != text.Word || !t.Caps && t.Lower != "and" {
			return "", at, ""
		}
	}
	return m.ID, m.First, vocab.Slug(s.surface(start, at))
}

// homeAfter is the state or organisation after "of" or "for": "president of Chile".
func (s *search) homeAfter(last int) (home string, end int) {
	if w := s.word(last); w != "of" && w != "for" || last+1 >= s.end {
		return "", last
	}
	at := last + 1
	if s.word(at) == "the" && at+1 < s.end {
		at++
	}
	n, after := longest(s, s.names, at, func(n name, last int) bool {
		return (n.kind == vocab.State || n.kind == vocab.Org) && n.form != Adjective && s.written(n, at, last)
	})
	if after == 0 {
		return "", last
	}
	return n.id, after
}

// nameAfter is the name of a person at a token: capitalised words that mean nothing else.
func (s *search) nameAfter(at int) (first, last int) {
	if n, end := longest(s, s.names, at, func(n name, last int) bool { return n.kind == vocab.Person && s.written(n, at, last) }); end > 0 && n.id != "" {
		return at, end
	}
	k := at
	for k < s.end && k < at+maxName {
		t := s.d.Tokens[k]
		if k > at && s.hyphened(k) {
			k += 2
			continue
		}
		part := t.Kind == text.Word && t.Caps && t.Tag != text.Poss && text.WeekdayNumber(t.Lower) < 0 && text.MonthNumber(t.Lower) == 0
		if part && s.persons[t.Lower].ID == "" {
			if n, there := s.names.by[s.word(k)]; there && n.kind != vocab.Person && s.written(n, k, k+1) {
				part = false
			}
		}
		if !part && !(k > at && k+1 < s.end && particles[t.Lower] && s.d.Tokens[k+1].Caps) {
			break
		}
		k++
	}
	if k == at {
		return at, 0
	}
	return at, k
}

// hyphened reports a hyphen at a token between the two parts of a name: "Berg-Olsen".
func (s *search) hyphened(at int) bool {
	return at+1 < s.end && at > 0 && s.d.Tokens[at].Tag == text.Hyphen && s.d.Tokens[at-1].Caps && s.d.Tokens[at+1].Caps &&
		s.d.Tokens[at-1].Span.End == s.d.Tokens[at].Span.Start && s.d.Tokens[at].Span.End == s.d.Tokens[at+1].Span.Start
}

// particles join the parts of a name in lower case.
var particles = map[string]bool{"de": true, "da": true, "dos": true, "del": true, "der": true, "den": true, "van": true, "von": true, "bin": true, "ibn": true, "al": true, "el": true, "la": true, "di": true, "ul": true}

// personNamed is the person of a name: known to the vocabulary, named before, or new.
func (s *search) personNamed(first, last int) Mention {
	m := Mention{First: first, Last: last, Kind: vocab.Person, Form: Name}
	if n, there := s.names.by[s.key(first, last)]; there && n.kind == vocab.Person {
		m.ID = n.id
	} else if known, there := s.persons[s.word(last-1)]; there && last == first+1 {
		m.ID, m.State = known.ID, known.State
	} else if id := s.inOffice(s.word(first)); id != "" && last == first+1 {
		m.ID = id
	} else {
		m.Label = s.surface(first, last)
		m.ID = "person:" + vocab.Slug(m.Label)
		if m.ID == "person:" {
			m.ID = "person:unnamed"
		}
	}
	if a, known := s.words.Actor(m.ID); known {
		m.State, _ = s.words.StateOf(a.ID, s.day)
		m.Office, m.Label = s.officeOf(a.ID), ""
	}
	return m
}

// namesake reports that a name which begins with a title ("King Abdullah") stands beside another state than that of the person it
// usually means, so that the office decides who is meant: "Jordan's King Abdullah".
func (s *search) namesake(id string, first, last int) bool {
	home, _ := s.homeBefore(first)
	if home == "" {
		return false
	}
	t, end := longest(s, s.titles, first, func(vocab.Title, int) bool { return true })
	if end == 0 || end >= last {
		return false
	}
	holder, ok := s.words.HolderOn(s.office(home, t.Slug), s.day)
	return ok && s.day != "" && holder != id
}

// byOffice is the person of one name whom an office means: its holder on the day, or the only one of that name who ever held it.
func (s *search) byOffice(name, home, slug string) string {
	if office := s.office(home, slug); office != "" && s.day != "" {
		if id, ok := s.words.HolderOn(office, s.day); ok && s.hasName(id, name) {
			return id
		}
	}
	id := ""
	for _, a := range s.words.Named(name) {
		if a.Kind != vocab.Person {
			continue
		}
		for _, t := range a.Holds {
			if strings.HasSuffix(t.Office, "-"+slug) && a.ID != id {
				if id != "" {
					return ""
				}
				id = a.ID
			}
		}
	}
	return id
}

// hasName reports whether one of the words by which a person is known is name.
func (s *search) hasName(id, name string) bool {
	a, ok := s.words.Actor(id)
	if !ok {
		return false
	}
	for _, w := range phrase(a.Label) {
		if w == name {
			return true
		}
	}
	return false
}

// remember lets a later surname alone mean this person.
func (s *search) remember(m Mention) {
	if m.ID == "" {
		return
	}
	m.Candidates, m.Members = nil, nil
	if a, ok := s.words.Actor(m.ID); ok {
		for _, w := range phrase(vocab.Surname(a)) {
			s.persons[w] = m
		}
		return
	}
	words := strings.Fields(m.Label)
	if len(words) == 0 {
		return
	}
	s.persons[strings.ToLower(words[len(words)-1])] = m
	// Chinese and Korean names have the family's first: one short syllable, or three words.
	if n := len(words); n == 3 || n == 2 && len(words[0]) <= 4 && (strings.Contains(words[1], "-") || len(words[1]) <= 4) {
		if key := strings.ToLower(words[0]); s.persons[key].ID == "" {
			s.persons[key] = m
		}
	}
}

// inOffice is the one person of a surname who holds an office on the document's day; "" when there is none or several.
func (s *search) inOffice(surname string) string {
	id := ""
	for _, a := range s.words.Named(surname) {
		if a.Kind != vocab.Person || s.day != "" && len(s.words.OfficesOn(a.ID, s.day)) == 0 {
			continue
		}
		if id != "" {
			return ""
		}
		id = a.ID
	}
	return id
}

func (s *search) officeOf(person string) string {
	if s.day == "" {
		return ""
	}
	if held := s.words.OfficesOn(person, s.day); len(held) > 0 {
		return held[0]
	}
	return ""
}

// officeFor is the office that a title names: one that the person is known to hold then, else one made of home and title.
func (s *search) officeFor(person, home, slug string, role vocab.Role) string {
	made := s.office(home, slug)
	a, known := s.words.Actor(person)
	if !known {
		return made
	}
	alike := ""
	for _, t := range a.Holds {
		office, ok := s.words.Actor(t.Office)
		if !ok || home != "" && office.Home != home || s.day != "" && !t.Covers(s.day) {
			continue
		}
		if t.Office == made || home == "" && strings.HasSuffix(t.Office, "-"+slug) {
			return t.Office
		}
		if office.Role == role {
			alike = t.Office
		}
	}
	if _, there := s.words.Actor(made); alike != "" && (s.day != "" || !there) {
		return alike
	}
	return made
}

func (s *search) stateOf(id string) string {
	state, _ := s.words.StateOf(id, s.day)
	return state
}

// office is the id of a title at a state or organisation.
func (s *search) office(home, slug string) string {
	switch {
	case home == "":
		return ""
	case strings.HasPrefix(home, "state:"):
		return "office:" + s.words.Prefix(home) + "-" + slug
	}
	_, rest, _ := strings.Cut(home, ":")
	return "office:" + rest + "-" + slug
}

// holder reads a title without a name: its holder on the day where that is known, else the last person who stands for the same
// state; otherwise the words mean nobody in particular.
func (s *search) holder(t vocab.Title, rank, home string, first, last int, former bool) int {
	if former {
		return last
	}
	m := Mention{First: first, Last: last, Form: Description, Kind: vocab.Person}
	if office := s.office(home, rank+t.Slug); office != "" {
		if id, ok := s.words.HolderOn(office, s.day); ok && s.day != "" {
			m.ID, m.Office = id, office
		}
	}
	if m.ID == "" {
		m.ID = s.lastPerson(home)
	}
	if m.ID == "" {
		return last
	}
	m.State = s.stateOf(m.ID)
	if m.State == "" {
		m.State = s.stateOf(home)
	}
	if n := len(s.out); n > 0 && s.out[n-1].First == first {
		s.out = s.out[:n-1]
	}
	s.add(m)
	return last
}

// lastPerson is the person mentioned last who stands for a state or organisation.
func (s *search) lastPerson(home string) string {
	if home == "" {
		return ""
	}
	state := s.stateOf(home)
	for i := len(s.out) - 1; i >= max(0, len(s.out)-maxBack); i-- {
		s.steps++
		if m := &s.out[i]; m.Kind == vocab.Person && m.ID != "" && state != "" && m.State == state {
			return m.ID
		}
	}
	return ""
}

// body reads a body of a state by pattern: "the Serbian foreign ministry", "Japan's coast guard".
func (s *search) body(at int) int {
	b, last := longest(s, s.bodies, at, func(vocab.Body, int) bool { return true })
	if last == 0 {
		return 0
	}
	home, first := s.homeBefore(at)
	if home == "" {
		if home, last = s.homeAfter(last); home == "" || b.Role == vocab.RoleOfficials {
			return 0 // "the leaders of Chile and Peru" are read with all their states
		}
	}
	state := s.stateOf(home)
	if state == "" {
		return 0
	}
	if n := len(s.out); first < at && n > 0 {
		s.out = s.out[:n-1]
	}
	m := Mention{First: first, Last: last, Form: Body, Kind: vocab.Org, ID: "org:" + s.words.Prefix(state) + "-" + b.Slug, State: state}
	if b.Role == vocab.RoleOfficials || b.Role == vocab.RoleLawmakers || b.Role == vocab.RolePeople {
		m.Kind, m.ID = vocab.Group, "group:"+s.words.Prefix(state)+"-"+b.Slug
		m.State = s.stateOf(m.ID)
	}
	s.add(m)
	return last
}
