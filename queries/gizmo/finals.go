package gizmo

import (
	"encoding/json"
	"errors"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	"github.com/dop251/goja"
)

// errStop ends a walk early without an error.
var errStop = errors.New("stop")

// walk goes over the results of p: each with its tags, or (paths false) each node once a result.
// At most limit of them; none is no limit.
func (s *session) walk(p *pathValue, paths bool, limit int, visit func(map[string]graph.Ref) error) error {
	if s.opt.Shape {
		return s.draw(p)
	}
	n := 0
	err := guard(func() error {
		it, _ := s.buildIterator(s.ctx, p).Optimize(s.ctx)
		scan := it.Iterate()
		defer scan.Close()
		for scan.Next(s.ctx) {
			for more := true; more; more = paths && scan.NextPath(s.ctx) {
				if err := s.ctx.Err(); err != nil {
					return err
				}
				if limit > 0 && n >= limit {
					return errStop
				}
				n++
				tags := map[string]graph.Ref{}
				scan.TagResults(tags)
				if err := visit(tags); err != nil {
					return err
				}
			}
		}
		return scan.Err()
	})
	if errors.Is(err, errStop) {
		return nil
	}
	if err == nil {
		err = s.ctx.Err() // Cayley's iterators end without an error then
	}
	return err
}

// tagValues names the tags that have a value.
func (s *session) tagValues(tags map[string]graph.Ref) (map[string]quad.Value, error) {
	out := make(map[string]quad.Value, len(tags))
	for tag, ref := range tags {
		v, err := s.qs.NameOf(ref)
		if err != nil {
			return nil, err
		}
		if v != nil {
			out[tag] = v
		}
	}
	return out, nil
}

// js makes a value of the graph one of the script.
func (s *session) js(v quad.Value) goja.Value {
	if _, ok := v.(quad.Time); ok {
		return s.constantOf(v)
	}
	return s.vm.ToValue(native(v))
}

func (s *session) jsTags(tags map[string]quad.Value) goja.Value {
	o := s.vm.NewObject()
	for tag, v := range tags {
		if err := o.Set(tag, s.js(v)); err != nil {
			panic(err)
		}
	}
	return o
}

// installFinals defines the verbs that run a path.
func (s *session) installFinals() {
	final := func(name string, f func(p *pathValue, call goja.FunctionCall) (goja.Value, error)) {
		s.set(s.pathProto, name, func(this goja.Value, call goja.FunctionCall) (goja.Value, error) {
			p, err := thisPath(this)
			if err != nil {
				return nil, err
			}
			return f(p, call)
		})
	}
	final("all", func(p *pathValue, _ goja.FunctionCall) (goja.Value, error) { return nil, s.sendAll(p, 0) })
	final("getLimit", func(p *pathValue, call goja.FunctionCall) (goja.Value, error) {
		n, err := limitArgument(call.Arguments)
		if err != nil {
			return nil, err
		}
		return nil, s.sendAll(p, n)
	})
	final("count", func(p *pathValue, _ goja.FunctionCall) (goja.Value, error) {
		n := int64(0)
		err := s.walk(p, true, 0, func(map[string]graph.Ref) error { n++; return nil })
		return s.vm.ToValue(n), err
	})
	for name, withTags := range map[string]bool{"toArray": false, "tagArray": true} {
		final(name, func(p *pathValue, call goja.FunctionCall) (goja.Value, error) {
			n, err := limitArgument(call.Arguments)
			if err != nil {
				return nil, err
			}
			list, err := s.list(p, withTags, n)
			if err != nil {
				return nil, err
			}
			return s.vm.NewArray(list...), nil
		})
	}
	for name, withTags := range map[string]bool{"toValue": false, "tagValue": true} {
		final(name, func(p *pathValue, _ goja.FunctionCall) (goja.Value, error) {
			list, err := s.list(p, withTags, 1)
			if err != nil || len(list) == 0 {
				return nil, err
			}
			return list[0].(goja.Value), nil
		})
	}
	final("forEach", s.forEach)
	final("map", s.forEach)
}

// limitArgument reads an optional number; none, zero and below are no limit.
func limitArgument(args []goja.Value) (int, error) {
	if len(args) == 0 || goja.IsUndefined(args[0]) || goja.IsNull(args[0]) {
		return 0, nil
	}
	a, err := toArgument(args[0], 0)
	if err != nil {
		return 0, err
	}
	n, err := number([]argument{a})
	if err != nil {
		return 0, errors.New("a limit must be a number")
	}
	return int(max(0, min(n, 1<<31))), nil
}

// sendAll gives out every result with its tags.
func (s *session) sendAll(p *pathValue, limit int) error {
	return s.walk(p, true, limit, func(refs map[string]graph.Ref) error {
		tags, err := s.tagValues(refs)
		if err != nil || len(tags) == 0 {
			return err
		}
		out := make(map[string]json.RawMessage, len(tags))
		for tag, v := range tags {
			out[tag] = nativeJSON(v)
		}
		b, err := plainJSON(out)
		if err != nil {
			return err
		}
		if !s.send(Result{JSON: b}) {
			return errStop
		}
		return nil
	})
}

// list collects results for the script. What it may hold is bounded like the output.
func (s *session) list(p *pathValue, withTags bool, limit int) ([]any, error) {
	var out []any
	bytes := 0
	err := s.walk(p, withTags, limit, func(refs map[string]graph.Ref) error {
		tags, err := s.tagValues(refs)
		if err != nil {
			return err
		}
		for tag, v := range tags {
			bytes += len(tag) + len(quad.StringOf(v))
		}
		switch {
		case len(tags) == 0:
		case len(out) >= s.opt.MaxResults || bytes > s.opt.MaxOutputBytes:
			return &Error{Code: CodeOutput, Message: "a list of results is larger than the output allowed"}
		case withTags:
			out = append(out, s.jsTags(tags))
		case tags["id"] != nil:
			out = append(out, s.js(tags["id"]))
		}
		return nil
	})
	return out, err
}

// forEach calls back with the tags of each result. An error of the callback ends the walk.
func (s *session) forEach(p *pathValue, call goja.FunctionCall) (goja.Value, error) {
	n := len(call.Arguments)
	if n != 1 && n != 2 {
		return nil, errors.New("forEach takes an optional limit and a function")
	}
	callback, ok := goja.AssertFunction(call.Arguments[n-1])
	if !ok {
		return nil, errors.New("forEach needs a function")
	}
	limit, err := limitArgument(call.Arguments[:n-1])
	if err != nil {
		return nil, err
	}
	var thrown error
	err = s.walk(p, true, limit, func(refs map[string]graph.Ref) error {
		tags, err := s.tagValues(refs)
		if err != nil || len(tags) == 0 {
			return err
		}
		if _, thrown = callback(call.This, s.jsTags(tags)); thrown != nil {
			return errStop
		}
		return nil
	})
	if thrown != nil {
		panic(thrown) // goes on as what it is: an exception, or the end of the script
	}
	return nil, err
}
