package exec

import (
	"context"

	"entente/queries/plan"
)

// Explained says how a request is carried out.
type Explained struct {
	// Backwards: from the end; BothEnds: from both ends at once; Middle: the hop the starts are found from, "" if none.
	Backwards, BothEnds bool
	Middle              string
	Steps               []ExplainedStep
}

// ExplainedStep is one kind of hop, in the order in which they are walked.
type ExplainedStep struct {
	State    int     `json:"state"`
	Step     string  `json:"step"`
	After    []int32 `json:"after"` // states it follows; 0 is the start
	Accepts  bool    `json:"accepts"`
	Repeats  bool    `json:"repeats"`
	Quads    int64   `json:"quads"`    // of its predicates
	Estimate float64 `json:"estimate"` // nodes reached
}

// Explain tells how Run would carry out each part of a request, without running it.
func Explain(ctx context.Context, g Graph, r *Request) ([]Explained, error) {
	var out []Explained
	rows := 0.0 // at the start of a part
	for i, p := range r.Parts {
		c := &call{g: g, r: r}
		x := Explained{}
		sole := len(r.Parts) == 1
		if sole {
			x.Backwards = c.backwards(p)
			x.BothEnds = r.Start.Fixed && r.End.Fixed && len(unique(r.End.Nodes)) <= 4 && r.Mode != Counting
		} else {
			x.Backwards = r.End.Fixed && !r.Start.Fixed
		}
		start := r.Start
		if x.Backwards {
			p, start = plan.Reverse(p), r.End
		}
		p = plan.Simplify(p)
		if seq, ok := p.(plan.Seq); ok && !start.Fixed && i == 0 {
			if k := plan.Rarest(seq); k > 0 {
				x.Middle = seq[k].String()
			}
		}
		switch {
		case i > 0:
		case start.Fixed:
			rows = float64(len(start.Nodes))
		default:
			rows = openStart
		}
		var err error
		if x.Steps, rows, err = explainSteps(ctx, g, p, rows); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// openStart stands for as many starts as the first hop has.
const openStart = -1

func explainSteps(ctx context.Context, g Graph, p plan.Path, rows float64) (out []ExplainedStep, ends float64, err error) {
	a, err := plan.Build(p)
	if err != nil {
		return nil, 0, err
	}
	estimate := make([]float64, len(a.Steps))
	estimate[0] = rows
	if a.Accept[0] && rows > 0 {
		ends = rows
	}
	for k, group := range a.Groups {
		for _, q := range group {
			if q == 0 {
				continue
			}
			s := ExplainedStep{State: int(q), Step: a.Steps[q].String(), After: a.Before[q], Accepts: a.Accept[q], Repeats: a.Loop[k]}
			fan, all := 0.0, 0.0
			for i := range a.Steps[q].Atoms {
				atom := &a.Steps[q].Atoms[i]
				s.Quads += atom.Quads
				if atom.Pred == 0 {
					fan += 10
					continue
				}
				adj, err := g.Adjacency(ctx, atom.Pred, atom.Reverse)
				if err != nil {
					return nil, 0, err
				}
				if pairs, starts := adj.Sizes(); starts > 0 {
					fan += float64(pairs) / float64(starts)
					all += float64(pairs)
				}
			}
			for _, before := range a.Before[q] {
				if estimate[before] == openStart {
					s.Estimate += all
				} else {
					s.Estimate += estimate[before] * fan
				}
			}
			if s.Repeats {
				s.Estimate *= 8 // a guess: a few rounds
			}
			s.Estimate = min(s.Estimate, float64(g.MaxNode()))
			estimate[q] = s.Estimate
			if s.Accepts {
				ends += s.Estimate
			}
			out = append(out, s)
		}
	}
	return out, ends, nil
}
