// Package vfs is the file system as the store sees it: few calls, so that tests can stand in
// their own. OS is the real one. Memory keeps files in memory, remembers what was not
// synchronised, and can forget it as a power cut would. Fault makes chosen calls fail.
//
// Files of a store are written once from front to back, or appended to; they are read through Map
// or ReadAt. Names are paths as for package os. Files are made with mode 0600, folders with 0700.
package vfs

import (
	"fmt"
	"io"
)

// FS is a file system.
type FS interface {
	// Create makes or empties a file, for reading and writing.
	Create(name string) (File, error)
	// Open opens a file for reading.
	Open(name string) (File, error)
	// OpenAppend opens an existing file for reading and for writing at its end.
	OpenAppend(name string) (File, error)
	Rename(from, to string) error
	Remove(name string) error
	// Link gives a file a second name (a hard link); an error where the file system cannot, or to is there.
	Link(from, to string) error
	// List gives the names in a folder, sorted.
	List(folder string) ([]string, error)
	// Mkdir makes a folder and those above it; one that is there is no error.
	Mkdir(folder string) error
	// SyncDir makes the names in a folder durable.
	SyncDir(folder string) error
	// Stamp is equal for two calls only if name was not replaced or changed in length between them.
	Stamp(name string) (Stamp, error)
	// Lock takes the one writer's lock; *HeldError when another holds it.
	Lock(name string) (io.Closer, error)
}

// File is an open file. Write appends.
type File interface {
	io.Writer
	io.ReaderAt
	io.Closer
	Truncate(size int64) error
	// Sync makes the content durable.
	Sync() error
	Size() (int64, error)
	// Map gives the whole content to read. The bytes are valid until the mapping is closed, also after
	// the file is closed or removed.
	Map() (*Mapping, error)
}

// Mapping is a file's content in memory.
type Mapping struct {
	Data   []byte
	unmap  func() error
	forget func([]byte)
}

// Close ends the mapping; Data must not be touched any more.
func (m *Mapping) Close() error {
	if m.unmap == nil {
		return nil
	}
	return m.unmap()
}

// Forget says that part of Data will not be read again soon, so that it need not take up memory.
// It stays valid.
func (m *Mapping) Forget(from, to int) {
	if m.forget != nil && from < to {
		m.forget(m.Data[from:to])
	}
}

// Stamp tells versions of a file apart.
type Stamp struct {
	Inode    uint64
	Size     int64
	Modified int64 // nanoseconds since 1970
}

// HeldError says that a lock is held by the process PID (0 when unknown).
type HeldError struct {
	Name string
	PID  int
}

func (e *HeldError) Error() string { return fmt.Sprintf("%s: locked by process %d", e.Name, e.PID) }
