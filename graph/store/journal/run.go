package journal

import (
	"slices"
	"sync"

	"entente/graph/store"
)

// run is what one or several batches changed: rows that were added and rows that were removed. Batches hold effective changes
// only, so over all runs a quad is there exactly when it was added once more often than removed. Runs never change.
type run struct {
	added, removed table
}

func (r *run) size() int { return len(r.added.base) + len(r.removed.base) }

// table is a set of rows that is sorted in each order when that is first asked for.
type table struct {
	base []store.IDQuad // by spog
	once [orders]sync.Once
	by   [orders][]store.IDQuad
}

func newRun(added, removed []store.IDQuad) *run {
	slices.SortFunc(added, spog.compare)
	slices.SortFunc(removed, spog.compare)
	return &run{added: table{base: added}, removed: table{base: removed}}
}

func (t *table) in(o order) []store.IDQuad {
	if o == spog || len(t.base) == 0 {
		return t.base
	}
	t.once[o].Do(func() { t.by[o] = sorted(t.base, o) })
	return t.by[o]
}

// merge makes one run of several that follow one another.
func merge(runs ...*run) *run {
	var streams []stream
	for _, r := range runs {
		streams = append(streams, stream{r.added.base, 1}, stream{r.removed.base, -1})
	}
	var added, removed []store.IDQuad
	mergeStreams(spog, streams, func(q store.IDQuad, n int) bool {
		switch {
		case n > 0:
			added = append(added, q)
		case n < 0:
			removed = append(removed, q)
		}
		return true
	})
	return &run{added: table{base: added}, removed: table{base: removed}}
}

// stream is a sorted list whose rows count as weight.
type stream struct {
	rows   []store.IDQuad
	weight int
}

// mergeStreams walks several sorted lists together and hands over each row once, with the sum of its weights.
func mergeStreams(o order, streams []stream, do func(store.IDQuad, int) bool) {
	live := slices.DeleteFunc(streams, func(s stream) bool { return len(s.rows) == 0 })
	for len(live) > 1 {
		least := live[0].rows[0]
		for _, s := range live[1:] {
			if o.compare(s.rows[0], least) < 0 {
				least = s.rows[0]
			}
		}
		n, empty := 0, false
		for i := range live {
			if live[i].rows[0] == least {
				n += live[i].weight
				live[i].rows = live[i].rows[1:]
				empty = empty || len(live[i].rows) == 0
			}
		}
		if !do(least, n) {
			return
		}
		if empty {
			live = slices.DeleteFunc(live, func(s stream) bool { return len(s.rows) == 0 })
		}
	}
	for _, s := range live {
		for _, q := range s.rows {
			if !do(q, s.weight) {
				return
			}
		}
	}
}

// withRun adds a run to a list, merging the last ones while they are of similar size, so that there are never many.
func withRun(runs []*run, r *run) []*run {
	out := append(slices.Clone(runs), r)
	for len(out) > 1 && out[len(out)-2].size() < 2*out[len(out)-1].size() {
		n := len(out)
		out = append(out[:n-2:n-2], merge(out[n-2], out[n-1]))
	}
	return out
}
