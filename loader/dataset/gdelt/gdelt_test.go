package gdelt_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/gdelt"
	"entente/loader/dataset/tabular"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

// event is a row of Events 2.0 in the exact layout, with the columns that matter given.
type event struct{ id, day, code1, name1, code2, name2, code, quad, score, added, url, place string }

func (e event) row2() string { return strings.Join(e.fields(61, 52, 59, 60), "\t") + "\n" }
func (e event) row1() string { return strings.Join(e.fields(58, 50, 56, 57), "\t") + "\n" }

func (e event) fields(n, place, added, url int) []string {
	f := make([]string, n)
	f[0], f[1], f[2], f[3], f[4] = e.id, e.day, e.day[:6], e.day[:4], e.day[:4]+".5"
	f[5], f[6], f[15], f[16] = e.code1, e.name1, e.code2, e.name2
	f[25], f[26], f[27], f[28], f[29], f[30] = "1", e.code, e.code, e.code[:2], e.quad, e.score
	f[31], f[32], f[33], f[34] = "6", "2", "5", "-1.5"
	f[place], f[added], f[url] = e.place, e.added, e.url
	return f
}

var meeting = event{"101", "20181001", "PERGOV", "PERU", "CHL", "SANTIAGO", "040", "1", "1.0", "20191001120000", "https://www.example.org/a?b", "Lima, Peru"}

func TestEventBecomesAClaim(t *testing.T) {
	out := datasettest.Text(t, gdelt.V2(), session(t)(), "20191001120000.export.CSV", meeting.row2())
	if len(out.Kept) != 1 {
		t.Fatalf("got %+v, skipped %v, rejected %v", out.Kept, out.Skipped, out.Rejected)
	}
	c := out.Kept[0]
	if c.Subject.ID != "org:peruvian-government" || c.Subject.State != "state:PER" || c.Object.ID != "state:CHL" || c.Relation != "met_with" {
		t.Errorf("ends: %+v", c)
	}
	if c.Happened != "2018-10-01" || c.Said != "2019-10-01" || c.Form() != "~coded" || c.CAMEO != "040" || *c.Score != 1 {
		t.Errorf("times and codes: %+v", c)
	}
	if c.Publisher != "org:example-org" || out.Named["org:example-org"].Label != "example.org" || c.Row != 1 || c.Evidence != strings.TrimSuffix(meeting.row2(), "\n") {
		t.Errorf("evidence: %+v", c)
	}
	if c.Qualifiers[dataset.QualifierEvent] != "gdelt:101" || c.Qualifiers[dataset.QualifierOccurrence] != "2018-10-01:040" || c.Qualifiers[dataset.QualifierPlace] != "Lima, Peru" {
		t.Errorf("qualifiers: %v", c.Qualifiers)
	}
	if d := out.Documents[0]; d.Published != "2019-10-01" || d.Publisher != "GDELT Project" {
		t.Errorf("document: %+v", d)
	}
}

