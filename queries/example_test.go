package queries_test

import (
	"context"
	"fmt"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store/storetest"
	"entente/queries"
	"entente/queries/library"
)

// open makes a small graph in memory.
func open() (*graph.Graph, *graph.View, error) {
	ctx := context.Background()
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		return nil, nil, err
	}
	text := "Japan is an ally of the United States. Japan trades with China."
	ally := claim.Claim{Sentence: claim.Span{Start: 0, End: 38}, Evidence: text[:38], Subject: claim.End{ID: "state:JPN", State: "state:JPN"}, Relation: "allied_with",
		Object: claim.End{ID: "state:USA", State: "state:USA"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Happened: "1951/..", Confidence: 1, Extractor: "hand@1"}
	trade := claim.Claim{Sentence: claim.Span{Start: 39, End: len(text)}, Evidence: text[39:], Subject: claim.End{ID: "state:JPN", State: "state:JPN"}, Relation: "trades_with",
		Object: claim.End{ID: "state:CHN", State: "state:CHN"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 1, Extractor: "hand@1"}
	_, err = g.Put(ctx, []graph.Document{{ID: "a1", Text: text, Published: "2024-07-01", Publisher: "org:example-wire", Claims: []claim.Claim{ally, trade}}})
	if err != nil {
		return nil, nil, err
	}
	v, err := g.View()
	return g, v, err
}

func ExampleRun() {
	g, v, err := open()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	defer v.Close()
	for a, err := range queries.Run(context.Background(), v, "USA/allied_with@ally/trades_with", &queries.Options{Evidence: true}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(a.Start.Label, "→", a.End.Label, "by way of", a.Stops[0].Node.Label)
		for _, s := range a.Steps {
			fmt.Printf("  %s %s %s: %s\n", s.Subject, s.Predicate, s.Object, s.Claims[0].Evidence)
		}
	}
	// Output:
	// United States → China by way of Japan
	//   state:USA allied_with state:JPN: Japan is an ally of the United States.
	//   state:JPN trades_with state:CHN: Japan trades with China.
}

func ExampleTally() {
	g, v, err := open()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	defer v.Close()
	groups, err := queries.Tally(context.Background(), v, "Japan/.[doc=a1]", &queries.Options{Group: "relation", Count: "claims"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range groups {
		fmt.Println(x.Key, x.Count)
	}
	// Output:
	// allied_with 1
	// trades_with 1
}

func ExampleNamed() {
	g, v, err := open()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer g.Close()
	defer v.Close()
	table, err := queries.Named(context.Background(), v, "allies", []library.Argument{{Name: "a", Value: "Japan"}, {Name: "day", Value: "1960"}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(table.Title)
	fmt.Print(table)
	// Output:
	// The allies of an actor on a day or in a year
	// start | end
	// state:JPN | state:USA
}
