package quads_test

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"entente/graph/claim"
	"entente/graph/claim/claimtest"
	"entente/graph/quads"
	"entente/graph/store"
)

func record(c claim.Claim) quads.Record {
	r := quads.Record{
		ID: claim.ID(&c), DocIRI: claim.DocumentID(c.Doc), Edge: claim.EdgeID(c.Subject.ID, c.Relation, c.Object.ID, false), Claim: c,
	}
	if p := c.Content; p != nil {
		r.Content = quads.EdgeOf(p, false)
	}
	return r
}

func TestDecodingWhatWasEncodedGivesAnEqualClaim(t *testing.T) {
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		r := record(claimtest.Claim(t, "d1"))
		r.Rolled = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"edge:1", "edge:2", "edge:3"}), 0, 3, rapid.ID).Draw(t, "rolled")
		slices.Sort(r.Rolled)
		if len(r.Rolled) == 0 {
			r.Rolled = nil
		}
		qs, err := quads.Encode(nil, &r)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range qs {
			if err := q.Valid(); err != nil || q.G.Value != r.DocIRI || q.S.Value != r.ID {
				t.Fatalf("%s: %v", q, err)
			}
		}
		// A store gives quads back in its own order.
		slices.SortFunc(qs, func(a, b store.Quad) int { return strings.Compare(a.String(), b.String()) })
		if len(slices.Compact(slices.Clone(qs))) != len(qs) {
			t.Fatal("a quad is written twice")
		}
		back, err := quads.Decode(qs, "d1")
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, r) {
			t.Fatalf("decoded\n%+v\nwant\n%+v", back, r)
		}
	})
	t.Logf("ran %d cases: claims to quads and back", n)
}

func TestLiteralsAreTyped(t *testing.T) {
	c := claim.Claim{
		Doc: "d", Sentence: claim.Span{Start: 3, End: 9}, Evidence: "x\ny", Relation: "aids",
		Subject: claim.End{ID: "state:CHL", Span: claim.Span{Start: 3, End: 5}}, Object: claim.End{ID: "state:PER"},
		Polarity: claim.Affirmed, Modality: claim.Asserted, Published: "2024-07-01", Said: "2024-07", Happened: "2019/..",
		Confidence: 1, Qualifiers: map[string]string{"amount": "12", "share": "0.5", "item": "grain", "code": "007", "due": "2024-01-02"},
	}
	c.Normalize()
	r := record(c)
	qs, err := quads.Encode(nil, &r)
	if err != nil {
		t.Fatal(err)
	}
	const xsd = "http://www.w3.org/2001/XMLSchema#"
	want := map[string]store.Term{
		quads.Start: store.NewTyped("3", xsd+"integer"), quads.SubjectSpan: store.NewString("3-5"),
		quads.Published: store.NewTyped("2024-07-01", xsd+"date"), quads.Said: store.NewTyped("2024-07", xsd+"gYearMonth"),
		quads.Happened: store.NewString("2019/.."), quads.Confidence: store.NewTyped("1.0", xsd+"decimal"),
		quads.QualifierPrefix + "amount": store.NewTyped("12", xsd+"integer"), quads.QualifierPrefix + "share": store.NewTyped("0.5", xsd+"decimal"),
		quads.QualifierPrefix + "item": store.NewString("grain"), quads.QualifierPrefix + "code": store.NewString("007"),
		quads.QualifierPrefix + "due": store.NewTyped("2024-01-02", xsd+"date"), quads.Relation: store.NewIRI("rel:aids"),
	}
	for _, q := range qs {
		if w, ok := want[q.P.Value]; ok && q.O != w {
			t.Errorf("%s: %s, want %s", q.P, q.O, w)
		}
		delete(want, q.P.Value)
	}
	for p := range want {
		t.Errorf("%s is missing", p)
	}
}

