package dossier

import (
	"context"
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
	return queries.NewEvidence(c, doc, v.Label(c.Outlet)), nil
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
