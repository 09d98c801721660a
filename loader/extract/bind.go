package extract

import (
	"sort"
	"strings"

	"entente/graph/vocab"
	"entente/loader/mention"
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
	case "it", "he", "she", "they", "him", "them":
		if a := r.boundObject(c, word); a != nil {
			return a
		}
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
	case "he", "she", "his", "her", "him":
		return len(a) == 1 && a[0].kind == vocab.Person
	}
	return len(a) > 1 || a[0].kind == vocab.Group || word == "their" && a[0].kind == vocab.Org || word == "they" && (a[0].kind == vocab.State || a[0].kind == vocab.Org)
}

// boundSubject gives the subject of the verb of saying or wanting that governs the pronoun's clause.
func (r *reading) boundSubject(c int, word string) []actor {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject == c && p.kind == relInfinitive && p.governor >= 0 && s.preds[p.governor].lemma == "help" && s.preds[p.governor].object == c {
			return r.nearestOwner(c, word) // "arms for Chile to help it win"
		}
		if p.subject == c && p.kind == relAdjunct && p.governor >= 0 && word == "it" && judging[s.preds[p.governor].lemma] && !s.preds[p.governor].verb.Passive {
			if a := r.namedGroup(max(s.preds[p.governor].object, 0)); s.preds[p.governor].object >= 0 && agrees(word, a) {
				return r.placed(a, c) // "criticised Chile after it expelled two nuns"
			}
		}
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

// judging verbs have as object whose deed the clause of "after" or "because" tells.
var judging = set("criticize criticise condemn sanction accuse denounce censure punish suspend praise thank congratulate reward rebuke blast slam")

// boundObject gives whom a pronoun that is acted on means, where its mention's reading is the one who acts: "broke with Iran, accusing it
// of arming rebels" accuses Iran.
func (r *reading) boundObject(c int, word string) []actor {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		if p.object != c || p.subject < 0 || p.subject == c || p.verb.Passive {
			continue
		}
		own := r.namedGroup(p.subject)
		m := r.mentionAt(s.chunks[c].Head)
		if m == nil || len(own) == 0 || len(others(ends(r.fromMention(m)), own)) > 0 {
			return nil
		}
		for k := c - 1; k >= 0; k-- {
			if s.kind(k) != text.NounGroup || s.chunks[k].Owner || pronounOwner(s, k) || r.doc.Tokens[s.chunks[k].Head].Tag == text.Pron {
				continue
			}
			a := r.strict(k)
			if agrees(word, a) && len(others(ends(a), own)) > 0 {
				return r.placed(a, c)
			}
		}
		return nil
	}
	return nil
}

// boundOwner gives the subject of the clause in whose object or phrase "its" stands, or the subject before a coordinated verb.
func (r *reading) boundOwner(c int, word string) []actor {
	s := r.sent
	k := s.skip(c-1, -1)
	if s.kind(k) == text.Conjunction { // "Norway and its envoy"
		if n := s.skip(k-1, -1); s.kind(n) == text.NounGroup && !pronounOwner(s, n) {
			if a := r.strict(n); agrees(word, a) {
				return r.placed(a, c)
			}
		}
	}
	if s.kind(k) == text.Preposition { // "Oslo's commitment to its treaty"
		if n := s.skip(k-1, -1); s.kind(n) == text.NounGroup {
			if w := s.lower(s.chunks[k].First); w == "for" && !pronounOwner(s, n) { // "condemned Chile for its raid"
				if a := r.namedGroup(s.leader[n]); agrees(word, a) {
					return r.placed(a, c)
				}
			}
			if o := s.unitOwner(n); o != n && o != c && !pronounOwner(s, o) {
				if a := r.strict(o); agrees(word, a) {
					return r.placed(a, c)
				}
			}
		}
	}
	if a := r.ownSayer(c, word); a != nil {
		return a
	}
	best := -1
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject >= 0 && c > p.chunk && c < p.end && p.subject < c {
			best = i
		}
	}
	if best < 0 {
		for lead := range s.chunks { // "ties between A and B, its allies": the clause's subject
			if a, ok := s.appos[lead]; ok && a == c {
				best, _ = s.host(lead)
				break
			}
		}
	}
	if best < 0 {
		return nil
	}
	for steps := 0; best >= 0 && steps < 4; steps++ {
		p := &s.preds[best]
		if p.verb.Passive {
			if a := r.byPhrase(p); agrees(word, a) {
				return r.placed(a, c)
			}
		}
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
	return r.nearestOwner(c, word)
}

