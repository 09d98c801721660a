package export

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"entente/graph"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/store/nquads"
)

// speller gives the terms of quads and remembers the latest.
type speller struct {
	v     store.View
	known map[store.ID]store.Term
}

func newSpeller(v *graph.View) *speller {
	return &speller{v.Store(), make(map[store.ID]store.Term)}
}

func (s *speller) term(id store.ID) (store.Term, error) {
	if id == store.DefaultGraph {
		return store.Term{}, nil
	}
	if t, ok := s.known[id]; ok {
		return t, nil
	}
	if len(s.known) > 1<<16 {
		clear(s.known)
	}
	t, err := s.v.Term(id)
	if err == nil {
		s.known[id] = t
	}
	return t, err
}

func (s *speller) quad(q store.IDQuad) (out store.Quad, err error) {
	if out.S, err = s.term(q.S); err != nil {
		return out, err
	}
	if out.P, err = s.term(q.P); err != nil {
		return out, err
	}
	if out.O, err = s.term(q.O); err != nil {
		return out, err
	}
	out.G, err = s.term(q.G)
	return out, err
}

// TriG writes every quad, graph by graph as the store has them. An edge's triple carries its counts and days as annotations of RDF 1.2 ({| … |}) where
// annotate is set; they repeat what the graph ent:edges says, for tools that read a triple and what is known of it in one place.
func TriG(ctx context.Context, w io.Writer, v *graph.View, annotate bool) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if annotate {
		if _, err := out.WriteString("VERSION \"1.2\"\n"); err != nil {
			return err
		}
	}
	s := newSpeller(v)
	var open store.ID
	opened := false
	var buf []byte
	for q, err := range v.Store().Scan(ctx, store.Pattern{}) {
		if err != nil {
			return err
		}
		quad, err := s.quad(q)
		if err != nil {
			return err
		}
		buf = buf[:0]
		if !opened || q.G != open {
			if opened {
				buf = append(buf, "}\n"...)
			}
			if quad.G.Kind != store.None {
				buf = nquads.AppendTerm(buf, quad.G)
				buf = append(buf, ' ')
			}
			buf = append(buf, "{\n"...)
			open, opened = q.G, true
		}
		for _, t := range [...]store.Term{quad.S, quad.P, quad.O} {
			buf = append(nquads.AppendTerm(buf, t), ' ')
		}
		if annotate {
			if buf, err = appendAnnotation(ctx, buf, v, &quad); err != nil {
				return err
			}
		}
		buf = append(buf, ".\n"...)
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	if opened {
		if _, err := out.WriteString("}\n"); err != nil {
			return err
		}
	}
	return out.Flush()
}

func appendAnnotation(ctx context.Context, buf []byte, v *graph.View, q *store.Quad) ([]byte, error) {
	if !strings.HasPrefix(q.G.Value, quads.PrefixEdge) || !strings.HasPrefix(q.P.Value, quads.PrefixRel) {
		return buf, nil
	}
	e, err := v.Edge(ctx, q.G.Value)
	if err != nil {
		return buf, err
	}
	buf = append(buf, "{| "...)
	for i, pair := range [...]struct {
		name string
		term store.Term
	}{{quads.Claims, quads.Integer(e.Claims)}, {quads.Documents, quads.Integer(e.Documents)}, {quads.Status, store.NewString(e.Status)},
		{quads.FirstDay, quads.Date(e.FirstDay)}, {quads.LastDay, quads.Date(e.LastDay)}} {
		if pair.term.Value == "" {
			continue
		}
		if i > 0 {
			buf = append(buf, "; "...)
		}
		buf = append(nquads.AppendTerm(buf, store.NewIRI(pair.name)), ' ')
		buf = append(nquads.AppendTerm(buf, pair.term), ' ')
	}
	return append(buf, "|} "...), nil
}

// JSONLD writes every quad as expanded JSON-LD 1.1, an array with one object for each run of quads of one graph and subject. No context is needed
// to read it.
func JSONLD(ctx context.Context, w io.Writer, v *graph.View) error {
	out := bufio.NewWriterSize(w, 1<<16)
	s := newSpeller(v)
	x := &jsonldWriter{out: out}
	for q, err := range v.Store().Scan(ctx, store.Pattern{}) {
		if err != nil {
			return err
		}
		quad, err := s.quad(q)
		if err != nil {
			return err
		}
		if err := x.add(&quad); err != nil {
			return err
		}
	}
	return x.end()
}

type jsonldWriter struct {
	out     *bufio.Writer
	begun   bool
	buf     []byte
	pending []store.Quad // of one graph and subject
}

// pendingLimit bounds a run of quads that becomes one object.
const pendingLimit = 10_000

func (x *jsonldWriter) add(q *store.Quad) error {
	if n := len(x.pending); n > 0 && (x.pending[0].G != q.G || x.pending[0].S != q.S || n >= pendingLimit) {
		if err := x.flush(); err != nil {
			return err
		}
	}
	x.pending = append(x.pending, *q)
	return nil
}

func (x *jsonldWriter) flush() error {
	if len(x.pending) == 0 {
		return nil
	}
	x.buf = x.buf[:0]
	if x.begun {
		x.buf = append(x.buf, ",\n"...)
	} else {
		x.buf = append(x.buf, "[\n"...)
	}
	x.begun = true
	node := x.appendNode(nil)
	if g := x.pending[0].G; g.Kind == store.None {
		x.buf = append(x.buf, node...)
	} else {
		x.buf = append(x.buf, `{"@id":`...)
		x.buf = appendJSON(x.buf, name(g))
		x.buf = append(append(append(x.buf, `,"@graph":[`...), node...), "]}"...)
	}
	x.pending = x.pending[:0]
	_, err := x.out.Write(x.buf)
	return err
}

// appendNode writes the subject with its properties in the order in which they first come.
func (x *jsonldWriter) appendNode(b []byte) []byte {
	b = append(b, `{"@id":`...)
	b = appendJSON(b, name(x.pending[0].S))
	done := make(map[string]bool)
	for i := range x.pending {
		p := x.pending[i].P.Value
		if done[p] {
			continue
		}
		done[p] = true
		b = append(b, ',')
		b = append(appendJSON(b, p), ":["...)
		first := true
		for j := i; j < len(x.pending); j++ {
			if x.pending[j].P.Value != p {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = appendValue(b, x.pending[j].O)
		}
		b = append(b, ']')
	}
	return append(b, '}')
}

func name(t store.Term) string {
	if t.Kind == store.Blank {
		return "_:" + t.Value
	}
	return t.Value
}

func appendValue(b []byte, t store.Term) []byte {
	if t.Kind != store.Literal {
		return append(appendJSON(append(b, `{"@id":`...), name(t)), '}')
	}
	b = appendJSON(append(b, `{"@value":`...), t.Value)
	if t.Lang != "" {
		b = appendJSON(append(b, `,"@language":`...), t.Lang)
		if t.Dir != "" {
			b = appendJSON(append(b, `,"@direction":`...), t.Dir)
		}
	} else if t.Datatype != "" {
		b = appendJSON(append(b, `,"@type":`...), t.Datatype)
	}
	return append(b, '}')
}

func appendJSON(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil { // a string always marshals
		return strconv.AppendQuote(b, s)
	}
	return append(b, text...)
}

func (x *jsonldWriter) end() error {
	if err := x.flush(); err != nil {
		return err
	}
	closing := "\n]\n"
	if !x.begun {
		closing = "[]\n"
	}
	if _, err := x.out.WriteString(closing); err != nil {
		return err
	}
	return x.out.Flush()
}
