package dataset_test

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/gdelt"
)

// rows gives n rows of GDELT events, all different, without holding them.
type rows struct {
	n, i int
	rest []byte
}

func (r *rows) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		if r.i == r.n {
			return 0, io.EOF
		}
		r.i++
		r.rest = fmt.Appendf(r.rest[:0], "%d\t20191024\t201910\t2019\t2019.8\tPERGOV\tNAME %d\t\t\t\t\t\t\t\t\tCHL\tNAME %d\t\t\t\t\t\t\t\t\t1\t040\t040\t04\t1\t1.0\t1\t1\t1\t0"+
			"%s\tPlace %d\t\t\t\t\t\t\t20191024143000\thttps://site%d.example/a-long-address-with-many-words-in-it-%d.html\n", 800000000+r.i, r.i, r.i, "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t", r.i, r.i, r.i)
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

type counter struct{ records, refused int }

func (c *counter) Document(dataset.Document) error { return nil }
func (c *counter) Record(...claim.Claim) error     { c.records++; return nil }
func (c *counter) Skip(int, int64, string) error   { c.refused++; return nil }
func (c *counter) Reject(_ int, _ int64, reason string) error {
	c.refused++
	return nil
}
func (c *counter) Actors(...dataset.Actor) error { return nil }

// What a long file leaves behind does not grow with its length: names, outlets and events are forgotten in the end.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: reads 400,000 rows")
	}
	v := datasettest.Vocabulary(t)
	live := func(n int) (uint64, *counter) {
		s := dataset.NewSession(v)
		s.Events.Limit = 1000
		c := &counter{}
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := gdelt.V2().Read(context.Background(), &dataset.File{Name: "x", Body: &rows{n: n}}, s, c); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.HeapSys - min(after.HeapSys, before.HeapSys), c
	}
	grown, c := live(400_000)
	if c.records != 400_000 {
		t.Fatalf("%d records, %d refused", c.records, c.refused)
	}
	if grown > 128<<20 {
		t.Errorf("the heap grew by %d MiB for 400,000 rows", grown>>20)
	}
	t.Logf("ran 400000 cases: rows of events, all different; the heap grew by %d MiB", grown>>20)
}
