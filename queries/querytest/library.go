package querytest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entente/graph"
	"entente/queries"
	"entente/queries/library"
)

// World loads a file of load, define and quad commands into a fresh graph and opens it.
func World(t testing.TB, file string, open func(t testing.TB) *graph.Graph) *graph.View {
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
	for i := range commands {
		if err := w.prepare(&commands[i]); err != nil {
			t.Fatalf("%s:%d: %v", file, commands[i].line, err)
		}
	}
	g := open(t)
	if _, err := g.Put(context.Background(), w.finish()); err != nil {
		t.Fatal(err)
	}
	if len(w.quads) > 0 {
		if _, err := g.LoadQuads(context.Background(), w.seq()); err != nil {
			t.Fatal(err)
		}
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// Library runs every named query with the arguments of its expectations against a view of the demo world. With update, the files in
// dir (queries/library/data) get what was answered.
func Library(t *testing.T, v *graph.View, dir string, update bool) {
	t.Helper()
	all, err := library.All()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, q := range all {
		t.Run(q.Name, func(t *testing.T) {
			if len(q.Expect) == 0 {
				t.Error("no expected answer")
			}
			var got [][]string
			for _, e := range q.Expect {
				ran++
				lines := namedLines(v, q.Name, e.Arguments)
				got = append(got, lines)
				if !update && !slices.Equal(lines, e.Lines) {
					t.Errorf("%v:\n got  %s\n want %s", e.Arguments, strings.Join(lines, "\n      "), strings.Join(e.Lines, "\n      "))
				}
			}
			if update {
				updateNamed(t, filepath.Join(dir, q.Name+".query"), got)
			}
		})
	}
	fmt.Printf("ran %d cases: named queries\n", ran)
}

func namedLines(v *graph.View, name string, args []library.Argument) []string {
	table, err := queries.Named(context.Background(), v, name, args, nil)
	if err != nil {
		var n *queries.NameError
		if errors.As(err, &n) {
			return errorLines(n)
		}
		return []string{err.Error()}
	}
	lines := strings.Split(strings.TrimSpace(table.String()), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}

// updateNamed writes new expected lines below each expect of a file.
func updateNamed(t testing.TB, file string, got [][]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	k := 0
	for line := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n") {
		if strings.HasPrefix(line, " ") {
			continue
		}
		out = append(out, line)
		if strings.HasPrefix(line, "expect") && k < len(got) {
			for _, l := range got[k] {
				out = append(out, "  "+l)
			}
			k++
		}
	}
	if updated := strings.Join(out, "\n") + "\n"; updated != string(text) {
		if err := os.WriteFile(file, []byte(updated), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
