package extract

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// checkOutput reports what is wrong with the claims of a text.
func checkOutput(rules *Rules, in *Input, out *Output) error {
	for i := range out.Claims {
		c := &out.Claims[i]
		if err := c.Validate(in.Text); err != nil {
			return fmt.Errorf("claim %d: %w", i, err)
		}
		rel, ok := rules.vocab.Relation(c.Relation)
		if !ok {
			return fmt.Errorf("claim %d: no relation %q", i, c.Relation)
		}
		if k := kindOf(c.Subject.ID); !slices.Contains(rel.Domain, k) && !loose(k, rel.Domain) {
			return fmt.Errorf("claim %d: %s is no subject of %s", i, c.Subject.ID, c.Relation)
		}
		if k := kindOf(c.Object.ID); !slices.Contains(rel.Range, k) && !loose(k, rel.Range) {
			return fmt.Errorf("claim %d: %s is no object of %s", i, c.Object.ID, c.Relation)
		}
		for q := range c.Qualifiers {
			known := false
			for _, a := range rel.Qualifiers {
				name, _, _ := strings.Cut(a, " ")
				known = known || name == q
			}
			if !known {
				return fmt.Errorf("claim %d: %s carries no %s", i, c.Relation, q)
			}
		}
		if c.Extractor != Version || c.Rule == "" || c.Confidence <= 0 || c.Confidence > 1 {
			return fmt.Errorf("claim %d: %q %q %g", i, c.Extractor, c.Rule, c.Confidence)
		}
	}
	return nil
}

// loose allows events, agreements and places where a topic may stand.
func loose(k vocab.Kind, allowed []vocab.Kind) bool {
	return (k == vocab.Event || k == vocab.Agreement || k == vocab.Place) && slices.Contains(allowed, vocab.Topic)
}

func FuzzRead(f *testing.F) {
	rules := newRules(f)
	for _, s := range []string{article, "Norway said \"Chile", "(Norway) -- Chile; Peru's", "the the that that of of Norway's Norway's Chile", "Norway, Chile, and, Peru said, said Chile,", "\xff\xfe Norway met Chile."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		in := &Input{ID: "d", Text: body, Published: "2024-07-10"}
		out, err := rules.Read(context.Background(), in)
		var lang *LanguageError
		if errors.As(err, &lang) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := checkOutput(rules, in, out); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if _, err := rules.Events(context.Background(), in); err != nil {
			t.Fatal(err)
		}
		if one, two := steps(rules, body), steps(rules, body+"\n\n"+body); float64(two) > 2.6*float64(one)+500 {
			t.Fatalf("%q: twice the text took %d steps after %d", body, two, one)
		}
	})
}

// TestRandomSentences reads random strings of words that matter; the seed is printed when one fails.
func TestRandomSentences(t *testing.T) {
	rules := newRules(t)
	words := strings.Fields(`Norway Chile Peru Norway's Chilean said denied that who which and , . " ( ) -- met attacked urged to by with of the a talks sanctions on against
		will not would been was is has accused refused if unless while according President Ana Paz he they its both sides Monday 2018 missiles support concerned about between each other n't :`)
	const n = 1500
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 11))
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteString(words[r.IntN(len(words))])
			b.WriteByte(' ')
		}
		in := &Input{ID: "d", Text: b.String(), Published: "2024-07-10"}
		out, err := rules.Read(context.Background(), in)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := checkOutput(rules, in, out); err != nil {
			t.Fatalf("seed %d: %q: %v", seed, b.String(), err)
		}
	}
	t.Logf("ran %d cases: random sentences", n)
}

// TestWorkers reads a text on one and on eight goroutines: the claims are the same.
func TestWorkers(t *testing.T) {
	rules := newRules(t)
	want := lines(t, read(t, rules, article))
	var wg sync.WaitGroup
	got := make([]string, 64)
	for w := range 8 {
		wg.Go(func() {
			for k := w; k < len(got); k += 8 {
				out, err := rules.Read(context.Background(), &Input{ID: "d", Text: article, Published: "2024-07-10"})
				if err != nil {
					got[k] = err.Error()
					continue
				}
				got[k] = lines(t, out.Claims)
			}
		})
	}
	wg.Wait()
	for k := range got {
		if got[k] != want {
			t.Fatalf("reading %d differs", k)
		}
	}
}

