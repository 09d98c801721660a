// Package gizmo runs Gizmo, Cayley's JavaScript query language, over a graph, with limits.
//
// The language is Cayley's: g.V("<state:CHN>").out("<rel:concerned_about>").all(). The traversals are
// Cayley's own (query/path) over graph/cayleystore; the session around them is ours, because Cayley's
// drops the caller's context, lets a script crash the process, and cannot be given a new verb:
//
//	g.path("China/concerned_about")   the ends of a path expression, as a path to go on from;
//	                                  each result also has the tag "start" and the named stops
//
// It differs from Cayley's in these points: followRecursive has no hidden depth limit, getLimit does
// not silence a later emit, g.V takes lists too, and a wrong argument is an error of the script.
//
// Run executes a script in this process: its time, results, output, call depth and traversals are
// limited, its memory and single calls of built-in functions (a regular expression, say) cannot be.
// A Pool executes scripts in worker processes that are limited in all of that; it is what serves
// scripts of strangers. docs/decisions tells how the worker reaches the graph.
package gizmo
