package console

import (
	"context"
	"errors"
	"net/http"

	"entente/graph"
	"entente/graph/store"
	"entente/queries"
	"entente/queries/library"
	"entente/queries/syntax"
)

// ErrorObject says what went wrong, in the form that the command line prints as well.
type ErrorObject struct {
	Code    string `json:"code" doc:"usage, name, not_found, timeout, stopped, busy, damaged, too_large or failed"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Line    int    `json:"line,omitempty" doc:"in the expression, from 1"`
	Column  int    `json:"column,omitempty" doc:"in characters, from 1"`
}

// Problem is an error answer (RFC 9457) with our own object in it.
type Problem struct {
	Status int         `json:"status"`
	Title  string      `json:"title"`
	Err    ErrorObject `json:"error"`
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Err.Message }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType replaces the media type of ordinary answers.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problem(status int, code, message, hint string) *Problem {
	return &Problem{Status: status, Title: http.StatusText(status), Err: ErrorObject{Code: code, Message: message, Hint: hint}}
}

// problemOf turns an error from below into what a caller may see. Paths of files stay inside.
func problemOf(ctx context.Context, err error) *Problem {
	var p *Problem
	var syn *syntax.Error
	var name *queries.NameError
	var damaged *store.CorruptError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &syn):
		p = problem(http.StatusBadRequest, "usage", syn.Message, syn.Hint)
		p.Err.Line, p.Err.Column = syn.Line, syn.Column
		return p
	case errors.As(err, &name):
		p = problem(http.StatusNotFound, "name", name.Error(), name.Hint())
		p.Err.Line, p.Err.Column = name.Line, name.Column
		return p
	case errors.Is(err, library.ErrUnknown):
		return problem(http.StatusNotFound, "name", err.Error(), "/api/v1/questions lists them")
	case errors.Is(err, queries.ErrOptions), errors.Is(err, library.ErrArguments):
		return problem(http.StatusBadRequest, "usage", err.Error(), "")
	case errors.Is(err, graph.ErrNotFound):
		return problem(http.StatusNotFound, "not_found", err.Error(), "")
	case errors.As(context.Cause(ctx), new(stoppedError)):
		return problem(statusStopped, "stopped", "the query was stopped", "")
	case errors.Is(err, queries.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return problem(http.StatusGatewayTimeout, "timeout", "the query took longer than its limit", "ask for less, or set timeout")
	case errors.Is(err, context.Canceled):
		return problem(statusStopped, "stopped", "the caller went away", "")
	case errors.As(err, &damaged):
		return problem(http.StatusInternalServerError, "damaged", "the store is damaged", "`entente check` tells where")
	}
	return problem(http.StatusInternalServerError, "failed", "the request failed", "")
}

// statusStopped is what servers commonly answer when the client ended the request itself.
const statusStopped = 499
