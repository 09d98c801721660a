package watch

import (
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"time"
)

// folder is a folder that is watched, with those below it.
type folder struct {
	path string
	seen map[string]stamp
}

// stamp tells versions of a file apart.
type stamp struct {
	size    int64
	changed time.Time
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime()} }

// look finds the files that are new or changed. Those that changed within settle are left for the next time: somebody may
// still be writing them.
func (f *folder) look(now time.Time, settle time.Duration) (*Batch, error) {
	fresh := map[string]stamp{}
	err := filepath.WalkDir(f.path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			if p == f.path {
				return err
			}
			return nil // went away meanwhile, or may not be read: a load says so when it is named
		}
		if strings.HasPrefix(d.Name(), ".") && p != f.path {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		if s := stampOf(info); s != f.seen[p] && now.Sub(s.changed) >= settle {
			fresh[p] = s
		}
		return nil
	})
	if err != nil {
		return nil, unwrapPath(err)
	}
	return &Batch{
		Source: f.path, Folder: f.path, Size: len(fresh),
		Only: func(p string, info fs.FileInfo) bool {
			s, ok := fresh[p]
			return ok && s == stampOf(info)
		},
		Done: func() { maps.Copy(f.seen, fresh) },
	}, nil
}
