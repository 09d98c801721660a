package querytest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store"
	"entente/graph/vocab"
)

// command is one statement of a test file with the lines that follow it, indented.
type command struct {
	line int
	verb string
	rest string
	// want are the expected lines without their indentation; comments and blank lines between commands belong to none.
	want []string
	// from and to are the lines of want in the file.
	from, to int
}

// parseScript cuts a file into commands.
func parseScript(text string) ([]command, error) {
	var out []command
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case line[0] == ' ' || line[0] == '\t':
			if len(out) == 0 {
				return nil, fmt.Errorf("line %d: an expected line before any command", i+1)
			}
			c := &out[len(out)-1]
			c.want = append(c.want, trimmed)
			c.to = i + 1
		default:
			verb, rest, _ := strings.Cut(trimmed, " ")
			out = append(out, command{line: i + 1, verb: verb, rest: strings.TrimSpace(rest), from: i + 1, to: i + 1})
		}
	}
	return out, nil
}

// words splits at spaces outside quotes and angle brackets; quotes are kept.
func words(s string) []string {
	var out []string
	start, quoted := -1, false
	for i := 0; i <= len(s); i++ {
		end := i == len(s) || s[i] == ' ' && !quoted
		if end {
			if start >= 0 {
				out = append(out, s[start:i])
				start = -1
			}
			continue
		}
		if start < 0 {
			start = i
		}
		if s[i] == '"' {
			quoted = !quoted
		}
	}
	return out
}

// world is what the load commands of a file describe.
type world struct {
	voc   *vocab.Vocabulary
	docs  []graph.Document
	quads []store.Quad
	// places names sentences: "a1.s3" by document and first byte.
	places map[string]string
}

func newWorld() (*world, error) {
	voc, err := vocab.Default()
	return &world{voc: voc, places: map[string]string{}}, err
}

func (w *world) id(name string) (string, error) {
	if strings.Contains(name, ":") {
		return name, nil
	}
	name = strings.Trim(name, `"`)
	found := w.voc.Named(name)
	if len(found) != 1 {
		return "", fmt.Errorf("%q names %d actors", name, len(found))
	}
	return found[0].ID, nil
}

func (w *world) doc(id string) *graph.Document {
	for i := range w.docs {
		if w.docs[i].ID == id {
			return &w.docs[i]
		}
	}
	w.docs = append(w.docs, graph.Document{ID: id, Title: "Article " + id, Lang: "en"})
	return &w.docs[len(w.docs)-1]
}

// load reads: SUBJECT RELATION[~form|~reported] OBJECT [@DAY] [from DOC[.sN]] [key=value]…
func (w *world) load(rest string) error {
	parts := words(rest)
	if len(parts) < 3 {
		return fmt.Errorf("load wants a subject, a relation and an object")
	}
	c := claim.Claim{Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 0.9, Extractor: "test@1", Rule: "test"}
	var err error
	if c.Subject.ID, err = w.id(parts[0]); err != nil {
		return err
	}
	if c.Object.ID, err = w.id(parts[2]); err != nil {
		return err
	}
	var form string
	c.Relation, form, _ = strings.Cut(parts[1], "~")
	if err := setForm(&c, form); err != nil {
		return err
	}
	place, day, publisher := "a0", "", ""
	for i := 3; i < len(parts); i++ {
		key, value, ok := strings.Cut(parts[i], "=")
		switch {
		case strings.HasPrefix(parts[i], "@"):
			day = parts[i][1:]
		case parts[i] == "from" && i+1 < len(parts):
			i++
			place = parts[i]
		case !ok:
			return fmt.Errorf("not understood: %s", parts[i])
		case key == "pub":
			publisher = strings.Trim(value, `"`)
		default:
			if err := w.attribute(&c, key, strings.Trim(value, `"`)); err != nil {
				return err
			}
		}
	}
	return w.place(&c, place, day, publisher)
}

func setForm(c *claim.Claim, form string) error {
	if form == "reported" {
		c.Modality = claim.Reported
		return nil
	}
	if form == "" {
		return nil
	}
	for _, p := range []claim.Polarity{claim.Affirmed, claim.Denied} {
		for _, m := range []claim.Modality{claim.Asserted, claim.Planned, claim.Demanded, claim.Hypothetical, claim.Coded} {
			if claim.Form(p, m) == "~"+form {
				c.Polarity, c.Modality = p, m
				return nil
			}
		}
	}
	return fmt.Errorf("no form ~%s", form)
}

