package tabular_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"entente/loader/dataset/tabular"
)

// dump reads everything and prints rows and refusals, one a line.
func dump(t *testing.T, src io.Reader, layout tabular.Layout) string {
	t.Helper()
	r := tabular.NewReader(src, layout)
	var out []string
	for range 1_000_000 {
		row, err := r.Next()
		if err == io.EOF {
			return strings.Join(out, "\n")
		}
		if bad, ok := tabular.IsBad(err); ok {
			out = append(out, fmt.Sprintf("%d@%d bad: %s", bad.Line, bad.Offset, bad.Reason))
			continue
		}
		if err != nil {
			return strings.Join(append(out, "error: "+err.Error()), "\n")
		}
		out = append(out, fmt.Sprintf("%d@%d %q", row.Line, row.Offset, row.Fields))
	}
	t.Fatal("it does not end")
	return ""
}

func TestRows(t *testing.T) {
	tab, comma := tabular.Layout{Comma: '\t'}, tabular.Layout{Comma: ',', Quoted: true}
	small := tabular.Layout{Comma: ',', Quoted: true, MaxBytes: 16}
	cases := []struct {
		name   string
		layout tabular.Layout
		text   string
		want   string
	}{
		{"plain", tab, "a\tb\nc\t\n", `1@0 ["a" "b"]` + "\n" + `2@4 ["c" ""]`},
		{"no end", tab, "a\tb\nc", `1@0 ["a" "b"]` + "\n" + `2@4 ["c"]`},
		{"CRLF", tab, "a\r\nb\r\n", `1@0 ["a"]` + "\n" + `2@3 ["b"]`},
		{"CR only", tab, "a\rb\rc", `1@0 ["a"]` + "\n" + `2@2 ["b"]` + "\n" + `3@4 ["c"]`},
		{"CR only, at the end", tab, "a\rb\r", `1@0 ["a"]` + "\n" + `2@2 ["b"]`},
		{"a CR inside a line", tab, "a\nb\rc\n", `1@0 ["a"]` + "\n" + `2@2 ["b\rc"]`},
		{"byte order mark", tab, "\ufeffa\nb\n", `1@3 ["a"]` + "\n" + `2@5 ["b"]`},
		{"empty lines", tab, "\n\na\n\nb", `3@2 ["a"]` + "\n" + `5@5 ["b"]`},
		{"nothing", tab, "", ""},
		{"NUL", tab, "a\x00\nb\n", "1@0 bad: a NUL byte at byte 1 of the row\n" + `2@3 ["b"]`},
		{"not UTF-8", tab, "ab\xff\nb\n", "1@0 bad: not UTF-8 at byte 2 of the row\n" + `2@4 ["b"]`},
		{"quotes mean nothing here", tab, "\"a\tb\"\n", `1@0 ["\"a" "b\""]`},
		{"quoted", comma, "\"a,b\",\"c\"\"d\",\n", `1@0 ["a,b" "c\"d" ""]`},
		{"over lines", comma, "\"a\nb\",c\nd\n", `1@0 ["a\nb" "c"]` + "\n" + `3@8 ["d"]`},
		{"over CRLF lines", comma, "\"a\r\nb\",c\r\nd\r\n", `1@0 ["a\r\nb" "c"]` + "\n" + `3@10 ["d"]`},
		{"empty quoted", comma, "\"\",\"\"\n", `1@0 ["" ""]`},
		{"only quotes", comma, "\"\"\"\"\n", `1@0 ["\""]`},
		{"never closed", comma, "\"a\nb\nc\n", "1@0 bad: a quoted field is not closed\n" + `2@3 ["b"]` + "\n" + `3@5 ["c"]`},
		{"text behind a quote", comma, "\"a\"b,c\nd\n", "1@0 bad: a quote inside a field, or text behind a closing quote\n" + `2@7 ["d"]`},
		{"a quote in a field", comma, "a\"b\nd\n", "1@0 bad: a quote inside a field, or text behind a closing quote\n" + `2@4 ["d"]`},
		{"too long", small, "1234567890123456789\nb\n", "1@0 bad: the row is longer than 16 bytes\n" + `2@20 ["b"]`},
		{"too long at the end", small, "b\n1234567890123456789", `1@0 ["b"]` + "\n2@2 bad: the row is longer than 16 bytes"},
		{"quoted too long", small, "\"1234567\n1234567\n1234567\"\nb\n", "1@0 bad: a quoted field is not closed\n" + `2@9 ["1234567"]` + "\n3@17 bad: a quote inside a field, or text behind a closing quote\n" + `4@26 ["b"]`},
	}
	for _, c := range cases {
		for name, src := range map[string]io.Reader{"whole": strings.NewReader(c.text), "byte by byte": iotest.OneByteReader(strings.NewReader(c.text)), "data with error": iotest.DataErrReader(strings.NewReader(c.text))} {
			if got := dump(t, src, c.layout); got != c.want {
				t.Errorf("%s, %s:\n%s\nwant\n%s", c.name, name, got, c.want)
			}
		}
	}
	t.Logf("ran %d cases: rows", 3*len(cases))
}

