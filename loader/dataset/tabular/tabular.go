// Package tabular reads rows of delimited text from files that nobody promises to be well formed.
//
// It knows what the data sets of this field do to their files: LF, CRLF and CR-only line ends, a byte order
// mark, quoted and unquoted layouts, extra columns, broken UTF-8, NUL bytes, lines without end. A row that
// cannot be read is a *BadRow with its line, its byte and the reason; reading goes on with the next one. Memory
// is bounded by MaxBytes of one row, whatever the input.
//
// Lines count from 1, offsets are bytes from the beginning of the stream. A Reader is for one goroutine.
package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// DefaultMaxBytes is the longest row that is read when Options say nothing.
const DefaultMaxBytes = 1 << 20

// Layout says how a file separates its fields.
type Layout struct {
	Comma byte // separator of fields
	// Quoted allows fields in double quotes as RFC 4180 has them: separators and line ends inside, a doubled quote for one.
	Quoted bool
	// MaxBytes bounds one row (default DefaultMaxBytes).
	MaxBytes int
}

// Row is one row. Its strings stay valid.
type Row struct {
	Line   int   // of its first byte, from 1
	Offset int64 // of its first byte
	Raw    string
	Fields []string // reused by the next call of Next
}

// BadRow says why a row could not be read.
type BadRow struct {
	Line   int
	Offset int64
	Reason string
}

func (e *BadRow) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Reader reads rows.
type Reader struct {
	src    io.Reader
	layout Layout
	buf    []byte
	r, w   int   // unread bytes are buf[r:w]
	offset int64 // of buf[r]
	line   int   // of buf[r]
	end    error // of src
	crOnly bool  // lines end with CR alone
	known  bool  // the line end of this file is known
	// oneLine is set after a quote that was never closed: quoted fields then end with their line, so that
	// a file of such quotes is read once and not again from every line.
	oneLine bool
	fields  []string
}

// NewReader reads from src.
func NewReader(src io.Reader, layout Layout) *Reader {
	if layout.MaxBytes <= 0 {
		layout.MaxBytes = DefaultMaxBytes
	}
	return &Reader{src: src, layout: layout, buf: make([]byte, min(64<<10, layout.MaxBytes+2)), line: 1}
}

// Next returns the next row, io.EOF after the last. A *BadRow is about one row and the next call goes on
// behind it; every other error is final. Empty lines are passed over. The Fields of the row before are gone.
func (r *Reader) Next() (Row, error) {
	if r.offset == 0 {
		r.dropByteOrderMark()
	}
	for {
		size, endLength, err := r.lineAt(0)
		if err != nil {
			return Row{}, err
		}
		if size == 0 {
			r.consume(endLength, 1)
			continue
		}
		if size > r.layout.MaxBytes { // by the byte or two that the buffer has more
			return Row{}, r.rejectLine(size+endLength, r.tooLong())
		}
		if r.layout.Quoted && bytes.IndexByte(r.buf[r.r:r.r+size], '"') >= 0 {
			return r.quotedRow(size, endLength)
		}
		raw, bad := r.check(r.buf[r.r : r.r+size])
		row := Row{Line: r.line, Offset: r.offset, Raw: raw}
		r.consume(size+endLength, 1)
		if bad != "" {
			return Row{}, &BadRow{row.Line, row.Offset, bad}
		}
		r.fields = split(r.fields[:0], raw, r.layout.Comma)
		row.Fields = r.fields
		return row, nil
	}
}

func (r *Reader) dropByteOrderMark() {
	for r.w-r.r < 3 && r.fill() {
	}
	if bytes.HasPrefix(r.buf[r.r:r.w], []byte("\ufeff")) {
		r.r += 3
		r.offset += 3
	}
}

