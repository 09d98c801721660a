package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"entente/graph"
	"entente/queries"
)

// PathRequest is a path expression with its options.
type PathRequest struct {
	Expression  string   `json:"expression" minLength:"1" doc:"a path expression" example:"China/concerned_about"`
	From        []string `json:"from,omitempty" doc:"starts, apart from the expression"`
	To          []string `json:"to,omitempty" doc:"ends, apart from the expression"`
	Limit       int64    `json:"limit,omitempty" minimum:"0" doc:"largest number of answers; 0: the server's"`
	TimeoutMS   int64    `json:"timeout_ms,omitempty" minimum:"0" doc:"milliseconds; 0: the server's"`
	Evidence    bool     `json:"evidence,omitempty" doc:"add the steps with their claims"`
	MaxClaims   int      `json:"max_claims,omitempty" doc:"claims listed for a step (0: 50, negative: all)"`
	Shortest    bool     `json:"shortest,omitempty"`
	AllShortest bool     `json:"all_shortest,omitempty"`
	CountPaths  bool     `json:"count_paths,omitempty"`
	Acyclic     bool     `json:"acyclic,omitempty"`
	Infer       bool     `json:"infer,omitempty"`
	AsOf        string   `json:"as_of,omitempty" doc:"a day: only claims valid then"`
	KnownOn     string   `json:"known_on,omitempty" doc:"a day: only claims published by then"`
	Persist     string   `json:"persist,omitempty" doc:"how long a state attested on a day lasts, such as 1y"`
	ID          string   `json:"id,omitempty" maxLength:"64" doc:"a name of your own, to stop the query by"`
	Format      string   `json:"format,omitempty" enum:"json,jsonl" doc:"jsonl streams one answer a line"`
}

// PathAnswers is the whole answer in the json format.
type PathAnswers struct {
	Answers   []queries.Answer `json:"answers"`
	Shown     int64            `json:"shown"`
	Truncated bool             `json:"truncated"`
	Reason    string           `json:"reason,omitempty" doc:"limit, bytes or timeout"`
	Undated   int64            `json:"undated" doc:"claims that a date filter passed over because they have no date"`
}

func (r *PathRequest) options(l Limits) *queries.Options {
	o := &queries.Options{
		From: r.From, To: r.To, Limit: l.Rows, Timeout: l.QueryTimeout,
		Evidence: r.Evidence, MaxClaims: r.MaxClaims, Shortest: r.Shortest, AllShortest: r.AllShortest,
		CountPaths: r.CountPaths, Acyclic: r.Acyclic, Infer: r.Infer,
		AsOf: r.AsOf, KnownOn: r.KnownOn, Persist: r.Persist, Report: &queries.Report{},
	}
	if r.Limit > 0 {
		o.Limit = min(r.Limit, l.Rows)
	}
	if d := time.Duration(r.TimeoutMS) * time.Millisecond; d > 0 {
		o.Timeout = min(d, l.QueryTimeout)
	}
	return o
}

type pathInput struct {
	Body PathRequest
}

// pathQuery is the same as query parameters, for links and curl.
type pathQuery struct {
	Q         string `query:"q" required:"true" minLength:"1" doc:"a path expression" example:"China/concerned_about"`
	Limit     int64  `query:"limit" minimum:"0"`
	TimeoutMS int64  `query:"timeout_ms" minimum:"0"`
	Evidence  bool   `query:"evidence"`
	Shortest  bool   `query:"shortest"`
	Infer     bool   `query:"infer"`
	AsOf      string `query:"as_of"`
	KnownOn   string `query:"known_on"`
	Persist   string `query:"persist"`
	ID        string `query:"id" maxLength:"64"`
	Format    string `query:"format" enum:"json,jsonl"`
}

func (r *routes) addPath() {
	streams := map[string]reflect.Type{"application/json": reflect.TypeFor[PathAnswers](), "application/jsonl": reflect.TypeFor[queries.Answer]()}
	add(r, operation{method: http.MethodPost, path: "/api/v1/path", role: Read, id: "path", summary: "Answer a path expression", streams: streams},
		func(_ context.Context, in *pathInput) (*huma.StreamResponse, error) {
			return r.server.path(&in.Body), nil
		})
	add(r, operation{method: http.MethodGet, path: "/api/v1/path", role: Read, id: "path-get", summary: "Answer a path expression", streams: streams},
		func(_ context.Context, in *pathQuery) (*huma.StreamResponse, error) {
			return r.server.path(&PathRequest{
				Expression: in.Q, Limit: in.Limit, TimeoutMS: in.TimeoutMS, Evidence: in.Evidence, Shortest: in.Shortest,
				Infer: in.Infer, AsOf: in.AsOf, KnownOn: in.KnownOn, Persist: in.Persist, ID: in.ID, Format: in.Format,
			}), nil
		})
}

