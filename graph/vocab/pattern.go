package vocab

// Body is a kind of body that every state may have: "foreign-ministry". Its id is the state's prefix and
// the slug: "org:serbian-foreign-ministry".
type Body struct {
	Slug  string
	Names []string // as texts write them, lower case: "foreign ministry", "ministry of foreign affairs"
	Role  Role
	CAMEO string // role code, three letters: "GOV"
}

// Title is a word or phrase for an office, without the state: "foreign minister".
type Title struct {
	Slug  string
	Names []string // lower case; the first is the label
	Role  Role
	CAMEO string
	// Plain marks words that name an office only before a name or with a state ("leader", "general").
	Plain bool
}

// Bodies are the kinds of bodies.
func (v *Vocabulary) Bodies() []Body { return v.bodies }

// Titles are the kinds of offices.
func (v *Vocabulary) Titles() []Title { return v.titles }
