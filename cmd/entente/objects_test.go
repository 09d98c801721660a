package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"entente/graph"
	"entente/queries"
	"entente/queries/dossier"
)

var update = flag.Bool("update", false, "write the pages that are made from the code")

// objectsPage is made from these types, in this order.
var pageRoots = []struct {
	title, text string
	value       any
}{
	{"facts", "`entente facts A [B] --format json`", dossier.Facts{}},
	{"timeline", "`entente timeline A B --format json`", dossier.Timeline{}},
	{"info", "`entente info --format json`", infoObject{}},
	{"schema", "`entente schema --format json`", dossier.Schema{}},
	{"check", "`entente check --format json`", checkObject{}},
	{"show", "`entente show ID --format json`", dossier.Shown{}},
	{"path with --group or --count", "`entente path EXPR --group relation --format json`: an array of these", queries.Group{}},
	{"judge list", "`entente judge list --format json`: an array of these; the judgement is a line of `entente judge export`", listedEntry{}},
	{"merge candidates", "`entente merge --candidates --format json`: an array of these", graph.Candidate{}},
	{"freeze", "`entente freeze NAME --format json`", graph.Frozen{}},
	{"cite", "`entente cite NAME --format json`", citation{}},
	{"diff", "`entente diff BEFORE AFTER --format json`: an array of these", dossier.Change{}},
	{"reread", "`entente reread --format jsonl`: one a line", rereadLine{}},
	{"audit", "`entente audit FILE --format json`", auditObject{}},
	{"agreement", "`entente agreement FILE1 FILE2 --format json`", agreementObject{}},
	{"version", "`entente version --format json`", versionObject{}},
	{"errors", "one line of JSON on standard error", errorObject{}},
	{"cut answers", "the last of JSON lines that were cut", cutLine{}},
}

// TestObjectsPage holds docs/objects.md to the Go types; -update writes it.
func TestObjectsPage(t *testing.T) {
	const page = "../../docs/objects.md"
	want := objectsPage(t)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatalf("%v (make generate)", err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the types say: run `make generate`", page)
	}
}

func objectsPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# JSON objects

Made from the Go types by ` + "`make generate`" + `; do not edit. The answers of a path are described in ` + "`entente help formats`" + ` and in
` + "`queries.Answer`" + `: ` + "`{\"start\":{…},\"end\":{…},\"steps\":[…]}`" + `, with a field of its own for each named stop. Days are EDTF in UTC, offsets are
bytes into the text of the document.
`)
	p := &objectPrinter{t: t, comments: map[string]map[string]string{}, done: map[reflect.Type]bool{}}
	for _, root := range pageRoots {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", root.title, root.text)
		p.queue = append(p.queue, reflect.TypeOf(root.value))
		for len(p.queue) > 0 {
			next := p.queue[0]
			p.queue = p.queue[1:]
			p.print(&b, next)
		}
	}
	return b.String()
}

// objectPrinter prints struct types as tables of their JSON fields.
type objectPrinter struct {
	t        *testing.T
	comments map[string]map[string]string // package path -> "Type.Field" -> comment
	done     map[reflect.Type]bool
	queue    []reflect.Type
}

func (p *objectPrinter) print(b *strings.Builder, typ reflect.Type) {
	if p.done[typ] {
		return
	}
	p.done[typ] = true
	fmt.Fprintf(b, "\n### %s\n\n", objectName(typ))
	if text := p.comment(typ, ""); text != "" {
		fmt.Fprintf(b, "%s\n\n", text)
	}
	b.WriteString("| field | type | |\n| --- | --- | --- |\n")
	p.fields(b, typ)
}

func (p *objectPrinter) fields(b *strings.Builder, typ reflect.Type) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		if f.Anonymous {
			p.fields(b, f.Type)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		text := p.comment(typ, f.Name)
		if strings.Contains(options, "omitempty") {
			text = strings.TrimSpace(text + " (left out when empty)")
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", name, p.typeText(f.Type), strings.ReplaceAll(text, "|", "\\|"))
	}
}

func (p *objectPrinter) typeText(typ reflect.Type) string {
	if typ == reflect.TypeFor[json.RawMessage]() {
		return "object or null"
	}
	switch typ.Kind() {
	case reflect.Pointer:
		if typ.Elem().Kind() == reflect.Struct {
			return p.typeText(typ.Elem())
		}
		return p.typeText(typ.Elem()) + " or null"
	case reflect.Slice:
		return "array of " + p.typeText(typ.Elem())
	case reflect.Map:
		return "object of " + p.typeText(typ.Elem())
	case reflect.Struct:
		p.queue = append(p.queue, typ)
		return "[" + objectName(typ) + "](#" + strings.ToLower(objectName(typ)) + ")"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Float64:
		return "number"
	}
	return "integer"
}

func objectName(typ reflect.Type) string {
	name := strings.TrimSuffix(typ.Name(), "Object")
	return strings.ToUpper(name[:1]) + name[1:]
}

// comment is the comment of a type (field "") or of one of its fields, on one line.
func (p *objectPrinter) comment(typ reflect.Type, field string) string {
	pkg := typ.PkgPath()
	if p.comments[pkg] == nil {
		p.comments[pkg] = readComments(p.t, pkg)
	}
	key := typ.Name()
	if field != "" {
		key += "." + field
	}
	return p.comments[pkg][key]
}

func readComments(t *testing.T, pkg string) map[string]string {
	t.Helper()
	dir := filepath.Join("../..", strings.TrimPrefix(pkg, "entente/"))
	if pkg == "main" || strings.HasSuffix(pkg, "cmd/entente") {
		dir = "."
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of %s in %s: %v", pkg, dir, err)
	}
	found := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				collectComments(g, found)
			}
		}
	}
	return found
}

func collectComments(g *ast.GenDecl, found map[string]string) {
	for _, s := range g.Specs {
		spec, ok := s.(*ast.TypeSpec)
		if !ok {
			continue
		}
		doc := spec.Doc
		if doc == nil {
			doc = g.Doc
		}
		found[spec.Name.Name] = strings.Join(strings.Fields(doc.Text()), " ")
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range st.Fields.List {
			text := strings.TrimSpace(f.Doc.Text() + " " + f.Comment.Text())
			for _, n := range f.Names {
				found[spec.Name.Name+"."+n.Name] = strings.Join(strings.Fields(text), " ")
			}
		}
	}
}
