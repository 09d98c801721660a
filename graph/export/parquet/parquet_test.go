package parquet_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"entente/graph/export/parquet"
)

func table(t *testing.T, rows int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewWriter(&b, parquet.Column{Name: "name", Kind: parquet.Text}, parquet.Column{Name: "n", Kind: parquet.Number})
	for i := range rows {
		if err := w.Row(fmt.Sprintf("é %d", i), int64(i)-5); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestShape(t *testing.T) {
	for _, rows := range []int{0, 1, 3, 250_000} {
		b := table(t, rows)
		if !bytes.HasPrefix(b, []byte("PAR1")) || !bytes.HasSuffix(b, []byte("PAR1")) {
			t.Errorf("%d rows: no marks", rows)
		}
		meta := int(binary.LittleEndian.Uint32(b[len(b)-8:]))
		if meta <= 0 || meta > len(b)-12 {
			t.Errorf("%d rows: metadata of %d bytes in a file of %d", rows, meta, len(b))
		}
	}
}

func TestRowsThatDoNotFit(t *testing.T) {
	w := parquet.NewWriter(&bytes.Buffer{}, parquet.Column{Name: "name", Kind: parquet.Text}, parquet.Column{Name: "n", Kind: parquet.Number})
	for _, row := range [][]any{{}, {"a"}, {"a", "b"}, {int64(1), int64(1)}, {"a", 1}, {"a", int64(1), "c"}, {nil, int64(1)}} {
		if err := w.Row(row...); !errors.Is(err, parquet.ErrRow) {
			t.Errorf("%v: %v", row, err)
		}
	}
	if err := w.Row("a", int64(1)); err != nil {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestAWriterThatFails(t *testing.T) {
	w := parquet.NewWriter(failing{}, parquet.Column{Name: "n", Kind: parquet.Number})
	if err := w.Row(int64(1)); err == nil {
		t.Error("a row is taken")
	}
	if err := w.Close(); err == nil {
		t.Error("Close does not say so")
	}
}

// DuckDB reads the file and counts as we do. Runs where ENTENTE_PEERS is set or CI is "true", since it installs DuckDB with npm.
func TestDuckDBReadsIt(t *testing.T) {
	if os.Getenv("ENTENTE_PEERS") == "" && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED: installs DuckDB with npm; set ENTENTE_PEERS=1 to run it")
	}
	dir := t.TempDir()
	const rows = 250_000
	if err := os.WriteFile(filepath.Join(dir, "t.parquet"), table(t, rows), 0o600); err != nil {
		t.Fatal(err)
	}
	const script = `import { DuckDBInstance } from '@duckdb/node-api';
const c = await (await DuckDBInstance.create(':memory:')).connect();
const r = await c.runAndReadAll("select count(*)::varchar, sum(n)::varchar, min(name), max(n)::varchar from 't.parquet'");
console.log(r.getRows()[0].join(' | '));
`
	if err := os.WriteFile(filepath.Join(dir, "t.mjs"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range [][]string{{"npm", "install", "--no-fund", "--no-audit", "@duckdb/node-api@1.5.6-r.1"}, {"node", "t.mjs"}} {
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v: %s", command, err, out)
		}
		if command[0] == "node" {
			want := fmt.Sprintf("%d | %d | é 0 | %d", rows, int64(rows)*(rows-1)/2-5*rows, rows-6)
			if got := strings.TrimSpace(string(out)); got != want {
				t.Errorf("DuckDB reads %s, want %s", got, want)
			}
			t.Logf("DuckDB reads: %s", strings.TrimSpace(string(out)))
		}
	}
}
