package cayleystore

import (
	"context"
	"errors"
	"fmt"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// writeBatch is how many quads a quad writer keeps back before it commits them.
const writeBatch = 10_000

// encode turns a Cayley quad into the one RDF quad that stands for it; spelled says that it holds
// an IRI that spells another value.
func encode(q quad.Quad) (out store.Quad, spelled bool, err error) {
	for _, d := range quad.Directions {
		v := q.Get(d)
		if v == nil && d == quad.Label {
			continue
		}
		t, ok := Term(v)
		if !ok {
			return out, false, fmt.Errorf("%w: the %v is missing, empty or not UTF-8", store.ErrInvalidQuad, d)
		}
		t = termAt(t, d)
		if _, is := unspell(t); is {
			spelled = true
		}
		switch d {
		case quad.Subject:
			out.S = t
		case quad.Predicate:
			out.P = t
		case quad.Object:
			out.O = t
		case quad.Label:
			out.G = t
		}
	}
	return out, spelled, out.Valid()
}

// ApplyDeltas implements graph.QuadStore: all deltas in order, or none. A duplicate or missing quad
// that opt does not ignore is a *graph.DeltaError, as is a quad that cannot be kept. When it
// returns nil the result is durable and visible through qs.
func (qs *QuadStore) ApplyDeltas(in []graph.Delta, opt graph.IgnoreOpts) error {
	return qs.apply(context.Background(), in, opt)
}

func (qs *QuadStore) apply(ctx context.Context, in []graph.Delta, opt graph.IgnoreOpts) error {
	if qs.st == nil {
		return store.ErrReadOnly
	}
	qs.writing.Lock()
	defer qs.writing.Unlock()
	if err := qs.Refresh(); err != nil { // what others wrote meanwhile counts
		return err
	}
	batch, err := qs.now.Load().batch(in, opt)
	if err != nil || len(batch.Ops) == 0 {
		return err
	}
	if _, err := qs.st.Apply(ctx, batch); err != nil {
		return err
	}
	return qs.Refresh()
}

// batch works out which operations the deltas come to, on top of what is there.
func (s *snapshot) batch(in []graph.Delta, opt graph.IgnoreOpts) (*store.Batch, error) {
	batch := &store.Batch{}
	changed := map[store.Quad]bool{} // quads that an earlier delta added or removed
	mark := s.spelled
	for _, d := range in {
		q, spelled, err := encode(d.Quad)
		if err != nil {
			return nil, &graph.DeltaError{Delta: d, Err: err}
		}
		there, ok := changed[q]
		if !ok {
			if there, err = s.has(q); err != nil {
				return nil, err
			}
		}
		switch {
		case d.Action == graph.Add && !there:
			if spelled && !mark {
				batch.SetBlob(BlobValues, []byte{1})
				mark = true
			}
			batch.Add(q)
		case d.Action == graph.Delete && there:
			batch.Remove(q)
		case d.Action == graph.Add && !opt.IgnoreDup:
			return nil, &graph.DeltaError{Delta: d, Err: graph.ErrQuadExists}
		case d.Action == graph.Delete && !opt.IgnoreMissing:
			return nil, &graph.DeltaError{Delta: d, Err: graph.ErrQuadNotExist}
		case d.Action != graph.Add && d.Action != graph.Delete:
			return nil, &graph.DeltaError{Delta: d, Err: graph.ErrInvalidAction}
		}
		changed[q] = d.Action == graph.Add
	}
	return batch, nil
}

func (s *snapshot) has(q store.Quad) (bool, error) {
	var ids store.IDQuad
	for i, t := range [...]store.Term{q.S, q.P, q.O, q.G} {
		id := store.DefaultGraph
		if i < 3 || !t.IsZero() {
			var ok bool
			var err error
			if id, ok, err = s.view.Lookup(t); err != nil || !ok {
				return false, err
			}
		}
		*[...]*store.ID{&ids.S, &ids.P, &ids.O, &ids.G}[i] = id
	}
	return s.view.Has(ids)
}

// NewQuadWriter implements graph.QuadStore: it adds quads, ignores those that are there, and commits
// every 10,000 quads and at Close.
func (qs *QuadStore) NewQuadWriter() (quad.WriteCloser, error) {
	if qs.st == nil {
		return nil, store.ErrReadOnly
	}
	return &bulkWriter{qs: qs}, nil
}

type bulkWriter struct {
	qs      *QuadStore
	pending []graph.Delta
	closed  bool
}

// WriteQuad implements quad.Writer.
func (w *bulkWriter) WriteQuad(q quad.Quad) error {
	_, err := w.WriteQuads([]quad.Quad{q})
	return err
}

// WriteQuads implements quad.BatchWriter.
func (w *bulkWriter) WriteQuads(list []quad.Quad) (int, error) {
	if w.closed {
		return 0, errors.New("the quad writer is closed")
	}
	for i, q := range list {
		w.pending = append(w.pending, graph.Delta{Quad: q, Action: graph.Add})
		if len(w.pending) >= writeBatch {
			if err := w.flush(); err != nil {
				return i, err
			}
		}
	}
	return len(list), nil
}

func (w *bulkWriter) flush() error {
	err := w.qs.ApplyDeltas(w.pending, graph.IgnoreOpts{IgnoreDup: true})
	w.pending = w.pending[:0]
	return err
}

// Close implements quad.WriteCloser.
func (w *bulkWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return w.flush()
}

// Writer is a graph.QuadWriter over a QuadStore.
type Writer struct {
	qs  *QuadStore
	opt graph.IgnoreOpts
}

var _ graph.QuadWriter = (*Writer)(nil)

// NewWriter makes a Writer that ignores what opt says.
func NewWriter(qs *QuadStore, opt graph.IgnoreOpts) *Writer { return &Writer{qs: qs, opt: opt} }

// AddQuad adds one quad.
func (w *Writer) AddQuad(q quad.Quad) error { return w.AddQuadSet([]quad.Quad{q}) }

// AddQuadSet adds quads, all or none.
func (w *Writer) AddQuadSet(list []quad.Quad) error {
	in := make([]graph.Delta, len(list))
	for i, q := range list {
		in[i] = graph.Delta{Quad: q, Action: graph.Add}
	}
	return w.qs.ApplyDeltas(in, w.opt)
}

// RemoveQuad removes one quad.
func (w *Writer) RemoveQuad(q quad.Quad) error {
	return w.qs.ApplyDeltas([]graph.Delta{{Quad: q, Action: graph.Delete}}, w.opt)
}

// ApplyTransaction carries out t, all or nothing.
func (w *Writer) ApplyTransaction(t *graph.Transaction) error {
	return w.qs.ApplyDeltas(t.Deltas, w.opt)
}

// RemoveNode removes every quad that has v at any place, in one batch; graph.ErrNodeNotExists when
// there is none.
func (w *Writer) RemoveNode(v quad.Value) error {
	ref, err := w.qs.ValueOf(v)
	if err != nil {
		return err
	}
	if ref == nil {
		return graph.ErrNodeNotExists
	}
	var in []graph.Delta
	for _, d := range quad.Directions {
		it := w.qs.QuadIterator(d, ref).Iterate()
		for it.Next(context.Background()) {
			q, err := w.qs.Quad(it.Result())
			if err != nil {
				it.Close()
				return err
			}
			in = append(in, graph.Delta{Quad: q, Action: graph.Delete})
		}
		if err := errors.Join(it.Err(), it.Close()); err != nil {
			return err
		}
	}
	return w.qs.ApplyDeltas(in, graph.IgnoreOpts{IgnoreMissing: true}) // a quad may hold v twice
}

// Close does nothing: the store stays open.
func (w *Writer) Close() error { return nil }
