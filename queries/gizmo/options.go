package gizmo

import (
	"context"
	"encoding/json"
	"iter"
	"time"
)

// Limits that no option raises.
const (
	MaxScriptBytes = 256 << 10
	maxCallDepth   = 2000
	maxSteps       = 2000 // of one path
	maxJSONDepth   = 200
	maxListItems   = 100_000
)

// Options are the limits of one run; nil means the defaults.
type Options struct {
	// Time is how long the script may run (default 10 s).
	Time time.Duration
	// Limit cuts the results after so many, which is no error (Outcome.Truncated). 0 means no cut.
	Limit int
	// MaxResults ends the script with CodeOutput (default 100,000).
	MaxResults int
	// MaxOutputBytes bounds the results as JSON together (default 16 MiB).
	MaxOutputBytes int
	// MaxPathRows bounds the answers of one g.path (default 100,000).
	MaxPathRows int
	// Shape asks for the form of the query instead of its results: the one result is a QueryShape, that of the path whose
	// results the script asked for last. Nothing is read, callbacks are not called, and what the script emits is passed over.
	Shape bool
	// Path answers g.path; without it the verb is an error. It is called with the script's
	// context, whose deadline is the script's.
	Path PathFunc
}

func (o *Options) withDefaults() Options {
	out := Options{}
	if o != nil {
		out = *o
	}
	if out.Time <= 0 {
		out.Time = 10 * time.Second
	}
	if out.MaxResults <= 0 {
		out.MaxResults = 100_000
	}
	if out.MaxOutputBytes <= 0 {
		out.MaxOutputBytes = 16 << 20
	}
	if out.MaxPathRows <= 0 {
		out.MaxPathRows = 100_000
	}
	return out
}

// PathFunc evaluates a path expression and yields its answers.
type PathFunc func(ctx context.Context, expression string) iter.Seq2[PathRow, error]

// PathRow is one answer of a path expression: node ids as IRIs without angle brackets.
type PathRow struct {
	Start string     `json:"s"`
	End   string     `json:"e"`
	Stops []PathStop `json:"t,omitempty"`
}

// PathStop is a named stop of an answer.
type PathStop struct {
	Name string `json:"n"`
	Node string `json:"v"`
}

// Result is one result of a script: what g.emit was given, or the tags of one path ("id" is its
// end). IRIs are written <like:this>, blank nodes _:like_this, literals as JSON values.
type Result struct{ JSON json.RawMessage }

// Outcome tells how a script ended.
type Outcome struct {
	// Results is how many were given.
	Results int
	// Truncated is "limit" when Options.Limit cut the results, else "".
	Truncated string
	// Value is the value of the last statement where that is plain data, else nil.
	Value json.RawMessage
}
