package queries

import (
	"context"
	"strconv"
	"strings"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries/exec"
)

// Filters look at many claims and need little of each: who says it, when, in which form. This file reads just that,
// straight from ids, each repeated term once a query. Evidence reads whole claims through the graph.

// lightReader reads the parts of claims that filters test.
type lightReader struct {
	q     *query
	texts map[store.ID]string
	// properties tells what a predicate of claims means.
	properties map[store.ID]property
	docs       map[store.ID]*lightDoc
}

type property struct {
	name      string // as in package quads; "" for what filters never look at
	qualifier string
}

type lightDoc struct{ iri, id, publisher string }

// text gives the text of a term, once.
func (r *lightReader) text(id store.ID) (string, error) {
	if s, ok := r.texts[id]; ok {
		return s, nil
	}
	t, err := r.q.st.Term(id)
	if err != nil {
		return "", err
	}
	if r.texts == nil {
		r.texts = map[store.ID]string{}
	}
	r.texts[id] = t.Value
	return t.Value, nil
}

func (r *lightReader) property(p store.ID) (property, error) {
	if x, ok := r.properties[p]; ok {
		return x, nil
	}
	name, err := r.text(p)
	if err != nil {
		return property{}, err
	}
	x := property{}
	switch name {
	case quads.Subject, quads.Object, quads.Relation, quads.Speaker, quads.Voice, quads.Chain, quads.SpeakerOf, quads.VoiceOf, quads.Polarity,
		quads.Modality, quads.Published, quads.Said, quads.Happened, quads.Confidence, quads.Extractor, quads.Publisher:
		x.name = name
	default:
		if q, ok := strings.CutPrefix(name, quads.QualifierPrefix); ok {
			x = property{name, q}
		}
	}
	if r.properties == nil {
		r.properties = map[store.ID]property{}
	}
	r.properties[p] = x
	return x, nil
}

// doc reads the id and publisher of a document, once.
func (r *lightReader) doc(ctx context.Context, label store.ID) (*lightDoc, error) {
	if d, ok := r.docs[label]; ok {
		return d, nil
	}
	d := &lightDoc{}
	var err error
	if d.iri, err = r.text(label); err != nil {
		return nil, err
	}
	if d.id, err = r.q.literalOf(ctx, label, quads.DocumentID); err != nil {
		return nil, err
	}
	if d.publisher, err = r.q.literalOf(ctx, label, quads.Publisher); err != nil {
		return nil, err
	}
	if r.docs == nil {
		r.docs = map[store.ID]*lightDoc{}
	}
	r.docs[label] = d
	return d, nil
}

// edge reads the claims behind an edge, as stated and by roll-up.
func (r *lightReader) edge(ctx context.Context, label exec.Node) (*edgeFacts, error) {
	id, err := r.text(store.ID(label))
	if err != nil {
		return nil, err
	}
	e := &edgeFacts{id: id}
	if err := r.ends(ctx, store.ID(label), e); err != nil {
		return nil, err
	}
	for _, name := range [...]string{quads.About, quads.RolledAbout} {
		p, n, err := r.q.used(ctx, name)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		for about, err := range r.q.st.Scan(ctx, store.Pattern{P: p, O: store.ID(label)}) {
			if err != nil {
				return nil, err
			}
			if passed, err := r.superseded(ctx, about); err != nil {
				return nil, err
			} else if passed {
				continue
			}
			f, ok, err := r.claim(ctx, about)
			if err != nil {
				return nil, err
			}
			if ok {
				if name == quads.About {
					f.Edge = id
				}
				e.facts = append(e.facts, f)
			}
		}
	}
	return e, nil
}

