package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

// content lists everything in a store, as text.
func content(t *testing.T, s store.Store) []string {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var out []string
	for q, err := range v.Scan(context.Background(), store.Pattern{}) {
		if err != nil {
			t.Fatal(err)
		}
		var full store.Quad
		for _, f := range []struct {
			id   store.ID
			term *store.Term
		}{{q.S, &full.S}, {q.P, &full.P}, {q.O, &full.O}, {q.G, &full.G}} {
			if *f.term, err = v.Term(f.id); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, full.String())
	}
	for k, err := range v.Blobs(context.Background(), "") {
		if err != nil {
			t.Fatal(err)
		}
		b, err := v.Blob(k)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s=%x", k, b))
	}
	slices.Sort(out)
	return out
}

func history(seed uint64, batches int) []*store.Batch {
	r := storetest.NewRandom(seed, 40)
	out := make([]*store.Batch, batches)
	for i := range out {
		out[i] = r.Batch(1 + r.IntN(12))
	}
	return out
}

// Whatever call fails, a batch that was acknowledged is there and one that failed is not, now and after reopening.
func TestEveryCallFailing(t *testing.T) {
	boom := errors.New("injected")
	cases := 0
	for fail := 1; ; fail++ {
		disk := vfs.NewMemory()
		fs := &vfs.Fault{FS: disk, Fail: func(n int, _, _ string) error {
			if n == fail {
				return boom
			}
			return nil
		}, Keep: func(n int) int { return n / 2 }}
		model := storetest.NewModel()
		s, err := Open(context.Background(), "/db", &Options{FS: fs})
		if err == nil {
			for i, b := range history(uint64(fail), 12) {
				if _, err := s.Apply(context.Background(), b); err != nil {
					if errors.Is(err, store.ErrFailed) {
						break
					}
					continue
				}
				if _, err := model.Apply(context.Background(), b); err != nil {
					t.Fatal(err)
				}
				if got, want := content(t, s), content(t, model); !slices.Equal(got, want) {
					t.Fatalf("call %d failing, batch %d: the store differs from the acknowledged", fail, i)
				}
			}
			_ = s.Close()
		}
		again, err := Open(context.Background(), "/db", &Options{FS: disk})
		if err != nil {
			t.Fatalf("call %d failing: reopening: %v", fail, err)
		}
		if got, want := content(t, again), content(t, model); !slices.Equal(got, want) {
			t.Fatalf("call %d failing: reopened with %d lines, acknowledged %d", fail, len(got), len(want))
		}
		_ = again.Close()
		if cases++; fs.Calls() < fail {
			break
		}
	}
	t.Logf("ran %d cases: calls failing", cases)
}

// After a power cut at any moment every acknowledged batch is there, and of the others each wholly or not at all.
func TestPowerCuts(t *testing.T) {
	cases := 0
	for seed := range uint64(60) {
		disk := vfs.NewCrashable()
		s, err := Open(context.Background(), "/db", &Options{FS: disk})
		if err != nil {
			t.Fatal(err)
		}
		model := storetest.NewModel()
		for _, b := range history(seed, int(seed%14)) {
			if _, err := s.Apply(context.Background(), b); err != nil {
				t.Fatal(err)
			}
			if _, err := model.Apply(context.Background(), b); err != nil {
				t.Fatal(err)
			}
			for _, loss := range []vfs.Loss{vfs.DropAll, vfs.KeepSome, vfs.KeepAll} {
				cases++
				again, err := Open(context.Background(), "/db", &Options{FS: disk.Crash(loss, seed)})
				if err != nil {
					t.Fatalf("seed %d, loss %d: %v", seed, loss, err)
				}
				if got, want := content(t, again), content(t, model); !slices.Equal(got, want) {
					t.Fatalf("seed %d, loss %d: %d lines, acknowledged %d", seed, loss, len(got), len(want))
				}
				_ = again.Close()
			}
		}
		_ = s.Close()
	}
	t.Logf("ran %d cases: power cuts", cases)
}

