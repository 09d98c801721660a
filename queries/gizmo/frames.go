package gizmo

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"entente/graph/store"
)

// Between a worker and its parent go frames: a kind, a length of four bytes (big endian) and a
// body of JSON. The worker asks, the parent answers with one frame each time; results and the end
// are told without an answer.
const (
	frameRun    = 'R' // parent: runRequest, the first frame
	frameCall   = 'c' // worker: callRequest
	frameReply  = 'r' // parent: callReply
	frameResult = 'o' // worker: one result
	frameEnd    = 'e' // worker: endMessage, the last frame
)

// maxAskBytes bounds what the worker may ask in one frame.
const maxAskBytes = 4 << 20

type runRequest struct {
	Script         string `json:"script"`
	TimeMillis     int64  `json:"time"`
	Limit          int    `json:"limit"`
	MaxResults     int    `json:"results"`
	MaxOutputBytes int    `json:"output"`
	MaxPathRows    int    `json:"rows"`
	MemoryBytes    int64  `json:"memory"`
	Shape          bool   `json:"shape,omitempty"`
	Paths          bool   `json:"paths"`
	MaxID          uint32 `json:"max_id"`
	Version        uint64 `json:"version"`
}

// callRequest asks for one thing of the graph; Op says what, and which fields count.
type callRequest struct {
	Op      string        `json:"op"` // lookup term scan more stop has count blob path
	Term    *store.Term   `json:"term,omitempty"`
	ID      store.ID      `json:"id,omitempty"`
	Pattern store.Pattern `json:"p,omitzero"`
	Key     string        `json:"key,omitempty"`
	Cursor  int           `json:"cursor,omitempty"`
}

type callReply struct {
	ID     store.ID    `json:"id,omitempty"`
	OK     bool        `json:"ok,omitempty"`
	Term   *store.Term `json:"term,omitempty"`
	Count  int64       `json:"n,omitempty"`
	Quads  []uint32    `json:"q,omitempty"` // four ids a quad
	Rows   []PathRow   `json:"rows,omitempty"`
	Cursor int         `json:"cursor,omitempty"` // there is more
	Blob   []byte      `json:"blob,omitempty"`
	Error  *Error      `json:"error,omitempty"`
}

type endMessage struct {
	Error     *Error          `json:"error,omitempty"`
	Results   int             `json:"results"`
	Truncated string          `json:"truncated,omitempty"`
	Value     json.RawMessage `json:"value,omitempty"`
}

// link is one end of the connection. Sending is safe from several goroutines.
type link struct {
	in  *bufio.Reader
	mu  sync.Mutex
	out *bufio.Writer
}

func newLink(in io.Reader, out io.Writer) *link {
	return &link{in: bufio.NewReaderSize(in, 64<<10), out: bufio.NewWriterSize(out, 64<<10)}
}

func (l *link) send(kind byte, body any) error {
	raw, ok := body.(json.RawMessage)
	if !ok {
		var err error
		if raw, err = plainJSON(body); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var head [5]byte
	head[0] = kind
	binary.BigEndian.PutUint32(head[1:], uint32(len(raw)))
	if _, err := l.out.Write(head[:]); err != nil {
		return err
	}
	if _, err := l.out.Write(raw); err != nil {
		return err
	}
	return l.out.Flush()
}

// receive reads one frame of at most most bytes.
func (l *link) receive(most int) (kind byte, body []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(l.in, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if int64(n) > int64(most) {
		return 0, nil, fmt.Errorf("a frame of %d bytes is more than the %d allowed", n, most)
	}
	body = make([]byte, n)
	_, err = io.ReadFull(l.in, body)
	return head[0], body, err
}
