package journal

import (
	"maps"
	"slices"

	"entente/graph/store"
)

// changes gathers what a batch does to a state, with the net effect of operations on one quad.
type changes struct {
	s       *Store
	old     *state
	applied store.Applied
	touched map[store.IDQuad]bool // present after the batch
	order   []store.IDQuad
	blobs   map[string][]byte
	gone    map[string]bool
	record  *record // set by commit
}

func newChanges(s *Store, old *state) *changes {
	return &changes{s: s, old: old, touched: map[store.IDQuad]bool{}, blobs: map[string][]byte{}, gone: map[string]bool{}}
}

func (c *changes) has(q store.IDQuad) bool {
	if present, ok := c.touched[q]; ok {
		return present
	}
	return c.old.has(q)
}

func (c *changes) set(q store.IDQuad, present bool) {
	if _, ok := c.touched[q]; !ok {
		c.order = append(c.order, q)
	}
	c.touched[q] = present
}

func (c *changes) add(q store.Quad) error {
	c.applied.Seen++
	id, err := c.s.terms.internQuad(q)
	if err != nil {
		return err
	}
	if !c.has(id) {
		c.set(id, true)
		c.applied.Added++
	}
	return nil
}

func (c *changes) drop(q store.IDQuad) {
	if c.has(q) {
		c.set(q, false)
		c.applied.Removed++
	}
}

func (c *changes) one(op *store.Op) error {
	switch op.Kind {
	case store.OpAdd:
		return c.add(op.Quad)
	case store.OpRemove:
		if q, ok := c.s.terms.known(op.Quad); ok {
			c.drop(q)
		}
	case store.OpRemoveGraph:
		g, ok := c.s.terms.lookup(op.Quad.G)
		if !ok {
			return nil
		}
		var gone []store.IDQuad
		c.old.each(store.Pattern{G: g}, func(q store.IDQuad) bool {
			gone = append(gone, q)
			return true
		})
		for _, q := range c.order {
			if q.G == g {
				gone = append(gone, q)
			}
		}
		for _, q := range gone {
			c.drop(q)
		}
	case store.OpSetBlob:
		c.blobs[op.Key] = op.Blob
		delete(c.gone, op.Key)
	case store.OpRemoveBlob:
		delete(c.blobs, op.Key)
		if _, ok := c.old.blobs.find(op.Key); ok {
			c.gone[op.Key] = true
		}
	}
	return nil
}

// effective lists the quads whose presence differs from the old state.
func (c *changes) effective() (added, removed []store.IDQuad) {
	for _, q := range c.order {
		switch now, before := c.touched[q], c.old.has(q); {
		case now && !before:
			added = append(added, q)
		case before && !now:
			removed = append(removed, q)
		}
	}
	return added, removed
}

// empty reports that the state stays what it is. Setting a blob counts as a change even to the same bytes.
func (c *changes) empty() bool {
	if len(c.blobs)+len(c.gone) > 0 {
		return false
	}
	for _, q := range c.order {
		if c.touched[q] != c.old.has(q) {
			return false
		}
	}
	return true
}

// next is the state after the commit.
func (c *changes) next() *state {
	r := c.record
	set := map[string]place{}
	for _, b := range r.blobs {
		set[b.key] = b.at
	}
	n := &state{
		s: c.s, version: c.old.version + 1, runs: c.old.runs, terms: c.s.terms.len(), blobs: c.old.blobs.with(set, c.gone),
		quads: c.old.quads + int64(len(r.added)-len(r.removed)), adj: map[adjKey]*adjacency{},
	}
	if len(r.added)+len(r.removed) > 0 {
		n.runs = withRun(c.old.runs, newRun(r.added, r.removed))
	}
	// What was computed for predicates that this commit leaves alone still holds.
	changed := map[store.ID]bool{}
	for _, rows := range [][]store.IDQuad{r.added, r.removed} {
		for _, q := range rows {
			changed[q.P] = true
		}
	}
	c.old.mu.Lock()
	defer c.old.mu.Unlock()
	for k, a := range c.old.adj {
		if !changed[k.pred] {
			n.adj[k] = a
		}
	}
	return n
}

// recordOf is the record of the batch; terms are those with new ids.
func (c *changes) recordOf(terms []store.Term) *record {
	r := &record{kind: kindCommit, terms: terms}
	r.added, r.removed = c.effective()
	for _, k := range slices.Sorted(maps.Keys(c.blobs)) {
		r.blobs = append(r.blobs, blob{key: k, value: c.blobs[k]})
	}
	r.gone = slices.Sorted(maps.Keys(c.gone))
	return r
}
