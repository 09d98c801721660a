package main

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWatch lets a watch run four rounds: files come between them, another process writes, and it is interrupted.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	news, db := filepath.Join(dir, "news"), filepath.Join(dir, "db")
	put := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(news, 0o700); err != nil {
			t.Fatal(err)
		}
		settled(t, filepath.Join(news, name), text)
	}
	put("a.txt", "Finland is a member of NATO.")
	put("other.md", "Norway is a member of NATO.")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	env := func(string) string { return "" }
	var out, errs strings.Builder
	rounds := 0
	a := &App{Out: &out, Err: &errs, Env: env, Pause: func(ctx context.Context, d time.Duration) error {
		if d != 15*time.Minute {
			t.Errorf("pause of %s", d)
		}
		switch rounds++; rounds {
		case 1:
			put("b.txt", "Estonia is a member of NATO.")
		case 2: // between rounds the store is free
			other := &App{Out: &out, Err: &errs, Env: env}
			if code := other.run(ctx, []string{"load", "--quiet", "--db", db, filepath.Join(news, "other.md")}); code != 0 {
				t.Errorf("another process cannot write: %d", code)
			}
		case 4:
			cancel()
		}
		return ctx.Err()
	}}
	if code := a.run(ctx, []string{"watch", "--db", db, "--every", "15m", news}); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	got := errs.String()
	for _, want := range []string{"2 documents loaded", "watching 1 source, every 15m0s", "1 document loaded", "entente: interrupted"} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q is not there once in:\n%s", want, got)
		}
	}
	if out.Len() > 0 {
		t.Errorf("standard output %q", out.String())
	}
}

// TestWatchIsInterrupted sends the signal to a process of its own.
func TestWatchIsInterrupted(t *testing.T) {
	dir := t.TempDir()
	settled(t, filepath.Join(dir, "a.txt"), "Finland is a member of NATO.")
	db := filepath.Join(t.TempDir(), "db")
	cmd := program(t.Context(), t, t.TempDir(), "watch", "--db", db, "--every", "1h", dir)
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var seen []string
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		seen = append(seen, lines.Text())
		if strings.HasPrefix(lines.Text(), "watching") {
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d, want 130: %q", code, seen)
	}
	if err := program(t.Context(), t, t.TempDir(), "check", "--db", db).Run(); err != nil {
		t.Errorf("check after it: %v", err)
	}
}

// settled writes a file as if long ago.
func settled(t *testing.T, name, text string) {
	t.Helper()
	day := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC)
	err := os.WriteFile(name, []byte(text), 0o600)
	if err == nil {
		err = os.Chtimes(name, day, day)
	}
	if err != nil {
		t.Fatal(err)
	}
}
