// Command extracteval measures the built-in reader on the development corpus, for people who work on its rules.
//
//	extracteval                  scores, part by part, beside the figures recorded last
//	extracteval -record          the same, and records them
//	extracteval -misses FILE     also writes what was wrong and missed in the part that rules are written on
//	extracteval -claims          prints the claims of documents on standard input, as "entente extract" does
//	extracteval -events          prints their events
//
// The corpus is the folder that ENTENTE_CORPUS names (default ../shared/corpus beside the repository); its
// scorer needs Python 3. Where the corpus is missing it says so and ends well.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/extract"
)

type document struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Published string `json:"published"`
	Entities  []struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		ID    string `json:"id"`
		Type  string `json:"type"`
	} `json:"entities"`
}

type options struct {
	claims, events, record bool
	misses                 string
}

func main() {
	var o options
	flag.BoolVar(&o.claims, "claims", false, "print the claims of documents on standard input")
	flag.BoolVar(&o.events, "events", false, "print the events of documents on standard input")
	flag.BoolVar(&o.record, "record", false, "record the figures")
	flag.StringVar(&o.misses, "misses", "", "write wrong and missed facts of the training part to this file")
	flag.Parse()
	if err := run(&o); err != nil {
		fmt.Fprintln(os.Stderr, "extracteval:", err)
		os.Exit(1)
	}
}

func run(o *options) error {
	v, err := vocab.Default()
	if err != nil {
		return err
	}
	rules, err := extract.New(v)
	if err != nil {
		return err
	}
	if o.claims || o.events {
		return each(rules, os.Stdin, os.Stdout, o.events)
	}
	corpus := os.Getenv("ENTENTE_CORPUS")
	if corpus == "" {
		corpus = filepath.Join("..", "shared", "corpus")
	}
	if _, err := os.Stat(filepath.Join(corpus, "docs.jsonl")); errors.Is(err, os.ErrNotExist) {
		fmt.Printf("no development corpus at %s: nothing was measured (set ENTENTE_CORPUS)\n", corpus)
		return nil
	}
	e := evaluation{rules: rules, corpus: corpus, options: o}
	return e.run()
}

// each reads documents as JSON lines and prints their claims or events.
func each(rules *extract.Rules, r io.Reader, w io.Writer, events bool) error {
	in := bufio.NewReaderSize(r, 1<<20)
	out := bufio.NewWriter(w)
	defer out.Flush()
	dec := json.NewDecoder(in)
	for {
		var d document
		if err := dec.Decode(&d); err == io.EOF {
			return out.Flush()
		} else if err != nil {
			return fmt.Errorf("read document: %w", err)
		}
		line, err := lines(rules, &d, events)
		var lang *extract.LanguageError
		if errors.As(err, &lang) {
			fmt.Fprintf(os.Stderr, "%s: %v\n", d.ID, err)
			continue
		} else if err != nil {
			return fmt.Errorf("%s: %w", d.ID, err)
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
}

func lines(rules *extract.Rules, d *document, events bool) ([]byte, error) {
	in := &extract.Input{ID: d.ID, Text: d.Text, Title: d.Title, Publisher: d.Publisher, Published: d.Published}
	for _, e := range d.Entities {
		in.Entities = append(in.Entities, extract.Entity(e))
	}
	var b []byte
	if events {
		list, err := rules.Events(context.Background(), in)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if b, err = extract.AppendEvent(b, &list[i]); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
	res, err := rules.Read(context.Background(), in)
	if err != nil {
		return nil, err
	}
	for i := range res.Claims {
		if b, err = claim.AppendLine(b, &res.Claims[i]); err != nil {
			return nil, err
		}
	}
	return b, nil
}