func (w *world) attribute(c *claim.Claim, key, value string) error {
	var err error
	switch key {
	case "by":
		for name := range strings.SplitSeq(value, ">") {
			id, err := w.id(name)
			if err != nil {
				return err
			}
			c.Chain = append(c.Chain, id)
		}
	case "as": // the subject as it is named; the subject given is the state it stands for
		c.Subject.State = c.Subject.ID
		c.Subject.ID, err = w.id(value)
	case "to": // the object as it is named
		c.Object.State = c.Object.ID
		c.Object.ID, err = w.id(value)
	case "happened":
		c.Happened = value
	case "said":
		c.Said = value
	case "conf":
		c.Confidence, err = strconv.ParseFloat(value, 64)
	case "extractor":
		c.Extractor = value
	default:
		if c.Qualifiers == nil {
			c.Qualifiers = map[string]string{}
		}
		c.Qualifiers[key] = value
	}
	return err
}

// place puts the claim into its document as a sentence of its own.
func (w *world) place(c *claim.Claim, place, day, publisher string) error {
	id, sentence, _ := strings.Cut(place, ".")
	d := w.doc(id)
	if day != "" {
		if d.Published != "" && d.Published != day {
			return fmt.Errorf("document %s is of %s and of %s", id, d.Published, day)
		}
		d.Published = day
	}
	if publisher != "" {
		d.Publisher = publisher
	}
	start := len(d.Text)
	d.Text += fmt.Sprintf("%[5]s: %[1]s %[5]s %[2]s %[5]s %[3]s, %[4]s.", c.Subject.ID, c.Relation, c.Object.ID, sentence, id)
	c.Sentence = claim.Span{Start: start, End: len(d.Text)}
	c.Evidence = d.Text[start:]
	d.Text += "\n"
	w.places[fmt.Sprintf("%s@%d", id, start)] = place
	d.Claims = append(d.Claims, *c)
	return nil
}

// finish gives the claims what depends on the day of their document.
func (w *world) finish() []graph.Document {
	for i := range w.docs {
		d := &w.docs[i]
		for k := range d.Claims {
			c := &d.Claims[k]
			c.Published = d.Published
			for _, e := range []*claim.End{&c.Subject, &c.Object} {
				if e.State == "" {
					e.State, _ = w.voc.StateOf(e.ID, d.Published)
				}
			}
			if len(c.Chain) > 0 {
				c.SpeakerState, _ = w.voc.StateOf(c.Speaker(), d.Published)
				c.VoiceState, _ = w.voc.StateOf(c.Voice(), d.Published)
			}
		}
	}
	return w.docs
}

// define reads: ID "Label" [alias="…"] [party=A,B] [as="PATH"] [from DOC]
func (w *world) define(rest string) error {
	parts := words(rest)
	if len(parts) < 2 {
		return fmt.Errorf("define wants an id and a label in quotes")
	}
	a := graph.Actor{ID: parts[0], Label: strings.Trim(parts[1], `"`)}
	place := "a0"
	for i := 2; i < len(parts); i++ {
		key, value, _ := strings.Cut(parts[i], "=")
		value = strings.Trim(value, `"`)
		switch {
		case key == "from" && i+1 < len(parts):
			i++
			place = parts[i]
		case key == "as":
			a.Defined = value
		case key == "alias":
			a.Aliases = append(a.Aliases, value)
		case key == "party":
			for name := range strings.SplitSeq(value, ",") {
				id, err := w.id(name)
				if err != nil {
					return err
				}
				a.Parties = append(a.Parties, id)
			}
		default:
			return fmt.Errorf("not understood: %s", parts[i])
		}
	}
	d := w.doc(place)
	d.Actors = append(d.Actors, a)
	return nil
}

// quad reads: <s> <p> <o> [<g>], or "text" in place of <o>.
func (w *world) quad(rest string) error {
	var terms []store.Term
	for _, word := range words(rest) {
		switch {
		case strings.HasPrefix(word, "<"):
			terms = append(terms, store.NewIRI(strings.Trim(word, "<>")))
		case strings.HasPrefix(word, "_:"):
			terms = append(terms, store.NewBlank(word[2:]))
		default:
			terms = append(terms, store.NewString(strings.Trim(word, `"`)))
		}
	}
	if len(terms) < 3 || len(terms) > 4 {
		return fmt.Errorf("a quad has three or four terms")
	}
	q := store.Quad{S: terms[0], P: terms[1], O: terms[2]}
	if len(terms) == 4 {
		q.G = terms[3]
	}
	w.quads = append(w.quads, q)
	return q.Valid()
}

func (w *world) seq() func(func(store.Quad, error) bool) {
	quads := slices.Clone(w.quads)
	return func(yield func(store.Quad, error) bool) {
		for _, q := range quads {
			if !yield(q, nil) {
				return
			}
		}
	}
}
