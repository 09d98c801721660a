package journal

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"entente/graph/store"
)

// state is one version of the store. It never changes; what is computed from it when first asked for is kept with it.
type state struct {
	s       *Store
	version uint64
	runs    []*run
	terms   int // ids given out
	blobs   *blobs
	quads   int64

	mu  sync.Mutex
	adj map[adjKey]*adjacency
	// asked counts how often an adjacency was wanted before it was there.
	asked map[adjKey]int
}

// blobs is a sorted list of keys with where their bytes stand. It never changes.
type blobs struct {
	keys []string
	at   []place
}

// place is a stretch of the journal with its checksum.
type place struct {
	offset int64
	length int
	sum    uint32
}

func (b *blobs) find(key string) (place, bool) {
	i, ok := slices.BinarySearch(b.keys, key)
	if !ok {
		return place{}, false
	}
	return b.at[i], true
}

// with is b with some keys set and some removed.
func (b *blobs) with(set map[string]place, gone map[string]bool) *blobs {
	if len(set)+len(gone) == 0 {
		return b
	}
	all := make(map[string]place, len(b.keys)+len(set))
	for i, k := range b.keys {
		if !gone[k] {
			all[k] = b.at[i]
		}
	}
	for k, p := range set {
		all[k] = p
	}
	out := &blobs{}
	for k := range all {
		out.keys = append(out.keys, k)
	}
	slices.Sort(out.keys)
	for _, k := range out.keys {
		out.at = append(out.at, all[k])
	}
	return out
}

// view is a snapshot.
type view struct {
	*state
	closed atomic.Bool
}

func (v *view) usable() error {
	if v.closed.Load() || v.s.closed.Load() {
		return store.ErrClosed
	}
	return nil
}

func (v *view) Lookup(t store.Term) (store.ID, bool, error) {
	id, ok := v.s.terms.lookup(t)
	if ok && int(id) >= v.terms {
		return 0, false, v.usable() // given out after this snapshot
	}
	return id, ok, v.usable()
}

func (v *view) Term(id store.ID) (store.Term, error) { return v.s.terms.term(id) }

// checkEvery is the number of rows between two looks at the context.
const checkEvery = 4096

func (v *view) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		if err := cmp.Or(v.usable(), ctx.Err()); err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		n := 0
		v.each(p, func(q store.IDQuad) bool {
			if n++; n%checkEvery == 0 {
				if err := ctx.Err(); err != nil {
					yield(store.IDQuad{}, err)
					return false
				}
			}
			return !matches(p, q) || yield(q, nil)
		})
	}
}

// each walks the rows of the range that p selects, some of which may not match p.
func (v *state) each(p store.Pattern, do func(store.IDQuad) bool) {
	o, bound := choose(p)
	var streams []stream
	for _, r := range v.runs {
		streams = append(streams,
			stream{between(r.added.in(o), o, p, bound), 1},
			stream{between(r.removed.in(o), o, p, bound), -1})
	}
	mergeStreams(o, streams, func(q store.IDQuad, n int) bool { return n <= 0 || do(q) })
}

// has sums the runs: batches need it without a snapshot.
func (v *state) has(q store.IDQuad) bool {
	n := 0
	for _, r := range v.runs {
		if _, ok := slices.BinarySearchFunc(r.added.base, q, spog.compare); ok {
			n++
		}
		if _, ok := slices.BinarySearchFunc(r.removed.base, q, spog.compare); ok {
			n--
		}
	}
	return n > 0
}

func (v *view) Has(q store.IDQuad) (bool, error) { return v.has(q), v.usable() }

func (v *view) Count(ctx context.Context, p store.Pattern) (n int64, err error) {
	if err := cmp.Or(v.usable(), ctx.Err()); err != nil {
		return 0, err
	}
	o, bound := choose(p)
	free := 0
	for _, id := range [...]store.ID{p.S, p.P, p.O, p.G} {
		if id != 0 {
			free++
		}
	}
	if free == bound {
		for _, r := range v.runs {
			n += int64(len(between(r.added.in(o), o, p, bound))) - int64(len(between(r.removed.in(o), o, p, bound)))
		}
		return n, nil
	}
	for _, err := range v.Scan(ctx, p) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// tallies counts the rows by one field, in the order in which that field comes first.
func (v *view) tallies(ctx context.Context, o order) (ids []store.ID, counts []int64, err error) {
	n := 0
	v.eachIn(o, func(q store.IDQuad) bool {
		if n++; n%checkEvery == 0 {
			if err = ctx.Err(); err != nil {
				return false
			}
		}
		id := o.key(q)[0]
		if len(ids) == 0 || ids[len(ids)-1] != id {
			ids, counts = append(ids, id), append(counts, 0)
		}
		counts[len(counts)-1]++
		return true
	})
	return ids, counts, err
}

func (v *state) eachIn(o order, do func(store.IDQuad) bool) {
	var streams []stream
	for _, r := range v.runs {
		streams = append(streams, stream{r.added.in(o), 1}, stream{r.removed.in(o), -1})
	}
	mergeStreams(o, streams, func(q store.IDQuad, n int) bool { return n <= 0 || do(q) })
}

func (v *view) Predicates(ctx context.Context) ([]store.PredicateCount, error) {
	if err := cmp.Or(v.usable(), ctx.Err()); err != nil {
		return nil, err
	}
	ids, counts, err := v.tallies(ctx, posg)
	out := make([]store.PredicateCount, len(ids))
	for i := range ids {
		out[i] = store.PredicateCount{Predicate: ids[i], Quads: counts[i]}
	}
	slices.SortFunc(out, func(a, b store.PredicateCount) int {
		return cmp.Or(cmp.Compare(b.Quads, a.Quads), cmp.Compare(a.Predicate, b.Predicate))
	})
	return out, err
}

func (v *view) TopSubjects(ctx context.Context, n int) ([]store.SubjectCount, error) {
	if err := cmp.Or(v.usable(), ctx.Err()); err != nil {
		return nil, err
	}
	ids, counts, err := v.tallies(ctx, spog)
	out := make([]store.SubjectCount, len(ids))
	for i := range ids {
		out[i] = store.SubjectCount{Subject: ids[i], Quads: counts[i]}
	}
	slices.SortFunc(out, func(a, b store.SubjectCount) int {
		return cmp.Or(cmp.Compare(b.Quads, a.Quads), cmp.Compare(a.Subject, b.Subject))
	})
	return out[:max(0, min(n, len(out)))], err
}

func (v *view) MaxID() store.ID { return store.ID(v.terms - 1) }

func (v *view) Blob(key string) ([]byte, error) {
	if err := v.usable(); err != nil {
		return nil, err
	}
	p, ok := v.blobs.find(key)
	if !ok {
		return nil, fmt.Errorf("%w: %q", store.ErrNoBlob, key)
	}
	return v.s.read(p)
}

func (v *view) Blobs(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if err := cmp.Or(v.usable(), ctx.Err()); err != nil {
			yield("", err)
			return
		}
		i := sort.SearchStrings(v.blobs.keys, prefix)
		for ; i < len(v.blobs.keys) && strings.HasPrefix(v.blobs.keys[i], prefix); i++ {
			if !yield(v.blobs.keys[i], nil) {
				return
			}
		}
	}
}

func (v *view) Version() uint64 { return v.version }

func (v *view) Close() error {
	v.closed.Store(true)
	return nil
}
