package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/reeflective/readline"
	"github.com/spf13/cobra"

	"entente/graph"
	"entente/queries"
	"entente/queries/dossier"
)

func newShellCmd(a *App) *cobra.Command {
	var s shell
	s.limits = limits{limit: 100, timeout: seconds(30 * time.Second)}
	cmd := &cobra.Command{
		Use:   "shell",
		Short: "Ask interactively: path expressions and Gizmo, with history and completion",
		Example: `  entente shell
  echo 'China/concerned_about' | entente shell`,
		Args: exactly(0, "no arguments"),
	}
	formatFlag(cmd, &s.format, pathFormats...)
	s.addFlags(cmd.Flags(), "answers to a question")
	cmd.RunE = func(c *cobra.Command, _ []string) error { return s.run(c.Context(), a) }
	return cmd
}

// shell is the state of one session: what the person has switched on, and the open store.
type shell struct {
	limits
	format   string
	evidence bool

	app  *App
	view *graph.View
}

// errQuit ends the session.
var errQuit = errors.New("quit")

const shellHelp = `a path expression            China/concerned_about      (Tab completes)
a Gizmo script               g.V("<state:CHN>").out("<rel:concerned_about>").all()
:facts A [B]                 the dossier of an actor or a pair
:show ID                     one actor, edge, claim or document
:explain EXPR                the plan of an expression
:evidence                    sentences with each answer: on or off
:limit N                     at most N answers (0: all)
:format table|json|jsonl|csv
:help TOPIC                  paths, filters, ids, …
:quit                        or Ctrl-D
`

func (s *shell) run(ctx context.Context, a *App) error {
	form, err := a.chooseFormat(s.format, pathFormats...)
	if err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	s.app, s.format = a, string(form)
	return a.withView(ctx, func(v *graph.View) error {
		s.view = v
		if a.InTerminal && a.OutTerminal {
			return s.interact(ctx)
		}
		return s.readLines(ctx, a.In)
	})
}

// readLines answers one question a line; a line that fails does not end the others, and the first failure decides the exit code.
func (s *shell) readLines(ctx context.Context, r io.Reader) error {
	var first error
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		err := s.line(ctx, lines.Text())
		switch {
		case errors.Is(err, errQuit):
			return first
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			code := s.app.finish(err)
			if first == nil {
				first = &failure{kind: s.app.asFailure(err).kind, message: fmt.Sprintf("exit code %d", code), cause: err, told: true}
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read questions: %w", err)
	}
	return first
}

// interact edits lines in the terminal.
func (s *shell) interact(ctx context.Context) error {
	editor := readline.NewShell()
	editor.Prompt.Primary(func() string { return "entente> " })
	editor.Completer = func(line []rune, cursor int) readline.Completions { return s.complete(ctx, line, cursor) }
	if file := historyFile(s.app); file != "" {
		if h, err := readline.NewHistoryFromFile(file); err == nil {
			editor.History.Add("questions", h)
		} else {
			s.app.note("no history: %v", err)
		}
	}
	s.app.note("path expressions and Gizmo; Tab completes, :help tells more, Ctrl-D ends")
	for {
		line, err := editor.Readline()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, readline.ErrInterrupt):
			continue // as in other shells, it drops the line
		case err != nil:
			return err
		}
		err = s.line(ctx, line)
		if errors.Is(err, errQuit) {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.app.finish(err)
	}
}

// historyFile is where questions are remembered: beside the user's other state, "" when there is no such place.
func historyFile(a *App) string {
	dir := a.Env("XDG_STATE_HOME")
	if dir == "" {
		home := a.Env("HOME")
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	dir = filepath.Join(dir, "entente")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return ""
	}
	return filepath.Join(dir, "history")
}

// line carries out one line.
func (s *shell) line(ctx context.Context, line string) error {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	if command, ok := strings.CutPrefix(line, ":"); ok {
		name, rest, _ := strings.Cut(command, " ")
		return s.command(ctx, name, strings.TrimSpace(rest))
	}
	if isScript(line) {
		return runScript(ctx, s.app, s.view, line, &gizmoOptions{limits: s.limits, format: s.format})
	}
	q := s.query()
	return answerPath(ctx, s.app, s.view, line, &q, format(s.format))
}

func (s *shell) query() queries.Options {
	return queries.Options{Limit: s.limit, Timeout: time.Duration(s.timeout), Evidence: s.evidence}
}

// isScript tells Gizmo from a path expression: no name of ours is "g." or "graph.".
func isScript(line string) bool {
	for _, start := range []string{"g.", "graph.", "var ", "let ", "const ", "function "} {
		if strings.HasPrefix(line, start) {
			return true
		}
	}
	return false
}

func (s *shell) command(ctx context.Context, name, rest string) error {
	switch name {
	case "quit", "q", "exit":
		return errQuit
	case "help", "h", "?":
		if rest == "" {
			_, err := io.WriteString(s.app.Out, shellHelp)
			return err
		}
		return showHelp(s.app, newRootCmd(s.app), []string{rest})
	case "evidence":
		s.evidence = rest != "off" && (rest == "on" || !s.evidence)
		s.app.note("evidence: %v", s.evidence)
		return nil
	case "limit":
		n := int64(-1)
		if _, err := fmt.Sscanf(rest, "%d", &n); err != nil || n < 0 {
			return usagef(":limit 50", "`%s` is not a number of answers", rest)
		}
		s.limit = n
		return nil
	case "format":
		form, err := s.app.chooseFormat(rest, pathFormats...)
		if err == nil {
			s.format = string(form)
		}
		return err
	case "explain":
		q := s.query()
		return explainPath(ctx, s.app, s.view, rest, &q, false, format(s.format))
	case "facts":
		return s.facts(ctx, splitQuoted(rest))
	case "show":
		shown, err := dossier.Show(ctx, s.view, strings.Trim(rest, `"`))
		if err != nil {
			return err
		}
		if format(s.format).isJSON() {
			return writeObject(s.app.Out, format(s.format), shown)
		}
		return writeShown(s.app, s.view, shown)
	}
	return usagef(":help lists them", "no command `:%s`", name)
}

func (s *shell) facts(ctx context.Context, names []string) error {
	if len(names) < 1 || len(names) > 2 {
		return usagef(`:facts "North Korea" Russia`, ":facts takes one actor or two")
	}
	ids := []string{"", ""}
	for i, n := range names {
		who, err := dossier.Resolve(ctx, s.view, n)
		if err != nil {
			return err
		}
		ids[i] = who.ID
	}
	facts, err := dossier.FactsOf(ctx, s.view, ids[0], ids[1], nil)
	if err != nil {
		return err
	}
	return writeFacts(s.app, s.view, facts, format(s.format))
}

// splitQuoted splits at spaces outside quotes.
func splitQuoted(line string) []string {
	var words []string
	var word strings.Builder
	quoted, open := false, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted, open = !quoted, true
		case r == ' ' && !quoted:
			if word.Len() > 0 || open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
		}
	}
	if word.Len() > 0 || open {
		words = append(words, word.String())
	}
	return words
}
