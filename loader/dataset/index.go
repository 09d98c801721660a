package dataset

import "sync"

// indexLimit bounds an Index: about five days of GDELT's events of two actors, some 100 MiB.
const indexLimit = 500_000

// Index remembers records by key for files that refer to them. When full it forgets the oldest first. The zero
// Index is empty and ready; it is safe for concurrent use.
type Index[K comparable, V any] struct {
	// Limit is how many records are remembered (default 500,000); set it before the first Put.
	Limit int

	mu    sync.RWMutex
	found map[K]V
	order []K
	next  int // oldest of order once it is full
}

// Put remembers v; an earlier value of k is replaced.
func (x *Index[K, V]) Put(k K, v V) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.found == nil {
		x.found = make(map[K]V)
	}
	limit := x.Limit
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

// EventIndex is an Index of events by number.
type EventIndex struct{ Index[int64, packed] }

// Put remembers an event, without the spans of its ends; of its texts it keeps copies.
func (x *EventIndex) Put(number int64, e *Event) { x.Index.Put(number, pack(e)) }

// Get returns the event of a number.
func (x *EventIndex) Get(number int64) (Event, bool) {
	p, ok := x.Index.Get(number)
	if !ok {
		return Event{}, false
	}
	return p.event(), true
}
