package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/store/embedded"
	"entente/graph/store/postgres"
)

// Frozen describes a named snapshot: a copy of the store as it was, that nothing changes any more.
type Frozen struct {
	Name string `json:"name"`
	At   string `json:"at"` // RFC 3339, UTC
	// Digest is that of View.Digest.
	Digest string `json:"digest"`
	// Program is the version of the program that froze it; Codebook names the vocabulary and Policy the rules by which statuses are decided.
	Program    string `json:"program"`
	Codebook   string `json:"codebook"`
	Policy     string `json:"policy"`
	Quads      int64  `json:"quads"`
	Documents  int64  `json:"documents"`
	Claims     int64  `json:"claims"`
	Judgements int    `json:"judgements"`
}

// Errors of snapshots.
var (
	ErrNoPlace = errors.New("only a store in a folder can be frozen")
	ErrFrozen  = errors.New("a snapshot of that name is there already")
	ErrBadName = errors.New("not a name for a snapshot (letters, digits, - _ . and at most 64 of them)")
)

// frozenFolder holds the snapshots, beside the files of the store. Each is a store of its own with a manifest beside it.
const (
	frozenFolder = "frozen"
	manifestEnd  = ".json"
)

var frozenName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// FrozenPath is where the snapshot of that name of the store at location lies: a store that Open reads.
func FrozenPath(location, name string) (string, error) {
	if location == Memory || location == "" || postgres.Is(location) {
		return "", ErrNoPlace
	}
	if !frozenName.MatchString(name) || strings.HasSuffix(name, manifestEnd) {
		return "", fmt.Errorf("%q: %w", name, ErrBadName)
	}
	return filepath.Join(location, frozenFolder, name), nil
}