// lines gives the JSON lines of claims.
func lines(t *testing.T, claims []claim.Claim) string {
	var b []byte
	var err error
	for i := range claims {
		if b, err = claim.AppendLine(b, &claims[i]); err != nil {
			t.Error(err)
		}
	}
	return string(b)
}

func TestLanguageRefused(t *testing.T) {
	rules := newRules(t)
	_, err := rules.Read(context.Background(), &Input{ID: "d", Text: "Le ministre a dit lundi que les deux pays se rencontreront à l'automne et que la date des pourparlers n'est pas encore fixée par les parties dans cette affaire."})
	var lang *LanguageError
	if !errors.As(err, &lang) || lang.Language != "French" {
		t.Errorf("got %v", err)
	}
}

func TestCancelled(t *testing.T) {
	rules := newRules(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := rules.Read(ctx, &Input{ID: "d", Text: article}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestTimes resolves times against the day of publication, Wednesday 2024-07-10.
func TestTimes(t *testing.T) {
	rules := newRules(t)
	cases := []struct{ text, happened, words string }{
		{"Norway attacked Chile on Monday.", "2024-07-08", "Monday"},
		{"Norway attacked Chile on Wednesday.", "2024-07-10", "Wednesday"},
		{"Norway attacked Chile last month.", "2024-06", "last month"},
		{"Norway attacked Chile last year.", "2023", "last year"},
		{"Norway attacked Chile in 2018.", "2018", "2018"},
		{"Norway attacked Chile on July 4.", "2024-07-04", "July 4"},
		{"Norway attacked Chile on Dec. 24.", "2023-12-24", "Dec. 24"},
		{"Norway attacked Chile on March 3, 2011.", "2011-03-03", "March 3, 2011"},
		{"Norway attacked Chile two months ago.", "2024-05", "two months ago"},
		{"Norway attacked Chile three years ago.", "2021", "three years ago"},
		{"Norway will attack Chile on Friday.", "2024-07-12", "Friday"},
		{"Norway will attack Chile next month.", "2024-08", "next month"},
		{"Norway attacked Chile last week.", "2024-07-01/2024-07-07", "last week"},
		{"Norway attacked Chile in May.", "2024-05", "May"},
		{"Norway attacked Chile.", "", ""},
		{"Norway attacked Chile once.", "", ""},
	}
	for _, c := range cases {
		claims := read(t, rules, c.text)
		if len(claims) != 1 {
			t.Errorf("%q: %d claims", c.text, len(claims))
			continue
		}
		if claims[0].Happened != c.happened || claims[0].TimeText != c.words {
			t.Errorf("%q: happened %q from %q, want %q from %q", c.text, claims[0].Happened, claims[0].TimeText, c.happened, c.words)
		}
	}
	t.Logf("ran %d cases: times", len(cases))
}

// TestUndated holds that a document without a day never gets one.
func TestUndated(t *testing.T) {
	rules := newRules(t)
	for text, want := range map[string]string{"Norway attacked Chile on Monday.": "", "Norway attacked Chile last month.": "", "Norway attacked Chile on July 4.": "XXXX-07-04", "Norway attacked Chile in 2018.": "2018"} {
		out, err := rules.Read(context.Background(), &Input{ID: "d", Text: text})
		if err != nil || len(out.Claims) != 1 || out.Claims[0].Happened != want {
			t.Errorf("%q: %+v %v, want %q", text, out, err, want)
		}
	}
}

// TestContent holds that speech acts carry what they are about.
func TestContent(t *testing.T) {
	rules := newRules(t)
	claims := read(t, rules, "Norway urged Chile to send missiles to Peru.")
	found := false
	for i := range claims {
		if c := &claims[i]; c.Relation == "urges" {
			found = true
			if c.Content == nil || *c.Content != (claim.Proposition{Subject: "state:CHL", Relation: "supplies_arms_to", Object: "state:PER", Polarity: claim.Affirmed, Modality: claim.Demanded}) {
				t.Errorf("content %+v", c.Content)
			}
		}
	}
	if !found {
		t.Errorf("got %s", list(claims))
	}
}

// TestQualifiers holds what claims carry beside their ends.
func TestQualifiers(t *testing.T) {
	rules := newRules(t)
	cases := []struct{ text, relation, key, want string }{
		{"Norway supplied 20 ballistic missiles to Chile.", "supplies_arms_to", "item", "ballistic missiles"},
		{"Norway supplied 20 ballistic missiles to Chile.", "supplies_arms_to", "amount", "20"},
		{"Norway sent $300 million in aid to Chile.", "aids", "amount", "$ 300 million"},
		{"Norway's minister phoned Chile's president.", "met_with", "mode", "phone"},
		{"Economic cooperation between Norway and Chile grew.", "cooperates_with", "context", "economic"},
	}
	for _, c := range cases {
		ok := false
		claims := read(t, rules, c.text)
		for i := range claims {
			ok = ok || claims[i].Relation == c.relation && claims[i].Qualifiers[c.key] == c.want
		}
		if !ok {
			t.Errorf("%q: %+v, want %s=%s", c.text, claims, c.key, c.want)
		}
	}
	t.Logf("ran %d cases: qualifiers", len(cases))
}

// TestHeadlineSpeaker gives a flat headline the speaker that the body gives its content.
func TestHeadlineSpeaker(t *testing.T) {
	rules := newRules(t)
	claims := read(t, rules, "Chile attacks Peru at dawn\n\nChile has attacked Peru, Norway said on Monday. The minister gave no details of the raid.")
	if len(claims) < 2 || claims[0].Speaker() != "state:NOR" {
		t.Errorf("got %s", list(claims))
	}
}

// steps counts the work of reading a text: what extract looks at, and the claims it makes.
func steps(rules *Rules, body string) int {
	r := rules.analyse(&Input{ID: "d", Text: body, Published: "2024-07-10"})
	claims, actors := r.readAll(context.Background())
	return r.steps + len(r.doc.Tokens) + len(claims) + len(actors)
}

// TestReadLinear holds the work near the length of the text: twice the text takes at most 2.6 times the steps.
func TestReadLinear(t *testing.T) {
	rules := newRules(t)
	units := []string{
		"Norway met Chile on Monday, praised the pact of Peru and warned Mali about the raid.\n\n",
		"The department accused Chile of arming rebels. ",
		"Norway denied the charges. Chile said Norway had attacked Peru. ",
		"She said he had met her. ", "It also expelled two of its diplomats. ", "Both sides, Norway and Chile, said they praised their allies. ",
		"Foreign Minister Ana Berg of Norway said the minister praised his counterpart. ",
		"\u201cWe condemn Chile, \u201d Norway said. ", "Norway, Chile, ", "the raid by ", "Norway's ", "of Chile and of ", "said that Norway ", "A. ", "x",
	}
	for _, unit := range units {
		one, two := steps(rules, strings.Repeat(unit, 200)), steps(rules, strings.Repeat(unit, 400))
		if float64(two) > 2.6*float64(one) {
			t.Errorf("%q: twice the text took %d steps after %d", unit, two, one)
		}
	}
	t.Logf("ran %d cases: texts of twice the length", len(units))
}

// TestSaid keeps the day of speaking apart from the day of the deed.
func TestSaid(t *testing.T) {
	rules := newRules(t)
	claims := read(t, rules, "Norway said on Tuesday that Chile had attacked Peru in May.")
	if len(claims) != 1 || claims[0].Said != "2024-07-09" || claims[0].Happened != "2024-05" {
		t.Errorf("got %+v", claims)
	}
}

// TestHeadlineColon takes the source that a headline names at its end.
func TestHeadlineColon(t *testing.T) {
	rules := newRules(t)
	claims := read(t, rules, "Chile has attacked Peru: Norway\n\nThe minister spoke on Monday in the capital about the raid and its causes.")
	if len(claims) == 0 || claims[0].Speaker() != "state:NOR" {
		t.Errorf("got %s", list(claims))
	}
}
