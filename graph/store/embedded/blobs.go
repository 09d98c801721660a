package embedded

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"

	"entente/internal/vfs"
)

// A file of blobs holds the values one after the other, each followed by its checksum, then the
// entries by ascending key (flags, key, offset, length), then the offset of each entry.
const (
	blobFooterSize = 8 + 8 + 4 + 4 // offset of entries, of the list of offsets; number; checksum of both
	blobGone       = 1             // flag: the key is removed
)

// blob is a value under a key; a nil value with gone set is a removal.
type blob struct {
	key   string
	value []byte
	gone  bool
}

// blobRun is a set of changes of blobs, by key. Newer runs hide older ones.
type blobRun interface {
	// get finds a key; found says that this run decides on it.
	get(key string) (b blob, found bool, err error)
	// from is the place of the first key that is not before key; at is the key at a place.
	from(key string) int
	at(place int) (key string, gone bool)
	len() int
}

// memBlobs is a run in memory, sorted by key.
type memBlobs []blob

func (m memBlobs) len() int { return len(m) }

func (m memBlobs) from(key string) int {
	return sort.Search(len(m), func(i int) bool { return m[i].key >= key })
}

func (m memBlobs) at(i int) (string, bool) { return m[i].key, m[i].gone }

func (m memBlobs) get(key string) (blob, bool, error) {
	if i := m.from(key); i < len(m) && m[i].key == key {
		return m[i], true, nil
	}
	return blob{}, false, nil
}

// addBlobs puts a new run before older ones, merging small ones.
func addBlobs(runs []memBlobs, m memBlobs) []memBlobs {
	out := slices.Clone(runs)
	for len(out) > 0 && len(out[0]) <= 2*len(m) {
		m = mergeBlobs(m, out[0])
		out = out[1:]
	}
	return append([]memBlobs{m}, out...)
}

func mergeBlobs(newer, older memBlobs) memBlobs {
	out := make(memBlobs, 0, len(newer)+len(older))
	for len(newer) > 0 && len(older) > 0 {
		switch c := strings.Compare(newer[0].key, older[0].key); {
		case c < 0:
			out, newer = append(out, newer[0]), newer[1:]
		case c > 0:
			out, older = append(out, older[0]), older[1:]
		default:
			out, newer, older = append(out, newer[0]), newer[1:], older[1:]
		}
	}
	return append(append(out, newer...), older...)
}

// blobFile is an open, immutable file of blobs.
type blobFile struct {
	mapped
	info    fileInfo
	entries []byte
	offsets []byte // of entries, 4 bytes each
	n       int
}

func (f *blobFile) len() int { return f.n }

// entry reads an entry; the index was verified when the file was opened.
func (f *blobFile) entry(i int) (key []byte, gone bool, offset, size uint64) {
	b := f.entries[binary.LittleEndian.Uint32(f.offsets[4*i:]):]
	gone = b[0]&blobGone != 0
	n, used := binary.Uvarint(b[1:])
	b = b[1+used:]
	key, b = b[:n], b[n:]
	offset, used = binary.Uvarint(b)
	size, _ = binary.Uvarint(b[used:])
	return key, gone, offset, size
}

func (f *blobFile) from(key string) int {
	k := []byte(key)
	return sort.Search(f.n, func(i int) bool {
		e, _, _, _ := f.entry(i)
		return bytes.Compare(e, k) >= 0
	})
}

func (f *blobFile) at(i int) (string, bool) {
	k, gone, _, _ := f.entry(i)
	return string(k), gone
}

func (f *blobFile) get(key string) (blob, bool, error) {
	i := f.from(key)
	if i == f.n {
		return blob{}, false, nil
	}
	k, gone, offset, size := f.entry(i)
	if string(k) != key {
		return blob{}, false, nil
	}
	if gone {
		return blob{key: key, gone: true}, true, nil
	}
	v, err := f.value(offset, size)
	return blob{key: key, value: v}, true, err
}

