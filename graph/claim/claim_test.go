package claim_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "entente/graph/claim"
	"entente/graph/claim/claimtest"
)

func sample() Claim {
	score := -2.5
	return Claim{
		Doc: "d1", Sentence: Span{10, 30}, Evidence: "Chile thanked Peru <b>",
		Subject: End{ID: "state:CHL", Span: Span{10, 15}, State: "state:CHL"}, Relation: "praises",
		Object:  End{ID: "topic:x", Span: Span{24, 28}},
		Parties: []string{"state:PER"}, Chain: []string{"org:a", "state:CHL"}, SpeakerState: "", VoiceState: "state:CHL",
		Polarity: Affirmed, Modality: Asserted, Said: "2024-07-01", Happened: "2019/..", TimeText: "Monday",
		Qualifiers: map[string]string{"b": "2", "a": "1"}, Score: &score, Rule: "r", Confidence: 0.9, Extractor: "rules@1",
		Content: &Proposition{"state:CHL", "aids", "state:PER", Denied, Planned},
	}
}

func TestLineHasTheFieldsInOrder(t *testing.T) {
	c := sample()
	b, err := AppendLine(nil, &c)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"doc":"d1","start":10,"end":30,"evidence":"Chile thanked Peru <b>",` +
		`"subject":"state:CHL","subject_start":10,"subject_end":15,"predicate":"praises",` +
		`"object":"topic:x","object_start":24,"object_end":28,"parties":["state:PER"],` +
		`"speaker":"org:a","speaker_chain":["org:a","state:CHL"],"polarity":"affirmed","modality":"asserted",` +
		`"said":"2024-07-01","happened":"2019/..","time_text":"Monday",` +
		`"subject_state":"state:CHL","object_state":null,"speaker_state":null,` +
		`"qualifiers":{"a":"1","b":"2"},"cameo":null,"plover":null,"score":-2.5,` +
		`"content":{"subject":"state:CHL","predicate":"aids","object":"state:PER","polarity":"denied","modality":"planned"},` +
		`"rule":"r","confidence":0.9,"extractor":"rules@1","voice_state":"state:CHL"}` + "\n"
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	if back, err := ParseLine(b); err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("read back as %+v, %v", back, err)
	}
}

func TestLineWithNothingOptional(t *testing.T) {
	c := Claim{Doc: "d", Sentence: Span{0, 4}, Evidence: "text", Subject: End{ID: "person:a-b"}, Relation: "met_with",
		Object: End{ID: "person:c-d"}, Polarity: Affirmed, Modality: Asserted, Confidence: 1, Extractor: "x@1"}
	b, err := AppendLine(nil, &c)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"doc":"d","start":0,"end":4,"evidence":"text","subject":"person:a-b","subject_start":null,"subject_end":null,` +
		`"predicate":"met_with","object":"person:c-d","object_start":null,"object_end":null,"parties":[],"speaker":null,` +
		`"speaker_chain":[],"polarity":"affirmed","modality":"asserted","said":null,"happened":null,"time_text":null,` +
		`"subject_state":null,"object_state":null,"speaker_state":null,"qualifiers":{},"cameo":null,"plover":null,` +
		`"score":null,"content":null,"rule":"","confidence":1,"extractor":"x@1"}` + "\n"
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
}

