package vocab

// Gender tells which pronouns fit a person.
type Gender byte

// Genders; the zero value is unknown.
const (
	Male   Gender = 'm'
	Female Gender = 'f'
)

// Role says what an actor is, as far as this decides for whom it stands and how event data code it.
type Role string

// Roles of actors.
const (
	RoleNone        Role = ""
	RoleGovernment  Role = "government"   // a government, cabinet, palace
	RoleMinistry    Role = "ministry"     // a ministry or other civil body of the executive
	RoleMilitary    Role = "military"     // armed forces and their branches
	RoleIntel       Role = "intelligence" // spy agencies
	RolePolice      Role = "police"
	RoleParliament  Role = "parliament"
	RoleCourt       Role = "court"
	RoleEmbassy     Role = "embassy"
	RoleOfficials   Role = "officials"   // unnamed people who speak for the state: officials, diplomats
	RoleLawmakers   Role = "lawmakers"   // members of parliament: stand for nobody
	RoleFormer      Role = "former"      // former officials: stand for nobody
	RolePeople      Role = "people"      // citizens, protesters: stand for nobody
	RoleStateMedia  Role = "state-media" // speaks for the state, marked as such
	RoleMedia       Role = "media"       // independent: stands for nobody
	RoleParty       Role = "party"
	RoleArmedGroup  Role = "armed-group"
	RoleRivalGov    Role = "rival-government" // claims to govern a state that others govern
	RoleIGO         Role = "igo"              // body of states
	RoleNGO         Role = "ngo"
	RoleCompany     Role = "company"
	RoleThinkTank   Role = "think-tank"
	RoleBloc        Role = "bloc" // forum or set of states
	RoleRegion      Role = "region"
	RoleCity        Role = "city"
	RoleHead        Role = "head"     // office: head of state or government, with deputies
	RoleMinister    Role = "minister" // office in the executive
	RoleEnvoy       Role = "envoy"    // office: ambassador, special envoy
	RoleSpokes      Role = "spokesperson"
	RoleCommander   Role = "commander"  // office in the armed forces
	RoleLegislator  Role = "legislator" // office in a parliament: stands for nobody
	RoleSecretary   Role = "secretary"  // office: head of an organisation
	RoleJudge       Role = "judge"
	RoleMinority    Role = "minority" // a people without a state
	RoleDissident   Role = "opposition"
	RoleReligious   Role = "religious"
	RoleSpiritual   Role = "religious-leader" // office of a church or creed
	RoleSubnational Role = "subnational"      // governor, mayor: stands for nobody abroad
)

// Metonym is a name that means a government without naming it.
type Metonym struct {
	Name string
	// Place marks a capital, which is also a place ("a meeting in London").
	Place bool
}

// Period is an interval of days; see the package comment for its ends.
type Period struct{ Since, Until string }

// Tenure is a period in which a person holds an office.
type Tenure struct {
	Office string
	Period
}

// Membership is a period in which an actor belongs to an organisation or group.
type Membership struct {
	Member string
	Period
}

// Codes are the codes of a state or organisation in foreign data; "" where it has none.
type Codes struct {
	ISO2, ISO3, ISONumeric string
	COW                    string // Correlates of War, letters: "CHN"
	COWNumber              string // "710"
	GW                     string // Gleditsch and Ward number
	FIPS                   string // FIPS 10-4
	UN                     string // M49 number
	CAMEO                  string
}

// Actor is whatever can be an end of a relation or name one: state, body, group, person, office, place,
// agreement, event or topic. Slices are shared: do not write to them.
type Actor struct {
	ID    string
	Kind  Kind
	Label string
	// Aliases are other names under which texts mention it; Adjectives ("Chinese") and Demonyms
	// ("Russian", "Russians") only states, regions and peoples have.
	Aliases    []string
	Adjectives []string
	Demonyms   []string
	Metonyms   []Metonym
	Role       Role
	Gender     Gender
	// Home is the state (or organisation) that a body, office, medium or party belongs to, of a person the
	// country, of a place the state it lies in; "" where it has none or that is contested.
	Home string
	// PartOf is the larger body of an organ, and the larger place of a place.
	PartOf string
	// Holds are the offices of a person, oldest first.
	Holds []Tenure
	// Members are those of an organisation or group.
	Members []Membership
	// Parties are those of an agreement or topic.
	Parties []Membership
	// Period in which it exists; both ends "" when always or unknown.
	Period
	Codes Codes
	// Claimed are the states that claim a contested place.
	Claimed []string
	// Defined is a path that says who belongs to a group ("state:USA/allied_with").
	Defined string
	// CommonWord marks names that are also ordinary words or names of people ("Turkey", "Jordan"), which
	// a reader must find written as a name, and with support of the context.
	CommonWord bool
}
