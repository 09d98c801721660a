package bench

import (
	"context"
	"fmt"
	"time"

	"entente/graph"
	"entente/queries"
)

// evidenceAnswers is how many answers evidence is asked for.
const evidenceAnswers = 20

// paths times the first answer of bounded paths, and what evidence adds to twenty answers.
func (b *bench) paths(ctx context.Context) error {
	qs, err := ReadQueries(b.Queries)
	if err != nil {
		return err
	}
	return b.view(ctx, func(v *graph.View) error {
		var cold, warm, plain, evident times
		for pass := range 1 + b.Passes {
			for i := range qs {
				for _, expr := range bounded(&qs[i]) {
					began := time.Now()
					err := take(ctx, v, expr, 1, nil)
					took := time.Since(began)
					if err != nil {
						return fmt.Errorf("%s: %w", expr, err)
					}
					if pass == 0 {
						cold = append(cold, took)
						continue
					}
					warm = append(warm, took)
					for _, evidence := range []bool{false, true} {
						began := time.Now()
						if err := take(ctx, v, expr, evidenceAnswers, &queries.Options{Evidence: evidence}); err != nil {
							return fmt.Errorf("%s: %w", expr, err)
						}
						if evidence {
							evident = append(evident, time.Since(began))
						} else {
							plain = append(plain, time.Since(began))
						}
					}
				}
			}
		}
		b.say("FIRST n=%d median_ms=%s p99_ms=%s max_ms=%s cold_ms=%s cold_max_ms=%s", len(warm), ms(warm.median()), ms(warm.quantile(0.99)), ms(warm.quantile(1)),
			ms(cold.median()), ms(cold.quantile(1)))
		b.say("EVIDENCE answers=%d plain_ms=%s evidence_ms=%s p99_ms=%s", evidenceAnswers, ms(plain.median()), ms(evident.median()), ms(evident.quantile(0.99)))
		return nil
	})
}

// bounded are paths without open repetition about a query's start.
func bounded(q *Query) []string {
	switch q.ID {
	case "Q2", "Q3", "Q4":
		some := "<" + Namespace + "p/allied_with>|<" + Namespace + "p/trades_with>"
		return []string{q.Expression(), "<" + q.P["s"] + ">/(" + some + "){1,3}", "<" + q.P["s"] + ">/./^.", "<" + q.P["s"] + ">/.{1,3}"}
	}
	return nil
}

// take asks for the first answers alone.
func take(ctx context.Context, v *graph.View, expr string, most int, opt *queries.Options) error {
	n := 0
	for _, err := range queries.Run(ctx, v, expr, opt) {
		if err != nil {
			return err
		}
		if n++; n == most {
			break
		}
	}
	return nil
}

// walk times breadth-first search from the busiest node: over the predicate with most edges, and over every predicate.
func (b *bench) walk(ctx context.Context) error {
	return b.view(ctx, func(v *graph.View) error {
		top, err := queries.TopSubjects(ctx, v, 1)
		if err != nil || len(top) == 0 {
			return err
		}
		for _, w := range [...]struct{ kind, predicate string }{{"WALK", Namespace + "p/met_with"}, {"WALKANY", ""}} {
			if err := b.flood(ctx, v, w.kind, top[0].Node.ID, w.predicate); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bench) flood(ctx context.Context, v *graph.View, kind, from, predicate string) error {
	expr := "<" + from + ">/.+"
	if predicate != "" {
		expr = "<" + from + ">/<" + predicate + ">+"
	}
	var nodes, edges int64
	var paths, alone times
	for i := range 6 + b.Passes {
		began := time.Now()
		rep := queries.Report{}
		var err error
		if nodes, err = queries.Count(ctx, v, expr, &queries.Options{Report: &rep}); err != nil {
			return err
		}
		took := time.Since(began)
		began = time.Now()
		found, err := floodStore(ctx, v.Store(), from, predicate)
		if err != nil {
			return err
		}
		if found != nodes {
			return fmt.Errorf("%s reaches %d nodes, the store alone %d", expr, nodes, found)
		}
		if edges = rep.Edges; i > 5 { // the first ones build what is walked
			paths, alone = append(paths, took), append(alone, time.Since(began))
		}
	}
	b.say("%s nodes=%d edges=%d edges_M_s=%.1f store_edges_M_s=%.1f peakRSS_MB=%d", kind, nodes, edges, float64(edges)/paths.median().Seconds()/1e6,
		float64(edges)/alone.median().Seconds()/1e6, peakMB())
	return nil
}
