package queries

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"entente/graph"
	"entente/graph/claim/edtf"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/graph/vocab"
	"entente/queries/exec"
	"entente/queries/plan"
	"entente/queries/syntax"
)

// edgeTest is the filters behind one step; it implements plan.Filter. A verdict is found once for each
// edge and form in a query.
type edgeTest struct {
	q    *query
	ctx  context.Context // of the query, for plan.Filter has none; gone when the query is
	text string
	// form of each predicate that the step walks.
	form map[exec.Node]string

	claims   []func(*graph.Fact) bool
	when     window
	labels   []labelTest
	statuses []choice
	affirmed []actorTest
	denied   []actorTest
	counts   []countTest

	stated, inferredOnly bool
	undatedOnly          bool
	// asked: there are filters beside the options' own days.
	asked bool

	passing *passing
	memo    map[[2]exec.Node]bool
}

type labelTest struct {
	ids []exec.Node
	not bool
}

type choice struct {
	values []string
	not    bool
}

func (c *choice) holds(s string) bool { return slices.Contains(c.values, s) != c.not }

type countTest struct {
	key string
	op  syntax.Op
	n   int
}

// actorTest compares somebody with ids, or with a part of a name.
type actorTest struct {
	ids  []string
	part string // lower case; "" if ids are compared
	not  bool
}

func (a *actorTest) is(q *query, ids ...string) bool {
	for _, id := range ids {
		if id == "" {
			continue
		}
		if a.part != "" && (strings.Contains(strings.ToLower(id), a.part) || strings.Contains(strings.ToLower(q.src.Label(id)), a.part)) {
			return true
		}
		if slices.Contains(a.ids, id) {
			return true
		}
	}
	return false
}

// filter makes the test of a step; qualifiers are those that its relation may carry, and anyQualifier
// allows every one.
func (q *query) filter(ctx context.Context, filters []syntax.Filter, qualifiers []string, anyQualifier bool, step *plan.Step) (*edgeTest, error) {
	if len(filters) == 0 && q.time.empty() {
		return nil, nil
	}
	t := &edgeTest{q: q, ctx: ctx, form: map[exec.Node]string{}, memo: map[[2]exec.Node]bool{}, when: q.time, asked: len(filters) > 0}
	for i := range step.Atoms {
		_, form, ok := strings.Cut(step.Atoms[i].Name, "~")
		if ok {
			form = "~" + form
		}
		t.form[step.Atoms[i].Pred] = form
	}
	var text strings.Builder
	dated := false
	for i := range filters {
		f := &filters[i]
		text.WriteString(f.String())
		if err := t.add(ctx, f, qualifiers, anyQualifier); err != nil {
			return nil, err
		}
		k, _ := syntax.KeyOf(f.Key)
		dated = dated || k.Value == syntax.Day
		if err := t.narrow(ctx, f, step); err != nil {
			return nil, err
		}
	}
	t.text = text.String()
	if t.when.undated && !dated && q.time.empty() {
		t.undatedOnly = true
	}
	return t, nil
}

// put sets the test on the atoms of a step, and drops those that inference filters exclude.
func (t *edgeTest) put(step *plan.Step) {
	if t == nil {
		return
	}
	var kept []plan.Atom
	for _, a := range step.Atoms {
		if t.inferredOnly && !a.Inferred || t.stated && a.Inferred {
			continue
		}
		a.Filter = t
		if t.inferredOnly && len(t.claims)+len(t.labels)+len(t.statuses)+len(t.affirmed)+len(t.denied)+len(t.counts) == 0 && t.when.empty() {
			a.Filter = nil // nothing about claims is asked
		}
		kept = append(kept, a)
	}
	step.Atoms = kept
}

