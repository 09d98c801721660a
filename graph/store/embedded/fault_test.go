package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

// content lists everything in a store, as text.
func content(t testing.TB, s store.Store) []string {
	t.Helper()
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	lines, err := storetest.Snapshot(context.Background(), v)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// step is a batch, or what is loaded.
type step struct {
	batch *store.Batch
	quads []store.Quad
}

func (p step) do(s store.Store) error {
	var err error
	if p.batch != nil {
		_, err = s.Apply(context.Background(), p.batch)
	} else {
		_, err = s.Load(context.Background(), storetest.All(p.quads), nil)
	}
	return err
}

// history makes steps; every fifth is a load.
func history(seed uint64, steps int) []step {
	r := storetest.NewRandom(seed, 40)
	out := make([]step, steps)
	for i := range out {
		if i%5 == 4 {
			out[i].quads = r.Quads(60)
		} else {
			out[i].batch = r.Batch(1 + int(seed+uint64(i))%12)
		}
	}
	return out
}

// tiny makes every kind of file come about within a few steps.
func tiny(fs vfs.FS) *Options {
	return &Options{FS: fs, FlushRows: 12, MergeAt: 2, Foreground: true, LoadBytes: 3000, SmallLoad: 20}
}

// Whatever call fails, a step that was acknowledged is there and one that failed is not, now and
// after reopening.
func TestEveryCallFailing(t *testing.T) {
	boom := errors.New("injected")
	stride := 4 // the long run takes every call
	if os.Getenv("ENTENTE_STRESS") != "" {
		stride = 1
	}
	for _, often := range []bool{false, true} {
		cases := 0
		for fail := 1; ; fail += stride {
			disk := vfs.NewMemory()
			fs := &vfs.Fault{FS: disk, Fail: func(n int, _, _ string) error {
				if n == fail || often && n > fail && n%3 == 0 && n < fail+30 {
					return boom
				}
				return nil
			}, Keep: func(n int) int { return n / 2 }}
			model := storetest.NewModel()
			var unsure step // failed in a way that leaves open what is found after reopening
			s, err := Open(context.Background(), "/db", tiny(fs))
			if err == nil {
				for i, p := range history(uint64(fail%7), 14) {
					if err := p.do(s); err != nil {
						if s.failed != nil {
							unsure = p
							break
						}
					} else if err := p.do(model); err != nil {
						t.Fatal(err)
					}
					if got, want := content(t, s), content(t, model); !slices.Equal(got, want) {
						t.Fatalf("call %d failing, step %d: the store differs from the acknowledged: %s", fail, i, storetest.Difference(got, want))
					}
				}
				_ = s.Close()
			}
			again, err := Open(context.Background(), "/db", tiny(disk))
			if err != nil {
				t.Fatalf("call %d failing: reopening: %v", fail, err)
			}
			got, want := content(t, again), content(t, model)
			if !slices.Equal(got, want) && (unsure.batch != nil || unsure.quads != nil) {
				if err := unsure.do(model); err != nil {
					t.Fatal(err)
				}
				want = content(t, model)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("call %d failing: reopened: %s", fail, storetest.Difference(got, want))
			}
			storetest.CheckClean(t, again)
			_ = again.Close()
			if cases++; fs.Calls() < fail {
				break
			}
		}
		t.Logf("ran %d cases: calls failing", cases)
	}
}

// After a power cut at any moment every acknowledged step is there, and of the others each wholly
// or not at all.
func TestPowerCuts(t *testing.T) {
	seeds := uint64(12)
	if os.Getenv("ENTENTE_STRESS") != "" {
		seeds = 200
	}
	cases := 0
	for seed := range seeds {
		disk := vfs.NewCrashable()
		s, err := Open(context.Background(), "/db", tiny(disk))
		if err != nil {
			t.Fatal(err)
		}
		model := storetest.NewModel()
		for _, p := range history(seed, 14) {
			if err := errors.Join(p.do(s), p.do(model)); err != nil {
				t.Fatal(err)
			}
			for _, loss := range []vfs.Loss{vfs.DropAll, vfs.KeepSome, vfs.KeepAll} {
				cases++
				again, err := Open(context.Background(), "/db", tiny(disk.Crash(loss, seed)))
				if err != nil {
					t.Fatalf("seed %d, loss %d: %v", seed, loss, err)
				}
				if d := storetest.Difference(content(t, again), content(t, model)); d != "" {
					t.Fatalf("seed %d, loss %d: %s", seed, loss, d)
				}
				_ = again.Close()
			}
		}
		_ = s.Close()
	}
	t.Logf("ran %d cases: power cuts", cases)
}

// A power cut within a call leaves what was acknowledged, with or without the step under way: whatever part of what was not
// synchronised survives.
func TestPowerCutsAtEveryCall(t *testing.T) {
	parts := uint64(2) // of what was not synchronised, for each call
	if os.Getenv("ENTENTE_STRESS") != "" {
		parts = 40
	}
	cases := 0
	for cut := 1; ; cut++ {
		disk := vfs.NewCrashable()
		model := storetest.NewModel()
		var under step
		var after []*vfs.Memory
		fs := &vfs.Fault{FS: disk}
		fs.Fail = func(n int, _, _ string) error {
			if n == cut {
				after = append(after, disk.Crash(vfs.DropAll, 0), disk.Crash(vfs.KeepAll, 0))
				for seed := range parts {
					after = append(after, disk.Crash(vfs.KeepSome, seed))
				}
			}
			return nil
		}
		s, err := Open(context.Background(), "/db", tiny(fs))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range history(uint64(cut%5), 14) {
			if after != nil {
				break
			}
			under = p
			if err := p.do(s); err != nil {
				t.Fatal(err)
			}
			if after == nil {
				if err := p.do(model); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = s.Close()
		if after == nil {
			break
		}
		without := content(t, model)
		with := without
		if under.batch != nil || under.quads != nil {
			if err := under.do(model); err != nil {
				t.Fatal(err)
			}
			with = content(t, model)
		}
		for i, image := range after {
			cases++
			again, err := Open(context.Background(), "/db", tiny(image))
			if err != nil {
				t.Fatalf("cut at call %d, part %d: %v", cut, i, err)
			}
			if got := content(t, again); !slices.Equal(got, without) && !slices.Equal(got, with) {
				t.Fatalf("cut at call %d, part %d: neither before nor after the step: %s", cut, i, storetest.Difference(got, without))
			}
			storetest.CheckClean(t, again)
			_ = again.Close()
		}
	}
	t.Logf("ran %d cases: power cuts within calls", cases)
}

// A flip of any byte is found by Check or by opening, and never gives a wrong answer.
func TestEveryByteFlipped(t *testing.T) {
	disk := vfs.NewMemory()
	opt := tiny(disk)
	opt.MergeAt = 3
	s, err := Open(context.Background(), "/db", opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range history(5, 13) {
		if err := p.do(s); err != nil {
			t.Fatal(err)
		}
	}
	want := content(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := disk.List("/db")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	cases := 0
	for _, name := range names {
		if name == lockName || name == markName {
			continue
		}
		kinds[strings.TrimRight(name, "-0123456789")] = true
		stamp, err := disk.Stamp("/db/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for at := range stamp.Size {
			cases++
			bad := disk.Clone()
			if err := bad.Flip("/db/"+name, at, 1<<(at%8)); err != nil {
				t.Fatal(err)
			}
			found, wrong := flipped(t, bad, want)
			if wrong != "" {
				t.Fatalf("%s, byte %d: a wrong answer: %s", name, at, wrong)
			}
			if !found {
				t.Fatalf("%s, byte %d: not found", name, at)
			}
		}
	}
	for _, kind := range []string{"manifest", "log", "quads", "terms", "blobs"} {
		if !kinds[kind] {
			t.Errorf("no file of the kind %s was there", kind)
		}
	}
	t.Logf("ran %d cases: bytes flipped", cases)
}

// flipped opens a damaged store; found tells that an error named the damage, wrong that an answer
// without an error was another one.
func flipped(t *testing.T, disk *vfs.Memory, want []string) (found bool, wrong string) {
	t.Helper()
	s, err := Open(context.Background(), "/db", &Options{FS: disk, ReadOnly: true})
	var damaged *store.CorruptError
	if err != nil {
		if !errors.As(err, &damaged) && !errors.Is(err, store.ErrNewer) {
			t.Fatalf("opening gives another error: %v", err)
		}
		return true, ""
	}
	defer s.Close()
	for range s.Check(context.Background()) {
		found = true
	}
	v, err := s.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	lines, err := storetest.Snapshot(context.Background(), v)
	if err == nil {
		wrong = storetest.Difference(lines, want)
	} else if !errors.As(err, &damaged) {
		t.Fatalf("reading gives another error: %v", err)
	}
	return found, wrong
}

const childPath = "ENTENTE_STORE_CHILD"

// TestChild writes until it is killed: it is the program that TestKilled starts.
func TestChild(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		return
	}
	s, err := Open(context.Background(), path, &Options{FlushRows: 30, MergeAt: 2, SmallLoad: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; ; i++ {
		quads := make([]store.Quad, 0, 3)
		for _, part := range []string{"a", "b", "c"} {
			quads = append(quads, store.Quad{S: store.NewIRI(fmt.Sprintf("ent:%d", i)), P: store.NewIRI("ent:p"), O: store.NewIRI("ent:" + part)})
		}
		if i%10 == 9 {
			_, err = s.Load(context.Background(), storetest.All(quads), nil)
		} else {
			var b store.Batch
			for _, q := range quads {
				b.Add(q)
			}
			b.SetBlob(fmt.Sprintf("k%d", i), bytes.Repeat([]byte{byte(i)}, 100))
			_, err = s.Apply(context.Background(), &b)
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("acknowledged", i)
	}
}

func TestKilled(t *testing.T) {
	rounds := 4
	if os.Getenv("ENTENTE_STRESS") != "" {
		rounds = 100
	}
	for round := range rounds {
		path := filepath.Join(t.TempDir(), "db")
		acknowledged := killAfter(t, path, 20+7*round)
		s, err := Open(context.Background(), path, nil)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		v, err := s.View()
		if err != nil {
			t.Fatal(err)
		}
		p, _, _ := v.Lookup(store.NewIRI("ent:p"))
		quads, err := v.Count(context.Background(), store.Pattern{P: p})
		if err != nil || quads%3 != 0 || int(quads/3) < acknowledged {
			t.Errorf("round %d: %d quads, %v; %d batches of three were acknowledged", round, quads, err, acknowledged)
		}
		for i := range acknowledged {
			if _, err := v.Blob(fmt.Sprintf("k%d", i)); err != nil && i%10 != 9 {
				t.Errorf("round %d: %v", round, err)
			}
		}
		_ = v.Close()
		storetest.CheckClean(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("ran %d cases: kill -9 while writing", rounds)
}

// killAfter starts a writer and kills it once it has acknowledged some batches; it returns how many in all.
func killAfter(t *testing.T, path string, batches int) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.v")
	cmd.Env = append(os.Environ(), childPath+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	buf := make([]byte, 256)
	for bytes.Count(text.Bytes(), []byte("acknowledged")) < batches {
		n, err := out.Read(buf)
		text.Write(buf[:n])
		if err != nil {
			t.Fatalf("the writer ended: %s", text.String())
		}
	}
	_ = cmd.Process.Kill()
	_, _ = text.ReadFrom(out)
	_ = cmd.Wait()
	return strings.Count(text.String(), "acknowledged")
}

func TestSecondWriterAndReadersBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	if _, err := Open(context.Background(), path, &Options{ReadOnly: true}); !errors.Is(err, store.ErrNoStore) {
		t.Errorf("reading what is not there: %v", err)
	}
	s := openAt(t, path, &Options{FlushRows: 10, MergeAt: 2})
	var locked *store.LockedError
	if _, err := Open(context.Background(), path, nil); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("a second writer: %v", err)
	}
	long, err := Open(context.Background(), path, &Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer long.Close()
	for i, p := range history(9, 30) {
		if err := p.do(s); err != nil {
			t.Fatal(err)
		}
		short, err := Open(context.Background(), path, &Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*Store{short, long} {
			if d := storetest.Difference(content(t, r), content(t, s)); d != "" {
				t.Errorf("step %d: a reader sees something else: %s", i, d)
			}
			if err := p.do(r); !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("writing to a reader: %v", err)
			}
		}
		_ = short.Close()
	}
	names, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range names {
		info, err := f.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue // merged away meanwhile
		}
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f.Name(), info, err)
		}
	}
}

func TestBackupAndRestore(t *testing.T) {
	for name, o := range optionSets() {
		o.FS = vfs.NewMemory()
		s := openAt(t, "/db", &o)
		for _, p := range history(3, 20) {
			if err := p.do(s); err != nil {
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
		if d := storetest.Difference(content(t, openAt(t, path, nil)), content(t, s)); d != "" {
			t.Errorf("%s: the restored store differs: %s", name, d)
		}
		if err := Restore(context.Background(), bytes.NewReader(copied.Bytes()), path, nil); !errors.Is(err, store.ErrExists) {
			t.Errorf("over a store: %v", err)
		}
		cases := 0
		for cut := 0; cut < copied.Len(); cut += 1 + copied.Len()/50 {
			for _, flip := range []bool{false, true} {
				bad := bytes.Clone(copied.Bytes())
				if flip {
					bad[cut] ^= 0x10
				} else {
					bad = bad[:cut]
				}
				cases++
				fs := vfs.NewMemory()
				if err := Restore(context.Background(), bytes.NewReader(bad), "/cut", &Options{FS: fs}); err == nil {
					t.Fatalf("%s: a backup damaged at %d was taken", name, cut)
				}
				if _, err := Open(context.Background(), "/cut", &Options{FS: fs, ReadOnly: true}); !errors.Is(err, store.ErrNoStore) {
					t.Fatalf("%s: a backup damaged at %d left something: %v", name, cut, err)
				}
			}
		}
		t.Logf("ran %d cases: damaged backups, %s", cases, name)
	}
}
