package console

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// crowd is a listener that bounds the connections open at once. When there is no place left for a new one, the
// connection that has kept the server waiting longest makes way: one that never sent a whole request before one that
// idles between requests. Only when all of them are being answered, the new one gets 503. So slow and silent clients
// keep nobody out, however many they are.
type crowd struct {
	net.Listener
	limits Limits
	now    func() time.Time

	mu    sync.Mutex
	conns map[*guest]struct{}
}

func newCrowd(l net.Listener, limits Limits) *crowd {
	return &crowd{Listener: l, limits: limits, now: time.Now, conns: map[*guest]struct{}{}}
}

// state of a guest, from the one that goes first to the one that stays.
type guestState uint8

const (
	arriving  guestState = iota // no whole request yet, or a body that is still on its way
	resting                     // between two requests
	answering                   // the server works for it
)

// guest is one connection.
type guest struct {
	net.Conn
	crowd *crowd
	state guestState // these four: under crowd.mu
	since time.Time  // of state
	body  int64      // bytes of the body that have come; -1 before the body
	wrote time.Time  // when a write began that has not ended; zero: none
}

const busyAnswer = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Type: application/problem+json\r\n" +
	"Content-Length: 50\r\nConnection: close\r\n\r\n" + `{"status":503,"title":"too many connections open"}`

// Accept returns the next connection that has a place.
func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if g := c.admit(conn); g != nil {
			return g, nil
		}
		// The answer is small enough for the socket's buffer: writing cannot wait for the client.
		_ = conn.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
		_, _ = conn.Write([]byte(busyAnswer))
		_ = conn.Close()
	}
}

// admit gives conn a place, or nil.
func (c *crowd) admit(conn net.Conn) *guest {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.conns) >= c.limits.Connections {
		out := c.slowest(now)
		if out == nil {
			return nil
		}
		c.drop(out)
	}
	g := &guest{Conn: conn, crowd: c, since: now, body: -1}
	c.conns[g] = struct{}{}
	return g
}

// slowest is who makes way, or nil when everybody is being answered.
func (c *crowd) slowest(now time.Time) (out *guest) {
	for g := range c.conns {
		stuck := !g.wrote.IsZero() && now.Sub(g.wrote) > stuckWrite
		if g.state == answering && !stuck {
			continue
		}
		if out == nil || g.state < out.state || g.state == out.state && g.since.Before(out.since) {
			out = g
		}
	}
	return out
}

const (
	// stuckWrite is how long a client may leave an answer unread before it counts as slow.
	stuckWrite = 2 * time.Second
	// A body may come slowly for bodyGrace; from then on it must have come at bodyRate bytes a second.
	bodyGrace = 8 * time.Second
	bodyRate  = 1 << 10
)

// sweep closes the connections whose requests do not come, until ctx ends.
func (c *crowd) sweep(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.sweepOnce()
		}
	}
}

func (c *crowd) sweepOnce() (closed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	for g := range c.conns {
		waited := now.Sub(g.since)
		if g.state == arriving && g.body >= 0 && waited > bodyGrace && g.body < int64(waited.Seconds()*bodyRate) {
			c.drop(g)
			closed++
		}
	}
	return closed
}

// drop closes a connection; its own goroutine finds out by an error. Called with mu held.
func (c *crowd) drop(g *guest) {
	delete(c.conns, g)
	_ = g.Conn.Close()
}

func (c *crowd) open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.conns)
}

// Close gives the place back.
func (g *guest) Close() error {
	g.crowd.mu.Lock()
	delete(g.crowd.conns, g)
	g.crowd.mu.Unlock()
	return g.Conn.Close()
}

// Write notes when it began, so that a client that does not read is seen.
func (g *guest) Write(b []byte) (int, error) {
	g.writing(g.crowd.now())
	defer g.writing(time.Time{})
	return g.Conn.Write(b)
}

func (g *guest) writing(since time.Time) {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	g.wrote = since
}

func (g *guest) set(s guestState, body int64) {
	g.crowd.mu.Lock()
	defer g.crowd.mu.Unlock()
	g.state, g.since, g.body = s, g.crowd.now(), body
}

// guestKey is where a request's context holds its connection.
type guestKey struct{}

// connContext lets requests find their connection; for http.Server.ConnContext.
func connContext(ctx context.Context, c net.Conn) context.Context {
	if secure, ok := c.(interface{ NetConn() net.Conn }); ok {
		c = secure.NetConn() // under TLS
	}
	if g, ok := c.(*guest); ok {
		return context.WithValue(ctx, guestKey{}, g)
	}
	return ctx
}

// watch keeps the state of a request's connection: arriving while its body is, answering then, resting at the end.
func watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g, ok := r.Context().Value(guestKey{}).(*guest)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		g.set(answering, -1)
		defer g.set(resting, -1)
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &watchedBody{ReadCloser: r.Body, guest: g, header: w.Header()}
		}
		next.ServeHTTP(w, r)
	})
}

// watchedBody counts what comes of a body.
type watchedBody struct {
	io.ReadCloser
	guest  *guest
	header http.Header // of the answer
	began  bool
}

// Read implements io.Reader.
func (b *watchedBody) Read(p []byte) (int, error) {
	if !b.began {
		b.began = true
		b.guest.set(arriving, 0)
	}
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.guest.set(answering, -1)
		if !errors.Is(err, io.EOF) {
			// The rest of the body may never come: nothing else can be read from this connection.
			b.header.Set("Connection", "close")
		}
		return n, err
	}
	b.guest.crowd.mu.Lock()
	b.guest.body += int64(n)
	b.guest.crowd.mu.Unlock()
	return n, nil
}