func TestEncodeRefuses(t *testing.T) {
	base := claim.Claim{Doc: "d", Sentence: claim.Span{End: 4}, Evidence: "text", Relation: "aids", Subject: claim.End{ID: "state:CHL"},
		Object: claim.End{ID: "state:PER"}, Polarity: claim.Affirmed, Modality: claim.Asserted}
	inf := math.Inf(1)
	for name, change := range map[string]func(*claim.Claim){
		"no scheme":         func(c *claim.Claim) { c.Subject.ID = "CHL" },
		"space in an id":    func(c *claim.Claim) { c.Object.ID = "person:a b" },
		"bracket in an id":  func(c *claim.Claim) { c.Chain = []string{"person:a>"} },
		"empty party":       func(c *claim.Claim) { c.Parties = []string{"state:"} },
		"relation":          func(c *claim.Claim) { c.Relation = "a b" },
		"broken UTF-8":      func(c *claim.Claim) { c.Evidence = "\xff" },
		"infinite score":    func(c *claim.Claim) { c.Score = &inf },
		"qualifier's name":  func(c *claim.Claim) { c.Qualifiers = map[string]string{"a b": "1"} },
		"qualifier's value": func(c *claim.Claim) { c.Qualifiers = map[string]string{"a": "\xff"} },
	} {
		c := base
		change(&c)
		r := record(c)
		if qs, err := quads.Encode(nil, &r); !errors.Is(err, quads.ErrBadID) && !errors.Is(err, quads.ErrBadValue) || qs != nil {
			t.Errorf("%s: %v with %d quads", name, err, len(qs))
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	c := claim.Claim{Doc: "d", Sentence: claim.Span{End: 4}, Evidence: "text", Relation: "aids", Subject: claim.End{ID: "state:CHL"},
		Object: claim.End{ID: "state:PER"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Chain: []string{"org:a"}}
	r := record(c)
	whole, err := quads.Encode(nil, &r)
	if err != nil {
		t.Fatal(err)
	}
	for _, missing := range []string{quads.About, quads.Subject, quads.Object, quads.Relation, quads.Speaker} {
		qs := slices.DeleteFunc(slices.Clone(whole), func(q store.Quad) bool { return q.P.Value == missing })
		if _, err := quads.Decode(qs, "d"); !errors.Is(err, quads.ErrNotClaim) {
			t.Errorf("without %s: %v", missing, err)
		}
	}
	if _, err := quads.Decode(nil, "d"); !errors.Is(err, quads.ErrNotClaim) {
		t.Errorf("no quads: %v", err)
	}
	broken := slices.Clone(whole)
	for i := range broken {
		if broken[i].P.Value == quads.Confidence {
			broken[i].O = store.NewString("high")
		}
	}
	if _, err := quads.Decode(broken, "d"); !errors.Is(err, quads.ErrNotClaim) {
		t.Errorf("a confidence that is no number: %v", err)
	}
}

func TestDocumentRoundTrip(t *testing.T) {
	d := quads.Doc{IRI: "doc:1", ID: "a/b.txt", Title: "T \"x\"", URL: "https://e.org/?a=<b>", Path: "a/b.txt", Publisher: "org:e", Published: "2024-07", Lang: "en", Digest: "ab", Sketch: "00"}
	qs, err := quads.EncodeDocument(nil, &d)
	if err != nil {
		t.Fatal(err)
	}
	if back := quads.DecodeDocument(qs, "doc:1"); back != d {
		t.Errorf("got %+v, want %+v", back, d)
	}
	d.Publisher = "The Times"
	if _, err := quads.EncodeDocument(nil, &d); !errors.Is(err, quads.ErrBadID) {
		t.Errorf("a publisher that is no id: %v", err)
	}
}

func TestCheckID(t *testing.T) {
	for _, good := range []string{"state:CHN", "org:nato", "http://e.org/a?b#c", "urn:x:y", "person:josé-núñez", "a+b-c.d:e"} {
		if err := quads.CheckID(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "CHN", "state:", ":x", "1a:b", "sta te:x", "state:C N", "state:<", "x:\x00", "x:a\"b", "x:\xff", "x:a\\b", "x:{"} {
		if err := quads.CheckID(bad); !errors.Is(err, quads.ErrBadID) {
			t.Errorf("%q passes", bad)
		}
	}
}

func TestEdgeBothWays(t *testing.T) {
	qs := quads.EncodeEdge(nil, "edge:1", "state:A", "met_with", "state:B", true, []string{"", "~planned"})
	if len(qs) != 4 {
		t.Fatalf("%d quads", len(qs))
	}
	for _, q := range qs {
		name, form, ok := quads.ParseRelation(q.P.Value)
		if !ok || name != "met_with" || form != "" && form != "~planned" || q.G.Value != "edge:1" {
			t.Errorf("%s", q)
		}
	}
	if qs := quads.EncodeEdge(nil, "edge:1", "state:A", "aids", "state:B", false, []string{""}); len(qs) != 1 {
		t.Errorf("directed: %d quads", len(qs))
	}
}
