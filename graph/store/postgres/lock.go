package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// lockKey is the advisory lock of a schema; advisory locks are one database's.
func lockKey(schema string) int64 {
	h := sha256.Sum256([]byte("entente writer of " + schema))
	return int64(binary.BigEndian.Uint64(h[:8])) //nolint:gosec // any 64 bits will do
}

// applicationName tells others who holds the lock.
func applicationName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return fmt.Sprintf("entente %d@%s", os.Getpid(), host)
}

// lock takes the writer's lock for the session of c, or says who has it. wait gives a session of our own that is just being
// ended by the server the time to go.
func (s *Store) lock(ctx context.Context, c *pgx.Conn, wait bool) error {
	key := lockKey(s.schema)
	if wait {
		if _, err := c.Exec(ctx, `SET lock_timeout = '3s'`); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, `SELECT pg_advisory_lock($1)`, key); err == nil {
			_, err := c.Exec(ctx, `SET lock_timeout = 0`)
			return err
		}
	}
	var got bool
	if err := c.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, key).Scan(&got); err != nil || got {
		return err
	}
	return s.holder(ctx, c, key)
}

// holder names the process that writes.
func (s *Store) holder(ctx context.Context, c *pgx.Conn, key int64) error {
	e := &store.LockedError{Path: s.name}
	var name string
	err := c.QueryRow(ctx, `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
		AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND l.classid::bigint = ($1::bigint >> 32) & 4294967295 AND l.objid::bigint = $1::bigint & 4294967295`, key).Scan(&name)
	if err != nil {
		return e // the holder may have left in between: the caller tries again or not
	}
	id, host, ok := strings.Cut(strings.TrimPrefix(name, "entente "), "@")
	if _, err := fmt.Sscanf(id, "%d", &e.PID); err != nil || !ok {
		return e
	}
	if own, err := os.Hostname(); err != nil || own != host {
		e.Path += " (on " + host + ")"
	}
	return e
}

// writer gives the connection that holds the lock, a new one if the old one is gone. s.writing is held.
func (s *Store) writer(ctx context.Context) (*pgx.Conn, error) {
	if s.readOnly {
		return nil, store.ErrReadOnly
	}
	if s.conn != nil && !s.conn.IsClosed() {
		return s.conn, nil
	}
	again := s.conn != nil
	c, err := pgx.ConnectConfig(ctx, s.config.Copy())
	if err != nil {
		return nil, err
	}
	if err := s.adopt(ctx, c, again); err != nil {
		_ = c.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	s.conn = c
	return c, nil
}

// adopt makes c the writer. After a lost connection somebody else may have written: what the layers above remember is then stale.
func (s *Store) adopt(ctx context.Context, c *pgx.Conn, again bool) error {
	if err := s.lock(ctx, c, again); err != nil {
		return err
	}
	if !again {
		return nil
	}
	var version int64
	if err := c.QueryRow(ctx, `SELECT version FROM meta`).Scan(&version); err != nil {
		return err
	}
	// A commit whose answer was lost may have happened: then the version is one ahead of what we know.
	if v := uint64(version); v != s.version.Load() && v != s.trying.Load() {
		return fmt.Errorf("%w: the connection was lost, and another process wrote meanwhile", store.ErrFailed)
	}
	s.version.Store(uint64(version))
	return nil
}
