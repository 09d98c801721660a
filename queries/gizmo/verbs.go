package gizmo

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"
	"github.com/dop251/goja"
)

// defaultNamespaces are those that addDefaultNamespaces makes known.
var defaultNamespaces = [...][2]string{
	{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
	{"owl", "http://www.w3.org/2002/07/owl#"},
	{"schema", "http://schema.org/"},
}

// function is a verb of the script: this is the object it is called on.
type function func(this goja.Value, call goja.FunctionCall) (goja.Value, error)

// wrap makes f callable: its errors become errors of the script.
func (s *session) wrap(f function) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		v, err := f(call.This, call)
		if err != nil {
			s.fail(err)
		}
		if v == nil {
			return goja.Null()
		}
		return v
	}
}

// set defines a function under its name, and under its name with a capital letter.
func (s *session) set(o *goja.Object, name string, f function) {
	wrapped := s.vm.ToValue(s.wrap(f))
	for _, n := range []string{name, strings.ToUpper(name[:1]) + name[1:]} {
		if err := o.Set(n, wrapped); err != nil {
			panic(err) // a fresh object takes every name
		}
	}
}

// install puts Gizmo's names into the runtime.
func (s *session) install() {
	vm := s.vm
	s.pathProto, s.constantProto, s.filterProto = vm.NewObject(), vm.NewObject(), vm.NewObject()
	for name, v := range s.verbs() {
		s.set(s.pathProto, name, s.stepFunction(name, v))
	}
	s.installFinals()
	show := func(this goja.Value, _ goja.FunctionCall) (goja.Value, error) {
		if o, ok := this.(*goja.Object); ok {
			if c, ok := hostValue(o).(*constant); ok {
				return vm.ToValue(quad.StringOf(c.v)), nil
			}
		}
		return vm.ToValue("[path]"), nil
	}
	for _, proto := range []*goja.Object{s.constantProto, s.pathProto, s.filterProto} {
		s.set(proto, "toString", show)
	}
	g := vm.NewObject()
	s.installGraph(g)
	s.global("graph", g)
	s.global("g", g)
	s.installValues()
}

func (s *session) global(name string, v any) {
	if err := s.vm.Set(name, v); err != nil {
		panic(err) // a fresh runtime takes every name
	}
}

// host wraps a Go value as an object of the script.
func (s *session) host(v any, proto *goja.Object) goja.Value {
	o := s.vm.ToValue(v).ToObject(s.vm)
	if err := o.SetPrototype(proto); err != nil {
		panic(err)
	}
	return o
}

func (s *session) constantOf(v quad.Value) goja.Value {
	return s.host(&constant{v}, s.constantProto)
}

func thisPath(this goja.Value) (*pathValue, error) {
	if o, ok := this.(*goja.Object); ok {
		if p, ok := hostValue(o).(*pathValue); ok {
			return p, nil
		}
	}
	return nil, errors.New("this verb belongs to a path, such as g.V()")
}

func arguments(call goja.FunctionCall) ([]argument, error) {
	out := make([]argument, len(call.Arguments))
	for i, v := range call.Arguments {
		var err error
		if out[i], err = toArgument(v, 0); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// stepFunction makes a step callable on a path.
func (s *session) stepFunction(name string, v verb) function {
	return func(this goja.Value, call goja.FunctionCall) (goja.Value, error) {
		p, err := thisPath(this)
		if err != nil {
			return nil, err
		}
		args, err := arguments(call)
		if err != nil {
			return nil, err
		}
		apply, err := v(args)
		if err != nil {
			return nil, err
		}
		next, err := p.step(name, apply)
		if err != nil {
			return nil, err
		}
		return s.host(next, s.pathProto), nil
	}
}

// installGraph defines what hangs on g.
func (s *session) installGraph(g *goja.Object) {
	vertex := func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
		args, err := arguments(call)
		if err != nil {
			return nil, err
		}
		nodes, err := values(args)
		if err != nil {
			return nil, err
		}
		return s.host(&pathValue{start: nodes}, s.pathProto), nil
	}
	morphism := func(goja.Value, goja.FunctionCall) (goja.Value, error) {
		return s.host(&pathValue{}, s.pathProto), nil
	}
	for name, f := range map[string]function{"V": vertex, "vertex": vertex, "M": morphism, "morphism": morphism} {
		s.set(g, name, f)
	}
	iri := func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
		return s.constantOf(quad.IRI(s.fullIRI(call.Argument(0).String()))), nil
	}
	s.set(g, "IRI", iri)
	s.set(g, "uri", iri)
	s.set(g, "addNamespace", func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
		if len(s.namespaces) >= 1000 {
			return nil, errors.New("too many namespaces")
		}
		s.namespaces[call.Argument(0).String()] = call.Argument(1).String()
		return nil, nil
	})
	s.set(g, "addDefaultNamespaces", func(goja.Value, goja.FunctionCall) (goja.Value, error) {
		for _, ns := range defaultNamespaces {
			s.namespaces[ns[0]] = ns[1]
		}
		return nil, nil
	})
	s.set(g, "loadNamespaces", func(goja.Value, goja.FunctionCall) (goja.Value, error) {
		return nil, errors.New("the graph keeps no namespaces; use g.addNamespace")
	})
	s.set(g, "emit", func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
		if s.opt.Shape {
			return nil, nil
		}
		return nil, s.emitValue(call.Argument(0))
	})
	s.set(g, "path", func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
		return s.pathExpression(call.Argument(0).String())
	})
}

