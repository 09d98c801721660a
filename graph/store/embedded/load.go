package embedded

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"

	"entente/graph/store"
)

// Load implements store.Store. The input becomes chunks of bounded memory; a chunk's terms are
// sorted, and when there are several they are spilled to disk and merged. New terms get ids in the
// sequence of their keys. The quads become files that are named in the manifest at the end.
func (s *Store) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], opt *store.LoadOptions) (store.Applied, error) {
	return s.load(ctx, opt, func(l *load, full, empty chan *packet) error { return l.packAll(quads, full, empty) })
}

// LoadBlocks implements store.BlockLoader: a block is a packet, whose terms get their numbers once.
func (s *Store) LoadBlocks(ctx context.Context, blocks iter.Seq2[*store.Block, error], opt *store.LoadOptions) (store.Applied, error) {
	return s.load(ctx, opt, func(l *load, full, empty chan *packet) error { return l.packBlocks(blocks, full, empty) })
}

func (s *Store) load(ctx context.Context, opt *store.LoadOptions, pack func(l *load, full, empty chan *packet) error) (store.Applied, error) {
	if err := s.acquire(ctx); err != nil {
		return store.Applied{}, err
	}
	defer func() { s.writer <- struct{}{} }()
	l := &load{s: s, ctx: ctx, budget: s.opt.LoadBytes}
	if opt != nil {
		l.progress = opt.Progress
		if opt.MemoryBytes > 0 {
			l.budget = opt.MemoryBytes
		}
	}
	defer l.cleanUp()
	if err := l.read(pack); err != nil {
		return store.Applied{}, fmt.Errorf("load: %w", err)
	}
	applied, err := l.finish()
	if err != nil {
		return store.Applied{}, fmt.Errorf("load: %w", err)
	}
	return applied, nil
}

// load is one call of Load.
type load struct {
	s        *Store
	ctx      context.Context // of the call
	budget   int64
	progress func(int64)

	seen    int64
	chunk   *chunk
	spilled []*spilled
	spill   *spiller
	names   int // of temporary files
	rooms   [3][]tuple
}

// read packs the quads on this goroutine while another one gives their terms numbers.
func (l *load) read(pack func(l *load, full, empty chan *packet) error) error {
	full, empty := make(chan *packet, 4), make(chan *packet, 6)
	for range cap(empty) {
		empty <- &packet{}
	}
	l.chunk = newChunk()
	taken := make(chan error, 1)
	go func() { taken <- l.takeAll(full, empty) }()
	err := pack(l, full, empty)
	close(full)
	return cmp.Or(err, <-taken)
}

func (l *load) packAll(quads iter.Seq2[store.Quad, error], full, empty chan *packet) error {
	var k packer
	p := <-empty
	for q, err := range quads {
		if err == nil {
			err = q.Valid()
		}
		if err != nil {
			return fmt.Errorf("quad %d: %w", l.seen+1, err)
		}
		k.add(p, &q)
		l.seen++
		if p.quads == packetQuads {
			if err := l.ctx.Err(); err != nil {
				return err
			}
			if l.progress != nil {
				l.progress(l.seen)
			}
			full <- p
			p = <-empty
			p.reset()
		}
	}
	full <- p
	return l.ctx.Err()
}

func (l *load) packBlocks(blocks iter.Seq2[*store.Block, error], full, empty chan *packet) error {
	for b, err := range blocks {
		if err == nil {
			err = cmp.Or(b.Valid(), l.ctx.Err())
		}
		if err != nil {
			return fmt.Errorf("after quad %d: %w", l.seen, err)
		}
		p := <-empty
		p.fill(b)
		l.seen += int64(len(b.Quads))
		if l.progress != nil {
			l.progress(l.seen)
		}
		full <- p
	}
	return l.ctx.Err()
}

