// Package queries asks a graph questions in path expressions and streams the answers.
//
// An expression names a start and the steps to walk ("China/concerned_about"); its syntax is that of
// SPARQL 1.1 property paths with claim filters, see queries/syntax. Run answers one, Count only counts the
// distinct answers, Distance measures the shortest way, Tally groups and counts, Explain shows the plan,
// Complete suggests what can stand at a cursor, Named runs a query of queries/library.
//
// Answers are a set: each (start, end, named stops) comes once, however many paths lead there.
// The order is that of the evaluation and is the same for the same view, expression and options.
// Days are UTC; a name that is unknown or ambiguous is a *NameError, a wrong expression a
// *syntax.Error. Everything here is safe for concurrent use on one view.
//
// Filters behind a step ("[since=2023-01-01]") are judged once for each edge and form in a query, lazily; where few
// claims can pass (by, doc), their edges are found beforehand. A filter never slows a step without one.
package queries
