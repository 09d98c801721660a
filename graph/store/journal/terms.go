package journal

import (
	"fmt"
	"strings"
	"sync"

	"entente/graph/store"
)

// terms is the dictionary. It only grows, so readers of old snapshots may look in it as well.
type terms struct {
	mu   sync.RWMutex
	ids  map[store.Term]store.ID
	list []store.Term // by id
}

func newTerms() *terms {
	return &terms{ids: map[store.Term]store.ID{}, list: make([]store.Term, store.DefaultGraph+1)}
}

func (t *terms) lookup(x store.Term) (store.ID, bool) {
	if x.IsZero() {
		return store.DefaultGraph, true
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	id, ok := t.ids[x]
	return id, ok
}

func (t *terms) term(id store.ID) (store.Term, error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if id == 0 || int(id) >= len(t.list) {
		return store.Term{}, fmt.Errorf("%w: %d", store.ErrNoTerm, id)
	}
	return t.list[id], nil
}

func (t *terms) len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.list)
}

// intern gives a term's id, a new one where it has none. The strings are copied: callers reuse theirs.
func (t *terms) intern(x store.Term) (store.ID, error) {
	if id, ok := t.lookup(x); ok {
		return id, nil
	}
	x.Value, x.Datatype, x.Lang, x.Dir = strings.Clone(x.Value), strings.Clone(x.Datatype), strings.Clone(x.Lang), strings.Clone(x.Dir)
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.list) > int(^store.ID(0)>>1) {
		return 0, store.ErrFull
	}
	id := store.ID(len(t.list))
	t.list = append(t.list, x)
	t.ids[x] = id
	return id, nil
}

func (t *terms) internQuad(q store.Quad) (out store.IDQuad, err error) {
	for _, f := range [...]struct {
		term *store.Term
		id   *store.ID
	}{{&q.S, &out.S}, {&q.P, &out.P}, {&q.O, &out.O}, {&q.G, &out.G}} {
		if *f.id, err = t.intern(*f.term); err != nil {
			return out, err
		}
	}
	return out, nil
}

// known gives a quad's ids; ok is false when the store never held one of its terms.
func (t *terms) known(q store.Quad) (out store.IDQuad, ok bool) {
	for _, f := range [...]struct {
		term *store.Term
		id   *store.ID
	}{{&q.S, &out.S}, {&q.P, &out.P}, {&q.O, &out.O}, {&q.G, &out.G}} {
		if *f.id, ok = t.lookup(*f.term); !ok {
			return out, false
		}
	}
	return out, true
}

// since lists the terms from id n on.
func (t *terms) since(n int) []store.Term {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.list[n:]
}

// cut forgets the terms from id n on: those of a batch that failed.
func (t *terms) cut(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, x := range t.list[n:] {
		delete(t.ids, x)
	}
	t.list = t.list[:n:n]
}