// lineAt finds the end of the line that begins from bytes behind the unread position. It gives the line's size and that of its
// end mark, which is 0 at the end of the stream. A line over the bound is consumed and reported.
func (r *Reader) lineAt(from int) (size, endLength int, err error) {
	scanned := from
	for {
		if at, n, ok := r.findEnd(scanned); ok {
			return at - from, n, nil
		}
		scanned = max(from, r.w-r.r-1) // a CR at the very end may be half of CRLF
		if scanned-from > r.layout.MaxBytes {
			return 0, 0, r.skipLine()
		}
		if r.fill() {
			continue
		}
		if r.end != io.EOF {
			return 0, 0, r.end
		}
		return r.lastLine(from)
	}
}

func (r *Reader) lastLine(from int) (size, endLength int, err error) {
	rest := r.w - r.r - from
	if rest <= 0 {
		return 0, 0, io.EOF
	}
	if r.buf[r.w-1] == '\r' {
		return rest - 1, 1, nil
	}
	return rest, 0, nil
}

// findEnd looks for a line end in the unread bytes from start on.
func (r *Reader) findEnd(start int) (at, length int, ok bool) {
	unread := r.buf[r.r:r.w]
	if !r.known {
		r.detectLineEnd(unread)
	}
	mark := byte('\n')
	if r.crOnly {
		mark = '\r'
	}
	i := bytes.IndexByte(unread[start:], mark)
	if i < 0 {
		return 0, 0, false
	}
	at = start + i
	if !r.crOnly && at > 0 && unread[at-1] == '\r' {
		return at - 1, 2, true
	}
	return at, 1, true
}

// detectLineEnd decides by the first line end: CR not followed by LF means that the file knows no other.
func (r *Reader) detectLineEnd(unread []byte) {
	for i, c := range unread {
		switch {
		case c == '\n':
			r.known = true
			return
		case c == '\r' && i+1 < len(unread):
			r.known, r.crOnly = true, unread[i+1] != '\n'
			return
		}
	}
}

// skipLine throws a line away whose end is not within bounds.
func (r *Reader) skipLine() error {
	bad := &BadRow{r.line, r.offset, r.tooLong()}
	for {
		at, n, ok := r.findEnd(0)
		if ok {
			r.consume(at+n, 1)
			return bad
		}
		r.consume(max(0, r.w-r.r-1), 0)
		if !r.fill() {
			r.consume(r.w-r.r, 1)
			if r.end != io.EOF {
				return r.end
			}
			return bad
		}
	}
}

func (r *Reader) tooLong() string {
	return fmt.Sprintf("the row is longer than %d bytes", r.layout.MaxBytes)
}

func (r *Reader) consume(n, lines int) {
	r.r += n
	r.offset += int64(n)
	r.line += lines
}

// fill reads more behind the unread bytes and reports whether any came.
func (r *Reader) fill() bool {
	if r.end != nil {
		return false
	}
	if r.r > 0 {
		copy(r.buf, r.buf[r.r:r.w])
		r.w -= r.r
		r.r = 0
	}
	if r.w == len(r.buf) {
		r.buf = append(r.buf, make([]byte, min(len(r.buf), r.layout.MaxBytes+4096))...)
	}
	for range 100 {
		n, err := r.src.Read(r.buf[r.w:])
		r.w += n
		if err != nil {
			r.end = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	r.end = io.ErrNoProgress
	return false
}

// check makes a string of a row's bytes, or says what is wrong with them.
func (r *Reader) check(b []byte) (raw, bad string) {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return "", fmt.Sprintf("a NUL byte at byte %d of the row", i)
	}
	if !utf8.Valid(b) {
		return "", fmt.Sprintf("not UTF-8 at byte %d of the row", firstInvalid(b))
	}
	return string(b), ""
}

func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		c, n := utf8.DecodeRune(b[i:])
		if c == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// split appends the fields of a row without quotes.
func split(fields []string, raw string, comma byte) []string {
	start := 0
	for i := 0; i < len(raw); i++ {
		if raw[i] == comma {
			fields = append(fields, raw[start:i])
			start = i + 1
		}
	}
	return append(fields, raw[start:])
}

// IsBad reports whether err is about one row, and which.
func IsBad(err error) (*BadRow, bool) {
	var bad *BadRow
	ok := errors.As(err, &bad)
	return bad, ok
}
