package embedded

import (
	"slices"
	"sync"
)

// memTerms are the terms that no file has yet, with ids from first on. Snapshots share them:
// that a later term is found too does no harm, for no quad of the snapshot has it.
type memTerms struct {
	first uint32

	mu   sync.RWMutex
	ids  map[string]uint32
	keys []string
}

func newMemTerms(first uint32) *memTerms {
	return &memTerms{first: first, ids: map[string]uint32{}}
}

func (m *memTerms) find(key []byte) (uint32, bool) {
	m.mu.RLock()
	id, ok := m.ids[string(key)]
	m.mu.RUnlock()
	return id, ok
}

func (m *memTerms) key(id uint32) (string, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if id < m.first || id-m.first >= uint32(len(m.keys)) {
		return "", false
	}
	return m.keys[id-m.first], true
}

func (m *memTerms) len() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.keys)
}

// add appends keys; the first gets the next id.
func (m *memTerms) add(keys []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, k := range keys {
		m.ids[k] = m.first + uint32(len(m.keys))
		m.keys = append(m.keys, k)
	}
}

// sortedIDs lists the ids by key. Only for terms that no longer grow.
func (m *memTerms) sortedIDs() []uint32 {
	out := make([]uint32, len(m.keys))
	for i := range out {
		out[i] = m.first + uint32(i)
	}
	slices.SortFunc(out, func(a, b uint32) int {
		x, y := m.keys[a-m.first], m.keys[b-m.first]
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}
