package vocab

// Kind is the kind of a node, as it stands before the colon of its id.
type Kind string

// The kinds of nodes.
const (
	State     Kind = "state"
	Org       Kind = "org"
	Group     Kind = "group"
	Person    Kind = "person"
	Office    Kind = "office"
	Topic     Kind = "topic"
	Event     Kind = "event"
	Agreement Kind = "agreement"
	Place     Kind = "place"
)

// RelationKind tells how a relation lies in time.
type RelationKind string

// A state holds over an interval, an event happens on a day, an attitude is somebody's view as
// voices report it, speech is an act of speaking.
const (
	KindState    RelationKind = "state"
	KindEvent    RelationKind = "event"
	KindAttitude RelationKind = "attitude"
	KindSpeech   RelationKind = "speech"
)

// Relation is one row of relations.tsv.
type Relation struct {
	Name       string // "allied_with"
	Group      string // "structure", "consult", ...
	Kind       RelationKind
	Definition string
	PLOVER     string   // event name, "" when PLOVER has none
	Modes      []string // PLOVER modes
	Score      *float64 // PLOVER score
	CAMEO      string   // main code, "" when none
	CAMEOAlso  []string
	QuadClass  string // "VC", "MC", "VX", "MX" or ""
	Symmetric  bool
	Inverse    string // name of the relation read backwards; Name itself when symmetric
	Transitive bool
	Domain     []Kind
	Range      []Kind
	// Proposition says whether the object may be a whole proposition.
	Proposition bool
	Example     string
	Notes       string
	Qualifiers  []string // names of the qualifiers a claim of this relation may carry
}
