package querytest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"entente/graph"
	"entente/queries"
	"entente/queries/syntax"
)

// Ask answers an expression in some way: through Go, the command line, HTTP, Gizmo.
type Ask func(ctx context.Context, expr string, opt *queries.Options) iter.Seq2[queries.Answer, error]

// Config is what a suite needs.
type Config struct {
	// Open gives an empty graph, closed by the test.
	Open func(t testing.TB) *graph.Graph
	// Asker gives the way to ask a graph that is loaded; nil asks through package queries.
	Asker func(t testing.TB, g *graph.Graph) Ask
	// Update rewrites the expected lines of the files.
	Update bool
	// Skip names verbs and options that this way of asking does not have ("--evidence", "fail").
	Skip []string
}

// Run runs every file that the pattern matches.
func Run(t *testing.T, pattern string, c Config) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files match %s (%v)", pattern, err)
	}
	ran := 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".cases"), func(t *testing.T) {
			ran += runFile(t, file, &c)
		})
	}
	fmt.Printf("ran %d cases: the test language of paths, %d files\n", ran, len(files))
}

// asked is one graph and the way to ask it.
type asked struct {
	w   *world
	ask Ask
	v   *graph.View // nil when asked in another way
}

func runFile(t *testing.T, file string, c *Config) (ran int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	commands, err := parseScript(string(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	w, err := newWorld()
	if err != nil {
		t.Fatal(err)
	}
	var a *asked
	got := make([][]string, len(commands))
	for i := range commands {
		cmd := &commands[i]
		if err := w.prepare(cmd); err == nil {
			got[i] = cmd.want
			a = nil
			continue
		} else if err != errNotLoading {
			t.Fatalf("%s:%d: %v", file, cmd.line, err)
		}
		if a == nil {
			a = open(t, w, c)
		}
		if cmd.verb == "clear" {
			if w, err = newWorld(); err != nil {
				t.Fatal(err)
			}
			a = nil
			continue
		}
		if slices.ContainsFunc(c.Skip, func(s string) bool { return cmd.verb == s || slices.Contains(words(cmd.rest), s) }) {
			got[i] = cmd.want
			continue
		}
		ran++
		got[i] = a.run(t, file, cmd)
		if !c.Update && !slices.Equal(got[i], cmd.want) {
			t.Errorf("%s:%d: %s %s\n  got  %s\n  want %s", file, cmd.line, cmd.verb, cmd.rest, strings.Join(got[i], "\n       "), strings.Join(cmd.want, "\n       "))
		}
	}
	if c.Update {
		update(t, file, string(text), commands, got)
	}
	return ran
}

var errNotLoading = errors.New("not a command that loads")

// prepare carries out the commands that describe the graph.
func (w *world) prepare(c *command) error {
	switch c.verb {
	case "load":
		return w.load(c.rest)
	case "define":
		return w.define(c.rest)
	case "quad":
		return w.quad(c.rest)
	case "eval", "fail", "count", "group", "explain", "clear":
		return errNotLoading
	}
	return fmt.Errorf("no command %q", c.verb)
}

func open(t testing.TB, w *world, c *Config) *asked {
	t.Helper()
	ctx := context.Background()
	g := c.Open(t)
	if docs := w.finish(); len(docs) > 0 {
		if _, err := g.Put(ctx, docs); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.quads) > 0 {
		if _, err := g.LoadQuads(ctx, w.seq()); err != nil {
			t.Fatal(err)
		}
	}
	if c.Asker != nil {
		return &asked{w: w, ask: c.Asker(t, g)}
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return &asked{w, func(ctx context.Context, expr string, opt *queries.Options) iter.Seq2[queries.Answer, error] {
		return queries.Run(ctx, v, expr, opt)
	}, v}
}

// options reads the flags before an expression; the names are those of the command line.
func options(rest string) (expr string, opt *queries.Options, err error) {
	opt = &queries.Options{Report: &queries.Report{}}
	for strings.HasPrefix(rest, "--") {
		flag, after, _ := strings.Cut(rest, " ")
		rest = strings.TrimSpace(after)
		name, value, _ := strings.Cut(flag, "=")
		if !strings.Contains(value, ":") {
			value = strings.ReplaceAll(value, "_", " ")
		}
		switch name {
		case "--evidence":
			opt.Evidence = true
		case "--shortest":
			opt.Shortest = true
		case "--all-shortest":
			opt.AllShortest = true
		case "--count-paths":
			opt.CountPaths = true
		case "--acyclic":
			opt.Acyclic = true
		case "--infer":
			opt.Infer = true
		case "--from":
			opt.From = strings.Split(value, ",")
		case "--to":
			opt.To = strings.Split(value, ",")
		case "--as-of":
			opt.AsOf = value
		case "--known-on":
			opt.KnownOn = value
		case "--persist":
			opt.Persist = value
		case "--graph":
			opt.Graph = value
		case "--limit":
			opt.Limit, err = strconv.ParseInt(value, 10, 64)
		case "--timeout":
			opt.Timeout, err = time.ParseDuration(value)
		case "--group":
			opt.Group = value
		case "--count":
			opt.Count = value
		case "--order":
			opt.Order = value
		case "--top":
			opt.Top, err = strconv.Atoi(value)
		default:
			err = fmt.Errorf("no option %s", name)
		}
		if err != nil {
			return "", nil, err
		}
	}
	return rest, opt, nil
}

func (a *asked) run(t testing.TB, file string, cmd *command) []string {
	t.Helper()
	expr, opt, err := options(cmd.rest)
	if err != nil {
		t.Fatalf("%s:%d: %v", file, cmd.line, err)
	}
	switch {
	case cmd.verb == "group" && a.v != nil:
		return a.group(t, expr, opt)
	case cmd.verb == "explain" && a.v != nil:
		x, err := queries.Explain(t.Context(), a.v, expr, opt, false)
		if err != nil {
			return errorLines(err)
		}
		return plainLines(x.String())
	case cmd.verb == "group" || cmd.verb == "explain":
		return cmd.want // only package queries answers these here
	}
	var blocks [][]string
	for answer, err := range a.ask(t.Context(), expr, opt) {
		if err != nil {
			return errorLines(err)
		}
		blocks = append(blocks, a.line(&answer, expr, opt))
	}
	// The order of answers depends on how a store numbers its nodes.
	slices.SortFunc(blocks, slices.Compare[[]string])
	lines := slices.Concat(blocks...)
	if cmd.verb == "count" {
		lines = []string{strconv.Itoa(len(lines))}
	}
	r := opt.Report
	if r.Truncated {
		lines = append(lines, "truncated: "+r.Reason)
	}
	if r.Undated > 0 {
		lines = append(lines, fmt.Sprintf("undated claims passed over: %d", r.Undated))
	}
	if r.Saturated {
		lines = append(lines, "saturated")
	}
	return lines
}

// plainLines cuts a text into lines without the spaces that align them.
func plainLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, strings.Join(strings.Fields(line), " "))
	}
	return out
}

