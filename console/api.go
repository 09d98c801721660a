package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"entente/graph"
)

// routes builds the mux. Every pattern gets a policy; the guard answers for one that has none.
type routes struct {
	server   *Server
	mux      *http.ServeMux
	api      huma.API
	policies map[string]policy // by mux pattern
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	r := &routes{server: s, mux: mux, policies: map[string]policy{}, api: newAPI(mux, s.opt.Version)}
	r.policies["GET /api/v1/openapi.json"] = policy{role: Read}
	r.policies["GET /api/v1/openapi.yaml"] = policy{role: Read}
	r.policies["GET /api/v1/openapi-3.0.json"] = policy{role: Read}
	r.policies["GET /api/v1/openapi-3.0.yaml"] = policy{role: Read}
	r.addAsking()
	r.addDocuments()
	r.addJudging()
	r.addOperation()
	r.addCayley()
	return http.HandlerFunc(r.serve)
}

func newAPI(mux *http.ServeMux, version string) huma.API {
	config := huma.DefaultConfig("Entente", version)
	config.Info.Description = "Asks a graph of diplomatic relations: who claims what, who denies it, and in which sentence."
	config.OpenAPIPath = "/api/v1/openapi"
	config.DocsPath, config.SchemasPath = "", "" // the page that would show them loads scripts from elsewhere
	config.CreateHooks = nil                     // no link to a schema in every answer
	config.RejectUnknownQueryParameters = true
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "printed when the server starts"},
	}
	return humago.New(mux, config)
}

// serve finds the route, then its policy, and only then lets the request in.
func (r *routes) serve(w http.ResponseWriter, req *http.Request) {
	_, pattern := r.mux.Handler(req)
	p, known := r.policies[pattern]
	if !known {
		p = policy{role: Read} // for a path that does not exist: refused as any stranger's request would be
	}
	r.server.guard.wrap(p, r.server.count.wrap(pattern, r.mux)).ServeHTTP(w, req)
}

// operation describes a route.
type operation struct {
	method, path string
	role         Role
	id, summary  string
	// body bounds the request's body in bytes; 0 is Limits.QueryBytes.
	body int64
	// streams are the types of a streamed answer, by media type.
	streams map[string]reflect.Type
}

// add registers a handler with its policy and its place in the API's document.
func add[In, Out any](r *routes, op operation, do func(context.Context, *In) (*Out, error)) {
	body := op.body
	if body == 0 {
		body = r.server.limits.QueryBytes
	}
	pattern := op.method + " " + op.path
	if _, twice := r.policies[pattern]; twice {
		panic("console: two routes " + pattern) // a mistake of ours, found by the first test that makes a server
	}
	r.policies[pattern] = policy{role: op.role}
	o := huma.Operation{
		OperationID: op.id, Method: op.method, Path: op.path, Summary: op.summary,
		MaxBodyBytes: body + 1, BodyReadTimeout: r.server.limits.BodyTimeout,
		Tags: []string{strings.Split(strings.TrimPrefix(op.path, "/api/v1/"), "/")[0]},
	}
	if len(op.streams) > 0 {
		content := map[string]*huma.MediaType{}
		for kind, t := range op.streams {
			content[kind] = &huma.MediaType{Schema: r.api.OpenAPI().Components.Schemas.Schema(t, true, op.id)}
		}
		o.Responses = map[string]*huma.Response{"200": {Description: "Answers", Content: content}}
	}
	if op.role > Anyone {
		o.Security = []map[string][]string{{"token": {}}}
	}
	huma.Register(r.api, o, func(ctx context.Context, in *In) (*Out, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, err)
		}
		return out, nil
	})
	plainBodies(r.api.OpenAPI().Paths[op.path])
}

// plainBodies describes bodies of plain bytes by their media type alone, as version 3.1 recommends: the keyword that huma
// adds is not allowed in the document of version 3.0.
func plainBodies(item *huma.PathItem) {
	if item == nil || item.Post == nil || item.Post.RequestBody == nil {
		return
	}
	for _, m := range item.Post.RequestBody.Content {
		if m.Schema != nil && m.Schema.Format == "binary" {
			m.Schema = &huma.Schema{}
		}
	}
}

// ask runs do on a snapshot, within the limit on time and on queries at once.
func (s *Server) ask(ctx context.Context, id string, do func(context.Context, *graph.View) error) error {
	ctx, stop, err := s.begin(ctx, id)
	if err != nil {
		return err
	}
	defer stop()
	if err := s.withView(func(v *graph.View) error { return do(ctx, v) }); err != nil {
		if errors.Is(err, errBytes) {
			return err // no failure: what was written stands, and says that it was cut
		}
		return problemOf(ctx, err)
	}
	return nil
}

// begin takes a place among the running queries; stop gives it back.
func (s *Server) begin(ctx context.Context, id string) (context.Context, func(), error) {
	select {
	case s.slots <- struct{}{}:
	default:
		wait, cancel := context.WithTimeout(ctx, s.limits.QueryTimeout/10)
		defer cancel()
		select {
		case s.slots <- struct{}{}:
		case <-wait.Done():
			return nil, nil, busy(fmt.Sprintf("%d queries are running", cap(s.slots)))
		}
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.QueryTimeout)
	ctx, _, end := s.running.start(ctx, id)
	return ctx, func() {
		end()
		cancel()
		<-s.slots
	}, nil
}

func busy(message string) error {
	p := problem(http.StatusServiceUnavailable, "busy", message, "try again in a moment")
	return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {"2"}})
}

// beginScript takes a place among the scripts. They have places of their own, since the workers are few and what waits
// for one must not keep path queries out. The time that a script may run is counted by who runs it; the wait for a
// worker is bounded here.
func (s *Server) beginScript(ctx context.Context, id string) (context.Context, func(), error) {
	select {
	case s.scripts <- struct{}{}:
	default:
		return nil, nil, busy(fmt.Sprintf("%d scripts are running or waiting", cap(s.scripts)))
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.ScriptTime+s.limits.QueryTimeout)
	ctx, _, end := s.running.start(ctx, id)
	return ctx, func() {
		end()
		cancel()
		<-s.scripts
	}, nil
}

func (s *Server) withView(do func(*graph.View) error) (err error) {
	v, err := s.opt.Graph.View()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	return do(v)
}
