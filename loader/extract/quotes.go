package extract

import (
	"entente/loader/text"
)

// attribute finds for each quotation who speaks it: a verb of saying outside it in the sentences it touches, else the
// speaker of the quotation before it in the paragraph.
func (r *reading) attribute(sents []*sentence) {
	r.quoteBy = map[int][]actor{}
	d := r.doc
	for q := range d.Quotes {
		qu := d.Quotes[q]
		lo, hi := sentenceOf(d, qu.First), sentenceOf(d, qu.Last-1)
		var by []actor
		for _, si := range []int{hi, lo} {
			if by = r.sayerIn(sents, si, q, true); by != nil {
				break
			}
		}
		if by == nil && lo > 0 && d.Sentences[lo-1].Paragraph == d.Sentences[lo].Paragraph && q > 0 && sentenceOf(d, d.Quotes[q-1].Last-1) == lo-1 {
			by = r.quoteBy[q-1]
		}
		if by == nil && hi+1 < len(sents) && d.Sentences[hi+1].Paragraph == d.Sentences[hi].Paragraph && qu.Last-qu.First > 8 && !r.outside(lo, q) {
			by = r.sayerIn(sents, hi+1, q, false)
		}
		if by == nil && qu.Last-qu.First > 10 && q > 0 && !r.outside(lo, q) && d.Sentences[lo].Paragraph-d.Sentences[sentenceOf(d, d.Quotes[q-1].First)].Paragraph <= 1 {
			by = r.quoteBy[q-1]
		}
		if by != nil {
			r.quoteBy[q] = by
		}
	}
}

// outside reports whether sentence si has words outside quotation q.
func (r *reading) outside(si, q int) bool {
	s := r.doc.Sentences[si]
	n := 0
	for t := s.First; t < s.Last; t++ {
		if r.doc.Tokens[t].Kind == text.Word && r.doc.QuoteAt(t) != q {
			n++
		}
	}
	return n > 2
}

// sayerIn gives the subject of the verb of saying in sentence si that is not itself quoted and nearest to quotation q.
func (r *reading) sayerIn(sents []*sentence, si, q int, near bool) []actor {
	s := sents[si]
	if s == nil {
		return nil
	}
	r.sent = s
	best, dist := -1, 1<<30
	for i := range s.preds {
		p := &s.preds[i]
		head := s.chunks[p.chunk].Head
		if !speechVerbs[p.lemma] && !quoteVerbs[p.lemma] && p.lemma != "believe" && p.lemma != "think" || r.doc.QuoteAt(head) >= 0 || p.subject < 0 || p.kind == relRelative && p.verb.Passive {
			continue
		}
		if r.doc.QuoteAt(s.chunks[p.subject].Head) >= 0 {
			continue
		}
		d := 0
		switch {
		case head < r.doc.Quotes[q].First:
			d = r.doc.Quotes[q].First - head
		default:
			d = head - r.doc.Quotes[q].Last
		}
		if !speechVerbs[p.lemma] {
			d += 3
		}
		if d < dist {
			best, dist = i, d
		}
	}
	if best < 0 {
		if by := r.accordingTo(); by != nil {
			return by
		}
		return nil
	}
	return r.speakersOf(&s.preds[best])
}

var quoteVerbs = set("call urge demand criticize condemn denounce praise tout brand label dub read urge voice express refer hail slam blast decry pledge vow")

// sentenceOf gives the sentence that token t belongs to.
func sentenceOf(d *text.Document, t int) int {
	lo, hi := 0, len(d.Sentences)
	for lo < hi {
		m := (lo + hi) / 2
		if d.Sentences[m].Last <= t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo >= len(d.Sentences) {
		lo = len(d.Sentences) - 1
	}
	return lo
}
