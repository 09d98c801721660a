package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
)

// prepared is a document ready to be written: everything that can be computed without looking into the store.
type prepared struct {
	doc     quads.Doc
	meta    *derive.Doc
	quads   []store.Quad  // of the document and its actors, each once
	records []*prepRecord // claims, by id
	text    string
	outlets map[string]string // labels of publishers that the vocabulary does not know
}

// prepRecord is a claim with its quads.
type prepRecord struct {
	quads.Record
	quads []store.Quad
	// edges are those that the claim feeds, the stated one first; ids as in Record.Edge and Rolled.
	edges []keyedEdge
}

// keyedEdge is an edge in its canonical direction with its id.
type keyedEdge struct {
	id string
	derive.Edge
	rel *vocab.Relation
}

func (g *Graph) prepare(d *Document) (*prepared, error) {
	if d.ID == "" {
		return nil, fmt.Errorf("document without an id (%q)", d.Title)
	}
	p := &prepared{text: strings.ToValidUTF8(d.Text, "\uFFFD"), outlets: make(map[string]string)}
	p.doc = quads.Doc{
		IRI: claim.DocumentID(d.ID), ID: clean(d.ID), Title: clean(d.Title), URL: clean(d.URL), Path: clean(d.Path), Lang: clean(d.Lang),
		Published: d.Published, Digest: digest(p.text),
	}
	if _, err := edtf.Parse(d.Published); err != nil {
		return nil, fmt.Errorf("document %s: published: %w", d.ID, err)
	}
	sketch := derive.NewSketch(p.text)
	p.doc.Sketch = sketch.String()
	p.meta = &derive.Doc{IRI: p.doc.IRI, Sketch: sketch}
	if err := g.describe(p, d); err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	records, err := g.records(p, d.Claims)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	p.records = records
	if err := g.name(p, d.Actors); err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	return p, nil
}

