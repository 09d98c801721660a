package tabular

import (
	"fmt"
	"io"
	"strings"
)

// What the scan of a quoted row came to.
const (
	rowDone     = iota
	rowOpen     // the line ends inside a quoted field
	rowBadQuote // a quote where none may stand
)

// quotedRow reads a row that has quotes; it may go over several lines. size and endLength are those of its first line.
func (r *Reader) quotedRow(size, endLength int) (Row, error) {
	firstSize, firstEnd := size, endLength
	lines := 1
	for {
		state := scanQuotes(r.buf[r.r:r.r+size], r.layout.Comma)
		switch {
		case state == rowDone:
			return r.finishQuoted(size, endLength, lines)
		case state == rowBadQuote:
			return Row{}, r.rejectLine(firstSize+firstEnd, "a quote inside a field, or text behind a closing quote")
		case r.oneLine || endLength == 0:
			return Row{}, r.unclosed(firstSize + firstEnd)
		}
		// The next line belongs to the row too.
		from := size + endLength
		more, end, err := r.following(from)
		if err == io.EOF || (err == nil && from+more > r.layout.MaxBytes) || err == errTooLong {
			return Row{}, r.unclosed(firstSize + firstEnd)
		}
		if err != nil {
			return Row{}, err
		}
		size, endLength = from+more, end
		lines++
	}
}

var errTooLong = fmt.Errorf("the row is too long")

// following finds the line that begins from bytes ahead without consuming anything.
func (r *Reader) following(from int) (size, endLength int, err error) {
	scanned := from
	for {
		if at, n, ok := r.findEnd(scanned); ok {
			return at - from, n, nil
		}
		scanned = max(from, r.w-r.r-1)
		if scanned > r.layout.MaxBytes {
			return 0, 0, errTooLong
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

func (r *Reader) unclosed(n int) error {
	r.oneLine = true
	return r.rejectLine(n, "a quoted field is not closed")
}

func (r *Reader) rejectLine(n int, reason string) error {
	bad := &BadRow{r.line, r.offset, reason}
	r.consume(n, 1)
	return bad
}

// scanQuotes walks over a row's bytes.
func scanQuotes(b []byte, comma byte) int {
	start, quoted := true, false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case quoted && c == '"' && i+1 < len(b) && b[i+1] == '"':
			i++
		case quoted && c == '"':
			quoted = false
			if i+1 < len(b) && b[i+1] != comma {
				return rowBadQuote
			}
		case quoted:
		case c == '"' && !start:
			return rowBadQuote
		case c == '"':
			quoted, start = true, false
		default:
			start = c == comma
		}
	}
	if quoted {
		return rowOpen
	}
	return rowDone
}

func (r *Reader) finishQuoted(size, endLength, lines int) (Row, error) {
	raw, bad := r.check(r.buf[r.r : r.r+size])
	row := Row{Line: r.line, Offset: r.offset, Raw: raw}
	r.consume(size+endLength, lines)
	if bad != "" {
		return Row{}, &BadRow{row.Line, row.Offset, bad}
	}
	r.fields = r.fields[:0]
	rest := raw
	for {
		var field string
		var more bool
		field, rest, more = cutQuoted(rest, r.layout.Comma)
		r.fields = append(r.fields, field)
		if !more {
			break
		}
	}
	row.Fields = r.fields
	return row, nil
}

// cutQuoted takes the first field off a row that scanQuotes found well formed.
func cutQuoted(s string, comma byte) (field, rest string, more bool) {
	if !strings.HasPrefix(s, `"`) {
		return strings.Cut(s, string(rune(comma)))
	}
	end := 1
	for end < len(s) {
		i := strings.IndexByte(s[end:], '"')
		if i < 0 {
			end = len(s)
			break
		}
		end += i
		if !strings.HasPrefix(s[end:], `""`) {
			break
		}
		end += 2
	}
	field = s[1:end]
	if strings.Contains(field, `""`) {
		field = strings.ReplaceAll(field, `""`, `"`)
	}
	if end+1 < len(s) {
		return field, s[end+2:], true
	}
	return field, "", false
}
