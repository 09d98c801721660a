package embedded

import (
	"encoding/binary"
	"errors"
	"io/fs"

	"entente/internal/vfs"
)

// The mark tells how far the last log is known to be whole, so that damage there is told from a
// write that was cut short. Its entries are a number of a log, the length of that log after a commit,
// and their checksum; the last whole one counts. It is never synchronised: after a power cut an older
// entry will do, and there is none that is ahead of its log.
const (
	markName    = "mark"
	markEntry   = 8 + 8 + 4
	markEntries = 4096 // before the file is begun anew
)

type marker struct {
	f       vfs.File
	entries int
}

// set notes a commit. It cannot fail: without a mark less damage is told from a torn write.
func (m *marker) set(s *Store, number int, size int64) {
	if m.f == nil || m.entries >= markEntries {
		m.close()
		f, err := s.fs.Create(s.name(markName))
		if err != nil {
			return
		}
		m.f, m.entries = f, 0
	}
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, markEntry), uint64(number))
	b = binary.LittleEndian.AppendUint64(b, uint64(size))
	b = binary.LittleEndian.AppendUint32(b, checksum(b))
	if _, err := m.f.Write(b); err != nil {
		_ = m.f.Truncate(int64(m.entries) * markEntry) // what is left of the entry does not count anyway
		m.close()
		return
	}
	m.entries++
}

func (m *marker) close() {
	if m.f != nil {
		_ = m.f.Close() // nothing depends on it
		m.f = nil
	}
}

// readMark gives the last mark, zeros when there is none; whole is false when an entry is damaged. Less than an entry at the end
// is one that was cut short.
func readMark(files vfs.FS, name string) (number int, size int64, whole bool) {
	b, err := readAll(files, name)
	if err != nil {
		return 0, 0, errors.Is(err, fs.ErrNotExist)
	}
	whole = true
	for ; len(b) >= markEntry; b = b[markEntry:] {
		if checksum(b[:16]) != binary.LittleEndian.Uint32(b[16:]) {
			whole = false
			continue
		}
		number, size = int(binary.LittleEndian.Uint64(b)), int64(binary.LittleEndian.Uint64(b[8:]))
	}
	return number, size, whole
}
