package suggest

import (
	"context"
	"slices"
	"testing"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store/storetest"
	"entente/graph/vocab"
)

func TestActorsByWhatIsTyped(t *testing.T) {
	ctx := context.Background()
	words, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	text := "Minister Tavita Example of Samoa met Fiji."
	if _, err := g.Put(ctx, []graph.Document{{
		ID: "a", Text: text, Published: "2024-03-01", Lang: "en",
		Claims: []claim.Claim{{
			Sentence: claim.Span{Start: 0, End: len(text)}, Evidence: text,
			Subject: claim.End{ID: "person:tavita-example", State: "state:WSM"}, Relation: "met_with", Object: claim.End{ID: "state:FJI", State: "state:FJI"},
			Polarity: claim.Affirmed, Modality: claim.Asserted, Rule: "by-hand", Confidence: 1, Extractor: "hand@1",
		}},
		Actors: []graph.Actor{{ID: "person:tavita-example", Label: "Tavita Example"}},
	}}); err != nil {
		t.Fatal(err)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	x := NewIndex(words)
	for _, c := range []struct{ query, first string }{
		{"Fiji", "state:FJI"},
		{"fij", "state:FJI"},
		{"WSM", "state:WSM"},
		{"south kor", "state:KOR"},
		{"korea, north", ""},
		{"tavita", "person:tavita-example"},
		{"example", "person:tavita-example"},
		{"", ""},
		{"zzzz", ""},
	} {
		got, err := x.Actors(ctx, v, c.query, 5)
		if err != nil {
			t.Fatal(err)
		}
		first := ""
		if len(got) > 0 {
			first = got[0].ID
		}
		if first != c.first && c.first != "" || c.first == "" && c.query == "zzzz" && first != "" {
			t.Errorf("%q: first %q, want %q (%v)", c.query, first, c.first, got)
		}
	}
	many, err := x.Actors(ctx, v, "s", 7)
	if err != nil || len(many) != 7 {
		t.Errorf("limit: %d %v", len(many), err)
	}
	again, _ := x.Actors(ctx, v, "s", 7)
	if !slices.Equal(many, again) {
		t.Error("two searches differ")
	}
}
