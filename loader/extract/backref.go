package extract

import (
	"entente/graph/vocab"
	"entente/loader/text"
)

// texts are what is voted on, by any of its names; where a resolution was named before, "the text" and "the measure" are it.
var texts = set("text measure draft motion resolution document")

// motion gives the resolution that "the text" at noun chunk np takes up, or that is voted on where nothing is named.
func (r *reading) motion(np int) (end, bool) {
	s := r.sent
	if np >= 0 {
		c := s.chunks[np]
		if !texts[text.NounLemma(s.headLower(np))] || s.lower(c.First) != "the" && s.lower(c.First) != "that" && s.lower(c.First) != "this" || c.Head-c.First > 1 {
			return end{}, false
		}
	}
	limit := r.doc.Sentences[s.index].Last
	if np >= 0 {
		limit = s.chunks[np].First
	}
	for k := s.index; k >= 0 && k >= s.index-maxMotionBack; k-- {
		x := r.sents[k]
		if x == nil {
			continue
		}
		for c := range x.chunks {
			ch := x.chunks[c]
			if x.kind(c) != text.NounGroup || ch.Owner || ch.Last > limit || x.lower(ch.Head) != "resolution" || r.mentionAt(ch.Head) != nil {
				continue
			}
			r.steps++
			here := r.sent
			r.sent = x
			words := r.topicWords(c)
			r.sent = here
			if len(words) == 0 {
				continue
			}
			at := ch
			if np >= 0 {
				at = s.chunks[np]
			}
			id := "topic:" + words[0]
			for _, w := range words[1:] {
				id += "-" + w
			}
			return end{actor: actor{id: id, span: cspan(text.Span{Start: r.doc.Tokens[at.First].Span.Start, End: r.doc.Tokens[at.Last-1].Span.End}), kind: vocab.Topic, mention: -1}}, true
		}
	}
	return end{}, false
}

// maxMotionBack is how many sentences back the resolution that is voted on may have been named.
const maxMotionBack = 8

// takenUp gives what "it" or "this" as an object takes up: the topic or agreement of which the clause or the sentence before told.
func (r *reading) takenUp(np int) []end {
	s := r.sent
	switch s.lower(s.chunks[np].Head) {
	case "it", "this", "that":
	default:
		return nil
	}
	for k := len(r.out) - 1; k >= 0 && s.index-r.out[k].sentence <= 1; k-- {
		f := &r.out[k]
		if f.at >= s.chunks[np].First || f.object.kind != vocab.Topic && f.object.kind != vocab.Agreement && f.object.kind != vocab.Event {
			continue
		}
		e := f.object
		e.span = cspan(r.doc.Tokens[s.chunks[np].Head].Span)
		return []end{e}
	}
	return nil
}

// actorWords name states and people in general: as the whole of a topic they leave open who is meant.
var actorWords = set(`state states country countries neighbour neighbours neighbor neighbors party parties side sides government governments nation nations ally allies leader leaders
	candidate candidates partner partners capital capitals world community members member others people rival rivals`)