func TestLinesWrittenByHand(t *testing.T) {
	c, err := ParseLine([]byte(`{"doc":"d","start":0,"end":4,"evidence":"text","subject":"state:CHL","predicate":"aids","object":"state:PER","speaker":"state:PER"}`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Polarity != Affirmed || c.Modality != Asserted || c.Confidence != 1 || c.Extractor != "hand@1" {
		t.Errorf("defaults: %+v", c)
	}
	if c.Speaker() != "state:PER" || c.SpeakerState != "state:PER" || c.Subject.State != "state:CHL" {
		t.Errorf("speaker and states: %+v", c)
	}
}

func TestParseLineRefuses(t *testing.T) {
	base := `{"doc":"d","start":0,"end":4,"subject":"state:CHL","predicate":"aids","object":"state:PER"`
	cases := []struct{ line, reason string }{
		{``, "ends early"},
		{`{"doc":`, "ends early"},
		{`[1]`, "array"},
		{base + `,"verb":"x"}`, `unknown field "verb"`},
		{base + `,"start":"0"}`, `field "start"`},
		{base + `,"polarity":"maybe"}`, "polarity"},
		{base + `,"modality":"sure"}`, "modality"},
		{base + `,"confidence":1.5}`, "confidence"},
		{base + `,"happened":"yesterday"}`, "EDTF"},
		{base + `,"subject_start":3}`, "start without an end"},
		{base + `,"speaker":"a:b","speaker_chain":["c:d"]}`, "not the first"},
		{base + `,"speaker_chain":["c:d",""]}`, "empty name"},
		{base + `} {}`, "more than one"},
		{base + `}x`, "more than one"},
		{`{"doc":"d","start":0,"end":4,"subject":"state:CHL","predicate":"aids"}`, "end"},
		{`{"doc":"d","subject":"state:CHL","predicate":"aids","object":"state:PER"}`, "no evidence"},
	}
	for _, c := range cases {
		_, err := ParseLine([]byte(c.line))
		var le *LineError
		if !errors.As(err, &le) || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s\n\tgot %v, want a reason with %q", c.line, err, c.reason)
		}
	}
}

func TestIDSeparatesWhatDiffers(t *testing.T) {
	changes := map[string]func(*Claim){
		"document": func(c *Claim) { c.Doc = "d2" }, "span": func(c *Claim) { c.Sentence.End++ },
		"row": func(c *Claim) { c.Row = 7 }, "subject": func(c *Claim) { c.Subject.ID = "state:PER" },
		"subject span": func(c *Claim) { c.Subject.Span.Start++ }, "relation": func(c *Claim) { c.Relation = "aids" },
		"object": func(c *Claim) { c.Object.ID = "state:PER" }, "polarity": func(c *Claim) { c.Polarity = Denied },
		"modality": func(c *Claim) { c.Modality = Planned }, "chain": func(c *Claim) { c.Chain = c.Chain[:1] },
		"chain order": func(c *Claim) { c.Chain = []string{"state:CHL", "org:a"} },
	}
	original := sample()
	seen := map[string]string{ID(&original): "original"}
	for name, change := range changes {
		c := sample()
		change(&c)
		id := ID(&c)
		if other, ok := seen[id]; ok {
			t.Errorf("a change of %s has the id of %s", name, other)
		}
		seen[id] = name
	}
	same := sample()
	same.Extractor, same.Rule, same.Confidence, same.Qualifiers, same.TimeText = "other@9", "q", 0.1, nil, ""
	if ID(&same) != ID(&original) {
		t.Error("the extractor changes the id")
	}
}

func TestHashIsUnambiguousAndStable(t *testing.T) {
	if Hash("ab", "c") == Hash("a", "bc") || Hash("a", "") == Hash("a") || Hash("1:a") == Hash("a") {
		t.Error("different fields give one hash")
	}
	// Ids are written into stores and exports: they must never change.
	if got := DocumentID("d1"); got != "doc:"+Hash("doc", "1", "d1") || len(got) != 4+32 {
		t.Errorf("DocumentID: %s", got)
	}
	if EdgeID("a:b", "r", "c:d", true) != EdgeID("c:d", "r", "a:b", true) {
		t.Error("a symmetric edge has two ids")
	}
	if EdgeID("a:b", "r", "c:d", false) == EdgeID("c:d", "r", "a:b", false) {
		t.Error("a directed edge has one id for both directions")
	}
}

func TestForms(t *testing.T) {
	want := map[[2]string]string{
		{"affirmed", "asserted"}: "", {"affirmed", "reported"}: "", {"denied", "asserted"}: "~denied", {"denied", "reported"}: "~denied",
		{"affirmed", "planned"}: "~planned", {"denied", "planned"}: "~not-planned", {"affirmed", "demanded"}: "~demanded",
		{"denied", "demanded"}: "~not-demanded", {"affirmed", "hypothetical"}: "~hypothetical", {"denied", "hypothetical"}: "~not-hypothetical",
		{"affirmed", "coded"}: "~coded", {"denied", "coded"}: "~coded",
	}
	for axes, form := range want {
		if got := Form(Polarity(axes[0]), Modality(axes[1])); got != form {
			t.Errorf("%v: form %q, want %q", axes, got, form)
		}
	}
}

func TestLineRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := claimtest.Claim(t, "d1")
		c.Published = ""
		b, err := AppendLine(nil, &c)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseLine(b)
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if !reflect.DeepEqual(back, c) {
			t.Fatalf("read back\n%+v\nwant\n%+v", back, c)
		}
	})
}

func FuzzParseLine(f *testing.F) {
	c := sample()
	b, _ := AppendLine(nil, &c)
	f.Add(b)
	f.Add([]byte(`{"doc":"d","start":0,"end":4,"subject":"a:b","predicate":"p","object":"c:d","speaker":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseLine(b)
		if err != nil {
			return
		}
		again, err := AppendLine(nil, &c)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseLine(again)
		back.Published = c.Published
		if err != nil || !reflect.DeepEqual(back, c) {
			t.Fatalf("%s\nread back as %+v, %v", again, back, err)
		}
	})
}
