package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"entente/graph"
	"entente/graph/store/nquads"
	"entente/loader"
	"entente/loader/extract"
)

// load makes the store anew and reads the workload into it, as `entente load` does.
func (b *bench) load(ctx context.Context) (err error) {
	if err := os.RemoveAll(b.DB); err != nil {
		return err
	}
	g, err := graph.Open(ctx, b.DB, nil)
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed {
			err = errors.Join(err, g.Close())
		}
	}()
	reader, err := extract.New(g.Vocabulary())
	if err != nil {
		return err
	}
	l := loader.Loader{Graph: g, Reader: reader}
	began := time.Now()
	rep, err := l.Load(ctx, []string{b.Data}, &loader.Options{Format: "nquads"})
	took := time.Since(began)
	if err != nil {
		return err
	}
	if rep.Rejected > 0 {
		return fmt.Errorf("%d lines refused, first %v", rep.Rejected, rep.Rejections)
	}
	b.say("LOAD quads=%d sec=%.2f qps=%.0f peakRSS_MB=%d partial=false", rep.Quads, took.Seconds(), float64(rep.Quads)/took.Seconds(), peakMB())
	began = time.Now()
	closed = true
	if err := g.Close(); err != nil {
		return err
	}
	b.say("CLOSE sec=%.2f peakRSS_MB=%d", time.Since(began).Seconds(), peakMB())
	n, err := folderBytes(b.DB)
	if err != nil {
		return err
	}
	b.say("DISK %d", n)
	return nil
}

// open times opening the store, for reading and for writing.
func (b *bench) open(ctx context.Context) error {
	for _, o := range []struct {
		name string
		opt  graph.Options
	}{{"read", graph.Options{ReadOnly: true}}, {"write", graph.Options{}}} {
		var all times
		for range max(3, b.Passes) {
			began := time.Now()
			err := b.graph(ctx, &o.opt, func(g *graph.Graph) error {
				v, err := g.View()
				if err != nil {
					return err
				}
				all = append(all, time.Since(began))
				return v.Close()
			})
			if err != nil {
				return err
			}
		}
		b.say("OPEN for=%s first_ms=%s median_ms=%s peakRSS_MB=%d", o.name, ms(all[0]), ms(all.median()), peakMB())
	}
	return nil
}

// parsedBytes is how much of the workload the parser reads: enough to fill no cache.
const parsedBytes = 128 << 20

// parseRuns is how often, for the median.
const parseRuns = 3

// parse times the N-Quads reader by itself, in memory and on one core.
func (b *bench) parse(ctx context.Context) error {
	f, err := os.Open(b.Data)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(f, parsedBytes))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		text = text[:i+1]
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var raw, whole [parseRuns]float64
	for i := range parseRuns {
		n, sec, err := timeParse(func() (n int64, err error) {
			r := nquads.NewReader(bytes.NewReader(text), nil)
			for {
				if _, err := r.ReadRaw(); err != nil {
					if err == io.EOF {
						err = nil
					}
					return r.Quads(), err
				}
			}
		})
		if err != nil {
			return err
		}
		raw[i] = float64(n) / sec
		n, sec, err = timeParse(func() (n int64, err error) { return drain(ctx, nquads.NewReader(bytes.NewReader(text), nil)) })
		if err != nil {
			return err
		}
		whole[i] = float64(n) / sec
	}
	slices.Sort(raw[:])
	slices.Sort(whole[:])
	b.say("PARSE bytes=%d qps=%.0f with_terms_qps=%.0f", len(text), raw[parseRuns/2], whole[parseRuns/2])
	return nil
}

func drain(ctx context.Context, r *nquads.Reader) (int64, error) {
	for _, err := range r.All(ctx) {
		if err != nil {
			return 0, err
		}
	}
	return r.Quads(), nil
}

// timeParse measures the processor time of this thread, so that what else runs on the machine does not count.
func timeParse(f func() (int64, error)) (n int64, seconds float64, err error) {
	before := threadSeconds()
	n, err = f()
	return n, threadSeconds() - before, err
}
