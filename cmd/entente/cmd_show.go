package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/claim"
	"entente/queries"
	"entente/queries/dossier"
)

var objectFormats = []format{formatTable, formatJSON, formatJSONL}

func newShowCmd(a *App) *cobra.Command {
	var form string
	var l limits
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "One actor, edge, claim or document, with all that is known of it",
		Example: `  entente show China
  entente show person:kurt-campbell
  entente show edge:7d9e4dc0593d…
  entente show seed3.txt`,
		Args: exactly(1, "one id or name"),
	}
	formatFlag(cmd, &form, objectFormats...)
	l.addFlags(cmd.Flags(), "claims")
	cmd.RunE = func(c *cobra.Command, args []string) error { return runShow(c.Context(), a, args[0], form, &l) }
	return cmd
}

func runShow(ctx context.Context, a *App, name, given string, l *limits) error {
	form, err := a.chooseFormat(given, objectFormats...)
	if err != nil {
		return err
	}
	if err := l.check(); err != nil {
		return err
	}
	ctx, cancel := l.context(ctx)
	defer cancel()
	return a.withView(ctx, func(v *graph.View) error {
		shown, err := dossier.Show(ctx, v, name)
		if err != nil {
			return err
		}
		cut := cutClaims(shown, l.limit)
		if form.isJSON() {
			err = writeObject(a.Out, form, shown)
		} else {
			err = writeShown(a, v, shown)
		}
		if cut > 0 {
			a.say("cut: %d of %d claims shown (--limit)", l.limit, cut)
		}
		return err
	})
}

// cutClaims leaves at most limit claims and returns how many there were, 0 when nothing was cut.
func cutClaims(s *dossier.Shown, limit int64) int {
	var list *[]queries.Evidence
	switch {
	case s.Edge != nil:
		list = &s.Edge.Claims
	case s.Document != nil:
		list = &s.Document.Claims
	}
	if list == nil || limit == 0 || int64(len(*list)) <= limit {
		return 0
	}
	all := len(*list)
	*list = (*list)[:limit]
	return all
}

func writeShown(a *App, v *graph.View, s *dossier.Shown) error {
	var b strings.Builder
	switch s.Kind {
	case "actor":
		writeActor(a, &b, s)
	case "edge":
		writeEdge(a, &b, v, s.ID, s.Edge)
	case "claim":
		writeClaim(a, &b, v, s.ID, s.Claim)
	case "document":
		writeDocument(a, &b, v, s.Document)
	}
	_, err := io.WriteString(a.Out, b.String())
	return err
}

// field prints one named value, and nothing for an empty one.
func field(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "  %-13s %s\n", name, cell(value))
	}
}

func writeActor(a *App, b *strings.Builder, s *dossier.Shown) {
	fmt.Fprintf(b, "%s  %s\n", a.bold(s.Actor.Label), cell(s.ID))
	field(b, "facts", fmt.Sprintf("%d (entente facts '%s')", s.Actor.Facts, s.ID))
	for i := 0; i < len(s.Actor.Reference); {
		name := s.Actor.Reference[i].Property
		var values []string
		for ; i < len(s.Actor.Reference) && s.Actor.Reference[i].Property == name; i++ {
			values = append(values, s.Actor.Reference[i].Value)
		}
		field(b, name, strings.Join(values, ", "))
	}
}

func writeEdge(a *App, b *strings.Builder, v *graph.View, id string, e *dossier.EdgePage) {
	fmt.Fprintf(b, "%s %s %s\n", cell(e.Subject.Label), a.bold(strings.ReplaceAll(e.Predicate, "_", " ")), cell(e.Object.Label))
	field(b, "id", id)
	forms := make([]string, len(e.Forms))
	for i, f := range e.Forms {
		forms[i] = e.Predicate + f
	}
	field(b, "forms", strings.Join(forms, ", "))
	if e.Status != "" {
		fmt.Fprintf(b, "  %-13s %s\n", "status", a.statusText(e.Status))
	}
	field(b, "days", daysText(e.FirstDay, e.LastDay))
	field(b, "affirmed by", labelsText(e.AffirmedBy))
	field(b, "denied by", labelsText(e.DeniedBy))
	field(b, "rests on", fmt.Sprintf("%s in %s of %s", plural(int64(len(e.Claims)), "claim"), plural(int64(e.Documents), "document"), plural(int64(e.Publishers), "publisher")))
	if e.RolledUp {
		field(b, "derived", "rolled up to the states that the named actors stand for")
	}
	writeClaims(a, b, v, e.Claims)
}

func writeClaims(a *App, b *strings.Builder, v *graph.View, claims []queries.Evidence) {
	for i := range claims {
		c := &claims[i]
		fmt.Fprintf(b, "\n  %s %s %s  %s\n", cell(labelOf(v, c.Subject)), cell(strings.ReplaceAll(c.Predicate, "_", " ")), cell(labelOf(v, c.Object)), a.styled(cell(c.Claim), 2))
		a.writeEvidence(b, v, c, "    ")
	}
}

func writeClaim(a *App, b *strings.Builder, v *graph.View, id string, c *dossier.ClaimPage) {
	fmt.Fprintf(b, "%s %s %s\n", cell(labelOf(v, c.Subject)), a.bold(strings.ReplaceAll(c.Predicate, "_", " ")), cell(labelOf(v, c.Object)))
	field(b, "id", id)
	field(b, "edge", c.Edge)
	field(b, "rolled up", strings.Join(c.Rolled, ", "))
	field(b, "subject", c.Subject)
	field(b, "object", c.Object)
	field(b, "speaker", strings.Join(c.SpeakerChain, " > "))
	field(b, "polarity", c.Polarity)
	field(b, "modality", c.Modality)
	field(b, "published", c.Published)
	field(b, "said", c.Said)
	field(b, "happened", c.Happened)
	field(b, "time text", c.TimeText)
	for _, q := range c.Qualifiers {
		field(b, q.Name, q.Value)
	}
	field(b, "found by", fmt.Sprintf("%s, rule %s, confidence %.2f", c.Extractor, c.Rule, c.Confidence))
	field(b, "verdict", c.Verdict)
	field(b, "credibility", c.Credibility)
	field(b, "reliability", c.Reliability)
	if r := c.AsRead; r != nil {
		form := claim.Form(claim.Polarity(r.Polarity), claim.Modality(r.Modality))
		field(b, "as read", fmt.Sprintf("%s %s%s %s, speaker %s, said %s, happened %s", r.Subject, r.Predicate, form, r.Object,
			orWord(strings.Join(r.SpeakerChain, " > "), "nobody"), orWord(r.Said, "unknown"), orWord(r.Happened, "unknown")))
	}
	for _, j := range c.Judgements {
		field(b, "judged", strings.TrimSpace(fmt.Sprintf("%s by %s, %s (%s) %s", j.Kind, j.By, j.At, j.ID, j.Note)))
	}
	b.WriteByte('\n')
	a.writeEvidence(b, v, &c.Evidence, "  ")
}

func writeDocument(a *App, b *strings.Builder, v *graph.View, d *dossier.DocumentPage) {
	fmt.Fprintf(b, "%s\n", a.bold(orWord(d.Title, d.ID)))
	field(b, "id", d.ID)
	field(b, "iri", d.IRI)
	field(b, "publisher", labelOf(v, d.Publisher))
	field(b, "published", d.Published)
	field(b, "url", d.URL)
	field(b, "path", d.Path)
	field(b, "lang", d.Lang)
	field(b, "claims", fmt.Sprint(len(d.Claims)))
	writeClaims(a, b, v, d.Claims)
}
