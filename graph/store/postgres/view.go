package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"entente/graph/store"
)

// View is one read-only transaction. Its methods take turns on its connection, a statement (or a page of a scan) each.
type View struct {
	s       *Store
	version uint64
	maxID   store.ID

	mu      sync.Mutex // held while the connection is used
	conn    *pgxpool.Conn
	cursors int
	// page are the ids that the last page of a scan held: the first of them whose term is wanted brings all.
	page []store.IDQuad

	adjMu sync.Mutex
	adj   map[adjacencyKey]*adjacency
}

var (
	_ store.View     = (*View)(nil)
	_ store.Expander = (*View)(nil)
)

// View implements store.Store.
func (s *Store) View() (store.View, error) {
	ctx, cancel := context.WithTimeout(context.Background(), waitForView)
	defer cancel()
	v, err := s.open(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, s.named(errSilent)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

// open takes a connection and begins its transaction: one request.
func (s *Store) open(ctx context.Context) (*View, error) {
	if s.closed.Load() {
		return nil, store.ErrClosed
	}
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		if st := s.pool.Stat(); errors.Is(err, context.DeadlineExceeded) && st.AcquiredConns() >= st.MaxConns() {
			err = fmt.Errorf("all %d connections for views are in use", st.MaxConns())
		}
		return nil, s.named(err)
	}
	v := &View{s: s, conn: c, adj: map[adjacencyKey]*adjacency{}}
	if err := v.begin(ctx); err != nil {
		_ = c.Conn().Close(context.WithoutCancel(ctx))
		c.Release()
		return nil, s.named(err)
	}
	s.track(v)
	return v, nil
}

// begin starts the transaction. The savepoint is where a statement that failed or was cancelled goes back to: the snapshot stays.
func (v *View) begin(ctx context.Context) error {
	results, err := v.conn.Conn().PgConn().Exec(ctx, `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SAVEPOINT here; SELECT version, max_id FROM meta`).ReadAll()
	if err != nil {
		return err
	}
	if len(results) != 3 || len(results[2].Rows) != 1 {
		return errors.New("the table meta does not hold its one row")
	}
	row := results[2].Rows[0]
	_, err = fmt.Sscan(string(row[0])+" "+string(row[1]), &v.version, &v.maxID)
	return err
}

// rows runs one statement and calls each for every row.
func (v *View) rows(ctx context.Context, sql string, args []any, each func(pgx.Rows) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.locked(ctx, sql, args, each)
}

// locked is rows for who holds v.mu.
func (v *View) locked(ctx context.Context, sql string, args []any, each func(pgx.Rows) error) error {
	if v.conn == nil {
		return store.ErrClosed
	}
	rows, err := v.conn.Query(ctx, sql, args...)
	if err == nil {
		for err == nil && rows.Next() {
			err = each(rows)
		}
		rows.Close()
		if err == nil {
			err = rows.Err()
		}
	}
	if err == nil {
		return nil
	}
	v.recover(ctx)
	if ctxErr := ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	return v.s.named(err)
}

// recover brings the transaction back to where it can go on, after a statement failed.
func (v *View) recover(ctx context.Context) {
	c := v.conn.Conn()
	if c.IsClosed() || c.PgConn().TxStatus() != 'E' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectTimeout)
	defer cancel()
	_, _ = c.PgConn().Exec(ctx, `ROLLBACK TO SAVEPOINT here`).ReadAll() // if this fails, so does the next statement
}

// Lookup implements store.View.
func (v *View) Lookup(t store.Term) (store.ID, bool, error) { return v.lookup(context.Background(), t) }

func (v *View) lookup(ctx context.Context, t store.Term) (store.ID, bool, error) {
	if t.IsZero() {
		return store.DefaultGraph, true, nil
	}
	if id, ok := v.s.terms.id(t); ok {
		return id, id <= v.maxID, nil
	}
	h, _ := hashOf(t, nil)
	var id store.ID
	err := v.rows(ctx, `SELECT `+termColumns+` FROM term WHERE hash = $1`, []any{h[:]}, func(r pgx.Rows) error {
		found, there, err := scanTerm(r)
		if err == nil && there == t {
			id = found
			v.s.terms.put(id, t)
		}
		return err
	})
	return id, id != 0, err
}

// Term implements store.View.
func (v *View) Term(id store.ID) (store.Term, error) { return v.term(context.Background(), id) }

func (v *View) term(ctx context.Context, id store.ID) (store.Term, error) {
	if id == store.DefaultGraph {
		return store.Term{}, nil
	}
	if id == 0 || id > v.maxID {
		return store.Term{}, fmt.Errorf("%w: %d", store.ErrNoTerm, id)
	}
	if t, ok := v.s.terms.term(id); ok {
		return t, nil
	}
	got, err := v.fetchTerms(ctx, id)
	if err != nil {
		return store.Term{}, err
	}
	if got.IsZero() {
		return got, fmt.Errorf("%w: %d", store.ErrNoTerm, id)
	}
	return got, nil
}

