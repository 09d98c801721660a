package dossier

import (
	"context"
	"maps"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/vocab"
	"entente/queries"
)

// evidenceOf is a claim in the form in which answers show it.
func evidenceOf(ctx context.Context, v *graph.View, c *graph.Fact) (queries.Evidence, error) {
	doc, err := v.Document(ctx, c.DocIRI)
	if err != nil {
		return queries.Evidence{}, err
	}
	e := queries.Evidence{
		Claim: c.ID, Doc: doc.ID, Publisher: c.Outlet, Title: doc.Title, URL: doc.URL,
		Start: c.Sentence.Start, End: c.Sentence.End, Evidence: c.Evidence,
		Subject: c.Subject.ID, Predicate: c.Relation, Object: c.Object.ID,
		Speaker: c.Speaker(), SpeakerChain: c.Chain, SpeakerState: c.SpeakerState,
		Polarity: string(c.Polarity), Modality: string(c.Modality),
		Published: c.Published, Said: c.Said, Happened: c.Happened, TimeText: c.TimeText,
		Rule: c.Rule, Confidence: c.Confidence, Extractor: c.Extractor, Row: c.Row,
	}
	for _, name := range slices.Sorted(maps.Keys(c.Qualifiers)) {
		e.Qualifiers = append(e.Qualifiers, queries.Qualifier{Name: name, Value: c.Qualifiers[name]})
	}
	return e, nil
}

// dayOf is the time that a claim is filed under: when it happened, else was said, else was published; "" when undated.
func dayOf(c *graph.Fact) string {
	for _, d := range []string{c.Happened, c.Said, c.Published} {
		if d != "" {
			return d
		}
	}
	return ""
}

// kindOf is the kind of a node by its id.
func kindOf(id string) vocab.Kind {
	kind, _, _ := strings.Cut(id, ":")
	return vocab.Kind(kind)
}
