// Package querytest holds queries to what they mean: a plain evaluator that is obviously right and slow,
// graphs made of slices, random graphs and paths, and a test language in plain text (see README.md).
//
// Another implementation of paths, or another way to reach this one (command line, HTTP, Gizmo), can
// run the same cases: give Run a function that answers an expression.
package querytest
