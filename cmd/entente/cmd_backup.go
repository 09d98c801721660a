package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/store"
)

func newBackupCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:     "backup FILE",
		Short:   "Write a consistent copy of the store, also while another process writes to it",
		Example: `  entente backup monday.bak`,
		Args:    exactly(1, "the file to write"),
		RunE:    func(c *cobra.Command, args []string) error { return runBackup(c.Context(), a, args[0]) },
	}
}

func runBackup(ctx context.Context, a *App, name string) (err error) {
	g, err := a.openRead(ctx)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	return writeFile(name, func(w io.Writer) error { return g.Backup(ctx, w) })
}

func newRestoreCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:     "restore FILE",
		Short:   "Make a new store of a backup; never over one that is there",
		Example: `  entente restore --db ./monday.db monday.bak`,
		Args:    exactly(1, "the backup to read"),
		RunE:    func(c *cobra.Command, args []string) error { return runRestore(c.Context(), a, args[0]) },
	}
}

func runRestore(ctx context.Context, a *App, name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, f.Close) }()
	err = graph.Restore(ctx, a.location(), f)
	if errors.Is(err, store.ErrExists) {
		return &failure{kind: kindFailed, message: err.Error(), hint: "--db names another place", cause: err}
	}
	var damaged *store.CorruptError
	if errors.As(err, &damaged) { // of the backup: there is no store to look at yet
		return &failure{kind: kindDamaged, message: err.Error(), hint: "the backup itself is damaged; take another one", cause: err}
	}
	return err
}
