package plan

// Simplify gives a path with the same answers (as a set) and a smaller automaton: sequences and
// alternatives are flattened, alternatives of single hops become one hop, and repetitions of
// repetitions one repetition, so that ((p*)*)* is p*.
func Simplify(p Path) Path {
	switch p := p.(type) {
	case Seq:
		return simplifySeq(p)
	case Alt:
		return simplifyAlt(p)
	case *Repeat:
		return simplifyRepeat(p)
	}
	return p
}

func simplifySeq(s Seq) Path {
	var out Seq
	for _, x := range s {
		switch x := Simplify(x).(type) {
		case Empty:
		case Seq:
			out = append(out, x...)
		case *Step:
			if len(x.Atoms) == 0 {
				return x // nothing leads on from here
			}
			out = append(out, x)
		default:
			out = append(out, x)
		}
	}
	switch len(out) {
	case 0:
		return Empty{}
	case 1:
		return out[0]
	}
	return out
}

func simplifyAlt(a Alt) Path {
	var out Alt
	empty := false
	merged := map[[2]bool]*Step{} // by the two bars
	var add func(x Path)
	add = func(x Path) {
		switch x := x.(type) {
		case Empty:
			empty = true
		case Alt:
			for _, y := range x {
				add(y)
			}
		case *Step:
			if len(x.Atoms) == 0 {
				return
			}
			key := [2]bool{x.FromOpen, x.ToOpen}
			m := merged[key]
			if m == nil {
				m = &Step{FromOpen: x.FromOpen, ToOpen: x.ToOpen}
				merged[key] = m
				out = append(out, m)
			}
			m.Atoms = appendAtoms(m.Atoms, x.Atoms)
		case *Repeat:
			if x.Min == 0 && x.Max == 1 { // x? | y is (x|y)?
				empty = true
				add(x.X)
				return
			}
			out = append(out, x)
		default:
			out = append(out, x)
		}
	}
	for _, x := range a {
		add(Simplify(x))
	}
	var p Path
	switch len(out) {
	case 0:
		if empty {
			return Empty{}
		}
		return &Step{}
	case 1:
		p = out[0]
	default:
		p = out
	}
	if empty && !Nullable(p) {
		return &Repeat{X: p, Min: 0, Max: 1, Each: true}
	}
	return p
}

// appendAtoms adds those of more that are not there yet.
func appendAtoms(atoms, more []Atom) []Atom {
next:
	for _, m := range more {
		for i := range atoms {
			if sameAtom(&atoms[i], &m) {
				continue next
			}
		}
		atoms = append(atoms, m)
	}
	return atoms
}

func sameAtom(a, b *Atom) bool {
	if a.Pred != b.Pred || a.Reverse != b.Reverse || a.Filter != b.Filter || a.Inferred != b.Inferred || len(a.Except) != len(b.Except) {
		return false
	}
	for i := range a.Except {
		if a.Except[i] != b.Except[i] {
			return false
		}
	}
	return true
}

func simplifyRepeat(r *Repeat) Path {
	x := Simplify(r.X)
	min, max := r.Min, r.Max
	if max == 0 {
		return Empty{}
	}
	switch x := x.(type) {
	case Empty:
		return x
	case *Step:
		if len(x.Atoms) == 0 {
			if min == 0 {
				return Empty{}
			}
			return x
		}
	case *Repeat:
		if small(x) && (min <= 1 && (max == 1 || max < 0)) {
			out := &Repeat{X: x.X, Min: x.Min * min, Max: 1, Each: true}
			if x.Max < 0 || max < 0 {
				out.Max = -1
			}
			return out
		}
	}
	if min == 1 && max == 1 {
		return x
	}
	if Nullable(x) {
		min = 0 // walking it the missing times without a hop is allowed
	}
	if min == 0 && max < 0 {
		x = withoutEmpty(x)
	}
	return &Repeat{X: x, Min: min, Max: max, Each: r.Each}
}

// small reports {0 or 1, 1 or unbounded}, for which repetitions of repetitions collapse.
func small(r *Repeat) bool { return r.Min <= 1 && (r.Max == 1 || r.Max < 0) }

// withoutEmpty drops what a surrounding * makes superfluous: (p?|q*)* is (p|q)*.
func withoutEmpty(p Path) Path {
	switch p := p.(type) {
	case *Repeat:
		if small(p) {
			return withoutEmpty(p.X)
		}
	case Alt:
		out := make(Alt, len(p))
		for i, x := range p {
			out[i] = withoutEmpty(x)
		}
		return simplifyAlt(out)
	}
	return p
}
