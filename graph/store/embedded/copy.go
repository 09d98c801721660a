package embedded

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
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
	b := &backupWriter{ctx: ctx, w: w}
	b.raw([]byte(magicBackup))
	text, err := v.(*view).state.pack(func(name string, f *mapped) { b.file(name, f.data) }, b.file)
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

// pack hands over the files that make up a store of its own of this snapshot, and gives the manifest that names them.
func (st *state) pack(data func(name string, f *mapped), file func(name string, content []byte)) ([]byte, error) {
	m := &manifest{Version: st.version, NextID: st.maxID + 1, FirstLog: 1, NextFile: 1}
	each := func(prefix string, f *mapped, info fileInfo) fileInfo {
		info.Name = fmt.Sprintf("%s%08d", prefix, m.NextFile)
		m.NextFile++
		data(info.Name, f)
		return info
	}
	for _, f := range st.quads {
		m.Quads = append(m.Quads, each(quadPrefix, &f.file.mapped, f.file.info))
	}
	for _, f := range st.terms {
		m.Terms = append(m.Terms, each(termPrefix, &f.file.mapped, f.file.info))
	}
	for _, f := range st.blobs {
		m.Blobs = append(m.Blobs, each(blobPrefix, &f.file.mapped, f.file.info))
	}
	log := logHeader(1, st.version)
	if c := st.unwritten(); c != nil {
		m.Version, m.NextID = st.version-1, c.firstID
		log = appendRecord(logHeader(1, m.Version), c)
		if len(log) > maxRecordBody {
			return nil, errors.New("backup: too much is not yet in files; try again in a moment")
		}
	}
	file(logName(1), log)
	return m.encode()
}

// CopyTo makes a store in the folder path of what this one holds now, as Restore does of a backup. Data files never change, so the copy
// shares them (hard links) where the file system can, and costs what is not in files yet; elsewhere they are copied. What this store
// writes, merges or removes afterwards does not reach the copy.
func (s *Store) CopyTo(ctx context.Context, path string) error {
	v, err := s.View()
	if err != nil {
		return err
	}
	defer v.Close()
	return intoEmpty(ctx, s.fs, path, func(b *backupReader) error {
		var failed error
		add := func(name string, content []byte) {
			if failed == nil {
				failed = b.keep(name, content)
			}
		}
		text, err := v.(*view).state.pack(func(name string, f *mapped) {
			if failed == nil && s.fs.Link(filepath.Join(s.path, f.name), filepath.Join(path, name)) == nil {
				b.made = append(b.made, name)
				return
			}
			add(name, f.data) // another file system, one without links, or a merge has removed the file since
		}, add)
		if err = errors.Join(err, failed); err != nil {
			return err
		}
		m, err := decodeManifest(text)
		if err != nil {
			return err
		}
		return b.finish(m)
	})
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

// SameFiles reports that two copies (of CopyTo, on this machine's file system) are one store under two names: the same manifest, the very
// same data files and equal logs. false says nothing.
func SameFiles(path, other string) bool {
	files := vfs.OS{}
	equal := func(name string) bool {
		a, errA := readAll(files, filepath.Join(path, name))
		b, errB := readAll(files, filepath.Join(other, name))
		return errA == nil && errB == nil && bytes.Equal(a, b)
	}
	m, err := readManifest(files, path)
	if err != nil || !equal(manifestName) || !equal(logName(m.FirstLog)) {
		return false
	}
	for _, info := range slices.Concat(m.Quads, m.Terms, m.Blobs) {
		a, errA := files.Stamp(filepath.Join(path, info.Name))
		b, errB := files.Stamp(filepath.Join(other, info.Name))
		if errA != nil || errB != nil || a != b {
			return false
		}
	}
	return true
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

// Restore makes a store in the folder path of what Backup wrote. A store that is there already is
// store.ErrExists. A backup that is damaged or cut short makes none.
func Restore(ctx context.Context, r io.Reader, path string, opt *Options) error {
	o := opt.withDefaults()
	err := intoEmpty(ctx, o.FS, path, func(b *backupReader) error {
		b.r = bufio.NewReaderSize(r, copyChunk)
		return b.all()
	})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("restore: %w", err)
	}
	return err
}

// intoEmpty fills a folder in which no store is yet; after an error there is none, nor what was made of it.
func intoEmpty(ctx context.Context, files vfs.FS, path string, fill func(b *backupReader) error) error {
	if _, err := readManifest(files, path); !errors.Is(err, store.ErrNoStore) {
		if err == nil {
			err = fmt.Errorf("%s: %w", path, store.ErrExists)
		}
		return err
	}
	if err := files.Mkdir(path); err != nil {
		return fmt.Errorf("make the store's folder: %w", err)
	}
	lock, err := files.Lock(filepath.Join(path, lockName))
	if err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	b := &backupReader{ctx: ctx, fs: files, path: path}
	if err = fill(b); err != nil {
		for _, name := range []string{manifestName, manifestName + temporary} {
			if gone := files.Remove(filepath.Join(path, name)); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
		for _, name := range b.made {
			err = errors.Join(err, files.Remove(filepath.Join(path, name)))
		}
	}
	return errors.Join(err, lock.Close())
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
	f, err := b.create(name)
	if err != nil {
		return err
	}
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

// create makes a file of that name. What a killed copy left there is removed and never emptied: it may be another store's file as well.
func (b *backupReader) create(name string) (vfs.File, error) {
	path := filepath.Join(b.path, name)
	if err := b.fs.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := b.fs.Create(path)
	if err == nil {
		b.made = append(b.made, name)
	}
	return f, err
}

// keep writes a file whose content is at hand.
func (b *backupReader) keep(name string, content []byte) error {
	f, err := b.create(name)
	if err != nil {
		return err
	}
	for len(content) > 0 && err == nil {
		n := min(len(content), copyChunk)
		if err = b.ctx.Err(); err == nil {
			_, err = f.Write(content[:n])
		}
		content = content[n:]
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
