package mention

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"entente/graph/vocab"
	"entente/loader/text"
)

func finder(t testing.TB) *Finder {
	t.Helper()
	v, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	return New(v)
}

// pointed is a sentence with what must be found in it, in order: carets under the words and the id beside them.
type pointed struct {
	line int
	day  string
	text string
	want []string
}

// readPointed reads the file of cases: "day: 2023-11-10" holds for what follows; a sentence; then lines of carets with an id, "none" for
// a sentence without actors. An empty line ends a case.
func readPointed(t *testing.T) (cases []pointed) {
	t.Helper()
	data, err := os.ReadFile("testdata/mentions.txt")
	if err != nil {
		t.Fatal(err)
	}
	day := ""
	var c *pointed
	for n, line := range strings.Split(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "day:"):
			day = strings.TrimSpace(strings.TrimPrefix(line, "day:"))
		case strings.TrimSpace(line) == "":
			c = nil
		case c == nil:
			cases = append(cases, pointed{line: n + 1, day: day, text: line})
			c = &cases[len(cases)-1]
		case strings.TrimSpace(line) == "none":
		default:
			first := strings.IndexByte(line, '^')
			last := strings.LastIndexByte(line, '^') + 1
			if first < 0 || last > len(c.text) {
				t.Fatalf("mentions.txt:%d: no carets under the sentence", n+1)
			}
			c.want = append(c.want, c.text[first:last]+" = "+strings.TrimSpace(line[last:]))
		}
	}
	return cases
}

func TestPointedMentions(t *testing.T) {
	f := finder(t)
	cases := readPointed(t)
	for _, c := range cases {
		d := text.Parse(c.text)
		var got []string
		for _, m := range f.Find(d, &Options{Day: c.day}) {
			id := m.ID
			if len(m.Members) > 0 {
				id = strings.Join(m.Members, "+")
			}
			if m.Form == PlaceName {
				id = "place"
			}
			got = append(got, c.text[m.Span.Start:m.Span.End]+" = "+id)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("mentions.txt:%d: %s\ngot  %s\nwant %s", c.line, c.text, strings.Join(got, "; "), strings.Join(c.want, "; "))
		}
	}
	if len(cases) < 20 {
		t.Errorf("only %d cases were read", len(cases))
	}
	t.Logf("ran %d cases: pointed mentions", len(cases))
}

func TestWhoStandsForWhomDependsOnTheDay(t *testing.T) {
	f := finder(t)
	for _, c := range []struct{ day, text, id, state, office string }{
		{"2022-05-01", "Antony Blinken spoke.", "person:antony-blinken", "state:USA", "office:us-secretary-of-state"},
		{"2016-05-01", "Antony Blinken spoke.", "person:antony-blinken", "state:USA", "office:us-deputy-secretary-of-state"},
		{"2025-06-01", "Antony Blinken spoke.", "person:antony-blinken", "", ""},
		{"2010-05-01", "Former British prime minister Tony Blair spoke.", "person:tony-blair", "", ""},
		{"2024-05-01", "Norwegian Fisheries Minister Ola Example spoke.", "person:ola-example", "state:NOR", ""},
	} {
		ms := f.Find(text.Parse(c.text), &Options{Day: c.day})
		i := slices.IndexFunc(ms, func(m Mention) bool { return m.Kind == vocab.Person })
		if i < 0 || ms[i].ID != c.id || ms[i].State != c.state || c.office != "" && ms[i].Office != c.office {
			t.Errorf("%s %q: %+v", c.day, c.text, ms)
		}
	}
}

func TestTheHolderOfAnOfficeIsFoundByTheDay(t *testing.T) {
	f := finder(t)
	for day, want := range map[string]string{"2022-05-01": "person:antony-blinken", "2010-05-01": "person:hillary-clinton"} {
		ms := f.Find(text.Parse("The US secretary of state spoke."), &Options{Day: day})
		if len(ms) != 1 || ms[0].ID != want || ms[0].Form != Description {
			t.Errorf("%s: %+v", day, ms)
		}
	}
}

