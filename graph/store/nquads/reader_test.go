package nquads

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"entente/graph/store"
)

// endless is a line without end: it gives n bytes of the same letter, then tail.
type endless struct {
	n    int64
	tail string
}

func (e *endless) Read(b []byte) (int, error) {
	if e.n > 0 {
		k := int(min(int64(len(b)), e.n))
		for i := range k {
			b[i] = 'x'
		}
		e.n -= int64(k)
		return k, nil
	}
	if e.tail == "" {
		return 0, io.EOF
	}
	k := copy(b, e.tail)
	e.tail = e.tail[k:]
	return k, nil
}

func TestLongLineIsNotKept(t *testing.T) {
	const gigabyte = 1 << 30
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var refused []*SyntaxError
	r := NewReader(&endless{n: gigabyte, tail: "\n" + s + p + o + ".\n"}, &Options{
		MaxLineBytes: 1 << 20,
		OnError:      func(e *SyntaxError) error { refused = append(refused, e); return nil },
	})
	q, err := r.Read()
	runtime.ReadMemStats(&after)
	if err != nil || q.O != store.NewIRI("http://e.org/o") || r.Line() != 2 || r.Offset() != gigabyte+1 {
		t.Errorf("after the long line: %v %v, line %d, byte %d", q, err, r.Line(), r.Offset())
	}
	if len(refused) != 1 || refused[0].Line != 1 || refused[0].Offset != 0 || !strings.Contains(refused[0].Reason, "too long") {
		t.Errorf("refused %v", refused)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("a gigabyte in one line took %d bytes of memory", used)
	}
	t.Log("ran 1 case: a line of one gigabyte")
}

func TestLineLimitIsExact(t *testing.T) {
	for _, pad := range []int{0, 1, 7, 255, 256, 1000, firstBuffer, firstBuffer + 1, 2*firstBuffer + 5} {
		line := s + p + `"` + strings.Repeat("x", pad) + `".`
		for _, end := range []string{"", "\n", "\r\n"} {
			text := line + end
			if _, err := readAll([]byte(text), &Options{MaxLineBytes: len(line)}); err != nil {
				t.Errorf("line of exactly the limit (%d): %v", len(line), err)
			}
			_, err := readAll([]byte(text), &Options{MaxLineBytes: len(line) - 1})
			requireSyntaxError(t, "one byte over the limit", []byte(text), err)
		}
	}
}

// The answer must not depend on how the input comes in pieces.
func TestPieces(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		end := []string{"\n", "\r\n", "\r", "\n\n", "\r\r\n"}[i%5]
		fmt.Fprintf(&text, "<e:s%d> <e:p> \"%s\\u0041%d\"@en <e:g> .%s", i, strings.Repeat("é", i%97), i, end)
		if i%10 == 0 {
			text.WriteString("wrong" + end)
		}
	}
	run := func(src io.Reader) (string, int64) {
		var out bytes.Buffer
		r := NewReader(src, &Options{OnError: func(e *SyntaxError) error {
			fmt.Fprintln(&out, e)
			return nil
		}})
		for q, err := range r.All(noContext) {
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, q, r.Line(), r.Offset())
		}
		if r.Quads() != 3000 || r.Skipped() != 300 {
			t.Fatalf("%d quads, %d skipped", r.Quads(), r.Skipped())
		}
		return out.String(), r.Line()
	}
	want, _ := run(strings.NewReader(text.String()))
	for name, src := range map[string]io.Reader{
		"one byte":      iotest.OneByteReader(strings.NewReader(text.String())),
		"half":          iotest.HalfReader(strings.NewReader(text.String())),
		"data with EOF": iotest.DataErrReader(strings.NewReader(text.String())),
	} {
		if got, _ := run(src); got != want {
			t.Errorf("%s: other quads, errors or places", name)
		}
	}
}

func TestErrorsAreFinal(t *testing.T) {
	r := NewReader(strings.NewReader("bad\n"+s+p+o+"."), nil)
	_, first := r.Read()
	_, second := r.Read()
	requireSyntaxError(t, "bad", []byte("bad\n"), first)
	if second != first {
		t.Errorf("after an error: %v", second)
	}
	stop := errors.New("enough")
	r = NewReader(strings.NewReader("bad\nbad\n"), &Options{OnError: func(*SyntaxError) error { return stop }})
	if _, err := r.Read(); err != stop {
		t.Errorf("got %v", err)
	}
	broken := errors.New("disk gone")
	r = NewReader(io.MultiReader(strings.NewReader(s+p+o+".\n"+s), iotest.ErrReader(broken)), nil)
	if _, err := r.Read(); err != nil {
		t.Error(err)
	}
	if _, err := r.Read(); err != broken {
		t.Errorf("half a line before a broken disk: %v", err)
	}
}

