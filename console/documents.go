package console

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/graph"
	"entente/queries/dossier"
)

// LoadFunc reads one upload into the graph: name tells the format where format is "", as a file's name does.
// The report is any JSON object.
type LoadFunc func(ctx context.Context, name, format string, data []byte) (report any, err error)

func (r *routes) addDocuments() {
	s := r.server
	add(r, operation{method: http.MethodGet, path: "/api/v1/documents", role: Read, id: "documents", summary: "The documents, by id"}, s.documents)
	add(r, operation{method: http.MethodGet, path: "/api/v1/document", role: Read, id: "document", summary: "A document with its text and claims"}, s.document)
	add(r, operation{method: http.MethodPost, path: "/api/v1/load", role: Load, id: "load", summary: "Read an article, documents, claims or quads", body: s.limits.UploadBytes}, s.load)
	add(r, operation{method: http.MethodDelete, path: "/api/v1/document", role: Load, id: "remove", summary: "Take back what a document contributed"}, s.remove)
	add(r, operation{method: http.MethodPost, path: "/api/v1/demo", role: Load, id: "demo", summary: "Load the built-in dispatches"}, s.demo)
	add(r, operation{method: http.MethodGet, path: "/api/v1/export", role: Read, id: "export", summary: "The whole graph as N-Quads"}, s.export)
}

type documentsInput struct {
	After string `query:"after" doc:"the last id of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// DocumentList is a page of documents.
type DocumentList struct {
	Documents []DocumentEntry `json:"documents"`
	Next      string          `json:"next,omitempty" doc:"give it as after to go on"`
}

// DocumentEntry is one document without its text.
type DocumentEntry struct {
	IRI       string `json:"iri"`
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Published string `json:"published"`
	URL       string `json:"url"`
	Claims    int    `json:"claims"`
}

func (s *Server) documents(ctx context.Context, in *documentsInput) (out *body[DocumentList], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		list := DocumentList{Documents: []DocumentEntry{}}
		for d, err := range v.Documents(ctx) {
			if err != nil {
				return err
			}
			if d.ID <= in.After && in.After != "" {
				continue
			}
			if len(list.Documents) == in.Limit {
				list.Next = list.Documents[in.Limit-1].ID
				break
			}
			list.Documents = append(list.Documents, DocumentEntry{d.IRI, d.ID, d.Title, d.Publisher, d.Published, d.URL, d.Claims})
		}
		out = &body[DocumentList]{list}
		return nil
	})
	return out, err
}

type documentInput struct {
	ID string `query:"id" required:"true" minLength:"1" doc:"a document's id, path or doc: id"`
}

// DocumentText is a document with the text it was read as.
type DocumentText struct {
	*dossier.DocumentPage
	Text string `json:"text" doc:"spans of claims are bytes into this"`
}

func (s *Server) document(ctx context.Context, in *documentInput) (out *body[DocumentText], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		shown, err := dossier.Show(ctx, v, in.ID)
		if err != nil {
			return err
		}
		if shown.Document == nil {
			return problem(http.StatusNotFound, "not_found", "no such document", "")
		}
		text, err := v.Text(ctx, shown.Document.IRI)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return err
		}
		out = &body[DocumentText]{DocumentText{shown.Document, text}}
		return nil
	})
	return out, err
}

type loadInput struct {
	Name    string `query:"name" doc:"as a file's name: the id of a text, and what its format is told from"`
	Format  string `query:"format" doc:"text, html, docs, claims, nquads, …"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (s *Server) load(ctx context.Context, in *loadInput) (*body[any], error) {
	if s.opt.Load == nil {
		return nil, problem(http.StatusNotImplemented, "failed", "this server was started without loading", "")
	}
	report, err := s.opt.Load(ctx, in.Name, in.Format, in.RawBody)
	if err != nil {
		return nil, err
	}
	return &body[any]{report}, nil
}

func (s *Server) demo(ctx context.Context, _ *struct{}) (*body[any], error) {
	if s.opt.Demo == nil {
		return nil, problem(http.StatusNotImplemented, "failed", "this server was started without the demo", "")
	}
	report, err := s.opt.Demo(ctx)
	if err != nil {
		return nil, err
	}
	return &body[any]{report}, nil
}

func (s *Server) remove(ctx context.Context, in *documentInput) (*body[graph.Report], error) {
	report, err := s.opt.Graph.Remove(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[graph.Report]{report}, nil
}

func (s *Server) export(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		begun := false
		err := s.ask(c.Context(), "", func(ctx context.Context, v *graph.View) error {
			c.SetHeader("Content-Type", "application/n-quads")
			c.SetHeader("Content-Disposition", `attachment; filename="entente.nq"`)
			begun = true
			return v.Export(ctx, c.BodyWriter())
		})
		if err != nil && !begun {
			p := problemOf(c.Context(), err)
			c.SetHeader("Content-Type", p.ContentType(""))
			c.SetStatus(p.Status)
			_, _ = c.BodyWriter().Write(mustJSON(p, true))
		}
	}}, nil
}
