package document

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"entente/loader/article"
)

// The marks between articles in exports of news databases.
var (
	beginMark  = regexp.MustCompile(`^\s*(?:Document\s+)?\d{1,6}\s+of\s+\d{1,6}(?:\s+DOCUMENTS?)?\s*$`)
	accession  = regexp.MustCompile(`^\s*(?:AN\s+)?Document\s+([A-Za-z][A-Za-z0-9]{14,40})\s*$`)
	endMark    = regexp.MustCompile(`^\s*End of Document\s*$`)
	wordCount  = regexp.MustCompile(`(?i)^\s*(?:WC\s+)?[\d,.]+ words\s*$`)
	fieldMark  = regexp.MustCompile(`(?im)^\s*(?:LENGTH|LOAD-DATE|BYLINE|SECTION|BODY|HEADLINE|Full text|Publication title|PUBLICATION-TYPE):|^\s*(?:WC\s+)?[\d,.]+ words\s*$`)
	anyMark    = regexp.MustCompile(`(?m)^\s*(?:(?:Document\s+)?\d{1,6}\s+of\s+\d{1,6}(?:\s+DOCUMENTS?)?|(?:AN\s+)?Document\s+[A-Za-z][A-Za-z0-9]{14,40}|End of Document)\s*$`)
	ruleOnly   = regexp.MustCompile(`^\s*[_=*-]{5,}\s*$`)
	copyrights = regexp.MustCompile(`(?i)^\s*(?:CY\s+)?(?:\(c\)|©|copyright\b)`)
)

// IsBundle reports the text of an export: a mark between articles, and a field as those exports have.
func IsBundle(text string) bool { return anyMark.MatchString(text) && fieldMark.MatchString(text) }

// decode gives data as UTF-8: as it is, or from Windows-1252.
func decode(data []byte) string {
	s := strings.TrimPrefix(string(data), "\uFEFF")
	if utf8.ValidString(s) {
		return s
	}
	if out, err := charmap.Windows1252.NewDecoder().String(s); err == nil {
		return out
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// section is the lines of one article.
type section struct {
	line  int
	lines []string
	id    string // accession number
}

// sections cuts a text at the marks.
func sections(text string) []section {
	var out []section
	cur := section{line: 1}
	end := func(next int, id string) {
		cur.id = id
		if strings.TrimSpace(strings.Join(cur.lines, "")) != "" {
			out = append(out, cur)
		}
		cur = section{line: next}
	}
	n := 0
	for l := range strings.Lines(text) {
		n++
		l = strings.TrimRight(l, "\r\n \t\f")
		l = strings.TrimLeft(l, "\f")
		switch {
		case beginMark.MatchString(l), endMark.MatchString(l):
			end(n+1, "")
		case accession.MatchString(l):
			end(n+1, "factiva:"+strings.ToLower(accession.FindStringSubmatch(l)[1]))
		case ruleOnly.MatchString(l):
			cur.lines = append(cur.lines, "")
		default:
			cur.lines = append(cur.lines, l)
		}
	}
	end(n+1, "")
	return out
}

// splitBundle reads the articles of an export.
func splitBundle(text string, l Limits) ([]Piece, error) {
	var out []Piece
	for _, s := range sections(text) {
		a := s.article()
		switch {
		case a == nil:
			continue // a cover page, a list of contents, or what follows the last mark
		case a.Body == "":
			out = append(out, Piece{Line: s.line, Err: errors.New("an article of the export without a text")})
		case len(a.Body) > l.TextBytes:
			out = append(out, Piece{Line: s.line, Err: ErrTooLarge})
		default:
			out = append(out, Piece{Article: a, Line: s.line})
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no article in the export: neither a length nor a body is marked in it")
	}
	return out, nil
}

// contentID names an article that brings no number: the same in every export that holds it.
func contentID(a *article.Article) string {
	sum := sha256.Sum256([]byte(a.Publisher + "\x00" + a.Published + "\x00" + a.Title + "\x00" + strings.Join(strings.Fields(a.Body), " ")))
	return "article:" + hex.EncodeToString(sum[:16])
}
