package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/vocab"
	"entente/queries/dossier"
)

var timelineFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV, formatMarkdown, formatSVG}

func newTimelineCmd(a *App) *cobra.Command {
	var o factsOptions
	var year bool
	cmd := &cobra.Command{
		Use:   "timeline A B",
		Short: "A pair over time: claims and mean score month by month",
		Example: `  entente timeline USA China
  entente timeline Russia "North Korea" --year
  entente timeline USA China --since 2021 --format svg > usa-china.svg`,
		Args: exactly(2, "two actors"),
	}
	formatFlag(cmd, &o.format, timelineFormats...)
	fs := cmd.Flags()
	fs.StringVar(&o.since, "since", "", "only claims of this day or later, such as 2023 or 2023-06-01")
	fs.StringVar(&o.until, "until", "", "only claims of this day or earlier")
	fs.StringSliceVar(&o.relations, "relation", nil, "only these relations")
	fs.BoolVar(&year, "year", false, "count by year")
	o.limits.addFlags(fs, "periods, the newest")
	cmd.RunE = func(c *cobra.Command, args []string) error { return runTimeline(c.Context(), a, args, &o, year) }
	return cmd
}

func runTimeline(ctx context.Context, a *App, names []string, o *factsOptions, year bool) error {
	form, err := a.chooseFormat(o.format, timelineFormats...)
	if err != nil {
		return err
	}
	opt, err := o.dossierOptions()
	if err != nil {
		return err
	}
	opt.Year = year
	words, err := vocab.Default()
	if err != nil {
		return err
	}
	ctx, cancel := o.context(ctx)
	defer cancel()
	return a.withView(ctx, func(v *graph.View) error {
		first, err := dossier.Resolve(ctx, v, names[0])
		if err != nil {
			return err
		}
		second, err := dossier.Resolve(ctx, v, names[1])
		if err != nil {
			return err
		}
		t, err := dossier.TimelineOf(ctx, v, words, first.ID, second.ID, opt)
		if err != nil {
			return err
		}
		all := len(t.Periods)
		if o.limit > 0 && int64(all) > o.limit {
			t.Periods = t.Periods[all-int(o.limit):]
			defer a.say("cut: the newest %d of %d periods shown (--limit)", len(t.Periods), all)
		}
		return writeTimeline(a, t, form)
	})
}

func writeTimeline(a *App, t *dossier.Timeline, form format) error {
	switch form {
	case formatJSON, formatJSONL:
		return writeObject(a.Out, form, t)
	case formatSVG:
		return writeTimelineSVG(a.Out, t)
	case formatTable:
		return writeTimelineChart(a, t)
	}
	grid := a.newGrid("period", "claims", "documents", "score", "scored", "relations")
	for _, p := range t.Periods {
		grid.add(p.Period, fmt.Sprint(p.Claims), fmt.Sprint(p.Documents), scoreText(p.Score), fmt.Sprint(p.Scored), relationsText(p.Relations))
	}
	return grid.write(form)
}

// writeTimelineChart draws one line a period: a bar for the claims, the mean score, the relations.
func writeTimelineChart(a *App, t *dossier.Timeline) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", a.bold(nodeText(t.A)+" and "+nodeText(t.B)), plural(int64(t.Claims), "claim"))
	if t.Undated > 0 {
		fmt.Fprintf(&b, ", %d of them without a %s", t.Undated, t.Unit)
	}
	b.WriteByte('\n')
	most := 1
	for _, p := range t.Periods {
		most = max(most, p.Claims)
	}
	const bar = 30
	for _, p := range t.Periods {
		size := max(1, p.Claims*bar/most)
		fmt.Fprintf(&b, "%-7s  %s%s %4d  %6s  %s\n", p.Period, strings.Repeat("█", size), strings.Repeat(" ", bar-size), p.Claims, scoreText(p.Score), relationsText(p.Relations))
	}
	_, err := io.WriteString(a.Out, b.String())
	return err
}

func scoreText(score *float64) string {
	if score == nil {
		return ""
	}
	return strconv.FormatFloat(*score, 'f', 2, 64)
}

func relationsText(list []dossier.RelationClaims) string {
	parts := make([]string, len(list))
	for i, r := range list {
		parts[i] = fmt.Sprintf("%s %d", r.Predicate, r.Claims)
	}
	return strings.Join(parts, ", ")
}

// writeTimelineSVG draws bars for the claims and a dot for the mean score of each period.
func writeTimelineSVG(w io.Writer, t *dossier.Timeline) error {
	const barWidth, plot, left, top = 24, 200, 48, 40
	width := left + barWidth*max(1, len(t.Periods)) + 24
	most := 1
	for _, p := range t.Periods {
		most = max(most, p.Claims)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="10">`+"\n", width, top+plot+70, width, top+plot+70)
	fmt.Fprintf(&b, "<title>%s</title>\n", xmlText(t.A.Label+" and "+t.B.Label+" by "+t.Unit))
	fmt.Fprintf(&b, `<text x="%d" y="20" font-size="14">%s</text>`+"\n", left, xmlText(t.A.Label+" and "+t.B.Label))
	fmt.Fprintf(&b, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="#888"/>`+"\n", left, top+plot, width-16, top+plot)
	for i, p := range t.Periods {
		x, height := left+i*barWidth, p.Claims*plot/most
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="#4a78b0"><title>%s</title></rect>`+"\n", x+2, top+plot-height, barWidth-4, height,
			xmlText(fmt.Sprintf("%s: %s %s", p.Period, plural(int64(p.Claims), "claim"), relationsText(p.Relations))))
		if p.Score != nil {
			y := top + plot/2 - int(math.Round(*p.Score*plot/20))
			fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="4" fill="#c0392b"><title>%s</title></circle>`+"\n", x+barWidth/2, y, xmlText("mean score "+scoreText(p.Score)))
		}
		fmt.Fprintf(&b, `<text transform="translate(%d,%d) rotate(60)">%s</text>`+"\n", x+8, top+plot+10, xmlText(p.Period))
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// xmlText escapes s for XML; control characters do not survive.
func xmlText(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(cell(s))
}
