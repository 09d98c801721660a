package layers

import (
	"bufio"
	_ "embed"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

//go:embed imports.tsv
var importsTable string

const (
	module = "entente"
	root   = "../.."
)

// source is one Go file of the module.
type source struct {
	path string // relative to the root, with slashes
	dir  string
	file *ast.File
	set  *token.FileSet
}

func (s *source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// sources parses every Go file of this module; nested modules and testdata are others' affairs.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			base := d.Name()
			if base == "testdata" || base == "node_modules" || rel != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && rel != "." {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, source{path: rel, dir: path.Dir(rel), file: file, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d Go files found below %s", len(all), root)
	}
	return all
}

// rule is one row of imports.tsv.
type rule struct {
	pkg     string
	allowed []string
}

func rules(t *testing.T) []rule {
	t.Helper()
	var list []rule
	lines := bufio.NewScanner(strings.NewReader(importsTable))
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[2] == "" {
			t.Fatalf("imports.tsv:%d: want package, imports and a reason, separated by tabs", n)
		}
		r := rule{pkg: cells[0]}
		if cells[1] != "-" {
			r.allowed = strings.Fields(cells[1])
		}
		list = append(list, r)
	}
	return list
}

// matches says whether pkg is named by pattern: itself, or anything below X for "X/*".
func matches(pattern, pkg string) bool {
	if below, ok := strings.CutSuffix(pattern, "/*"); ok {
		return strings.HasPrefix(pkg, below+"/")
	}
	return pattern == pkg
}

// ruleFor prefers an exact row to a pattern.
func ruleFor(list []rule, pkg string) (rule, bool) {
	for _, r := range list {
		if r.pkg == pkg {
			return r, true
		}
	}
	for _, r := range list {
		if matches(r.pkg, pkg) {
			return r, true
		}
	}
	return rule{}, false
}

func TestImportsPointUp(t *testing.T) {
	list := rules(t)
	edges := 0
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		r, ok := ruleFor(list, s.dir)
		if !ok {
			t.Errorf("%s: package %s has no row in internal/layers/imports.tsv; see docs/ARCHITECTURE.md", s.path, s.dir)
			continue
		}
		for _, imp := range importsOf(&s) {
			pkg, ours := strings.CutPrefix(imp, module+"/")
			if !ours {
				continue
			}
			edges++
			if !slices.ContainsFunc(r.allowed, func(p string) bool { return matches(p, pkg) }) {
				t.Errorf("%s: %s must not import %s; see docs/ARCHITECTURE.md", s.path, s.dir, pkg)
			}
		}
	}
	t.Logf("ran %d cases: imports", edges)
}

func importsOf(s *source) []string {
	var list []string
	for _, i := range s.file.Imports {
		list = append(list, strings.Trim(i.Path.Value, `"`))
	}
	return list
}

// foreign says where a foreign module may be imported, tests apart.
var foreign = []struct {
	prefix string
	only   []string
	why    string
}{
	{"github.com/spf13/", []string{"cmd/*"}, "commands and flags belong to the front"},
	{"github.com/cayleygraph/cayley", []string{"graph/cayleystore", "queries/gizmo", "cmd/*"}, "Cayley's packages stay behind the adapter and Gizmo"},
	{"github.com/cayleygraph/quad", []string{"graph/cayleystore", "queries/gizmo", "graph/quads", "cmd/*"}, "Cayley's quad values stay near Cayley"},
	{"github.com/jedib0t/", []string{"cmd/*"}, "tables are a matter of the front"},
	{"github.com/reeflective/", []string{"cmd/*"}, "so is the shell"},
	{"github.com/schollz/", []string{"cmd/*"}, "so is progress"},
}

func TestForeignModulesStayInTheirRooms(t *testing.T) {
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		for _, imp := range importsOf(&s) {
			for _, f := range foreign {
				if strings.HasPrefix(imp, f.prefix) && !slices.ContainsFunc(f.only, func(p string) bool { return matches(p, s.dir) }) {
					t.Errorf("%s imports %s: %s", s.path, imp, f.why)
				}
			}
		}
	}
}

// Cayley's memory store is only the reference of a test, and none of its servers or backends is linked.
func TestCayleyPackagesThatWeTake(t *testing.T) {
	taken := []string{"graph", "graph/iterator", "graph/refs", "query", "query/gizmo", "query/path", "query/shape", "writer"}
	const prefix = "github.com/cayleygraph/cayley/"
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		for _, imp := range importsOf(&s) {
			if pkg, ok := strings.CutPrefix(imp, prefix); ok && !slices.Contains(taken, pkg) {
				t.Errorf("%s imports %s, which is not among what we take of Cayley", s.path, imp)
			}
			if imp == strings.TrimSuffix(prefix, "/") {
				t.Errorf("%s imports Cayley's root package, which pulls in its memory store", s.path)
			}
		}
	}
}

func TestEveryPackageHasOneDoc(t *testing.T) {
	docs := map[string][]string{}
	packages := map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		packages[s.dir] = true
		if s.file.Doc != nil && !strings.HasPrefix(s.file.Doc.Text(), "Code generated") {
			docs[s.dir] = append(docs[s.dir], s.path)
			want := "Package " + s.file.Name.Name + " "
			if s.file.Name.Name == "main" {
				want = "Command " + path.Base(s.dir) + " "
			}
			if text := s.file.Doc.Text(); !strings.HasPrefix(text, want) {
				t.Errorf("%s: the doc should begin with %q", s.path, want)
			}
		}
	}
	for p := range packages {
		if n := len(docs[p]); n != 1 {
			t.Errorf("package %s has %d package docs, want one: %v", p, n, docs[p])
		}
	}
	t.Logf("ran %d cases: package docs", len(packages))
}

func TestNoInitAndNoChangeableDefaults(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: init functions are not wanted: pass things in from main", s.set.Position(f.Pos()))
			}
		}
		for _, i := range s.file.Imports {
			if i.Name != nil && i.Name.Name == "_" && i.Path.Value != `"embed"` && !s.isTest() {
				t.Errorf("%s: %s is imported for its side effects: register nothing by import", s.path, i.Path.Value)
			}
		}
	}
}

// Paths of somebody's machine work nowhere else.
func TestNoMachinePaths(t *testing.T) {
	machine := regexp.MustCompile(`(/home/[a-z]+|/Users/[A-Za-z]+|/root|/work|C:\\Users)/[A-Za-z0-9_.]`)
	skip := map[string]bool{"node_modules": true, ".git": true, "bin": true, "testdata": true}
	files := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skip[d.Name()] {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".go", ".md", ".sh", ".yaml", ".yml", ".toml", ".txt", ".mod", "", ".tsv"}, filepath.Ext(name)) || strings.HasSuffix(name, "layers_test.go") {
			return nil
		}
		info, err := d.Info()
		if err != nil || info.Size() > 1<<20 {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files++
		if hit := machine.Find(data); hit != nil {
			t.Errorf("%s names a path of one machine: %s…", name, hit)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ran %d cases: files without machine paths", files)
}
