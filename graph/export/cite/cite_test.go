package cite_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/export/cite"
)

func refs() []cite.Reference {
	return []cite.Reference{
		{DocumentInfo: graph.DocumentInfo{IRI: "doc:0123456789abcdef", ID: "a/1.txt", Title: "Talks: 50% & more {now}\nER  - x", URL: "https://example.org/a_{b}?c=1", Published: "2024-07-01", Lang: "en"}, Outlet: "The Example Post"},
		{DocumentInfo: graph.DocumentInfo{IRI: "doc:ff00", ID: "b.csv", Published: "2024-07"}, Outlet: ""},
		{DocumentInfo: graph.DocumentInfo{IRI: "doc:ff01", ID: `c\d`, Published: "201X"}, Outlet: "Ö"},
	}
}

func TestBibTeX(t *testing.T) {
	var b bytes.Buffer
	if err := cite.BibTeX(&b, refs()); err != nil {
		t.Fatal(err)
	}
	want := `@misc{theexamplepost2024-01234567,
  title = {{Talks: 50\% \& more \{now\} ER  - x}},
  publisher = {The Example Post},
  year = {2024},
  date = {2024-07-01},
  url = {https://example.org/a_%7Bb%7D?c=1},
  language = {en},
}
@misc{doc2024-ff00,
  title = {{b.csv}},
  year = {2024},
  date = {2024-07},
}
@misc{o-ff01,
  title = {{c\textbackslash{}d}},
  publisher = {Ö},
}
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	if open, closed := strings.Count(b.String(), "{"), strings.Count(b.String(), "}"); open != closed {
		t.Errorf("%d opening and %d closing braces", open, closed)
	}
}

func TestRIS(t *testing.T) {
	var b bytes.Buffer
	if err := cite.RIS(&b, refs()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\r\n")
	if lines[0] != "TY  - NEWS" || lines[2] != "TI  - Talks: 50% & more {now} ER  - x" || lines[5] != "DA  - 2024/07/01/" || strings.Count(b.String(), "\r\nER  - \r\n") != 3 {
		t.Errorf("%q", lines)
	}
	if !strings.Contains(b.String(), "DA  - 2024/07//\r\n") {
		t.Errorf("a month without day: %q", b.String())
	}
}

func TestCSLJSON(t *testing.T) {
	var b bytes.Buffer
	if err := cite.CSLJSON(&b, refs()); err != nil {
		t.Fatal(err)
	}
	var got []struct {
		ID, Type, Title string
		Issued          *struct {
			Parts [][]int `json:"date-parts"`
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0].Issued.Parts[0][1] != 7 || len(got[1].Issued.Parts[0]) != 2 || got[2].Issued != nil || got[1].Title != "b.csv" {
		t.Errorf("%+v", got)
	}
	b.Reset()
	if err := cite.CSLJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("nothing: %q %v", b.String(), err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestWritersThatFail(t *testing.T) {
	for name, f := range map[string]func(io.Writer, []cite.Reference) error{"BibTeX": cite.BibTeX, "RIS": cite.RIS, "CSL-JSON": cite.CSLJSON} {
		if f(failing{}, refs()) == nil {
			t.Errorf("%s does not notice", name)
		}
	}
}