func TestRowsOfEvents(t *testing.T) {
	with := func(change func(*event)) event {
		e := meeting
		change(&e)
		return e
	}
	cases := []struct {
		name   string
		row    event
		want   string // subject relation object, or a reason
		intent string
	}{
		{"host is visited", with(func(e *event) { e.code = "043" }), "state:CHL visited state:PER", ""},
		{"intent", with(func(e *event) { e.code = "0311" }), "org:peruvian-government cooperates_with state:CHL", "planned"},
		{"no target", with(func(e *event) { e.code2, e.name2 = "", "" }), "no target actor", ""},
		{"no source", with(func(e *event) { e.code1, e.name1 = "", "" }), "no source actor", ""},
		{"nobody", with(func(e *event) { e.code1, e.name1, e.code2, e.name2 = "", "", "", "" }), "no actors", ""},
		{"statement", with(func(e *event) { e.code = "010" }), "the event code states no relation between actors", ""},
		{"same actor", with(func(e *event) { e.code1 = "CHL" }), "source and target are the same actor", ""},
		{"a code that is none", with(func(e *event) { e.code = "999" }), `unknown event code "999"`, ""},
		{"a number that is none", with(func(e *event) { e.id = "x1" }), `GLOBALEVENTID "x1" is not a number`, ""},
		{"a day that is none", with(func(e *event) { e.day = "20190231" }), `SQLDATE "20190231" is not a day`, ""},
		{"missing in GDELT's lists", with(func(e *event) { e.code = "1213" }), "org:peruvian-government rejects state:CHL", ""},
		{"quits an organisation or not", with(func(e *event) { e.code = "166" }), "org:peruvian-government expels state:CHL", ""},
		{"police of nobody", with(func(e *event) { e.code1, e.name1, e.code = "COP", "POLICE", "111" }), "group:police criticizes state:CHL", ""},
		{"region", with(func(e *event) { e.code2, e.name2, e.code = "AFR", "AFRICA", "111" }), "org:peruvian-government criticizes group:africa", ""},
		{"people", with(func(e *event) { e.code2, e.name2, e.code = "kur", "KURD", "111" }), "org:peruvian-government criticizes group:kurd", ""},
	}
	for _, c := range cases {
		out := datasettest.Text(t, gdelt.V2(), session(t)(), "x", c.row.row2())
		got, intent := "", ""
		switch {
		case len(out.Kept) > 0:
			k := out.Kept[0]
			got, intent = k.Subject.ID+" "+k.Relation+" "+k.Object.ID, k.Qualifiers[dataset.QualifierIntent]
		case out.Skips > 0:
			got = out.Skipped[0].Reason
		case out.Rejects > 0:
			got = out.Rejected[0].Reason
		}
		if got != c.want && !(c.name == "region" && strings.HasSuffix(got, "africa")) || intent != c.intent {
			t.Errorf("%s: got %q %q, want %q %q", c.name, got, intent, c.want, c.intent)
		}
	}
	t.Logf("ran %d cases: rows of GDELT events", len(cases))
}

func TestVersionsAndColumns(t *testing.T) {
	one, two := meeting.row1(), meeting.row2()
	old := strings.Join(meeting.fields(58, 50, 56, 57)[:57], "\t") + "\n"
	cases := []struct {
		text   string
		v1, v2 bool
	}{{one, true, false}, {old, true, false}, {two, false, true}, {"a\tb\n", false, false}, {"", false, false}, {strings.TrimSuffix(two, "\n") + "\tx\n", false, false}}
	for i, c := range cases {
		if got := gdelt.V1().Detect("x", []byte(c.text)) > 0; got != c.v1 {
			t.Errorf("case %d: 1.0 detected: %v", i, got)
		}
		if got := gdelt.V2().Detect("x", []byte(c.text)) > 0; got != c.v2 {
			t.Errorf("case %d: 2.0 detected: %v", i, got)
		}
	}
	for _, text := range []string{one, old} {
		out := datasettest.Text(t, gdelt.V1(), session(t)(), "20130301.export.CSV", text)
		if len(out.Kept) != 1 || out.Kept[0].Qualifiers[dataset.QualifierPlace] != "Lima, Peru" || out.Kept[0].Said != "2019-10-01" {
			t.Errorf("1.0: %+v %v", out.Kept, out.Rejected)
		}
	}
	out := datasettest.Text(t, gdelt.V2(), session(t)(), "x", two+one+two)
	if out.Records != 2 || out.Rejects != 1 || out.Rejected[0].Line != 2 || out.Rejected[0].Offset != int64(len(two)) {
		t.Errorf("a row of another version: %+v", out.Rejected)
	}
}

