package gizmo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"entente/graph/store"
)

// killAfter is how long after its limit a worker that has not ended is killed.
const killAfter = time.Second

// defaultMemory is the memory of a worker's heap; what the process may write is 512 MiB.
const defaultMemory = 320 << 20

// Pool runs scripts in worker processes, a few at a time. It is safe for concurrent use.
type Pool struct {
	command []string
	slots   chan struct{}
}

// NewPool makes a Pool that starts command for each script: a program that calls Worker with its
// standard input and output. size is how many run at a time (0: one less than there are
// processors, at least one); further ones wait.
func NewPool(command []string, size int) *Pool {
	if size <= 0 {
		size = max(1, runtime.NumCPU()-1)
	}
	return &Pool{command: command, slots: make(chan struct{}, size)}
}

// Run executes script in a worker over view, which stays the caller's. It is like the function Run,
// but nothing that the script does reaches further than the worker: whatever happens there, Run
// returns within Options.Time and a second, not counting the wait for a free worker.
func (p *Pool) Run(ctx context.Context, view store.View, script string, opt *Options, emit func(Result) error) (Outcome, error) {
	o := opt.withDefaults()
	if len(script) > MaxScriptBytes {
		return Outcome{}, &Error{Code: CodeSize, Message: fmt.Sprintf("the script is longer than %d bytes; nothing was run", MaxScriptBytes)}
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return Outcome{}, asError(ctx.Err())
	}
	ctx, cancel := context.WithTimeout(ctx, o.Time+killAfter)
	defer cancel()
	w := &process{ctx: ctx, opt: o, emit: emit}
	return w.run(p.command, view, script)
}

// process is one worker process.
type process struct {
	ctx    context.Context
	opt    Options
	emit   func(Result) error
	cmd    *exec.Cmd
	stderr tail

	results, bytes int
}

func (w *process) run(command []string, view store.View, script string) (Outcome, error) {
	w.cmd = exec.CommandContext(w.ctx, command[0], command[1:]...) // killed when the context ends
	w.cmd.Env = []string{}
	w.cmd.Dir = "/"
	w.cmd.Stderr = &w.stderr
	w.cmd.WaitDelay = killAfter
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return Outcome{}, workerError(err)
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return Outcome{}, workerError(err)
	}
	if err := w.cmd.Start(); err != nil {
		return Outcome{}, workerError(err)
	}
	end, talkErr := w.talk(newLink(out, in), view, script)
	if end == nil {
		w.cmd.Process.Kill() // harmless when it has ended by itself
	}
	in.Close()
	waitErr := w.cmd.Wait()
	outcome := Outcome{Results: w.results}
	var emitFailed *emitError
	switch {
	case errors.As(talkErr, &emitFailed):
		return outcome, emitFailed.error
	case end == nil:
		return outcome, w.reason(talkErr, waitErr)
	case end.Error != nil:
		return outcome, end.Error
	}
	outcome.Truncated, outcome.Value = end.Truncated, end.Value
	return outcome, nil
}

// emitError is an error of the caller's own function.
type emitError struct{ error }

// talk sends the script and answers until the worker has ended.
func (w *process) talk(l *link, view store.View, script string) (*endMessage, error) {
	scriptCtx, cancel := context.WithTimeout(w.ctx, w.opt.Time)
	defer cancel()
	err := l.send(frameRun, runRequest{
		Script: script, TimeMillis: w.opt.Time.Milliseconds(), Limit: w.opt.Limit, MaxResults: w.opt.MaxResults,
		MaxOutputBytes: w.opt.MaxOutputBytes, MaxPathRows: w.opt.MaxPathRows, MemoryBytes: defaultMemory, Shape: w.opt.Shape,
		Paths: w.opt.Path != nil, MaxID: uint32(view.MaxID()), Version: view.Version(),
	})
	if err != nil {
		return nil, err
	}
	s := &server{ctx: scriptCtx, view: view, paths: w.opt.Path, maxRows: w.opt.MaxPathRows, cursors: map[int]*cursor{}}
	defer s.close()
	for {
		kind, body, err := l.receive(max(maxAskBytes, w.opt.MaxOutputBytes+1<<16))
		if err != nil {
			return nil, err
		}
		switch kind {
		case frameCall:
			var req callRequest
			if err := json.Unmarshal(body, &req); err != nil {
				return nil, err
			}
			if err := l.send(frameReply, s.answer(req)); err != nil {
				return nil, err
			}
		case frameResult:
			if err := w.result(body); err != nil {
				return nil, err
			}
		case frameEnd:
			var end endMessage
			if err := json.Unmarshal(body, &end); err != nil {
				return nil, err
			}
			return &end, nil
		default:
			return nil, fmt.Errorf("the worker sent frame %q", kind)
		}
	}
}

// result passes one on; the worker keeps the limits, and is not trusted to.
func (w *process) result(body []byte) error {
	w.results++
	w.bytes += len(body)
	if w.results > w.opt.MaxResults || w.bytes > w.opt.MaxOutputBytes || !json.Valid(body) {
		return &Error{Code: CodeOutput, Message: "the worker gave out more than allowed"}
	}
	if err := w.emit(Result{JSON: body}); err != nil {
		return &emitError{err}
	}
	return nil
}

// reason finds out why a worker ended without a word.
func (w *process) reason(talk, wait error) *Error {
	var named *Error
	if errors.As(talk, &named) {
		return named
	}
	said := w.stderr.String()
	var exit *exec.ExitError
	code := 0
	if errors.As(wait, &exit) {
		code = exit.ExitCode()
	}
	switch {
	case errors.Is(w.ctx.Err(), context.Canceled):
		return asError(context.Canceled)
	case strings.Contains(said, "stack exceeds") || strings.Contains(said, "stack overflow"):
		return &Error{Code: CodeStack, Message: "the script nests too deep"}
	case code == exitMemory || strings.Contains(said, "out of memory") || strings.Contains(said, "cannot allocate") ||
		strings.Contains(said, "out of range") || strings.Contains(said, "too large"):
		return &Error{Code: CodeMemory, Message: "the script needs more memory than allowed"}
	case code == exitTime || w.ctx.Err() != nil || strings.Contains(said, "SIGXCPU") || strings.Contains(fmt.Sprint(wait), "cpu time limit"):
		return &Error{Code: CodeTime, Message: "the script ran out of time"}
	}
	if said == "" {
		said = fmt.Sprint(errors.Join(talk, wait))
	}
	return &Error{Code: CodeWorker, Message: cut(firstLine(said))}
}

func workerError(err error) *Error {
	return &Error{Code: CodeWorker, Message: "start a worker: " + err.Error()}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// tail keeps the beginning of what a worker says on standard error; a crash tells its reason first.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 16<<10 - t.buf.Len(); room > 0 {
		t.buf.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
