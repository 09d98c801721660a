package queries

import (
	"context"

	"entente/graph"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries/syntax"
)

// addGrade tests what people made of a claim or its publisher. What nobody judged passes only "!=".
func (t *edgeTest) addGrade(ctx context.Context, f *syntax.Filter) error {
	property := map[string]string{"credibility": quads.Credibility, "reliability": quads.Reliability, "verdict": quads.Verdict}[f.Key]
	grades, err := t.q.judged(ctx, property)
	if err != nil {
		return err
	}
	c := choice{texts(f), f.Op == syntax.NotEqual}
	of := func(c *graph.Fact) string { return c.ID }
	if f.Key == "reliability" {
		of = func(c *graph.Fact) string { return c.Outlet }
	}
	t.claims = append(t.claims, func(f *graph.Fact) bool { return c.holds(grades[of(f)]) })
	return nil
}

// judged reads one property of everything that people judged, by subject.
func (q *query) judged(ctx context.Context, property string) (map[string]string, error) {
	p, n, err := q.used(ctx, property)
	if err != nil || n == 0 {
		return nil, err
	}
	out := make(map[string]string, n)
	for quad, err := range q.st.Scan(ctx, store.Pattern{P: p}) {
		if err != nil {
			return nil, err
		}
		s, err := q.st.Term(quad.S)
		if err != nil {
			return nil, err
		}
		o, err := q.st.Term(quad.O)
		if err != nil {
			return nil, err
		}
		out[s.Value] = o.Value
	}
	return out, nil
}
