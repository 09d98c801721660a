package embedded

import (
	"fmt"
	"sync"
	"sync/atomic"

	"entente/graph/store"
)

// state is a snapshot: it never changes, but for what is remembered about it. It keeps the files
// that it needs open as long as somebody holds it.
type state struct {
	version uint64
	maxID   uint32

	quads  []*fileRef[*quadFile]
	frozen []*memRun // being written to a file
	mem    []*memRun

	terms    []*fileRef[*termFile]
	memTerms []*memTerms // oldest first

	blobs       []*fileRef[*blobFile] // newest first
	frozenBlobs []memBlobs
	memBlobs    []memBlobs
	memBytes    int64 // of terms and blobs in memory, about

	// What is frozen was made by commits up to frozenVersion; logs from frozenLog on come after it.
	frozenLog     int
	frozenVersion uint64

	refs   atomic.Int64
	memory *remembered
}

// remembered is what was found out about a snapshot; it depends on its version only, so states of
// one version share it.
type remembered struct {
	mu         sync.Mutex
	predicates []store.PredicateCount
	counts     map[store.ID]int64 // quads of a predicate
	top        []store.SubjectCount
	topAsked   int
	graphs     int64
	blobs      int64
	adjacency  map[adjacencyKey]*adjacencyEntry
}

func newRemembered() *remembered {
	return &remembered{graphs: -1, blobs: -1, counts: map[store.ID]int64{}, adjacency: map[adjacencyKey]*adjacencyEntry{}}
}

// fileRef counts the states that need a file.
type fileRef[F any] struct {
	file    F
	refs    atomic.Int64
	release func() error
}

func newFileRef[F any](file F, release func() error) *fileRef[F] {
	return &fileRef[F]{file: file, release: release}
}

func (r *fileRef[F]) drop() {
	if r.refs.Add(-1) == 0 {
		_ = r.release() // unmapping; nothing depends on it any more
	}
}

// hold adds a holder unless the state is already gone.
func (s *state) hold() bool {
	for {
		n := s.refs.Load()
		if n == 0 {
			return false
		}
		if s.refs.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// start makes s live with one holder; it must be complete.
func (s *state) start() {
	for _, f := range s.quads {
		f.refs.Add(1)
	}
	for _, f := range s.terms {
		f.refs.Add(1)
	}
	for _, f := range s.blobs {
		f.refs.Add(1)
	}
	s.refs.Store(1)
}

func (s *state) drop() {
	if s.refs.Add(-1) > 0 {
		return
	}
	for _, f := range s.quads {
		f.drop()
	}
	for _, f := range s.terms {
		f.drop()
	}
	for _, f := range s.blobs {
		f.drop()
	}
}

// next is a copy of s to be changed and started.
func (s *state) next() *state {
	return &state{
		version: s.version, maxID: s.maxID, quads: s.quads, frozen: s.frozen, mem: s.mem, terms: s.terms,
		memTerms: s.memTerms, blobs: s.blobs, frozenBlobs: s.frozenBlobs, memBlobs: s.memBlobs, memBytes: s.memBytes,
		frozenLog: s.frozenLog, frozenVersion: s.frozenVersion, memory: s.memory,
	}
}

func (s *state) runs() []run {
	out := make([]run, 0, len(s.quads)+len(s.frozen)+len(s.mem))
	for _, f := range s.quads {
		out = append(out, diskRun{f.file})
	}
	for _, m := range s.frozen {
		out = append(out, m)
	}
	for _, m := range s.mem {
		out = append(out, m)
	}
	return out
}

// blobRuns lists the runs of blobs, newest first.
func (s *state) blobRuns() []blobRun {
	var out []blobRun
	for _, m := range s.memBlobs {
		out = append(out, m)
	}
	for _, m := range s.frozenBlobs {
		out = append(out, m)
	}
	for _, f := range s.blobs {
		out = append(out, f.file)
	}
	return out
}

// find looks up a key.
func (s *state) find(key []byte) (id uint32, ok bool, err error) {
	for i := len(s.memTerms) - 1; i >= 0; i-- {
		if id, ok := s.memTerms[i].find(key); ok {
			return id, true, nil
		}
	}
	for _, f := range s.terms {
		if id, ok, err := f.file.find(key); ok || err != nil {
			return id, ok, err
		}
	}
	return 0, false, nil
}

// term is the inverse of find.
func (s *state) term(id uint32) (store.Term, error) {
	if id == uint32(store.DefaultGraph) {
		return store.Term{}, nil
	}
	for _, f := range s.terms {
		if f.file.holds(id) {
			var buf [256]byte
			key, err := f.file.key(id, buf[:0])
			if err != nil {
				return store.Term{}, err
			}
			t, err := termOfKey(key)
			if err != nil {
				return t, corrupt(f.file.name, -1, "term %d: %v", id, err)
			}
			return t, nil
		}
	}
	for _, m := range s.memTerms {
		if key, ok := m.key(id); ok {
			return termOfKey([]byte(key))
		}
	}
	return store.Term{}, fmt.Errorf("%w: %d", store.ErrNoTerm, id)
}

// has reports whether a quad is there.
func (s *state) has(t tuple) (bool, error) {
	buf := takeBuffer()
	defer giveBack(buf)
	sum := 0
	for i := len(s.mem) - 1; i >= 0; i-- {
		sum += s.mem[i].holds(t)
	}
	for _, m := range s.frozen {
		sum += m.holds(t)
	}
	for _, f := range s.quads {
		for _, removed := range []bool{false, true} {
			table := f.file.table(bySPOG, removed)
			if table.tuples == 0 {
				continue
			}
			there, err := table.holds(t, buf)
			if err != nil {
				return false, err
			}
			if there && removed {
				sum--
			} else if there {
				sum++
			}
		}
	}
	return sum > 0, nil
}

// holds is 1 if the run adds t, -1 if it removes it, else 0.
func (m *memRun) holds(t tuple) int {
	if a := m.added[bySPOG]; len(a) > 0 {
		if i := rankIn(a, t, false); i < len(a) && a[i] == t {
			return 1
		}
	}
	if r := m.removed[bySPOG]; len(r) > 0 {
		if i := rankIn(r, t, false); i < len(r) && r[i] == t {
			return -1
		}
	}
	return 0
}

func (t *diskTable) holds(key tuple, buf *buffer) (bool, error) {
	n, err := t.rank(key, true, key, buf)
	if err != nil || n == 0 {
		return false, err
	}
	// rank decoded the block that holds the tuple before rank n, which is key if it is there.
	return buf.tuples[(n-1)%blockTuples] == key, nil
}
