package embedded

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

// bounded is a file system with room for so many bytes: a write that does not fit leaves what fits
// and fails, as on a full disk. Removing and shortening files makes room again.
type bounded struct {
	vfs.FS
	mu   sync.Mutex
	room int64
	full int // writes that did not fit
}

type boundedFile struct {
	vfs.File
	fs *bounded
}

// reserve takes up to n bytes of the room and returns how many there were.
func (b *bounded) reserve(n int64) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	got := max(0, min(n, b.room))
	if got < n {
		b.full++
	}
	b.room -= got
	return got
}

func (b *bounded) free(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.room += n
}

func (b *bounded) sizeOf(name string) int64 {
	s, err := b.FS.Stamp(name)
	if err != nil {
		return 0
	}
	return s.Size
}

func (b *bounded) Create(name string) (vfs.File, error) {
	old := b.sizeOf(name)
	f, err := b.FS.Create(name)
	if err != nil {
		return nil, err
	}
	b.free(old)
	return &boundedFile{f, b}, nil
}

func (b *bounded) OpenAppend(name string) (vfs.File, error) {
	f, err := b.FS.OpenAppend(name)
	if err != nil {
		return nil, err
	}
	return &boundedFile{f, b}, nil
}

func (b *bounded) Remove(name string) error {
	old := b.sizeOf(name)
	err := b.FS.Remove(name)
	if err == nil {
		b.free(old)
	}
	return err
}

func (b *bounded) Rename(from, to string) error {
	old := b.sizeOf(to)
	err := b.FS.Rename(from, to)
	if err == nil {
		b.free(old)
	}
	return err
}

func (f *boundedFile) Write(p []byte) (int, error) {
	got := f.fs.reserve(int64(len(p)))
	n, err := f.File.Write(p[:got])
	if err == nil && n < len(p) {
		err = syscall.ENOSPC
	}
	return n, err
}

func (f *boundedFile) Truncate(size int64) error {
	old, err := f.Size()
	if err != nil {
		return err
	}
	if err := f.File.Truncate(size); err != nil {
		return err
	}
	f.fs.free(old - size)
	return nil
}

// A disk that is full at any byte loses nothing that was acknowledged and keeps nothing of what
// failed; when there is room again, the store goes on, if need be after reopening.
func TestEveryFullDisk(t *testing.T) {
	opt := tiny(&bounded{FS: vfs.NewMemory(), room: 1 << 40})
	s, err := Open(context.Background(), "/db", opt)
	if err != nil {
		t.Fatal(err)
	}
	const room = 1 << 40
	for _, p := range history(3, 16) {
		if err := p.do(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	written := room - opt.FS.(*bounded).room
	cases, sizes := 0, int64(40)
	if os.Getenv("ENTENTE_STRESS") != "" {
		sizes = 600
	}
	for size := int64(0); size < 2*written; size += 1 + 2*written/sizes {
		fullAt(t, size)
		cases++
	}
	t.Logf("ran %d cases: full disks, of up to %d bytes", cases, 2*written)
}

func fullAt(t *testing.T, size int64) {
	t.Helper()
	disk := vfs.NewMemory()
	small := &bounded{FS: disk, room: size}
	model := storetest.NewModel()
	s, err := Open(context.Background(), "/db", tiny(small))
	if err != nil {
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d bytes: opening: %v", size, err)
		}
	} else {
		for i, p := range history(3, 16) {
			if err := p.do(s); err == nil {
				if err := p.do(model); err != nil {
					t.Fatal(err)
				}
			} else if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, store.ErrFailed) {
				t.Fatalf("%d bytes, step %d: %v", size, i, err)
			}
			if d := storetest.Difference(content(t, s), content(t, model)); d != "" {
				t.Fatalf("%d bytes, step %d: %s", size, i, d)
			}
		}
		_ = s.Close()
	}
	small.free(1 << 40)
	again, err := Open(context.Background(), "/db", tiny(small))
	if err != nil {
		t.Fatalf("%d bytes, with room again: %v", size, err)
	}
	defer again.Close()
	if d := storetest.Difference(content(t, again), content(t, model)); d != "" {
		t.Fatalf("%d bytes, with room again: %s", size, d)
	}
	for _, p := range history(4, 6) {
		if err := errors.Join(p.do(again), p.do(model)); err != nil {
			t.Fatal(err)
		}
	}
	if d := storetest.Difference(content(t, again), content(t, model)); d != "" {
		t.Fatalf("%d bytes, going on: %s", size, d)
	}
	storetest.CheckClean(t, again)
}

// TestFullDiskForReal fills a file system of one megabyte. It needs the right to mount one.
func TestFullDiskForReal(t *testing.T) {
	dir := t.TempDir()
	if err := mountSmall(dir, "1m"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("a small file system is needed here: %v", err)
		}
		t.Skipf("SKIPPED: a small file system cannot be mounted here: %v", err)
	}
	defer func() {
		if err := unmountSmall(dir); err != nil {
			t.Error(err)
		}
	}()
	path := filepath.Join(dir, "db")
	opt := &Options{FlushRows: 400, MergeAt: 2}
	s, err := Open(context.Background(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	model := storetest.NewModel()
	r := storetest.NewRandom(1, 5000)
	refused, cases := 0, 0
	for ; refused < 20 && cases < 5000; cases++ {
		p := step{batch: r.Batch(60)}
		if cases%9 == 8 {
			p = step{quads: r.Quads(300)}
		}
		switch err := p.do(s); {
		case err == nil:
			if err := p.do(model); err != nil {
				t.Fatal(err)
			}
		case errors.Is(err, syscall.ENOSPC), errors.Is(err, store.ErrFailed):
			refused++
		default:
			t.Fatal(err)
		}
	}
	if refused == 0 {
		t.Error("the disk was never full")
	}
	_ = s.Close()
	again, err := Open(context.Background(), path, &Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if d := storetest.Difference(content(t, again), content(t, model)); d != "" {
		t.Fatal(d)
	}
	storetest.CheckClean(t, again)
	t.Logf("ran %d cases: steps on a disk of 1 MiB, %d of them when it was full", cases, refused)
}
