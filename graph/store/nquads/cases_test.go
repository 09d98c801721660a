package nquads

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"entente/graph/store"
)

var noContext = context.Background()

const (
	s = "<http://e.org/s>"
	p = "<http://e.org/p>"
	o = "<http://e.org/o>"
	g = "<http://e.org/g>"
)

// requireSyntaxError checks that err is one, and that its place is in data.
func requireSyntaxError(t *testing.T, name string, data []byte, err error) *SyntaxError {
	t.Helper()
	var e *SyntaxError
	if !errors.As(err, &e) {
		t.Errorf("%s: accepted, or another error: %v", name, err)
		return nil
	}
	if e.Line < 1 || e.Column < 1 || e.Offset < 0 || e.Offset > int64(len(data)) || e.Reason == "" {
		t.Errorf("%s: impossible place or no reason: %#v", name, e)
		return e
	}
	lines := strings.FieldsFunc(string(data[:e.Offset]), func(r rune) bool { return r == '\n' || r == '\r' })
	if len(lines) > 0 && e.Column > 1 {
		last := strings.TrimPrefix(lines[len(lines)-1], "\uFEFF")
		if got := utf8.RuneCountInString(last) + 1; got != e.Column {
			t.Errorf("%s: byte %d is column %d, not %d", name, e.Offset, got, e.Column)
		}
	}
	return e
}

func TestAccepted(t *testing.T) {
	iri := func(v string) store.Term { return store.NewIRI("http://e.org/" + v) }
	spo := func(o store.Term) store.Quad { return store.Quad{S: iri("s"), P: iri("p"), O: o} }
	cases := []struct {
		name, text string
		want       []store.Quad
	}{
		{"empty", "", nil},
		{"only a comment", "# nothing <here>", nil},
		{"blank lines", "\n\r\n\t \n", nil},
		{"plain", s + " " + p + " " + o + " .", []store.Quad{spo(iri("o"))}},
		{"graph", s + " " + p + " " + o + " " + g + " .", []store.Quad{{S: iri("s"), P: iri("p"), O: iri("o"), G: iri("g")}}},
		{"no spaces", s + p + o + g + ".", []store.Quad{{S: iri("s"), P: iri("p"), O: iri("o"), G: iri("g")}}},
		{"tabs and a comment", "\t" + s + "\t" + p + "\t" + o + "\t.\t# why", []store.Quad{spo(iri("o"))}},
		{"blank nodes", "_:a " + p + " _:b.c _:0.", []store.Quad{{S: store.NewBlank("a"), P: iri("p"), O: store.NewBlank("b.c"), G: store.NewBlank("0")}}},
		{"blank node before the stop", s + p + "_:a.", []store.Quad{spo(store.NewBlank("a"))}},
		{"blank node beyond ASCII", s + p + "_:é·̀ .", []store.Quad{spo(store.NewBlank("é·̀"))}},
		{"string", s + p + `"a b"` + ".", []store.Quad{spo(store.NewString("a b"))}},
		{"empty string", s + p + `"".`, []store.Quad{spo(store.NewString(""))}},
		{"escapes", s + p + `"\t\b\n\r\f\"\'\\" .`, []store.Quad{spo(store.NewString("\t\b\n\r\f\"'\\"))}},
		{"unicode escapes", s + p + `"x\u00e9\U0001F600y\u0000" .`, []store.Quad{spo(store.NewString("xé😀y\x00"))}},
		{"escapes in IRIs", `<http://e.org/\u0073> ` + p + ` <http://e.org/\U0000006F> .`, []store.Quad{spo(iri("o"))}},
		{"raw controls in a string", s + p + "\"a\x01\tb\x7f\x00\" .", []store.Quad{spo(store.NewString("a\x01\tb\x7f\x00"))}},
		{"language", s + p + `"x"@en-GB .`, []store.Quad{spo(store.NewLang("x", "en-GB"))}},
		{"direction", s + p + `"x"@ar--rtl .`, []store.Quad{spo(store.Term{Kind: store.Literal, Value: "x", Lang: "ar", Dir: "rtl"})}},
		{"language, then a graph", s + p + `"x"@en` + g + ".", []store.Quad{{S: iri("s"), P: iri("p"), O: store.NewLang("x", "en"), G: iri("g")}}},
		{"lexical form is kept", s + p + `"01"^^<http://www.w3.org/2001/XMLSchema#integer> .`, []store.Quad{spo(store.NewTyped("01", "http://www.w3.org/2001/XMLSchema#integer"))}},
		{"time zone is kept", s + p + `"2020-01-01T00:00:00+05:00"^^<http://www.w3.org/2001/XMLSchema#dateTime> .`, []store.Quad{spo(store.NewTyped("2020-01-01T00:00:00+05:00", "http://www.w3.org/2001/XMLSchema#dateTime"))}},
		{"xsd:string is a plain string", s + p + `"x"^^<http://www.w3.org/2001/XMLSchema#string> .`, []store.Quad{spo(store.NewString("x"))}},
		{"escaped datatype", s + p + `"x"^^<http://e.org/\u0064> .`, []store.Quad{spo(store.NewTyped("x", "http://e.org/d"))}},
		{"unusual schemes", `<state:CHN> <rel:concerned_about~denied> <a+b-c.d:>.`, []store.Quad{{S: store.NewIRI("state:CHN"), P: store.NewIRI("rel:concerned_about~denied"), O: store.NewIRI("a+b-c.d:")}}},
		{"IRI beyond ASCII", "<http://e.org/中国> " + p + o + ".", []store.Quad{{S: iri("中国"), P: iri("p"), O: iri("o")}}},
		{"all line ends", s + p + `"1".` + "\r\n" + s + p + `"2".` + "\r" + s + p + `"3".` + "\n\n" + s + p + `"4".`,
			[]store.Quad{spo(store.NewString("1")), spo(store.NewString("2")), spo(store.NewString("3")), spo(store.NewString("4"))}},
		{"byte order mark", "\uFEFF" + s + p + o + ".", []store.Quad{spo(iri("o"))}},
	}
	for _, c := range cases {
		var got []store.Quad
		for q, err := range NewReader(strings.NewReader(c.text), nil).All(noContext) {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				break
			}
			got = append(got, q)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %d quads, want %d", c.name, len(got), len(c.want))
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: quad %d:\n got %#v\nwant %#v", c.name, i, got[i], c.want[i])
			}
		}
	}
	t.Logf("ran %d cases: accepted text", len(cases))
}