func (a *asked) group(t testing.TB, expr string, opt *queries.Options) []string {
	t.Helper()
	groups, err := queries.Tally(t.Context(), a.v, expr, opt)
	if err != nil {
		return errorLines(err)
	}
	var lines []string
	for _, g := range groups {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %d", g.Key, g.Count)))
	}
	return lines
}

// errorLines shows an error as people see it: message, then hint.
func errorLines(err error) []string {
	lines := []string{err.Error()}
	var s *syntax.Error
	var n *queries.NameError
	switch {
	case errors.As(err, &s) && s.Hint != "":
		lines = append(lines, "hint: "+s.Hint)
	case errors.As(err, &n) && n.Hint() != "":
		lines = append(lines, "hint: "+n.Hint())
	}
	return lines
}

// line shows an answer: its end (its start too where that is not fixed), stops, counts, and a line for each step.
func (a *asked) line(x *queries.Answer, expr string, opt *queries.Options) []string {
	s := x.End.ID
	if strings.HasPrefix(expr, "?") || len(opt.From) > 1 || strings.HasPrefix(expr, "(?") {
		s = x.Start.ID + " → " + s
	}
	for _, stop := range x.Stops {
		s += " @" + stop.Name + "=" + stop.Node.ID
	}
	if x.Paths > 0 {
		s += fmt.Sprintf(" paths=%d", x.Paths)
	}
	lines := []string{s}
	for _, step := range x.Steps {
		lines = append(lines, "| "+a.step(&step))
	}
	return lines
}

func (a *asked) step(s *queries.Step) string {
	text := fmt.Sprintf("%s %s %s", s.Subject, s.Predicate, s.Object)
	if s.Reversed {
		text += " reversed"
	}
	if s.Inferred {
		text += " inferred"
	}
	if s.RolledUp {
		text += " rolled-up"
	}
	if s.Status != "" {
		text += " " + s.Status
	}
	if len(s.AffirmedBy) > 0 {
		text += " by " + strings.Join(s.AffirmedBy, ",")
	}
	if len(s.DeniedBy) > 0 {
		text += " denied by " + strings.Join(s.DeniedBy, ",")
	}
	var places []string
	for i := range s.Claims {
		c := &s.Claims[i]
		places = append(places, a.w.places[fmt.Sprintf("%s@%d", c.Doc, c.Start)])
	}
	if len(places) > 0 {
		slices.Sort(places)
		text += " evidence " + strings.Join(places, ",")
	}
	return text
}

// update writes what was found in place of what was expected.
func update(t testing.TB, file, text string, commands []command, got [][]string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	var out []string
	at := 0
	for i := range commands {
		c := &commands[i]
		out = append(out, lines[at:c.line]...)
		at = c.line
		for _, l := range got[i] {
			out = append(out, "        "+l)
		}
		// Drop the old expected lines, keep blank lines and comments after them.
		if len(c.want) > 0 {
			at = c.to
		}
	}
	out = append(out, lines[at:]...)
	if updated := strings.Join(out, "\n"); updated != text {
		if err := os.WriteFile(file, []byte(updated), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Same compares the answers of two ways of asking, whatever their order.
func Same(t testing.TB, expr string, a, b []queries.Answer) {
	t.Helper()
	x, y := answerLines(t, a), answerLines(t, b)
	if !slices.Equal(x, y) {
		t.Errorf("%s: two ways of asking differ:\n%s\n%s", expr, strings.Join(x, "\n"), strings.Join(y, "\n"))
	}
}

func answerLines(t testing.TB, answers []queries.Answer) []string {
	t.Helper()
	out := make([]string, 0, len(answers))
	for i := range answers {
		line, err := answers[i].MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(line))
	}
	slices.Sort(out)
	return out
}
