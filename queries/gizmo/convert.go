package gizmo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"entente/graph/cayleystore"

	"github.com/cayleygraph/cayley/query/shape"
	"github.com/cayleygraph/quad"
	"github.com/dop251/goja"
)

// constant is a value of the graph that JavaScript has no type for, such as iri("x").
type constant struct{ v quad.Value }

// filterValue is what lt(5), regex("x") and the like give.
type filterValue struct{ f shape.ValueFilter }

// argument is an argument of a verb: nil, a quad.Value, a *pathValue, a filterValue or a list.
type argument any

func wrongType(what string) error { return fmt.Errorf("not a value of the graph: %s", what) }

// toArgument converts v without running any of the script's code but getters of list items.
func toArgument(v goja.Value, depth int) (argument, error) {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil, nil
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return primitive(v)
	}
	switch o.ClassName() {
	case "Array":
		return toList(o, depth)
	case "Date", "String", "Number", "Boolean":
		return primitive(o)
	case "Proxy", "Function":
		return nil, wrongType("a " + strings.ToLower(o.ClassName()))
	}
	switch t := hostValue(o).(type) {
	case *pathValue:
		return t, nil
	case *constant:
		return t.v, nil
	case *filterValue:
		return t, nil
	}
	return nil, wrongType("an object")
}

// hostValue is the Go value behind o, or nil. Objects of the script are never exported: that would
// walk all of them.
func hostValue(o *goja.Object) any {
	switch t := o.ExportType(); t {
	case typePath, typeConstant, typeFilter:
		return o.Export()
	}
	return nil
}

func toList(o *goja.Object, depth int) (argument, error) {
	if depth > 4 {
		return nil, wrongType("a list nested too deep")
	}
	n := o.Get("length").ToInteger()
	if n > maxListItems {
		return nil, fmt.Errorf("a list of more than %d items", maxListItems)
	}
	list := make([]argument, 0, n)
	for i := range n {
		a, err := toArgument(o.Get(strconv.FormatInt(i, 10)), depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

func primitive(v goja.Value) (argument, error) {
	switch x := v.Export().(type) {
	case string:
		return parseValue(x), nil
	case bool:
		return quad.Bool(x), nil
	case int64:
		return quad.Int(x), nil
	case float64:
		if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			return quad.Int(x), nil
		}
		return quad.Float(x), nil
	case time.Time:
		return quad.Time(x), nil
	default:
		return nil, wrongType(fmt.Sprintf("%T", x))
	}
}

// parseValue reads Gizmo's strings: <x> is an IRI, _:x a blank node, "x"@en and "x"^^<t> what they
// are in N-Quads; everything else is text.
func parseValue(s string) quad.Value {
	if s == "" {
		return quad.String("")
	}
	v := quad.StringToValue(s)
	if t, ok := v.(quad.TypedString); ok {
		return typed(string(t.Value), string(t.Type))
	}
	return v
}

// typed makes a typed literal; xsd:integer and the like mean the full name.
func typed(text, datatype string) quad.Value {
	if local, ok := strings.CutPrefix(datatype, "xsd:"); ok {
		datatype = "http://www.w3.org/2001/XMLSchema#" + local
	}
	v := quad.TypedString{Value: quad.String(text), Type: quad.IRI(datatype)}
	if t, ok := cayleystore.Term(v); ok {
		return cayleystore.Value(t)
	}
	return v
}

// flatten turns arguments and the lists among them into values.
func values(args []argument) ([]quad.Value, error) {
	var out []quad.Value
	for _, a := range args {
		switch a := a.(type) {
		case quad.Value:
			out = append(out, a)
		case []argument:
			inner, err := values(a)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		case nil:
			return nil, wrongType("null")
		case *pathValue:
			return nil, wrongType("a path; use .and() or .follow()")
		default:
			return nil, wrongType("a filter")
		}
	}
	return out, nil
}

// texts turns arguments and the lists among them into tag names.
func texts(args []argument) ([]string, error) {
	var out []string
	for _, a := range args {
		switch a := a.(type) {
		case quad.String:
			out = append(out, string(a))
		case quad.Value:
			out = append(out, quad.StringOf(a))
		case []argument:
			inner, err := texts(a)
			if err != nil {
				return nil, err
			}
			out = append(out, inner...)
		default:
			return nil, fmt.Errorf("a tag must be a string")
		}
	}
	return out, nil
}

// native is the JSON value of v, as Cayley's HTTP interface gives it.
func native(v quad.Value) any {
	switch x := v.(type) {
	case nil:
		return nil
	case quad.Float:
		if f := float64(x); math.IsNaN(f) || math.IsInf(f, 0) {
			return quad.StringOf(v)
		}
	case quad.Time:
		return time.Time(x).Format(time.RFC3339Nano)
	}
	out := v.Native()
	if same, ok := out.(quad.Value); ok {
		return quad.StringOf(same)
	}
	if at, ok := out.(time.Time); ok {
		return at.Format(time.RFC3339Nano)
	}
	return out
}

func nativeJSON(v quad.Value) json.RawMessage {
	b, err := plainJSON(native(v))
	if err != nil { // a number that JSON has not, such as INF
		b, _ = plainJSON(quad.StringOf(v)) // a string never fails
	}
	return b
}

// plainJSON is JSON that leaves < and > as they are: readers of IRIs want them so.
func plainJSON(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}
