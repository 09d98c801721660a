package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
)

// View is a snapshot of a graph. It is safe for concurrent use. Close it.
type View struct {
	st store.View
	g  *Graph

	mu   sync.Mutex
	docs map[string]*DocumentInfo // by doc: IRI
	// state is what the judgements of the snapshot come to, nil until it is asked for.
	state *judgement.State
}

// Fact is a claim as the graph holds it.
type Fact struct {
	ID     string   // claim:…
	Edge   string   // edge:… that it is about
	Rolled []string // edges between states derived from it
	DocIRI string   // doc:…
	// Outlet is the publisher of this claim: its own, else its document's; "" when unknown.
	Outlet string
	// ContentEdge is the edge of the proposition of a speech act, "" for others.
	ContentEdge string
	// Verdict says what people made of the claim: accepted, rejected, corrected, added, merged (its actors are others' now); "" where
	// nobody did. A rejected claim is given as it was read, and only when it is asked for by its id or its document's.
	Verdict string
	// Credibility is the grade of the claim, "1" (confirmed) to "6" (cannot be judged); Reliability that of its publisher, "A" (always
	// reliable) to "F" (cannot be judged); "" where nobody graded.
	Credibility, Reliability string
	claim.Claim
}

// Edge is an edge with its summary.
type Edge struct {
	ID                        string
	Subject, Relation, Object string   // Relation without "rel:" and without form; ends in ascending order where it is symmetric
	Forms                     []string // suffixes in use, "" for the plain one, in the order of claim.Forms
	quads.Summary
}

// DocumentInfo is what the graph knows of a document, without text and claims.
type DocumentInfo struct {
	IRI, ID, Title, URL, Path, Publisher, Published, Lang, Digest string
	Claims                                                        int
}

// Store is the snapshot of quads below.
func (v *View) Store() store.View { return v.st }

// Within is the view for the time of one query: over a server, also look-ups that take no context end when ctx is over. Nothing else
// changes; closing v closes it too.
func (v *View) Within(ctx context.Context) *View {
	b, ok := v.st.(store.Bounder)
	if !ok {
		return v
	}
	return &View{st: b.Within(ctx), g: v.g, docs: make(map[string]*DocumentInfo)}
}

// Vocabulary is what the graph knows of relations and actors.
func (v *View) Vocabulary() *vocab.Vocabulary { return v.g.voc }

// Close ends the snapshot.
func (v *View) Close() error { return v.st.Close() }

func (v *View) snapshot() snapshot { return snapshot{v.st} }

func (v *View) reader() *factReader { return newFactReader(v.st, v.g.voc) }

// fact shows a record with its grades.
func (r *factReader) fact(ctx context.Context, c *quads.Record, doc *quads.Doc) (Fact, error) {
	f := Fact{
		ID: c.ID, Edge: c.Edge, Rolled: c.Rolled, DocIRI: c.DocIRI, ContentEdge: c.Content, Verdict: c.Verdict, Claim: c.Claim,
		Outlet: firstOf(c.Publisher, doc.Publisher),
	}
	if err := r.lookJudged(); err != nil || r.judged == 0 {
		return f, err
	}
	var err error
	if f.Verdict == "" {
		if f.Verdict, err = r.value(ctx, f.ID, quads.Verdict); err != nil {
			return f, err
		}
	}
	if f.Credibility, err = r.value(ctx, f.ID, quads.Credibility); err == nil && f.Outlet != "" {
		f.Reliability, err = r.value(ctx, f.Outlet, quads.Reliability)
	}
	return f, err
}

