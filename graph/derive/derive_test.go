package derive

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// said builds facts for the tests of the status: voice (its state after "=") and what it says when.
type said struct {
	voice    string // "person:x=state:A", "state:A", "" for the article
	form     string
	hedged   bool
	day      string // published
	happened string
	doc      string
	outlet   string
}

func facts(list ...said) []Fact {
	docs := make(map[string]*Doc)
	var out []Fact
	for i, s := range list {
		voice, state, _ := strings.Cut(s.voice, "=")
		if strings.HasPrefix(voice, "state:") {
			state = voice
		}
		name := "doc:" + s.doc
		if s.doc == "" {
			name = fmt.Sprintf("doc:%d", i)
		}
		if docs[name] == nil {
			docs[name] = &Doc{IRI: name}
		}
		out = append(out, Fact{Claim: fmt.Sprintf("claim:%02d", i), Stated: true, Form: s.form, Reported: s.hedged, Voice: voice, VoiceState: state,
			Published: s.day, Happened: s.happened, Doc: docs[name], Outlet: s.outlet})
	}
	return out
}

func TestStatus(t *testing.T) {
	const denied = "~denied"
	cases := []struct {
		name   string
		kind   vocab.RelationKind
		facts  []Fact
		status string
	}{
		{"one voice asserts", vocab.KindEvent, facts(said{voice: "state:A"}), Asserted},
		{"the article asserts", vocab.KindEvent, facts(said{}), Asserted},
		{"only hedged", vocab.KindEvent, facts(said{voice: "state:A", hedged: true}, said{hedged: true}), Alleged},
		{"one hedged, one not", vocab.KindEvent, facts(said{voice: "state:A", hedged: true}, said{}), Asserted},
		{"affirmed and denied", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "state:B", form: denied}), Disputed},
		{"the article affirms, one denies", vocab.KindEvent, facts(said{outlet: "org:p"}, said{voice: "state:B", form: denied, outlet: "org:p"}), Disputed},
		{"one state says both", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "person:x=state:A", form: denied}), Asserted},
		{"only denied", vocab.KindEvent, facts(said{voice: "state:A", form: denied}), ""},
		{"only planned", vocab.KindEvent, facts(said{voice: "state:A", form: "~planned"}), ""},
		{"a promise never disputes", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "state:B", form: "~not-planned"}), Asserted},
		{"a demand never disputes", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "state:B", form: "~not-demanded"}), Asserted},
		{"coded rows never dispute", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "org:data", form: "~coded"}), Asserted},
		{"about different years", vocab.KindEvent, facts(said{voice: "state:A", happened: "2020"}, said{voice: "state:B", form: denied, happened: "2022"}), Asserted},
		{"about times that can meet", vocab.KindEvent, facts(said{voice: "state:A", happened: "2020"}, said{voice: "state:B", form: denied, happened: "2020-05"}), Disputed},
		{"an unknown time can be any", vocab.KindEvent, facts(said{voice: "state:A", happened: "2020"}, said{voice: "state:B", form: denied}), Disputed},
		{"a later admission", vocab.KindEvent, facts(said{voice: "state:A", day: "2022-01-01"}, said{voice: "state:B", form: denied, day: "2022-01-02"}, said{voice: "state:B", day: "2024-01-01"}), Asserted},
		{"an admission by its minister", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "state:B", form: denied, day: "2022-01-02"}, said{voice: "person:m=state:B", day: "2024"}), Asserted},
		{"an earlier admission does not withdraw", vocab.KindEvent, facts(said{voice: "state:A", day: "2022"}, said{voice: "state:B", form: denied, day: "2024"}, said{voice: "state:B", day: "2022"}), Disputed},
		{"an admission of something else", vocab.KindEvent, facts(said{voice: "state:A", happened: "2021"}, said{voice: "state:B", form: denied, day: "2022", happened: "2021"}, said{voice: "state:B", day: "2024", happened: "2023"}), Disputed},
		{"an admission of unknown day", vocab.KindEvent, facts(said{voice: "state:A"}, said{voice: "state:B", form: denied, day: "2022"}, said{voice: "state:B"}), Disputed},
		{"another still denies", vocab.KindEvent, facts(said{voice: "state:A", day: "2022"}, said{voice: "state:B", form: denied, day: "2022"}, said{voice: "state:B", day: "2024"}, said{voice: "state:C", form: denied, day: "2022"}), Disputed},
		{"an attitude told by others", vocab.KindAttitude, facts(said{voice: "person:x=state:B"}, said{}), Ascribed},
		{"an attitude told by its own minister", vocab.KindAttitude, facts(said{voice: "person:y=state:A"}, said{voice: "state:B"}), Asserted},
		{"an attitude told by others, hedged", vocab.KindAttitude, facts(said{voice: "state:B", hedged: true}), Ascribed},
		{"an attitude, its own voice hedged", vocab.KindAttitude, facts(said{voice: "state:A", hedged: true}), Alleged},
		{"a disputed attitude", vocab.KindAttitude, facts(said{voice: "state:B"}, said{voice: "state:A", form: denied}), Disputed},
	}
	for _, c := range cases {
		got := Summarize(c.kind, Edge{"state:A", "r", "state:Z"}, false, c.facts)
		if got.Status != c.status {
			t.Errorf("%s: status %q, want %q", c.name, got.Status, c.status)
		}
	}
}

