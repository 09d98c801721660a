package jsonld

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/piprate/json-gold/ld"

	"entente/graph/store"
	"entente/graph/store/nquads"
)

// DefaultMaxBytes is the value of Options.MaxBytes when it is 0.
const DefaultMaxBytes = 64 << 20

// Options tune a Reader; nil means defaults.
type Options struct {
	// Base is the IRI against which relative ones are resolved. Without any they are left out, as JSON-LD demands.
	Base string
	// MaxBytes bounds what is held at once: a document, or a member of one that is a list, or all members that name blank
	// nodes together (default 64 MiB).
	MaxBytes int
}

// Error says what is wrong. Line and column count from 1 (characters of the input); both are 0 where only the member is known.
type Error struct {
	Line, Column int64
	// Member is the number of the member of a list, from 1; 0 for a document that is none.
	Member       int
	Reason, Hint string
}

func (e *Error) Error() string {
	s := e.Reason
	switch {
	case e.Line > 0:
		s = fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
	case e.Member > 0:
		s = fmt.Sprintf("member %d of the list: %s", e.Member, e.Reason)
	}
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

// Reader reads quads from a stream. It is for one goroutine.
type Reader struct {
	src    *lineCounter
	opt    Options
	member int
	blanks int
	shared []json.RawMessage // members that name blank nodes
	held   int               // bytes in shared
}

// NewReader makes a Reader.
func NewReader(src io.Reader, opt *Options) *Reader {
	r := &Reader{src: &lineCounter{src: src, line: 1}}
	if opt != nil {
		r.opt = *opt
	}
	if r.opt.MaxBytes <= 0 {
		r.opt.MaxBytes = DefaultMaxBytes
	}
	r.src.max = int64(r.opt.MaxBytes)
	return r
}

// All yields the quads; an error ends the sequence with a zero quad. It can be ranged over once.
func (r *Reader) All(ctx context.Context) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		if err := r.read(ctx, yield); err != nil && !errors.Is(err, errEnough) {
			yield(store.Quad{}, err)
		}
	}
}

// errEnough ends the reading when nobody wants more.
var errEnough = errors.New("enough")

var errTooLong = errors.New("more than is held at once")

func (r *Reader) read(ctx context.Context, yield func(store.Quad, error) bool) error {
	dec := json.NewDecoder(r.src)
	first, err := r.firstByte(dec)
	if err != nil {
		return r.syntax(err, dec)
	}
	if first != '[' {
		var whole json.RawMessage
		if err := dec.Decode(&whole); err != nil {
			return r.syntax(err, dec)
		}
		if err := r.convert(whole, yield); err != nil {
			return err
		}
		return r.ended(dec)
	}
	if _, err := dec.Token(); err != nil {
		return r.syntax(err, dec)
	}
	for dec.More() {
		if err := ctx.Err(); err != nil {
			return err
		}
		r.member++
		r.src.allow(dec.InputOffset())
		var one json.RawMessage
		if err := dec.Decode(&one); err != nil {
			return r.syntax(err, dec)
		}
		if bytes.Contains(one, []byte(`"_:`)) {
			if r.held += len(one); r.held > r.opt.MaxBytes {
				return &Error{Member: r.member, Reason: "the members that name blank nodes are too large together", Hint: "convert the document to N-Quads first"}
			}
			r.shared = append(r.shared, one)
			continue
		}
		if err := r.convert(one, yield); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return r.syntax(err, dec)
	}
	if len(r.shared) > 0 {
		r.member = 0
		if err := r.convert(append(append([]byte("["), bytes.Join(raw(r.shared), []byte(","))...), ']'), yield); err != nil {
			return err
		}
	}
	return r.ended(dec)
}

func raw(list []json.RawMessage) (out [][]byte) {
	for _, m := range list {
		out = append(out, m)
	}
	return out
}

// firstByte looks at the first byte of the document without taking it.
func (r *Reader) firstByte(dec *json.Decoder) (byte, error) {
	dec.More() // reads ahead
	buf, err := io.ReadAll(dec.Buffered())
	if err != nil {
		return 0, err
	}
	if trimmed := bytes.TrimLeft(buf, " \t\r\n"); len(trimmed) > 0 {
		return trimmed[0], nil
	}
	if r.src.err != nil && r.src.err != io.EOF {
		return 0, r.src.err
	}
	return 0, io.ErrUnexpectedEOF
}

// ended checks that nothing follows the document.
func (r *Reader) ended(dec *json.Decoder) error {
	if _, err := dec.Token(); err != io.EOF {
		if err == nil {
			err = errors.New("something follows the document")
		}
		return r.syntax(err, dec)
	}
	return nil
}

