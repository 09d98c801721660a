package jsonld

import (
	"io"
	"unicode/utf8"
)

// keptLines is how many beginnings of lines are remembered: errors are told soon after their place was read.
const keptLines = 4096

// lineCounter remembers where lines begin, and ends when more is read at once than is allowed.
type lineCounter struct {
	src    io.Reader
	read   int64
	limit  int64 // offset up to which may be read; 0 means max
	max    int64
	line   int64
	starts []lineStart
	err    error
}

type lineStart struct {
	offset, line int64
	text         []byte // what was read of the line, at most a few hundred bytes
}

// allow lets max more bytes be read from offset on.
func (c *lineCounter) allow(offset int64) { c.limit = offset + c.max }

// Read implements io.Reader.
func (c *lineCounter) Read(p []byte) (int, error) {
	if c.limit == 0 {
		c.limit = c.max
	}
	if c.err == nil && c.read > c.limit {
		c.err = errTooLong
	}
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.src.Read(p)
	if c.read == 0 && n > 0 {
		c.starts = append(c.starts, lineStart{0, 1, nil})
	}
	for i, b := range p[:n] {
		if last := &c.starts[len(c.starts)-1]; len(last.text) < 512 {
			last.text = append(last.text, b)
		}
		if b == '\n' {
			c.line++
			if len(c.starts) == keptLines {
				c.starts = append(c.starts[:0], c.starts[keptLines/2:]...)
			}
			c.starts = append(c.starts, lineStart{c.read + int64(i) + 1, c.line, nil})
		}
	}
	c.read += int64(n)
	c.err = err
	return n, err
}

// place gives the line and column of an offset.
func (c *lineCounter) place(offset int64) (line, column int64) {
	for i := len(c.starts) - 1; i >= 0; i-- {
		if s := &c.starts[i]; s.offset <= offset {
			in := int(offset - s.offset)
			if in <= len(s.text) {
				return s.line, int64(utf8.RuneCount(s.text[:in])) + 1
			}
			return s.line, int64(in) + 1
		}
	}
	return 1, 1
}
