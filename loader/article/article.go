// Package article reads an article from a file: plain text or HTML, with an optional block of front matter.
//
// The body is UTF-8; broken bytes become U+FFFD and nothing else of a plain text changes, so that every later offset is a
// byte offset into what the file holds. Of HTML the article's own text is taken, without scripts, styles, navigation and
// hidden parts; nothing is fetched. Days are EDTF; what a file does not say stays empty.
package article

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Article is a text with what its file says about it.
type Article struct {
	ID, Title, URL, Publisher string
	Published                 string // EDTF, "" when unknown
	Lang                      string // BCP 47, "" when unknown
	Body                      string
}

// FrontMatterError says what is wrong with a front matter block.
type FrontMatterError struct {
	Line   int // in the file, from 1; 0 unknown
	Reason string
}

func (e *FrontMatterError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("front matter, line %d: %s", e.Line, e.Reason)
	}
	return "front matter: " + e.Reason
}

// Text reads a plain text.
func Text(data []byte) (*Article, error) {
	a := &Article{}
	body, err := a.frontMatter(valid(data))
	if err != nil {
		return nil, err
	}
	a.Body = body
	return a, nil
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

// valid is data as a string of valid UTF-8.
func valid(data []byte) string {
	data = bytes.TrimPrefix(data, byteOrderMark)
	if utf8.Valid(data) {
		return string(data)
	}
	return strings.ToValidUTF8(string(data), "\uFFFD")
}

// header is what front matter may give. Unknown keys are left alone: other tools have theirs.
type header struct {
	ID        string `yaml:"id"`
	Title     string `yaml:"title"`
	URL       string `yaml:"url"`
	Publisher string `yaml:"publisher"`
	Source    string `yaml:"source"`
	Published string `yaml:"published"`
	Date      string `yaml:"date"`
	Lang      string `yaml:"lang"`
}

// frontMatter takes a block between two lines of three hyphens off the beginning and gives the rest.
func (a *Article) frontMatter(text string) (string, error) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		if rest, ok = strings.CutPrefix(text, "---\r\n"); !ok {
			return text, nil
		}
	}
	end := regexp.MustCompile(`(?m)^---\r?$\n?`).FindStringIndex(rest)
	if end == nil {
		return text, nil // a text that begins with a rule
	}
	var h header
	if err := yaml.Unmarshal([]byte(rest[:end[0]]), &h); err != nil {
		// "title: Analysis: why it matters" is no YAML, but plain enough.
		plain, ok := plainHeader(rest[:end[0]])
		if !ok {
			return "", notYAML(err)
		}
		h = plain
	}
	a.ID, a.Title, a.URL, a.Lang = h.ID, h.Title, h.URL, h.Lang
	if a.Publisher = h.Publisher; a.Publisher == "" {
		a.Publisher = h.Source
	}
	day := h.Published
	if day == "" {
		day = h.Date
	}
	if day != "" {
		if a.Published = Day(day); a.Published == "" {
			return "", &FrontMatterError{Reason: fmt.Sprintf("no day in %q; write 2024-07-01", day)}
		}
	}
	return strings.TrimLeft(rest[end[1]:], "\r\n"), nil
}

var yamlLine = regexp.MustCompile(`^line (\d+): `)

// notYAML gives YAML's reason with the line of the file.
func notYAML(err error) *FrontMatterError {
	e := &FrontMatterError{Line: 2, Reason: strings.TrimPrefix(err.Error(), "yaml: ")} // YAML names no line when it is the first
	if m := yamlLine.FindStringSubmatch(e.Reason); m != nil {
		n, _ := strconv.Atoi(m[1])
		e.Line, e.Reason = n+1, e.Reason[len(m[0]):]
	}
	return e
}

var plainKey = regexp.MustCompile(`^[A-Za-z][\w-]*$`)

// plainHeader reads lines of a key, a colon and anything; false when there are others.
func plainHeader(block string) (h header, ok bool) {
	fields := map[string]*string{"id": &h.ID, "title": &h.Title, "url": &h.URL, "publisher": &h.Publisher, "source": &h.Source, "published": &h.Published, "date": &h.Date, "lang": &h.Lang}
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		key, value, found := strings.Cut(line, ":")
		if !found || !plainKey.MatchString(key) {
			return h, false
		}
		value = strings.TrimSpace(value)
		if n := len(value); n > 1 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		if f := fields[strings.ToLower(key)]; f != nil {
			*f = value
		}
	}
	return h, true
}

var edtfDay = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?`)

// layouts are the forms of dates that files use, beside ISO 8601.
var layouts = [...]string{
	time.RFC1123Z, time.RFC1123, time.RFC850, time.ANSIC, "2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006",
	"Monday, January 2, 2006", "Monday 2 January 2006", "02.01.2006", "2006/01/02", "20060102", "20060102150405",
}

// Day reads a date in one of the usual forms, as a day in UTC where it carries a zone; "" when it is none.
func Day(s string) string {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC().Format(time.DateOnly)
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return t.UTC().Format(time.DateOnly)
		}
	}
	m := edtfDay.FindString(s)
	if rest := s[len(m):]; m == "" || rest != "" && rest[0] != 'T' && rest[0] != ' ' {
		return ""
	}
	for _, l := range [...]string{"2006-01-02", "2006-01", "2006"} {
		if _, err := time.Parse(l, m); err == nil {
			return m
		}
	}
	return ""
}
