package mapped

import (
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// table makes claims of the rows of one file.
type table struct {
	*Mapping
	h     *tabular.Header
	names *dataset.Resolver
}

// row makes the claim of one row.
func (t *table) row(f []string) ([]claim.Claim, error) {
	for column, values := range t.Only {
		if !contains(values, f[t.h.Column(column)]) {
			return nil, dataset.Skipped("another row than the mapping asks for")
		}
	}
	happened, day, err := t.days(f)
	if err != nil {
		return nil, err
	}
	relation, err := t.relation(f)
	if err != nil {
		return nil, err
	}
	subject, err := t.actor(&t.Subject, f, day)
	if err != nil {
		return nil, err
	}
	object, err := t.actor(&t.Object, f, day)
	if err != nil {
		return nil, err
	}
	switch {
	case subject.ID == "" || object.ID == "":
		return nil, dataset.NoActors
	case subject.ID == object.ID:
		return nil, dataset.SameActor
	}
	extractor := t.Extractor
	if extractor == "" {
		extractor = "mapping@1"
	}
	c := dataset.Plain(extractor, "row", subject, relation, object, happened)
	if err := t.rest(&c, f, day); err != nil {
		return nil, err
	}
	return []claim.Claim{c}, nil
}

func contains(values []string, cell string) bool {
	for _, v := range values {
		if strings.EqualFold(strings.TrimSpace(cell), v) {
			return true
		}
	}
	return false
}

// value is the cell of a field, or what stands for it.
func (t *table) value(f *Field, cells []string) (string, error) {
	cell := ""
	if f.Column != "" {
		cell = dataset.Cell(cells[t.h.Column(f.Column)])
	}
	if cell == "" {
		return f.Value, nil
	}
	if f.Map == nil {
		return cell, nil
	}
	if v, ok := f.Map[cell]; ok {
		return v, nil
	}
	if v, ok := f.Map["*"]; ok {
		return v, nil
	}
	return "", dataset.Rejectf("column %s: the mapping says nothing of %q", f.Column, cell)
}

func (t *table) relation(f []string) (string, error) {
	r, err := t.value(&t.Relation, f)
	if err != nil {
		return "", err
	}
	if r == "" {
		return "", dataset.NoRelation
	}
	r = strings.TrimPrefix(r, "rel:")
	if _, ok := t.names.Vocabulary().Relation(r); !ok {
		return "", dataset.Rejectf("column %s: no relation %q", t.Relation.Column, r)
	}
	return r, nil
}

// days gives the time of the row, and its first day to find actors by.
func (t *table) days(f []string) (happened, day string, err error) {
	if t.Happened.given() {
		happened, err = t.day(&t.Happened, f)
		return happened, happened, err
	}
	from, err := t.day(&t.From, f)
	if err != nil {
		return "", "", err
	}
	until, err := t.day(&t.Until, f)
	if err != nil {
		return "", "", err
	}
	if until == "" && t.Until.given() {
		until = ".."
	}
	happened, ok := dataset.Interval(from, until)
	if !ok {
		return "", "", dataset.Rejectf("it would end (%s) before it begins (%s)", until, from)
	}
	if from == "" {
		return happened, strings.TrimSuffix(until, ".."), nil
	}
	return happened, from, nil
}

func (t *table) day(field *Field, f []string) (string, error) {
	cell, err := t.value(field, f)
	if err != nil || cell == "" {
		return "", err
	}
	if day, ok := dataset.Calendar(cell); ok {
		return day, nil
	}
	if day, ok := dataset.Compact(cell); ok && day != "" {
		return day, nil
	}
	return "", dataset.Rejectf("column %s: %q is no day: write 2024-07-01, 2024-07, 2024, 7/1/2024 or 20240701", field.Column, cell)
}

// actor finds who a cell names: by its code, as an id, or by any name that the vocabulary knows.
func (t *table) actor(field *Field, f []string, day string) (claim.End, error) {
	cell, err := t.value(field, f)
	if err != nil || cell == "" {
		return claim.End{}, err
	}
	day, _, _ = strings.Cut(day, "/")
	if field.Code != "" {
		if e, ok := t.names.State(vocab.Scheme(field.Code), cell, day); ok {
			return e, nil
		}
		return claim.End{}, dataset.Rejectf("column %s: no state has the code %q (%s)", field.Column, cell, field.Code)
	}
	v := t.names.Vocabulary()
	if _, known := v.Actor(cell); known {
		return t.names.End(cell, day), nil
	}
	if e, ok := t.names.Country(cell, day); ok {
		return e, nil
	}
	named := v.Named(cell)
	switch {
	case len(named) == 1:
		return t.names.End(named[0].ID, day), nil
	case field.Prefix != "":
		slug := vocab.Slug(cell)
		if slug == "" {
			return claim.End{}, dataset.Rejectf("column %s: %q has nothing to make an id of", field.Column, cell)
		}
		id := field.Prefix + dataset.Short(slug)
		return t.names.End(id, day), t.names.Label(id, cell)
	case len(named) > 1:
		return claim.End{}, dataset.Rejectf("column %s: %q could be %s or %s: write the id", field.Column, cell, named[0].ID, named[1].ID)
	}
	return claim.End{}, dataset.Rejectf("column %s: nobody is called %q; a prefix in the mapping (such as org:) makes an actor of such names", field.Column, cell)
}

// rest fills in who says it, how, and what else is known.
func (t *table) rest(c *claim.Claim, f []string, day string) error {
	for i := range t.Speakers {
		e, err := t.actor(&t.Speakers[i], f, day)
		if err != nil {
			return err
		}
		if e.ID == "" {
			continue
		}
		if len(c.Chain) == 0 {
			c.SpeakerState = e.State
		}
		c.Chain, c.VoiceState = append(c.Chain, e.ID), e.State
	}
	for _, x := range []struct {
		field *Field
		to    func(string) error
	}{
		{&t.Polarity, func(s string) error { c.Polarity = claim.Polarity(strings.ToLower(s)); return nil }},
		{&t.Modality, func(s string) error { c.Modality = claim.Modality(strings.ToLower(s)); return nil }},
		{&t.Confidence, func(s string) (err error) {
			if c.Confidence, err = number(s); err == nil && !(c.Confidence >= 0 && c.Confidence <= 1) {
				err = dataset.Rejectf("%q is no confidence: a number from 0 to 1", s)
			}
			return err
		}},
		{&t.Score, func(s string) error {
			n, err := number(s)
			c.Score = &n
			return err
		}},
		{&t.Outlet, func(s string) (err error) { c.Publisher, err = t.names.Outlet(s); return err }},
	} {
		v, err := t.value(x.field, f)
		if err == nil && v != "" {
			err = x.to(v)
		}
		if err != nil {
			return err
		}
	}
	var err error
	if c.Said, err = t.day(&t.Said, f); err != nil {
		return err
	}
	for name := range t.Qualifiers {
		field := t.Qualifiers[name]
		v, err := t.value(&field, f)
		if err != nil {
			return err
		}
		if v == "" {
			continue
		}
		if c.Qualifiers == nil {
			c.Qualifiers = map[string]string{}
		}
		c.Qualifiers[name] = v
	}
	return nil
}

func number(s string) (float64, error) {
	n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil {
		return 0, dataset.Rejectf("%q is no number", s)
	}
	return n, nil
}
