package mention

import (
	"entente/graph/vocab"
	"entente/loader/text"
)

// maxAside is how many words an apposition may have up to its title and its state.
const maxAside = 10

// offices are words, beside the titles of the vocabulary, by which an apposition says that somebody speaks or acts for a state or body.
var offices = words("spokesman spokeswoman spokesperson diplomat official envoy ambassador negotiator representative counterpart adviser advisor aide lawmaker chief head director commander")

// apposed reads what stands after a name and a comma: "Ana Example, Norway's foreign minister", "Jan Example, a spokesman for the
// Norwegian government". The person then stands for that state or body; what somebody once was leaves it open.
func (s *search) apposed(m *Mention, at int) {
	home, title, homeAt := "", -1, -1
	var t vocab.Title
	for i := at; i < s.end && i < at+maxAside; i++ {
		w := s.word(i)
		if w == "former" || w == "ex" || w == "then" || w == "late" || w == "retired" {
			return
		}
		tok := s.d.Tokens[i]
		if w == "," || w == "who" || w == "and" || tok.Tag >= text.VB && tok.Tag <= text.VBG {
			break
		}
		if home == "" {
			n, last := longest(s, s.names, i, func(n name, last int) bool {
				return (n.kind == vocab.State || n.kind == vocab.Org && n.form != PlaceName) && s.written(n, i, last)
			})
			if last > 0 && s.word(i-1) != "in" && s.word(i-1) != "to" {
				home, homeAt = n.id, i
				i = last - 1
				continue
			}
		}
		if title < 0 {
			if found, last := longest(s, s.titles, i, func(vocab.Title, int) bool { return true }); last > 0 {
				t, title = found, i
				m.OfficeSpan = text.Span{Start: s.d.Tokens[i].Span.Start, End: s.d.Tokens[last-1].Span.End}
				i = last - 1
				continue
			}
			if offices[w] {
				title = i
			}
		}
	}
	if home == "" || title < 0 {
		m.OfficeSpan = text.Span{}
		return
	}
	m.State = s.stateOf(home)
	if t.Slug == "" {
		return
	}
	if t.Role == vocab.RoleLegislator || t.Role == vocab.RoleFormer {
		m.State, m.OfficeSpan = "", text.Span{}
		return
	}
	m.Office = s.officeFor(m.ID, home, t.Slug, t.Role)
	if homeAt < title {
		m.OfficeSpan.Start = s.d.Tokens[homeAt].Span.Start
	}
}

// introduced reads what stands before a name between commas: "Norway's president, Ana Example,", "a spokesman for the Norwegian
// government, Jan Example, said". The person stands for that state or body, and it is this person whom the words before the comma mean,
// whoever else is known to hold the office.
func (s *search) introduced(m *Mention) {
	comma := m.First - 1
	begin := s.d.Sentences[s.sentence].First
	if comma <= begin || s.word(comma) != "," || m.Last < s.end && s.d.Tokens[m.Last].Kind == text.Word {
		return
	}
	start := comma
	for start > begin && start > comma-maxAside {
		tok := s.d.Tokens[start-1]
		if w := s.word(start - 1); w == "," || w == "who" || tok.Tag >= text.VB && tok.Tag <= text.VBG {
			break
		}
		start--
	}
	var holder *Mention
	home, homeEnd := "", -1
	for i := len(s.out) - 1; i >= 0 && s.out[i].First >= start; i-- {
		switch o := &s.out[i]; {
		case o.Kind == vocab.Person && o.Form == Description && o.Last == comma && len(o.Members) == 0:
			holder = o
		case o.Kind == vocab.Person:
			return // a list of persons
		case home == "" && (o.Kind == vocab.State || o.Kind == vocab.Org) && s.word(o.First-1) != "in" && s.word(o.First-1) != "to" && s.word(o.First-1) != "and":
			home, homeEnd = o.ID, o.Last
		}
	}
	state := s.stateOf(home)
	if holder != nil {
		state = holder.State
	}
	if known := s.stateOf(m.ID); known != "" && known != state {
		return // "the Norwegian president, Ana Example, and": two persons
	}
	t, at, said := s.titleIn(start, comma)
	if holder == nil && (home == "" || !said) || t.Role == vocab.RoleLegislator || t.Role == vocab.RoleFormer {
		return
	}
	m.State = state
	if holder != nil {
		holder.ID, holder.Label = m.ID, m.Label
		return
	}
	// "the EU's trade commissioner" holds another office than its commissioner.
	if beside := at == homeEnd || at == homeEnd+1 && s.d.Tokens[homeEnd].Tag == text.Poss; t.Slug != "" && beside {
		m.Office = s.officeFor(m.ID, home, t.Slug, t.Role)
		m.OfficeSpan = text.Span{Start: s.d.Tokens[start].Span.Start, End: s.d.Tokens[comma-1].Span.End}
	}
}

// titleIn looks for a title or a word for an office between two tokens; what somebody once was does not count.
func (s *search) titleIn(first, last int) (t vocab.Title, at int, there bool) {
	for i := first; i < last; i++ {
		switch w := s.word(i); {
		case w == "former" || w == "ex" || w == "then" || w == "late" || w == "retired":
			return vocab.Title{}, 0, false
		case offices[w]:
			there = true
		default:
			if found, end := longest(s, s.titles, i, func(vocab.Title, int) bool { return true }); end > 0 && end <= last {
				t, at, there = found, i, true
				i = end - 1
			}
		}
	}
	return t, at, there
}
