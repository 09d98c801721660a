// Package datasettest helps the tests of the data set readers: a sink that collects and checks what a reader
// gives, the sample files, and the hostile inputs that every reader must survive.
package datasettest

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
)

// Refusal is one record that gave no claim.
type Refusal struct {
	Line   int
	Offset int64
	Reason string
}

// Sink collects. With Keep false it counts and checks only.
type Sink struct {
	Keep                               bool
	Records, Claims, Skips, Rejects    int
	Kept                               []claim.Claim
	Skipped, Rejected                  []Refusal
	SkippedBy, RejectedBy, ByPublisher map[string]int
	Documents                          []dataset.Document
	Named                              map[string]dataset.Actor
	vocabulary                         *vocab.Vocabulary
	tb                                 testing.TB
	ids                                map[string]bool
}

// NewSink makes a sink that fails tb when a claim is not valid.
func NewSink(tb testing.TB, v *vocab.Vocabulary, keep bool) *Sink {
	return &Sink{Keep: keep, tb: tb, vocabulary: v, SkippedBy: map[string]int{}, RejectedBy: map[string]int{}, ByPublisher: map[string]int{},
		Named: map[string]dataset.Actor{}, ids: map[string]bool{}}
}

// Read is the number of records.
func (s *Sink) Read() int { return s.Records + s.Skips + s.Rejects }

// Document implements dataset.Sink.
func (s *Sink) Document(d dataset.Document) error {
	s.Documents = append(s.Documents, d)
	return nil
}

// Record implements dataset.Sink and checks every claim as the graph will.
func (s *Sink) Record(claims ...claim.Claim) error {
	s.Records++
	if len(claims) == 0 {
		s.tb.Error("a record without claims")
	}
	doc := ""
	if n := len(s.Documents); n > 0 {
		doc = s.Documents[n-1].ID
	}
	for i := range claims {
		c := claims[i]
		if c.Doc == "" {
			c.Doc = doc
		}
		s.check(&c)
		s.Claims++
		if c.Publisher != "" {
			s.ByPublisher[c.Publisher]++
		}
		if s.Keep {
			id := claim.ID(&c)
			if s.ids[id] {
				s.tb.Errorf("row %d: two claims with one id: %s %s %s", c.Row, c.Subject.ID, c.Relation, c.Object.ID)
			}
			s.ids[id] = true
			s.Kept = append(s.Kept, c)
		}
	}
	return nil
}

func (s *Sink) check(c *claim.Claim) {
	if err := c.Validate(""); err != nil {
		s.tb.Errorf("row %d: %v", c.Row, err)
	}
	if c.Row <= 0 || c.Evidence == "" || c.Extractor == "" || c.Rule == "" {
		s.tb.Errorf("row %d: no row, evidence, extractor or rule: %+v", c.Row, c)
	}
	r, ok := s.vocabulary.Relation(c.Relation)
	if !ok {
		s.tb.Errorf("row %d: no relation %q", c.Row, c.Relation)
		return
	}
	for _, e := range [...]struct {
		id    string
		kinds []vocab.Kind
	}{{c.Subject.ID, r.Domain}, {c.Object.ID, r.Range}} {
		s.checkEnd(c, e.id, e.kinds)
	}
	if c.Subject.ID == c.Object.ID {
		s.tb.Errorf("row %d: %s %s itself", c.Row, c.Subject.ID, c.Relation)
	}
	for name := range c.Qualifiers {
		if strings.ToLower(name) != name || strings.ContainsAny(name, " -.") {
			s.tb.Errorf("row %d: qualifier %q", c.Row, name)
		}
	}
}

func (s *Sink) checkEnd(c *claim.Claim, id string, kinds []vocab.Kind) {
	kind, rest, ok := strings.Cut(id, ":")
	if !ok || rest == "" || strings.ContainsAny(rest, " <>\"{}|^`\\\t") {
		s.tb.Errorf("row %d: %q is not an id", c.Row, id)
		return
	}
	k := vocab.Kind(kind)
	for _, want := range kinds {
		if want == k || (k == vocab.Office && want == vocab.Person) {
			return
		}
	}
	s.tb.Errorf("row %d: %s does not take a %s (%s)", c.Row, c.Relation, kind, id)
}

// Skip implements dataset.Sink.
func (s *Sink) Skip(line int, offset int64, reason string) error {
	s.Skips++
	s.SkippedBy[reason]++
	if s.Keep {
		s.Skipped = append(s.Skipped, Refusal{line, offset, reason})
	}
	return s.refusal(line, offset, reason)
}

// Reject implements dataset.Sink.
func (s *Sink) Reject(line int, offset int64, reason string) error {
	s.Rejects++
	s.RejectedBy[reason]++
	if s.Keep || len(s.Rejected) < 20 {
		s.Rejected = append(s.Rejected, Refusal{line, offset, reason})
	}
	return s.refusal(line, offset, reason)
}

func (s *Sink) refusal(line int, offset int64, reason string) error {
	if line < 1 || offset < 0 || reason == "" {
		s.tb.Errorf("a refusal without place or reason: line %d byte %d %q", line, offset, reason)
	}
	return nil
}

// Actors implements dataset.Sink.
func (s *Sink) Actors(actors ...dataset.Actor) error {
	for _, a := range actors {
		if a.ID == "" || a.Label == "" && len(a.Parties) == 0 {
			s.tb.Errorf("an actor without id or label: %+v", a)
		}
		s.Named[a.ID] = a
	}
	return nil
}

