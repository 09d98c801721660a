package embedded

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"entente/graph/store"
	"entente/internal/vfs"
)

// A backup is 8 bytes that tell what it is, then files: the length of the name, the name, the
// length of the content, the content, and the checksum of all of these. The last one is the manifest,
// behind it is an entry with an empty name and content. Numbers are of 8 bytes.
const (
	magicBackup   = "ENTback\x01"
	copyChunk     = 1 << 20
	maxNameLength = 64
)

// Backup implements store.Store. Data files are copied as they are; what lies in memory becomes a log
// of one commit.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	v, err := s.View()
	if err != nil {
		return err
	}
	defer v.Close()
	st := v.(*view).state
	b := &backupWriter{ctx: ctx, w: w}
	b.raw([]byte(magicBackup))
	m := &manifest{Version: st.version, NextID: st.maxID + 1, FirstLog: 1, NextFile: 1}
	for _, f := range st.quads {
		m.Quads = append(m.Quads, b.data(quadPrefix, m, &f.file.mapped, f.file.info))
	}
	for _, f := range st.terms {
		m.Terms = append(m.Terms, b.data(termPrefix, m, &f.file.mapped, f.file.info))
	}
	for _, f := range st.blobs {
		m.Blobs = append(m.Blobs, b.data(blobPrefix, m, &f.file.mapped, f.file.info))
	}
	log := logHeader(1, st.version)
	if c := st.unwritten(); c != nil {
		m.Version, m.NextID = st.version-1, c.firstID
		log = appendRecord(logHeader(1, m.Version), c)
		if len(log) > maxRecordBody {
			return errors.New("backup: too much is not yet in files; try again in a moment")
		}
	}
	b.file(logName(1), log)
	text, err := m.encode()
	if err != nil {
		return err
	}
	b.file(manifestName, text)
	b.file("", nil)
	if b.err != nil {
		return fmt.Errorf("write the backup: %w", b.err)
	}
	return nil
}

// unwritten is what no data file has yet, as one commit, or nil.
func (st *state) unwritten() *commit {
	c := &commit{version: st.version, firstID: st.memTerms[0].first}
	for _, m := range st.memTerms {
		for id := m.first; id <= st.maxID; id++ {
			k, ok := m.key(id)
			if !ok {
				break
			}
			c.keys = append(c.keys, k)
		}
	}
	all := &memRun{}
	for _, list := range [][]*memRun{st.frozen, st.mem} {
		for _, m := range list {
			all = mergeMem(all, m)
		}
	}
	for _, t := range all.added[bySPOG] {
		c.added = append(c.added, t.quad(bySPOG))
	}
	for _, t := range all.removed[bySPOG] {
		c.removed = append(c.removed, t.quad(bySPOG))
	}
	var blobs memBlobs
	for _, list := range [][]memBlobs{st.memBlobs, st.frozenBlobs} {
		for _, m := range list { // newest first
			blobs = mergeBlobs(blobs, m)
		}
	}
	c.blobs = blobs
	if c.empty() && len(c.keys) == 0 {
		return nil
	}
	return c
}

type backupWriter struct {
	ctx context.Context // of one call of Backup
	w   io.Writer
	sum uint32
	err error
}

func (b *backupWriter) raw(p []byte) {
	for len(p) > 0 && b.err == nil {
		n := min(len(p), copyChunk)
		if b.err = b.ctx.Err(); b.err == nil {
			_, b.err = b.w.Write(p[:n])
		}
		b.sum = crc32.Update(b.sum, castagnoli, p[:n])
		p = p[n:]
	}
}

func (b *backupWriter) file(name string, content []byte) {
	b.sum = 0
	b.raw(binary.LittleEndian.AppendUint64(nil, uint64(len(name))))
	b.raw([]byte(name))
	b.raw(binary.LittleEndian.AppendUint64(nil, uint64(len(content))))
	b.raw(content)
	b.raw(binary.LittleEndian.AppendUint32(nil, b.sum))
}

func (b *backupWriter) data(prefix string, m *manifest, f *mapped, info fileInfo) fileInfo {
	info.Name = fmt.Sprintf("%s%08d", prefix, m.NextFile)
	m.NextFile++
	b.file(info.Name, f.data)
	return info
}

