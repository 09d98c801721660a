package embedded

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"entente/graph/store"
)

const defaultGraph = uint32(store.DefaultGraph)

// write makes the files of a load; it returns how many quads were not there before. What it needs of
// the store is the snapshot st, which has everything in files.
func (l *load) write(st *state, made *newFiles) (added int64, err error) {
	if l.spill == nil {
		rows, limit, err := l.wholeInMemory(st, made)
		if err != nil {
			return 0, err
		}
		return l.writeRows(st, made, rows, limit)
	}
	if l.chunk.rows > 0 {
		if err := l.put(l.chunk); err != nil {
			return 0, err
		}
	}
	l.chunk = nil
	if err := l.spill.close(); err != nil {
		return 0, err
	}
	if err := l.giveIDs(st, made, l.mergeChunkKeys); err != nil {
		return 0, err
	}
	for _, c := range l.spilled {
		c.closeKeys()
	}
	// The memory of the chunks is given back before as much is taken for sorting, so that the peak is not the sum.
	debug.FreeOSMemory()
	return l.writeSpilled(st, made)
}

// wholeInMemory gives the terms of the only chunk their ids and returns its rows in ids.
func (l *load) wholeInMemory(st *state, made *newFiles) (rows []tuple, limit uint32, err error) {
	c := l.chunk
	order := c.sorted()
	ids := make([]uint32, c.keys())
	err = l.giveIDs(st, made, func(g *idGiver) error {
		for i, n := range order {
			if i%checkEvery == 0 && l.ctx.Err() != nil {
				return l.ctx.Err()
			}
			id, err := g.id(c.key(n))
			if err != nil {
				return err
			}
			ids[n] = id
		}
		limit = g.next - 1
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	segments, n := c.segments, c.rows
	l.chunk = nil // keys and table are not needed any more
	rows = make([]tuple, 0, n)
	for i, s := range segments {
		toIDs(s, ids)
		rows = append(rows, s...)
		segments[i] = nil
	}
	return rows, limit, nil
}

// sortNew sorts rows by subject and takes out what is there twice or already in the store.
func sortNew(ctx context.Context, st *state, rows, scratch []tuple, limit uint32) (sorted, free []tuple, err error) {
	rows, scratch = sortBy(rows, scratch, limit, 0, 1, 2, 3)
	rows, err = withoutKnown(ctx, st, distinctRows(rows))
	return rows, scratch, err
}

func (l *load) writeRows(st *state, made *newFiles, rows []tuple, limit uint32) (int64, error) {
	rows, scratch, err := sortNew(l.ctx, st, rows, l.room(0, len(rows)), limit)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	name := l.s.nextName(quadPrefix)
	w, err := createQuads(l.s.fs, l.s.name(name))
	if err != nil {
		return 0, err
	}
	if err := l.writeOrders(w, rows, scratch[:len(rows)], limit); err != nil {
		w.w.abandon()
		return 0, err
	}
	return int64(len(rows)), l.s.addQuads(made, w, name)
}

// writeOrders writes rows, sorted by subject, in all orders. While one is written the next is
// sorted: a stable sort needs only the columns that come first in it. The rows are used up.
func (l *load) writeOrders(w *quadWriter, rows, scratch []tuple, limit uint32) error {
	others := []struct {
		o       order
		columns []int // of a tuple by subject
	}{{byPOSG, []int{1, 2}}, {byOSPG, []int{2}}, {byGSPO, []int{3}}}
	type ready struct {
		o    order
		rows []tuple
	}
	next := make(chan ready)
	free := make(chan []tuple, 3)
	free <- scratch
	free <- l.room(1, len(rows))
	free <- l.room(2, len(rows))
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(next)
		for _, x := range others {
			out, spare := <-free, <-free
			copy(out, rows)
			sorted, other := sortBy(out, spare, limit, x.columns...)
			for i, t := range sorted {
				sorted[i] = arrange(t.quad(bySPOG), x.o)
			}
			free <- other
			next <- ready{x.o, sorted}
		}
	})
	w.writeAll(bySPOG, false, rows)
	for r := range next {
		if l.ctx.Err() == nil {
			w.writeAll(r.o, false, r.rows)
		}
		free <- r.rows
	}
	wait.Wait()
	return cmp.Or(l.ctx.Err(), w.w.err)
}

// room gives working memory for n rows; the same is given out again for the next chunk.
func (l *load) room(i, n int) []tuple {
	if cap(l.rooms[i]) < n {
		l.rooms[i] = make([]tuple, n)
	}
	return l.rooms[i][:n]
}

// part is a sorted chunk, and as much working memory as it had before.
type part struct {
	rows, free []tuple
	err        error
}

