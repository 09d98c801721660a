package cayleystore

import (
	"context"
	"iter"

	"entente/graph/store"
)

// firstQuads is how many quads a cursor reads at once before it asks for more one by one: most
// lists of a graph are shorter, and reading them through a loop is ten times cheaper.
const firstQuads = 512

// cursor walks the quads that match a pattern. It is used again for many patterns.
type cursor struct {
	snap *snapshot
	buf  []store.IDQuad
	i    int
	more bool // the list is longer than the buffer
	p    store.Pattern
	pull func() (store.IDQuad, error, bool)
	stop func()
	n    int
}

// start begins the walk over p. Scans of one snapshot agree in their order, so a long list can be
// read again from where the buffer ends.
func (c *cursor) start(ctx context.Context, p store.Pattern) error {
	c.close()
	c.p, c.buf, c.i, c.more = p, c.buf[:0], 0, false
	for q, err := range c.snap.view.Scan(ctx, p) {
		if err != nil {
			return err
		}
		if len(c.buf) == firstQuads {
			c.more = true
			break
		}
		c.buf = append(c.buf, q)
	}
	return ctx.Err()
}

// next returns the next quad; ok is false at the end and on an error.
func (c *cursor) next(ctx context.Context) (q store.IDQuad, ok bool, err error) {
	if c.n++; c.n%checkEvery == 0 && ctx.Err() != nil {
		return q, false, ctx.Err()
	}
	if c.i < len(c.buf) {
		q = c.buf[c.i]
		c.i++
		return q, true, nil
	}
	if !c.more {
		return q, false, nil
	}
	if c.pull == nil {
		c.pull, c.stop = iter.Pull2(c.snap.view.Scan(ctx, c.p))
		for range c.buf {
			if _, err, ok := c.pull(); err != nil || !ok {
				return q, false, err
			}
		}
	}
	q, err, ok = c.pull()
	return q, ok && err == nil, err
}

func (c *cursor) close() {
	if c.stop != nil {
		c.stop()
		c.pull, c.stop = nil, nil
	}
	c.more = false
}
