package journal

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"entente/graph/store"
)

type adjKey struct {
	pred    store.ID
	reverse bool
}

// adjacency holds the steps of one predicate in one direction as arrays: the nodes that have any, and for each where its ends
// begin.
type adjacency struct {
	nodes  []store.ID
	dense  []uint32 // by id: 1 + position in nodes; nil when the nodes are few among the ids
	edgeAt []uint32
	ends   []store.ID // one a quad
	labels []store.ID
	endAt  []uint32
	unique []store.ID // distinct ends
}

func (v *view) Adjacency(ctx context.Context, pred store.ID, reverse bool) (store.Adjacency, error) {
	if err := cmp.Or(v.usable(), ctx.Err()); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	k := adjKey{pred, reverse}
	if a, ok := v.adj[k]; ok {
		return a, nil
	}
	a, err := v.build(ctx, pred, reverse)
	if err != nil {
		return nil, err
	}
	v.adj[k] = a
	return a, nil
}

// wantedOften is how many questions a predicate gets before its adjacency is worth building whatever the next one needs.
const wantedOften = 4

// HasAdjacency reports whether an adjacency stands ready, or has been asked for so often that it is worth building. It
// does not wait for one that is being built: until then a question about few nodes is answered by looking them up.
func (v *view) HasAdjacency(pred store.ID, reverse bool) bool {
	if !v.mu.TryLock() {
		return false
	}
	defer v.mu.Unlock()
	k := adjKey{pred, reverse}
	if _, ok := v.adj[k]; ok {
		return true
	}
	if v.asked == nil {
		v.asked = make(map[adjKey]int)
	}
	v.asked[k]++
	return v.asked[k] > wantedOften
}

func (v *view) build(ctx context.Context, pred store.ID, reverse bool) (*adjacency, error) {
	type edge struct{ from, end, label store.ID }
	var edges []edge
	for q, err := range v.Scan(ctx, store.Pattern{P: pred}) {
		if err != nil {
			return nil, err
		}
		e := edge{q.S, q.O, q.G}
		if reverse {
			e.from, e.end = e.end, e.from
		}
		edges = append(edges, e)
	}
	slices.SortFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.end, b.end), cmp.Compare(a.label, b.label))
	})
	a := &adjacency{ends: make([]store.ID, 0, len(edges)), labels: make([]store.ID, 0, len(edges))}
	for i, e := range edges {
		if i == 0 || e.from != edges[i-1].from {
			a.nodes = append(a.nodes, e.from)
			a.edgeAt = append(a.edgeAt, uint32(len(a.ends)))
			a.endAt = append(a.endAt, uint32(len(a.unique)))
		}
		if i == 0 || e.from != edges[i-1].from || e.end != edges[i-1].end {
			a.unique = append(a.unique, e.end)
		}
		a.ends, a.labels = append(a.ends, e.end), append(a.labels, e.label)
	}
	a.edgeAt, a.endAt = append(a.edgeAt, uint32(len(a.ends))), append(a.endAt, uint32(len(a.unique)))
	if len(a.nodes) > v.terms/16 {
		a.dense = make([]uint32, v.terms)
		for i, n := range a.nodes {
			a.dense[n] = uint32(i) + 1
		}
	}
	return a, nil
}

func (a *adjacency) position(n store.ID) (int, bool) {
	if a.dense != nil {
		if int(n) >= len(a.dense) || a.dense[n] == 0 {
			return 0, false
		}
		return int(a.dense[n] - 1), true
	}
	return slices.BinarySearch(a.nodes, n)
}

func (a *adjacency) Ends(n store.ID) []store.ID {
	i, ok := a.position(n)
	if !ok {
		return nil
	}
	return a.unique[a.endAt[i]:a.endAt[i+1]:a.endAt[i+1]]
}

func (a *adjacency) Edges(n store.ID) (ends, labels []store.ID) {
	i, ok := a.position(n)
	if !ok {
		return nil, nil
	}
	from, to := a.edgeAt[i], a.edgeAt[i+1]
	return a.ends[from:to:to], a.labels[from:to:to]
}

func (a *adjacency) Nodes() iter.Seq[store.ID] { return slices.Values(a.nodes) }

func (a *adjacency) Sizes() (pairs, starts int) { return len(a.unique), len(a.nodes) }
