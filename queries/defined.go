package queries

import (
	"context"
	"iter"
	"maps"
	"slices"

	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries/exec"
	"entente/queries/plan"
)

// A group that is named by what its members do ("US allies") keeps that definition as a path. With Options.Infer, member_of
// also leads from what the path leads to, to the group.

// concludedEdges are edges that no quad holds.
type concludedEdges struct {
	ends  map[exec.Node][]exec.Node
	pairs int
}

func (c *concludedEdges) add(from, to exec.Node) {
	if !slices.Contains(c.ends[from], to) {
		c.ends[from] = append(c.ends[from], to)
		slices.Sort(c.ends[from])
		c.pairs++
	}
}

// Ends implements exec.Adjacency.
func (c *concludedEdges) Ends(n exec.Node) []exec.Node { return c.ends[n] }

// Edges implements exec.Adjacency.
func (c *concludedEdges) Edges(n exec.Node) (ends, labels []exec.Node) {
	return c.ends[n], make([]exec.Node, len(c.ends[n]))
}

// Nodes implements exec.Adjacency.
func (c *concludedEdges) Nodes() iter.Seq[exec.Node] {
	return slices.Values(slices.Sorted(maps.Keys(c.ends)))
}

// Sizes implements exec.Adjacency.
func (c *concludedEdges) Sizes() (pairs, starts int) { return c.pairs, len(c.ends) }

// definedMembers adds to a step the memberships that follow from definitions.
func (q *query) definedMembers(ctx context.Context, step *plan.Step) error {
	p, n, err := q.used(ctx, quads.Defined)
	if err != nil || n == 0 {
		return err
	}
	forth := &concludedEdges{ends: map[exec.Node][]exec.Node{}}
	back := &concludedEdges{ends: map[exec.Node][]exec.Node{}}
	for quad, err := range q.st.Scan(ctx, store.Pattern{P: p}) {
		if err != nil {
			return err
		}
		t, err := q.st.Term(quad.O)
		if err != nil {
			return err
		}
		members, err := q.definition(ctx, t.Value)
		if err != nil {
			return err
		}
		for _, m := range members {
			forth.add(m, exec.Node(quad.S))
			back.add(exec.Node(quad.S), m)
		}
	}
	if forth.pairs == 0 {
		return nil
	}
	// A name of its own above the ids of the graph, which reads as the relation.
	pred := exec.Node(q.st.MaxID()) + 1 + exec.Node(len(q.unknown))
	q.unknown = append(q.unknown, store.NewIRI(quads.PrefixRel+memberOf))
	if q.data.concluded == nil {
		q.data.concluded = map[exec.Node][2]*concludedEdges{}
	}
	q.data.concluded[pred] = [2]*concludedEdges{forth, back}
	step.Atoms = append(step.Atoms, plan.Atom{Pred: pred, Inferred: true, Name: memberOf, Quads: int64(forth.pairs)})
	return nil
}

const memberOf = "member_of"

// definition gives the nodes of the graph that a definition leads to. One that does not parse or names what nobody
// knows defines nobody.
func (q *query) definition(ctx context.Context, expr string) ([]exec.Node, error) {
	inner, err := newQuery(q.src, expr, nil)
	if err != nil {
		return nil, nil
	}
	s, err := inner.prepare(ctx, inner.tree)
	if err != nil {
		return nil, ctx.Err()
	}
	var out []exec.Node
	err = inner.rows(ctx, s, func(l located) error {
		if l.End <= exec.Node(q.st.MaxID()) {
			out = append(out, l.End)
		}
		return nil
	})
	return out, err
}
