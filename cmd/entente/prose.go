package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"entente/graph"
	"entente/queries"
)

// bold and faint style text that is already safe, where colour is wanted.
func (a *App) bold(s string) string { return a.styled(cell(s), text.Bold) }

func (a *App) styled(s string, c text.Color) string {
	if !a.color() {
		return s
	}
	return "\x1b[" + fmt.Sprint(int(c)) + "m" + s + "\x1b[0m"
}

// statusText colours what a reader must not miss.
func (a *App) statusText(status string) string {
	switch status {
	case "disputed":
		return a.styled(status, text.FgRed)
	case "alleged", "ascribed":
		return a.styled(status, text.FgYellow)
	}
	return status
}

// writeStep prints an edge that was walked and its claims.
func (a *App) writeStep(b *strings.Builder, v *graph.View, s queries.Step) {
	fmt.Fprintf(b, "  %s %s %s", cell(labelOf(v, s.Subject)), cell(strings.ReplaceAll(s.Predicate, "_", " ")), cell(labelOf(v, s.Object)))
	var marks []string
	if s.Status != "" {
		marks = append(marks, a.statusText(s.Status))
	}
	if len(s.AffirmedBy) > 0 {
		marks = append(marks, "affirmed by "+cell(labelsOf(v, s.AffirmedBy)))
	}
	if len(s.DeniedBy) > 0 {
		marks = append(marks, "denied by "+cell(labelsOf(v, s.DeniedBy)))
	}
	if s.RolledUp {
		marks = append(marks, "rolled up to the state")
	}
	if s.Inferred {
		marks = append(marks, "inferred")
	}
	if len(marks) > 0 {
		b.WriteString(": " + strings.Join(marks, "; "))
	}
	b.WriteByte('\n')
	for i := range s.Claims {
		a.writeEvidence(b, v, &s.Claims[i], "    ")
	}
	if s.MoreClaims > 0 {
		fmt.Fprintf(b, "    … and %s (--max-claims)\n", plural(int64(s.MoreClaims), "more claim"))
	}
}

// writeEvidence prints one claim: its sentence, then who says so, where and when.
func (a *App) writeEvidence(b *strings.Builder, v *graph.View, e *queries.Evidence, indent string) {
	sentence := cell(e.Evidence)
	if sentence == "" {
		sentence = fmt.Sprintf("row %d", e.Row)
	}
	for i, line := range wrap("“"+sentence+"”", a.width()-len(indent)) {
		if i > 0 {
			line = " " + line
		}
		b.WriteString(indent + line + "\n")
	}
	var where []string
	if len(e.SpeakerChain) > 0 {
		where = append(where, "told by "+cell(labelsOf(v, e.SpeakerChain)))
	} else if e.Speaker != "" {
		where = append(where, "told by "+cell(labelOf(v, e.Speaker)))
	}
	if e.Polarity == "denied" {
		where = append(where, "denied")
	}
	if e.Modality != "" && e.Modality != "asserted" {
		where = append(where, cell(e.Modality))
	}
	if e.Happened != "" {
		where = append(where, "happened "+cell(e.Happened))
	}
	where = append(where, sourceText(v, e))
	b.WriteString(indent + a.styled("— "+strings.Join(where, "; "), text.Faint) + "\n")
}

// sourceText names document, publisher, day and bytes.
func sourceText(v *graph.View, e *queries.Evidence) string {
	parts := []string{}
	if e.Publisher != "" {
		parts = append(parts, labelOf(v, e.Publisher))
	}
	if e.Published != "" {
		parts = append(parts, e.Published)
	}
	place := fmt.Sprintf("%s:%d-%d", e.Doc, e.Start, e.End)
	if e.Row > 0 {
		place = fmt.Sprintf("%s row %d", e.Doc, e.Row)
	}
	return cell(strings.Join(append(parts, place), ", "))
}

func labelOf(v *graph.View, id string) string {
	if l := v.Label(id); l != "" {
		return l
	}
	return id
}

func labelsOf(v *graph.View, ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = labelOf(v, id)
	}
	return strings.Join(names, ", ")
}

// wrap breaks text at spaces into lines of at most width columns.
func wrap(s string, width int) []string {
	width = max(width, 20)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case text.StringWidthWithoutEscSequences(line)+1+text.StringWidthWithoutEscSequences(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
