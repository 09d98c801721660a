package console

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// Limits bound what one caller can ask for; zero fields take the defaults named.
type Limits struct {
	HeaderBytes   int           // 16 KiB
	HeaderTimeout time.Duration // 5 s
	BodyTimeout   time.Duration // 30 s for the whole request to arrive
	IdleTimeout   time.Duration // 60 s
	QueryBytes    int64         // 256 KiB: an expression or a script
	UploadBytes   int64         // 64 MiB as sent
	Rows          int64         // 10,000 rows of an answer
	AnswerBytes   int64         // 16 MiB of an answer
	QueryTimeout  time.Duration // 30 s
	Connections   int           // 256 at once; more get 503
	Queries       int           // 16 running at once; more wait or get 503
}

func (l Limits) withDefaults() Limits {
	def := func(v *int64, d int64) {
		if *v == 0 {
			*v = d
		}
	}
	wait := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	whole := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	whole(&l.HeaderBytes, 16<<10)
	wait(&l.HeaderTimeout, 5*time.Second)
	wait(&l.BodyTimeout, 30*time.Second)
	wait(&l.IdleTimeout, 60*time.Second)
	def(&l.QueryBytes, 256<<10)
	def(&l.UploadBytes, 64<<20)
	def(&l.Rows, 10_000)
	def(&l.AnswerBytes, 16<<20)
	wait(&l.QueryTimeout, 30*time.Second)
	whole(&l.Connections, 256)
	whole(&l.Queries, 16)
	return l
}

// shedding accepts every connection but answers those above the limit at once with 503, so that a crowd of
// slow clients keeps nobody else out.
type shedding struct {
	net.Listener
	slots chan struct{}
}

func newShedding(l net.Listener, limit int) *shedding {
	return &shedding{Listener: l, slots: make(chan struct{}, limit)}
}

const busyAnswer = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Type: application/problem+json\r\n" +
	"Content-Length: 50\r\nConnection: close\r\n\r\n" + `{"status":503,"title":"too many connections open"}`

// Accept returns the next connection that has a place.
func (s *shedding) Accept() (net.Conn, error) {
	for {
		c, err := s.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case s.slots <- struct{}{}:
			return &counted{Conn: c, free: sync.OnceFunc(func() { <-s.slots })}, nil
		default:
			// The answer is small enough for the socket's buffer: writing cannot wait for the client.
			_ = c.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
			_, _ = c.Write([]byte(busyAnswer))
			_ = c.Close()
		}
	}
}

type counted struct {
	net.Conn
	free func()
}

func (c *counted) Close() error {
	defer c.free()
	return c.Conn.Close()
}

// httpServer is a net/http server with the limits on time and headers.
func httpServer(h http.Handler, l Limits) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: l.HeaderTimeout,
		ReadTimeout:       l.HeaderTimeout + l.BodyTimeout,
		WriteTimeout:      l.QueryTimeout + l.BodyTimeout,
		IdleTimeout:       l.IdleTimeout,
		MaxHeaderBytes:    l.HeaderBytes,
	}
}
