package nquads

import (
	"bytes"
	"context"
	"io"
	"iter"
	"unicode/utf8"

	"entente/graph/store"
)

// Options tune a Reader; nil and the zero value mean strict N-Quads that stops at the first error.
type Options struct {
	// Triples reads N-Triples: a graph label is an error.
	Triples bool
	// RelativeIRIs accepts IRIs without a scheme, as Cayley's own files have them.
	RelativeIRIs bool
	// MaxLineBytes is the length of the longest line that is read (default 64 MiB). A longer
	// one is a SyntaxError and is never held in memory.
	MaxLineBytes int
	// OnError, if set, is called on the reading goroutine with each line that is refused; the
	// line is skipped when it returns nil, and reading stops with what it returns otherwise.
	OnError func(*SyntaxError) error
}

// DefaultMaxLineBytes is the value of Options.MaxLineBytes when it is 0.
const DefaultMaxLineBytes = 64 << 20

// checkEvery is the number of lines between two looks at the context: some ten microseconds.
const checkEvery = 256

// byteOrderMark may begin a file: it is a signature of the encoding, not content.
var byteOrderMark = []byte("\uFEFF")

// Reader reads quads from a stream.
type Reader struct {
	lines   lineReader
	parser  lineParser
	text    chunks
	onError func(*SyntaxError) error
	err     error
	quads   int64
	skipped int64
}

// NewReader makes a Reader; it does its own buffering.
func NewReader(src io.Reader, opt *Options) *Reader {
	if opt == nil {
		opt = &Options{}
	}
	r := &Reader{onError: opt.OnError}
	r.lines.src, r.lines.max = src, opt.MaxLineBytes
	if r.lines.max <= 0 {
		r.lines.max = DefaultMaxLineBytes
	}
	r.lines.feed = -1
	r.parser.triples, r.parser.relative = opt.Triples, opt.RelativeIRIs
	return r
}

// Quads is the number of quads read so far.
func (r *Reader) Quads() int64 { return r.quads }

// Skipped is the number of lines that OnError let pass.
func (r *Reader) Skipped() int64 { return r.skipped }

// Line is the number of the line last read.
func (r *Reader) Line() int64 { return r.lines.line }

// Offset is the number of bytes before the line last read.
func (r *Reader) Offset() int64 { return r.lines.start }

// ReadRaw reads the next quad without making strings. What it returns is valid until the next
// call. At the end of the input the error is io.EOF; every error is final.
func (r *Reader) ReadRaw() (*RawQuad, error) { return r.next(context.Background()) }

func (r *Reader) next(ctx context.Context) (*RawQuad, error) {
	for r.err == nil {
		if r.lines.line%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		line, tooLong, err := r.lines.next()
		if err != nil {
			r.err = err
			break
		}
		if r.lines.line == 1 && bytes.HasPrefix(line, byteOrderMark) {
			line = line[len(byteOrderMark):]
			r.lines.start += int64(len(byteOrderMark))
		}
		if tooLong {
			r.parser.line = line
			r.parser.fail(0, "the line is too long", "a literal may have lost its closing quotation mark")
			r.refuse()
			continue
		}
		blank, ok := r.parser.parse(line)
		if !ok {
			r.refuse()
		} else if !blank {
			r.quads++
			return &r.parser.quad, nil
		}
	}
	return nil, r.err
}

// refuse reports what the parser noted.
func (r *Reader) refuse() {
	p := &r.parser
	e := &SyntaxError{
		Line:   r.lines.line,
		Column: utf8.RuneCount(p.line[:min(p.failAt, len(p.line))]) + 1,
		Offset: r.lines.start + int64(p.failAt),
		Reason: p.reason, Hint: p.hint,
	}
	if r.onError == nil {
		r.err = e
	} else if r.err = r.onError(e); r.err == nil {
		r.skipped++
	}
}

// Read reads the next quad. Its strings share an allocation of some 8 KiB with those of its
// neighbours: who keeps a few of them for long clones them. At the end of the input the error is io.EOF.
func (r *Reader) Read() (store.Quad, error) {
	if _, err := r.ReadRaw(); err != nil {
		return store.Quad{}, err
	}
	return r.text.own(&r.parser), nil
}

// All yields the quads that are left; an error ends the sequence with a zero quad. The end of the
// input is not an error.
func (r *Reader) All(ctx context.Context) iter.Seq2[store.Quad, error] {
	return r.each(ctx, r.text.own)
}

// Passing is All for those who look at a quad and let it go: its strings are overwritten when the
// next one is asked for.
func (r *Reader) Passing(ctx context.Context) iter.Seq2[store.Quad, error] {
	return r.each(ctx, passing)
}

func (r *Reader) each(ctx context.Context, quad func(*lineParser) store.Quad) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		for {
			_, err := r.next(ctx)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(store.Quad{}, err)
				return
			}
			if !yield(quad(&r.parser), nil) {
				return
			}
		}
	}
}
