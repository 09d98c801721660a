package syntax

import (
	"errors"
	"strings"
	"testing"
)

func TestPrint(t *testing.T) {
	cases := [][2]string{
		{" China / concerned_about ", "China/concerned_about"},
		{"China/a # the rest is a comment\n/b", "China/a/b"},
		{"A/(p)", "A/p"},
		{"A/((p|q))", "A/(p|q)"},
		{"A/p|", ""},
		{"A/^p*", "A/^p*"},
		{"A/(^p)*", "A/(^p)*"},
		{"A/^(p/q)", "A/^(p/q)"},
		{"A/(p/q)/r", "A/(p/q)/r"},
		{"A/(p|(q|r))", "A/(p|(q|r))"},
		{"A/p{2}", "A/p{2}"},
		{"A/p{,3}", "A/p{0,3}"},
		{"A/p{2,}", "A/p{2,}"},
		{"A/p{0,1}", "A/p{0,1}"},
		{"A/((p*)*)*", "A/p***"},
		{"A/!p", "A/!p"},
		{"A/!(p)", "A/!p"},
		{"A/!(p|^q)", "A/!(p|^q)"},
		{"A/!()", "A/!()"},
		{"A/.", "A/."},
		{"A/p[ disputed ]", "A/p[disputed]"},
		{`A/p[item ~ "a,b" , c]`, `A/p[item~"a,b",c]`},
		{"A/p[since = 2023-01-01][docs>=2]", "A/p[since=2023-01-01][docs>=2]"},
		{"A/(p|q)[disputed]{1,2}", "A/(p|q)[disputed]{1,2}"},
		{"A/p@x/^q@y", "A/p@x/^q@y"},
		{`"A \"b\" \\"/p/"C D"`, `"A \"b\" \\"/p/"C D"`},
		{"A/p - B/q & C/r", "A/p - B/q & C/r"},
		{"A/p - (B/q & C/r)", "A/p - (B/q & C/r)"},
		{"?state/p/?org", "?state/p/?org"},
		{"<http://e.org/a>/<http://e.org/p#x>/state:CHN", "<http://e.org/a>/<http://e.org/p#x>/state:CHN"},
		{"Côte-d'Ivoire/p", "Côte-d'Ivoire/p"},
		{"中国/关心", "中国/关心"},
		{"U.S/p", "U.S/p"},
		{"A/rel:p~not-planned", "A/rel:p~not-planned"},
		{"A/allied_with-(B/q)", "A/allied_with - B/q"},
	}
	for _, c := range cases {
		tree, err := Parse(c[0])
		if c[1] == "" {
			if err == nil {
				t.Errorf("%q parses as %s", c[0], Print(tree))
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", c[0], err)
			continue
		}
		if got := Print(tree); got != c[1] {
			t.Errorf("%q prints as %q, not %q", c[0], got, c[1])
		}
	}
}

func TestSpans(t *testing.T) {
	text := `"South Korea"/(allied_with|^partner_of[docs>=2]){1,2}@x/has_party/Russia - (China/^sanctions)`
	tree, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	cut := func(s Span) string { return text[s.Start:s.End] }
	j := tree.(*Join)
	p := j.Left.(*Path)
	if got := cut(p.At); got != strings.TrimSuffix(text, " - (China/^sanctions)") {
		t.Errorf("path: %q", got)
	}
	if cut(p.Start.At) != `"South Korea"` || cut(j.Right.Span()) != "(China/^sanctions)" {
		t.Errorf("start %q, right side %q", cut(p.Start.At), cut(j.Right.Span()))
	}
	seq := p.Steps.(*Seq)
	stop := seq.Items[0].(*Stop)
	if cut(stop.At) != "allied_with|^partner_of[docs>=2]){1,2}@x" && cut(stop.At) != "(allied_with|^partner_of[docs>=2]){1,2}@x" {
		t.Errorf("stop: %q", cut(stop.At))
	}
	alt := stop.X.(*Repeat).X.(*Alt)
	inverse := alt.Items[1].(*Inverse)
	if cut(inverse.At) != "^partner_of[docs>=2]" {
		t.Errorf("inverse: %q", cut(inverse.At))
	}
	f := inverse.X.(*Filtered).Filters[0]
	if cut(f.At) != "[docs>=2]" || cut(f.Values[0].At) != "2" {
		t.Errorf("filter %q, value %q", cut(f.At), cut(f.Values[0].At))
	}
}

func TestErrorPlace(t *testing.T) {
	cases := []struct {
		text         string
		line, column int
		excerpt      string
	}{
		{"China/(", 1, 8, "China/(\n       ^"},
		{"China\n/allied_with\n/*", 3, 2, "/*\n ^"},
		{"China\r\n/p[since=soon]", 2, 10, "/p[since=soon]\n         ^^^^"},
		{"Côte/\"", 1, 6, "Côte/\"\n     ^"},
		{"A/\tp{x}", 1, 6, "A/\tp{x}\n  \t  ^"},
	}
	for _, c := range cases {
		_, err := Parse(c.text)
		var e *Error
		if !errors.As(err, &e) || e.Line != c.line || e.Column != c.column || e.Excerpt != c.excerpt {
			t.Errorf("%q: %+v", c.text, err)
		}
	}
}

// TestSwappedOperators: whoever turns the signs of an operator round is told which one there is.
func TestSwappedOperators(t *testing.T) {
	for text, want := range map[string]string{
		"A/p[docs=>2]":        "did you mean [docs>=2]?",
		"A/p[docs=<2]":        "did you mean [docs<=2]?",
		"A/p[docs==2]":        "did you mean [docs=2]?",
		"A/p[since=> 2023 ]":  "did you mean [since>=2023]?",
		"A/p[label=<http:e>]": "",
	} {
		_, err := Parse(text)
		var e *Error
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if !errors.As(err, &e) || e.Hint != want || e.Column != strings.IndexByte(text, '=')+1 {
			t.Errorf("%q: %+v, not the hint %q", text, err, want)
		}
	}
}

func TestLimits(t *testing.T) {
	for name, text := range map[string]string{
		"deep":     "A/" + strings.Repeat("(", 10_000) + "p" + strings.Repeat(")", 10_000),
		"inverses": "A/" + strings.Repeat("^", 100_000) + "p",
		"sets":     strings.Repeat("(", 30_000) + "A/p",
		"long":     "A/" + strings.Repeat("p/", 50_000) + "p",
		"stars":    "A/p" + strings.Repeat("*", 10_000),
		"utf-8":    "A/p\xff",
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Parse("A/" + strings.Repeat("p/", 5_000) + "p"); err != nil {
		t.Errorf("a long path: %v", err)
	}
}

func TestCompletePlaces(t *testing.T) {
	cases := []struct {
		before, after string
		want          Expect
		prefix        string
	}{
		{"", "", ExpectStart, ""},
		{"Chi", "na/p", ExpectStart, "Chi"},
		{"China", "", ExpectStart, "China"},
		{"China/", "", ExpectStep, ""},
		{"China/(p|^", "", ExpectStep, ""},
		{"China/!(p|", "", ExpectStep, ""},
		{"China/p/", "", ExpectEnd, ""},
		{"China/p ", "", ExpectSlash, ""},
		{"China/p ", "", ExpectOperator, ""},
		{"China/(p ", "", ExpectClose, ""},
		{"China/(p ", "", ExpectBar, ""},
		{"China/p~no", "", ExpectForm, "no"},
		{"China/p@al", "", ExpectStopName, "al"},
		{"China/p[", "", ExpectFilterKey, ""},
		{"China/p[sin", "ce=2", ExpectFilterKey, "sin"},
		{"China/p[since ", "", ExpectFilterOp, ""},
		{"China/p[since=20", "", ExpectFilterValue, "20"},
		{"China/p[by=USA,Jap", "", ExpectFilterValue, "Jap"},
		{`China/p[by="South K`, "", ExpectFilterValue, "South K"},
		{`"South K`, "", ExpectStart, "South K"},
		{`China/p/"South K`, "", ExpectEnd, "South K"},
		{"China/p - ", "", ExpectStart, ""},
		{"?st", "", ExpectKind, "?st"},
		{"China/p/?st", "", ExpectKind, "?st"},
	}
	for _, c := range cases {
		got := Complete(c.before+c.after, len(c.before))
		if !got.Has(c.want) || got.Prefix != c.prefix {
			t.Errorf("%q: %+v, not %d with %q", c.before, got, c.want, c.prefix)
		}
	}
	if c := Complete("China/)(/", 9); len(c.Expect) != 0 {
		t.Errorf("after something wrong: %+v", c)
	}
	if c := CompleteSteps("", 0); !c.Has(ExpectStep) || c.Has(ExpectStart) {
		t.Errorf("steps alone: %+v", c)
	}
}

func TestFilterKeysAreSorted(t *testing.T) {
	keys := FilterKeys()
	for i, k := range keys {
		if found, ok := KeyOf(k.Name); !ok || found.Help != k.Help || k.Help == "" {
			t.Errorf("%s is not found, or has no help", k.Name)
		}
		if i > 0 && keys[i-1].Name >= k.Name {
			t.Errorf("%s comes before %s", keys[i-1].Name, k.Name)
		}
	}
}
