package dossier

import (
	"context"
	"fmt"

	"entente/graph"
	"entente/graph/search"
	"entente/queries"
)

// Found is what a full-text search gives.
type Found struct {
	Query string `json:"query"`
	In    string `json:"in"`
	// Total is how many documents match, beside the limit.
	Total int         `json:"total"`
	Hits  []SearchHit `json:"hits"`
}

// SearchHit is a document with the place that shows best why it was found.
type SearchHit struct {
	Doc       string  `json:"doc"`
	Title     string  `json:"title"`
	URL       string  `json:"url"`
	Publisher string  `json:"publisher"`
	Published string  `json:"published"`
	Score     float64 `json:"score"`
	// Field is "evidence" where a claim rests on the sentence, else "text" or "title".
	Field string `json:"field"`
	// Snippet is bytes Start to End of the kept text, or the title; Highlights are bytes of Snippet.
	Start      int                `json:"start"`
	End        int                `json:"end"`
	Snippet    string             `json:"snippet"`
	Highlights []search.Span      `json:"highlights"`
	Claims     []queries.Evidence `json:"claims"`
}

// SearchFields are the names of the places in which Search looks; "" is title and text.
func SearchFields() []string { return []string{"title", "text", "evidence"} }

// Search looks for a query in texts, titles or evidence sentences. Errors of the query are *search.QueryError.
func Search(ctx context.Context, v *graph.View, query, in, since, until, publisher string, limit int) (*Found, error) {
	f := graph.TextFilter{Since: since, Until: until, Publisher: publisher, Limit: limit}
	switch in {
	case "":
	case "title":
		f.In = search.Title
	case "text":
		f.In = search.Text
	case "evidence":
		f.In = search.Evidence
	default:
		return nil, fmt.Errorf("no field %q", in)
	}
	hits, total, err := v.Search(ctx, query, f)
	if err != nil {
		return nil, err
	}
	out := &Found{Query: query, In: in, Total: total, Hits: []SearchHit{}}
	for i := range hits {
		h := &hits[i]
		s := SearchHit{
			Doc: h.Document.ID, Title: h.Document.Title, URL: h.Document.URL, Publisher: h.Document.Publisher, Published: h.Document.Published,
			Score: h.Score, Field: fieldName(h.Field), Start: h.Start, End: h.End, Snippet: h.Snippet, Highlights: h.Highlights, Claims: []queries.Evidence{},
		}
		if s.Highlights == nil {
			s.Highlights = []search.Span{}
		}
		for j := range h.Claims {
			if s.Claims, err = appendEvidence(ctx, v, s.Claims, &h.Claims[j]); err != nil {
				return nil, err
			}
		}
		out.Hits = append(out.Hits, s)
	}
	return out, nil
}

func fieldName(f search.Field) string {
	switch f {
	case search.Title:
		return "title"
	case search.Evidence:
		return "evidence"
	}
	return "text"
}
