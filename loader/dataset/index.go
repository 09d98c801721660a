package dataset

import "sync"

// indexLimit bounds an Index: about a week of GDELT events, some 200 MiB at the very most.
const indexLimit = 2_000_000

// Index remembers records by key for files that refer to them. When full it forgets the oldest first. The zero
// Index is empty and ready; it is safe for concurrent use.
type Index[K comparable, V any] struct {
	mu    sync.RWMutex
	found map[K]V
	order []K
	next  int // oldest of order once it is full
	limit int // 0 for indexLimit
}

// NewIndex makes an Index that remembers so many records at most.
func NewIndex[K comparable, V any](limit int) *Index[K, V] { return &Index[K, V]{limit: limit} }

// Put remembers v; an earlier value of k is replaced.
func (x *Index[K, V]) Put(k K, v V) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.found == nil {
		x.found = make(map[K]V)
	}
	limit := x.limit
	if limit == 0 {
		limit = indexLimit
	}
	if _, there := x.found[k]; !there {
		if len(x.order) < limit {
			x.order = append(x.order, k)
		} else {
			delete(x.found, x.order[x.next])
			x.order[x.next] = k
			x.next = (x.next + 1) % limit
		}
	}
	x.found[k] = v
}

// Get returns what is remembered for k.
func (x *Index[K, V]) Get(k K) (V, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	v, ok := x.found[k]
	return v, ok
}

// Len is the number of keys.
func (x *Index[K, V]) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.found)
}
