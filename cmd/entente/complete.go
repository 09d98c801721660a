package main

import (
	"context"
	"strings"

	"github.com/reeflective/readline"

	"entente/graph/vocab"
	"entente/queries/syntax"
)

// suggestion is one way to go on.
type suggestion struct{ value, why string }

// complete offers relations, actors and filters at the cursor.
func (s *shell) complete(_ context.Context, line []rune, cursor int) readline.Completions {
	if len(line) > 0 && line[0] == ':' {
		return readline.CompleteValues(":facts", ":show", ":explain", ":evidence", ":limit", ":format", ":help", ":quit")
	}
	words, err := vocab.Default()
	if err != nil {
		return readline.CompleteMessage("%v", err)
	}
	text := string(line)
	at := len(string(line[:min(cursor, len(line))]))
	c := syntax.Complete(text, at)
	var values []string
	for _, x := range suggestions(words, c) {
		values = append(values, x.value, x.why)
	}
	done := readline.CompleteValuesDescribed(values...).NoSpace()
	done.PREFIX = text[c.Replace.Start:at]
	return done
}

// suggestions lists what can stand at a place in an expression.
func suggestions(words *vocab.Vocabulary, c syntax.Completion) []suggestion {
	var list []suggestion
	if c.Has(syntax.ExpectStep) && !c.Quoted {
		for _, r := range words.Relations() {
			list = append(list, suggestion{r.Name, r.Definition})
			if r.Inverse != r.Name && r.Inverse != "" {
				list = append(list, suggestion{r.Inverse, "backwards: " + r.Name})
			}
		}
	}
	if c.Has(syntax.ExpectStart) || c.Has(syntax.ExpectEnd) {
		for a := range words.Actors() {
			value := a.Label
			if c.Quoted || strings.ContainsAny(value, " -./()'") {
				value = `"` + value + `"`
			}
			list = append(list, suggestion{value, a.ID})
		}
	}
	if c.Has(syntax.ExpectForm) {
		for _, f := range syntax.Forms() {
			list = append(list, suggestion{f, ""})
		}
	}
	if c.Has(syntax.ExpectFilterKey) {
		for _, k := range syntax.FilterKeys() {
			list = append(list, suggestion{k.Name, k.Help})
		}
	}
	prefix := strings.ToLower(c.Prefix)
	kept := list[:0]
	for _, x := range list {
		if strings.HasPrefix(strings.ToLower(strings.TrimPrefix(x.value, `"`)), prefix) {
			kept = append(kept, x)
		}
	}
	return kept
}
