package document

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// one reads a file that is one article.
func one(t *testing.T, kind Kind, data []byte) Piece {
	t.Helper()
	list, err := Read(kind, data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Err != nil {
		t.Fatalf("%d pieces, want one article", len(list))
	}
	return list[0]
}

// wordFile packs parts as Word does.
func wordFile(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordHead = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`

func TestWord(t *testing.T) {
	body := wordHead + `<w:p><w:pPr><w:rPr><w:t>no</w:t></w:rPr></w:pPr><w:r><w:t>Ruritania and Syl</w:t></w:r><w:r><w:t>davia signed a treaty.</w:t></w:r></w:p>` +
		`<w:p><w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:r><w:t>Second &amp; last</w:t><w:br/><w:t>line.</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p></w:body></w:document>`
	data := wordFile(t, "[Content_Types].xml", "<Types/>", "word/document.xml", body, "docProps/core.xml",
		`<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>Treaty signed</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>`)
	if got := Detect("a.bin", data); got != DOCX {
		t.Errorf("detected as %q", got)
	}
	a := one(t, DOCX, data).Article
	if want := "Ruritania and Syldavia signed a treaty.\n\nSecond & last\nline."; a.Body != want {
		t.Errorf("body %q, want %q", a.Body, want)
	}
	if a.Title != "Treaty signed" || a.Lang != "en-GB" || a.Published != "" {
		t.Errorf("title %q, language %q, day %q", a.Title, a.Lang, a.Published)
	}
}

func TestWordRefused(t *testing.T) {
	cases := []struct {
		name string
		data []byte
		want error
		text string
	}{
		{"encrypted", append(bytes.Clone(oleMagic), make([]byte, 600)...), ErrEncrypted, "encrypted"},
		{"bomb", wordFile(t, "word/document.xml", wordHead+strings.Repeat(" \n<a/>", 4<<20)), ErrTooLarge, "more than"},
		{"ratio", wordFile(t, "word/document.xml", wordHead+strings.Repeat(" ", 20<<20)), ErrTooLarge, "more than"},
		{"deep", wordFile(t, "word/document.xml", strings.Repeat("<a>", 100_000)), ErrTooDeep, "deeper"},
		{"no text", wordFile(t, "word/document.xml", wordHead+"</w:body></w:document>"), nil, "no text"},
		{"no body", wordFile(t, "word/styles.xml", "<a/>"), nil, "word/document.xml"},
		{"cut", wordFile(t, "word/document.xml", wordHead)[:40], nil, "damaged"},
	}
	for _, c := range cases {
		_, err := Read(DOCX, c.data, Limits{UnpackedBytes: 16 << 20})
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	t.Logf("ran %d cases: Word files refused", len(cases))
}

const mailText = "From: =?utf-8?q?Ruritanian_Gazette?= <news@gazette.example>\r\nTo: desk@example.org\r\nSubject: Fwd: =?iso-8859-1?q?Talks_in_Z=FCrich?=\r\n" +
	"Date: Mon, 01 Jul 2024 23:30:00 -0400\r\nMessage-ID: <1@gazette.example>\r\nMIME-Version: 1.0\r\n"

func TestMail(t *testing.T) {
	cases := []struct {
		name, rest, body string
		unread           int
	}{
		{"plain", "\r\nRuritania met Syldavia.\r\n", "Ruritania met Syldavia.", 0},
		{"quoted-printable", "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe minister of Caf=E9land met =\r\nhis guest.\r\n", "The minister of Caféland met his guest.", 0},
		{"base64", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nUnVyaXRhbmlhIG1l\r\ndCBTeWxkYXZpYS4=\r\n", "Ruritania met Syldavia.", 0},
		{"html", "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Ruritania met Syldavia.</p><script>no()</script></body></html>", "Ruritania met Syldavia.", 0},
		{
			"alternative and attachments", "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nThe plain text.\r\n" +
				"--B\r\nContent-Type: text/html\r\n\r\n<p>The HTML text.</p>\r\n--B--\r\n--A\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=b.txt\r\n\r\nAn attached text.\r\n" +
				"--A\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=c.pdf\r\n\r\n%PDF-\r\n--A\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx\r\n--A--\r\n",
			"The plain text.\n\nAn attached text.", 1,
		},
		{"forwarded", "Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nThe mail within.\r\n", "The mail within.", 0},
		{"cut", "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: text/plain\r\n\r\nWhat was left of", "What was left of", 0},
	}
	for _, c := range cases {
		data := []byte(mailText + c.rest)
		if got := Detect("x", data); got != EML {
			t.Errorf("%s: detected as %q", c.name, got)
		}
		p := one(t, EML, data)
		a := p.Article
		if a.Body != c.body || p.Unread != c.unread {
			t.Errorf("%s: body %q, %d unread", c.name, a.Body, p.Unread)
		}
		if a.Title != "Talks in Zürich" || a.Published != "2024-07-02" || a.Publisher != "Ruritanian Gazette" {
			t.Errorf("%s: %q, %q, %q", c.name, a.Title, a.Published, a.Publisher)
		}
	}
	t.Logf("ran %d cases: mails", len(cases))
}

func TestMailRefused(t *testing.T) {
	deep := mailText
	for i := range 40 {
		deep += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	many := mailText + "Content-Type: multipart/mixed; boundary=A\r\n\r\n" + strings.Repeat("--A\r\n\r\nx\r\n", 3000)
	cases := []struct {
		name, data, text string
	}{
		{"deep", deep, "deeper"},
		{"many parts", many, "1000 parts"},
		{"encrypted", mailText + "Content-Type: multipart/encrypted; boundary=A\r\n\r\n--A\r\nContent-Type: application/octet-stream\r\n\r\nxx\r\n--A--", "encrypted"},
		{"only an attachment", mailText + "Content-Type: application/pdf\r\n\r\nxx", "no text"},
		{"no mail", "\x01\r\n", "not a mail"},
	}
	for _, c := range cases {
		if _, err := Read(EML, []byte(c.data), Limits{}); err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if Detect("notes.txt", []byte("From: the editor\nTo: all\n\nA text that begins like a letter.")) != None {
		t.Error("a letter in a text was taken for a mail")
	}
	t.Logf("ran %d cases: mails refused", len(cases))
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

// pdfFile writes objects, numbered from 1; object 1 is the catalog.
func pdfFile(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer << /Root 1 0 R /Info << /Title (Treaty signed) >> >>\n%%EOF\n")
	return b.Bytes()
}

func stream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

const (
	catalog = "<< /Type /Catalog /Pages 2 0 R >>"
	tree    = "<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>"
	page    = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"
	simple  = "<< /Type /Font /Subtype /Type1 /BaseFont /Times /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /eacute /fi] >> >>"
)

func TestPDF(t *testing.T) {
	composite := "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< /DW 500 >>] /ToUnicode 6 0 R >>"
	cmap := stream("", "1 beginbfrange <0001> <0003> <0041> endbfrange 1 beginbfchar <0004> <00660069> endbfchar")
	cases := []struct {
		name, body string
		data       []byte
	}{
		{"lines and paragraphs", "Ruritania and Syldavia signed a treaty in Strelsau on Monday.\n\nThe king did not attend.", pdfFile(catalog, tree, page, stream("",
			"BT /F1 10 Tf 72 700 Td (Ruritania and Syldavia signed a trea-) Tj 0 -12 Td (ty in Strelsau) Tj 0 -12 TD (on Monday.) Tj 0 -30 Td (The king did not attend.) Tj ET"), simple)},
		{"words placed apart", "one two three", pdfFile(catalog, tree, page, stream("", "BT /F1 10 Tf 1 0 0 1 72 700 Tm [(o) 20 (ne) -400 (two)] TJ 1 0 0 1 130 700 Tm (three) Tj ET"), simple)},
		{"letters by name", "café fine", pdfFile(catalog, tree, page, stream("", `BT /F1 10 Tf (caf\001 \002ne) Tj ET`), simple)},
		{"packed", "Packed text.", pdfFile(catalog, tree, page, stream("/Filter /FlateDecode", deflated("BT /F1 10 Tf (Packed text.) Tj ET")), simple)},
		{"hex and base 85", "Man ", pdfFile(catalog, tree, page, stream("/Filter [/ASCIIHexDecode]", fmt.Sprintf("%X>", "BT /F1 10 Tf <4D616E20> Tj (\u0020) Tj ET")), simple)},
		{"two bytes a letter", "ABCfi", pdfFile(catalog, tree, page, stream("", "BT /F1 10 Tf <0001000200030004> Tj ET"), composite, cmap)},
		{"a form", "In a form.", pdfFile(catalog, tree, page, stream("", "q 1 0 0 1 5 5 cm /X Do Q"), simple, stream("/Subtype /Form", "BT /F1 10 Tf (In a form.) Tj ET"))},
		{"objects in a stream", "Object stream.", append(pdfFile(catalog, "(replaced below)", "null", stream("", "BT /F1 10 Tf (Object stream.) Tj ET"), simple,
			stream("/Type /ObjStm /N 1 /First 4", "7 0 "+strings.ReplaceAll(page, "4 0 R", "4 0 R")), "null"),
			[]byte("2 0 obj\n<< /Type /Pages /Kids [7 0 R] /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n")...)},
		{"a picture among text", "before after", pdfFile(catalog, tree, page, stream("", "BT /F1 10 Tf (before ) Tj ET BI /W 1 ID \x00(EIx\xff EI BT (after) Tj ET"), simple)},
	}
	for _, c := range cases {
		if c.name == "objects in a stream" { // object 7 is only in the stream
			c.data = bytes.Replace(c.data, []byte("7 0 obj\nnull\nendobj\n"), nil, 1)
		}
		if got := Detect("x", c.data); got != PDF {
			t.Errorf("%s: detected as %q", c.name, got)
		}
		list, err := Read(PDF, c.data, Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if a := list[0].Article; a.Body != strings.TrimSpace(c.body) || a.Title != "Treaty signed" || a.Published != "" {
			t.Errorf("%s: %q, %q", c.name, a.Body, a.Title)
		}
	}
	t.Logf("ran %d cases: PDF", len(cases))
}

func TestPDFRefused(t *testing.T) {
	encrypted := bytes.Replace(pdfFile(catalog, tree, page, stream("", "BT /F1 10 Tf (x) Tj ET"), simple), []byte("trailer <<"), []byte("trailer << /Encrypt 9 0 R"), 1)
	bomb := deflated(strings.Repeat("(aaaaaaaaaaaaaaaa) Tj ", 1<<20))
	loop := "<< /Type /Pages /Kids [2 0 R 2 0 R] >>"
	deep := strings.Repeat("[", 1<<20)
	cases := []struct {
		name string
		data []byte
		want error
	}{
		{"scanned", pdfFile(catalog, tree, page, stream("", "q 100 0 0 100 0 0 cm /X Do Q"), simple, stream("/Subtype /Image /Filter /DCTDecode", "\xff\xd8")), ErrNoText},
		{"encrypted", encrypted, ErrEncrypted},
		{"bomb", pdfFile(catalog, tree, page, stream("/Filter /FlateDecode", bomb), simple), ErrTooLarge},
		{"pages in a circle", pdfFile(catalog, loop), ErrNoText},
		{"deep objects", pdfFile(catalog, tree, page, stream("", "BT /F1 10 Tf "+deep+" TJ ET"), simple), ErrNoText},
		{"a form in itself", pdfFile(catalog, tree, page, stream("", "/X Do"), simple, stream("/Subtype /Form", "/X Do /X Do")), ErrNoText},
		{"many trailers", []byte("%PDF-1.4\n" + strings.Repeat("trailer<<", 200_000)), nil},
		{"objects within objects", []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj<</Length 1 0 R>>stream\n", 100_000) + "trailer << /Root 1 0 R >>"), nil},
		{"nothing", []byte("%PDF-1.4\n"), nil},
	}
	for _, c := range cases {
		if _, err := Read(PDF, c.data, Limits{UnpackedBytes: 16 << 20}); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	t.Logf("ran %d cases: PDF refused", len(cases))
}
