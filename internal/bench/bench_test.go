package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tiny writes a workload of a few documents, small enough to answer by hand: a chain a0 → a1 → … → a9 of met_with, a document for
// each edge, dated by its number, of two outlets in turn.
func tiny(t *testing.T) (data, queries string) {
	t.Helper()
	dir := t.TempDir()
	node := func(i int) string { return fmt.Sprintf("%sactor/a%d", Namespace, i) }
	doc := func(i int) string { return fmt.Sprintf("%sdoc/%d", Namespace, i) }
	met := Namespace + "p/met_with"
	var b strings.Builder
	for i := range 9 {
		fmt.Fprintf(&b, "<%s> <%s> <%s> <%s> .\n", node(i), met, node(i+1), doc(i))
		fmt.Fprintf(&b, "<%s> <%sp/date> \"2020-01-0%d\"^^<http://www.w3.org/2001/XMLSchema#date> <%s> .\n", doc(i), Namespace, i+1, doc(i))
		fmt.Fprintf(&b, "<%s> <%sp/source> <%ssource/%d> <%s> .\n", doc(i), Namespace, Namespace, i%2, doc(i))
	}
	for i := range 300 { // busier than anything of the reference data
		fmt.Fprintf(&b, "<%s> <%sp/rank> \"%d\" <%s> .\n", node(0), Namespace, i, doc(0))
	}
	data = filepath.Join(dir, "tiny.nq")
	p := func(kv ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return m
	}
	one := []string{met}
	qs := []Query{
		{ID: "Q1", P: p("s", node(3), "doc", doc(3)), Expect: 1},
		{ID: "Q1b", P: p("s", node(3), "p", met, "src", Namespace+"source/1"), Expect: 1},
		{ID: "Q1b", P: p("s", node(3), "p", met, "src", Namespace+"source/0"), Expect: 0},
		{ID: "Q2", P: p("s", node(0)), Ps: [][]string{one, one}, Expect: 1},
		{ID: "Q3", P: p("s", node(0)), Ps: [][]string{one, {met, Namespace + "p/none"}, one}, Expect: 1},
		{ID: "Q4", P: p("s", node(4)), Ps: [][]string{one, one}, Expect: 1},
		{ID: "Q5a", P: p("s", node(0)), Ps: [][]string{one}, Expect: 9},
		{ID: "Q5b", P: p("s", node(4)), Ps: [][]string{one}, Expect: 5},
		{ID: "Q5c", P: p("s", node(9)), Ps: [][]string{one}, Expect: 0},
		{ID: "Q6", P: p("s", node(1), "o", node(8)), Ps: [][]string{one}, Expect: 7},
		{ID: "Q6", P: p("s", node(8), "o", node(1)), Ps: [][]string{one}, Expect: -1},
		{ID: "Q7", P: p("s", node(1), "o", node(2)), Ps: [][]string{one}, Expect: 1},
		{ID: "Q7", P: p("s", node(2), "o", node(1)), Ps: [][]string{one}, Expect: 0},
		{ID: "Q8", P: p("s", node(3), "o", node(4), "lo", "2020-01-04", "hi", "2020-01-05"), Expect: 1},
		{ID: "Q8", P: p("s", node(3), "o", node(4), "lo", "2020-01-05", "hi", "2020-01-09"), Expect: 0},
	}
	text, err := json.Marshal(qs)
	if err != nil {
		t.Fatal(err)
	}
	queries = filepath.Join(dir, "tiny.queries.json")
	for name, content := range map[string][]byte{data: []byte(b.String()), queries: text} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return data, queries
}

