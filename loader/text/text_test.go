package text

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// words joins the tokens of a text with spaces.
func words(body string) string {
	d := &Document{Body: body, Tokens: tokenize(nil, body, 0, len(body))}
	var parts []string
	for _, t := range d.Tokens {
		parts = append(parts, body[t.Span.Start:t.Span.End])
	}
	return strings.Join(parts, " ")
}

func TestTokens(t *testing.T) {
	cases := map[string]string{
		"The U.S. said so.":                  "The U.S. said so .",
		"a U.S.-led force":                   "a U.S. - led force",
		"Gen. Paz won't go":                  "Gen. Paz wo n't go",
		"China's envoy":                      "China 's envoy",
		"China\u2019s envoy":                 "China \u2019s envoy",
		"Jean-Luc met Jae-in":                "Jean-Luc met Jae-in",
		"Kenya-Uganda talks":                 "Kenya - Uganda talks",
		"Saudi-led, long-range":              "Saudi - led , long-range",
		"inter-Korean talks":                 "inter - Korean talks",
		"60,000 in 1990s, 1.5%":              "60,000 in 1990s , 1.5 %",
		"they've; we'll; I'd":                "they 've ; we 'll ; I 'd",
		"\"Go,\" he said.":                   "\" Go , \" he said .",
		"the ministers' talks":               "the ministers ' talks",
		"SEOUL\u2014The":                     "SEOUL \u2014 The",
		"J. F. Paz of St. Ann":               "J. F. Paz of St. Ann",
		"al-Shabaab":                         "al-Shabaab",
		"on Sept. 9, 2021":                   "on Sept. 9 , 2021",
		"US-ROK-Japan":                       "US - ROK - Japan",
		"$300 million (\u20ac250 million)":   "$ 300 million ( \u20ac 250 million )",
		"can't isn't don't":                  "ca n't is n't do n't",
		"\u201cWe\u2019re here,\u201d":       "\u201c We \u2019re here , \u201d",
		"Bosnia-Herzegovina":                 "Bosnia - Herzegovina",
		"the Chinese-made radar of X-ray Co": "the Chinese - made radar of X-ray Co",
	}
	for in, want := range cases {
		if got := words(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	t.Logf("ran %d cases: tokens", len(cases))
}

func sentencesOf(body string) []string {
	d := Parse(body)
	var out []string
	for _, s := range d.Sentences {
		out = append(out, body[s.Span.Start:s.Span.End])
	}
	return out
}

func TestSentences(t *testing.T) {
	cases := []struct {
		in   string
		want int
	}{
		{"The U.S. Army left. It went home that day.", 2},
		{"He met Gen. Paz in the U.S. The two men spoke of fish.", 2},
		{"On Sept. 9 the deal was signed. Nobody came to see it.", 2},
		{"\"We will not go,\" she said. \"That is final.\"", 2},
		{"\"We will not go. We will stay here,\" she said.", 2},
		{"It cost $1.5 million. That was too much.", 2},
		{"Did they agree? Nobody knows for sure.", 2},
		{"The envoy (who left. Early) spoke for an hour.", 1},
		{"The plan ... was dropped by the two states.", 1},
		{"The talks were held in St. Ann on the coast.", 1},
		{"They left at 5 p.m. The ship sailed later.", 2},
		{"He cited Mr. J. F. Paz, Jr. of Lima as a source.", 1},
	}
	for _, c := range cases {
		if got := sentencesOf(c.in); len(got) != c.want {
			t.Errorf("%q: got %d sentences %q, want %d", c.in, len(got), got, c.want)
		}
	}
	t.Logf("ran %d cases: sentences", len(cases))
}

func TestHardWrap(t *testing.T) {
	wrapped := "The envoy of the northern state said on Monday that his\ncountry would not send any ships to the port, whatever the\nothers might decide in the coming weeks and months of the\nlong summer that lay before them all, and he left the hall\nwithout a word."
	if got := sentencesOf(wrapped); len(got) != 1 {
		t.Errorf("a hard-wrapped paragraph gives %d sentences: %q", len(got), got)
	}
}

func TestZones(t *testing.T) {
	body := "Back To Top\n\nNorway and Chile sign fishing accord after talks\n\nMarch 24, 2021\n\nOSLO, March 24 (Agency) -- Norway signed an accord with Chile on Wednesday.\n\nThe accord covers cod.\n\nA long fight\n\n" +
		"Ministers shake hands in Oslo. (Agency/File photo)\n\nThe two states had argued for years.\n\nMOST POPULAR\n\nTen fish to try\n\nSource : The Daily Cod\n"
	d := Parse(body)
	want := map[string]Zone{
		"Back To Top": Boilerplate, "Norway and Chile sign fishing accord after talks": Headline, "March 24, 2021": Byline,
		"OSLO, March 24 (Agency) --": Dateline, "Norway signed an accord with Chile on Wednesday.": Body, "A long fight": Subhead,
		"Ministers shake hands in Oslo.": Caption, "MOST POPULAR": Boilerplate, "Ten fish to try": Boilerplate, "Source : The Daily Cod": Boilerplate,
	}
	n := 0
	for _, s := range d.Sentences {
		if z, ok := want[body[s.Span.Start:s.Span.End]]; ok {
			n++
			if s.Zone != z {
				t.Errorf("%q: zone %d, want %d", body[s.Span.Start:s.Span.End], s.Zone, z)
			}
		}
	}
	if n != len(want) {
		t.Errorf("found %d of %d sentences", n, len(want))
	}
	if d.DatelinePlace != "OSLO" || d.DatelineDay != "March 24" {
		t.Errorf("dateline %q %q", d.DatelinePlace, d.DatelineDay)
	}
	if d.Published != "2021-03-24" {
		t.Errorf("published %q", d.Published)
	}
}

func TestDatelines(t *testing.T) {
	cases := []struct{ in, place string }{
		{"SEOUL, July 20 (Agency) -- The ministry denied the report on Friday.", "SEOUL"},
		{"HANOI, Vietnam (AP) \u2014 The minister praised the pact on Friday.", "HANOI"},
		{"BEIJING\u2014In a phone call the president urged restraint.", "BEIJING"},
		{"WASHINGTON U.S. President Ana Paz joined the talks on Thursday.", "WASHINGTON"},
		{"Washington, July 20 \u2013 US officials met the envoy.", "Washington"},
		{"The plan - a long one - was dropped by the minister.", ""},
		{"Norway, Chile and Peru - three states - met.", ""},
	}
	for _, c := range cases {
		if got := Parse(c.in).DatelinePlace; got != c.place {
			t.Errorf("%q: place %q, want %q", c.in, got, c.place)
		}
	}
	t.Logf("ran %d cases: datelines", len(cases))
}

func TestTags(t *testing.T) {
	cases := []struct {
		in, word string
		want     Tag
	}{
		{"Norway attacks Chile at dawn.", "attacks", VBP},
		{"Norway's attacks on Chile went on.", "attacks", Noun},
		{"The talks between Norway and Chile failed.", "talks", Noun},
		{"Ministers urge the two states to talk.", "urge", VBP},
		{"Ministers urge the two states to talk.", "talk", VB},
		{"The sanctions imposed on Norway were lifted.", "imposed", VBN},
		{"Norway imposed sanctions on Chile.", "imposed", VBD},
		{"The minister was seen in Oslo.", "seen", VBN},
		{"The alleged plot failed.", "alleged", Adj},
		{"Norway said that Chile had met it.", "that", Subord},
		{"The pact that binds Norway holds.", "that", Wh},
		{"Norway plans to meet Chile.", "plans", VBP},
		{"The plans to meet failed.", "plans", Noun},
		{"The military told reporters that it left.", "military", Noun},
		{"Norway, which met Chile, left.", "which", Wh},
		{"It has been supplying shells.", "supplying", VBG},
		{"The meeting next week matters.", "meeting", Noun},
		{"The ministers met and praised the plan.", "praised", VBD},
		{"China fears that it will end.", "fears", VBP},
	}
	for _, c := range cases {
		d := Parse(c.in)
		got := NoTag
		for _, k := range d.Tokens {
			if k.Lower == c.word {
				got = k.Tag
				break
			}
		}
		if got != c.want {
			t.Errorf("%q: %s has tag %d, want %d", c.in, c.word, got, c.want)
		}
	}
	t.Logf("ran %d cases: tags", len(cases))
}

func TestVerbGroups(t *testing.T) {
	cases := []struct {
		in   string
		want Verb
	}{
		{"Norway will not meet Chile.", Verb{Lemma: "meet", Modal: "will", Finite: true, Negated: true}},
		{"Norway has met Chile.", Verb{Lemma: "meet", Finite: true, Perfect: true}},
		{"Norway was being watched.", Verb{Lemma: "watch", Finite: true, Past: true, Passive: true, Progressive: true}},
		{"Norway won't be forced.", Verb{Lemma: "force", Modal: "will", Finite: true, Negated: true, Passive: true}},
		{"Norway has to leave Chile.", Verb{Lemma: "leave", Modal: "must", Finite: true}},
		{"Norway is going to meet Chile.", Verb{Lemma: "meet", Modal: "will", Finite: true}},
		{"Norway is not a member.", Verb{Lemma: "be", Finite: true, Negated: true, Copula: true}},
		{"Norway did not sign it.", Verb{Lemma: "sign", Finite: true, Past: true, Negated: true}},
	}
	for _, c := range cases {
		d := Parse(c.in)
		for _, k := range d.Chunks(nil, d.Sentences[0].First, d.Sentences[0].Last, nil) {
			if k.Kind == VerbGroup {
				if k.Verb != c.want {
					t.Errorf("%q: got %+v, want %+v", c.in, k.Verb, c.want)
				}
				break
			}
		}
	}
	t.Logf("ran %d cases: verb groups", len(cases))
}

func TestQuotes(t *testing.T) {
	body := "\u201cWe will stay,\u201d he said.\n\n\u201cThe first. The second.\n\n\u201cThe third,\u201d she said. He left a \u201cgood\u201d mark."
	d := Parse(body)
	var got []string
	for _, q := range d.Quotes {
		got = append(got, body[q.Span.Start:q.Span.End])
	}
	want := []string{"We will stay,", "The first. The second.", "The third,", "good"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLanguage(t *testing.T) {
	cases := map[string]string{
		"The minister said on Monday that the two states would meet in the autumn and that they had not yet agreed on a place for the talks.":                                    "English",
		"Le ministre a dit lundi que les deux pays se rencontreront à l'automne et que la date des pourparlers n'est pas encore fixée par les parties dans cette affaire.":       "French",
		"Der Minister sagte am Montag, dass die beiden Staaten sich im Herbst treffen werden und dass der Ort für die Gespräche noch nicht feststeht, wie es aus dem Haus hieß.": "German",
		"El ministro dijo el lunes que los dos países se reunirán en el otoño y que la fecha de las conversaciones no se ha fijado todavía por las partes en este caso.":         "Spanish",
		"Министр сказал в понедельник, что две страны встретятся осенью.":                                                                                                        "Russian",
		"部長は月曜日に、両国が秋に会談すると述べた。":                                                                                                                                                 "Japanese",
		"部长星期一表示，两国将在秋天举行会谈。":                                                                                                                                                    "Chinese",
		"Norwegia wezwała we wtorek ambasadora Chile, aby zaprotestować przeciwko naruszeniu jej przestrzeni. Ministerstwo oświadczyło, że rząd oczekuje wyjaśnień.":             "Polish",
		"Norveç, hava sahasının ihlalini protesto etmek için salı günü Şili büyükelçisini çağırdı. Bakanlık, hükümetin bir açıklama beklediğini söyledi.":                        "Turkish",
		"Norwegia pada hari Selasa memanggil duta besar Chili untuk memprotes pelanggaran wilayahnya. Kementerian Luar Negeri mengatakan pemerintah menunggu.":                   "Indonesian",
		"Norway Foreign Minister Åse Ødegård, Chilean Trade Minister Íñigo Núñez, Polish President Łukasz Żółć, Oslo, Santiago, Warsaw, Friday, Monday, Tuesday.":                "English",
		"Norway met Chile.":  "English",
		"":                   "English",
		"123 456 789 000 11": "English",
	}
	for in, want := range cases {
		if got := Language(in); got != want {
			t.Errorf("%.40q: got %s, want %s", in, got, want)
		}
	}
	t.Logf("ran %d cases: languages", len(cases))
}

// check reports what is wrong with a parsed document.
func check(d *Document) error {
	at := 0
	for i, k := range d.Tokens {
		if k.Span.Start < at || k.Span.End <= k.Span.Start || k.Span.End > len(d.Body) {
			return fmt.Errorf("token %d has span %v after %d", i, k.Span, at)
		}
		at = k.Span.End
	}
	at, next := 0, 0
	for i, s := range d.Sentences {
		if s.Span.Start < at || s.Span.End <= s.Span.Start || s.Span.End > len(d.Body) {
			return fmt.Errorf("sentence %d has span %v after %d", i, s.Span, at)
		}
		if s.First < next || s.Last <= s.First || s.Last > len(d.Tokens) {
			return fmt.Errorf("sentence %d has tokens [%d,%d) after %d", i, s.First, s.Last, next)
		}
		if !s.Span.Contains(d.Tokens[s.First].Span) || !s.Span.Contains(d.Tokens[s.Last-1].Span) {
			return fmt.Errorf("sentence %d does not contain its tokens", i)
		}
		at, next = s.Span.End, s.Last
		c := s.First
		for _, ch := range d.Chunks(nil, s.First, s.Last, nil) {
			if ch.First < c || ch.Last <= ch.First || ch.Last > s.Last || ch.Head < ch.First || ch.Head >= ch.Last {
				return fmt.Errorf("sentence %d has chunk %+v after token %d", i, ch, c)
			}
			c = ch.Last
		}
	}
	for i, q := range d.Quotes {
		if q.First >= q.Last || q.Last > len(d.Tokens) || q.Span.End > len(d.Body) || q.Span.Start > q.Span.End {
			return fmt.Errorf("quotation %d is %+v", i, q)
		}
	}
	return nil
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", ".", "\"", "A \u201cb", "U.S.", "SEOUL \u2014", "\xff\xfe A. B\x00", "He said: \"No.\"\n\n\"Yes", "1.2.3,4 (a) [b", "x\u0301y's n't '", "a\r\nb\r\rc", strings.Repeat("A. ", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		d := Parse(body)
		if d.Body != body {
			t.Fatal("the body was changed")
		}
		if err := check(d); err != nil {
			t.Fatalf("%q: %v", body, err)
		}
		if name := Language(body); name == "" || !utf8.ValidString(name) {
			t.Fatalf("language %q", name)
		}
	})
}

// TestRandomBytes parses random bytes of many shapes; the seed is printed when one fails.
func TestRandomBytes(t *testing.T) {
	const n = 2000
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 7))
		alphabet := "aAbB .,;:!?\"'\u201c\u201d\u2019()-\n\r\t0129\u00e9\u4e00"
		var b strings.Builder
		for range r.IntN(300) {
			if r.IntN(10) == 0 {
				b.WriteByte(byte(r.UintN(256)))
			} else {
				runes := []rune(alphabet)
				b.WriteRune(runes[r.IntN(len(runes))])
			}
		}
		if err := check(Parse(b.String())); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	t.Logf("ran %d cases: random bytes", n)
}

// TestLinear holds the work near the length of the text: twice the text takes at most 2.6 times the tokens looked at.
func TestLinear(t *testing.T) {
	units := []string{"Norway met Chile on Monday and praised the pact. ", "\"a", "(a ", "A. ", "- ", "\u201cx\u201d ", "that ", "and the ", "aaaa", "U.S.", "x-", "a'", "A-b\u2019", "1-", "\n\na", "1,", "agreed opposed "}
	steps := func(body string) int {
		d := Parse(body)
		if err := check(d); err != nil {
			t.Errorf("%.20q: %v", body, err)
		}
		var chunks []Chunk
		for _, s := range d.Sentences {
			chunks = d.Chunks(chunks[:0], s.First, s.Last, nil)
		}
		return d.steps + len(d.Tokens)
	}
	for _, unit := range units {
		one, two := steps(strings.Repeat(unit, 1500)), steps(strings.Repeat(unit, 3000))
		if float64(two) > 2.6*float64(one) {
			t.Errorf("%q: twice the text took %d steps after %d", unit, two, one)
		}
	}
	t.Logf("ran %d cases: texts of twice the length", len(units))
}

func BenchmarkParse(b *testing.B) {
	body := strings.Repeat("Norway's minister met Chile's envoy in Oslo on Monday and praised the long-awaited pact that the two states had signed. ", 200)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Parse(body)
	}
}
