// Package assistant lets an assistant ask the graph over the Model Context Protocol: a server on standard input and
// output with a few reading tools, whose answers carry their evidence and say when they were cut.
//
// Tools never change anything. What documents say is data: it is handed over as quoted evidence, never as instructions.
// Times are in seconds, texts in bytes.
package assistant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"entente/graph"
	"entente/graph/vocab"
	"entente/queries"
	"entente/queries/dossier"
	"entente/queries/suggest"
)

// Options tune New.
type Options struct {
	Graph   *graph.Graph
	Words   *vocab.Vocabulary
	Version string
	// Timeout of one call (default 20 s), Rows of one answer (default 50).
	Timeout time.Duration
	Rows    int
	// Gizmo, if set, runs a read-only script; without it that tool is not offered.
	Gizmo func(ctx context.Context, script string, limit int) (results []json.RawMessage, truncated string, err error)
}

type tools struct {
	opt   Options
	names *suggest.Index
}

const instructions = "A graph of diplomatic relations read from news and event data. Every relation rests on claims: who says it, " +
	"who denies it, in which sentence of which document. Find ids with find_actor, then ask facts_between or path. Cite the evidence; " +
	"a status of alleged, ascribed or disputed must be passed on. Nothing found does not mean that it is not so."

// New makes the server; run it with Run on a transport.
func New(opt Options) *mcp.Server {
	if opt.Timeout == 0 {
		opt.Timeout = 20 * time.Second
	}
	if opt.Rows == 0 {
		opt.Rows = 50
	}
	t := &tools{opt: opt, names: suggest.NewIndex(opt.Words)}
	s := mcp.NewServer(&mcp.Implementation{Name: "entente", Title: "Entente", Version: opt.Version}, &mcp.ServerOptions{Instructions: instructions})
	offer(t, s, "schema", "The vocabulary: kinds of nodes, relations with their meaning, forms and statuses.", t.schema)
	offer(t, s, "find_actor", "Find states, persons, organisations and topics by any name, alias or code; gives their ids.", t.findActor)
	offer(t, s, "facts_between", "The dossier of an actor, or of a pair: what stands, who says so, who denies it, since when, with the sentences.", t.factsBetween)
	offer(t, s, "path", "Answer a path expression such as China/concerned_about or Russia/^supplies_arms_to[disputed], with the evidence of each step. "+
		"Syntax: SPARQL property paths (/ | ^ * + ? {n,m} !) with filters in brackets: by, denied_by, since, until, status, docs>=n.", t.path)
	offer(t, s, "timeline", "A pair over time: counts of claims and mean score by month or year.", t.timeline)
	offer(t, s, "source", "A document with its text, or one claim or edge with all that is known of it.", t.source)
	if opt.Gizmo != nil {
		offer(t, s, "gizmo", "Run a read-only Gizmo script (JavaScript) over the graph.", t.gizmo)
	}
	return s
}

// offer registers one tool. Its answer is JSON text; errors tell the assistant what to do differently.
func offer[In any](t *tools, s *mcp.Server, name, description string, do func(context.Context, In) (any, error)) {
	open := false
	tool := &mcp.Tool{Name: name, Description: description, Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &open}}
	mcp.AddTool(s, tool, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
		ctx, cancel := context.WithTimeout(ctx, t.opt.Timeout)
		defer cancel()
		out, err := do(ctx, in)
		if err != nil {
			return nil, nil, explained(err, t.opt.Timeout)
		}
		data, err := json.Marshal(out)
		if err != nil {
			return nil, nil, err
		}
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(data)}}}, nil, nil
	})
}

// explained adds the hint that a person would be shown.
func explained(err error, limit time.Duration) error {
	var hinted interface{ Hint() string }
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, queries.ErrTimeout):
		return fmt.Errorf("the call took longer than %v: ask for less", limit)
	case errors.As(err, &hinted) && hinted.Hint() != "":
		return fmt.Errorf("%w: %s", err, hinted.Hint())
	}
	return err
}

func (t *tools) view(do func(*graph.View) error) (err error) {
	v, err := t.opt.Graph.View()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	return do(v)
}

func (t *tools) rows(asked int) int {
	if asked <= 0 {
		return t.opt.Rows
	}
	return min(asked, 10*t.opt.Rows)
}

// cut tells an assistant that there is more.
type cut struct {
	Truncated bool   `json:"truncated"`
	Note      string `json:"note,omitempty"`
}

func cutAt(shown int, reason string) cut {
	if reason == "" {
		return cut{}
	}
	return cut{true, fmt.Sprintf("only the first %d are shown (%s); ask for more with limit, or narrow the question", shown, reason)}
}

func (t *tools) schema(context.Context, struct{}) (any, error) {
	return dossier.SchemaOf(t.opt.Words), nil
}

type findInput struct {
	Name  string `json:"name" jsonschema:"a name, alias or code, or the beginning of one"`
	Limit int    `json:"limit,omitempty" jsonschema:"largest number of results"`
}

func (t *tools) findActor(ctx context.Context, in findInput) (out any, err error) {
	err = t.view(func(v *graph.View) error {
		limit := t.rows(in.Limit)
		found, err := t.names.Actors(ctx, v, in.Name, limit+1)
		reason := ""
		if len(found) > limit {
			found, reason = found[:limit], "limit"
		}
		out = struct {
			Results []queries.Node `json:"results"`
			cut
		}{found, cutAt(len(found), reason)}
		return err
	})
	return out, err
}

