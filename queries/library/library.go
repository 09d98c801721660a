package library

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"entente/queries/syntax"
)

//go:embed data/*.query
var files embed.FS

// Kind tells what an argument must be.
type Kind string

// The kinds of parameters.
const (
	Actor    Kind = "actor"    // a name or an id
	Day      Kind = "day"      // 2024, 2024-05 or 2024-05-01
	Relation Kind = "relation" // a name of the vocabulary
	Number   Kind = "number"
)

// Parameter is something to fill in.
type Parameter struct {
	Name    string `json:"name"`
	Kind    Kind   `json:"kind"`
	Default string `json:"default,omitempty"` // "" if it must be given
	Help    string `json:"help"`
}

// Path is one path of a query with its settings.
type Path struct {
	Label string `json:"label,omitempty"`
	// Text is the expression with "{name}" where parameters go.
	Text     string `json:"path"`
	Group    string `json:"group,omitempty"`
	Count    string `json:"count,omitempty"`
	Order    string `json:"order,omitempty"`
	Top      string `json:"top,omitempty"`
	Persist  string `json:"persist,omitempty"`
	Infer    bool   `json:"infer,omitempty"`
	Evidence bool   `json:"evidence,omitempty"`
	// Every lists every edge between two ends, with its evidence, where Evidence lists one.
	Every   bool `json:"every,omitempty"`
	Acyclic bool `json:"acyclic,omitempty"`
}

// Expectation is an answer on the demo graph.
type Expectation struct {
	Arguments []Argument
	Lines     []string
}

// Argument fills in a parameter.
type Argument struct{ Name, Value string }

// Query is a named query.
type Query struct {
	Name       string        `json:"name"`
	Title      string        `json:"title"`
	About      string        `json:"about,omitempty"`
	Source     string        `json:"source,omitempty"` // where a measure is defined
	Parameters []Parameter   `json:"parameters"`
	Paths      []Path        `json:"paths"`
	Measure    string        `json:"measure,omitempty"` // "" for the rows of the paths
	Expect     []Expectation `json:"-"`
}

// ErrUnknown is matched when there is no query of a name.
var ErrUnknown = errors.New("no such named query")

// ErrArguments is matched when arguments do not fit the parameters.
var ErrArguments = errors.New("arguments do not fit")

var all = sync.OnceValues(load)

// All are the queries by name.
func All() ([]*Query, error) { return all() }

// Find gives a query by name; ErrUnknown.
func Find(name string) (*Query, error) {
	list, err := all()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(q *Query) bool { return q.Name == name })
	if i < 0 {
		return nil, fmt.Errorf("%w: %s", ErrUnknown, name)
	}
	return list[i], nil
}

