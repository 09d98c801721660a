package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente/graph/store/postgres"
	"entente/internal/pgtest"
)

// runs one command line and returns its code and both streams.
func runs(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	a := &App{In: strings.NewReader(""), Out: &o, Err: &e, Env: func(string) string { return "" }}
	code = a.run(t.Context(), args)
	return code, o.String(), e.String()
}

// TestServersSameAsFolder asks a store on a server and one in a folder the same things: the whole program says the same.
func TestServersSameAsFolder(t *testing.T) {
	if os.Getenv("ENTENTE_SERVERS") == "" {
		t.Skip("starts a server: runs in `make servers`")
	}
	server := pgtest.Start(t)
	places := []string{filepath.Join(t.TempDir(), "g.db"), strings.Replace(server.New(), "postgres@", "postgres:pass51word@", 1)}
	article := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(article, []byte("Finland is a member of NATO. Iceland recognized Palestine on 15 December 2011.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	steps := [][]string{
		{"path", "Quad/^member_of"}, // no store yet
		{"demo", "-q"},
		{"load", article}, {"load", article}, {"info"}, {"check"}, {"export", "--format", "nquads"},
		{"path", "Quad/^member_of", "--evidence"}, {"path", "NATO/^member_of"},
		{"path", "Russia/(^supplies_arms_to|supplies_arms_to)+", "--shortest"}, {"path", "China/concerned_about/has_party"},
		{"path", "*/member_of/*"}, {"facts", "North Korea", "Russia"}, {"timeline", "Russia", "North Korea"},
		{"gizmo", "-e", `g.V("state:FIN").out("rel:member_of").all()`}, {"text", "note.txt"}, {"show", "state:FIN"},
		{"path", "Nowhere/member_of"}, {"path", "China/("},
		{"remove", "note.txt"}, {"remove", "note.txt"}, {"path", "NATO/^member_of"}, {"export", "--format", "nquads"}, {"freeze", "--list"},
	}
	for _, step := range steps {
		var said [2]string
		for i, place := range places {
			code, out, errs := runs(t, append(step, "--db", place)...)
			if strings.Contains(out+errs, "pass51word") {
				t.Fatalf("%q tells the password: %s%s", step, out, errs)
			}
			said[i] = fmt.Sprintf("code %d\n%s\n%s", code, out, errs)
			for _, name := range []string{place, postgres.Name(place)} {
				said[i] = strings.ReplaceAll(said[i], name, "STORE")
			}
		}
		if said[0] != said[1] {
			a, b := strings.Split(said[0], "\n"), strings.Split(said[1], "\n")
			i := 0
			for i < min(len(a), len(b))-1 && a[i] == b[i] {
				i++
			}
			t.Errorf("%q: line %d of %d in a folder:\n%s\nof %d on a server:\n%s", step, i+1, len(a), a[i], len(b), b[i])
		}
	}
	t.Logf("ran %d cases: command lines over a folder and over a server", len(steps))
}

// TestServersInUse: another process writes, and is named.
func TestServersInUse(t *testing.T) {
	if os.Getenv("ENTENTE_SERVERS") == "" {
		t.Skip("starts a server: runs in `make servers`")
	}
	dsn := pgtest.Start(t).New()
	entente(t, 0, "demo", "-q", "--db", dsn)
	s, err := postgres.Open(context.Background(), dsn, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if code, _, errs := runs(t, "remove", "--db", dsn, "a.txt"); code != 7 || !strings.Contains(errs, fmt.Sprint(os.Getpid())) {
		t.Errorf("code %d: %s", code, errs)
	}
	entente(t, 0, "path", "--db", dsn, "Quad/^member_of")
	if code, _, errs := runs(t, "info", "--db", "postgres://nobody:pass51word@127.0.0.1:1/x"); code != 1 || strings.Contains(errs, "pass51word") || !strings.Contains(errs, "127.0.0.1:1") {
		t.Errorf("no server there: code %d: %s", code, errs)
	}
	if code, _, errs := runs(t, "info", "--db", "postgres://nobody:pass51word@127.0.0.1:port/x"); code == 0 || strings.Contains(errs, "pass51word") {
		t.Errorf("not an address: code %d: %s", code, errs)
	}
	backup := filepath.Join(t.TempDir(), "b")
	entente(t, 0, "backup", "--db", dsn, backup)
	again := strings.Replace(dsn, "search_path=t", "search_path=again", 1)
	entente(t, 0, "restore", "--db", again, backup)
	if a, b := entente(t, 0, "export", "--db", dsn, "--format", "nquads"), entente(t, 0, "export", "--db", again, "--format", "nquads"); a != b {
		t.Error("a restored backup is another graph")
	}
	entente(t, 0, "check", "--db", again)
	// From the server to a folder, and from there to another place on the server.
	folder, moved := filepath.Join(t.TempDir(), "g.db"), strings.Replace(dsn, "search_path=t", "search_path=moved", 1)
	sum := entente(t, 0, "copy", "--from", dsn, "--to", folder)
	if back := entente(t, 0, "copy", "--from", folder, "--to", moved); back != sum || !strings.Contains(sum, "sum-sha256:") {
		t.Errorf("there: %sand back: %s", sum, back)
	}
	if a, b := entente(t, 0, "export", "--db", dsn, "--format", "nquads"), entente(t, 0, "export", "--db", moved, "--format", "nquads"); a != b {
		t.Error("a copy of a copy is another graph")
	}
	entente(t, 0, "check", "--db", moved)
	if code, _, errs := runs(t, "restore", "--db", again, backup); code != 1 {
		t.Errorf("restored over a store: code %d: %s", code, errs)
	}
}
