package embedded

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"entente/graph/store"
	"entente/internal/vfs"
)

// A log holds the commits that no data file has yet: a head, then one record a commit. A record is
// a head of 24 bytes (magic, length of the body, version after it, checksums of body and of head)
// and the body: new terms, quads added, quads removed, blobs.
const (
	magicLog      = "ENTlog\x00\x01"
	logHead       = 8 + 8 + 8 + 4 // magic, number, version before the first record, checksum
	magicRecord   = 0x7e43524c    // "LRC~"
	recordHead    = 4 + 4 + 8 + 4 + 4
	maxRecordBody = 1<<31 - 1
)

func logName(number int) string { return fmt.Sprintf("log-%08d", number) }

// commit is the content of a record.
type commit struct {
	version uint64
	firstID uint32
	keys    []string // of new terms, ids from firstID
	added   []store.IDQuad
	removed []store.IDQuad
	blobs   []blob
}

func (c *commit) empty() bool {
	return len(c.added)+len(c.removed)+len(c.blobs) == 0
}

func appendRecord(dst []byte, c *commit) []byte {
	start := len(dst)
	dst = append(dst, make([]byte, recordHead)...)
	dst = binary.AppendUvarint(dst, uint64(c.firstID))
	dst = binary.AppendUvarint(dst, uint64(len(c.keys)))
	for _, k := range c.keys {
		dst = appendText(dst, k)
	}
	for _, list := range [][]store.IDQuad{c.added, c.removed} {
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, q := range list {
			for _, id := range [4]store.ID{q.S, q.P, q.O, q.G} {
				dst = binary.AppendUvarint(dst, uint64(id))
			}
		}
	}
	dst = binary.AppendUvarint(dst, uint64(len(c.blobs)))
	for _, b := range c.blobs {
		dst = appendText(dst, b.key)
		if b.gone {
			dst = append(dst, blobGone)
			continue
		}
		dst = append(dst, 0)
		dst = binary.AppendUvarint(dst, uint64(len(b.value)))
		dst = append(dst, b.value...)
	}
	head, body := dst[start:start+recordHead], dst[start+recordHead:]
	binary.LittleEndian.PutUint32(head, magicRecord)
	binary.LittleEndian.PutUint32(head[4:], uint32(len(body)))
	binary.LittleEndian.PutUint64(head[8:], c.version)
	binary.LittleEndian.PutUint32(head[16:], checksum(body))
	binary.LittleEndian.PutUint32(head[20:], checksum(head[:20]))
	return dst
}

var errRecord = errors.New("not a record of the log")

// fields reads the body of a record; after a mistake everything is zero and bad is set.
type fields struct {
	b   []byte
	bad bool
}

func (f *fields) number() uint64 {
	n, used := binary.Uvarint(f.b)
	if used <= 0 {
		f.b, f.bad = nil, true
		return 0
	}
	f.b = f.b[used:]
	return n
}

func (f *fields) bytes() []byte {
	n := f.number()
	if n > uint64(len(f.b)) {
		f.b, f.bad = nil, true
		return nil
	}
	b := f.b[:n:n]
	f.b = f.b[n:]
	return b
}

func (f *fields) quads() []store.IDQuad {
	n := f.number()
	if n > uint64(len(f.b))/4 {
		f.b, f.bad = nil, true
		return nil
	}
	list := make([]store.IDQuad, n)
	for i := range list {
		list[i] = store.IDQuad{S: store.ID(f.number()), P: store.ID(f.number()), O: store.ID(f.number()), G: store.ID(f.number())}
	}
	return list
}

func decodeBody(version uint64, body []byte) (*commit, error) {
	f := fields{b: body}
	c := &commit{version: version, firstID: uint32(f.number())}
	for n := f.number(); n > 0 && !f.bad; n-- {
		c.keys = append(c.keys, string(f.bytes()))
	}
	c.added, c.removed = f.quads(), f.quads()
	for n := f.number(); n > 0 && !f.bad; n-- {
		b := blob{key: string(f.bytes())}
		if b.gone = f.number() == blobGone; !b.gone {
			b.value = bytes.Clone(f.bytes())
		}
		c.blobs = append(c.blobs, b)
	}
	if f.bad || len(f.b) > 0 {
		return nil, errRecord
	}
	return c, nil
}

// recordAt reads the head of a record at the beginning of b; size is that of the whole record.
func recordAt(b []byte) (version uint64, body []byte, size int, ok bool) {
	le := binary.LittleEndian
	if len(b) < recordHead || le.Uint32(b) != magicRecord || le.Uint32(b[20:]) != checksum(b[:20]) {
		return 0, nil, 0, false
	}
	n := int(le.Uint32(b[4:]))
	if n > len(b)-recordHead {
		return 0, nil, 0, false
	}
	body = b[recordHead : recordHead+n]
	return le.Uint64(b[8:]), body, recordHead + n, le.Uint32(b[16:]) == checksum(body)
}

