package embedded

import (
	"slices"

	"entente/graph/store"
)

// table is a sorted set of tuples of one order: a section of a file, or a slice in memory.
type table interface {
	len() int
	// rank is the number of tuples before key; with after, of those up to and including key. upTo, not
	// before key, is how far the caller will read.
	rank(key tuple, after bool, upTo tuple, buf *buffer) (int, error)
	// read gives some of the tuples from rank from on, at least one; they may lie in buf and end behind upTo.
	read(from int, upTo tuple, buf *buffer) ([]tuple, error)
}

// memTable is a table in memory.
type memTable []tuple

func (t memTable) len() int { return len(t) }

func (t memTable) rank(key tuple, after bool, _ tuple, _ *buffer) (int, error) {
	return rankIn(t, key, after), nil
}

func (t memTable) read(from int, _ tuple, _ *buffer) ([]tuple, error) { return t[from:], nil }

// run is a change of the set of quads: those it adds are not in what was there before, those it
// takes away are. A snapshot is a sum of runs, so the sequence of runs does not matter, and any
// of them can be merged.
type run interface {
	rows() int
	table(o order, removed bool) table
}

// diskRun is a file of quads as a run.
type diskRun struct{ *quadFile }

func (d diskRun) table(o order, removed bool) table { return d.quadFile.table(o, removed) }

// memRun is a run in memory.
type memRun struct {
	added, removed [orders]memTable
}

func (m *memRun) rows() int { return len(m.added[0]) + len(m.removed[0]) }

func (m *memRun) table(o order, removed bool) table {
	if removed {
		return m.removed[o]
	}
	return m.added[o]
}

func newMemRun(added, removed []store.IDQuad) *memRun {
	m := &memRun{}
	for o := range orders {
		m.added[o], m.removed[o] = sorted(added, o), sorted(removed, o)
	}
	return m
}

func sorted(quads []store.IDQuad, o order) memTable {
	if len(quads) == 0 {
		return nil
	}
	out := make(memTable, len(quads))
	for i, q := range quads {
		out[i] = arrange(q, o)
	}
	slices.SortFunc(out, compareTuples)
	return out
}

// mergeMem sums two runs.
func mergeMem(a, b *memRun) *memRun {
	m := &memRun{}
	for o := range orders {
		m.added[o] = union(without(a.added[o], b.removed[o]), without(b.added[o], a.removed[o]))
		m.removed[o] = union(without(a.removed[o], b.added[o]), without(b.removed[o], a.added[o]))
	}
	return m
}

// union merges two sets that have nothing in common.
func union(a, b memTable) memTable {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make(memTable, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].less(b[0]) {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// without is a less b; a itself when they have nothing in common.
func without(a, b memTable) memTable {
	var out memTable
	for i, t := range a {
		b = b[gallop(b, t):]
		if len(b) == 0 {
			if out == nil {
				return a
			}
			return append(out, a[i:]...)
		}
		if b[0] == t {
			if out == nil {
				out = append(make(memTable, 0, len(a)), a[:i]...)
			}
			continue
		}
		if out != nil {
			out = append(out, t)
		}
	}
	if out == nil {
		return a
	}
	return out
}

// gallop is the number of rows before key, found in steps of doubling width: one comparison when it is near.
func gallop(rows memTable, key tuple) int {
	end := 1
	for end <= len(rows) && rows[end-1].less(key) {
		end *= 2
	}
	from := end / 2
	return from + rankIn(rows[from:min(end, len(rows))], key, false)
}

// runRows is what a commit merges at most: larger runs are left to be merged when they are written to
// files, so that no commit does the work of thousands.
const runRows = 1 << 15

// addRun puts a new run behind others, merging the last ones while they are no larger, so that
// there are at most as many small runs as their total has binary digits.
func addRun(runs []*memRun, m *memRun) []*memRun {
	out := slices.Clone(runs)
	for len(out) > 0 && out[len(out)-1].rows() <= min(2*m.rows(), runRows) {
		m = mergeMem(out[len(out)-1], m)
		out = out[:len(out)-1]
	}
	if m.rows() == 0 {
		return out
	}
	return append(out, m)
}
