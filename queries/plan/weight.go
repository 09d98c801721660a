package plan

import "math"

// Weight estimates how many edges the first hops of a path have: the work of starting there when any
// node may start.
func Weight(p Path) float64 {
	switch p := p.(type) {
	case *Step:
		sum := 0.0
		for i := range p.Atoms {
			if p.Atoms[i].Pred == 0 {
				return math.Inf(1)
			}
			sum += float64(p.Atoms[i].Quads)
		}
		return sum
	case Seq:
		sum := 0.0
		for _, x := range p {
			sum += Weight(x)
			if !Nullable(x) {
				return sum
			}
		}
		return math.Inf(1)
	case Alt:
		sum := 0.0
		for _, x := range p {
			sum += Weight(x)
		}
		return sum
	case *Repeat:
		if p.Min == 0 {
			return math.Inf(1)
		}
		return Weight(p.X)
	}
	return math.Inf(1)
}

// rareEnough is how many times fewer edges a later hop must have to be worth starting from.
const rareEnough = 8

// Rarest is the index of the hop of a sequence with far fewer edges than the first one, or -1.
func Rarest(s Seq) int {
	best, weight := -1, Weight(s)/rareEnough
	for i, x := range s {
		if step, ok := x.(*Step); ok && i > 0 {
			if w := Weight(step); w < weight {
				best, weight = i, w
			}
		}
	}
	return best
}
