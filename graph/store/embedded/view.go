package embedded

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"

	"entente/graph/store"
)

// view is a snapshot in a caller's hands.
type view struct {
	s      *Store
	state  *state
	closed atomic.Bool
}

// enter holds the snapshot for one call, so that a Close meanwhile takes no file from under it.
func (v *view) enter() (*state, error) {
	if v.closed.Load() || v.s.closed.Load() || !v.state.hold() {
		return nil, store.ErrClosed
	}
	return v.state, nil
}

// Close implements store.View.
func (v *view) Close() error {
	if !v.closed.Swap(true) {
		v.state.drop()
	}
	return nil
}

// Version implements store.View.
func (v *view) Version() uint64 { return v.state.version }

// MaxID implements store.View.
func (v *view) MaxID() store.ID { return store.ID(v.state.maxID) }

// Lookup implements store.View.
func (v *view) Lookup(t store.Term) (store.ID, bool, error) {
	st, err := v.enter()
	if err != nil {
		return 0, false, err
	}
	defer st.drop()
	if t.IsZero() {
		return store.DefaultGraph, true, nil
	}
	var buf [128]byte
	id, ok, err := st.find(appendKey(buf[:0], &t))
	if !ok || err != nil || id > st.maxID { // a greater one was given out after this snapshot
		return 0, false, err
	}
	return store.ID(id), true, nil
}

// Term implements store.View.
func (v *view) Term(id store.ID) (store.Term, error) {
	st, err := v.enter()
	if err != nil {
		return store.Term{}, err
	}
	defer st.drop()
	if uint32(id) > st.maxID {
		return store.Term{}, fmt.Errorf("%w: %d", store.ErrNoTerm, id)
	}
	return st.term(uint32(id))
}

// Scan implements store.View.
func (v *view) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		st, err := v.enter()
		if err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		defer st.drop()
		st.scan(ctx, p)(yield)
	}
}

// Has implements store.View.
func (v *view) Has(q store.IDQuad) (bool, error) {
	st, err := v.enter()
	if err != nil {
		return false, err
	}
	defer st.drop()
	return st.has(arrange(q, bySPOG))
}

// Count implements store.View. It visits rows only for patterns of predicate or object with graph,
// and of three fields without subject or predicate.
func (v *view) Count(ctx context.Context, p store.Pattern) (int64, error) {
	st, err := v.enter()
	if err != nil {
		return 0, err
	}
	defer st.drop()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	return st.count(ctx, p)
}

// Predicates implements store.View.
func (v *view) Predicates(ctx context.Context) ([]store.PredicateCount, error) {
	st, err := v.enter()
	if err != nil {
		return nil, err
	}
	defer st.drop()
	return st.predicates(ctx)
}

// TopSubjects implements store.View.
func (v *view) TopSubjects(ctx context.Context, n int) ([]store.SubjectCount, error) {
	st, err := v.enter()
	if err != nil {
		return nil, err
	}
	defer st.drop()
	return st.topSubjects(ctx, max(n, 0))
}

// Blob implements store.View.
func (v *view) Blob(key string) ([]byte, error) {
	st, err := v.enter()
	if err != nil {
		return nil, err
	}
	defer st.drop()
	for _, r := range st.blobRuns() {
		b, found, err := r.get(key)
		if err != nil {
			return nil, err
		}
		if found && !b.gone {
			return slices.Clone(b.value), nil // the file may be gone when the view is
		}
		if found {
			break
		}
	}
	return nil, fmt.Errorf("%w: %q", store.ErrNoBlob, key)
}

// Blobs implements store.View.
func (v *view) Blobs(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		st, err := v.enter()
		if err != nil {
			yield("", err)
			return
		}
		defer st.drop()
		n := 0
		for key, r := range eachBlob(st.blobRuns(), prefix) {
			if n++; n%checkEvery == 1 && ctx.Err() != nil {
				yield("", ctx.Err())
				return
			}
			b, _, err := r.get(key)
			if err != nil {
				yield("", err)
				return
			}
			if !b.gone && !yield(key, nil) {
				return
			}
		}
	}
}

