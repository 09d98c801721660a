package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// format is the number of the newest migration this program knows.
func format() (int, []string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, nil, err
	}
	slices.Sort(names)
	return len(names), names, nil
}

// formatThere is the format of the store in the schema; 0 when there is none.
func formatThere(ctx context.Context, c *pgx.Conn, schema string) (n int, err error) {
	var there bool
	if err := c.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, pgx.Identifier{schema, "migration"}.Sanitize()).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = c.QueryRow(ctx, `SELECT coalesce(max(number), 0) FROM migration`).Scan(&n)
	return n, err
}

// migrate brings the schema up to this program's format, in one transaction. The caller holds the writer's lock.
func migrate(ctx context.Context, c *pgx.Conn, schema string) error {
	have, err := formatThere(ctx, c, schema)
	if err != nil {
		return err
	}
	want, names, err := format()
	if err != nil {
		return err
	}
	if have > want {
		return newer(have, want)
	}
	if have == want {
		return nil
	}
	return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		first := "CREATE SCHEMA IF NOT EXISTS " + pgx.Identifier{schema}.Sanitize() +
			"; CREATE TABLE IF NOT EXISTS migration (number int NOT NULL PRIMARY KEY, name text NOT NULL, applied timestamptz NOT NULL DEFAULT now())"
		if _, err := tx.Conn().PgConn().Exec(ctx, first).ReadAll(); err != nil {
			return err
		}
		for i, name := range names[have:] {
			text, err := migrations.ReadFile(name)
			if err != nil {
				return err
			}
			if _, err := tx.Conn().PgConn().Exec(ctx, string(text)).ReadAll(); err != nil {
				return fmt.Errorf("migration %s: %w", name, err)
			}
			if _, err := tx.Exec(ctx, `INSERT INTO migration (number, name) VALUES ($1, $2)`, have+i+1, strings.TrimPrefix(name, "migrations/")); err != nil {
				return err
			}
		}
		return nil
	})
}

func newer(have, want int) error {
	return fmt.Errorf("%w: its format is %d, this program knows up to %d", store.ErrNewer, have, want)
}
