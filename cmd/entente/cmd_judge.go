package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/judgement"
)

// signed is who judges, and why.
type signed struct{ by, note, form string }

func (s *signed) addFlags(c *cobra.Command) {
	c.Flags().StringVar(&s.by, "by", "", "who judges (default $USER)")
	c.Flags().StringVar(&s.note, "note", "", "why, in a few words")
	formatFlag(c, &s.form, objectFormats...)
}

func (s *signed) who(a *App) (string, error) {
	for _, name := range [...]string{s.by, a.Env("USER"), a.Env("LOGNAME")} {
		if name != "" {
			return name, nil
		}
	}
	return "", usagef("--by ada", "nobody is named as the judge, and $USER is empty")
}

func newJudgeCmd(a *App) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "judge",
		Short: "Accept, reject, correct or add claims; what people decide outlives every load",
		Example: `  entente judge reject claim:0f3c… --note "a caption, not the text"
  entente judge correct claim:0f3c… --object Belarus --polarity denied
  entente judge add --doc seed3.txt --evidence "France thanked Chad." France praises Chad
  entente judge list
  entente judge undo judgement:77ab…
  entente judge export > ours.jsonl         a colleague: entente judge import ours.jsonl`,
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return c.Help()
		},
	}
	cmd.AddCommand(newVerdictCmd(a, judgement.Accept, "accept", "A claim says what its sentence says"),
		newVerdictCmd(a, judgement.Reject, "reject", "A claim does not say what its sentence says: it counts for nothing"),
		newCorrectCmd(a), newJudgeAddCmd(a), newJudgeNoteCmd(a), newUndoCmd(a), newJudgeListCmd(a), newJudgeExportCmd(a), newJudgeImportCmd(a))
	return cmd
}

func newVerdictCmd(a *App, kind judgement.Kind, name, short string) *cobra.Command {
	var s signed
	cmd := &cobra.Command{
		Use: name + " CLAIM…", Short: short,
		Example: "  entente judge " + name + " claim:0f3c… --note \"seen with the original\"",
		Args:    between(1, -1, "ids of claims (`entente path --evidence` and `entente show` print them)"),
	}
	s.addFlags(cmd)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			return entriesAbout(ctx, v, kind, args)
		})
	}
	return cmd
}

func entriesAbout(ctx context.Context, v *graph.View, kind judgement.Kind, ids []string) ([]judgement.Entry, error) {
	var out []judgement.Entry
	for _, id := range ids {
		e, err := v.Judging(ctx, kind, id)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// judging opens the store for writing, signs the entries that make gives, enters them together and prints them.
func (a *App) judging(ctx context.Context, s *signed, makeEntries func(context.Context, *graph.View) ([]judgement.Entry, error)) (err error) {
	form, err := a.chooseFormat(s.form, objectFormats...)
	if err != nil {
		return err
	}
	by, err := s.who(a)
	if err != nil {
		return err
	}
	g, err := a.openWrite(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	entries, err := withGraphView(g, func(v *graph.View) ([]judgement.Entry, error) { return makeEntries(ctx, v) })
	if err != nil {
		return err
	}
	now := time.Now().UTC().Format(time.RFC3339Nano)
	for i := range entries {
		e := &entries[i]
		e.At, e.By = now, by
		if e.Note == "" {
			e.Note = s.note
		}
		if err := e.Seal(); err != nil {
			return err
		}
	}
	report, err := g.Judge(ctx, entries)
	if err != nil {
		return err
	}
	for i := range entries {
		if err := writeEntry(a, form, &entries[i]); err != nil {
			return err
		}
	}
	a.note("%s entered, %s derived again", plural(int64(report.Entries), "judgement"), plural(int64(report.Edges), "edge"))
	return nil
}

func withGraphView[T any](g *graph.Graph, do func(*graph.View) (T, error)) (out T, err error) {
	v, err := g.View()
	if err != nil {
		return out, err
	}
	defer func() { err = closing(err, v.Close) }()
	return do(v)
}

func writeEntry(a *App, form format, e *judgement.Entry) error {
	if !form.isJSON() {
		_, err := fmt.Fprintf(a.Out, "%s  %s\n", cell(e.ID), cell(describeEntry(e)))
		return err
	}
	line, err := judgement.AppendLine(nil, e)
	if err != nil {
		return err
	}
	_, err = a.Out.Write(line)
	return err
}

// describeEntry says an entry in a few words.
func describeEntry(e *judgement.Entry) string {
	parts := []string{string(e.Kind)}
	for _, s := range [...]string{e.Claim, e.Keep, e.Other, e.From, e.Source, e.Grade, e.Undoes} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if r := e.Reading; r != nil {
		parts = append(parts, fmt.Sprintf("(%s %s %s)", r.Subject.ID, r.Relation+r.Form(), r.Object.ID))
	}
	if e.Note != "" {
		parts = append(parts, "- "+e.Note)
	}
	return strings.Join(parts, " ")
}

// correction are the flags of judge correct.
type correction struct {
	relation, subject, object, polarity, modality, said, happened string
	speaker                                                       []string
	set                                                           map[string]string
}

func newCorrectCmd(a *App) *cobra.Command {
	var s signed
	var o correction
	cmd := &cobra.Command{
		Use: "correct CLAIM", Short: "Say what a claim should have been read as; the reading stays visible",
		Example: `  entente judge correct claim:0f3c… --relation condemns
  entente judge correct claim:0f3c… --object Belarus --speaker "Kurt Campbell"
  entente judge correct claim:0f3c… --happened 2024-06 --set item=shells
  entente judge correct claim:0f3c… --speaker ""        the article itself speaks`,
		Args: exactly(1, "the id of a claim"),
	}
	f := cmd.Flags()
	f.StringVar(&o.relation, "relation", "", "the relation (`entente schema` lists them)")
	f.StringVar(&o.subject, "subject", "", "who: a name or an id")
	f.StringVar(&o.object, "object", "", "to whom: a name or an id")
	f.StringSliceVar(&o.speaker, "speaker", nil, "who is quoted, outermost first, with commas between; empty: nobody")
	f.StringVar(&o.polarity, "polarity", "", "affirmed or denied")
	f.StringVar(&o.modality, "modality", "", "asserted, reported, planned, demanded, hypothetical or coded")
	f.StringVar(&o.said, "said", "", "when it was said (EDTF); empty: unknown")
	f.StringVar(&o.happened, "happened", "", "when it happened (EDTF); empty: unknown")
	f.StringToStringVar(&o.set, "set", nil, "a qualifier, NAME=VALUE; without a value it is taken away")
	s.addFlags(cmd)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		given := c.Flags().Changed
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			entries, err := entriesAbout(ctx, v, judgement.Correct, args)
			if err != nil {
				return nil, err
			}
			entries[0].Change, err = o.change(ctx, v, given)
			return entries, err
		})
	}
	return cmd
}

