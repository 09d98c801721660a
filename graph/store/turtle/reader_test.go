package turtle

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"entente/graph/store"
)

func lines(t *testing.T, text string, opt *Options) []string {
	t.Helper()
	quads, err := readAll([]byte(text), opt)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var out []string
	for _, q := range quads {
		out = append(out, q.String())
	}
	return out
}

func TestQuadsOfTurtleAndTriG(t *testing.T) {
	for _, c := range []struct {
		name, text string
		trig       bool
		want       []string
	}{
		{"prefixes and lists of objects", "@prefix s: <state:> . @prefix r: <rel:> .\ns:FRA r:allied_with s:DEU, s:ITA ; r:visited s:JPN .", false,
			[]string{"<state:FRA> <rel:allied_with> <state:DEU> .", "<state:FRA> <rel:allied_with> <state:ITA> .", "<state:FRA> <rel:visited> <state:JPN> ."}},
		{"numbers keep their form", "<e:a> <e:p> 01, 1.50, -1e3, true .", false, []string{
			`<e:a> <e:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .`, `<e:a> <e:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal> .`,
			`<e:a> <e:p> "-1e3"^^<http://www.w3.org/2001/XMLSchema#double> .`, `<e:a> <e:p> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> .`}},
		{"graphs", "<d:1> { <e:a> <e:p> <e:b> } GRAPH _:g { <e:a> a <e:c> . } { <e:x> <e:p> <e:y> }", true, []string{
			"<e:a> <e:p> <e:b> <d:1> .", "<e:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <e:c> _:g .", "<e:x> <e:p> <e:y> ."}},
		{"a blank node and a prefixed name without space between", "PREFIX : <e:>\n_:s:p :o .", false, []string{"_:s <e:p> <e:o> ."}},
		{"made names never meet written ones", "_:genid1 <e:p> [] .", false, []string{"_:genid_1 <e:p> _:genid1 ."}},
		{"language and direction", `<e:a> <e:p> "سلام"@ar--rtl .`, false, []string{`<e:a> <e:p> "سلام"@ar--rtl .`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lines(t, c.text, &Options{TriG: c.trig}); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestAnnotationsThatRepeat(t *testing.T) {
	opt := &Options{TriG: true, Derived: func(p string) bool { return strings.HasPrefix(p, "ent:") }}
	text := `VERSION "1.2"
<edge:1> { <state:CHL> <rel:met_with> <state:PER> {| <ent:claims> 2 ; <ent:since> "2001" |}, <state:ARG> . }`
	want := "<state:CHL> <rel:met_with> <state:PER> <edge:1> .\n<state:CHL> <rel:met_with> <state:ARG> <edge:1> ."
	if got := strings.Join(lines(t, text, opt), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, bad := range []string{
		"<e:a> <e:p> <e:b> {| <e:said> <e:c> |} .", "<e:a> <e:p> <e:b> {| <ent:x> 1 .", "<e:a> <e:p> <e:b> {| |} .",
		"<e:a> <e:p> <e:b> {| <ent:x> 1 {| <ent:y> 2 |} |} .", "<e:a> <e:p> <e:b> ~ <e:r> .", "<e:a> <e:p> <e:b> {| <ent:x> 1 } .",
	} {
		_, err := readAll([]byte(bad), opt)
		requireSyntaxError(t, bad, []byte(bad), err)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ text, place, reason string }{
		{"<e:a> <e:p> <e:b>", "1:18", "full stop"},
		{"<e:a> <e:p>\n  x:b .", "2:3", "prefix x: is not declared"},
		{"<a> <e:p> <e:b> .", "1:1", "base"},
		{"<e:a> <e:p> \"open .\n", "1:13", "no end"},
		{"\"a\" <e:p> <e:b> .", "1:1", "subject"},
		{"<e:a> _:p <e:b> .", "1:7", "blank node"},
		{"<d:1> { <e:a> <e:p> <e:b> }", "1:7", "predicate"},
		{"<e:a> <e:p> <<( <e:a> <e:p> <e:b> )>> .", "1:13", "triple terms"},
		{"<e:a> <e:p> (1 2 .", "1:18", "object"},
	} {
		_, err := readAll([]byte(c.text), nil)
		e := requireSyntaxError(t, c.text, []byte(c.text), err)
		if e == nil {
			continue
		}
		if got := fmt.Sprintf("%d:%d", e.Line, e.Column); got != c.place || !strings.Contains(e.Reason+" "+e.Hint, c.reason) {
			t.Errorf("%q: %s at %s, want %s at %s", c.text, e, got, c.reason, c.place)
		}
	}
}

func TestLimitsAndBrokenInputs(t *testing.T) {
	deep := "<e:a> <e:p> " + strings.Repeat("(", 300) + " ."
	_, err := readAll([]byte(deep), nil)
	if e := requireSyntaxError(t, "deep", []byte(deep), err); e != nil && e.Reason != ReasonDepth {
		t.Error(e)
	}
	long := "<e:a> <e:p> \"" + strings.Repeat("x", 5000) + "\" ."
	_, err = readAll([]byte(long), &Options{MaxTermBytes: 1000})
	if e := requireSyntaxError(t, "long", []byte(long), err); e != nil && e.Reason != ReasonTerm {
		t.Error(e)
	}
	boom := errors.New("the medium broke")
	for _, err := range NewReader(io.MultiReader(strings.NewReader("<e:a> <e:p> "), iotest.ErrReader(boom)), nil).All(context.Background()) {
		if !errors.Is(err, boom) {
			t.Error(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for _, err := range NewReader(strings.NewReader(strings.Repeat("<e:a> <e:p> <e:b> .\n", 100_000)), nil).All(ctx) {
		if n++; n == 10 {
			cancel()
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if n > 10_000 {
		t.Errorf("%d quads after the end of the context", n)
	}
}

// FuzzReader: no panic; a place inside the input; the same quads however the input comes in; what was read is read again from
// its N-Quads form, which TriG's triples and Turtle share.
func FuzzReader(f *testing.F) {
	for _, s := range []string{
		"@prefix a: <b:> . a:b.c a:d 1, 2.0, \"x\"@en-GB ; a [ a:p () ] .", "<d:1> { [] <e:p> 'x'^^<e:t> }", "_:a.b:c", "<\\u00e9:> a <e:\\U0001F30D> .",
		"<e:a> <e:p> \"\"\"a\"b\"\"\" {| <ent:c> 1 |} .", "BASE <http://e.org/a/b> <../c?d#e> a <//h> .",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, trig bool) {
		opt := &Options{TriG: trig, MaxTermBytes: 1 << 16, Derived: func(p string) bool { return strings.HasPrefix(p, "ent:") }}
		got, err := readAll([]byte(text), opt)
		if err != nil {
			requireSyntaxError(t, "fuzz", []byte(text), err)
		}
		var slow []store.Quad
		for q, err := range NewReader(iotest.OneByteReader(strings.NewReader(text)), opt).All(context.Background()) {
			if err == nil {
				slow = append(slow, q)
			}
		}
		if len(slow) != len(got) {
			t.Fatalf("%d quads byte by byte, %d at once", len(slow), len(got))
		}
		var flat bytes.Buffer
		for i, q := range got {
			if slow[i] != q {
				t.Fatalf("%v byte by byte, %v at once", slow[i], q)
			}
			if q.G.IsZero() {
				fmt.Fprintln(&flat, q)
			}
		}
		if _, err := readAll(flat.Bytes(), nil); err != nil {
			t.Fatalf("%s: %v", flat.String(), err)
		}
	})
}
