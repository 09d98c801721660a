package syntax

// NameKind tells how a name was written.
type NameKind uint8

// The kinds of names.
const (
	Bare   NameKind = iota // China, concerned_about
	Quoted                 // "South Korea"
	ID                     // state:CHN, rel:allied_with
	IRI                    // <http://example.org/a>
	Kind                   // ?state: any node of the kind; Text "any" is every node
)

// Name names a node or a relation.
type Name struct {
	Kind NameKind
	// Text is the name without quotes, brackets or question mark.
	Text string
	At   Span
}

// Set is an expression that has answers: a *Path or a *Join.
type Set interface {
	Span() Span
	isSet()
}

// JoinOp joins two sets of ends.
type JoinOp byte

// The two joins: ends that are in both, ends of the left that are not in the right.
const (
	And   JoinOp = '&'
	Minus JoinOp = '-'
)

// Join keeps the answers of Left whose end is (And) or is not (Minus) an end of Right.
type Join struct {
	Op          JoinOp
	Left, Right Set
	At          Span
}

// Path is a start and the steps to walk from it.
type Path struct {
	// Start is nil when starts are given apart from the expression.
	Start *Name
	// Steps is nil for a start alone, which may only stand in a Join.
	Steps Step
	// End is the node that the path must end in, where the writing says that it is a node (quotes,
	// a full id, ?kind). A bare last word stays a step until it is resolved.
	End *Name
	At  Span
}

// Step is a part of a path: *Rel, *Any, *Not, *Inverse, *Seq, *Alt, *Repeat, *Filtered or *Stop.
type Step interface {
	Span() Span
	isStep()
}

// Rel is one relation, with the form that is walked: "" (plain), "planned", … or "any".
type Rel struct {
	Name Name
	Form string
	At   Span
}

// Any is ".", any relation.
type Any struct{ At Span }

// Not is "!": any relation but these.
type Not struct {
	Items []NotItem
	At    Span
}

// NotItem is one excluded relation, walked backwards if Inverse.
type NotItem struct {
	Rel     Rel
	Inverse bool
}

// Inverse walks X from its end to its start.
type Inverse struct {
	X  Step
	At Span
}

// Seq walks its items one after the other; it has at least two.
type Seq struct {
	Items []Step
	At    Span
}

// Alt walks any of its items; it has at least two.
type Alt struct {
	Items []Step
	At    Span
}

// Unbounded as Repeat.Max is no upper bound.
const Unbounded = -1

// Repeat walks X between Min and Max times. Braces tells {0,1} from ? and so on: with braces and an
// upper bound, SPARQL counts every way, else each node once.
type Repeat struct {
	X        Step
	Min, Max int
	Braces   bool
	At       Span
}

// Filtered tests the claims behind the steps of X.
type Filtered struct {
	X       Step
	Filters []Filter
	At      Span
}

// Stop gives the node after X a name in the answers.
type Stop struct {
	X    Step
	Name string
	At   Span
}

// Op compares in a filter.
type Op uint8

// The operators; Flag is a filter without one ("[disputed]").
const (
	Flag Op = iota
	Equal
	NotEqual
	AtLeast
	AtMost
	Above
	Below
	Contains // ~
)

var opText = [...]string{"", "=", "!=", ">=", "<=", ">", "<", "~"}

// String is the sign of the operator.
func (o Op) String() string {
	if int(o) < len(opText) {
		return opText[o]
	}
	return "?"
}

// Filter is one [key op value]. Several values, separated by commas, mean any of them.
type Filter struct {
	Key    string
	Op     Op
	Values []Name // Kind is Bare, Quoted or IRI
	At     Span
}

func (p *Path) isSet() {}
func (j *Join) isSet() {}

// Span of the nodes.
func (p *Path) Span() Span { return p.At }
func (j *Join) Span() Span { return j.At }

func (*Rel) isStep()      {}
func (*Any) isStep()      {}
func (*Not) isStep()      {}
func (*Inverse) isStep()  {}
func (*Seq) isStep()      {}
func (*Alt) isStep()      {}
func (*Repeat) isStep()   {}
func (*Filtered) isStep() {}
func (*Stop) isStep()     {}

// Span of the steps.
func (s *Rel) Span() Span      { return s.At }
func (s *Any) Span() Span      { return s.At }
func (s *Not) Span() Span      { return s.At }
func (s *Inverse) Span() Span  { return s.At }
func (s *Seq) Span() Span      { return s.At }
func (s *Alt) Span() Span      { return s.At }
func (s *Repeat) Span() Span   { return s.At }
func (s *Filtered) Span() Span { return s.At }
func (s *Stop) Span() Span     { return s.At }
