package queries

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/claim/edtf"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/syntax"
)

// query is one expression being answered on one snapshot.
type query struct {
	src  source
	st   store.View
	data *data
	opt  Options
	text string
	tree syntax.Set

	report *Report
	work   exec.Counters
	notes  []string

	// unknown are terms that the graph does not have; they stand above its largest id, in order.
	unknown []store.Term
	// time is what the options say about days.
	time window
	// persist is how far an attested day counts beyond itself.
	persist span
	facts   factCache
	preds   []predicate
	seen    []predicate // looked up so far
	labels  map[exec.Node]Node
}

// Parse reads an expression. With Options.From its start is given apart: use ParseSteps then.
func Parse(expr string) (syntax.Set, error) { return syntax.Parse(expr) }

// ParseSteps reads an expression that holds only steps.
func ParseSteps(expr string) (syntax.Set, error) { return syntax.ParseSteps(expr) }

// newQuery parses and checks everything that does not need the graph's edges.
func newQuery(src source, expr string, opt *Options) (*query, error) {
	q := &query{src: src, st: src.Store(), text: expr, report: &Report{}}
	if opt != nil {
		q.opt = *opt
	}
	if q.opt.Report != nil {
		q.report = q.opt.Report
		*q.report = Report{}
	}
	q.data = &data{st: q.st}
	var err error
	if len(q.opt.From) > 0 {
		q.tree, err = syntax.ParseSteps(expr)
	} else {
		q.tree, err = syntax.Parse(expr)
	}
	if err != nil {
		return nil, err
	}
	return q, q.checkOptions()
}

func (q *query) checkOptions() error {
	o := &q.opt
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: %s", ErrOptions, fmt.Sprintf(format, args...))
	}
	if o.CountPaths && (o.Shortest || o.AllShortest || o.Acyclic || o.Evidence) {
		return bad("counting paths goes with no other way of asking for paths")
	}
	if o.Acyclic && o.AllShortest {
		return bad("acyclic paths and all shortest paths cannot be asked for together")
	}
	if o.Limit < 0 || o.Timeout < 0 || o.Top < 0 {
		return bad("limit, timeout and top cannot be negative")
	}
	for _, d := range []struct{ name, value string }{{"as of", o.AsOf}, {"known on", o.KnownOn}} {
		if d.value == "" {
			continue
		}
		v, err := edtf.Parse(d.value)
		if err != nil || !v.Placed() {
			return bad("%s %q: a day, month or year is needed: 2023-01-31, 2023-01 or 2023", d.name, d.value)
		}
		if d.name == "as of" {
			q.time.on = append(q.time.on, v)
		} else {
			q.time.knownOn = append(q.time.knownOn, v)
		}
	}
	var err error
	if q.persist, err = parseSpan(o.Persist); err != nil {
		return bad("%v", err)
	}
	if o.Graph != "" {
		id, ok, err := q.st.Lookup(store.NewIRI(o.Graph))
		if err != nil {
			return err
		}
		q.data.only, q.data.nothing = id, !ok
	}
	return nil
}

// node gives the id of a term, above the graph's largest where it has none.
func (q *query) node(t store.Term) (exec.Node, error) {
	id, ok, err := q.st.Lookup(t)
	if err != nil {
		return 0, err
	}
	if ok {
		return exec.Node(id), nil
	}
	i := slices.Index(q.unknown, t)
	if i < 0 {
		i = len(q.unknown)
		q.unknown = append(q.unknown, t)
	}
	return exec.Node(q.st.MaxID()) + 1 + exec.Node(i), nil
}

// term is the inverse of node.
func (q *query) term(n exec.Node) (store.Term, error) {
	if top := exec.Node(q.st.MaxID()); n > top {
		if i := int(n - top - 1); i < len(q.unknown) {
			return q.unknown[i], nil
		}
		return store.Term{}, fmt.Errorf("node %d: %w", n, store.ErrNoTerm)
	}
	return q.st.Term(store.ID(n))
}

// idOf is how answers write a term.
func idOf(t store.Term) string {
	if t.Kind == store.IRI {
		return t.Value
	}
	return t.String()
}

// show gives a node as answers show it.
func (q *query) show(n exec.Node) (Node, error) {
	if s, ok := q.labels[n]; ok {
		return s, nil
	}
	t, err := q.term(n)
	if err != nil {
		return Node{}, err
	}
	s := Node{ID: idOf(t)}
	switch t.Kind {
	case store.IRI:
		s.Label = q.src.Label(s.ID)
	case store.Literal:
		s.Label = t.Value
	}
	if s.Label == "" {
		s.Label = s.ID
	}
	if q.labels == nil {
		q.labels = map[exec.Node]Node{}
	}
	q.labels[n] = s
	return s, nil
}

// predicate is a predicate in use.
type predicate struct {
	id    store.ID
	name  string // IRI
	quads int64
}

// predicates lists what "." and "!" range over, by name: the vocabulary's relations without suffix; in a graph without claims of
// ours, every predicate that is not a property of ours.
func (q *query) predicates(ctx context.Context) ([]predicate, error) {
	if q.preds != nil {
		return q.preds, nil
	}
	all, err := q.src.Predicates(ctx)
	if err != nil {
		return nil, err
	}
	claims := slices.ContainsFunc(all, func(p graph.Predicate) bool { return p.IRI == quads.About && p.Quads > 0 })
	voc := q.src.Vocabulary()
	q.preds = make([]predicate, 0, len(all))
	for _, p := range all {
		name, isRel := strings.CutPrefix(p.IRI, quads.PrefixRel)
		inRange := !strings.HasPrefix(p.IRI, quads.PrefixEnt) && !(isRel && strings.Contains(name, "~"))
		if claims {
			_, known := voc.Relation(name)
			inRange = isRel && known
		}
		if inRange && p.Quads > 0 {
			q.preds = append(q.preds, predicate{p.ID, p.IRI, p.Quads})
		}
	}
	return q.preds, nil
}

// shortName is a predicate as answers write it: a relation without its prefix.
func shortName(iri string) string { return strings.TrimPrefix(iri, quads.PrefixRel) }

// resolved is a path ready to run.
type resolved struct {
	request exec.Request
	stops   []string // names of the stops between the parts
	last    string   // name of a stop at the very end, "" if none
	path    plan.Path
}

// isTimeout reports whether err is the end of the query's own time.
func isTimeout(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
