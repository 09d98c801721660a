package nquads

import (
	"bytes"
	"io"
)

const (
	firstBuffer = 256 << 10
	emptyReads  = 100 // as bufio: so many reads of nothing are a broken reader
)

// lineReader cuts its input into lines with a buffer that never grows beyond max and some slack.
type lineReader struct {
	src io.Reader
	max int

	buf      []byte
	pos, end int   // unread bytes are buf[pos:end]
	base     int64 // offset in the input of buf[0]
	feed     int   // index of the next line feed, when >= pos
	noFeed   int   // buf[pos:noFeed] holds no line feed
	noReturn int   // buf[pos:noReturn] holds no carriage return
	skipFeed bool  // the last line ended with a carriage return
	eof      bool
	err      error

	line  int64 // number of the line last returned
	start int64 // its offset in the input
}

// next returns the next line without its end. tooLong means that the line is longer than max: the
// slice then holds its beginning, and the rest is dropped. The slice is valid until the next call.
// At the end of the input the error is io.EOF.
func (r *lineReader) next() (line []byte, tooLong bool, err error) {
	for {
		if r.skipFeed && r.pos < r.end {
			r.skipFeed = false
			if r.buf[r.pos] == '\n' {
				r.pos++
			}
		}
		if i := r.lineEnd(); i >= 0 {
			line = r.take(i)
			r.skipFeed = r.buf[i] == '\r'
			r.pos = i + 1
			return line, len(line) > r.max, nil
		}
		if r.end-r.pos > r.max {
			line = bytes.Clone(r.take(r.pos + min(r.max, 256)))
			r.drop()
			return line, true, nil
		}
		if r.eof {
			return r.last()
		}
		r.fill()
	}
}

// last returns what stands after the last line end.
func (r *lineReader) last() ([]byte, bool, error) {
	if r.err != nil {
		return nil, false, r.err
	}
	if r.pos == r.end {
		return nil, false, io.EOF
	}
	line := r.take(r.end)
	r.pos = r.end
	return line, false, nil
}

// take makes buf[pos:i] the current line.
func (r *lineReader) take(i int) []byte {
	r.line++
	r.start = r.base + int64(r.pos)
	return r.buf[r.pos:i]
}

// lineEnd finds the index of the end of the line that starts at pos, or -1 if it is not in the buffer.
func (r *lineReader) lineEnd() int {
	if r.feed < r.pos {
		r.feed = -1
		from := max(r.pos, r.noFeed)
		if i := bytes.IndexByte(r.buf[from:r.end], '\n'); i >= 0 {
			r.feed = from + i
		}
		r.noFeed = r.end
		if r.feed >= 0 {
			r.noFeed = r.feed
		}
	}
	limit := r.end
	if r.feed >= 0 {
		limit = r.feed
	}
	if from := max(r.pos, r.noReturn); from < limit {
		if i := bytes.IndexByte(r.buf[from:limit], '\r'); i >= 0 {
			return from + i
		}
		r.noReturn = limit
	}
	return r.feed
}

// drop skips to the end of a line that is too long, without keeping it.
func (r *lineReader) drop() {
	for {
		if i := r.lineEnd(); i >= 0 {
			r.skipFeed = r.buf[i] == '\r'
			r.pos = i + 1
			return
		}
		r.pos = r.end
		if r.eof {
			return
		}
		r.fill()
	}
}

// fill reads more, moving what is unread to the front and doubling the buffer when it is full.
func (r *lineReader) fill() {
	if r.pos > 0 {
		copy(r.buf, r.buf[r.pos:r.end])
		r.base += int64(r.pos)
		r.noFeed = max(0, r.noFeed-r.pos)
		r.noReturn = max(0, r.noReturn-r.pos)
		r.end -= r.pos
		r.pos, r.feed = 0, -1
	}
	if r.end == len(r.buf) {
		grown := make([]byte, min(max(firstBuffer, 2*len(r.buf)), max(firstBuffer, r.max+1)))
		if len(grown) <= r.end { // a line of max bytes and its end always fit
			grown = make([]byte, r.end+1)
		}
		copy(grown, r.buf[:r.end])
		r.buf = grown
	}
	for range emptyReads {
		n, err := r.src.Read(r.buf[r.end:])
		if n < 0 || n > len(r.buf)-r.end {
			err, n = io.ErrShortBuffer, 0
		}
		r.end += n
		if err != nil {
			r.eof = true
			if err != io.EOF {
				r.err = err
			}
			return
		}
		if n > 0 {
			return
		}
	}
	r.eof, r.err = true, io.ErrNoProgress
}
