package console

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"entente/graph"
	"entente/graph/store"
)

// GizmoFunc runs a script in a process of its own and returns its results. Errors of the script are *gizmo.Error.
type GizmoFunc func(ctx context.Context, run GizmoRun) (results []json.RawMessage, truncated string, err error)

// GizmoRun is a script with its limits.
type GizmoRun struct {
	Script string
	Limit  int           // of results
	Most   time.Duration // that it may run
	Shape  bool          // the one result is the form of its query (gizmo.QueryShape); nothing is read
}

// GizmoResult is the answer of a script.
type GizmoResult struct {
	Result    []json.RawMessage `json:"result"`
	Truncated bool              `json:"truncated,omitempty"`
	Reason    string            `json:"reason,omitempty"`
	// Labels are the names of actors that the results speak of, by id.
	Labels map[string]string `json:"labels,omitempty"`
}

// addCayley registers the reading endpoints that clients of Cayley use, and our own for scripts.
func (r *routes) addCayley() {
	r.plain("POST /api/v1/gizmo", policy{role: Read}, r.server.gizmo)
	r.plain("POST /api/v1/query/gizmo", policy{role: Read}, r.server.cayleyQuery)
	r.plain("POST /api/v2/query", policy{role: Read}, r.server.cayleyQuery)
	r.plain("GET /api/v2/query", policy{role: Read}, r.server.cayleyQuery)
	r.plain("GET /api/v2/read", policy{role: Read}, r.server.cayleyRead)
	r.plain("POST /api/v2/read", policy{role: Read}, r.server.cayleyRead)
	r.plain("POST /api/v1/shape/{language}", policy{role: Read}, r.server.cayleyShape)
	r.plain("GET /api/v2/formats", policy{role: Read}, r.server.cayleyFormats)
}

var errTooLarge = problem(http.StatusRequestEntityTooLarge, "too_large", "the script is larger than the limit", "")

// script reads the whole script or refuses it: it is never cut.
func (s *Server) script(r *http.Request) (string, error) {
	if q := r.URL.Query().Get("qu"); r.Method == http.MethodGet && q != "" {
		return q, nil
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, s.limits.QueryBytes+1))
	if err != nil {
		return "", problem(http.StatusBadRequest, "usage", "the request ended early", "")
	}
	if int64(len(data)) > s.limits.QueryBytes {
		return "", errTooLarge
	}
	return string(data), nil
}

func (s *Server) runScript(r *http.Request, shape bool) (*GizmoResult, error) {
	if s.opt.Gizmo == nil {
		return nil, problem(http.StatusNotImplemented, "failed", "this server was started without Gizmo", "")
	}
	script, err := s.script(r)
	if err != nil {
		return nil, err
	}
	limit := int(s.limits.Rows)
	if n, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && n > 0 {
		limit = min(limit, n)
	}
	most := s.limits.ScriptTime
	if ms, err := strconv.Atoi(r.URL.Query().Get("timeout_ms")); err == nil && ms > 0 {
		most = min(most, time.Duration(ms)*time.Millisecond)
	}
	ctx, end, err := s.beginScript(r.Context(), r.URL.Query().Get("id"))
	if err != nil {
		return nil, err
	}
	defer end()
	results, truncated, err := s.opt.Gizmo(ctx, GizmoRun{Script: script, Limit: limit, Most: most, Shape: shape})
	if err != nil {
		return nil, err
	}
	if results == nil {
		results = []json.RawMessage{}
	}
	return &GizmoResult{Result: results, Truncated: truncated != "", Reason: truncated}, nil
}

