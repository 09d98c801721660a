package turtle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"entente/graph/store"
	"entente/graph/store/nquads"
)

// w3cFiles unpacks the Turtle and TriG folders of the W3C archive.
func w3cFiles(t *testing.T) map[string][]byte {
	t.Helper()
	dir := os.Getenv("ENTENTE_W3C")
	if dir == "" {
		dir = "../../../../shared/w3c"
	}
	f, err := os.Open(filepath.Join(dir, "w3c-rdf-tests.tgz"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the W3C suites are needed here: %v", err)
		}
		t.Skipf("SKIPPED: no W3C suites (set ENTENTE_W3C to their folder): %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		name := path.Clean(h.Name)
		if h.Typeflag != tar.TypeReg || !strings.Contains(name, "/rdf-turtle/") && !strings.Contains(name, "/rdf-trig/") {
			continue
		}
		if files[name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// w3cCase is one entry of a manifest.
type w3cCase struct{ kind, name, action, base, result string }

const testManifest = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

// w3cCases reads a manifest, with the reader that is under test: a manifest that is misread gives another number of entries
// than it has actions, or names files that are not there.
func w3cCases(t *testing.T, files map[string][]byte, folder string) []w3cCase {
	t.Helper()
	manifest := files[folder+"/manifest.ttl"]
	base := "https://w3c.github.io/rdf-tests/" + folder + "/"
	quads, err := readAll(manifest, &Options{Base: base + "manifest.ttl"})
	if err != nil {
		t.Fatalf("%s: %v", folder, err)
	}
	byName := map[store.Term]*w3cCase{}
	var order []store.Term
	of := func(s store.Term) *w3cCase {
		if byName[s] == nil {
			byName[s] = &w3cCase{name: s.Value[strings.LastIndexByte(s.Value, '#')+1:]}
			order = append(order, s)
		}
		return byName[s]
	}
	file := func(iri string) string { return folder + "/" + strings.TrimPrefix(iri, base) }
	for _, q := range quads {
		if q.S.Kind != store.IRI {
			continue
		}
		switch q.P.Value {
		case rdf + "type":
			if kind, ok := strings.CutPrefix(q.O.Value, "http://www.w3.org/ns/rdftest#"); ok {
				of(q.S).kind = kind
			}
		case testManifest + "action":
			of(q.S).action, of(q.S).base = file(q.O.Value), q.O.Value
		case testManifest + "result":
			of(q.S).result = file(q.O.Value)
		}
	}
	var cases []w3cCase
	for _, s := range order {
		c := *byName[s]
		if c.action == "" {
			continue
		}
		if c.kind == "" || files[c.action] == nil {
			t.Fatalf("%s: no kind, or no file %s", c.name, c.action)
		}
		if strings.Contains(c.kind, "Eval") && files[c.result] == nil {
			t.Fatalf("%s: no result", c.name)
		}
		cases = append(cases, c)
	}
	if want := bytes.Count(manifest, []byte("mf:action")); len(cases) != want || want == 0 {
		t.Fatalf("%s: understood %d entries of %d", folder, len(cases), want)
	}
	return cases
}

func readAll(data []byte, opt *Options) (all []store.Quad, err error) {
	for q, err := range NewReader(bytes.NewReader(data), opt).All(context.Background()) {
		if err != nil {
			return all, err
		}
		if err := q.Valid(); err != nil {
			return all, err
		}
		all = append(all, q)
	}
	return all, nil
}

func readLines(t *testing.T, data []byte) (all []store.Quad) {
	t.Helper()
	for q, err := range nquads.NewReader(bytes.NewReader(data), nil).All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	return all
}

func TestW3C11(t *testing.T) {
	files := w3cFiles(t)
	for _, suite := range []struct {
		folder                        string
		trig                          bool
		positive, negative, evaluated int
	}{
		{"rdf/rdf11/rdf-turtle", false, 74, 94, 145},
		{"rdf/rdf11/rdf-trig", true, 98, 115, 143},
	} {
		positive, negative, evaluated := 0, 0, 0
		for _, c := range w3cCases(t, files, suite.folder) {
			got, err := readAll(files[c.action], &Options{TriG: suite.trig, Base: c.base})
			switch {
			case strings.Contains(c.kind, "Negative"):
				negative++
				requireSyntaxError(t, c.name, files[c.action], err)
			case err != nil:
				t.Errorf("%s: %v", c.name, err)
			case strings.HasSuffix(c.kind, "Eval"):
				evaluated++
				requireSame(t, c.name, got, readLines(t, files[c.result]))
			default:
				positive++
			}
		}
		if positive != suite.positive || negative != suite.negative || evaluated != suite.evaluated {
			t.Errorf("%s: %d, %d and %d cases, expected %d, %d and %d", suite.folder, positive, negative, evaluated, suite.positive, suite.negative, suite.evaluated)
		}
		t.Logf("ran %d cases: W3C %s (%d positive, %d negative, %d evaluated)", positive+negative+evaluated, suite.folder, positive, negative, evaluated)
	}
}

func TestW3C12(t *testing.T) {
	files := w3cFiles(t)
	ran := 0
	refused := 0
	for _, folder := range []string{"rdf/rdf12/rdf-trig/syntax", "rdf/rdf12/rdf-trig/eval"} {
		for _, c := range w3cCases(t, files, folder) {
			ran++
			got, err := readAll(files[c.action], &Options{TriG: true, Base: c.base})
			var bad *SyntaxError
			switch {
			case strings.Contains(c.kind, "Negative"):
				requireSyntaxError(t, c.name, files[c.action], err)
			case errors.As(err, &bad) && (bad.Reason == ReasonTripleTerm || bad.Reason == ReasonAnnotation):
				refused++
				if !bytes.Contains(files[c.action], []byte("<<")) && !bytes.ContainsAny(files[c.action], "|~") {
					t.Errorf("%s: refused for what it does not hold: %v", c.name, bad)
				}
			case err != nil:
				t.Errorf("%s: %v", c.name, err)
			case c.result != "":
				requireSame(t, c.name, got, readLines(t, files[c.result]))
			}
		}
	}
	if refused != 47 { // the files that hold one of the three notations
		t.Errorf("%d cases refused for triple terms or annotations, expected 47", refused)
	}
	t.Logf("ran %d cases: W3C RDF 1.2 TriG, syntax and evaluation (%d refused by name)", ran, refused)
}