func (t *edgeTest) add(ctx context.Context, f *syntax.Filter, qualifiers []string, anyQualifier bool) error {
	switch f.Key {
	case "disputed", "alleged", "asserted", "ascribed":
		t.statuses = append(t.statuses, choice{values: []string{f.Key}})
	case "status":
		t.statuses = append(t.statuses, choice{texts(f), f.Op == syntax.NotEqual})
	case "inferred":
		t.inferredOnly = true
	case "stated":
		t.stated = true
	case "undated":
		t.when.undated = true
	case "since", "until", "on", "as_of", "known_on":
		t.addDay(f)
	case "docs", "publishers", "voices":
		n, _ := strconv.Atoi(f.Values[0].Text)
		t.counts = append(t.counts, countTest{f.Key, f.Op, n})
	case "confidence":
		x, _ := strconv.ParseFloat(f.Values[0].Text, 64)
		op := f.Op
		t.claims = append(t.claims, func(c *graph.Fact) bool { return compare(op, c.Confidence, x) })
	case "polarity":
		c := choice{texts(f), f.Op == syntax.NotEqual}
		t.claims = append(t.claims, func(f *graph.Fact) bool { return c.holds(string(f.Polarity)) })
	case "modality":
		c := choice{texts(f), f.Op == syntax.NotEqual}
		t.claims = append(t.claims, func(f *graph.Fact) bool { return c.holds(string(f.Modality)) })
	case "credibility", "reliability", "verdict":
		return t.addGrade(ctx, f)
	case "by", "via", "voice", "actor", "affirmed_by", "denied_by":
		return t.addActor(ctx, f)
	case "source":
		return t.addSource(ctx, f)
	case "doc":
		return t.addDoc(ctx, f)
	case "label":
		return t.addLabel(f)
	default:
		return t.addQualifier(ctx, f, qualifiers, anyQualifier)
	}
	return nil
}

func texts(f *syntax.Filter) []string {
	out := make([]string, len(f.Values))
	for i := range f.Values {
		out[i] = f.Values[i].Text
	}
	return out
}

func (t *edgeTest) addDay(f *syntax.Filter) {
	v := date(f.Values[0].Text)
	w := window{}
	switch f.Key {
	case "since":
		w.since = []edtf.Value{v}
	case "until":
		w.until = []edtf.Value{v}
	case "known_on":
		w.knownOn = []edtf.Value{v}
	default:
		w.on = []edtf.Value{v}
	}
	t.when = t.when.and(w)
}

func compare[T int | float64](op syntax.Op, a, b T) bool {
	switch op {
	case syntax.AtLeast:
		return a >= b
	case syntax.AtMost:
		return a <= b
	case syntax.Above:
		return a > b
	case syntax.Below:
		return a < b
	case syntax.NotEqual:
		return a != b
	}
	return a == b
}

// actorTest resolves the values of a filter.
func (t *edgeTest) actorTest(ctx context.Context, f *syntax.Filter) (actorTest, error) {
	a := actorTest{not: f.Op == syntax.NotEqual}
	if f.Op == syntax.Contains {
		a.part = strings.ToLower(f.Values[0].Text)
		return a, nil
	}
	for i := range f.Values {
		id, err := t.q.actor(ctx, &f.Values[i])
		if err != nil {
			return a, err
		}
		a.ids = append(a.ids, id)
	}
	return a, nil
}

func (t *edgeTest) addActor(ctx context.Context, f *syntax.Filter) error {
	a, err := t.actorTest(ctx, f)
	if err != nil {
		return err
	}
	q := t.q
	var of func(c *graph.Fact) bool
	switch f.Key {
	case "affirmed_by":
		t.affirmed = append(t.affirmed, a)
		return nil
	case "denied_by":
		t.denied = append(t.denied, a)
		return nil
	case "by":
		of = func(c *graph.Fact) bool { return a.is(q, c.Speaker(), c.SpeakerState) }
	case "voice":
		of = func(c *graph.Fact) bool { return voiceIs(q, &a, c) }
	case "actor":
		of = func(c *graph.Fact) bool { return a.is(q, c.Subject.ID, c.Object.ID) }
	case "via":
		of = func(c *graph.Fact) bool {
			day := firstDay(c)
			for _, id := range c.Chain {
				state, _ := q.src.Vocabulary().StateOf(id, day)
				if a.is(q, id, state) {
					return true
				}
			}
			return a.is(q, c.SpeakerState, c.VoiceState)
		}
	}
	t.claims = append(t.claims, func(c *graph.Fact) bool { return of(c) != a.not })
	return nil
}

// voiceIs tests whose own words a claim is: the last of the chain or the state that stands behind, and the publisher
// where the article speaks for itself.
func voiceIs(q *query, a *actorTest, c *graph.Fact) bool {
	if len(c.Chain) == 0 {
		return a.is(q, c.Outlet)
	}
	return a.is(q, c.Voice(), c.VoiceState)
}

// firstDay is a day on which a claim was made, as far as it is known.
func firstDay(c *graph.Fact) string {
	for _, s := range [...]string{c.Said, c.Published} {
		if v := date(s); v.Placed() {
			return v.First().String()
		}
	}
	return ""
}

