// Command devextract prints the claims of documents, for measuring while rules are written.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

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

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	v, err := vocab.Default()
	if err != nil {
		return err
	}
	rules, err := extract.New(v)
	if err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	var line []byte
	for in.Scan() {
		var d document
		if err := json.Unmarshal(in.Bytes(), &d); err != nil {
			return err
		}
		doc := &extract.Input{ID: d.ID, Text: d.Text, Title: d.Title, Publisher: d.Publisher, Published: d.Published}
		for _, e := range d.Entities {
			doc.Entities = append(doc.Entities, extract.Entity(e))
		}
		if len(os.Args) > 1 && os.Args[1] == "--events" {
			events, err := rules.Events(context.Background(), doc)
			if err != nil {
				fmt.Fprintln(os.Stderr, d.ID, err)
				continue
			}
			for i := range events {
				if line, err = extract.AppendEvent(line[:0], &events[i]); err != nil {
					return err
				}
				if _, err := out.Write(line); err != nil {
					return err
				}
			}
			continue
		}
		res, err := rules.Read(context.Background(), doc)
		if err != nil {
			fmt.Fprintln(os.Stderr, d.ID, err)
			continue
		}
		for i := range res.Claims {
			if line, err = claim.AppendLine(line[:0], &res.Claims[i]); err != nil {
				return err
			}
			if _, err := out.Write(line); err != nil {
				return err
			}
		}
	}
	return in.Err()
}
