package embedded

import "sync"

// buffers are for decoded blocks: 4 KiB each.
var buffers = sync.Pool{New: func() any { return new(buffer) }}

// buffer holds the tuples of a block, and knows which.
type buffer struct {
	t      *diskTable
	block  int
	upTo   tuple // it is decoded up to the first tuple behind this one
	n      int
	tuples [blockTuples]tuple
}

func takeBuffer() *buffer { return buffers.Get().(*buffer) }

// giveBack lets others use b. It forgets its block: another table may come to lie where that one is.
func giveBack(b *buffer) {
	b.t = nil
	buffers.Put(b)
}

// cursor walks over part of a table.
type cursor struct {
	t    table
	sign int
	next int // rank of the tuple behind rows
	end  int
	last tuple // of the span
	// once tells that what was read is not read again soon; blocks before forgotten are already given up.
	once      bool
	forgotten int
	rows      []tuple // what was read and not yet taken; never empty unless the end is reached
	buf       *buffer
}

// openCursor starts a cursor at the first tuple of the span; ok is false when there is none.
func openCursor(t table, s span, sign int) (c *cursor, ok bool, err error) {
	if t.len() == 0 {
		return nil, false, nil
	}
	c = &cursor{t: t, sign: sign, last: s.last}
	if _, mem := t.(memTable); !mem {
		c.buf = takeBuffer()
	}
	from, end, err := ranks(t, s, c.buf)
	if err != nil || from >= end {
		c.close()
		return nil, false, err
	}
	c.next, c.end = from, end
	return c, true, c.fill()
}

func (c *cursor) close() {
	if c.buf != nil {
		giveBack(c.buf)
		c.buf, c.rows = nil, nil
	}
}

// ranks are the ranks of the first tuple of a span and of the one behind it.
func ranks(t table, s span, buf *buffer) (from, end int, err error) {
	if from, err = t.rank(s.first, false, s.last, buf); err != nil {
		return 0, 0, err
	}
	end, err = t.rank(s.last, true, s.last, buf)
	return from, end, err
}

func (c *cursor) fill() (err error) {
	c.rows = nil
	if c.next >= c.end {
		return nil
	}
	if c.rows, err = c.t.read(c.next, c.last, c.buf); err != nil {
		c.rows = nil
		return err
	}
	if c.once {
		c.forget()
	}
	if n := c.end - c.next; len(c.rows) > n {
		c.rows = c.rows[:n]
	}
	c.next += len(c.rows)
	return nil
}

// forgetBlocks is how many blocks are given up together: some hundred kilobytes.
const forgetBlocks = 256

// forget gives up the memory of blocks that were read.
func (c *cursor) forget() {
	t, ok := c.t.(*diskTable)
	if block := c.next / blockTuples; ok && block >= c.forgotten+forgetBlocks {
		t.f.mapping.Forget(t.offset(c.forgotten), t.offset(block))
		c.forgotten = block
	}
}

// merger sums runs: it yields the tuples whose signs sum to something, ascending.
type merger struct {
	heap []*cursor
}

// openWhole starts one over all tuples of an order, which are read once.
func openWhole(runs []run, o order) (*merger, error) {
	m, err := openMerger(runs, o, span{tuple{}, behindAll})
	if err != nil {
		return nil, err
	}
	for _, c := range m.heap {
		c.once = true
	}
	return m, nil
}

// openMerger starts one over a span of all runs. Of removed tuples there are none without the added.
func openMerger(runs []run, o order, s span) (*merger, error) {
	m := &merger{}
	for _, r := range runs {
		for _, removed := range []bool{false, true} {
			sign := 1
			if removed {
				sign = -1
			}
			c, ok, err := openCursor(r.table(o, removed), s, sign)
			if err != nil {
				m.close()
				return nil, err
			}
			if ok {
				m.heap = append(m.heap, c)
			}
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.down(i)
	}
	return m, nil
}

func (m *merger) close() {
	for _, c := range m.heap {
		c.close()
	}
	m.heap = nil
}

func (m *merger) down(i int) {
	h := m.heap
	for {
		l := 2*i + 1
		if l >= len(h) {
			return
		}
		if l+1 < len(h) && h[l+1].rows[0].less(h[l].rows[0]) {
			l++
		}
		if !h[l].rows[0].less(h[i].rows[0]) {
			return
		}
		h[i], h[l] = h[l], h[i]
		i = l
	}
}

// advance takes one tuple from the smallest cursor.
func (m *merger) advance() error {
	c := m.heap[0]
	c.rows = c.rows[1:]
	if len(c.rows) == 0 {
		if err := c.fill(); err != nil {
			return err
		}
		if len(c.rows) == 0 {
			c.close()
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		}
	}
	m.down(0)
	return nil
}

// some gives the next tuples that only one cursor has, without copying, as long as the others are
// further on; nil when the next one must be summed.
func (m *merger) some() []tuple {
	c := m.heap[0]
	if c.sign < 0 {
		return nil
	}
	if len(m.heap) == 1 {
		return c.rows
	}
	limit := m.heap[1].rows[0]
	if len(m.heap) > 2 && m.heap[2].rows[0].less(limit) {
		limit = m.heap[2].rows[0]
	}
	if !c.rows[0].less(limit) {
		return nil
	}
	if c.rows[len(c.rows)-1].less(limit) {
		return c.rows
	}
	return c.rows[:rankIn(c.rows, limit, false)]
}

// take drops the n tuples that some gave.
func (m *merger) take(n int) error {
	c := m.heap[0]
	c.rows = c.rows[n-1:]
	return m.advance()
}

// each calls f with groups of tuples and the sum of their signs (1 or -1), until f says no.
func (m *merger) each(f func(tuples []tuple, sign int) bool) error {
	var one [1]tuple
	for len(m.heap) > 0 {
		if rows := m.some(); rows != nil {
			if !f(rows, 1) {
				return nil
			}
			if err := m.take(len(rows)); err != nil {
				return err
			}
			continue
		}
		one[0] = m.heap[0].rows[0]
		sum := 0
		for len(m.heap) > 0 && m.heap[0].rows[0] == one[0] {
			sum += m.heap[0].sign
			if err := m.advance(); err != nil {
				return err
			}
		}
		if sum != 0 && !f(one[:], sum) {
			return nil
		}
	}
	return nil
}
