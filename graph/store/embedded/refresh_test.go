package embedded

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

// A reader that looks after each step, and at commits that are about to be taken back because their
// synchronisation fails, always shows what is acknowledged and has the adjacencies and counts of that. It goes on where it stood
// unless the files took commits over.
func TestReaderFollows(t *testing.T) {
	looks, followed, takenBack := 0, 0, 0
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		disk := vfs.NewMemory()
		var reader *Store
		fs := &vfs.Fault{FS: disk, Fail: func(_ int, op, name string) error {
			if reader == nil || op != "sync" || !strings.HasPrefix(name[strings.LastIndex(name, "/")+1:], logPrefix) || r.IntN(4) > 0 {
				return nil
			}
			v, err := reader.View() // the record is there, and will be taken back
			if err != nil {
				t.Fatal(err)
			}
			_ = v.Close()
			takenBack++
			return errors.New("injected")
		}}
		writer := openAt(t, "/db", &Options{FS: fs, FlushRows: 150, MergeAt: 2, Foreground: true, SmallLoad: 20, LoadBytes: 3000})
		reader = openAt(t, "/db", &Options{FS: disk, ReadOnly: true})
		model := storetest.NewModel()
		for _, p := range history(seed, 40) {
			before := reader.now.memTerms[0]
			if err := p.do(writer); err == nil {
				if err := p.do(model); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := content(t, reader), content(t, model); !slices.Equal(got, want) {
				t.Fatalf("seed %d: %s", seed, storetest.Difference(got, want))
			}
			looks++
			if reader.now.memTerms[0] == before {
				followed++
			}
			sameMemory(t, reader.now)
		}
	}
	if takenBack == 0 || followed < looks/3 {
		t.Errorf("%d of %d looks went on from the one before, %d commits were taken back: the test does not reach what it is for", followed, looks, takenBack)
	}
	t.Logf("ran %d cases: looks of a reader (%d went on, %d commits taken back)", looks, followed, takenBack)
}

// sameMemory compares what is remembered of a snapshot with what is found out anew, and has it remember more.
func sameMemory(t *testing.T, st *state) {
	t.Helper()
	ctx := context.Background()
	got, err := st.predicates(ctx)
	if err != nil {
		t.Fatal(err)
	}
	anew := st.next()
	anew.memory = newRemembered()
	want, err := anew.predicates(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("predicates %v, want %v", got, want)
	}
	for _, p := range want {
		n, err := st.countPredicate(p.Predicate)
		if err != nil || n != p.Quads {
			t.Fatal(n, p, err)
		}
		sameAdjacency(t, st, adjacencyKey{p.Predicate, p.Quads%2 == 0})
	}
	for id := range st.memory.counts {
		if n, _ := st.countPredicate(id); n > 0 != slices.ContainsFunc(want, func(p store.PredicateCount) bool { return p.Predicate == id }) {
			t.Fatalf("predicate %d: %d quads", id, n)
		}
	}
}

// A store of which a file is gone is damaged, for its writer and for readers.
func TestMissingFile(t *testing.T) {
	disk := vfs.NewMemory()
	opt := &Options{FS: disk, FlushRows: 10, Foreground: true}
	s, err := Open(context.Background(), "/db", opt)
	if err != nil {
		t.Fatal(err)
	}
	var b store.Batch
	for i := range 40 {
		b.Add(quadOf(fmt.Sprint("ent:", i), "rel:p", "ent:o", "doc:1"))
	}
	if _, err := s.Apply(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := disk.List("/db")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, name := range names {
		if !strings.HasPrefix(name, quadPrefix) && !strings.HasPrefix(name, termPrefix) {
			continue
		}
		for _, readOnly := range []bool{false, true} {
			copied := disk.Clone()
			if err := copied.Remove("/db/" + name); err != nil {
				t.Fatal(err)
			}
			_, err := Open(context.Background(), "/db", &Options{FS: copied, ReadOnly: readOnly})
			var damaged *store.CorruptError
			if !errors.As(err, &damaged) || damaged.File != name {
				t.Errorf("without %s: %v", name, err)
			}
			cases++
		}
	}
	if cases < 4 {
		t.Errorf("only %d files", cases)
	}
	t.Logf("ran %d cases: files missing", cases)
}