func (o *correction) change(ctx context.Context, v *graph.View, given func(string) bool) (*judgement.Change, error) {
	c := &judgement.Change{Set: o.set}
	if given("relation") {
		c.Relation = &o.relation
	}
	for _, end := range [...]struct {
		flag, name string
		to         **string
	}{{"subject", o.subject, &c.Subject}, {"object", o.object, &c.Object}} {
		if !given(end.flag) {
			continue
		}
		id, err := actorID(ctx, v, end.name)
		if err != nil {
			return nil, err
		}
		*end.to = &id
	}
	if given("speaker") {
		chain := []string{}
		for _, name := range o.speaker {
			id, err := actorID(ctx, v, name)
			if err != nil {
				return nil, err
			}
			chain = append(chain, id)
		}
		c.Chain = &chain
	}
	if given("polarity") {
		p := claim.Polarity(o.polarity)
		c.Polarity = &p
	}
	if given("modality") {
		m := claim.Modality(o.modality)
		c.Modality = &m
	}
	if given("said") {
		c.Said = &o.said
	}
	if given("happened") {
		c.Happened = &o.happened
	}
	return c, nil
}

func newJudgeAddCmd(a *App) *cobra.Command {
	var s signed
	var doc, evidence string
	var o correction
	cmd := &cobra.Command{
		Use: "add [FILE|- | SUBJECT RELATION OBJECT]", Short: "Add claims by hand, each with its document and sentence",
		Example: `  entente judge add --doc seed3.txt --evidence "France thanked Chad." France praises Chad
  entente judge add claims.jsonl      lines as ` + "`entente extract`" + ` prints them`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 || len(args) == 3 {
				return nil
			}
			return usagef("see `entente judge add -h`", "give a file of claims, or subject, relation and object; got %d arguments", len(args))
		},
	}
	f := cmd.Flags()
	f.StringVar(&doc, "doc", "", "the document, by id or path")
	f.StringVar(&evidence, "evidence", "", "the sentence, as it stands in the text")
	f.StringSliceVar(&o.speaker, "speaker", nil, "who is quoted, outermost first, with commas between")
	f.StringVar(&o.polarity, "polarity", string(claim.Affirmed), "affirmed or denied")
	f.StringVar(&o.modality, "modality", string(claim.Asserted), "asserted, reported, planned, demanded, hypothetical or coded")
	f.StringVar(&o.said, "said", "", "when it was said (EDTF)")
	f.StringVar(&o.happened, "happened", "", "when it happened (EDTF)")
	f.StringToStringVar(&o.set, "set", nil, "a qualifier, NAME=VALUE")
	s.addFlags(cmd)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			if len(args) == 1 {
				return a.addedFrom(ctx, v, args[0])
			}
			e, err := o.added(ctx, v, doc, evidence, args)
			return []judgement.Entry{e}, err
		})
	}
	return cmd
}

