package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"entente/loader/extract"
)

// coded is one sentence with its pair and PLOVER root.
type coded struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Source string `json:"source_text"`
	Target string `json:"target_text"`
	PLOVER string `json:"plover"`
}

// counts are those of one class.
type counts struct{ right, said, gold int }

// coding scores the PLOVER root of sentences whose pair is given.
func (e *evaluation) coding() error {
	f, err := os.Open(filepath.Join(e.corpus, "plv-train.jsonl"))
	if err != nil {
		return err
	}
	defer f.Close()
	classes := map[string]*counts{}
	total, right := 0, 0
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<22)
	for in.Scan() {
		var c coded
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			return fmt.Errorf("plv-train: %w", err)
		}
		got, err := e.codeOne(&c)
		if err != nil {
			return err
		}
		for _, k := range []string{got, c.PLOVER} {
			if classes[k] == nil {
				classes[k] = &counts{}
			}
		}
		classes[got].said++
		classes[c.PLOVER].gold++
		total++
		if got == c.PLOVER {
			classes[got].right++
			right++
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	sum, n := 0.0, 0
	for _, c := range classes {
		if c.gold == 0 {
			continue
		}
		n++
		if c.right > 0 {
			p, r := float64(c.right)/float64(c.said), float64(c.right)/float64(c.gold)
			sum += 2 * p * r / (p + r)
		}
	}
	macro, acc := sum/float64(max(n, 1)), float64(right)/float64(max(total, 1))
	e.note("PLOVER root macro-F1, pair given", &macro)
	e.note("PLOVER root accuracy, pair given", &acc)
	return nil
}

func (e *evaluation) codeOne(c *coded) (string, error) {
	in := &extract.Input{ID: c.ID, Text: c.Text}
	for _, w := range []string{c.Source, c.Target} {
		if i := strings.Index(c.Text, w); i >= 0 && w != "" {
			in.Entities = append(in.Entities, extract.Entity{Start: i, End: i + len(w)})
		}
	}
	events, err := e.rules.Events(context.Background(), in)
	var lang *extract.LanguageError
	if errors.As(err, &lang) || err == nil && len(events) == 0 || err == nil && events[0].PLOVER == nil {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("%s: %w", c.ID, err)
	}
	switch p := *events[0].PLOVER; p {
	case "CONCEDE", "RETREAT":
		return "YIELD", nil
	default:
		return p, nil
	}
}
