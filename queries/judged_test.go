package queries

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/store"
)

// judgedGraphs gives the same documents twice: as they were read, and with judgements and merges. What is rejected and corrected is a twentieth of
// the claims, so both hold about the same edges.
func judgedGraphs(t testing.TB, documents, judgements, merges int) (plain, judged *graph.Graph) {
	t.Helper()
	const each, people = 50, 4000
	r := rand.New(rand.NewPCG(9, 9))
	person := func() string { return fmt.Sprintf("person:p%d", int(float64(people)*r.Float64()*r.Float64())) }
	relations := []string{"met_with", "criticizes", "supports"}
	var docs []graph.Document
	var all []claim.Claim
	for d := range documents {
		doc := graph.Document{ID: fmt.Sprintf("d%d", d), Publisher: fmt.Sprintf("Paper %d", d%20), Published: fmt.Sprintf("2024-%02d-%02d", 1+d%12, 1+d%28)}
		for i := range each {
			c := claim.Claim{
				Doc: doc.ID, Relation: relations[r.IntN(3)], Subject: claim.End{ID: person()}, Object: claim.End{ID: person()}, Polarity: claim.Affirmed,
				Modality: claim.Asserted, Confidence: 0.5, Extractor: "rules@1", Evidence: fmt.Sprintf("Sentence %d.", i),
			}
			c.Sentence = claim.Span{Start: len(doc.Text), End: len(doc.Text) + len(c.Evidence)}
			doc.Text += c.Evidence + "\n"
			doc.Claims = append(doc.Claims, c)
			all = append(all, c)
		}
		docs = append(docs, doc)
	}
	out := [2]*graph.Graph{}
	for i := range out {
		g, err := graph.Open(t.Context(), graph.Memory, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { g.Close() })
		if _, err := g.Put(t.Context(), docs); err != nil {
			t.Fatal(err)
		}
		out[i] = g
	}
	var entries []judgement.Entry
	for n, i := range r.Perm(len(all))[:judgements] {
		c := all[i]
		e := judgement.Entry{Kind: judgement.Accept, Claim: claim.ID(&c), Reading: &c, At: "2026-03-01T10:00:00Z", By: "ada"}
		switch n % 20 {
		case 0:
			e.Kind = judgement.Reject
		case 1:
			to := person()
			e.Kind, e.Change = judgement.Correct, &judgement.Change{Object: &to}
		}
		entries = append(entries, e)
	}
	for i := range merges {
		entries = append(entries, judgement.Entry{
			Kind: judgement.Merge, Keep: fmt.Sprintf("person:p%d", 1500+i), Other: fmt.Sprintf("person:p%d", 2800+i), At: "2026-03-01T11:00:00Z", By: "ada",
		})
	}
	if _, err := out[1].Judge(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return out[0], out[1]
}

var judgedPaths = []string{
	"person:p7/met_with", "person:p7/met_with/criticizes", "person:p7/met_with/criticizes/^supports", "person:p7/(met_with|supports){1,2}",
	"person:p9/criticizes[docs>=2]", "person:p9/met_with[since=2024-06-01]", "person:p11/./person:p2", "?any/criticizes[docs>=2]",
	"?any/supports[by=person:p3]", "?any/met_with[since=2024-06-01][publishers>=2]",
}

// countingView counts what a query asks of the store below.
type countingView struct {
	store.View
	scans, quads *atomic.Int64
}

func (c countingView) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	c.scans.Add(1)
	return func(yield func(store.IDQuad, error) bool) {
		for q, err := range c.View.Scan(ctx, p) {
			c.quads.Add(1)
			if !yield(q, err) {
				return
			}
		}
	}
}

type countingSource struct {
	*graph.View
	counted countingView
}

func (c countingSource) Store() store.View { return c.counted }

// TestJudgementsCostPathsLittle holds the work of path queries in the store, in scans and quads, to a tenth more with judgements than without.
// What people decided lies in other quads than those that paths walk; only filters look at claims, and skip what is superseded.
func TestJudgementsCostPathsLittle(t *testing.T) {
	plain, judged := judgedGraphs(t, 60, 500, 50)
	work := func(g *graph.Graph, expr string) (scans, quads int64) {
		v, err := g.View()
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		var s, q atomic.Int64
		src := countingSource{v, countingView{v.Store(), &s, &q}}
		for _, err := range run(t.Context(), src, expr, &Options{}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		return s.Load(), q.Load()
	}
	all := int64(0)
	for _, expr := range judgedPaths {
		s0, q0 := work(plain, expr)
		s1, q1 := work(judged, expr)
		all += q0
		// What is merged is read by the same scans; a few more are the price of knowing that there are judgements.
		if s1 > s0+s0/10+5 || q1 > q0+q0/10+5 {
			t.Errorf("%s: %d scans and %d quads, without judgements %d and %d", expr, s1, q1, s0, q0)
		}
	}
	if all < 10_000 {
		t.Errorf("the paths read %d quads only: too few to tell", all)
	}
	t.Logf("ran %d cases: paths with and without judgements", len(judgedPaths))
}

// BenchmarkJudgedPaths measures the same in time: 10,000 judgements and 1,000 merges over 20,000 claims, both graphs in turns so that what else the
// machine does meets both alike. It reports the median of each and how much more the one with judgements takes.
func BenchmarkJudgedPaths(b *testing.B) {
	plain, judged := judgedGraphs(b, 400, 10_000, 1_000)
	var views [2]*graph.View
	for i, g := range [...]*graph.Graph{plain, judged} {
		v, err := g.View()
		if err != nil {
			b.Fatal(err)
		}
		defer v.Close()
		views[i] = v
	}
	var took [2][]float64
	for b.Loop() {
		for i, v := range views {
			start := time.Now()
			for _, expr := range judgedPaths {
				for _, err := range Run(b.Context(), v, expr, &Options{}) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			took[i] = append(took[i], time.Since(start).Seconds()*1000)
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	without, with := took[0][len(took[0])/2], took[1][len(took[1])/2]
	b.ReportMetric(without, "ms-without")
	b.ReportMetric(with, "ms-with")
	b.ReportMetric(100*(with/without-1), "%-more")
}
