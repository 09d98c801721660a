package jsonld

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func read(text string, opt *Options) (lines []string, err error) {
	for q, err := range NewReader(strings.NewReader(text), opt).All(context.Background()) {
		if err != nil {
			return lines, err
		}
		lines = append(lines, q.String())
	}
	return lines, nil
}

func TestQuads(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a node", `{"@id":"state:FRA","rel:allied_with":{"@id":"state:DEU"},"ent:label":[{"@value":"France","@language":"en"}]}`,
			[]string{`<state:FRA> <ent:label> "France"@en .`, `<state:FRA> <rel:allied_with> <state:DEU> .`}},
		{"a context of its own, types", `{"@context":{"name":"http://e.org/name","born":{"@id":"http://e.org/born","@type":"http://www.w3.org/2001/XMLSchema#date"}},"@id":"http://e.org/a","name":"A","born":"1950-01-02"}`,
			[]string{`<http://e.org/a> <http://e.org/born> "1950-01-02"^^<http://www.w3.org/2001/XMLSchema#date> .`, `<http://e.org/a> <http://e.org/name> "A" .`}},
		{"members of a list, in graphs", `[{"@id":"doc:1","@graph":[{"@id":"e:a","e:p":[{"@id":"e:b"}]}]},
 {"@id":"e:c","e:p":1}]`, []string{`<e:a> <e:p> <e:b> <doc:1> .`, `<e:c> <e:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .`}},
		{"nodes without a name are apart, named ones meet", `[{"e:p":{"@id":"e:x"}},{"e:p":{"@id":"e:y"}},{"@id":"_:n","e:p":{"@id":"e:z"}},{"@id":"e:q","e:p":{"@id":"_:n"}}]`,
			[]string{`<e:q> <e:p> _:b2xb0 .`, `_:b0xb0 <e:p> <e:x> .`, `_:b1xb0 <e:p> <e:y> .`, `_:b2xb0 <e:p> <e:z> .`}},
		{"a relative IRI is left out", `{"@id":"e:a","p":1,"e:p":{"@id":"e:b"}}`, []string{`<e:a> <e:p> <e:b> .`}},
		{"nothing", `[]`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(c.text, nil)
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a context elsewhere", `{"@context":"https://schema.org/","@id":"e:a"}`, "nothing is fetched"},
		{"a context that is a file", `[{"@context":"file:///etc/passwd","@id":"e:a"}]`, "nothing is fetched"},
		{"a context imported", `{"@context":{"@version":1.1,"@import":"https://e.org/c"},"@id":"e:a"}`, "nothing is fetched"},
		{"no JSON", "{\"@id\":\"e:a\",\n  oops}", "line 2, column 3"},
		{"cut short", `[{"@id":"e:a"},`, "ends early"},
		{"empty", "  ", "ends early"},
		{"something behind", `{"@id":"e:a"} {}`, "line 1"},
		{"a bare value", `["a"]`, "member 1"},
		{"an IRI with a space", `{"@id":"e:a b","e:p":{"@id":"e:c"}}`, ""},
		{"a wrong keyword", `[{"@id":"e:a"},{"@id":7}]`, "member 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := read(c.text, nil)
			if c.want == "" {
				if err == nil && len(got) > 0 {
					t.Fatalf("taken: %v", got)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	long := `{"@id":"e:a","e:p":"` + strings.Repeat("x", 300_000) + `"}`
	if _, err := read(long, &Options{MaxBytes: 100_000}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a long document: %v", err)
	}
	member := `{"@id":"e:a","e:p":"` + strings.Repeat("x", 3_000) + `"},`
	got, err := read("["+strings.Repeat(member, 200)+`{"@id":"e:b","e:p":"y"}]`, &Options{MaxBytes: 100_000})
	if err != nil || len(got) != 201 {
		t.Errorf("a long list of short members: %d, %v", len(got), err)
	}
	named := `{"@id":"_:a","e:p":"` + strings.Repeat("x", 3_000) + `"},`
	if _, err := read("["+strings.Repeat(named, 200)+`{"@id":"e:b"}]`, &Options{MaxBytes: 100_000}); err == nil || !strings.Contains(err.Error(), "blank nodes") {
		t.Errorf("many members with blank nodes: %v", err)
	}
	boom := errors.New("the medium broke")
	for _, err := range NewReader(iotest.DataErrReader(iotest.ErrReader(boom)), nil).All(context.Background()) {
		if !errors.Is(err, boom) {
			t.Error(err)
		}
	}
}

// FuzzReader: no panic, an error or quads that are valid, the same for the same input.
func FuzzReader(f *testing.F) {
	for _, s := range []string{`{"@id":"e:a","e:p":[{"@list":[1,2.5,true,"x"]}]}`, `[{"@context":{"@vocab":"e:"},"a":{"b":null}}]`, `{"@graph":[{"@id":"_:x","e:p":{"@id":"_:x"}}]}`,
		`{"@id":"e:a","e:p":{"@value":"1","@type":"e:t"}}`, `{"@reverse":{"e:p":{"@id":"e:b"}}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.Count(b, []byte("[")) > 200 || bytes.Count(b, []byte("{")) > 200 {
			t.Skip("the library's own recursion is not what is tested")
		}
		first, err := read(string(b), &Options{MaxBytes: 1 << 16})
		again, err2 := read(string(b), &Options{MaxBytes: 1 << 16})
		if (err == nil) != (err2 == nil) || err == nil && !slices.Equal(first, again) {
			t.Fatalf("%v, %v\n%v\n%v", err, err2, first, again)
		}
	})
}