// parts sorts chunks while the one before is being written: 96 bytes a row of the largest chunk. Who is done with one gives its memory back; stop ends it early
// and waits.
func (l *load) parts(st *state, limit uint32) (ready <-chan part, giveBack func(part), stop func()) {
	most := 0
	for _, c := range l.spilled {
		most = max(most, c.rows)
	}
	memory := make(chan part, 2)
	memory <- part{rows: make([]tuple, most), free: l.room(0, most)}
	memory <- part{rows: make([]tuple, most), free: make([]tuple, most)}
	ctx, cancel := context.WithCancel(l.ctx)
	out := make(chan part)
	var wait sync.WaitGroup
	wait.Go(func() {
		defer close(out)
		for _, c := range l.spilled {
			var p part
			select {
			case p = <-memory:
			case <-ctx.Done():
				return
			}
			p.rows, p.free = p.rows[:c.rows], p.free[:c.rows]
			if p.err = c.load(p.rows); p.err == nil {
				c.remove()
				p.rows, p.free, p.err = sortNew(ctx, st, p.rows, p.free, limit)
			}
			select {
			case out <- p:
			case <-ctx.Done():
				return
			}
		}
	})
	giveBack = func(p part) { memory <- part{rows: p.rows[:cap(p.rows)], free: p.free[:cap(p.free)]} }
	return out, giveBack, func() { cancel(); wait.Wait() }
}

// writeSpilled sorts chunk by chunk into temporary files of quads and merges them.
func (l *load) writeSpilled(st *state, made *newFiles) (added int64, err error) {
	limit := st.maxID
	for _, f := range made.terms {
		limit += f.file.n
	}
	var sorted newFiles
	defer func() {
		if e := l.s.discard(&sorted); err == nil {
			err = e
		}
	}()
	ready, giveBack, stop := l.parts(st, limit)
	defer stop()
	for p := range ready {
		if p.err != nil {
			return 0, p.err
		}
		if len(p.rows) == 0 {
			giveBack(p)
			continue
		}
		name := l.s.nextName(quadPrefix)
		w, err := createQuads(l.s.fs, l.s.name(name))
		if err != nil {
			return 0, err
		}
		if err := l.writeOrders(w, p.rows, p.free[:len(p.rows)], limit); err != nil {
			w.w.abandon()
			return 0, err
		}
		giveBack(p)
		if err := l.s.addQuads(&sorted, w, name); err != nil {
			return 0, err
		}
	}
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	stop()
	l.rooms = [3][]tuple{}
	switch len(sorted.quads) {
	case 0:
		return 0, nil
	case 1:
		added = int64(sorted.quads[0].file.section[0].tuples)
		made.quads, made.infos[0] = sorted.quads, sorted.infos[0]
		sorted = newFiles{}
		return added, nil
	}
	return l.mergeSorted(made, sorted.quads)
}

// mergeSorted writes the union of files as one.
func (l *load) mergeSorted(made *newFiles, files []*fileRef[*quadFile]) (int64, error) {
	var runs []run
	for _, f := range files {
		runs = append(runs, diskRun{f.file})
	}
	name := l.s.nextName(quadPrefix)
	w, err := createQuads(l.s.fs, l.s.name(name))
	if err != nil {
		return 0, err
	}
	for o := range orders {
		if err := unionInto(l.ctx, w, runs, o); err != nil {
			w.w.abandon()
			return 0, fmt.Errorf("merge: %w", err)
		}
	}
	n := w.section[0].tuples
	return n, l.s.addQuads(made, w, name)
}

// unionInto writes one order of what the runs add. One goroutine merges, another packs and writes.
func unionInto(ctx context.Context, w *quadWriter, runs []run, o order) error {
	m, err := openWhole(runs, o)
	if err != nil {
		return err
	}
	// As many batches lie between them as are merged while the file is synchronised once.
	const batch, batches = 16 * blockTuples, 192
	full, empty := make(chan []tuple, batches-2), make(chan []tuple, batches)
	for range cap(empty) {
		empty <- make([]tuple, 0, batch)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for rows := range full {
			w.writeAll(o, false, rows)
			empty <- rows[:0]
		}
	})
	out := <-empty
	err = m.each(func(tuples []tuple, _ int) bool {
		for len(tuples) > 0 {
			n := min(len(tuples), batch-len(out))
			out = append(out, tuples[:n]...)
			tuples = tuples[n:]
			if len(out) == batch {
				full <- out
				out = <-empty
				if ctx.Err() != nil {
					return false
				}
			}
		}
		return true
	})
	if len(out) > 0 {
		full <- out
	}
	close(full)
	wait.Wait()
	m.close()
	return cmp.Or(err, ctx.Err(), w.w.err)
}
