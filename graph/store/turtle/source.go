package turtle

import (
	"context"
	"io"
	"unicode/utf8"
)

const (
	bufferBytes = 64 << 10
	emptyReads  = 100 // as bufio: so many reads of nothing are a broken reader
)

// source is the input with a look ahead of at most half its buffer, which knows its place.
type source struct {
	src      io.Reader
	ctx      context.Context
	buf      []byte
	pos, end int   // unread bytes are buf[pos:end]
	base     int64 // offset in the input of buf[0]
	eof      bool
	err      error // what ended the input, if not its end

	line     int64
	column   int
	afterEnd bool // the last byte was a carriage return: a line feed belongs to it
}

// place is where something begins.
type place struct {
	line   int64
	column int
	offset int64
}

func (s *source) here() place { return place{s.line, s.column, s.base + int64(s.pos)} }

// ensure reads until n bytes are there, and reports whether they are.
func (s *source) ensure(n int) bool {
	for s.end-s.pos < n && !s.eof {
		s.fill()
	}
	return s.end-s.pos >= n
}

func (s *source) fill() {
	if s.buf == nil {
		s.buf = make([]byte, bufferBytes)
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.base += int64(s.pos)
		s.end -= s.pos
		s.pos = 0
	}
	if err := s.ctx.Err(); err != nil {
		s.eof, s.err = true, err
		return
	}
	for range emptyReads {
		n, err := s.src.Read(s.buf[s.end:])
		if n < 0 || n > len(s.buf)-s.end {
			err, n = io.ErrShortBuffer, 0
		}
		s.end += n
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.err = err
			}
			return
		}
		if n > 0 {
			return
		}
	}
	s.eof, s.err = true, io.ErrNoProgress
}

// cur is the next byte, -1 at the end.
func (s *source) cur() int {
	if s.pos < s.end || s.ensure(1) {
		return int(s.buf[s.pos])
	}
	return -1
}

// at is the byte k after the next, -1 behind the end.
func (s *source) at(k int) int {
	if s.pos+k < s.end || s.ensure(k+1) {
		return int(s.buf[s.pos+k])
	}
	return -1
}

// runeAt decodes the character k bytes ahead: -1 at the end, utf8.RuneError with size 1 where there is none.
func (s *source) runeAt(k int) (rune, int) {
	c := s.at(k)
	if c < utf8.RuneSelf {
		return rune(c), 1
	}
	s.ensure(k + utf8.UTFMax)
	return utf8.DecodeRune(s.buf[s.pos+k : s.end])
}

// skip passes n bytes that are ASCII and end no line.
func (s *source) skip(n int) {
	s.pos += n
	s.column += n
	s.afterEnd = false
}

// pass goes beyond a character of size bytes.
func (s *source) pass(size int) {
	switch s.buf[s.pos] {
	case '\n':
		if !s.afterEnd {
			s.line++
		}
		s.column, s.afterEnd = 1, false
	case '\r':
		s.line++
		s.column, s.afterEnd = 1, true
	default:
		s.column++
		s.afterEnd = false
	}
	s.pos += size
}

// mark passes a byte order mark at the beginning: it is a signature of the encoding, not content.
func (s *source) mark() {
	if s.ensure(3) && s.buf[0] == 0xEF && s.buf[1] == 0xBB && s.buf[2] == 0xBF {
		s.pos = 3
	}
}
