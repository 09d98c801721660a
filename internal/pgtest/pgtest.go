// Package pgtest starts PostgreSQL servers of a test's own, from the binaries that the system's package brings. A machine without them
// skips the test, loudly; where CI or REQUIRE_POSTGRES is set it fails.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running server. It listens on loopback, and trusts whoever connects.
type Server struct {
	Port int
	Dir  string // data folder
	cmd  *exec.Cmd
	done chan struct{}
	next atomic.Int64
	args []string // of the command, for Restart
}

// binaries is the folder of the newest PostgreSQL installed, "" if there is none.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is well-formed
	if len(found) == 0 {
		if path, err := exec.LookPath("postgres"); err == nil {
			return filepath.Dir(path)
		}
		return ""
	}
	slices.SortFunc(found, func(a, b string) int { return number(a) - number(b) })
	return filepath.Dir(found[len(found)-1])
}

// number is the version in a path.
func number(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}

// Need skips the test where there is no PostgreSQL, and fails it where there has to be.
func Need(tb testing.TB) {
	tb.Helper()
	if binaries() != "" {
		return
	}
	if os.Getenv("CI") == "true" || os.Getenv("REQUIRE_POSTGRES") != "" {
		tb.Fatal("PostgreSQL is not installed (apt-get install postgresql)")
	}
	tb.Skip("SKIPPED: PostgreSQL is not installed (apt-get install postgresql); nothing here was tested")
}

// Start starts a server for the time of the test. settings are lines of postgresql.conf; by default nothing is synchronised to disk.
func Start(tb testing.TB, settings ...string) *Server {
	tb.Helper()
	Need(tb)
	s, err := Run(settings...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Stop(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// Run starts a server; Stop ends it and removes its folder.
func Run(settings ...string) (s *Server, err error) {
	top, err := os.MkdirTemp("", "entente-pg-")
	if err != nil {
		return nil, err
	}
	s = &Server{Dir: filepath.Join(top, "data"), done: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	as, err := owner(top)
	if err != nil {
		return s, err
	}
	initdb := exec.Command(filepath.Join(binaries(), "initdb"), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C", "-D", s.Dir)
	initdb.SysProcAttr, initdb.Dir = as, top
	if out, err := initdb.CombinedOutput(); err != nil {
		return s, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if len(settings) == 0 {
		settings = []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off"}
	}
	return s, s.start(top, as, settings)
}

// owner is whom the server runs as: it refuses to be root.
func owner(top string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{Setpgid: true}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	if err := errors.Join(err1, err2, os.Chown(top, int(uid), int(gid))); err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Setpgid: true, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
}

func (s *Server) start(top string, as *syscall.SysProcAttr, settings []string) error {
	var err error
	if s.Port, err = freePort(); err != nil {
		return err
	}
	args := []string{"-D", s.Dir, "-k", top, "-p", strconv.Itoa(s.Port), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=150"}
	for _, x := range settings {
		args = append(args, "-c", x)
	}
	s.args = args
	return s.launch(top, as)
}

func (s *Server) launch(top string, as *syscall.SysProcAttr) error {
	log, err := os.Create(filepath.Join(top, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.done = make(chan struct{})
	s.cmd = exec.Command(filepath.Join(binaries(), "postgres"), s.args...)
	s.cmd.SysProcAttr, s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = as, top, log, log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func(cmd *exec.Cmd, done chan struct{}) {
		_ = cmd.Wait()
		close(done)
	}(s.cmd, s.done)
	return s.await()
}

// await polls until the server answers.
func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := pgx.Connect(ctx, s.DSN(""))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-s.done:
			text, _ := os.ReadFile(filepath.Join(filepath.Dir(s.Dir), "log"))
			return fmt.Errorf("the server ended: %s", text)
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer: %w", err)
		case <-tick.C:
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// DSN is the address of the store in a schema; "" for the usual one.
func (s *Server) DSN(schema string) string {
	dsn := fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.Port)
	if schema != "" {
		dsn += "&search_path=" + schema
	}
	return dsn
}

// New is the address of a store that nobody has used yet.
func (s *Server) New() string { return s.DSN("t" + strconv.FormatInt(s.next.Add(1), 10)) }

// Kill ends the server at once, as a machine that loses its power would.
func (s *Server) Kill() error {
	if err := syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	<-s.done
	return nil
}

// Restart starts a server again that was killed; it recovers first.
func (s *Server) Restart() error {
	top := filepath.Dir(s.Dir)
	as, err := owner(top)
	if err != nil {
		return err
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for range 300 { // processes that the server has left behind go when they notice that it is gone
		if err = s.launch(top, as); err == nil || !strings.Contains(err.Error(), "still in use") {
			return err
		}
		<-tick.C
	}
	return err
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	if s.cmd != nil && s.cmd.Process != nil {
		if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return err
		}
		<-s.done
	}
	return os.RemoveAll(filepath.Dir(s.Dir))
}
