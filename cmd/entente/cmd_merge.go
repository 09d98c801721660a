package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/queries/dossier"
)

// actorID is the id of an actor given by name or id. A full id need not be in the graph yet: a person may name somebody new.
func actorID(ctx context.Context, v *graph.View, name string) (string, error) {
	name = strings.TrimSpace(name)
	if kind, _, ok := strings.Cut(name, ":"); ok && !strings.ContainsAny(kind, " \"") {
		if err := quads.CheckID(name); err != nil {
			return "", usagef("an id is kind:name, such as person:kurt-campbell", "%v", err)
		}
		return name, nil
	}
	node, err := dossier.Resolve(ctx, v, name)
	return node.ID, err
}

func newMergeCmd(a *App) *cobra.Command {
	var s signed
	var candidates bool
	var limit int
	cmd := &cobra.Command{
		Use: "merge KEEP OTHER…", Short: "Two ids are one actor: every question follows, no claim is rewritten",
		Example: `  entente merge person:kurt-campbell person:kurt-m-campbell
  entente merge --candidates                 pairs that may be one, for a person to decide
  entente judge undo judgement:77ab…         takes a merge back`,
		Args: func(_ *cobra.Command, args []string) error {
			if candidates && len(args) == 0 || !candidates && len(args) >= 2 {
				return nil
			}
			return usagef("entente merge KEEP OTHER…, or entente merge --candidates", "two actors or more are merged; got %d", len(args))
		},
	}
	s.addFlags(cmd)
	cmd.Flags().BoolVar(&candidates, "candidates", false, "list pairs of ids that may be one actor, and why")
	cmd.Flags().IntVar(&limit, "limit", 50, "candidates shown at most (0: all)")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		if candidates {
			return runCandidates(c.Context(), a, s.form, limit)
		}
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			keep, err := actorID(ctx, v, args[0])
			if err != nil {
				return nil, err
			}
			var out []judgement.Entry
			for _, name := range args[1:] {
				other, err := actorID(ctx, v, name)
				if err != nil {
					return nil, err
				}
				out = append(out, judgement.Entry{Kind: judgement.Merge, Keep: keep, Other: other})
			}
			return out, nil
		})
	}
	return cmd
}

func newSplitCmd(a *App) *cobra.Command {
	var s signed
	var from string
	cmd := &cobra.Command{
		Use: "split ACTOR OTHER --from DATE", Short: "One id is two actors: from a day on its claims are the other's",
		Example: `  entente split person:john-doe person:john-doe-jr --from 2025-01-20`,
		Args:    exactly(2, "the actor and the id of who it is from that day on"),
	}
	s.addFlags(cmd)
	cmd.Flags().StringVar(&from, "from", "", "the first day on which the id means the other (EDTF: 2025-01-20, 2025-01 or 2025)")
	_ = cmd.MarkFlagRequired("from")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			keep, err := actorID(ctx, v, args[0])
			if err != nil {
				return nil, err
			}
			other, err := actorID(ctx, v, args[1])
			return []judgement.Entry{{Kind: judgement.Split, Keep: keep, Other: other, From: from}}, err
		})
	}
	return cmd
}

func runCandidates(ctx context.Context, a *App, given string, limit int) error {
	form, err := a.chooseFormat(given, objectFormats...)
	if err != nil {
		return err
	}
	return a.withView(ctx, func(v *graph.View) error {
		all, err := v.MergeCandidates(ctx)
		if err != nil {
			return err
		}
		shown := all
		if limit > 0 && len(all) > limit {
			shown = all[:limit]
		}
		if form == formatJSON {
			err = writeObject(a.Out, form, shown)
		} else if form == formatJSONL {
			for _, c := range shown {
				if err = writeObject(a.Out, form, c); err != nil {
					break
				}
			}
		} else {
			table := a.newGrid("keep", "other", "why", "claims")
			for _, c := range shown {
				table.add(c.Keep, c.Other, strings.Join(c.Why, ", "), plural(int64(c.Claims), "claim"))
			}
			err = table.write(form)
		}
		if len(shown) < len(all) {
			a.say("cut: %d of %d candidates shown (--limit)", len(shown), len(all))
		}
		return err
	})
}
