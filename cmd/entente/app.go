package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"entente/graph"
	"entente/graph/store/postgres"
)

// defaultDB is the store that every command uses unless told otherwise.
const defaultDB = "./entente.db"

// App is what commands get from the outside: streams, environment, and the flags that all of them share.
// Nothing below reaches for os.Stdout or the environment itself, so that tests see what users see.
type App struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
	// Env looks up an environment variable; "" when unset.
	Env func(string) string
	// OutTerminal and ErrTerminal say whether a person watches the stream.
	OutTerminal, ErrTerminal, InTerminal bool
	// Pause waits between two rounds of watch; nil waits for the time it is told.
	Pause func(context.Context, time.Duration) error

	db    string
	at    string // name of the snapshot to ask, "" for the store as it is
	quiet bool
	// answerFormat is the format of the answers of the running command ("" before it is known): errors follow it.
	answerFormat format
	// formatGiven says that --format was written on the command line.
	formatGiven bool
}

// newApp is the App of this process.
func newApp() *App {
	isTerminal := func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
	return &App{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv,
		OutTerminal: isTerminal(os.Stdout), ErrTerminal: isTerminal(os.Stderr), InTerminal: isTerminal(os.Stdin),
	}
}

// run carries out one command line and returns its exit code.
func (a *App) run(ctx context.Context, args []string) int {
	root := newRootCmd(a)
	root.SetArgs(args)
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	err := root.ExecuteContext(ctx)
	if ctx.Err() != nil && (err == nil || errors.Is(err, context.Canceled)) {
		err = errInterrupted
	}
	return a.finish(err)
}

// location is the store to use: flag, then environment, then the default.
func (a *App) location() string {
	if a.db != "" {
		return a.db
	}
	if v := a.Env("ENTENTE_DB"); v != "" {
		return v
	}
	return defaultDB
}

// openRead opens the store beside its writer.
func (a *App) openRead(ctx context.Context) (*graph.Graph, error) {
	if a.at != "" {
		return graph.OpenFrozen(ctx, a.location(), a.at, nil)
	}
	return graph.Open(ctx, a.location(), &graph.Options{ReadOnly: true})
}

// errFrozen refuses to write where a snapshot is asked for.
func (a *App) errFrozen() error {
	if a.at == "" {
		return nil
	}
	return usagef("leave --at out", "snapshot %s does not change any more", a.at)
}

// openWrite opens the store for writing; create says whether a missing one is made.
func (a *App) openWrite(ctx context.Context, create bool) (*graph.Graph, error) {
	if err := a.errFrozen(); err != nil {
		return nil, err
	}
	return graph.Open(ctx, a.location(), &graph.Options{MustExist: !create})
}

// place is the store to use as it may be shown: the address of a server can hold a password.
func (a *App) place() string {
	if postgres.Is(a.location()) {
		return postgres.Name(a.location())
	}
	return a.location()
}

// withView opens the store and a snapshot for the time of do.
func (a *App) withView(ctx context.Context, do func(*graph.View) error) (err error) {
	g, err := a.openRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	v, err := g.View()
	if err != nil {
		return err
	}
	defer func() { err = closing(err, v.Close) }()
	return do(v)
}

// note tells the person something beside the answers, on one line of standard error; --quiet leaves it out.
func (a *App) note(text string, args ...any) {
	if !a.quiet {
		a.say(text, args...)
	}
}

// say writes one line to standard error, whatever --quiet says. A broken standard error has no one to be told.
func (a *App) say(text string, args ...any) {
	_, _ = fmt.Fprintln(a.Err, safe(fmt.Sprintf(text, args...)))
}

// color says whether answers may be coloured.
func (a *App) color() bool {
	return a.OutTerminal && a.Env("NO_COLOR") == "" && a.Env("TERM") != "dumb"
}

func newRootCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "entente",
		Short: "Ask what states and people said and did, and see the sentences behind each answer",
		Example: `  entente demo                                     see it work, no set-up
  entente load articles/                           read a folder of articles
  entente path 'China/concerned_about/has_party'   ask
  entente path 'Russia/^supplies_arms_to' --evidence
  entente facts "North Korea" Russia               the dossier of a pair`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	cmd.PersistentFlags().StringVar(&a.db, "db", "", "store to use: a folder, postgres://…, or mem: (default "+defaultDB+", or $ENTENTE_DB)")
	cmd.PersistentFlags().StringVar(&a.at, "at", "", "ask the snapshot of this name (entente freeze --list), not the store as it is now")
	cmd.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "no notes and no progress on standard error")
	cmd.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &failure{kind: kindUsage, message: err.Error(), hint: "see `" + c.CommandPath() + " -h`"}
	})
	cmd.SetUsageTemplate(usageTemplate())
	cmd.SetHelpTemplate(helpTemplate)
	cmd.SetHelpCommand(newHelpCmd(a))
	cmd.CompletionOptions.HiddenDefaultCmd = true
	addCommands(cmd, a)
	return cmd
}

// addCommands lists every command, in the order of the help.
func addCommands(root *cobra.Command, a *App) {
	root.AddGroup(
		&cobra.Group{ID: groupRead, Title: "Read:"},
		&cobra.Group{ID: groupAsk, Title: "Ask:"},
		&cobra.Group{ID: groupJudge, Title: "Judge and freeze:"},
		&cobra.Group{ID: groupKeep, Title: "Keep:"},
	)
	root.SetHelpCommandGroupID(groupKeep)
	in := func(group string, cmds ...*cobra.Command) {
		for _, c := range cmds {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	in(groupRead, newDemoCmd(a), newLoadCmd(a), newWatchCmd(a), newExtractCmd(a), newRereadCmd(a), newRemoveCmd(a))
	in(groupAsk, newPathCmd(a), newQueryCmd(a), newFactsCmd(a), newTimelineCmd(a), newGizmoCmd(a), newShellCmd(a), newConsoleCmd(a), newMCPCmd(a), newSearchCmd(a), newShowCmd(a), newTextCmd(a), newSchemaCmd(a))
	in(groupJudge, newJudgeCmd(a), newMergeCmd(a), newSplitCmd(a), newGradeCmd(a), newAuditCmd(a), newAgreementCmd(a), newFreezeCmd(a), newCiteCmd(a), newVerifyCmd(a), newDiffCmd(a))
	in(groupKeep, newExportCmd(a), newInfoCmd(a), newCheckCmd(a), newBackupCmd(a), newRestoreCmd(a), newCopyCmd(a), newVersionCmd(a))
	root.AddCommand(newGizmoWorkerCmd(a))
}

// The groups of the help page.
const (
	groupRead  = "read"
	groupAsk   = "ask"
	groupJudge = "judge"
	groupKeep  = "keep"
)

// exactly wants n arguments and says what they are.
func exactly(n int, what string) cobra.PositionalArgs { return between(n, n, what) }

// between wants min to max arguments (max < 0: any number) and says what they are.
func between(minimum, maximum int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= minimum && (maximum < 0 || len(args) <= maximum) {
			return nil
		}
		return &failure{
			kind:    kindUsage,
			message: fmt.Sprintf("%s takes %s; got %d arguments", c.CommandPath(), what, len(args)),
			hint:    "see `" + c.CommandPath() + " -h`",
		}
	}
}
