package extract

import (
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/text"
)

// speakersOf gives who speaks in the clause of a verb of saying; unnamed people keep a descriptive id.
func (r *reading) speakersOf(p *predicate) []actor {
	if p.verb.Passive {
		return r.byPhrase(p)
	}
	if p.subject < 0 {
		return nil
	}
	if a := r.documentSpeaker(p.subject); a != nil {
		return a
	}
	if a := r.group(p.subject); a != nil {
		return a
	}
	return r.unnamed(p.subject)
}

// documents speak for those who issue them.
var documents = set("statement communique report letter account readout tweet post message declaration note release resolution transcript memo paper strategy doctrine document")

// issuing verbs put out a document.
var issuing = set("issue release publish make post send give write deliver put sign read send adopt")

// documentSpeaker gives who issued the statement that noun chunk c names: "X issued a statement saying", "a statement issued by X".
func (r *reading) documentSpeaker(c int) []actor {
	s := r.sent
	if s.kind(c) != text.NounGroup || !documents[text.NounLemma(s.headLower(c))] {
		return nil
	}
	for i := range s.preds {
		q := &s.preds[i]
		if q.object == c && !q.verb.Passive && q.subject >= 0 && q.subject != c && issuing[q.lemma] {
			if a := r.group(q.subject); a != nil {
				return a
			}
		}
		if q.subject == c && q.subjectIsPatient {
			if a := r.byPhrase(q); a != nil {
				return a
			}
		}
	}
	for _, ph := range s.following(c) {
		if (ph.prep == "by" || ph.prep == "from") && ph.np >= 0 {
			if a := r.group(ph.np); a != nil {
				return a
			}
			return r.unnamed(ph.np)
		}
	}
	if o := s.unitOwner(c); o != c {
		return r.strict(o)
	}
	if a := r.modifiersInside(c); len(a) > 0 {
		return a[:1]
	}
	return nil
}

func (r *reading) byPhrase(p *predicate) []actor {
	for _, ph := range p.phrases {
		if ph.prep == "by" && ph.np >= 0 {
			if a := r.group(ph.np); a != nil {
				return a
			}
			return r.unnamed(ph.np)
		}
	}
	return nil
}

// unnamed makes a speaker of a plural or titled noun that no name goes with: "analysts", "a senior diplomat", "the report".
func (r *reading) unnamed(c int) []actor {
	s := r.sent
	if s.kind(c) != text.NounGroup {
		return nil
	}
	if in := r.inner(c); len(in) > 0 && (sourceNouns[text.NounLemma(s.headLower(c))] || personNouns[text.NounLemma(s.headLower(c))]) {
		return in[:1]
	}
	ch := s.chunks[c]
	tok := r.doc.Tokens[ch.Head]
	span := claim.Span{Start: r.doc.Tokens[ch.First].Span.Start, End: r.doc.Tokens[ch.Last-1].Span.End}
	if tok.Tag == text.Proper && ch.Head < ch.Last {
		if id := slugTokens(r.doc, max(ch.First, ch.Head-2), ch.Head+1); id != "" {
			return []actor{{id: "person:" + id, span: span, kind: vocab.Person, mention: -1}}
		}
	}
	if tok.Tag != text.Noun {
		return nil
	}
	head := text.NounLemma(tok.Lower)
	if !personNouns[head] && !sourceNouns[head] {
		return nil
	}
	id := slugTokens(r.doc, ch.First, ch.Head+1)
	if id == "" {
		return nil
	}
	return []actor{{id: "group:" + id, span: span, kind: vocab.Group, mention: -1}}
}

// sourceNouns are cited beside persons.
var sourceNouns = set("report expert analyst source critic observer witness resident activist researcher investigator document statement agency newspaper media outlet broadcaster website source scholar campaigner monitor group study department ministry office government embassy commission council command court police bureau committee spokesperson team authority")

// finish adds the speakers of quotation and "according to", for the clause whose verb is token tok and whose topmost governor is predicate top.
func (r *reading) finish(sc scope, top, tok int) scope {
	if q := r.doc.QuoteAt(tok); tok > 0 && q >= 0 {
		if by := r.quoteBy[q]; len(by) > 0 {
			if len(sc.chain) == 0 || !sameActors(sc.chain[0], by) && !within(sc.chain, by) {
				sc.cite(by)
			}
		}
	}
	if by := r.headlineSource(); len(sc.chain) == 0 {
		sc.cite(by)
	}
	if by := r.accordingTo(); len(by) > 0 && (len(sc.chain) == 0 || !within(sc.chain, by)) {
		sc.cite(by)
	}
	return sc
}

// headlineSource gives whom a headline cites after its last colon: "Norway will not attack Chile: minister".
func (r *reading) headlineSource() []actor {
	s := r.sent
	if !s.headline {
		return nil
	}
	for k := len(s.chunks) - 1; k > 0; k-- {
		if s.kind(k) != text.Break {
			continue
		}
		if s.lower(s.chunks[k].First) != ":" {
			continue
		}
		n := s.skip(k+1, 1)
		if s.kind(n) != text.NounGroup {
			return nil
		}
		for i := range s.preds {
			if s.preds[i].chunk > k {
				return nil // a clause follows
			}
		}
		if a := r.group(s.leader[s.unitEnd(n)]); a != nil {
			return a
		}
		if name := r.doc.Norm(s.chunks[n].First, s.chunks[n].Last); strings.HasSuffix(name, " dept.") { // "State Dept."
			for _, a := range r.rules.vocab.Named(strings.TrimSuffix(name, "dept.") + "department") {
				return []actor{r.actorOf(a.ID, claim.Span{})}
			}
		}
		return r.unnamed(s.leader[s.unitEnd(n)])
	}
	return nil
}

func within(chain [][]actor, by []actor) bool {
	for _, c := range chain {
		if sameActors(c, by) {
			return true
		}
	}
	return false
}

// accordingTo gives the source that the sentence names with "according to" or "citing".
func (r *reading) accordingTo() []actor {
	s := r.sent
	for k := range s.chunks {
		if s.chunks[k].Kind != text.Preposition || s.lower(s.chunks[k].First) != "according" {
			continue
		}
		n := s.skip(k+1, 1)
		if s.kind(n) == text.Preposition {
			n = s.skip(n+1, 1)
		}
		if s.kind(n) != text.NounGroup {
			continue
		}
		u := s.leader[s.unitEnd(n)]
		if a := r.documentSpeaker(u); a != nil {
			return a
		}
		if a := r.group(u); a != nil {
			return a
		}
		// "according to a statement issued by the White House"
		if a := r.inner(u); a != nil {
			return a[:1]
		}
		return r.unnamed(u)
	}
	return nil
}
