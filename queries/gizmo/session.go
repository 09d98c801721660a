package gizmo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strings"

	"github.com/cayleygraph/cayley/graph"
	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

var (
	typePath     = reflect.TypeFor[*pathValue]()
	typeConstant = reflect.TypeFor[*constant]()
	typeFilter   = reflect.TypeFor[*filterValue]()
)

// session is one run of one script.
type session struct {
	ctx  context.Context
	qs   graph.QuadStore
	vm   *goja.Runtime
	opt  Options
	emit func(Result) error

	pathProto, constantProto, filterProto *goja.Object
	namespaces                            map[string]string

	results, bytes int
	drawn          *QueryShape // with Options.Shape
	ended          *Error      // why the script is being stopped
	truncated      string
}

// Run executes script over qs in this process and calls emit on the calling goroutine for each
// result. An error of emit stops the script and is returned as it is; every other error is an
// *Error. See the package's text for what is limited only in a worker.
func Run(ctx context.Context, qs graph.QuadStore, script string, opt *Options, emit func(Result) error) (Outcome, error) {
	s := &session{qs: qs, opt: opt.withDefaults(), namespaces: map[string]string{}}
	var emitErr error
	s.emit = func(r Result) error {
		emitErr = emit(r)
		return emitErr
	}
	ctx, cancel := context.WithTimeout(ctx, s.opt.Time)
	defer cancel()
	s.ctx = ctx
	out, err := s.run(script)
	if emitErr != nil {
		return out, emitErr
	}
	if err == nil {
		return out, nil
	}
	return out, err
}

func (s *session) run(script string) (out Outcome, failed error) {
	defer func() {
		if x := recover(); x != nil {
			failed = fromPanic(x)
		}
		out.Results, out.Truncated = s.results, s.truncated
		if s.truncated != "" {
			failed = nil
		}
	}()
	if len(script) > MaxScriptBytes {
		return out, &Error{Code: CodeSize, Message: fmt.Sprintf("the script is longer than %d bytes; nothing was run", MaxScriptBytes)}
	}
	program, err := compile(script)
	if err != nil {
		return out, err
	}
	if err := s.ctx.Err(); err != nil {
		return out, asError(err)
	}
	s.vm = goja.New()
	s.vm.SetParserOptions(parser.WithDisableSourceMaps)
	s.vm.SetMaxCallStackSize(maxCallDepth)
	s.install()
	stop := context.AfterFunc(s.ctx, func() { s.vm.Interrupt(asError(s.ctx.Err())) })
	defer stop()
	v, err := s.vm.RunProgram(program)
	if s.ended != nil {
		return out, s.ended
	}
	if err != nil {
		return out, s.scriptError(err)
	}
	if err := s.ctx.Err(); err != nil {
		return out, asError(err)
	}
	if s.opt.Shape {
		return out, s.sendShape()
	}
	out.Value = s.lastValue(v)
	return out, nil
}

// compile parses with source maps off: a comment in a script could name a file to read otherwise.
func compile(script string) (*goja.Program, error) {
	tree, err := parser.ParseFile(nil, "", script, 0, parser.WithDisableSourceMaps)
	var list parser.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		at := list[0].Position
		return nil, &Error{Code: CodeSyntax, Message: list[0].Message, Line: at.Line, Column: at.Column}
	}
	if err != nil {
		return nil, &Error{Code: CodeSyntax, Message: err.Error()}
	}
	program, err := goja.CompileAST(tree, false)
	var syntax *goja.CompilerSyntaxError
	if errors.As(err, &syntax) {
		e := &Error{Code: CodeSyntax, Message: syntax.Message}
		if syntax.File != nil {
			at := syntax.File.Position(syntax.Offset)
			e.Line, e.Column = at.Line, at.Column
		}
		return nil, e
	}
	if err != nil {
		return nil, &Error{Code: CodeSyntax, Message: err.Error()}
	}
	return program, nil
}

