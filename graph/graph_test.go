package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/graph/claim"
	"entente/graph/claim/claimtest"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/store/nquads"
	"entente/graph/store/storetest"
)

type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// openModel opens a graph over the plain store.
func openModel(t tester) *Graph {
	t.Helper()
	g, err := Open(context.Background(), Memory, &Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// checked is openModel with a check of everything at the end of the test.
func checked(t *testing.T) *Graph {
	t.Helper()
	g := openModel(t)
	t.Cleanup(func() {
		for p := range g.Check(context.Background()) {
			t.Error(p)
		}
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

func exported(t tester, g *Graph) string {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var b bytes.Buffer
	if err := v.Export(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func view(t *testing.T, g *Graph) *View {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func put(t tester, g *Graph, docs ...Document) Report {
	t.Helper()
	rep, err := g.Put(context.Background(), docs)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// article builds a document whose text is its claims' evidence, one sentence each.
func article(id, publisher, day string, claims ...claim.Claim) Document {
	d := Document{ID: id, Title: "On " + id, Publisher: publisher, Published: day, Lang: "en"}
	for i := range claims {
		c := claims[i]
		c.Evidence = fmt.Sprintf("Sentence %d of %s says so.", i, id)
		c.Sentence = claim.Span{Start: len(d.Text), End: len(d.Text) + len(c.Evidence)}
		c.Extractor, c.Confidence = "test@1", 0.9
		if c.Polarity == "" {
			c.Polarity = claim.Affirmed
		}
		if c.Modality == "" {
			c.Modality = claim.Asserted
		}
		d.Text += c.Evidence + "\n"
		d.Claims = append(d.Claims, c)
	}
	return d
}

func says(subject, relation, object string, chain ...string) claim.Claim {
	return claim.Claim{Subject: claim.End{ID: subject}, Relation: relation, Object: claim.End{ID: object}, Chain: chain}
}

func denied(c claim.Claim) claim.Claim {
	c.Polarity = claim.Denied
	return c
}

func TestPutAndRead(t *testing.T) {
	g := checked(t)
	c := says("state:CHN", "concerned_about", "topic:russia-dprk-ties", "person:kurt-campbell")
	c.Parties, c.SpeakerState = []string{"state:RUS", "state:PRK"}, "state:USA"
	rep := put(t, g, article("d1", "The Evening Lamp", "2024-07-01", c))
	if rep.Added != 1 || rep.NewClaims != 1 || rep.Edges != 1 {
		t.Errorf("report %+v", rep)
	}
	v := view(t, g)
	ctx := context.Background()
	edge := claim.EdgeID("state:CHN", "concerned_about", "topic:russia-dprk-ties", false)
	e, err := v.Edge(ctx, edge)
	if err != nil {
		t.Fatal(err)
	}
	if e.Status != "ascribed" || e.Subject != "state:CHN" || e.Claims != 1 || !slices.Equal(e.AffirmedBy, []string{"person:kurt-campbell"}) || e.Derived {
		t.Errorf("edge %+v", e)
	}
	facts := 0
	for f, err := range v.Claims(ctx, edge) {
		if err != nil {
			t.Fatal(err)
		}
		facts++
		if f.Outlet != "org:the-evening-lamp" || f.Doc != "d1" || f.Published != "2024-07-01" || f.Evidence != "Sentence 0 of d1 says so." {
			t.Errorf("fact %+v", f)
		}
	}
	if facts != 1 {
		t.Errorf("%d claims", facts)
	}
	d, err := v.Document(ctx, "d1")
	if err != nil || d.Claims != 1 || d.Title != "On d1" {
		t.Errorf("document %+v, %v", d, err)
	}
	if text, err := v.Text(ctx, "d1"); err != nil || text != "Sentence 0 of d1 says so.\n" {
		t.Errorf("text %q, %v", text, err)
	}
	if l := v.Label("org:the-evening-lamp"); l != "The Evening Lamp" {
		t.Errorf("label %q", l)
	}
	if ids, err := v.Named(ctx, "the evening-lamp"); err != nil || !slices.Equal(ids, []string{"org:the-evening-lamp"}) {
		t.Errorf("named %v, %v", ids, err)
	}
	for _, party := range c.Parties {
		if !strings.Contains(exported(t, g), "<topic:russia-dprk-ties> <rel:has_party> <"+party+"> <"+d.IRI+"> .\n") {
			t.Errorf("%s is no party", party)
		}
	}
	info, err := v.Info(ctx)
	if err != nil || info.Documents != 1 || info.Claims != 1 || info.Edges != 1 || info.Actors != 2 || info.Undated != 0 || info.Statuses["ascribed"] != 1 {
		t.Errorf("info %+v, %v", info, err)
	}
}

func TestRollupIsMarkedAndShared(t *testing.T) {
	g := checked(t)
	met := says("person:ann-lee", "met_with", "person:bo-berg")
	met.Subject.State, met.Object.State = "state:CHL", "state:PER"
	put(t, g, article("d1", "", "", met))
	v := view(t, g)
	ctx := context.Background()
	state, err := v.Edge(ctx, claim.EdgeID("state:CHL", "met_with", "state:PER", true))
	if err != nil || !state.Derived || state.Claims != 1 {
		t.Errorf("state edge %+v, %v", state, err)
	}
	stated, err := v.Edge(ctx, claim.EdgeID("person:bo-berg", "met_with", "person:ann-lee", true))
	if err != nil || stated.Derived {
		t.Errorf("stated edge %+v, %v", stated, err)
	}
	out := exported(t, g)
	for _, line := range []string{"<state:CHL> <rel:met_with> <state:PER> ", "<state:PER> <rel:met_with> <state:CHL> ", "<person:ann-lee> <rel:met_with> <person:bo-berg> "} {
		if !strings.Contains(out, line) {
			t.Errorf("no quad %s", line)
		}
	}
	put(t, g, article("d2", "", "", says("state:CHL", "met_with", "state:PER")))
	v2 := view(t, g)
	if state, err = v2.Edge(ctx, state.ID); err != nil || state.Derived || state.Claims != 2 {
		t.Errorf("state edge, stated too: %+v, %v", state, err)
	}
}

func TestFormsAndDispute(t *testing.T) {
	g := checked(t)
	planned := says("person:ann-lee", "met_with", "person:bo-berg")
	planned.Modality = claim.Planned
	put(t, g,
		article("d1", "org:p", "2024-01-01", says("state:PRK", "supplies_arms_to", "state:RUS", "group:us-officials"), planned),
		article("d2", "org:q", "2024-01-02", denied(says("state:PRK", "supplies_arms_to", "state:RUS", "state:RUS")), denied(says("state:PRK", "supplies_arms_to", "state:RUS", "state:PRK"))))
	v := view(t, g)
	ctx := context.Background()
	e, err := v.Edge(ctx, claim.EdgeID("state:PRK", "supplies_arms_to", "state:RUS", false))
	if err != nil || e.Status != "disputed" || !slices.Equal(e.DeniedBy, []string{"state:PRK", "state:RUS"}) ||
		!slices.Equal(e.AffirmedBy, []string{"group:us-officials"}) || !slices.Equal(e.Forms, []string{"", "~denied"}) {
		t.Errorf("%+v, %v", e, err)
	}
	e, err = v.Edge(ctx, claim.EdgeID("person:ann-lee", "met_with", "person:bo-berg", true))
	if err != nil || e.Status != "" || !slices.Equal(e.Forms, []string{"~planned"}) {
		t.Errorf("%+v, %v", e, err)
	}
	if strings.Contains(exported(t, g), "<person:ann-lee> <rel:met_with> ") {
		t.Error("a plan stands as a meeting")
	}
	if _, err := g.Remove(ctx, "d2"); err != nil {
		t.Fatal(err)
	}
	v2 := view(t, g)
	if e, err = v2.Edge(ctx, claim.EdgeID("state:PRK", "supplies_arms_to", "state:RUS", false)); err != nil || e.Status != "asserted" {
		t.Errorf("without the denials: %+v, %v", e, err)
	}
}

func TestLoadingTwiceChangesNothing(t *testing.T) {
	g := checked(t)
	docs := []Document{article("d1", "P", "2024-01-01", says("state:CHL", "aids", "state:PER")), article("d2", "Q", "", says("state:PER", "aids", "state:CHL"))}
	put(t, g, docs...)
	before := exported(t, g)
	version := view(t, g).Store().Version()
	rep := put(t, g, docs...)
	if rep.Unchanged != 2 || rep.Edges != 0 || rep.Quads != 0 || rep.NewClaims != 0 {
		t.Errorf("report %+v", rep)
	}
	if exported(t, g) != before || view(t, g).Store().Version() != version {
		t.Error("loading twice changed something")
	}
}

func TestPutRefusesTheWholeBatch(t *testing.T) {
	g := checked(t)
	before := exported(t, g)
	good := article("good", "", "", says("state:CHL", "aids", "state:PER"))
	broken := map[string]func(*Document){
		"no id":             func(d *Document) { d.ID = "" },
		"twice":             func(d *Document) { d.ID = "good" },
		"unknown relation":  func(d *Document) { d.Claims[0].Relation = "adores" },
		"id without scheme": func(d *Document) { d.Claims[0].Object.ID = "Peru" },
		"span outside":      func(d *Document) { d.Claims[0].Sentence.End = 1000 },
		"other evidence":    func(d *Document) { d.Claims[0].Evidence = "Sentence 1 of bad says so." },
		"bad day":           func(d *Document) { d.Published = "last week" },
		"bad actor":         func(d *Document) { d.Actors = []Actor{{ID: "x", Label: "X"}} },
		"unknown content": func(d *Document) {
			d.Claims[0].Content = &claim.Proposition{Subject: "state:CHL", Relation: "adores", Object: "state:PER"}
		},
	}
	for name, damage := range broken {
		bad := article("bad", "", "", says("state:CHL", "aids", "state:PER"))
		damage(&bad)
		if _, err := g.Put(context.Background(), []Document{good, bad}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if exported(t, g) != before {
		t.Error("a refused batch left something")
	}
}

func TestRemoveNeedsWhatIsThere(t *testing.T) {
	g := checked(t)
	d := article("a/b.txt", "", "", says("state:CHL", "aids", "state:PER"))
	d.Path = "b.txt"
	other := article("c/b.txt", "", "", says("state:CHL", "aids", "state:PER"))
	put(t, g, d, other)
	before := exported(t, g)
	ctx := context.Background()
	if _, err := g.Remove(ctx, "a/b.txt", "nothing"); !errors.Is(err, ErrNotFound) || exported(t, g) != before {
		t.Errorf("one of two missing: %v", err)
	}
	if rep, err := g.Remove(ctx, "b.txt", "a/b.txt"); err != nil || rep.Removed != 1 || rep.Gone != 1 {
		t.Errorf("by path and id: %+v, %v", rep, err)
	}
	if _, err := g.Remove(ctx, claim.DocumentID("c/b.txt")); err != nil {
		t.Error(err)
	}
	if got := exported(t, g); got != exported(t, openModel(t)) {
		t.Error("something is left")
	}
	if v := view(t, g); v != nil {
		if _, err := v.Text(ctx, "a/b.txt"); !errors.Is(err, ErrNotFound) {
			t.Errorf("text: %v", err)
		}
	}
}

func TestAmbiguousPath(t *testing.T) {
	g := checked(t)
	a, b := article("a", "", ""), article("b", "", "")
	a.Path, b.Path, a.Text, b.Text = "x.txt", "x.txt", "One.", "Two."
	put(t, g, a, b)
	if _, err := g.Remove(context.Background(), "x.txt"); !errors.Is(err, ErrAmbiguous) {
		t.Error(err)
	}
}

// randomDocument draws a small document; its text holds the evidence of its claims.
func randomDocument(t *rapid.T, id string) Document {
	d := Document{
		ID: id, Publisher: rapid.SampledFrom([]string{"", "org:p", "The Lamp"}).Draw(t, "publisher"),
		Published: rapid.SampledFrom([]string{"", "2024-07-01", "2023"}).Draw(t, "day"), Title: rapid.SampledFrom([]string{"", "T"}).Draw(t, "title"),
	}
	rows := rapid.Bool().Draw(t, "rows")
	for range rapid.IntRange(0, 4).Draw(t, "claims") {
		c := claimtest.Claim(t, id)
		if rows {
			c.Sentence, c.Evidence, c.Subject.Span, c.Object.Span = claim.Span{}, "", claim.Span{}, claim.Span{}
			c.Row = 1 + len(d.Claims)
		} else {
			c.Row, c.Publisher = 0, ""
			if c.Evidence == "" {
				c.Evidence = "x"
			}
			c.Sentence = claim.Span{Start: len(d.Text), End: len(d.Text) + len(c.Evidence)}
			d.Text += c.Evidence
			c.Subject.Span, c.Object.Span = c.Sentence, claim.Span{}
		}
		d.Claims = append(d.Claims, c)
	}
	if rapid.Bool().Draw(t, "names") {
		d.Actors = []Actor{{ID: "person:ada-lovelace", Label: "Ada " + id, Aliases: []string{"A."}}, {ID: "state:USA", Label: "Not its name"}}
	}
	return d
}

// TestAnyHistoryEqualsAFreshGraph puts, replaces, appends, removes and puts again at random; the result must equal a graph that only
// ever saw the final documents, also in what is derived.
func TestAnyHistoryEqualsAFreshGraph(t *testing.T) {
	ids := []string{"d1", "d2", "d3", "d4"}
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		ctx := context.Background()
		g, err := Open(ctx, Memory, &Options{Store: storetest.NewModel(), CacheClaims: rapid.SampledFrom([]int{1, 4, 0}).Draw(t, "cache")})
		if err != nil {
			t.Fatal(err)
		}
		final := make(map[string]Document)
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"put", "put", "batch", "remove", "fail", "append", "retain"}).Draw(t, "step") {
			case "put":
				d := randomDocument(t, rapid.SampledFrom(ids).Draw(t, "id"))
				put(t, g, d)
				final[d.ID] = d
			case "batch":
				a, b := randomDocument(t, "d1"), randomDocument(t, "d2")
				put(t, g, a, b)
				final["d1"], final["d2"] = a, b
			case "remove":
				id := rapid.SampledFrom(ids).Draw(t, "id")
				_, there := final[id]
				if _, err := g.Remove(ctx, id); (err == nil) != there {
					t.Fatalf("remove %s: %v", id, err)
				}
				delete(final, id)
			case "fail":
				d := randomDocument(t, rapid.SampledFrom(ids).Draw(t, "id"))
				d.Claims = append(d.Claims, says("x", "aids", "y"))
				if _, err := g.Put(ctx, []Document{d}); err == nil {
					t.Fatal("a bad claim was taken")
				}
			case "append":
				appendTo(t, g, final, rapid.SampledFrom(ids).Draw(t, "id"))
			case "retain":
				retainOf(t, g, final, rapid.SampledFrom(ids).Draw(t, "id"))
			}
		}
		fresh := openModel(t)
		for _, id := range ids {
			if d, ok := final[id]; ok {
				put(t, fresh, d)
			}
		}
		if got, want := exported(t, g), exported(t, fresh); got != want {
			t.Fatalf("differs from a fresh graph:\n%s", difference(got, want))
		}
		for p := range g.Check(ctx) {
			t.Fatal(p)
		}
	})
	t.Logf("ran %d cases: random histories", n)
}

// appendTo adds a data row to a document that is there.
func appendTo(t *rapid.T, g *Graph, final map[string]Document, id string) {
	d, there := final[id]
	c := says("state:CHN", "supports", "state:RUS", "state:PRK")
	c.Polarity, c.Modality, c.Row, c.Extractor = claim.Affirmed, claim.Asserted, 5000+rapid.IntRange(0, 3).Draw(t, "row"), "rows@1"
	if _, err := g.Append(context.Background(), id, []claim.Claim{c}, nil); (err == nil) != there {
		t.Fatalf("append to %s: %v", id, err)
	}
	if there {
		d.Claims = append(slices.Clone(d.Claims), c)
		final[id] = d
	}
}

// retainOf takes back the rows that appendTo added.
func retainOf(t *rapid.T, g *Graph, final map[string]Document, id string) {
	d, there := final[id]
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	keep := func(c string) bool {
		f, err := v.Claim(context.Background(), c)
		return err == nil && f.Row < 5000
	}
	if _, err := g.Retain(context.Background(), id, keep); (err == nil) != there {
		t.Fatalf("retain of %s: %v", id, err)
	}
	if there {
		d.Claims = slices.DeleteFunc(slices.Clone(d.Claims), func(c claim.Claim) bool { return c.Row >= 5000 })
		final[id] = d
	}
}

func difference(got, want string) string {
	g, w := strings.SplitAfter(got, "\n"), strings.SplitAfter(want, "\n")
	var b strings.Builder
	for _, l := range g {
		if !slices.Contains(w, l) {
			b.WriteString("+ " + l)
		}
	}
	for _, l := range w {
		if !slices.Contains(g, l) {
			b.WriteString("- " + l)
		}
	}
	return b.String()
}

func TestAnExportComesBack(t *testing.T) {
	g := checked(t)
	met := says("person:ann-lee", "met_with", "person:bo-berg", "person:ann-lee")
	met.Subject.State, met.Object.State = "state:CHL", "state:PER"
	put(t, g, article("d1", "P", "2024-01-01", met, denied(met)))
	out := exported(t, g)
	again := checked(t)
	// Without what is derived, and in another order: it is derived again.
	lines := strings.SplitAfter(out, "\n")
	slices.Reverse(lines)
	lines = slices.DeleteFunc(lines, func(l string) bool {
		return strings.Contains(l, "<ent:edges> .") || strings.Contains(l, "> <rel:") && strings.Contains(l, "> <edge:")
	})
	if _, err := again.LoadQuads(context.Background(), nquads.NewReader(strings.NewReader(strings.Join(lines, "")), nil).All(context.Background())); err != nil {
		t.Fatal(err)
	}
	if got := exported(t, again); got != out {
		t.Errorf("comes back different:\n%s", difference(got, out))
	}
}

func TestForeignQuads(t *testing.T) {
	g := checked(t)
	empty := exported(t, g)
	ctx := context.Background()
	in := "<http://e.org/a> <http://e.org/p> \"x\" <http://e.org/g> .\n<http://e.org/a> <http://e.org/p> _:b .\n"
	rep, err := g.LoadQuads(ctx, nquads.NewReader(strings.NewReader(in), nil).All(ctx))
	if err != nil || rep.Quads != 2 {
		t.Errorf("%+v, %v", rep, err)
	}
	if rep, err := g.RemoveLabel(ctx, "http://e.org/g"); err != nil || rep.QuadsGone != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
	if _, err := g.RemoveLabel(ctx, "http://e.org/g"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	for _, own := range []string{quads.LabelReference, quads.LabelEdges, "edge:1", claim.DocumentID("d")} {
		if _, err := g.RemoveLabel(ctx, own); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", own, err)
		}
	}
	if got := exported(t, g); got != empty+"" && !strings.Contains(got, "_:b") {
		t.Error("the unlabelled quad is gone")
	}
}

// TestHostileQuads loads what looks like ours and is not; nothing may break, now or when the store is opened again.
func TestHostileQuads(t *testing.T) {
	ctx := context.Background()
	model := storetest.NewModel()
	g, err := Open(ctx, Memory, &Options{Store: model})
	if err != nil {
		t.Fatal(err)
	}
	in := `<claim:1> <ent:about> <edge:1> <doc:1> .
<claim:2> <ent:about> <edge:2> <doc:1> .
<claim:2> <ent:subject> <state:USA> <doc:1> .
<claim:2> <ent:object> <state:CHN> <doc:1> .
<claim:2> <ent:relation> <rel:adores> <doc:1> .
<edge:3> <ent:status> "disputed" <ent:edges> .
<state:USA> <rel:allied_with> <state:CHN> <edge:4> .
<state:USA> <ent:label> "Not its name" <ent:reference> .
`
	if _, err := g.LoadQuads(ctx, nquads.NewReader(strings.NewReader(in), nil).All(ctx)); err != nil {
		t.Fatal(err)
	}
	if out := exported(t, g); strings.Contains(out, "Not its name") || strings.Contains(out, "<edge:3>") {
		t.Error("reference or summary taken from outside")
	}
	problems := 0
	for range g.Check(ctx) {
		problems++
	}
	if problems == 0 {
		t.Error("check finds nothing")
	}
	if _, err := Open(ctx, Memory, &Options{Store: model}); err != nil {
		t.Errorf("opening again: %v", err)
	}
}

func TestAKilledLoadOfQuadsIsFinished(t *testing.T) {
	ctx := context.Background()
	source := openModel(t)
	put(t, source, article("d1", "", "", says("state:CHL", "aids", "state:PER")))
	want := exported(t, source)
	model := storetest.NewModel()
	g, err := Open(ctx, Memory, &Options{Store: model})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.setPending(ctx); err != nil {
		t.Fatal(err)
	}
	b := &store.Batch{}
	for q, err := range nquads.NewReader(strings.NewReader(want), nil).All(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(q.G.Value, "edge:") && q.G.Value != quads.LabelEdges {
			b.Add(q)
		}
	}
	if _, err := model.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
	again, err := Open(ctx, Memory, &Options{Store: model})
	if err != nil {
		t.Fatal(err)
	}
	if got := exported(t, again); got != want {
		t.Errorf("not finished:\n%s", difference(got, want))
	}
}

func TestExportSpills(t *testing.T) {
	g := checked(t)
	for i := range 20 {
		put(t, g, article(fmt.Sprint("d", i), "P", "2024", says("state:CHL", "aids", "state:PER"), says("state:PER", "aids", "state:CHL")))
	}
	v := view(t, g)
	want := exported(t, g)
	lines := strings.SplitAfter(strings.TrimSuffix(want, "\n"), "\n")
	if !slices.IsSorted(lines) {
		t.Error("the lines are not sorted")
	}
	for _, chunk := range []int{1 << 10, 100 << 10} {
		var b bytes.Buffer
		if err := v.export(context.Background(), &b, chunk); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("chunks of %d bytes give other bytes", chunk)
		}
	}
}

func TestExportIsValidNQuads(t *testing.T) {
	g := checked(t)
	put(t, g, article("d 1 <é>", "L'Écho \"du\" Jour", "2024", says("state:CHL", "aids", "state:PER")))
	n := 0
	for _, err := range nquads.NewReader(strings.NewReader(exported(t, g)), nil).All(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	t.Logf("ran %d cases: exported lines read strictly", n)
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	ctx := context.Background()
	damage := map[string]func(*store.Batch, Fact){
		"a status that is not derived": func(b *store.Batch, f Fact) {
			b.Add(store.Quad{S: iri(f.Edge), P: iri(quads.Status), O: store.NewString("disputed"), G: iri(quads.LabelEdges)})
		},
		"an edge quad that is missing": func(b *store.Batch, f Fact) {
			b.RemoveGraph(iri(f.Edge))
		},
		"an edge without claims": func(b *store.Batch, f Fact) {
			b.Add(store.Quad{S: iri("state:CHL"), P: iri("rel:aids"), O: iri("state:USA"), G: iri("edge:0")})
		},
		"a claim with another end": func(b *store.Batch, f Fact) {
			b.Remove(store.Quad{S: iri(f.ID), P: iri(quads.Object), O: iri("state:PER"), G: iri(f.DocIRI)})
			b.Add(store.Quad{S: iri(f.ID), P: iri(quads.Object), O: iri("state:USA"), G: iri(f.DocIRI)})
		},
		"a claim without its subject": func(b *store.Batch, f Fact) {
			b.Remove(store.Quad{S: iri(f.ID), P: iri(quads.Subject), O: iri("state:CHL"), G: iri(f.DocIRI)})
		},
		"another text":      func(b *store.Batch, f Fact) { b.SetBlob(textKey(f.DocIRI), []byte("not packed")) },
		"a text of nothing": func(b *store.Batch, f Fact) { b.SetBlob("text/00", []byte("x")) },
	}
	for name, do := range damage {
		g := openModel(t)
		put(t, g, article("d1", "", "", says("state:CHL", "aids", "state:PER")))
		v := view(t, g)
		b := &store.Batch{}
		for f, err := range v.DocumentClaims(ctx, "d1") {
			if err != nil {
				t.Fatal(err)
			}
			do(b, f)
		}
		if _, err := g.Store().Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
		n := 0
		for range g.Check(ctx) {
			n++
		}
		if n == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

func TestDefinedGroups(t *testing.T) {
	g := checked(t)
	put(t, g, article("d1", "", "", says("group:chilean-allies", "supports", "state:PER")))
	if !strings.Contains(exported(t, g), `<group:chilean-allies> <ent:defined_as> "state:CHL/allied_with" <`+claim.DocumentID("d1")+"> .\n") {
		t.Error("the group is not defined")
	}
}

func TestValidate(t *testing.T) {
	g := checked(t)
	c := article("d", "", "", says("state:CHL", "allied_with", "state:PER")).Claims[0]
	if err := g.Validate(&c, ""); err != nil {
		t.Error(err)
	}
	wrong := c
	wrong.Object.ID = "place:lima"
	if err := g.Validate(&wrong, ""); !errors.Is(err, ErrKind) {
		t.Errorf("an alliance with a place: %v", err)
	}
	wrong = c
	wrong.Relation = "adores"
	if err := g.Validate(&wrong, ""); !errors.Is(err, ErrUnknown) {
		t.Errorf("no such relation: %v", err)
	}
	if err := g.Validate(&c, "too short"); !errors.Is(err, claim.ErrBadSpan) {
		t.Errorf("outside the text: %v", err)
	}
}
