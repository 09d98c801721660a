package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/store"
	"entente/graph/store/postgres"
)

type copyOptions struct {
	from, to string
	form     string
}

func newCopyCmd(a *App) *cobra.Command {
	var o copyOptions
	cmd := &cobra.Command{
		Use:   "copy --to STORE",
		Short: "Copy a whole store into another place of any kind, folder or server; goes on after an interruption",
		Long: `Copy a whole store into another place of any kind, folder or server.

Everything is copied (quads, texts, judgements, the full-text index) but snapshots made by freeze. A copy that was interrupted or
killed goes on when the same command is given again; until it is finished, its destination cannot be asked. At the end both
stores are read again and compared by a digest that does not depend on order. A store that holds another graph is never written over.`,
		Example: `  entente copy --from ./entente.db --to postgres://user@host/database
  entente copy --from postgres://user@host/database --to ./copy.db`,
		Args: exactly(0, "no arguments, only --from and --to"),
	}
	cmd.Flags().StringVar(&o.from, "from", "", "the store to copy (default: that of --db)")
	cmd.Flags().StringVar(&o.to, "to", "", "where to: a folder or postgres://…; empty, or the place of the same copy before")
	formatFlag(cmd, &o.form, objectFormats...)
	cmd.RunE = func(c *cobra.Command, _ []string) error { return runCopy(c.Context(), a, o) }
	return cmd
}

func runCopy(ctx context.Context, a *App, o copyOptions) error {
	form, err := a.chooseFormat(o.form, objectFormats...)
	if err != nil {
		return err
	}
	if err := a.errFrozen(); err != nil {
		return err
	}
	if o.from == "" {
		o.from = a.location()
	}
	a.db = o.from // what messages name
	switch {
	case o.to == "":
		return usagef("entente copy --from ./entente.db --to postgres://user@host/database", "--to is missing")
	case o.from == graph.Memory || o.to == graph.Memory:
		return usagef("a folder or postgres://…", "a store in memory ends with this command")
	case samePlace(o.from, o.to):
		return usagef("--to names another place", "the store and its copy would be the same place")
	}
	rep, err := graph.Copy(ctx, o.from, o.to, a.copyProgress())
	if err != nil {
		return copyFailure(a, o, err)
	}
	a.noteCopied(o, rep)
	if form.isJSON() {
		return writeObject(a.Out, form, &rep)
	}
	_, err = fmt.Fprintf(a.Out, "%d quads, %d blobs, digest %s\n", rep.Quads, rep.Blobs, rep.Digest)
	return err
}

// samePlace reports whether two locations are one store; two addresses of one server that are written differently are found out later, by
// the store being the same already.
func samePlace(a, b string) bool {
	if postgres.Is(a) != postgres.Is(b) {
		return false
	}
	if postgres.Is(a) {
		return postgres.Name(a) == postgres.Name(b)
	}
	return cleanPath(a) == cleanPath(b)
}

func cleanPath(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path
}

func copyFailure(a *App, o copyOptions, err error) error {
	switch {
	case errors.Is(err, store.ErrNoStore):
		return &failure{kind: kindNoStore, message: "no store at " + a.place(), hint: "--from names the store to copy", cause: err}
	case errors.Is(err, graph.ErrOccupied):
		return &failure{kind: kindFailed, message: err.Error(), hint: "--to names an empty place", cause: err}
	case errors.Is(err, context.Canceled):
		a.say("the copy is not finished; the same command goes on")
	}
	return err
}

func (a *App) noteCopied(o copyOptions, rep graph.Copied) {
	switch {
	case rep.Already:
		a.note("the same graph was there already; nothing was written")
	case rep.Resumed > 0:
		a.note("went on after %d quads that an earlier run had brought", rep.Resumed)
	}
	if frozen, err := graph.ListFrozen(o.from); err == nil && len(frozen) > 0 {
		a.note("%d snapshots (entente freeze --list) are not copied", len(frozen))
	}
}

// copyProgress tells a person at a terminal how far the copy is.
func (a *App) copyProgress() func(int64) {
	if !a.ErrTerminal || a.quiet {
		return nil
	}
	return func(quads int64) { a.say("%d quads copied", quads) }
}
