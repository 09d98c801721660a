package console

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// serveHere serves s on a free port of this machine until the test ends.
func serveHere(t *testing.T, s *Server) (address string) {
	t.Helper()
	o := ListenOptions{Address: "127.0.0.1:0"}
	l, _, err := s.Listen(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("serving: %v", err)
		}
	})
	return l.Addr().String()
}

// ask sends one path query over a connection of its own, or a kept one.
func ask(c *http.Client, address string) error {
	r, err := c.Get("http://" + address + "/api/v1/path?q=Samoa/trades_with")
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", r.StatusCode)
	}
	return nil
}

// Two thousand clients that connect and say nothing, send half a header, send a body byte by byte, or read no answer: they
// are shed, and another client is served all the while, over new connections and over one that it keeps.
func TestSlowClientsAreShed(t *testing.T) {
	stress := os.Getenv("ENTENTE_STRESS") != ""
	limits := Limits{HeaderTimeout: 700 * time.Millisecond, BodyTimeout: 2 * time.Second}
	within := 10 * time.Second
	if stress {
		limits = Limits{} // as they are
	}
	s := newTestServer(t, func(o *Options) { o.Limits = limits })
	address := serveHere(t, s)
	head := func(method, target, more string) string {
		return method + " " + target + " HTTP/1.1\r\nHost: " + address + "\r\n" + more
	}
	kinds := []struct{ what, sends string }{
		{"says nothing", ""},
		{"half a request line", "GET /api/v1/in"},
		{"a header without end", head("GET", "/api/v1/info", "X-Slow: ")},
		{"a body that does not come", head("POST", "/api/v1/path", "Content-Type: application/json\r\nContent-Length: 2000\r\n\r\n{")},
		{"chunks that do not come", head("POST", "/api/v1/path", "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")},
	}
	const each = 400
	fresh := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	kept := &http.Client{Timeout: 30 * time.Second}
	defer kept.CloseIdleConnections()
	if err := ask(kept, address); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var crowd []net.Conn
	var took []time.Duration
	defer func() {
		for _, c := range crowd {
			_ = c.Close()
		}
	}()
	for i := range each {
		for _, k := range kinds {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			crowd = append(crowd, c)
			if _, err := io.WriteString(c, k.sends); err != nil && i == 0 {
				t.Fatalf("%s: %v", k.what, err)
			}
		}
		if i%4 != 0 {
			continue
		}
		for what, client := range map[string]*http.Client{"a new connection": fresh, "a kept connection": kept} {
			at := time.Now()
			if err := ask(client, address); err != nil {
				t.Fatalf("another client over %s, among %d slow ones: %v", what, len(crowd), err)
			}
			took = append(took, time.Since(at))
		}
	}
	for i, c := range crowd {
		_ = c.SetReadDeadline(began.Add(within + 5*time.Second))
		if _, err := io.Copy(io.Discard, c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Fatalf("still connected after %s: one that %s", time.Since(began), kinds[i%len(kinds)].what)
		}
	}
	shed := time.Since(began)
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	t.Logf("ran %d cases: slow clients (%d kinds), all shed after %s; another client: %d queries, p95 %s", len(crowd), len(kinds), shed.Round(time.Millisecond), len(took), p95)
	slack := time.Duration(1)
	if os.Getenv("CI") == "true" {
		slack = 5
	}
	if shed > within*slack {
		t.Errorf("shed after %s, promised within %s", shed, within)
	}
	if stress && p95 > 50*time.Millisecond*slack {
		t.Errorf("another client's p95 is %s", p95)
	}
}

// Who is being answered is not put out for a newcomer; with everybody being answered the newcomer gets 503.
func TestNobodyIsPutOutWhileBeingAnswered(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	now := time.Now()
	c := newCrowd(nil, Limits{Connections: 3})
	c.now = func() time.Time { return now }
	var guests []*guest
	for range 3 {
		g := c.admit(near)
		guests = append(guests, g)
		now = now.Add(time.Second)
	}
	for _, g := range guests {
		g.set(answering, -1)
	}
	if c.admit(near) != nil {
		t.Error("a fourth was let in while three are being answered")
	}
	guests[0].set(resting, -1)
	guests[1].set(arriving, 0)
	if c.admit(far) == nil {
		t.Error("nobody made way")
	}
	if _, there := c.conns[guests[1]]; there {
		t.Error("the one whose request does not come should have made way before the one that rests")
	}
	if guests[2].state != answering || c.open() != 3 {
		t.Errorf("%d open", c.open())
	}
	guests[0].set(answering, -1)
	for g := range c.conns {
		g.set(answering, -1)
	}
	guests[2].writing(now)
	now = now.Add(stuckWrite + time.Millisecond)
	if c.admit(far) == nil {
		t.Error("the one that does not read its answer should have made way")
	}
	for _, body := range []struct {
		bytes int64
		after time.Duration
		stays bool
	}{{0, 7 * time.Second, true}, {0, 9 * time.Second, false}, {20 << 10, 9 * time.Second, true}, {20 << 10, 25 * time.Second, false}} {
		c.conns = map[*guest]struct{}{}
		g := c.admit(far)
		g.set(arriving, 0)
		g.body = body.bytes
		now = now.Add(body.after)
		if closed := c.sweepOnce(); (closed == 0) != body.stays {
			t.Errorf("a body of %d bytes after %s: %d closed", body.bytes, body.after, closed)
		}
	}
}
