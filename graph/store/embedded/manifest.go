package embedded

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"entente/graph/store"
	"entente/internal/vfs"
)

// The manifest says which files make up the store. It is a text of three lines: the name and
// version of the format, an object of JSON, and the checksum of these two lines. It is replaced as
// a whole; a version of the format that we do not know keeps the checksum line.
const (
	manifestName = "manifest"
	lockName     = "lock"
	formatName   = "entente-store"
	checkName    = "crc32c"
	temporary    = ".new"
)

type manifest struct {
	Version  uint64     `json:"version"`   // of the snapshot that the files hold
	NextID   uint32     `json:"next_id"`   // of the next term
	FirstLog int        `json:"first_log"` // logs from here on hold what the files do not
	NextFile int        `json:"next_file"` // no file has this number or a higher one
	Terms    []fileInfo `json:"terms"`
	Quads    []fileInfo `json:"quads"`
	Blobs    []fileInfo `json:"blobs"` // newest first
}

func (m *manifest) encode() ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	b := fmt.Appendf(nil, "%s %d\n%s\n", formatName, formatVersion, body)
	return fmt.Appendf(b, "%s %08x\n", checkName, checksum(b)), nil
}

func decodeManifest(b []byte) (*manifest, error) {
	last := bytes.LastIndexByte(bytes.TrimSuffix(b, []byte("\n")), '\n') + 1
	if want := fmt.Sprintf("%s %08x\n", checkName, checksum(b[:last])); last == 0 || string(b[last:]) != want {
		return nil, corrupt(manifestName, int64(last), "the checksum of the manifest does not hold")
	}
	first, body, _ := bytes.Cut(b[:last], []byte("\n"))
	number, ok := strings.CutPrefix(string(first), formatName+" ")
	version, err := strconv.Atoi(number)
	if !ok || err != nil {
		return nil, corrupt(manifestName, 0, "not the manifest of a store")
	}
	if version > formatVersion {
		return nil, fmt.Errorf("%w: version %d, this program knows %d", store.ErrNewer, version, formatVersion)
	}
	m := &manifest{}
	if err := json.Unmarshal(body, m); err != nil {
		return nil, corrupt(manifestName, int64(len(first)+1), "%v", err)
	}
	return m, nil
}

func readAll(fs vfs.FS, path string) ([]byte, error) {
	f, err := fs.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.NewSectionReader(f, 0, 1<<62))
}

// readManifest gives store.ErrNoStore when there is none.
func readManifest(files vfs.FS, folder string) (*manifest, error) {
	b, err := readAll(files, filepath.Join(folder, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", folder, store.ErrNoStore)
	}
	if err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	return decodeManifest(b)
}

// writeManifest replaces the manifest durably, and with it makes the names of new files durable.
func writeManifest(fs vfs.FS, folder string, m *manifest) error {
	b, err := m.encode()
	if err != nil {
		return err
	}
	name := filepath.Join(folder, manifestName)
	if err := writeDurably(fs, name+temporary, b); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	if err := fs.SyncDir(folder); err != nil { // names of new files before that of the manifest
		return fmt.Errorf("write the manifest: %w", err)
	}
	if err := fs.Rename(name+temporary, name); err != nil {
		return fmt.Errorf("replace the manifest: %w", err)
	}
	if err := fs.SyncDir(folder); err != nil {
		return fmt.Errorf("replace the manifest: %w", err)
	}
	return nil
}

func writeDurably(fs vfs.FS, name string, b []byte) error {
	f, err := fs.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
