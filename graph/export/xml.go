package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/graph"
)

// escaped makes text fit for XML: marked-up characters as entities, and those that XML 1.0 cannot hold as U+FFFD.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\t' || r == '\n' || r == '\r':
			fmt.Fprintf(&b, "&#%d;", r)
		case r < 0x20 || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// attribute is a value of an edge in a network format.
type attribute struct {
	name, kind string // kind as GraphML and GEXF call it: string, int (integer)
	value      func(e *Edge) string
}

func attributes() []attribute {
	text := func(f func(e *Edge) string) func(e *Edge) string { return f }
	number := func(f func(e *Edge) int) func(e *Edge) string {
		return func(e *Edge) string {
			if e.ID == "" {
				return ""
			}
			return strconv.Itoa(f(e))
		}
	}
	return []attribute{
		{"predicate", "string", text((*Edge).Predicate)},
		{"edge", "string", text(func(e *Edge) string { return e.ID })},
		{"status", "string", text(func(e *Edge) string {
			if e.Form != "" {
				return ""
			}
			return e.Status
		})},
		{"claims", "int", number(func(e *Edge) int { return e.Claims })},
		{"documents", "int", number(func(e *Edge) int { return e.Documents })},
		{"publishers", "int", number(func(e *Edge) int { return e.Publishers })},
		{"voices", "int", number(func(e *Edge) int { return e.Voices })},
		{"first_day", "string", text(func(e *Edge) string { return e.FirstDay })},
		{"last_day", "string", text(func(e *Edge) string { return e.LastDay })},
	}
}

// sticky is a writer that remembers its first error.
type sticky struct {
	*bufio.Writer
	err error
}

func (s *sticky) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.Writer, format, args...)
	}
}

func (s *sticky) done() error {
	if s.err != nil {
		return s.err
	}
	return s.Flush()
}

// GraphML writes the nodes with label and kind, and the edges with predicate, status, counts and days. Symmetric relations are undirected edges.
func GraphML(ctx context.Context, w io.Writer, v *graph.View, opt *Options) error {
	ids, err := nodes(ctx, v, opt)
	if err != nil {
		return err
	}
	out := &sticky{Writer: bufio.NewWriterSize(w, 1<<16)}
	out.printf("%s", `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
`)
	for _, a := range attributes() {
		out.printf("<key id=\"%s\" for=\"edge\" attr.name=\"%s\" attr.type=\"%s\"/>\n", a.name, a.name, a.kind)
	}
	out.printf("<graph id=\"entente\" edgedefault=\"directed\">\n")
	for _, id := range ids {
		out.printf("<node id=\"%s\"><data key=\"label\">%s</data><data key=\"kind\">%s</data></node>\n", escaped(id), escaped(label(v, id)), escaped(kind(id)))
	}
	n := 0
	for e, err := range Edges(ctx, v, opt) {
		if err != nil {
			return err
		}
		direction := ""
		if e.Symmetric {
			direction = ` directed="false"`
		}
		out.printf("<edge id=\"e%d\" source=\"%s\" target=\"%s\"%s>", n, escaped(e.Subject), escaped(e.Object), direction)
		n++
		for _, a := range attributes() {
			if value := a.value(&e); value != "" {
				out.printf("<data key=\"%s\">%s</data>", a.name, escaped(value))
			}
		}
		out.printf("</edge>\n")
	}
	out.printf("</graph>\n</graphml>\n")
	return out.done()
}

// GEXF writes GEXF 1.3 with time: an edge lasts from the first day on which it is attested to the last; of one that has not ended that is the day of the
// latest source that says so.
func GEXF(ctx context.Context, w io.Writer, v *graph.View, opt *Options) error {
	ids, err := nodes(ctx, v, opt)
	if err != nil {
		return err
	}
	out := &sticky{Writer: bufio.NewWriterSize(w, 1<<16)}
	out.printf("%s", `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
<meta><creator>Entente</creator></meta>
<graph mode="dynamic" defaultedgetype="directed" timeformat="date">
<attributes class="node"><attribute id="kind" title="kind" type="string"/></attributes>
<attributes class="edge">
`)
	for _, a := range attributes() {
		kind := a.kind
		if kind == "int" {
			kind = "integer"
		}
		out.printf("<attribute id=\"%s\" title=\"%s\" type=\"%s\"/>\n", a.name, a.name, kind)
	}
	out.printf("</attributes>\n<nodes>\n")
	for _, id := range ids {
		out.printf("<node id=\"%s\" label=\"%s\"><attvalues><attvalue for=\"kind\" value=\"%s\"/></attvalues></node>\n", escaped(id), escaped(label(v, id)), escaped(kind(id)))
	}
	out.printf("</nodes>\n<edges>\n")
	n := 0
	for e, err := range Edges(ctx, v, opt) {
		if err != nil {
			return err
		}
		writeGEXFEdge(out, n, &e)
		n++
	}
	out.printf("</edges>\n</graph>\n</gexf>\n")
	return out.done()
}

func writeGEXFEdge(out *sticky, n int, e *Edge) {
	kind, time := "directed", ""
	if e.Symmetric {
		kind = "undirected"
	}
	first, last := span(e)
	if first != "" {
		time += ` start="` + first + `"`
	}
	if last != "" {
		time += ` end="` + last + `"`
	}
	weight := max(1, e.Claims)
	out.printf("<edge id=\"%d\" source=\"%s\" target=\"%s\" type=\"%s\" label=\"%s\" kind=\"%s\" weight=\"%d\"%s><attvalues>", n, escaped(e.Subject), escaped(e.Object), kind,
		escaped(e.Predicate()), escaped(e.Predicate()), weight, time)
	for _, a := range attributes() {
		if value := a.value(e); value != "" {
			out.printf("<attvalue for=\"%s\" value=\"%s\"/>", a.name, escaped(value))
		}
	}
	out.printf("</attvalues></edge>\n")
}