func load() ([]*Query, error) {
	entries, err := files.ReadDir("data")
	if err != nil {
		return nil, fmt.Errorf("named queries: %w", err)
	}
	var out []*Query
	for _, e := range entries {
		text, err := files.ReadFile(path.Join("data", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("named query %s: %w", e.Name(), err)
		}
		q, err := Parse(strings.TrimSuffix(e.Name(), ".query"), string(text))
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	slices.SortFunc(out, func(a, b *Query) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Parse reads one file.
func Parse(name, text string) (*Query, error) {
	q := &Query{Name: name}
	var settings Path
	for i, line := range strings.Split(text, "\n") {
		fail := func(err error) error { return fmt.Errorf("named query %s: line %d: %w", name, i+1, err) }
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
			continue
		case line[0] == ' ' || line[0] == '\t':
			if len(q.Expect) == 0 {
				return nil, fail(errors.New("an indented line before any expect"))
			}
			e := &q.Expect[len(q.Expect)-1]
			e.Lines = append(e.Lines, trimmed)
			continue
		}
		key, value, ok := strings.Cut(trimmed, ":")
		if !ok {
			return nil, fail(errors.New("a line is \"key: value\""))
		}
		if err := q.set(key, strings.TrimSpace(value), trimmed, &settings); err != nil {
			return nil, fail(err)
		}
	}
	return q, q.check()
}

func (q *Query) set(key, value, line string, settings *Path) error {
	word, rest, _ := strings.Cut(key, " ")
	switch word {
	case "title":
		q.Title = value
	case "about":
		q.About = strings.TrimSpace(q.About + " " + value)
	case "source":
		q.Source = value
	case "measure":
		q.Measure = value
	case "parameter":
		return q.addParameter(rest, value)
	case "path":
		p := *settings
		p.Label, p.Text = rest, value
		q.Paths = append(q.Paths, p)
	case "expect":
		return q.addExpectation(strings.TrimSuffix(strings.TrimPrefix(line, "expect"), ":"))
	case "group":
		settings.Group = value
	case "count":
		settings.Count = value
	case "order":
		settings.Order = value
	case "top":
		settings.Top = value
	case "persist":
		settings.Persist = value
	case "infer":
		settings.Infer = value == "yes"
	case "evidence":
		settings.Evidence = value == "yes"
	case "every":
		settings.Every = value == "yes"
	case "acyclic":
		settings.Acyclic = value == "yes"
	default:
		return fmt.Errorf("no setting %q", key)
	}
	return nil
}

// addParameter reads "actor | help" or "day = 2024 | help".
func (q *Query) addParameter(name, value string) error {
	kind, help, ok := strings.Cut(value, "|")
	if !ok || name == "" {
		return fmt.Errorf("a parameter is \"parameter NAME: KIND [= DEFAULT] | what it is\"")
	}
	kind, def, _ := strings.Cut(kind, "=")
	p := Parameter{Name: name, Kind: Kind(strings.TrimSpace(kind)), Default: strings.TrimSpace(def), Help: strings.TrimSpace(help)}
	switch p.Kind {
	case Actor, Day, Relation, Number:
	default:
		return fmt.Errorf("no kind of parameter %q", p.Kind)
	}
	q.Parameters = append(q.Parameters, p)
	return nil
}

// addExpectation reads name=value pairs; values of several words are in quotes.
func (q *Query) addExpectation(text string) error {
	args, err := ParseArguments(text)
	if err != nil {
		return err
	}
	q.Expect = append(q.Expect, Expectation{Arguments: args})
	return nil
}

// ParseArguments reads "a=China b=\"South Korea\"".
func ParseArguments(text string) ([]Argument, error) {
	var out []Argument
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		name, rest, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("%w: an argument is name=value, not %q", ErrArguments, text)
		}
		a := Argument{Name: strings.TrimSpace(name)}
		if quoted, ok := strings.CutPrefix(rest, `"`); ok {
			a.Value, text, ok = strings.Cut(quoted, `"`)
			if !ok {
				return nil, fmt.Errorf("%w: a quote is not closed in %q", ErrArguments, rest)
			}
		} else {
			a.Value, text, _ = strings.Cut(rest, " ")
		}
		out = append(out, a)
	}
	return out, nil
}

// check holds a query against itself: it has a title, its paths parse, its parameters are used.
func (q *Query) check() error {
	if q.Title == "" || len(q.Paths) == 0 {
		return fmt.Errorf("named query %s: a title and a path are needed", q.Name)
	}
	var args []Argument
	for _, p := range q.Parameters {
		sample := p.Default
		if sample == "" {
			sample = map[Kind]string{Actor: "China", Day: "2024", Relation: "allied_with", Number: "1"}[p.Kind]
		}
		args = append(args, Argument{p.Name, sample})
		if !slices.ContainsFunc(q.Paths, func(x Path) bool { return strings.Contains(x.Text, "{"+p.Name+"}") }) {
			return fmt.Errorf("named query %s: parameter %s is not used", q.Name, p.Name)
		}
	}
	paths, err := q.Fill(args)
	if err != nil {
		return err
	}
	for _, p := range paths {
		if _, err := syntax.Parse(p.Text); err != nil {
			return fmt.Errorf("named query %s: %s: %w", q.Name, p.Text, err)
		}
	}
	return nil
}

// Fill gives the paths with arguments, or defaults, in place of the parameters. An argument can only be what its
// parameter takes, never a piece of an expression.
func (q *Query) Fill(args []Argument) ([]Path, error) {
	values := make(map[string]string, len(q.Parameters))
	for _, a := range args {
		if !slices.ContainsFunc(q.Parameters, func(p Parameter) bool { return p.Name == a.Name }) {
			return nil, fmt.Errorf("%w: %s has no parameter %q", ErrArguments, q.Name, a.Name)
		}
		values[a.Name] = a.Value
	}
	for _, p := range q.Parameters {
		v, ok := values[p.Name]
		if !ok || v == "" {
			if v = p.Default; v == "" {
				return nil, fmt.Errorf("%w: %s needs %s (%s)", ErrArguments, q.Name, p.Name, p.Help)
			}
		}
		written, err := p.write(v)
		if err != nil {
			return nil, err
		}
		values[p.Name] = written
	}
	out := slices.Clone(q.Paths)
	for i := range out {
		for name, v := range values {
			out[i].Text = strings.ReplaceAll(out[i].Text, "{"+name+"}", v)
		}
	}
	return out, nil
}

// write gives a value as it goes into an expression.
func (p *Parameter) write(v string) (string, error) {
	bad := fmt.Errorf("%w: %q is no %s for %s", ErrArguments, v, p.Kind, p.Name)
	switch p.Kind {
	case Actor:
		n := syntax.Name{Kind: syntax.Quoted, Text: v}
		switch {
		case strings.HasPrefix(v, "<") && strings.HasSuffix(v, ">"):
			n = syntax.Name{Kind: syntax.IRI, Text: v[1 : len(v)-1]}
		case strings.Contains(v, ":") && !strings.Contains(v, " "):
			n.Kind = syntax.ID
		}
		text := n.String()
		if s, err := syntax.Parse(text + "/."); err != nil {
			return "", bad
		} else if path, ok := s.(*syntax.Path); !ok || path.Start.Text != n.Text || path.End != nil {
			return "", bad
		}
		return text, nil
	case Day:
		if _, err := syntax.Parse("A/p[on=" + v + "]"); err != nil || strings.ContainsAny(v, "[]") {
			return "", bad
		}
	case Relation:
		s, err := syntax.Parse("A/" + v)
		if err != nil {
			return "", bad
		}
		path, ok := s.(*syntax.Path)
		if !ok {
			return "", bad
		}
		if _, ok := path.Steps.(*syntax.Rel); !ok {
			return "", bad
		}
	case Number:
		if strings.Trim(v, "0123456789") != "" || v == "" || len(v) > 9 {
			return "", bad
		}
	}
	return v, nil
}
