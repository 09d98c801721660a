package queries

import (
	"context"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/syntax"
)

// manyPredicates is the number of predicates above which "." asks the store for all edges of a node
// instead of walking one adjacency after the other.
const manyPredicates = 300

// resolve turns a parsed path into a request: names become ids, filters become tests.
func (q *query) resolve(ctx context.Context, p *syntax.Path) (*resolved, error) {
	r := &resolved{}
	r.request.Work = &q.work
	r.request.OnSaturated = func() { q.report.Saturated = true }
	var err error
	if r.request.Start, err = q.start(ctx, p); err != nil {
		return nil, err
	}
	steps, end, err := q.splitEnd(ctx, p)
	if err != nil {
		return nil, err
	}
	if r.request.End, err = q.end(ctx, end); err != nil {
		return nil, err
	}
	if err := q.parts(ctx, r, steps); err != nil {
		return nil, err
	}
	r.request.Extra = len(q.unknown)
	r.request.Mode = q.mode()
	return r, nil
}

func (q *query) mode() exec.Mode {
	switch {
	case q.opt.CountPaths:
		return exec.Counting
	case q.opt.Acyclic:
		return exec.NoRepeat
	case q.opt.AllShortest:
		return exec.AllWays
	case q.opt.Shortest, q.opt.Evidence:
		return exec.Ways
	}
	return exec.Pairs
}

func (q *query) start(ctx context.Context, p *syntax.Path) (exec.Side, error) {
	if p.Start == nil {
		return q.fixed(ctx, q.opt.From)
	}
	return q.sideOf(ctx, p.Start)
}

func (q *query) end(ctx context.Context, n *syntax.Name) (exec.Side, error) {
	switch {
	case n == nil && len(q.opt.To) == 0:
		return exec.Side{}, nil
	case n == nil:
		return q.fixed(ctx, q.opt.To)
	case len(q.opt.To) > 0:
		return exec.Side{}, syntax.NewError(q.text, n.At, "leave the end out of the expression, or the list of ends away", "the end is given twice")
	}
	return q.sideOf(ctx, n)
}

func (q *query) fixed(ctx context.Context, names []string) (exec.Side, error) {
	ids, err := q.given(ctx, names)
	if err != nil {
		return exec.Side{}, err
	}
	s := exec.Side{Fixed: true}
	for _, id := range ids {
		n, err := q.node(termOf(id))
		if err != nil {
			return s, err
		}
		s.Nodes = append(s.Nodes, n)
	}
	return s, nil
}

// termOf reads an id as answers write it.
func termOf(id string) store.Term {
	if name, ok := strings.CutPrefix(id, "_:"); ok {
		return store.NewBlank(name)
	}
	return store.NewIRI(id)
}

func (q *query) sideOf(ctx context.Context, n *syntax.Name) (exec.Side, error) {
	if n.Kind == syntax.Kind {
		prefix, err := q.kind(n)
		if err != nil || prefix == "" {
			return exec.Side{}, err
		}
		return exec.Side{Accept: q.hasPrefix(prefix)}, nil
	}
	id, err := q.actor(ctx, n)
	if err != nil {
		return exec.Side{}, err
	}
	node, err := q.node(termOf(id))
	return exec.Side{Fixed: true, Nodes: []exec.Node{node}}, err
}

// hasPrefix tests the kind of a node, once for each.
func (q *query) hasPrefix(prefix string) func(exec.Node) bool {
	known := map[exec.Node]bool{}
	return func(n exec.Node) bool {
		ok, seen := known[n]
		if !seen {
			t, err := q.term(n)
			ok = err == nil && t.Kind == store.IRI && strings.HasPrefix(t.Value, prefix)
			known[n] = ok
		}
		return ok
	}
}

