package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"entente/graph"
	"entente/graph/export"
)

// readByPython lets Python's own XML reader read GraphML or GEXF and compares every node, edge and attribute with the graph. Only
// characters that XML cannot hold come back as U+FFFD.
func readByPython(t *testing.T, v *graph.View, text string) {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("python3 is needed to read the export with a reader of others")
		}
		t.Skip("SKIPPED: no python3 to read the export with")
	}
	cmd := exec.Command(path, "testdata/readxml.py")
	cmd.Stdin = strings.NewReader(text)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, complaint.String())
	}
	got, want := sameLines(t, strings.Split(strings.TrimSpace(string(out)), "\n")), sameLines(t, inGraph(t, v))
	if !slices.Equal(got, want) {
		t.Errorf("read back\n%s\nin the graph\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	t.Logf("ran %d cases: nodes and edges read by Python", len(got))
}

// sameLines spells JSON lines alike.
func sameLines(t *testing.T, lines []string) []string {
	t.Helper()
	out := make([]string, len(lines))
	for i, l := range lines {
		var x any
		if err := json.Unmarshal([]byte(l), &x); err != nil {
			t.Fatalf("%v: %s", err, l)
		}
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = string(b)
	}
	slices.Sort(out)
	return out
}

// inGraph are the lines that readxml.py should print, made from the graph itself.
func inGraph(t *testing.T, v *graph.View) []string {
	t.Helper()
	var lines []string
	add := func(x ...any) {
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	nodes := map[string]bool{}
	for e, err := range export.Edges(context.Background(), v, nil) {
		if err != nil {
			t.Fatal(err)
		}
		nodes[e.Subject], nodes[e.Object] = true, true
		values := map[string]any{"predicate": e.Predicate(), "edge": e.ID, "claims": e.Claims, "documents": e.Documents, "publishers": e.Publishers, "voices": e.Voices}
		text := map[string]string{"first_day": e.FirstDay, "last_day": e.LastDay}
		if e.Form == "" {
			text["status"] = e.Status
		}
		for name, value := range text {
			if value != "" {
				values[name] = value
			}
		}
		add("edge", e.Subject, e.Object, !e.Symmetric, values)
	}
	for id := range nodes {
		kind, _, _ := strings.Cut(id, ":")
		add("node", id, inXML(v.Label(id)), kind)
	}
	return lines
}

// inXML replaces what XML 1.0 cannot hold.
func inXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, s)
}
