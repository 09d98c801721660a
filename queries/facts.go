package queries

import (
	"context"
	"strings"

	"entente/graph"
	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/syntax"
)

// edgeFacts are the claims behind one edge.
type edgeFacts struct {
	id    string
	edge  graph.Edge
	facts []graph.Fact
}

// factCache keeps what was read of edges in this query.
type factCache struct {
	edges  map[exec.Node]*edgeFacts // whole claims, for evidence
	lights map[exec.Node]*edgeFacts // what filters look at
	reader lightReader
	isEdge map[exec.Node]bool
	docs   map[string]*derive.Doc
	infos  map[string]graph.DocumentInfo
	// passed are the claims that date filters passed over for want of a date.
	passed map[string]bool
}

// cachedEdges bounds the cache; beyond it the cache starts anew.
const cachedEdges = 20000

func (c *factCache) passOver(claim string) {
	if c.passed == nil {
		c.passed = map[string]bool{}
	}
	c.passed[claim] = true
}

// isEdge reports whether a label is the id of an edge of ours.
func (q *query) isEdge(label exec.Node) (bool, error) {
	if ok, seen := q.facts.isEdge[label]; seen {
		return ok, nil
	}
	if label <= exec.Node(store.DefaultGraph) {
		return false, nil
	}
	t, err := q.term(label)
	if err != nil {
		return false, err
	}
	ok := t.Kind == store.IRI && strings.HasPrefix(t.Value, quads.PrefixEdge)
	if q.facts.isEdge == nil {
		q.facts.isEdge = map[exec.Node]bool{}
	}
	q.facts.isEdge[label] = ok
	return ok, nil
}

// light reads what filters need of the claims of an edge.
func (c *factCache) light(ctx context.Context, q *query, label exec.Node) (*edgeFacts, error) {
	if e, ok := c.lights[label]; ok {
		return e, nil
	}
	c.reader.q = q
	e, err := c.reader.edge(ctx, label)
	if err != nil {
		return nil, err
	}
	if len(c.lights) >= cachedEdges || c.lights == nil {
		c.lights = map[exec.Node]*edgeFacts{}
	}
	c.lights[label] = e
	return e, nil
}

// of reads the whole claims of an edge, for people.
func (c *factCache) of(ctx context.Context, q *query, label exec.Node) (*edgeFacts, error) {
	if e, ok := c.edges[label]; ok {
		return e, nil
	}
	t, err := q.term(label)
	if err != nil {
		return nil, err
	}
	e := &edgeFacts{id: t.Value}
	if e.edge, err = q.src.Edge(ctx, e.id); err != nil {
		return nil, err
	}
	for f, err := range q.src.Claims(ctx, e.id) {
		if err != nil {
			return nil, err
		}
		e.facts = append(e.facts, f)
	}
	if len(c.edges) >= cachedEdges || c.edges == nil {
		c.edges = map[exec.Node]*edgeFacts{}
	}
	c.edges[label] = e
	return e, nil
}

// inTime lists the claims that count at the time a window speaks of (valid then, known then).
func (q *query) inTime(e *edgeFacts, w *window) []*graph.Fact {
	at := window{on: w.on, knownOn: w.knownOn}
	out := make([]*graph.Fact, 0, len(e.facts))
	for i := range e.facts {
		f := &e.facts[i]
		v := at.judge(f, q.persist)
		if v == inside || v == dateless && w.undated {
			out = append(out, f)
		}
	}
	return out
}

// summarize applies the graph's policy to some claims of an edge.
func (q *query) summarize(e *edgeFacts, facts []*graph.Fact) derive.Summary {
	list := make([]derive.Fact, 0, len(facts))
	for _, f := range facts {
		list = append(list, derive.NewFact(f.ID, &f.Claim, q.docOf(f.DocIRI), f.Outlet, f.Edge == e.id))
	}
	kind, symmetric := vocab.KindEvent, false
	if r, ok := q.src.Vocabulary().Relation(e.edge.Relation); ok {
		kind, symmetric = r.Kind, r.Symmetric
	}
	return derive.Summarize(kind, derive.Edge{Subject: e.edge.Subject, Relation: e.edge.Relation, Object: e.edge.Object}, symmetric, list)
}

// docOf is what the policy needs of a document: its id and the fingerprint by which copies are known.
func (q *query) docOf(iri string) *derive.Doc {
	if d, ok := q.facts.docs[iri]; ok {
		return d
	}
	d := &derive.Doc{IRI: iri}
	if id, ok, err := q.st.Lookup(store.NewIRI(iri)); err == nil && ok {
		if text, err := q.literalOf(context.Background(), id, quads.Sketch); err == nil {
			d.Sketch = derive.ParseSketch(text)
		}
	}
	if q.facts.docs == nil {
		q.facts.docs = map[string]*derive.Doc{}
	}
	q.facts.docs[iri] = d
	return d
}

