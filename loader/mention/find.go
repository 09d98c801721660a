package mention

import (
	"slices"
	"strings"

	"entente/graph/vocab"
	"entente/loader/text"
)

// Given is a mention that the caller has already found.
type Given struct {
	Span text.Span
	ID   string     // "" when only the span is known
	Kind vocab.Kind // "" when unknown
}

// Options say what is known of a document.
type Options struct {
	// Day is the document's (EDTF), "" when unknown: it decides who is in office.
	Day string
	// Given mentions are taken as they are, in place of those found at the same words.
	Given []Given
}

// search is the walk through one document.
type search struct {
	*Finder
	d        *text.Document
	day      string
	sentence int
	end      int // token after the sentence
	out      []Mention
	// persons are those mentioned so far, or with their whole name anywhere, by surname.
	persons map[string]Mention
	// pair are the two (or three) actors that "both sides" would mean now.
	pair []string
	// joined says that they were named together ("A and B").
	joined bool
	// steps counts words and mentions looked at, for the test that holds the work near the length of the text.
	steps int
	// first is the first mention of the sentence.
	first int
	// people are the persons named together last: whom "both ministers" means.
	people []string
}

// Find finds the mentions of a document in the order of the text. They do not overlap.
func (f *Finder) Find(d *text.Document, opt *Options) []Mention {
	if opt == nil {
		opt = &Options{}
	}
	s := &search{Finder: f, d: d, day: opt.Day, persons: map[string]Mention{}}
	s.run(opt)
	return s.out
}

// maxBack is how many mentions back a pronoun or a title without a name looks.
const maxBack = 100

// run walks through the document.
func (s *search) run(opt *Options) {
	d := s.d
	s.wholeNames()
	for i := range d.Sentences {
		s.sentence, s.end = i, d.Sentences[i].Last
		first := len(s.out)
		s.first = first
		for at := d.Sentences[i].First; at < s.end; {
			at = max(s.step(at), at+1)
		}
		s.notePair(first)
	}
	for i := range s.out {
		m := &s.out[i]
		m.Span = text.Span{Start: d.Tokens[m.First].Span.Start, End: d.Tokens[m.Last-1].Span.End}
		m.Possessive = m.Possessive || m.Last < len(d.Tokens) && d.Tokens[m.Last].Tag == text.Poss && strings.HasPrefix(d.Tokens[m.Last].Lower, "'")
	}
	if len(opt.Given) > 0 {
		s.given(opt.Given)
	}
}

// step reads what begins at a token and gives the token after it.
func (s *search) step(at int) int {
	if s.d.Tokens[at].Kind != text.Word {
		return at + 1
	}
	if peopleWords[s.word(at)] { // "both ministers" are no title
		if next := s.reference(at); next > at {
			return next
		}
	}
	for _, read := range [...]func(int) int{s.name, s.title, s.body, s.person, s.reference} {
		if next := read(at); next > at {
			return next
		}
	}
	return at + 1
}

func (s *search) word(at int) string {
	s.steps++
	if at < 0 || at >= len(s.d.Tokens) {
		return ""
	}
	return folded(s.d.Tokens[at].Lower)
}

func (s *search) key(first, last int) string {
	if last == first+1 {
		return s.word(first)
	}
	var b strings.Builder
	for i := first; i < last; i++ {
		if i > first {
			b.WriteByte(' ')
		}
		b.WriteString(s.word(i))
	}
	return b.String()
}

// longest finds the longest phrase of a lexicon at a token, that ok accepts.
func longest[T any](s *search, l lexicon[T], at int, ok func(v T, last int) bool) (v T, last int) {
	for n := min(l.longest[s.word(at)], s.end-at); n > 0; n-- {
		if found, there := l.by[s.key(at, at+n)]; there && ok(found, at+n) {
			return found, at + n
		}
	}
	return v, 0
}

func (s *search) surface(first, last int) string {
	return s.d.Body[s.d.Tokens[first].Span.Start:s.d.Tokens[last-1].Span.End]
}

func (s *search) add(m Mention) {
	m.Sentence = s.sentence
	s.out = append(s.out, m)
}

// name reads a name that the vocabulary has.
func (s *search) name(at int) int {
	n, last := longest(s, s.names, at, func(n name, last int) bool { return s.written(n, at, last) })
	if s.word(at) == "the" && last > 0 && at+1 < s.end {
		// "the North" is no state in "the North Sea Council", nor where nothing speaks of Korea.
		if _, further := longest(s, s.names, at+1, func(n name, last int) bool { return s.written(n, at+1, last) }); further > last {
			return 0
		}
		if last < s.end && s.d.Tokens[last].Caps || last == at+2 && n.kind == vocab.State && !strings.Contains(s.d.Body, "Korea") {
			return 0
		}
	}
	if last == 0 || n.kind == vocab.Person && s.namesake(n.id, at, last) {
		return 0
	}
	m := Mention{First: at, Last: last, Form: n.form, Kind: n.kind, ID: n.id}
	switch {
	case n.kind == vocab.Person:
		m.State, _ = s.words.StateOf(n.id, s.day)
		m.Office = s.officeOf(n.id)
		s.introduced(&m)
		s.remember(m)
	case n.form == Metonym && s.placed(at):
		m.Form = PlaceName
		m.State, _ = s.words.StateOf(n.id, s.day)
	default:
		m.State, _ = s.words.StateOf(n.id, s.day)
	}
	s.add(m)
	return last
}

