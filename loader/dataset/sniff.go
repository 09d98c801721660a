package dataset

import (
	"bytes"
	"io"
)

// SniffComma looks at the first line: with a tab it is tab-separated, else by whichever of ; and , stands in it oftener. It gives the body
// back whole.
func SniffComma(from io.Reader) (io.Reader, byte) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(from, head)
	head = head[:n]
	body := io.MultiReader(bytes.NewReader(head), from)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		body = io.MultiReader(bytes.NewReader(head), failing{err})
	}
	line := head
	if end := bytes.IndexAny(head, "\r\n"); end >= 0 {
		line = head[:end]
	}
	switch {
	case bytes.IndexByte(line, '\t') >= 0 || !bytes.ContainsAny(line, ",;"):
		return body, '\t'
	case bytes.Count(line, []byte(";")) > bytes.Count(line, []byte(",")):
		return body, ';'
	}
	return body, ','
}

// failing gives the error of a read again.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