// passing is the set of edges that have a claim with a wanted property. It is found once, when it is small beside the
// edges that the step could walk.
type passing struct {
	lookups []lookup
	edges   map[store.ID]bool
}

// lookup finds claims by one property, or all claims under one label.
type lookup struct {
	property string
	value    store.ID
	label    store.ID
}

// Limits of a set of edges found beforehand.
const (
	maxPassing   = 20000 // claims
	passingShare = 4     // times fewer claims than edges of the step
)

// narrow makes the set of passing edges of a filter if the counts favour it.
func (t *edgeTest) narrow(ctx context.Context, f *syntax.Filter, step *plan.Step) error {
	if f.Op != syntax.Equal || t.passing != nil {
		return nil
	}
	switch f.Key {
	case "by", "doc", "voice", "actor":
	default:
		return nil
	}
	var all int64
	for i := range step.Atoms {
		all += step.Atoms[i].Quads
	}
	p := &passing{}
	var claims int64
	for i := range f.Values {
		ids, err := t.passingValues(ctx, f.Key, &f.Values[i])
		if err != nil {
			return err
		}
		for _, l := range ids {
			n, err := t.q.countLookup(ctx, l)
			if err != nil {
				return err
			}
			claims += n
			p.lookups = append(p.lookups, l)
		}
	}
	if t.q.opt.alwaysNarrow || claims <= maxPassing && claims*passingShare <= all {
		t.passing = p
		t.q.notes = append(t.q.notes, "finds the edges of "+f.String()+" beforehand")
	}
	return nil
}

func (t *edgeTest) passingValues(ctx context.Context, key string, v *syntax.Name) ([]lookup, error) {
	if key == "doc" {
		info, err := t.q.src.Document(ctx, v.Text)
		if err != nil {
			return nil, t.q.nameError(v, "document", nil)
		}
		id, ok, err := t.q.st.Lookup(store.NewIRI(info.IRI))
		if err != nil || !ok {
			return nil, err
		}
		// What people corrected or added lies under another label and names its document.
		return []lookup{{label: id}, {property: quads.Supersedes, value: id}, {property: quads.AddedTo, value: id}}, nil
	}
	id, err := t.q.actor(ctx, v)
	if err != nil {
		return nil, err
	}
	n, ok, err := t.q.st.Lookup(termOf(id))
	if err != nil || !ok {
		return nil, err
	}
	switch key {
	case "voice":
		// Where an article speaks for itself its publisher is the voice, for all claims of its documents.
		return []lookup{{property: quads.Voice, value: n}, {property: quads.VoiceOf, value: n}, {property: quads.Publisher, value: n}}, nil
	case "actor":
		return []lookup{{property: quads.Subject, value: n}, {property: quads.Object, value: n}}, nil
	}
	return []lookup{{property: quads.Speaker, value: n}, {property: quads.SpeakerOf, value: n}}, nil
}

// countLookup counts the quads a lookup would visit.
func (q *query) countLookup(ctx context.Context, l lookup) (int64, error) {
	p, ok, err := q.lookupPattern(ctx, l)
	if err != nil || !ok {
		return 0, err
	}
	return q.st.Count(ctx, p)
}

func (q *query) lookupPattern(ctx context.Context, l lookup) (store.Pattern, bool, error) {
	property := l.property
	if l.label != 0 {
		property = quads.About
	}
	p, n, err := q.used(ctx, property)
	return store.Pattern{P: p, O: l.value, G: l.label}, n > 0, err
}

// has reports whether an edge is in the set, which is made at the first question.
func (p *passing) has(ctx context.Context, q *query, label exec.Node) (bool, error) {
	if p.edges == nil {
		p.edges = map[store.ID]bool{}
		for _, l := range p.lookups {
			if err := p.fill(ctx, q, l); err != nil {
				return false, err
			}
		}
	}
	return p.edges[store.ID(label)], nil
}

func (p *passing) fill(ctx context.Context, q *query, l lookup) error {
	pattern, ok, err := q.lookupPattern(ctx, l)
	if err != nil || !ok {
		return err
	}
	for quad, err := range q.st.Scan(ctx, pattern) {
		if err != nil {
			return err
		}
		claim := store.Pattern{S: quad.S}
		if l.property == quads.Publisher && quad.S == quad.G {
			claim = store.Pattern{G: quad.G} // of a whole document
		}
		if err := p.fillFrom(ctx, q, claim); err != nil {
			return err
		}
	}
	return nil
}

// fillFrom adds the edges of one claim, or of all claims of a document.
func (p *passing) fillFrom(ctx context.Context, q *query, claims store.Pattern) error {
	for _, property := range [...]string{quads.About, quads.RolledAbout} {
		about, n, err := q.used(ctx, property)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		claims.P = about
		for edge, err := range q.st.Scan(ctx, claims) {
			if err != nil {
				return err
			}
			p.edges[edge.O] = true
		}
	}
	return nil
}
