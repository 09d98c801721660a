package console

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"entente/graph"
	"entente/graph/vocab"
	"entente/queries/suggest"
)

// Options tune New; only Graph and Words are needed.
type Options struct {
	Graph *graph.Graph
	Words *vocab.Vocabulary
	// Version is the program's, for the health answer and the API's document.
	Version string
	// Tokens that are known. Without any, nobody can change anything.
	Tokens []Token
	// OpenRole is what a caller without a token may do: Anyone or Read.
	OpenRole Role
	// Hosts are further names (host or host:port) that requests may be addressed to, beside the
	// address that is listened on; Origins are web pages that may call the API.
	Hosts, Origins []string
	Limits         Limits
	// Load, if set, reads a document or a file into the graph; without it the load route answers 501.
	Load LoadFunc
	// Demo, if set, loads the built-in dispatches; without it the demo route answers 501.
	Demo func(context.Context) (report any, err error)
	// Gizmo, if set, runs a script; without it the Gizmo routes answer 501.
	Gizmo GizmoFunc
}

// Server answers HTTP requests on one graph.
type Server struct {
	opt     Options
	limits  Limits
	handler http.Handler
	guard   *guard
	running *running
	slots   chan struct{}
	scripts chan struct{}
	count   *metrics
	names   *suggest.Index
	counted atomic.Pointer[countedInfo]
}

// ErrInsecure says that an address beyond the loopback interface was asked for without TLS or without tokens for reading.
var ErrInsecure = errors.New("listening beyond this machine needs TLS and a token for every caller")

// New makes a server; Serve starts it.
func New(opt Options) (*Server, error) {
	if opt.Graph == nil || opt.Words == nil {
		return nil, errors.New("console: no graph or no vocabulary given")
	}
	s := &Server{opt: opt, limits: opt.Limits.withDefaults(), running: newRunning(), names: suggest.NewIndex(opt.Words)}
	s.slots = make(chan struct{}, s.limits.Queries)
	s.scripts = make(chan struct{}, s.limits.Scripts)
	s.count = newMetrics(s)
	s.guard = &guard{
		hosts: map[string]bool{}, origins: map[string]bool{}, tokens: opt.Tokens, open: opt.OpenRole,
		failures: newFailures(10, time.Minute), now: time.Now,
	}
	for _, h := range opt.Hosts {
		s.guard.hosts[strings.ToLower(h)] = true
	}
	for _, o := range opt.Origins {
		s.guard.origins[o] = true
	}
	s.handler = s.routes()
	return s, nil
}

// Handler is the server without its listener: what tests and embedders mount. Hosts must be given in Options.
func (s *Server) Handler() http.Handler { return s.handler }

// ListenOptions say where to serve.
type ListenOptions struct {
	// Address is host:port; port 0 takes a free one.
	Address string
	// CertFile and KeyFile turn on TLS.
	CertFile, KeyFile string
	// Insecure allows an address beyond loopback without TLS and tokens.
	Insecure bool
}

// CheckListen says whether an address may be served, before anything is opened.
func (s *Server) CheckListen(o ListenOptions) error {
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil {
		return fmt.Errorf("address %q: %w", o.Address, err)
	}
	if isLoopback(host) || o.Insecure {
		return nil
	}
	if o.CertFile == "" || s.opt.OpenRole != Anyone || len(s.opt.Tokens) == 0 {
		return fmt.Errorf("%s: %w", o.Address, ErrInsecure)
	}
	return nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// Listen opens the address. The URL it returns is where the server will answer.
func (s *Server) Listen(o ListenOptions) (l net.Listener, url string, err error) {
	if err := s.CheckListen(o); err != nil {
		return nil, "", err
	}
	l, err = net.Listen("tcp", o.Address)
	if err != nil {
		return nil, "", err
	}
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		_ = l.Close()
		return nil, "", fmt.Errorf("%s is not a TCP address", o.Address)
	}
	host, _, _ := net.SplitHostPort(o.Address)
	port := fmt.Sprint(addr.Port)
	names := []string{host, addr.IP.String()}
	if isLoopback(host) {
		names = append(names, "localhost", "127.0.0.1")
	}
	for _, n := range append(names, s.opt.Hosts...) {
		if n != "" {
			s.guard.hosts[strings.ToLower(net.JoinHostPort(n, port))] = true
		}
	}
	scheme := "http"
	if o.CertFile != "" {
		scheme, s.guard.secure = "https", true
	}
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	return l, scheme + "://" + net.JoinHostPort(host, port) + "/", nil
}

// Serve answers on l until ctx ends; then running requests get five seconds.
func (s *Server) Serve(ctx context.Context, l net.Listener, o ListenOptions) error {
	srv := httpServer(s.handler, s.limits)
	shed := newCrowd(l, s.limits)
	sweeping, stopSweeping := context.WithCancel(ctx)
	defer stopSweeping()
	go shed.sweep(sweeping)
	done := make(chan error, 1)
	go func() {
		if o.CertFile != "" {
			done <- srv.ServeTLS(shed, o.CertFile, o.KeyFile)
		} else {
			done <- srv.Serve(shed)
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	s.running.cancelAll()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := srv.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	<-done
	return err
}

// Loopback says whether an address (host:port) is reached from this machine alone.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && isLoopback(host)
}
