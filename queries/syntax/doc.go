// Package syntax reads path expressions: lexer, parser, tree, printer, completion at a cursor.
//
//	China/concerned_about
//	"South Korea"/(allied_with|partner_of){1,2}
//	USA/criticizes[by=person:antony-blinken][since=2023-01-01] - (Russia/^sanctions)
//
// It knows no vocabulary: whether a bare word is a relation or an actor is decided by who resolves the
// tree. Every node knows its byte range in the text; Parse(Print(t)) gives t again. A wrong
// expression is an *Error with line, column, the text with a caret, and where possible a hint. Nothing here
// panics, recursion is bounded, and text that is not UTF-8 is refused.
package syntax
