package pgtest

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Fault is what a Proxy does to what goes through it.
type Fault int

// The faults.
const (
	None   Fault = iota
	Delay        // everything arrives, each piece 50 ms late
	Reset        // connections are reset at the next piece, new ones at their first
	Silent       // connections stay open, new ones are accepted, and nothing goes through any more
)

// Proxy stands between a client and a server, and fails as networks do.
type Proxy struct {
	to       string
	listener net.Listener

	mu    sync.Mutex
	fault Fault
	// changed is closed when the fault changes.
	changed chan struct{}
	conns   []net.Conn
}

// NewProxy starts a proxy before the server for the time of the test.
func NewProxy(tb testing.TB, s *Server) *Proxy {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p := &Proxy{to: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)), listener: l, changed: make(chan struct{})}
	go p.accept()
	tb.Cleanup(func() {
		_ = l.Close()
		p.Set(Reset)
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range p.conns {
			_ = c.Close()
		}
	})
	return p
}

// Through is the address dsn by way of the proxy.
func (p *Proxy) Through(dsn string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", fmt.Errorf("proxy: %w", err)
	}
	u.Host = p.listener.Addr().String()
	return u.String(), nil
}

// Set makes the proxy fail so from now on.
func (p *Proxy) Set(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Proxy) now() (Fault, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault, p.changed
}

func (p *Proxy) accept() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, in, out)
		p.mu.Unlock()
		go p.pipe(in, out)
		go p.pipe(out, in)
	}
}

// pipe carries what from sends to to.
func (p *Proxy) pipe(from, to net.Conn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 && !p.pass(from, to, buf[:n]) {
			return
		}
		if err != nil {
			if fault, _ := p.now(); fault != Silent || err != io.EOF {
				_ = to.Close()
			}
			return
		}
	}
}

// pass carries one piece as the fault of the moment would have it.
func (p *Proxy) pass(from, to net.Conn, piece []byte) bool {
	for {
		fault, changed := p.now()
		switch fault {
		case Reset:
			for _, c := range [...]net.Conn{from, to} {
				if tcp, ok := c.(*net.TCPConn); ok {
					_ = tcp.SetLinger(0)
				}
				_ = c.Close()
			}
			return false
		case Silent:
			<-changed
			continue
		case Delay:
			late := time.NewTimer(50 * time.Millisecond)
			<-late.C
		}
		_, err := to.Write(piece)
		return err == nil
	}
}
