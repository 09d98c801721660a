// Package nquads reads and writes RDF 1.1 N-Quads and N-Triples, strictly and without loss.
//
// The reader accepts exactly what the grammars of the two recommendations accept, decodes escapes
// and keeps lexical forms as they are written ("01"^^xsd:integer stays "01"). IRIs must be absolute
// (unless Options.RelativeIRIs), text must be UTF-8. Of RDF 1.2 it takes base directions
// ("..."@ar--rtl) and refuses triple terms with ReasonTripleTerm. A line that is refused gives a
// *SyntaxError with its place, the reason and, where one is likely to help, a hint.
//
// Memory is bounded by the longest line (Options.MaxLineBytes, 64 MiB by default), whatever the
// size of the input. Blank node names are kept: who merges several files renames them.
//
// The writer gives canonical N-Quads (one space between terms, only the escapes that must be),
// except that language tags keep their case. It refuses terms that no strict reader would read.
//
// A Reader or Writer is for one goroutine; different ones are independent.
package nquads
