package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/queries"
	"entente/queries/dossier"
)

const formatAtom format = "atom"

var diffFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV, formatAtom}

// now names the store as it is, where a snapshot can be named.
const now = "now"

func newDiffCmd(a *App) *cobra.Command {
	var form string
	var rolled bool
	var l limits
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "What changed between two snapshots or two days: edges that appeared, fell, turned disputed, and who says so",
		Example: `  entente diff monday friday                   two snapshots
  entente diff monday now                      a snapshot and the store as it is
  entente diff 2024-06-01 2024-07-01           what had been published by two days
  entente diff monday now --format atom > changes.xml`,
		Args: exactly(2, "two snapshots, or two days"),
	}
	formatFlag(cmd, &form, diffFormats...)
	l.addFlags(cmd.Flags(), "changes")
	cmd.Flags().BoolVar(&rolled, "rolled-up", false, "edges too that are only rolled up to states")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		chosen, err := a.chooseFormat(form, diffFormats...)
		if err == nil {
			err = l.check()
		}
		if err != nil {
			return err
		}
		ctx, cancel := l.context(c.Context())
		defer cancel()
		changes, err := a.diff(ctx, args[0], args[1])
		if err != nil {
			return err
		}
		shown := changes[:0]
		for _, c := range changes {
			if rolled || !c.RolledUp {
				shown = append(shown, c)
			}
		}
		all := len(shown)
		if l.limit > 0 && int64(all) > l.limit {
			shown = shown[:l.limit]
		}
		if err := writeChanges(a, chosen, args, shown); err != nil {
			return err
		}
		if len(shown) < all {
			a.say("cut: %d of %d changes shown (--limit)", len(shown), all)
		}
		return nil
	}
	return cmd
}

// diff compares two snapshots, or two days of the store that is open.
func (a *App) diff(ctx context.Context, before, after string) (out []dossier.Change, err error) {
	from, errFrom := edtf.Parse(before)
	to, errTo := edtf.Parse(after)
	if errFrom == nil && errTo == nil && from.Placed() && to.Placed() {
		err = a.withView(ctx, func(v *graph.View) error {
			out, err = dossier.DiffDays(ctx, v, from, to)
			return err
		})
		return out, err
	}
	if a.at != "" {
		return nil, usagef("name the snapshots themselves", "--at goes with two days only")
	}
	err = a.withSnapshot(ctx, before, func(b *graph.View) error {
		return a.withSnapshot(ctx, after, func(v *graph.View) error {
			out, err = dossier.Diff(ctx, b, v)
			return err
		})
	})
	return out, err
}

// withSnapshot opens a snapshot, or with "now" the store as it is.
func (a *App) withSnapshot(ctx context.Context, name string, do func(*graph.View) error) error {
	other := *a
	if other.at = name; name == now {
		other.at = ""
	}
	return other.withView(ctx, do)
}

func writeChanges(a *App, form format, between []string, changes []dossier.Change) error {
	switch form {
	case formatJSON:
		return writeObject(a.Out, form, changes)
	case formatJSONL:
		for i := range changes {
			if err := writeObject(a.Out, form, &changes[i]); err != nil {
				return err
			}
		}
		return nil
	case formatAtom:
		return writeAtom(a.Out, between, changes)
	}
	table := a.newGrid("change", "subject", "relation", "object", "status", "sources")
	for i := range changes {
		c := &changes[i]
		status := c.After
		if c.Before != c.After {
			status = orWord(c.Before, "none") + " → " + orWord(c.After, "none")
		}
		table.add(c.Change, c.Subject.Label, c.Predicate, c.Object.Label, status, sourcesText(c))
	}
	return table.write(form)
}

// sourcesText names the documents responsible, those that came with a plus, those that went with a minus.
func sourcesText(c *dossier.Change) string {
	var parts []string
	for _, side := range [...]struct {
		sign   string
		claims []queries.Evidence
	}{{"+", c.Added}, {"-", c.Gone}} {
		seen := map[string]bool{}
		for i := range side.claims {
			e := &side.claims[i]
			name := side.sign + e.Doc
			if e.Publisher != "" {
				name = side.sign + e.Publisher + " (" + e.Doc + ")"
			}
			if !seen[name] {
				seen[name] = true
				parts = append(parts, name)
			}
		}
	}
	return joined(parts, 5)
}

// joined joins at most n parts and says how many more there are.
func joined(parts []string, n int) string {
	text := ""
	for i, p := range parts {
		if i == n {
			return fmt.Sprintf("%s and %d more", text, len(parts)-n)
		}
		if i > 0 {
			text += ", "
		}
		text += p
	}
	return text
}

// The elements of an Atom feed (RFC 4287).
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomEntry struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Summary string `xml:"summary"`
}

// writeAtom writes changes as a feed. An entry is dated by the last day on which a responsible claim was published, where one is known; the
// same changes give the same entries.
func writeAtom(w io.Writer, between []string, changes []dossier.Change) error {
	title := between[0] + " – " + between[1]
	feed := atomFeed{ID: "urn:entente:diff:" + claim.Hash("diff", between[0], between[1]), Title: "What changed, " + title, Author: atomAuthor{programVersion()}}
	for i := range changes {
		c := &changes[i]
		e := atomEntry{
			ID:      "urn:entente:change:" + claim.Hash("change", between[0], between[1], c.Change, c.Edge, c.Predicate),
			Title:   fmt.Sprintf("%s: %s %s %s", c.Change, c.Subject.Label, c.Predicate, c.Object.Label),
			Summary: fmt.Sprintf("status %s, was %s; %s", orWord(c.After, "none"), orWord(c.Before, "none"), sourcesText(c)),
			Updated: dayOfChange(c),
		}
		feed.Updated = max(feed.Updated, e.Updated)
		feed.Entries = append(feed.Entries, e)
	}
	if feed.Updated == "" {
		feed.Updated = time.Unix(0, 0).UTC().Format(time.RFC3339)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(&feed); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func dayOfChange(c *dossier.Change) string {
	last := time.Unix(0, 0).UTC()
	for _, claims := range [...][]queries.Evidence{c.Added, c.Gone} {
		for i := range claims {
			if v, err := edtf.Parse(claims[i].Published); err == nil && v.Placed() {
				if day, err := time.Parse(time.DateOnly, v.Last().String()); err == nil && day.After(last) {
					last = day
				}
			}
		}
	}
	return last.Format(time.RFC3339)
}