// Digest is SHA-256, in hex after "sha256:", over the graph as Export writes it, followed by its judgements as ExportJudgements writes them: what
// `(entente export; entente judge export) | sha256sum` gives. It depends on what was loaded and judged, not on the order.
func (v *View) Digest(ctx context.Context) (string, error) {
	h := sha256.New()
	if err := v.Export(ctx, h); err != nil {
		return "", err
	}
	if err := v.ExportJudgements(ctx, h); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// Describe says what a snapshot of the view would say of itself; name, time and program are the caller's.
func (v *View) Describe(ctx context.Context) (Frozen, error) {
	f := Frozen{Policy: derive.Policy}
	var err error
	if f.Digest, err = v.Digest(ctx); err != nil {
		return f, err
	}
	if f.Codebook, err = v.snapshot().value(ctx, quads.LabelReference, quads.Version); err != nil {
		return f, err
	}
	info, err := v.Info(ctx)
	if err != nil {
		return f, err
	}
	state, err := v.Judgements(ctx)
	if err != nil {
		return f, err
	}
	f.Quads, f.Documents, f.Claims, f.Judgements = info.Quads, info.Documents, info.Claims, len(state.Entries())
	return f, nil
}

// Freeze keeps the graph as it is now under a name: at is the time (RFC 3339) and program the version to note. It shares the
// files of the store, which never change, where the file system has hard links, and costs a copy of them elsewhere. ErrFrozen, ErrBadName, ErrNoPlace; after an error there is no such snapshot.
func (g *Graph) Freeze(ctx context.Context, name, at, program string) (Frozen, error) {
	path, err := FrozenPath(g.location, name)
	if err != nil {
		return Frozen{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, err := os.Stat(path + manifestEnd); err == nil {
		return Frozen{}, fmt.Errorf("%s: %w", name, ErrFrozen)
	}
	// What a killed freezing left has no manifest, and so is no snapshot.
	if err := os.RemoveAll(path); err != nil {
		return Frozen{}, fmt.Errorf("freeze: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return Frozen{}, fmt.Errorf("freeze: %w", err)
	}
	if err := g.copyTo(ctx, path); err != nil {
		return Frozen{}, errors.Join(fmt.Errorf("freeze: %w", err), os.RemoveAll(path))
	}
	f, err := g.describeCopy(ctx, path, program)
	if err != nil {
		return Frozen{}, errors.Join(fmt.Errorf("freeze: %w", err), os.RemoveAll(path))
	}
	f.Name, f.At, f.Program = name, at, program
	if err := writeManifest(path+manifestEnd, &f); err != nil {
		return f, errors.Join(fmt.Errorf("freeze: %w", err), os.RemoveAll(path))
	}
	return f, nil
}

// describeCopy says what the copy at path holds. Where a snapshot that the same program made has the very same files, it is what that says.
func (g *Graph) describeCopy(ctx context.Context, path, program string) (Frozen, error) {
	known, err := ListFrozen(g.location)
	if err != nil {
		return Frozen{}, err
	}
	for _, f := range slices.Backward(known) {
		if of, err := FrozenPath(g.location, f.Name); err == nil && f.Program == program && embedded.SameFiles(path, of) {
			return f, nil
		}
	}
	frozen, err := Open(ctx, path, &Options{ReadOnly: true, Vocabulary: g.voc})
	if err != nil {
		return Frozen{}, err
	}
	v, err := frozen.View()
	if err != nil {
		return Frozen{}, errors.Join(err, frozen.Close())
	}
	f, err := v.Describe(ctx)
	return f, errors.Join(err, v.Close(), frozen.Close())
}

// copyTo makes a store in a folder of what this one holds now.
func (g *Graph) copyTo(ctx context.Context, path string) error {
	if st, ok := g.st.(*embedded.Store); ok {
		return st.CopyTo(ctx, path)
	}
	return ErrNoPlace
}

// writeManifest writes beside and renames, so that a manifest that is there is whole.
func writeManifest(path string, f *Frozen) (err error) {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	_, err = file.Write(append(b, '\n'))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

// FrozenOf reads what the snapshot of that name says of itself; ErrNotFound.
func FrozenOf(location, name string) (Frozen, error) {
	var f Frozen
	path, err := FrozenPath(location, name)
	if err != nil {
		return f, err
	}
	b, err := os.ReadFile(path + manifestEnd)
	if errors.Is(err, fs.ErrNotExist) {
		return f, fmt.Errorf("snapshot %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, &store.CorruptError{File: frozenFolder + "/" + name + manifestEnd, Offset: -1, Reason: err.Error()}
	}
	return f, nil
}

// ListFrozen lists the snapshots of the store at location, oldest first.
func ListFrozen(location string) ([]Frozen, error) {
	names, err := filepath.Glob(filepath.Join(globSafe(location), frozenFolder, "*"+manifestEnd))
	if err != nil {
		return nil, err
	}
	out := []Frozen{}
	for _, n := range names {
		f, err := FrozenOf(location, strings.TrimSuffix(filepath.Base(n), manifestEnd))
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Frozen) int { return strings.Compare(a.At+a.Name, b.At+b.Name) })
	return out, nil
}

// globSafe keeps a path from being read as a pattern.
func globSafe(path string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "?", "\\?", "[", "\\[").Replace(path)
}

// OpenFrozen opens a snapshot for reading, as Open does; ErrNotFound.
func OpenFrozen(ctx context.Context, location, name string, opt *Options) (*Graph, error) {
	if _, err := FrozenOf(location, name); err != nil {
		return nil, err
	}
	path, err := FrozenPath(location, name)
	if err != nil {
		return nil, err
	}
	o := Options{ReadOnly: true}
	if opt != nil {
		o.Vocabulary = opt.Vocabulary
	}
	return Open(ctx, path, &o)
}

// Thaw removes a snapshot; ErrNotFound.
func (g *Graph) Thaw(name string) error {
	if _, err := FrozenOf(g.location, name); err != nil {
		return err
	}
	path, err := FrozenPath(g.location, name)
	if err != nil {
		return err
	}
	return errors.Join(os.Remove(path+manifestEnd), os.RemoveAll(path))
}
