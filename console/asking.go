package console

import (
	"bytes"
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"entente/graph"
	"entente/queries"
	"entente/queries/dossier"
	"entente/queries/library"
)

// body is an answer of one JSON object.
type body[T any] struct{ Body T }

// addAsking registers what reads the graph.
func (r *routes) addAsking() {
	s := r.server
	r.addPath()
	add(r, operation{method: http.MethodGet, path: "/api/v1/search", role: Read, id: "search", summary: "Find actors by any name"}, s.search)
	add(r, operation{method: http.MethodGet, path: "/api/v1/labels", role: Read, id: "labels", summary: "The names of actors, by id"}, s.labels)
	add(r, operation{method: http.MethodGet, path: "/api/v1/search/text", role: Read, id: "search-text", summary: "Full-text search over texts, titles and evidence"}, s.textSearch)
	add(r, operation{method: http.MethodGet, path: "/api/v1/show", role: Read, id: "show", summary: "One actor, edge, claim or document"}, s.show)
	add(r, operation{method: http.MethodGet, path: "/api/v1/facts", role: Read, id: "facts", summary: "The dossier of an actor or a pair"}, s.facts)
	add(r, operation{method: http.MethodGet, path: "/api/v1/report", role: Read, id: "report", summary: "The dossier as one HTML page with its sources as footnotes",
		streams: map[string]reflect.Type{"text/html": reflect.TypeFor[string]()}}, s.report)
	add(r, operation{method: http.MethodGet, path: "/api/v1/timeline", role: Read, id: "timeline", summary: "A pair over time"}, s.timeline)
	add(r, operation{method: http.MethodGet, path: "/api/v1/schema", role: Read, id: "schema", summary: "The vocabulary"}, s.schema)
	add(r, operation{method: http.MethodGet, path: "/api/v1/info", role: Read, id: "info", summary: "What is in the graph"}, s.info)
	add(r, operation{method: http.MethodGet, path: "/api/v1/explain", role: Read, id: "explain", summary: "How an expression would be answered"}, s.explain)
	add(r, operation{method: http.MethodGet, path: "/api/v1/questions", role: Read, id: "questions", summary: "The named questions"}, s.questions)
	add(r, operation{method: http.MethodGet, path: "/api/v1/question", role: Read, id: "question", summary: "Answer a named question"}, s.question)
	add(r, operation{method: http.MethodGet, path: "/api/v1/suggest", role: Read, id: "suggest", summary: "What can stand at the cursor of an expression"}, s.suggest)
}

type showInput struct {
	ID string `query:"id" required:"true" minLength:"1" doc:"an id, a document's id or path, or an actor's name"`
}

func (s *Server) show(ctx context.Context, in *showInput) (out *body[*dossier.Shown], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		shown, err := dossier.Show(ctx, v, in.ID)
		out = &body[*dossier.Shown]{shown}
		return err
	})
	return out, err
}

type pairInput struct {
	A         string   `query:"a" required:"true" minLength:"1" doc:"an actor, by id or name"`
	B         string   `query:"b" doc:"the other of a pair"`
	Since     string   `query:"since"`
	Until     string   `query:"until"`
	Relations []string `query:"relation" doc:"only these"`
	Limit     int      `query:"limit" minimum:"0"`
	MaxClaims int      `query:"max_claims" doc:"claims listed for a fact (0: 3, negative: all)"`
	Unit      string   `query:"unit" enum:"month,year" doc:"of a timeline"`
}

func (in *pairInput) options(l Limits) *dossier.Options {
	limit := in.Limit
	if limit == 0 {
		limit = 100
	}
	return &dossier.Options{
		Limit: min(limit, int(l.Rows)), MaxClaims: in.MaxClaims, Since: in.Since, Until: in.Until, Relations: in.Relations, Year: in.Unit == "year",
	}
}

// pair resolves both names and checks the days.
func (in *pairInput) pair(ctx context.Context, v *graph.View) (a, b string, err error) {
	if err := dossier.CheckDays(in.Since, in.Until); err != nil {
		return "", "", problem(http.StatusBadRequest, "usage", err.Error(), "days are written 2024-07-01, months 2024-07, years 2024")
	}
	first, err := dossier.Resolve(ctx, v, in.A)
	if err != nil || in.B == "" {
		return first.ID, "", err
	}
	second, err := dossier.Resolve(ctx, v, in.B)
	return first.ID, second.ID, err
}

func (s *Server) facts(ctx context.Context, in *pairInput) (out *body[*dossier.Facts], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		a, b, err := in.pair(ctx, v)
		if err != nil {
			return err
		}
		f, err := dossier.FactsOf(ctx, v, a, b, in.options(s.limits))
		out = &body[*dossier.Facts]{f}
		return err
	})
	return out, err
}

// report is a download: a page that is not ours to show under the console's own address.
func (s *Server) report(ctx context.Context, in *pairInput) (*huma.StreamResponse, error) {
	var page bytes.Buffer
	err := s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		a, b, err := in.pair(ctx, v)
		if err != nil {
			return err
		}
		f, err := dossier.FactsOf(ctx, v, a, b, in.options(s.limits))
		if err != nil {
			return err
		}
		return dossier.WriteReport(&page, v, f)
	})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "text/html; charset=utf-8")
		c.SetHeader("Content-Disposition", `attachment; filename="report.html"`)
		_, _ = c.BodyWriter().Write(page.Bytes()) // a caller that went away cancels the context
	}}, nil
}

