package catalog_test

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store/storetest"
	"entente/loader/dataset"
	"entente/loader/dataset/catalog"
	"entente/loader/dataset/datasettest"
	"entente/queries"
)

// gather keeps what a reader gives as one document.
type gather struct {
	*datasettest.Sink
	doc graph.Document
}

func (g *gather) Document(d dataset.Document) error {
	g.doc.ID, g.doc.Title, g.doc.Publisher, g.doc.Published = d.ID, d.Title, d.Publisher, d.Published
	return g.Sink.Document(d)
}

func (g *gather) Record(claims ...claim.Claim) error {
	g.doc.Claims = append(g.doc.Claims, claims...)
	return g.Sink.Record(claims...)
}

func (g *gather) Actors(actors ...dataset.Actor) error {
	for _, a := range actors {
		g.doc.Actors = append(g.doc.Actors, graph.Actor{ID: a.ID, Label: a.Label, Aliases: a.Aliases, Parties: a.Parties})
	}
	return g.Sink.Actors(actors...)
}

// document reads a sample, of which only the lines that keep wants, as a document.
func document(t *testing.T, s *dataset.Session, name string, keep func(n int, line string) bool) graph.Document {
	t.Helper()
	in := datasettest.Sample(t, name)
	r, err := catalog.Detect(in.Name, []byte(firstBytes(t, name)))
	if err != nil || r == nil {
		t.Fatalf("%s: %v", name, err)
	}
	if keep != nil {
		in.Body = strings.NewReader(some(t, in.Body, keep))
	}
	g := &gather{Sink: datasettest.NewSink(t, s.Vocabulary, false)}
	if err := r.Read(context.Background(), in, s, g); err != nil {
		t.Fatal(err)
	}
	return g.doc
}

func firstBytes(t *testing.T, name string) string {
	head := make([]byte, 8192)
	n, _ := io.ReadFull(datasettest.Sample(t, name).Body, head)
	return string(head[:n])
}

func some(t *testing.T, body io.Reader, keep func(n int, line string) bool) string {
	var b strings.Builder
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	for n := 0; lines.Scan(); n++ {
		if n == 0 || keep(n, lines.Text()) {
			b.WriteString(lines.Text() + "\n")
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The graph takes the claims of every kind of data set, loading them again changes nothing, and a question has the answer that a
// count of the file's rows gives.
func TestInTheGraph(t *testing.T) {
	ctx := context.Background()
	s := dataset.NewSession(datasettest.Vocabulary(t))
	head := func(n int) func(int, string) bool { return func(at int, _ string) bool { return at < n } }
	docs := []graph.Document{
		document(t, s, "atop_alliance.csv.gz", func(_ int, line string) bool { return strings.Contains(line, ",1939,") }),
		document(t, s, "gdelt2_20191024143000.export.CSV", head(300)), document(t, s, "icews_events.2018.sample.tab", head(300)),
		document(t, s, "cow_states2016.csv", nil), document(t, s, "cow_mid_dirdisps.csv", head(200)), document(t, s, "cow_contdir.csv", head(200)),
		document(t, s, "un_roll_calls.csv", head(50)), document(t, s, "un_votes.csv.gz", head(500)), document(t, s, "archigos.csv", head(100)),
		document(t, s, "desta.csv", head(50)), document(t, s, "gptad.csv", head(50)), document(t, s, "gdelt2_gkg21_rebuilt.csv", head(5)), document(t, s, "tss_rivalries.csv", head(100)),
	}
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	first, err := g.Put(ctx, docs)
	if err != nil {
		t.Fatal(err)
	}
	again, err := g.Put(ctx, docs)
	if err != nil || again.Unchanged != len(docs) || again.NewClaims != 0 || again.Quads != 0 {
		t.Errorf("loaded again: %+v %v", again, err)
	}
	t.Logf("%d documents, %d claims, %d edges", first.Documents, first.NewClaims, first.Edges)
	for p := range g.Check(ctx) {
		t.Error(p)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for question, want := range map[string]string{
		"GBR/allied_with[type=defence][as_of=1939]": "state:BGR state:EGY state:FRA state:GRC state:IRQ state:POL state:PRT state:ROU state:RUS state:TUR state:cow-345",
		"FRA/allied_with[type=defence][as_of=1939]": "state:BGR state:EGY state:GBR state:GRC state:POL state:ROU state:RUS state:TUR state:cow-345",
	} {
		var got []string
		for a, err := range queries.Run(ctx, v, question, nil) {
			if err != nil {
				t.Fatalf("%s: %v", question, err)
			}
			got = append(got, a.End.ID)
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s, want %s", question, text, want)
		}
		t.Logf("%s: %v", question, got)
	}
}
