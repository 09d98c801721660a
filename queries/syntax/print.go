package syntax

import (
	"strconv"
	"strings"
)

// Print writes a set as an expression; Parse reads the same tree from it.
func Print(s Set) string {
	var b strings.Builder
	printSet(&b, s)
	return b.String()
}

// String prints the set.
func (p *Path) String() string { return Print(p) }

// String prints the set.
func (j *Join) String() string { return Print(j) }

func printSet(b *strings.Builder, s Set) {
	switch s := s.(type) {
	case *Path:
		printPath(b, s)
	case *Join:
		printSet(b, s.Left)
		b.WriteString(" " + string(rune(s.Op)) + " ")
		if _, ok := s.Right.(*Join); ok {
			b.WriteByte('(')
			printSet(b, s.Right)
			b.WriteByte(')')
			return
		}
		printSet(b, s.Right)
	}
}

func printPath(b *strings.Builder, p *Path) {
	parts := 0
	slash := func() {
		if parts > 0 {
			b.WriteByte('/')
		}
		parts++
	}
	if p.Start != nil {
		slash()
		b.WriteString(p.Start.String())
	}
	if p.Steps != nil {
		slash()
		printStep(b, p.Steps, inSequence)
	}
	if p.End != nil {
		slash()
		b.WriteString(p.End.String())
	}
}

// String writes the name as it was written.
func (n *Name) String() string {
	switch n.Kind {
	case Quoted:
		return quote(n.Text)
	case IRI:
		return "<" + n.Text + ">"
	case Kind:
		return "?" + n.Text
	}
	return n.Text
}

// PrintStep writes a step alone.
func PrintStep(s Step) string {
	var b strings.Builder
	printStep(&b, s, inAlternative)
	return b.String()
}

// place tells how tightly the surroundings bind.
type place uint8

const (
	inAlternative place = iota // alternatives need no parentheses
	inSequence                 // sequences need none
	inElement                  // a prefix sign needs none
	inPostfix                  // only what a modifier can follow directly
)

func printStep(b *strings.Builder, s Step, at place) {
	group := func(limit place, body func()) {
		if at > limit {
			b.WriteByte('(')
			body()
			b.WriteByte(')')
			return
		}
		body()
	}
	switch s := s.(type) {
	case *Rel:
		printRel(b, s)
	case *Any:
		b.WriteByte('.')
	case *Not:
		printNot(b, s)
	case *Inverse:
		group(inElement, func() {
			b.WriteByte('^')
			printStep(b, s.X, inElement)
		})
	case *Seq:
		group(inSequence, func() {
			for i, x := range s.Items {
				if i > 0 {
					b.WriteByte('/')
				}
				// A sequence inside a sequence keeps its parentheses: the tree is kept as written.
				printStep(b, x, inElement)
			}
		})
	case *Alt:
		group(inAlternative, func() {
			for i, x := range s.Items {
				if i > 0 {
					b.WriteByte('|')
				}
				if _, nested := x.(*Alt); nested {
					printStep(b, x, inElement)
					continue
				}
				printStep(b, x, inSequence)
			}
		})
	case *Repeat:
		group(inPostfix, func() {
			printStep(b, s.X, inPostfix)
			b.WriteString(repeatSign(s))
		})
	case *Filtered:
		group(inPostfix, func() {
			printStep(b, s.X, inPostfix)
			for i := range s.Filters {
				printFilter(b, &s.Filters[i])
			}
		})
	case *Stop:
		// Nothing can follow a stop, so below a sign it keeps its parentheses. Inverse below it
		// needs none: ^p@x reads as (^p)@x.
		group(inElement, func() {
			if inv, ok := s.X.(*Inverse); ok {
				printStep(b, inv, inElement)
			} else {
				printStep(b, s.X, inPostfix)
			}
			b.WriteString("@" + s.Name)
		})
	}
}

func repeatSign(r *Repeat) string {
	switch {
	case !r.Braces && r.Min == 0 && r.Max == Unbounded:
		return "*"
	case !r.Braces && r.Min == 1 && r.Max == Unbounded:
		return "+"
	case !r.Braces && r.Min == 0 && r.Max == 1:
		return "?"
	case r.Max == Unbounded:
		return "{" + strconv.Itoa(r.Min) + ",}"
	case r.Max == r.Min:
		return "{" + strconv.Itoa(r.Min) + "}"
	}
	return "{" + strconv.Itoa(r.Min) + "," + strconv.Itoa(r.Max) + "}"
}

func printRel(b *strings.Builder, r *Rel) {
	b.WriteString(r.Name.String())
	if r.Form != "" {
		b.WriteString("~" + r.Form)
	}
}

func printNot(b *strings.Builder, n *Not) {
	b.WriteByte('!')
	if len(n.Items) != 1 {
		b.WriteByte('(')
	}
	for i := range n.Items {
		if i > 0 {
			b.WriteByte('|')
		}
		if n.Items[i].Inverse {
			b.WriteByte('^')
		}
		printRel(b, &n.Items[i].Rel)
	}
	if len(n.Items) != 1 {
		b.WriteByte(')')
	}
}

func printFilter(b *strings.Builder, f *Filter) {
	b.WriteString("[" + f.Key + f.Op.String())
	for i := range f.Values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(f.Values[i].String())
	}
	b.WriteByte(']')
}

// String writes the filter with its brackets.
func (f *Filter) String() string {
	var b strings.Builder
	printFilter(&b, f)
	return b.String()
}
