package loader

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"entente/loader/dataset"
	"entente/loader/document"
)

// The formats that are not data sets.
const (
	formatText    = "text"
	formatHTML    = "html"
	formatDocs    = "docs"
	formatClaims  = "claims"
	formatQuads   = "nquads"
	formatTriples = "ntriples"
	formatTurtle  = "turtle"
	formatTriG    = "trig"
	formatJSONLD  = "jsonld"
)

// Formats lists what Options.Format takes, data sets last.
func (l *Loader) Formats() []string {
	list := []string{formatText, formatHTML, formatDocs, formatClaims, formatQuads, formatTriples, formatTurtle, formatTriG, formatJSONLD}
	for _, k := range document.Kinds() {
		list = append(list, string(k))
	}
	for _, s := range l.Sets {
		list = append(list, s.Name())
	}
	return list
}

// FormatError says that a format is not known.
type FormatError struct {
	Format string
	Known  []string
}

func (e *FormatError) Error() string { return fmt.Sprintf("no format %q", e.Format) }

// Hint lists the formats.
func (e *FormatError) Hint() string { return "formats: " + strings.Join(e.Known, ", ") }

// formatOf tells a file's format from Options, its content and its name. why is set when it cannot be read.
func (r *run) formatOf(e *entry, head []byte) (format string, set dataset.Reader, why string) {
	if f := r.opt.Format; f != "" {
		i := slices.IndexFunc(r.loader.Sets, func(s dataset.Reader) bool { return s.Name() == f })
		if i >= 0 {
			return f, r.loader.Sets[i], ""
		}
		if (f == formatText || f == formatHTML) && binary(head) {
			return "", nil, notText
		}
		return f, nil, ""
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return "", nil, "the file is empty"
	}
	if k := document.Detect(e.name, head); k != document.None {
		return string(k), nil, ""
	}
	set, sure, tie := r.surest(e.name, head)
	if sure >= 50 {
		if tie != "" {
			return "", nil, fmt.Sprintf("could be %s or %s: say which with --format", set.Name(), tie)
		}
		return set.Name(), set, ""
	}
	if binary(head) {
		return "", nil, notText
	}
	ext := strings.ToLower(path.Ext(e.name))
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	switch {
	case ext == ".nq" || ext == ".nquads":
		return formatQuads, nil, ""
	case ext == ".nt":
		return formatTriples, nil, ""
	case ext == ".ttl" || ext == ".turtle":
		return formatTurtle, nil, ""
	case ext == ".trig":
		return formatTriG, nil, ""
	case ext == ".jsonld" || looksLikeJSONLD(start):
		return formatJSONLD, nil, ""
	case ext == ".jsonl" || ext == ".ndjson" || ext == ".json" || start[0] == '{':
		return jsonFormat(start)
	case looksLikeQuads(start):
		return formatQuads, nil, ""
	case looksLikeTurtle(start):
		return formatTriG, nil, "" // which takes Turtle too
	case ext == ".html" || ext == ".htm" || ext == ".xhtml" || looksLikeHTML(start):
		return formatHTML, nil, ""
	case sure > 0 && (ext == ".csv" || ext == ".tsv" || ext == ".tab" || ext == ".xlsx"):
		return set.Name(), set, ""
	case ext == ".csv" || ext == ".tsv" || ext == ".tab":
		return "", nil, "a table of no known layout; --format says what it is"
	}
	return formatText, nil, ""
}

// surest is the data set that is surest of a file; tie names another that is as sure.
func (r *run) surest(name string, head []byte) (best dataset.Reader, sure int, tie string) {
	for _, s := range r.loader.Sets {
		switch n := s.Detect(name, head); {
		case n > sure:
			best, sure, tie = s, n, ""
		case n == sure && n > 0:
			tie = s.Name()
		}
	}
	return best, sure, tie
}

// jsonFormat tells documents from claims by the keys of the first object.
func jsonFormat(start []byte) (string, dataset.Reader, string) {
	line := start
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	var keys map[string]json.RawMessage
	whole := json.Unmarshal(line, &keys) == nil
	has := func(key string) bool {
		if whole {
			_, ok := keys[key]
			return ok
		}
		return bytes.Contains(line, []byte(`"`+key+`"`)) // a line longer than the head
	}
	switch {
	case has("predicate") && has("subject"):
		return formatClaims, nil, ""
	case has("text"):
		return formatDocs, nil, ""
	}
	return "", nil, `JSON lines with neither "text" (documents) nor "predicate" (claims)`
}

const notText = "not a text: the file has bytes that no text has"

// binary reports control bytes that no text has, or bytes that are mostly no UTF-8.
func binary(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return true
	}
	broken, total := 0, 0
	for i := 0; i < len(head); total++ {
		c, n := utf8.DecodeRune(head[i:])
		if c == utf8.RuneError && n == 1 && len(head)-i >= utf8.UTFMax || c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			broken++
		}
		i += n
	}
	return broken*10 > total
}

func looksLikeQuads(start []byte) bool {
	for line := range bytes.Lines(start[:min(len(start), 4096)]) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		first := line[0] == '<' && bytes.Contains(line, []byte("> ")) || bytes.HasPrefix(line, []byte("_:"))
		return first && line[len(line)-1] == '.' && bytes.Contains(line, []byte(" <"))
	}
	return false
}

// looksLikeTurtle reports a first statement that declares a prefix or a base.
func looksLikeTurtle(start []byte) bool {
	for line := range bytes.Lines(start[:min(len(start), 4096)]) {
		word, rest, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		switch strings.ToLower(word) {
		case "":
			continue
		case "@prefix", "@base", "prefix", "base":
			return strings.Contains(rest, "<")
		}
		if word[0] != '#' {
			return false
		}
	}
	return false
}

// looksLikeJSONLD reports a first object with a key of JSON-LD.
func looksLikeJSONLD(start []byte) bool {
	if start[0] != '{' && start[0] != '[' {
		return false
	}
	key := bytes.TrimLeft(start, "[{ \t\r\n")
	return bytes.HasPrefix(key, []byte(`"@context"`)) || bytes.HasPrefix(key, []byte(`"@id"`)) || bytes.HasPrefix(key, []byte(`"@graph"`))
}

func looksLikeHTML(start []byte) bool {
	low := bytes.ToLower(start[:min(len(start), 1024)])
	return bytes.HasPrefix(low, []byte("<!doctype html")) || bytes.HasPrefix(low, []byte("<html")) ||
		bytes.HasPrefix(low, []byte("<")) && (bytes.Contains(low, []byte("<body")) || bytes.Contains(low, []byte("<head")) || bytes.Contains(low, []byte("<p>")))
}
