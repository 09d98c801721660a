package extract

import (
	"entente/graph/vocab"
	"entente/loader/text"
)

// bound resolves a pronoun by the syntax of its sentence, where that leaves no doubt: "X said it would", "X recalled its envoy". It
// gives nil where the mention's own reading should stand.
func (r *reading) bound(c int) []actor {
	s := r.sent
	ch := s.chunks[c]
	if ch.Last-ch.First > 2 || ch.Head != ch.First && !ch.Owner {
		return nil
	}
	word := s.lower(ch.First)
	switch word {
	case "it", "he", "she", "they":
		return r.boundSubject(c, word)
	case "its", "his", "her", "their":
		if !ch.Owner && r.doc.Tokens[ch.First].Tag != text.Poss {
			return nil
		}
		return r.boundOwner(c, word)
	}
	return nil
}

// agrees reports whether a pronoun can mean these actors.
func agrees(word string, a []actor) bool {
	if len(a) == 0 {
		return false
	}
	switch word {
	case "it", "its":
		return len(a) == 1 && (a[0].kind == vocab.State || a[0].kind == vocab.Org)
	case "he", "she", "his", "her":
		return len(a) == 1 && a[0].kind == vocab.Person
	}
	return len(a) > 1 || a[0].kind == vocab.Group
}

// boundSubject gives the subject of the verb of saying or wanting that governs the pronoun's clause.
func (r *reading) boundSubject(c int, word string) []actor {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject != c || p.kind != relComplement || p.governor < 0 {
			continue
		}
		g := &s.preds[p.governor]
		if !takesClause[g.lemma] || g.verb.Passive || g.subject < 0 || g.subject == c {
			return nil
		}
		if a := r.namedGroup(g.subject); agrees(word, a) {
			return r.placed(a, c)
		}
	}
	return nil
}

// boundOwner gives the subject of the clause in whose object or phrase "its" stands, or the subject before a coordinated verb.
func (r *reading) boundOwner(c int, word string) []actor {
	s := r.sent
	if k := s.skip(c-1, -1); s.kind(k) == text.Preposition { // "Oslo's commitment to its treaty"
		if n := s.skip(k-1, -1); s.kind(n) == text.NounGroup {
			if o := s.unitOwner(n); o != n && o != c && !pronounOwner(s, o) {
				if a := r.strict(o); agrees(word, a) {
					return r.placed(a, c)
				}
			}
		}
	}
	best := -1
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject >= 0 && c > p.chunk && c < p.end && p.subject < c {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	for steps := 0; best >= 0 && steps < 4; steps++ {
		p := &s.preds[best]
		if p.subject >= 0 && p.subject != c {
			if a := r.namedGroup(p.subject); agrees(word, a) {
				return r.placed(a, c)
			}
		}
		if p.governor == best {
			break
		}
		best = p.governor
	}
	return nil
}

func pronounOwner(s *sentence, c int) bool {
	switch s.lower(s.chunks[c].First) {
	case "its", "his", "her", "their", "our", "my", "your":
		return true
	}
	return false
}

// namedGroup gives the actors of a group, pronouns bound in turn only through their mention.
func (r *reading) namedGroup(lead int) []actor {
	s := r.sent
	var out []actor
	for _, m := range s.members[lead] {
		if t := r.doc.Tokens[s.chunks[m].Head]; t.Tag == text.Pron {
			if w := t.Lower; w == "it" || w == "he" || w == "she" || w == "they" {
				if a := r.boundSubject(m, w); a != nil {
					out = append(out, a...)
					continue
				}
			}
			if mt := r.mentionAt(s.chunks[m].Head); mt != nil {
				out = append(out, r.fromMention(mt)...)
			}
			continue
		}
		out = append(out, r.strict(m)...)
	}
	return out
}

// placed puts actors where chunk c is.
func (r *reading) placed(a []actor, c int) []actor {
	ch := r.sent.chunks[c]
	out := append([]actor(nil), a...)
	for i := range out {
		out[i].span = cspan(r.doc.Tokens[ch.First].Span)
		out[i].via = ""
	}
	return out
}
