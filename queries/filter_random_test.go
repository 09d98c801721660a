package queries

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/derive"
	"entente/graph/store/storetest"
	"entente/queries/syntax"
)

// This file holds filters to a plain reading: list the claims of every edge, test each of them in turn, decide.

// claimsGraph makes a graph of random claims between a few states.
func claimsGraph(t testing.TB, r *rand.Rand) *graph.View {
	t.Helper()
	ctx := context.Background()
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	states := []string{"state:USA", "state:CHN", "state:RUS", "state:PRK"}
	voices := []string{"", "state:USA", "state:CHN", "org:us-state-department", "person:nobody-known"}
	dates := []string{"", "2023", "2023-05", "2023-05-09", "2024-01-02", "XXXX-05-09", "2022/..", "2021/2023", "../2022"}
	rels := []string{"met_with", "supplies_arms_to", "concerned_about"}
	var docs []graph.Document
	for d := range 1 + r.IntN(4) {
		day := dates[r.IntN(5)]
		var claims []said
		for range 1 + r.IntN(8) {
			s, o := states[r.IntN(len(states))], states[r.IntN(len(states))]
			if s == o {
				continue
			}
			c := said{s: s, rel: rels[r.IntN(len(rels))], o: o, by: voices[r.IntN(len(voices))], when: dates[r.IntN(len(dates))]}
			c.pol = []claim.Polarity{claim.Affirmed, claim.Affirmed, claim.Denied}[r.IntN(3)]
			c.mod = []claim.Modality{claim.Asserted, claim.Asserted, claim.Reported, claim.Planned}[r.IntN(4)]
			if c.rel == "supplies_arms_to" && r.IntN(2) == 0 {
				c.q = map[string]string{"item": []string{"shells", "heavy shells", "rice"}[r.IntN(3)], "amount": fmt.Sprint(r.IntN(30))}
			}
			if r.IntN(5) == 0 && s == "state:USA" {
				c.as = "org:us-state-department"
			}
			claims = append(claims, c)
		}
		docs = append(docs, demoDoc(fmt.Sprintf("d%d", d), fmt.Sprintf("org:wire-%d", r.IntN(3)), day, claims...))
	}
	for i := range docs {
		for k := range docs[i].Claims {
			c := &docs[i].Claims[k]
			c.Confidence = float64(r.IntN(10)) / 10
			if v := c.Voice(); v == "org:us-state-department" {
				c.SpeakerState, c.VoiceState = "state:USA", "state:USA"
			}
		}
	}
	if _, err := g.Put(ctx, docs); err != nil {
		t.Fatal(err)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

// randomFilters writes up to three filters.
func randomFilters(r *rand.Rand, rel string) []string {
	pool := []string{
		"[disputed]", "[alleged]", "[asserted]", "[status!=disputed]", "[status=asserted,ascribed]", "[by=USA]", "[by=China]", "[by!=USA]", "[by=org:us-state-department]",
		"[via=USA]", "[voice=China]", "[voice=org:wire-1]", "[affirmed_by=USA]", "[denied_by=China]", "[denied_by!=China]", "[source=org:wire-0]", "[source~wire-2]",
		"[doc=d0]", "[doc~d]", "[since=2023]", "[until=2022]", "[since=2023-05-09]", "[until=2023-05]", "[on=2023-06-01]", "[as_of=2022-05-01]", "[known_on=2023]",
		"[polarity=denied]", "[modality=reported,asserted]", "[modality!=planned]", "[docs>=2]", "[docs=1]", "[publishers>=2]", "[voices>=2]", "[voices<2]",
		"[confidence>=0.5]", "[confidence<0.3]", "[undated]", "[stated]", "[actor=org:us-state-department]",
	}
	if rel == "supplies_arms_to" {
		pool = append(pool, "[item~shells]", "[item=rice]", "[item!=rice]", "[amount>=10]", "[amount<10]")
	}
	var out []string
	for range 1 + r.IntN(3) {
		out = append(out, pool[r.IntN(len(pool))])
	}
	return out
}

// plainly decides whether an edge passes filters, in one form, by listing its claims.
func plainly(t testing.TB, v *graph.View, edge graph.Edge, form string, filters []syntax.Filter) bool {
	t.Helper()
	var facts []graph.Fact
	for f, err := range v.Claims(context.Background(), edge.ID) {
		if err != nil {
			t.Fatal(err)
		}
		facts = append(facts, f)
	}
	undatedToo, dated := false, false
	for i := range filters {
		k, _ := syntax.KeyOf(filters[i].Key)
		dated = dated || k.Value == syntax.Day
		undatedToo = undatedToo || filters[i].Key == "undated"
	}
	var pass, then []graph.Fact // claims that pass; claims that count at the time asked about
	for _, f := range facts {
		if inTimePlainly(&f, filters, undatedToo) {
			then = append(then, f)
		}
		ok := f.Form() == form && datesPlainly(&f, filters, undatedToo, dated)
		for i := range filters {
			ok = ok && onePlainly(&f, &filters[i], edge.ID)
		}
		if ok {
			pass = append(pass, f)
		}
	}
	if len(pass) == 0 {
		return false
	}
	for i := range filters {
		if !edgePlainly(v, edge, &filters[i], pass, then) {
			return false
		}
	}
	return true
}

func summaryPlainly(v *graph.View, edge graph.Edge, facts []graph.Fact) derive.Summary {
	q := &query{src: v, st: v.Store()}
	e := &edgeFacts{id: edge.ID, edge: edge}
	var list []*graph.Fact
	for i := range facts {
		list = append(list, &facts[i])
	}
	return q.summarize(e, list)
}

func edgePlainly(v *graph.View, edge graph.Edge, f *syntax.Filter, pass, then []graph.Fact) bool {
	switch f.Key {
	case "disputed", "alleged", "asserted", "ascribed":
		return summaryPlainly(v, edge, then).Status == f.Key
	case "status":
		in := false
		for _, x := range f.Values {
			in = in || x.Text == summaryPlainly(v, edge, then).Status
		}
		return in == (f.Op == syntax.Equal)
	case "affirmed_by", "denied_by":
		form := map[string]string{"affirmed_by": "", "denied_by": "~denied"}[f.Key]
		hit := false
		for _, c := range then {
			hit = hit || c.Form() == form && (len(c.Chain) == 0 && c.Outlet == named1(f) || len(c.Chain) > 0 && (c.Voice() == named1(f) || c.VoiceState == named1(f)))
		}
		return hit == (f.Op == syntax.Equal)
	case "docs", "publishers", "voices":
		s := summaryPlainly(v, edge, pass)
		have := map[string]int{"docs": s.Documents, "publishers": s.Publishers, "voices": s.Voices}[f.Key]
		want := 0
		fmt.Sscan(f.Values[0].Text, &want)
		switch f.Op {
		case syntax.AtLeast:
			return have >= want
		case syntax.Below:
			return have < want
		}
		return have == want
	}
	return true
}

// named1 is the id that a filter's value stands for in these tests.
func named1(f *syntax.Filter) string {
	switch x := f.Values[0].Text; x {
	case "USA":
		return "state:USA"
	case "China":
		return "state:CHN"
	default:
		return x
	}
}

func onePlainly(c *graph.Fact, f *syntax.Filter, edge string) bool {
	is := func(ids ...string) bool { return slices.Contains(ids, named1(f)) == (f.Op != syntax.NotEqual) }
	values := func(have string) bool {
		in := false
		for _, v := range f.Values {
			in = in || v.Text == have
		}
		return in == (f.Op != syntax.NotEqual)
	}
	switch f.Key {
	case "by":
		return is(c.Speaker(), c.SpeakerState)
	case "via":
		return is(append(slices.Clone(c.Chain), c.SpeakerState, c.VoiceState)...)
	case "voice":
		if len(c.Chain) == 0 {
			return is(c.Outlet)
		}
		return is(c.Voice(), c.VoiceState)
	case "source":
		if f.Op == syntax.Contains {
			return strings.Contains(c.Outlet, f.Values[0].Text)
		}
		return is(c.Outlet)
	case "doc":
		if f.Op == syntax.Contains {
			return strings.Contains(c.Doc, f.Values[0].Text)
		}
		return is(c.Doc)
	case "actor":
		return is(c.Subject.ID, c.Object.ID)
	case "polarity":
		return values(string(c.Polarity))
	case "modality":
		return values(string(c.Modality))
	case "stated":
		return c.Edge == edge
	case "confidence":
		x := 0.0
		fmt.Sscan(f.Values[0].Text, &x)
		return c.Confidence >= x == (f.Op == syntax.AtLeast)
	case "item":
		have, ok := c.Qualifiers["item"]
		switch f.Op {
		case syntax.Contains:
			return ok && strings.Contains(have, f.Values[0].Text)
		case syntax.NotEqual:
			return ok && have != f.Values[0].Text
		}
		return ok && have == f.Values[0].Text
	case "amount":
		have, ok := c.Qualifiers["amount"]
		a, b := 0, 0
		fmt.Sscan(have, &a)
		fmt.Sscan(f.Values[0].Text, &b)
		return ok && a >= b == (f.Op == syntax.AtLeast)
	}
	return true
}

// daysOf lists the days from first to last of a date as numbers, coarse and slow: open ends are far away.
func daysOf(s string) (first, last int64, ok bool) {
	v := date(s)
	return int64(v.First()), int64(v.Last()), v.Placed()
}

func datesPlainly(c *graph.Fact, filters []syntax.Filter, undatedToo, dated bool) bool {
	when := c.Happened
	for _, other := range []string{c.Said, c.Published} {
		if when == "" {
			when = other
		}
	}
	first, last, placed := daysOf(when)
	if undatedToo && !dated {
		return !placed
	}
	lo, hi := first, last
	for i := range filters {
		f := &filters[i]
		if k, _ := syntax.KeyOf(f.Key); k.Value != syntax.Day {
			continue
		}
		a, b, _ := daysOf(f.Values[0].Text)
		if f.Key == "known_on" {
			p, _, known := daysOf(c.Published)
			if !known && !undatedToo || known && p > b {
				return false
			}
			continue
		}
		if !placed {
			if !undatedToo {
				return false
			}
			continue
		}
		switch f.Key {
		case "since":
			lo = max(lo, a)
		case "until":
			hi = min(hi, b)
		default:
			if first > b || last < a {
				return false
			}
		}
	}
	return !placed || lo <= hi
}

func inTimePlainly(c *graph.Fact, filters []syntax.Filter, undatedToo bool) bool {
	var only []syntax.Filter
	for _, f := range filters {
		if f.Key == "on" || f.Key == "as_of" || f.Key == "known_on" {
			only = append(only, f)
		}
	}
	return len(only) == 0 || datesPlainly(c, only, undatedToo, true)
}

func TestRandomFilters(t *testing.T) {
	graphs := 60
	if os.Getenv("ENTENTE_STRESS") == "1" {
		graphs = 2000
	}
	ran, answered := 0, 0
	for seed := range uint64(graphs) {
		r := rand.New(rand.NewPCG(seed, 3))
		v := claimsGraph(t, r)
		for range 40 {
			rel := []string{"met_with", "supplies_arms_to", "concerned_about"}[r.IntN(3)]
			form := []string{"", "", "~denied", "~planned"}[r.IntN(4)]
			expr := "?any/" + rel + form + strings.Join(randomFilters(r, rel), "")
			answered += checkFilters(t, v, seed, expr, rel, form)
			ran++
		}
	}
	t.Logf("%d of %d let something pass", answered, ran)
	if answered < ran/10 {
		t.Errorf("only %d of %d filters let something pass", answered, ran)
	}
	fmt.Printf("ran %d cases: random filters over random claims\n", ran)
}

func checkFilters(t *testing.T, v *graph.View, seed uint64, expr, rel, form string) (answered int) {
	t.Helper()
	tree, err := syntax.Parse(expr)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	filters := tree.(*syntax.Path).Steps.(*syntax.Filtered).Filters
	want := map[string]bool{}
	all, err := edgesOf(v, rel+form)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		edge, err := v.Edge(context.Background(), e.Edge)
		if err != nil {
			t.Fatalf("%s: %v", e.Edge, err)
		}
		if plainly(t, v, edge, form, filters) {
			want[e.Subject+" "+e.Object] = true
		}
	}
	for _, narrow := range []bool{false, true} {
		got := map[string]bool{}
		for a, err := range Run(context.Background(), v, expr, &Options{alwaysNarrow: narrow}) {
			if err != nil {
				var n *NameError
				if errors.As(err, &n) && n.Kind == "actor" && strings.HasPrefix(n.Name, "org:") || errors.As(err, &n) && n.Kind == "document" {
					return 0 // not in this random graph
				}
				t.Fatalf("seed %d: %s: %v", seed, expr, err)
			}
			got[a.Start.ID+" "+a.End.ID] = true
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("seed %d: %s (narrow %v)\n got %v\nwant %v", seed, expr, narrow, got, want)
		}
		answered = min(len(got), 1)
	}
	return answered
}

// edgesOf lists the steps of one relation with its form.
func edgesOf(v *graph.View, relation string) ([]Step, error) {
	var out []Step
	for a, err := range func() iter.Seq2[Answer, error] {
		return Run(context.Background(), v, "?any/"+relation, &Options{AllShortest: true})
	}() {
		if err != nil {
			return nil, err
		}
		for _, s := range a.Steps {
			// Both directions of a symmetric edge are answers; as walked, not as stored.
			out = append(out, Step{Edge: s.Edge, Subject: a.Start.ID, Object: a.End.ID})
		}
	}
	return out, nil
}
