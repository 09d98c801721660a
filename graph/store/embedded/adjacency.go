package embedded

import (
	"context"
	"iter"
	"maps"
	"math"
	"math/bits"
	"slices"
	"sync/atomic"

	"entente/graph/store"
)

type adjacencyKey struct {
	pred    store.ID
	reverse bool
}

// adjacencyEntry is an adjacency that is there, or is being built.
type adjacencyEntry struct {
	asked    int
	building chan struct{} // closed when adj is set or could not be built; nil while nobody builds
	adj      *adjacency
}

// arrays hold the steps of one predicate in one direction: the nodes that have any, and for each
// where its steps and its distinct ends begin.
type arrays struct {
	nodes  []store.ID
	index  nodeIndex
	edgeAt []uint32
	ends   []store.ID // one a quad
	labels []store.ID
	endAt  []uint32
	unique []store.ID // the same as ends when no end comes twice
}

// steps are those of one node.
type steps struct{ ends, labels, unique []store.ID }

// adjacency is arrays, and over them the nodes whose steps were changed by later commits, the
// newest layer last.
type adjacency struct {
	*arrays
	layers        []map[store.ID]steps
	pairs, starts int
	renewal       *renewal // under way; nil while there is none
}

// renewal makes new arrays in the background when many nodes lie in layers. Layers up to covers are
// in them; those above are kept, and meanwhile merged only among themselves.
type renewal struct {
	covers  int
	started bool // of the writer
	arrays  atomic.Pointer[arrays]
}

// Adjacency implements store.View.
func (v *view) Adjacency(ctx context.Context, pred store.ID, reverse bool) (store.Adjacency, error) {
	st, err := v.enter()
	if err != nil {
		return nil, err
	}
	defer st.drop()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return st.adjacency(ctx, adjacencyKey{pred, reverse})
}

// wantedOften is how many questions a predicate gets before its adjacency is worth building
// whatever the next one needs: who asks twice asks again.
const wantedOften = 1

// builtAtOnce is how many quads a predicate may have for its adjacency to be built within a question:
// about two milliseconds of work.
const builtAtOnce = 1 << 16

// HasAdjacency reports whether an adjacency stands ready. One that was asked for several times is
// built: a small one at once, another in the background, and until it is there questions about few
// nodes are answered by looking them up.
func (v *view) HasAdjacency(pred store.ID, reverse bool) bool {
	st, err := v.enter()
	if err != nil {
		return false
	}
	defer st.drop()
	k := adjacencyKey{pred, reverse}
	st.memory.mu.Lock()
	e := st.memory.entry(k)
	e.asked++
	ready, build := e.adj != nil, e.adj == nil && e.building == nil && e.asked > wantedOften
	st.memory.mu.Unlock()
	if !build {
		return ready
	}
	if n, err := st.countPredicate(pred); err == nil && n <= builtAtOnce || v.s.opt.Foreground {
		_, err := st.adjacency(context.Background(), k)
		return err == nil // the question meets the error when it looks up its nodes
	}
	if st.hold() {
		v.s.work.do(func(ctx context.Context) {
			defer st.drop()
			_, _ = st.adjacency(ctx, k) // whoever needs it meets the error
		}, st.drop)
	}
	return ready
}

// entry is that of a key; the caller holds mu.
func (r *remembered) entry(k adjacencyKey) *adjacencyEntry {
	e := r.adjacency[k]
	if e == nil {
		e = &adjacencyEntry{}
		r.adjacency[k] = e
	}
	return e
}

