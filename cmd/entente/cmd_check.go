package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

// checkObject is what check prints.
type checkObject struct {
	// Sound is true when nothing was found.
	Sound bool `json:"sound"`
	// Problems lists what is damaged or inconsistent, up to the limit.
	Problems  []problemObject `json:"problems"`
	Truncated bool            `json:"truncated"`
}

// problemObject is one finding.
type problemObject struct {
	// File inside the store, "" when the finding is not about one file; Offset in it in bytes, -1 when unknown.
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Text   string `json:"text"`
}

func newCheckCmd(a *App) *cobra.Command {
	var form string
	l := limits{limit: 100}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Read the whole store and say whether it is sound",
		Example: `  entente check
  entente check --db archive.db --format json`,
		Args: exactly(0, "no arguments"),
	}
	formatFlag(cmd, &form, objectFormats...)
	l.addFlags(cmd.Flags(), "problems")
	cmd.RunE = func(c *cobra.Command, _ []string) error { return runCheck(c.Context(), a, form, &l) }
	return cmd
}

func runCheck(ctx context.Context, a *App, given string, l *limits) error {
	form, err := a.chooseFormat(given, objectFormats...)
	if err != nil {
		return err
	}
	ctx, cancel := l.context(ctx)
	defer cancel()
	g, err := a.openRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = g.Close() }()
	object := checkObject{Sound: true, Problems: []problemObject{}}
	for p := range g.Check(ctx) {
		object.Sound = false
		if l.limit > 0 && int64(len(object.Problems)) >= l.limit {
			object.Truncated = true
			break
		}
		object.Problems = append(object.Problems, problemObject{File: p.File, Offset: p.Offset, Text: p.Text})
	}
	if err := ctx.Err(); err != nil {
		return err // what was not read is not sound
	}
	if form.isJSON() {
		if err := writeObject(a.Out, form, object); err != nil {
			return err
		}
	} else if err := writeCheck(a, &object); err != nil {
		return err
	}
	if object.Truncated {
		a.say("cut: the first %d problems shown (--limit)", len(object.Problems))
	}
	if !object.Sound {
		return &failure{kind: kindDamaged, message: "the store is damaged", told: true}
	}
	return nil
}

func writeCheck(a *App, o *checkObject) error {
	if o.Sound {
		_, err := fmt.Fprintf(a.Out, "%s: sound\n", cell(a.place()))
		return err
	}
	for _, p := range o.Problems {
		line := p.Text
		if p.File != "" {
			line = fmt.Sprintf("%s: byte %d: %s", p.File, p.Offset, p.Text)
		}
		if _, err := fmt.Fprintln(a.Out, cell(line)); err != nil {
			return err
		}
	}
	return nil
}
