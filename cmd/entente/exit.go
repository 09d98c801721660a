package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"entente/graph"
	"entente/graph/judgement"
	"entente/graph/store"
	"entente/queries"
	"entente/queries/library"
	"entente/queries/syntax"
)

// failureKind sorts what can go wrong by what the user can do about it. Its text is the code of a JSON error.
type failureKind string

// The kinds of failure.
const (
	kindFailed      failureKind = "failed"
	kindUsage       failureKind = "usage"
	kindSyntax      failureKind = "syntax"
	kindScript      failureKind = "script"
	kindPartial     failureKind = "partial"
	kindNotFound    failureKind = "not_found"
	kindAmbiguous   failureKind = "ambiguous"
	kindTimeout     failureKind = "timeout"
	kindMemory      failureKind = "memory"
	kindOutput      failureKind = "output"
	kindStack       failureKind = "stack"
	kindLocked      failureKind = "locked"
	kindNoStore     failureKind = "no_store"
	kindDamaged     failureKind = "damaged"
	kindNewer       failureKind = "newer_format"
	kindInterrupted failureKind = "interrupted"
)

// exitCodes is the one place that says with which code a failure ends the program; `entente help exit-codes` tells the same.
func (k failureKind) exitCode() int {
	switch k {
	case kindUsage, kindSyntax, kindScript:
		return 2
	case kindPartial:
		return 3
	case kindNotFound, kindAmbiguous:
		return 4
	case kindTimeout:
		return 6
	case kindLocked:
		return 7
	case kindNoStore:
		return 10
	case kindDamaged, kindNewer:
		return 11
	case kindInterrupted:
		return 130
	}
	return 1
}

// failure is an error as the user sees it: one line, a hint, and for expressions the place.
type failure struct {
	kind    failureKind
	message string
	hint    string
	line    int
	column  int
	excerpt string // the line of the expression with a caret below it
	cause   error
	// told says that the details are already on standard error: only the exit code is left to give.
	told bool
}

func (f *failure) Error() string { return f.message }
func (f *failure) Unwrap() error { return f.cause }

var errInterrupted = &failure{kind: kindInterrupted, message: "interrupted"}

// usagef is a failure of wrong usage.
func usagef(hint, message string, args ...any) *failure {
	return &failure{kind: kindUsage, message: fmt.Sprintf(message, args...), hint: hint}
}

// asFailure turns any error into what the user sees.
func (a *App) asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	var name *queries.NameError
	var syn *syntax.Error
	var locked *store.LockedError
	var damaged *store.CorruptError
	plain := func(kind failureKind, hint string) *failure {
		return &failure{kind: kind, message: err.Error(), hint: hint, cause: err}
	}
	switch {
	case errors.As(err, &name):
		return nameFailure(name)
	case errors.As(err, &syn):
		return syntaxFailure(syn)
	case errors.As(err, &locked):
		return plain(kindLocked, "wait until it ends; reading is possible meanwhile")
	case errors.As(err, &damaged):
		return plain(kindDamaged, "`entente check` lists what is damaged; `entente restore` brings back a backup")
	case errors.Is(err, store.ErrNewer):
		return plain(kindNewer, "use the version of entente that wrote it, or a newer one")
	case errors.Is(err, store.ErrNoStore):
		return &failure{kind: kindNoStore, message: fmt.Sprintf("no store at %s", a.place()), hint: "`entente load PATH` makes one; --db names another place", cause: err}
	case errors.Is(err, graph.ErrUnfinished):
		return plain(kindFailed, "run the same `entente copy` again: it goes on where it was")
	case errors.Is(err, graph.ErrNotFound):
		return plain(kindNotFound, "")
	case errors.Is(err, judgement.ErrBad), errors.Is(err, graph.ErrKind):
		return plain(kindUsage, "")
	case errors.Is(err, graph.ErrUnknown):
		return plain(kindNotFound, "`entente schema` lists the relations")
	case errors.Is(err, queries.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return plain(kindTimeout, "give a longer --timeout, or ask for less")
	case errors.Is(err, queries.ErrOptions):
		return plain(kindUsage, "")
	case errors.Is(err, library.ErrUnknown):
		return plain(kindNotFound, "`entente query` lists them")
	case errors.Is(err, library.ErrArguments):
		return plain(kindUsage, "`entente query` lists the parameters")
	case errors.Is(err, context.Canceled):
		return errInterrupted
	case errors.Is(err, fs.ErrNotExist):
		return plain(kindFailed, "check the path")
	}
	return plain(kindFailed, "")
}

func nameFailure(e *queries.NameError) *failure {
	f := &failure{kind: kindNotFound, message: e.Error(), hint: e.Hint(), line: e.Line, column: e.Column, excerpt: e.Excerpt, cause: e}
	if e.Ambiguous {
		f.kind = kindAmbiguous
	}
	return f
}

// finish reports err and returns the exit code.
func (a *App) finish(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, syscall.EPIPE) {
		return 0 // the reader of our output has seen enough (`| head`)
	}
	f := a.asFailure(err)
	if f.told {
		return f.kind.exitCode()
	}
	if a.answerFormat.isJSON() && (a.formatGiven || !a.ErrTerminal) {
		writeErrorJSON(a.Err, f)
	} else {
		writeErrorText(a.Err, f)
	}
	return f.kind.exitCode()
}

// errorObject is the shape of an error in JSON.
type errorObject struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    failureKind `json:"code"`
	Message string      `json:"message"`
	Hint    string      `json:"hint"`
	Line    int         `json:"line"`
	Column  int         `json:"column"`
}

func writeErrorJSON(w io.Writer, f *failure) {
	_ = writeJSONLine(w, errorObject{Error: errorBody{Code: f.kind, Message: f.message, Hint: f.hint, Line: f.line, Column: f.column}})
}

func writeErrorText(w io.Writer, f *failure) {
	line := "entente: " + oneLine(f.message)
	if f.hint != "" {
		line += "; " + oneLine(f.hint)
	}
	_, _ = fmt.Fprintln(w, safe(line))
	if f.excerpt == "" {
		return
	}
	for _, l := range strings.Split(strings.TrimRight(f.excerpt, "\n"), "\n") {
		_, _ = fmt.Fprintln(w, "  "+safe(l))
	}
}

// oneLine joins the lines of an error, so that what a script prints stays one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// writeJSONLine writes v as one line of JSON that is safe to show in a terminal.
func writeJSONLine(w io.Writer, v any) error {
	data, err := marshalJSON(v, "")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

var _ json.Marshaler = queries.Answer{}
