package vfs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// OS is the file system of the machine.
type OS struct{}

// Create implements FS.
func (OS) Create(name string) (File, error) {
	return wrap(os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600))
}

// Open implements FS.
func (OS) Open(name string) (File, error) { return wrap(os.Open(name)) }

// OpenAppend implements FS.
func (OS) OpenAppend(name string) (File, error) {
	return wrap(os.OpenFile(name, os.O_RDWR|os.O_APPEND, 0o600))
}

// Rename implements FS.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove implements FS.
func (OS) Remove(name string) error { return os.Remove(name) }

// Link implements FS.
func (OS) Link(from, to string) error { return os.Link(from, to) }

// List implements FS.
func (OS) List(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

// Mkdir implements FS.
func (OS) Mkdir(folder string) error { return os.MkdirAll(folder, 0o700) }

// SyncDir implements FS.
func (OS) SyncDir(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Stamp implements FS.
func (OS) Stamp(name string) (Stamp, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Stamp{}, err
	}
	s := Stamp{Size: info.Size(), Modified: info.ModTime().UnixNano()}
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Inode = sys.Ino
	}
	return s, nil
}

// Lock implements FS. The lock goes with the process, so a killed one leaves none behind.
func (OS) Lock(name string) (io.Closer, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		defer f.Close()
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock %s: %w", name, err)
		}
		buf := make([]byte, 32)
		n, _ := f.ReadAt(buf, 0)
		pid, _ := strconv.Atoi(string(bytes.TrimSpace(buf[:n])))
		return nil, &HeldError{Name: name, PID: pid}
	}
	text := fmt.Sprintln(os.Getpid())
	if err := errors.Join(f.Truncate(0), writeAt(f, text)); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func writeAt(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

type osFile struct{ *os.File }

func wrap(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Sync writes the content and what is needed to find it, not the time stamps.
func (f osFile) Sync() error {
	for {
		if err := unix.Fdatasync(int(f.Fd())); err != unix.EINTR {
			return err
		}
	}
}

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f osFile) Map() (*Mapping, error) {
	size, err := f.Size()
	if err != nil {
		return nil, err
	}
	if size == 0 {
		return &Mapping{}, nil
	}
	data, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", f.Name(), err)
	}
	page := os.Getpagesize()
	return &Mapping{
		Data:  data,
		unmap: func() error { return unix.Munmap(data) },
		forget: func(part []byte) {
			// Whole pages only, and an error changes nothing: the pages stay.
			from := cap(data) - cap(part)
			to := (from + len(part)) / page * page
			if from = (from + page - 1) / page * page; from < to {
				_ = unix.Madvise(data[from:to], unix.MADV_DONTNEED)
			}
		},
	}, nil
}
