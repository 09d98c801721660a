// Package journal is a store that keeps its indexes in memory and its truth in one append-only file: every batch is a
// record with a checksum, synchronised before it is acknowledged, and opening reads them again.
//
// It is plain on purpose. Opening costs about a second for a million quads, and memory about 100 bytes a quad. Snapshots are
// immutable sorted runs that readers share; one process writes (others get a *store.LockedError), any number read beside
// it what was committed when they opened. The format stands in docs/format/journal.md.
package journal
