// Package dossier gathers what a graph holds about an actor, a pair of actors, an edge, a claim or a document, in
// objects that every front end shows alike.
//
// Facts lists what stands, who says so, who denies it and since when; TimelineOf counts a pair's claims month by month;
// Show finds out what an id is and tells all that is known of it; SchemaOf describes the vocabulary. The objects
// have stable JSON; docs/objects.md is made from their types. Days are EDTF in UTC, offsets are bytes into the
// document's text. All functions are safe for concurrent use on one view.
package dossier