// scriptError names what the engine reports.
func (s *session) scriptError(err error) *Error {
	var interrupted *goja.InterruptedError
	if errors.As(err, &interrupted) {
		if e, ok := interrupted.Value().(*Error); ok {
			return e
		}
		return asError(s.ctx.Err())
	}
	var overflow *goja.StackOverflowError
	if errors.As(err, &overflow) {
		return &Error{Code: CodeStack, Message: fmt.Sprintf("calls are nested deeper than %d", maxCallDepth)}
	}
	var thrown *goja.Exception
	if !errors.As(err, &thrown) {
		return asError(err)
	}
	e := &Error{Code: CodeScript, Message: s.thrownText(thrown.Value())}
	if s.ctx.Err() != nil { // its own text took the rest of the time
		return asError(s.ctx.Err())
	}
	for _, frame := range thrown.Stack() {
		if at := frame.Position(); at.Line > 0 {
			e.Line, e.Column = at.Line, at.Column
			break
		}
	}
	return e
}

// thrownText describes a thrown value. That may run code of the script (toString, getters), so
// the time limit is still in force, and what it throws or breaks is dropped.
func (s *session) thrownText(v goja.Value) (text string) {
	text = "the script threw an object that cannot be shown"
	defer func() { _ = recover() }() // an interrupt is seen by the caller in the context
	if v == nil {
		return "the script threw"
	}
	if _, ok := v.(*goja.Object); !ok {
		return cut(v.String())
	}
	s.vm.Try(func() { text = cut(v.String()) })
	return text
}

func cut(text string) string {
	const most = 1000
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// lastValue is the value of the last statement if it is plain data that fits the output.
func (s *session) lastValue(v goja.Value) (out []byte) {
	if v == nil || goja.IsUndefined(v) || goja.IsNull(v) {
		return nil
	}
	defer func() {
		if recover() != nil { // a getter or proxy of the script threw or was interrupted
			out = nil
		}
	}()
	w := &jsonWriter{max: s.opt.MaxOutputBytes - s.bytes}
	s.vm.Try(func() {
		if ok, err := w.write(v); ok && err == nil && len(w.buf) <= w.max {
			out = w.buf
		}
	})
	return out
}

// fromPanic names what made the engine or Cayley panic.
func fromPanic(x any) *Error {
	text := fmt.Sprint(x)
	var asErr error
	if e, ok := x.(error); ok {
		asErr = e
		var named *Error
		if errors.As(e, &named) {
			return named
		}
	}
	switch {
	case strings.Contains(text, "out of range") || strings.Contains(text, "overflow") || strings.Contains(text, "too large") || strings.Contains(text, "out of memory"):
		return &Error{Code: CodeMemory, Message: "the script asked for more memory than there is"}
	}
	if _, ok := asErr.(runtime.Error); ok {
		return &Error{Code: CodeScript, Message: "the script broke the interpreter: " + cut(text)}
	}
	return &Error{Code: CodeScript, Message: cut(text)}
}

// guard runs code that is not the script's, and turns its panics into errors.
func guard(f func() error) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fromPanic(x)
		}
	}()
	return f()
}

// fail makes err an error of the script: those that end it cannot be caught by it.
func (s *session) fail(err error) {
	var e *Error
	switch {
	case errors.As(err, &e) && e.Code != CodeScript:
		s.end(e)
		panic(s.vm.NewGoError(e))
	case s.ctx.Err() != nil:
		s.end(asError(s.ctx.Err()))
		panic(s.vm.NewGoError(s.ended))
	}
	panic(s.vm.NewTypeError(err.Error()))
}

// end stops the script at its next step, for good.
func (s *session) end(e *Error) {
	if s.ended == nil {
		s.ended = e
	}
	s.vm.Interrupt(e)
}

// send gives one result out. It returns false when the script is to stop.
func (s *session) send(r Result) bool {
	switch {
	case s.ended != nil:
		return false
	case s.opt.Limit > 0 && s.results >= s.opt.Limit:
		s.truncated = "limit"
		s.end(&Error{Code: CodeOutput, Message: "the limit of results is reached"})
		return false
	case s.results >= s.opt.MaxResults:
		s.end(&Error{Code: CodeOutput, Message: fmt.Sprintf("the script gave more than %d results", s.opt.MaxResults)})
		return false
	case s.bytes+len(r.JSON) > s.opt.MaxOutputBytes:
		s.end(&Error{Code: CodeOutput, Message: fmt.Sprintf("the results are longer than %d bytes", s.opt.MaxOutputBytes)})
		return false
	}
	s.results++
	s.bytes += len(r.JSON)
	if err := s.emit(r); err != nil {
		s.end(&Error{Code: CodeCancelled, Message: "the results are no longer wanted"})
		return false
	}
	return true
}
