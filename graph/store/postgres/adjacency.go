package postgres

import (
	"cmp"
	"context"
	"encoding/binary"
	"iter"
	"slices"
	"sort"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

type adjacencyKey struct {
	pred    store.ID
	reverse bool
}

// adjacency is one predicate in one direction: starts ascending, the steps of starts[i] from at[i] to at[i+1].
type adjacency struct {
	starts       []store.ID
	at           []int
	ends, labels []store.ID
	// distinct are the ends without repetition, with their own offsets.
	distinct []store.ID
	dat      []int
}

// HasAdjacency reports whether the arrays of a predicate stand ready: reading them all is one statement, but a long one.
func (v *View) HasAdjacency(pred store.ID, reverse bool) bool {
	v.adjMu.Lock()
	defer v.adjMu.Unlock()
	return v.adj[adjacencyKey{pred, reverse}] != nil
}

// Adjacency implements store.View: it reads every quad of the predicate, 12 bytes of memory each.
func (v *View) Adjacency(ctx context.Context, pred store.ID, reverse bool) (store.Adjacency, error) {
	v.adjMu.Lock()
	defer v.adjMu.Unlock()
	key := adjacencyKey{pred, reverse}
	if a := v.adj[key]; a != nil {
		return a, nil
	}
	steps, err := v.stepsOf(ctx, pred, reverse)
	if err != nil {
		return nil, err
	}
	a := newAdjacency(steps)
	v.adj[key] = a
	return a, nil
}

// step is a start, an end and a label.
type step [3]store.ID

func (v *View) stepsOf(ctx context.Context, pred store.ID, reverse bool) ([]step, error) {
	columns := `s, o, g`
	if reverse {
		columns = `o, s, g`
	}
	var steps []step
	err := v.rows(ctx, `SELECT `+columns+` FROM fwd WHERE p = $1`, []any{int64(pred)}, func(r pgx.Rows) error {
		var s step
		for i, value := range r.RawValues() {
			s[i] = store.ID(binary.BigEndian.Uint64(value)) //nolint:gosec // ids are below 2^32
		}
		steps = append(steps, s)
		return nil
	})
	slices.SortFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]), cmp.Compare(a[2], b[2]))
	})
	return steps, err
}

func newAdjacency(steps []step) *adjacency {
	a := &adjacency{ends: make([]store.ID, len(steps)), labels: make([]store.ID, len(steps))}
	for i, s := range steps {
		if i == 0 || s[0] != steps[i-1][0] {
			a.starts = append(a.starts, s[0])
			a.at = append(a.at, i)
			a.dat = append(a.dat, len(a.distinct))
		}
		if i == 0 || s[0] != steps[i-1][0] || s[1] != steps[i-1][1] {
			a.distinct = append(a.distinct, s[1])
		}
		a.ends[i], a.labels[i] = s[1], s[2]
	}
	a.at = append(a.at, len(steps))
	a.dat = append(a.dat, len(a.distinct))
	return a
}

func (a *adjacency) find(n store.ID) (int, bool) {
	i := sort.Search(len(a.starts), func(i int) bool { return a.starts[i] >= n })
	return i, i < len(a.starts) && a.starts[i] == n
}

// Ends implements store.Adjacency.
func (a *adjacency) Ends(n store.ID) []store.ID {
	i, ok := a.find(n)
	if !ok {
		return nil
	}
	return a.distinct[a.dat[i]:a.dat[i+1]:a.dat[i+1]]
}

// Edges implements store.Adjacency.
func (a *adjacency) Edges(n store.ID) (ends, labels []store.ID) {
	i, ok := a.find(n)
	if !ok {
		return nil, nil
	}
	from, to := a.at[i], a.at[i+1]
	return a.ends[from:to:to], a.labels[from:to:to]
}

// Nodes implements store.Adjacency.
func (a *adjacency) Nodes() iter.Seq[store.ID] { return slices.Values(a.starts) }

// Sizes implements store.Adjacency.
func (a *adjacency) Sizes() (pairs, starts int) { return len(a.distinct), len(a.starts) }
