package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"entente/graph"
	"entente/graph/store"
	"entente/queries"
)

// added is a quad that the workload does not have, of a document of ours.
func added(doc string, i int64) store.Quad {
	return store.Quad{
		S: store.NewIRI(fmt.Sprintf("%sbench/s%d", Namespace, i)), P: store.NewIRI(Namespace + "p/met_with"),
		O: store.NewIRI(fmt.Sprintf("%sbench/o%d", Namespace, i%1000)), G: store.NewIRI(Namespace + "bench/doc/" + doc),
	}
}

// commit times durable commits: one after the other, many at once, and many of a hundred quads.
func (b *bench) commit(ctx context.Context) error {
	dir, remove, err := b.scratch()
	if err != nil {
		return err
	}
	before, err := fsyncRate(dir, b.Commits)
	if err != nil {
		return errors.Join(err, remove())
	}
	err = b.graph(ctx, &graph.Options{}, func(g *graph.Graph) error {
		began := time.Now()
		var each times
		for i := range int64(b.Commits) {
			one := time.Now()
			if err := apply(ctx, g, added("single", i)); err != nil {
				return err
			}
			each = append(each, time.Since(one))
		}
		single := float64(b.Commits) / time.Since(began).Seconds()
		after, err := fsyncRate(dir, b.Commits)
		if err != nil {
			return err
		}
		fsync := (before + after) / 2
		b.say("COMMIT single_s=%.0f median_ms=%s p99_ms=%s fsync_s=%.0f ratio=%.2f", single, ms(each.median()), ms(each.quantile(0.99)), fsync, single/fsync)
		for _, w := range []struct{ writers, quads int }{{64, 1}, {8, 100}, {8, 1000}} {
			n, sec, err := together(ctx, g, w.writers, w.quads, b.Mixed/20)
			if err != nil {
				return err
			}
			b.say("GROUPED writers=%d batch=%d commits_s=%.0f quads_s=%.0f", w.writers, w.quads, float64(n)/sec, float64(n*int64(w.quads))/sec)
		}
		for _, doc := range []string{"single", "grouped"} {
			if _, err := g.RemoveLabel(ctx, Namespace+"bench/doc/"+doc); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, remove())
}

func apply(ctx context.Context, g *graph.Graph, qs ...store.Quad) error {
	batch := &store.Batch{}
	for _, q := range qs {
		batch.Add(q)
	}
	_, err := g.Store().Apply(ctx, batch)
	return err
}

// together lets writers commit batches at the same time for a while.
func together(ctx context.Context, g *graph.Graph, writers, size int, d time.Duration) (commits int64, seconds float64, err error) {
	var next, done atomic.Int64
	var wg sync.WaitGroup
	errs := make([]error, writers)
	began := time.Now()
	for w := range writers {
		wg.Go(func() {
			for time.Since(began) < d && errs[w] == nil {
				qs := make([]store.Quad, size)
				first := next.Add(int64(size)) + int64(size)*1_000_000
				for i := range qs {
					qs[i] = added("grouped", first+int64(i))
				}
				if errs[w] = apply(ctx, g, qs...); errs[w] == nil {
					done.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return done.Load(), time.Since(began).Seconds(), errors.Join(errs...)
}

// removedQuads is the size of the large document that is removed.
const removedQuads = 10_000

// remove times taking back documents: those of the workload, and one of ten thousand quads. Those of the workload are put back.
func (b *bench) remove(ctx context.Context) error {
	qs, err := ReadQueries(b.Queries)
	if err != nil {
		return err
	}
	return b.graph(ctx, &graph.Options{}, func(g *graph.Graph) error {
		var small times
		for i := range qs {
			if doc := qs[i].P["doc"]; doc != "" {
				took, kept, err := takeBack(ctx, g, doc)
				if err != nil {
					return err
				}
				small = append(small, took)
				if err := apply(ctx, g, kept...); err != nil {
					return err
				}
			}
		}
		big := make([]store.Quad, removedQuads)
		for i := range big {
			big[i] = added("big", int64(i))
		}
		var large times
		for range 3 {
			if err := apply(ctx, g, big...); err != nil {
				return err
			}
			took, kept, err := takeBack(ctx, g, Namespace+"bench/doc/big")
			if err != nil {
				return err
			}
			if len(kept) != removedQuads {
				return fmt.Errorf("a document of %d quads had %d", removedQuads, len(kept))
			}
			large = append(large, took)
		}
		b.say("REMOVE documents=%d median_ms=%s max_ms=%s quads=%d large_ms=%s", len(small), ms(small.median()), ms(small.quantile(1)), removedQuads, ms(large.median()))
		return nil
	})
}

// takeBack removes a document, sees to it that nothing is left, and gives what it held.
func takeBack(ctx context.Context, g *graph.Graph, doc string) (took time.Duration, kept []store.Quad, err error) {
	if kept, err = under(ctx, g, doc); err != nil {
		return 0, nil, err
	}
	began := time.Now()
	if _, err := g.RemoveLabel(ctx, doc); err != nil {
		return 0, nil, err
	}
	took = time.Since(began)
	left, err := under(ctx, g, doc)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("%s still has %d quads", doc, len(left))
	}
	return took, kept, err
}

// under lists the quads of a document.
func under(ctx context.Context, g *graph.Graph, doc string) (out []store.Quad, err error) {
	v, err := g.View()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	for q, err := range queries.Quads(ctx, v, queries.Pattern{G: store.NewIRI(doc)}) {
		if err != nil {
			return nil, err
		}
		var quad store.Quad
		for _, part := range [...]struct {
			id   store.ID
			term *store.Term
		}{{q.S, &quad.S}, {q.P, &quad.P}, {q.O, &quad.O}, {q.G, &quad.G}} {
			if *part.term, err = v.Store().Term(part.id); err != nil {
				return nil, err
			}
		}
		out = append(out, quad)
	}
	return out, nil
}
