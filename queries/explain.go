package queries

import (
	"context"
	"fmt"
	"strings"
	"time"

	"entente/graph"
	"entente/queries/exec"
	"entente/queries/syntax"
)

// Explanation is how a query is or was carried out.
type Explanation struct {
	// Expression is the query as it was understood.
	Expression string       `json:"expression"`
	Operands   []ExplainSet `json:"operands"` // the paths that are joined, from left to right
	// Analysis is nil unless the query was run.
	Analysis *Analysis `json:"analysis,omitempty"`
}

// ExplainSet is one path of a query.
type ExplainSet struct {
	Path string `json:"path"`
	// Join is "&" or "-" where the path is the right side of a join, else "".
	Join  string        `json:"join,omitempty"`
	Start string        `json:"start"`
	End   string        `json:"end"`
	Notes []string      `json:"notes,omitempty"`
	Parts []ExplainPart `json:"parts"`
}

// ExplainPart is a stretch between named stops.
type ExplainPart struct {
	Walks string               `json:"walks"` // forwards, backwards, from both ends
	Steps []exec.ExplainedStep `json:"steps"`
}

// Analysis counts what a run did.
type Analysis struct {
	Answers int64         `json:"answers"`
	Visited int64         `json:"visited"` // pairs of node and state
	Edges   int64         `json:"edges"`   // looked at
	Tested  int64         `json:"tested"`  // judged by filters
	Read    int           `json:"read"`    // edges whose claims were read
	First   time.Duration `json:"first_ns"`
	Total   time.Duration `json:"total_ns"`
}

// Explain shows the plan of an expression; with analyze it runs it and adds counts and times.
func Explain(ctx context.Context, v *graph.View, expr string, opt *Options, analyze bool) (*Explanation, error) {
	v, end := inTime(ctx, v, opt)
	defer end()
	return explain(ctx, v, expr, opt, analyze)
}

func explain(ctx context.Context, src source, expr string, opt *Options, analyze bool) (*Explanation, error) {
	q, err := newQuery(src, expr, opt)
	if err != nil {
		return nil, err
	}
	x := &Explanation{Expression: syntax.Print(q.tree)}
	err = q.timed(ctx, func(ctx context.Context) error {
		s, err := q.prepare(ctx, q.tree)
		if err != nil {
			return err
		}
		if err := q.explainSet(ctx, x, s, q.tree, ""); err != nil || !analyze {
			return err
		}
		return q.analyze(ctx, x, s)
	})
	return x, err
}

func (q *query) analyze(ctx context.Context, x *Explanation, s prepared) error {
	began := time.Now()
	a := &Analysis{}
	err := q.limited(ctx, s, func(l located) error {
		if a.Answers == 0 {
			a.First = time.Since(began)
		}
		a.Answers++
		_, err := q.answer(ctx, l)
		return err
	})
	a.Total = time.Since(began)
	a.Visited, a.Edges, a.Tested, a.Read = q.work.Visited, q.work.Edges, q.work.Tested, len(q.facts.edges)+len(q.facts.lights)
	x.Analysis = a
	return err
}

func (q *query) explainSet(ctx context.Context, x *Explanation, s prepared, tree syntax.Set, join string) error {
	if j, ok := s.(*joined); ok {
		t := tree.(*syntax.Join)
		if err := q.explainSet(ctx, x, j.left, t.Left, join); err != nil {
			return err
		}
		return q.explainSet(ctx, x, j.right, t.Right, string(rune(j.op)))
	}
	p := s.(*resolved)
	e := ExplainSet{Path: syntax.Print(tree), Join: join, Start: q.sideText(&p.request.Start), End: q.sideText(&p.request.End)}
	parts, err := exec.Explain(ctx, q.data, &p.request)
	if err != nil {
		return err
	}
	for _, part := range parts {
		walks := "forwards"
		switch {
		case part.BothEnds:
			walks = "from both ends"
		case part.Backwards:
			walks = "backwards"
		}
		if part.Middle != "" {
			e.Notes = append(e.Notes, "starts are found from the middle: "+part.Middle)
		}
		e.Parts = append(e.Parts, ExplainPart{walks, part.Steps})
	}
	e.Notes = append(e.Notes, q.notes...)
	q.notes = nil
	x.Operands = append(x.Operands, e)
	return nil
}

func (q *query) sideText(s *exec.Side) string {
	switch {
	case !s.Fixed && s.Accept == nil:
		return "any node"
	case !s.Fixed:
		return "any node of the kind"
	case len(s.Nodes) == 1:
		if n, err := q.show(s.Nodes[0]); err == nil {
			return n.ID
		}
	}
	return fmt.Sprintf("%d nodes", len(s.Nodes))
}

// String is the explanation as text.
func (x *Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", x.Expression)
	for _, o := range x.Operands {
		if o.Join != "" {
			fmt.Fprintf(&b, "%s %s\n", o.Join, o.Path)
		}
		fmt.Fprintf(&b, "  from %s to %s\n", o.Start, o.End)
		for _, n := range o.Notes {
			fmt.Fprintf(&b, "  %s\n", n)
		}
		for i, p := range o.Parts {
			if len(o.Parts) > 1 {
				fmt.Fprintf(&b, "  part %d\n", i+1)
			}
			fmt.Fprintf(&b, "  walks %s\n", p.Walks)
			for _, s := range p.Steps {
				fmt.Fprintf(&b, "    %3d %-40s after %-8v", s.State, s.Step, s.After)
				fmt.Fprintf(&b, " %d quads, about %.0f nodes", s.Quads, s.Estimate)
				if s.Repeats {
					b.WriteString(", repeats")
				}
				if s.Accepts {
					b.WriteString(", ends")
				}
				b.WriteByte('\n')
			}
		}
	}
	if a := x.Analysis; a != nil {
		fmt.Fprintf(&b, "  %d answers; visited %d, edges %d, filtered %d, read the claims of %d edges; first after %s, all after %s\n",
			a.Answers, a.Visited, a.Edges, a.Tested, a.Read, a.First.Round(time.Microsecond), a.Total.Round(time.Microsecond))
	}
	return b.String()
}
