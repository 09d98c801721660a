package console

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// dial opens a connection of its own and sends a request as it is; the answer's status and body come back.
func dial(t *testing.T, address, request string) (status int, body string) {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(60 * time.Second))
	sent := make(chan error, 1)
	go func() {
		_, err := io.WriteString(c, request) // may fail: the server need not read what it refuses
		sent <- err
	}()
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("no answer: %v (sending: %v)", err, <-sent)
	}
	data, err := io.ReadAll(r.Body)
	if err != nil && r.StatusCode < 400 { // a refusal may end with the connection, which still has what was not read
		t.Fatal(err)
	}
	return r.StatusCode, string(data)
}

// What a request may be, held over real connections: the sizes of headers, expressions, scripts and uploads.
func TestSizesOfRequestsOverTheWire(t *testing.T) {
	secret, token := NewToken(Load, time.Hour)
	loaded := 0
	s := newTestServer(t, func(o *Options) {
		o.Tokens = []Token{token}
		o.Limits = Limits{UploadBytes: 1 << 20}
		o.Load = func(_ context.Context, _, _ string, data []byte) (any, error) {
			loaded += len(data)
			return map[string]int{"bytes": len(data)}, nil
		}
		o.Gizmo = func(context.Context, GizmoRun) ([]json.RawMessage, string, error) {
			t.Error("a script over the limit was run")
			return nil, "", nil
		}
	})
	address := serveHere(t, s)
	request := func(method, target string, header, size int, kind string) string {
		h := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAuthorization: Bearer %s\r\n", method, target, address, secret)
		body := ""
		if method == "POST" {
			h += fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n", kind, size)
			body = strings.Repeat("x", size)
		}
		if n := header - len(h) - len("X-Fill: \r\n\r\n"); n > 0 {
			h += "X-Fill: " + strings.Repeat("x", n) + "\r\n"
		}
		return h + "\r\n" + body
	}
	cases := []struct {
		what   string
		send   string
		status int
	}{
		{"a header of 12 KiB", request("GET", "/api/v1/health", 12<<10, 0, ""), 200},
		{"a header of 17 KiB", request("GET", "/api/v1/health", 17<<10, 0, ""), 431},
		{"a header of 1 MiB", request("GET", "/api/v1/health", 1<<20, 0, ""), 431},
		{"an expression of 257 KiB", request("POST", "/api/v1/path", 0, 257<<10, "application/json"), 413},
		{"an expression of 16 MiB", request("POST", "/api/v1/path", 0, 16<<20, "application/json"), 413},
		{"a script of 257 KiB", request("POST", "/api/v1/gizmo", 0, 257<<10, "text/plain"), 413},
		{"a script of 16 MiB", request("POST", "/api/v1/query/gizmo", 0, 16<<20, "text/plain"), 413},
		{"a script of 16 MiB for its shape", request("POST", "/api/v1/shape/gizmo", 0, 16<<20, "text/plain"), 413},
		{"a judgement of 16 MiB", request("POST", "/api/v1/judgements", 0, 16<<20, "application/json"), 413},
		{"an upload of its limit", request("POST", "/api/v1/load?name=a.txt", 0, 1<<20, "application/octet-stream"), 200},
		{"an upload of one byte more", request("POST", "/api/v1/load?name=a.txt", 0, 1<<20+1, "application/octet-stream"), 413},
		{"an upload of 16 MiB", request("POST", "/api/v1/load?name=a.txt", 0, 16<<20, "application/octet-stream"), 413},
	}
	for _, c := range cases {
		status, body := dial(t, address, c.send)
		t.Logf("%-34s %d", c.what, status)
		if status != c.status || strings.Contains(body, secret) {
			t.Errorf("%s: %d, want %d: %.200s", c.what, status, c.status, body)
		}
	}
	if loaded != 1<<20 {
		t.Errorf("%d bytes were loaded", loaded)
	}
	t.Logf("ran %d cases: sizes of requests", len(cases))
}

// Times are waited out with the limits made short: what is held is that each ends, and how.
func TestConnectionsThatWaitAreClosed(t *testing.T) {
	s := newTestServer(t, func(o *Options) {
		o.Limits = Limits{HeaderTimeout: 200 * time.Millisecond, BodyTimeout: 300 * time.Millisecond, IdleTimeout: 200 * time.Millisecond}
	})
	address := serveHere(t, s)
	host := "Host: " + address + "\r\n"
	cases := []struct{ what, sends string }{
		{"half a header", "GET /api/v1/health HTTP/1.1\r\nX-Slow: "},
		{"a body that stops", "POST /api/v1/path HTTP/1.1\r\n" + host + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"},
		{"a kept connection that rests", "GET /api/v1/health HTTP/1.1\r\n" + host + "\r\n"},
	}
	for _, c := range cases {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_ = conn.SetDeadline(began.Add(60 * time.Second))
		if _, err := io.WriteString(conn, c.sends); err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, conn) // ends when the server closes
		if e, ok := err.(net.Error); ok && e.Timeout() {
			t.Errorf("%s: still connected after %s", c.what, time.Since(began))
		}
		t.Logf("%-30s closed after %s", c.what, time.Since(began).Round(time.Millisecond))
		_ = conn.Close()
	}
	def := Limits{}.withDefaults()
	srv := httpServer(nil, def)
	if srv.MaxHeaderBytes+headerSlack != 16<<10 || srv.ReadHeaderTimeout != 5*time.Second || srv.IdleTimeout != 60*time.Second || def.BodyTimeout != 30*time.Second {
		t.Errorf("the limits are not those promised: %+v", def)
	}
	t.Logf("ran %d cases: connections that wait", len(cases)+1)
}

// Answers are cut at their rows or bytes, and say so.
func TestAnswersAreCutWithAReason(t *testing.T) {
	cases := 0
	for reason, limits := range map[string]Limits{"limit": {Rows: 1}, "bytes": {AnswerBytes: 60}} {
		s := newTestServer(t, func(o *Options) { o.Limits = limits })
		for _, format := range []string{"json", "jsonl"} {
			cases++
			r := call(s, "GET", "/api/v1/path?q=Samoa/(.|^.)&format="+format, "")
			if r.status != 200 || !strings.Contains(r.body, `"truncated":true`) || !strings.Contains(r.body, `"reason":"`+reason+`"`) {
				t.Errorf("%s, %s: %d %s", reason, format, r.status, r.body)
			}
		}
	}
	if l := (Limits{}).withDefaults(); l.Rows != 10_000 || l.AnswerBytes != 16<<20 || l.QueryBytes != 256<<10 || l.UploadBytes != 64<<20 {
		t.Errorf("the limits are not those promised: %+v", l)
	}
	t.Logf("ran %d cases: answers that are cut", cases)
}
