package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"entente/graph"
)

func newFreezeCmd(a *App) *cobra.Command {
	var form string
	var list, remove bool
	cmd := &cobra.Command{
		Use:   "freeze NAME",
		Short: "Keep the graph as it is now under a name, with a digest; --at NAME asks it",
		Example: `  entente freeze paper-1
  entente path --at paper-1 'China/concerned_about'
  entente freeze --list
  entente cite paper-1                     what a paper needs
  entente freeze --remove paper-1`,
		Args: func(c *cobra.Command, args []string) error {
			if list {
				return exactly(0, "no name with --list")(c, args)
			}
			return exactly(1, "one name")(c, args)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the snapshots")
	cmd.Flags().BoolVar(&remove, "remove", false, "remove a snapshot")
	formatFlag(cmd, &form, objectFormats...)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		chosen, err := a.chooseFormat(form, objectFormats...)
		switch {
		case err != nil:
			return err
		case list:
			return listFrozen(a, chosen)
		}
		return runFreeze(c.Context(), a, args[0], remove, chosen)
	}
	return cmd
}

func runFreeze(ctx context.Context, a *App, name string, remove bool, form format) (err error) {
	g, err := a.openWrite(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	if remove {
		return g.Thaw(name)
	}
	f, err := g.Freeze(ctx, name, time.Now().UTC().Format(time.RFC3339Nano), programVersion())
	switch {
	case errors.Is(err, graph.ErrBadName):
		return usagef("entente freeze paper-1", "%v", err)
	case errors.Is(err, graph.ErrFrozen):
		return &failure{kind: kindFailed, message: err.Error(), hint: "choose another name, or take it away with --remove", cause: err}
	case err != nil:
		return err
	}
	return writeFrozen(a, form, []graph.Frozen{f}, false)
}

// programVersion is the version that snapshots and citations name.
func programVersion() string {
	v := readVersion()
	if v.Revision == "" {
		return "entente " + v.Version
	}
	return fmt.Sprintf("entente %s (%.12s)", v.Version, v.Revision)
}

func listFrozen(a *App, form format) error {
	all, err := graph.ListFrozen(a.location())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return writeFrozen(a, form, all, true)
}

func writeFrozen(a *App, form format, all []graph.Frozen, list bool) error {
	if form == formatJSON && list {
		return writeObject(a.Out, form, all)
	}
	table := a.newGrid("name", "frozen", "documents", "claims", "judgements", "digest")
	for i := range all {
		f := &all[i]
		if form.isJSON() {
			if err := writeObject(a.Out, form, f); err != nil {
				return err
			}
			continue
		}
		table.add(f.Name, f.At, fmt.Sprint(f.Documents), fmt.Sprint(f.Claims), fmt.Sprint(f.Judgements), f.Digest)
	}
	if form.isJSON() {
		return nil
	}
	return table.write(form)
}