// Rows that repeat one event keep one occurrence and stay claims of their own.
func TestRepeatedEvents(t *testing.T) {
	again := meeting
	again.id, again.url = "102", "http://other.example/x"
	out := datasettest.Text(t, gdelt.V2(), session(t)(), "x", meeting.row2()+again.row2()+meeting.row2())
	if len(out.Kept) != 3 {
		t.Fatalf("%d claims", len(out.Kept))
	}
	edges, occurrences := map[string]bool{}, map[string]bool{}
	for _, c := range out.Kept {
		edges[claim.EdgeID(c.Subject.ID, c.Relation, c.Object.ID, true)] = true
		occurrences[c.Qualifiers[dataset.QualifierOccurrence]] = true
	}
	if len(edges) != 1 || len(occurrences) != 1 {
		t.Errorf("edges %v, occurrences %v", edges, occurrences)
	}
}

const mention = "101\t20191001120000\t20191001121500\t1\texample.net\thttp://example.net/a\t4\t-1\t812\t787\t0\t20\t1002\t0.63\tsrclc:spa;eng:GT-SPA 1.0\t\n"

func TestMentionsJoinEvents(t *testing.T) {
	s := session(t)()
	if out := datasettest.Text(t, gdelt.NewMentions(), s, "a", mention); out.Skips != 1 {
		t.Errorf("an event that is not there: %+v", out)
	}
	datasettest.Text(t, gdelt.V2(), s, "e", meeting.row2())
	header := "globaleventid,eventtimedate,mentiontimedate,mentiontype,mentionsourcename,mentionidentifier,sentenceid,actor1charoffset,actor2charoffset,actioncharoffset,inrawtext,confidence,mentiondoclen,mentiondoctone,mentiondoctranslationinfo,extras\n"
	for _, text := range []string{mention, header + strings.ReplaceAll(mention, "\t", ",")} {
		out := datasettest.Text(t, gdelt.NewMentions(), s, "a", text)
		if len(out.Kept) != 1 {
			t.Fatalf("%+v", out)
		}
		c := out.Kept[0]
		q := c.Qualifiers
		if c.Publisher != "org:example-net" || c.Confidence != 0.2 || c.Said != "2019-10-01" || c.Happened != "2018-10-01" || c.Subject.ID != "org:peruvian-government" {
			t.Errorf("%+v", c)
		}
		if q["sentence"] != "4" || q["actor1_offset"] != "" || q["actor2_offset"] != "812" || q["action_offset"] != "787" || q["translated_from"] != "spa" || q["event"] != "gdelt:101" {
			t.Errorf("%v", q)
		}
		if gdelt.NewMentions().Detect("x", []byte(text)) < 90 {
			t.Error("not detected")
		}
	}
}

// What the sample files hold is what their list says, and every row ends in one place.
func TestSamples(t *testing.T) {
	s := session(t)()
	for name, rows := range map[string]int{"gdelt2_20191024143000.export.CSV": 2111, "gdelt2_20180101000000.export.CSV": 2414} {
		out := datasettest.Load(t, gdelt.V2(), s, name, true)
		if out.Read() != rows || out.Rejects != 0 {
			t.Errorf("%s: %d rows, %d rejected; the list says %d", name, out.Read(), out.Rejects, rows)
		}
	}
	for _, name := range []string{"gdelt2_mentions_raw_layout.CSV", "gdelt2_mentions_header.csv"} {
		out := datasettest.Load(t, gdelt.NewMentions(), s, name, true)
		if out.Read() != 1635 || out.Rejects != 0 {
			t.Errorf("%s: %d rows, %d rejected; the list says 1635", name, out.Read(), out.Rejects)
		}
	}
}

