package gizmo

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"entente/graph/cayleystore"
	"entente/graph/store"
)

const (
	workerStack   = 64 << 20 // bytes of one goroutine's stack
	workerGrace   = 300 * time.Millisecond
	watchInterval = 10 * time.Millisecond
)

// Worker is the body of the worker process: it limits itself, reads one request from in, runs the
// script, and returns the exit code of the process. It reaches the graph only by asking the parent.
// It changes the limits of the whole process, so it must be all that the process does.
func Worker(in io.Reader, out io.Writer) int {
	l := newLink(in, out)
	kind, body, err := l.receive(MaxScriptBytes*8 + 1<<16)
	if err != nil || kind != frameRun {
		return 2
	}
	var req runRequest
	if err := json.Unmarshal(body, &req); err != nil {
		return 2
	}
	limit := time.Duration(req.TimeMillis) * time.Millisecond
	if err := confine(limit); err != nil {
		_ = l.send(frameEnd, endMessage{Error: &Error{Code: CodeWorker, Message: "limit the worker: " + err.Error()}})
		return 2
	}
	debug.SetMaxStack(workerStack)
	debug.SetMemoryLimit(req.MemoryBytes)
	go watch(l, req.MemoryBytes, time.Now().Add(limit+workerGrace))
	end := runWorker(l, &req, limit)
	if err := l.send(frameEnd, end); err != nil {
		return 2
	}
	return 0
}

func runWorker(l *link, req *runRequest, limit time.Duration) endMessage {
	view := newRemoteView(l, store.ID(req.MaxID), req.Version)
	qs, err := cayleystore.FromView(view)
	if err != nil {
		return endMessage{Error: asError(err)}
	}
	opt := &Options{Time: limit, Limit: req.Limit, MaxResults: req.MaxResults, MaxOutputBytes: req.MaxOutputBytes, MaxPathRows: req.MaxPathRows, Shape: req.Shape}
	if req.Paths {
		opt.Path = view.path
	}
	out, err := Run(context.Background(), qs, req.Script, opt, func(r Result) error { return l.send(frameResult, r.JSON) })
	return endMessage{Error: asError(err), Results: out.Results, Truncated: out.Truncated, Value: out.Value}
}

// watch ends the process when its memory or time is used up while a built-in function runs, which
// the interpreter cannot interrupt.
func watch(l *link, memory int64, until time.Time) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	for {
		time.Sleep(watchInterval)
		metrics.Read(sample)
		used := int64(sample[0].Value.Uint64() + sample[1].Value.Uint64())
		e := &Error{Code: CodeMemory, Message: "the script needs more memory than allowed"}
		switch {
		case used > memory*9/10:
		case time.Now().After(until):
			e = &Error{Code: CodeTime, Message: "the script ran out of time"}
		default:
			continue
		}
		// The link may be in use by a call that will not end; then the parent learns it from the
		// exit code.
		code := exitMemory
		if e.Code == CodeTime {
			code = exitTime
		}
		if l.mu.TryLock() {
			l.mu.Unlock()
			_ = l.send(frameEnd, endMessage{Error: e})
		}
		os.Exit(code)
	}
}

// Exit codes by which a worker that cannot speak says why it ended.
const (
	exitTime   = 70
	exitMemory = 71
)