// takeAll fills chunks. After an error it goes on emptying the channel.
func (l *load) takeAll(full, empty chan *packet) (err error) {
	for p := range full {
		if err == nil {
			l.chunk.take(p)
			if l.chunk.bytes() > l.budget || uint64(l.chunk.keys()) > 1<<31 {
				next := l.chunk.successor()
				err = l.put(l.chunk)
				l.chunk = next
			}
		}
		empty <- p
	}
	return err
}

// put spills a chunk while the next one is filled.
func (l *load) put(c *chunk) error {
	if l.spill == nil {
		l.spill = startSpiller(l)
	}
	return l.spill.put(c)
}

func (l *load) cleanUp() {
	if l.spill != nil {
		_ = l.spill.close() // an error was told by whoever needed the file
	}
	for _, c := range l.spilled {
		c.remove()
	}
}

// finish makes the quads that were read visible.
func (l *load) finish() (store.Applied, error) {
	s := l.s
	st := s.current()
	defer func() { st.drop() }()
	if l.spill == nil && l.chunk.rows <= s.opt.SmallLoad {
		return l.small(st)
	}
	if err := s.settle(); err != nil {
		return store.Applied{}, err
	}
	st.drop()
	st = s.current()
	var made newFiles
	added, err := l.write(st, &made)
	if err == nil {
		err = l.ctx.Err()
	}
	if err != nil {
		return store.Applied{}, errors.Join(err, s.discard(&made))
	}
	applied := store.Applied{Seen: l.seen, Added: added, Version: st.version}
	if added == 0 {
		return applied, s.discard(&made)
	}
	applied.Version++
	return applied, s.installLoad(st, &made)
}

// settle has all that lies in memory written to files.
func (s *Store) settle() error {
	for {
		st := s.current()
		frozen, clean := st.isFrozen(), len(st.mem)+len(st.memBlobs) == 0 && st.memTerms[0].len() == 0
		st.drop()
		switch {
		case frozen:
			s.wakeFlush()
			if err := s.awaitFlush(); err != nil {
				return err
			}
		case clean:
			return nil
		default:
			if err := s.freeze(); err != nil {
				return err
			}
		}
		if err := s.work.ctx.Err(); err != nil {
			return store.ErrClosed
		}
	}
}

// installLoad names the files of a load, with a log of its own to go on with.
func (s *Store) installLoad(st *state, made *newFiles) error {
	log, err := createLog(s.fs, s.path, s.log.number+1, st.version+1)
	if err != nil {
		if errors.Is(err, errLeft) {
			s.failed = err
		}
		return errors.Join(err, s.discard(made))
	}
	next := st.maxID + 1
	for _, f := range made.terms {
		next += f.file.n
	}
	err = s.install(made, func(m *manifest, n *state) {
		m.Version, m.FirstLog, m.NextID = st.version+1, log.number, next
		n.version, n.maxID = m.Version, next-1
		n.memTerms = []*memTerms{newMemTerms(next)}
		n.memory = newRemembered()
	}, nil)
	if err != nil {
		err = errors.Join(err, log.f.Close(), removeLog(s.fs, s.path, log.number))
		if errors.Is(err, errUndecided) || errors.Is(err, errLeft) {
			s.failed = err
		}
		return err
	}
	_ = s.log.f.Close() // every commit in it is durable
	s.log = log
	s.mark.set(s, log.number, log.size)
	s.wakeMerge()
	return nil
}

// small writes a short input as one batch.
func (l *load) small(st *state) (store.Applied, error) {
	b := &store.Batch{}
	terms := make([]store.Term, l.chunk.keys()+1)
	for n := range l.chunk.keys() {
		t, err := termOfKey(l.chunk.key(uint32(n)))
		if err != nil {
			return store.Applied{}, err
		}
		terms[n+1] = t
	}
	for _, rows := range l.chunk.segments {
		for _, t := range rows {
			c := t.columns()
			b.Add(store.Quad{S: terms[c[0]], P: terms[c[1]], O: terms[c[2]], G: terms[c[3]]})
		}
	}
	r := &request{ctx: l.ctx, batch: b, done: make(chan struct{})}
	l.s.group([]*request{r})
	<-r.done
	return r.applied, r.err
}