func (t *edgeTest) addSource(ctx context.Context, f *syntax.Filter) error {
	a := actorTest{not: f.Op == syntax.NotEqual}
	var names []string
	for i := range f.Values {
		v := &f.Values[i]
		if f.Op == syntax.Contains {
			a.part = strings.ToLower(v.Text)
			continue
		}
		if v.Kind == syntax.ID || v.Kind == syntax.IRI {
			a.ids = append(a.ids, v.Text)
			continue
		}
		names = append(names, strings.ToLower(v.Text))
		a.ids = append(a.ids, "org:"+vocab.Slug(v.Text))
		if found, err := t.q.src.Named(ctx, v.Text); err == nil {
			a.ids = append(a.ids, found...)
		}
	}
	t.claims = append(t.claims, func(c *graph.Fact) bool {
		set, _, _ := strings.Cut(c.Extractor, "@")
		// "cow" takes in cow-alliances and cow-disputes.
		family := slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(set, n) || strings.HasPrefix(set, n+"-") })
		hit := a.is(t.q, c.Outlet) || family || a.part != "" && strings.Contains(strings.ToLower(set), a.part)
		return hit != a.not
	})
	return nil
}

func (t *edgeTest) addDoc(ctx context.Context, f *syntax.Filter) error {
	if f.Op == syntax.Contains {
		part := strings.ToLower(f.Values[0].Text)
		t.claims = append(t.claims, func(c *graph.Fact) bool { return strings.Contains(strings.ToLower(c.Doc), part) })
		return nil
	}
	var docs []string
	for i := range f.Values {
		info, err := t.q.src.Document(ctx, f.Values[i].Text)
		if err != nil {
			return t.q.nameError(&f.Values[i], "document", nil)
		}
		docs = append(docs, info.IRI)
	}
	not := f.Op == syntax.NotEqual
	t.claims = append(t.claims, func(c *graph.Fact) bool { return slices.Contains(docs, c.DocIRI) != not })
	return nil
}

func (t *edgeTest) addLabel(f *syntax.Filter) error {
	l := labelTest{not: f.Op == syntax.NotEqual}
	for i := range f.Values {
		n, err := t.q.node(termOf(f.Values[i].Text))
		if err != nil {
			return err
		}
		l.ids = append(l.ids, n)
	}
	t.labels = append(t.labels, l)
	return nil
}

func (t *edgeTest) addQualifier(ctx context.Context, f *syntax.Filter, allowed []string, any bool) error {
	known := any || slices.Contains(allowed, f.Key)
	if !known {
		// Data sets bring qualifiers of their own.
		_, n, err := t.q.used(ctx, quads.QualifierPrefix+f.Key)
		if err != nil {
			return err
		}
		known = n > 0
	}
	if !known {
		at := syntax.Span{Start: f.At.Start + 1, End: f.At.Start + 1 + len(f.Key)}
		hint := "this relation carries no qualifiers"
		if len(allowed) > 0 {
			hint = "its qualifiers are " + strings.Join(allowed, ", ")
		}
		if near := nearKey(f.Key, allowed); near != "" {
			hint = "did you mean `" + near + "`? " + hint
		}
		return syntax.NewError(t.q.text, at, hint, "no filter or qualifier `%s`", f.Key)
	}
	key, op, values := f.Key, f.Op, texts(f)
	t.claims = append(t.claims, func(c *graph.Fact) bool {
		have, ok := c.Qualifiers[key]
		if op == syntax.NotEqual {
			return ok && !slices.Contains(values, have)
		}
		return ok && slices.ContainsFunc(values, func(v string) bool { return qualifies(op, have, v) })
	})
	return nil
}

// qualifies compares a qualifier's value: as numbers where both begin with one, else as text, cases alike.
func qualifies(op syntax.Op, have, want string) bool {
	switch op {
	case syntax.Contains:
		return strings.Contains(strings.ToLower(have), strings.ToLower(want))
	case syntax.Equal:
		return strings.EqualFold(have, want)
	}
	x, okX := leadingNumber(have)
	y, okY := leadingNumber(want)
	if okX && okY {
		return compare(op, x, y)
	}
	return compare(op, strings.Compare(strings.ToLower(have), strings.ToLower(want)), 0)
}

func leadingNumber(s string) (float64, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '.' || n == 0 && s[n] == '-') {
		n++
	}
	x, err := strconv.ParseFloat(s[:n], 64)
	return x, err == nil
}

// String implements plan.Filter.
func (t *edgeTest) String() string {
	if t.text == "" {
		return "[days of the query]"
	}
	return t.text
}