// splitEnd decides what a bare last word is: a relation if it is one, else the node the path must end in.
func (q *query) splitEnd(ctx context.Context, p *syntax.Path) (syntax.Step, *syntax.Name, error) {
	if p.End != nil || p.Steps == nil {
		return p.Steps, p.End, nil
	}
	seq, ok := p.Steps.(*syntax.Seq)
	if !ok {
		if rel, ok := p.Steps.(*syntax.Rel); ok && p.Start != nil {
			return q.soleStep(ctx, p, rel)
		}
		return p.Steps, nil, nil
	}
	last, ok := seq.Items[len(seq.Items)-1].(*syntax.Rel)
	if !ok || last.Form != "" {
		return p.Steps, nil, nil
	}
	_, isRelation, err := q.relationNamed(ctx, &last.Name)
	if err != nil || isRelation {
		return p.Steps, nil, err
	}
	if last.Name.Kind == syntax.IRI {
		_, known, err := q.st.Lookup(store.NewIRI(last.Name.Text))
		if err != nil || !known {
			return p.Steps, nil, err
		}
	} else if _, err := q.actor(ctx, &last.Name); err != nil {
		if e, ok := err.(*NameError); ok && !e.Ambiguous {
			return nil, nil, q.unknownRelation(&last.Name, true)
		}
		return nil, nil, err
	}
	rest := &syntax.Seq{Items: seq.Items[:len(seq.Items)-1], At: seq.At}
	if len(rest.Items) == 1 {
		return rest.Items[0], &last.Name, nil
	}
	return rest, &last.Name, nil
}

// soleStep explains "China/Japan".
func (q *query) soleStep(ctx context.Context, p *syntax.Path, rel *syntax.Rel) (syntax.Step, *syntax.Name, error) {
	if rel.Name.Kind != syntax.Bare || rel.Form != "" {
		return p.Steps, nil, nil
	}
	_, ok, err := q.relationNamed(ctx, &rel.Name)
	if err != nil || ok {
		return p.Steps, nil, err
	}
	if _, err := q.actor(ctx, &rel.Name); err == nil {
		return nil, nil, syntax.NewError(q.text, rel.At, p.Start.String()+"/./"+rel.Name.Text+" walks any relation", "no step between the start and the end")
	}
	return p.Steps, nil, nil
}

// parts cuts the path at its named stops.
func (q *query) parts(ctx context.Context, r *resolved, steps syntax.Step) error {
	items := []syntax.Step{}
	switch s := steps.(type) {
	case nil:
	case *syntax.Seq:
		items = s.Items
	default:
		items = append(items, s)
	}
	part := plan.Seq{}
	var whole plan.Seq
	for i, item := range items {
		name := ""
		if stop, ok := item.(*syntax.Stop); ok {
			item, name = stop.X, stop.Name
			if err := q.checkStop(r, stop); err != nil {
				return err
			}
		}
		p, err := q.step(ctx, item, nil)
		if err != nil {
			return err
		}
		part = append(part, p)
		whole = append(whole, p)
		switch {
		case name == "":
		case i == len(items)-1:
			r.last = name
		default:
			r.stops = append(r.stops, name)
			r.request.Parts = append(r.request.Parts, part)
			part = plan.Seq{}
		}
	}
	r.request.Parts = append(r.request.Parts, part)
	r.path = whole
	return nil
}

func (q *query) checkStop(r *resolved, s *syntax.Stop) error {
	at := syntax.Span{Start: s.At.End - len(s.Name), End: s.At.End}
	switch {
	case slices.Contains(reservedStops[:], s.Name):
		return syntax.NewError(q.text, at, "another name: @the_"+s.Name, "a stop cannot be named %q: answers have a field of that name", s.Name)
	case slices.Contains(r.stops, s.Name):
		return syntax.NewError(q.text, at, "give each stop a name of its own", "two stops are named %q", s.Name)
	case q.opt.CountPaths || q.opt.Acyclic || q.opt.AllShortest:
		return syntax.NewError(q.text, at, "leave out @"+s.Name+", or the option", "named stops do not go with counting paths, acyclic paths or all shortest paths")
	}
	return nil
}