func TestSummaryDoesNotDependOnOrder(t *testing.T) {
	const seed = 7
	rng := rand.New(rand.NewPCG(seed, 1))
	voices := []string{"", "state:A", "state:B", "person:x=state:A", "person:y", "org:z"}
	forms := claim.Forms()
	days := []string{"", "2020", "2020-05-01", "2022-07", "2019/..", "XXXX-07-20"}
	n := 300
	for range n {
		var list []said
		for range 1 + rng.IntN(7) {
			list = append(list, said{voice: voices[rng.IntN(len(voices))], form: forms[rng.IntN(4)], hedged: rng.IntN(2) == 0, day: days[rng.IntN(4)],
				happened: days[rng.IntN(len(days))], doc: fmt.Sprint(rng.IntN(4)), outlet: []string{"", "org:p", "org:q"}[rng.IntN(3)]})
		}
		fs := facts(list...)
		want := Summarize(vocab.KindAttitude, Edge{"state:A", "r", "state:B"}, true, fs)
		rng.Shuffle(len(fs), func(i, j int) { fs[i], fs[j] = fs[j], fs[i] })
		if got := Summarize(vocab.KindAttitude, Edge{"state:A", "r", "state:B"}, true, fs); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: %+v\n%+v\nfor %+v", seed, got, want, list)
		}
	}
	t.Logf("ran %d cases: order of facts", n)
}

