// Package cayleystore shows a store as a Cayley quad store, so that Cayley's paths, iterators and
// schema work on it. It is the only room, with queries/gizmo, that knows Cayley.
//
// # Values
//
// Cayley's values and RDF terms are matched one to one, whatever their spelling:
//
//	quad.IRI, quad.BNode       IRI, blank node, as they are (no prefix is expanded)
//	quad.String                plain literal
//	quad.LangString            literal with a language tag; a base direction follows it as --ltr, --rtl
//	quad.Int, Float, Bool      literal of xsd:integer, xsd:double, xsd:boolean, in the form that Format gives
//	quad.Time                  literal of xsd:dateTime in UTC, with nanoseconds
//	quad.TypedString           every other typed literal: "01"^^xsd:integer stays what it is
//
// Two values that mean the same term are the same node: quad.TypedString{"5", full xsd:integer} is
// quad.Int(5), a quad.Time in another zone is the same moment in UTC.
//
// Cayley allows any value at any place of a quad, RDF does not. A literal as subject, predicate or
// label, and a blank node as predicate, are kept as an IRI that spells the value ("cayley:l:...");
// the adapter hides that: it is one node with the same value as an object. A blob (BlobValues) in
// the store says that there are such IRIs; without it nothing is looked up twice.
//
// # Snapshots
//
// A QuadStore made by New reads one snapshot, and a newer one after each write through itself and
// after Refresh. Writes that reach the store through other doors are seen after Refresh. An iterator
// keeps the snapshot of the moment it was started. One made by FromView never changes; use it where
// a whole query must see one state.
//
// All methods are safe for concurrent use, iterators are for one goroutine, as Cayley has it.
package cayleystore
