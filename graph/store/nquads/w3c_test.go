package nquads

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// w3cFiles unpacks the folders of the W3C archive that the tests read.
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
		if !strings.Contains(name, "/rdf-n-") || h.Typeflag != tar.TypeReg {
			continue
		}
		if files[name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

// w3cCase is one entry of a manifest.
type w3cCase struct{ kind, name, action, result string }

var (
	entry  = regexp.MustCompile(`(?m)^(\S+)\s+(?:a|rdf:type)\s+rdft:(Test\w+)\s*;([\s\S]*?)\.\s*$`)
	action = regexp.MustCompile(`mf:action\s+<([^>]+)>`)
	result = regexp.MustCompile(`mf:result\s+<([^>]+)>`)
)

func w3cCases(t *testing.T, files map[string][]byte, folder string) []w3cCase {
	t.Helper()
	manifest := string(files[folder+"/manifest.ttl"])
	var cases []w3cCase
	for _, m := range entry.FindAllStringSubmatch(manifest, -1) {
		c := w3cCase{kind: m[2], name: m[1], action: folder + "/" + action.FindStringSubmatch(m[3])[1]}
		if r := result.FindStringSubmatch(m[3]); r != nil {
			c.result = folder + "/" + r[1]
		}
		cases = append(cases, c)
	}
	if want := strings.Count(manifest, "mf:action"); len(cases) != want || want == 0 {
		t.Fatalf("%s: understood %d entries of %d", folder, len(cases), want)
	}
	return cases
}

// readAll returns the canonical form of data, or the first error.
func readAll(data []byte, opt *Options) (string, error) {
	var out bytes.Buffer
	w := NewWriter(&out, nil)
	for q, err := range NewReader(bytes.NewReader(data), opt).All(noContext) {
		if err != nil {
			return "", err
		}
		if err := w.Write(q); err != nil {
			return "", err
		}
	}
	err := w.Flush()
	return out.String(), err
}

func TestW3C11(t *testing.T) {
	files := w3cFiles(t)
	for folder, opt := range map[string]*Options{
		"rdf/rdf11/rdf-n-quads":   nil,
		"rdf/rdf11/rdf-n-triples": {Triples: true},
	} {
		positive, negative := 0, 0
		for _, c := range w3cCases(t, files, folder) {
			data, ok := files[c.action]
			if !ok {
				t.Fatalf("%s: no file %s", c.name, c.action)
			}
			_, err := readAll(data, opt)
			switch {
			case strings.Contains(c.kind, "Negative"):
				negative++
				requireSyntaxError(t, c.name, data, err)
			default:
				positive++
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			}
		}
		t.Logf("ran %d cases: W3C %s (%d positive, %d negative)", positive+negative, folder, positive, negative)
	}
}

// tripleTermCases are the positive cases of RDF 1.2 that hold a triple term, which we refuse.
var tripleTermCases = map[string]bool{
	"trs:nquads12-01": true, "trs:nquads12-02": true, "trs:nquads12-03": true,
	"trs:nquads12-bnode-1": true, "trs:nquads12-nested-1": true,
	":triple-term-01": true, ":triple-term-02": true, ":triple-term-03": true, ":triple-term-04": true,
}

// keptCase are the cases that want language tags in small letters: ours stay as they were written.
var keptCase = map[string]bool{":langtagged_string": true, ":dirlangtagged_string": true}

func TestW3C12(t *testing.T) {
	files := w3cFiles(t)
	refused, ran := 0, 0
	for _, folder := range []string{"rdf/rdf12/rdf-n-quads/syntax", "rdf/rdf12/rdf-n-quads/c14n"} {
		for _, c := range w3cCases(t, files, folder) {
			ran++
			data := files[c.action]
			got, err := readAll(data, nil)
			switch {
			case tripleTermCases[c.name]:
				refused++
				e := requireSyntaxError(t, c.name, data, err)
				if e != nil && e.Reason != ReasonTripleTerm {
					t.Errorf("%s: refused for another reason: %v", c.name, e)
				}
				t.Logf("refused by decision (%s): %s", ReasonTripleTerm, c.name)
			case strings.Contains(c.kind, "Negative"):
				requireSyntaxError(t, c.name, data, err)
			case err != nil:
				t.Errorf("%s: %v", c.name, err)
			case c.result != "":
				want := string(files[c.result])
				if keptCase[c.name] {
					got, want = strings.ToLower(got), strings.ToLower(want)
				}
				if got != want {
					t.Errorf("%s:\n got %q\nwant %q", c.name, got, want)
				}
			}
		}
	}
	if refused != len(tripleTermCases) {
		t.Errorf("refused %d triple term cases, expected %d", refused, len(tripleTermCases))
	}
	t.Logf("ran %d cases: W3C RDF 1.2 N-Quads, syntax and canonical form (%d triple term cases refused by name)", ran, refused)
}
