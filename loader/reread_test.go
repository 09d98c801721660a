package loader

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/vocab"
	"entente/loader/extract"
)

// laterReader is the program's reader as a later version might be: another number, one relation not read, another rule for the rest.
type laterReader struct {
	extract.Reader
	without string
}

func (l laterReader) Name() string { return "rules@99" }

func (l laterReader) Read(ctx context.Context, in *extract.Input) (*extract.Output, error) {
	out, err := l.Reader.Read(ctx, in)
	if err != nil {
		return nil, err
	}
	var kept []claim.Claim
	for _, c := range out.Claims {
		if c.Relation == l.without {
			continue
		}
		c.Extractor = l.Name()
		if c.Relation == "sanctions" {
			c.Confidence /= 2
		}
		kept = append(kept, c)
	}
	out.Claims = kept
	return out, nil
}

var dispatches = map[string]string{
	"a.txt": "France imposed sanctions on Russia. Kurt Campbell said China was concerned about ties between Russia and North Korea.",
	"b.txt": "Japan met with Canada on Monday. Finland is a member of NATO.",
}

func exportOf(t *testing.T, g *graph.Graph) string {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var b bytes.Buffer
	if err := v.Export(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func plan(t *testing.T, g *graph.Graph, r extract.Reader) *Reread {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	out, err := PlanReread(t.Context(), v, r, 2)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestReread(t *testing.T) {
	ctx := t.Context()
	words, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	reader, err := extract.New(words)
	if err != nil {
		t.Fatal(err)
	}
	g, err := graph.Open(ctx, graph.Memory, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	var docs []graph.Document
	for id, text := range dispatches {
		out, err := reader.Read(ctx, &extract.Input{ID: id, Text: text, Published: "2024-07-02", Publisher: "The Lamp"})
		if err != nil {
			t.Fatal(err)
		}
		d := graph.Document{ID: id, Text: text, Published: out.Published, Publisher: "The Lamp", Lang: "en", Claims: out.Claims}
		for _, a := range out.Actors {
			d.Actors = append(d.Actors, graph.Actor{ID: a.ID, Label: a.Label, Aliases: a.Aliases, Parties: a.Parties})
		}
		docs = append(docs, d)
	}
	if _, err := g.Put(ctx, docs); err != nil {
		t.Fatal(err)
	}
	hand := claim.Claim{
		Sentence: claim.Span{Start: 0, End: 35}, Evidence: dispatches["a.txt"][:35], Subject: claim.End{ID: "state:RUS"}, Relation: "criticizes",
		Object: claim.End{ID: "state:FRA"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 1, Extractor: "hand@1",
	}
	if _, err := g.Append(ctx, "a.txt", []claim.Claim{hand}, nil); err != nil {
		t.Fatal(err)
	}
	loaded := exportOf(t, g)

	// The same version finds nothing to change, and a document's contribution put again is the same document.
	same := plan(t, g, reader)
	if same.Documents != 2 || same.Touched != 0 || same.New+same.Gone+same.Changed != 0 || same.Same < 4 || same.Kept != 1 {
		t.Errorf("the same version: %+v", same)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	for id := range dispatches {
		d, err := v.Contribution(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if rep, err := g.Put(ctx, []graph.Document{d}); err != nil || rep.Unchanged != 1 {
			t.Errorf("%s put again: %+v, %v", id, rep, err)
		}
	}
	var sanctions, member string
	for id := range dispatches {
		for f, err := range v.DocumentClaims(ctx, id) {
			if err != nil {
				t.Fatal(err)
			}
			switch f.Relation {
			case "sanctions":
				sanctions = f.ID
			case "member_of":
				member = f.ID
			}
		}
	}
	var entries []judgement.Entry
	for i, id := range []string{sanctions, member} {
		e, err := v.Judging(ctx, [...]judgement.Kind{judgement.Reject, judgement.Correct}[i], id)
		if err != nil {
			t.Fatal(err)
		}
		e.At, e.By = "2026-03-01T10:00:00Z", "ada"
		entries = append(entries, e)
	}
	object := "org:european-union"
	entries[1].Change = &judgement.Change{Object: &object}
	v.Close()
	if _, err := g.Judge(ctx, entries); err != nil {
		t.Fatal(err)
	}
	judged := exportOf(t, g)

	later := plan(t, g, laterReader{reader, "member_of"})
	if later.Gone != 1 || later.Changed != 1 || later.New != 0 || later.Touched != 2 {
		t.Errorf("a later version: %+v", later)
	}
	for _, d := range later.Differences {
		if !d.Judged {
			t.Errorf("%s of %s is not marked as judged", d.Change, d.Doc)
		}
	}
	if exportOf(t, g) != judged {
		t.Error("planning changed the graph")
	}
	if _, err := later.Apply(ctx, g); err != nil {
		t.Fatal(err)
	}
	after := exportOf(t, g)
	for _, want := range []string{"<state:FIN> <rel:member_of> <org:european-union>", "<state:RUS> <rel:criticizes> <state:FRA>"} {
		if !strings.Contains(after, want) {
			t.Errorf("after rereading: no %s", want)
		}
	}
	for _, not := range []string{"<state:FRA> <rel:sanctions> <state:RUS>", "<state:FIN> <rel:member_of> <org:nato>", `"` + extract.Version + `" <doc:`} {
		if strings.Contains(after, not) {
			t.Errorf("after rereading: %s", not)
		}
	}
	if _, err := plan(t, g, reader).Apply(ctx, g); err != nil {
		t.Fatal(err)
	}
	if exportOf(t, g) != judged {
		t.Error("the old version back is not the old graph")
	}
	for i := range entries {
		if err := entries[i].Seal(); err != nil {
			t.Fatal(err)
		}
		u := judgement.Entry{Kind: judgement.Undo, Undoes: entries[i].ID, At: "2026-03-02T10:00:00Z", By: "ada"}
		if _, err := g.Judge(ctx, []judgement.Entry{u}); err != nil {
			t.Fatal(err)
		}
	}
	if exportOf(t, g) != loaded {
		t.Error("undo left a trace")
	}
	for p := range g.Check(ctx) {
		t.Error(p)
	}
}