func TestErrorsOfReadingAreFinal(t *testing.T) {
	failure := errors.New("the disk is gone")
	for _, layout := range []tabular.Layout{{Comma: '\t'}, {Comma: ',', Quoted: true}} {
		for _, text := range []string{"", "a", "a\nb", "\"a\n"} {
			got := dump(t, io.MultiReader(strings.NewReader(text), iotest.ErrReader(failure)), layout)
			if !strings.HasSuffix(got, "error: the disk is gone") {
				t.Errorf("%q: %s", text, got)
			}
		}
	}
	if got := dump(t, iotest.ErrReader(nil), tabular.Layout{Comma: ','}); !strings.Contains(got, io.ErrNoProgress.Error()) {
		t.Errorf("a reader that gives nothing: %s", got)
	}
}

// endless gives one byte for ever.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), e.left))
	for i := range p[:n] {
		p[i] = '7'
	}
	e.left -= int64(n)
	return n, nil
}

// A line of a gigabyte is refused in little memory.
func TestOneLineOfAGigabyte(t *testing.T) {
	size := int64(1 << 30)
	if testing.Short() {
		size = 64 << 20
	}
	allocated := testing.AllocsPerRun(1, func() {
		r := tabular.NewReader(io.MultiReader(&endless{size}, strings.NewReader("\nb\n")), tabular.Layout{Comma: '\t'})
		if _, err := r.Next(); err == nil || !strings.Contains(err.Error(), "longer than 1048576 bytes") {
			t.Errorf("got %v", err)
		}
		if row, err := r.Next(); err != nil || row.Line != 2 || row.Offset != size+1 {
			t.Errorf("behind it: %+v %v", row, err)
		}
	})
	if allocated > 100 {
		t.Errorf("%v allocations", allocated)
	}
}

func TestHeader(t *testing.T) {
	h := tabular.NewHeader([]string{"\ufeff\"Event ID\"", "event_date", "Event.Date", "x"})
	if h.Column("eventid") != 0 || h.Column("nothing", "EVENT DATE") != 1 || h.Column("y") != -1 || h.Len() != 4 {
		t.Errorf("%+v", h)
	}
	if !h.Has("x", "event id") || h.Has("x", "y") || !slices.Equal(h.Missing("y", "x", "z"), []string{"y", "z"}) {
		t.Error("missing columns")
	}
	if tabular.At([]string{"a"}, 1) != "" || tabular.At([]string{"a"}, -1) != "" || tabular.At([]string{"a"}, 0) != "a" {
		t.Error("At")
	}
	if got := tabular.HeadLine([]byte("\"a\",b\n"), ','); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
	if got := tabular.HeadLine(nil, ','); got != nil {
		t.Errorf("%q", got)
	}
}

// What the standard library reads as well-formed CSV is read the same here.
func FuzzAgainstTheLibrary(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", "\"a\"\"b\",c\r\n", "\"a\nb\",c\n", "a\rb\r", "\"", "\"a\nb\n\"c\n", ",,\n\n,", "\ufeffa,b\n", "a\"b\n", "\x00\n\xff\n"} {
		f.Add([]byte(s), 64)
	}
	f.Fuzz(func(t *testing.T, b []byte, limit int) {
		if limit < 4 || limit > 1<<16 {
			limit = 64
		}
		// Whatever it is: it ends, lines and offsets ascend, and rows lie where they say.
		r := tabular.NewReader(bytes.NewReader(b), tabular.Layout{Comma: ',', Quoted: true, MaxBytes: limit})
		lastLine, lastOffset := 0, int64(-1)
		for {
			row, err := r.Next()
			if err == io.EOF {
				break
			}
			line, offset := row.Line, row.Offset
			if bad, ok := tabular.IsBad(err); ok {
				line, offset = bad.Line, bad.Offset
			} else if err != nil {
				t.Fatal(err)
			} else if !bytes.HasPrefix(b[offset:], []byte(row.Raw)) || len(row.Raw) > limit {
				t.Fatalf("line %d: %q is not at %d", line, row.Raw, offset)
			}
			if line <= lastLine || offset <= lastOffset {
				t.Fatalf("line %d at %d comes after %d at %d", line, offset, lastLine, lastOffset)
			}
			lastLine, lastOffset = line, offset
		}
		compare(t, b)
	})
}

func compare(t *testing.T, b []byte) {
	if bytes.ContainsAny(b, "\r\x00\ufeff") || !bytes.Equal(bytes.ToValidUTF8(b, nil), b) {
		return // the library joins CRLF inside quotes, and knows no CR-only files
	}
	lib := csv.NewReader(bytes.NewReader(b))
	lib.FieldsPerRecord = -1
	want, err := lib.ReadAll()
	if err != nil {
		return
	}
	r := tabular.NewReader(bytes.NewReader(b), tabular.Layout{Comma: ',', Quoted: true})
	var got [][]string
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%q: %v; the library reads it", b, err)
		}
		got = append(got, slices.Clone(row.Fields))
	}
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Fatalf("%q: got %q, the library %q", b, got, want)
	}
}
