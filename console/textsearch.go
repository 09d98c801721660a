package console

import (
	"context"
	"errors"
	"net/http"

	"entente/graph"
	"entente/graph/search"
	"entente/queries/dossier"
)

type textSearchInput struct {
	Q         string `query:"q" required:"true" minLength:"1" maxLength:"4096" doc:"words, \"phrases\", word*, title: text: evidence:, AND OR NOT, brackets"`
	In        string `query:"in" enum:"title,text,evidence" doc:"where to look; title and text when left out"`
	Since     string `query:"since"`
	Until     string `query:"until"`
	Publisher string `query:"publisher" doc:"an outlet, by name or id"`
	Limit     int    `query:"limit" minimum:"1" maximum:"1000" default:"20"`
}

func (s *Server) textSearch(ctx context.Context, in *textSearchInput) (out *body[*dossier.Found], err error) {
	if err := dossier.CheckDays(in.Since, in.Until); err != nil {
		return nil, problem(http.StatusBadRequest, "usage", err.Error(), "days are written 2024-07-01, months 2024-07, years 2024")
	}
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		found, err := dossier.Search(ctx, v, in.Q, in.In, in.Since, in.Until, in.Publisher, in.Limit)
		var wrong *search.QueryError
		if errors.As(err, &wrong) {
			return problem(http.StatusBadRequest, "syntax", wrong.Error(), "")
		}
		out = &body[*dossier.Found]{found}
		return err
	})
	return out, err
}
