package nquads

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"entente/graph/store"
)

// FuzzRead: no bytes make the reader panic, every refusal has a place in the input, and what was
// read is read again from what the writer makes of it.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		s + p + o + g + ".\n", s + p + `"a\u00e9\n"@en--ltr ` + g + " .\r\n_:a " + p + " _:b.c.\r",
		s + p + `"\UFFFFFFFF"`, "<a b> <c> <d> .", "\uFEFF# x\n", s + p + `"01"^^<a:b>.` + "\nbad\n" + s + p + "<<( ", "\"\xff",
	} {
		f.Add([]byte(text), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, relative bool) {
		opt := &Options{RelativeIRIs: relative, MaxLineBytes: 1 << 16}
		read := func(data []byte) (all []store.Quad, refused int) {
			o := *opt
			o.OnError = func(e *SyntaxError) error {
				refused++
				if e.Offset < 0 || e.Offset > int64(len(data)) || e.Column < 1 || e.Line < 1 {
					t.Errorf("impossible place: %v", e)
				}
				return nil
			}
			for q, err := range NewReader(bytes.NewReader(data), &o).All(noContext) {
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, q)
			}
			return all, refused
		}
		first, _ := read(data)
		var out bytes.Buffer
		w := NewWriter(&out, &WriterOptions{RelativeIRIs: relative})
		for _, q := range first {
			if err := w.Write(q); err != nil {
				t.Fatalf("read but not writable: %v: %v", q, err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		opt.MaxLineBytes = 1 << 20 // escapes may make a line longer
		if second, refused := read(out.Bytes()); refused > 0 || !slices.Equal(first, second) {
			t.Errorf("written and read again: %d refused\n%q\n%q", refused, first, second)
		}
	})
}

// FuzzWrite: whatever the writer takes comes back equal.
func FuzzWrite(f *testing.F) {
	f.Add("a:b", "x", "en", "", "", uint8(3))
	f.Add("a:b", "\x00\uFFFE\\\"\r\n", "", "", "a:c", uint8(3))
	f.Add("a:b", "n.a", "", "", "", uint8(2))
	f.Fuzz(func(t *testing.T, iri, value, lang, dir, datatype string, kind uint8) {
		o := store.Term{Kind: store.Kind(kind % 4), Value: value, Lang: lang, Dir: dir, Datatype: datatype}
		if o.Kind != store.Literal {
			o.Lang, o.Dir, o.Datatype = "", "", ""
		}
		if o.Datatype == store.XSDString {
			o.Datatype = ""
		}
		q := store.Quad{S: store.NewIRI(iri), P: store.NewIRI(iri), O: o, G: store.NewIRI(iri)}
		var out bytes.Buffer
		w := NewWriter(&out, nil)
		if err := w.Write(q); err != nil {
			if !errors.Is(err, ErrTerm) && !errors.Is(err, store.ErrInvalidQuad) {
				t.Fatal(err)
			}
			return
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, err := NewReader(&out, nil).Read()
		if err != nil || got != q {
			t.Errorf("wrote %#v\nread %#v, %v", q, got, err)
		}
	})
}
