// Package exec walks the automaton of a path over a graph: ends reachable from a start, from both ends
// at once, shortest ways, all shortest ways, counts of ways, ways without repeated nodes.
//
// It sees the graph through the small interface Graph, so that it runs over a store and over a slice
// in a test alike. It gives the same answers as the plain reading of the path (SPARQL 1.1, section 9);
// the tests in this package hold it to that.
//
// An Engine belongs to one query and one goroutine. Every loop over data looks at the context.
package exec
