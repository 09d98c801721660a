package export_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/graph/export"
)

// Readers that others wrote accept the exports, and find in TriG and JSON-LD the quads that are in the N-Quads. Runs where ENTENTE_PEERS is set or CI is
// "true", since it installs them with npm.
func TestReadersOfOthers(t *testing.T) {
	if os.Getenv("ENTENTE_PEERS") == "" && os.Getenv("CI") != "true" {
		t.Skip("SKIPPED: installs n3, oxigraph and graphology-gexf with npm; set ENTENTE_PEERS=1 to run it")
	}
	npm, err1 := exec.LookPath("npm")
	node, err2 := exec.LookPath("node")
	if err1 != nil || err2 != nil {
		t.Fatal("npm and node are needed to read the exports with libraries of others")
	}
	dir := t.TempDir()
	run(t, dir, npm, "install", "--no-fund", "--no-audit", "n3@2.13.12", "oxigraph@0.5.11", "graphology@0.26.0", "graphology-gexf@0.13.2")
	script, err := os.ReadFile("testdata/peers.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "peers.mjs"), script, 0o600); err != nil {
		t.Fatal(err)
	}
	v, ctx := view(t), context.Background()
	for name, write := range map[string]func(io.Writer) error{
		"graph.nq": func(w io.Writer) error { return v.Export(ctx, w) }, "plain.trig": func(w io.Writer) error { return export.TriG(ctx, w, v, false) },
		"annotated.trig": func(w io.Writer) error { return export.TriG(ctx, w, v, true) }, "graph.jsonld": func(w io.Writer) error { return export.JSONLD(ctx, w, v) },
		"graph.gexf": func(w io.Writer) error { return export.GEXF(ctx, w, v, nil) },
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(written(t, write)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases := [][2]string{{"oxigraph", "graph.nq"}, {"oxigraph", "plain.trig"}, {"oxigraph", "annotated.trig"}, {"oxigraph", "graph.jsonld"}, {"n3", "graph.nq"}, {"n3", "plain.trig"},
		{"n3", "annotated.trig"}}
	for _, c := range cases {
		t.Logf("%s reads %s: %s", c[0], c[1], run(t, dir, node, "peers.mjs", c[0], c[1], "graph.nq"))
	}
	lines := strings.Split(run(t, dir, node, "peers.mjs", "graphology-gexf", "graph.gexf"), "\n")
	if got, want := sameLines(t, lines), sameLines(t, inGraph(t, v)); !slices.Equal(got, want) {
		t.Errorf("graphology-gexf reads\n%s\nin the graph\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	t.Logf("graphology-gexf reads graph.gexf: %d nodes and edges, equal to the last attribute", len(lines))
	t.Logf("ran %d cases: exports read by libraries of others", len(cases)+1)
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%s %s: %v: %s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
