package graph

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/quads"
	"entente/graph/search"
	"entente/graph/store"
)

// SearchBlob makes a snapshot the source of the full-text index.
func (s snapshot) SearchBlob(key string) ([]byte, error) { return s.blob(key) }

func searchKey(doc string) (k search.Key) {
	_, _ = hex.Decode(k[:], []byte(strings.TrimPrefix(doc, quads.PrefixDoc)[:min(32, len(strings.TrimPrefix(doc, quads.PrefixDoc)))]))
	return k
}

// index adds to b what changes in the full-text index; the documents of removed texts leave it.
func (g *Graph) index(ctx context.Context, st store.View, changes []*change, removeTexts []string, b *store.Batch) error {
	var docs []search.Doc
	var gone []search.Key
	for _, c := range changes {
		if c.doc == nil || !c.reindex || c.text == "" {
			continue
		}
		if c.known {
			gone = append(gone, searchKey(c.doc.IRI))
		}
		sentences := c.evidence
		if c.appended {
			facts, err := (&View{st: st, g: g, docs: make(map[string]*DocumentInfo)}).documentClaims(ctx, c.doc.IRI)
			if err != nil {
				return err
			}
			for i := range facts {
				sentences = append(sentences, sentence{facts[i].Sentence.Start, facts[i].Evidence})
			}
		}
		docs = append(docs, searchDoc(c.doc, c.text, sentences))
	}
	for _, doc := range removeTexts {
		gone = append(gone, searchKey(doc))
	}
	if len(docs) == 0 && len(gone) == 0 {
		return nil
	}
	return search.Update(ctx, snapshot{st}, docs, gone, b)
}

// sentence is the evidence of a claim and where it stands.
type sentence struct {
	start int
	text  string
}

func searchDoc(doc *quads.Doc, text string, evidence []sentence) search.Doc {
	d := search.Doc{Key: searchKey(doc.IRI), Title: doc.Title, Text: text, First: search.Unknown, Last: search.Unknown, Publisher: doc.Publisher}
	if v, err := edtf.Parse(doc.Published); err == nil && v.Placed() {
		d.First, d.Last = int32(v.First()), int32(v.Last()) //nolint:gosec // days of the years 0 to 9999
	}
	slices.SortFunc(evidence, func(a, b sentence) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return strings.Compare(a.text, b.text)
	})
	for _, s := range slices.Compact(evidence) {
		d.Evidence = append(d.Evidence, s.text)
	}
	return d
}

// sentencesOf lists the evidence of prepared claims.
func sentencesOf(records []*prepRecord) []sentence {
	out := make([]sentence, len(records))
	for i, r := range records {
		out[i] = sentence{r.Sentence.Start, r.Evidence}
	}
	return out
}

// indexBatch is how many documents are indexed in one commit when a store is caught up.
const indexBatch = 256

