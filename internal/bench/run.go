package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"entente/graph"
)

// Options say what is measured and with what.
type Options struct {
	Data    string // N-Quads file of the workload
	Queries string // its queries
	DB      string // folder of the store; Load makes it anew
	// Passes are the warm passes over all instances, after a cold one (default 5).
	Passes int
	// Mixed is how long readers and a writer run together (default 60 s), Readers their number (default 4).
	Mixed   time.Duration
	Readers int
	// Commits is how many single commits are timed (default 500).
	Commits int
	Out     io.Writer
}

func (o Options) withDefaults() Options {
	if o.Passes == 0 {
		o.Passes = 5
	}
	if o.Mixed == 0 {
		o.Mixed = time.Minute
	}
	if o.Readers == 0 {
		o.Readers = 4
	}
	if o.Commits == 0 {
		o.Commits = 500
	}
	return o
}

// bench is one step being measured.
type bench struct {
	Options
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.Out, format+"\n", args...) }

// Steps are what can be measured, in the order in which they are run; each is best run in a process of its own, so that the
// peak of memory is that of the step.
var steps = [...]struct {
	name string
	run  func(*bench, context.Context) error
}{
	{"parse", (*bench).parse},
	{"load", (*bench).load},
	{"open", (*bench).open},
	{"query", (*bench).query},
	{"paths", (*bench).paths},
	{"walk", (*bench).walk},
	{"mixed", (*bench).mixed},
	{"commit", (*bench).commit},
	{"remove", (*bench).remove},
}

// Steps lists the names of all steps, in order.
func Steps() []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.name)
	}
	return out
}

// Run carries out one step and writes its lines to o.Out.
func Run(ctx context.Context, step string, o Options) error {
	b := &bench{o.withDefaults()}
	for _, s := range steps {
		if s.name == step {
			if err := s.run(b, ctx); err != nil {
				return fmt.Errorf("%s: %w", step, err)
			}
			b.say("MACHINE step=%s cores=%d load=%s", step, runtime.NumCPU(), machineLoad())
			return nil
		}
	}
	return fmt.Errorf("no step %q: one of %v", step, Steps())
}

// view opens the store for reading and a snapshot of it, and calls f.
func (b *bench) view(ctx context.Context, f func(*graph.View) error) error {
	return b.graph(ctx, &graph.Options{ReadOnly: true}, func(g *graph.Graph) (err error) {
		v, err := g.View()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, v.Close()) }()
		return f(v)
	})
}

func (b *bench) graph(ctx context.Context, opt *graph.Options, f func(*graph.Graph) error) (err error) {
	opt.MustExist = true
	g, err := graph.Open(ctx, b.DB, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.Close()) }()
	return f(g)
}

// scratch makes a folder beside the store, on the same file system, and gives what removes it.
func (b *bench) scratch() (dir string, remove func() error, err error) {
	dir, err = os.MkdirTemp(filepath.Dir(filepath.Clean(b.DB)), "bench-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}