// ends reads what an edge joins.
func (r *lightReader) ends(ctx context.Context, label store.ID, e *edgeFacts) error {
	for quad, err := range r.q.st.Scan(ctx, store.Pattern{G: label}) {
		if err != nil {
			return err
		}
		e.edge.ID = e.id
		if e.edge.Subject, err = r.text(quad.S); err != nil {
			return err
		}
		if e.edge.Object, err = r.text(quad.O); err != nil {
			return err
		}
		name, err := r.text(quad.P)
		if err != nil {
			return err
		}
		e.edge.Relation, _, _ = strings.Cut(shortName(name), "~")
		return nil
	}
	return nil
}

// superseded reports whether these quads of a claim do not count, because people judged it.
func (r *lightReader) superseded(ctx context.Context, about store.IDQuad) (bool, error) {
	p, n, err := r.q.used(ctx, quads.Supersedes)
	if err != nil || n == 0 {
		return false, err
	}
	label, err := r.text(about.G)
	if err != nil || label == quads.LabelJudged {
		return false, err
	}
	n, err = r.q.st.Count(ctx, store.Pattern{S: about.S, P: p})
	return n > 0, err
}

// docOf is the label of the document that a claim is of.
func (r *lightReader) docOf(ctx context.Context, about store.IDQuad) (store.ID, error) {
	label, err := r.text(about.G)
	if err != nil || label != quads.LabelJudged {
		return about.G, err
	}
	p, n, err := r.q.used(ctx, quads.Document)
	if err != nil || n == 0 {
		return about.G, err
	}
	for quad, err := range r.q.st.Scan(ctx, store.Pattern{S: about.S, P: p, G: about.G}) {
		return quad.O, err
	}
	return about.G, nil
}

// claim reads one claim; ok is false for what is none.
func (r *lightReader) claim(ctx context.Context, about store.IDQuad) (f graph.Fact, ok bool, err error) {
	label, err := r.docOf(ctx, about)
	if err != nil {
		return f, false, err
	}
	doc, err := r.doc(ctx, label)
	if err != nil {
		return f, false, err
	}
	id, err := r.q.st.Term(about.S) // not kept: it hardly comes again
	if err != nil {
		return f, false, err
	}
	f.ID = id.Value
	f.DocIRI, f.Doc, f.Outlet = doc.iri, doc.id, doc.publisher
	chain := ""
	for quad, err := range r.q.st.Scan(ctx, store.Pattern{S: about.S, G: about.G}) {
		if err != nil {
			return f, false, err
		}
		p, err := r.property(quad.P)
		if err != nil {
			return f, false, err
		}
		if p.name == "" {
			continue
		}
		value, err := r.text(quad.O)
		if err != nil {
			return f, false, err
		}
		if p.name == quads.Chain {
			chain = value
		} else {
			setProperty(&f, p, value)
		}
	}
	if chain != "" {
		f.Chain = strings.Fields(chain)
	}
	return f, f.Subject.ID != "" && f.Object.ID != "" && f.Polarity != "", nil
}

func setProperty(f *graph.Fact, p property, value string) {
	switch p.name {
	case quads.Subject:
		f.Subject.ID = value
	case quads.Object:
		f.Object.ID = value
	case quads.Relation:
		f.Relation = shortName(value)
	case quads.Speaker:
		f.Chain = []string{value}
	case quads.SpeakerOf:
		f.SpeakerState = value
	case quads.VoiceOf:
		f.VoiceState = value
	case quads.Polarity:
		f.Polarity = claim.Polarity(value)
	case quads.Modality:
		f.Modality = claim.Modality(value)
	case quads.Published:
		f.Published = value
	case quads.Said:
		f.Said = value
	case quads.Happened:
		f.Happened = value
	case quads.Confidence:
		f.Confidence, _ = strconv.ParseFloat(value, 64)
	case quads.Extractor:
		f.Extractor = value
	case quads.Publisher:
		f.Outlet = value
	default:
		if p.qualifier != "" {
			if f.Qualifiers == nil {
				f.Qualifiers = map[string]string{}
			}
			f.Qualifiers[p.qualifier] = value
		}
	}
}
