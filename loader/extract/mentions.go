package extract

import (
	"strings"

	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// Stand-in until loader/mention is there.

type standin struct {
	names  map[string]string
	forms  map[string]mention.Form
	titles map[string]vocab.Title
	bodies map[string]vocab.Body
}

func newStandin(v *vocab.Vocabulary) *standin {
	{
		s := &standin{map[string]string{}, map[string]mention.Form{}, map[string]vocab.Title{}, map[string]vocab.Body{}}
		add := func(n, id string, f mention.Form) {
			k := strings.ToLower(strings.ReplaceAll(n, "’", "'"))
			if _, ok := s.names[k]; !ok && len(n) > 1 {
				s.names[k], s.forms[k] = id, f
			}
		}
		for a := range v.Actors() {
			if a.Kind != vocab.State && a.Kind != vocab.Org && a.Kind != vocab.Group {
				continue
			}
			add(a.Label, a.ID, mention.Name)
			for _, n := range a.Aliases {
				add(n, a.ID, mention.Name)
			}
			for _, n := range a.Metonyms {
				add(n.Name, a.ID, mention.Metonym)
			}
			for _, n := range a.Adjectives {
				add(n, a.ID, mention.Adjective)
			}
			for _, n := range a.Demonyms {
				add(n, a.ID, mention.Name)
			}
		}
		for n, id := range map[string]string{"nato": "org:nato", "north atlantic treaty organization": "org:nato", "european union": "org:eu", "eu": "org:eu", "united nations": "org:un", "u.n.": "org:un", "un": "org:un", "security council": "org:un-security-council", "g7": "group:g7", "quad": "group:quad", "hamas": "org:hamas", "hezbollah": "org:hezbollah", "taliban": "org:taliban", "islamic state": "org:isil", "asean": "org:asean", "asean regional forum": "org:asean-regional-forum", "partnership for peace": "org:partnership-for-peace", "state department": "org:us-state-department", "pentagon": "org:us-department-of-defense", "white house": "org:white-house", "kremlin": "state:RUS", "yonhap": "org:yonhap", "dprk": "state:PRK", "rok": "state:KOR", "the north": "state:PRK", "international court of justice": "org:icj", "european commission": "org:eu", "defense department": "org:us-department-of-defense", "central news agency": "org:kcna", "palestinians": "group:palestinians", "un security council": "org:un-security-council", "u.n. security council": "org:un-security-council", "united nations security council": "org:un-security-council"} {
			s.names[n], s.forms[n] = id, mention.Name
			if strings.HasPrefix(id, "org") {
				s.forms[n] = mention.Body
			}
		}
		for _, t := range v.Titles() {
			for _, n := range t.Names {
				s.titles[n] = t
			}
		}
		for _, b := range v.Bodies() {
			for _, n := range b.Names {
				s.bodies[n] = b
			}
		}
		return s
	}
}

func (u *Rules) mentions(in *Input, d *text.Document) []mention.Mention {
	st := u.names
	var out []mention.Mention
	surname := map[string]mention.Mention{}
	norm := func(a, b int) string { return strings.ReplaceAll(d.Norm(a, b), "defence", "defense") }
	var lastPair []string
	for si, s := range d.Sentences {
		pairBegin := len(out)
		for i := s.First; i < s.Last; i++ {
			t := d.Tokens[i]
			if t.Kind != text.Word {
				continue
			}
			add := func(m mention.Mention) {
				m.Sentence = si
				out = append(out, m)
			}
			// names
			best := 0
			for l := 7; l >= 1; l-- {
				if i+l > s.Last {
					continue
				}
				k := norm(i, i+l)
				if id, ok := st.names[k]; ok && (t.Caps || k == "the north") && !(k == "un" && d.Body[t.Span.Start:t.Span.End] != "UN") {
					f := st.forms[k]
					stt, _ := u.stateOf(id, "")
					if id == "org:us-state-department" || id == "org:white-house" || id == "org:us-department-of-defense" {
						stt = "state:USA"
					}
					m := mention.Mention{First: i, Last: i + l, Form: f, ID: id, Kind: kindOf(id), State: stt}
					if f == mention.Metonym && i > 0 && (d.Tokens[i-1].Lower == "in" || d.Tokens[i-1].Lower == "at" || d.Tokens[i-1].Lower == "near") {
						m.Form = mention.PlaceName
					}
					add(m)
					best = l
					break
				}
			}
			if best > 0 {
				i += best - 1
				continue
			}
			// titles, then a name
			for l := 7; l >= 1; l-- {
				if i+l > s.Last {
					continue
				}
				ti, ok := st.titles[norm(i, i+l)]
				if !ok {
					continue
				}
				best = l
				first := i
				home := ""
				if n := len(out); n > 0 && (out[n-1].Last == i || out[n-1].Last == i-1 && d.Tokens[i-1].Tag == text.Poss) && out[n-1].Sentence == si && (out[n-1].State != "" || strings.HasPrefix(out[n-1].ID, "org:")) {
					home, first = out[n-1].ID, out[n-1].First
					if out[n-1].Kind != vocab.State && out[n-1].Kind != vocab.Org {
						home = out[n-1].State
					}
				}
				k := i + l
				for k < s.Last && d.Tokens[k].Caps && d.Tokens[k].Kind == text.Word && k < i+l+4 && st.names[d.Tokens[k].Lower] == "" && d.Tokens[k].Tag != text.Poss && text.WeekdayNumber(d.Tokens[k].Lower) < 0 {
					k++
				}
				last := k
				if k == i+l && home == "" {
					break
				}
				if home == "" && k < s.Last && d.Tokens[k].Lower == "of" {
					for ll := 4; ll >= 1; ll-- {
						if id, ok := st.names[norm(k+1, min(k+1+ll, s.Last))]; ok {
							home = id
							break
						}
					}
				}
				if k > i+l {
					id := "person:" + slugTokens(d, i+l, k)
					m, known := surname[d.Tokens[k-1].Lower]
					if known && k-(i+l) == 1 {
						id = m.ID
						if home == "" {
							home = m.State
						}
					}
					state := home
					if !strings.HasPrefix(home, "state:") {
						state, _ = u.stateOf(home, "")
					}
					off := ""
					if home != "" {
						off = "office:" + strings.TrimPrefix(strings.TrimPrefix(home, "state:"), "org:") + "-" + ti.Slug
					}
					nm := mention.Mention{First: first, Last: last, Form: mention.Title, ID: id, Kind: vocab.Person, State: state, Office: off, OfficeSpan: text.Span{Start: d.Tokens[first].Span.Start, End: d.Tokens[i+l-1].Span.End}}
					if first < i {
						out = out[:len(out)-1]
					}
					add(nm)
					surname[d.Tokens[k-1].Lower] = nm
					if n := k - (i + l); n == 3 || n == 2 && (len(d.Tokens[k-2].Lower) <= 4) {
						surname[d.Tokens[i+l].Lower] = nm // family name first
					}
					i = k - 1
				} else {
					for k := len(out) - 1; k >= 0; k-- {
						if out[k].Kind == vocab.Person && (out[k].State == home) && out[k].ID != "" && home != "" {
							m := out[k]
							m.First, m.Last, m.Form = first, last, mention.Description
							out = out[:len(out)-1]
							add(m)
							break
						}
					}
					i = last - 1
				}
				break
			}
			if best > 0 {
				continue
			}
			// bodies
			for l := 5; l >= 1; l-- {
				if i+l > s.Last {
					continue
				}
				b, ok := st.bodies[norm(i, i+l)]
				if !ok {
					continue
				}
				if n := len(out); n > 0 && (out[n-1].Last == i || out[n-1].Last == i-1 && d.Tokens[i-1].Tag == text.Poss) && out[n-1].Sentence == si && out[n-1].State != "" {
					m := mention.Mention{First: out[n-1].First, Last: i + l, Form: mention.Body, ID: "org:" + u.vocab.Prefix(out[n-1].State) + "-" + b.Slug, Kind: vocab.Org, State: out[n-1].State}
					out = out[:n-1]
					add(m)
					best = l
					i += l - 1
				}
				break
			}
			if best > 0 {
				continue
			}
			if t.Caps {
				if m, ok := surname[t.Lower]; ok {
					m.First, m.Last, m.Form, m.Office = i, i+1, mention.Name, ""
					if i+1 < s.Last && surname[d.Tokens[i+1].Lower].ID == m.ID {
						m.Last = i + 2
					}
					add(m)
					i = m.Last - 1
					continue
				}
				if (t.Lower == "mr." || t.Lower == "mrs." || t.Lower == "ms.") && i+1 < s.Last {
					if m, ok := surname[d.Tokens[i+1].Lower]; ok {
						m.First, m.Last, m.Form, m.Office = i, i+2, mention.Name, ""
						add(m)
						i++
						continue
					}
				}
				k := i
				for k < s.Last && k < i+4 && d.Tokens[k].Caps && d.Tokens[k].Tag == text.Proper && st.names[d.Tokens[k].Lower] == "" {
					k++
				}
				if k-i >= 2 && k-i <= 3 && text.MonthNumber(t.Lower) == 0 {
					m := mention.Mention{First: i, Last: k, Form: mention.Name, ID: "person:" + slugTokens(d, i, k), Kind: vocab.Person}
					if k+1 < s.Last && d.Tokens[k].Lower == "," && d.Tokens[k+1].Kind == text.Word && st.forms[d.Tokens[k+1].Lower] == mention.Adjective {
						m.State = st.names[d.Tokens[k+1].Lower]
					}
					add(m)
					surname[d.Tokens[k-1].Lower] = m
					i = k - 1
				}
				continue
			}
			switch t.Lower {
			case "he", "she", "his", "him":
				for k := len(out) - 1; k >= 0; k-- {
					if out[k].Kind == vocab.Person && out[k].ID != "" {
						m := out[k]
						// prefer the first person of the sentence before
						for j := k; j >= 0 && out[j].Sentence >= si-1; j-- {
							if out[j].Kind == vocab.Person && out[j].Sentence == out[k].Sentence && out[j].ID != "" {
								m = out[j]
							}
						}
						m.First, m.Last, m.Form, m.Possessive, m.Office, m.Members = i, i+1, mention.Pronoun, t.Lower == "his", "", nil
						add(m)
						break
					}
				}
			case "it", "its":
				pick := -1
				for k := len(out) - 1; k >= 0 && out[k].Sentence >= si-1; k-- {
					if (out[k].Kind == vocab.State || out[k].Kind == vocab.Org) && out[k].ID != "" && out[k].Form != mention.Adjective && out[k].Form != mention.PlaceName {
						pick = k
						if out[k].Sentence < si {
							continue
						}
					}
				}
				if pick >= 0 {
					m := out[pick]
					m.First, m.Last, m.Form, m.Possessive, m.Office, m.Members = i, i+1, mention.Pronoun, t.Lower == "its", "", nil
					add(m)
				}
			case "they", "their", "them", "sides", "countries", "leaders", "two", "both", "states", "nations", "neighbors", "neighbours", "men", "diplomats", "ministers", "presidents":
				if len(lastPair) < 2 {
					continue
				}
				prev := d.Tokens[max(i-1, 0)].Lower
				pron := t.Lower == "they" || t.Lower == "their" || t.Lower == "them"
				if !pron && prev != "both" && prev != "two" && prev != "three" {
					continue
				}
				m := mention.Mention{First: i, Last: i + 1, Form: mention.Description, Kind: vocab.State, Members: lastPair, Possessive: t.Lower == "their"}
				if !pron {
					m.First = i - 1
				}
				add(m)
			}
		}
		// the pair of this sentence: the first two states or persons joined by and
		var pair []string
		for k := pairBegin; k+1 < len(out); k++ {
			a, b := out[k], out[k+1]
			if a.ID == "" || b.ID == "" || a.ID == b.ID || len(a.Members) > 0 || len(b.Members) > 0 || a.Kind == vocab.Org || b.Kind == vocab.Org {
				continue
			}
			if b.First-a.Last <= 2 && a.Kind == b.Kind || pair == nil && a.State != b.State && a.State != "" && b.State != "" && a.Kind == b.Kind {
				pair = []string{a.ID, b.ID}
				if k+2 < len(out) && out[k+2].First-b.Last <= 2 && out[k+2].Kind == a.Kind {
					pair = append(pair, out[k+2].ID)
				}
				break
			}
		}
		if pair != nil {
			lastPair = pair
		}
	}
	for i := range out {
		out[i].Span = text.Span{Start: d.Tokens[out[i].First].Span.Start, End: d.Tokens[out[i].Last-1].Span.End}
	}
	return out
}