// added makes a claim of the flags; the sentence must stand in the text once.
func (o *correction) added(ctx context.Context, v *graph.View, doc, evidence string, args []string) (judgement.Entry, error) {
	e := judgement.Entry{Kind: judgement.Add}
	if doc == "" || evidence == "" {
		return e, usagef("--doc seed3.txt --evidence \"the sentence\"", "a claim needs its document and its sentence")
	}
	info, err := v.Document(ctx, doc)
	if err != nil {
		return e, err
	}
	text, err := v.Text(ctx, info.IRI)
	if err != nil {
		return e, err
	}
	at := strings.Index(text, evidence)
	switch {
	case at < 0:
		return e, usagef("`entente text "+doc+"` shows the text; the sentence must be the same to the letter", "%s has no such sentence", doc)
	case strings.Contains(text[at+1:], evidence):
		return e, usagef("give more of the sentence, or a line of claims with its span", "the sentence stands in %s more than once", doc)
	}
	c := claim.Claim{
		Doc: info.ID, Sentence: claim.Span{Start: at, End: at + len(evidence)}, Evidence: evidence, Relation: args[1],
		Polarity: claim.Polarity(o.polarity), Modality: claim.Modality(o.modality), Said: o.said, Happened: o.happened, Qualifiers: o.set,
		Confidence: 1, Extractor: "hand@1", Rule: "judge-add",
	}
	day := firstNonEmpty(o.said, info.Published)
	for _, end := range [...]struct {
		name string
		to   *claim.End
	}{{args[0], &c.Subject}, {args[2], &c.Object}} {
		if end.to.ID, err = actorID(ctx, v, end.name); err != nil {
			return e, err
		}
		end.to.State, _ = v.Vocabulary().StateOf(end.to.ID, day)
	}
	for _, name := range o.speaker {
		id, err := actorID(ctx, v, name)
		if err != nil {
			return e, err
		}
		c.Chain = append(c.Chain, id)
	}
	if len(c.Chain) > 0 {
		c.SpeakerState, _ = v.Vocabulary().StateOf(c.Chain[0], day)
	}
	c.Normalize()
	e.Reading = &c
	return e, nil
}

func firstNonEmpty(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func (a *App) addedFrom(ctx context.Context, v *graph.View, name string) (out []judgement.Entry, err error) {
	err = a.eachInputLine(name, func(n int, line []byte) error {
		c, err := claim.ParseLine(line)
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", name, n, err)
		}
		info, err := v.Document(ctx, c.Doc)
		if err != nil {
			return fmt.Errorf("%s: line %d: %w", name, n, err)
		}
		c.Doc = info.ID
		out = append(out, judgement.Entry{Kind: judgement.Add, Reading: &c})
		return nil
	})
	return out, err
}

// eachInputLine hands over the lines of a file, or of standard input for "-"; empty ones are passed over.
func (a *App) eachInputLine(name string, do func(n int, line []byte) error) (err error) {
	in := a.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { err = closing(err, f.Close) }()
		in = f
	}
	r := bufio.NewReaderSize(in, 1<<16)
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if text := bytes.TrimSpace(line); len(text) > 0 {
			if err := do(n, text); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

func newJudgeNoteCmd(a *App) *cobra.Command {
	var s signed
	var about string
	cmd := &cobra.Command{
		Use: "note TEXT", Short: "Leave a remark, on a claim or on nothing in particular",
		Example: `  entente judge note "the ministry corrected this on the 4th" --claim claim:0f3c…`,
		Args:    exactly(1, "the remark"),
	}
	cmd.Flags().StringVar(&about, "claim", "", "the claim it is about")
	cmd.Flags().StringVar(&s.by, "by", "", "who writes (default $USER)")
	formatFlag(cmd, &s.form, objectFormats...)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			e := judgement.Entry{Kind: judgement.Note}
			if about != "" {
				var err error
				if e, err = v.Judging(ctx, judgement.Note, about); err != nil {
					return nil, err
				}
			}
			e.Note = args[0]
			return []judgement.Entry{e}, nil
		})
	}
	return cmd
}

