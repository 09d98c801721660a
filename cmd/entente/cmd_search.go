package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/search"
	"entente/queries/dossier"
)

var searchFormats = []format{formatTable, formatJSON, formatJSONL, formatCSV, formatMarkdown}

type searchOptions struct {
	format, in, since, until, publisher string
	limits
}

func newSearchCmd(a *App) *cobra.Command {
	o := searchOptions{limits: limits{limit: 20}}
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Full-text search over kept texts, titles and evidence sentences",
		Long: `Words must all be there, in any order: case and accents do not count. "a phrase" stands as it is written, word* is the beginning of a
word, title:word, text:word and evidence:word look in one place; OR, NOT (or -word) and brackets join. The best documents come first (BM25),
each with the sentence that shows it and the claims that rest on it.`,
		Example: `  entente search 'trade "foreign minister"'
  entente search 'sanction* -oil' --in evidence --since 2024
  entente search 'title:summit (Seoul OR Tokyo)' --publisher Reuters --format json`,
		Args: exactly(1, "one query, in quotes"),
	}
	formatFlag(cmd, &o.format, searchFormats...)
	fs := cmd.Flags()
	fs.StringVar(&o.in, "in", "", "where to look: title, text or evidence (default title and text)")
	fs.StringVar(&o.since, "since", "", "only documents of this day or later, such as 2023 or 2023-06-01")
	fs.StringVar(&o.until, "until", "", "only documents of this day or earlier")
	fs.StringVar(&o.publisher, "publisher", "", "only documents of this outlet, by name or id")
	o.addFlags(fs, "documents, the best")
	cmd.RunE = func(c *cobra.Command, args []string) error { return runSearch(c.Context(), a, args[0], &o) }
	return cmd
}

func runSearch(ctx context.Context, a *App, query string, o *searchOptions) error {
	form, err := a.chooseFormat(o.format, searchFormats...)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	if o.in != "" && !slices.Contains(dossier.SearchFields(), o.in) {
		return usagef("one of "+strings.Join(dossier.SearchFields(), ", "), "--in %s is no place to look", o.in)
	}
	if err := dossier.CheckDays(o.since, o.until); err != nil {
		return usagef("days are written 2024-07-01, months 2024-07, years 2024", "%s", err.Error())
	}
	ctx, cancel := o.context(ctx)
	defer cancel()
	return a.withView(ctx, func(v *graph.View) error {
		found, err := dossier.Search(ctx, v, query, o.in, o.since, o.until, o.publisher, int(o.limit))
		var wrong *search.QueryError
		switch {
		case errors.As(err, &wrong):
			return usagef("entente search -h shows what a query may say", "query, %s", wrong.Error())
		case errors.Is(err, search.ErrNone):
			return fmt.Errorf("%w: any command that writes to it, such as load, makes one", err)
		case err != nil:
			return err
		}
		if len(found.Hits) < found.Total {
			defer a.say("cut: the best %d of %d documents shown (--limit)", len(found.Hits), found.Total)
		}
		return writeFound(a, found, form)
	})
}

func writeFound(a *App, found *dossier.Found, form format) error {
	switch form {
	case formatJSON:
		return writeObject(a.Out, form, found)
	case formatJSONL:
		for i := range found.Hits {
			if err := writeObject(a.Out, form, &found.Hits[i]); err != nil {
				return err
			}
		}
		if n := len(found.Hits); n < found.Total {
			return writeObject(a.Out, form, map[string]any{"truncated": true, "reason": "limit", "shown": n})
		}
		return nil
	case formatTable:
		return writeFoundText(a, found)
	}
	grid := a.newGrid("doc", "title", "publisher", "published", "score", "field", "start", "end", "snippet", "claims")
	for i := range found.Hits {
		h := &found.Hits[i]
		claims := make([]string, len(h.Claims))
		for j := range h.Claims {
			claims[j] = h.Claims[j].Claim
		}
		grid.add(h.Doc, h.Title, h.Publisher, h.Published, fmt.Sprintf("%.3f", h.Score), h.Field, fmt.Sprint(h.Start), fmt.Sprint(h.End), h.Snippet, strings.Join(claims, " "))
	}
	return grid.write(form)
}

// writeFoundText writes for each document its source, the snippet, and the claims of the sentence.
func writeFoundText(a *App, found *dossier.Found) error {
	var b strings.Builder
	for i := range found.Hits {
		h := &found.Hits[i]
		source := []string{h.Doc}
		for _, s := range []string{h.Publisher, h.Published} {
			if s != "" {
				source = append(source, s)
			}
		}
		name := h.Title
		if name == "" {
			name = h.Doc
		}
		fmt.Fprintf(&b, "%s\n  %s\n  %s\n", a.bold(name), cell(strings.Join(source, ", ")), marked(a, h))
		for j := range h.Claims {
			c := &h.Claims[j]
			fmt.Fprintf(&b, "    %s\n", cell(fmt.Sprintf("%s %s %s  (%s)", c.Subject, c.Predicate, c.Object, c.Claim)))
		}
	}
	if len(found.Hits) == 0 {
		a.note("no document has that")
	}
	_, err := fmt.Fprint(a.Out, b.String())
	return err
}

// marked is the snippet with its highlights, in colour in a terminal and between brackets elsewhere.
func marked(a *App, h *dossier.SearchHit) string {
	var b strings.Builder
	at := 0
	for _, s := range h.Highlights {
		b.WriteString(cell(h.Snippet[at:s.Start]))
		if word := h.Snippet[s.Start:s.End]; a.OutTerminal {
			b.WriteString(a.styled(cell(word), text.FgYellow))
		} else {
			b.WriteString("[" + cell(word) + "]")
		}
		at = s.End
	}
	b.WriteString(cell(h.Snippet[at:]))
	return strings.Join(strings.Fields(b.String()), " ")
}
