package gizmo

import (
	"context"
	"errors"
	"fmt"

	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/query/path"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"
)

// pathValue is a path of the script: a start and a chain of steps. It never changes, so a script
// may go on from one in several directions.
type pathValue struct {
	prev  *pathValue
	apply func(*path.Path) *path.Path
	steps int
	// twice says that a step reads what is before it twice, which an iterator does not allow.
	twice bool

	start []quad.Value // of the first link: nodes, none for all
	rows  []row        // or the answers of a path expression
}

func (p *pathValue) step(name string, apply func(*path.Path) *path.Path) (*pathValue, error) {
	if p.steps >= maxSteps {
		return nil, &Error{Code: CodeStack, Message: fmt.Sprintf("the path has more than %d steps", maxSteps)}
	}
	twice := p.twice || name == "both" || name == "labels"
	return &pathValue{prev: p, apply: apply, steps: p.steps + 1, twice: twice}, nil
}

// build makes Cayley's path. As an argument of another path, and before both and labels, answers of
// g.path lose their tags, because an iterator can be used only once.
func (p *pathValue) build(asArgument bool, begin func([]row) *path.Path) *path.Path {
	links := make([]*pathValue, 0, p.steps)
	first := p
	for ; first.prev != nil; first = first.prev {
		links = append(links, first)
	}
	var out *path.Path
	switch {
	case first.rows != nil && !asArgument && !p.twice:
		out = begin(first.rows)
	case first.rows != nil:
		out = path.StartMorphism(rowEnds(first.rows)...)
	default:
		out = path.StartMorphism(first.start...)
	}
	for i := len(links) - 1; i >= 0; i-- {
		out = links[i].apply(out)
	}
	return out
}

func (p *pathValue) argument() *path.Path { return p.build(true, nil) }

// via converts what names predicates: nothing or null for all, values, or one path.
func via(a argument) ([]any, error) {
	switch a := a.(type) {
	case nil:
		return nil, nil
	case quad.Value:
		return []any{a}, nil
	case *pathValue:
		return []any{a.argument()}, nil
	case []argument:
		var out []any
		for _, item := range a {
			v, err := via(item)
			if err != nil {
				return nil, err
			}
			out = append(out, v...)
		}
		return out, nil
	}
	return nil, errors.New("a predicate must be a value or a path")
}

// viaAndTags reads (predicates, tags...).
func viaAndTags(args []argument) (preds []any, tags []string, err error) {
	if len(args) > 0 {
		if preds, err = via(args[0]); err != nil {
			return nil, nil, err
		}
		tags, err = texts(args[1:])
	}
	return preds, tags, err
}

// verb builds one step from its arguments.
type verb func(args []argument) (func(*path.Path) *path.Path, error)

