package loader

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// InputError says that a path given by the user cannot be read.
type InputError struct {
	Path string
	Err  error
}

func (e *InputError) Error() string {
	if errors.Is(e.Err, fs.ErrNotExist) {
		return fmt.Sprintf("%s: no such file or folder", e.Path)
	}
	return fmt.Sprintf("%s: %v", e.Path, e.Err)
}
func (e *InputError) Unwrap() error { return e.Err }

// SameIDError says that two files of one load would be the same document.
type SameIDError struct{ ID, First, Second string }

func (e *SameIDError) Error() string {
	return fmt.Sprintf("%s and %s would both be document %q", e.First, e.Second, e.ID)
}

// input is one file to read.
type input struct {
	id   string // of the document that a text becomes
	path string // what messages call it
	open func() (io.ReadCloser, error)
	// named: the user gave this very file, so that an unknown format is an error and not skipped.
	named bool
	// left: Options.Only leaves it out.
	left bool
}

// inputs are the files of a load, in order.
type inputs struct {
	list  []input
	spool string // a copy of standard input that is read twice
}

func (in *inputs) close() {
	if in.spool != "" {
		_ = os.Remove(in.spool)
	}
}

// openInputs lists the files that paths mean, and checks that they are there and have ids of their own.
func openInputs(paths []string, o *Options) (*inputs, error) {
	in := &inputs{}
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	for _, p := range paths {
		if err := in.add(p, o); err != nil {
			in.close()
			return nil, err
		}
	}
	seen := map[string]string{}
	for _, f := range in.list {
		if first, twice := seen[f.id]; twice {
			in.close()
			return nil, &SameIDError{f.id, first, f.path}
		}
		seen[f.id] = f.path
	}
	in.list = slices.DeleteFunc(in.list, func(f input) bool { return f.left })
	return in, nil
}

func (in *inputs) add(p string, o *Options) error {
	if p == "-" {
		return in.addStdin(o)
	}
	info, err := os.Stat(p)
	switch {
	case err == nil && info.IsDir():
		return in.addTree(p, p, o)
	case err == nil:
		in.file(filepath.Base(p), p, true)
		return nil
	case strings.ContainsAny(p, "*?["):
		return in.addGlob(p, o)
	}
	return &InputError{p, errors.Unwrap(err)}
}

func (in *inputs) file(id, p string, named bool) {
	in.list = append(in.list, input{
		id: filepath.ToSlash(id), path: p, named: named,
		open: func() (io.ReadCloser, error) { return os.Open(p) },
	})
}

// addTree adds every file below folder, in order of their paths; hidden ones are left out. Ids are relative to root.
func (in *inputs) addTree(folder, root string, o *Options) error {
	return filepath.WalkDir(folder, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return &InputError{p, err}
		}
		if strings.HasPrefix(d.Name(), ".") && p != folder {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() || !d.Type().IsRegular() {
			return nil
		}
		id, err := filepath.Rel(root, p)
		if err != nil {
			return &InputError{p, err}
		}
		in.file(id, p, false)
		if o.Only != nil {
			info, err := d.Info()
			// A file that went away meanwhile is none.
			in.list[len(in.list)-1].left = err != nil || !o.Only(p, info)
		}
		return nil
	})
}

// addGlob adds what a pattern matches. Ids are relative to the last folder before the first wildcard.
func (in *inputs) addGlob(pattern string, o *Options) error {
	found, err := filepath.Glob(pattern)
	if err != nil {
		return &InputError{pattern, err}
	}
	if len(found) == 0 {
		return &InputError{pattern, fs.ErrNotExist}
	}
	slices.Sort(found)
	root := path.Dir(pattern[:strings.IndexAny(pattern, "*?[")] + "x")
	for _, p := range found {
		info, err := os.Stat(p)
		if err != nil {
			return &InputError{p, errors.Unwrap(err)}
		}
		if info.IsDir() {
			if err := in.addTree(p, root, o); err != nil {
				return err
			}
			continue
		}
		id, err := filepath.Rel(root, p)
		if err != nil {
			return &InputError{p, err}
		}
		in.file(id, p, true)
	}
	return nil
}

// addStdin adds standard input; a strict load reads it twice, from a copy.
func (in *inputs) addStdin(o *Options) error {
	if o.Stdin == nil {
		return &InputError{"-", errors.New("no standard input")}
	}
	f := input{id: "-", path: "standard input", named: true, open: func() (io.ReadCloser, error) { return io.NopCloser(o.Stdin), nil }}
	if o.Strict {
		copied, err := os.CreateTemp("", "entente-*")
		if err != nil {
			return err
		}
		in.spool = copied.Name()
		_, err = io.Copy(copied, o.Stdin)
		if err = errors.Join(err, copied.Close()); err != nil {
			return err
		}
		f.open = func() (io.ReadCloser, error) { return os.Open(in.spool) }
	}
	in.list = append(in.list, f)
	return nil
}
