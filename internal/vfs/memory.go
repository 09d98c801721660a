package vfs

import (
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Memory is a file system in memory. Made by NewCrashable it remembers what was not synchronised.
type Memory struct {
	mu      sync.Mutex
	names   map[string]*node
	folders map[string]bool
	locks   map[string]bool
	inodes  uint64

	track   bool
	durable map[string]*node // names as of the last SyncDir
	changes []change         // to names, since then
}

// change is a step of the folder that is not durable yet: name appears (node) or goes (nil).
type change struct {
	name string
	node *node
}

type node struct {
	inode   uint64
	data    []byte
	stamp   int64
	synced  []byte
	pending []write
}

// write is a change of content that is not durable yet; cut is a truncation to offset.
type write struct {
	offset int64
	data   []byte
	cut    bool
}

// NewMemory makes an empty file system.
func NewMemory() *Memory {
	return &Memory{names: map[string]*node{}, folders: map[string]bool{}, locks: map[string]bool{}, durable: map[string]*node{}}
}

// NewCrashable makes one that Crash can be asked of.
func NewCrashable() *Memory {
	m := NewMemory()
	m.track = true
	return m
}

// Loss says what a power cut does to what was not synchronised.
type Loss int

// DropAll loses everything unsynchronised; KeepSome keeps a random part, in any order, the last
// writes torn; KeepAll keeps everything, as after the end of the process alone.
const (
	DropAll Loss = iota
	KeepSome
	KeepAll
)

// Crash gives the file system as it would be found after a power cut now. m is left as it is.
func (m *Memory) Crash(loss Loss, seed uint64) *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := rand.New(rand.NewPCG(seed, 23))
	after := NewCrashable()
	after.inodes = m.inodes
	for f := range m.folders {
		after.folders[f] = true
	}
	names := map[string]*node{}
	for name, n := range m.durable {
		names[name] = n
	}
	kept := 0
	switch loss {
	case KeepSome:
		kept = r.IntN(len(m.changes) + 1)
	case KeepAll:
		kept = len(m.changes)
	}
	for _, c := range m.changes[:kept] {
		if c.node == nil {
			delete(names, c.name)
		} else {
			names[c.name] = c.node
		}
	}
	order := make([]string, 0, len(names))
	for name := range names {
		order = append(order, name)
	}
	slices.Sort(order)
	for _, name := range order {
		n := names[name]
		data := n.after(loss, r)
		fresh := &node{inode: n.inode, data: data, synced: slices.Clone(data)}
		after.names[name], after.durable[name] = fresh, fresh
	}
	return after
}

// after is the content of n after a power cut.
func (n *node) after(loss Loss, r *rand.Rand) []byte {
	data := slices.Clone(n.synced)
	if loss == DropAll {
		return data
	}
	for _, w := range n.pending {
		part := w.data
		if loss == KeepSome {
			switch r.IntN(4) {
			case 0:
				continue
			case 1:
				part = part[:r.IntN(len(part)+1)]
			}
		}
		if w.cut {
			data = resize(data, w.offset)
			continue
		}
		data = resize(data, max(int64(len(data)), w.offset+int64(len(part))))
		copy(data[w.offset:], part)
	}
	return data
}

func resize(data []byte, size int64) []byte {
	if size <= int64(len(data)) {
		return data[:size]
	}
	return append(data, make([]byte, size-int64(len(data)))...)
}

func (m *Memory) rename(name string, n *node) {
	if n == nil {
		delete(m.names, name)
	} else {
		m.names[name] = n
	}
	if m.track {
		m.changes = append(m.changes, change{name, n})
	}
}

func missing(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist} }

// Create implements FS.
func (m *Memory) Create(name string) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inodes++
	n := &node{inode: m.inodes}
	m.rename(name, n)
	return &memFile{m: m, n: n, name: name, writable: true}, nil
}

func (m *Memory) open(name string, writable bool) (File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.names[name]
	if !ok {
		return nil, missing("open", name)
	}
	return &memFile{m: m, n: n, name: name, writable: writable}, nil
}

// Open implements FS.
func (m *Memory) Open(name string) (File, error) { return m.open(name, false) }

// OpenAppend implements FS.
func (m *Memory) OpenAppend(name string) (File, error) { return m.open(name, true) }

