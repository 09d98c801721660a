package nquads

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"entente/graph/store"
)

// ErrTerm says that a term cannot be written so that a strict reader takes it: an IRI that is not
// absolute or holds a character that IRIs may not hold, a name of a blank node or a language tag
// that the grammar does not allow, or text that is not UTF-8.
var ErrTerm = errors.New("the term cannot be written as N-Quads")

// Writer writes quads, one a line. Call Flush at the end.
type Writer struct {
	dst      *bufio.Writer
	line     []byte
	relative bool
	triples  bool
}

// WriterOptions tune a Writer; nil means strict N-Quads.
type WriterOptions struct {
	// Triples writes N-Triples: a quad with a graph label is an error.
	Triples bool
	// RelativeIRIs writes IRIs without a scheme as they are; only a reader with the option of
	// the same name takes them back.
	RelativeIRIs bool
}

// NewWriter makes a Writer with a buffer of its own.
func NewWriter(dst io.Writer, opt *WriterOptions) *Writer {
	if opt == nil {
		opt = &WriterOptions{}
	}
	return &Writer{dst: bufio.NewWriterSize(dst, 64<<10), relative: opt.RelativeIRIs, triples: opt.Triples}
}

// Write writes one line, or nothing when q is not valid or one of its terms is not (ErrTerm).
func (w *Writer) Write(q store.Quad) error {
	if err := q.Valid(); err != nil {
		return err
	}
	if w.triples && !q.G.IsZero() {
		return fmt.Errorf("%w: N-Triples has no graph label", ErrTerm)
	}
	w.line = w.line[:0]
	for i, t := range [...]*store.Term{&q.S, &q.P, &q.O, &q.G} {
		if i == 3 && t.IsZero() {
			break
		}
		if err := checkTerm(t, w.relative); err != nil {
			return fmt.Errorf("%w: %s: %q", ErrTerm, err, t.Value)
		}
		w.line = append(AppendTerm(w.line, *t), ' ')
	}
	w.line = append(w.line, '.', '\n')
	_, err := w.dst.Write(w.line)
	return err
}

// Flush writes what is buffered.
func (w *Writer) Flush() error { return w.dst.Flush() }

// checkTerm says why t cannot be written.
func checkTerm(t *store.Term, relative bool) error {
	if !utf8.ValidString(t.Value) {
		return errors.New("not valid UTF-8")
	}
	switch t.Kind {
	case store.IRI:
		return checkIRI(t.Value, relative)
	case store.Blank:
		if n := blankLength(t.Value); n == 0 || n != len(t.Value) {
			return errors.New("not a name of a blank node")
		}
	case store.Literal:
		return checkLiteral(t, relative)
	}
	return nil
}

func checkIRI(s string, relative bool) error {
	if reason := iriProblem(s, relative); reason != "" {
		return errors.New(reason)
	}
	return nil
}

func checkLiteral(t *store.Term, relative bool) error {
	switch {
	case t.Lang == "" && t.Dir != "":
		return errors.New("a base direction without a language tag")
	case t.Lang != "" && tagLength(t.Lang) != len(t.Lang):
		return errors.New("not a language tag")
	case t.Dir != "" && t.Dir != "ltr" && t.Dir != "rtl":
		return errors.New("a base direction is ltr or rtl")
	case t.Lang != "" && t.Datatype != "":
		return errors.New("a literal has a language tag or a datatype, not both")
	case t.Datatype == store.RDFLangString || t.Datatype == store.RDFDirLang:
		return errors.New("a literal of this datatype needs a language tag")
	case t.Datatype == "":
		return nil
	case !utf8.ValidString(t.Datatype):
		return errors.New("not valid UTF-8")
	}
	return checkIRI(t.Datatype, relative)
}

// AppendTerm appends the canonical form of t, which must be one that Writer.Write takes; nothing
// for the zero Term.
func AppendTerm(dst []byte, t store.Term) []byte {
	switch t.Kind {
	case store.IRI:
		return appendIRI(dst, t.Value)
	case store.Blank:
		return append(append(dst, "_:"...), t.Value...)
	case store.Literal:
		dst = appendString(dst, t.Value)
		switch {
		case t.Lang != "":
			dst = append(append(dst, '@'), t.Lang...)
			if t.Dir != "" {
				dst = append(append(dst, "--"...), t.Dir...)
			}
		case t.Datatype != "" && t.Datatype != store.XSDString:
			dst = appendIRI(append(dst, "^^"...), t.Datatype)
		}
	}
	return dst
}

func appendIRI(dst []byte, s string) []byte {
	return append(append(append(dst, '<'), s...), '>')
}

// appendString escapes what canonical N-Quads escapes: the named escapes where there is one, \u for
// other control characters and for the two that are no characters of XML 1.1
// (https://www.w3.org/TR/rdf12-n-quads/#canonical-quads).
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	run := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c != 0x7F && c != 0xEF {
			continue
		}
		width := 1
		if c == 0xEF {
			if !isNonCharacter(s[i:]) {
				continue
			}
			width = 3
		}
		dst = appendEscape(append(dst, s[run:i]...), s[i:i+width])
		i += width - 1
		run = i + 1
	}
	return append(append(dst, s[run:]...), '"')
}

// isNonCharacter reports whether s begins with U+FFFE or U+FFFF.
func isNonCharacter(s string) bool {
	return len(s) >= 3 && s[0] == 0xEF && s[1] == 0xBF && (s[2] == 0xBE || s[2] == 0xBF)
}

func appendEscape(dst []byte, s string) []byte {
	if len(s) == 3 {
		return append(dst, "\\uFFF"+string("EF"[s[2]-0xBE])...)
	}
	switch c := s[0]; c {
	case '\b':
		return append(dst, `\b`...)
	case '\t':
		return append(dst, `\t`...)
	case '\n':
		return append(dst, `\n`...)
	case '\f':
		return append(dst, `\f`...)
	case '\r':
		return append(dst, `\r`...)
	case '"', '\\':
		return append(dst, '\\', c)
	default:
		const hex = "0123456789ABCDEF"
		return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
}
