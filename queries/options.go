package queries

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Options tune a query; nil and the zero value mean the defaults that each field names.
type Options struct {
	// From and To give starts and ends apart from the expression: names, full ids or <iri>s. With
	// From the expression holds only steps ("allied_with/concerned_about").
	From, To []string

	// Limit is the largest number of answers (0: all), Timeout the longest time (0: none).
	Limit   int64
	Timeout time.Duration

	// Evidence adds to each answer one shortest way with its edges, their status and their claims.
	Evidence bool
	// MaxClaims bounds the claims listed for a step (0: 50, negative: all).
	MaxClaims int
	// Shortest gives one shortest way for each pair of ends, AllShortest every one.
	Shortest, AllShortest bool
	// CountPaths counts the ways as SPARQL does; * + ? {n,} count each node once.
	CountPaths bool
	// Acyclic asks for ways that visit no node twice.
	Acyclic bool
	// Infer also walks what the vocabulary concludes: inverse, symmetric and transitive relations
	// (never across a contested place).
	Infer bool

	// AsOf and KnownOn are days (EDTF): only claims valid then, only claims published by then.
	// They hold for every step, beside the step's own filters.
	AsOf, KnownOn string
	// Persist is how long a state that was only attested on a day is taken to last ("1y", "6m",
	// "30d"; "" is that day alone).
	Persist string

	// Graph is a label: only quads that carry it exist ("": all).
	Graph string

	// Report, if set, is filled in while the answers stream and complete when they end.
	Report *Report

	// Group, Count, Order and Top belong to Tally.
	Group string // start, end, relation, month, year, publisher, voice, or the name of a stop
	Count string // answers (default), claims, occurrences, documents, voices
	Order string // count (default, falling) or key (rising)
	Top   int    // 0: all

	// alwaysNarrow finds passing edges beforehand whatever the counts say; for tests.
	alwaysNarrow bool
}

// Report tells about a query what its answers do not show.
type Report struct {
	Shown int64 `json:"shown"`
	// Truncated: more answers may exist; Reason is "limit" or "timeout".
	Truncated bool   `json:"truncated"`
	Reason    string `json:"reason,omitempty"`
	// Undated is the number of claims that date filters passed over because they have no date.
	Undated int64 `json:"undated,omitempty"`
	// Saturated: a number of paths was too large to count and is the largest number there is.
	Saturated bool `json:"saturated,omitempty"`
	// Visited and Edges count pairs of node and state, and edges looked at.
	Visited int64         `json:"visited,omitempty"`
	Edges   int64         `json:"edges,omitempty"`
	Parsed  time.Duration `json:"-"` // time to read and resolve the expression
	Ran     time.Duration `json:"-"` // time to answer, the caller's own included
}

// ErrTimeout ends a stream that took longer than Options.Timeout.
var ErrTimeout = errors.New("the query timed out")

// ErrOptions marks options that contradict each other or have a value that is not in the list.
var ErrOptions = errors.New("options do not fit")

// NameError says that a name in a query is unknown or could be several things.
type NameError struct {
	Name string
	// Kind is what the name was taken for: "actor", "relation", "name" (either), "kind", "form".
	Kind string
	// Candidates are ids (for an ambiguous name: all it could be; for an unknown one: near ones).
	Candidates []Node
	Ambiguous  bool
	// Line and Column of the name in the expression, from 1, in characters; 0 when it was not
	// part of the expression. Excerpt is the line with a caret below.
	Line, Column int
	Excerpt      string
}

// Error is one line; Hint says what could be done.
func (e *NameError) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf("%d:%d: ", e.Line, e.Column)
	}
	if e.Ambiguous {
		return fmt.Sprintf("%s%q could be several", where, e.Name)
	}
	kind := e.Kind
	if kind == "name" {
		kind = "relation or actor"
	}
	return fmt.Sprintf("%sno %s `%s`", where, kind, e.Name)
}

// Hint is a question to the user, or "".
func (e *NameError) Hint() string {
	if len(e.Candidates) == 0 {
		switch e.Kind {
		case "relation":
			return "`entente schema` lists the relations"
		case "document":
			return "a document is named by its id or by the path it was loaded from; answers with evidence show both"
		}
		return "write a name, a code or an id such as state:CHN: see `entente help ids`"
	}
	names := make([]string, 0, len(e.Candidates))
	for _, c := range e.Candidates {
		if e.Kind == "relation" || c.Label == c.ID || c.Label == "" {
			names = append(names, "`"+strings.TrimPrefix(c.ID, "rel:")+"`")
			continue
		}
		names = append(names, fmt.Sprintf("`%s` (%s)", c.ID, c.Label))
	}
	list := names[0]
	if n := len(names); n > 1 {
		list = strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	if e.Ambiguous {
		return "say which: " + list
	}
	return "did you mean " + list + "?"
}
