// Package document reads articles out of the files in which people keep them: PDF with a text layer, Word (DOCX), mail (EML), and the
// plain-text exports of news databases that hold many articles in one file.
//
// Every reader takes a whole file in memory and works within Limits: what a file unpacks to, how deep it nests and how many parts it has
// are bounded, so that a hostile file costs a bounded time and memory and ends in an error. What has no text (a scan, an encrypted file)
// is refused with the reason. Bodies are UTF-8 and never change afterwards; days are EDTF and never guessed: the day on which a file was
// made is not the day on which its text was published. All functions are safe for concurrent use.
package document

import (
	"bytes"
	"errors"
	"path"
	"regexp"
	"strings"

	"entente/loader/article"
)

// Kind is a format of files.
type Kind string

// The formats. None is what is not one of them.
const (
	None   Kind = ""
	PDF    Kind = "pdf"
	DOCX   Kind = "docx"
	EML    Kind = "eml"
	Bundle Kind = "bundle"
)

// Kinds lists the formats.
func Kinds() []Kind { return []Kind{PDF, DOCX, EML, Bundle} }

// Limits bound the reading of one file; zero fields take the defaults named.
type Limits struct {
	TextBytes     int // of one article: 16 MiB
	UnpackedBytes int // everything that a file unpacks to: 64 MiB
}

func (l Limits) withDefaults() Limits {
	if l.TextBytes == 0 {
		l.TextBytes = 16 << 20
	}
	if l.UnpackedBytes == 0 {
		l.UnpackedBytes = 64 << 20
	}
	return l
}

// Piece is one article of a file, or why there is none.
type Piece struct {
	Article *article.Article // nil with Err
	Line    int              // in the file where it begins, from 1; 0 for a file that is one article
	// Unread counts attachments that were left out.
	Unread int
	Err    error
}

// Reasons why a file has nothing to read. Match with errors.Is.
var (
	ErrNoText    = errors.New("no text in it: the pages are pictures; read them with a text recogniser (OCR) first")
	ErrEncrypted = errors.New("the file is encrypted: save it without a password first")
	ErrTooLarge  = errors.New("the file unpacks to more than is read")
	ErrTooDeep   = errors.New("the file nests deeper than is read")
)

// Detect tells the format of a file from its base name and its first bytes (64 KiB suffice).
func Detect(name string, head []byte) Kind {
	ext := strings.ToLower(path.Ext(name))
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("%PDF-")), ext == ".pdf" && bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return PDF
	case IsDOCX(name, head):
		return DOCX
	case ext == ".docx" && bytes.HasPrefix(head, oleMagic):
		return DOCX
	case bytes.IndexByte(head, 0) >= 0:
		return None
	case ext == ".eml" || looksLikeMail(head):
		return EML
	case IsBundle(string(head)):
		return Bundle
	}
	return None
}

// Read reads a file of a kind. An error is about the whole file; a Piece may have one of its own.
func Read(kind Kind, data []byte, l Limits) ([]Piece, error) {
	l = l.withDefaults()
	var a *article.Article
	var err error
	unread := 0
	switch kind {
	case PDF:
		a, err = readPDF(data, l)
	case DOCX:
		a, err = readDOCX(data, l)
	case EML:
		a, unread, err = readEML(data, l)
	case Bundle:
		return splitBundle(decode(data), l)
	default:
		return nil, errors.New("not a document of a known format")
	}
	if err != nil {
		return nil, err
	}
	if len(a.Body) > l.TextBytes {
		return nil, ErrTooLarge
	}
	if kind != EML && IsBundle(a.Body) {
		if list, err := splitBundle(a.Body, l); err == nil && len(list) > 1 {
			return list, nil
		}
	}
	return []Piece{{Article: a, Unread: unread}}, nil
}

var blankLines = regexp.MustCompile(`[ \t]*\n[ \t]*\n\s*`)

// tidy brings line ends and blank lines of a text that we put together into one form.
func tidy(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD")
	return strings.TrimSpace(blankLines.ReplaceAllString(s, "\n\n"))
}
