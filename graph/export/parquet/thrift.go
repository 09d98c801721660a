package parquet

import "encoding/binary"

// Types of Thrift's compact protocol.
const (
	typeI32    = 5
	typeI64    = 6
	typeBinary = 8
	typeList   = 9
	typeStruct = 12
)

// thrift writes structs in the compact protocol; fields must come in ascending order.
type thrift struct {
	b     []byte
	last  int   // number of the latest field of the struct that is open
	outer []int // the same of the structs around it
}

func (t *thrift) field(id, kind int) {
	t.b = append(t.b, byte((id-t.last)<<4|kind))
	t.last = id
}

func (t *thrift) varint(v int64) { t.b = binary.AppendVarint(t.b, v) } // zigzag, as in the protocol

func (t *thrift) number(id, kind int, v int64) {
	t.field(id, kind)
	t.varint(v)
}

func (t *thrift) bytes(s string) {
	t.b = binary.AppendUvarint(t.b, uint64(len(s)))
	t.b = append(t.b, s...)
}

func (t *thrift) text(id int, s string) {
	t.field(id, typeBinary)
	t.bytes(s)
}

func (t *thrift) list(id, kind, n int) {
	t.field(id, typeList)
	if n < 15 {
		t.b = append(t.b, byte(n<<4|kind))
		return
	}
	t.b = append(t.b, byte(0xF0|kind))
	t.b = binary.AppendUvarint(t.b, uint64(n))
}

// begin opens a struct in a field, element one in a list; end closes either.
func (t *thrift) begin(id int) {
	t.field(id, typeStruct)
	t.element()
}

func (t *thrift) element() {
	t.outer = append(t.outer, t.last)
	t.last = 0
}

func (t *thrift) end() {
	t.b = append(t.b, 0)
	t.last = t.outer[len(t.outer)-1]
	t.outer = t.outer[:len(t.outer)-1]
}
