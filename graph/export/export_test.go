package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/export"
	"entente/graph/store"
	"entente/graph/store/nquads"
	"entente/graph/store/storetest"
)

func end(id string) claim.End {
	e := claim.End{ID: id}
	if strings.HasPrefix(id, "state:") {
		e.State = id
	}
	return e
}

// row makes a claim of a data row; score 99 is none.
func row(n int, s, relation, o, happened string, m claim.Modality, score float64, q map[string]string) claim.Claim {
	c := claim.Claim{Subject: end(s), Relation: relation, Object: end(o), Polarity: claim.Affirmed, Modality: m, Happened: happened, Row: n, Evidence: fmt.Sprintf("row %d <&>\"é", n),
		Confidence: 1, Extractor: "x@1", Rule: "r", Qualifiers: q}
	if score != 99 {
		c.Score = &score
	}
	return c
}

func view(t *testing.T) *graph.View {
	t.Helper()
	g, err := graph.Open(context.Background(), graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	_, err = g.Put(context.Background(), []graph.Document{{ID: "d1", Title: "Rows", Publisher: "A <Paper> & Co", Published: "2020-05-05", Claims: []claim.Claim{
		row(1, "state:PER", "met_with", "state:CHL", "2019-03-04", claim.Coded, 1, map[string]string{"occurrence": "2019-03-04:040"}),
		row(2, "state:PER", "met_with", "state:CHL", "2019-03-04", claim.Coded, 2, map[string]string{"occurrence": "2019-03-04:040"}),
		row(3, "state:PER", "criticizes", "state:CHL", "2019-04-01", claim.Asserted, -2, nil),
		row(4, "state:CHL", "aids", "state:PER", "2021-04-01", claim.Asserted, 99, nil),
		row(5, "state:PER", "allied_with", "state:ECU", "1950-01-01/..", claim.Asserted, 99, map[string]string{"type": "defence"}),
		row(6, "org:fishing-union", "criticizes", "state:ECU", "2019-05-05", claim.Asserted, 99, nil),
		row(7, "state:PER", "visited", "state:ECU", "2019-06-06", claim.Planned, 99, nil),
		row(8, "state:ECU", "visited", "state:PER", "2020", claim.Asserted, 99, nil),
	}, Actors: []graph.Actor{{ID: "org:fishing-union", Label: "Fishing <Union> \u0001 \"=1+1\""}}}})
	if err != nil {
		t.Fatal(err)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// written runs an export twice: the same view gives the same bytes.
func written(t *testing.T, f func(w io.Writer) error) string {
	t.Helper()
	var a, b bytes.Buffer
	if err := f(&a); err != nil {
		t.Fatal(err)
	}
	if err := f(&b); err != nil || a.String() != b.String() {
		t.Errorf("written again it differs (%v)", err)
	}
	if err := f(failing{}); err == nil {
		t.Error("a writer that fails is not noticed")
	}
	return a.String()
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

type graphml struct {
	Graph struct {
		Nodes []struct {
			ID   string `xml:"id,attr"`
			Data []data `xml:"data"`
		} `xml:"node"`
		Edges []struct {
			Source   string `xml:"source,attr"`
			Target   string `xml:"target,attr"`
			Directed string `xml:"directed,attr"`
			Data     []data `xml:"data"`
		} `xml:"edge"`
	} `xml:"graph"`
}

type data struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

func value(list []data, key string) string {
	for _, d := range list {
		if d.Key == key {
			return d.Value
		}
	}
	return ""
}

func TestGraphML(t *testing.T) {
	v := view(t)
	ctx := context.Background()
	text := written(t, func(w io.Writer) error { return export.GraphML(ctx, w, v, nil) })
	var g graphml
	if err := xml.Unmarshal([]byte(text), &g); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range g.Graph.Edges {
		got = append(got, strings.TrimSpace(e.Source+" "+value(e.Data, "predicate")+" "+e.Target+" "+e.Directed+" "+value(e.Data, "claims")))
	}
	slices.Sort(got)
	want := []string{"org:fishing-union criticizes state:ECU  1", "state:CHL aids state:PER  1", "state:CHL met_with~coded state:PER false 2", "state:ECU allied_with state:PER false 1",
		"state:ECU visited state:PER  1", "state:PER criticizes state:CHL  1", "state:PER visited~planned state:ECU  1"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, n := range g.Graph.Nodes {
		if n.ID == "org:fishing-union" && value(n.Data, "label") != "Fishing <Union> \ufffd \"=1+1\"" {
			t.Errorf("label %q", value(n.Data, "label"))
		}
	}
	readByPython(t, v, text)
}

func TestGEXF(t *testing.T) {
	v := view(t)
	text := written(t, func(w io.Writer) error { return export.GEXF(context.Background(), w, v, nil) })
	var g struct {
		Graph struct {
			Mode  string `xml:"mode,attr"`
			Nodes []struct {
				ID string `xml:"id,attr"`
			} `xml:"nodes>node"`
			Edges []struct {
				Source string `xml:"source,attr"`
				Target string `xml:"target,attr"`
				Kind   string `xml:"kind,attr"`
				Type   string `xml:"type,attr"`
				Start  string `xml:"start,attr"`
				End    string `xml:"end,attr"`
			} `xml:"edges>edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal([]byte(text), &g); err != nil {
		t.Fatal(err)
	}
	times := map[string]string{}
	for _, e := range g.Graph.Edges {
		times[e.Source+" "+e.Kind+" "+e.Target+" "+e.Type] = e.Start + "|" + e.End
	}
	if len(g.Graph.Nodes) != 4 || len(times) != 7 || times["state:ECU allied_with state:PER undirected"] != "1950-01-01|2020-05-05" || times["state:ECU visited state:PER directed"] != "2020-01-01|2020-12-31" {
		t.Errorf("%d nodes, times %v", len(g.Graph.Nodes), times)
	}
	readByPython(t, v, text)
}

func TestSelection(t *testing.T) {
	v := view(t)
	ctx := context.Background()
	count := func(opt *export.Options) (n int) {
		for _, err := range export.Edges(ctx, v, opt) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	if got := count(&export.Options{PlainOnly: true}); got != 5 {
		t.Errorf("%d plain edges", got)
	}
	if got := count(&export.Options{Relations: []string{"criticizes"}}); got != 2 {
		t.Errorf("%d edges of one relation", got)
	}
	if all, none := count(&export.Options{Reference: true}), count(nil); all < none || none != 7 {
		t.Errorf("%d with reference, %d without", all, none)
	}
	for range export.Edges(ctx, v, nil) {
		break // an early end is no panic
	}
}

// quads reads the store's own export, to compare.
func quadsOf(t *testing.T, v *graph.View) []string {
	t.Helper()
	var b bytes.Buffer
	if err := v.Export(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	out := strings.Split(strings.TrimSpace(b.String()), "\n")
	slices.Sort(out)
	return out
}

func line(s, p, o, g store.Term) string {
	var b []byte
	for _, t := range []store.Term{s, p, o, g} {
		if t.Kind != store.None {
			b = append(nquads.AppendTerm(b, t), ' ')
		}
	}
	return string(b) + "."
}

// What JSON-LD says is what the graph says, quad for quad.
func TestJSONLDIsComplete(t *testing.T) {
	v := view(t)
	text := written(t, func(w io.Writer) error { return export.JSONLD(context.Background(), w, v) })
	var objects []map[string]any
	if err := json.Unmarshal([]byte(text), &objects); err != nil {
		t.Fatal(err)
	}
	var got []string
	node := func(o map[string]any, g store.Term) {
		s := resource(o["@id"].(string))
		for p, values := range o {
			if p == "@id" {
				continue
			}
			for _, x := range values.([]any) {
				got = append(got, line(s, store.NewIRI(p), termOf(x.(map[string]any)), g))
			}
		}
	}
	for _, o := range objects {
		if inner, ok := o["@graph"].([]any); ok {
			for _, x := range inner {
				node(x.(map[string]any), resource(o["@id"].(string)))
			}
			continue
		}
		node(o, store.Term{})
	}
	slices.Sort(got)
	if want := quadsOf(t, v); !slices.Equal(got, want) {
		t.Errorf("%d quads, the graph has %d; first difference %q", len(got), len(want), difference(got, want))
	} else {
		t.Logf("ran %d cases: quads in JSON-LD", len(got))
	}
}

func resource(id string) store.Term {
	if name, ok := strings.CutPrefix(id, "_:"); ok {
		return store.NewBlank(name)
	}
	return store.NewIRI(id)
}

func termOf(o map[string]any) store.Term {
	if id, ok := o["@id"].(string); ok {
		return resource(id)
	}
	text, _ := o["@value"].(string)
	if lang, ok := o["@language"].(string); ok {
		return store.NewLang(text, lang)
	}
	datatype, _ := o["@type"].(string)
	return store.NewTyped(text, datatype)
}

func difference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i] + " / " + b[i]
		}
	}
	return "length"
}

// Without annotations every line between brackets is a triple of the graph above it.
func TestTriGIsComplete(t *testing.T) {
	v := view(t)
	ctx := context.Background()
	plain := written(t, func(w io.Writer) error { return export.TriG(ctx, w, v, false) })
	var got []string
	label := ""
	for text := range strings.Lines(plain) {
		text = strings.TrimSuffix(text, "\n")
		switch {
		case strings.HasSuffix(text, "{"):
			label = strings.TrimSuffix(text, "{")
		case text == "}":
		default:
			got = append(got, strings.TrimSuffix(text, ".")+label+".")
		}
	}
	slices.Sort(got)
	if want := quadsOf(t, v); !slices.Equal(got, want) {
		t.Errorf("%d quads, the graph has %d; first difference %q", len(got), len(want), difference(got, want))
	}
	annotated := written(t, func(w io.Writer) error { return export.TriG(ctx, w, v, true) })
	if !strings.HasPrefix(annotated, "VERSION \"1.2\"\n") || !strings.Contains(annotated, "<rel:met_with~coded> <state:CHL> {| <ent:claims> \"2\"^^<http://www.w3.org/2001/XMLSchema#integer> ;") {
		t.Errorf("annotations:\n%.400s", annotated)
	}
}

func TestNeo4j(t *testing.T) {
	v := view(t)
	ctx := context.Background()
	nodes, err1 := csv.NewReader(strings.NewReader(written(t, func(w io.Writer) error { return export.Neo4jNodes(ctx, w, v, nil) }))).ReadAll()
	edges, err2 := csv.NewReader(strings.NewReader(written(t, func(w io.Writer) error { return export.Neo4jEdges(ctx, w, v, nil) }))).ReadAll()
	if err1 != nil || err2 != nil || len(nodes) != 5 || len(edges) != 8 || nodes[0][0] != "id:ID" || edges[0][2] != ":TYPE" {
		t.Errorf("%v %v, %d nodes, %d edges", err1, err2, len(nodes), len(edges))
	}
	known := map[string]bool{}
	for _, n := range nodes[1:] {
		known[n[0]] = true
	}
	for _, e := range edges[1:] {
		if !known[e[0]] || !known[e[1]] {
			t.Errorf("%v has an end that is no node", e)
		}
	}
}

func TestParquet(t *testing.T) {
	v := view(t)
	text := written(t, func(w io.Writer) error { return export.Parquet(context.Background(), w, v, nil) })
	if !strings.HasPrefix(text, "PAR1") || !strings.HasSuffix(text, "PAR1") || !strings.Contains(text, "state:CHL") {
		t.Error("no Parquet file")
	}
}

func TestPanel(t *testing.T) {
	v := view(t)
	ctx := context.Background()
	read := func(opt *export.PanelOptions) map[string]map[string]string {
		t.Helper()
		rows, err := csv.NewReader(strings.NewReader(written(t, func(w io.Writer) error { return export.Panel(ctx, w, v, opt) }))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]map[string]string{}
		for _, r := range rows[1:] {
			m := map[string]string{}
			for i, name := range rows[0] {
				m[name] = r[i]
			}
			out[strings.TrimSpace(m["iso_a"]+" "+m["iso_b"]+" "+m["year"]+" "+m["month"])] = m
		}
		return out
	}
	got := read(&export.PanelOptions{Claims: true})
	// Three states, six pairs, three years with data.
	if len(got) != 18 {
		t.Errorf("%d rows", len(got))
	}
	cases := []struct{ row, column, want string }{
		{"PER CHL 2019", "reports", "3"}, {"PER CHL 2019", "occurrences", "2"}, {"PER CHL 2019", "cooperation", "1"}, {"PER CHL 2019", "conflict", "1"}, {"PER CHL 2019", "score", "0.3333"},
		{"CHL PER 2019", "reports", "2"}, {"CHL PER 2019", "occurrences", "1"}, {"PER ECU 2019", "reports", "0"}, {"PER ECU 2019", "covered", "1"}, {"PER CHL 2019", "censored", "left"},
		{"ECU PER 2020", "reports", "1"}, {"ECU PER 2020", "share", "1000.0000"}, {"CHL PER 2021", "censored", "right"}, {"CHL PER 2021", "cow_a", "155"}, {"CHL PER 2021", "score", ""}, {"PER CHL 2020", "occurrences", "0"},
	}
	for _, c := range cases {
		if got[c.row][c.column] != c.want {
			t.Errorf("%s %s: got %q, want %q", c.row, c.column, got[c.row][c.column], c.want)
		}
	}
	if n := len(strings.Fields(got["PER CHL 2019"]["claims"])); n != 3 {
		t.Errorf("%d claims in a cell of three", n)
	}
	wide := read(&export.PanelOptions{From: 2017, To: 2019})
	if len(wide) != 18 || wide["PER CHL 2017"]["covered"] != "0" || wide["PER CHL 2017"]["reports"] != "" {
		t.Errorf("no data: %v", wide["PER CHL 2017"])
	}
	months := read(&export.PanelOptions{Monthly: true, States: []string{"state:PER", "state:CHL"}})
	if months["PER CHL 2019 3"]["reports"] != "2" || months["PER CHL 2019 4"]["reports"] != "1" || months["PER CHL 2019 5"]["covered"] != "0" {
		t.Errorf("months: %v", months["PER CHL 2019 3"])
	}
	if err := export.Panel(ctx, io.Discard, v, &export.PanelOptions{From: 1, To: 9_000_000}); !errors.Is(err, export.ErrPanelSize) {
		t.Errorf("a panel of a hundred million rows: %v", err)
	}
	t.Logf("ran %d cases: cells of panels", len(cases))
}

func TestNothing(t *testing.T) {
	g, err := graph.Open(context.Background(), graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	ctx := context.Background()
	for name, f := range map[string]func(w io.Writer) error{
		"graphml": func(w io.Writer) error { return export.GraphML(ctx, w, v, nil) }, "gexf": func(w io.Writer) error { return export.GEXF(ctx, w, v, nil) },
		"trig": func(w io.Writer) error { return export.TriG(ctx, w, v, true) }, "jsonld": func(w io.Writer) error { return export.JSONLD(ctx, w, v) }, "panel": func(w io.Writer) error { return export.Panel(ctx, w, v, nil) },
		"parquet": func(w io.Writer) error { return export.Parquet(ctx, w, v, nil) },
	} {
		var b bytes.Buffer
		if err := f(&b); err != nil || b.Len() == 0 {
			t.Errorf("%s of nothing: %v, %d bytes", name, err, b.Len())
		}
	}
}
