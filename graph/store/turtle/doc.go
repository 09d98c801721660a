// Package turtle reads RDF 1.1 Turtle and TriG, strictly, as a stream of quads.
//
// The reader accepts what the grammars of the two recommendations accept (and a comment inside the empty brackets of a blank
// node), decodes escapes, resolves relative IRIs against the base (RFC 3986, section 5.2, without normalising what is absolute)
// and keeps lexical forms as they are written: 01 becomes "01"^^xsd:integer. An undeclared prefix, or a relative IRI without a
// base, is an error; nothing is ever fetched. Of RDF 1.2 it takes base directions ("..."@ar--rtl) and the announcement of a
// version; triple terms and reified triples are refused with ReasonTripleTerm, annotations with ReasonAnnotation. The first
// error ends the reading: it is a *SyntaxError with its place, the reason and, where one is likely to help, a hint.
//
// Quads come out while their statement is still being read, so memory is bounded by the longest term, the nesting and the
// declared prefixes (Options), whatever the size of the input. Who must not see part of a file that is wrong further on
// keeps the quads until the end.
//
// Names of blank nodes are kept, and nodes without a name become genid1, genid2 and so on. A written name of that very form gets
// a low line (genid1 becomes genid_1, genid_1 becomes genid__1), so that the two never meet. Who merges several files renames them.
//
// A Reader is for one goroutine; different ones are independent.
package turtle