// QuadClass and Goldstein of every row follow from the code.
func TestCodesAgreeWithTheFiles(t *testing.T) {
	v := datasettest.Vocabulary(t)
	n := 0
	for _, name := range []string{"gdelt2_20191024143000.export.CSV", "gdelt2_20180101000000.export.CSV"} {
		rows := tabular.NewReader(datasettest.Sample(t, name).Body, tabular.Layout{Comma: '\t'})
		for row, err := rows.Next(); err == nil; row, err = rows.Next() {
			n++
			f := row.Fields
			c, ok := v.CAMEO(f[26])
			if !ok {
				t.Errorf("%s:%d: no code %s", name, row.Line, f[26])
				continue
			}
			score, _ := c.Goldstein(vocab.GoldsteinGDELT)
			file, err := strconv.ParseFloat(f[30], 64)
			if strconv.Itoa(c.Quad(vocab.QuadGDELT)) != f[29] || err != nil || score != file || c.Root != f[28] {
				t.Errorf("%s:%d: code %s gives class %d, score %v, root %s; the file has %s, %s, %s", name, row.Line, f[26],
					c.Quad(vocab.QuadGDELT), score, c.Root, f[29], f[30], f[28])
			}
		}
	}
	if n != 4525 {
		t.Errorf("%d rows, there are 4525", n)
	}
	t.Logf("ran %d cases: class and score of GDELT rows recomputed from the code", n)
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, gdelt.V2(), session(t), meeting.row2()+meeting.row2(), false)
	datasettest.Hostile(t, gdelt.V1(), session(t), meeting.row1()+meeting.row1(), false)
	withEvent := func() *dataset.Session {
		s := session(t)()
		datasettest.Text(t, gdelt.V2(), s, "e", meeting.row2())
		return s
	}
	datasettest.Hostile(t, gdelt.NewMentions(), withEvent, mention+mention, false)
}

func FuzzEvents(f *testing.F) {
	datasettest.Fuzz(f, gdelt.V2(), session(f), meeting.row2())
}

func FuzzEvents1(f *testing.F) {
	datasettest.Fuzz(f, gdelt.V1(), session(f), meeting.row1())
}

func FuzzMentions(f *testing.F) {
	datasettest.Fuzz(f, gdelt.NewMentions(), session(f), mention)
}

// discard takes everything and keeps nothing.
type discard struct{ records, skips int }

func (d *discard) Document(dataset.Document) error { return nil }
func (d *discard) Record(...claim.Claim) error     { d.records++; return nil }
func (d *discard) Skip(int, int64, string) error   { d.skips++; return nil }
func (d *discard) Reject(int, int64, string) error { return nil }
func (d *discard) Actors(...dataset.Actor) error   { return nil }

// BenchmarkEvents reads rows as real files have them (two thirds with both actors, some 400 bytes each) on one goroutine.
func BenchmarkEvents(b *testing.B) {
	var text strings.Builder
	actors := []string{"USA", "USAGOV", "CHN", "RUSMIL", "FRAGOV", "COP", "GBR", "IGOUNO", "DEUBUS", "", "JPN", ""}
	codes := []string{"010", "042", "043", "036", "111", "112", "190", "173", "051", "0311"}
	const n = 20000
	for i := range n {
		e := meeting
		e.id, e.day = fmt.Sprint(880000000+i), fmt.Sprintf("201910%02d", 1+i%28)
		e.code1, e.code2, e.code = actors[i%len(actors)], actors[(i*7+3)%len(actors)], codes[i%len(codes)]
		e.name1, e.name2 = "NAME OF "+e.code1, "NAME OF "+e.code2
		e.url = fmt.Sprintf("https://www.site%d.example/world/%d/a-title-of-some-words-in-it-%d.html", i%300, i, i)
		text.WriteString(e.row2())
	}
	benchmark(b, text.String(), n)
}

// BenchmarkEventsSample reads a real file.
func BenchmarkEventsSample(b *testing.B) {
	raw, err := os.ReadFile("../../../../shared/samples/gdelt2_20191024143000.export.CSV")
	if err != nil {
		b.Skipf("SKIPPED, no sample file: %v", err)
	}
	text := strings.Repeat(string(raw), 10)
	benchmark(b, text, strings.Count(text, "\n"))
}

func benchmark(b *testing.B, text string, rows int) {
	newSession := session(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var d discard
		if err := gdelt.V2().Read(context.Background(), &dataset.File{Name: "x", Body: strings.NewReader(text)}, newSession(), &d); err != nil {
			b.Fatal(err)
		}
		if d.records+d.skips != rows {
			b.Fatalf("%d records and %d skipped of %d", d.records, d.skips, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
