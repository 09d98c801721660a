package plan

import (
	"errors"
	"slices"
)

// MaxStates bounds an automaton, so that a bounded repetition cannot take all memory.
const MaxStates = 4096

// ErrTooLarge says that a path has more hops written out than MaxStates.
var ErrTooLarge = errors.New("the path is too large: its bounded repetitions write out to more than 4096 steps")

// Automaton accepts the hops of a path. State 0 is the start; being in state q > 0 means having just
// made a hop of Steps[q]. So every hop into a state is of one kind (Glushkov's construction).
type Automaton struct {
	// Steps[0] is nil.
	Steps []*Step
	// Follow[q] and Before[q] are the states after and before q, ascending.
	Follow, Before [][]int32
	// Accept[q]: the path may end in q.
	Accept []bool
	// Groups are the states in an order in which every hop leads to the same or a later group; the
	// states of one group reach each other. A group of one state may loop on itself (Loop).
	Groups [][]int32
	Loop   []bool // by group
	// Forever: some state that lies on a way to acceptance can be passed any number of times.
	Forever bool
}

// Build makes the automaton of a path.
func Build(p Path) (*Automaton, error) {
	b := &builder{a: &Automaton{Steps: []*Step{nil}, Follow: [][]int32{nil}}}
	f, err := b.add(p)
	if err != nil {
		return nil, err
	}
	b.link([]int32{0}, f.first)
	a := b.a
	a.Accept = make([]bool, len(a.Steps))
	for _, q := range f.last {
		a.Accept[q] = true
	}
	a.Accept[0] = f.nullable
	a.finish()
	return a, nil
}

type fragment struct {
	first, last []int32
	nullable    bool
}

type builder struct{ a *Automaton }

func (b *builder) link(from, to []int32) {
	for _, p := range from {
		b.a.Follow[p] = append(b.a.Follow[p], to...)
	}
}

func (b *builder) add(p Path) (fragment, error) {
	switch p := p.(type) {
	case *Step:
		if len(p.Atoms) == 0 {
			return fragment{}, nil
		}
		if len(b.a.Steps) > MaxStates {
			return fragment{}, ErrTooLarge
		}
		q := int32(len(b.a.Steps))
		b.a.Steps = append(b.a.Steps, p)
		b.a.Follow = append(b.a.Follow, nil)
		return fragment{first: []int32{q}, last: []int32{q}}, nil
	case Seq:
		return b.seq(p)
	case Alt:
		out := fragment{}
		for _, x := range p {
			f, err := b.add(x)
			if err != nil {
				return f, err
			}
			out.first = append(out.first, f.first...)
			out.last = append(out.last, f.last...)
			out.nullable = out.nullable || f.nullable
		}
		return out, nil
	case *Repeat:
		return b.repeat(p)
	}
	return fragment{nullable: true}, nil
}

func (b *builder) seq(items []Path) (fragment, error) {
	out := fragment{nullable: true}
	for _, x := range items {
		f, err := b.add(x)
		if err != nil {
			return f, err
		}
		out = b.then(out, f)
	}
	return out, nil
}

func (b *builder) then(x, y fragment) fragment {
	b.link(x.last, y.first)
	out := fragment{first: x.first, last: y.last, nullable: x.nullable && y.nullable}
	if x.nullable {
		out.first = append(slices.Clone(x.first), y.first...)
	}
	if y.nullable {
		out.last = append(slices.Clone(x.last), y.last...)
	}
	return out
}

// repeat writes a bounded repetition out: x{2,4} is x x (x (x)?)?.
func (b *builder) repeat(r *Repeat) (fragment, error) {
	if r.Max < 0 && r.Min <= 1 {
		f, err := b.add(r.X)
		if err != nil {
			return f, err
		}
		b.link(f.last, f.first)
		f.nullable = f.nullable || r.Min == 0
		return f, nil
	}
	must := r.Min
	if r.Max < 0 {
		must-- // x{3,} is x x x+
	}
	out := fragment{nullable: true}
	for range must {
		f, err := b.add(r.X)
		if err != nil {
			return f, err
		}
		out = b.then(out, f)
	}
	if r.Max < 0 {
		f, err := b.add(r.X)
		if err != nil {
			return f, err
		}
		b.link(f.last, f.first)
		return b.then(out, f), nil
	}
	last, nullable := out.last, out.nullable
	for range r.Max - must {
		f, err := b.add(r.X)
		if err != nil {
			return f, err
		}
		// Each further round may be the last one.
		out = b.then(out, f)
		last = append(slices.Clone(last), f.last...)
	}
	out.last, out.nullable = last, nullable || out.nullable
	return out, nil
}

// finish sorts the states after and before, and groups them.
func (a *Automaton) finish() {
	n := len(a.Steps)
	a.Before = make([][]int32, n)
	for q := range a.Follow {
		slices.Sort(a.Follow[q])
		a.Follow[q] = slices.Compact(a.Follow[q])
		for _, r := range a.Follow[q] {
			a.Before[r] = append(a.Before[r], int32(q))
		}
	}
	a.group()
	for i := range a.Groups {
		a.Forever = a.Forever || a.Loop[i]
	}
}

// group finds the strongly connected components (Tarjan's algorithm, without recursion), which come
// out last first.
func (a *Automaton) group() {
	n := len(a.Steps)
	index := make([]int32, n)
	low := make([]int32, n)
	onStack := make([]bool, n)
	var stack []int32
	next := int32(0)
	type frame struct {
		q int32
		i int
	}
	frames := []frame{{0, 0}}
	for len(frames) > 0 {
		f := &frames[len(frames)-1]
		if f.i == 0 {
			next++
			index[f.q], low[f.q] = next, next
			stack = append(stack, f.q)
			onStack[f.q] = true
		}
		if f.i < len(a.Follow[f.q]) {
			r := a.Follow[f.q][f.i]
			f.i++
			if index[r] == 0 {
				frames = append(frames, frame{r, 0})
			} else if onStack[r] {
				low[f.q] = min(low[f.q], index[r])
			}
			continue
		}
		done := *f
		frames = frames[:len(frames)-1]
		if len(frames) > 0 {
			up := &frames[len(frames)-1]
			low[up.q] = min(low[up.q], low[done.q])
		}
		if low[done.q] != index[done.q] {
			continue
		}
		i := slices.Index(stack, done.q)
		members := slices.Clone(stack[i:])
		stack = stack[:i]
		for _, m := range members {
			onStack[m] = false
		}
		slices.Sort(members)
		a.Groups = append(a.Groups, members)
		a.Loop = append(a.Loop, len(members) > 1 || slices.Contains(a.Follow[members[0]], members[0]))
	}
	slices.Reverse(a.Groups)
	slices.Reverse(a.Loop)
}
