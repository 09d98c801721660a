package vocab

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed data/*.tsv
var data embed.FS

// table is one data file: a header line, then rows; lines that begin with # are remarks.
type table struct {
	name string
	rows []row
}

type row struct {
	table string
	line  int
	cells []string
}

// readTable reads an embedded file whose header must be exactly columns.
func readTable(name string, columns ...string) (*table, error) {
	raw, err := data.ReadFile("data/" + name)
	if err != nil {
		return nil, fmt.Errorf("vocabulary: %w", err)
	}
	return parseTable(name, string(raw), columns)
}

func parseTable(name, raw string, columns []string) (*table, error) {
	t := &table{name: name, rows: make([]row, 0, strings.Count(raw, "\n"))}
	line, header := 0, false
	for raw != "" {
		var text string
		text, raw, _ = strings.Cut(raw, "\n")
		line++
		text = strings.TrimSuffix(text, "\r")
		if text == "" || text[0] == '#' {
			continue
		}
		cells := strings.Split(text, "\t")
		if !header {
			if strings.Join(cells, "\t") != strings.Join(columns, "\t") {
				return nil, fmt.Errorf("vocabulary: %s:%d: the columns are not %s", name, line, strings.Join(columns, " "))
			}
			header = true
			continue
		}
		for len(cells) < len(columns) {
			cells = append(cells, "")
		}
		if len(cells) > len(columns) {
			return nil, fmt.Errorf("vocabulary: %s:%d: %d cells for %d columns", name, line, len(cells), len(columns))
		}
		t.rows = append(t.rows, row{name, line, cells})
	}
	return t, nil
}

func (r row) errorf(format string, args ...any) error {
	return fmt.Errorf("vocabulary: %s:%d: %s", r.table, r.line, fmt.Sprintf(format, args...))
}

// list splits a cell at its bars.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, "|")
}