// fetchTerms reads the term of id, and those of the page in which it was probably met.
func (v *View) fetchTerms(ctx context.Context, id store.ID) (found store.Term, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	ids := []int64{int64(id)}
	for _, n := range v.unknown() {
		if n != id {
			ids = append(ids, int64(n))
		}
	}
	v.page = nil
	err = v.locked(ctx, `SELECT `+termColumns+` FROM term WHERE id = ANY($1)`, []any{ids}, func(r pgx.Rows) error {
		n, t, err := scanTerm(r)
		if err == nil {
			v.s.terms.put(n, t)
			if n == id {
				found = t
			}
		}
		return err
	})
	return found, err
}

// unknown are the distinct ids of the page whose terms are not cached.
func (v *View) unknown() []store.ID {
	seen := map[store.ID]bool{0: true, store.DefaultGraph: true}
	var out []store.ID
	for _, q := range v.page {
		for _, n := range [...]store.ID{q.S, q.P, q.O, q.G} {
			if seen[n] {
				continue
			}
			seen[n] = true
			if _, ok := v.s.terms.term(n); !ok {
				out = append(out, n)
			}
		}
	}
	return out
}

// Has implements store.View.
func (v *View) Has(q store.IDQuad) (bool, error) { return v.has(context.Background(), q) }

func (v *View) has(ctx context.Context, q store.IDQuad) (ok bool, err error) {
	err = v.rows(ctx, `SELECT EXISTS (SELECT FROM fwd WHERE s = $1 AND p = $2 AND o = $3 AND g = $4)`,
		[]any{int64(q.S), int64(q.P), int64(q.O), int64(q.G)}, func(r pgx.Rows) error { return r.Scan(&ok) })
	return ok, err
}

// Count implements store.View; the server counts over an index.
func (v *View) Count(ctx context.Context, p store.Pattern) (n int64, err error) {
	where, args := condition(p)
	err = v.rows(ctx, `SELECT count(*) FROM fwd`+where, args, func(r pgx.Rows) error { return r.Scan(&n) })
	return n, err
}

// Predicates implements store.View.
func (v *View) Predicates(ctx context.Context) (out []store.PredicateCount, err error) {
	err = v.rows(ctx, `SELECT p, count(*) FROM fwd GROUP BY p ORDER BY 2 DESC, 1`, nil, func(r pgx.Rows) error {
		var p, n int64
		err := r.Scan(&p, &n)
		out = append(out, store.PredicateCount{Predicate: store.ID(p), Quads: n}) //nolint:gosec // ids are below 2^32
		return err
	})
	return out, err
}

// TopSubjects implements store.View.
func (v *View) TopSubjects(ctx context.Context, n int) (out []store.SubjectCount, err error) {
	err = v.rows(ctx, `SELECT s, count(*) FROM fwd GROUP BY s ORDER BY 2 DESC, 1 LIMIT $1`, []any{max(0, n)}, func(r pgx.Rows) error {
		var s, n int64
		err := r.Scan(&s, &n)
		out = append(out, store.SubjectCount{Subject: store.ID(s), Quads: n}) //nolint:gosec // ids are below 2^32
		return err
	})
	return out, err
}

// MaxID implements store.View.
func (v *View) MaxID() store.ID { return v.maxID }

// Version implements store.View.
func (v *View) Version() uint64 { return v.version }

// Blob implements store.View.
func (v *View) Blob(key string) ([]byte, error) { return v.blob(context.Background(), key) }

func (v *View) blob(ctx context.Context, key string) ([]byte, error) {
	var value []byte
	there := false
	err := v.rows(ctx, `SELECT value FROM blob WHERE key = $1`, []any{[]byte(key)}, func(r pgx.Rows) error {
		there = true
		return r.Scan(&value)
	})
	if err == nil && !there {
		err = fmt.Errorf("%w: %q", store.ErrNoBlob, key)
	}
	return value, err
}

// Close implements store.View. The connection goes back to the pool.
func (v *View) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.conn == nil {
		return nil
	}
	v.s.untrack(v)
	c := v.conn
	v.conn = nil
	defer c.Release()
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	if c.Conn().IsClosed() {
		return nil
	}
	if _, err := c.Exec(ctx, `ROLLBACK`, pgx.QueryExecModeSimpleProtocol); err != nil {
		_ = c.Conn().Close(ctx) // the server ends the transaction with the connection
	}
	return nil
}

// code is the SQLSTATE of an error of the server.
func code(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
