package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"entente/graph"
)

// TestMain lets the test binary be the program: under the name entente for the scripts, and when the program starts itself
// anew to run a script of Gizmo.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == gizmoWorkerName {
		main()
	}
	testscript.Main(m, map[string]func(){"entente": main})
}

// TestScripts runs testdata/script: the whole program, as users see it.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("ENTENTE_DB", "")
			env.Setenv("PYTHONDONTWRITEBYTECODE", "1")
			clients, err := filepath.Abs("../../clients")
			env.Setenv("CLIENTS", clients)
			if err != nil {
				return err
			}
			if _, err := exec.LookPath("python3"); err != nil && os.Getenv("CI") == "true" {
				return fmt.Errorf("the Python client is tested here: %w", err)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":     scriptCode,
			"hold":     scriptHold,
			"bigline":  scriptBigLine,
			"flip":     scriptFlip,
			"same":     scriptSame,
			"oneline":  scriptOneLine,
			"document": scriptDocument,
			"claim":    scriptClaim,
			"undoall":  scriptUndoAll,
			"older":    scriptOlder,
			"asks":     scriptAsks,
		},
	})
	t.Logf("ran %d cases: scripts", len(files))
}

// code N PROGRAM ARGS…: runs a program that must end with exit code N.
func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// hold DB: keeps the store open for writing, from the test's own process, until the script ends.
func scriptHold(ts *testscript.TestScript, _ bool, args []string) {
	g, err := graph.Open(context.Background(), ts.MkAbs(args[0]), nil)
	ts.Check(err)
	ts.Setenv("HOLDER", strconv.Itoa(os.Getpid()))
	ts.Defer(func() {
		if err := g.Close(); err != nil {
			ts.Logf("close: %v", err)
		}
	})
}

// bigline FILE MEGABYTES: a file of one line without spaces.
func scriptBigLine(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	block := []byte(strings.Repeat("x", 1<<20))
	for range n {
		_, err = f.Write(block)
		ts.Check(err)
	}
	ts.Check(f.Close())
}

// flip DB: turns one bit in the middle of the largest file of a store.
func scriptFlip(ts *testscript.TestScript, _ bool, args []string) {
	var largest string
	var size int64
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Size() > size {
			largest, size = name, info.Size()
		}
		return err
	}))
	data, err := os.ReadFile(largest)
	ts.Check(err)
	data[len(data)/2] ^= 0x10
	ts.Check(os.WriteFile(largest, data, 0o600))
	ts.Logf("flipped a bit at byte %d of %s", len(data)/2, largest)
}

// same A B: two files have the same bytes. (cmp prints a difference that can be very long.)
func scriptSame(ts *testscript.TestScript, neg bool, args []string) {
	equal := ts.ReadFile(args[0]) == ts.ReadFile(args[1])
	if equal == neg {
		ts.Fatalf("%s and %s: same bytes: %v", args[0], args[1], equal)
	}
}

// oneline: standard error of the last program is exactly one line.
func scriptOneLine(ts *testscript.TestScript, _ bool, _ []string) {
	text := ts.ReadFile("stderr")
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		ts.Fatalf("want one line on standard error, got %q", text)
	}
}

// document FILE: the front matter and text of a small document, with CRLF lines.
func scriptDocument(ts *testscript.TestScript, _ bool, args []string) {
	text := "---\r\ntitle: \"A title\"\r\npublisher: Entente demo wire A\r\npublished: 2023-05-20\r\n---\r\nFinland is a member of NATO.\r\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// TestInterrupted cancels a load at its first read.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var out, errs strings.Builder
	a := &App{In: readerFunc(func([]byte) (int, error) { cancel(); return 0, ctx.Err() }), Out: &out, Err: &errs, Env: func(string) string { return "" }}
	if code := a.run(ctx, []string{"load", "--db", "mem:", "-"}); code != 130 {
		t.Errorf("exit code %d, want 130; %s", code, errs.String())
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
