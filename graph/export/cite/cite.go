// Package cite writes references to documents for papers and reference managers: BibTeX, RIS and CSL-JSON.
//
// A reference says what the graph knows of a document and nothing else: title, publisher, day, address, language. Authors are not
// known, so none are given. A document without a title is cited under its id. Keys are made of the publisher, the year and the document's hash, so
// that the same document has the same key in every export.
package cite

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"entente/graph"
	"entente/graph/vocab"
)

// Reference is one document to cite.
type Reference struct {
	graph.DocumentInfo
	// Outlet is the name of the publisher, where Publisher is its id.
	Outlet string
}

// Of makes the reference of a document with the name of its publisher.
func Of(v *graph.View, d graph.DocumentInfo) Reference {
	r := Reference{DocumentInfo: d, Outlet: v.Label(d.Publisher)}
	if r.Outlet == "" {
		r.Outlet = strings.TrimPrefix(d.Publisher, "org:")
	}
	return r
}

// Key names a reference: publisher, year and the first digits of the document's hash.
func (r *Reference) Key() string {
	var b strings.Builder
	for _, c := range vocab.Fold(r.Outlet) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteRune(c)
		}
	}
	if b.Len() == 0 {
		b.WriteString("doc")
	}
	hash := strings.TrimPrefix(r.IRI, "doc:")
	return b.String() + r.year() + "-" + hash[:min(8, len(hash))]
}

func (r *Reference) title() string {
	if r.Title != "" {
		return r.Title
	}
	return r.ID
}

// date gives the parts of the day of publication that are known.
func (r *Reference) date() []string {
	from, _, _ := strings.Cut(r.Published, "/")
	from, _, _ = strings.Cut(strings.TrimRight(from, "?~%"), "T")
	parts := strings.Split(from, "-")
	for i, p := range parts {
		if want := [...]int{4, 2, 2}; i > 2 || len(p) != want[i] || strings.Trim(p, "0123456789") != "" {
			return parts[:i]
		}
	}
	return parts
}

func (r *Reference) year() string {
	if d := r.date(); len(d) > 0 {
		return d[0]
	}
	return ""
}

// BibTeX writes @misc entries, for LaTeX and for biblatex.
func BibTeX(w io.Writer, refs []Reference) error {
	out := bufio.NewWriter(w)
	for i := range refs {
		r := &refs[i]
		fmt.Fprintf(out, "@misc{%s,\n", r.Key())
		field := func(name, value string) {
			if value != "" {
				fmt.Fprintf(out, "  %s = {%s},\n", name, value)
			}
		}
		field("title", "{"+latex(r.title())+"}")
		field("publisher", latex(r.Outlet))
		d := r.date()
		if len(d) > 0 {
			field("year", d[0])
			field("date", strings.Join(d, "-"))
		}
		field("url", address(r.URL))
		field("language", latex(r.Lang))
		fmt.Fprint(out, "}\n")
	}
	return out.Flush()
}

// latex writes what TeX would take for commands as characters.
func latex(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch c {
		case '\\':
			b.WriteString(`\textbackslash{}`)
		case '{', '}', '#', '$', '%', '&', '_':
			b.WriteByte('\\')
			b.WriteRune(c)
		case '~':
			b.WriteString(`\textasciitilde{}`)
		case '^':
			b.WriteString(`\textasciicircum{}`)
		default:
			b.WriteRune(plain(c))
		}
	}
	return b.String()
}

// plain makes a space of control characters and line ends, which would end a field.
func plain(c rune) rune {
	if c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 {
		return ' '
	}
	return c
}

// address makes a URL fit for a field between braces: TeX reads it as it is, so the marks that would break out are percent-encoded.
func address(url string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20", "\n", "", "\r", "", "\t", "").Replace(url)
}

// RIS writes entries that EndNote, Zotero and others read, with the line ends CRLF that the format asks for.
func RIS(w io.Writer, refs []Reference) error {
	out := bufio.NewWriter(w)
	for i := range refs {
		r := &refs[i]
		line := func(tag, value string) {
			if value != "" {
				fmt.Fprintf(out, "%s  - %s\r\n", tag, strings.TrimSpace(strings.Map(plain, value)))
			}
		}
		line("TY", "NEWS")
		line("ID", r.Key())
		line("TI", r.title())
		line("PB", r.Outlet)
		if d := r.date(); len(d) > 0 {
			line("PY", d[0])
			for len(d) < 3 {
				d = append(d, "")
			}
			line("DA", strings.Join(d, "/")+"/")
		}
		line("UR", r.URL)
		line("LA", r.Lang)
		fmt.Fprint(out, "ER  - \r\n\r\n")
	}
	return out.Flush()
}

// item is an entry of CSL-JSON 1.0.
type item struct {
	ID        string   `json:"id"`
	Type      string   `json:"type"`
	Title     string   `json:"title"`
	Publisher string   `json:"publisher,omitempty"`
	Issued    *cslDate `json:"issued,omitempty"`
	URL       string   `json:"URL,omitempty"`
	Language  string   `json:"language,omitempty"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// CSLJSON writes an array for pandoc, Zotero and the citation processors.
func CSLJSON(w io.Writer, refs []Reference) error {
	items := make([]item, 0, len(refs))
	for i := range refs {
		r := &refs[i]
		it := item{ID: r.Key(), Type: "article-newspaper", Title: r.title(), Publisher: r.Outlet, URL: r.URL, Language: r.Lang}
		if d := r.date(); len(d) > 0 {
			parts := make([]int, len(d))
			for k, p := range d {
				if _, err := fmt.Sscan(strings.TrimLeft(p, "0"), &parts[k]); err != nil {
					parts = parts[:k]
					break
				}
			}
			if len(parts) > 0 {
				it.Issued = &cslDate{[][]int{parts}}
			}
		}
		items = append(items, it)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(items)
}
