package loader

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/graph"
	"entente/loader/extract"
)

const wordText = `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>CHL aids PER.</w:t></w:r></w:p></w:body></w:document>`

func zipped(t *testing.T, parts ...string) []byte {
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

const mailFile = "From: Gazette <a@gazette.example>\nSubject: Aid\nDate: Mon, 01 Jul 2024 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=A\n\n" +
	"--A\nContent-Type: text/plain\n\nCHL aids BRA.\n--A\nContent-Type: image/png\nContent-Disposition: attachment\n\nx\n--A--\n"

const exportFile = "1 of 2 DOCUMENTS\n\nThe Coast Times\n\nJuly 1, 2024 Monday\n\nAid for Peru\n\nLENGTH: 3 words\n\nBODY:\nCHL aids PER.\n\nLOAD-DATE: July 2, 2024\n\n" +
	"2 of 2 DOCUMENTS\n\nThe Coast Times\n\nJuly 2, 2024 Tuesday\n\nAid for Brazil\n\nLENGTH: 3 words\n\nBODY:\nCHL aids BRA.\n\nLOAD-DATE: July 3, 2024\n"

const pdfFile = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [3 0 R] /Resources << /Font << /F << /Subtype /Type1 >> >> >> >>\nendobj\n" +
	"3 0 obj\n<< /Contents 4 0 R >>\nendobj\n4 0 obj\n<< >>\nstream\nBT /F 10 Tf (CHL aids ARG.) Tj ET\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n"

func TestDocumentsAsPeopleHaveThem(t *testing.T) {
	folder := t.TempDir()
	word := string(zipped(t, "[Content_Types].xml", "<Types/>", "word/document.xml", wordText))
	for name, data := range map[string]string{
		"a.docx": word, "b.eml": mailFile, "c.txt": exportFile, "d.pdf": pdfFile,
		"e.zip":        string(zipped(t, "x/a.docx", word, "b.pdf", pdfFile, "c.txt", exportFile)),
		"scan.pdf":     strings.Replace(pdfFile, "(CHL aids ARG.) Tj", "", 1),
		"locked.pdf":   strings.Replace(pdfFile, "trailer <<", "trailer << /Encrypt 9 0 R", 1),
		"archived.zip": string(zipped(t, "inner.zip", string(zipped(t, "a.txt", "CHL aids PER.")))),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var ids, days []string
	l := &Loader{Reader: reader{}}
	rep, err := l.Extract(context.Background(), []string{folder}, nil, func(in *extract.Input, out *extract.Output) error {
		ids = append(ids, in.ID)
		days = append(days, in.Published+"|"+in.Publisher+"|"+in.Title)
		if len(out.Claims) != 1 {
			t.Errorf("%s: %d claims in %q", in.ID, len(out.Claims), in.Text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Loaded != 9 || rep.Rejected != 3 || rep.Unread != 1 {
		t.Errorf("%d loaded, %d rejected, %d attachments unread: %v", rep.Loaded, rep.Rejected, rep.Unread, rep.Rejections)
	}
	for _, want := range []string{"a.docx", "b.eml", "d.pdf", "e.zip/x/a.docx", "e.zip/b.pdf"} {
		if !slices.Contains(ids, want) {
			t.Errorf("no document %s among %v", want, ids)
		}
	}
	if i := slices.Index(ids, "b.eml"); i >= 0 && days[i] != "2024-07-01|Gazette|Aid" {
		t.Errorf("the mail is %s", days[i])
	}
	if n := slices.Index(days, "2024-07-02|The Coast Times|Aid for Brazil"); n < 0 || !strings.HasPrefix(ids[n], "article:") {
		t.Errorf("the second article of the export is not among %v", days)
	}
	for _, why := range []string{"recogniser", "encrypted", "archive inside"} {
		if !slices.ContainsFunc(rep.Rejections, func(r Rejection) bool { return strings.Contains(r.Reason, why) }) {
			t.Errorf("nothing refused as %q: %v", why, rep.Rejections)
		}
	}
}

func TestExportLoadedTwice(t *testing.T) {
	ctx := context.Background()
	g, err := graph.Open(ctx, graph.Memory, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	l := &Loader{Graph: g, Reader: reader{}}
	file := filepath.Join(t.TempDir(), "export.txt")
	for i, want := range []Report{{Loaded: 2}, {Duplicate: 2}} {
		if err := os.WriteFile(file, []byte(exportFile), 0o600); err != nil {
			t.Fatal(err)
		}
		rep, err := l.Load(ctx, []string{file}, nil)
		if err != nil || rep.Loaded != want.Loaded || rep.Duplicate != want.Duplicate {
			t.Errorf("time %d: %+v, %v", i+1, rep, err)
		}
	}
}
