package queries

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"entente/graph"
	"entente/graph/store"
	"entente/queries/exec"
)

// This file asks for quads themselves and for what is known of their labels. In data of others the label of a quad mostly is the
// document that it comes from, and quads about the label say who published it and when. (Claims of ours are asked for by
// expressions with filters: [source=…], [since=…].)

// Pattern selects quads by their terms; a zero term matches everything.
type Pattern struct{ S, P, O, G store.Term }

// LabelTest asks something of the label of a quad: that some quad (label, Property, value) has a value that passes.
// Is, Min and Max are all optional; without any of them every value passes.
type LabelTest struct {
	Property store.Term
	// Is is the one value that passes.
	Is store.Term
	// Min and Max bound the text of the value, both included, byte by byte: right for days (2023-01-31) and for times in UTC.
	Min, Max string
}

func (t *LabelTest) valid() error {
	switch {
	case t.Property.Kind != store.IRI:
		return fmt.Errorf("%w: a test of labels needs a property", ErrOptions)
	case !t.Is.IsZero() && (t.Min != "" || t.Max != ""):
		return fmt.Errorf("%w: a test of labels asks for one value or for a range, not for both", ErrOptions)
	}
	return nil
}

// Quads yields the quads that match a pattern and whose labels pass every test, each once, in ids of v.Store(). An unknown term
// matches nothing. A test that contradicts itself is ErrOptions.
func Quads(ctx context.Context, v *graph.View, p Pattern, tests ...LabelTest) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		ids, known, err := lookPattern(v.Store(), &p)
		if err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		l, passable, err := newLabelTester(ctx, v, tests)
		if err != nil {
			yield(store.IDQuad{}, err)
			return
		}
		if !known || !passable {
			return
		}
		for q, err := range v.Store().Scan(ctx, ids) {
			pass := false
			if err == nil {
				pass, err = l.pass(q.G)
			}
			if err != nil {
				yield(store.IDQuad{}, err)
				return
			}
			if pass && !yield(q, nil) {
				return
			}
		}
	}
}

// Objects lists the distinct objects of the quads of a subject and predicate whose labels pass every test, ascending by id.
func Objects(ctx context.Context, v *graph.View, subject, predicate store.Term, tests ...LabelTest) ([]store.ID, error) {
	var out []store.ID
	for q, err := range Quads(ctx, v, Pattern{S: subject, P: predicate}, tests...) {
		if err != nil {
			return nil, err
		}
		out = append(out, q.O)
	}
	if !slices.IsSorted(out) {
		slices.Sort(out)
	}
	return slices.Compact(out), nil
}

// Ranked is a node with the number of its quads.
type Ranked struct {
	Node  Node
	Quads int64
}

// TopSubjects lists the n nodes that are the subject of most quads, by falling number.
func TopSubjects(ctx context.Context, v *graph.View, n int) ([]Ranked, error) {
	counts, err := v.Store().TopSubjects(ctx, n)
	if err != nil {
		return nil, err
	}
	q := &query{src: v, st: v.Store()}
	out := make([]Ranked, 0, len(counts))
	for _, c := range counts {
		node, err := q.show(exec.Node(c.Subject))
		if err != nil {
			return nil, err
		}
		out = append(out, Ranked{node, c.Quads})
	}
	return out, nil
}

// lookPattern gives a pattern its ids; known is false when a term is in no quad.
func lookPattern(st store.View, p *Pattern) (ids store.Pattern, known bool, err error) {
	for _, part := range [...]struct {
		term *store.Term
		id   *store.ID
	}{{&p.S, &ids.S}, {&p.P, &ids.P}, {&p.O, &ids.O}, {&p.G, &ids.G}} {
		if part.term.IsZero() {
			continue
		}
		var ok bool
		if *part.id, ok, err = st.Lookup(*part.term); err != nil || !ok {
			return ids, false, err
		}
	}
	return ids, true, nil
}

// labelTester carries out tests of labels. The quads of one label often come one after the other: its last verdict is kept.
type labelTester struct {
	v     *graph.View
	data  data
	tests []boundTest

	last    store.ID
	verdict bool
}

type boundTest struct {
	*LabelTest
	values exec.Adjacency // from label to value
	is     exec.Node      // 0 when a range is asked for
}

// newLabelTester looks up what tests name; passable is false when no label can pass them.
func newLabelTester(ctx context.Context, v *graph.View, tests []LabelTest) (l *labelTester, passable bool, err error) {
	l = &labelTester{v: v, data: data{st: v.Store()}}
	passable = true
	for i := range tests {
		b := boundTest{LabelTest: &tests[i]}
		if err := b.valid(); err != nil {
			return nil, false, err
		}
		ids, known, err := lookPattern(v.Store(), &Pattern{P: b.Property, O: b.Is})
		if err != nil {
			return nil, false, err
		}
		if !known {
			passable = false
			continue // what comes after it is still checked
		}
		b.is = exec.Node(ids.O)
		if b.values, err = l.data.Adjacency(ctx, exec.Node(ids.P), false); err != nil {
			return nil, false, err
		}
		l.tests = append(l.tests, b)
	}
	return l, passable, nil
}

func (l *labelTester) pass(label store.ID) (bool, error) {
	if len(l.tests) == 0 {
		return true, nil
	}
	if label == l.last {
		return l.verdict, nil
	}
	for i := range l.tests {
		ok, err := l.one(&l.tests[i], exec.Node(label))
		if err != nil {
			return false, err
		}
		if !ok {
			l.last, l.verdict = label, false
			return false, nil
		}
	}
	l.last, l.verdict = label, true
	return true, nil
}

func (l *labelTester) one(t *boundTest, label exec.Node) (bool, error) {
	values := t.values.Ends(label)
	if l.data.err != nil {
		return false, l.data.err
	}
	if t.is != 0 {
		_, ok := slices.BinarySearch(values, t.is)
		return ok, nil
	}
	if t.Min == "" && t.Max == "" {
		return len(values) > 0, nil
	}
	for _, n := range values {
		text, err := l.v.Value(store.ID(n))
		if err != nil {
			return false, err
		}
		if text >= t.Min && (t.Max == "" || text <= t.Max) {
			return true, nil
		}
	}
	return false, nil
}
