package queries

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store/storetest"
)

// said is one claim in short: who, relation, whom, and what is not plain.
type said struct {
	s, rel, o string
	by        string // speaker
	pol       claim.Polarity
	mod       claim.Modality
	when      string // happened
	q         map[string]string
	as        string // subject as named
}

// demoDoc makes a document whose sentences are the claims themselves.
func demoDoc(id, publisher, day string, claims ...said) graph.Document {
	d := graph.Document{ID: id, Title: "On " + id, Publisher: publisher, Published: day, Lang: "en"}
	for _, s := range claims {
		start := len(d.Text)
		d.Text += fmt.Sprintf("%s %s %s. ", s.s, s.rel, s.o)
		c := claim.Claim{
			Sentence: claim.Span{Start: start, End: len(d.Text) - 1}, Evidence: d.Text[start : len(d.Text)-1],
			Subject: claim.End{ID: s.s}, Relation: s.rel, Object: claim.End{ID: s.o},
			Polarity: s.pol, Modality: s.mod, Published: day, Happened: s.when, Qualifiers: s.q, Confidence: 0.9, Extractor: "hand@1", Rule: "demo",
		}
		if c.Polarity == "" {
			c.Polarity = claim.Affirmed
		}
		if c.Modality == "" {
			c.Modality = claim.Asserted
		}
		if strings.HasPrefix(s.s, "state:") {
			c.Subject.State = s.s
		}
		if strings.HasPrefix(s.o, "state:") {
			c.Object.State = s.o
		}
		if s.as != "" {
			c.Subject = claim.End{ID: s.as, State: s.s}
		}
		if s.by != "" {
			c.Chain = []string{s.by}
			if strings.HasPrefix(s.by, "state:") {
				c.SpeakerState = s.by
			}
			if s.by == "person:antony-blinken" {
				c.SpeakerState = "state:USA"
			}
		}
		c.VoiceState = c.SpeakerState
		d.Claims = append(d.Claims, c)
	}
	return d
}

func demoGraph(t testing.TB) *graph.View {
	t.Helper()
	ctx := context.Background()
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	docs := []graph.Document{
		demoDoc("d1", "org:alpha-wire", "2024-07-01",
			said{s: "state:CHN", rel: "concerned_about", o: "topic:russia-dprk-ties", by: "person:kurt-campbell"},
			said{s: "state:PRK", rel: "supplies_arms_to", o: "state:RUS", by: "group:us-officials", q: map[string]string{"item": "artillery shells", "amount": "3000"}},
			said{s: "state:PRK", rel: "supplies_arms_to", o: "state:RUS", by: "state:PRK", pol: claim.Denied},
			said{s: "state:USA", rel: "allied_with", o: "state:JPN", when: "1951/.."},
			said{s: "state:USA", rel: "allied_with", o: "state:KOR", when: "1953/.."},
			said{s: "state:USA", rel: "met_with", o: "state:CHN", mod: claim.Planned},
		),
		demoDoc("d2", "org:beta-post", "2023-03-05",
			said{s: "state:USA", rel: "criticizes", o: "state:CHN", by: "person:antony-blinken", as: "person:antony-blinken"},
			said{s: "state:JPN", rel: "concerned_about", o: "state:PRK", by: "state:JPN"},
			said{s: "state:JPN", rel: "sanctions", o: "state:RUS"},
			said{s: "state:IRN", rel: "supplies_arms_to", o: "state:RUS", mod: claim.Reported},
			said{s: "state:KOR", rel: "trades_with", o: "state:CHN"},
		),
	}
	docs[0].Actors = []graph.Actor{{ID: "topic:russia-dprk-ties", Label: "Russia-DPRK ties", Parties: []string{"state:RUS", "state:PRK"}}}
	if _, err := g.Put(ctx, docs); err != nil {
		t.Fatal(err)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}