// path answers in either format. Errors before the first answer have a status; later ones are the last line.
func (s *Server) path(req *PathRequest) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		out := &answerStream{c: c, lines: req.Format == "jsonl", limit: s.limits.AnswerBytes}
		opt := req.options(s.limits)
		err := s.ask(c.Context(), req.ID, func(ctx context.Context, v *graph.View) error {
			for a, err := range queries.Run(ctx, v, req.Expression, opt) {
				if err != nil {
					return err
				}
				if err := out.write(a); err != nil {
					return err
				}
			}
			return nil
		})
		out.close(err, opt.Report)
	}}
}

var errBytes = errors.New("the answer is larger than the limit")

// answerStream writes answers as they come and stops at the limit on bytes.
type answerStream struct {
	c       huma.Context
	lines   bool
	limit   int64
	written int64
	shown   int64
	begun   bool
}

func (o *answerStream) begin(status int, kind string) {
	o.begun = true
	o.c.SetHeader("Content-Type", kind)
	o.c.SetStatus(status)
	if o.lines || status != http.StatusOK {
		return
	}
	o.raw([]byte(`{"answers":[`))
}

func (o *answerStream) raw(b []byte) {
	n, _ := o.c.BodyWriter().Write(b) // a caller that went away cancels the context
	o.written += int64(n)
}

func (o *answerStream) write(a queries.Answer) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if o.written+int64(len(data)) > o.limit {
		return errBytes
	}
	if !o.begun {
		kind := "application/json"
		if o.lines {
			kind = "application/jsonl"
		}
		o.begin(http.StatusOK, kind)
	}
	switch {
	case o.lines:
		data = append(data, '\n')
	case o.shown > 0:
		o.raw([]byte{','})
	}
	o.raw(data)
	o.shown++
	if f, ok := o.c.BodyWriter().(http.Flusher); ok && o.lines && (o.shown < 32 || o.shown%256 == 0) {
		f.Flush()
	}
	return nil
}

// close ends the answer: with what was cut, or with the error.
func (o *answerStream) close(err error, report *queries.Report) {
	truncated, reason := report.Truncated, report.Reason
	var p *Problem
	switch {
	case err == nil:
	case errors.Is(err, errBytes):
		truncated, reason = true, "bytes"
	case errors.As(err, &p) && p.Err.Code == "timeout" && o.shown > 0:
		truncated, reason = true, "timeout"
	case !o.begun:
		o.fail(err)
		return
	default:
		o.raw(mustJSON(map[string]any{"error": problemOf(o.c.Context(), err).Err}, o.lines))
		return
	}
	if !o.begun {
		kind := "application/json"
		if o.lines {
			kind = "application/jsonl"
		}
		o.begin(http.StatusOK, kind)
	}
	if o.lines {
		if truncated {
			o.raw(mustJSON(struct {
				Truncated bool   `json:"truncated"`
				Reason    string `json:"reason"`
				Shown     int64  `json:"shown"`
			}{true, reason, o.shown}, true))
		}
		return
	}
	tail := mustJSON(PathAnswers{Shown: o.shown, Truncated: truncated, Reason: reason, Undated: report.Undated}, false)
	// The head was written already: what is left are the fields after the list.
	const head = `{"answers":null,`
	o.raw([]byte("],"))
	o.raw(tail[len(head):])
}

func (o *answerStream) fail(err error) {
	p := problemOf(o.c.Context(), err)
	var h huma.HeadersError
	if errors.As(err, &h) {
		for k, v := range h.GetHeaders() {
			o.c.SetHeader(k, v[0])
		}
	}
	o.begin(p.Status, "application/problem+json")
	_, _ = o.c.BodyWriter().Write(mustJSON(p, true))
}

// mustJSON marshals our own plain types, which cannot fail.
func mustJSON(v any, line bool) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // answers are never read as HTML: nosniff and their own media type
	if err := e.Encode(v); err != nil {
		return []byte("{}\n")
	}
	if line {
		return b.Bytes()
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
