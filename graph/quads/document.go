package quads

import (
	"entente/graph/claim"
	"entente/graph/store"
)

// Doc is what the graph says of a document, without text and claims.
type Doc struct {
	IRI                             string // doc:
	ID, Title, URL, Path, Publisher string // Publisher is an org: id
	Published, Lang, Digest, Sketch string
}

// EncodeDocument appends the quads of d, labelled with itself.
func EncodeDocument(dst []store.Quad, d *Doc) ([]store.Quad, error) {
	e := encoder{quads: dst, subject: iri(d.IRI), label: iri(d.IRI)}
	e.text(DocumentID, d.ID)
	e.text(Title, d.Title)
	e.text(URL, d.URL)
	e.text(Path, d.Path)
	e.node(Publisher, d.Publisher)
	e.date(Published, d.Published)
	e.text(Language, d.Lang)
	e.text(Digest, d.Digest)
	e.text(Sketch, d.Sketch)
	if e.err != nil {
		return dst, e.err
	}
	return e.quads, nil
}

// DecodeDocument is the inverse of EncodeDocument; quads of other subjects and properties are passed over.
func DecodeDocument(qs []store.Quad, doc string) Doc {
	d := Doc{IRI: doc}
	fields := map[string]*string{
		DocumentID: &d.ID, Title: &d.Title, URL: &d.URL, Path: &d.Path, Publisher: &d.Publisher,
		Published: &d.Published, Language: &d.Lang, Digest: &d.Digest, Sketch: &d.Sketch,
	}
	for i := range qs {
		if f := fields[qs[i].P.Value]; f != nil && qs[i].S.Value == doc {
			*f = qs[i].O.Value
		}
	}
	return d
}

// Actor is a node with its names: what reference data and documents bring.
type Actor struct {
	ID, Label string
	Aliases   []string
	Parties   []string // has_party
	Defined   string   // a path expression that says who belongs to a group
}

// EncodeActor appends the quads of a under a label: LabelReference or the document that brings it.
func EncodeActor(dst []store.Quad, a *Actor, label string) ([]store.Quad, error) {
	if err := CheckID(a.ID); err != nil {
		return dst, err
	}
	e := encoder{quads: dst, subject: iri(a.ID), label: iri(label)}
	e.text(Label, a.Label)
	for _, alias := range a.Aliases {
		e.text(Alias, alias)
	}
	for _, p := range a.Parties {
		e.node(HasParty, p)
	}
	e.text(Defined, a.Defined)
	if e.err != nil {
		return dst, e.err
	}
	return e.quads, nil
}

// HasParty is the relation from a topic, event or agreement to the actors it involves.
const HasParty = PrefixRel + "has_party"

// EncodeEdge appends the quads of an edge in the given forms, in both directions where it is symmetric.
func EncodeEdge(dst []store.Quad, edge, subject, relation, object string, symmetric bool, forms []string) []store.Quad {
	s, o, label := iri(subject), iri(object), iri(edge)
	for _, form := range forms {
		p := iri(PrefixRel + relation + form)
		dst = append(dst, store.Quad{S: s, P: p, O: o, G: label})
		if symmetric && subject != object {
			dst = append(dst, store.Quad{S: o, P: p, O: s, G: label})
		}
	}
	return dst
}

// ParseRelation splits the IRI of a relation into its name and form; ok is false for other IRIs.
func ParseRelation(iri string) (name, form string, ok bool) {
	if len(iri) <= len(PrefixRel) || iri[:len(PrefixRel)] != PrefixRel {
		return "", "", false
	}
	name = iri[len(PrefixRel):]
	for i := range len(name) {
		if name[i] == '~' {
			return name[:i], name[i:], true
		}
	}
	return name, "", true
}

// EdgeOf is the id of the edge of a proposition.
func EdgeOf(p *claim.Proposition, symmetric bool) string {
	return claim.EdgeID(p.Subject, p.Relation, p.Object, symmetric)
}