// A record that was cut short at any byte is taken away; a flip of any byte is found.
func TestEveryByteCutAndFlipped(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	s, err := Open(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	var states [][]string
	for _, b := range history(5, 5) {
		states = append(states, content(t, s))
		if _, err := s.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	states = append(states, content(t, s))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(path, journalName))
	if err != nil {
		t.Fatal(err)
	}
	head, err := os.ReadFile(filepath.Join(path, headName))
	if err != nil {
		t.Fatal(err)
	}
	fresh := func(journal, head []byte) (*Store, error) {
		p := filepath.Join(dir, "copy")
		if err := os.RemoveAll(p); err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{os.Mkdir(p, 0o700), os.WriteFile(filepath.Join(p, journalName), journal, 0o600)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if head != nil {
			if err := os.WriteFile(filepath.Join(p, headName), head, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return Open(context.Background(), p, nil)
	}
	cases := 0
	for cut := headerBytes; cut < len(data); cut++ {
		cases++
		s, err := fresh(data[:cut], nil) // as after a power cut that lost the mark
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		got := content(t, s)
		if !slices.ContainsFunc(states, func(x []string) bool { return slices.Equal(x, got) }) {
			t.Fatalf("cut at %d: a state that never was", cut)
		}
		_ = s.Close()
	}
	for i := range data {
		cases++
		bad := bytes.Clone(data)
		bad[i] ^= 1 << (i % 8)
		s, err := fresh(bad, head)
		var damaged *store.CorruptError
		if !errors.As(err, &damaged) && !errors.Is(err, store.ErrNewer) {
			t.Fatalf("flip at %d: %v", i, err)
		}
		if s != nil {
			t.Fatalf("flip at %d: opened", i)
		}
	}
	for i := range head {
		cases++
		bad := bytes.Clone(head)
		bad[i] ^= 1 << (i % 8)
		s, err := fresh(data, bad)
		if err != nil {
			t.Fatalf("flip in head at %d: %v", i, err)
		}
		if got := content(t, s); !slices.Equal(got, states[len(states)-1]) {
			t.Fatalf("flip in head at %d: another content", i)
		}
		_ = s.Close()
	}
	t.Logf("ran %d cases: bytes cut and flipped", cases)
}

const childPath = "ENTENTE_JOURNAL_CHILD"

// TestChild writes until it is killed: it is the program that TestKilled starts.
func TestChild(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		return
	}
	s, err := Open(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		var b store.Batch
		for _, part := range []string{"a", "b", "c"} {
			b.Add(store.Quad{S: store.NewIRI(fmt.Sprintf("ent:%d", i)), P: store.NewIRI("ent:p"), O: store.NewIRI("ent:" + part)})
		}
		b.SetBlob(fmt.Sprintf("k%d", i), bytes.Repeat([]byte{byte(i)}, 100))
		if _, err := s.Apply(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		fmt.Println("acknowledged", i)
	}
}

func TestKilled(t *testing.T) {
	rounds := 5
	if os.Getenv("ENTENTE_STRESS") != "" {
		rounds = 100
	}
	path := filepath.Join(t.TempDir(), "db")
	last := -1
	for round := range rounds {
		cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.v")
		cmd.Env = append(os.Environ(), childPath+"="+filepath.Join(path, fmt.Sprint(round)))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		n := 0
		buf := make([]byte, 64)
		for n < 200+round*37 {
			k, err := out.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			n += k
		}
		_ = cmd.Process.Kill()
		rest := new(bytes.Buffer)
		_, _ = rest.ReadFrom(out)
		_ = cmd.Wait()
		s, err := Open(context.Background(), filepath.Join(path, fmt.Sprint(round)), nil)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		v, err := s.View()
		if err != nil {
			t.Fatal(err)
		}
		p, _, _ := v.Lookup(store.NewIRI("ent:p"))
		quads, err := v.Count(context.Background(), store.Pattern{P: p})
		if err != nil || quads%3 != 0 {
			t.Errorf("round %d: %d quads, %v: a batch is there in part", round, quads, err)
		}
		for i := range int(quads / 3) {
			if _, err := v.Blob(fmt.Sprintf("k%d", i)); err != nil {
				t.Errorf("round %d: %v", round, err)
			}
		}
		last = int(quads / 3)
		_ = v.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		// Every line that came out was acknowledged: there are at least as many batches.
		if lines := (n + rest.Len()) / len("acknowledged 00000\n"); last < lines-1 {
			t.Errorf("round %d: %d batches, at least %d were acknowledged", round, last, lines)
		}
	}
	t.Logf("ran %d cases: kill -9 while writing", rounds)
}

func TestSecondWriterAndReadersBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	if _, err := Open(context.Background(), path, &Options{ReadOnly: true}); !errors.Is(err, store.ErrNoStore) {
		t.Errorf("reading what is not there: %v", err)
	}
	s := openAt(t, vfs.OS{}, path)
	var locked *store.LockedError
	if _, err := Open(context.Background(), path, nil); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("a second writer: %v", err)
	}
	for i, b := range history(9, 8) {
		if _, err := s.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
		r, err := Open(context.Background(), path, &Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(content(t, r), content(t, s)) {
			t.Errorf("batch %d: a reader sees something else", i)
		}
		if _, err := r.Apply(context.Background(), b); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("writing to a reader: %v", err)
		}
		_ = r.Close()
	}
	for _, f := range []string{journalName, headName, lockName} {
		info, err := os.Stat(filepath.Join(path, f))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f, info, err)
		}
	}
}

func TestBackupAndRestore(t *testing.T) {
	s := openAt(t, vfs.NewMemory(), "/db")
	for _, b := range history(3, 20) {
		if _, err := s.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	var copied bytes.Buffer
	if err := s.Backup(context.Background(), &copied); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "db")
	if err := Restore(context.Background(), bytes.NewReader(copied.Bytes()), path, nil); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(content(t, openAt(t, vfs.OS{}, path)), content(t, s)) {
		t.Error("the restored store differs")
	}
	if err := Restore(context.Background(), bytes.NewReader(copied.Bytes()), path, nil); !errors.Is(err, store.ErrExists) {
		t.Errorf("over a store: %v", err)
	}
	for cut := 0; cut < copied.Len(); cut += 7 {
		p := filepath.Join(t.TempDir(), "cut")
		if err := Restore(context.Background(), bytes.NewReader(copied.Bytes()[:cut]), p, nil); err == nil {
			t.Fatalf("a backup cut at %d was taken", cut)
		}
		if _, err := Open(context.Background(), p, &Options{ReadOnly: true}); !errors.Is(err, store.ErrNoStore) {
			t.Fatalf("a backup cut at %d left something: %v", cut, err)
		}
	}
}
