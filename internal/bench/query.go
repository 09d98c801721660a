package bench

import (
	"context"
	"fmt"
	"time"

	"entente/graph"
)

// timed is what one class came to.
type timed struct {
	cold, warm, hits, misses, store times
	bad                             int
	firstBad                        string
}

// query runs every instance once cold and then as often as asked, and holds each answer against the reference.
func (b *bench) query(ctx context.Context) error {
	qs, err := ReadQueries(b.Queries)
	if err != nil {
		return err
	}
	return b.view(ctx, func(v *graph.View) error {
		if err := b.versions(ctx, v); err != nil {
			return err
		}
		for _, id := range classes { // one class after the other, as the other engines are asked
			t := &timed{}
			for pass := range 1 + b.Passes {
				for i := range qs {
					if qs[i].ID != id {
						continue
					}
					if err := t.ask(ctx, v, &qs[i], pass == 0); err != nil {
						return err
					}
				}
			}
			for range b.Passes {
				for i := range qs {
					if qs[i].ID != id {
						continue
					}
					if err := t.askStore(ctx, v, &qs[i]); err != nil {
						return err
					}
				}
			}
			b.class(id, t)
		}
		b.say("QUERY peakRSS_MB=%d", peakMB())
		return nil
	})
}

// versions prints what is asked.
func (b *bench) versions(ctx context.Context, v *graph.View) error {
	p, err := v.Store().Predicates(ctx)
	if err != nil {
		return err
	}
	b.say("STORE terms=%d predicates=%d version=%d", v.Store().MaxID(), len(p), v.Store().Version())
	return nil
}

func (t *timed) ask(ctx context.Context, v *graph.View, q *Query, cold bool) error {
	began := time.Now()
	got, err := answer(ctx, v, q)
	took := time.Since(began)
	if err != nil {
		return fmt.Errorf("%s %v: %w", q.ID, q.P, err)
	}
	t.judge("", q, got)
	if cold {
		t.cold = append(t.cold, took)
		return nil
	}
	t.warm = append(t.warm, took)
	if q.hit() {
		t.hits = append(t.hits, took)
	} else {
		t.misses = append(t.misses, took)
	}
	return nil
}

// judge counts a wrong answer.
func (t *timed) judge(by string, q *Query, got int64) {
	if got == q.Expect {
		return
	}
	t.bad++
	if t.firstBad == "" {
		t.firstBad = fmt.Sprintf(" got %d want %d%s: %s %v", got, q.Expect, by, q.Expression(), q.P)
	}
}

func (t *timed) askStore(ctx context.Context, v *graph.View, q *Query) error {
	began := time.Now()
	got, ok, err := direct(ctx, v.Store(), q)
	took := time.Since(began)
	if err != nil || !ok {
		return err
	}
	t.judge(" by the store alone", q, got)
	t.store = append(t.store, took)
	return nil
}

// class prints the line of a class: the fields that tables read first.
func (b *bench) class(id string, t *timed) {
	if len(t.warm) == 0 {
		b.say("%s none", id)
		return
	}
	line := fmt.Sprintf("%s n=%d median_ms=%s p99_ms=%s bad=%d errs=0 cold_ms=%s cold_max_ms=%s", id, len(t.warm), ms(t.warm.median()), ms(t.warm.quantile(0.99)), t.bad,
		ms(t.cold.median()), ms(t.cold.quantile(1)))
	for _, part := range []struct {
		name string
		t    times
	}{{"hit", t.hits}, {"miss", t.misses}, {"store", t.store}} {
		if len(part.t) > 0 {
			line += fmt.Sprintf(" %s_n=%d %s_ms=%s", part.name, len(part.t), part.name, ms(part.t.median()))
		}
	}
	b.say("%s%s", line, t.firstBad)
}
