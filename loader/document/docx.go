package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"entente/loader/article"
)

// oleMagic begins the older Word files, and those of the newer ones that are encrypted.
var oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

const (
	maxParts = 10_000 // of a package or a mail
	maxDepth = 256    // of elements
	// ratio of unpacked to packed bytes, beyond the first ten MiB.
	maxRatio  = 100
	freeBytes = 10 << 20
)

// IsDOCX tells a Word file from other zip archives by its name or by what stands at its beginning.
func IsDOCX(name string, head []byte) bool {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return false
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".docx", ".docm", ".dotx":
		return true
	}
	return bytes.Contains(head, []byte("[Content_Types].xml")) && bytes.Contains(head, []byte("word/"))
}

// readDOCX takes the paragraphs of a Word file: what is deleted, hidden in fields or repeated as a fallback is left out.
func readDOCX(data []byte, l Limits) (*article.Article, error) {
	if bytes.HasPrefix(data, oleMagic) {
		return nil, fmt.Errorf("%w, or is of the older .doc format: save it as .docx", ErrEncrypted)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("damaged Word file: %w", err)
	}
	if len(z.File) > maxParts {
		return nil, fmt.Errorf("damaged Word file: %d parts", len(z.File))
	}
	left := int64(l.UnpackedBytes)
	body, err := unzipPart(z, mainPart(z), &left)
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, errors.New("damaged Word file: it has no word/document.xml")
	}
	a := &article.Article{}
	if a.Body, err = paragraphs(body); err != nil {
		return nil, fmt.Errorf("damaged Word file: %w", err)
	}
	if a.Body == "" {
		return nil, errors.New("the Word file has no text")
	}
	if core, err := unzipPart(z, "docProps/core.xml", &left); err == nil {
		a.Title, a.Lang = coreProperties(core)
	}
	return a, nil
}

// mainPart is the name of the part that holds the text.
func mainPart(z *zip.Reader) string {
	for _, f := range z.File {
		if f.Name == "word/document.xml" || f.Name == "word/document2.xml" {
			return f.Name
		}
	}
	return ""
}

// unzipPart reads one part, nil where there is none. left counts down over all parts.
func unzipPart(z *zip.Reader, name string, left *int64) ([]byte, error) {
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name && name != "" })
	if i < 0 {
		return nil, nil
	}
	f := z.File[i]
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	defer r.Close()
	limit := min(*left, max(freeBytes, maxRatio*int64(min(f.CompressedSize64, 1<<40)))) //nolint:gosec // bounded
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	if int64(len(out)) > limit {
		return nil, fmt.Errorf("part %s: %w", name, ErrTooLarge)
	}
	*left -= int64(len(out))
	return out, nil
}

// decoder reads XML strictly within the depth that is allowed, and without entities of its own.
type decoder struct {
	*xml.Decoder
	depth int
}

func newDecoder(b []byte) *decoder { return &decoder{Decoder: xml.NewDecoder(bytes.NewReader(b))} }

func (d *decoder) next() (xml.Token, error) {
	t, err := d.Decoder.RawToken()
	switch t.(type) {
	case xml.StartElement:
		if d.depth++; d.depth > maxDepth {
			return nil, ErrTooDeep
		}
	case xml.EndElement:
		d.depth--
	}
	return t, err
}

// skip reads over the element that was just begun.
func (d *decoder) skip() error {
	for until := d.depth - 1; d.depth > until; {
		if _, err := d.next(); err != nil {
			return err
		}
	}
	return nil
}

// leftOut are elements of WordprocessingML whose text is not the document's.
var leftOut = []string{"del", "delText", "moveFrom", "instrText", "Fallback", "rPr", "pPr", "sectPr", "txbxContent"}

// paragraphs joins the text of WordprocessingML, paragraphs apart by an empty line.
func paragraphs(part []byte) (string, error) {
	d := newDecoder(part)
	var b strings.Builder
	within := false
	for {
		t, err := d.next()
		if errors.Is(err, io.EOF) {
			return tidy(b.String()), nil
		}
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch name := t.Name.Local; {
			case slices.Contains(leftOut, name):
				if err := d.skip(); err != nil {
					return "", unexpectedEnd(err)
				}
			case name == "t":
				within = true
			case name == "tab":
				b.WriteByte('\t')
			case name == "br" || name == "cr":
				b.WriteByte('\n')
			case name == "noBreakHyphen":
				b.WriteByte('-')
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "t":
				within = false
			case "p":
				b.WriteString("\n\n")
			case "tc":
				b.WriteByte('\t')
			}
		case xml.CharData:
			if within {
				b.Write(t)
			}
		}
	}
}

func unexpectedEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// coreProperties reads title and language; what cannot be read is left empty.
func coreProperties(part []byte) (title, lang string) {
	d := newDecoder(part)
	name := ""
	for {
		t, err := d.next()
		if err != nil {
			return title, lang
		}
		switch t := t.(type) {
		case xml.StartElement:
			name = t.Name.Local
		case xml.EndElement:
			name = ""
		case xml.CharData:
			switch name {
			case "title":
				title = strings.TrimSpace(title + string(t))
			case "language":
				lang = strings.TrimSpace(lang + string(t))
			}
		}
	}
}