// verbs are the steps of a path by their names in the script; each also has a name with a capital
// letter, for scripts of older Cayley.
func (s *session) verbs() map[string]verb {
	v := map[string]verb{
		"is": func(args []argument) (func(*path.Path) *path.Path, error) {
			nodes, err := values(args)
			return func(p *path.Path) *path.Path { return p.Is(nodes...) }, err
		},
		"in": stepVerb(func(p *path.Path, tags []string, preds []any) *path.Path {
			return p.InWithTags(tags, preds...)
		}),
		"out": stepVerb(func(p *path.Path, tags []string, preds []any) *path.Path {
			return p.OutWithTags(tags, preds...)
		}),
		"both": stepVerb(func(p *path.Path, tags []string, preds []any) *path.Path {
			return p.BothWithTags(tags, preds...)
		}),
		"labelContext": stepVerb(func(p *path.Path, tags []string, preds []any) *path.Path {
			return p.LabelContextWithTags(tags, preds...)
		}),
		"follow":            pathVerb((*path.Path).Follow),
		"followR":           pathVerb((*path.Path).FollowReverse),
		"and":               pathVerb(and),
		"or":                pathVerb((*path.Path).Or),
		"except":            pathVerb(s.except),
		"followRecursive":   recursiveVerb,
		"tag":               tagVerb,
		"back":              nameVerb((*path.Path).Back),
		"has":               hasVerb(false),
		"hasR":              hasVerb(true),
		"save":              saveVerb((*path.Path).Save),
		"saveR":             saveVerb((*path.Path).SaveReverse),
		"saveOpt":           saveVerb((*path.Path).SaveOptional),
		"saveOptR":          saveVerb((*path.Path).SaveOptionalReverse),
		"unique":            plainVerb((*path.Path).Unique),
		"labels":            plainVerb((*path.Path).Labels),
		"inPredicates":      plainVerb((*path.Path).InPredicates),
		"outPredicates":     plainVerb((*path.Path).OutPredicates),
		"order":             plainVerb((*path.Path).Order),
		"saveInPredicates":  nameVerb(func(p *path.Path, tag string) *path.Path { return p.SavePredicates(true, tag) }),
		"saveOutPredicates": nameVerb(func(p *path.Path, tag string) *path.Path { return p.SavePredicates(false, tag) }),
		"filter":            filterVerb,
		"limit":             numberVerb((*path.Path).Limit),
		"skip":              numberVerb((*path.Path).Skip),
	}
	v["intersect"], v["union"], v["difference"], v["as"] = v["and"], v["or"], v["except"], v["tag"]
	return v
}

func stepVerb(f func(*path.Path, []string, []any) *path.Path) verb {
	return func(args []argument) (func(*path.Path) *path.Path, error) {
		preds, tags, err := viaAndTags(args)
		return func(p *path.Path) *path.Path { return f(p, tags, preds) }, err
	}
}

func plainVerb(f func(*path.Path) *path.Path) verb {
	return func([]argument) (func(*path.Path) *path.Path, error) { return f, nil }
}

func pathVerb(f func(*path.Path, *path.Path) *path.Path) verb {
	return func(args []argument) (func(*path.Path) *path.Path, error) {
		if len(args) == 0 || args[0] == nil {
			return func(p *path.Path) *path.Path { return p }, nil // as Cayley has it
		}
		other, ok := args[0].(*pathValue)
		if !ok {
			return nil, errors.New("the argument must be a path")
		}
		return func(p *path.Path) *path.Path { return f(p, other.argument()) }, nil
	}
}

// and meets two paths. Cayley finds nothing where both are all nodes.
func and(p, other *path.Path) *path.Path {
	if _, all := other.Shape().(shape.AllNodes); all {
		return p
	}
	return p.And(other)
}

// except leaves a set of nodes out, unless it is empty already in the plan: Cayley's optimizer has a
// nil pointer there.
func (s *session) except(p, other *path.Path) *path.Path {
	if excluded, _ := shape.Optimize(s.ctx, other.Shape(), s.qs); shape.IsNull(excluded) {
		return p
	}
	return p.Except(other)
}

func nameVerb(f func(*path.Path, string) *path.Path) verb {
	return func(args []argument) (func(*path.Path) *path.Path, error) {
		tags, err := texts(args)
		if err != nil || len(tags) != 1 {
			return nil, errors.New("the argument must be one tag")
		}
		return func(p *path.Path) *path.Path { return f(p, tags[0]) }, nil
	}
}

func tagVerb(args []argument) (func(*path.Path) *path.Path, error) {
	tags, err := texts(args)
	return func(p *path.Path) *path.Path { return p.Tag(tags...) }, err
}

func numberVerb(f func(*path.Path, int64) *path.Path) verb {
	return func(args []argument) (func(*path.Path) *path.Path, error) {
		n, err := number(args)
		if err != nil || n < 0 {
			return nil, errors.New("the argument must be a number from 0 on")
		}
		return func(p *path.Path) *path.Path { return f(p, n) }, nil
	}
}

