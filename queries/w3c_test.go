package queries

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"entente/graph/store"
)

// beyondPaths are the tests of the property-path directory that need SPARQL beyond paths, with the reason.
var beyondPaths = map[string]string{
	"values_and_path": "binds a variable with VALUES to a literal that stands in no quad and joins it with both ends of the path",
}

// w3cFiles reads the property-path directory of the W3C's SPARQL 1.1 tests.
func w3cFiles(t *testing.T) map[string]string {
	t.Helper()
	dir := os.Getenv("ENTENTE_W3C")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "w3c")
	}
	f, err := os.Open(filepath.Join(dir, "w3c-rdf-tests.tgz"))
	if errors.Is(err, os.ErrNotExist) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the W3C tests are not in %s", dir)
		}
		t.Skipf("the W3C tests are not in %s; set ENTENTE_W3C to run them", dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if path.Base(path.Dir(h.Name)) != "property-path" || h.Typeflag != tar.TypeReg {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[path.Base(h.Name)] = string(text)
	}
}

// entry is one test of the manifest.
type entry struct {
	id, name, query, result string
	data, graphs            []string
}

var (
	entryStart = regexp.MustCompile(`(?m)^:(\w+)\s+rdf:type`)
	entryName  = regexp.MustCompile(`mf:name\s+"([^"]*)"`)
	entryQuery = regexp.MustCompile(`qt:query\s+<([^>]*)>`)
	entryData  = regexp.MustCompile(`qt:data\s+<([^>]*)>`)
	entryGraph = regexp.MustCompile(`qt:graphData\s+((?:<[^>]*>[\s,]*)+)`)
	entryOut   = regexp.MustCompile(`mf:result\s+<([^>]*)>`)
	anyIRI     = regexp.MustCompile(`<([^>]*)>`)
)

func readManifest(text string) []entry {
	var out []entry
	at := entryStart.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		body := text[m[0]:end]
		if strings.Contains(body, "mf:Manifest") {
			continue
		}
		first := func(re *regexp.Regexp) string {
			if m := re.FindStringSubmatch(body); m != nil {
				return m[1]
			}
			return ""
		}
		e := entry{id: text[m[2]:m[3]], name: first(entryName), query: first(entryQuery), result: first(entryOut)}
		for _, m := range entryData.FindAllStringSubmatch(body, -1) {
			e.data = append(e.data, m[1])
		}
		for _, m := range entryGraph.FindAllStringSubmatch(body, -1) {
			for _, iri := range anyIRI.FindAllStringSubmatch(m[1], -1) {
				e.graphs = append(e.graphs, iri[1])
			}
		}
		out = append(out, e)
	}
	return out
}

// pattern is a SPARQL query of one triple pattern with a path, translated.
type pattern struct {
	ask        bool
	project    []string // empty: all
	subject    string   // "?x" or <iri>
	path       string
	object     string
	graph      string // "", "?g" or an IRI
	wantsGraph string // FILTER (?g = <…>)
}

var (
	prefixDecl = regexp.MustCompile(`(?i)prefix\s+(\w*):\s*<([^>]*)>`)
	prefixed   = regexp.MustCompile(`(\w*):(\w+)`)
	typeInPath = regexp.MustCompile(`(^|[\s/|^!(])a([\s/|)]|$)`)
	selectVars = regexp.MustCompile(`(?is)select\s+(.*?)\s*(?:where|\{)`)
	filterIRI  = regexp.MustCompile(`(?i)filter\s*\(\s*\?g\s*=\s*<([^>]*)>\s*\)`)
	graphWord  = regexp.MustCompile(`(?is)graph\s+(\?\w+|<[^>]*>)\s*\{(.*?)\}`)
	orderBy    = regexp.MustCompile(`(?is)order\s+by.*`)
)

func translate(rq string) (pattern, error) {
	var p pattern
	prefixes := map[string]string{}
	for _, m := range prefixDecl.FindAllStringSubmatch(rq, -1) {
		prefixes[m[1]] = m[2]
	}
	text := orderBy.ReplaceAllString(prefixDecl.ReplaceAllString(rq, ""), "")
	p.ask = strings.Contains(strings.ToLower(text), "ask")
	if m := selectVars.FindStringSubmatch(text); m != nil && m[1] != "*" {
		p.project = strings.Fields(m[1])
	}
	body := text[strings.Index(text, "{")+1 : strings.LastIndex(text, "}")]
	if m := filterIRI.FindStringSubmatch(body); m != nil {
		p.wantsGraph = m[1]
		body = filterIRI.ReplaceAllString(body, "")
	}
	if m := graphWord.FindStringSubmatch(body); m != nil {
		p.graph, body = strings.Trim(m[1], "<>"), m[2]
	}
	body = prefixed.ReplaceAllStringFunc(body, func(s string) string {
		prefix, local, _ := strings.Cut(s, ":")
		return "<" + prefixes[prefix] + local + ">"
	})
	body = typeInPath.ReplaceAllString(body, "${1}<"+rdfNS+"type>$2")
	words := strings.Fields(body)
	if len(words) != 3 {
		return p, fmt.Errorf("not one triple pattern: %q", body)
	}
	p.subject, p.path, p.object = words[0], words[1], words[2]
	return p, nil
}