func (s *session) fullIRI(text string) string {
	if prefix, local, ok := strings.Cut(text, ":"); ok {
		if full, ok := s.namespaces[prefix]; ok {
			return full + local
		}
	}
	return text
}

func (s *session) emitValue(v goja.Value) error {
	w := &jsonWriter{max: s.opt.MaxOutputBytes - s.bytes}
	ok, err := w.write(v)
	if err != nil || !ok || goja.IsNull(v) {
		return err
	}
	s.send(Result{JSON: w.buf})
	return nil
}

// pathExpression runs a path expression to its end and makes its answers the start of a path.
func (s *session) pathExpression(expression string) (goja.Value, error) {
	if s.opt.Path == nil {
		return nil, errors.New("path expressions are not available here")
	}
	rows := []row{}
	err := guard(func() error {
		for r, err := range s.opt.Path(s.ctx, expression) {
			if err != nil {
				return err
			}
			if len(rows) >= s.opt.MaxPathRows {
				return &Error{Code: CodeOutput, Message: fmt.Sprintf("g.path gave more than %d answers", s.opt.MaxPathRows)}
			}
			rows = append(rows, newRow(r))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.host(&pathValue{rows: rows}, s.pathProto), nil
}

// installValues defines iri, str, lt and their like.
func (s *session) installValues() {
	one := func(name string, f func(string) quad.Value) {
		s.global(name, s.wrap(func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
			if len(call.Arguments) != 1 {
				return nil, fmt.Errorf("%s takes one text", name)
			}
			return s.constantOf(f(call.Arguments[0].String())), nil
		}))
	}
	one("iri", func(t string) quad.Value { return quad.IRI(t) })
	one("bnode", func(t string) quad.Value { return quad.BNode(t) })
	one("str", func(t string) quad.Value { return quad.String(t) })
	one("raw", func(t string) quad.Value { return quad.Raw(t) }) //lint:ignore SA1019 scripts written for Cayley may use the verb
	two := func(name string, f func(a, b string) quad.Value) {
		s.global(name, s.wrap(func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
			if len(call.Arguments) != 2 {
				return nil, fmt.Errorf("%s takes two texts", name)
			}
			return s.constantOf(f(call.Arguments[0].String(), call.Arguments[1].String())), nil
		}))
	}
	two("lang", func(t, lang string) quad.Value { return quad.LangString{Value: quad.String(t), Lang: lang} })
	two("typed", typed)
	for name, op := range map[string]iterator.Operator{
		"lt": iterator.CompareLT, "lte": iterator.CompareLTE, "gt": iterator.CompareGT, "gte": iterator.CompareGTE,
	} {
		s.filter(name, func(args []argument) (shape.ValueFilter, error) {
			v, err := values(args)
			if err != nil || len(v) != 1 {
				return nil, fmt.Errorf("%s takes one value", name)
			}
			return shape.Comparison{Op: op, Val: v[0]}, nil
		})
	}
	s.filter("like", func(args []argument) (shape.ValueFilter, error) {
		if pattern, ok := args[0].(quad.String); ok && len(args) == 1 {
			return shape.Wildcard{Pattern: string(pattern)}, nil
		}
		return nil, errors.New("like takes one pattern")
	})
	s.filter("regex", regexFilter)
}

func (s *session) filter(name string, f func([]argument) (shape.ValueFilter, error)) {
	s.global(name, s.wrap(func(_ goja.Value, call goja.FunctionCall) (goja.Value, error) {
		args, err := arguments(call)
		if err != nil {
			return nil, err
		}
		if len(args) == 0 {
			return nil, fmt.Errorf("%s needs an argument", name)
		}
		made, err := f(args)
		if err != nil {
			return nil, err
		}
		return s.host(&filterValue{made}, s.filterProto), nil
	}))
}

// regexFilter reads (pattern, [also IRIs]). Patterns are Go's (RE2): they take time in proportion
// to the text.
func regexFilter(args []argument) (shape.ValueFilter, error) {
	pattern, ok := args[0].(quad.String)
	if !ok || len(args) > 2 {
		return nil, errors.New("regex takes a pattern and whether IRIs are matched")
	}
	refs := false
	if len(args) == 2 {
		b, ok := args[1].(quad.Bool)
		if !ok {
			return nil, errors.New("the second argument of regex is true or false")
		}
		refs = bool(b)
	}
	re, err := regexp.Compile(string(pattern))
	if err != nil {
		return nil, err
	}
	return shape.Regexp{Re: re, Refs: refs}, nil
}
