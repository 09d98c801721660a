package vfs

import (
	"io"
	"sync"
)

// Fault passes calls on to another file system and makes some fail: it counts the calls that
// change something (and, with Reads, those that read), and asks Fail about each.
type Fault struct {
	FS
	// Fail decides on call n (from 1); nil lets it happen. A write that fails leaves Keep of its
	// bytes behind, when Keep is set.
	Fail  func(n int, op, name string) error
	Keep  func(bytes int) int
	Reads bool

	mu    sync.Mutex
	calls int
}

// Calls is the number of calls counted so far.
func (f *Fault) Calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

func (f *Fault) ask(op, name string) error {
	f.mu.Lock()
	f.calls++
	n := f.calls
	f.mu.Unlock()
	if f.Fail == nil {
		return nil
	}
	return f.Fail(n, op, name)
}

func (f *Fault) askRead(op, name string) error {
	if !f.Reads {
		return nil
	}
	return f.ask(op, name)
}

func (f *Fault) file(file File, err error, name string) (File, error) {
	if err != nil {
		return nil, err
	}
	return &faultFile{File: file, f: f, name: name}, nil
}

// Create implements FS.
func (f *Fault) Create(name string) (File, error) {
	if err := f.ask("create", name); err != nil {
		return nil, err
	}
	file, err := f.FS.Create(name)
	return f.file(file, err, name)
}

// Open implements FS.
func (f *Fault) Open(name string) (File, error) {
	if err := f.askRead("open", name); err != nil {
		return nil, err
	}
	file, err := f.FS.Open(name)
	return f.file(file, err, name)
}

// OpenAppend implements FS.
func (f *Fault) OpenAppend(name string) (File, error) {
	if err := f.askRead("open", name); err != nil {
		return nil, err
	}
	file, err := f.FS.OpenAppend(name)
	return f.file(file, err, name)
}

// Rename implements FS.
func (f *Fault) Rename(from, to string) error {
	if err := f.ask("rename", to); err != nil {
		return err
	}
	return f.FS.Rename(from, to)
}

// Remove implements FS.
func (f *Fault) Remove(name string) error {
	if err := f.ask("remove", name); err != nil {
		return err
	}
	return f.FS.Remove(name)
}

// Link implements FS.
func (f *Fault) Link(from, to string) error {
	if err := f.ask("link", to); err != nil {
		return err
	}
	return f.FS.Link(from, to)
}

// List implements FS.
func (f *Fault) List(folder string) ([]string, error) {
	if err := f.askRead("list", folder); err != nil {
		return nil, err
	}
	return f.FS.List(folder)
}

// Mkdir implements FS.
func (f *Fault) Mkdir(folder string) error {
	if err := f.ask("mkdir", folder); err != nil {
		return err
	}
	return f.FS.Mkdir(folder)
}

// SyncDir implements FS.
func (f *Fault) SyncDir(folder string) error {
	if err := f.ask("syncdir", folder); err != nil {
		return err
	}
	return f.FS.SyncDir(folder)
}

// Lock implements FS.
func (f *Fault) Lock(name string) (io.Closer, error) {
	if err := f.ask("lock", name); err != nil {
		return nil, err
	}
	return f.FS.Lock(name)
}

type faultFile struct {
	File
	f    *Fault
	name string
}

func (f *faultFile) Write(p []byte) (int, error) {
	if err := f.f.ask("write", f.name); err != nil {
		n := 0
		if f.f.Keep != nil {
			n, _ = f.File.Write(p[:f.f.Keep(len(p))])
		}
		return n, err
	}
	return f.File.Write(p)
}

func (f *faultFile) Truncate(size int64) error {
	if err := f.f.ask("truncate", f.name); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *faultFile) Sync() error {
	if err := f.f.ask("sync", f.name); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faultFile) ReadAt(p []byte, off int64) (int, error) {
	if err := f.f.askRead("read", f.name); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

func (f *faultFile) Map() (*Mapping, error) {
	if err := f.f.askRead("map", f.name); err != nil {
		return nil, err
	}
	return f.File.Map()
}