// Vocabulary is the built-in one.
func Vocabulary(tb testing.TB) *vocab.Vocabulary {
	tb.Helper()
	v, err := vocab.Default()
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// Text reads text as a file and gives what came of it.
func Text(tb testing.TB, r dataset.Reader, s *dataset.Session, name, text string) *Sink {
	tb.Helper()
	out := NewSink(tb, s.Vocabulary, true)
	if err := r.Read(context.Background(), &dataset.File{ID: name, Name: name, Path: name, Body: strings.NewReader(text)}, s, out); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return out
}

// Sample opens a sample file, decompressed, under its name without ".gz". Without the folder of samples (ENTENTE_SAMPLES, by
// default ../shared/samples beside the repository) the test is skipped, and fails where CI is "true".
func Sample(tb testing.TB, name string) *dataset.File {
	tb.Helper()
	f, err := os.Open(filepath.Join(samples(tb), name))
	if err != nil {
		missing(tb, err)
	}
	tb.Cleanup(func() { f.Close() })
	var body io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if body, err = gzip.NewReader(f); err != nil {
			tb.Fatal(err)
		}
		name = strings.TrimSuffix(name, ".gz")
	}
	return &dataset.File{ID: name, Name: name, Path: name, Body: body}
}

func samples(tb testing.TB) string {
	if dir := os.Getenv("ENTENTE_SAMPLES"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared", "samples")
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "samples"
		}
		dir = up
	}
}

func missing(tb testing.TB, err error) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatalf("the sample files are not there: %v", err)
	}
	tb.Skipf("SKIPPED, the sample files are not there (set ENTENTE_SAMPLES): %v", err)
}

// Load reads a sample and reports its counts.
func Load(tb testing.TB, r dataset.Reader, s *dataset.Session, name string, keep bool) *Sink {
	tb.Helper()
	in := Sample(tb, name)
	out := NewSink(tb, s.Vocabulary, keep)
	if err := r.Read(context.Background(), in, s, out); err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	tb.Logf("%s as %s: read %d records, %d loaded (%d claims), %d skipped %v, %d rejected %v", name, r.Name(), out.Read(), out.Records,
		out.Claims, out.Skips, out.SkippedBy, out.Rejects, out.RejectedBy)
	return out
}

// Hostile feeds a reader what no file should hold: nothing may panic, and whatever is refused has a line and a reason. good is
// a small well-formed file of the format, which is damaged in many ways; header says that its first line is one.
func Hostile(t *testing.T, r dataset.Reader, newSession func() *dataset.Session, good string, header bool) {
	t.Helper()
	head, body := "", good
	if header {
		i := strings.IndexByte(good, '\n') + 1
		head, body = good[:i], good[i:]
	}
	first := strings.SplitAfter(body, "\n")[0]
	cases := map[string]string{
		"empty": "", "only a header": head, "no end of line": strings.TrimSuffix(good, "\n"),
		"CRLF": strings.ReplaceAll(good, "\n", "\r\n"), "CR only": strings.ReplaceAll(good, "\n", "\r"),
		"byte order mark": "\ufeff" + good, "empty lines": strings.ReplaceAll(good, "\n", "\n\n"),
		"bad UTF-8": head + "\xff\xfe" + body, "NUL": head + "\x00" + body, "one column": head + "x\n" + body,
		"too many columns": head + strings.TrimSuffix(first, "\n") + strings.Repeat("\tz,z;z", 400) + "\n" + body,
		"endless quote":    head + "\"" + body, "quotes": head + strings.Repeat("\"\n", 2000) + body,
		"long line": head + strings.Repeat("9", 20<<20) + "\n" + body, "binary": head + string(bytes.Repeat([]byte{0, 1, 2, 255, 13, 10, 34, 9, 44}, 5000)),
	}
	for i := 0; i < len(first); i += 1 + len(first)/40 {
		cases["cut at "+string(rune('0'+i%10))+strings.Repeat("+", i/10%50)] = head + first[:i]
	}
	n := 0
	for name, text := range cases {
		s := newSession()
		out := NewSink(t, s.Vocabulary, false)
		err := r.Read(context.Background(), &dataset.File{ID: "x", Name: "x", Path: "x", Body: strings.NewReader(text)}, s, out)
		n++
		switch name {
		case "bad UTF-8", "NUL", "one column", "long line":
			if out.Rejects+out.Skips == 0 {
				t.Errorf("%s: nothing refused (err %v, %d records)", name, err, out.Records)
			}
		case "CR only", "CRLF", "byte order mark", "empty lines", "no end of line":
			s := newSession()
			plain := NewSink(t, s.Vocabulary, false)
			if perr := r.Read(context.Background(), &dataset.File{ID: "x", Name: "x", Path: "x", Body: strings.NewReader(good)}, s, plain); perr != nil || err != nil {
				t.Errorf("%s: %v, plain %v", name, err, perr)
			}
			if out.Claims != plain.Claims || out.Records != plain.Records {
				t.Errorf("%s: %d claims of %d records, the plain file gives %d of %d: %v", name, out.Claims, out.Records, plain.Claims, plain.Records, out.RejectedBy)
			}
		}
	}
	t.Logf("ran %d cases: hostile files for %s", n, r.Name())
}

// Fuzz reads damaged files; see Hostile.
func Fuzz(f *testing.F, r dataset.Reader, newSession func() *dataset.Session, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
		f.Add([]byte(strings.ReplaceAll(s, "\n", "\r")))
		f.Add([]byte(strings.ReplaceAll(s, "\n", "\r\n")))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s := newSession()
		out := NewSink(t, s.Vocabulary, false)
		// An error is an answer too; a panic, a claim that is not valid or a refusal without a place is not.
		_ = r.Read(context.Background(), &dataset.File{ID: "x", Name: "x", Path: "x", Body: bytes.NewReader(b)}, s, out)
		if n := r.Detect("x", b); n < 0 || n > 100 {
			t.Errorf("Detect gives %d", n)
		}
	})
}