// catchUp indexes the texts of a store that has none indexed, written before there was an index. It does nothing else, since from then
// on the index changes in the commits that change the texts.
func (g *Graph) catchUp(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	st, err := g.st.View()
	if err != nil {
		return err
	}
	defer st.Close()
	if _, err := search.Open(snapshot{st}); !errors.Is(err, search.ErrNone) {
		return nil // a damaged index is for Check and Search to report
	}
	v := &View{st: st, g: g, docs: make(map[string]*DocumentInfo)}
	var keys []string
	for key, err := range st.Blobs(ctx, "text/") {
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil
	}
	// All in one commit, so that a killed catching up is begun again and never taken for a whole index.
	b := &store.Batch{}
	m := &merged{snapshot: snapshot{st}, set: map[string][]byte{}}
	for part := range slices.Chunk(keys, indexBatch) {
		docs := make([]search.Doc, 0, len(part))
		for _, key := range part {
			d, err := v.toIndex(ctx, quads.PrefixDoc+strings.TrimPrefix(key, "text/"))
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		if err := search.Update(ctx, m, docs, nil, m); err != nil {
			return err
		}
	}
	for key, value := range m.set {
		if value != nil {
			b.SetBlob(key, value)
		}
	}
	_, err = g.st.Apply(ctx, b)
	return err
}

// merged is a snapshot with changes that are not written yet.
type merged struct {
	snapshot
	set map[string][]byte
}

func (m *merged) SearchBlob(key string) ([]byte, error) {
	if b, ok := m.set[key]; ok {
		return b, nil
	}
	return m.snapshot.SearchBlob(key)
}
func (m *merged) SetBlob(key string, value []byte) { m.set[key] = value }
func (m *merged) RemoveBlob(key string)            { m.set[key] = nil }

func (v *View) toIndex(ctx context.Context, doc string) (search.Doc, error) {
	text, err := v.Text(ctx, doc)
	if err != nil {
		return search.Doc{}, err
	}
	d, err := v.reader().find(ctx, doc)
	if err != nil {
		return search.Doc{}, err
	}
	facts, err := v.documentClaims(ctx, doc)
	if err != nil {
		return search.Doc{}, err
	}
	var sentences []sentence
	for i := range facts {
		sentences = append(sentences, sentence{facts[i].Sentence.Start, facts[i].Evidence})
	}
	return searchDoc(d, text, sentences), nil
}

// checkIndex reports what is wrong with the full-text index: a blob that does not hold, a kept text that is not in it, an entry without.
func (c *checker) checkIndex(ctx context.Context) error {
	x, err := search.Open(snapshot{c.r.st})
	if errors.Is(err, search.ErrNone) {
		return nil
	}
	if err == nil {
		err = x.Check(ctx)
	}
	if errors.Is(err, search.ErrDamaged) {
		return c.report("%s", err.Error())
	}
	if err != nil {
		return err
	}
	indexed := x.Keys()
	for key, err := range c.r.st.Blobs(ctx, "text/") {
		if err != nil {
			return err
		}
		k := searchKey(strings.TrimPrefix(key, "text/"))
		if !indexed[k] {
			if err := c.report("%s is not in the full-text index", key); err != nil {
				return err
			}
		}
		delete(indexed, k)
	}
	if len(indexed) > 0 {
		return c.report("the full-text index has %d documents without a text", len(indexed))
	}
	return nil
}

// TextHit is a document that a search found, with the place that shows it best.
type TextHit struct {
	Document DocumentInfo
	Score    float64
	// Field is where the snippet is from: search.Title, search.Text, or search.Evidence where a claim rests on its sentence.
	Field search.Field
	// Snippet is Text[Start:End] of the kept text, or the title; Highlights are spans of it.
	Snippet    string
	Start, End int
	Highlights []search.Span
	// Claims are those of the sentence that is shown; rejected ones are left out.
	Claims []Fact
}

// TextFilter narrows a search.
type TextFilter struct {
	In           search.Field
	Since, Until string // EDTF, of the publication; "" leaves the end open
	Publisher    string // id or name, "" for all
	Limit        int    // at most so many hits, 0 for all
}

// Search finds documents by what stands in their texts, titles and evidence sentences; total is how many there are beside the limit. Errors of
// the query are *search.QueryError; search.ErrNone where a store was written before there was an index.
func (v *View) Search(ctx context.Context, query string, f TextFilter) (found []TextHit, total int, err error) {
	q, err := search.Parse(query, f.In)
	if err != nil {
		return nil, 0, err
	}
	filter := &search.Filter{}
	if strings.TrimSpace(f.Publisher) != "" {
		filter.Publisher, _ = v.g.publisher(f.Publisher)
	}
	for _, b := range [...]struct {
		day  string
		last bool
		to   **int32
	}{{f.Since, false, &filter.Since}, {f.Until, true, &filter.Until}} {
		if b.day == "" {
			continue
		}
		d, err := edtf.Parse(b.day)
		if err != nil {
			return nil, 0, err
		}
		day := int32(d.First()) //nolint:gosec // days of the years 0 to 9999
		if b.last {
			day = int32(d.Last()) //nolint:gosec // as above
		}
		*b.to = &day
	}
	x, err := search.Open(v.snapshot())
	if errors.Is(err, search.ErrNone) {
		for range v.st.Blobs(ctx, "text/") {
			return nil, 0, err
		}
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	list, total, err := x.Find(ctx, q, filter, f.Limit)
	if err != nil {
		return nil, 0, err
	}
	for _, m := range list {
		hit, err := v.hit(ctx, q, f.In, m)
		if err != nil {
			return nil, 0, err
		}
		found = append(found, hit)
	}
	return found, total, nil
}

func (v *View) hit(ctx context.Context, q *search.Query, in search.Field, m search.Match) (TextHit, error) {
	doc := quads.PrefixDoc + hex.EncodeToString(m.Key[:])
	info, err := v.Document(ctx, doc)
	if err != nil {
		return TextHit{}, err
	}
	h := TextHit{Document: info, Score: m.Score, Field: search.Title, Snippet: info.Title, End: len(info.Title), Highlights: q.Highlight(info.Title, search.Title)}
	if in == search.Title {
		return h, nil
	}
	text, err := v.Text(ctx, doc)
	if err != nil {
		return TextHit{}, err
	}
	facts, err := v.documentClaims(ctx, doc)
	if err != nil {
		return TextHit{}, err
	}
	facts = slices.DeleteFunc(facts, func(f Fact) bool { return f.Verdict == "rejected" })
	spans := q.Highlight(text, search.Text)
	best, most := claim.Span{}, 0
	for i := 0; i < len(spans); {
		place := around(text, spans[i], facts)
		n := i
		for n < len(spans) && spans[n].End <= place.End {
			n++
		}
		points := 2 * distinct(text, spans[i:n])
		if claimsWithin(facts, place) {
			points++
		} else if in == search.Evidence {
			points = 0
		}
		if points > most {
			best, most = place, points
		}
		i = max(n, i+1)
	}
	if most == 0 {
		return h, nil
	}
	h.Field, h.Snippet, h.Start, h.End, h.Highlights = search.Text, text[best.Start:best.End], best.Start, best.End, nil
	for _, s := range spans {
		if s.Start >= best.Start && s.End <= best.End {
			h.Highlights = append(h.Highlights, search.Span{Start: s.Start - best.Start, End: s.End - best.Start})
		}
	}
	for _, f := range facts {
		if f.Sentence.Start < best.End && best.Start < f.Sentence.End {
			h.Claims, h.Field = append(h.Claims, f), search.Evidence
		}
	}
	return h, nil
}

// distinct counts the different words among spans.
func distinct(text string, spans []search.Span) int {
	seen := map[string]bool{}
	for _, s := range spans {
		seen[search.Fold(text[s.Start:s.End])] = true
	}
	return len(seen)
}

func claimsWithin(facts []Fact, place claim.Span) bool {
	return slices.ContainsFunc(facts, func(f Fact) bool { return f.Sentence.Start < place.End && place.Start < f.Sentence.End })
}

// snippetBytes is about how much is shown before and behind a word that stands in no sentence of a claim.
const snippetBytes = 120

// around is the sentence of a claim in which a span stands, else some of the text around it, in whole words within its line.
func around(text string, s search.Span, facts []Fact) claim.Span {
	for _, f := range facts {
		if f.Sentence.Start <= s.Start && s.End <= f.Sentence.End && f.Sentence.End <= len(text) {
			return f.Sentence
		}
	}
	start, end := max(0, s.Start-snippetBytes), min(len(text), s.End+snippetBytes)
	if i := strings.LastIndexByte(text[start:s.Start], '\n'); i >= 0 {
		start += i + 1
	} else if i := strings.IndexByte(text[start:s.Start], ' '); i >= 0 && start > 0 {
		start += i + 1
	} else if start > 0 {
		start = s.Start
	}
	if i := strings.IndexByte(text[s.End:end], '\n'); i >= 0 {
		end = s.End + i
	} else if i := strings.LastIndexByte(text[s.End:end], ' '); i >= 0 && end < len(text) {
		end = s.End + i
	} else if end < len(text) {
		end = s.End
	}
	return claim.Span{Start: start, End: end}
}
