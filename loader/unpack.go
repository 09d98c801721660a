package loader

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"entente/loader/document"
)

// entry is one file after decompression.
type entry struct {
	id, path string
	// name is the base name without the suffixes of compression.
	name  string
	named bool
	body  *bufio.Reader
}

// headBytes is how much of a file its format is told from.
const headBytes = 64 << 10

// freeBytes may be decompressed at any ratio.
const freeBytes = 10 << 20

// unpack hands over the file, or the entries of the archive, that an input is.
func unpack(in *input, l Limits, do func(*entry) error, reject func(Rejection)) error {
	raw, err := in.open()
	if err != nil {
		return &InputError{in.path, err}
	}
	defer raw.Close()
	packed := &counter{r: raw}
	head := bufio.NewReaderSize(packed, headBytes)
	first, err := head.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return &InputError{in.path, err}
	}
	e := &entry{id: in.id, path: in.path, name: path.Base(in.id), named: in.named, body: head}
	whole := func(r Rejection) { r.Path, r.Offset = in.path, -1; reject(r) }
	open := func(suffix string, r io.Reader, err error) error {
		if err != nil {
			whole(Rejection{Reason: err.Error()})
			return nil
		}
		e.name = strings.TrimSuffix(e.name, suffix)
		e.body = bufio.NewReaderSize(&ratioReader{r: r, packed: packed, limit: l.Ratio}, headBytes)
		if nested, _ := e.body.Peek(headBytes); packing(nested) != "" && !document.IsDOCX(e.name, nested) {
			whole(Rejection{Reason: "an archive inside an archive is not read"})
			return nil
		}
		return do(e)
	}
	kind := packing(first)
	if start, _ := head.Peek(headBytes); document.IsDOCX(e.name, start) {
		kind = "" // an archive by its form, one text by its content
	}
	switch kind {
	case ".gz":
		r, err := gzip.NewReader(head)
		return open(".gz", r, err)
	case ".zst":
		r, err := zstd.NewReader(head, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err == nil {
			defer r.Close()
		}
		return open(".zst", r, err)
	case ".bz2":
		return open(".bz2", bzip2.NewReader(head), nil)
	case ".zip":
		return unzip(in, head, l, do, whole)
	}
	return do(e)
}

// packing tells a compression from the first bytes; "" for none.
func packing(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return ".gz"
	case bytes.HasPrefix(head, []byte{0x28, 0xB5, 0x2F, 0xFD}):
		return ".zst"
	case bytes.HasPrefix(head, []byte("BZh")):
		return ".bz2"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return ".zip"
	}
	return ""
}

// unzip reads the entries of a zip file in their order. The file is copied to disk if it came from a stream.
func unzip(in *input, head io.Reader, l Limits, do func(*entry) error, reject func(Rejection)) error {
	f, err := os.CreateTemp("", "entente-*.zip")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	size, err := io.Copy(f, head)
	if err != nil {
		return &InputError{in.path, err}
	}
	z, err := zip.NewReader(f, size)
	if err != nil {
		reject(Rejection{Reason: "damaged zip archive: " + err.Error()})
		return nil
	}
	if len(z.File) > l.Entries {
		reject(Rejection{Reason: fmt.Sprintf("the archive has %d entries, more than %d", len(z.File), l.Entries)})
		return nil
	}
	for _, zf := range z.File {
		if zf.FileInfo().IsDir() {
			continue
		}
		name := strings.ReplaceAll(zf.Name, `\`, "/")
		if path.IsAbs(name) || name != path.Clean(name) || strings.HasPrefix(name, "../") {
			reject(Rejection{Reason: fmt.Sprintf("entry %q points outside the archive", zf.Name)})
			continue
		}
		if err := unzipOne(in, zf, name, len(z.File) == 1, l, do, reject); err != nil {
			return err
		}
	}
	return nil
}

func unzipOne(in *input, zf *zip.File, name string, alone bool, l Limits, do func(*entry) error, reject func(Rejection)) error {
	r, err := zf.Open()
	if err != nil {
		reject(Rejection{Reason: fmt.Sprintf("entry %q: %v", zf.Name, err)})
		return nil
	}
	defer r.Close()
	packed := &counter{n: int64(zf.CompressedSize64)}
	e := &entry{
		id: in.id + "/" + name, path: in.path + "/" + name, name: path.Base(name), named: alone && in.named,
		body: bufio.NewReaderSize(&ratioReader{r: r, packed: packed, limit: l.Ratio}, headBytes),
	}
	if nested, _ := e.body.Peek(headBytes); packing(nested) != "" && !document.IsDOCX(e.name, nested) {
		reject(Rejection{Reason: fmt.Sprintf("entry %q: an archive inside an archive is not read", zf.Name)})
		return nil
	}
	return do(e)
}

// counter counts the bytes that pass.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// errBomb ends the reading of a file that grows too much.
var errBomb = errors.New("the file grows more than a hundredfold when it is unpacked")

// ratioReader ends a stream that grows out of proportion to what was packed.
type ratioReader struct {
	r      io.Reader
	packed *counter
	limit  int64
	out    int64
}

func (b *ratioReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	if b.out > freeBytes && b.out > b.limit*max(b.packed.n, 1) {
		return 0, errBomb
	}
	return n, err
}
