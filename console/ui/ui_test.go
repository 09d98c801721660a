package ui

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// The page is small: what the first view needs is at most 100 KB packed, everything together at most 450 KB.
func TestSizes(t *testing.T) {
	const entryMost, allMost = 100_000, 450_000
	entry, all := 0, 0
	dist := os.DirFS("dist")
	index, err := fs.ReadFile(dist, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	err = fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		files++
		all += packed.Len()
		if name == "index.html" || strings.Contains(string(index), name) {
			entry += packed.Len()
		}
		t.Logf("%-28s %7d bytes, %7d packed", name, len(data), packed.Len())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ran %d cases: files of the page; %d bytes packed for the first view, %d for everything", files, entry, all)
	if entry > entryMost || entry < 1000 {
		t.Errorf("the first view needs %d bytes packed, at most %d", entry, entryMost)
	}
	if all > allMost {
		t.Errorf("everything is %d bytes packed, at most %d", all, allMost)
	}
}
