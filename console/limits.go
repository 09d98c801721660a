package console

import (
	"net/http"
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
	Connections   int           // 256 at once; beyond them the slowest make way, or the new ones get 503
	Queries       int           // 16 running at once; more wait or get 503
	Scripts       int           // 16 waiting or running at once, apart from Queries; more get 503
	ScriptTime    time.Duration // 10 s of running, the wait for a free worker not counted
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
	whole(&l.Scripts, 16)
	wait(&l.ScriptTime, 10*time.Second)
	return l
}

// headerSlack is what net/http reads beyond MaxHeaderBytes before it refuses a header.
const headerSlack = 4096

// httpServer is a net/http server with the limits on time and headers.
func httpServer(h http.Handler, l Limits) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true) // not HTTP/2: many requests on one connection would escape the count of connections
	return &http.Server{
		Protocols:         &protocols,
		Handler:           watch(h),
		ConnContext:       connContext,
		ReadHeaderTimeout: l.HeaderTimeout,
		ReadTimeout:       l.HeaderTimeout + l.BodyTimeout,
		WriteTimeout:      l.QueryTimeout + l.BodyTimeout,
		IdleTimeout:       l.IdleTimeout,
		MaxHeaderBytes:    max(1, l.HeaderBytes-headerSlack),
	}
}
