package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"

	"entente/graph/store"
	"entente/internal/vfs"
)

// Every data file begins with 16 bytes: 8 that tell its kind, its format version, and the checksum
// of these 12. It ends with a footer of a fixed length: fields, the length of the file, the
// checksum of the footer, and the 8 bytes of the beginning again.
const (
	formatVersion = 1
	headBytes     = 16
	magicQuads    = "ENTquads"
	magicTerms    = "ENTterms"
	magicBlobs    = "ENTblobs"

	bufferBytes    = 1 << 20
	syncEveryBytes = 16 << 20 // so that a large file does not make the log wait for its bytes at the end
)

func fileHead(magic string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(magic), formatVersion)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// fileWriter writes a data file from front to back.
type fileWriter struct {
	fs     vfs.FS
	path   string
	f      vfs.File
	buf    []byte
	offset int64 // of the next byte
	dirty  int64
	err    error
}

func createFile(fs vfs.FS, path, magic string) (*fileWriter, error) {
	f, err := fs.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	w := &fileWriter{fs: fs, path: path, f: f, buf: make([]byte, 0, bufferBytes+bufferBytes/4)}
	w.write(fileHead(magic))
	return w, nil
}

func (w *fileWriter) write(b []byte) {
	w.buf = append(w.buf, b...)
	w.offset += int64(len(b))
	if len(w.buf) >= bufferBytes {
		w.flush()
	}
}

// appended takes over bytes that the caller appended to w.buf itself.
func (w *fileWriter) appended(before int) {
	w.offset += int64(len(w.buf) - before)
	if len(w.buf) >= bufferBytes {
		w.flush()
	}
}

func (w *fileWriter) flush() {
	if w.err == nil && len(w.buf) > 0 {
		_, w.err = w.f.Write(w.buf)
		w.dirty += int64(len(w.buf))
		if w.err == nil && w.dirty >= syncEveryBytes {
			w.err, w.dirty = w.f.Sync(), 0
		}
	}
	w.buf = w.buf[:0]
}

// finish writes the footer, given without its last fields, and makes the content durable. After an
// error the file is gone.
func (w *fileWriter) finish(footer []byte, magic string) (check uint32, err error) {
	size := w.offset + int64(len(footer)) + 8 + checksumBytes + 8
	footer = binary.LittleEndian.AppendUint64(footer, uint64(size))
	check = checksum(footer)
	footer = binary.LittleEndian.AppendUint32(footer, check)
	w.write(append(footer, magic...))
	w.flush()
	if w.err == nil {
		w.err = w.f.Sync()
	}
	if err := errors.Join(w.err, w.f.Close()); err != nil {
		_ = w.fs.Remove(w.path) // the next opening tries again
		return 0, fmt.Errorf("write %s: %w", w.path, err)
	}
	return check, nil
}

func (w *fileWriter) abandon() {
	_ = w.f.Close()
	_ = w.fs.Remove(w.path)
}

// mapped is an open data file.
type mapped struct {
	name    string
	data    []byte
	mapping *vfs.Mapping
}

func (m *mapped) unmap() error { return m.mapping.Close() }

func corrupt(name string, offset int64, reason string, args ...any) error {
	return &store.CorruptError{File: name, Offset: offset, Reason: fmt.Sprintf(reason, args...)}
}

// openMapped maps a file and checks head and footer; footer is what finish was given.
func openMapped(fs vfs.FS, folder, name, magic string, footerBytes int, info fileInfo) (m mapped, footer []byte, err error) {
	f, err := fs.Open(filepath.Join(folder, name))
	if err != nil {
		return m, nil, fmt.Errorf("open: %w", err)
	}
	defer f.Close()
	m.name = name
	if m.mapping, err = f.Map(); err != nil {
		return m, nil, err
	}
	m.data = m.mapping.Data
	footer, err = checkEnds(m.data, name, magic, footerBytes, info)
	if err != nil {
		_ = m.unmap()
	}
	return m, footer, err
}

func checkEnds(data []byte, name, magic string, footerBytes int, info fileInfo) ([]byte, error) {
	size := int64(len(data))
	tail := int64(footerBytes) + 8 + checksumBytes + 8
	if size != info.Size {
		return nil, corrupt(name, min(size, info.Size), "the file has %d bytes, it should have %d", size, info.Size)
	}
	if size < headBytes+tail {
		return nil, corrupt(name, 0, "the file is too short")
	}
	if head := fileHead(magic); string(data[:headBytes]) != string(head) {
		return nil, corrupt(name, 0, "the head of the file is damaged")
	}
	at := size - tail
	footer, end := data[at:at+int64(footerBytes)], data[size-8-checksumBytes:]
	check := binary.LittleEndian.Uint32(end)
	if string(end[checksumBytes:]) != magic || check != checksum(data[at:size-8-checksumBytes]) || check != info.Check ||
		binary.LittleEndian.Uint64(data[size-8-checksumBytes-8:]) != uint64(size) {
		return nil, corrupt(name, at, "the footer is damaged")
	}
	return footer, nil
}

// fileInfo is what the manifest says of a data file.
type fileInfo struct {
	Name  string `json:"name"`
	Size  int64  `json:"size"`
	Check uint32 `json:"check"` // checksum of its footer
}