// Rename implements FS.
func (m *Memory) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.names[from]
	if !ok {
		return missing("rename", from)
	}
	delete(m.names, from)
	m.names[to] = n
	if m.track { // one step: no power cut shows both names or neither
		m.changes = append(m.changes, change{to, n}, change{from, nil})
	}
	return nil
}

// Remove implements FS.
func (m *Memory) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.names[name]; !ok {
		return missing("remove", name)
	}
	m.rename(name, nil)
	return nil
}

// Link implements FS.
func (m *Memory) Link(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.names[from]
	if !ok {
		return missing("link", from)
	}
	if m.names[to] != nil {
		return &fs.PathError{Op: "link", Path: to, Err: fs.ErrExist}
	}
	m.rename(to, n)
	return nil
}

// List implements FS.
func (m *Memory) List(folder string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.folders[folder] {
		return nil, missing("list", folder)
	}
	var out []string
	for name := range m.names {
		if filepath.Dir(name) == filepath.Clean(folder) {
			out = append(out, filepath.Base(name))
		}
	}
	slices.Sort(out)
	return out, nil
}

// Mkdir implements FS; folders are durable at once.
func (m *Memory) Mkdir(folder string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.folders[folder] = true
	return nil
}

// SyncDir implements FS.
func (m *Memory) SyncDir(folder string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.changes {
		if c.node == nil {
			delete(m.durable, c.name)
		} else {
			m.durable[c.name] = c.node
		}
	}
	m.changes = nil
	return nil
}

// Stamp implements FS.
func (m *Memory) Stamp(name string) (Stamp, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.names[name]
	if !ok {
		return Stamp{}, missing("stat", name)
	}
	return Stamp{Inode: n.inode, Size: int64(len(n.data)), Modified: n.stamp}, nil
}

// Flip changes bits of one byte of a file, as a failing medium would.
func (m *Memory) Flip(name string, offset int64, mask byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.names[name]
	if !ok || offset >= int64(len(n.data)) {
		return missing("flip", name)
	}
	n.data = slices.Clone(n.data)
	n.data[offset] ^= mask
	return nil
}

// Cut shortens a file.
func (m *Memory) Cut(name string, size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.names[name]
	if !ok {
		return missing("cut", name)
	}
	n.data = slices.Clone(n.data[:size])
	return nil
}

// Clone copies names and contents as they are seen now.
func (m *Memory) Clone() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := NewMemory()
	c.inodes = m.inodes
	for f := range m.folders {
		c.folders[f] = true
	}
	for name, n := range m.names {
		c.names[name] = &node{inode: n.inode, data: slices.Clone(n.data), stamp: n.stamp}
	}
	return c
}

type memLock struct {
	m    *Memory
	name string
}

// Lock implements FS.
func (m *Memory) Lock(name string) (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.locks[name] {
		return nil, &HeldError{Name: name, PID: os.Getpid()}
	}
	m.locks[name] = true
	return memLock{m, name}, nil
}

func (l memLock) Close() error {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	delete(l.m.locks, l.name)
	return nil
}

type memFile struct {
	m        *Memory
	n        *node
	name     string
	writable bool
}

func (f *memFile) Write(p []byte) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if !f.writable {
		return 0, fmt.Errorf("write %s: %w", f.name, fs.ErrPermission)
	}
	if f.m.track {
		f.n.pending = append(f.n.pending, write{offset: int64(len(f.n.data)), data: slices.Clone(p)})
	}
	f.n.data = append(f.n.data, p...)
	f.n.stamp++
	return len(p), nil
}

func (f *memFile) ReadAt(p []byte, off int64) (int, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if off >= int64(len(f.n.data)) {
		return 0, io.EOF
	}
	n := copy(p, f.n.data[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) Truncate(size int64) error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if f.m.track {
		f.n.pending = append(f.n.pending, write{offset: size, cut: true})
	}
	f.n.data = resize(slices.Clone(f.n.data), size)
	f.n.stamp++
	return nil
}

func (f *memFile) Sync() error {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	if f.m.track {
		f.n.synced, f.n.pending = slices.Clone(f.n.data), nil
	}
	return nil
}

func (f *memFile) Size() (int64, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	return int64(len(f.n.data)), nil
}

func (f *memFile) Map() (*Mapping, error) {
	f.m.mu.Lock()
	defer f.m.mu.Unlock()
	return &Mapping{Data: f.n.data[:len(f.n.data):len(f.n.data)]}, nil
}

func (f *memFile) Close() error { return nil }
