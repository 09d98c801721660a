package gizmo

import (
	"context"
	"errors"
	"fmt"
)

// Code says what ended a script.
type Code string

// The codes of Error.
const (
	CodeTime      Code = "time"      // it ran longer than Options.Time
	CodeMemory    Code = "memory"    // it needed more memory than allowed
	CodeStack     Code = "stack"     // it nested calls, values or steps too deep
	CodeOutput    Code = "output"    // it gave more results or bytes than allowed
	CodeSyntax    Code = "syntax"    // it does not parse
	CodeSize      Code = "size"      // it is longer than MaxScriptBytes; nothing of it was run
	CodeScript    Code = "script"    // it threw, or used a verb wrongly
	CodeCancelled Code = "cancelled" // the caller's context ended
	CodeWorker    Code = "worker"    // the worker process failed; the script may be innocent
)

// Error is why a script did not end well.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	// Line and Column count from 1; 0 where the place is unknown.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s: line %d, column %d: %s", e.Code, e.Line, e.Column, e.Message)
	}
	return string(e.Code) + ": " + e.Message
}

// asError gives err a code.
func asError(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Code: CodeTime, Message: "the script ran out of time"}
	case errors.Is(err, context.Canceled):
		return &Error{Code: CodeCancelled, Message: "the script was cancelled"}
	}
	return &Error{Code: CodeScript, Message: err.Error()}
}
