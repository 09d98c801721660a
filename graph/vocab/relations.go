package vocab

import (
	"slices"
	"strconv"
	"strings"
)

func (v *Vocabulary) loadRelations() error {
	t, err := readTable("relations.tsv", "predicate", "group", "kind", "definition", "plover", "plover_mode", "plover_score", "cameo", "cameo_also",
		"quad_class", "symmetric", "inverse", "transitive", "domain", "range", "proposition_object", "example", "notes", "qualifiers")
	if err != nil {
		return err
	}
	v.relations = make([]Relation, 0, len(t.rows))
	for _, r := range t.rows {
		rel, err := readRelation(r)
		if err != nil {
			return err
		}
		v.relations = append(v.relations, rel)
	}
	v.byRelation = make(map[string]*Relation, len(v.relations))
	v.byInverse = make(map[string]*Relation, len(v.relations))
	for i := range v.relations {
		rel := &v.relations[i]
		if _, twice := v.byRelation[rel.Name]; twice {
			return t.rows[i].errorf("%s stands there twice", rel.Name)
		}
		v.byRelation[rel.Name] = rel
	}
	return v.indexInverses(t)
}

func (v *Vocabulary) indexInverses(t *table) error {
	for i := range v.relations {
		rel := &v.relations[i]
		if rel.Symmetric != (rel.Inverse == rel.Name) {
			return t.rows[i].errorf("%s: a symmetric relation, and no other, is its own inverse", rel.Name)
		}
		if other, ok := v.byRelation[rel.Inverse]; ok {
			if other.Inverse != rel.Name {
				return t.rows[i].errorf("%s and %s are not inverse to each other", rel.Name, other.Name)
			}
			continue
		}
		if other, twice := v.byInverse[rel.Inverse]; twice {
			return t.rows[i].errorf("%s is the inverse of %s too", rel.Inverse, other.Name)
		}
		v.byInverse[rel.Inverse] = rel
	}
	return nil
}

func readRelation(r row) (Relation, error) {
	c := slices.Clone(r.cells)
	for i := range c {
		if c[i] == "-" {
			c[i] = ""
		}
	}
	rel := Relation{Name: c[0], Group: c[1], Kind: RelationKind(c[2]), Definition: c[3], PLOVER: firstName(c[4]), Modes: list(c[5]),
		CAMEO: firstName(c[7]), QuadClass: c[9], Symmetric: c[10] == "yes", Inverse: c[11], Transitive: c[12] == "yes",
		Proposition: c[15] == "yes", Example: c[16], Notes: c[17], Qualifiers: qualifierNames(c[18])}
	switch rel.Kind {
	case KindState, KindEvent, KindAttitude, KindSpeech:
	default:
		return rel, r.errorf("%q is not a kind of relation", c[2])
	}
	if first, _, _ := strings.Cut(c[6], "|"); first != "" {
		score, err := strconv.ParseFloat(first, 64)
		if err != nil {
			return rel, r.errorf("score %q is not a number", c[6])
		}
		rel.Score = &score
	}
	for _, code := range strings.FieldsFunc(c[8], func(r rune) bool { return r == ';' || r == ' ' }) {
		if code[0] != '(' {
			rel.CAMEOAlso = append(rel.CAMEOAlso, code)
		}
	}
	var err error
	if rel.Domain, err = readKinds(r, c[13], &rel.Proposition); err != nil {
		return rel, err
	}
	rel.Range, err = readKinds(r, c[14], &rel.Proposition)
	return rel, err
}

// firstName drops what stands after the first name of a cell: "SANCTION|RETREAT", "057 (onset)".
func firstName(cell string) string {
	if strings.HasPrefix(cell, "(") {
		return ""
	}
	cell, _, _ = strings.Cut(cell, "|")
	cell, _, _ = strings.Cut(cell, " ")
	return strings.TrimPrefix(cell, "-")
}

func readKinds(r row, cell string, proposition *bool) ([]Kind, error) {
	var out []Kind
	for _, name := range list(cell) {
		if name == "Proposition" {
			*proposition = true
			continue
		}
		k := Kind(strings.ToLower(name))
		if !slices.Contains(kinds(), k) {
			return nil, r.errorf("%q is not a kind of node", name)
		}
		out = append(out, k)
	}
	if len(out) == 0 {
		return nil, r.errorf("no kinds of nodes")
	}
	return out, nil
}

func kinds() []Kind {
	return []Kind{State, Org, Group, Person, Office, Topic, Event, Agreement, Place}
}

// qualifierNames reads "type (defence, neutrality); item": names before brackets, between ; or ,.
func qualifierNames(cell string) []string {
	var out []string
	depth, start := 0, 0
	flush := func(end int) {
		name, _, _ := strings.Cut(cell[start:end], "(")
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, strings.ReplaceAll(name, " ", "_"))
		}
		start = end + 1
	}
	for i := range len(cell) {
		switch cell[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ';', ',', '|':
			if depth <= 0 {
				flush(i)
			}
		}
	}
	if start < len(cell) {
		flush(len(cell))
	}
	return out
}
