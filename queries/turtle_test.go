package queries

import (
	"fmt"
	"strings"
	"unicode"

	"entente/graph/store"
)

// turtle reads the little Turtle that the W3C path tests use: prefixes, base, "a", ";", ",", lists, blank nodes and
// plain literals. It is for tests only.
type turtle struct {
	text     string
	prefixes map[string]string
	base     string
	blanks   int
	quads    []store.Quad
	graph    store.Term
}

func readTurtle(text, base string, graph store.Term) ([]store.Quad, error) {
	t := &turtle{text: text, prefixes: map[string]string{}, base: base, graph: graph}
	for {
		t.space()
		if t.text == "" {
			return t.quads, nil
		}
		if err := t.statement(); err != nil {
			return nil, err
		}
	}
}

func (t *turtle) space() {
	for {
		t.text = strings.TrimLeftFunc(t.text, unicode.IsSpace)
		if !strings.HasPrefix(t.text, "#") {
			return
		}
		_, t.text, _ = strings.Cut(t.text, "\n")
	}
}

func (t *turtle) take(sign string) bool {
	t.space()
	if strings.HasPrefix(t.text, sign) {
		t.text = t.text[len(sign):]
		return true
	}
	return false
}

func (t *turtle) statement() error {
	lower := strings.ToLower(t.text)
	switch {
	case strings.HasPrefix(lower, "@prefix"), strings.HasPrefix(lower, "prefix"):
		t.text = t.text[strings.Index(lower, "prefix")+6:]
		t.space()
		name, rest, ok := strings.Cut(t.text, ":")
		if !ok {
			return fmt.Errorf("prefix without a colon")
		}
		t.text = rest
		iri, err := t.term()
		if err != nil {
			return err
		}
		t.prefixes[strings.TrimSpace(name)] = iri.Value
		t.take(".")
		return nil
	case strings.HasPrefix(lower, "@base"):
		t.text = t.text[5:]
		iri, err := t.term()
		t.base = iri.Value
		t.take(".")
		return err
	}
	s, err := t.term()
	if err != nil {
		return err
	}
	for {
		p, err := t.term()
		if err != nil {
			return err
		}
		for {
			o, err := t.term()
			if err != nil {
				return err
			}
			t.quads = append(t.quads, store.Quad{S: s, P: p, O: o, G: t.graph})
			if !t.take(",") {
				break
			}
		}
		if !t.take(";") {
			break
		}
		if t.space(); strings.HasPrefix(t.text, ".") {
			break
		}
	}
	if !t.take(".") {
		return fmt.Errorf("expected . before %.20q", t.text)
	}
	return nil
}

const rdfNS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

func (t *turtle) term() (store.Term, error) {
	t.space()
	switch {
	case strings.HasPrefix(t.text, "<"):
		iri, rest, _ := strings.Cut(t.text[1:], ">")
		t.text = rest
		if !strings.Contains(iri, ":") {
			iri = t.base + iri
		}
		return store.NewIRI(iri), nil
	case strings.HasPrefix(t.text, `"`):
		value, rest, _ := strings.Cut(t.text[1:], `"`)
		t.text = rest
		if strings.HasPrefix(rest, "@") || strings.HasPrefix(rest, "^^") {
			return store.Term{}, fmt.Errorf("literals with tags are not read here")
		}
		return store.NewString(value), nil
	case t.take("("):
		return t.list()
	case t.take("[]"):
		t.blanks++
		return store.NewBlank(fmt.Sprintf("list%d", t.blanks)), nil
	}
	n := strings.IndexFunc(t.text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(";,()<\"#", r) })
	if n < 0 {
		n = len(t.text)
	}
	word := strings.TrimRight(t.text[:n], ".")
	t.text = t.text[len(word):]
	prefix, local, ok := strings.Cut(word, ":")
	switch {
	case word == "a":
		return store.NewIRI(rdfNS + "type"), nil
	case prefix == "_":
		return store.NewBlank(local), nil
	case word != "" && strings.Trim(word, "0123456789") == "":
		return store.NewTyped(word, "http://www.w3.org/2001/XMLSchema#integer"), nil
	case !ok:
		return store.Term{}, fmt.Errorf("not a term: %.20q", t.text)
	}
	ns, ok := t.prefixes[prefix]
	if !ok {
		return store.Term{}, fmt.Errorf("unknown prefix %q", prefix)
	}
	return store.NewIRI(ns + local), nil
}

func (t *turtle) list() (store.Term, error) {
	nilTerm := store.NewIRI(rdfNS + "nil")
	head, last := nilTerm, store.Term{}
	for !t.take(")") {
		x, err := t.term()
		if err != nil {
			return x, err
		}
		t.blanks++
		cell := store.NewBlank(fmt.Sprintf("list%d", t.blanks))
		t.quads = append(t.quads, store.Quad{S: cell, P: store.NewIRI(rdfNS + "first"), O: x, G: t.graph})
		if last.IsZero() {
			head = cell
		} else {
			t.quads = append(t.quads, store.Quad{S: last, P: store.NewIRI(rdfNS + "rest"), O: cell, G: t.graph})
		}
		last = cell
	}
	if !last.IsZero() {
		t.quads = append(t.quads, store.Quad{S: last, P: store.NewIRI(rdfNS + "rest"), O: nilTerm, G: t.graph})
	}
	return head, nil
}
