// Package bench measures the program on the store and path benchmark: a graph of quads with labels and twelve classes of queries with
// reference answers. Everything goes through what users have: the loader, path expressions, named calls. What the store alone
// needs for the same is shown beside it.
//
// Times are wall clock; medians and 99th percentiles are over all instances and passes. Results are lines of text
// (LOAD, DISK, Q1 …) that a table puts beside those of other engines.
package bench
