package vocab

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Scale names a variant of the Goldstein scale; they differ for some codes.
type Scale string

// Scales of cooperation (+10) and conflict (-10).
const (
	GoldsteinGDELT   Scale = "gdelt"
	GoldsteinICEWS   Scale = "icews"
	GoldsteinPhoenix Scale = "phoenix"
)

// QuadConvention names a division of the CAMEO roots into four classes (and 0, neutral).
type QuadConvention string

// Conventions: GDELT's files put root 09 into class 2 and 14 into class 3; Phoenix and ICEWS do not.
const (
	QuadGDELT   QuadConvention = "gdelt"
	QuadPhoenix QuadConvention = "phoenix"
)

// CAMEO is one code of the event ontology with what it means here.
type CAMEO struct {
	Code, Label   string // "0213", a label in our words
	Root          string // "02"
	scores        [3]float64
	scored        [3]bool
	quads         [2]int
	PLOVER        string // event, "" for none
	Mode, Context string
	// Relation is what a coded row of this code says, "" when none; Modality and Polarity as in package
	// claim; Swap when source and target change places.
	Relation, Modality, Polarity string
	Swap                         bool
	RelationContext              string // qualifier "context" of the relation
}

// Goldstein is the score on a scale; ok is false where the scale has none for the code.
func (c *CAMEO) Goldstein(s Scale) (score float64, ok bool) {
	switch s {
	case GoldsteinGDELT:
		return c.scores[0], c.scored[0]
	case GoldsteinICEWS:
		return c.scores[1], c.scored[1]
	case GoldsteinPhoenix:
		return c.scores[2], c.scored[2]
	}
	return 0, false
}

// Quad is the class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material
// conflict, 0 neutral.
func (c *CAMEO) Quad(q QuadConvention) int {
	if q == QuadPhoenix {
		return c.quads[1]
	}
	return c.quads[0]
}

// CAMEO finds a code ("01", "012", "0213").
func (v *Vocabulary) CAMEO(code string) (*CAMEO, bool) {
	c, ok := v.cameo[code]
	return c, ok
}

// CAMEOCodes are all codes, ascending.
func (v *Vocabulary) CAMEOCodes() []string { return slices.Sorted(maps.Keys(v.cameo)) }

func (v *Vocabulary) loadCAMEO() error {
	t, err := readTable("cameo.tsv", "code", "label", "gdelt", "icews", "phoenix", "quad_gdelt", "quad_phoenix", "plover", "mode", "context")
	if err != nil {
		return err
	}
	v.cameo = make(map[string]*CAMEO, len(t.rows))
	for _, r := range t.rows {
		c := &CAMEO{Code: r.cells[0], Label: r.cells[1], PLOVER: r.cells[7], Mode: r.cells[8], Context: r.cells[9]}
		if len(c.Code) < 2 {
			return r.errorf("%q is not a code", c.Code)
		}
		c.Root = c.Code[:2]
		for i, cell := range r.cells[2:5] {
			if cell == "" {
				continue
			}
			if c.scores[i], err = strconv.ParseFloat(cell, 64); err != nil {
				return r.errorf("score %q is not a number", cell)
			}
			c.scored[i] = true
		}
		for i, cell := range r.cells[5:7] {
			if c.quads[i], err = strconv.Atoi(cell); err != nil || c.quads[i] < 0 || c.quads[i] > 4 {
				return r.errorf("%q is not a class", cell)
			}
		}
		v.cameo[c.Code] = c
	}
	return v.loadCAMEORelations()
}

// loadCAMEORelations reads what relation each code stands for.
func (v *Vocabulary) loadCAMEORelations() error {
	t, err := readTable("cameo_to_predicate.tsv", "cameo", "predicate", "modality", "polarity", "context", "swap_actors", "note")
	if err != nil {
		return err
	}
	for _, r := range t.rows {
		c, ok := v.cameo[r.cells[0]]
		if !ok {
			return r.errorf("no code %s", r.cells[0])
		}
		if r.cells[1] == "-" {
			continue
		}
		if _, ok := v.byRelation[r.cells[1]]; !ok {
			return r.errorf("no relation %s", r.cells[1])
		}
		c.Relation, c.Modality, c.Polarity, c.Swap = r.cells[1], r.cells[2], r.cells[3], r.cells[5] == "yes"
		c.RelationContext = strings.TrimPrefix(r.cells[4], "-")
	}
	return nil
}