func (s *Server) gizmo(w http.ResponseWriter, r *http.Request) {
	out, err := s.runScript(r, false)
	if err == nil {
		err = s.ask(r.Context(), "", func(_ context.Context, v *graph.View) error {
			out.Labels = labelsIn(v, out.Result)
			return nil
		})
	}
	if err != nil {
		p := problemWithHeaders(w, r.Context(), err)
		w.Header().Set("Content-Type", p.ContentType(""))
		w.WriteHeader(p.Status)
		_, _ = w.Write(mustJSON(p, true))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(mustJSON(out, true))
}

// maxLabels bounds the names that go with the results of a script.
const maxLabels = 5000

// labelsIn names the actors among the values of results.
func labelsIn(v *graph.View, results []json.RawMessage) map[string]string {
	out := map[string]string{}
	for _, r := range results {
		var fields map[string]json.RawMessage
		if json.Unmarshal(r, &fields) != nil {
			continue // not an object: nothing to name
		}
		for _, raw := range fields {
			var s string
			if json.Unmarshal(raw, &s) != nil || len(s) < 3 || s[0] != '<' || s[len(s)-1] != '>' {
				continue
			}
			id := s[1 : len(s)-1]
			if label := v.Label(id); label != "" && label != id && len(out) < maxLabels {
				out[id] = label
			}
		}
	}
	return out
}

// cayleyQuery answers as Cayley does: {"result": …} or {"error": "…"}.
func (s *Server) cayleyQuery(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fail := func(status int, text string) {
		w.WriteHeader(status)
		_, _ = w.Write(mustJSON(map[string]string{"error": text}, true))
	}
	if lang := r.URL.Query().Get("lang"); lang != "" && lang != "gizmo" {
		fail(http.StatusBadRequest, "unsupported query language: only gizmo is answered")
		return
	}
	out, err := s.runScript(r, false)
	if err != nil {
		p := problemWithHeaders(w, r.Context(), err)
		fail(p.Status, p.Err.text())
		return
	}
	var result any = out.Result
	if len(out.Result) == 0 {
		result = nil
	}
	answer := map[string]any{"result": result}
	if out.Truncated { // clients of Cayley pass over what they do not know
		answer["truncated"], answer["reason"] = true, out.Reason
	}
	_, _ = w.Write(mustJSON(answer, true))
}

// cayleyRead writes quads as N-Quads: all, or those with the subject, predicate, object or label given.
func (s *Server) cayleyRead(w http.ResponseWriter, r *http.Request) {
	if f := r.URL.Query().Get("format"); f != "" && f != "nquads" {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write(mustJSON(map[string]string{"error": "only nquads can be read"}, true))
		return
	}
	w.Header().Set("Content-Type", "application/n-quads")
	err := s.ask(r.Context(), "", func(ctx context.Context, v *graph.View) error {
		p, ok, err := patternOf(v.Store(), r.URL.Query().Get)
		if err != nil || !ok {
			return err
		}
		return writeQuads(ctx, w, v.Store(), p)
	})
	if err != nil {
		// The status is out: ending the connection is what tells the client that the list is not whole.
		panic(http.ErrAbortHandler)
	}
}

// patternOf reads sub, pred, obj and label; ok is false when one of them names nothing in the store.
func patternOf(st store.View, get func(string) string) (p store.Pattern, ok bool, err error) {
	for _, f := range []struct {
		name string
		id   *store.ID
	}{{"sub", &p.S}, {"pred", &p.P}, {"obj", &p.O}, {"label", &p.G}} {
		v := get(f.name)
		if v == "" {
			continue
		}
		id, found, err := st.Lookup(termOf(v))
		if err != nil || !found {
			return p, false, err
		}
		*f.id = id
	}
	return p, true, nil
}

// termOf reads "<iri>", "_:blank" or a literal, bare or in quotes, as Cayley's clients write them.
func termOf(v string) store.Term {
	switch {
	case len(v) > 2 && v[0] == '<' && v[len(v)-1] == '>':
		return store.NewIRI(v[1 : len(v)-1])
	case len(v) > 2 && v[:2] == "_:":
		return store.NewBlank(v[2:])
	}
	if s, err := strconv.Unquote(v); err == nil && v[0] == '"' {
		return store.NewString(s)
	}
	return store.NewString(v)
}

func writeQuads(ctx context.Context, w io.Writer, st store.View, p store.Pattern) error {
	terms := map[store.ID]store.Term{store.DefaultGraph: {}}
	term := func(id store.ID) (t store.Term, err error) {
		t, ok := terms[id]
		if ok {
			return t, nil
		}
		if len(terms) > 100_000 {
			clear(terms)
			terms[store.DefaultGraph] = store.Term{}
		}
		if t, err = st.Term(id); err == nil {
			terms[id] = t
		}
		return t, err
	}
	for q, err := range st.Scan(ctx, p) {
		if err != nil {
			return err
		}
		var out store.Quad
		var errs [4]error
		out.S, errs[0] = term(q.S)
		out.P, errs[1] = term(q.P)
		out.O, errs[2] = term(q.O)
		out.G, errs[3] = term(q.G)
		if err := errors.Join(errs[:]...); err != nil {
			return err
		}
		if _, err := io.WriteString(w, out.String()+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// cayleyShape draws the query of a script: {"nodes": …, "links": …}, or {"error": "…"}. Releases of Cayley after 0.7.5 answer 501
// here; its clients and its old page expect what the ones before gave.
func (s *Server) cayleyShape(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fail := func(status int, text string) {
		w.WriteHeader(status)
		_, _ = w.Write(mustJSON(map[string]string{"error": text}, true))
	}
	if r.PathValue("language") != "gizmo" {
		fail(http.StatusBadRequest, "unsupported query language: only gizmo is answered")
		return
	}
	out, err := s.runScript(r, true)
	if err != nil {
		p := problemWithHeaders(w, r.Context(), err)
		fail(p.Status, p.Err.text())
		return
	}
	for _, drawn := range out.Result {
		_, _ = w.Write(append(drawn, '\n'))
	}
}

// cayleyFormats lists what /api/v2/read can write, in Cayley's form.
func (s *Server) cayleyFormats(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"formats":[{"id":"nquads","read":true,"write":true,"nodes":false,"ext":[".nq",".nt"],"mime":["application/n-quads","application/n-triples"]}]}` + "\n"))
}
