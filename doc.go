// Package entente is the root of a knowledge graph of diplomacy: what states, bodies and people said and did, who says so, who
// denies it, and the sentence behind each answer. There is no code here, only the map. The command is cmd/entente.
//
// The data's way through the program is the layout; imports only point up this list, and internal/layers holds that.
//
//	graph/vocab            relations, actors and their kinds: data files, embedded, checked at load
//	graph/claim            words of the domain: claim, speaker, evidence, period; graph/claim/edtf: its dates
//	graph/store            the contract of a quad store: terms, quads, snapshots, batches
//	graph/store/embedded   the store on this machine: sorted files, a log, snapshots
//	graph/store/nquads     N-Quads, strictly read and written
//	graph/store/transfer   a whole store into another one, verified
//	graph/quads            claims <-> quads; the only place that knows how a claim looks as RDF
//	graph/derive           what follows from claims: edges, forms, statuses, roll-ups
//	graph/judgement        what people decide: entries that are only added, and what they come to
//	graph/cayleystore      the store seen as a Cayley quad store
//	graph                  what embedders open: Open, Put, Remove, View, Check, Close
//	graph/export           whole graphs in the formats of other tools; graph/export/cite: citations
//	loader/article         reads files and pages: front matter, HTML to text
//	loader/text            sentences, tokens
//	loader/mention         actors in a text
//	loader/extract         claims in a text: extract.Reader, document in, claims out
//	loader/dataset/*       one foreign data set each to claims
//	loader                 runs a source through the stages into a graph
//	loader/watch           folders and feeds, read again and again
//	queries/syntax         path expressions: lexer, parser, tree, printer
//	queries/plan, /exec    rewrite and order; run and stream
//	queries                Parse, Run, Tally, Explain: paths over a graph
//	queries/library        named queries; queries/measures: the measures of the field over plain values
//	queries/suggest        actors by what is typed of a name
//	queries/dossier        facts, timeline, show, schema: objects that every front end shows alike
//	queries/gizmo          Gizmo, Cayley's JavaScript, over the same graph
//	console                HTTP API; console/ui: the page; console/assistant: the server for assistants
//	examples               dispatches for a first run; examples/embed uses the packages from another module
//	internal/bench         the store and path benchmark through all of it; cmd/ententebench runs it
//	cmd/entente            one file per command, flags to options to one call
//
// Start with docs/ARCHITECTURE.md; words are in docs/glossary.md.
package entente
