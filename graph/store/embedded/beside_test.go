package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
)

// besidePath and besideRole tell a process of the test below what it is.
const (
	besidePath = "ENTENTE_STORE_BESIDE"
	besideRole = "ENTENTE_STORE_ROLE"
	besideLast = 240 // batches of three that the writer commits
)

// TestBeside is the program that TestProcessesBeside starts: the writer, or a reader.
func TestBeside(t *testing.T) {
	path := os.Getenv(besidePath)
	switch os.Getenv(besideRole) {
	case "writer":
		if err := writeBatches(path); err != nil {
			t.Fatal(err)
		}
	case "reader":
		seen, err := readBatches(path)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("snapshots", seen)
	}
}

// writeBatches commits, loads, flushes and merges; batch i is three quads and a blob that says i.
func writeBatches(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path, &Options{FlushRows: 20, MergeAt: 2, SmallLoad: 2})
	if err != nil {
		return err
	}
	for i := range besideLast {
		var quads []store.Quad
		for _, part := range []string{"a", "b", "c"} {
			quads = append(quads, store.Quad{S: store.NewIRI(fmt.Sprintf("ent:%d", i)), P: store.NewIRI("ent:p"), O: store.NewIRI("ent:" + part)})
		}
		if i%20 == 19 {
			if _, err := s.Load(ctx, storetest.All(quads), nil); err != nil {
				return err
			}
			continue
		}
		var b store.Batch
		for _, q := range quads {
			b.Add(q)
		}
		b.SetBlob("last", []byte(strconv.Itoa(i)))
		if _, err := s.Apply(ctx, &b); err != nil {
			return err
		}
	}
	return s.Close()
}

// readBatches looks at one snapshot after the other until it has seen the last batch. Each is whole, none is older than the one
// before, and the blob tells of the same batch as the quads.
func readBatches(path string) (snapshots int, err error) {
	ctx := context.Background()
	s, err := Open(ctx, path, &Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	before := int64(0)
	for {
		n, err := readOnce(ctx, s)
		if err != nil {
			return snapshots, err
		}
		if n < before {
			return snapshots, fmt.Errorf("a snapshot of %d quads after one of %d", n, before)
		}
		snapshots++
		if before = n; n == 3*besideLast {
			return snapshots, nil
		}
	}
}

func readOnce(ctx context.Context, s *Store) (quads int64, err error) {
	v, err := s.View()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	p, ok, err := v.Lookup(store.NewIRI("ent:p"))
	if err != nil || !ok {
		return 0, err
	}
	if quads, err = v.Count(ctx, store.Pattern{P: p}); err != nil {
		return 0, err
	}
	if quads%3 != 0 {
		return quads, fmt.Errorf("a snapshot of %d quads shows part of a batch", quads)
	}
	scanned := int64(0)
	for _, err := range v.Scan(ctx, store.Pattern{P: p}) {
		if err != nil {
			return quads, err
		}
		scanned++
	}
	if scanned != quads {
		return quads, fmt.Errorf("%d quads are counted, %d are there", quads, scanned)
	}
	text, err := v.Blob("last")
	if errors.Is(err, store.ErrNoBlob) && quads == 0 {
		return 0, nil
	}
	if err != nil {
		return quads, err
	}
	batches, last := int(quads/3), string(text)
	want := batches - 1
	if want%20 == 19 {
		want-- // a load sets no blob
	}
	if last != strconv.Itoa(want) {
		return quads, fmt.Errorf("%d batches, but the blob is of batch %s", batches, last)
	}
	return quads, nil
}

// One process writes while three others read; none waits for another, and nobody sees half a batch.
func TestProcessesBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	s, err := Open(context.Background(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	type child struct {
		cmd *exec.Cmd
		out strings.Builder
	}
	var all []*child
	for _, role := range []string{"reader", "reader", "reader", "writer"} {
		c := &child{cmd: exec.Command(os.Args[0], "-test.run=^TestBeside$", "-test.timeout=120s")}
		c.cmd.Env = append(os.Environ(), besidePath+"="+path, besideRole+"="+role)
		c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.out
		if err := c.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	snapshots := 0
	for _, c := range all {
		if err := c.cmd.Wait(); err != nil {
			t.Errorf("%v: %s", err, c.out.String())
		}
		if _, rest, ok := strings.Cut(c.out.String(), "snapshots "); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			snapshots += n
		}
	}
	if snapshots < 3 {
		t.Errorf("readers saw %d snapshots", snapshots)
	}
	storetest.CheckClean(t, openAt(t, path, nil))
	t.Logf("ran %d cases: snapshots of readers in other processes, beside %d commits", snapshots, besideLast)
}
