package library

import (
	"errors"
	"strings"
	"testing"

	"entente/queries/syntax"
)

func TestAll(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Errorf("only %d queries", len(all))
	}
	for i, q := range all {
		if i > 0 && all[i-1].Name >= q.Name {
			t.Errorf("%s comes before %s", all[i-1].Name, q.Name)
		}
		if len(q.Expect) == 0 {
			t.Errorf("%s has no expected answer", q.Name)
		}
		if q.Measure != "" && q.Source == "" && q.Name != "change-points" {
			t.Errorf("%s does not say where its measure is defined", q.Name)
		}
		if found, err := Find(q.Name); err != nil || found != q {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
	if _, err := Find("nothing"); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
}

// TestArgumentsStayArguments holds that no argument can become a piece of an expression.
func TestArgumentsStayArguments(t *testing.T) {
	q, err := Parse("test", "title: T\nparameter a: actor | who\nparameter d: day | when\nparameter r: relation | what\nparameter n: number | how many\npath: {a}/{r}[on={d}][docs>={n}]")
	if err != nil {
		t.Fatal(err)
	}
	good := []Argument{{"a", "South Korea"}, {"d", "2024"}, {"r", "met_with~planned"}, {"n", "2"}}
	paths, err := q.Fill(good)
	if err != nil || paths[0].Text != `"South Korea"/met_with~planned[on=2024][docs>=2]` {
		t.Fatalf("%v %v", paths, err)
	}
	for _, bad := range []Argument{
		{"a", "x:y/."}, {"a", "<http://e.org/a>/p/<b>"}, {"a", "a:b[x]"}, {"a", ""}, {"a", "  "},
		{"d", "2024][by=USA"}, {"d", "soon"}, {"d", "2024-13"}, {"r", "p/q"}, {"r", "p[on=2024]"}, {"r", "^p"}, {"r", "p - A/q"}, {"r", "."},
		{"n", "2]"}, {"n", "-1"}, {"n", "9999999999"}, {"x", "1"},
	} {
		args := append([]Argument{}, good...)
		args = append(args, bad)
		if paths, err := q.Fill(args); !errors.Is(err, ErrArguments) {
			t.Errorf("%v gives %v, %v", bad, paths, err)
		}
	}
	if paths, err := q.Fill([]Argument{{"a", `He said "x"`}, {"d", "2024"}, {"r", "p"}, {"n", "1"}}); err != nil || !strings.HasPrefix(paths[0].Text, `"He said \"x\""/p`) {
		t.Errorf("%v %v", paths, err)
	}
}

func TestParseErrors(t *testing.T) {
	for _, text := range []string{
		"", "title: T", "path: A/p", "title: T\npath: A/", "title: T\nnonsense: x\npath: A/p", "title: T\nno colon\npath: A/p",
		"title: T\nparameter a: thing | x\npath: {a}/p", "title: T\nparameter a: actor\npath: {a}/p", "title: T\nparameter a: actor | x\npath: A/p",
		"title: T\npath: A/p\n  indented", "title: T\npath: A/p\nexpect a:", "title: T\npath: {b}/p",
	} {
		if q, err := Parse("test", text); err == nil {
			t.Errorf("%q: %+v", text, q)
		}
	}
}

func TestParseArguments(t *testing.T) {
	args, err := ParseArguments(` a=China b="South Korea" day=2024-01 `)
	if err != nil || len(args) != 3 || args[1] != (Argument{"b", "South Korea"}) {
		t.Errorf("%v %v", args, err)
	}
	for _, bad := range []string{"a", `a="x`} {
		if _, err := ParseArguments(bad); !errors.Is(err, ErrArguments) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzFill(f *testing.F) {
	f.Add("China", "2024", "met_with", "1")
	f.Add("a:b/c", "2024]", "p|q", "1]")
	q, err := Parse("test", "title: T\nparameter a: actor | who\nparameter d: day | when\nparameter r: relation | what\nparameter n: number | how many\npath: {a}/{r}[on={d}][docs>={n}]")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, a, d, r, n string) {
		paths, err := q.Fill([]Argument{{"a", a}, {"d", d}, {"r", r}, {"n", n}})
		if err != nil {
			return
		}
		if shape(t, paths[0].Text) != "start/rel[on][docs]" {
			t.Fatalf("%q %q %q %q makes %s", a, d, r, n, paths[0].Text)
		}
	})
}

// shape says what an expression consists of.
func shape(t testing.TB, text string) string {
	t.Helper()
	s, err := syntax.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	p, ok := s.(*syntax.Path)
	if !ok || p.Start == nil || p.End != nil {
		return "another set"
	}
	f, ok := p.Steps.(*syntax.Filtered)
	if !ok {
		return "another step"
	}
	if _, ok := f.X.(*syntax.Rel); !ok {
		return "another step"
	}
	out := "start/rel"
	for _, x := range f.Filters {
		out += "[" + x.Key + "]"
	}
	return out
}
