package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// hostile are strings that must not reach a terminal or a spreadsheet as they are.
var hostile = []string{
	"\x1b[2J", "\x1b]0;title\x07", "\u009b31m", "\u009d8;;http://x\u009c", "a\x00b", "back\bspace", "bell\a", "\x7f", "\r\nfake line",
	"\u202Eesrever", "\u2066isolate", "\xff\xfe", "\u2028line", "ok\ttab", "=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-1+1", "\t=1", "\r=1", "<script>alert(1)</script>",
}

func TestSafeLeavesNoControlCharacters(t *testing.T) {
	for _, s := range hostile {
		for name, got := range map[string]string{"safe": safe(s), "cell": cell(s)} {
			if i := strings.IndexFunc(got, func(r rune) bool { return unsafeRune(r) }); i >= 0 || !utf8.ValidString(got) {
				t.Errorf("%s(%q) = %q", name, s, got)
			}
		}
		if strings.ContainsAny(cell(s), "\n\t\r") {
			t.Errorf("cell(%q) = %q breaks the line", s, cell(s))
		}
	}
	for _, s := range []string{"", "Côte d’Ivoire", "한국", "two\nlines"} {
		if safe(s) != s {
			t.Errorf("safe(%q) = %q", s, safe(s))
		}
	}
	t.Logf("ran %d cases: hostile strings", len(hostile))
}

func TestJSONIsSafeAndExact(t *testing.T) {
	for _, s := range append(hostile, "plain", "<&>", "日本") {
		data, err := marshalJSON(map[string]string{"x": s}, "")
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexFunc(data, unsafeRune) >= 0 {
			t.Errorf("%q becomes %q", s, data)
		}
		var back map[string]string
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("%q becomes %q: %v", s, data, err)
		}
		if back["x"] != strings.ToValidUTF8(s, "\uFFFD") && utf8.ValidString(s) {
			t.Errorf("%q comes back as %q", s, back["x"])
		}
	}
}

func TestCSVHasNoFormulas(t *testing.T) {
	var b bytes.Buffer
	if err := writeCSV(&b, []string{"text"}, [][]string{{"=1+1"}, {"-5"}, {"-2.5"}, {"-x"}, {"@a"}, {"+1"}, {"\tx"}, {"plain"}, {"- 5"}}); err != nil {
		t.Fatal(err)
	}
	want := "text\n'=1+1\n-5\n-2.5\n'-x\n'@a\n'+1\n'\tx\nplain\n'- 5\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestTableKeepsRowsOnOneLineAndEscapesNothingThrough(t *testing.T) {
	var b bytes.Buffer
	a := &App{Out: &b, Err: &b, Env: func(string) string { return "" }}
	g := a.newGrid("name", "value")
	for _, s := range hostile {
		g.add(s, "x")
	}
	for _, f := range []format{formatTable, formatMarkdown} {
		b.Reset()
		if err := g.write(f); err != nil {
			t.Fatal(err)
		}
		if i := bytes.IndexFunc(b.Bytes(), unsafeRune); i >= 0 {
			t.Errorf("%s lets %q through", f, b.Bytes()[i:min(i+8, b.Len())])
		}
		if n := bytes.Count(b.Bytes(), []byte("\n")); n != len(hostile)+2 {
			t.Errorf("%s: %d lines, want %d", f, n, len(hostile)+2)
		}
	}
}

func TestDrawingsQuote(t *testing.T) {
	for _, s := range hostile {
		if d := dotString(s); strings.Count(strings.NewReplacer(`\\`, "", `\"`, "").Replace(d), `"`) != 2 || strings.IndexFunc(d, unsafeRune) >= 0 {
			t.Errorf("dotString(%q) = %q", s, d)
		}
		if x := xmlText(s); strings.ContainsAny(x, "<>\"'") || strings.IndexFunc(x, unsafeRune) >= 0 {
			t.Errorf("xmlText(%q) = %q", s, x)
		}
	}
}

func TestSecondsFlag(t *testing.T) {
	for text, want := range map[string]string{"500ms": "500ms", "10": "10s", "1.5": "1.5s", "0": "0", "2m": "2m0s"} {
		var s seconds
		if err := s.Set(text); err != nil || s.String() != want {
			t.Errorf("%s: %v %v, want %s", text, s.String(), err, want)
		}
	}
	for _, text := range []string{"", "-1s", "-3", "soon", "1e30", "NaN"} {
		var s seconds
		if err := s.Set(text); err == nil {
			t.Errorf("%q is taken as %s", text, s.String())
		}
	}
}
