package article

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"codeberg.org/readeck/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// ErrNoArticle says that a page has no text.
var ErrNoArticle = errors.New("the page has no article text")

// HTML reads a page and finds its article.
func HTML(data []byte) (*Article, error) {
	encoding, _, _ := charset.DetermineEncoding(data, "")
	decoded, err := encoding.NewDecoder().Bytes(data)
	if err != nil {
		decoded = data
	}
	doc, err := html.Parse(strings.NewReader(valid(decoded)))
	if err != nil {
		return nil, err // the parser refuses pages that nest deeper than 512 elements
	}
	a := &Article{}
	a.describe(doc)
	prune(doc)
	fallback := blocks(body(doc))
	base := &url.URL{Scheme: "http", Host: "localhost"} // links are not followed; the library wants an absolute one
	found, err := readability.FromDocument(doc, base)
	if err == nil && found.Node != nil {
		a.Body = blocks(found.Node)
	}
	// A short page is all article: the finder may see none in it, or only a part.
	if len(a.Body)*4 < len(fallback) && len(fallback) < 4000 || a.Body == "" {
		a.Body = fallback
	}
	if strings.TrimSpace(a.Body) == "" {
		return nil, ErrNoArticle
	}
	if a.Title == "" {
		a.Title = strings.TrimSpace(found.Title)
	}
	return a, nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// describe reads title, day, publisher and language from the head and from embedded JSON-LD.
func (a *Article) describe(doc *html.Node) {
	meta := map[string]string{}
	var ld []string
	for n := range doc.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			a.Lang = attr(n, "lang")
		case atom.Title:
			if meta["title"] == "" && n.FirstChild != nil {
				meta["title"] = n.FirstChild.Data
			}
		case atom.Meta:
			key := strings.ToLower(attr(n, "property") + attr(n, "name") + attr(n, "itemprop"))
			if meta[key] == "" {
				meta[key] = attr(n, "content")
			}
		case atom.Link:
			if attr(n, "rel") == "canonical" {
				meta["canonical"] = attr(n, "href")
			}
		case atom.Script:
			if attr(n, "type") == "application/ld+json" && n.FirstChild != nil {
				ld = append(ld, n.FirstChild.Data)
			}
		case atom.Time:
			if meta["time"] == "" {
				meta["time"] = attr(n, "datetime")
			}
		}
	}
	for _, text := range ld {
		readLD(text, meta)
	}
	first := func(keys ...string) string {
		for _, k := range keys {
			if v := strings.TrimSpace(meta[k]); v != "" {
				return v
			}
		}
		return ""
	}
	a.Title = first("og:title", "twitter:title", "ld:headline", "title")
	a.Publisher = first("og:site_name", "ld:publisher", "publisher", "application-name")
	for _, k := range []string{"article:published_time", "ld:date", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "parsely-pub-date", "time"} {
		if day := Day(meta[k]); day != "" {
			a.Published = day
			break
		}
	}
	if u := first("canonical", "og:url"); strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "https://") {
		a.URL = u
	}
}

// readLD takes what a block of JSON-LD says of an article; nothing that it refers to is loaded.
func readLD(text string, meta map[string]string) {
	var one struct {
		Graph     []json.RawMessage `json:"@graph"`
		Headline  string            `json:"headline"`
		Date      string            `json:"datePublished"`
		Publisher json.RawMessage   `json:"publisher"`
	}
	data := bytes.TrimSpace([]byte(text))
	if len(data) > 0 && data[0] == '[' {
		var list []json.RawMessage
		if json.Unmarshal(data, &list) == nil {
			for _, x := range list[:min(len(list), 20)] {
				if x = bytes.TrimSpace(x); len(x) > 0 && x[0] == '{' {
					readLD(string(x), meta)
				}
			}
		}
		return
	}
	if json.Unmarshal(data, &one) != nil {
		return
	}
	set := func(key, value string) {
		if meta[key] == "" {
			meta[key] = value
		}
	}
	set("ld:headline", one.Headline)
	set("ld:date", one.Date)
	var named struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(one.Publisher, &named) == nil {
		set("ld:publisher", named.Name)
	}
	for _, x := range one.Graph[:min(len(one.Graph), 20)] {
		var plain struct {
			Headline  string          `json:"headline"`
			Date      string          `json:"datePublished"`
			Publisher json.RawMessage `json:"publisher"`
		}
		if json.Unmarshal(x, &plain) == nil {
			set("ld:headline", plain.Headline)
			set("ld:date", plain.Date)
		}
	}
}

// unread are elements whose text is no part of an article.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true,
	atom.Svg: true, atom.Nav: true, atom.Footer: true, atom.Form: true, atom.Button: true, atom.Select: true, atom.Aside: true,
	atom.Textarea: true, atom.Dialog: true, atom.Head: true,
}

// prune removes what a reader of the page does not see, and what is no text.
func prune(doc *html.Node) {
	var gone []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode || n.Type == html.ElementNode && (unread[n.DataAtom] && n.DataAtom != atom.Head || hidden(n)) {
			gone = append(gone, n)
		}
	}
	for _, n := range gone {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
	}
}

func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "style":
			s := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") || strings.Contains(s, "font-size:0") || strings.Contains(s, "opacity:0;") {
				return true
			}
		}
	}
	return false
}

func body(doc *html.Node) *html.Node {
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Body {
			return n
		}
	}
	return doc
}

// breaks are elements that stand in lines of their own.
var breaks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Li: true,
	atom.Blockquote: true, atom.Tr: true, atom.Section: true, atom.Article: true, atom.Figcaption: true, atom.Figure: true, atom.Ul: true,
	atom.Ol: true, atom.Pre: true, atom.Table: true, atom.Header: true, atom.Main: true, atom.Dd: true, atom.Dt: true,
}

// blocks is the text of a tree: one paragraph a block, separated by empty lines, with single spaces inside.
func blocks(root *html.Node) string {
	var out, line strings.Builder
	flush := func() {
		if text := strings.Join(strings.Fields(line.String()), " "); text != "" {
			if out.Len() > 0 {
				out.WriteString("\n\n")
			}
			out.WriteString(text)
		}
		line.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) { // the parser bounds the depth
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				line.WriteString(c.Data)
			case c.DataAtom == atom.Br:
				line.WriteByte(' ')
			case c.DataAtom == atom.Td || c.DataAtom == atom.Th:
				line.WriteByte(' ')
				walk(c)
			case c.Type == html.ElementNode && unread[c.DataAtom]:
			case breaks[c.DataAtom]:
				flush()
				walk(c)
				flush()
			default:
				walk(c)
			}
		}
	}
	walk(root)
	flush()
	return out.String()
}
