package embedded

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	"entente/graph/store"
	"entente/graph/store/storetest"
	"entente/internal/vfs"
)

// Random histories in which operations fail in every way they can (bad quads, contexts that end, inputs
// that break off, a medium that fails and recovers) and in which the store is closed and opened again with
// other options: after each step the store holds what was acknowledged, and the sum is sound.
func TestRandomHistoriesThatFail(t *testing.T) {
	seeds := uint64(3)
	if os.Getenv("ENTENTE_STRESS") != "" {
		seeds = 60
	}
	names := slices.Sorted(maps.Keys(optionSets()))
	steps, failed := 0, map[string]int{}
	for seed := range seeds {
		for i := range names {
			h := &unlucky{t: t, seed: seed, names: names, set: i, rand: rand.New(rand.NewPCG(seed, uint64(i))), failed: failed, model: storetest.NewModel()}
			h.world = storetest.NewRandom(seed*100+uint64(i), 40)
			h.run(60)
			steps += h.steps
		}
	}
	for _, kind := range []string{"a bad quad", "a context that has ended", "an input that breaks off", "a context that ends within a load", "the medium"} {
		if failed[kind] == 0 {
			t.Errorf("nothing failed because of %s", kind)
		}
	}
	t.Logf("ran %d cases: steps of histories, of which failed %v", steps, failed)
}

// unlucky is one history.
type unlucky struct {
	t      *testing.T
	seed   uint64
	names  []string
	set    int // of options in use
	rand   *rand.Rand
	world  *storetest.Random
	disk   *vfs.Memory
	fault  *vfs.Fault
	first  atomic.Int64 // call from which on the medium fails
	count  atomic.Int64 // for how many calls
	s      *Store
	model  store.Store
	steps  int
	failed map[string]int
}

var errMedium = errors.New("the medium failed")

func (h *unlucky) where() string {
	return fmt.Sprintf("seed %d, options %q, step %d", h.seed, h.names[h.set], h.steps)
}

func (h *unlucky) open() {
	h.t.Helper()
	o := optionSets()[h.names[h.set]]
	o.FS = h.fault
	s, err := Open(context.Background(), "/db", &o)
	if err != nil {
		h.t.Fatalf("%s: %v", h.where(), err)
	}
	h.s = s
}

func (h *unlucky) run(steps int) {
	h.t.Helper()
	h.disk = vfs.NewMemory()
	h.fault = &vfs.Fault{FS: h.disk, Keep: func(n int) int { return n / 2 }, Fail: func(n int, _, _ string) error {
		if first := h.first.Load(); int64(n) >= first && int64(n) < first+h.count.Load() {
			return errMedium
		}
		return nil
	}}
	h.open()
	for range steps {
		h.steps++
		switch h.rand.IntN(12) {
		case 0:
			h.badQuad()
		case 1:
			h.ended()
		case 2:
			h.breaksOff()
		case 3:
			h.endsWithin()
		case 4:
			h.reopen()
		case 5, 6:
			h.mediumFails()
		default:
			p := h.step()
			if err := errors.Join(p.do(h.s), p.do(h.model)); err != nil {
				h.t.Fatalf("%s: %v", h.where(), err)
			}
		}
		if d := storetest.Difference(content(h.t, h.s), content(h.t, h.model)); d != "" {
			h.t.Fatalf("%s: %s", h.where(), d)
		}
	}
	storetest.CheckClean(h.t, h.s)
	if err := h.s.Close(); err != nil {
		h.t.Errorf("%s: %v", h.where(), err)
	}
}

func (h *unlucky) step() step {
	if h.rand.IntN(5) == 0 {
		return step{quads: h.world.Quads(h.rand.IntN(80))}
	}
	return step{batch: h.world.Batch(1 + h.rand.IntN(20))}
}

// refused notes a failure that must have happened.
func (h *unlucky) refused(kind string, err, want error) {
	h.t.Helper()
	if !errors.Is(err, want) {
		h.t.Fatalf("%s: %s gives %v", h.where(), kind, err)
	}
	h.failed[kind]++
}

func (h *unlucky) badQuad() {
	b := h.world.Batch(6)
	b.Add(store.Quad{S: store.NewString("a literal"), P: store.NewIRI("rel:p"), O: store.NewIRI("ent:x")})
	b.Ops = append(b.Ops, h.world.Batch(6).Ops...)
	_, err := h.s.Apply(context.Background(), b)
	h.refused("a bad quad", err, store.ErrInvalidQuad)
}

func (h *unlucky) ended() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := h.s.Apply(ctx, h.world.Batch(10))
	h.refused("a context that has ended", err, context.Canceled)
}

// until yields quads and then calls f, whose error it yields.
func until(quads []store.Quad, f func() error) iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
		if err := f(); err != nil {
			yield(store.Quad{}, err)
		}
	}
}

func (h *unlucky) breaksOff() {
	broken := errors.New("the input broke off")
	_, err := h.s.Load(context.Background(), until(h.world.Quads(h.rand.IntN(200)), func() error { return broken }), nil)
	h.refused("an input that breaks off", err, broken)
}

func (h *unlucky) endsWithin() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, err := h.s.Load(ctx, until(h.world.Quads(1+h.rand.IntN(200)), func() error { cancel(); return nil }), nil)
	h.refused("a context that ends within a load", err, context.Canceled)
}

// reopen closes the store and opens it with other options.
func (h *unlucky) reopen() {
	if err := h.s.Close(); err != nil {
		h.t.Fatalf("%s: %v", h.where(), err)
	}
	h.set = h.rand.IntN(len(h.names))
	h.open()
}

// mediumFails lets some calls fail during one step; a store that stops writing is opened again, and then holds that step wholly
// or not at all.
func (h *unlucky) mediumFails() {
	h.first.Store(int64(h.fault.Calls() + 1 + h.rand.IntN(12)))
	h.count.Store(int64(1 + h.rand.IntN(3)))
	p := h.step()
	err := p.do(h.s)
	if err == nil {
		if err := p.do(h.model); err != nil {
			h.t.Fatalf("%s: %v", h.where(), err)
		}
	} else {
		h.refused("the medium", err, errMedium)
	}
	stopped := h.s.failed != nil
	if stopped {
		_ = h.s.Close() // it has said why
	} else if h.rand.IntN(3) == 0 {
		_ = h.s.Close() // what the background could not write is in the log
		stopped = true
	}
	h.count.Store(0)
	if !stopped {
		return
	}
	h.open()
	if storetest.Difference(content(h.t, h.s), content(h.t, h.model)) != "" && err != nil {
		if err := p.do(h.model); err != nil { // it was on the medium after all
			h.t.Fatalf("%s: %v", h.where(), err)
		}
	}
}