// written says whether the tokens are written as the name must be.
func (s *search) written(n name, first, last int) bool {
	t := s.d.Tokens[first]
	if n.exact != "" {
		return strings.ReplaceAll(s.surface(first, last), ".", "") == n.exact
	}
	if !t.Caps && !strings.HasPrefix(t.Lower, "al-") && t.Lower != "the" {
		return false
	}
	if n.kind == vocab.Person {
		return true
	}
	// "Jordan" in "Michael Jordan said" is no state, nor is "Georgia" a state in "Georgia Meloni".
	before, after := first-1, last
	alone := (before < 0 || !s.proper(before)) && (after >= s.end || !s.proper(after) || n.form == Adjective)
	return !n.common || alone
}

// proper reports a capitalised word that is part of the same name as its neighbour may be.
func (s *search) proper(at int) bool {
	t := s.d.Tokens[at]
	return t.Kind == text.Word && t.Caps && t.Tag == text.Proper && s.titles.longest[t.Lower] == 0 && s.names.longest[t.Lower] == 0 &&
		at > s.d.Sentences[s.sentence].First
}

// placed reports that a capital stands as a place: "in London", "near Kyiv".
func (s *search) placed(at int) bool {
	if at == 0 {
		return false
	}
	switch s.word(at - 1) {
	case "in", "at", "near", "outside", "around", "downtown", "central", "through", "across":
		return true
	}
	return false
}

// wholeNames looks for full names of known persons in the whole document first, so that a headline's surname finds its owner.
func (s *search) wholeNames() {
	for i := range s.d.Sentences {
		s.sentence, s.end = i, s.d.Sentences[i].Last
		for at := s.d.Sentences[i].First; at < s.end; {
			n, last := longest(s, s.names, at, func(n name, last int) bool { return n.kind == vocab.Person && s.written(n, at, last) })
			if last == 0 {
				at++
				continue
			}
			m := Mention{ID: n.id, Kind: vocab.Person}
			m.State, _ = s.words.StateOf(n.id, s.day)
			if a, ok := s.words.Actor(n.id); ok {
				for _, w := range phrase(vocab.Surname(a)) {
					if _, taken := s.persons[w]; !taken {
						s.persons[w] = m
					}
				}
			}
			at = last
		}
	}
}

// given puts the caller's mentions in the place of those found at the same words.
func (s *search) given(list []Given) {
	for _, g := range list {
		first, last := s.tokensOf(g.Span)
		if last <= first {
			continue
		}
		m := Mention{First: first, Last: last, Span: g.Span, Form: Name, ID: g.ID, Kind: g.Kind}
		best := -1
		for i := range s.out {
			if o := &s.out[i]; o.First < last && first < o.Last && (best < 0 || o.Last-o.First > s.out[best].Last-s.out[best].First) {
				best = i
			}
		}
		if best >= 0 {
			o := s.out[best]
			if m.ID == "" {
				m.ID, m.State, m.Kind, m.Label = o.ID, o.State, o.Kind, o.Label
			}
			m.Form, m.Office = o.Form, o.Office
		}
		if m.ID == "" {
			m.ID, m.Label = unknownID(g.Kind, s.surface(first, last)), s.surface(first, last)
		}
		if kind, _, ok := strings.Cut(m.ID, ":"); ok && m.Kind == "" {
			m.Kind = vocab.Kind(kind)
		}
		if m.State == "" {
			m.State, _ = s.words.StateOf(m.ID, s.day)
		}
		m.Sentence = s.sentenceOf(first)
		s.out = slices.DeleteFunc(s.out, func(o Mention) bool { return o.First < last && first < o.Last })
		s.out = append(s.out, m)
	}
	slices.SortFunc(s.out, func(a, b Mention) int { return a.First - b.First })
}

func unknownID(kind vocab.Kind, surface string) string {
	if kind == "" {
		kind = vocab.Org
	}
	slug := vocab.Slug(surface)
	if slug == "" {
		slug = "unnamed"
	}
	return string(kind) + ":" + slug
}

// tokensOf are the tokens that a span covers, in part or whole.
func (s *search) tokensOf(span text.Span) (first, last int) {
	first, _ = slices.BinarySearchFunc(s.d.Tokens, span.Start, func(t text.Token, at int) int {
		if t.Span.End <= at {
			return -1
		}
		return 1
	})
	for last = first; last < len(s.d.Tokens) && s.d.Tokens[last].Span.Start < span.End; last++ {
	}
	return first, last
}

func (s *search) sentenceOf(token int) int {
	i, _ := slices.BinarySearchFunc(s.d.Sentences, token, func(x text.Sentence, at int) int {
		if x.Last <= at {
			return -1
		}
		return 1
	})
	return min(i, len(s.d.Sentences)-1)
}
