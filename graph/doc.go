// Package graph is what embedders open: a store of quads seen as documents, claims, edges and actors.
//
// Put adds documents with their claims; a document with a known id replaces exactly what it contributed before.
// What the graph derives (edges, their forms, roll-ups to states, summaries) is always what the claims in it say, so
// two graphs that hold the same documents export the same bytes, whatever happened to them before.
//
// One process writes, any number read beside it. Views are snapshots. Offsets are bytes, days are UTC, times are EDTF.
package graph
