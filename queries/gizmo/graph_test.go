package gizmo

import (
	"context"
	"testing"

	"entente/graph/cayleystore"
	"entente/graph/store"
	"entente/graph/store/storetest"

	"github.com/cayleygraph/cayley/graph"
	_ "github.com/cayleygraph/cayley/graph/memstore" // the reference
	_ "github.com/cayleygraph/cayley/writer"
	"github.com/cayleygraph/quad"
)

// testQuads is a small map of the north: public facts and two invented documents.
func testQuads() []quad.Quad {
	iri := func(s string) quad.Value { return quad.IRI(s) }
	var out []quad.Quad
	add := func(s, p string, o quad.Value, label string) {
		q := quad.Quad{Subject: iri(s), Predicate: iri(p), Object: o}
		if label != "" {
			q.Label = iri(label)
		}
		out = append(out, q)
	}
	for _, pair := range [][2]string{{"fin", "swe"}, {"fin", "nor"}, {"swe", "nor"}, {"swe", "fin"}, {"nor", "swe"}, {"nor", "fin"}, {"den", "swe"}, {"den", "ger"}, {"ger", "den"}} {
		add(pair[0], "borders", iri(pair[1]), "")
	}
	for state, kind := range map[string]string{"swe": "monarchy", "nor": "monarchy", "den": "monarchy"} {
		add(state, "kind", quad.String(kind), "")
	}
	for _, state := range []string{"fin", "isl", "ger"} {
		add(state, "kind", quad.String("republic"), "")
	}
	add("fin", "people", quad.Int(5600000), "")
	add("nor", "people", quad.Int(5500000), "")
	add("swe", "people", quad.Int(10500000), "")
	add("fin", "eu", quad.Bool(true), "")
	add("fin", "since", quad.TypedString{Value: "1995-01-01", Type: "http://www.w3.org/2001/XMLSchema#date"}, "")
	add("fin", "name", quad.LangString{Value: "Finlande", Lang: "fr"}, "")
	add("fin", "name", quad.String("Finland"), "")
	add("isl", "met", iri("nor"), "doc1")
	add("isl", "met", iri("swe"), "doc2")
	add("fin", "met", iri("swe"), "doc2")
	return out
}

func modelStore(tb testing.TB, list []quad.Quad) store.Store {
	tb.Helper()
	m := storetest.NewModel()
	qs, err := cayleystore.New(m)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := qs.NewQuadWriter()
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := w.WriteQuads(list); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return m
}

func ourGraph(tb testing.TB, list []quad.Quad) graph.QuadStore {
	tb.Helper()
	qs, err := cayleystore.New(modelStore(tb, list))
	if err != nil {
		tb.Fatal(err)
	}
	return qs
}

func cayleyGraph(tb testing.TB, list []quad.Quad) graph.QuadStore {
	tb.Helper()
	qs, err := graph.NewQuadStore("memstore", "", nil)
	if err != nil {
		tb.Fatal(err)
	}
	w, err := graph.NewQuadWriter("single", qs, nil)
	if err != nil {
		tb.Fatal(err)
	}
	for _, q := range list {
		if err := w.AddQuad(q); err != nil {
			tb.Fatal(err)
		}
	}
	return qs
}

func runAll(qs graph.QuadStore, script string, opt *Options) ([]string, Outcome, error) {
	var out []string
	o, err := Run(context.Background(), qs, script, opt, func(r Result) error {
		out = append(out, string(r.JSON))
		return nil
	})
	return out, o, err
}