// Pass implements plan.Filter.
func (t *edgeTest) Pass(pred, label exec.Node) (bool, error) {
	for i := range t.labels {
		if slices.Contains(t.labels[i].ids, label) == t.labels[i].not {
			return false, nil
		}
	}
	if t.passing != nil {
		ok, err := t.passing.has(t.ctx, t.q, label)
		if err != nil || !ok {
			return false, err
		}
	}
	key := [2]exec.Node{pred, label}
	if ok, seen := t.memo[key]; seen {
		return ok, nil
	}
	ok, err := t.judge(t.form[pred], label)
	if err == nil {
		t.memo[key] = ok
	}
	return ok, err
}

// judge looks at the claims behind an edge.
func (t *edgeTest) judge(form string, label exec.Node) (bool, error) {
	onlyLabels := len(t.claims)+len(t.statuses)+len(t.affirmed)+len(t.denied)+len(t.counts) == 0 && t.when.empty() && !t.undatedOnly
	if onlyLabels && !t.stated {
		return true, nil
	}
	if err := t.ctx.Err(); err != nil {
		return false, err
	}
	isEdge, err := t.q.isEdge(label)
	if err != nil {
		return false, err
	}
	if !isEdge {
		// A quad that nobody claims: reference, or foreign. The days of the query do not concern it.
		return onlyLabels || !t.asked, nil
	}
	if t.statusOnly(form) {
		return t.storedStatus(label)
	}
	e, err := t.q.facts.light(t.ctx, t.q, label)
	if err != nil {
		return false, err
	}
	return t.edgePasses(form, e), nil
}

func (t *edgeTest) edgePasses(form string, e *edgeFacts) bool {
	var passed []*graph.Fact
	for i := range e.facts {
		if f := &e.facts[i]; f.Form() == form && t.claimPasses(f, e.id) {
			passed = append(passed, f)
		}
	}
	if len(passed) == 0 {
		return false
	}
	if len(t.counts) > 0 {
		s := t.q.summarize(e, passed)
		for _, c := range t.counts {
			have := map[string]int{"docs": s.Documents, "publishers": s.Publishers, "voices": s.Voices}[c.key]
			if !compare(c.op, have, c.n) {
				return false
			}
		}
	}
	if len(t.statuses)+len(t.affirmed)+len(t.denied) == 0 {
		return true
	}
	s := t.q.summarize(e, t.q.inTime(e, &t.when))
	for i := range t.statuses {
		if !t.statuses[i].holds(s.Status) {
			return false
		}
	}
	return t.voices(t.affirmed, e, "") && t.voices(t.denied, e, "~denied")
}

// voices tests who stands behind the plain or the denied form.
func (t *edgeTest) voices(tests []actorTest, e *edgeFacts, form string) bool {
	for i := range tests {
		a := &tests[i]
		hit := false
		for _, f := range t.q.inTime(e, &t.when) {
			hit = hit || f.Form() == form && voiceIs(t.q, a, f)
		}
		if hit == a.not {
			return false
		}
	}
	return true
}

// claimPasses tests one claim.
func (t *edgeTest) claimPasses(f *graph.Fact, edge string) bool {
	if t.stated && f.Edge != edge {
		return false
	}
	for _, test := range t.claims {
		if !test(f) {
			return false
		}
	}
	if t.undatedOnly {
		return !attested(f).Placed()
	}
	switch t.when.judge(f, t.q.persist) {
	case inside:
		return true
	case dateless:
		if t.when.undated {
			return true
		}
		t.q.facts.passOver(f.ID)
	}
	return false
}

// statusOnly reports that nothing but the stored status of the plain form is asked.
func (t *edgeTest) statusOnly(form string) bool {
	return len(t.statuses) > 0 && form == "" && len(t.claims)+len(t.affirmed)+len(t.denied)+len(t.counts) == 0 &&
		t.when.empty() && !t.stated && !t.undatedOnly
}

// storedStatus compares the summary of an edge without reading claims.
func (t *edgeTest) storedStatus(edge exec.Node) (bool, error) {
	status, err := t.q.literalOf(t.ctx, store.ID(edge), quads.Status)
	if err != nil {
		return false, err
	}
	for i := range t.statuses {
		if !t.statuses[i].holds(status) {
			return false, nil
		}
	}
	return true, nil
}

// literalOf reads one property of a node, "" if it has none.
func (q *query) literalOf(ctx context.Context, s store.ID, property string) (string, error) {
	p, n, err := q.used(ctx, property)
	if err != nil || n == 0 {
		return "", err
	}
	for quad, err := range q.st.Scan(ctx, store.Pattern{S: s, P: p}) {
		if err != nil {
			return "", err
		}
		t, err := q.st.Term(quad.O)
		return t.Value, err
	}
	return "", nil
}
