package mention

import (
	"entente/graph/vocab"
	"entente/loader/text"
)

// maxAside is how many words an apposition may have up to its title and its state.
const maxAside = 10

// offices are words, beside the titles of the vocabulary, by which an apposition says that somebody speaks or acts for a state or body.
var offices = words("spokesman spokeswoman spokesperson diplomat official envoy ambassador negotiator representative adviser advisor aide lawmaker chief head director commander")

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
