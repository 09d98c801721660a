package embedded

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

// TestACopyStandsWhateverTheStoreDoesNext copies a store between two halves of a random history: the copy is what the store was, shares its
// data files, and neither the store's merges nor writing to the copy reach the other.
func TestACopyStandsWhateverTheStoreDoesNext(t *testing.T) {
	ctx := context.Background()
	for name, o := range optionSets() {
		for _, links := range []bool{true, false} {
			files := &vfs.Fault{FS: vfs.NewMemory(), Fail: func(_ int, op, _ string) error {
				if op == "link" && !links {
					return errors.New("no links here")
				}
				return nil
			}}
			o.FS = files
			s := openAt(t, "/db", &o)
			steps := history(5, 24)
			for _, p := range steps[:12] {
				if err := p.do(s); err != nil {
					t.Fatal(err)
				}
			}
			want := content(t, s)
			if err := s.CopyTo(ctx, "/copy"); err != nil {
				t.Fatal(err)
			}
			if err := s.CopyTo(ctx, "/copy"); err == nil {
				t.Fatalf("%s: a store was copied over another", name)
			}
			for _, p := range steps[12:] {
				if err := p.do(s); err != nil {
					t.Fatal(err)
				}
			}
			after := content(t, s)
			copied := openAt(t, "/copy", &o)
			if d := storetest.Difference(content(t, copied), want); d != "" {
				t.Errorf("%s, links %v: the copy differs from what was copied: %s", name, links, d)
			}
			for _, p := range history(6, 8) {
				if err := p.do(copied); err != nil {
					t.Fatal(err)
				}
			}
			if d := storetest.Difference(content(t, s), after); d != "" {
				t.Errorf("%s, links %v: writing to the copy changed the store: %s", name, links, d)
			}
		}
	}
}

// TestACopyThatFailsIsNone lets every call that a copy makes fail, one at a time: there is no store then, or a whole one where links are
// made up for, and the store that was copied is what it was.
func TestACopyThatFailsIsNone(t *testing.T) {
	ctx := context.Background()
	cases, failed := 0, 0
	for n := 1; ; n++ {
		files := &vfs.Fault{FS: vfs.NewMemory()}
		s := openAt(t, "/db", &Options{FS: files, SmallLoad: 1, FlushRows: 40, Foreground: true})
		for _, p := range history(9, 10) {
			if err := p.do(s); err != nil {
				t.Fatal(err)
			}
		}
		want := content(t, s)
		before := files.Calls()
		files.Fail = func(call int, op, name string) error {
			if call == before+n {
				return errors.New("no " + op + " of " + name)
			}
			return nil
		}
		err := s.CopyTo(ctx, "/copy")
		made := files.Calls() - before
		files.Fail = nil
		cases++
		copied, opened := Open(ctx, "/copy", &Options{FS: files, ReadOnly: true})
		switch {
		case err != nil && !errors.Is(opened, store.ErrNoStore):
			t.Fatalf("call %d: %v: something was left: %v", n, err, opened)
		case err == nil && opened != nil:
			t.Fatalf("call %d: %v", n, opened)
		case err == nil:
			if d := storetest.Difference(content(t, copied), want); d != "" {
				t.Fatalf("call %d: %s", n, d)
			}
			if err := copied.Close(); err != nil {
				t.Fatal(err)
			}
		default:
			failed++
		}
		if d := storetest.Difference(content(t, s), want); d != "" {
			t.Fatalf("call %d: the store was changed: %s", n, d)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if made < n {
			break
		}
	}
	if failed < 5 {
		t.Fatalf("only %d copies failed", failed)
	}
	t.Logf("ran %d cases, %d failed", cases, failed)
}

// TestACopySharesDataFiles counts on the real file system: every data file of a copy is the store's own, whatever a copy that was killed
// left in the folder, and a backup restored over such remains leaves the store whole.
func TestACopySharesDataFiles(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := func(name ...string) string { return filepath.Join(append([]string{dir}, name...)...) }
	s := openAt(t, path("db"), &Options{SmallLoad: 1, FlushRows: 40, Foreground: true})
	for _, p := range history(9, 10) {
		if err := p.do(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CopyTo(ctx, path("copy")); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyTo(ctx, path("second")); err != nil {
		t.Fatal(err)
	}
	if !SameFiles(path("copy"), path("second")) {
		t.Error("two copies of one state have not the same files")
	}
	if err := history(9, 11)[10].do(s); err != nil {
		t.Fatal(err)
	}
	if err := s.CopyTo(ctx, path("third")); err != nil {
		t.Fatal(err)
	}
	if SameFiles(path("copy"), path("third")) {
		t.Error("a commit later, the files are still the same")
	}
	want := content(t, s)
	if err := os.RemoveAll(path("copy")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path("third"), path("copy")); err != nil {
		t.Fatal(err)
	}
	names, err := os.ReadDir(path("copy"))
	if err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, n := range names {
		if !isDataName(n.Name()) || n.Name() == logName(1) {
			continue
		}
		if !sharedWith(t, path("db"), path("copy", n.Name())) {
			t.Errorf("%s is a copy of its own", n.Name())
		}
		shared++
	}
	if shared < 3 {
		t.Fatalf("the copy shares %d files; the test needs some of each kind", shared)
	}
	var backup bytes.Buffer
	if err := s.Backup(ctx, &backup); err != nil {
		t.Fatal(err)
	}
	for _, again := range []func() error{
		func() error { return s.CopyTo(ctx, path("copy")) },
		func() error { return Restore(ctx, &backup, path("copy"), nil) },
	} {
		if err := os.Remove(path("copy", manifestName)); err != nil { // killed before it was whole
			t.Fatal(err)
		}
		if err := again(); err != nil {
			t.Fatal(err)
		}
		copied, err := Open(ctx, path("copy"), &Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if d := storetest.Difference(content(t, copied), want); d != "" {
			t.Errorf("over the remains of a copy: %s", d)
		}
		if err := copied.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if d := storetest.Difference(content(t, s), want); d != "" {
		t.Errorf("the store was changed by its copies: %s", d)
	}
	t.Logf("ran 3 copies, %d files shared", shared)
}

// sharedWith reports that a file is one of those in a folder, under whatever name.
func sharedWith(t *testing.T, folder, name string) bool {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if of, err := e.Info(); err == nil && os.SameFile(info, of) {
			return true
		}
	}
	return false
}
