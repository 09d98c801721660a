package embedded

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"entente/graph/store"
)

// tail is where the last log ends.
type tail struct {
	number  int
	version uint64 // before its first record
	end     int    // of its last whole record; 0 when not even its head is there
	size    int    // of the file
}

// tail is where the commits of files end, which m names.
func (m *manifest) tail() tail { return tail{number: m.FirstLog, version: m.Version} }

// errTakenBack says that a log is not as it was seen: its writer failed and took a commit back, or the log.
var errTakenBack = errors.New("a commit of the log was taken back")

// replay carries out what the logs have from t on, on st, which is not started and stands there.
func (s *Store) replay(ctx context.Context, st *state, t tail) (tail, error) {
	first := t.number
	numbers, err := logsFrom(s.fs, s.path, first)
	if err != nil {
		return tail{}, fmt.Errorf("look for logs: %w", err)
	}
	r := replayed{st: st}
	marked, whole, _ := readMark(s.fs, s.name(markName))
	for i, number := range numbers {
		if number != first+i {
			return t, corrupt(logName(first+i), 0, "a log is missing")
		}
		if err := ctx.Err(); err != nil {
			return t, err
		}
		if i > 0 {
			t = tail{number: number, version: st.version}
		}
		if err := s.replayOne(&r, &t, i == len(numbers)-1); err != nil {
			return t, err
		}
		if number == marked && int64(t.end) < whole {
			return t, corrupt(logName(number), int64(t.end), "a record of the log is damaged: commits after it were acknowledged")
		}
	}
	if len(numbers) == 0 && t.end > 0 { // a reader saw it
		return t, errTakenBack
	}
	if len(numbers) == 0 && first <= marked && whole > 0 {
		return t, corrupt(logName(first), 0, "the log is missing")
	}
	r.finish()
	return t, nil
}

func (s *Store) replayOne(r *replayed, t *tail, last bool) error {
	f, err := s.fs.Open(s.name(logName(t.number)))
	if err != nil {
		return fmt.Errorf("open a log: %w", err)
	}
	defer f.Close()
	mapping, err := f.Map()
	if err != nil {
		return err
	}
	defer func() { _ = mapping.Close() }()
	b := mapping.Data
	if t.size = len(b); t.size < t.end || t.end > 0 && string(b[:logHead]) != string(logHeader(t.number, t.version)) {
		return errTakenBack
	}
	var bad error
	t.end, _, err = replayLog(b, t.number, t.end, r.st.version, last, func(c *commit) {
		if bad == nil {
			bad = r.take(c, t.number)
		}
	})
	return errors.Join(err, bad)
}

// replayed gathers what logs do to st. Their quads become one run at the end: a log of many commits is
// sorted once, and what later commits took back is never sorted at all.
type replayed struct {
	st             *state
	added, removed []tuple // by subject, repeated when a quad comes and goes
}

// take carries out a commit of a log, but for its quads.
func (r *replayed) take(c *commit, number int) error {
	st := r.st
	terms := st.memTerms[len(st.memTerms)-1]
	if c.firstID != st.maxID+1 {
		return corrupt(logName(number), -1, "a record gives out the id %d, the next one is %d", c.firstID, st.maxID+1)
	}
	terms.add(c.keys)
	st.maxID += uint32(len(c.keys))
	st.memBytes += keyBytes(c.keys)
	st.takeBlobs(c.blobs)
	st.version = c.version
	for _, part := range []struct {
		quads []store.IDQuad
		into  *[]tuple
	}{{c.added, &r.added}, {c.removed, &r.removed}} {
		for _, q := range part.quads {
			for _, id := range [4]store.ID{q.S, q.P, q.O, q.G} {
				if id == 0 || uint32(id) > st.maxID {
					return corrupt(logName(number), -1, "a record names the term %d, which is not there", id)
				}
			}
			*part.into = append(*part.into, arrange(q, bySPOG))
		}
	}
	return nil
}

// finish puts the quads into st.
func (r *replayed) finish() {
	limit := r.st.maxID + 1
	added, removed := netChange(sortTuples(r.added, limit), sortTuples(r.removed, limit))
	if len(added)+len(removed) == 0 {
		return
	}
	m := &memRun{}
	for o := range orders {
		m.added[o], m.removed[o] = sortTuples(rearranged(added, o), limit), sortTuples(rearranged(removed, o), limit)
	}
	r.st.mem = addRun(r.st.mem, m)
	r.st.memory = r.st.memory.after(m)
}

// netChange is what sorted lists of added and removed tuples come to: a tuple is added at most once more
// often than it is removed, or the other way about.
func netChange(added, removed []tuple) (more, less []tuple) {
	for len(added)+len(removed) > 0 {
		var t tuple
		if len(removed) == 0 || len(added) > 0 && !removed[0].less(added[0]) {
			t = added[0]
		} else {
			t = removed[0]
		}
		n := 0
		for ; len(added) > 0 && added[0] == t; added = added[1:] {
			n++
		}
		for ; len(removed) > 0 && removed[0] == t; removed = removed[1:] {
			n--
		}
		switch {
		case n > 0:
			more = append(more, t)
		case n < 0:
			less = append(less, t)
		}
	}
	return more, less
}

// rearranged are tuples by subject in another order of columns, not sorted.
func rearranged(tuples []tuple, o order) []tuple {
	out := make([]tuple, len(tuples))
	for i, t := range tuples {
		out[i] = arrange(t.quad(bySPOG), o)
	}
	return out
}

// radixWorth is from how many tuples on dealing them out is faster than comparing them.
const radixWorth = 1 << 12

// sortTuples sorts tuples of ids below limit, in place or into new memory.
func sortTuples(tuples []tuple, limit uint32) []tuple {
	if len(tuples) < radixWorth {
		slices.SortFunc(tuples, compareTuples)
		return tuples
	}
	out, _ := sortBy(tuples, make([]tuple, len(tuples)), limit, 0, 1, 2, 3)
	return out
}