func number(args []argument) (int64, error) {
	if len(args) == 1 {
		switch n := args[0].(type) {
		case quad.Int:
			return int64(n), nil
		case quad.Float:
			return int64(n), nil
		}
	}
	return 0, errors.New("the argument must be a number")
}

// recursiveVerb reads (predicate or path, [depth], tags...). Without a depth there is no limit:
// Cayley stops after 50 steps without a word.
func recursiveVerb(args []argument) (func(*path.Path) *path.Path, error) {
	if len(args) == 0 {
		return nil, errors.New("followRecursive needs a predicate or a path")
	}
	preds, err := via(args[0])
	if err != nil {
		return nil, err
	}
	if len(preds) != 1 {
		return nil, errors.New("followRecursive takes one predicate or path")
	}
	rest, depth := args[1:], -1
	if len(rest) > 0 {
		if n, ok := rest[0].(quad.Int); ok {
			rest = rest[1:]
			if n > 0 {
				depth = int(n)
			}
		}
	}
	tags, err := texts(rest)
	return func(p *path.Path) *path.Path { return p.FollowRecursive(preds[0], depth, tags) }, err
}

// hasVerb reads (predicate or path, values... or filters...).
func hasVerb(reverse bool) verb {
	return func(args []argument) (func(*path.Path) *path.Path, error) {
		if len(args) == 0 || args[0] == nil {
			return nil, errors.New("has needs a predicate")
		}
		preds, err := via(args[0])
		if err != nil {
			return nil, err
		}
		if len(preds) != 1 {
			return nil, errors.New("has takes one predicate or path")
		}
		if filters := filtersOf(args[1:]); len(filters) > 0 {
			return func(p *path.Path) *path.Path { return p.HasFilter(preds[0], reverse, filters...) }, nil
		}
		nodes, err := values(args[1:])
		return func(p *path.Path) *path.Path {
			if reverse {
				return p.HasReverse(preds[0], nodes...)
			}
			return p.Has(preds[0], nodes...)
		}, err
	}
}

// filtersOf is nil unless all arguments are filters.
func filtersOf(args []argument) []shape.ValueFilter {
	var out []shape.ValueFilter
	for _, a := range args {
		f, ok := a.(*filterValue)
		if !ok {
			return nil
		}
		out = append(out, f.f)
	}
	return out
}

func filterVerb(args []argument) (func(*path.Path) *path.Path, error) {
	filters := filtersOf(args)
	if len(filters) == 0 {
		return nil, errors.New("filter takes lt, lte, gt, gte, regex or like")
	}
	return func(p *path.Path) *path.Path { return p.Filters(filters...) }, nil
}

// saveVerb reads (predicate or path, [tag]); without a tag the predicate is its own.
func saveVerb(f func(*path.Path, any, string) *path.Path) verb {
	return func(args []argument) (func(*path.Path) *path.Path, error) {
		if len(args) == 0 || len(args) > 2 {
			return nil, errors.New("save takes a predicate and a tag")
		}
		preds, err := via(args[0])
		if err != nil {
			return nil, err
		}
		if len(preds) != 1 {
			return nil, errors.New("save takes one predicate or path")
		}
		var tag string
		if len(args) == 2 {
			t, ok := args[1].(quad.String)
			if !ok {
				return nil, errors.New("a tag must be a string")
			}
			tag = string(t)
		}
		if tag == "" {
			v, ok := preds[0].(quad.Value)
			if !ok {
				return nil, errors.New("a saved path needs a tag")
			}
			tag = quad.StringOf(v)
		}
		return func(p *path.Path) *path.Path { return f(p, preds[0], tag) }, nil
	}
}

// buildIterator is where the path meets the store.
func (s *session) buildIterator(ctx context.Context, p *pathValue) iterator.Shape {
	built := p.build(false, func(rows []row) *path.Path { return path.PathFromIterator(s.qs, newRows(s, rows)) })
	return iterator.Tag(built.BuildIteratorOn(ctx, s.qs), "id")
}
