package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
)

// clock gives each entry of a test a time of its own.
type clock int

func (c *clock) next() string {
	*c++
	return fmt.Sprintf("2026-03-01T%02d:%02d:%02dZ", int(*c)/3600, int(*c)/60%60, int(*c)%60)
}

// about makes an entry about a claim of the graph.
func about(t tester, g *Graph, at *clock, kind judgement.Kind, id string) judgement.Entry {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	e, err := v.Judging(context.Background(), kind, id)
	if err != nil {
		t.Fatal(err)
	}
	e.At, e.By = at.next(), "ada"
	return e
}

func judge(t tester, g *Graph, entries ...judgement.Entry) JudgeReport {
	t.Helper()
	rep, err := g.Judge(context.Background(), entries)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// undo takes back the entry made last.
func undo(t tester, g *Graph, at *clock, e judgement.Entry) judgement.Entry {
	t.Helper()
	if err := e.Seal(); err != nil {
		t.Fatal(err)
	}
	u := judgement.Entry{Kind: judgement.Undo, Undoes: e.ID, At: at.next(), By: "ada"}
	judge(t, g, u)
	return u
}

// edgesAre compares the plain statements of the graph with a list of "s r o".
func edgesAre(t *testing.T, g *Graph, want ...string) {
	t.Helper()
	var got []string
	for line := range strings.Lines(exported(t, g)) {
		f := strings.Fields(line)
		if strings.HasPrefix(f[1], "<rel:") && strings.HasPrefix(f[3], "<edge:") {
			got = append(got, strings.NewReplacer("<", "", ">", "", "rel:", "", "person:", "", "state:", "").Replace(strings.Join(f[:3], " ")))
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("edges %q, want %q", got, want)
	}
}

func first[T any](p T) *T { return &p }

func TestJudgementsCountAndAreUndone(t *testing.T) {
	g := checked(t)
	var at clock
	d := article("d1", "The Lamp", "2024-07-01", says("state:FRA", "criticizes", "state:GBR"), says("state:FRA", "sanctions", "state:RUS"))
	put(t, g, d)
	before := exported(t, g)
	ids := make([]string, 2)
	for i := range d.Claims {
		c := d.Claims[i]
		c.Doc = "d1"
		ids[i] = claim.ID(&c)
	}
	edgesAre(t, g, "FRA criticizes GBR", "FRA sanctions RUS")

	reject := about(t, g, &at, judgement.Reject, ids[0])
	judge(t, g, reject)
	edgesAre(t, g, "FRA sanctions RUS")
	correct := about(t, g, &at, judgement.Correct, ids[1])
	correct.Change = &judgement.Change{Object: first("state:BLR"), Polarity: first(claim.Denied)}
	judge(t, g, correct)
	edgesAre(t, g, "FRA sanctions~denied BLR")
	f, err := view(t, g).Claim(context.Background(), ids[1])
	if err != nil || f.Object.ID != "state:BLR" || f.Verdict != judgement.Corrected || f.Evidence != d.Claims[1].Evidence {
		t.Errorf("as corrected: %+v, %v", f, err)
	}
	// What was read stays, and what people made of it lies beside it.
	if !strings.Contains(exported(t, g), fmt.Sprintf("<%s> <ent:object> <state:RUS> <%s> .", ids[1], claim.DocumentID("d1"))) {
		t.Error("the program's own reading is gone")
	}
	add := judgement.Entry{Kind: judgement.Add, At: at.next(), By: "ben", Reading: &claim.Claim{
		Doc: "d1", Sentence: d.Claims[0].Sentence, Evidence: d.Claims[0].Evidence, Subject: claim.End{ID: "state:GBR"}, Relation: "supports",
		Object: claim.End{ID: "state:FRA"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 1, Extractor: "hand@1",
	}}
	judge(t, g, add)
	edgesAre(t, g, "FRA sanctions~denied BLR", "GBR supports FRA")
	if rep := judge(t, g, add, reject); rep.Entries != 0 || rep.Known != 2 {
		t.Errorf("the same again: %+v", rep)
	}

	judged := exported(t, g)
	put(t, g, d)
	if exported(t, g) != judged {
		t.Error("loading the document again changed something")
	}
	if _, err := g.Remove(context.Background(), "d1"); err != nil {
		t.Fatal(err)
	}
	edgesAre(t, g)
	if _, ok, err := view(t, g).Ground(context.Background(), &correct); ok || err != nil {
		t.Errorf("ground without a document: %v, %v", ok, err)
	}
	put(t, g, d)
	if exported(t, g) != judged {
		t.Error("removing the document and loading it again lost a judgement")
	}
	// The text moves, and another version reads the same words with another rule: judgements find their claims by content.
	moved := d
	moved.Text = "A new first line.\n" + d.Text
	moved.Claims = slices.Clone(d.Claims)
	for i := range moved.Claims {
		c := &moved.Claims[i]
		c.Sentence.Start, c.Sentence.End = c.Sentence.Start+18, c.Sentence.End+18
		c.Extractor, c.Rule = "test@2", "another"
	}
	put(t, g, moved)
	edgesAre(t, g, "FRA sanctions~denied BLR", "GBR supports FRA")
	// A version that does not read the corrected claim at all: the correction stands by itself.
	gone := moved
	gone.Claims = moved.Claims[:1]
	put(t, g, gone)
	edgesAre(t, g, "FRA sanctions~denied BLR", "GBR supports FRA")
	put(t, g, d)
	if exported(t, g) != judged {
		t.Error("the old text back is not the old graph")
	}

	undo(t, g, &at, add)
	undone := undo(t, g, &at, correct)
	undo(t, g, &at, reject)
	if got := exported(t, g); got != before {
		t.Errorf("undo left a trace: %s", difference(got, before))
	}
	undo(t, g, &at, undone)
	edgesAre(t, g, "FRA criticizes GBR", "FRA sanctions~denied BLR")
}

func TestMergesAreFollowedAndUndone(t *testing.T) {
	g := checked(t)
	var at clock
	put(t, g, article("d1", "The Lamp", "2024-07-01", says("person:jon-doe", "met_with", "person:ann-roe"), says("state:FRA", "criticizes", "state:GBR", "person:jon-doe")),
		article("d2", "The Lamp", "2025-02-01", says("person:john-doe", "met_with", "person:ann-roe")))
	before := exported(t, g)
	merge := judgement.Entry{Kind: judgement.Merge, Keep: "person:john-doe", Other: "person:jon-doe", At: at.next(), By: "ada"}
	judge(t, g, merge)
	edgesAre(t, g, "john-doe met_with ann-roe", "ann-roe met_with john-doe", "FRA criticizes GBR")
	v := view(t, g)
	e, err := v.Edge(context.Background(), claim.EdgeID("person:ann-roe", "met_with", "person:john-doe", true))
	if err != nil || e.Claims != 2 || e.Documents != 2 {
		t.Errorf("the merged edge: %+v, %v", e, err)
	}
	if ids, err := v.Named(context.Background(), "person:jon-doe"); err != nil || !slices.Equal(ids, []string{"person:john-doe"}) {
		t.Errorf("the old id names %v, %v", ids, err)
	}
	split := judgement.Entry{Kind: judgement.Split, Keep: "person:john-doe", Other: "person:john-doe-jr", From: "2025", At: at.next(), By: "ada"}
	judge(t, g, split)
	edgesAre(t, g, "john-doe met_with ann-roe", "ann-roe met_with john-doe", "john-doe-jr met_with ann-roe", "ann-roe met_with john-doe-jr", "FRA criticizes GBR")
	undo(t, g, &at, merge)
	undo(t, g, &at, split)
	if got := exported(t, g); got != before {
		t.Errorf("undo left a trace: %s", difference(got, before))
	}
}

func TestJudgeRefusesWhatCannotCount(t *testing.T) {
	g := checked(t)
	var at clock
	d := article("d1", "", "", says("state:FRA", "criticizes", "state:GBR"))
	put(t, g, d)
	c := d.Claims[0]
	c.Doc = "d1"
	ok := about(t, g, &at, judgement.Reject, claim.ID(&c))
	bad := about(t, g, &at, judgement.Correct, claim.ID(&c))
	bad.Change = &judgement.Change{Relation: first("no_such_relation")}
	if _, err := g.Judge(context.Background(), []judgement.Entry{ok, bad}); !errors.Is(err, ErrUnknown) {
		t.Errorf("unknown relation: %v", err)
	}
	bad.Change = &judgement.Change{Object: first("topic:rain"), Relation: first("met_with")}
	if _, err := g.Judge(context.Background(), []judgement.Entry{ok, bad}); !errors.Is(err, ErrKind) {
		t.Errorf("wrong kind: %v", err)
	}
	bad = ok
	bad.By = " "
	if _, err := g.Judge(context.Background(), []judgement.Entry{bad}); !errors.Is(err, judgement.ErrBad) {
		t.Errorf("nobody: %v", err)
	}
	edgesAre(t, g, "FRA criticizes GBR")
	if s, err := view(t, g).Judgements(context.Background()); err != nil || !s.Empty() {
		t.Errorf("a refused batch left entries: %v", err)
	}
}

// plainGraph is what documents and judgements come to, worked out in the simplest way: every statement as stated, without roll-up.
type plainGraph struct {
	docs    map[string]Document
	entries []judgement.Entry
}

func (p *plainGraph) standing() []judgement.Entry {
	undone := map[string]bool{}
	for i := len(p.entries) - 1; i >= 0; i-- { // an undo comes after what it undoes
		if e := p.entries[i]; e.Kind == judgement.Undo && !undone[e.ID] {
			undone[e.Undoes] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(p.entries), func(e judgement.Entry) bool { return undone[e.ID] || e.Kind == judgement.Undo })
}

func (p *plainGraph) statements() []string {
	entries := p.standing()
	same := map[string]string{}
	root := func(id string) string {
		for same[id] != "" {
			id = same[id]
		}
		return id
	}
	for _, e := range entries {
		if e.Kind == judgement.Merge && root(e.Keep) != root(e.Other) {
			same[root(e.Other)] = root(e.Keep)
		}
	}
	out := map[string]bool{}
	say := func(c claim.Claim) {
		s, o := root(c.Subject.ID), root(c.Object.ID)
		if s == o && c.Subject.ID != c.Object.ID {
			return
		}
		out[s+" "+c.Relation+c.Form()+" "+o] = true
		if c.Relation == "met_with" {
			out[o+" "+c.Relation+c.Form()+" "+s] = true
		}
	}
	for id, d := range p.docs {
		used := map[string]bool{} // texts of judged claims that the document has
		for _, c := range d.Claims {
			c.Doc = id
			key := c.Evidence + c.Relation + c.Subject.ID + c.Object.ID + string(c.Polarity)
			used[key] = true
			p.judged(entries, key, c, say)
		}
		for _, e := range entries {
			if e.Reading == nil || e.Reading.Doc != id || !strings.Contains(d.Text, e.Reading.Evidence) {
				continue
			}
			c := *e.Reading
			key := c.Evidence + c.Relation + c.Subject.ID + c.Object.ID + string(c.Polarity)
			switch {
			case e.Kind == judgement.Add && !used[key]:
				p.judged(entries, key, c, say)
			case e.Kind == judgement.Correct && !used[key]:
				p.orphan(entries, key, c, used, say)
			}
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// judged says a claim as the last judgements leave it.
func (p *plainGraph) judged(entries []judgement.Entry, key string, c claim.Claim, say func(claim.Claim)) {
	verdict := judgement.Accept
	for _, e := range entries {
		if e.Reading == nil || e.Kind == judgement.Add || e.Reading.Doc != c.Doc {
			continue
		}
		r := e.Reading
		if r.Evidence+r.Relation+r.Subject.ID+r.Object.ID+string(r.Polarity) != key {
			continue
		}
		verdict = e.Kind
		c = e.Change.Apply(c)
	}
	if verdict != judgement.Reject {
		say(c)
	}
}

// orphan says a correction whose claim is not read any more.
func (p *plainGraph) orphan(entries []judgement.Entry, key string, c claim.Claim, used map[string]bool, say func(claim.Claim)) {
	p.judged(entries, key, c, func(c claim.Claim) {
		k := c.Evidence + c.Relation + c.Subject.ID + c.Object.ID + string(c.Polarity)
		verdict := judgement.Kind("")
		for _, e := range entries {
			if e.Reading != nil && e.Kind != judgement.Add && e.Reading.Doc == c.Doc {
				if r := e.Reading; r.Evidence+r.Relation+r.Subject.ID+r.Object.ID+string(r.Polarity) == key {
					verdict = e.Kind
				}
			}
		}
		switch {
		case verdict != judgement.Correct || used[k]:
		default:
			p.judged(entries, k, c, say)
		}
	})
}

// TestRandomWorkEqualsAPlainModelAndAFreshGraph loads, judges, merges, undoes, rereads and removes at random, and compares with the plain model, and
// with a graph that gets the same documents and judgements in another order.
func TestRandomWorkEqualsAPlainModelAndAFreshGraph(t *testing.T) {
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		cases++
		randomWork(t)
	})
	t.Logf("ran %d cases", cases)
}

// FuzzWork is TestRandomWorkEqualsAPlainModelAndAFreshGraph led by coverage.
func FuzzWork(f *testing.F) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 9))
		data := make([]byte, 8192)
		for i := range data {
			data[i] = byte(r.Uint32()) //nolint:gosec // any byte
		}
		f.Add(data)
	}
	f.Fuzz(rapid.MakeFuzz(randomWork))
}

func randomWork(t *rapid.T) {
	g := openModel(t)
	defer g.Close()
	p := &plainGraph{docs: map[string]Document{}}
	var at clock
	for range rapid.IntRange(1, 14).Draw(t, "steps") {
		randomStep(t, g, p, &at)
	}
	for q := range g.Check(context.Background()) {
		t.Fatalf("check: %s", q)
	}
	if got, want := statementsOf(t, g), p.statements(); !slices.Equal(got, want) {
		t.Fatalf("graph says\n%s\nplain model\n%s\nentries %v", strings.Join(got, "\n"), strings.Join(want, "\n"), p.entries)
	}
	fresh := openModel(t)
	defer fresh.Close()
	order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
	entries := slices.Clone(p.entries)
	order.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	cut := order.IntN(len(entries) + 1)
	judge(t, fresh, entries[:cut]...)
	for _, id := range slices.Sorted(maps.Keys(p.docs)) {
		put(t, fresh, p.docs[id])
	}
	judge(t, fresh, entries[cut:]...)
	if got, want := exported(t, fresh), exported(t, g); got != want {
		t.Fatalf("another order gives another graph: %s", difference(got, want))
	}
	if got, want := digestOf(t, fresh), digestOf(t, g); got != want {
		t.Fatalf("another order gives digest %s, want %s", got, want)
	}
}

func digestOf(t tester, g *Graph) string {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	d, err := v.Digest(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func statementsOf(t tester, g *Graph) []string {
	out := map[string]bool{}
	for line := range strings.Lines(exported(t, g)) {
		f := strings.Fields(line)
		if strings.HasPrefix(f[1], "<rel:") && strings.HasPrefix(f[3], "<edge:") {
			out[strings.NewReplacer("<", "", ">", "", "rel:", "").Replace(strings.Join(f[:3], " "))] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

var people = []string{"person:amy-o", "person:amy-oh", "person:bo-p", "person:cy-q"}

func randomSentence(t *rapid.T) claim.Claim {
	s := rapid.SampledFrom(people).Draw(t, "subject")
	o := rapid.SampledFrom(people).Filter(func(id string) bool { return id != s }).Draw(t, "object")
	c := says(s, rapid.SampledFrom([]string{"met_with", "criticizes"}).Draw(t, "relation"), o)
	c.Polarity = rapid.SampledFrom([]claim.Polarity{claim.Affirmed, claim.Denied}).Draw(t, "polarity")
	c.Modality = claim.Asserted
	return c
}

// sentenceOf gives each sentence a length of its own: a claim's id tells its place and not its words, so another sentence
// at just the same place would take over what was judged of the claim there.
func sentenceOf(n int) string {
	return fmt.Sprintf("Sentence %d says so%s.", n, strings.Repeat(" again", n))
}

// randomArticle has sentences that are there again, elsewhere, in its other versions; some are read and some are not.
func randomArticle(t *rapid.T, id string) Document {
	d := Document{ID: id, Publisher: "The Lamp", Published: "2024-07-01"}
	for i, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 4), 0, 4, rapid.ID).Draw(t, "sentences") {
		c := randomSentence(t)
		c.Evidence = sentenceOf(n)
		d.Text += strings.Repeat("-", i)
		c.Sentence = claim.Span{Start: len(d.Text), End: len(d.Text) + len(c.Evidence)}
		d.Text += c.Evidence
		c.Extractor, c.Confidence = rapid.SampledFrom([]string{"rules@1", "rules@2"}).Draw(t, "version"), 0.5
		if rapid.IntRange(0, 3).Draw(t, "read") > 0 {
			d.Claims = append(d.Claims, c)
		}
	}
	return d
}

// reread reads the same texts with another version, which finds other claims in some sentences, and puts all in one commit.
func reread(t *rapid.T, g *Graph, p *plainGraph) {
	var docs []Document
	for _, id := range slices.Sorted(maps.Keys(p.docs)) {
		d := p.docs[id]
		d.Claims = slices.Clone(d.Claims)
		for i := range d.Claims {
			c := &d.Claims[i]
			c.Extractor = "rules@3"
			if rapid.Bool().Draw(t, "read otherwise") {
				now := randomSentence(t)
				c.Subject, c.Relation, c.Object, c.Polarity = now.Subject, now.Relation, now.Object, now.Polarity
			}
		}
		if n := len(d.Claims); n > 0 && rapid.IntRange(0, 3).Draw(t, "not read any more") == 0 {
			d.Claims = d.Claims[:n-1]
		}
		p.docs[id] = d
		docs = append(docs, d)
	}
	if len(docs) > 0 {
		put(t, g, docs...)
	}
}

func randomStep(t *rapid.T, g *Graph, p *plainGraph, at *clock) {
	ctx := context.Background()
	id := rapid.SampledFrom([]string{"d1", "d2"}).Draw(t, "document")
	d, there := p.docs[id]
	enter := func(e judgement.Entry) {
		e.At, e.By = at.next(), "ada"
		if err := e.Seal(); err != nil {
			t.Fatal(err)
		}
		judge(t, g, e)
		p.entries = append(p.entries, e)
	}
	switch kind := rapid.IntRange(0, 10).Draw(t, "step"); {
	case kind == 10:
		reread(t, g, p)
	case kind <= 2 || !there && kind <= 6:
		p.docs[id] = randomArticle(t, id)
		put(t, g, p.docs[id])
	case kind == 3:
		if _, err := g.Remove(ctx, id); err != nil {
			t.Fatal(err)
		}
		delete(p.docs, id)
	case kind <= 6 && len(d.Claims) > 0:
		c := rapid.SampledFrom(d.Claims).Draw(t, "claim")
		c.Doc = id
		e := judgement.Entry{Kind: rapid.SampledFrom([]judgement.Kind{judgement.Accept, judgement.Reject, judgement.Correct}).Draw(t, "kind"), Claim: claim.ID(&c), Reading: &c}
		if e.Kind == judgement.Correct {
			e.Change = &judgement.Change{Relation: first(rapid.SampledFrom([]string{"met_with", "criticizes", "supports"}).Draw(t, "new relation"))}
		}
		enter(e)
	case kind == 7 && there && d.Text != "":
		c := randomSentence(t)
		c.Doc, c.Relation, c.Evidence, c.Extractor, c.Confidence = id, "supports", sentenceOf(1), "hand@1", 1
		c.Sentence = claim.Span{Start: 3, End: 3 + len(c.Evidence)}
		enter(judgement.Entry{Kind: judgement.Add, Reading: &c})
	case kind == 8:
		keep := rapid.SampledFrom(people).Draw(t, "keep")
		other := rapid.SampledFrom(people).Filter(func(id string) bool { return id != keep }).Draw(t, "other")
		enter(judgement.Entry{Kind: judgement.Merge, Keep: keep, Other: other})
	case kind == 9 && len(p.entries) > 0:
		enter(judgement.Entry{Kind: judgement.Undo, Undoes: rapid.SampledFrom(p.entries).Draw(t, "undone").ID})
	}
}

func TestBulkAndQuadsFollowJudgements(t *testing.T) {
	g := checked(t)
	var at clock
	row := func(n int, subject string) claim.Claim {
		c := says(subject, "met_with", "person:ann-roe")
		c.Row, c.Polarity, c.Modality, c.Extractor, c.Confidence = n, claim.Affirmed, claim.Asserted, "rows@1", 1
		return c
	}
	c := row(1, "person:jon-doe")
	c.Doc = "rows"
	judge(t, g, judgement.Entry{Kind: judgement.Merge, Keep: "person:john-doe", Other: "person:bob-doe", At: at.next(), By: "ada"},
		judgement.Entry{Kind: judgement.Reject, Claim: claim.ID(&c), Reading: &c, At: at.next(), By: "ada"})
	b, err := g.Bulk(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Document(Document{ID: "rows", Claims: []claim.Claim{row(1, "person:jon-doe"), row(2, "person:bob-doe"), row(3, "person:cy-doe")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	want := []string{"ann-roe met_with cy-doe", "ann-roe met_with john-doe", "cy-doe met_with ann-roe", "john-doe met_with ann-roe"}
	edgesAre(t, g, want...)
	// An export that comes back carries what follows from judgements; only the entries decide.
	v := view(t, g)
	copied := checked(t)
	all := func(yield func(store.Quad, error) bool) {
		known := map[store.ID]store.Term{}
		for q, err := range v.Store().Scan(context.Background(), store.Pattern{}) {
			if err != nil {
				yield(store.Quad{}, err)
				return
			}
			quad, err := v.snapshot().spell(q, known)
			if !yield(quad, err) {
				return
			}
		}
	}
	if _, err := copied.LoadQuads(context.Background(), all); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(exported(t, copied), quads.LabelJudged) {
		t.Error("judged quads without an entry")
	}
	s, err := v.Judgements(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var entries []judgement.Entry
	for _, e := range s.Entries() {
		entries = append(entries, *e)
	}
	judge(t, copied, entries...)
	if got, want := exported(t, copied), exported(t, g); got != want {
		t.Errorf("the copy differs: %s", difference(got, want))
	}
}

// A claim made by hand that a merge leaves with one end comes back when the merge is undone.
func TestUndoneMergeGivesBackHands(t *testing.T) {
	g := checked(t)
	var at clock
	put(t, g, Document{ID: "d1", Publisher: "The Lamp", Published: "2024-07-01", Text: "Sentence 1 says so."})
	merge := judgement.Entry{Kind: judgement.Merge, Keep: "person:amy-o", Other: "person:cy-q", At: at.next(), By: "ada"}
	judge(t, g, merge)
	c := says("person:amy-o", "supports", "person:cy-q")
	c.Doc, c.Evidence, c.Extractor, c.Confidence, c.Polarity, c.Modality = "d1", "Sentence 1 says so.", "hand@1", 1, claim.Affirmed, claim.Asserted
	c.Sentence = claim.Span{End: len(c.Evidence)}
	judge(t, g, judgement.Entry{Kind: judgement.Add, Reading: &c, At: at.next(), By: "ada"})
	edgesAre(t, g)
	undo(t, g, &at, merge)
	edgesAre(t, g, "amy-o supports cy-q")
}
