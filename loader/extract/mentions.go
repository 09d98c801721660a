package extract

import (
	"strings"

	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// stub until loader/mention is there
func (u *Rules) mentions(in *Input, d *text.Document) []mention.Mention {
	names := map[string]string{}
	forms := map[string]mention.Form{}
	add := func(n, id string, f mention.Form) {
		k := strings.ToLower(n)
		if _, ok := names[k]; !ok && len(n) > 1 {
			names[k] = id
			forms[k] = f
		}
	}
	for a := range u.vocab.Actors() {
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
	var out []mention.Mention
	surname := map[string]mention.Mention{}
	titles := set("president minister secretary leader chancellor premier king envoy ambassador general")
	for si, s := range d.Sentences {
		for i := s.First; i < s.Last; i++ {
			t := d.Tokens[i]
			if t.Kind != text.Word || !t.Caps && t.Tag != text.Pron {
				continue
			}
			best := 0
			for l := 6; l >= 1; l-- {
				if i+l > s.Last {
					continue
				}
				if id, ok := names[d.Norm(i, i+l)]; ok {
					f := forms[d.Norm(i, i+l)]
					st, _ := u.stateOf(id, "")
					m := mention.Mention{Sentence: si, First: i, Last: i + l, Form: f, ID: id, Kind: kindOf(id), State: st}
					if f == mention.Metonym && i > 0 && (d.Tokens[i-1].Lower == "in" || d.Tokens[i-1].Lower == "at" || d.Tokens[i-1].Lower == "near") {
						m.Form = mention.PlaceName
					}
					out = append(out, m)
					best = l
					break
				}
			}
			if best > 0 {
				i += best - 1
				continue
			}
			if titles[t.Lower] || surname[t.Lower].ID == "" && t.Tag == text.Proper {
				// title Name Name
				j := i
				for j < s.Last && titles[d.Tokens[j].Lower] {
					j++
				}
				k := j
				for k < s.Last && d.Tokens[k].Caps && d.Tokens[k].Tag == text.Proper && k < j+3 && names[d.Tokens[k].Lower] == "" {
					k++
				}
				if k > j && (j > i || k-j >= 2) {
					id := "person:" + slugTokens(d, j, k)
					st := ""
					if len(out) > 0 && (out[len(out)-1].Last == i || out[len(out)-1].Last == i-1) {
						st = out[len(out)-1].State
						if out[len(out)-1].Form == mention.Adjective {
							i = out[len(out)-1].First
							out = out[:len(out)-1]
						}
					}
					m := mention.Mention{Sentence: si, First: i, Last: k, Form: mention.Title, ID: id, Kind: vocab.Person, State: st}
					out = append(out, m)
					surname[d.Tokens[k-1].Lower] = m
					i = k - 1
					continue
				}
			}
			if m, ok := surname[t.Lower]; ok {
				m.Sentence, m.First, m.Last, m.Form = si, i, i+1, mention.Name
				out = append(out, m)
				continue
			}
			if (t.Lower == "he" || t.Lower == "she") && len(out) > 0 {
				for k := len(out) - 1; k >= 0; k-- {
					if out[k].Kind == vocab.Person {
						m := out[k]
						m.Sentence, m.First, m.Last, m.Form = si, i, i+1, mention.Pronoun
						out = append(out, m)
						break
					}
				}
			}
		}
	}
	for i := range out {
		out[i].Span = text.Span{Start: d.Tokens[out[i].First].Span.Start, End: d.Tokens[out[i].Last-1].Span.End}
	}
	return out
}
