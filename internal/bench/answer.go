package bench

import (
	"context"

	"entente/graph"
	"entente/graph/store"
	"entente/queries"
)

// answer runs an instance as a user would and gives the number that Expect is compared with.
func answer(ctx context.Context, v *graph.View, q *Query) (int64, error) {
	iri := func(p string) store.Term { return store.NewIRI(q.P[p]) }
	switch q.ID {
	case "Q1":
		return tally(queries.Quads(ctx, v, queries.Pattern{S: iri("s"), G: iri("doc")}))
	case "Q1b":
		list, err := queries.Objects(ctx, v, iri("s"), iri("p"), queries.LabelTest{Property: store.NewIRI(Namespace + "p/source"), Is: iri("src")})
		return int64(len(list)), err
	case "Q6":
		d, err := queries.Distance(ctx, v, q.Expression(), nil)
		return int64(d), err
	case "Q8":
		days := queries.LabelTest{Property: store.NewIRI(Namespace + "p/date"), Min: q.P["lo"], Max: q.P["hi"]}
		return tally(queries.Quads(ctx, v, queries.Pattern{S: iri("s"), O: iri("o")}, days))
	case "Q9":
		top, err := queries.TopSubjects(ctx, v, 10)
		var n int64
		for _, r := range top {
			n += r.Quads
		}
		return n, err
	}
	return queries.Count(ctx, v, q.Expression(), nil)
}

func tally(qs func(func(store.IDQuad, error) bool)) (n int64, err error) {
	for _, err := range qs {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
