package queries

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"entente/graph"
	"entente/graph/claim"
	"entente/queries/syntax"
)

func TestAnswerJSON(t *testing.T) {
	a := Answer{
		Start: Node{"state:RUS", "Russia"}, End: Node{"state:PRK", "North Korea"},
		Stops: []Stop{{"ally", Node{"state:JPN", "Japan"}}}, Paths: 3, HasSteps: true,
		Steps: []Step{{Edge: "edge:1", Subject: "state:PRK", Predicate: "supplies_arms_to", Object: "state:RUS", Reversed: true,
			Status: "disputed", AffirmedBy: []string{"group:us-officials"}, DeniedBy: []string{"state:PRK"}}},
	}
	want := `{"start":{"id":"state:RUS","label":"Russia"},"end":{"id":"state:PRK","label":"North Korea"},"ally":{"id":"state:JPN","label":"Japan"},"paths":3,` +
		`"steps":[{"edge":"edge:1","subject":"state:PRK","predicate":"supplies_arms_to","object":"state:RUS","reversed":true,"inferred":false,` +
		`"status":"disputed","affirmed_by":["group:us-officials"],"denied_by":["state:PRK"]}]}`
	got, err := json.Marshal(a)
	if err != nil || string(got) != want {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
	var back Answer
	if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(a, back) {
		t.Errorf("%v\n got %+v\nwant %+v", err, back, a)
	}
	plain, _ := json.Marshal(Answer{Start: a.Start, End: a.End})
	if strings.Contains(string(plain), "steps") {
		t.Errorf("steps that nobody asked for: %s", plain)
	}
	empty, _ := json.Marshal(Answer{Start: a.Start, End: a.Start, HasSteps: true})
	if !strings.Contains(string(empty), `"steps":[]`) {
		t.Errorf("a way of no step: %s", empty)
	}
	if err := json.Unmarshal([]byte(`[]`), &back); err == nil {
		t.Error("a list is no answer")
	}
}

func TestEvidenceJSON(t *testing.T) {
	e := Evidence{Claim: "claim:1", Publisher: "Alpha Wire", Fact: claim.Claim{Doc: "d1", Evidence: "A met B.", Relation: "met_with"}}
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var back map[string]any
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	for _, key := range []string{"claim", "publisher", "doc", "start", "end", "evidence", "subject", "predicate", "object", "speaker_chain", "polarity", "modality", "rule", "confidence", "extractor"} {
		if _, ok := back[key]; !ok {
			t.Errorf("no %q in %s", key, data)
		}
	}
}

// TestWindow holds what dates count for what is asked: the first day a vague date can be, the last, and none without a year.
func TestWindow(t *testing.T) {
	cases := []struct {
		since, until, on, persist string
		happened                  string
		want                      verdict
	}{
		{since: "2024", happened: "2024-05-01", want: inside},
		{since: "2024-05-02", happened: "2024-05-01", want: outside},
		{since: "2024-05-15", happened: "2024-05", want: inside},
		{since: "2024-06", happened: "2024-05", want: outside},
		{until: "2024-05", happened: "2024-05-31", want: inside},
		{until: "2024-04", happened: "2024-05", want: outside},
		{since: "2024-03", until: "2024-04", happened: "2024", want: inside},
		{since: "2024-03", until: "2024-02", happened: "2024", want: outside},
		{since: "2024", happened: "XXXX-05-01", want: dateless},
		{since: "2024", happened: "2019/..", want: inside},
		{until: "2018", happened: "2019/..", want: outside},
		{on: "2020-01-01", happened: "2019/2021", want: inside},
		{on: "2022-01-01", happened: "2019/2021", want: outside},
		{on: "2022-01-01", persist: "1y", happened: "2019/2021", want: outside},
		{on: "2020-05-01", happened: "2020-01-01", want: outside},
		{on: "2020-05-01", persist: "6m", happened: "2020-01-01", want: inside},
		{on: "2020-05-01", persist: "30d", happened: "2020-01-01", want: outside},
		{on: "2020-01-08", persist: "1w", happened: "2020-01-01", want: inside},
		{on: "2019-12-31", persist: "1y", happened: "2020-01-01", want: outside},
		{on: "2020", happened: "202X", want: inside},
	}
	for _, c := range cases {
		w := window{}
		if c.since != "" {
			w.since = append(w.since, date(c.since))
		}
		if c.until != "" {
			w.until = append(w.until, date(c.until))
		}
		if c.on != "" {
			w.on = append(w.on, date(c.on))
		}
		persist, err := parseSpan(c.persist)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.judge(&graph.Fact{Claim: claim.Claim{Happened: c.happened}}, persist); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestOptions(t *testing.T) {
	v := demoGraph(t)
	for _, opt := range []Options{
		{CountPaths: true, Evidence: true}, {Acyclic: true, AllShortest: true}, {Limit: -1}, {AsOf: "XXXX-05"}, {KnownOn: "soon"}, {Persist: "y"}, {Persist: "-1y"},
	} {
		_, err := Count(context.Background(), v, "China/borders", &opt)
		if !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
}

func TestCountAndDistance(t *testing.T) {
	v := demoGraph(t)
	ctx := context.Background()
	for expr, want := range map[string]int64{
		"Russia/^supplies_arms_to": 2, "USA/allied_with": 2, "USA/allied_with - (Russia/^sanctions)": 1, "?state/supplies_arms_to/Russia": 2,
		"USA/allied_with@x/trades_with": 1, "China/allied_with": 0,
	} {
		if n, err := Count(ctx, v, expr, nil); n != want || err != nil {
			t.Errorf("%s: %d, %v", expr, n, err)
		}
	}
	r := &Report{}
	if n, err := Count(ctx, v, "Russia/^supplies_arms_to", &Options{Limit: 1, Report: r}); n != 1 || err != nil || !r.Truncated || r.Reason != "limit" {
		t.Errorf("limited: %d, %v, %+v", n, err, r)
	}
	for expr, want := range map[string]int{"USA/(allied_with|trades_with)+/China": 2, "USA/allied_with*/USA": 0, "USA/trades_with+/China": -1} {
		if n, err := Distance(ctx, v, expr, nil); n != want || err != nil {
			t.Errorf("%s: %d, %v", expr, n, err)
		}
	}
	if _, err := Distance(ctx, v, "USA/allied_with", nil); err == nil {
		t.Error("a distance without an end")
	}
}

func TestTimeout(t *testing.T) {
	v := demoGraph(t)
	r := &Report{}
	var got error
	for _, err := range Run(context.Background(), v, "?any/.+", &Options{Timeout: time.Nanosecond, Report: r}) {
		got = err
	}
	if !errors.Is(got, ErrTimeout) || !r.Truncated || r.Reason != "timeout" {
		t.Errorf("%v, %+v", got, r)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range Run(ctx, v, "?any/.+", nil) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled by the caller: %v", err)
		}
	}
}

func TestComplete(t *testing.T) {
	v := demoGraph(t)
	cases := []struct{ text, want, not string }{
		{"Chin", "China", "allied_with"},
		{"China/alli", "allied_with", "China"},
		{"China/", "concerned_about", "China"},
		{"China/allied_with/Japa", "Japan", ""},
		{"China/has_mem", "has_member", ""},
		{"China/met_with~", "planned", "allied_with"},
		{"China/met_with~pl", "planned", "denied"},
		{"China/supplies_arms_to[", "since=", "allied_with"},
		{"China/supplies_arms_to[it", "item~", "since="},
		{"China/supplies_arms_to[sta", "stated]", "since="},
		{"China/met_with[status=", "disputed", "allied_with"},
		{"China/met_with[by=Jap", "Japan", ""},
		{"?sta", "?state", "?org"},
		{`"South`, `"South Korea"`, "allied_with"},
		{"China/(allied_with|", "partner_of", "China"},
		{"China/allied_with", "allied_with", ""},
		{"USA/allied_with - ", "", "allied_with"},
		{"USA/allied_with ", " - ", ""},
	}
	for _, c := range cases {
		x := Complete(context.Background(), v, c.text, len(c.text), false, 1000)
		var all []string
		for _, s := range x.Suggestions {
			all = append(all, s.Text)
		}
		has := func(s string) bool {
			for _, a := range all {
				if a == s {
					return true
				}
			}
			return false
		}
		if c.want != "" && !has(c.want) || c.not != "" && has(c.not) {
			t.Errorf("%q: %.300q", c.text, all)
		}
		if c.want != "" && has(c.want) && x.Start <= x.End {
			completed := c.text[:x.Start] + c.want + c.text[x.End:]
			if strings.Count(completed, `""`) > 0 || strings.Contains(completed, "alliallied") {
				t.Errorf("%q completes to %q", c.text, completed)
			}
		}
	}
}

func TestErrorsHaveTypes(t *testing.T) {
	v := demoGraph(t)
	ctx := context.Background()
	var s *syntax.Error
	if _, err := Count(ctx, v, "China/(", nil); !errors.As(err, &s) || s.Line != 1 || s.Column != 8 || !strings.HasSuffix(s.Excerpt, "\n       ^") {
		t.Errorf("%v, %+v", err, s)
	}
	var n *NameError
	if _, err := Count(ctx, v, "China/allied_with\n/ally_with", nil); !errors.As(err, &n) || n.Line != 2 || n.Column != 2 || n.Kind != "relation" || len(n.Candidates) == 0 {
		t.Errorf("%v, %+v", err, n)
	}
	if _, err := Count(ctx, v, "Congo/allied_with", nil); !errors.As(err, &n) || !n.Ambiguous || len(n.Candidates) < 2 {
		t.Errorf("%v, %+v", err, n)
	}
}

func ExampleParse() {
	tree, err := Parse(`"South Korea" / (allied_with | partner_of){1,2}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(syntax.Print(tree))
	// Output: "South Korea"/(allied_with|partner_of){1,2}
}
