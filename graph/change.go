package graph

import (
	"context"
	"strings"

	"entente/graph/derive"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
)

// change is what one document's writing does to the store, without the derived tiers.
type change struct {
	doc     *quads.Doc
	meta    *derive.Doc
	add     []store.Quad
	remove  []store.Quad
	blob    []byte // text to keep; nil keeps what is there
	dropped map[string]bool
	fresh   []*prepRecord // claims that are new or written again
	touched map[string]bool
	known   bool // the document was there
	gone    int  // claims that are not there any more
	created int  // claims that were not there

	removal bool // the document goes
	// text is what the document keeps after the change, where textKnown; else what it keeps now.
	text      string
	textKnown bool
	targets   []*judgement.Target // judged claims to look at again beside those that the change touches
	seeds     map[string]bool     // claims to look at again
	blobs     map[string][]byte   // to write beside

	reindex  bool       // the full-text entry is to be written anew
	appended bool       // evidence lists what joins the document, not all it has
	evidence []sentence // for the full-text index
}

func newChange(p *prepared) *change {
	return &change{
		doc: &p.doc, meta: p.meta, dropped: make(map[string]bool), touched: make(map[string]bool), seeds: make(map[string]bool),
		text: p.text, textKnown: true,
	}
}

// empty reports that nothing changes.
func (c *change) empty() bool { return len(c.add) == 0 && len(c.remove) == 0 && c.blob == nil }

// plan compares a prepared document with what the store has of it.
func (g *Graph) plan(ctx context.Context, s snapshot, p *prepared) (*change, error) {
	c := newChange(p)
	old, err := s.match(ctx, "", "", "", p.doc.IRI)
	if err != nil {
		return nil, err
	}
	c.known = len(old) > 0
	c.evidence, c.reindex = sentencesOf(p.records), p.text != ""
	if !c.known {
		c.addAll(p)
		if p.text != "" {
			c.blob = g.packer.pack(p.text)
		}
		return c, nil
	}
	before := quads.DecodeDocument(old, p.doc.IRI)
	changed := c.diff(old, p)
	all := before.Publisher != p.doc.Publisher || before.Sketch != p.doc.Sketch
	c.touch(old, p.records, func(claim string) bool { return all || changed[claim] })
	return c, g.planText(s, c, p, before.Digest)
}

// planText decides whether the text is written or removed.
func (g *Graph) planText(s snapshot, c *change, p *prepared, digest string) error {
	if p.text == "" {
		return nil
	}
	if digest == p.doc.Digest {
		have, err := s.blob(textKey(p.doc.IRI))
		if err != nil || have != nil {
			return err
		}
	}
	c.blob = g.packer.pack(p.text)
	return nil
}

func (c *change) addAll(p *prepared) {
	n := len(p.quads)
	for i := range p.records {
		n += len(p.records[i].quads)
	}
	c.add = make([]store.Quad, 0, n)
	c.add = append(c.add, p.quads...)
	for i := range p.records {
		r := p.records[i]
		c.add = append(c.add, r.quads...)
		for _, e := range r.edges {
			c.touched[e.id] = true
		}
	}
	c.fresh, c.created = p.records, len(p.records)
}

// diff fills in the quads to add and to remove and returns the subjects whose quads differ.
func (c *change) diff(old []store.Quad, p *prepared) map[string]bool {
	changed := make(map[string]bool)
	want := make(map[store.Quad]bool)
	offer := func(qs []store.Quad) {
		for _, q := range qs {
			want[q] = true
		}
	}
	offer(p.quads)
	for i := range p.records {
		offer(p.records[i].quads)
	}
	have := make(map[store.Quad]bool, len(old))
	for _, q := range old {
		if have[q] = true; !want[q] {
			c.remove = append(c.remove, q)
			changed[q.S.Value] = true
		}
	}
	fill := func(qs []store.Quad) {
		for _, q := range qs {
			if !have[q] {
				c.add = append(c.add, q)
				changed[q.S.Value] = true
			}
		}
	}
	fill(p.quads)
	for i := range p.records {
		fill(p.records[i].quads)
	}
	return changed
}

// touch notes which claims are dropped, which are fresh, and the edges of both.
func (c *change) touch(old []store.Quad, records []*prepRecord, changed func(claim string) bool) {
	stays := make(map[string]bool, len(records))
	for i := range records {
		stays[records[i].ID] = true
	}
	was := make(map[string]bool)
	for i := range old {
		q := &old[i]
		if q.P.Value != quads.About && q.P.Value != quads.RolledAbout || !strings.HasPrefix(q.S.Value, quads.PrefixClaim) {
			continue
		}
		id := q.S.Value
		was[id] = true
		if changed(id) || !stays[id] {
			c.dropped[id] = true
			c.touched[q.O.Value] = true
		}
	}
	for id := range was {
		if !stays[id] {
			c.gone++
		}
	}
	for i := range records {
		r := records[i]
		if !was[r.ID] {
			c.created++
		}
		if was[r.ID] && !changed(r.ID) {
			continue
		}
		c.fresh = append(c.fresh, r)
		for _, e := range r.edges {
			c.touched[e.id] = true
		}
	}
}

// planRemoval takes back everything of a document.
func planRemoval(ctx context.Context, s snapshot, doc *quads.Doc) (*change, error) {
	old, err := s.match(ctx, "", "", "", doc.IRI)
	if err != nil {
		return nil, err
	}
	c := newChange(&prepared{doc: *doc})
	c.known, c.removal, c.remove = true, true, old
	c.touch(old, nil, func(string) bool { return true })
	return c, nil
}