func newUndoCmd(a *App) *cobra.Command {
	var s signed
	cmd := &cobra.Command{
		Use: "undo JUDGEMENT…", Short: "Take back judgements, merges or grades; an undo can be undone",
		Example: `  entente judge undo judgement:77ab…`,
		Args:    between(1, -1, "ids of judgements (`entente judge list`)"),
	}
	s.addFlags(cmd)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		return a.judging(c.Context(), &s, func(ctx context.Context, v *graph.View) ([]judgement.Entry, error) {
			state, err := v.Judgements(ctx)
			if err != nil {
				return nil, err
			}
			var out []judgement.Entry
			for _, id := range args {
				switch {
				case state.Entry(id) == nil:
					return nil, fmt.Errorf("judgement %s: %w", id, graph.ErrNotFound)
				case state.Undone(id):
					return nil, usagef("`entente judge list` shows the undo, which can be undone", "%s is undone already", id)
				}
				out = append(out, judgement.Entry{Kind: judgement.Undo, Undoes: id})
			}
			return out, nil
		})
	}
	return cmd
}

// listedEntry is a line of judge list: the entry, whether it holds, and the claim that it speaks of now.
type listedEntry struct {
	// Judgement is the entry as `judge export` writes it.
	Judgement json.RawMessage `json:"judgement"`
	Undone    bool            `json:"undone"`
	// Ground is the claim in the graph that the entry speaks of now; null for an entry about a claim that is not there.
	Ground *string `json:"ground"`
}

func newJudgeListCmd(a *App) *cobra.Command {
	var form, doc, about string
	cmd := &cobra.Command{
		Use: "list", Short: "All judgements in the order in which they were made, the undone and those without ground too",
		Example: `  entente judge list
  entente judge list --doc seed3.txt
  entente judge list --claim claim:0f3c… --format json`,
		Args: exactly(0, "no arguments"),
	}
	cmd.Flags().StringVar(&doc, "doc", "", "only those about claims of this document")
	cmd.Flags().StringVar(&about, "claim", "", "only those about this claim")
	formatFlag(cmd, &form, objectFormats...)
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		chosen, err := a.chooseFormat(form, objectFormats...)
		if err != nil {
			return err
		}
		return a.withView(c.Context(), func(v *graph.View) error { return listJudgements(c.Context(), a, v, chosen, doc, about) })
	}
	return cmd
}

func listJudgements(ctx context.Context, a *App, v *graph.View, form format, doc, about string) error {
	state, err := v.Judgements(ctx)
	if err != nil {
		return err
	}
	if doc != "" {
		if info, err := v.Document(ctx, doc); err == nil {
			doc = info.ID
		}
	}
	list, grounds := []listedEntry{}, v.Grounds()
	table := a.newGrid("when", "who", "what", "state", "id")
	for _, e := range state.Entries() {
		if doc != "" && (e.Reading == nil || e.Reading.Doc != doc) {
			continue
		}
		ground, ok, err := grounds.Of(ctx, e)
		if err != nil {
			return err
		}
		if about != "" && e.Claim != about && ground != about {
			continue
		}
		line, err := judgement.AppendLine(nil, e)
		if err != nil {
			return err
		}
		row := listedEntry{Judgement: bytes.TrimSpace(line), Undone: state.Undone(e.ID)}
		stands := ""
		if ok {
			row.Ground = &ground
		} else if e.Reading != nil {
			stands = "without ground"
		}
		if row.Undone {
			stands = "undone"
		}
		list = append(list, row)
		table.add(e.At, e.By, describeEntry(e), stands, e.ID)
	}
	switch form {
	case formatJSON:
		return writeObject(a.Out, form, list)
	case formatJSONL:
		for _, row := range list {
			if err := writeObject(a.Out, form, row); err != nil {
				return err
			}
		}
		return nil
	}
	return table.write(form)
}

func newJudgeExportCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use: "export", Short: "All judgements as JSON lines, to share or to keep",
		Example: `  entente judge export > ours.jsonl`,
		Args:    exactly(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withView(c.Context(), func(v *graph.View) error { return v.ExportJudgements(c.Context(), a.Out) })
		},
	}
}

func newJudgeImportCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use: "import FILE…|-", Short: "Take in judgements that others exported; those that are here already change nothing",
		Example: `  entente judge import ours.jsonl theirs.jsonl`,
		Args:    between(1, -1, "files of JSON lines, or - for standard input"),
		RunE:    func(c *cobra.Command, args []string) error { return importJudgements(c.Context(), a, args) },
	}
}

func importJudgements(ctx context.Context, a *App, names []string) (err error) {
	var entries []judgement.Entry
	for _, name := range names {
		err := a.eachInputLine(name, func(n int, line []byte) error {
			e, err := judgement.ParseLine(line)
			if err != nil {
				return fmt.Errorf("%s: line %d: %w", name, n, err)
			}
			entries = append(entries, e)
			return nil
		})
		if err != nil {
			return err
		}
	}
	g, err := a.openWrite(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = closing(err, g.Close) }()
	report, err := g.Judge(ctx, entries)
	if err != nil {
		return err
	}
	a.note("%s taken in, %d known already, %s derived again", plural(int64(report.Entries), "judgement"), report.Known, plural(int64(report.Edges), "edge"))
	return nil
}