// solutions runs the pattern on one graph ("" for the default graph) and gives its bindings, as often as SPARQL does.
func (p *pattern) solutions(t *testing.T, v source, graph string) []string {
	t.Helper()
	opt := &Options{CountPaths: true, Graph: graph}
	expr := "?any/" + p.path
	if !strings.HasPrefix(p.subject, "?") {
		opt.From, expr = []string{p.subject}, p.path
	}
	if !strings.HasPrefix(p.object, "?") {
		opt.To = []string{p.object}
	}
	var out []string
	for a, err := range run(context.Background(), v, expr, opt) {
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		row := []string{}
		for _, b := range []struct{ name, value string }{{p.subject, a.Start.ID}, {p.object, a.End.ID}} {
			if name, ok := strings.CutPrefix(b.name, "?"); ok && (len(p.project) == 0 || slices.Contains(p.project, b.name)) {
				row = append(row, name+"="+b.value)
			}
		}
		slices.Sort(row)
		for range a.Paths {
			out = append(out, strings.Join(row, " "))
		}
	}
	return out
}

// srx is the W3C's XML form of results.
type srx struct {
	Boolean *bool `xml:"boolean"`
	Results []struct {
		Bindings []struct {
			Name    string  `xml:"name,attr"`
			URI     *string `xml:"uri"`
			Literal *string `xml:"literal"`
			Blank   *string `xml:"bnode"`
		} `xml:"binding"`
	} `xml:"results>result"`
}

func (s *srx) rows() []string {
	var out []string
	for _, r := range s.Results {
		row := []string{}
		for _, b := range r.Bindings {
			switch {
			case b.URI != nil:
				row = append(row, b.Name+"="+*b.URI)
			case b.Literal != nil:
				row = append(row, b.Name+"="+store.NewString(*b.Literal).String())
			case b.Blank != nil:
				row = append(row, b.Name+"=_:"+*b.Blank)
			}
		}
		slices.Sort(row)
		out = append(out, strings.Join(row, " "))
	}
	return out
}

func TestW3CPropertyPaths(t *testing.T) {
	files := w3cFiles(t)
	ran := 0
	for _, e := range readManifest(files["manifest.ttl"]) {
		t.Run(e.id, func(t *testing.T) {
			if why, ok := beyondPaths[e.id]; ok {
				t.Logf("%s needs SPARQL beyond paths: %s", e.name, why)
				return
			}
			ran++
			runEntry(t, e, files)
		})
	}
	if ran < 30 {
		t.Errorf("only %d tests were found", ran)
	}
	fmt.Printf("ran %d cases: W3C SPARQL 1.1 property paths (%d need SPARQL beyond paths)\n", ran, len(beyondPaths))
}

func runEntry(t *testing.T, e entry, files map[string]string) {
	var quads []store.Quad
	for i, name := range append(slices.Clone(e.data), e.graphs...) {
		g := store.Term{}
		if i >= len(e.data) {
			g = store.NewIRI(name)
		}
		qs, err := readTurtle(files[name], "http://base.example/", g)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		quads = append(quads, qs...)
	}
	v := bareView(t, quads)
	p, err := translate(files[e.query])
	if err != nil {
		t.Fatalf("%s: %v", e.query, err)
	}
	var want srx
	if err := xml.Unmarshal([]byte(files[e.result]), &want); err != nil {
		t.Fatal(err)
	}
	var got []string
	switch {
	case p.graph == "":
		got = p.solutions(t, v, "")
	case strings.HasPrefix(p.graph, "?"):
		for _, g := range e.graphs {
			if p.wantsGraph == "" || p.wantsGraph == g {
				got = append(got, p.solutions(t, v, g)...)
			}
		}
	default:
		got = p.solutions(t, v, p.graph)
	}
	if p.ask {
		if want.Boolean == nil || *want.Boolean != (len(got) > 0) {
			t.Fatalf("%d solutions", len(got))
		}
		return
	}
	expect := want.rows()
	slices.Sort(got)
	slices.Sort(expect)
	if !slices.Equal(got, expect) {
		t.Errorf("%s %s %s\n got %q\nwant %q", p.subject, p.path, p.object, got, expect)
	}
}