func TestRefused(t *testing.T) {
	const xsd = "http://www.w3.org/2001/XMLSchema#"
	cases := []struct {
		text   string
		column int
		reason string // a part of it
	}{
		{"<s> " + p + o + ".", 1, "not absolute"},
		{s + " <p> " + o + ".", 18, "not absolute"},
		{s + p + `"x"^^<dt> .`, 38, "not absolute"},
		{s + p + o + "<g>.", 49, "not absolute"},
		{"<1a:b> " + p + o + ".", 1, "not absolute"},
		{"<:b> " + p + o + ".", 1, "not absolute"},
		{"<> " + p + o + ".", 1, "not absolute"},
		{"<http://e.org/a b> " + p + o + ".", 16, "not allowed in an IRI"},
		{"<http://e.org/{a}> " + p + o + ".", 15, "not allowed in an IRI"},
		{"<http://e.org/a\x01> " + p + o + ".", 16, "not allowed in an IRI"},
		{`<http://e.org/\u0020> ` + p + o + ".", 15, "not allowed in an IRI"},
		{`<http://e.org/\u003E> ` + p + o + ".", 15, "not allowed in an IRI"},
		{`<http://e.org/\n> ` + p + o + ".", 15, "unknown escape"},
		{`<http://e.org/\u00ZZ> ` + p + o + ".", 15, "hexadecimal"},
		{`<http://e.org/\u12`, 15, "hexadecimal"},
		{"<http://e.org/a", 1, "no end"},
		{`"x" ` + p + o + ".", 1, "expected the subject"},
		{s + " _:p " + o + ".", 18, "cannot be a blank node"},
		{s + ` "p" ` + o + ".", 18, "expected the predicate"},
		{s + p + " .", 34, "expected the object"},
		{s + p + o, 49, "ends before"},
		{s + p, 33, "ends before"},
		{s, 17, "ends before"},
		{s + p + o + " # .", 50, "expected a graph label or a full stop"},
		{s + p + o + `"g" .`, 49, "cannot be a literal"},
		{s + p + o + g + g + ".", 65, "more than four terms"},
		{s + p + o + ", " + o + ".", 49, "lists"},
		{s + p + o + "; " + p + o + ".", 49, "lists"},
		{s + p + o + ". " + s + p + o + ".", 51, "follows the full stop"},
		{"@prefix : <http://e.org/> .", 1, "directives"},
		{"PREFIX : <http://e.org/>", 1, "expected the subject"},
		{"ex:a ex:b ex:c .", 1, "expected the subject"},
		{s + p + "1 .", 33, "expected the object"},
		{s + p + "true .", 33, "expected the object"},
		{s + p + "'x' .", 33, "expected the object"},
		{s + p + `"""x""" .`, 35, "two quotation marks"},
		{s + p + `"x .`, 33, "no end"},
		{s + p + `"x\" .`, 33, "no end"},
		{s + p + `"a\zb" .`, 35, "unknown escape"},
		{s + p + `"\`, 34, "unknown escape"},
		{s + p + `"\uD800" .`, 34, "no character"},
		{s + p + `"\UFFFFFFFF" .`, 34, "no character"},
		{s + p + `"\U00110000" .`, 34, "no character"},
		{s + p + `"é\uWXYZ" .`, 35, "hexadecimal"},
		{s + p + `"x"@ .`, 36, "language tag"},
		{s + p + `"x"@1 .`, 36, "language tag"},
		{s + p + `"x"@en- .`, 39, "part of the language tag"},
		{s + p + `"x"@en--up .`, 41, "base direction"},
		{s + p + `"x"@en--LTR .`, 41, "base direction"},
		{s + p + `"x"@en-- .`, 41, "base direction"},
		{s + p + `"x"^<` + xsd + `int> .`, 36, "written with ^^"},
		{s + p + `"x"^^xsd:int .`, 38, "expected the datatype"},
		{s + p + `"x"^^<` + store.RDFLangString + `> .`, 38, "language tag"},
		{"_::a " + p + o + ".", 3, "cannot begin the name"},
		{"_:a:b " + p + o + ".", 4, "colon"},
		{"_a " + p + o + ".", 1, "begins with _:"},
		{"_: " + p + o + ".", 3, "cannot begin the name"},
		{"_:.a " + p + o + ".", 3, "cannot begin the name"},
		{"_:× " + p + o + ".", 3, "cannot begin the name"},
		{"<< " + s + p + o + " >> " + p + o + ".", 1, ReasonTripleTerm},
		{s + p + "<<( " + s + p + o + " )>> .", 33, ReasonTripleTerm},
		{s + p + o + "{| " + p + o + " |} .", 49, ReasonTripleTerm},
		{s + p + "\"\xff\" .", 34, "UTF-8"},
		{s + p + "\"\xed\xa0\x80\" .", 34, "UTF-8"},
		{"# \xc3", 3, "UTF-8"},
		{" \uFEFF" + s + p + o + ".", 2, "expected the subject"},
		{"\x00", 1, "expected the subject"},
	}
	for _, c := range cases {
		// The same line in three places must be refused at the same column.
		for _, before := range []string{"", "# one\n", "_:b <a:b> \"\\n\" .\r\n\r"} {
			text := before + c.text
			_, err := readAll([]byte(text), nil)
			e := requireSyntaxError(t, c.text, []byte(text), err)
			if e == nil {
				continue
			}
			if e.Column != c.column || !strings.Contains(e.Reason, c.reason) {
				t.Errorf("%s:\n got %v\nwant column %d, ...%s...", c.text, e, c.column, c.reason)
			}
			wantLine := int64(1 + map[string]int{"# one\n": 1, "_:b <a:b> \"\\n\" .\r\n\r": 2}[before])
			if e.Line != wantLine {
				t.Errorf("%s: line %d, want %d", c.text, e.Line, wantLine)
			}
		}
	}
	t.Logf("ran %d cases: refused text, each in three places", len(cases))
}

func TestTriplesMode(t *testing.T) {
	_, err := readAll([]byte(s+p+o+g+"."), &Options{Triples: true})
	e := requireSyntaxError(t, "graph label", []byte(s+p+o+g+"."), err)
	if e == nil || e.Column != 49 || !strings.Contains(e.Reason, "N-Triples") {
		t.Errorf("got %v", e)
	}
	if _, err := readAll([]byte(s+p+o+"."), &Options{Triples: true}); err != nil {
		t.Error(err)
	}
}

func TestRelativeIRIs(t *testing.T) {
	got, err := readAll([]byte("<alice> <follows> <bob> ."), &Options{RelativeIRIs: true})
	if !errors.Is(err, ErrTerm) || got != "" {
		t.Errorf("the strict writer took a relative IRI: %q, %v", got, err)
	}
	q, err := NewReader(strings.NewReader("<alice> <follows> <bob> ."), &Options{RelativeIRIs: true}).Read()
	if err != nil || q.S != store.NewIRI("alice") {
		t.Errorf("got %v, %v", q, err)
	}
	if _, err := readAll([]byte("<a b> <c> <d> ."), &Options{RelativeIRIs: true}); err == nil {
		t.Error("a space in a relative IRI was accepted")
	}
}