// logHeader is the head of a log.
func logHeader(number int, version uint64) []byte {
	b := binary.LittleEndian.AppendUint64([]byte(magicLog), uint64(number))
	b = binary.LittleEndian.AppendUint64(b, version)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// replayLog calls f with the commits of a log, which follow version, from a record on; from 0 is the
// head of the log. What stands at the end and is no record was being written when the writer ended;
// last tells that no other log follows, for only then may there be such a rest. end is where the
// records end.
func replayLog(b []byte, number, from int, version uint64, last bool, f func(*commit)) (end int, after uint64, err error) {
	name := logName(number)
	if end = from; end == 0 {
		if want := logHeader(number, version); len(b) < logHead || string(b[:logHead]) != string(want) {
			if last && !anyRecord(b) {
				return 0, version, nil // its writer ended before the first commit
			}
			return 0, version, corrupt(name, 0, "the head of the log is damaged, or a log is missing before it")
		}
		end = logHead
	}
	for end < len(b) {
		v, body, size, ok := recordAt(b[end:])
		if !ok {
			if !last || anyRecord(b[end+1:]) {
				return end, version, corrupt(name, int64(end), "a record of the log is damaged")
			}
			return end, version, nil
		}
		c, err := decodeBody(v, body)
		if err != nil || v != version+1 {
			return end, version, corrupt(name, int64(end), "a record of the log is out of place")
		}
		f(c)
		version = v
		end += size
	}
	return end, version, nil
}

// anyRecord looks for a whole record anywhere in b.
func anyRecord(b []byte) bool {
	var magic [4]byte
	binary.LittleEndian.PutUint32(magic[:], magicRecord)
	for {
		i := bytes.Index(b, magic[:])
		if i < 0 {
			return false
		}
		if _, _, _, ok := recordAt(b[i:]); ok {
			return true
		}
		b = b[i+1:]
	}
}

// logWriter appends commits to a log.
type logWriter struct {
	fs     vfs.FS
	folder string
	f      vfs.File
	number int
	size   int64
	buf    []byte
	cut    bool // something was taken back from it: it gets no more records
}

// createLog starts a log; its name is durable when it returns.
func createLog(files vfs.FS, folder string, number int, version uint64) (*logWriter, error) {
	path := filepath.Join(folder, logName(number))
	f, err := files.Create(path)
	if err != nil {
		return nil, fmt.Errorf("start a log: %w", err)
	}
	head := logHeader(number, version)
	_, err = f.Write(head)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = files.SyncDir(folder)
	}
	if err != nil {
		_ = f.Close()
		return nil, errors.Join(fmt.Errorf("start a log: %w", err), removeLog(files, folder, number))
	}
	return &logWriter{fs: files, folder: folder, f: f, number: number, size: logHead}, nil
}

// errLeft says that a log which is not needed could not be removed. The log before it must not be
// written to any more: what is cut short in it later could not be told from damage.
var errLeft = errors.New("a log that was not needed could not be removed")

// removeLog removes a log for good.
func removeLog(files vfs.FS, folder string, number int) error {
	err := files.Remove(filepath.Join(folder, logName(number)))
	if err == nil {
		err = files.SyncDir(folder)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errLeft, err)
	}
	return nil
}

// append makes commits durable. When it fails, what it wrote is taken back, and the next commit
// belongs into another log: a log never shrinks below a length that a reader has seen and grows again.
// broken tells that not even taking back succeeded, and nothing more can be appended.
func (l *logWriter) append(commits []*commit) (broken bool, err error) {
	l.buf = l.buf[:0]
	for _, c := range commits {
		before := len(l.buf)
		l.buf = appendRecord(l.buf, c)
		if len(l.buf)-before > maxRecordBody {
			l.buf = nil
			return false, fmt.Errorf("a batch of more than %d bytes; load it instead, or split it", maxRecordBody)
		}
	}
	_, err = l.f.Write(l.buf)
	if err == nil {
		err = l.f.Sync()
	}
	if cap(l.buf) > 4<<20 {
		defer func() { l.buf = nil }()
	}
	if err == nil {
		l.size += int64(len(l.buf))
		return false, nil
	}
	err, l.cut = fmt.Errorf("write the log: %w", err), true
	back := l.f.Truncate(l.size)
	if back == nil {
		back = l.f.Sync()
	}
	return back != nil, errors.Join(err, back)
}

// logsFrom gives the numbers of the logs in a folder from first on, ascending.
func logsFrom(files vfs.FS, folder string, first int) ([]int, error) {
	names, err := files.List(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []int
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(name, "log-%d", &n); err == nil && logName(n) == name && n >= first {
			out = append(out, n)
		}
	}
	return out, nil
}
