package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/judgement"
	"entente/graph/vocab"
)

func newGradeCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "grade",
		Short: "Grade sources and claims in the Admiralty scale, and ask by grade",
		Example: `  entente grade source "The Evening Lamp" B
  entente grade claim claim:0f3c… 2
  entente path 'Russia/^supplies_arms_to[reliability=A,B][credibility=1,2]'

Sources: A always reliable, B usually, C fairly, D not usually, E unreliable, F cannot be judged.
Claims:  1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.
The last grade given counts; entente judge undo takes one back.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	cmd.AddCommand(newGradeSourceCmd(a), newGradeClaimCmd(a))
	return cmd
}

func newGradeSourceCmd(a *App) *cobra.Command {
	var s signed
	cmd := &cobra.Command{
		Use: "source PUBLISHER A-F", Short: "How reliable a publisher is",
		Example: `  entente grade source "The Evening Lamp" B --note "follows its corrections"`,
		Args:    exactly(2, "a publisher and a letter from A to F"),
	}
	s.addFlags(cmd)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			id, err := publisherID(ctx, v, args[0])
			return []judgement.Entry{{Kind: judgement.GradeSource, Source: id, Grade: strings.ToUpper(args[1])}}, err
		})
	}
	return cmd
}

// publisherID finds a publisher by id or name: one that the graph knows by that name, else the id that a document's publisher of that name gets.
func publisherID(ctx context.Context, v *graph.View, name string) (string, error) {
	if strings.Contains(name, ":") {
		return actorID(ctx, v, name)
	}
	ids, err := v.Named(ctx, name)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		if strings.HasPrefix(id, "org:") {
			return id, nil
		}
	}
	slug := vocab.Slug(name)
	if slug == "" {
		return "", usagef("a name, or an id such as org:evening-lamp", "`%s` names no publisher", name)
	}
	return "org:" + slug, nil
}

func newGradeClaimCmd(a *App) *cobra.Command {
	var s signed
	cmd := &cobra.Command{
		Use: "claim CLAIM 1-6", Short: "How credible a claim is",
		Example: `  entente grade claim claim:0f3c… 2 --note "two others say the same"`,
		Args:    exactly(2, "the id of a claim and a number from 1 to 6"),
	}
	s.addFlags(cmd)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			entries, err := entriesAbout(ctx, v, judgement.GradeClaim, args[:1])
			if err != nil {
				return nil, err
			}
			entries[0].Grade = args[1]
			return entries, nil
		})
	}
	return cmd
}
