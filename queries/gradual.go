package queries

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"entente/graph/store"
	"entente/queries/exec"
)

// warmView is a snapshot that can tell which adjacencies stand ready. Building one reads every edge of a predicate; a
// question about a few nodes is then answered faster by looking those up.
type warmView interface {
	HasAdjacency(pred store.ID, reverse bool) bool
}

// coldLookups is how many nodes are looked up one by one before the adjacency is built.
const coldLookups = 64

// gradual looks up the first nodes one by one and builds the adjacency when there are more. An error is kept in data and ends
// the query.
type gradual struct {
	ctx     context.Context // of the query, for exec.Adjacency has none; gone when the query is
	d       *data
	pred    store.ID
	reverse bool
	asked   int
	built   store.Adjacency
	// fetched are the edges of nodes that came in portions, by end and label; an empty list is a node without any.
	fetched map[exec.Node][][2]exec.Node
}

// Prefetch implements exec.Prefetcher: over a server one statement brings the edges of all nodes.
func (g *gradual) Prefetch(ctx context.Context, nodes []exec.Node) error {
	x, ok := g.d.st.(store.Expander)
	if !ok || g.built != nil {
		return g.d.err
	}
	if g.fetched == nil {
		g.fetched = map[exec.Node][][2]exec.Node{}
	}
	var ask []store.ID
	for _, n := range nodes {
		if _, there := g.fetched[n]; !there && n <= g.d.MaxNode() {
			g.fetched[n] = nil
			ask = append(ask, store.ID(n))
		}
	}
	if len(ask) == 0 {
		return nil
	}
	for q, err := range x.Expand(ctx, ask, []store.ID{g.pred}, g.reverse) {
		if err != nil {
			g.fetched = nil // half of them is worse than none
			return err
		}
		from, end := exec.Node(q.S), exec.Node(q.O)
		if g.reverse {
			from, end = end, from
		}
		g.fetched[from] = append(g.fetched[from], [2]exec.Node{end, exec.Node(q.G)})
	}
	for _, n := range ask {
		sortEdges(g.fetched[exec.Node(n)])
	}
	return nil
}

func sortEdges(edges [][2]exec.Node) {
	slices.SortFunc(edges, func(a, b [2]exec.Node) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
}

// ready builds the adjacency if enough nodes were asked for, or all are.
func (g *gradual) ready(all bool) bool {
	if g.asked++; g.built == nil && (all || g.asked > coldLookups) && g.d.err == nil {
		g.built, g.d.err = g.d.st.Adjacency(g.ctx, g.pred, g.reverse)
	}
	return g.built != nil
}

// look finds the edges of one node.
func (g *gradual) look(n exec.Node) [][2]exec.Node {
	p := store.Pattern{S: store.ID(n), P: g.pred}
	if g.reverse {
		p = store.Pattern{P: g.pred, O: store.ID(n)}
	}
	var edges [][2]exec.Node
	if g.d.err != nil {
		return nil
	}
	for q, err := range g.d.st.Scan(g.ctx, p) {
		if err != nil {
			g.d.err = err
			return nil
		}
		end := q.O
		if g.reverse {
			end = q.S
		}
		edges = append(edges, [2]exec.Node{exec.Node(end), exec.Node(q.G)})
	}
	sortEdges(edges)
	return edges
}

// Ends implements exec.Adjacency.
func (g *gradual) Ends(n exec.Node) []exec.Node {
	if edges, ok := g.fetched[n]; ok {
		ends, _ := apart(edges)
		return slices.Compact(ends)
	}
	if g.ready(false) {
		return own(g.built.Ends(store.ID(n)))
	}
	ends, _ := apart(g.look(n))
	return slices.Compact(ends)
}

// Edges implements exec.Adjacency.
func (g *gradual) Edges(n exec.Node) (ends, labels []exec.Node) {
	if edges, ok := g.fetched[n]; ok {
		return apart(edges)
	}
	if g.ready(false) {
		e, l := g.built.Edges(store.ID(n))
		return own(e), own(l)
	}
	return apart(g.look(n))
}

func apart(edges [][2]exec.Node) (ends, labels []exec.Node) {
	ends, labels = make([]exec.Node, len(edges)), make([]exec.Node, len(edges))
	for i, e := range edges {
		ends[i], labels[i] = e[0], e[1]
	}
	return ends, labels
}

// Nodes implements exec.Adjacency.
func (g *gradual) Nodes() iter.Seq[exec.Node] {
	if !g.ready(true) {
		return func(func(exec.Node) bool) {}
	}
	return adjacency{g.built}.Nodes()
}

// Sizes implements exec.Adjacency; it counts, so it builds.
func (g *gradual) Sizes() (pairs, starts int) {
	if !g.ready(true) {
		return 0, 0
	}
	return g.built.Sizes()
}
