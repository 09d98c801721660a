// Package parquet writes flat tables as Apache Parquet files: text and whole numbers, no compression, no missing values.
//
// It writes what every reader of the format has to read: one data page (version 1, PLAIN) a column and row group, REQUIRED columns,
// metadata in Thrift's compact protocol at the end. Memory is bounded by one row group. Source: the specification of the Apache Parquet format 2.
package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Kind is the type of a column.
type Kind int

// Kinds of columns: UTF-8 text, and 64-bit signed whole numbers.
const (
	Text Kind = iota
	Number
)

// Column names a column.
type Column struct {
	Name string
	Kind Kind
}

// groupRows and groupBytes end a row group.
const (
	groupRows  = 100_000
	groupBytes = 64 << 20
)

// ErrRow says that a row does not fit the columns.
var ErrRow = errors.New("the row does not fit the columns")

// Writer writes one file; Close ends it. For one goroutine.
type Writer struct {
	dst     io.Writer
	columns []Column
	data    [][]byte // of the row group, by column
	rows    int      // in the row group
	size    int
	offset  int64
	groups  []group
	total   int64
	err     error
}

type chunk struct{ offset, size int64 }

type group struct {
	rows   int64
	chunks []chunk
}

const magic = "PAR1"

// NewWriter begins a file.
func NewWriter(dst io.Writer, columns ...Column) *Writer {
	w := &Writer{dst: dst, columns: columns, data: make([][]byte, len(columns))}
	w.put([]byte(magic))
	return w
}

func (w *Writer) put(b []byte) {
	if w.err == nil {
		_, w.err = w.dst.Write(b)
		w.offset += int64(len(b))
	}
}

// Row adds a row: a string for a Text column, an int64 for a Number.
func (w *Writer) Row(values ...any) error {
	if len(values) != len(w.columns) {
		return fmt.Errorf("%w: %d values for %d columns", ErrRow, len(values), len(w.columns))
	}
	for i, value := range values {
		switch v := value.(type) {
		case string:
			if w.columns[i].Kind != Text || len(v) > groupBytes {
				return fmt.Errorf("%w: column %s", ErrRow, w.columns[i].Name)
			}
		case int64:
			if w.columns[i].Kind != Number {
				return fmt.Errorf("%w: column %s", ErrRow, w.columns[i].Name)
			}
		default:
			return fmt.Errorf("%w: column %s", ErrRow, w.columns[i].Name)
		}
	}
	for i, value := range values {
		before := len(w.data[i])
		switch v := value.(type) {
		case string:
			w.data[i] = binary.LittleEndian.AppendUint32(w.data[i], uint32(len(v)))
			w.data[i] = append(w.data[i], v...)
		case int64:
			w.data[i] = binary.LittleEndian.AppendUint64(w.data[i], uint64(v))
		}
		w.size += len(w.data[i]) - before
	}
	if w.rows++; w.rows >= groupRows || w.size >= groupBytes {
		w.flush()
	}
	return w.err
}

// flush writes the row group that is gathered.
func (w *Writer) flush() {
	if w.rows == 0 {
		return
	}
	g := group{rows: int64(w.rows)}
	for i := range w.columns {
		start := w.offset
		w.put(pageHeader(len(w.data[i]), w.rows))
		w.put(w.data[i])
		g.chunks = append(g.chunks, chunk{start, w.offset - start})
		w.data[i] = w.data[i][:0]
	}
	w.groups = append(w.groups, g)
	w.total += g.rows
	w.rows, w.size = 0, 0
}

// Close writes the rest and the metadata. The destination stays open.
func (w *Writer) Close() error {
	w.flush()
	meta := w.metadata()
	w.put(meta)
	w.put(binary.LittleEndian.AppendUint32(nil, uint32(len(meta))))
	w.put([]byte(magic))
	return w.err
}

// Numbers of the specification.
const (
	plain        = 0 // encodings
	rle          = 3
	byteArray    = 6 // physical types
	int64Type    = 2
	required     = 0
	utf8         = 0 // converted type
	uncompressed = 0
)

func (k Kind) physical() int64 {
	if k == Number {
		return int64Type
	}
	return byteArray
}

func pageHeader(size, rows int) []byte {
	var t thrift
	t.number(1, typeI32, 0) // a data page
	t.number(2, typeI32, int64(size))
	t.number(3, typeI32, int64(size))
	t.begin(5)
	t.number(1, typeI32, int64(rows))
	t.number(2, typeI32, plain)
	t.number(3, typeI32, rle)
	t.number(4, typeI32, rle)
	t.end()
	return append(t.b, 0)
}

func (w *Writer) metadata() []byte {
	var t thrift
	t.number(1, typeI32, 1)
	t.list(2, typeStruct, len(w.columns)+1)
	t.element()
	t.text(4, "schema")
	t.number(5, typeI32, int64(len(w.columns)))
	t.end()
	for _, c := range w.columns {
		t.element()
		t.number(1, typeI32, c.Kind.physical())
		t.number(3, typeI32, required)
		t.text(4, c.Name)
		if c.Kind == Text {
			t.number(6, typeI32, utf8)
		}
		t.end()
	}
	t.number(3, typeI64, w.total)
	t.list(4, typeStruct, len(w.groups))
	for _, g := range w.groups {
		w.group(&t, g)
	}
	t.text(6, "Entente")
	return append(t.b, 0)
}

func (w *Writer) group(t *thrift, g group) {
	t.element()
	t.list(1, typeStruct, len(g.chunks))
	var size int64
	for i, c := range g.chunks {
		size += c.size
		t.element()
		t.number(2, typeI64, c.offset)
		t.begin(3)
		t.number(1, typeI32, w.columns[i].Kind.physical())
		t.list(2, typeI32, 1)
		t.varint(plain)
		t.list(3, typeBinary, 1)
		t.bytes(w.columns[i].Name)
		t.number(4, typeI32, uncompressed)
		t.number(5, typeI64, g.rows)
		t.number(6, typeI64, c.size)
		t.number(7, typeI64, c.size)
		t.number(9, typeI64, c.offset)
		t.end()
		t.end()
	}
	t.number(2, typeI64, size)
	t.number(3, typeI64, g.rows)
	t.end()
}
