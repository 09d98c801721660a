package dossier

import (
	"entente/graph/claim"
	"entente/graph/vocab"
)

// Schema describes the vocabulary.
type Schema struct {
	// Kinds are the kinds of nodes, as they stand before the colon of an id.
	Kinds []vocab.Kind `json:"kinds"`
	// Forms are the suffixes of a relation; the plain relation has none.
	Forms     []string   `json:"forms"`
	Statuses  []string   `json:"statuses"`
	Relations []Relation `json:"relations"`
}

// Relation describes one relation.
type Relation struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	// Kind is state, event, attitude or speech.
	Kind       vocab.RelationKind `json:"kind"`
	Definition string             `json:"definition"`
	// Inverse is the name of the relation read backwards; Name itself when symmetric.
	Inverse    string       `json:"inverse"`
	Symmetric  bool         `json:"symmetric"`
	Transitive bool         `json:"transitive"`
	Domain     []vocab.Kind `json:"domain"`
	Range      []vocab.Kind `json:"range"`
	// Proposition says whether the object may be a whole proposition.
	Proposition bool     `json:"proposition"`
	Qualifiers  []string `json:"qualifiers"`
	// PLOVER event and CAMEO code; "" when the scheme has none. Score is in PLOVER's scale, null when it has none.
	PLOVER    string   `json:"plover"`
	CAMEO     string   `json:"cameo"`
	QuadClass string   `json:"quad_class"`
	Score     *float64 `json:"score"`
	Example   string   `json:"example"`
	Notes     string   `json:"notes"`
}

// SchemaOf describes words.
func SchemaOf(words *vocab.Vocabulary) *Schema {
	s := &Schema{
		Kinds:    []vocab.Kind{vocab.State, vocab.Org, vocab.Group, vocab.Person, vocab.Office, vocab.Topic, vocab.Event, vocab.Agreement, vocab.Place},
		Forms:    claim.Forms()[1:],
		Statuses: []string{"asserted", "alleged", "ascribed", "disputed"},
	}
	relations := words.Relations()
	for i := range relations {
		s.Relations = append(s.Relations, relationOf(&relations[i]))
	}
	return s
}

func relationOf(r *vocab.Relation) Relation {
	qualifiers := r.Qualifiers
	if qualifiers == nil {
		qualifiers = []string{}
	}
	return Relation{
		Name: r.Name, Group: r.Group, Kind: r.Kind, Definition: r.Definition, Inverse: r.Inverse, Symmetric: r.Symmetric,
		Transitive: r.Transitive, Domain: r.Domain, Range: r.Range, Proposition: r.Proposition, Qualifiers: qualifiers,
		PLOVER: r.PLOVER, CAMEO: r.CAMEO, QuadClass: r.QuadClass, Score: r.Score, Example: r.Example, Notes: r.Notes,
	}
}
