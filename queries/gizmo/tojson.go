package gizmo

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/dop251/goja"
)

var (
	errDeep   = &Error{Code: CodeStack, Message: "a value that is given out is nested too deep"}
	errCyclic = errors.New("a value that is given out contains itself")
	errNoData = errors.New("this cannot be given out as data; use .all(), .toArray() or .forEach() on a path")
)

// jsonWriter turns a value of the script into JSON without trusting it: cycles, depth and size are
// checked on the way. Functions and undefined are left out, NaN becomes null, as in JSON.stringify.
type jsonWriter struct {
	buf  []byte
	max  int
	open []*goja.Object // the objects around the present place
}

// write appends v; ok is false when v is nothing that JSON knows.
func (w *jsonWriter) write(v goja.Value) (ok bool, err error) {
	if len(w.buf) > w.max {
		return false, &Error{Code: CodeOutput, Message: "a result is larger than the output allowed"}
	}
	if v == nil || goja.IsUndefined(v) {
		return false, nil
	}
	if goja.IsNull(v) {
		w.buf = append(w.buf, "null"...)
		return true, nil
	}
	o, is := v.(*goja.Object)
	if !is {
		return w.primitive(v)
	}
	switch t := hostValue(o).(type) {
	case *constant:
		w.buf = append(w.buf, nativeJSON(t.v)...)
		return true, nil
	case *pathValue, *filterValue:
		return false, errNoData
	}
	switch o.ClassName() {
	case "Function":
		return false, nil
	case "Date":
		if at, ok := o.Export().(time.Time); ok {
			w.buf = append(append(append(w.buf, '"'), at.UTC().Format(time.RFC3339Nano)...), '"')
			return true, nil
		}
	case "String", "Number", "Boolean":
		return w.primitive(o)
	}
	return w.object(o)
}

func (w *jsonWriter) object(o *goja.Object) (bool, error) {
	if len(w.open) > maxJSONDepth {
		return false, errDeep
	}
	for _, around := range w.open {
		if around == o {
			return false, errCyclic
		}
	}
	w.open = append(w.open, o)
	defer func() { w.open = w.open[:len(w.open)-1] }()
	if o.ClassName() == "Array" {
		return true, w.array(o)
	}
	w.buf = append(w.buf, '{')
	first := true
	for _, key := range o.Keys() {
		mark := len(w.buf)
		if !first {
			w.buf = append(w.buf, ',')
		}
		name, err := plainJSON(key)
		if err != nil {
			return false, err
		}
		w.buf = append(append(w.buf, name...), ':')
		ok, err := w.write(o.Get(key))
		if err != nil {
			return false, err
		}
		if !ok {
			w.buf = w.buf[:mark]
			continue
		}
		first = false
	}
	w.buf = append(w.buf, '}')
	return true, nil
}

func (w *jsonWriter) array(o *goja.Object) error {
	w.buf = append(w.buf, '[')
	n := o.Get("length").ToInteger()
	for i := range n {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		ok, err := w.write(o.Get(strconv.FormatInt(i, 10)))
		if err != nil {
			return err
		}
		if !ok {
			w.buf = append(w.buf, "null"...)
		}
	}
	w.buf = append(w.buf, ']')
	return nil
}

func (w *jsonWriter) primitive(v goja.Value) (bool, error) {
	switch x := v.Export().(type) {
	case string:
		if len(x) > w.max {
			return false, &Error{Code: CodeOutput, Message: "a result is larger than the output allowed"}
		}
		b, err := plainJSON(x)
		w.buf = append(w.buf, b...)
		return true, err
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			w.buf = append(w.buf, "null"...)
			return true, nil
		}
		b, err := plainJSON(x)
		w.buf = append(w.buf, b...)
		return true, err
	case int64:
		w.buf = strconv.AppendInt(w.buf, x, 10)
		return true, nil
	case bool:
		w.buf = strconv.AppendBool(w.buf, x)
		return true, nil
	}
	return false, nil // a symbol or a big integer
}