// stats counts what is in the snapshot.
func (v *view) stats(ctx context.Context) (out store.Stats, err error) {
	st, err := v.enter()
	if err != nil {
		return out, err
	}
	defer st.drop()
	out = store.Stats{Terms: int64(st.maxID) - int64(store.DefaultGraph), Version: st.version, DiskBytes: v.s.diskBytes()}
	if out.Quads, err = st.count(ctx, store.Pattern{}); err != nil {
		return out, err
	}
	if out.Graphs, err = st.graphs(ctx); err != nil {
		return out, err
	}
	preds, err := st.predicates(ctx)
	out.Predicates = int64(len(preds))
	if err == nil {
		out.Blobs, err = st.countBlobs()
	}
	return out, err
}

// scan yields the quads that match.
func (s *state) scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		o, sp, rest, err := s.narrow(p)
		if err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		m, err := openMerger(s.runs(), o, sp)
		if err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		defer m.close()
		n := 0
		stopped := false
		err = m.each(func(tuples []tuple, _ int) bool {
			if n += len(tuples); n >= checkEvery {
				n = 0
				if err := ctx.Err(); err != nil {
					stopped = true
					yield(store.IDQuad{}, err)
					return false
				}
			}
			for _, t := range tuples {
				if q := t.quad(o); !rest || matches(p, q) {
					if !yield(q, nil) {
						stopped = true
						return false
					}
				}
			}
			return true
		})
		if err != nil && !stopped {
			yield(store.IDQuad{}, err)
		}
	}
}

// narrow finds the order and the part of it that serve a pattern.
func (s *state) narrow(p store.Pattern) (o order, sp span, rest bool, err error) {
	o, n, rest := choose(p)
	sp = prefixSpan(patternTuple(p, o), n)
	if !rest {
		return o, sp, rest, nil
	}
	o2, n2 := other(p)
	sp2 := prefixSpan(patternTuple(p, o2), n2)
	first, err := s.width(o, sp)
	if err != nil {
		return 0, span{}, false, err
	}
	second, err := s.width(o2, sp2)
	if second < first {
		o, sp = o2, sp2
	}
	return o, sp, rest, err
}

// width is the number of quads in a span.
func (s *state) width(o order, sp span) (n int64, err error) {
	buf := takeBuffer()
	defer giveBack(buf)
	for _, r := range s.runs() {
		for _, removed := range []bool{false, true} {
			t := r.table(o, removed)
			if t.len() == 0 {
				continue
			}
			from, end, err := ranks(t, sp, buf)
			if err != nil {
				return 0, err
			}
			if removed {
				n -= int64(end - from)
			} else {
				n += int64(end - from)
			}
		}
	}
	return n, nil
}