func TestGivenMentionsAreTakenAsGiven(t *testing.T) {
	f := finder(t)
	body := "The Reds met Norway in Oslo, and Chile too."
	at := func(s string) text.Span {
		i := strings.Index(body, s)
		return text.Span{Start: i, End: i + len(s)}
	}
	ms := f.Find(text.Parse(body), &Options{Given: []Given{
		{Span: at("The Reds"), ID: "org:reds", Kind: vocab.Org},
		{Span: at("Norway")},
		{Span: at("Chile"), ID: "group:chileans"},
	}})
	got := map[string]string{}
	for _, m := range ms {
		got[body[m.Span.Start:m.Span.End]] = m.ID
	}
	for words, id := range map[string]string{"The Reds": "org:reds", "Norway": "state:NOR", "Chile": "group:chileans"} {
		if got[words] != id {
			t.Errorf("%s: %q, want %q (%v)", words, got[words], id, got)
		}
	}
}

// check holds what holds of every list of mentions.
func check(body string, d *text.Document, ms []Mention) error {
	end := 0
	for _, m := range ms {
		switch {
		case m.Span.Start < end || m.Span.End <= m.Span.Start || m.Span.End > len(body):
			return fmt.Errorf("span [%d,%d) after %d of %d bytes", m.Span.Start, m.Span.End, end, len(body))
		case !utf8.ValidString(body[m.Span.Start:m.Span.End]):
			return fmt.Errorf("span [%d,%d) cuts a character", m.Span.Start, m.Span.End)
		case m.First < 0 || m.Last <= m.First || m.Last > len(d.Tokens):
			return fmt.Errorf("tokens [%d,%d) of %d", m.First, m.Last, len(d.Tokens))
		case m.ID == "" && len(m.Members) < 2:
			return fmt.Errorf("%q means nobody", body[m.Span.Start:m.Span.End])
		case m.Sentence < 0 || m.Sentence >= len(d.Sentences):
			return fmt.Errorf("sentence %d of %d", m.Sentence, len(d.Sentences))
		}
		end = m.Span.End
	}
	return nil
}

func FuzzFind(f *testing.F) {
	v, err := vocab.Default()
	if err != nil {
		f.Fatal(err)
	}
	find := New(v)
	f.Add("U.S. Secretary of State Antony Blinken met his Chinese counterpart in Beijing. They said the two sides agreed.")
	f.Add("The former president of the the the of Norway's allies, Mr. ")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, body string) {
		body = strings.ToValidUTF8(body, "\uFFFD")
		d := text.Parse(body)
		if err := check(body, d, find.Find(d, &Options{Day: "2024-01-01"})); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	f := finder(b)
	body := strings.Repeat("Norwegian Foreign Minister Ola Example met the Chilean ambassador in Oslo on Monday, the ministry said. Both sides spoke of fish. ", 50)
	d := text.Parse(body)
	b.ReportAllocs()
	for b.Loop() {
		f.Find(d, nil)
	}
	b.ReportMetric(float64(len(d.Sentences))*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
}

// TestLinear holds the work near the length of the text: twice the text takes at most 2.6 times the words and mentions looked at.
func TestLinear(t *testing.T) {
	f := finder(t)
	units := []string{"She said he met her. ", "Norway ", "Ana Berg, ", "Foreign Minister ", "the two ministers ", "Berg-Olsen ", "its two allies ", "Both sides, Norway and Chile, met. ", "the president of "}
	steps := func(body string) int {
		d := text.Parse(body)
		s := &search{Finder: f, d: d, day: "2024-07-10", persons: map[string]Mention{}}
		s.run(&Options{})
		return s.steps + len(d.Tokens)
	}
	for _, unit := range units {
		one, two := steps(strings.Repeat(unit, 500)), steps(strings.Repeat(unit, 1000))
		if float64(two) > 2.6*float64(one) {
			t.Errorf("%q: twice the text took %d steps after %d", unit, two, one)
		}
	}
	t.Logf("ran %d cases: texts of twice the length", len(units))
}
