package queries

import (
	"context"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/vocab"
	"entente/queries/syntax"
)

// Suggestion is something that can stand at the cursor.
type Suggestion struct {
	// Text takes the place of the completion's range.
	Text string `json:"text"`
	// Kind: actor, relation, inverse, form, filter, value, kind, sign.
	Kind string `json:"kind"`
	// Detail explains it: a label, a definition.
	Detail string `json:"detail,omitempty"`
}

// Completions are suggestions for a range of the text.
type Completions struct {
	Start       int          `json:"start"` // bytes
	End         int          `json:"end"`
	Suggestions []Suggestion `json:"suggestions"`
}

// Complete suggests what can stand at the byte offset of a cursor, at most most (0: 50). With steps the expression
// has no start (Options.From).
func Complete(ctx context.Context, v *graph.View, expr string, offset int, steps bool, most int) Completions {
	return complete(v, expr, offset, steps, most)
}

func complete(src source, expr string, offset int, steps bool, most int) Completions {
	if most <= 0 {
		most = 50
	}
	var c syntax.Completion
	if steps {
		c = syntax.CompleteSteps(expr, offset)
	} else {
		c = syntax.Complete(expr, offset)
	}
	s := &suggester{voc: src.Vocabulary(), c: c, prefix: strings.ToLower(c.Prefix), most: most}
	for _, e := range c.Expect {
		s.expect(e)
	}
	return Completions{c.Replace.Start, c.Replace.End, s.out}
}

type suggester struct {
	voc    *vocab.Vocabulary
	c      syntax.Completion
	prefix string
	most   int
	out    []Suggestion
}

func (s *suggester) add(text, kind, detail string) {
	if len(s.out) < s.most && strings.HasPrefix(strings.ToLower(text), s.prefix) {
		x := Suggestion{text, kind, detail}
		if !slices.Contains(s.out, x) {
			s.out = append(s.out, x)
		}
	}
}

func (s *suggester) expect(e syntax.Expect) {
	switch e {
	case syntax.ExpectStart, syntax.ExpectEnd:
		s.actors()
	case syntax.ExpectStep:
		s.relations()
	case syntax.ExpectForm:
		for _, f := range syntax.Forms() {
			s.add(f, "form", "")
		}
	case syntax.ExpectKind:
		for _, k := range nodeKinds {
			s.add("?"+string(k), "kind", "")
		}
		s.add("?any", "kind", "")
	case syntax.ExpectFilterKey:
		s.filters()
	case syntax.ExpectFilterOp:
		for _, o := range []syntax.Op{syntax.Equal, syntax.NotEqual, syntax.AtLeast, syntax.AtMost, syntax.Contains} {
			s.add(o.String(), "sign", "")
		}
	case syntax.ExpectFilterValue:
		s.values()
	case syntax.ExpectSlash:
		s.add("/", "sign", "the next step")
	case syntax.ExpectModifier:
		for _, m := range []string{"+", "*", "?", "{1,3}", "[", "@"} {
			s.add(m, "sign", "")
		}
	case syntax.ExpectOperator:
		s.add(" & ", "sign", "ends that are also ends of")
		s.add(" - ", "sign", "ends that are not ends of")
	case syntax.ExpectBar:
		s.add("|", "sign", "or")
	case syntax.ExpectClose:
		s.add(")", "sign", "")
	}
}

// actors suggests names; one of several words comes in quotes.
func (s *suggester) actors() {
	if s.prefix == "" {
		return
	}
	folded := vocab.Fold(s.c.Prefix)
	for a := range s.voc.Actors() {
		if len(s.out) >= s.most {
			return
		}
		switch {
		case strings.HasPrefix(vocab.Fold(a.Label), folded):
			s.actor(a.Label, a)
		case strings.HasPrefix(strings.ToLower(a.ID), s.prefix):
			s.out = append(s.out, Suggestion{a.ID, "actor", a.Label})
		default:
			for _, alias := range a.Aliases {
				if strings.HasPrefix(vocab.Fold(alias), folded) {
					s.actor(alias, a)
					break
				}
			}
		}
	}
}

func (s *suggester) actor(name string, a *vocab.Actor) {
	text := name
	if _, err := syntax.Parse(name + "/."); err != nil || strings.ContainsAny(name, " :?<") {
		text = `"` + name + `"`
	}
	s.out = append(s.out, Suggestion{text, "actor", a.ID})
}

func (s *suggester) relations() {
	relations := s.voc.Relations()
	for i := range relations {
		s.add(relations[i].Name, "relation", relations[i].Definition)
	}
	for i := range relations {
		if r := &relations[i]; r.Inverse != "" && r.Inverse != r.Name {
			s.add(r.Inverse, "inverse", "^"+r.Name)
		}
	}
	if s.prefix == "" {
		for _, sign := range []string{"^", "!", ".", "("} {
			s.add(sign, "sign", "")
		}
	}
}

func (s *suggester) filters() {
	for _, k := range syntax.FilterKeys() {
		text := k.Name
		switch k.Value {
		case syntax.NoValue:
			text += "]"
		case syntax.Number, syntax.Share:
			text += ">="
		default:
			text += "="
		}
		s.add(text, "filter", k.Help)
	}
	name := strings.TrimPrefix(s.c.Relation, "rel:")
	r, ok := s.voc.Relation(name)
	if !ok {
		r, ok = s.voc.RelationByInverse(name)
	}
	if ok {
		for _, q := range r.Qualifiers {
			s.add(q+"~", "filter", "qualifier of "+r.Name)
		}
	}
}

func (s *suggester) values() {
	k, _ := syntax.KeyOf(s.c.FilterKey)
	switch k.Value {
	case syntax.Choice:
		for _, c := range k.Choices {
			s.add(c, "value", "")
		}
	case syntax.ActorName:
		s.actors()
	}
}
