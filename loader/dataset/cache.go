package dataset

import (
	"strconv"
	"strings"
)

// Cells remembers what the cells of a column were read as: columns of events repeat the same few dates and scores. For
// one goroutine; bounded.
type Cells struct {
	days   map[string]string
	scores map[string]*float64
}

// NewCells makes an empty Cells.
func NewCells() *Cells {
	return &Cells{days: make(map[string]string), scores: make(map[string]*float64)}
}

// Day is Compact on the first eight digits, remembered; ok is false for what is no date or the unknown one.
func (c *Cells) Day(cell string) (string, bool) {
	if len(cell) > 8 {
		cell = cell[:8]
	}
	if d, ok := c.days[cell]; ok {
		return d, d != ""
	}
	d, ok := Compact(cell)
	if !ok {
		d = ""
	}
	if len(c.days) >= cacheLimit {
		clear(c.days)
	}
	c.days[strings.Clone(cell)] = d
	return d, d != ""
}

// Score reads a number, nil for what means nothing or is none. Equal cells give one pointer: do not write to it.
func (c *Cells) Score(cell string) *float64 {
	if v, ok := c.scores[cell]; ok {
		return v
	}
	var out *float64
	if v, err := strconv.ParseFloat(cell, 64); err == nil && v > -1e6 && v < 1e6 {
		out = &v
	}
	if len(c.scores) >= cacheLimit {
		clear(c.scores)
	}
	c.scores[strings.Clone(cell)] = out
	return out
}
