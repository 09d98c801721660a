package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"entente/graph"
	"entente/queries"
	"entente/queries/dossier"
)

var factFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV, formatMarkdown, formatHTML}

// factsOptions are the flags of facts.
type factsOptions struct {
	limits
	format    string
	since     string
	until     string
	relations []string
	maxClaims int
}

func newFactsCmd(a *App) *cobra.Command {
	o := factsOptions{limits: limits{limit: 100}}
	cmd := &cobra.Command{
		Use:   "facts A [B]",
		Short: "The dossier of an actor or a pair: what stands, who says so, who denies it, since when",
		Example: `  entente facts China
  entente facts "North Korea" Russia
  entente facts USA China --since 2023 --relation met_with,criticizes --format json
  entente facts Russia Ukraine --format html > report.html     one page, each sentence with its source as a footnote`,
		Args: between(1, 2, "one actor or two"),
	}
	formatFlag(cmd, &o.format, factFormats...)
	o.addFlags(cmd.Flags())
	cmd.RunE = func(c *cobra.Command, args []string) error { return runFacts(c.Context(), a, args, &o) }
	return cmd
}

func (o *factsOptions) addFlags(fs *pflag.FlagSet) {
	fs.StringVar(&o.since, "since", "", "only claims of this day or later, such as 2023 or 2023-06-01")
	fs.StringVar(&o.until, "until", "", "only claims of this day or earlier")
	fs.StringSliceVar(&o.relations, "relation", nil, "only these relations")
	fs.IntVar(&o.maxClaims, "max-claims", 3, "at most so many sentences for a fact (-1: all)")
	o.limits.addFlags(fs, "facts")
}

// dossierOptions turns flags into options.
func (o *factsOptions) dossierOptions() (*dossier.Options, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := dossier.CheckDays(o.since, o.until); err != nil {
		return nil, usagef("write 2023, 2023-06 or 2023-06-19", "%v", err)
	}
	opt := &dossier.Options{Limit: int(o.limit), MaxClaims: o.maxClaims, Since: o.since, Until: o.until, Relations: o.relations}
	if o.limit == 0 {
		opt.Limit = -1
	}
	return opt, checkRelations(o.relations)
}

func runFacts(ctx context.Context, a *App, names []string, o *factsOptions) error {
	form, err := a.chooseFormat(o.format, factFormats...)
	if err != nil {
		return err
	}
	opt, err := o.dossierOptions()
	if err != nil {
		return err
	}
	ctx, cancel := o.context(ctx)
	defer cancel()
	return a.withView(ctx, func(v *graph.View) error {
		actor, err := dossier.Resolve(ctx, v, names[0])
		if err != nil {
			return err
		}
		other := queries.Node{}
		if len(names) == 2 {
			if other, err = dossier.Resolve(ctx, v, names[1]); err != nil {
				return err
			}
		}
		facts, err := dossier.FactsOf(ctx, v, actor.ID, other.ID, opt)
		if err != nil {
			return err
		}
		if err := writeFacts(a, v, facts, form); err != nil {
			return err
		}
		if facts.Truncated {
			a.say("cut: %d of %d facts shown (--limit)", len(facts.Facts), facts.Total)
		}
		return nil
	})
}

func writeFacts(a *App, v *graph.View, f *dossier.Facts, form format) error {
	switch form {
	case formatJSON, formatJSONL:
		return writeObject(a.Out, form, f)
	case formatTable:
		return writeFactsProse(a, v, f)
	case formatHTML:
		return dossier.WriteReport(a.terminalGuard(), v, f)
	}
	grid := a.newGrid("subject", "predicate", "object", "status", "first_day", "last_day", "affirmed_by", "denied_by", "claims", "documents", "publishers", "voices", "edge")
	for _, x := range f.Facts {
		grid.add(x.Subject.ID, x.Predicate, x.Object.ID, x.Status, x.FirstDay, x.LastDay, idsText(x.AffirmedBy), idsText(x.DeniedBy),
			fmt.Sprint(x.Claims), fmt.Sprint(x.Documents), fmt.Sprint(x.Publishers), fmt.Sprint(x.Voices), x.Edge)
	}
	return grid.write(form)
}

func writeFactsProse(a *App, v *graph.View, f *dossier.Facts) error {
	var b strings.Builder
	title := nodeText(f.Actor)
	if f.Other != nil {
		title += " and " + nodeText(*f.Other)
	}
	fmt.Fprintf(&b, "%s: %s\n", a.bold(title), plural(int64(f.Total), "fact"))
	for i := range f.Facts {
		writeFact(a, &b, v, &f.Facts[i])
	}
	_, err := io.WriteString(a.Out, b.String())
	return err
}

func writeFact(a *App, b *strings.Builder, v *graph.View, x *dossier.Fact) {
	fmt.Fprintf(b, "\n%s %s %s", cell(x.Subject.Label), a.bold(strings.ReplaceAll(x.Predicate, "_", " ")), cell(x.Object.Label))
	if len(x.Parties) > 0 {
		fmt.Fprintf(b, " (parties: %s)", cell(labelsText(x.Parties)))
	}
	b.WriteByte('\n')
	var marks []string
	if x.Status != "" {
		marks = append(marks, a.statusText(x.Status))
	}
	marks = append(marks, plural(int64(x.Claims), "claim"), "publishers: "+fmt.Sprint(x.Publishers))
	if days := daysText(x.FirstDay, x.LastDay); days != "" {
		marks = append(marks, days)
	}
	if len(x.AffirmedBy) > 0 {
		marks = append(marks, "affirmed by "+cell(labelsText(x.AffirmedBy)))
	}
	if len(x.DeniedBy) > 0 {
		marks = append(marks, "denied by "+cell(labelsText(x.DeniedBy)))
	}
	fmt.Fprintf(b, "  %s\n", strings.Join(marks, "; "))
	for i := range x.Evidence {
		a.writeEvidence(b, v, &x.Evidence[i], "    ")
	}
	if more := x.Claims - len(x.Evidence); more > 0 {
		fmt.Fprintf(b, "    … and %s (--max-claims)\n", plural(int64(more), "more claim"))
	}
}

func daysText(first, last string) string {
	switch {
	case first == "" && last == "":
		return ""
	case first == last:
		return cell(first)
	}
	return cell(first + " to " + last)
}

func labelsText(list []queries.Node) string {
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = n.Label
	}
	return strings.Join(names, ", ")
}

func idsText(list []queries.Node) string {
	ids := make([]string, len(list))
	for i, n := range list {
		ids[i] = n.ID
	}
	return strings.Join(ids, " ")
}