type pairInput struct {
	A     string `json:"a" jsonschema:"an actor, by id or name"`
	B     string `json:"b,omitempty" jsonschema:"the other of a pair, by id or name"`
	Since string `json:"since,omitempty" jsonschema:"first day, such as 2024-07-01 or 2024"`
	Until string `json:"until,omitempty" jsonschema:"last day"`
	Limit int    `json:"limit,omitempty" jsonschema:"largest number of facts"`
	Unit  string `json:"unit,omitempty" jsonschema:"of a timeline: month or year"`
}

func (in *pairInput) resolve(ctx context.Context, v *graph.View) (a, b string, err error) {
	if err := dossier.CheckDays(in.Since, in.Until); err != nil {
		return "", "", err
	}
	first, err := dossier.Resolve(ctx, v, in.A)
	if err != nil || in.B == "" {
		return first.ID, "", err
	}
	second, err := dossier.Resolve(ctx, v, in.B)
	return first.ID, second.ID, err
}

func (t *tools) factsBetween(ctx context.Context, in pairInput) (out any, err error) {
	err = t.view(func(v *graph.View) error {
		a, b, err := in.resolve(ctx, v)
		if err != nil {
			return err
		}
		f, err := dossier.FactsOf(ctx, v, a, b, &dossier.Options{Limit: t.rows(in.Limit), Since: in.Since, Until: in.Until})
		if err != nil {
			return err
		}
		out = struct {
			*dossier.Facts
			Note string `json:"note,omitempty"`
		}{f, cutAt(len(f.Facts), f.Reason).Note}
		return nil
	})
	return out, err
}

func (t *tools) timeline(ctx context.Context, in pairInput) (out any, err error) {
	if in.B == "" {
		return nil, errors.New("a timeline needs two actors: give b as well")
	}
	err = t.view(func(v *graph.View) error {
		a, b, err := in.resolve(ctx, v)
		if err != nil {
			return err
		}
		out, err = dossier.TimelineOf(ctx, v, t.opt.Words, a, b, &dossier.Options{Since: in.Since, Until: in.Until, Year: in.Unit == "year"})
		return err
	})
	return out, err
}

type pathInput struct {
	Expression string `json:"expression" jsonschema:"a path expression"`
	Limit      int    `json:"limit,omitempty" jsonschema:"largest number of answers"`
	Shortest   bool   `json:"shortest,omitempty" jsonschema:"one shortest way for each pair of ends"`
	Infer      bool   `json:"infer,omitempty" jsonschema:"also walk what the vocabulary concludes; marked as inferred"`
}

func (t *tools) path(ctx context.Context, in pathInput) (out any, err error) {
	err = t.view(func(v *graph.View) error {
		report := &queries.Report{}
		opt := &queries.Options{
			Limit: int64(t.rows(in.Limit)), Timeout: t.opt.Timeout, Evidence: true, MaxClaims: 3,
			Shortest: in.Shortest, Infer: in.Infer, Report: report,
		}
		answers := []queries.Answer{}
		for a, err := range queries.Run(ctx, v, in.Expression, opt) {
			if errors.Is(err, queries.ErrTimeout) && len(answers) > 0 {
				report.Truncated, report.Reason = true, "timeout"
				break
			}
			if err != nil {
				return err
			}
			answers = append(answers, a)
		}
		out = struct {
			Answers []queries.Answer `json:"answers"`
			Undated int64            `json:"undated,omitempty"`
			cut
		}{answers, report.Undated, cutAt(len(answers), report.Reason)}
		return nil
	})
	return out, err
}

type sourceInput struct {
	ID string `json:"id" jsonschema:"an id of a document (its own or doc:…), claim (claim:…) or edge (edge:…)"`
}

// textBytes bounds the text of one answer; the claims' offsets stay those of the whole text.
const textBytes = 64 << 10

func (t *tools) source(ctx context.Context, in sourceInput) (out any, err error) {
	err = t.view(func(v *graph.View) error {
		shown, err := dossier.Show(ctx, v, in.ID)
		if err != nil {
			return err
		}
		if shown.Document == nil {
			out = shown
			return nil
		}
		text, err := v.Text(ctx, shown.Document.IRI)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return err
		}
		note := cut{}
		if len(text) > textBytes {
			text, note = text[:textBytes], cut{true, "the text is longer: only its first 64 KiB are shown"}
		}
		out = struct {
			*dossier.DocumentPage
			Text string `json:"text"`
			cut
		}{shown.Document, text, note}
		return nil
	})
	return out, err
}

type gizmoInput struct {
	Script string `json:"script" jsonschema:"a Gizmo script; ids are written g.V(\"<state:CHN>\")"`
	Limit  int    `json:"limit,omitempty" jsonschema:"largest number of results"`
}

func (t *tools) gizmo(ctx context.Context, in gizmoInput) (any, error) {
	results, reason, err := t.opt.Gizmo(ctx, in.Script, t.rows(in.Limit))
	if err != nil {
		return nil, err
	}
	return struct {
		Result []json.RawMessage `json:"result"`
		cut
	}{results, cutAt(len(results), reason)}, nil
}
