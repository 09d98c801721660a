// Package icews reads the event data of the Integrated Crisis Early Warning System in the forms in which people pass
// it on: the published tab-separated files, exports of them as CSV, the temporal quads of knowledge-graph
// research (source, label, target, day), and the same as numbers beside lists of names. (The JSON records of ICEWS-to-jsonl name
// protesters and no target, so they state no relation and are not read.)
//
// An event id is not unique, so the row is the record; sentence and story number are kept as qualifiers. Days come as
// YYYY-MM-DD or M/D/YYYY; NA, NULL and the empty cell mean nothing. Codes are text ("040"); a zero that a
// spreadsheet took is given back. Labels that only the quads have are read by the table labels.tsv.
package icews