func (r *Reader) syntax(err error, dec *json.Decoder) error {
	at := dec.InputOffset()
	if bad := new(json.SyntaxError); errors.As(err, &bad) {
		at = max(bad.Offset-1, 0)
	}
	if r.src.err != nil && r.src.err != io.EOF && !errors.Is(r.src.err, errTooLong) {
		return r.src.err
	}
	e := &Error{Reason: err.Error()}
	e.Line, e.Column = r.src.place(at)
	switch {
	case errors.Is(err, errTooLong):
		e.Reason, e.Hint = "the document is too large to be read at once", "make it a list of nodes, or convert it to N-Quads"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Reason = "the document ends early"
	}
	return e
}

// convert hands out the quads of one document.
func (r *Reader) convert(doc []byte, yield func(store.Quad, error) bool) error {
	var value any
	if err := json.Unmarshal(doc, &value); err != nil {
		return &Error{Member: r.member, Reason: err.Error()}
	}
	switch value.(type) {
	case map[string]any, []any:
	default:
		return &Error{Member: r.member, Reason: "not a node, but a bare value"}
	}
	opt := ld.NewJsonLdOptions(r.opt.Base)
	opt.ProcessingMode, opt.DocumentLoader = ld.JsonLd_1_1, noLoader{}
	set, err := toRDF(value, opt)
	if err != nil {
		return r.refused(err)
	}
	scope := "b" + strconv.Itoa(r.blanks) + "x"
	r.blanks++
	// The strict reader decides what may stand in an IRI, a tag or a name.
	var lines []string
	for name, quads := range set.Graphs {
		for _, q := range quads {
			out, err := quadOf(q, name, scope)
			if err != nil {
				return &Error{Member: r.member, Reason: err.Error()}
			}
			lines = append(lines, out.String()+"\n")
		}
	}
	slices.Sort(lines) // the library's sequence differs from one run to the next
	text := []byte(strings.Join(lines, ""))
	for q, err := range nquads.NewReader(bytes.NewReader(text), nil).All(context.Background()) {
		if bad := new(nquads.SyntaxError); errors.As(err, &bad) {
			return &Error{Member: r.member, Reason: fmt.Sprintf("%s: %s", bad.Reason, lineOf(text, bad.Offset)), Hint: bad.Hint}
		}
		if err != nil {
			return err
		}
		if !yield(q, nil) {
			return errEnough
		}
	}
	return nil
}

// lineOf is the line of text that holds an offset.
func lineOf(text []byte, offset int64) []byte {
	from := bytes.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := bytes.Cut(text[from:], []byte("\n"))
	return line
}

// toRDF runs the library, and makes an error of what it cannot cope with.
func toRDF(value any, opt *ld.JsonLdOptions) (set *ld.RDFDataset, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the document cannot be made into quads: %v", p)
		}
	}()
	got, err := ld.NewJsonLdProcessor().ToRDF(value, opt)
	if err != nil {
		return nil, err
	}
	set, ok := got.(*ld.RDFDataset)
	if !ok {
		return nil, errors.New("the document cannot be made into quads")
	}
	return set, nil
}

func (r *Reader) refused(err error) error {
	e := &Error{Member: r.member, Reason: err.Error()}
	if strings.Contains(e.Reason, errRemote.Error()) {
		e.Reason, e.Hint = errRemote.Error(), "put the context itself into the document: nothing is fetched"
	}
	return e
}

var errRemote = errors.New("a context is named by its address")

// noLoader fetches nothing.
type noLoader struct{}

// LoadDocument implements the library's interface.
func (noLoader) LoadDocument(address string) (*ld.RemoteDocument, error) {
	return nil, ld.NewJsonLdError(ld.LoadingRemoteContextFailed, fmt.Errorf("%w: %s", errRemote, address))
}

func quadOf(q *ld.Quad, graph, scope string) (out store.Quad, err error) {
	for _, x := range []struct {
		node ld.Node
		term *store.Term
	}{{q.Subject, &out.S}, {q.Predicate, &out.P}, {q.Object, &out.O}} {
		if *x.term, err = termOf(x.node, scope); err != nil {
			return out, err
		}
	}
	switch {
	case graph == "@default":
	case strings.HasPrefix(graph, "_:"):
		out.G = store.NewBlank(scope + graph[2:])
	default:
		out.G = store.NewIRI(graph)
	}
	return out, nil
}

func termOf(n ld.Node, scope string) (store.Term, error) {
	switch n := n.(type) {
	case ld.IRI:
		return store.NewIRI(n.Value), nil
	case ld.BlankNode:
		return store.NewBlank(scope + strings.TrimPrefix(n.Attribute, "_:")), nil
	case ld.Literal:
		if n.Language != "" {
			return store.NewLang(n.Value, n.Language), nil
		}
		return store.NewTyped(n.Value, n.Datatype), nil
	}
	return store.Term{}, fmt.Errorf("%v cannot stand in a quad", n)
}