// Claims yields the claims about an edge (edge:…), as stated or by roll-up, each once, in an order that depends on the snapshot only.
func (v *View) Claims(ctx context.Context, edge string) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		r := v.reader()
		for record, err := range r.claimsOf(ctx, edge) {
			if err != nil {
				yield(Fact{}, err)
				return
			}
			doc, err := r.document(ctx, record.DocIRI)
			if err != nil {
				yield(Fact{}, err)
				return
			}
			f, err := r.fact(ctx, &record, doc)
			if !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// Claim returns one claim by id; ErrNotFound.
func (v *View) Claim(ctx context.Context, id string) (Fact, error) {
	r := v.reader()
	record, err := r.claim(ctx, id)
	if err != nil {
		return Fact{}, err
	}
	doc, err := r.document(ctx, record.DocIRI)
	if err != nil {
		return Fact{}, err
	}
	return r.fact(ctx, &record, doc)
}

// Edge returns one edge by id; ErrNotFound.
func (v *View) Edge(ctx context.Context, id string) (Edge, error) {
	qs, err := v.snapshot().storedEdge(ctx, id)
	if err != nil {
		return Edge{}, err
	}
	e := Edge{ID: id, Summary: quads.DecodeSummary(qs, id)}
	for i := range qs {
		name, form, ok := quads.ParseRelation(qs[i].P.Value)
		if qs[i].G.Value != id || !ok {
			continue
		}
		e.Forms = append(e.Forms, form)
		if s, o := qs[i].S.Value, qs[i].O.Value; e.Relation == "" || s < e.Subject {
			e.Subject, e.Relation, e.Object = s, name, o
		}
	}
	if e.Relation == "" {
		return Edge{}, fmt.Errorf("edge %s: %w", id, ErrNotFound)
	}
	forms := claim.Forms()
	slices.SortFunc(e.Forms, func(a, b string) int { return slices.Index(forms, a) - slices.Index(forms, b) })
	e.Forms = slices.Compact(e.Forms)
	return e, nil
}

// Document finds a document by id, path or doc: IRI; ErrNotFound.
func (v *View) Document(ctx context.Context, id string) (DocumentInfo, error) {
	v.mu.Lock()
	known, ok := v.docs[id]
	v.mu.Unlock()
	if ok {
		return *known, nil
	}
	d, err := v.reader().find(ctx, id)
	if err != nil {
		return DocumentInfo{}, err
	}
	return v.info(ctx, d)
}

// HasDocument reports whether a document with exactly this id is there.
func (v *View) HasDocument(ctx context.Context, id string) (bool, error) {
	_, err := v.reader().exactly(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// maxKnownDocuments bounds what a view remembers of documents.
const maxKnownDocuments = 10_000

func (v *View) info(ctx context.Context, d *quads.Doc) (DocumentInfo, error) {
	info := DocumentInfo{
		IRI: d.IRI, ID: d.ID, Title: d.Title, URL: d.URL, Path: d.Path, Publisher: d.Publisher, Published: d.Published, Lang: d.Lang, Digest: d.Digest,
	}
	nodes, ok, err := v.snapshot().nodes("", quads.About, "", d.IRI)
	if err != nil {
		return info, err
	}
	if ok {
		n, err := v.st.Count(ctx, store.Pattern{P: nodes[1], G: nodes[3]})
		if err != nil {
			return info, err
		}
		info.Claims = int(n)
	}
	if nodes, ok, err = v.snapshot().nodes("", quads.AddedTo, d.IRI); err != nil {
		return info, err
	} else if ok {
		n, err := v.st.Count(ctx, store.Pattern{P: nodes[1], O: nodes[2]})
		if err != nil {
			return info, err
		}
		info.Claims += int(n)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.docs) < maxKnownDocuments {
		v.docs[d.IRI] = &info
	}
	return info, nil
}

// Documents yields all documents by id.
func (v *View) Documents(ctx context.Context) iter.Seq2[DocumentInfo, error] {
	return func(yield func(DocumentInfo, error) bool) {
		ids, err := v.documentIDs(ctx)
		if err != nil {
			yield(DocumentInfo{}, err)
			return
		}
		for _, d := range ids {
			info, err := v.Document(ctx, d.iri)
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

type docID struct{ id, iri string }

func (v *View) documentIDs(ctx context.Context) ([]docID, error) {
	p, err := v.snapshot().node(quads.DocumentID)
	if err != nil || p == 0 {
		return nil, err
	}
	var out []docID
	for q, err := range v.st.Scan(ctx, store.Pattern{P: p}) {
		if err != nil {
			return nil, err
		}
		s, err := v.st.Term(q.S)
		if err != nil {
			return nil, err
		}
		o, err := v.st.Term(q.O)
		if err != nil {
			return nil, err
		}
		out = append(out, docID{o.Value, s.Value})
	}
	slices.SortFunc(out, func(a, b docID) int { return strings.Compare(a.id+"\x00"+a.iri, b.id+"\x00"+b.iri) })
	return slices.Compact(out), nil
}

// DocumentClaims yields the claims of a document (id, path or doc: IRI) in order of place.
func (v *View) DocumentClaims(ctx context.Context, id string) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		facts, err := v.documentClaims(ctx, id)
		if err != nil {
			yield(Fact{}, err)
			return
		}
		for _, f := range facts {
			if !yield(f, nil) {
				return
			}
		}
	}
}

func (v *View) documentClaims(ctx context.Context, id string) ([]Fact, error) {
	r := v.reader()
	doc, err := r.find(ctx, id)
	if err != nil {
		return nil, err
	}
	var facts []Fact
	for _, part := range [...][4]string{{"", quads.About, "", doc.IRI}, {"", quads.AddedTo, doc.IRI, quads.LabelJudged}} {
		nodes, ok, err := r.nodes(part[0], part[1], part[2], part[3])
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		for q, err := range v.st.Scan(ctx, store.Pattern{P: nodes[1], O: nodes[2], G: nodes[3]}) {
			if err != nil {
				return nil, err
			}
			record, err := r.counted(ctx, q)
			if errors.Is(err, quads.ErrNotClaim) {
				continue
			}
			if err != nil {
				return nil, err
			}
			f, err := r.fact(ctx, &record, doc)
			if err != nil {
				return nil, err
			}
			facts = append(facts, f)
		}
	}
	slices.SortFunc(facts, byPlace)
	return facts, nil
}

// byPlace orders the claims of a document: by row, sentence, subject, relation, object, id.
func byPlace(a, b Fact) int {
	for _, d := range [...]int{a.Row - b.Row, a.Sentence.Start - b.Sentence.Start, a.Sentence.End - b.Sentence.End} {
		if d != 0 {
			return d
		}
	}
	key := func(f *Fact) string {
		return f.Subject.ID + "\x00" + f.Relation + "\x00" + f.Object.ID + "\x00" + f.ID
	}
	return strings.Compare(key(&a), key(&b))
}

// Text returns the kept text of a document (id, path or doc: IRI); ErrNotFound when none is kept.
func (v *View) Text(ctx context.Context, id string) (string, error) {
	doc, err := v.reader().find(ctx, id)
	if err != nil {
		return "", err
	}
	b, err := v.snapshot().blob(textKey(doc.IRI))
	if err != nil {
		return "", err
	}
	if b == nil {
		return "", fmt.Errorf("text of %s: %w", id, ErrNotFound)
	}
	return v.g.packer.unpack(b)
}