func (f *blobFile) value(offset, size uint64) ([]byte, error) {
	if offset < headBytes || offset > uint64(len(f.data)) || size+checksumBytes > uint64(len(f.data))-offset {
		return nil, corrupt(f.name, int64(offset), "a blob lies outside the file")
	}
	v := f.data[offset : offset+size : offset+size]
	if checksum(v) != binary.LittleEndian.Uint32(f.data[offset+size:]) {
		return nil, corrupt(f.name, int64(offset), "the checksum of a blob does not hold")
	}
	return v, nil
}

func openBlobs(fs vfs.FS, folder string, info fileInfo) (*blobFile, error) {
	m, b, err := openMapped(fs, folder, info.Name, magicBlobs, blobFooterSize, info)
	if err != nil {
		return nil, err
	}
	f := &blobFile{mapped: m, info: info}
	le := binary.LittleEndian
	at, list, n := le.Uint64(b), le.Uint64(b[8:]), uint64(le.Uint32(b[16:]))
	end := uint64(len(f.data) - blobFooterSize - 8 - checksumBytes - 8)
	if at > list || list > end || end-list != 4*n || checksum(f.data[at:end]) != le.Uint32(b[20:]) {
		_ = f.unmap()
		return nil, corrupt(f.name, int64(at), "the index of the blobs is damaged")
	}
	f.entries, f.offsets, f.n = f.data[at:list], f.data[list:end], int(n)
	return f, nil
}

// writeBlobs writes the sum of runs, newest first; with last, nothing older is left, so removals are dropped.
func writeBlobs(fs vfs.FS, path string, runs []blobRun, last bool) (size int64, check uint32, n int, err error) {
	w, err := createFile(fs, path, magicBlobs)
	if err != nil {
		return 0, 0, 0, err
	}
	var entries, offsets []byte
	for key, r := range eachBlob(runs, "") {
		b, _, err := r.get(key)
		if err != nil {
			w.abandon()
			return 0, 0, 0, err
		}
		if b.gone && last {
			continue
		}
		offsets = binary.LittleEndian.AppendUint32(offsets, uint32(len(entries)))
		n++
		if b.gone {
			entries = binary.AppendUvarint(append(entries, blobGone), uint64(len(key)))
			entries = append(append(entries, key...), 0, 0)
			continue
		}
		entries = appendText(append(entries, 0), key)
		entries = binary.AppendUvarint(entries, uint64(w.offset))
		entries = binary.AppendUvarint(entries, uint64(len(b.value)))
		w.write(b.value)
		w.write(binary.LittleEndian.AppendUint32(nil, checksum(b.value)))
	}
	if len(entries) >= 1<<32 {
		w.abandon()
		return 0, 0, 0, fmt.Errorf("write %s: too many blobs for one file", path)
	}
	footer := binary.LittleEndian.AppendUint64(nil, uint64(w.offset))
	footer = binary.LittleEndian.AppendUint64(footer, uint64(w.offset)+uint64(len(entries)))
	footer = binary.LittleEndian.AppendUint32(footer, uint32(n))
	index := append(entries, offsets...)
	footer = binary.LittleEndian.AppendUint32(footer, checksum(index))
	w.write(index)
	check, err = w.finish(footer, magicBlobs)
	return w.offset, check, n, err
}

// eachBlob yields the keys with a prefix, ascending, and the newest run that has each, removals
// among them. Runs come newest first.
func eachBlob(runs []blobRun, prefix string) func(func(string, blobRun) bool) {
	return func(yield func(string, blobRun) bool) {
		places := make([]int, len(runs))
		for i, r := range runs {
			places[i] = r.from(prefix)
		}
		for {
			best, key := -1, ""
			for i, r := range runs {
				if places[i] >= r.len() {
					continue
				}
				if k, _ := r.at(places[i]); best < 0 || k < key {
					best, key = i, k
				}
			}
			if best < 0 || !strings.HasPrefix(key, prefix) {
				return
			}
			for i, r := range runs {
				if places[i] < r.len() {
					if k, _ := r.at(places[i]); k == key {
						places[i]++
					}
				}
			}
			if !yield(key, runs[best]) {
				return
			}
		}
	}
}
