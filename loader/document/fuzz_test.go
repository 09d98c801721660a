package document

import (
	"testing"
	"unicode/utf8"
)

// fuzzed holds for any bytes: no panic, bodies are valid UTF-8 within the limit, and the same bytes read the same.
func fuzzed(t *testing.T, kind Kind, data []byte) {
	l := Limits{TextBytes: 64 << 10, UnpackedBytes: 256 << 10}
	list, err := Read(kind, data, l)
	again, err2 := Read(kind, data, l)
	if (err == nil) != (err2 == nil) || len(list) != len(again) {
		t.Fatalf("read twice: %d pieces, %v; %d pieces, %v", len(list), err, len(again), err2)
	}
	for i, p := range list {
		if (p.Article == nil) == (p.Err == nil) {
			t.Fatalf("piece %d has both or neither of an article and an error", i)
		}
		if p.Article == nil {
			continue
		}
		if a := p.Article; !utf8.ValidString(a.Body) || len(a.Body) > l.TextBytes || *a != *again[i].Article {
			t.Fatalf("piece %d: %d bytes, valid %t", i, len(a.Body), utf8.ValidString(a.Body))
		}
	}
}

func FuzzPDF(f *testing.F) {
	f.Add(pdfFile(catalog, tree, page, stream("", "BT /F1 10 Tf [(a) -400 (b)] TJ T* (c) ' ET"), simple))
	f.Add(pdfFile(catalog, tree, page, stream("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>", deflated("\x02abcd\x02efgh")), simple))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, PDF, data) })
}

func FuzzWord(f *testing.F) {
	f.Add(wordFile(f, "word/document.xml", wordHead+"<w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed(t, DOCX, data)
		fuzzed(t, DOCX, wordFile(t, "word/document.xml", string(data)))
	})
}

func FuzzMail(f *testing.F) {
	f.Add([]byte(mailText + "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n<p>x\r\n--A--\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, EML, data) })
}

func FuzzBundle(f *testing.F) {
	for _, s := range []string{factivaLike, coded, nexisOld, nexisNew, numbered} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzed(t, Bundle, data) })
}