func (s *state) count(ctx context.Context, p store.Pattern) (n int64, err error) {
	if p.P != 0 && p.S == 0 && p.O == 0 && p.G == 0 {
		return s.countPredicate(p.P)
	}
	o, sp, rest, err := s.narrow(p)
	if err != nil {
		return 0, err
	}
	if !rest {
		return s.width(o, sp)
	}
	for _, err := range s.scan(ctx, p) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// countPredicate remembers what it finds: every path asks it of its predicates.
func (s *state) countPredicate(p store.ID) (n int64, err error) {
	s.memory.mu.Lock()
	n, ok := s.memory.counts[p]
	s.memory.mu.Unlock()
	if ok {
		return n, nil
	}
	n, err = s.width(byPOSG, prefixSpan(pack(uint32(p), 0, 0, 0), 1))
	if err == nil {
		s.memory.mu.Lock()
		s.memory.counts[p] = n
		s.memory.mu.Unlock()
	}
	return n, err
}

// firsts calls f with the distinct first columns of an order, ascending, by leaps.
func (s *state) firsts(ctx context.Context, o order, f func(id uint32) error) error {
	runs := s.runs()
	from := tuple{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		m, err := openMerger(runs, o, span{from, behindAll})
		if err != nil {
			return err
		}
		id, found := uint32(0), false
		err = m.each(func(tuples []tuple, sign int) bool {
			id, found = uint32(tuples[0].hi>>32), sign > 0
			return !found
		})
		m.close()
		if err != nil || !found {
			return err
		}
		if err := f(id); err != nil {
			return err
		}
		if id == ^uint32(0) {
			return nil
		}
		from = tuple{hi: uint64(id+1) << 32}
	}
}

func (s *state) predicates(ctx context.Context) ([]store.PredicateCount, error) {
	s.memory.mu.Lock()
	known := s.memory.predicates
	s.memory.mu.Unlock()
	if known != nil {
		return slices.Clone(known), nil
	}
	out := []store.PredicateCount{}
	err := s.firsts(ctx, byPOSG, func(id uint32) error {
		n, err := s.width(byPOSG, prefixSpan(pack(id, 0, 0, 0), 1))
		out = append(out, store.PredicateCount{Predicate: store.ID(id), Quads: n})
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, mostQuadsFirst)
	s.memory.mu.Lock()
	s.memory.predicates = out
	s.memory.mu.Unlock()
	return slices.Clone(out), nil
}

func mostQuadsFirst(a, b store.PredicateCount) int {
	return cmp.Or(cmp.Compare(b.Quads, a.Quads), cmp.Compare(a.Predicate, b.Predicate))
}

// graphs is the number of labels, the default graph among them.
func (s *state) graphs(ctx context.Context) (int64, error) {
	if len(s.quads) == 1 && len(s.frozen)+len(s.mem) == 0 {
		return s.quads[0].file.graphs, nil
	}
	s.memory.mu.Lock()
	n := s.memory.graphs
	s.memory.mu.Unlock()
	if n >= 0 {
		return n, nil
	}
	n, err := s.distinct(ctx, byGSPO)
	if err == nil {
		s.memory.mu.Lock()
		s.memory.graphs = n
		s.memory.mu.Unlock()
	}
	return n, err
}

// distinct counts the first columns of an order by walking over it.
func (s *state) distinct(ctx context.Context, o order) (n int64, err error) {
	last, rows := uint64(0), 0
	err = s.walk(o, span{tuple{}, behindAll}, func(tuples []tuple) error {
		for _, t := range tuples {
			if n == 0 || t.hi>>32 != last {
				n++
				last = t.hi >> 32
			}
		}
		if rows += len(tuples); rows >= checkEvery {
			rows = 0
			return ctx.Err()
		}
		return nil
	})
	return n, err
}

// walk calls f with the quads of a span, some at a time, in order.
func (s *state) walk(o order, sp span, f func([]tuple) error) error {
	m, err := openMerger(s.runs(), o, sp)
	if err != nil {
		return err
	}
	defer m.close()
	var stop error
	err = m.each(func(tuples []tuple, sign int) bool {
		if sign > 0 {
			stop = f(tuples)
		}
		return stop == nil
	})
	return cmp.Or(stop, err)
}

func (s *state) countBlobs() (n int64, err error) {
	s.memory.mu.Lock()
	n = s.memory.blobs
	s.memory.mu.Unlock()
	if n >= 0 {
		return n, nil
	}
	n = 0
	for key, r := range eachBlob(s.blobRuns(), "") {
		if i := r.from(key); i < r.len() {
			if _, gone := r.at(i); !gone {
				n++
			}
		}
	}
	s.memory.mu.Lock()
	s.memory.blobs = n
	s.memory.mu.Unlock()
	return n, nil
}

// hasBlob reports whether a key has a value.
func (s *state) hasBlob(key string) (bool, error) {
	for _, r := range s.blobRuns() {
		if i := r.from(key); i < r.len() {
			if k, gone := r.at(i); k == key {
				return !gone, nil
			}
		}
	}
	return false, nil
}
