package queries

import (
	"context"
	"errors"
	"iter"
	"time"

	"entente/graph"
	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/syntax"
)

// errEnough ends a stream of rows nobody wants more of.
var errEnough = errors.New("enough")

// Run answers an expression. Answers stream as they are found; an error is the last thing yielded. When a limit or
// the timeout cut the answers, Options.Report says so, and a timeout is ErrTimeout as well.
//
// Errors of the expression are *syntax.Error, of its names *NameError, of options ErrOptions.
func Run(ctx context.Context, v *graph.View, expr string, opt *Options) iter.Seq2[Answer, error] {
	return func(yield func(Answer, error) bool) {
		v, end := inTime(ctx, v, opt)
		defer end()
		run(ctx, v, expr, opt)(yield)
	}
}

// inTime bounds the look-ups of a view over a server by the query's own time too.
func inTime(ctx context.Context, v *graph.View, opt *Options) (*graph.View, context.CancelFunc) {
	if opt == nil || opt.Timeout <= 0 {
		return v.Within(ctx), func() {}
	}
	ctx, cancel := context.WithTimeout(ctx, opt.Timeout)
	return v.Within(ctx), cancel
}

func run(ctx context.Context, src source, expr string, opt *Options) iter.Seq2[Answer, error] {
	return func(yield func(Answer, error) bool) {
		q, err := newQuery(src, expr, opt)
		if err != nil {
			yield(Answer{}, err)
			return
		}
		err = q.answers(ctx, func(a Answer) error {
			if !yield(a, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && err != errEnough {
			yield(Answer{}, err)
		}
	}
}

// Count gives the number of distinct answers without making them. Limit and Timeout hold.
func Count(ctx context.Context, v *graph.View, expr string, opt *Options) (int64, error) {
	v, end := inTime(ctx, v, opt)
	defer end()
	return count(ctx, v, expr, opt)
}

func count(ctx context.Context, src source, expr string, opt *Options) (int64, error) {
	q, err := newQuery(src, expr, opt)
	if err != nil {
		return 0, err
	}
	var n int64
	err = q.timed(ctx, func(ctx context.Context) error {
		s, err := q.prepare(ctx, q.tree)
		if err != nil {
			return err
		}
		if p, ok := s.(*resolved); ok && q.opt.Limit == 0 && q.mode() == exec.Pairs {
			if done, err := q.countFast(ctx, p, &n); done || err != nil {
				return err
			}
		}
		return q.limited(ctx, s, func(located) error { n++; return nil })
	})
	if err == errEnough {
		err = nil
	}
	q.report.Shown = n
	return n, err
}

// countFast counts without listing where there is one start and no end.
func (q *query) countFast(ctx context.Context, p *resolved, n *int64) (bool, error) {
	r := &p.request
	if len(r.Parts) != 1 || !r.Start.Fixed || len(r.Start.Nodes) != 1 || r.End.Fixed || r.End.Accept != nil {
		return false, nil
	}
	a, err := plan.Build(plan.Simplify(r.Parts[0]))
	if err != nil {
		return false, err
	}
	e := exec.New(q.data, a, r.Extra)
	*n, err = e.CountEnds(ctx, r.Start.Nodes[0])
	q.work.Add(e.Counters)
	return true, err
}

// Distance is the length of the shortest way between the starts and the ends of an expression that names both (or has
// them in From and To); -1 if there is none.
func Distance(ctx context.Context, v *graph.View, expr string, opt *Options) (int, error) {
	v, end := inTime(ctx, v, opt)
	defer end()
	return distance(ctx, v, expr, opt)
}

func distance(ctx context.Context, src source, expr string, opt *Options) (int, error) {
	q, err := newQuery(src, expr, opt)
	if err != nil {
		return -1, err
	}
	best := -1
	err = q.timed(ctx, func(ctx context.Context) error {
		s, err := q.prepare(ctx, q.tree)
		if err != nil {
			return err
		}
		p, ok := s.(*resolved)
		if !ok || len(p.request.Parts) != 1 || !p.request.Start.Fixed || !p.request.End.Fixed {
			return syntax.NewError(expr, q.tree.Span(), "China/(allied_with|partner_of)+/Russia", "a distance needs one path with a start and an end")
		}
		a, err := plan.Build(plan.Simplify(p.request.Parts[0]))
		if err != nil {
			return err
		}
		e := exec.New(q.data, a, p.request.Extra)
		defer func() { q.work.Add(e.Counters) }()
		for _, from := range p.request.Start.Nodes {
			for _, to := range p.request.End.Nodes {
				d, err := e.Distance(ctx, from, to)
				if err != nil {
					return err
				}
				if d >= 0 && (best < 0 || d < best) {
					best = d
				}
			}
		}
		return nil
	})
	return best, err
}

// timed runs f under the query's own timeout and completes the report.
func (q *query) timed(ctx context.Context, f func(context.Context) error) error {
	began := time.Now()
	inner := ctx
	if q.opt.Timeout > 0 {
		var cancel context.CancelFunc
		inner, cancel = context.WithTimeout(ctx, q.opt.Timeout)
		defer cancel()
	}
	err := f(inner)
	if err == nil {
		err = q.data.err // answers that were given are right; there may be more
	}
	q.report.Ran = time.Since(began)
	q.report.Undated = int64(len(q.facts.passed))
	q.report.Visited, q.report.Edges = q.work.Visited, q.work.Edges
	if errors.Is(err, plan.ErrTooLarge) {
		return syntax.NewError(q.text, q.tree.Span(), "bounds multiply: (p{100}){100} is 10,000 steps; + and * cost nothing", "%v", err)
	}
	if isTimeout(err) && ctx.Err() == nil {
		q.report.Truncated, q.report.Reason = true, "timeout"
		return ErrTimeout
	}
	return err
}

// answers yields full answers.
func (q *query) answers(ctx context.Context, emit func(Answer) error) error {
	return q.timed(ctx, func(ctx context.Context) error {
		s, err := q.prepare(ctx, q.tree)
		if err != nil {
			return err
		}
		return q.limited(ctx, s, func(l located) error {
			a, err := q.answer(ctx, l)
			if err != nil {
				return err
			}
			q.report.Shown++
			return emit(a)
		})
	})
}

// limited passes on as many rows as are wanted and notes whether there were more.
func (q *query) limited(ctx context.Context, s prepared, emit func(located) error) error {
	var n int64
	err := q.rows(ctx, s, func(l located) error {
		if err := ctx.Err(); err != nil { // rows may come from memory, and dressing one takes time
			return err
		}
		if q.opt.Limit > 0 && n == q.opt.Limit {
			q.report.Truncated, q.report.Reason = true, "limit"
			return errFull
		}
		n++
		return emit(l)
	})
	if err == errFull {
		return nil
	}
	return err
}

// errFull ends the rows at the limit.
var errFull = errors.New("limit reached")

// prepared is a set ready to run: *resolved or *joined.
type prepared interface{ isPrepared() }

type joined struct {
	op          syntax.JoinOp
	left, right prepared
}

func (*resolved) isPrepared() {}
func (*joined) isPrepared()   {}

// located is a row with the path it comes from.
type located struct {
	exec.Row
	path *resolved
}

func (q *query) prepare(ctx context.Context, s syntax.Set) (prepared, error) {
	j, ok := s.(*syntax.Join)
	if !ok {
		return q.resolve(ctx, s.(*syntax.Path))
	}
	left, err := q.prepare(ctx, j.Left)
	if err != nil {
		return nil, err
	}
	right, err := q.prepare(ctx, j.Right)
	if err != nil {
		return nil, err
	}
	return &joined{j.Op, left, right}, nil
}

// rows yields the rows of a set. Of a join, the right side only says which ends count.
func (q *query) rows(ctx context.Context, s prepared, emit func(located) error) error {
	if p, ok := s.(*resolved); ok {
		p.request.Extra = len(q.unknown) // names of later operands included
		for row, err := range exec.Run(ctx, q.data, &p.request) {
			if err != nil {
				return err
			}
			if err := emit(located{row, p}); err != nil {
				return err
			}
		}
		return nil
	}
	j := s.(*joined)
	right := map[exec.Node]bool{}
	if err := q.rows(ctx, withoutWays(j.right), func(l located) error { right[l.End] = true; return nil }); err != nil {
		return err
	}
	return q.rows(ctx, j.left, func(l located) error {
		if right[l.End] == (j.op == syntax.Minus) {
			return nil
		}
		return emit(l)
	})
}

// withoutWays is a set of which only the ends matter.
func withoutWays(s prepared) prepared {
	switch s := s.(type) {
	case *resolved:
		p := *s
		if p.request.Mode != exec.NoRepeat {
			p.request.Mode = exec.Pairs
		}
		return &p
	case *joined:
		return &joined{s.op, withoutWays(s.left), withoutWays(s.right)}
	}
	return s
}

// answer dresses a row for people.
func (q *query) answer(ctx context.Context, l located) (Answer, error) {
	var a Answer
	var err error
	if a.Start, err = q.show(l.Start); err != nil {
		return a, err
	}
	if a.End, err = q.show(l.End); err != nil {
		return a, err
	}
	for i, n := range l.Stops {
		s, err := q.show(n)
		if err != nil {
			return a, err
		}
		a.Stops = append(a.Stops, Stop{l.path.stops[i], s})
	}
	if l.path.last != "" {
		a.Stops = append(a.Stops, Stop{l.path.last, a.End})
	}
	a.Paths = l.Paths
	if q.opt.Evidence || q.opt.Shortest || q.opt.AllShortest {
		a.HasSteps = true
		a.Steps, err = q.steps(ctx, l)
	}
	return a, err
}
