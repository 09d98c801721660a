package extract

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestEvents codes sentences whose actors are found in the text.
func TestEvents(t *testing.T) {
	rules := newRules(t)
	cases := []struct {
		text string
		want []string // "NOR CHL 111"
	}{
		{"Norway condemned Chile on Monday.", []string{"NOR CHL 111"}},
		{"Norway met Chile in Geneva.", []string{"NOR CHL 040", "CHL NOR 040"}},
		{"Norway and Chile held talks.", []string{"NOR CHL 046", "CHL NOR 046"}},
		{"Norway accused Chile of lying.", []string{"NOR CHL 112"}},
		{"Norway will send food to Chile.", []string{"NOR CHL 033"}},
		{"Norway urged Chile to release the prisoners.", []string{"NOR CHL 025"}},
		{"Norway threatened to attack Chile.", []string{"NOR CHL 138"}},
		{"Norway refused to meet Chile.", []string{"NOR CHL 125"}},
		{"Norway broke off relations with Chile.", []string{"NOR CHL 161"}},
		{"Norway expelled two diplomats of Chile.", []string{"NOR CHLGOV 166"}},
		{"Norway imposed sanctions on Chile.", []string{"NOR CHL 163"}},
		{"Norway lifted sanctions on Chile.", []string{"NOR CHL 085"}},
		{"Norway signed an accord with Chile.", []string{"NOR CHL 057", "CHL NOR 057"}},
		{"Norway gave Chile missiles.", []string{"NOR CHL 072"}},
		{"Chile was attacked by Norway.", []string{"NOR CHL 190"}},
		{"Norway apologized to Chile.", []string{"NOR CHL 055"}},
	}
	for _, c := range cases {
		events, err := rules.Events(context.Background(), &Input{ID: "d", Text: c.text, Published: "2024-07-10"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range events {
			got = append(got, deref(e.Source)+" "+deref(e.Target)+" "+e.CAMEO)
		}
		for _, w := range c.want {
			if !strings.Contains(strings.Join(got, "|")+"|", w+"|") {
				t.Errorf("%q: got %q, want %s", c.text, got, w)
			}
		}
		if len(got) > len(c.want) {
			t.Errorf("%q: got %q, more than %q", c.text, got, c.want)
		}
	}
	t.Logf("ran %d cases: events", len(cases))
}

// TestEventLine holds the fields of the JSON line.
func TestEventLine(t *testing.T) {
	rules := newRules(t)
	events, err := rules.Events(context.Background(), &Input{ID: "d1", Text: "Norway condemned Chile on Monday.", Published: "2024-07-10"})
	if err != nil || len(events) != 1 {
		t.Fatalf("got %d events, %v", len(events), err)
	}
	line, err := AppendEvent(nil, &events[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"doc":"d1"`, `"date":"2024-07-08"`, `"source":"NOR"`, `"target":"CHL"`, `"source_id":"state:NOR"`, `"source_start":0`, `"source_end":6`, `"cameo":"111"`, `"plover":"ACCUSE"`, `"mode":"disapprove"`, `"goldstein":-2`, `"polarity":"affirmed"`} {
		if !bytes.Contains(line, []byte(want)) {
			t.Errorf("%s lacks %s", line, want)
		}
	}
}

// TestCodesExist holds that every code of the tables is one of the ontology.
func TestCodesExist(t *testing.T) {
	rules := newRules(t)
	n := 0
	check := func(where, code string) {
		n++
		if code == "-" || code == "" {
			return
		}
		if _, ok := rules.vocab.CAMEO(code); !ok && code != "176" {
			t.Errorf("%s: no code %q", where, code)
		}
	}
	for v, list := range rules.codes.verbs {
		for _, r := range list {
			check(v, r.code)
			if r.code != "-" {
				check(v+" intent", intent(r.code))
				check(v+" threat", threat(r.code))
				check(v+" refusal", refusal(r.code))
				check(v+" appeal", appeal("020", r.code))
				check(v+" demand", appeal("100", r.code))
			}
		}
	}
	for w, c := range rules.codes.nouns {
		check(w, c)
	}
	for _, f := range rules.frames.all {
		if f.cameo != "" {
			check(f.name, f.cameo)
		}
	}
	t.Logf("ran %d cases: codes", n)
}
