// Command ententebench measures the program on the store and path benchmark: see docs/benchmarks.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"entente/internal/bench"
)

const usage = `ententebench measures loading, opening, queries, walks, commits, removals, and readers beside a writer.

  ententebench --data 1m.nq --queries 1m.queries.json --db /tmp/bench.db --results RES [STEP…]
  ententebench --results RES --size 1m table
  ententebench --data 20190101.export.CSV --rows 1000000 --db /tmp/bench.db events

Each step runs in a process of its own; without steps all are run, then the table is printed. Result lines go to
RES/peer-SIZE-ours.txt beside those of other engines (RES/peer-SIZE-ENGINE.txt), which the table compares with. Steps: %s, table.
events loads a file of GDELT events, which it makes up where there is none, and prints what that took.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "ententebench:", err)
		os.Exit(1)
	}
}

type settings struct {
	bench.Options
	results, size string
	profile       string
	child         bool
	rows          int
}

func run(ctx context.Context, args []string) error {
	var s settings
	fs := flag.NewFlagSet("ententebench", flag.ContinueOnError)
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), usage, strings.Join(bench.Steps(), ", "))
		fs.PrintDefaults()
	}
	fs.StringVar(&s.Data, "data", "", "N-Quads `file` of the workload")
	fs.StringVar(&s.Queries, "queries", "", "`file` of its queries (default: as --data, .queries.json)")
	fs.StringVar(&s.DB, "db", "", "`folder` of the store; the step load makes it anew")
	fs.StringVar(&s.results, "results", "", "`folder` of results, of other engines too")
	fs.StringVar(&s.size, "size", "", "`name` of the workload in results (default: that of the data file)")
	fs.IntVar(&s.Passes, "passes", 5, "warm passes over all queries, after a cold one")
	fs.IntVar(&s.Commits, "commits", 500, "single commits that are timed")
	fs.IntVar(&s.Readers, "readers", 4, "readers beside the writer")
	fs.DurationVar(&s.Mixed, "mixed", time.Minute, "how long they run")
	fs.StringVar(&s.profile, "cpuprofile", "", "`file` for a profile of the processor's time, in Go's format; for one step")
	fs.IntVar(&s.rows, "rows", 1_000_000, "rows of a file that events makes")
	fs.BoolVar(&s.child, "here", false, "run one step in this process and write to standard output")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if s.Queries == "" {
		s.Queries = strings.TrimSuffix(s.Data, ".nq") + ".queries.json"
	}
	if s.size == "" {
		s.size = strings.TrimSuffix(filepath.Base(s.Data), ".nq")
	}
	asked := fs.Args()
	if len(asked) == 1 && asked[0] == "events" {
		if s.Data == "" || s.DB == "" {
			return errors.New("--data and --db are needed")
		}
		s.Out = os.Stdout
		return bench.Events(ctx, s.Options, s.rows)
	}
	if s.child {
		if len(asked) != 1 {
			return errors.New("--here takes one step")
		}
		s.Out = os.Stdout
		return s.profiled(func() error { return bench.Run(ctx, asked[0], s.Options) })
	}
	if len(asked) == 0 {
		asked = append(bench.Steps(), "table")
	}
	return s.all(ctx, args[:len(args)-fs.NArg()], asked)
}

// profiled runs f, under the profiler when one is asked for.
func (s *settings) profiled(f func() error) (err error) {
	if s.profile == "" {
		return f()
	}
	out, err := os.Create(s.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := pprof.StartCPUProfile(out); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return f()
}

// all runs the steps one after the other and keeps their lines.
func (s *settings) all(ctx context.Context, flags, asked []string) error {
	known := append(bench.Steps(), "table")
	for _, step := range asked {
		if !slices.Contains(known, step) {
			return fmt.Errorf("no step %q: one of %s", step, strings.Join(known, ", "))
		}
	}
	if s.results == "" {
		return errors.New("--results names no folder")
	}
	if measured := asked[0] != "table"; measured && (s.Data == "" || s.DB == "") {
		return errors.New("--data and --db are needed")
	}
	if err := os.MkdirAll(s.results, 0o755); err != nil {
		return err
	}
	for _, step := range asked {
		if step == "table" {
			if _, err := bench.Table(os.Stdout, s.results, s.size); err != nil {
				return err
			}
			continue
		}
		if err := s.step(ctx, flags, step); err != nil {
			return err
		}
	}
	return nil
}

// step runs one step in a process of its own; the first step of all begins the file of results anew.
func (s *settings) step(ctx context.Context, flags []string, step string) (err error) {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	mode := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if step == bench.Steps()[0] {
		mode |= os.O_TRUNC
	}
	f, err := os.OpenFile(filepath.Join(s.results, "peer-"+s.size+"-"+bench.Ours+".txt"), mode, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	cmd := exec.CommandContext(ctx, self, append(slices.Clone(flags), "--here", step)...)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, f), os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	return nil
}
