package storetest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"

	"entente/graph/store"
)

// Model is a plain store in memory: maps and sorted slices, no files, nothing clever. It is what
// other implementations are compared with, and what layers above can be developed against.
type Model struct {
	mu      sync.Mutex
	ids     map[store.Term]store.ID
	terms   []store.Term // index id
	quads   map[store.IDQuad]bool
	blobs   map[string][]byte
	version uint64
	closed  bool
	last    *modelView
}

var _ store.Store = (*Model)(nil)

// NewModel makes an empty model.
func NewModel() *Model {
	return &Model{
		ids:   map[store.Term]store.ID{},
		terms: make([]store.Term, store.DefaultGraph+1),
		quads: map[store.IDQuad]bool{},
		blobs: map[string][]byte{},
	}
}

// View implements store.Store.
func (m *Model) View() (store.View, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, store.ErrClosed
	}
	return m.view(), nil
}

// view is the snapshot of the present version, shared by those who ask for it.
func (m *Model) view() *modelView {
	if m.last != nil && m.last.version == m.version {
		return m.last
	}
	v := &modelView{m: m, version: m.version, maxID: store.ID(len(m.terms) - 1), blobs: map[string][]byte{}}
	for q := range m.quads {
		v.rows = append(v.rows, q)
	}
	slices.SortFunc(v.rows, compareQuads)
	for k, b := range m.blobs {
		v.blobs[k] = b
		v.keys = append(v.keys, k)
	}
	slices.Sort(v.keys)
	m.last = v
	return v
}

func compareQuads(a, b store.IDQuad) int {
	return cmp.Or(cmp.Compare(a.S, b.S), cmp.Compare(a.P, b.P), cmp.Compare(a.O, b.O), cmp.Compare(a.G, b.G))
}

func (m *Model) id(t store.Term) store.ID {
	if t.IsZero() {
		return store.DefaultGraph
	}
	id, ok := m.ids[t]
	if !ok {
		id = store.ID(len(m.terms))
		m.terms = append(m.terms, t)
		m.ids[t] = id
	}
	return id
}

func (m *Model) add(q store.Quad, a *store.Applied) {
	a.Seen++
	k := store.IDQuad{S: m.id(q.S), P: m.id(q.P), O: m.id(q.O), G: m.id(q.G)}
	if !m.quads[k] {
		m.quads[k] = true
		a.Added++
	}
}

func (m *Model) drop(k store.IDQuad, a *store.Applied) {
	if m.quads[k] {
		delete(m.quads, k)
		a.Removed++
	}
}

func (m *Model) known(q store.Quad) (k store.IDQuad, ok bool) {
	k.G = store.DefaultGraph
	for _, f := range []struct {
		t  store.Term
		id *store.ID
	}{{q.S, &k.S}, {q.P, &k.P}, {q.O, &k.O}, {q.G, &k.G}} {
		if f.t.IsZero() {
			continue
		}
		if *f.id, ok = m.ids[f.t]; !ok {
			return k, false
		}
	}
	return k, true
}

// Apply implements store.Store.
func (m *Model) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	if err := ctx.Err(); err != nil {
		return store.Applied{}, err
	}
	if err := b.Valid(); err != nil {
		return store.Applied{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return store.Applied{}, store.ErrClosed
	}
	var a store.Applied
	changed := false
	for i := range b.Ops {
		changed = m.one(&b.Ops[i], &a) || changed
	}
	if changed || a.Added+a.Removed > 0 {
		m.version++
	}
	a.Version = m.version
	return a, nil
}

// one carries out one operation; it reports whether a blob changed.
func (m *Model) one(op *store.Op, a *store.Applied) bool {
	switch op.Kind {
	case store.OpAdd:
		m.add(op.Quad, a)
	case store.OpRemove:
		if k, ok := m.known(op.Quad); ok {
			m.drop(k, a)
		}
	case store.OpRemoveGraph:
		g, ok := store.DefaultGraph, true
		if !op.Quad.G.IsZero() {
			g, ok = m.ids[op.Quad.G]
		}
		for q := range m.quads {
			if ok && q.G == g {
				m.drop(q, a)
			}
		}
	case store.OpSetBlob:
		m.blobs[op.Key] = slices.Clone(op.Blob)
		return true
	case store.OpRemoveBlob:
		_, there := m.blobs[op.Key]
		delete(m.blobs, op.Key)
		return there
	}
	return false
}

// Load implements store.Store.
func (m *Model) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	var b store.Batch
	for q, err := range quads {
		if err = cmp.Or(err, ctx.Err(), q.Valid()); err != nil {
			return store.Applied{}, fmt.Errorf("load: quad %d: %w", len(b.Ops)+1, err)
		}
		b.Add(cloneQuad(q))
	}
	if opt != nil && opt.Progress != nil {
		opt.Progress(int64(len(b.Ops)))
	}
	return m.Apply(ctx, &b)
}

func cloneQuad(q store.Quad) store.Quad {
	for _, t := range []*store.Term{&q.S, &q.P, &q.O, &q.G} {
		t.Value, t.Datatype = strings.Clone(t.Value), strings.Clone(t.Datatype)
		t.Lang, t.Dir = strings.Clone(t.Lang), strings.Clone(t.Dir)
	}
	return q
}

// Check implements store.Store; a model is always sound.
func (m *Model) Check(context.Context) iter.Seq[store.Problem] {
	return func(func(store.Problem) bool) {}
}

// Backup implements store.Store: one line of N-Quads each, blobs are left out.
func (m *Model) Backup(ctx context.Context, w io.Writer) error {
	v, err := m.View()
	if err != nil {
		return err
	}
	defer v.Close()
	for q, err := range v.Scan(ctx, store.Pattern{}) {
		if err != nil {
			return err
		}
		full, err := quadOf(v, q)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(w, full); err != nil {
			return err
		}
	}
	return nil
}

// Stats implements store.Store.
func (m *Model) Stats(context.Context) (store.Stats, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return store.Stats{}, store.ErrClosed
	}
	graphs, preds := map[store.ID]bool{}, map[store.ID]bool{}
	for q := range m.quads {
		graphs[q.G], preds[q.P] = true, true
	}
	return store.Stats{
		Quads: int64(len(m.quads)), Terms: int64(len(m.ids)), Graphs: int64(len(graphs)),
		Predicates: int64(len(preds)), Blobs: int64(len(m.blobs)), Version: m.version,
	}, nil
}

// Close implements store.Store.
func (m *Model) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	return nil
}