// step resolves one step; filters are those that stand behind it or behind a group around it.
func (q *query) step(ctx context.Context, s syntax.Step, filters []syntax.Filter) (plan.Path, error) {
	switch s := s.(type) {
	case *syntax.Rel:
		return q.rel(ctx, s, filters)
	case *syntax.Any:
		return q.any(ctx, nil, filters)
	case *syntax.Not:
		return q.not(ctx, s, filters)
	case *syntax.Inverse:
		p, err := q.step(ctx, s.X, filters)
		if err != nil {
			return nil, err
		}
		return plan.Reverse(p), nil
	case *syntax.Seq:
		out := plan.Seq{}
		for _, x := range s.Items {
			p, err := q.step(ctx, x, filters)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
		return out, nil
	case *syntax.Alt:
		out := plan.Alt{}
		for _, x := range s.Items {
			p, err := q.step(ctx, x, filters)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
		return out, nil
	case *syntax.Repeat:
		p, err := q.step(ctx, s.X, filters)
		if err != nil {
			return nil, err
		}
		return &plan.Repeat{X: p, Min: s.Min, Max: s.Max, Each: !s.Braces || s.Max == syntax.Unbounded}, nil
	case *syntax.Filtered:
		return q.step(ctx, s.X, append(slices.Clone(s.Filters), filters...))
	case *syntax.Stop:
		return nil, syntax.NewError(q.text, s.At, "name a step of the path itself: A/p@x/q", "a stop inside a group or a repetition cannot be named")
	}
	return plan.Empty{}, nil
}

// rel resolves one relation with its form.
func (q *query) rel(ctx context.Context, s *syntax.Rel, filters []syntax.Filter) (plan.Path, error) {
	r, ok, err := q.relationNamed(ctx, &s.Name)
	if err != nil {
		return nil, err
	}
	if !ok && s.Name.Kind != syntax.IRI && !strings.HasPrefix(s.Name.Text, quads.PrefixEnt) {
		if _, err := q.actor(ctx, &s.Name); err == nil && s.Name.Kind == syntax.Bare {
			return nil, syntax.NewError(q.text, s.At, "the end is the last segment; a node in between is named with @", "%s is an actor: a node can only be the first or the last segment", s.Name.Text)
		}
		return nil, q.unknownRelation(&s.Name, false)
	}
	suffixes := []string{""}
	switch s.Form {
	case "":
	case "any":
		suffixes = claim.Forms()
	default:
		suffixes = []string{"~" + s.Form}
	}
	step := &plan.Step{}
	for _, suffix := range suffixes {
		if err := q.atom(ctx, step, r.iri+suffix, false, false); err != nil {
			return nil, err
		}
	}
	p, err := q.concluded(ctx, r, step, suffixes, filters, s.At)
	if err != nil {
		return nil, err
	}
	if r.reverse {
		p = plan.Reverse(p)
	}
	return p, nil
}

// atom adds a predicate to a step if some quad has it.
func (q *query) atom(ctx context.Context, step *plan.Step, iri string, reverse, inferred bool) error {
	id, n, err := q.used(ctx, iri)
	if err != nil || n == 0 {
		return err
	}
	step.Atoms = append(step.Atoms, plan.Atom{Pred: exec.Node(id), Reverse: reverse, Inferred: inferred, Name: shortName(iri), Quads: n})
	return nil
}

// concluded adds what the vocabulary concludes, if asked to, and the filters.
func (q *query) concluded(ctx context.Context, r relation, step *plan.Step, suffixes []string, filters []syntax.Filter, at syntax.Span) (plan.Path, error) {
	if q.opt.Infer && r.known != nil {
		for _, suffix := range suffixes {
			if r.known.Symmetric {
				if err := q.atom(ctx, step, r.iri+suffix, true, true); err != nil {
					return nil, err
				}
			} else if inv := r.known.Inverse; inv != "" && inv != r.known.Name {
				if err := q.atom(ctx, step, quads.PrefixRel+inv+suffix, true, true); err != nil {
					return nil, err
				}
			}
		}
	}
	if q.opt.Infer && r.known != nil && r.known.Name == memberOf && slices.Contains(suffixes, "") {
		if err := q.definedMembers(ctx, step); err != nil {
			return nil, err
		}
	}
	var names []string
	if r.known != nil {
		names = r.known.Qualifiers
	}
	test, err := q.filter(ctx, filters, names, r.known == nil, step)
	if err != nil {
		return nil, err
	}
	transitive := q.opt.Infer && r.known != nil && r.known.Transitive && len(suffixes) == 1 && suffixes[0] == ""
	further := &plan.Step{Atoms: slices.Clone(step.Atoms), FromOpen: true}
	for i := range further.Atoms {
		further.Atoms[i].Inferred = true
	}
	test.put(step)
	if !transitive {
		return step, nil
	}
	test.put(further)
	more := &plan.Repeat{X: further, Min: 0, Max: -1, Each: true}
	if test == nil || !test.inferredOnly {
		return plan.Seq{step, more}, nil
	}
	// Only what is concluded: at least one edge beyond the first, whatever the first one is.
	first := &plan.Step{Atoms: slices.Clone(further.Atoms)}
	least := *more
	least.Min = 1
	return plan.Alt{step, plan.Seq{first, &least}}, nil
}

// any resolves "." and the forward part of "!".
func (q *query) any(ctx context.Context, except []string, filters []syntax.Filter) (plan.Path, error) {
	preds, err := q.predicates(ctx)
	if err != nil {
		return nil, err
	}
	step := &plan.Step{}
	if len(preds) > manyPredicates {
		atom, err := q.allButThese(ctx, except)
		if err != nil {
			return nil, err
		}
		step.Atoms = append(step.Atoms, atom)
	} else {
		for _, p := range preds {
			if !slices.Contains(except, p.name) {
				step.Atoms = append(step.Atoms, plan.Atom{Pred: exec.Node(p.id), Name: shortName(p.name), Quads: p.quads})
			}
		}
	}
	test, err := q.filter(ctx, filters, nil, true, step)
	if err != nil {
		return nil, err
	}
	test.put(step)
	return step, nil
}

// allButThese is one atom for every predicate in range.
func (q *query) allButThese(ctx context.Context, except []string) (plan.Atom, error) {
	a := plan.Atom{Name: "any"}
	all, err := q.src.Predicates(ctx)
	if err != nil {
		return a, err
	}
	inRange := make(map[store.ID]bool, len(q.preds))
	for _, p := range q.preds {
		inRange[p.id] = !slices.Contains(except, p.name)
	}
	for _, p := range all {
		if !inRange[p.ID] {
			a.Except = append(a.Except, exec.Node(p.ID))
		}
	}
	return a, nil
}

// not resolves "!(p|^q)": forwards anything but p, backwards anything but q; a side that is not named is
// not walked.
func (q *query) not(ctx context.Context, s *syntax.Not, filters []syntax.Filter) (plan.Path, error) {
	var forward, backward []string
	hasForward, hasBackward := len(s.Items) == 0, false
	for i := range s.Items {
		item := &s.Items[i]
		r, ok, err := q.relationNamed(ctx, &item.Rel.Name)
		if err != nil {
			return nil, err
		}
		if !ok && item.Rel.Name.Kind != syntax.IRI {
			return nil, q.unknownRelation(&item.Rel.Name, false)
		}
		if item.Inverse != r.reverse {
			hasBackward = true
			backward = append(backward, r.iri)
		} else {
			hasForward = true
			forward = append(forward, r.iri)
		}
	}
	out := plan.Alt{}
	if hasForward {
		p, err := q.any(ctx, forward, filters)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if hasBackward {
		p, err := q.any(ctx, backward, filters)
		if err != nil {
			return nil, err
		}
		out = append(out, plan.Reverse(p))
	}
	return out, nil
}
