package plan

import (
	"fmt"
	"strings"
)

// Node is the id of a node or predicate inside one graph; 0 is none.
type Node = uint32

// Filter tests the edge behind one hop. It must be safe for one goroutine at a time.
type Filter interface {
	// Pass reports whether the edge that label names may be walked over predicate pred. Label 0 or
	// one that names no edge is a quad without claims.
	Pass(pred, label Node) (bool, error)
	// String is the filter as it was written.
	String() string
}

// Atom is one predicate walked in one direction.
type Atom struct {
	// Pred 0 is every predicate that is not in Except.
	Pred    Node
	Except  []Node
	Reverse bool
	// Filter is nil where every edge may be walked.
	Filter Filter
	// Inferred: the hop is concluded, not stored as such.
	Inferred bool
	// Name is the relation with its form, for people.
	Name string
	// Quads is how many quads the predicate has, for estimates; 0 if unknown.
	Quads int64
}

func (a *Atom) String() string {
	s := a.Name
	if a.Reverse {
		s = "^" + s
	}
	if a.Filter != nil {
		s += a.Filter.String()
	}
	if a.Inferred {
		s += " (inferred)"
	}
	return s
}

// Path is Step, Seq, Alt, Repeat or Empty.
type Path interface {
	isPath()
	String() string
}

// Step is one hop over any of its atoms; without atoms it leads nowhere.
type Step struct {
	Atoms []Atom
	// FromOpen and ToOpen: the hop may not leave from, or arrive at, a barred node (a contested
	// place that transitive relations do not pass through).
	FromOpen, ToOpen bool
}

// Seq walks its items one after the other; empty it is Empty.
type Seq []Path

// Alt walks any of its items; empty it leads nowhere.
type Alt []Path

// Repeat walks X between Min and Max times (Max below 0: without bound). Each says that each node
// comes once however many ways lead there, as for SPARQL's * + ?.
type Repeat struct {
	X        Path
	Min, Max int
	Each     bool
}

// Empty stays where it is.
type Empty struct{}

func (*Step) isPath()   {}
func (Seq) isPath()     {}
func (Alt) isPath()     {}
func (*Repeat) isPath() {}
func (Empty) isPath()   {}

func (s *Step) String() string {
	switch n := len(s.Atoms); {
	case n == 0:
		return "nothing"
	case n == 1:
		return s.Atoms[0].String()
	case n > 8:
		return fmt.Sprintf("any of %d relations", n)
	}
	parts := make([]string, len(s.Atoms))
	for i := range s.Atoms {
		parts[i] = s.Atoms[i].String()
	}
	return "(" + strings.Join(parts, "|") + ")"
}

func (s Seq) String() string { return joined([]Path(s), "/") }

func (s Alt) String() string { return joined([]Path(s), "|") }

func joined(items []Path, sign string) string {
	parts := make([]string, len(items))
	for i, x := range items {
		parts[i] = x.String()
	}
	return "(" + strings.Join(parts, sign) + ")"
}

func (r *Repeat) String() string {
	switch {
	case r.Min == 0 && r.Max < 0:
		return r.X.String() + "*"
	case r.Min == 1 && r.Max < 0:
		return r.X.String() + "+"
	case r.Min == 0 && r.Max == 1:
		return r.X.String() + "?"
	case r.Max < 0:
		return fmt.Sprintf("%s{%d,}", r.X, r.Min)
	}
	return fmt.Sprintf("%s{%d,%d}", r.X, r.Min, r.Max)
}

func (Empty) String() string { return "()" }

// Reverse is the path walked from its end to its start.
func Reverse(p Path) Path {
	switch p := p.(type) {
	case *Step:
		atoms := make([]Atom, len(p.Atoms))
		for i, a := range p.Atoms {
			a.Reverse = !a.Reverse
			atoms[i] = a
		}
		return &Step{Atoms: atoms, FromOpen: p.ToOpen, ToOpen: p.FromOpen}
	case Seq:
		out := make(Seq, len(p))
		for i, x := range p {
			out[len(p)-1-i] = Reverse(x)
		}
		return out
	case Alt:
		out := make(Alt, len(p))
		for i, x := range p {
			out[i] = Reverse(x)
		}
		return out
	case *Repeat:
		r := *p
		r.X = Reverse(p.X)
		return &r
	}
	return p
}

// Nullable reports whether the path matches without a hop.
func Nullable(p Path) bool {
	switch p := p.(type) {
	case Seq:
		for _, x := range p {
			if !Nullable(x) {
				return false
			}
		}
		return true
	case Alt:
		for _, x := range p {
			if Nullable(x) {
				return true
			}
		}
		return false
	case *Repeat:
		return p.Min == 0 || Nullable(p.X)
	case Empty:
		return true
	}
	return false
}
