// Package jsonld reads JSON-LD 1.1 into quads, by the algorithms of a kept library. Nothing is ever fetched and no file is opened: a
// context must stand in the document, and one that is named by its address is an error that says so.
//
// A document that is a list is read member by member, so its size is bounded only where members name blank nodes: those are
// read together, at the end. Names of blank nodes are made anew (b0, b1 and so on), the same for the same input.
package jsonld
