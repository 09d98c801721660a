package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/claim"
	"entente/loader"
	"entente/loader/extract"
)

// rereadLine is a line of reread: a claim that is new, gone or read otherwise.
type rereadLine struct {
	Change string          `json:"change"`
	Doc    string          `json:"doc"`
	Before json.RawMessage `json:"before"` // a claim as extract prints it, null where there was none
	After  json.RawMessage `json:"after"`
	Judged bool            `json:"judged"` // people judged the claim as it was; what they decided carries over
}

type rereadOptions struct {
	sourceOptions
	form string
	dry  bool
}

func newRereadCmd(a *App) *cobra.Command {
	var o rereadOptions
	cmd := &cobra.Command{
		Use:   "reread",
		Short: "Read all kept texts again with this version, show what changes, and take it, all or nothing",
		Example: `  entente reread --dry-run          only show what would change
  entente reread                    show it and take it; judgements carry over`,
		Args: exactly(0, "no arguments"),
	}
	cmd.Flags().BoolVar(&o.dry, "dry-run", false, "show the difference and write nothing")
	cmd.Flags().StringVar(&o.actors, "actors", "", "file of more actors, as for load")
	cmd.Flags().IntVar(&o.workers, "workers", 0, "texts read at the same time (0: one for each processor)")
	formatFlag(cmd, &o.form, formatTable, formatJSONL)
	cmd.RunE = func(c *cobra.Command, _ []string) error { return runReread(c.Context(), a, &o) }
	return cmd
}

func runReread(ctx context.Context, a *App, o *rereadOptions) (err error) {
	form, err := a.chooseFormat(o.form, formatTable, formatJSONL)
	if err != nil {
		return err
	}
	if _, err := o.options(a); err != nil {
		return err
	}
	words, err := o.words()
	if err != nil {
		return err
	}
	reader, err := extract.New(words)
	if err != nil {
		return err
	}
	if err := a.errFrozen(); err != nil {
		return err
	}
	g, err := graph.Open(ctx, a.location(), &graph.Options{ReadOnly: o.dry, MustExist: true, Vocabulary: words})
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	r, err := withGraphView(g, func(v *graph.View) (*loader.Reread, error) { return loader.PlanReread(ctx, v, reader, o.workers) })
	if err != nil {
		return err
	}
	if err := writeReread(a, form, r); err != nil {
		return err
	}
	verb := "taken"
	if o.dry {
		verb = "not taken (--dry-run)"
	} else if _, err := r.Apply(ctx, g); err != nil {
		return err
	}
	a.note("%s read with %s: %d new, %d gone, %d changed, %d as before, %d not of this reader; %s", plural(int64(r.Documents), "text"), r.Reader,
		r.New, r.Gone, r.Changed, r.Same, r.Kept, verb)
	return nil
}

func writeReread(a *App, form format, r *loader.Reread) error {
	table := a.newGrid("change", "document", "was", "is", "judged")
	for i := range r.Differences {
		d := &r.Differences[i]
		if !form.isJSON() {
			judged := ""
			if d.Judged {
				judged = "judged"
			}
			table.add(d.Change, d.Doc, claimText(d.Before), claimText(d.After), judged)
			continue
		}
		l := rereadLine{Change: d.Change, Doc: d.Doc, Judged: d.Judged}
		for _, side := range [...]struct {
			c  *claim.Claim
			to *json.RawMessage
		}{{d.Before, &l.Before}, {d.After, &l.After}} {
			*side.to = json.RawMessage("null")
			if side.c == nil {
				continue
			}
			line, err := claim.AppendLine(nil, side.c)
			if err != nil {
				return err
			}
			*side.to = bytes.TrimSpace(line)
		}
		if err := writeObject(a.Out, form, &l); err != nil {
			return err
		}
	}
	if form.isJSON() || len(r.Differences) == 0 {
		return nil
	}
	return table.write(form)
}

// claimText says a claim in a few words, "" for none.
func claimText(c *claim.Claim) string {
	if c == nil {
		return ""
	}
	text := fmt.Sprintf("%s %s%s %s", c.Subject.ID, c.Relation, c.Form(), c.Object.ID)
	if s := c.Speaker(); s != "" {
		text += ", says " + s
	}
	if c.Happened != "" {
		text += ", " + c.Happened
	}
	return text + " (" + c.Rule + ")"
}
