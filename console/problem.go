package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"entente/graph"
	"entente/graph/store"
	"entente/queries"
	"entente/queries/gizmo"
	"entente/queries/library"
	"entente/queries/syntax"
)

// ErrorObject says what went wrong, in the form that the command line prints as well.
type ErrorObject struct {
	Code    string `json:"code" doc:"usage, name, not_found, timeout, stopped, busy, damaged, too_large or failed; of a script also syntax, script, time, memory, stack and output"`
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
	var script *gizmo.Error
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
	case errors.As(err, &script):
		return problemOfScript(ctx, script)
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

// problemOfScript names what ended a script, with the status that says whose fault it is.
func problemOfScript(ctx context.Context, e *gizmo.Error) *Problem {
	var p *Problem
	switch e.Code {
	case gizmo.CodeSyntax, gizmo.CodeScript:
		p = problem(http.StatusBadRequest, string(e.Code), e.Message, "")
	case gizmo.CodeSize:
		p = problem(http.StatusRequestEntityTooLarge, "too_large", e.Message, "")
	case gizmo.CodeTime:
		p = problem(http.StatusGatewayTimeout, "time", e.Message, "ask for less")
	case gizmo.CodeMemory, gizmo.CodeStack, gizmo.CodeOutput:
		p = problem(http.StatusUnprocessableEntity, string(e.Code), e.Message, "")
	case gizmo.CodeCancelled:
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return problem(http.StatusGatewayTimeout, "time", "no worker was free in time", "try again in a moment")
		}
		return problem(statusStopped, "stopped", "the script was stopped", "")
	default: // what a worker says of itself stays inside
		return problem(http.StatusInternalServerError, "failed", "the script could not be run", "")
	}
	p.Err.Line, p.Err.Column = e.Line, e.Column
	return p
}

// problemWithHeaders is problemOf, with the headers that go with it (Retry-After) set on w.
func problemWithHeaders(w http.ResponseWriter, ctx context.Context, err error) *Problem {
	var h huma.HeadersError
	if errors.As(err, &h) {
		for k, v := range h.GetHeaders() {
			w.Header()[k] = v
		}
	}
	return problemOf(ctx, err)
}

// text is the error in one line, with its code and place: all that Cayley's form of an answer has room for.
func (e *ErrorObject) text() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s: line %d, column %d: %s", e.Code, e.Line, e.Column, e.Message)
	}
	return e.Code + ": " + e.Message
}

// statusStopped is what servers commonly answer when the client ended the request itself.
const statusStopped = 499