// Restore makes a store in the folder path of what Backup wrote. A store that is there already is
// store.ErrExists. A backup that is damaged or cut short makes none.
func Restore(ctx context.Context, r io.Reader, path string, opt *Options) error {
	o := opt.withDefaults()
	if _, err := readManifest(o.FS, path); !errors.Is(err, store.ErrNoStore) {
		if err == nil {
			err = fmt.Errorf("%s: %w", path, store.ErrExists)
		}
		return err
	}
	if err := o.FS.Mkdir(path); err != nil {
		return fmt.Errorf("make the store's folder: %w", err)
	}
	lock, err := o.FS.Lock(path + "/" + lockName)
	if err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	b := &backupReader{ctx: ctx, r: bufio.NewReaderSize(r, copyChunk), fs: o.FS, path: path}
	err = b.all()
	if err != nil {
		for _, name := range b.made {
			err = errors.Join(err, o.FS.Remove(path+"/"+name))
		}
	}
	if err = errors.Join(err, lock.Close()); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

type backupReader struct {
	ctx  context.Context // of one call of Restore
	r    io.Reader
	fs   vfs.FS
	path string
	at   int64
	sum  uint32
	made []string
}

func (b *backupReader) bad(reason string, args ...any) error {
	return corrupt("backup", b.at, reason, args...)
}

func (b *backupReader) read(p []byte) error {
	if err := b.ctx.Err(); err != nil {
		return err
	}
	n, err := io.ReadFull(b.r, p)
	b.at += int64(n)
	b.sum = crc32.Update(b.sum, castagnoli, p[:n])
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return b.bad("the backup ends early")
	}
	return err
}

func (b *backupReader) number() (uint64, error) {
	var p [8]byte
	err := b.read(p[:])
	return binary.LittleEndian.Uint64(p[:]), err
}

func (b *backupReader) all() error {
	var magic [len(magicBackup)]byte
	if err := b.read(magic[:]); err != nil {
		return err
	}
	if string(magic[:]) != magicBackup {
		if strings.HasPrefix(string(magic[:]), magicBackup[:7]) {
			return fmt.Errorf("%w: backup of version %d", store.ErrNewer, magic[7])
		}
		b.at = 0
		return b.bad("not a backup of a store")
	}
	var text []byte
	for {
		name, content, err := b.file()
		if err != nil {
			return err
		}
		if name == manifestName {
			text = content
		}
		if name == "" {
			break
		}
	}
	m, err := decodeManifest(text)
	if err != nil {
		return b.bad("the backup has no manifest that can be read: %v", err)
	}
	return b.finish(m)
}

// file reads one file; the manifest stays in memory, others are written.
func (b *backupReader) file() (name string, content []byte, err error) {
	b.sum = 0
	n, err := b.number()
	if err != nil || n > maxNameLength {
		return "", nil, cmp.Or(err, b.bad("a name of %d bytes", n))
	}
	text := make([]byte, n)
	if err := b.read(text); err != nil {
		return "", nil, err
	}
	name = string(text)
	size, err := b.number()
	if err != nil {
		return "", nil, err
	}
	switch {
	case name == "" && size == 0:
	case name == manifestName && size <= 64<<20:
		content = make([]byte, size)
		err = b.read(content)
	case isDataName(name):
		err = b.write(name, size)
	default:
		err = b.bad("a file with the name %q", name)
	}
	if err != nil {
		return "", nil, err
	}
	want := b.sum
	var p [4]byte
	if err := b.read(p[:]); err != nil {
		return "", nil, err
	}
	if binary.LittleEndian.Uint32(p[:]) != want {
		return "", nil, b.bad("the checksum of %s does not hold", name)
	}
	return name, content, nil
}

func isDataName(name string) bool {
	for _, prefix := range []string{quadPrefix, termPrefix, blobPrefix, logPrefix} {
		if digits, ok := strings.CutPrefix(name, prefix); ok && len(digits) >= 8 && strings.Trim(digits, "0123456789") == "" {
			return true
		}
	}
	return false
}

func (b *backupReader) write(name string, size uint64) error {
	f, err := b.fs.Create(b.path + "/" + name)
	if err != nil {
		return err
	}
	b.made = append(b.made, name)
	buf := make([]byte, copyChunk)
	for size > 0 && err == nil {
		part := buf[:min(size, copyChunk)]
		if err = b.read(part); err == nil {
			_, err = f.Write(part)
		}
		size -= uint64(len(part))
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// finish opens what was written before the manifest makes it a store.
func (b *backupReader) finish(m *manifest) error {
	s := &Store{path: b.path, fs: b.fs, opt: (&Options{FS: b.fs, ReadOnly: true}).withDefaults()}
	st, err := s.openFiles(m, nil)
	if err != nil {
		return err
	}
	_, err = s.replay(b.ctx, st, m.tail())
	st.start()
	st.drop()
	if err != nil {
		return err
	}
	return writeManifest(b.fs, b.path, m)
}
