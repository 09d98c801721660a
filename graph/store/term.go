package store

import (
	"fmt"
	"strings"
)

// Kind tells what a Term is.
type Kind uint8

// The kinds of RDF 1.1 terms, with RDF 1.2's directional literals. None is the zero Kind:
// as the graph of a Quad it stands for the default graph, elsewhere it is invalid.
const (
	None Kind = iota
	IRI
	Blank
	Literal
)

// Well-known datatypes.
const (
	XSDString     = "http://www.w3.org/2001/XMLSchema#string"
	RDFLangString = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
	RDFDirLang    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString"
)

// Term is one RDF term. Terms are comparable; two terms are the same exactly when == says so,
// so the store never rewrites a lexical form ("01"^^xsd:integer stays "01").
type Term struct {
	Kind Kind
	// Value is the IRI without angle brackets, the blank node's name without "_:", or the
	// literal's lexical form. It is valid UTF-8.
	Value string
	// Datatype is the datatype IRI of a literal. Empty means xsd:string, or rdf:langString
	// when Lang is set; those two are never written out here.
	Datatype string
	// Lang is the language tag of a literal as written, Dir its base direction ("ltr", "rtl" or "").
	Lang, Dir string
}

// NewIRI, NewBlank, NewString, NewTyped and NewLang make terms.
func NewIRI(iri string) Term { return Term{Kind: IRI, Value: iri} }

// NewBlank makes a blank node from its name without "_:".
func NewBlank(name string) Term { return Term{Kind: Blank, Value: name} }

// NewString makes a plain string literal.
func NewString(s string) Term { return Term{Kind: Literal, Value: s} }

// NewTyped makes a literal with a datatype; xsd:string gives the same term as NewString.
func NewTyped(s, datatype string) Term {
	if datatype == XSDString {
		datatype = ""
	}
	return Term{Kind: Literal, Value: s, Datatype: datatype}
}

// NewLang makes a language-tagged literal.
func NewLang(s, lang string) Term { return Term{Kind: Literal, Value: s, Lang: lang} }

// IsZero reports whether t is the absent term.
func (t Term) IsZero() bool { return t == Term{} }

// String is the canonical N-Quads form of t; the empty string for the zero Term.
func (t Term) String() string {
	switch t.Kind {
	case IRI:
		return "<" + escapeIRI(t.Value) + ">"
	case Blank:
		return "_:" + t.Value
	case Literal:
		s := `"` + escapeLiteral(t.Value) + `"`
		switch {
		case t.Lang != "" && t.Dir != "":
			return s + "@" + t.Lang + "--" + t.Dir
		case t.Lang != "":
			return s + "@" + t.Lang
		case t.Datatype != "":
			return s + "^^<" + escapeIRI(t.Datatype) + ">"
		}
		return s
	}
	return ""
}

func escapeLiteral(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == '"' || r == '\\' || r == 0x7f }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '\t':
			b.WriteString(`\t`)
		case '\b':
			b.WriteString(`\b`)
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\f':
			b.WriteString(`\f`)
		case '"':
			b.WriteString(`\"`)
		case '\\':
			b.WriteString(`\\`)
		default:
			if r < 0x20 || r == 0x7f {
				fmt.Fprintf(&b, `\u%04X`, r)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

func escapeIRI(s string) string {
	bad := func(r rune) bool { return r <= 0x20 || strings.ContainsRune("<>\"{}|^`\\", r) }
	if !strings.ContainsFunc(s, bad) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if bad(r) {
			fmt.Fprintf(&b, `\u%04X`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Quad is a statement in a graph; a zero G is the default graph.
type Quad struct{ S, P, O, G Term }

// String is the canonical N-Quads line of q without the line end.
func (q Quad) String() string {
	s := q.S.String() + " " + q.P.String() + " " + q.O.String()
	if !q.G.IsZero() {
		s += " " + q.G.String()
	}
	return s + " ."
}

// Valid says why q is not an RDF quad (subject IRI or blank, predicate IRI, object any, graph
// IRI, blank or absent), or nil.
func (q Quad) Valid() error {
	switch {
	case q.S.Kind != IRI && q.S.Kind != Blank:
		return fmt.Errorf("%w: subject must be an IRI or a blank node", ErrInvalidQuad)
	case q.P.Kind != IRI:
		return fmt.Errorf("%w: predicate must be an IRI", ErrInvalidQuad)
	case q.O.Kind == None:
		return fmt.Errorf("%w: no object", ErrInvalidQuad)
	case q.G.Kind == Literal:
		return fmt.Errorf("%w: a graph label cannot be a literal", ErrInvalidQuad)
	}
	return nil
}
