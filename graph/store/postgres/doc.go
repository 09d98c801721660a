// Package postgres is the store in a PostgreSQL database: many people on many machines share one graph.
//
// Terms have ids from a dictionary (table term), quads are four ids (table fwd, keyed by subject, with an index keyed by
// object), blobs and the version lie beside them, all in one schema of the database. A term is found by a hash of
// its content, and a quad is its own key, so a write can be repeated after any failure.
//
// One process writes: it holds an advisory lock on the connection over which it writes, so losing the one is losing the
// other. A View is one transaction (REPEATABLE READ, READ ONLY) on a connection of its own, which its methods
// take in turns. A cancelled context cancels the statement on the server. Errors name the server, never a password.
//
//	store.go    opening, closing, stats        migrate.go  the schema, step by step
//	lock.go     the one writer                 write.go    batches
//	load.go     bulk load by COPY              encode.go   rows as COPY wants them
//	view.go     snapshots                      scan.go     patterns, steps of many nodes
//	terms.go    the dictionary, cached         adjacency.go steps of a predicate as arrays
//	check.go    the whole store, verified      backup.go   backup and restore
//	bounded.go  look-ups within a query's time
package postgres
