package embedded

import (
	"context"
	"fmt"
	"sync"

	"entente/graph/store"
)

// checkEvery is the number of operations or rows between two looks at the context.
const checkEvery = 4096

// request is a batch that waits to be written.
type request struct {
	ctx     context.Context // of its caller, who waits for done
	batch   *store.Batch
	applied store.Applied
	err     error
	done    chan struct{}
}

// queue holds the requests that the next writer carries out together.
type queue struct {
	mu      sync.Mutex
	waiting []*request
}

func (q *queue) put(r *request) {
	q.mu.Lock()
	q.waiting = append(q.waiting, r)
	q.mu.Unlock()
}

func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.waiting
	q.waiting = nil
	return all
}

// withdraw takes r back; false when somebody has taken it to carry it out.
func (q *queue) withdraw(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, x := range q.waiting {
		if x == r {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// Apply implements store.Store. Whoever gets the token writes for all that wait, with one
// synchronisation.
func (s *Store) Apply(ctx context.Context, b *store.Batch) (store.Applied, error) {
	if s.opt.ReadOnly {
		return store.Applied{}, store.ErrReadOnly
	}
	if s.closed.Load() {
		return store.Applied{}, store.ErrClosed
	}
	if err := b.Valid(); err != nil {
		return store.Applied{}, err
	}
	if err := ctx.Err(); err != nil {
		return store.Applied{}, err
	}
	s.commits.begin()
	defer s.commits.end()
	r := &request{ctx: ctx, batch: b, done: make(chan struct{})}
	s.queue.put(r)
	select {
	case <-r.done:
	case <-ctx.Done():
		if s.queue.withdraw(r) {
			return store.Applied{}, ctx.Err()
		}
		<-r.done
	case <-s.writer:
		s.group(s.queue.take())
		s.writer <- struct{}{}
		<-r.done // it was in the group, or in one before
	}
	return r.applied, r.err
}

// group carries out requests: each all or nothing, all of them durable together.
func (s *Store) group(requests []*request) {
	if err := s.writable(); err != nil {
		finish(requests, err)
		return
	}
	st := s.current()
	defer st.drop()
	dict := newDictionary(st)
	cur := st
	var commits []*commit
	var good []*request
	for _, r := range requests {
		known := len(dict.keys)
		c, next, err := s.carryOut(r, dict, cur)
		if err != nil || c == nil {
			dict.cut(known)
			r.err = err
		} else {
			c.firstID, c.keys = dict.next+uint32(known), dict.keys[known:]
			commits, cur = append(commits, c), next
		}
		if err != nil {
			close(r.done)
			continue
		}
		r.applied.Version = cur.version
		good = append(good, r)
	}
	if len(commits) == 0 {
		finish(good, nil)
		return
	}
	if err := s.write(commits); err != nil {
		finish(good, err)
		return
	}
	s.publish(cur, dict)
	finish(good, nil)
	s.relieve()
}

// publish makes what commits changed visible. Meanwhile the background may have written other
// files with the same quads, so only what commits change is taken from cur.
func (s *Store) publish(cur *state, dict *dictionary) {
	s.mu.Lock()
	next := s.now.next()
	next.memTerms[len(next.memTerms)-1].add(dict.keys)
	next.version, next.maxID, next.memory = cur.version, dict.next+uint32(len(dict.keys))-1, cur.memory
	next.mem, next.memBlobs, next.memBytes = cur.mem, cur.memBlobs, cur.memBytes+keyBytes(dict.keys)
	next.start()
	next.refs.Add(1)
	old := s.now
	s.now = next
	s.mu.Unlock()
	old.drop()
	s.renew(next)
	next.drop()
}

func keyBytes(keys []string) (n int64) {
	for _, k := range keys {
		n += int64(len(k)) + 64 // with its place in the maps
	}
	return n
}

// finish answers requests; an error is that of the whole group.
func finish(requests []*request, err error) {
	for _, r := range requests {
		if err != nil {
			r.applied, r.err = store.Applied{}, err
		}
		close(r.done)
	}
}

// carryOut finds what a request changes in cur, and the snapshot after it; c is nil when that is nothing.
func (s *Store) carryOut(r *request, dict *dictionary, cur *state) (c *commit, next *state, err error) {
	ch := newChanges(dict, cur)
	err = ch.all(r.ctx, r.batch)
	if err == nil {
		err = r.ctx.Err()
	}
	if err != nil {
		return nil, nil, err
	}
	c = ch.commit()
	r.applied = ch.applied
	if c.empty() {
		return nil, nil, nil
	}
	c.version = cur.version + 1
	return c, cur.after(c), nil
}

// after is the snapshot that a commit makes; its new terms are not in it yet.
func (s *state) after(c *commit) *state {
	n := s.next()
	n.version = c.version
	var m *memRun
	if len(c.added)+len(c.removed) > 0 {
		m = newMemRun(c.added, c.removed)
		n.mem = addRun(s.mem, m)
	}
	n.takeBlobs(c.blobs)
	n.memory = s.memory.after(m)
	return n
}

// takeBlobs adds blobs to s, which is being made.
func (s *state) takeBlobs(blobs memBlobs) {
	if len(blobs) == 0 {
		return
	}
	s.memBlobs = addBlobs(s.memBlobs, blobs)
	for _, b := range blobs {
		s.memBytes += int64(len(b.key)+len(b.value)) + 64
	}
}

// write makes commits durable with one synchronisation. After an error nothing of them is left, or
// the store stops writing.
func (s *Store) write(commits []*commit) error {
	if s.log.cut {
		if err := s.nextLog(commits[0].version - 1); err != nil {
			return err
		}
	}
	broken, err := s.log.append(commits)
	if broken {
		s.failed = err
	}
	if err != nil {
		return fmt.Errorf("write the store: %w", err)
	}
	s.mark.set(s, s.log.number, s.log.size)
	return nil
}
