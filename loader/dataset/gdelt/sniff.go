package gdelt

import (
	"bytes"
	"io"

	"entente/loader/dataset"
)

// sniffComma looks at the first line for tabs and gives the body back whole.
func sniffComma(in *dataset.File) (io.Reader, byte) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(in.Body, head)
	head = head[:n]
	body := io.MultiReader(bytes.NewReader(head), in.Body)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		body = io.MultiReader(bytes.NewReader(head), failing{err})
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if bytes.IndexByte(line, '\t') >= 0 || bytes.IndexByte(line, ',') < 0 {
		return body, '\t'
	}
	return body, ','
}

// failing gives the error of a read again.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
