package bench

import (
	"sync"

	"entente/graph/store"
)

// marks is a set of nodes in order of arrival.
type marks struct {
	bits []uint64
	list []store.ID
}

// spare keeps sets between walks; they are emptied before they come here.
var spare = sync.Pool{New: func() any { return new(marks) }}

func newMarks(top store.ID) *marks {
	m := spare.Get().(*marks)
	if words := int(top)/64 + 1; len(m.bits) < words {
		m.bits = make([]uint64, words)
	}
	return m
}

func (m *marks) has(n store.ID) bool { return m.bits[n/64]&(1<<(n%64)) != 0 }

func (m *marks) add(n store.ID) bool {
	if m.has(n) {
		return false
	}
	m.bits[n/64] |= 1 << (n % 64)
	m.list = append(m.list, n)
	return true
}

func (m *marks) free() {
	if len(m.list) > len(m.bits) {
		clear(m.bits)
	} else {
		for _, n := range m.list {
			m.bits[n/64] = 0
		}
	}
	m.list = m.list[:0]
	spare.Put(m)
}
