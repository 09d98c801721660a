package queries

import (
	"context"
	"iter"
	"slices"
	"unsafe"

	"entente/graph"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries/exec"
)

// source is what a query needs of a *graph.View.
type source interface {
	Store() store.View
	Vocabulary() *vocab.Vocabulary
	Claims(ctx context.Context, edge string) iter.Seq2[graph.Fact, error]
	Edge(ctx context.Context, id string) (graph.Edge, error)
	Document(ctx context.Context, id string) (graph.DocumentInfo, error)
	Label(id string) string
	Named(ctx context.Context, name string) ([]string, error)
	Same(ctx context.Context, id string) (string, error)
	Predicates(ctx context.Context) ([]graph.Predicate, error)
	Predicate(ctx context.Context, iri string) (graph.Predicate, error)
}

var _ source = (*graph.View)(nil)

// data shows a snapshot to the evaluator. It belongs to one query.
type data struct {
	st store.View
	// only is the label that all quads must have; 0 for any.
	only store.ID
	// nothing: the label asked for does not exist.
	nothing bool
	// concluded are edges that no quad holds, by predicate, forwards and backwards.
	concluded map[exec.Node][2]*concludedEdges

	// err is what went wrong where the evaluator could not be told.
	err error

	claimsTerritory exec.Adjacency
	noTerritory     bool
}

// own and theirs look at a list of ids under the other package's name; both are 32-bit numbers.
func own(ids []store.ID) []exec.Node {
	return unsafe.Slice((*exec.Node)(unsafe.Pointer(unsafe.SliceData(ids))), len(ids))
}

// MaxNode implements exec.Graph.
func (d *data) MaxNode() exec.Node { return exec.Node(d.st.MaxID()) }

// adjacency renames the ids of the store's view.
type adjacency struct{ store.Adjacency }

// Ends implements exec.Adjacency.
func (a adjacency) Ends(n exec.Node) []exec.Node { return own(a.Adjacency.Ends(store.ID(n))) }

// Edges implements exec.Adjacency.
func (a adjacency) Edges(n exec.Node) (ends, labels []exec.Node) {
	e, l := a.Adjacency.Edges(store.ID(n))
	return own(e), own(l)
}

// Nodes implements exec.Adjacency.
func (a adjacency) Nodes() iter.Seq[exec.Node] {
	return func(yield func(exec.Node) bool) {
		for n := range a.Adjacency.Nodes() {
			if !yield(exec.Node(n)) {
				return
			}
		}
	}
}

// within keeps the edges of one label.
type within struct {
	adjacency
	label exec.Node
}

// Ends implements exec.Adjacency.
func (w within) Ends(n exec.Node) []exec.Node {
	ends, _ := w.Edges(n)
	return slices.Compact(ends)
}

// Edges implements exec.Adjacency.
func (w within) Edges(n exec.Node) (ends, labels []exec.Node) {
	all, ls := w.adjacency.Edges(n)
	for i, l := range ls {
		if l == w.label {
			ends = append(ends, all[i])
			labels = append(labels, l)
		}
	}
	return ends, labels
}

// Nodes implements exec.Adjacency.
func (w within) Nodes() iter.Seq[exec.Node] {
	return func(yield func(exec.Node) bool) {
		for n := range w.adjacency.Nodes() {
			if ends, _ := w.Edges(n); len(ends) > 0 && !yield(n) {
				return
			}
		}
	}
}

// Adjacency implements exec.Graph.
func (d *data) Adjacency(ctx context.Context, pred exec.Node, reverse bool) (exec.Adjacency, error) {
	if c, ok := d.concluded[pred]; ok {
		if reverse {
			return c[1], nil
		}
		return c[0], nil
	}
	if w, ok := d.st.(warmView); ok && d.only == 0 && !d.nothing && !w.HasAdjacency(store.ID(pred), reverse) {
		return &gradual{ctx: ctx, d: d, pred: store.ID(pred), reverse: reverse}, nil
	}
	a, err := d.st.Adjacency(ctx, store.ID(pred), reverse)
	if err != nil {
		return nil, err
	}
	if d.only != 0 || d.nothing {
		return within{adjacency{a}, exec.Node(d.only)}, nil
	}
	return adjacency{a}, nil
}

// Around implements exec.Graph.
func (d *data) Around(ctx context.Context, n exec.Node, reverse bool) iter.Seq2[exec.Edge, error] {
	p := store.Pattern{S: store.ID(n), G: d.only}
	if reverse {
		p = store.Pattern{O: store.ID(n), G: d.only}
	}
	return func(yield func(exec.Edge, error) bool) {
		if d.nothing {
			return
		}
		for q, err := range d.st.Scan(ctx, p) {
			e := exec.Edge{Pred: exec.Node(q.P), End: exec.Node(q.O), Label: exec.Node(q.G)}
			if reverse {
				e.End = exec.Node(q.S)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Nodes implements exec.Graph.
func (d *data) Nodes(ctx context.Context) iter.Seq2[exec.Node, error] {
	return func(yield func(exec.Node, error) bool) {
		if d.nothing {
			return
		}
		seen := make([]uint64, int(d.st.MaxID())/64+1)
		for q, err := range d.st.Scan(ctx, store.Pattern{G: d.only}) {
			if err != nil {
				yield(0, err)
				return
			}
			seen[q.S/64] |= 1 << (q.S % 64)
			seen[q.O/64] |= 1 << (q.O % 64)
		}
		for n := range exec.Node(len(seen) * 64) {
			if seen[n/64]&(1<<(n%64)) != 0 && !yield(n, nil) {
				return
			}
		}
	}
}

// Barred implements exec.Graph: somebody claims the place.
func (d *data) Barred(ctx context.Context, n exec.Node) (bool, error) {
	if d.claimsTerritory == nil && !d.noTerritory {
		id, ok, err := d.st.Lookup(store.NewIRI(quads.PrefixRel + "claims_territory"))
		if err != nil {
			return false, err
		}
		if !ok {
			d.noTerritory = true
			return false, nil
		}
		a, err := d.st.Adjacency(ctx, id, true)
		if err != nil {
			return false, err
		}
		d.claimsTerritory = adjacency{a}
	}
	if d.noTerritory {
		return false, nil
	}
	return len(d.claimsTerritory.Ends(n)) > 0, nil
}
