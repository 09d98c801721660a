// Package embedded is the store in a folder of this machine, or in memory.
//
// Quads are kept in immutable files, each sorted in four orders and mapped into memory; what was
// written since the last file lies in a log and in sorted runs in memory. A snapshot is the sum of
// its runs: each holds quads that it adds and quads that it takes away, and only such as change
// what the others make, so runs can be merged in any sequence. Terms have ids from a dictionary of
// sorted, front-coded keys. docs/format/store.md describes the files byte by byte.
//
//	store.go     opening, closing, views          recover.go   what is found when opening
//	write.go     batches, groups of them          changes.go   what one batch changes
//	flush.go     memory to files                  merge.go     files to fewer files
//	load.go      bulk load: reading               loadwrite.go bulk load: files out of what was read
//	chunk.go     what is read at a time           spill.go     its temporary files
//	quadfile.go  files of quads, termfile.go of terms, blobs.go of values; log.go and mark.go the log
//	view.go      reading a snapshot               adjacency.go steps of a predicate as arrays
//	check.go     the whole store, verified        copy.go      backup and restore
package embedded
