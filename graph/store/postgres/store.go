package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"entente/graph/store"
)

// Options tune Open; nil means defaults.
type Options struct {
	// ReadOnly opens an existing store beside its writer; a missing one is store.ErrNoStore.
	ReadOnly bool
	// MustExist refuses to create a store (store.ErrNoStore).
	MustExist bool
	// Views bounds how many views are open at once in this process (default 48); each is a connection. One more waits
	// ten seconds for a place. pool_max_conns in the address overrides it.
	Views int
}

const (
	defaultViews   = 48
	defaultSchema  = "entente"
	waitForView    = 10 * time.Second
	connectTimeout = 5 * time.Second
	// deadAfter is how long a server may take to confirm that it cancelled a statement before its connection is given up.
	deadAfter = 250 * time.Millisecond
	// closeWait is how long a server is given to say goodbye. One that went silent must not hold up who is done with it.
	closeWait = time.Second
)

// Store is a store in one schema of a database. It is safe for concurrent use.
type Store struct {
	config   *pgx.ConnConfig
	pool     *pgxpool.Pool
	schema   string
	name     string // the server without user and password, for people
	readOnly bool
	terms    *termCache

	writing sync.Mutex // held while writing
	conn    *pgx.Conn  // of the writer, holds the lock; nil before
	version atomic.Uint64
	// trying is the version that the commit under way will have made.
	trying atomic.Uint64
	closed atomic.Bool

	viewsMu sync.Mutex
	views   map[*View]bool // open ones
}

var _ store.Store = (*Store)(nil)

// Is reports whether a location is the address of a PostgreSQL server.
func Is(location string) bool {
	return strings.HasPrefix(location, "postgres://") || strings.HasPrefix(location, "postgresql://")
}

// Name is a location without its user, password and settings.
func Name(location string) string {
	config, err := pgx.ParseConfig(location)
	if err != nil {
		return "postgres://…"
	}
	return nameOf(config, schemaOf(config))
}

func nameOf(c *pgx.ConnConfig, schema string) string {
	name := "postgres://" + net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database
	if strings.HasPrefix(c.Host, "/") {
		name = fmt.Sprintf("postgres://%s:%d/%s", c.Host, c.Port, c.Database)
	}
	if schema != defaultSchema {
		name += "?search_path=" + schema
	}
	return name
}

func schemaOf(c *pgx.ConnConfig) string {
	if s := c.RuntimeParams["search_path"]; s != "" {
		return s
	}
	return defaultSchema
}

// Open opens or creates the store at an address, postgres://user@host:port/database. The schema is "entente" unless
// search_path in the address names another one.
func Open(ctx context.Context, location string, opt *Options) (*Store, error) {
	if opt == nil {
		opt = &Options{}
	}
	s, poolConfig, err := prepare(location, opt)
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx, opt); err != nil {
		return nil, s.named(err)
	}
	if s.pool, err = pgxpool.NewWithConfig(context.WithoutCancel(ctx), poolConfig); err != nil {
		return nil, errors.Join(s.named(err), s.closeWriter())
	}
	return s, nil
}

// prepare reads the address. Its errors do not repeat it: it may hold a password.
func prepare(location string, opt *Options) (*Store, *pgxpool.Config, error) {
	pc, err := pgxpool.ParseConfig(location)
	if err != nil {
		return nil, nil, errors.New("not an address of PostgreSQL (postgres://user@host:port/database): " + reasonOnly(err))
	}
	if !strings.Contains(location, "pool_max_conns") {
		pc.MaxConns = defaultViews
		if opt.Views > 0 {
			pc.MaxConns = int32(min(opt.Views, 10_000)) //nolint:gosec // bounded here
		}
	}
	c := pc.ConnConfig
	schema := schemaOf(c)
	if strings.ContainsAny(schema, ", \"") {
		return nil, nil, fmt.Errorf("search_path %q: give one plain name of a schema", schema)
	}
	c.RuntimeParams["search_path"] = schema
	c.RuntimeParams["application_name"] = applicationName()
	if c.ConnectTimeout <= 0 || c.ConnectTimeout > time.Minute {
		c.ConnectTimeout = connectTimeout
	}
	c.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
	c.BuildContextWatcherHandler = func(p *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: p, DeadlineDelay: deadAfter}
	}
	s := &Store{config: c.Copy(), schema: schema, name: nameOf(c, schema), readOnly: opt.ReadOnly, terms: newTermCache(), views: map[*View]bool{}}
	return s, pc, nil
}