func clean(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// describe writes the document's own quads, the publisher's name among them.
func (g *Graph) describe(p *prepared, d *Document) error {
	var err error
	var label string
	p.doc.Publisher, label = g.publisher(d.Publisher)
	if p.quads, err = quads.EncodeDocument(p.quads, &p.doc); err != nil {
		return err
	}
	if label != "" {
		p.outlets[p.doc.Publisher] = label
	}
	return nil
}

// publisher gives the id of a publisher named by id or name, and the name to keep as its label when the vocabulary has none.
func (g *Graph) publisher(name string) (id, label string) {
	name = strings.TrimSpace(clean(name))
	if name == "" {
		return "", ""
	}
	if strings.HasPrefix(name, "org:") && quads.CheckID(name) == nil {
		return name, ""
	}
	for _, a := range g.voc.Named(name) {
		if a.Kind == vocab.Org {
			return a.ID, ""
		}
	}
	slug := vocab.Slug(name)
	if slug == "" {
		return "", ""
	}
	if _, known := g.voc.Actor("org:" + slug); known {
		return "org:" + slug, ""
	}
	return "org:" + slug, name
}

// quadsPerClaim is about how many quads a claim becomes.
const quadsPerClaim = 36

// records encodes the claims of a document; of two with one id the better one is kept. The quads of all lie in one slice.
func (g *Graph) records(p *prepared, claims []claim.Claim) ([]*prepRecord, error) {
	out := make([]*prepRecord, 0, len(claims))
	room := make([]store.Quad, 0, len(claims)*quadsPerClaim)
	all := make([]prepRecord, len(claims))
	for i := range claims {
		var err error
		if room, err = g.record(p, &claims[i], &all[i], room); err != nil {
			return nil, err
		}
		out = append(out, &all[i])
	}
	slices.SortStableFunc(out, func(a, b *prepRecord) int { return cmp.Compare(a.ID, b.ID) })
	kept := out[:0]
	for _, r := range out {
		if n := len(kept); n > 0 && kept[n-1].ID == r.ID {
			if better(&r.Claim, &kept[n-1].Claim) {
				kept[n-1] = r
			}
			continue
		}
		kept = append(kept, r)
	}
	return kept, nil
}

// better decides between two readings of one claim: the more confident, else the one whose line sorts first.
func better(a, b *claim.Claim) bool {
	if a.Confidence != b.Confidence {
		return a.Confidence > b.Confidence
	}
	la, errA := claim.AppendLine(nil, a)
	lb, errB := claim.AppendLine(nil, b)
	return errA == nil && errB == nil && bytes.Compare(la, lb) < 0
}

// record makes the record of one claim in r and appends its quads to room.
func (g *Graph) record(p *prepared, given *claim.Claim, r *prepRecord, room []store.Quad) ([]store.Quad, error) {
	if err := g.resolve(p, given, r); err != nil {
		return room, err
	}
	start := len(room)
	room, err := quads.Encode(room, &r.Record)
	if err != nil {
		return room, err
	}
	r.quads = room[start:len(room):len(room)]
	return room, nil
}

// resolve makes the record of one claim in r, without quads.
func (g *Graph) resolve(p *prepared, given *claim.Claim, r *prepRecord) error {
	*r = prepRecord{Record: quads.Record{DocIRI: p.doc.IRI, Claim: *given}}
	c := &r.Claim
	c.Doc, c.Published = p.doc.ID, p.doc.Published
	c.Normalize()
	if c.Publisher != "" {
		id, label := g.publisher(c.Publisher)
		if c.Publisher = id; label != "" {
			p.outlets[id] = label
		}
	}
	if len(c.Chain) > 1 && c.VoiceState == "" {
		c.VoiceState, _ = g.voc.StateOf(c.Voice(), dayOf(c))
	}
	rel, ok := g.voc.Relation(c.Relation)
	if !ok {
		return fmt.Errorf("%w: relation %q", ErrUnknown, c.Relation)
	}
	if err := c.Validate(p.text); err != nil {
		return err
	}
	r.ID = claim.ID(c)
	r.edges = edgesOf(c, rel)
	r.Edge = r.edges[0].id
	for _, e := range r.edges[1:] {
		r.Rolled = append(r.Rolled, e.id)
	}
	slices.Sort(r.Rolled)
	if prop := c.Content; prop != nil {
		about, ok := g.voc.Relation(prop.Relation)
		if !ok {
			return fmt.Errorf("%w: relation %q of a proposition", ErrUnknown, prop.Relation)
		}
		r.Content = quads.EdgeOf(prop, about.Symmetric)
	}
	return nil
}

// edgesOf gives the edges that a claim feeds, each once, the stated one first.
func edgesOf(c *claim.Claim, rel *vocab.Relation) []keyedEdge {
	stated := keyed(derive.Edge{Subject: c.Subject.ID, Relation: c.Relation, Object: c.Object.ID}, rel)
	edges := []keyedEdge{stated}
	for _, e := range derive.Rollup(c, rel) {
		k := keyed(e, rel)
		if !slices.ContainsFunc(edges, func(o keyedEdge) bool { return o.id == k.id }) {
			edges = append(edges, k)
		}
	}
	return edges
}

func keyed(e derive.Edge, rel *vocab.Relation) keyedEdge {
	if rel.Symmetric && e.Object < e.Subject {
		e.Subject, e.Object = e.Object, e.Subject
	}
	return keyedEdge{id: e.ID(rel.Symmetric), Edge: e, rel: rel}
}

// dayOf is the day by which offices are looked up: when it was said, else published.
func dayOf(c *claim.Claim) string {
	for _, s := range [...]string{c.Said, c.Published} {
		if v, err := edtf.Parse(s); err == nil && v.Placed() && !v.IsInterval() {
			return s
		}
	}
	return ""
}

// name adds the quads of the actors that the document brings, of topics' parties and of groups that are defined by their name. What
// the vocabulary knows keeps its names: a document cannot rename a state.
func (g *Graph) name(p *prepared, actors []Actor) error {
	seen := make(map[store.Quad]bool)
	add := func(a *quads.Actor) error {
		qs, err := quads.EncodeActor(nil, a, p.doc.IRI)
		if err != nil {
			return err
		}
		for _, q := range qs {
			if !seen[q] {
				seen[q] = true
				p.quads = append(p.quads, q)
			}
		}
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(p.outlets)) {
		if err := add(&quads.Actor{ID: id, Label: p.outlets[id]}); err != nil {
			return err
		}
	}
	for _, a := range actors {
		named := quads.Actor{ID: a.ID, Parties: a.Parties}
		if _, known := g.voc.Actor(a.ID); !known {
			named.Label, named.Defined = clean(a.Label), clean(a.Defined)
			for _, alias := range a.Aliases {
				named.Aliases = append(named.Aliases, clean(alias))
			}
		}
		if err := add(&named); err != nil {
			return err
		}
	}
	for i := range p.records {
		c := &p.records[i].Claim
		if len(c.Parties) > 0 && hasParties(c.Object.ID) {
			if err := add(&quads.Actor{ID: c.Object.ID, Parties: c.Parties}); err != nil {
				return err
			}
		}
		for _, id := range slices.Concat(c.Chain, []string{c.Subject.ID, c.Object.ID}) {
			if path := g.definition(id); path != "" {
				if err := add(&quads.Actor{ID: id, Defined: path}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func hasParties(id string) bool {
	kind, _, _ := strings.Cut(id, ":")
	return kind == string(vocab.Topic) || kind == string(vocab.Event) || kind == string(vocab.Agreement)
}

// definition reads a group's name that says who belongs to it: "group:us-allies" is whoever the United States are allied with.
func (g *Graph) definition(id string) string {
	slug, ok := strings.CutPrefix(id, "group:")
	if !ok {
		return ""
	}
	if _, known := g.voc.Actor(id); known {
		return ""
	}
	for suffix, relation := range map[string]string{"-allies": "allied_with", "-partners": "partner_of"} {
		if of, ok := strings.CutSuffix(slug, suffix); ok {
			for _, a := range g.voc.Named(strings.ReplaceAll(of, "-", " ")) {
				if a.Kind == vocab.State {
					return a.ID + "/" + relation
				}
			}
		}
	}
	return ""
}
