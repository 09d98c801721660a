package queries

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"entente/graph"
	"entente/graph/claim/edtf"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries/exec"
	"entente/queries/plan"
)

// Tally groups the answers of an expression and counts them, or what stands behind the edge that completes them.
//
// Options.Group is start, end, the name of a stop, relation, month, year, publisher or voice; empty makes one group of
// all. Options.Count is answers, claims, occurrences, documents or voices. For groups and counts that are about edges
// and claims, the edges looked at are those that can be the last of an answer's way; "." so gives the profile of a
// pair: USA/./China by relation. Occurrences are the distinct days of the claims of one edge of a relation of kind
// event; a vague date is an occurrence of its own only if no known day can be meant.
func Tally(ctx context.Context, v *graph.View, expr string, opt *Options) ([]Group, error) {
	v, end := inTime(ctx, v, opt)
	defer end()
	return tally(ctx, v, expr, opt)
}

// NoGroup is the key of answers that have no value to group by, such as claims without a month.
const NoGroup = "unknown"

func tally(ctx context.Context, src source, expr string, opt *Options) ([]Group, error) {
	q, err := newQuery(src, expr, opt)
	if err != nil {
		return nil, err
	}
	t := &tallier{q: q, groups: map[string]*members{}}
	if t.count = q.opt.Count; t.count == "" {
		t.count = "answers"
	}
	if !slices.Contains([]string{"answers", "claims", "occurrences", "documents", "voices"}, t.count) {
		return nil, fmt.Errorf("%w: count %q: one of answers, claims, occurrences, documents, voices", ErrOptions, t.count)
	}
	if o := q.opt.Order; o != "" && o != "count" && o != "key" {
		return nil, fmt.Errorf("%w: order %q: count or key", ErrOptions, o)
	}
	if q.opt.CountPaths || q.opt.Shortest || q.opt.AllShortest || q.opt.Evidence {
		return nil, fmt.Errorf("%w: grouping does not go with evidence, shortest paths or counts of paths", ErrOptions)
	}
	var out []Group
	err = q.timed(ctx, func(ctx context.Context) error {
		if err := t.run(ctx); err != nil {
			return err
		}
		out, err = t.result(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// members are the distinct things counted in one group.
type members struct {
	node exec.Node // to label the group; 0 if the key is no node
	seen map[string]bool
	// days are the dates of claims by edge, for occurrences.
	days map[string][]edtf.Value
}

type tallier struct {
	q      *query
	count  string
	groups map[string]*members
}

func (t *tallier) group(key string, node exec.Node) *members {
	m := t.groups[key]
	if m == nil {
		m = &members{node: node, seen: map[string]bool{}, days: map[string][]edtf.Value{}}
		t.groups[key] = m
	}
	return m
}

// about tells whether group and count can be read off the answers alone.
func (t *tallier) aboutAnswers() bool {
	switch t.q.opt.Group {
	case "relation", "month", "year", "publisher", "voice":
		return false
	}
	return t.count == "answers"
}

func (t *tallier) run(ctx context.Context) error {
	s, err := t.q.prepare(ctx, t.q.tree)
	if err != nil {
		return err
	}
	if err := t.checkGroup(s); err != nil {
		return err
	}
	// Ways to the same last stretch are looked at once: by path, and by the node the stretch begins at.
	byPath := map[*resolved]map[exec.Node][]located{}
	var order []located
	err = t.q.rows(ctx, s, func(l located) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if t.aboutAnswers() {
			node, key, err := t.nodeKey(l)
			if err != nil {
				return err
			}
			t.group(key, node).seen[answerKey(l)] = true
			return nil
		}
		from := l.Start
		if n := len(l.Stops); n > 0 {
			from = l.Stops[n-1]
		}
		if byPath[l.path] == nil {
			byPath[l.path] = map[exec.Node][]located{}
		}
		if len(byPath[l.path][from]) == 0 {
			order = append(order, located{exec.Row{Start: from}, l.path})
		}
		byPath[l.path][from] = append(byPath[l.path][from], l)
		return nil
	})
	if err != nil {
		return err
	}
	for _, o := range order {
		if err := t.closing(ctx, o.path, o.Start, byPath[o.path][o.Start]); err != nil {
			return err
		}
	}
	return nil
}

func answerKey(l located) string {
	b := strconv.AppendUint(nil, uint64(l.Start), 10)
	b = strconv.AppendUint(append(b, ' '), uint64(l.End), 10)
	for _, s := range l.Stops {
		b = strconv.AppendUint(append(b, ' '), uint64(s), 10)
	}
	return string(b)
}

func (t *tallier) checkGroup(s prepared) error {
	switch g := t.q.opt.Group; g {
	case "", "start", "end", "relation", "month", "year", "publisher", "voice":
		return nil
	default:
		for {
			j, ok := s.(*joined)
			if !ok {
				break
			}
			s = j.left
		}
		p := s.(*resolved)
		if slices.Contains(p.stops, g) || p.last == g {
			return nil
		}
		return fmt.Errorf("%w: group %q: one of start, end, relation, month, year, publisher, voice, or a stop named in the path", ErrOptions, g)
	}
}

// nodeKey is the node that an answer is grouped by, for groups that are nodes of it.
func (t *tallier) nodeKey(l located) (exec.Node, string, error) {
	var n exec.Node
	switch g := t.q.opt.Group; {
	case g == "":
		return 0, "", nil
	case g == "start":
		n = l.Start
	case g == "end" || l.path.last == g:
		n = l.End
	default:
		n = l.Stops[slices.Index(l.path.stops, g)]
	}
	term, err := t.q.term(n)
	return n, idOf(term), err
}

// closing counts over the edges that complete the answers that begin their last stretch at one node.
func (t *tallier) closing(ctx context.Context, p *resolved, from exec.Node, rows []located) error {
	parts := p.request.Parts
	a, err := plan.Build(plan.Simplify(parts[len(parts)-1]))
	if err != nil {
		return err
	}
	e := exec.New(t.q.data, a, p.request.Extra)
	byEnd := map[exec.Node][]located{}
	for _, l := range rows {
		byEnd[l.End] = append(byEnd[l.End], l)
	}
	err = e.Closing(ctx, from, func(n exec.Node) bool { return byEnd[n] != nil }, func(h exec.Hop, f plan.Filter) error {
		return t.edge(ctx, h, f, byEnd[h.To])
	})
	t.q.work.Add(e.Counters)
	return err
}

// edge counts one closing edge for the answers it completes.
func (t *tallier) edge(ctx context.Context, h exec.Hop, f plan.Filter, rows []located) error {
	pred, err := t.q.term(h.Pred)
	if err != nil {
		return err
	}
	relation := shortName(pred.Value)
	needClaims := t.count != "answers" || t.q.opt.Group != "relation"
	if !needClaims {
		for _, l := range rows {
			t.group(relation, h.Pred).seen[answerKey(l)] = true
		}
		return nil
	}
	isEdge, err := t.q.isEdge(h.Label)
	if err != nil || !isEdge {
		return err
	}
	facts, err := t.q.facts.light(ctx, t.q, h.Label)
	if err != nil {
		return err
	}
	test, _ := f.(*edgeTest)
	form := formOf(relation)
	for i := range facts.facts {
		c := &facts.facts[i]
		if c.Form() != form || test != nil && !test.claimPasses(c, facts.id) {
			continue
		}
		for _, l := range rows {
			if err := t.claim(l, relation, h, facts, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func formOf(relation string) string {
	for i := range relation {
		if relation[i] == '~' {
			return relation[i:]
		}
	}
	return ""
}

// claim counts one claim behind an answer.
func (t *tallier) claim(l located, relation string, h exec.Hop, e *edgeFacts, c *graph.Fact) error {
	key, node := NoGroup, exec.Node(0)
	var err error
	switch t.q.opt.Group {
	case "relation":
		key = relation
	case "month", "year":
		key = periodOf(attested(c), t.q.opt.Group)
	case "publisher":
		key, node = t.named(c.Outlet)
	case "voice":
		key, node = t.named(voiceOf(c))
	default:
		node, key, err = t.nodeKey(l)
		if err != nil {
			return err
		}
	}
	m := t.group(key, node)
	switch t.count {
	case "answers":
		m.seen[answerKey(l)] = true
	case "claims":
		m.seen[c.ID] = true
	case "documents":
		m.seen[c.DocIRI] = true
	case "voices":
		m.seen[voiceOf(c)] = true
	case "occurrences":
		if r, ok := t.q.src.Vocabulary().Relation(c.Relation); ok && r.Kind == vocab.KindEvent {
			if v := attested(c); !slices.ContainsFunc(m.days[e.id], func(w edtf.Value) bool { return v.String() == w.String() }) {
				m.days[e.id] = append(m.days[e.id], v)
			}
		}
	}
	return nil
}

// named gives an id as a key with its node, if the graph has one.
func (t *tallier) named(id string) (string, exec.Node) {
	if id == "" {
		return NoGroup, 0
	}
	n, ok, err := t.q.st.Lookup(store.NewIRI(id))
	if err != nil || !ok {
		return id, 0
	}
	return id, exec.Node(n)
}

// voiceOf is whose word a claim is after roll-up: the state the voice stands for, else the voice, else the publisher.
func voiceOf(c *graph.Fact) string {
	for _, id := range [...]string{c.VoiceState, c.Voice(), c.Outlet} {
		if id != "" {
			return id
		}
	}
	return c.DocIRI
}

// periodOf is the month or year a date certainly lies in.
func periodOf(v edtf.Value, unit string) string {
	if !v.Placed() || v.First() <= edtf.Past || v.Last() >= edtf.Future {
		if v.Placed() && v.IsInterval() && v.First() > edtf.Past {
			return cut(v.First().String(), unit) // it began then
		}
		return NoGroup
	}
	first, last := cut(v.First().String(), unit), cut(v.Last().String(), unit)
	if first != last && !v.IsInterval() {
		return NoGroup
	}
	return first
}

func cut(day, unit string) string {
	if unit == "year" {
		return day[:len(day)-6]
	}
	return day[:len(day)-3]
}

// occurrences counts distinct days; a vague date counts if none of the known days can be meant.
func occurrences(dates []edtf.Value) int64 {
	var n int64
	var days []edtf.Value
	for _, v := range dates {
		if v.Placed() && v.First() == v.Last() {
			days = append(days, v)
			n++
		}
	}
	vague := false
	for _, v := range dates {
		if v.Placed() && v.First() == v.Last() {
			continue
		}
		if !v.Placed() {
			vague = true
			continue
		}
		if !slices.ContainsFunc(days, func(d edtf.Value) bool { return d.CanFallIn(v) }) {
			n++
			days = append(days, v)
		}
	}
	if n == 0 && vague {
		return 1
	}
	return n
}

func (t *tallier) result(ctx context.Context) ([]Group, error) {
	out := make([]Group, 0, len(t.groups))
	for key, m := range t.groups {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g := Group{Key: key, Label: key, Count: int64(len(m.seen))}
		for _, dates := range m.days {
			g.Count += occurrences(dates)
		}
		if m.node != 0 && t.q.opt.Group != "relation" {
			n, err := t.q.show(m.node)
			if err != nil {
				return nil, err
			}
			g.Label = n.Label
		}
		out = append(out, g)
	}
	err := sortFunc(ctx, out, func(a, b Group) int {
		if t.q.opt.Order == "key" {
			return cmp.Compare(a.Key, b.Key)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Key, b.Key))
	})
	if err != nil {
		return nil, err
	}
	most := t.q.opt.Limit // the limit is one of groups: counts are always over all answers
	if k := int64(t.q.opt.Top); k > 0 && (most == 0 || k < most) {
		most = k
	}
	if most > 0 && int64(len(out)) > most {
		out = out[:most]
		t.q.report.Truncated, t.q.report.Reason = true, "limit"
	}
	t.q.report.Shown = int64(len(out))
	return out, nil
}