// adjacency gives one, built by the first who asks while the others wait.
func (s *state) adjacency(ctx context.Context, k adjacencyKey) (*adjacency, error) {
	for {
		s.memory.mu.Lock()
		e := s.memory.entry(k)
		if e.adj != nil {
			s.memory.mu.Unlock()
			return e.adj, nil
		}
		wait := e.building
		if wait == nil {
			e.building = make(chan struct{})
		}
		s.memory.mu.Unlock()
		if wait != nil {
			select {
			case <-wait:
				continue
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		a, err := s.build(ctx, k, nil)
		s.memory.mu.Lock()
		if err == nil {
			e.adj = a
		}
		close(e.building)
		e.building = nil
		s.memory.mu.Unlock()
		return a, err
	}
}

// build reads all steps of a predicate. In the order by predicate, object, subject they lie as
// the reverse direction needs them; for the other they are dealt out by subject, which keeps the
// sequence of objects and labels.
func (s *state) build(ctx context.Context, k adjacencyKey, pace *pacer) (*adjacency, error) {
	sp := prefixSpan(pack(uint32(k.pred), 0, 0, 0), 1)
	n, err := s.width(byPOSG, sp)
	if err != nil {
		return nil, err
	}
	from, ends, labels := make([]store.ID, 0, n), make([]store.ID, 0, n), make([]store.ID, 0, n)
	rows := 0
	err = s.walk(byPOSG, sp, func(tuples []tuple) error {
		for _, t := range tuples {
			from = append(from, store.ID(uint32(t.hi)))
			ends = append(ends, store.ID(t.lo>>32))
			labels = append(labels, store.ID(uint32(t.lo)))
		}
		if rows += len(tuples); rows >= checkEvery {
			rows = 0
			if pace != nil {
				pace.step()
			}
			return ctx.Err()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !k.reverse {
		from, ends, labels = dealOut(ends, from, labels)
	}
	return newAdjacency(newArrays(from, ends, labels)), nil
}

// dealOut sorts steps by from, keeping the sequence of those with equal from.
func dealOut(from, ends, labels []store.ID) (f, e, l []store.ID) {
	if len(from) == 0 {
		return from, ends, labels
	}
	low, high := slices.Min(from), slices.Max(from)
	if uint64(high-low) > 64*uint64(len(from))+1<<16 {
		places := make([]int32, len(from))
		for i := range places {
			places[i] = int32(i)
		}
		slices.SortStableFunc(places, func(a, b int32) int { return int(int64(from[a]) - int64(from[b])) })
		f, e, l = make([]store.ID, len(from)), make([]store.ID, len(from)), make([]store.ID, len(from))
		for i, p := range places {
			f[i], e[i], l[i] = from[p], ends[p], labels[p]
		}
		return f, e, l
	}
	at := make([]uint32, high-low+2)
	for _, x := range from {
		at[x-low+1]++
	}
	for i := 1; i < len(at); i++ {
		at[i] += at[i-1]
	}
	f, e, l = make([]store.ID, len(from)), make([]store.ID, len(from)), make([]store.ID, len(from))
	for i, x := range from {
		p := at[x-low]
		at[x-low]++
		f[p], e[p], l[p] = x, ends[i], labels[i]
	}
	return f, e, l
}

// newArrays makes arrays of steps that are sorted by from, end, label.
func newArrays(from, ends, labels []store.ID) *arrays {
	a := &arrays{ends: ends, labels: labels}
	twice := false
	for i, f := range from {
		if i == 0 || f != from[i-1] {
			a.nodes = append(a.nodes, f)
			a.edgeAt = append(a.edgeAt, uint32(i))
		} else {
			twice = twice || ends[i] == ends[i-1]
		}
	}
	a.edgeAt = append(a.edgeAt, uint32(len(from)))
	a.endAt, a.unique = a.edgeAt, a.ends
	if twice {
		a.endAt, a.unique = make([]uint32, 0, len(a.edgeAt)), nil
		for i := range a.nodes {
			a.endAt = append(a.endAt, uint32(len(a.unique)))
			for j := a.edgeAt[i]; j < a.edgeAt[i+1]; j++ {
				if j == a.edgeAt[i] || ends[j] != ends[j-1] {
					a.unique = append(a.unique, ends[j])
				}
			}
		}
		a.endAt = append(a.endAt, uint32(len(a.unique)))
	}
	a.index = newNodeIndex(a.nodes)
	return a
}

func newAdjacency(a *arrays) *adjacency {
	return &adjacency{arrays: a, pairs: len(a.unique), starts: len(a.nodes)}
}

// nodeIndex finds the place of a node among those that have steps: 64 ids a word, 64 words a page,
// and no page where there are no nodes. Ids are given out by key, so nodes of a kind lie together.
type nodeIndex struct {
	low   store.ID // a multiple of what a page covers
	pages []uint32 // 1 + number of the page
	words []indexWord
}

type indexWord struct {
	bits   uint64
	before uint32 // nodes before this word
}

const (
	wordIDs   = 64
	pageWords = 64
	pageIDs   = wordIDs * pageWords
)

func newNodeIndex(nodes []store.ID) (x nodeIndex) {
	if len(nodes) == 0 {
		return x
	}
	x.low = nodes[0] / pageIDs * pageIDs
	x.pages = make([]uint32, (nodes[len(nodes)-1]-x.low)/pageIDs+1)
	for i, n := range nodes {
		p := &x.pages[(n-x.low)/pageIDs]
		if *p == 0 {
			for range pageWords {
				x.words = append(x.words, indexWord{before: uint32(i)})
			}
			*p = uint32(len(x.words) / pageWords)
		}
		at := (*p-1)*pageWords + uint32(n/wordIDs%pageWords)
		if x.words[at].bits == 0 {
			x.words[at].before = uint32(i)
		}
		x.words[at].bits |= 1 << (n % wordIDs)
	}
	return x
}

func (x *nodeIndex) place(n store.ID) (int, bool) {
	page := uint64(n-x.low) / pageIDs // beyond all pages for a node below low
	if page >= uint64(len(x.pages)) || x.pages[page] == 0 {
		return 0, false
	}
	w := &x.words[uint64(x.pages[page]-1)*pageWords+uint64(n/wordIDs%pageWords)]
	below := w.bits & (1<<(n%wordIDs) - 1)
	return int(w.before) + bits.OnesCount64(below), w.bits>>(n%wordIDs)&1 != 0
}

func (a *arrays) place(n store.ID) (int, bool) { return a.index.place(n) }

func (a *adjacency) changed(n store.ID) (steps, bool) {
	for i := len(a.layers) - 1; i >= 0; i-- {
		if s, ok := a.layers[i][n]; ok {
			return s, true
		}
	}
	return steps{}, false
}

// Ends implements store.Adjacency.
func (a *adjacency) Ends(n store.ID) []store.ID {
	if len(a.layers) > 0 {
		if s, ok := a.changed(n); ok {
			return s.unique
		}
	}
	i, ok := a.place(n)
	if !ok {
		return nil
	}
	return a.unique[a.endAt[i]:a.endAt[i+1]:a.endAt[i+1]]
}

// Edges implements store.Adjacency.
func (a *adjacency) Edges(n store.ID) (ends, labels []store.ID) {
	if len(a.layers) > 0 {
		if s, ok := a.changed(n); ok {
			return s.ends, s.labels
		}
	}
	i, ok := a.place(n)
	if !ok {
		return nil, nil
	}
	from, to := a.edgeAt[i], a.edgeAt[i+1]
	return a.ends[from:to:to], a.labels[from:to:to]
}

// Nodes implements store.Adjacency.
func (a *adjacency) Nodes() iter.Seq[store.ID] {
	if len(a.layers) == 0 {
		return slices.Values(a.nodes)
	}
	return func(yield func(store.ID) bool) {
		all := make(map[store.ID]bool)
		for _, l := range a.layers {
			for n := range l {
				all[n] = true
			}
		}
		changed := slices.Sorted(maps.Keys(all))
		base := a.nodes
		for len(base) > 0 || len(changed) > 0 {
			if len(changed) == 0 || len(base) > 0 && base[0] < changed[0] {
				if !yield(base[0]) {
					return
				}
				base = base[1:]
				continue
			}
			if len(base) > 0 && base[0] == changed[0] {
				base = base[1:]
			}
			if s, _ := a.changed(changed[0]); len(s.ends) > 0 && !yield(changed[0]) {
				return
			}
			changed = changed[1:]
		}
	}
}

// Sizes implements store.Adjacency.
func (a *adjacency) Sizes() (pairs, starts int) { return a.pairs, a.starts }

// after is what is remembered of the snapshot that the run m makes out of the one r belongs to:
// adjacencies go on, with the nodes that m touches changed.
func (r *remembered) after(m *memRun) *remembered {
	out := newRemembered()
	r.mu.Lock()
	defer r.mu.Unlock()
	if m == nil {
		out.counts = maps.Clone(r.counts)
		out.predicates, out.top, out.topAsked, out.graphs = r.predicates, r.top, r.topAsked, r.graphs
		for k, e := range r.adjacency {
			out.adjacency[k] = &adjacencyEntry{asked: e.asked, adj: e.adj}
		}
		return out
	}
	change := m.predicateChange()
	out.counts = maps.Clone(r.counts)
	for p, n := range change {
		if _, known := out.counts[p]; known {
			out.counts[p] += n
		}
	}
	out.predicates = changedPredicates(r.predicates, change)
	for k, e := range r.adjacency {
		fresh := &adjacencyEntry{asked: e.asked}
		if e.adj != nil {
			fresh.adj = e.adj.after(k, m)
		}
		out.adjacency[k] = fresh
	}
	return out
}

// predicateChange is by how many quads of each predicate there are more after m.
func (m *memRun) predicateChange() map[store.ID]int64 {
	out := map[store.ID]int64{}
	for sign, table := range map[int64]memTable{1: m.added[byPOSG], -1: m.removed[byPOSG]} {
		for len(table) > 0 {
			p := table[0].hi >> 32
			n := rankIn(table, tuple{hi: (p + 1) << 32}, false)
			if p == math.MaxUint32 {
				n = len(table)
			}
			out[store.ID(p)] += sign * int64(n)
			table = table[n:]
		}
	}
	return out
}

// changedPredicates is a list of all predicates after a change; nil when there is none to begin with.
func changedPredicates(list []store.PredicateCount, change map[store.ID]int64) []store.PredicateCount {
	if list == nil {
		return nil
	}
	out := make([]store.PredicateCount, 0, len(list)+len(change))
	for _, p := range list {
		p.Quads += change[p.Predicate]
		delete(change, p.Predicate)
		if p.Quads > 0 {
			out = append(out, p)
		}
	}
	for p, n := range change {
		if n > 0 {
			out = append(out, store.PredicateCount{Predicate: p, Quads: n})
		}
	}
	slices.SortFunc(out, mostQuadsFirst)
	return out
}

// after is a with the nodes that m touches as they are then, or nil when that is better built anew.
func (a *adjacency) after(k adjacencyKey, m *memRun) *adjacency {
	layer := map[store.ID]steps{}
	for _, table := range []memTable{m.added[byPOSG], m.removed[byPOSG]} {
		from := rankIn(table, pack(uint32(k.pred), 0, 0, 0), false)
		for _, t := range table[from:] {
			if t.hi>>32 != uint64(k.pred) {
				break
			}
			node := store.ID(t.lo >> 32)
			if k.reverse {
				node = store.ID(uint32(t.hi))
			}
			layer[node] = steps{}
		}
	}
	if len(layer) == 0 {
		return a
	}
	if len(layer) > 4096 {
		return nil
	}
	out := a.renewed()
	for node := range layer {
		before := len(a.Ends(node))
		s := a.stepsAfter(k, node, m)
		layer[node] = s
		out.pairs += len(s.unique) - before
		switch {
		case before == 0 && len(s.unique) > 0:
			out.starts++
		case before > 0 && len(s.unique) == 0:
			out.starts--
		}
	}
	out.put(layer)
	return out
}

// renewed is a copy of a to be changed, with the new arrays if they are ready.
func (a *adjacency) renewed() *adjacency {
	out := &adjacency{arrays: a.arrays, layers: slices.Clone(a.layers), pairs: a.pairs, starts: a.starts, renewal: a.renewal}
	if r := a.renewal; r != nil {
		if fresh := r.arrays.Load(); fresh != nil {
			out.arrays, out.layers, out.renewal = fresh, out.layers[r.covers:], nil
		}
	}
	return out
}

// put adds a layer, merges it with small ones, and asks for a renewal when there is much in layers.
func (a *adjacency) put(layer map[store.ID]steps) {
	floor := 0
	if a.renewal != nil {
		floor = a.renewal.covers
	}
	for i := len(a.layers) - 1; i >= floor && len(a.layers[i]) <= 2*len(layer); i-- {
		merged := maps.Clone(a.layers[i])
		maps.Copy(merged, layer)
		layer, a.layers = merged, a.layers[:i]
	}
	a.layers = append(a.layers, layer)
	n := 0
	for _, l := range a.layers {
		n += len(l)
	}
	// New arrays cost as much as there are edges, layers grow a little slower to look into: an eighth of
	// the edges changes between two renewals, and no layer gets so large that merging it holds up a commit.
	if a.renewal == nil && n > 1024+min(len(a.ends)/8, 1<<16) {
		a.renewal = &renewal{covers: len(a.layers)}
	}
}

// renew makes the arrays that are asked for from the snapshot st, which was just published.
func (s *Store) renew(st *state) {
	st.memory.mu.Lock()
	defer st.memory.mu.Unlock()
	for k, e := range st.memory.adjacency {
		if e.adj == nil || e.adj.renewal == nil || e.adj.renewal.started || !st.hold() {
			continue
		}
		r := e.adj.renewal
		r.started = true
		s.work.do(func(ctx context.Context) {
			defer st.drop()
			a, err := st.build(ctx, k, &pacer{})
			if err != nil {
				return // the layers go on growing; whoever reads meets the error
			}
			r.arrays.Store(a.arrays)
			st.memory.mu.Lock()
			st.memory.entry(k).adj = a
			st.memory.mu.Unlock()
		}, st.drop)
	}
}

// stepsAfter are the steps of a node once m is carried out.
func (a *adjacency) stepsAfter(k adjacencyKey, node store.ID, m *memRun) (out steps) {
	o, first := bySPOG, pack(uint32(node), uint32(k.pred), 0, 0)
	if k.reverse {
		o, first = byPOSG, pack(uint32(k.pred), uint32(node), 0, 0)
	}
	sp := prefixSpan(first, 2) // what is left of its tuples is end and label
	added, removed := m.added[o].part(sp), m.removed[o].part(sp)
	ends, labels := a.Edges(node)
	out.ends, out.labels = make([]store.ID, 0, len(ends)+len(added)), make([]store.ID, 0, len(ends)+len(added))
	put := func(end, label store.ID) {
		if len(out.ends) == 0 || out.ends[len(out.ends)-1] != end {
			out.unique = append(out.unique, end)
		}
		out.ends, out.labels = append(out.ends, end), append(out.labels, label)
	}
	for i, end := range ends {
		at := uint64(end)<<32 | uint64(labels[i])
		for len(added) > 0 && added[0].lo < at {
			put(store.ID(added[0].lo>>32), store.ID(uint32(added[0].lo)))
			added = added[1:]
		}
		if len(removed) > 0 && removed[0].lo == at {
			removed = removed[1:]
			continue
		}
		put(end, labels[i])
	}
	for _, t := range added {
		put(store.ID(t.lo>>32), store.ID(uint32(t.lo)))
	}
	return out
}

// part is what lies in a span.
func (t memTable) part(s span) memTable {
	return t[rankIn(t, s.first, false):rankIn(t, s.last, true)]
}
