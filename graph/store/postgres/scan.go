package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// Rows of a page: the first one is asked for plainly, further ones come from a cursor.
const (
	firstPage = 1000
	nextPage  = 20_000
	// expandChunk is how many nodes one statement takes a step from.
	expandChunk = 20_000
)

// condition is the WHERE of a pattern.
func condition(p store.Pattern) (where string, args []any) {
	for _, f := range [...]struct {
		column string
		id     store.ID
	}{{"s", p.S}, {"p", p.P}, {"o", p.O}, {"g", p.G}} {
		if f.id == 0 {
			continue
		}
		args = append(args, int64(f.id))
		if where == "" {
			where = " WHERE "
		} else {
			where += " AND "
		}
		where += f.column + " = $" + strconv.Itoa(len(args))
	}
	return where, args
}

// order is that of an index where one fits the pattern.
func order(p store.Pattern) string {
	if p.S == 0 && p.O != 0 {
		return " ORDER BY o, p, s, g"
	}
	return " ORDER BY s, p, o, g"
}

// Scan implements store.View. Nothing is held between two pages, so the view can be asked other things meanwhile.
func (v *View) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		where, args := condition(p)
		sql := `SELECT s, p, o, g FROM fwd` + where + order(p)
		page, err := v.page1(ctx, sql, args)
		cur := cursor{v: v, sql: sql, args: args}
		defer cur.close()
		for {
			for _, q := range page {
				cur.given++
				if !yield(q, nil) {
					return
				}
			}
			if err != nil {
				yield(store.IDQuad{}, err)
				return
			}
			if cur.given == firstPage || len(page) == nextPage {
				if page, err = cur.next(ctx); err != nil || len(page) > 0 {
					continue
				}
			}
			return
		}
	}
}

func (v *View) page1(ctx context.Context, sql string, args []any) ([]store.IDQuad, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var page []store.IDQuad
	err := v.locked(ctx, sql+" LIMIT "+strconv.Itoa(firstPage), args, func(r pgx.Rows) error { return appendQuad(r, &page) })
	v.page = page
	return page, err
}

// appendQuad reads four bigints, in either format.
func appendQuad(r pgx.Rows, page *[]store.IDQuad) error {
	var q store.IDQuad
	values, fields := r.RawValues(), r.FieldDescriptions()
	for i, to := range [...]*store.ID{&q.S, &q.P, &q.O, &q.G} {
		if fields[i].Format == pgx.BinaryFormatCode && len(values[i]) == 8 {
			*to = store.ID(binary.BigEndian.Uint64(values[i])) //nolint:gosec // ids are below 2^32
			continue
		}
		n, err := strconv.ParseUint(string(values[i]), 10, 32)
		if err != nil {
			return fmt.Errorf("a quad holds %q where an id should be", values[i])
		}
		*to = store.ID(n)
	}
	*page = append(*page, q)
	return nil
}

// cursor goes on where the first page ended. A statement that fails on the same view takes cursors away: then it is opened again
// behind what was given.
type cursor struct {
	v     *View
	sql   string
	args  []any
	name  string
	given int
}

func (c *cursor) next(ctx context.Context) (page []store.IDQuad, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c.v.mu.Lock()
	defer c.v.mu.Unlock()
	for range 3 {
		if c.name == "" {
			if err := c.declare(ctx); err != nil {
				return nil, err
			}
		}
		page = page[:0]
		err = c.v.locked(ctx, `FETCH `+strconv.Itoa(nextPage)+` FROM `+c.name, []any{pgx.QueryExecModeDescribeExec},
			func(r pgx.Rows) error { return appendQuad(r, &page) })
		if code(err) != invalidCursor {
			break
		}
		c.name = ""
	}
	c.v.page = page
	return page, err
}

// invalidCursor is the SQLSTATE for a cursor that is not there.
const invalidCursor = "34000"

func (c *cursor) declare(ctx context.Context) error {
	c.v.cursors++
	name := "scan" + strconv.Itoa(c.v.cursors)
	sql := c.sql
	for i, a := range c.args { // numbers: a cursor takes no parameters
		sql = strings.Replace(sql, "$"+strconv.Itoa(i+1), fmt.Sprint(a), 1)
	}
	err := c.v.locked(ctx, `DECLARE `+name+` NO SCROLL CURSOR FOR `+sql+` OFFSET `+strconv.Itoa(c.given),
		[]any{pgx.QueryExecModeSimpleProtocol}, func(pgx.Rows) error { return nil })
	if err == nil {
		c.name = name
	}
	return err
}

func (c *cursor) close() {
	if c.name == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	// A cursor that is gone already is as good.
	_ = c.v.rows(ctx, `CLOSE `+c.name, []any{pgx.QueryExecModeSimpleProtocol}, func(pgx.Rows) error { return nil })
}

// Expand implements store.Expander: one statement for every 20,000 nodes.
func (v *View) Expand(ctx context.Context, nodes, preds []store.ID, reverse bool) iter.Seq2[store.IDQuad, error] {
	sql := `SELECT s, p, o, g FROM fwd WHERE s = ANY($1)`
	if reverse {
		sql = `SELECT s, p, o, g FROM fwd WHERE o = ANY($1)`
	}
	if len(preds) > 0 {
		sql += ` AND p = ANY($2)`
	}
	return func(yield func(store.IDQuad, error) bool) {
		for len(nodes) > 0 {
			n := min(expandChunk, len(nodes))
			page, err := v.step(ctx, sql, nodes[:n], preds)
			nodes = nodes[n:]
			for _, q := range page {
				if !yield(q, nil) {
					return
				}
			}
			if err != nil {
				yield(store.IDQuad{}, err)
				return
			}
		}
	}
}

func (v *View) step(ctx context.Context, sql string, nodes, preds []store.ID) ([]store.IDQuad, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	args := []any{wide(nodes)}
	if len(preds) > 0 {
		args = append(args, wide(preds))
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var page []store.IDQuad
	err := v.locked(ctx, sql, args, func(r pgx.Rows) error { return appendQuad(r, &page) })
	v.page = page
	return page, err
}

func wide(ids []store.ID) []int64 {
	out := make([]int64, len(ids))
	for i, n := range ids {
		out[i] = int64(n)
	}
	return out
}

// Blobs implements store.View.
func (v *View) Blobs(ctx context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		from, after := []byte(prefix), false
		for {
			keys, err := v.keys(ctx, from, after)
			for _, k := range keys {
				if !strings.HasPrefix(k, prefix) {
					return
				}
				if !yield(k, nil) {
					return
				}
			}
			if err != nil {
				yield("", err)
				return
			}
			if len(keys) < firstPage {
				return
			}
			from, after = []byte(keys[len(keys)-1]), true
		}
	}
}

func (v *View) keys(ctx context.Context, from []byte, after bool) (keys []string, err error) {
	sql := `SELECT key FROM blob WHERE key >= $1 ORDER BY key LIMIT ` + strconv.Itoa(firstPage)
	if after {
		sql = strings.Replace(sql, ">=", ">", 1)
	}
	err = v.rows(ctx, sql, []any{from}, func(r pgx.Rows) error {
		var k []byte
		err := r.Scan(&k)
		keys = append(keys, string(k))
		return err
	})
	return keys, err
}
