package tabular

import "strings"

// Header finds columns by name. Names are compared without case, spaces, dots and underscores, so that "Event ID",
// "event_id" and "EventID" are one.
type Header struct {
	names  []string
	column map[string]int
}

// NewHeader makes a header of its fields. Of two columns with one name the first counts.
func NewHeader(fields []string) *Header {
	h := &Header{column: make(map[string]int, len(fields))}
	for i, f := range fields {
		n := plain(f)
		h.names = append(h.names, n)
		if _, twice := h.column[n]; !twice && n != "" {
			h.column[n] = i
		}
	}
	return h
}

func plain(name string) string {
	name = strings.Trim(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")), `"`)
	return strings.ToLower(strings.NewReplacer(" ", "", "_", "", ".", "").Replace(name))
}

// Len is the number of columns.
func (h *Header) Len() int { return len(h.names) }

// Column is the position of the first of the names that is there, -1 if none is.
func (h *Header) Column(names ...string) int {
	for _, n := range names {
		if i, ok := h.column[plain(n)]; ok {
			return i
		}
	}
	return -1
}

// Missing lists those of the names that no column has.
func (h *Header) Missing(names ...string) []string {
	var out []string
	for _, n := range names {
		if h.Column(n) < 0 {
			out = append(out, n)
		}
	}
	return out
}

// Has reports whether every name is a column.
func (h *Header) Has(names ...string) bool { return len(h.Missing(names...)) == 0 }

// At is the field of a row in a column; "" where the column is -1 or the row too short.
func At(fields []string, column int) string {
	if column < 0 || column >= len(fields) {
		return ""
	}
	return fields[column]
}

// HeadLine is the first line of a file's first bytes, split at comma, with quotes taken off; nil when there is none.
// It serves to recognise a format; a line that ends beyond head is read as far as it goes.
func HeadLine(head []byte, comma byte) []string {
	r := NewReader(strings.NewReader(string(head)), Layout{Comma: comma, Quoted: comma != '\t', MaxBytes: len(head) + 1})
	row, err := r.Next()
	if err != nil {
		return nil
	}
	out := make([]string, len(row.Fields))
	for i, f := range row.Fields {
		out[i] = strings.Trim(f, `"`)
	}
	return out
}
