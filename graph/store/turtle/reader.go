package turtle

import (
	"context"
	"io"
	"iter"

	"entente/graph/store"
	"entente/graph/store/nquads"
)

// SyntaxError says where and why reading ended; it is the one of N-Quads.
type SyntaxError = nquads.SyntaxError

// Reasons that callers may want to tell from others.
const (
	// ReasonTripleTerm: a triple term or a reified triple of RDF 1.2, or the older notation for quoted triples.
	ReasonTripleTerm = nquads.ReasonTripleTerm
	// ReasonAnnotation: {| … |} or ~ behind an object.
	ReasonAnnotation = "annotations of RDF 1.2 are not supported"
	// ReasonDepth: brackets and parentheses inside one another beyond Options.MaxDepth.
	ReasonDepth = "nested too deeply"
	// ReasonTerm: a term, or all declared prefixes together, beyond Options.MaxTermBytes.
	ReasonTerm = "the term is too long"
)

// Defaults of Options.
const (
	DefaultMaxTermBytes = 64 << 20
	DefaultMaxDepth     = 256
)

// Options tune a Reader; nil and the zero value mean Turtle without a base.
type Options struct {
	// TriG reads TriG: graphs in braces.
	TriG bool
	// Base is an absolute IRI against which relative ones are resolved until the input gives another. Without any, a relative
	// IRI is an error.
	Base string
	// Derived, if set, tells which predicates only repeat what the input says elsewhere: an annotation of such predicates alone
	// is read and passed over. Every other annotation is an error.
	Derived func(predicate string) bool
	// MaxTermBytes bounds one term, and the declared prefixes together (default 64 MiB).
	MaxTermBytes int
	// MaxDepth bounds brackets and parentheses inside one another (default 256).
	MaxDepth int
}

// Reader reads quads from a stream.
type Reader struct {
	p     parser
	begun bool
}

// NewReader makes a Reader; it does its own buffering.
func NewReader(src io.Reader, opt *Options) *Reader {
	var o Options
	if opt != nil {
		o = *opt
	}
	if o.MaxTermBytes <= 0 {
		o.MaxTermBytes = DefaultMaxTermBytes
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	r := &Reader{}
	r.p.src, r.p.line, r.p.column = src, 1, 1
	r.p.opt, r.p.baseIRI, r.p.prefixes = o, o.Base, make(map[string]string)
	return r
}

// Quads is the number of quads read so far.
func (r *Reader) Quads() int64 { return r.p.quads }

// Line is the number of the line where reading is, from 1.
func (r *Reader) Line() int64 { return r.p.line }

// All yields the quads; an error ends the sequence with a zero quad. The end of the input is not an error. The sequence can be
// ranged over once: a second time yields only the error that ended the first, if any.
func (r *Reader) All(ctx context.Context) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		p := &r.p
		if !r.begun {
			r.begun = true
			p.ctx, p.yield = ctx, yield
			p.mark()
			p.document()
			p.yield = nil
			if p.stopped {
				return
			}
		}
		if p.failed != nil {
			yield(store.Quad{}, p.failed)
		}
	}
}