// TestSteps runs every step on a small workload: answers are right by paths and by the store alone, lines can be read back.
func TestSteps(t *testing.T) {
	data, queries := tiny(t)
	dir := t.TempDir()
	var out bytes.Buffer
	o := Options{Data: data, Queries: queries, DB: filepath.Join(dir, "db"), Passes: 3, Mixed: 200 * time.Millisecond, Commits: 5, Out: &out}
	for _, step := range Steps() {
		if err := Run(context.Background(), step, o); err != nil {
			t.Fatal(err)
		}
	}
	if err := Run(context.Background(), "nothing", o); err == nil {
		t.Error("a step that does not exist was run")
	}
	res := filepath.Join(dir, "res")
	if err := os.Mkdir(res, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(res, "peer-tiny-ours.txt"), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := readResult(filepath.Join(res, "peer-tiny-ours.txt"), Ours)
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range classes {
		if class == "Q9" {
			continue // not in this workload
		}
		if _, ok := r.median(class); !ok || r.wrong(class) {
			t.Errorf("%s: %v", class, r.last(class))
		}
	}
	for _, f := range fixed {
		if _, ok := f.value(r); !ok {
			t.Errorf("no figure for %s", f.what)
		}
	}
	if quads, _ := r.last("LOAD").number("quads"); quads != 327 {
		t.Errorf("%v quads loaded, not 327", quads)
	}
	var table bytes.Buffer
	if _, err := Table(&table, res, "tiny"); err != nil || !strings.Contains(table.String(), "| ours |") {
		t.Errorf("table: %v\n%s", err, table.String())
	}
}

// TestWrongAnswersShow: a reference answer that does not hold makes the class bad, whoever finds it.
func TestWrongAnswersShow(t *testing.T) {
	q := &Query{ID: "Q2", P: map[string]string{"s": "a"}, Ps: [][]string{{"p"}, {"q"}}, Expect: 2}
	x := &timed{}
	x.judge("", q, 2)
	if x.bad != 0 {
		t.Error("a right answer was counted as wrong")
	}
	x.judge(" by the store alone", q, 3)
	if x.bad != 1 || !strings.Contains(x.firstBad, "got 3 want 2") {
		t.Errorf("%d wrong: %s", x.bad, x.firstBad)
	}
}

func TestTable(t *testing.T) {
	dir := t.TempDir()
	write := func(engine, text string) {
		if err := os.WriteFile(filepath.Join(dir, "peer-1m-"+engine+".txt"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("slow", "slow 1.0\nLOAD quads=1000 sec=1 qps=1000 peakRSS_MB=5 partial=false\nDISK 50000\nQ2 n=3 median_ms=7.0 p99_ms=9 bad=0\nQ3 n=3 median_ms=0.9 p99_ms=9 bad=2\n")
	write("duckdb", "Q9 n=3 median_ms=8 p99_ms=9 bad=0 errs=0\nQ2 n=3 median_ms=1 p99_ms=9 bad=0 errs=6\n")
	write("ours", "LOAD quads=1000 sec=1 qps=2000000 peakRSS_MB=5 partial=false\nDISK 40000\nQ2 n=3 median_ms=0.69 p99_ms=1 bad=0\nQ3 n=3 median_ms=0.021 p99_ms=1 bad=0\nQ9 n=3 median_ms=9 p99_ms=9 bad=0\n")
	var out bytes.Buffer
	met, err := Table(&out, dir, "1m")
	if err != nil || met {
		t.Fatalf("met %v, %v", met, err)
	}
	for _, want := range []string{
		"| ours | 2000000 | 5 | 40.0 |", "| Q2 | 700.0 µs (a tenth of slow's) | 690.0 µs | yes |",
		"| Q3 | 20.0 µs (20 µs) | 21.0 µs | no |", // who answers wrongly is no measure
		"| Q9 | 8000.0 µs (DuckDB's) | 9000.0 µs | no |", "| Q1 | – | not measured | no |", "| durable bulk load | 1000000 quads/s | 2000000 quads/s | yes |",
		"0.90 / 9.00!", "fails",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if _, err := Table(&out, dir, "2m"); err == nil {
		t.Error("a table of nothing")
	}
}

func TestReadQueries(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`[{"id":"Q77"}]`, `query 1: no class "Q77"`},
		{`[{"id":"Q2","p":{"s":"a"},"ps":[["p"]]}]`, "1 hops, not 2"},
		{`[{"id":"Q1","p":{"s":"a"}}]`, `parameter "doc"`},
		{`[`, "unexpected end"},
	} {
		file := filepath.Join(t.TempDir(), "q.json")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadQueries(file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, not %s", c.text, err, c.want)
		}
	}
}

// The made-up events are the same each time, and all of them are rows that the loader reads.
func TestEvents(t *testing.T) {
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := writeEvents(w, 300, 7); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() || strings.Count(first.String(), "\n") != 300 {
		t.Fatal("not the same bytes, or not 300 rows")
	}
	dir := t.TempDir()
	var out bytes.Buffer
	o := Options{Data: filepath.Join(dir, "20190101.export.CSV"), DB: filepath.Join(dir, "db"), Out: &out}
	if err := Events(context.Background(), o, 3000); err != nil {
		t.Fatal(err)
	}
	var rows, claims int
	if n, err := fmt.Sscanf(out.String(), "EVENTS rows=%d claims=%d", &rows, &claims); n != 2 || err != nil || rows != 3000 || claims < 1000 || claims > 2000 {
		t.Fatalf("%v: %s", err, out.String())
	}
}