func TestManySkippedLines(t *testing.T) {
	const lines = 2_000_000
	r := NewReader(strings.NewReader(strings.Repeat("?\n", lines)), &Options{OnError: func(*SyntaxError) error { return nil }})
	if _, err := r.Read(); err != io.EOF || r.Skipped() != lines {
		t.Errorf("%v after %d", err, r.Skipped())
	}
}

func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(noContext)
	defer cancel()
	n := 0
	for _, err := range NewReader(strings.NewReader(strings.Repeat(s+p+o+".\n", 10_000)), nil).All(ctx) {
		if n++; n == 10 {
			cancel()
		}
		if err != nil {
			if !errors.Is(err, context.Canceled) || n > 10+2*checkEvery {
				t.Errorf("quad %d: %v", n, err)
			}
			return
		}
	}
	t.Error("not cancelled")
}

// Strings of earlier quads must not change when later ones are read.
func TestQuadsOutliveTheReader(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&text, "<e:s%d> <e:p> \"%d\\t\" .\n", i, i)
	}
	var all []store.Quad
	for q, err := range NewReader(strings.NewReader(text.String()), nil).All(noContext) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	for i, q := range all {
		if q.S.Value != fmt.Sprintf("e:s%d", i) || q.O.Value != fmt.Sprintf("%d\t", i) {
			t.Fatalf("quad %d became %v", i, q)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	ok := store.Quad{S: store.NewIRI("a:s"), P: store.NewIRI("a:p"), O: store.NewIRI("a:o")}
	with := func(o store.Term) store.Quad { q := ok; q.O = o; return q }
	cases := []store.Quad{
		{}, {S: ok.S, P: ok.P}, {S: store.NewString("x"), P: ok.P, O: ok.O},
		{S: ok.S, P: ok.P, O: ok.O, G: store.NewString("x")},
		with(store.NewIRI("relative")), with(store.NewIRI("a:b c")), with(store.NewIRI("a:\xff")), with(store.NewIRI("")),
		with(store.NewBlank("")), with(store.NewBlank("a:b")), with(store.NewBlank("a.")), with(store.NewBlank("a b")),
		with(store.NewString("\xff")), with(store.NewLang("x", "e_n")), with(store.NewLang("x", "en--ltr")),
		with(store.NewTyped("x", "int")), with(store.NewTyped("x", store.RDFLangString)),
		with(store.Term{Kind: store.Literal, Value: "x", Dir: "ltr"}),
		with(store.Term{Kind: store.Literal, Value: "x", Lang: "en", Dir: "up"}),
		with(store.Term{Kind: store.Literal, Value: "x", Lang: "en", Datatype: "a:b"}),
	}
	for _, q := range cases {
		var out bytes.Buffer
		w := NewWriter(&out, nil)
		if err := w.Write(q); !errors.Is(err, ErrTerm) && !errors.Is(err, store.ErrInvalidQuad) {
			t.Errorf("wrote %v: %v", q, err)
		}
		if err := w.Flush(); err != nil || out.Len() > 0 {
			t.Errorf("%v: left %q", q, out.String())
		}
	}
	w := NewWriter(io.Discard, &WriterOptions{Triples: true})
	if err := w.Write(store.Quad{S: ok.S, P: ok.P, O: ok.O, G: ok.O}); !errors.Is(err, ErrTerm) {
		t.Errorf("N-Triples with a label: %v", err)
	}
	t.Logf("ran %d cases: quads that cannot be written", len(cases)+1)
}

// What Passing yields is what All yields, for as long as it holds.
func TestPassing(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&text, "<http://ex.org/s%d> <http://ex.org/p> \"a\\u00e9%d\\n%s\"@en-GB <http://ex.org/g> .\n_:b%d <http://ex.org/q> \"%d\"^^<http://ex.org/t> .\n", i, i, strings.Repeat("x", i%300), i, i)
	}
	next, stop := iter.Pull2(NewReader(strings.NewReader(text.String()), nil).All(t.Context()))
	defer stop()
	n := 0
	for got, err := range NewReader(strings.NewReader(text.String()), nil).Passing(t.Context()) {
		want, wantErr, ok := next()
		if err != nil || wantErr != nil || !ok || got != want {
			t.Fatalf("quad %d: %v %v, want %v %v", n, got, err, want, wantErr)
		}
		n++
	}
	if _, _, more := next(); more || n != 6000 {
		t.Fatalf("%d quads", n)
	}
	t.Logf("ran %d cases: quads in passing", n)
}
