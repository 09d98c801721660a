package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"entente/graph"
	"entente/graph/store"
	"entente/queries"
)

// batchQuads is what the writer commits at a time, keptDocuments how many of its documents are there at a time.
const (
	batchQuads    = 100
	keptDocuments = 50
)

// mixed lets readers ask while a writer commits and takes back documents. Each question is asked on a snapshot of its own and its
// answer held against the reference; the writer's documents do not touch it.
func (b *bench) mixed(ctx context.Context) error {
	all, err := ReadQueries(b.Queries)
	if err != nil {
		return err
	}
	var qs []Query
	for _, q := range all {
		if q.ID != "Q9" { // the busiest subjects are what everybody writes to
			qs = append(qs, q)
		}
	}
	return b.graph(ctx, &graph.Options{}, func(g *graph.Graph) error {
		for i := range qs { // what a program that runs for long has warm
			if _, err := askFresh(ctx, g, &qs[i]); err != nil {
				return err
			}
		}
		alone, err := b.readers(ctx, g, qs, b.Mixed/10, nil)
		if err != nil {
			return err
		}
		b.say("ALONE readers=%d sec=%.0f queries=%d median_ms=%s p999_ms=%s max_ms=%s slowest=%s", b.Readers, (b.Mixed / 10).Seconds(), len(alone.all), ms(alone.all.median()),
			ms(alone.all.quantile(0.999)), ms(alone.all.quantile(1)), alone.slowest)
		var writes times
		reads, err := b.readers(ctx, g, qs, b.Mixed, func(until time.Time) (err error) {
			writes, err = b.writer(ctx, g, until)
			return err
		})
		if err != nil {
			return err
		}
		b.say("MIXED readers=%d sec=%.0f queries=%d median_ms=%s p999_ms=%s max_ms=%s commits=%d commit_p999_ms=%s commit_max_ms=%s errors=0 slowest=%s peakRSS_MB=%d", b.Readers,
			b.Mixed.Seconds(), len(reads.all), ms(reads.all.median()), ms(reads.all.quantile(0.999)), ms(reads.all.quantile(1)), len(writes), ms(writes.quantile(0.999)),
			ms(writes.quantile(1)), reads.slowest, peakMB())
		return nil
	})
}

// askFresh asks on a new snapshot and checks the answer.
func askFresh(ctx context.Context, g *graph.Graph, q *Query) (took time.Duration, err error) {
	began := time.Now()
	v, err := g.View()
	if err != nil {
		return 0, err
	}
	got, err := answer(ctx, v, q)
	err = errors.Join(err, v.Close())
	took = time.Since(began)
	if err == nil && got != q.Expect {
		err = fmt.Errorf("%s %v: %d, not %d", q.ID, q.P, got, q.Expect)
	}
	return took, err
}

// reads are the times of questions, and the class of the slowest.
type reads struct {
	all     times
	longest time.Duration
	slowest string
}

func (r *reads) add(class string, took time.Duration) {
	r.all = append(r.all, took)
	if took > r.longest {
		r.longest, r.slowest = took, class
	}
}

// readers ask for a while, beside what else is done.
func (b *bench) readers(ctx context.Context, g *graph.Graph, qs []Query, d time.Duration, beside func(until time.Time) error) (all reads, err error) {
	until := time.Now().Add(d)
	each := make([]reads, b.Readers)
	errs := make([]error, b.Readers+1)
	var wg sync.WaitGroup
	for r := range b.Readers {
		wg.Go(func() {
			for i := r * len(qs) / b.Readers; time.Now().Before(until) && errs[r] == nil; i++ {
				var took time.Duration
				took, errs[r] = askFresh(ctx, g, &qs[i%len(qs)])
				each[r].add(qs[i%len(qs)].ID, took)
			}
		})
	}
	if beside != nil {
		errs[b.Readers] = beside(until)
	}
	wg.Wait()
	for _, r := range each {
		all.all = append(all.all, r.all...)
		if r.longest > all.longest {
			all.longest, all.slowest = r.longest, r.slowest
		}
	}
	return all, errors.Join(errs...)
}

// writer commits documents and takes old ones back until the time is over, and leaves none.
func (b *bench) writer(ctx context.Context, g *graph.Graph, until time.Time) (all times, err error) {
	name := func(i int) string { return fmt.Sprintf("mixed%d", i) }
	i := 0
	for ; time.Now().Before(until); i++ {
		began := time.Now()
		batch := make([]store.Quad, batchQuads)
		for k := range batch {
			batch[k] = added(name(i), int64(i*batchQuads+k))
		}
		if err := apply(ctx, g, batch...); err != nil {
			return all, err
		}
		all = append(all, time.Since(began))
		if i < keptDocuments {
			continue
		}
		began = time.Now()
		if _, err := g.RemoveLabel(ctx, Namespace+"bench/doc/"+name(i-keptDocuments)); err != nil {
			return all, err
		}
		all = append(all, time.Since(began))
	}
	for k := max(0, i-keptDocuments); k < i; k++ {
		if _, err := g.RemoveLabel(ctx, Namespace+"bench/doc/"+name(k)); err != nil {
			return all, err
		}
	}
	v, err := g.View()
	if err != nil {
		return all, err
	}
	n, err := tally(queries.Quads(ctx, v, queries.Pattern{S: added("", 0).S}))
	if err = errors.Join(err, v.Close()); err == nil && n > 0 {
		err = fmt.Errorf("%d quads of removed documents are still there", n)
	}
	return all, err
}