// reasonOnly is what pgx says of an address behind the address itself.
func reasonOnly(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return inner.Error()
	}
	return "cannot be read"
}

// start looks what is there; for writing it takes the lock and brings the schema up to date. All but a migration has to be answered
// in waitForView.
func (s *Store) start(whole context.Context, opt *Options) error {
	ctx, cancel := context.WithTimeout(whole, waitForView)
	defer cancel()
	err := s.startIn(ctx, whole, opt)
	if errors.Is(err, context.DeadlineExceeded) && whole.Err() == nil {
		return errSilent
	}
	return err
}

// errSilent is said of a server that took a connection, or seemed to, and then did not answer.
var errSilent = fmt.Errorf("the server did not answer within %v", waitForView)

func (s *Store) startIn(ctx, whole context.Context, opt *Options) error {
	c, err := pgx.ConnectConfig(ctx, s.config.Copy())
	if err != nil {
		return err
	}
	keep := false
	defer func() {
		if !keep {
			_ = c.Close(context.WithoutCancel(ctx))
		}
	}()
	have, err := formatThere(ctx, c, s.schema)
	if err != nil {
		return err
	}
	want, _, err := format()
	switch {
	case err != nil:
		return err
	case have > want:
		return newer(have, want)
	case have == 0 && (opt.ReadOnly || opt.MustExist):
		return store.ErrNoStore
	case have < want && opt.ReadOnly:
		return fmt.Errorf("the store is of format %d; open it once for writing to bring it to %d", have, want)
	case opt.ReadOnly:
		return nil
	}
	if err := s.lock(ctx, c, false); err != nil {
		return err
	}
	if have == want {
		whole = ctx
	}
	if err := migrate(whole, c, s.schema); err != nil {
		return err
	}
	var version int64
	if err := c.QueryRow(ctx, `SELECT version FROM meta`).Scan(&version); err != nil {
		return err
	}
	s.version.Store(uint64(version)) //nolint:gosec // counts up from 0
	s.conn, keep = c, true
	return nil
}

// named puts the server's name before an error, once.
func (s *Store) named(err error) error {
	var locked *store.LockedError
	if err == nil || errors.As(err, &locked) || errors.Is(err, store.ErrClosed) || strings.Contains(err.Error(), s.name) {
		return err
	}
	return fmt.Errorf("%s: %w", s.name, err)
}

// Stats implements store.Store.
func (s *Store) Stats(ctx context.Context) (store.Stats, error) {
	v, err := s.open(ctx)
	if err != nil {
		return store.Stats{}, err
	}
	defer v.Close()
	st := store.Stats{Version: v.version}
	err = v.rows(ctx, `SELECT (SELECT count(*) FROM fwd), (SELECT count(*) FROM term),
		(SELECT count(*) FROM (SELECT DISTINCT g FROM fwd) x), (SELECT count(*) FROM (SELECT DISTINCT p FROM fwd) x),
		(SELECT count(*) FROM blob), (SELECT sum(pg_total_relation_size(r))::bigint FROM unnest(ARRAY['term','fwd','blob','meta']::regclass[]) r)`,
		nil, func(r pgx.Rows) error {
			return r.Scan(&st.Quads, &st.Terms, &st.Graphs, &st.Predicates, &st.Blobs, &st.DiskBytes)
		})
	return st, err
}

// Close implements store.Store.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return store.ErrClosed
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.closeWriter()
	s.viewsMu.Lock()
	left := slices.Collect(maps.Keys(s.views))
	s.viewsMu.Unlock()
	for _, v := range left {
		err = errors.Join(err, v.Close())
	}
	s.closePool()
	return err
}

// closePool closes the connections of views; those that do not end in closeWait end by themselves later, or with the process.
func (s *Store) closePool() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.pool.Close()
	}()
	wait := time.NewTimer(closeWait)
	defer wait.Stop()
	select {
	case <-done:
	case <-wait.C:
	}
}

func (s *Store) track(v *View) {
	s.viewsMu.Lock()
	defer s.viewsMu.Unlock()
	s.views[v] = true
}

func (s *Store) untrack(v *View) {
	s.viewsMu.Lock()
	defer s.viewsMu.Unlock()
	delete(s.views, v)
}

func (s *Store) closeWriter() error {
	if s.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	return s.conn.Close(ctx)
}

// sortedKeys is for statements whose order must not depend on a map's.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