func (s *Server) timeline(ctx context.Context, in *pairInput) (out *body[*dossier.Timeline], err error) {
	if in.B == "" {
		return nil, problem(http.StatusBadRequest, "usage", "a timeline needs two actors", "add b=")
	}
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		a, b, err := in.pair(ctx, v)
		if err != nil {
			return err
		}
		t, err := dossier.TimelineOf(ctx, v, s.opt.Words, a, b, in.options(s.limits))
		out = &body[*dossier.Timeline]{t}
		return err
	})
	return out, err
}

func (s *Server) schema(context.Context, *struct{}) (*body[*dossier.Schema], error) {
	return &body[*dossier.Schema]{dossier.SchemaOf(s.opt.Words)}, nil
}

func (s *Server) info(ctx context.Context, _ *struct{}) (out *body[graph.Info], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		if known := s.counted.Load(); known != nil && known.version == v.Store().Version() {
			out = &body[graph.Info]{known.info}
			return nil
		}
		info, err := v.Info(ctx)
		if err == nil {
			s.counted.Store(&countedInfo{v.Store().Version(), info})
		}
		out = &body[graph.Info]{info}
		return err
	})
	return out, err
}

// countedInfo keeps the counts of one version of the graph: counting goes over all edges, and every page that opens asks.
type countedInfo struct {
	version uint64
	info    graph.Info
}

type searchInput struct {
	Q     string `query:"q" required:"true" minLength:"1" doc:"a name, an alias, a code, or the beginning of one"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"10"`
}

// SearchResult lists actors, exact matches first.
type SearchResult struct {
	Results []queries.Node `json:"results"`
}

func (s *Server) search(ctx context.Context, in *searchInput) (out *body[SearchResult], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		found, err := s.names.Actors(ctx, v, in.Q, in.Limit)
		out = &body[SearchResult]{SearchResult{Results: found}}
		return err
	})
	return out, err
}

type labelsInput struct {
	IDs []string `query:"id,explode" required:"true" maxItems:"200" doc:"full ids"`
}

// Labels are names by id; what has none is left out.
type Labels struct {
	Labels map[string]string `json:"labels"`
}

func (s *Server) labels(ctx context.Context, in *labelsInput) (out *body[Labels], err error) {
	err = s.ask(ctx, "", func(_ context.Context, v *graph.View) error {
		out = &body[Labels]{Labels{map[string]string{}}}
		for _, id := range in.IDs {
			if label := v.Label(id); label != "" && label != id {
				out.Body.Labels[id] = label
			}
		}
		return nil
	})
	return out, err
}

type suggestInput struct {
	Q  string `query:"q" doc:"the expression so far"`
	At int    `query:"at" minimum:"0" doc:"the cursor, in bytes"`
}

func (s *Server) suggest(ctx context.Context, in *suggestInput) (out *body[queries.Completions], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		out = &body[queries.Completions]{queries.Complete(ctx, v, in.Q, min(in.At, len(in.Q)), false, 50)}
		return nil
	})
	return out, err
}

type explainInput struct {
	Q       string `query:"q" required:"true" minLength:"1" doc:"a path expression"`
	Analyze bool   `query:"analyze" doc:"run it and add counts and times"`
}

func (s *Server) explain(ctx context.Context, in *explainInput) (out *body[*queries.Explanation], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		e, err := queries.Explain(ctx, v, in.Q, &queries.Options{Timeout: s.limits.QueryTimeout, Limit: s.limits.Rows}, in.Analyze)
		out = &body[*queries.Explanation]{e}
		return err
	})
	return out, err
}

// QuestionList lists the named questions.
type QuestionList struct {
	Questions []*library.Query `json:"questions"`
}

func (s *Server) questions(context.Context, *struct{}) (*body[QuestionList], error) {
	all, err := library.All()
	return &body[QuestionList]{QuestionList{all}}, err
}

type questionInput struct {
	Name      string   `query:"name" required:"true" minLength:"1" doc:"one of the named questions"`
	Arguments []string `query:"argument,explode" doc:"parameter=value, for each parameter"`
	Limit     int64    `query:"limit" minimum:"0"`
	AsOf      string   `query:"as_of"`
	KnownOn   string   `query:"known_on"`
}

func (s *Server) question(ctx context.Context, in *questionInput) (out *body[*queries.Table], err error) {
	var given []library.Argument
	for _, a := range in.Arguments {
		name, value, ok := strings.Cut(a, "=")
		if !ok {
			return nil, problem(http.StatusBadRequest, "usage", "an argument has no =", "arguments are written parameter=value")
		}
		given = append(given, library.Argument{Name: name, Value: value})
	}
	opt := &queries.Options{Limit: s.limits.Rows, Timeout: s.limits.QueryTimeout, AsOf: in.AsOf, KnownOn: in.KnownOn}
	if in.Limit > 0 {
		opt.Limit = min(opt.Limit, in.Limit)
	}
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		t, err := queries.Named(ctx, v, in.Name, given, opt)
		out = &body[*queries.Table]{t}
		return err
	})
	return out, err
}
