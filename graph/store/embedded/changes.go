package embedded

import (
	"context"
	"maps"
	"slices"
	"strings"

	"entente/graph/store"
)

// dictionary gives ids to the terms of a group of batches. What it gives out counts only once the
// group is durable; until then nobody else sees it.
type dictionary struct {
	st    *state
	fresh map[string]uint32
	keys  []string // fresh ones; the first has id next
	next  uint32
	buf   []byte
}

func newDictionary(st *state) *dictionary {
	return &dictionary{st: st, fresh: map[string]uint32{}, next: st.maxID + 1}
}

func (d *dictionary) find(t *store.Term) (id uint32, ok bool, err error) {
	if t.IsZero() {
		return uint32(store.DefaultGraph), true, nil
	}
	d.buf = appendKey(d.buf[:0], t)
	if id, ok := d.fresh[string(d.buf)]; ok {
		return id, true, nil
	}
	return d.st.find(d.buf)
}

func (d *dictionary) intern(t *store.Term) (uint32, error) {
	id, ok, err := d.find(t)
	if ok || err != nil {
		return id, err
	}
	id = d.next + uint32(len(d.keys))
	if id < d.next {
		return 0, store.ErrFull
	}
	key := string(d.buf)
	d.fresh[key] = id
	d.keys = append(d.keys, key)
	return id, nil
}

// cut forgets the terms from the n-th fresh one on: those of a batch that failed.
func (d *dictionary) cut(n int) {
	for _, k := range d.keys[n:] {
		delete(d.fresh, k)
	}
	d.keys = d.keys[:n]
}

// changes gathers what a batch does to a snapshot, with the net effect of its operations.
type changes struct {
	dict    *dictionary
	old     *state
	applied store.Applied
	touched map[store.IDQuad]presence
	order   []store.IDQuad
	blobs   map[string]blob
	// fresh is the first id that old cannot know: a quad with it, or a later one, is not in old.
	fresh uint32
}

// presence tells whether a quad was there before the batch, and is there now.
type presence struct{ before, now bool }

func newChanges(dict *dictionary, old *state) *changes {
	return &changes{
		dict: dict, old: old, touched: map[store.IDQuad]presence{}, blobs: map[string]blob{}, fresh: dict.next + uint32(len(dict.keys)),
	}
}

func (c *changes) has(q store.IDQuad) (bool, error) {
	if p, ok := c.touched[q]; ok {
		return p.now, nil
	}
	if uint32(max(q.S, q.P, q.O, q.G)) >= c.fresh {
		return false, nil
	}
	return c.old.has(arrange(q, bySPOG))
}

// set makes a quad present that is absent, or absent that is present.
func (c *changes) set(q store.IDQuad, present bool) {
	p, ok := c.touched[q]
	if !ok {
		c.order = append(c.order, q)
		p.before = !present
	}
	p.now = present
	c.touched[q] = p
}

// all carries out a batch.
func (c *changes) all(ctx context.Context, b *store.Batch) error {
	for i := range b.Ops {
		if i%checkEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := c.one(ctx, &b.Ops[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *changes) one(ctx context.Context, op *store.Op) error {
	switch op.Kind {
	case store.OpAdd:
		return c.add(&op.Quad)
	case store.OpRemove:
		q, ok, err := c.known(&op.Quad)
		if !ok || err != nil {
			return err
		}
		return c.drop(q)
	case store.OpRemoveGraph:
		return c.dropGraph(ctx, &op.Quad.G)
	case store.OpSetBlob:
		c.blobs[strings.Clone(op.Key)] = blob{key: op.Key, value: op.Blob}
	case store.OpRemoveBlob:
		there, err := c.old.hasBlob(op.Key)
		if err != nil {
			return err
		}
		delete(c.blobs, op.Key)
		if there {
			c.blobs[op.Key] = blob{key: op.Key, gone: true}
		}
	}
	return nil
}

func (c *changes) add(q *store.Quad) error {
	c.applied.Seen++
	var ids [4]uint32
	for i, t := range [4]*store.Term{&q.S, &q.P, &q.O, &q.G} {
		var err error
		if ids[i], err = c.dict.intern(t); err != nil {
			return err
		}
	}
	id := store.IDQuad{S: store.ID(ids[0]), P: store.ID(ids[1]), O: store.ID(ids[2]), G: store.ID(ids[3])}
	there, err := c.has(id)
	if !there && err == nil {
		c.set(id, true)
		c.applied.Added++
	}
	return err
}

// known gives a quad's ids; ok is false when the store never held one of its terms.
func (c *changes) known(q *store.Quad) (id store.IDQuad, ok bool, err error) {
	var ids [4]uint32
	for i, t := range [4]*store.Term{&q.S, &q.P, &q.O, &q.G} {
		if ids[i], ok, err = c.dict.find(t); !ok || err != nil {
			return id, false, err
		}
	}
	return store.IDQuad{S: store.ID(ids[0]), P: store.ID(ids[1]), O: store.ID(ids[2]), G: store.ID(ids[3])}, true, nil
}

func (c *changes) drop(q store.IDQuad) error {
	there, err := c.has(q)
	if there && err == nil {
		c.set(q, false)
		c.applied.Removed++
	}
	return err
}

func (c *changes) dropGraph(ctx context.Context, label *store.Term) error {
	g, ok, err := c.dict.find(label)
	if !ok || err != nil {
		return err
	}
	for q, err := range c.old.scan(ctx, store.Pattern{G: store.ID(g)}) {
		if err != nil {
			return err
		}
		if p, ok := c.touched[q]; !ok || p.now {
			c.set(q, false)
			c.applied.Removed++
		}
	}
	for _, q := range c.order { // what the batch itself has put there
		if uint32(q.G) == g && c.touched[q].now {
			c.set(q, false)
			c.applied.Removed++
		}
	}
	return nil
}

// commit is what the batch changed; its keys are not set. Setting a blob counts as a change, even to the same bytes.
func (c *changes) commit() *commit {
	out := &commit{}
	for _, q := range c.order {
		switch p := c.touched[q]; {
		case p.now && !p.before:
			out.added = append(out.added, q)
		case p.before && !p.now:
			out.removed = append(out.removed, q)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(c.blobs)) {
		out.blobs = append(out.blobs, c.blobs[k])
	}
	return out
}
