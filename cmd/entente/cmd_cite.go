package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/queries"
)

// citation is what a paper needs to say of a snapshot.
type citation struct {
	graph.Frozen
	// Query is the expression whose answers are cited, "" for the whole snapshot.
	Query string `json:"query,omitempty"`
	// Judges are those whose judgements hold in it.
	Judges []string `json:"judges"`
	// Sources are the documents (with a query: those that its answers rest on), by day, then id.
	Sources []citedSource `json:"sources"`
}

// citedSource is one document of a citation.
type citedSource struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Published string `json:"published"`
	URL       string `json:"url"`
	// Digest is SHA-256 of the text, "" for rows of data.
	Digest string `json:"digest"`
}

func newCiteCmd(a *App) *cobra.Command {
	var form, query string
	cmd := &cobra.Command{
		Use:   "cite NAME",
		Short: "What a paper needs of a snapshot: digest, program, codebook, query, sources with their dates",
		Example: `  entente cite paper-1
  entente cite paper-1 --query 'Russia/^supplies_arms_to' --format json > paper-1.json
  entente verify paper-1.json                another person, with the same inputs`,
		Args: exactly(1, "the name of a snapshot (`entente freeze --list`)"),
	}
	cmd.Flags().StringVar(&query, "query", "", "cite the answers of this path expression: only the sources that they rest on")
	formatFlag(cmd, &form, objectFormats...)
	cmd.RunE = func(c *cobra.Command, args []string) error { return runCite(c.Context(), a, args[0], query, form) }
	return cmd
}

func runCite(ctx context.Context, a *App, name, query, given string) (err error) {
	form, err := a.chooseFormat(given, objectFormats...)
	if err != nil {
		return err
	}
	f, err := graph.FrozenOf(a.location(), name)
	if err != nil {
		return err
	}
	g, err := graph.OpenFrozen(ctx, a.location(), name, nil)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	c, err := withGraphView(g, func(v *graph.View) (*citation, error) { return citationOf(ctx, v, f, query) })
	if err != nil {
		return err
	}
	if form.isJSON() {
		return writeObject(a.Out, form, c)
	}
	return writeCitation(a, c)
}

func citationOf(ctx context.Context, v *graph.View, f graph.Frozen, query string) (*citation, error) {
	c := &citation{Frozen: f, Query: query, Judges: []string{}, Sources: []citedSource{}}
	state, err := v.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range state.Entries() {
		if !state.Undone(e.ID) {
			c.Judges = append(c.Judges, e.By)
		}
	}
	slices.Sort(c.Judges)
	c.Judges = slices.Compact(c.Judges)
	rests, err := sourcesOf(ctx, v, query)
	if err != nil {
		return nil, err
	}
	for d, err := range v.Documents(ctx) {
		if err != nil {
			return nil, err
		}
		if rests == nil || rests[d.ID] {
			c.Sources = append(c.Sources, citedSource{d.ID, d.Title, labelOf(v, d.Publisher), d.Published, d.URL, d.Digest})
		}
	}
	slices.SortStableFunc(c.Sources, func(a, b citedSource) int {
		return cmp.Or(strings.Compare(a.Published, b.Published), strings.Compare(a.ID, b.ID))
	})
	return c, nil
}

// sourcesOf lists the documents that the answers of an expression rest on; nil, all of them, without one.
func sourcesOf(ctx context.Context, v *graph.View, query string) (map[string]bool, error) {
	if query == "" {
		return nil, nil
	}
	docs := map[string]bool{}
	for answer, err := range queries.Run(ctx, v, query, &queries.Options{Evidence: true, MaxClaims: -1}) {
		if err != nil {
			return nil, err
		}
		for _, s := range answer.Steps {
			for _, c := range s.Claims {
				docs[c.Doc] = true
			}
		}
	}
	return docs, nil
}

func writeCitation(a *App, c *citation) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", a.bold("Snapshot "+c.Name+", frozen "+c.At))
	field(&b, "digest", c.Digest)
	field(&b, "program", c.Program)
	field(&b, "codebook", "vocabulary "+c.Codebook+", policy "+c.Policy)
	field(&b, "contents", fmt.Sprintf("%s, %s, %s, %s", plural(c.Documents, "document"), plural(c.Claims, "claim"), plural(int64(c.Judgements), "judgement"), plural(c.Quads, "quad")))
	field(&b, "judged by", strings.Join(c.Judges, ", "))
	field(&b, "query", c.Query)
	fmt.Fprintf(&b, "  %s\n", plural(int64(len(c.Sources)), "source"))
	for i := range c.Sources {
		s := &c.Sources[i]
		parts := []string{orWord(s.Publisher, "unknown publisher"), orWord(s.Title, s.ID), orWord(s.Published, "undated")}
		if s.URL != "" {
			parts = append(parts, s.URL)
		}
		fmt.Fprintf(&b, "    %s [%s]\n", cell(strings.Join(parts, ", ")), cell(s.ID))
	}
	_, err := a.Out.Write([]byte(b.String()))
	return err
}

func newVerifyCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:   "verify NAME|FILE",
		Short: "Compute a digest again: of a snapshot, or of this store against somebody's citation",
		Example: `  entente verify paper-1              the snapshot is still what was frozen
  entente verify paper-1.json         this store holds what the citation says (same inputs, same judgements)
  entente verify paper-1.json --at mine`,
		Args: exactly(1, "the name of a snapshot, or a file that `entente cite` wrote"),
		RunE: func(c *cobra.Command, args []string) error { return runVerify(c.Context(), a, args[0]) },
	}
}

func runVerify(ctx context.Context, a *App, name string) error {
	if f, err := graph.FrozenOf(a.location(), name); err == nil && a.at == "" {
		a.at = name
		return a.compareDigest(ctx, &citation{Frozen: f}, true)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return &failure{kind: kindNotFound, message: fmt.Sprintf("no snapshot and no file %s", name), hint: "`entente freeze --list` lists the snapshots", cause: err}
	}
	want := &citation{}
	if json.Unmarshal(b, want) != nil || want.Digest == "" {
		want.Digest = digestIn.FindString(string(b))
	}
	if want.Digest == "" {
		return usagef("give what `entente cite` or `entente freeze` printed", "%s holds no digest (sha256:…)", name)
	}
	return a.compareDigest(ctx, want, want.Query == "")
}

var digestIn = regexp.MustCompile(`sha256:[0-9a-f]{64}`)

// compareDigest says whether the open store has the digest, and where it can tell, what differs.
func (a *App) compareDigest(ctx context.Context, want *citation, whole bool) error {
	return a.withView(ctx, func(v *graph.View) error {
		have, err := v.Describe(ctx)
		if err != nil {
			return err
		}
		if have.Digest == want.Digest {
			_, err := fmt.Fprintf(a.Out, "the same: %s\n", have.Digest)
			return err
		}
		differ, err := differences(ctx, v, &have, want, whole)
		if err != nil {
			return err
		}
		return &failure{kind: kindFailed, message: fmt.Sprintf("not the same: this is %s, that was %s", have.Digest, want.Digest), hint: strings.Join(differ, "; ")}
	})
}

// differences tells what of a citation this graph does not share, at most a few of each kind.
func differences(ctx context.Context, v *graph.View, have *graph.Frozen, want *citation, whole bool) ([]string, error) {
	var out []string
	note := func(what, is, was string) {
		if was != "" && is != was {
			out = append(out, fmt.Sprintf("%s %s, there %s", what, is, was))
		}
	}
	note("vocabulary", have.Codebook, want.Codebook)
	note("policy", have.Policy, want.Policy)
	if want.Name != "" {
		note("judgements", fmt.Sprint(have.Judgements), fmt.Sprint(want.Judgements))
		note("program", programVersion(), want.Program)
	}
	cited := map[string]string{}
	for _, s := range want.Sources {
		cited[s.ID] = s.Digest
	}
	missing, changed, more := 0, 0, 0
	seen := map[string]bool{}
	for d, err := range v.Documents(ctx) {
		if err != nil {
			return nil, err
		}
		seen[d.ID] = true
		digest, known := cited[d.ID]
		if known && digest != d.Digest {
			changed++
		} else if !known {
			more++
		}
	}
	for id := range cited {
		if !seen[id] {
			missing++
		}
	}
	for _, n := range [...]struct {
		count int
		what  string
	}{{missing, "not here"}, {changed, "with another text"}} {
		if n.count > 0 {
			out = append(out, plural(int64(n.count), "document")+" "+n.what)
		}
	}
	if whole && len(cited) > 0 && more > 0 {
		out = append(out, plural(int64(more), "document")+" not there")
	}
	if len(out) == 0 {
		out = append(out, "the same inputs and judgements, read by the same version, give the same digest")
	}
	return out, nil
}