func TestCounts(t *testing.T) {
	s := Summarize(vocab.KindEvent, Edge{"state:A", "r", "state:Z"}, false, facts(
		said{voice: "state:B", doc: "1", outlet: "org:p", day: "2024-02-01", happened: "2024-01"},
		said{voice: "person:x=state:B", doc: "1", outlet: "org:p", day: "2024-02-01"},
		said{doc: "2", outlet: "org:q", day: "2024-03"},
		said{voice: "state:C", form: "~denied", doc: "3", outlet: "org:r", day: "2025-01-01"},
	))
	want := Summary{Forms: []string{"", "~denied"}, Status: Disputed, Claims: 4, Documents: 2, Publishers: 2, Voices: 2,
		FirstDay: "2024-01", LastDay: "2024-03", AffirmedBy: []string{"org:q", "person:x", "state:B"}, DeniedBy: []string{"state:C"}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}

func TestAttestedDays(t *testing.T) {
	cases := []struct{ happened, day, first, last string }{
		{"2019/..", "2024-05-01", "2019", "2024-05-01"},
		{"2019/..", "", "2019", "2019"},
		{"../2019", "2024", "2019", "2019"},
		{"2019/2021", "2024", "2019", "2021"},
		{"XXXX-07-20", "2024", "", ""},
		{"", "2024-05", "2024-05", "2024-05"},
		{"", "", "", ""},
	}
	for _, c := range cases {
		s := Summarize(vocab.KindState, Edge{"a:a", "r", "b:b"}, false, facts(said{happened: c.happened, day: c.day}))
		if s.FirstDay != c.first || s.LastDay != c.last {
			t.Errorf("happened %q, published %q: %q to %q, want %q to %q", c.happened, c.day, s.FirstDay, s.LastDay, c.first, c.last)
		}
	}
}

const report = "The foreign ministers of Chile and Peru met in Lima on Tuesday and agreed to open a joint customs post on the coastal road. " +
	"Officials said that the post would be staffed by both sides and that lorries would be checked only once. Farmers on both sides of the border have asked for this for years."

func TestCopies(t *testing.T) {
	a := NewSketch(report)
	cases := []struct {
		name, text string
		copies     bool
	}{
		{"the same", report, true},
		{"other case and marks", strings.ToUpper(strings.ReplaceAll(report, ".", " ;")), true},
		{"another headline", "Customs deal signed\n\n" + report, true},
		{"shortened", report[:len(report)/2], true},
		{"with a long tail", report + strings.Repeat(" Nothing else of note happened that day in the capital, where rain kept most people at home and shops shut early.", 1), true},
		{"an independent report", "Lima hosted the top diplomats of Peru and Chile this week. The two countries will build a shared border station, ending double checks of trucks, a demand that growers had made for a long time.", false},
		{"nothing", "", false},
		{"three words", "Chile and Peru", false},
	}
	for _, c := range cases {
		b := NewSketch(c.text)
		if got := Copies(a, b); got != c.copies {
			t.Errorf("%s: copies %t, want %t", c.name, got, c.copies)
		}
		if Copies(a, b) != Copies(b, a) {
			t.Errorf("%s: depends on the order", c.name)
		}
		if back := ParseSketch(b.String()); !slices.Equal(back, b) {
			t.Errorf("%s: sketch reads back as %v", c.name, back)
		}
	}
}

func TestTenReprintsCountAsOnePublisher(t *testing.T) {
	var fs []Fact
	own := NewSketch("Something that only one paper wrote, at length, about the talks between the two countries and what came of them in the end.")
	for i := range 10 {
		fs = append(fs, Fact{Claim: fmt.Sprint(i), Stated: true, Outlet: fmt.Sprintf("org:p%d", i), Doc: &Doc{IRI: fmt.Sprintf("doc:%d", i), Sketch: NewSketch(report + fmt.Sprintf(" Copyright paper %d.", i))}})
	}
	sum := func() Summary { return Summarize(vocab.KindEvent, Edge{"a:a", "r", "b:b"}, false, fs) }
	if s := sum(); s.Publishers != 1 || s.Voices != 1 || s.Documents != 10 {
		t.Errorf("ten reprints: %d publishers, %d voices, %d documents", s.Publishers, s.Voices, s.Documents)
	}
	fs = append(fs, Fact{Claim: "10", Stated: true, Outlet: "org:p3", Doc: &Doc{IRI: "doc:10", Sketch: own}})
	if s := sum(); s.Publishers != 2 {
		t.Errorf("a paper that reprints and reports itself: %d publishers, want 2", s.Publishers)
	}
	fs = append(fs, Fact{Claim: "11", Stated: true, Outlet: "org:p3", Doc: &Doc{IRI: "doc:11"}})
	if s := sum(); s.Publishers != 2 {
		t.Errorf("the same paper once more: %d publishers, want 2", s.Publishers)
	}
	var rows []Fact
	for i := range 4 {
		rows = append(rows, Fact{Claim: fmt.Sprint(i), Stated: true, Outlet: fmt.Sprintf("org:p%d", i%3), Doc: &Doc{IRI: "doc:rows"}})
	}
	if s := Summarize(vocab.KindEvent, Edge{"a:a", "r", "b:b"}, false, rows); s.Publishers != 3 {
		t.Errorf("outlets in one data file: %d publishers, want 3", s.Publishers)
	}
}

func TestRollup(t *testing.T) {
	voc, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	person := func(name, state string) claim.End { return claim.End{ID: "person:" + name, State: state} }
	a, b := person("a", "state:CHL"), person("b", "state:PER")
	topic := claim.End{ID: "topic:x"}
	cases := []struct {
		relation        string
		subject, object claim.End
		want            []Edge
	}{
		{"criticizes", a, topic, []Edge{{"state:CHL", "criticizes", "topic:x"}}},
		{"met_with", a, b, []Edge{{"state:CHL", "met_with", "person:b"}, {"person:a", "met_with", "state:PER"}, {"state:CHL", "met_with", "state:PER"}}},
		{"met_with", a, person("c", "state:CHL"), nil},
		{"met_with", claim.End{ID: "state:CHL", State: "state:CHL"}, a, nil},
		{"criticizes", person("d", ""), topic, nil},
		{"member_of", a, claim.End{ID: "org:labour-party", State: "state:CHL"}, nil},
		{"holds_office", a, claim.End{ID: "office:chilean-president", State: "state:CHL"}, nil},
		{"supplies_arms_to", claim.End{ID: "org:a", State: "state:CHL"}, claim.End{ID: "state:PER", State: "state:PER"}, []Edge{{"state:CHL", "supplies_arms_to", "state:PER"}}},
	}
	for _, c := range cases {
		rel, ok := voc.Relation(c.relation)
		if !ok {
			t.Fatalf("no relation %s", c.relation)
		}
		got := Rollup(&claim.Claim{Subject: c.subject, Relation: c.relation, Object: c.object}, rel)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %s %s: %v, want %v", c.subject.ID, c.relation, c.object.ID, got, c.want)
		}
	}
}

func BenchmarkSummarizePopularEdge(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	fs := make([]Fact, 20_000)
	for i := range fs {
		s := make(Sketch, 32)
		for j := range s {
			s[j] = rng.Uint32() >> 4
		}
		slices.Sort(s)
		fs[i] = Fact{Claim: fmt.Sprint(i), Stated: true, Voice: fmt.Sprintf("person:%d", i%500), VoiceState: fmt.Sprintf("state:%d", i%100), Published: "2024-05-06",
			Outlet: fmt.Sprintf("org:%d", i%300), Doc: &Doc{IRI: fmt.Sprintf("doc:%d", i), Sketch: s}}
	}
	for b.Loop() {
		Summarize(vocab.KindEvent, Edge{"state:A", "r", "state:B"}, false, fs)
	}
}