// ownSayer gives the subject of what was said where its own minister says so after it: "Chile has left, its foreign minister said".
func (r *reading) ownSayer(c int, word string) []actor {
	s := r.sent
	for i := range s.preds {
		p := &s.preds[i]
		if p.subject < 0 || s.unitStart(p.subject) != c && p.subject != c || !speechVerbs[p.lemma] {
			continue
		}
		for k := 0; k < i; k++ {
			q := &s.preds[k]
			if q.governor != i || q.kind != relComplement || q.subject < 0 || q.subject >= c {
				continue
			}
			if a := r.namedGroup(q.subject); agrees(word, a) {
				return r.placed(a, c)
			}
		}
	}
	return nil
}

// nearestOwner gives the nearest actor before chunk c that stands alone, not in a list.
func (r *reading) nearestOwner(c int, word string) []actor {
	s := r.sent
	aside := 0
	for k := c - 1; k >= 0; k-- {
		switch s.lower(s.chunks[k].First) {
		case ")":
			aside++
		case "(":
			aside = max(0, aside-1)
		}
		if aside > 0 { // what stands in parentheses owns nothing outside them
			continue
		}
		if s.kind(k) != text.NounGroup || pronounOwner(s, k) || r.doc.Tokens[s.chunks[k].Head].Tag == text.Pron || len(s.members[s.leader[k]]) > 1 {
			continue
		}
		m := r.mentionAt(s.chunks[k].Head)
		if m == nil || m.Form == mention.Adjective || m.Form == mention.PlaceName {
			continue
		}
		if p := s.skip(s.unitStart(k)-1, -1); s.kind(p) == text.Preposition && s.lower(s.chunks[p].First) == "in" {
			continue
		}
		if a := r.strict(k); agrees(word, a) {
			return r.placed(a, c)
		}
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
	if out == nil && r.doc.Tokens[s.chunks[lead].Head].Tag == text.Noun {
		out = r.group(lead) // "two council members, A and B"
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

// namedBefore resolves "the department", "the ministers", "the prime minister" by the last actor that was named with the same words.
func (r *reading) namedBefore(c int) []actor {
	ch := r.sent.chunks[c]
	if ch.Last-ch.First < 2 || r.doc.Tokens[ch.First].Lower != "the" || r.mentionAt(ch.Head) != nil || ch.Head-ch.First > 2 {
		return nil
	}
	head := r.doc.Tokens[ch.Head].Lower
	if one := text.NounLemma(head); !bodyHeads[one] && !personNouns[one] || one == "force" || one == "state" || one == "country" || one == "people" || one == "troop" {
		return nil
	}
	words := r.doc.Norm(ch.First+1, ch.Head+1)
	last := r.mentionsFrom(ch.First) - 1
	for i := last; i >= max(0, last-maxMentionsBack); i-- {
		r.steps++
		m := &r.mentions[i]
		if m.First >= ch.First || m.ID == "" || m.Form == mention.Pronoun {
			continue
		}
		named := ""
		switch {
		case m.Kind == vocab.Org || m.Kind == vocab.Group:
			named = r.doc.Norm(m.First, m.Last)
			if !strings.HasSuffix(named, words) && m.Last < len(r.doc.Tokens) && r.doc.Tokens[m.Last].Lower == head {
				named += " " + head // "the G7 ministers"
			}
		case m.Form == mention.Title && m.Kind == vocab.Person:
			named = strings.ToLower(r.doc.Body[m.OfficeSpan.Start:m.OfficeSpan.End])
		}
		if named != "" && (named == words || strings.HasSuffix(named, " "+words)) {
			return r.placed(r.fromMention(m), c)
		}
	}
	return nil
}

// maxMentionsBack is how many mentions back "the department" looks for its name.
const maxMentionsBack = 80

// mentionsFrom gives the index of the first mention that begins at token t or after it.
func (r *reading) mentionsFrom(t int) int {
	return sort.Search(len(r.mentions), func(i int) bool { return r.mentions[i].First >= t })
}
