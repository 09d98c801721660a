package cayleystore

import (
	"context"
	"errors"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"

	"entente/graph/store"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// BlobValues is the key of the blob that says that the store holds IRIs that spell other values.
const BlobValues = "cayley/values"

// checkEvery is the number of steps between two looks at the context.
const checkEvery = 64

// snapshot is a view with what is worked out from it once.
type snapshot struct {
	view    store.View
	spelled bool // there may be IRIs that stand for other values
	closed  *atomic.Bool

	mu  sync.Mutex
	all *idSet // nodes in use, once they were asked for
}

func newSnapshot(view store.View) (*snapshot, error) {
	s := &snapshot{view: view, closed: new(atomic.Bool)}
	switch _, err := view.Blob(BlobValues); {
	case err == nil:
		s.spelled = true
	case !errors.Is(err, store.ErrNoBlob):
		return nil, err
	}
	return s, nil
}

// closeWhenUnused closes the view when the last iterator that reads it is gone. Cayley's iterators
// are not always closed by those who start them, so counting them would keep views for good.
func (s *snapshot) closeWhenUnused() {
	type owned struct {
		view   store.View
		closed *atomic.Bool
	}
	runtime.AddCleanup(s, func(o owned) {
		if !o.closed.Swap(true) {
			_ = o.view.Close() // nobody is left to hear of it, and nothing was written
		}
	}, owned{s.view, s.closed})
}

// at is the id at one place of q.
func at(q store.IDQuad, d quad.Direction) store.ID {
	switch d {
	case quad.Subject:
		return q.S
	case quad.Predicate:
		return q.P
	case quad.Object:
		return q.O
	case quad.Label:
		return q.G
	}
	return 0
}

// with returns p bound at one more place.
func with(p store.Pattern, d quad.Direction, id store.ID) store.Pattern {
	switch d {
	case quad.Subject:
		p.S = id
	case quad.Predicate:
		p.P = id
	case quad.Object:
		p.O = id
	case quad.Label:
		p.G = id
	}
	return p
}

// lookup finds the id that names v: that of its plain term if the store knows it, else that of the
// IRI that spells it. The choice depends on the dictionary only, which never forgets.
func (s *snapshot) lookup(v quad.Value) (store.ID, bool, error) {
	t, ok := Term(v)
	if !ok {
		return 0, false, nil
	}
	return s.lookupTerm(t)
}

func (s *snapshot) lookupTerm(t store.Term) (store.ID, bool, error) {
	id, ok, err := s.view.Lookup(t)
	if ok || err != nil || !s.spelled || t.Kind == store.IRI {
		return id, ok, err
	}
	return s.view.Lookup(store.NewIRI(spell(t)))
}

func (s *snapshot) value(id store.ID) (quad.Value, error) {
	t, err := s.view.Term(id)
	if err != nil {
		return nil, err
	}
	if s.spelled {
		return Value(t), nil
	}
	return plainValue(t), nil
}

// end is the node at one place of a quad.
func (s *snapshot) end(q store.IDQuad, d quad.Direction) (graph.Ref, error) {
	id := at(q, d)
	if d == quad.Label && id == store.DefaultGraph {
		return nil, nil
	}
	if !s.spelled {
		return node(id), nil
	}
	t, err := s.view.Term(id)
	if err != nil {
		return nil, err
	}
	if plain, ok := unspell(t); ok && plain.Kind != store.IRI {
		if known, ok, err := s.view.Lookup(plain); ok || err != nil {
			return node(known), err
		}
	}
	return node(id), nil
}

// idAt is the id under which the node stands at one place of a quad; ok is false when it cannot
// stand there.
func (s *snapshot) idAt(id store.ID, d quad.Direction) (store.ID, bool, error) {
	if !s.spelled {
		return id, true, nil
	}
	t, err := s.view.Term(id)
	if err != nil {
		return 0, false, err
	}
	if plain, ok := unspell(t); ok && plain.Kind != store.IRI {
		t = plain
	}
	return s.view.Lookup(termAt(t, d))
}

// pattern selects the quads that have the referenced node at d; ok is false when there can be none.
func (s *snapshot) pattern(d quad.Direction, ref graph.Ref) (p store.Pattern, ok bool, err error) {
	if d == quad.Any {
		return p, true, nil
	}
	id, ok, err := s.asNode(ref)
	if err != nil || !ok {
		return p, false, err
	}
	if id, ok, err = s.idAt(id, d); err != nil || !ok {
		return p, false, err
	}
	return with(p, d, id), true, nil
}

func (s *snapshot) countAt(ctx context.Context, d quad.Direction, ref graph.Ref) (int64, error) {
	p, ok, err := s.pattern(d, ref)
	if err != nil || !ok {
		return 0, err
	}
	return s.view.Count(ctx, p)
}

// used reports whether the node stands in some quad.
func (s *snapshot) used(ctx context.Context, id store.ID) (bool, error) {
	if set := s.knownInUse(); set != nil {
		return set.has(id), nil
	}
	for _, d := range []quad.Direction{quad.Subject, quad.Object, quad.Predicate, quad.Label} {
		here, ok, err := s.idAt(id, d)
		if err != nil {
			return false, err
		}
		if !ok {
			continue
		}
		n, err := s.view.Count(ctx, with(store.Pattern{}, d, here))
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

func (s *snapshot) knownInUse() *idSet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// inUse reads every quad once and keeps the set of nodes: one bit for each id.
func (s *snapshot) inUse(ctx context.Context) (*idSet, error) {
	if set := s.knownInUse(); set != nil {
		return set, nil
	}
	set := newIDSet(s.view.MaxID())
	n := 0
	for q, err := range s.view.Scan(ctx, store.Pattern{}) {
		if err != nil {
			return nil, err
		}
		if n++; n%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, d := range quad.Directions {
			if !s.spelled || d == quad.Object {
				set.add(at(q, d))
			} else if ref, err := s.end(q, d); err != nil {
				return nil, err
			} else if ref != nil {
				set.add(store.ID(ref.(node)))
			}
		}
	}
	set.remove(store.DefaultGraph)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = set
	return set, nil
}

// idSet is a set of ids, one bit each.
type idSet struct{ words []uint64 }

func newIDSet(largest store.ID) *idSet { return &idSet{make([]uint64, largest/64+1)} }

func (s *idSet) add(id store.ID) {
	if w := int(id / 64); w < len(s.words) {
		s.words[w] |= 1 << (id % 64)
	}
}

func (s *idSet) remove(id store.ID) {
	if w := int(id / 64); w < len(s.words) {
		s.words[w] &^= 1 << (id % 64)
	}
}

func (s *idSet) has(id store.ID) bool {
	w := int(id / 64)
	return w < len(s.words) && s.words[w]&(1<<(id%64)) != 0
}

func (s *idSet) len() (n int64) {
	for _, w := range s.words {
		n += int64(bits.OnesCount64(w))
	}
	return n
}
